"""How passphrases are asked for: at the terminal, or from a descriptor; never on the command line."""

from __future__ import annotations

import os
import sys

from coder.domain.text import visible
from coder.errors import InputError

descriptor: int | None = None
"""The file descriptor from which they are read, one line for every question and the last one again."""

_read: list[str] = []


def can_ask() -> bool:
    """Whether there is somebody to ask, or a descriptor to read from."""
    return descriptor is not None or (sys.stdin is not None and sys.stdin.isatty())


def ask(question: str) -> str:
    """The answer to a question. Raises InputError when nobody can be asked."""
    if descriptor is not None:
        return _from_descriptor(descriptor)
    if not can_ask():
        raise InputError(
            "this needs a passphrase, and there is no terminal to ask for it",
            remedy="give it with `coder --passphrase-fd N`",
        )
    import getpass

    return getpass.getpass(visible(question))


def _from_descriptor(number: int) -> str:
    if not _read:
        try:
            with os.fdopen(os.dup(number), encoding="utf-8") as file:
                _read.extend(file.read().splitlines())
        except (OSError, ValueError) as error:
            raise InputError(f"nothing can be read from descriptor {number}") from error
    if not _read:
        raise InputError(f"there is no passphrase in descriptor {number}")
    return _read.pop(0) if len(_read) > 1 else _read[0]
