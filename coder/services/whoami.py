"""Who sits at the keyboard."""

from __future__ import annotations

import getpass
import os

from coder.domain.text import visible
from coder.errors import InputError


def coder_name(given: str | None) -> str:
    """Who is coding: as given, else from CODER_NAME, else the account's name.

    Raises InputError for an empty or overlong name.
    """
    name = visible(given or os.environ.get("CODER_NAME") or _account()).strip()
    if not 0 < len(name) <= 60:
        raise InputError("a coder's name has 1 to 60 characters", remedy="give one with --coder")
    return name


def _account() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "coder"
