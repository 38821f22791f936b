"""What is in a folder, transcripts first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from coder.errors import InputError

LIKELY = frozenset(
    [
        ".txt",
        ".docx",
        ".vtt",
        ".srt",
        ".csv",
        ".tsv",
        ".xlsx",
        ".odt",
        ".ods",
        ".rtf",
        ".pdf",
        ".json",
        ".cha",
        ".eaf",
        ".doc",
        ".md",
        ".tab",
    ]
)
"""The suffixes of files that may hold a transcript."""

PROJECT_FILES = (".coder", ".coder-wal", ".coder-shm")
"""How the names of a project's own files end; they hold no transcript to bring in."""

MOST = 5000
"""Entries that are looked at."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or folder; `likely` when it may hold a transcript."""

    path: Path
    folder: bool
    likely: bool
    size: int = 0
    changed: str = ""


def entries(folder: Path, *, projects: bool = False) -> list[Entry]:
    """What is in a folder: files that may hold transcripts, folders, other files.

    Hidden files and projects are left out; with `projects` all files but these.
    Raises InputError when it cannot be read.
    """
    found: list[Entry] = []
    try:
        for at, path in enumerate(folder.iterdir()):
            if at >= MOST:
                break
            if path.name.startswith("."):
                continue
            if projects and (path.suffix == PROJECT_FILES[0] or path.is_dir()):
                found.append(replace(_entry(path), likely=not path.is_dir()))
            elif not projects and not path.name.endswith(PROJECT_FILES):
                found.append(_entry(path))
    except OSError as error:
        raise InputError(
            f"the folder cannot be read ({error.strerror or 'it does not answer'})",
            where=str(folder),
            remedy="choose another",
        ) from error
    return sorted(found, key=lambda entry: (_rank(entry), entry.path.name.casefold()))


def _rank(entry: Entry) -> int:
    return 1 if entry.folder else 0 if entry.likely else 2


def _entry(path: Path) -> Entry:
    try:
        facts, folder = path.stat(), path.is_dir()
    except OSError:
        return Entry(path, False, False)
    changed = datetime.fromtimestamp(facts.st_mtime).astimezone()
    likely = not folder and path.suffix.casefold() in LIKELY
    return Entry(path, folder, likely, facts.st_size, f"{changed:%Y-%m-%d}")


def is_folder(path: Path) -> bool:
    """Whether there is a folder of that name."""
    try:
        return path.is_dir()
    except OSError:
        return False


def goes_to(folder: Path, typed: str) -> tuple[Path, str]:
    """The folder that `typed`, from `folder` on, leads to, and what of it is left as the start of a name.

    Raises InputError when there is no such folder.
    """
    head, slash, rest = typed.rpartition("/")
    if not slash:
        return folder, typed
    try:
        wanted = (folder / Path(head + slash).expanduser()).resolve()
    except (OSError, RuntimeError, ValueError):
        wanted = folder / "?"
    if not is_folder(wanted):
        raise InputError("there is no such folder", where=head + slash, remedy="go on from here")
    return wanted, rest


def shown_size(size: int) -> str:
    """A size as people read it."""
    for unit in ("B", "KB", "MB"):
        if size < 1000:
            return f"{size} {unit}"
        size = round(size / 1000)
    return f"{size} GB"
