"""What is in a folder, transcripts first."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from coder.domain.text import masked
from coder.errors import InputError
from coder.services.previewing import MAX_BYTES, link_out

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

LINK = "link out"
"""What stands instead of a date at a link that leads out of its folder, which is not followed."""

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
        if path.is_symlink() and link_out(path) == path:
            return Entry(path, False, False, 0, LINK)
        facts, folder = path.stat(), path.is_dir()
    except (OSError, RuntimeError):
        return Entry(path, False, False)
    changed = datetime.fromtimestamp(facts.st_mtime).astimezone()
    likely = not folder and path.suffix.casefold() in LIKELY
    return Entry(path, folder, likely, facts.st_size, f"{changed:%Y-%m-%d}")


def already(listed: Sequence[Entry], kept: Mapping[str, str]) -> frozenset[Path]:
    """The files in `listed` that `kept`, digests of files by the names they had, says are imported.

    Only files of such a name are read.
    """
    found: list[Path] = []
    for entry in listed:
        digests = kept.get(masked(entry.path.name), "")
        if digests and entry.likely and entry.size <= MAX_BYTES:
            try:
                digest = hashlib.sha256(entry.path.read_bytes()).hexdigest()
            except OSError:
                continue
            found += [entry.path] if digest in digests else []
    return frozenset(found)


def is_folder(path: Path) -> bool:
    """Whether there is a folder of that name."""
    try:
        return path.is_dir()
    except OSError:
        return False


def goes_to(folder: Path, typed: str) -> tuple[Path, str]:
    """The folder that `typed`, from `folder` on, leads to, and what of it is left as the start of a name.

    Raises InputError when there is no such folder, or when what was typed leads through a link out of
    the folder it stands in.
    """
    head, slash, rest = typed.rpartition("/")
    if not slash:
        return folder, typed
    try:
        way = folder / Path(head + slash).expanduser()
        link = link_out(way)
        if link is not None:
            raise InputError(
                "this is a link that leads out of its folder",
                where=masked(link.name),
                remedy="type the place it leads to if you mean it",
            )
        wanted = way.resolve()
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
