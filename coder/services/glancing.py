"""A first look at a project, before anything that takes time is loaded."""

from __future__ import annotations

from pathlib import Path

from coder.services.whoami import coder_name
from coder.store.glance import Glance, glance

__all__ = ["Glance", "first_look"]


def first_look(place: str, coder: str | None, label: str = "", turn: int = 0) -> Glance | None:
    """What stands where `coder` was last, or at a turn of the transcript `label`.

    None for a project on a server, and whenever it cannot be told quickly: then the project has to be
    opened first. Raises InputError for a coder's name that cannot be.
    """
    return None if "://" in place else glance(Path(place), coder_name(coder), label, turn)
