"""Where the codebooks and sample transcripts that come with the program lie."""

from __future__ import annotations

from pathlib import Path

from coder.domain.text import visible
from coder.errors import InputError

_PACKAGE = Path(__file__).resolve().parent.parent


def folder(name: str) -> Path:
    """A folder shipped with the program: inside the installed package, or beside it in a checkout.

    Raises InputError when the installation lacks it.
    """
    for parent in (_PACKAGE / "_data", _PACKAGE.parent):
        if (parent / name).is_dir():
            return parent / name
    raise InputError(f"the folder {name} is missing from this installation", remedy="install coder again")


def shipped_codebooks() -> dict[str, Path]:
    """The codebooks that come with the program, by name."""
    return {path.stem: path for path in sorted(folder("codebooks").glob("*.yaml"))}


def codebook_path(name: str) -> Path:
    """A shipped codebook by name, or a file.

    Raises InputError that lists the shipped names.
    """
    shipped = shipped_codebooks()
    if name in shipped:
        return shipped[name]
    path = Path(name)
    if path.suffix.lower() in (".yaml", ".yml") or path.exists():
        return path
    raise InputError(
        f"there is no codebook {visible(name)!r}",
        remedy=f"use one of {', '.join(shipped)}, or the name of a .yaml file",
    )
