"""Files are written whole or not at all."""

from __future__ import annotations

import glob
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from coder.domain.text import visible
from coder.errors import InputError

_PART = ".part"
"""How the names of files end that are not whole yet."""


def check_target(path: Path, example: str = "a file") -> None:
    """Make sure that a file can be written to `path`; raises InputError when it cannot."""
    where = visible(str(path))
    if path.is_dir():
        raise InputError("this is a folder", where=where, remedy=f"name {example}")
    if path.exists() and not path.is_file():
        raise InputError("this is not a regular file", where=where, remedy=f"name {example}")
    # An encrypted project looks like nothing at all, so its name has to do.
    if path.exists() and (path.suffix.casefold() == ".coder" or _is_database(path)):
        raise InputError(
            "this is a project, not a place for an export", where=where, remedy="name another file"
        )
    folder = path.parent
    if not folder.is_dir():
        raise InputError("the folder does not exist", where=visible(str(folder)), remedy="create it first")
    if not may_write_in(folder):
        raise InputError(
            "the folder is read-only", where=visible(str(folder)), remedy="choose another folder"
        )


def _is_database(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(16) == b"SQLite format 3\x00"


def may_write_in(folder: Path) -> bool:
    """Whether files may be made in `folder`.

    The superuser may write everywhere; a folder without write bits was still meant to stay as it is.
    """
    return bool(folder.stat().st_mode & 0o222) and os.access(folder, os.W_OK)


@contextmanager
def whole_file(path: Path, example: str = "a file") -> Iterator[Path]:
    """Give a temporary path beside `path`, for its owner alone, that replaces it when the block ends well.

    Nothing is left behind when it does not. Raises InputError when `path` cannot be written.
    """
    check_target(path, example)
    where = visible(str(path))
    draft: Path | None = None
    try:
        sweep(path.parent, path.name)
        prefix = f".{path.name[:80]}.{os.getpid()}."
        handle, name = tempfile.mkstemp(prefix=prefix, suffix=_PART, dir=path.parent)
        os.close(handle)
        draft = Path(name)
        yield draft
        _settle(draft)
        draft.replace(path)
    except OSError as error:
        raise InputError(
            f"the file cannot be written ({error.strerror})", where=where, remedy="choose another place"
        ) from error
    finally:
        if draft is not None:
            draft.unlink(missing_ok=True)


def sweep(folder: Path, name: str = "") -> None:
    """Remove what programs that were killed left half-written in a folder, of all files or of one."""
    for left in half_written(folder, name):
        with suppress(OSError):
            left.unlink(missing_ok=True)


def half_written(folder: Path, name: str = "", *, deep: bool = False) -> list[Path]:
    """What programs that are gone left half-written in a folder, or also below it."""
    found: list[Path] = []
    start = f".{glob.escape(name[:80])}." if name else "."
    with suppress(OSError):
        for end, at in ((_PART, -2), (".new", -1)):
            for left in (folder.rglob if deep else folder.glob)(f"{start}*{end}"):
                parts = left.name.removesuffix(end).split(".")
                if len(parts) > 2 and parts[at].isdigit() and not runs(int(parts[at])):
                    found.append(left)
    return found


def runs(process: int) -> bool:
    """Whether a process is there."""
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True


def _settle(draft: Path) -> None:
    # Without this a crash soon after may leave an empty file under the final name.
    handle = os.open(draft, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
