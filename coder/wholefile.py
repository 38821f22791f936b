"""Files are written whole or not at all."""

from __future__ import annotations

import glob
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from coder.domain.text import visible
from coder.errors import InputError

_PART = ".part"
"""How the names of files end that are not whole yet."""

_FOLDER = "coder-of-"
"""How folders for a while begin; the number of the process follows."""


def check_target(path: Path, example: str = "a file") -> None:
    """Make sure that a file can be written to `path`; raises InputError when it cannot."""
    where = visible(str(path))
    if path.is_dir():
        raise InputError("this is a folder", where=where, remedy=f"name {example}")
    if path.exists() and not path.is_file():
        raise InputError("this is not a regular file", where=where, remedy=f"name {example}")
    # An encrypted project looks like nothing at all, so its name has to do.
    if path.exists() and (path.suffix.casefold() == ".coder" or is_held(path) or _is_database(path)):
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


_HELD: dict[tuple[int, int], int] = {}
"""How many connections of this process hold a project's file, by device and number."""


def hold(path: Path, more: int) -> None:
    """Count a connection to a project's file that was opened (1) or closed (-1)."""
    try:
        found = path.stat()
    except OSError:
        return
    key = (found.st_dev, found.st_ino)
    _HELD[key] = max(0, _HELD.get(key, 0) + more)


def is_held(path: Path) -> bool:
    """Whether this process has a project's file open, under whatever name. Raises OSError.

    To open and close it past SQLite would drop the locks of the whole process: another program would take
    it for unused and remove the log of writes that is still being written to.
    """
    found = path.stat()
    return bool(_HELD.get((found.st_dev, found.st_ino)))


def check_not_held(path: Path) -> None:
    """Make sure that a file to read is no project that is open here; raises InputError, and OSError."""
    if is_held(path):
        raise InputError(
            "this is the project itself, which is open", where=visible(str(path)), remedy="name another file"
        )


def _is_database(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(16) == b"SQLite format 3\x00"


def may_write_in(folder: Path) -> bool:
    """Whether files may be made in `folder`.

    The superuser may write everywhere; a folder without write bits was still meant to stay as it is.
    """
    return bool(folder.stat().st_mode & 0o222) and os.access(folder, os.W_OK)


Watch = Callable[[Path, Path], None]
"""Told of a draft and of the name it is to get, before it gets it; raises to stop that."""

_watches: list[Watch] = []
_passed: dict[Path, bytes] = {}
"""Drafts that have been looked at, with the digest of what they held then."""


@contextmanager
def watching(watch: Watch) -> Iterator[None]:
    """Have `watch` look at every file that is written meanwhile, in any thread."""
    _watches.append(watch)
    try:
        yield
    finally:
        _watches.remove(watch)


def let_pass(draft: Path, path: Path) -> None:
    """Have a finished draft looked at now, for who does more before it gets its name.

    Raises whatever stops it. It is looked at again when it is changed afterwards.
    """
    if not _watches:
        return
    # Here, because it brings a library that drawing a screen does without.
    import hashlib

    digest = hashlib.sha256(draft.read_bytes()).digest()
    if _passed.get(draft) != digest:
        # The last one: a project that was opened to read beside another is not what is being exported.
        _watches[-1](draft, path)
        _passed[draft] = digest


@contextmanager
def whole_file(path: Path, example: str = "a file", *, own: bool = False) -> Iterator[Path]:
    """Give a temporary path beside `path`, for its owner alone, that replaces it when the block ends well.

    Nothing is left behind when it does not. Raises InputError when `path` cannot be written, and whatever
    stops the file from leaving: every one is looked at but those that are the program's `own`, such as
    settings and copies of a project.
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
        if not own:
            let_pass(draft, path)
        _settle(draft)
        draft.replace(path)
    except OSError as error:
        raise InputError(
            f"the file cannot be written ({error.strerror})", where=where, remedy="choose another place"
        ) from error
    finally:
        if draft is not None:
            _passed.pop(draft, None)
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


@contextmanager
def folder_for_a_while() -> Iterator[Path]:
    """A folder for its owner alone, for copies that nobody is to keep; removed when the block ends.

    One that a killed program left is removed by the next program that opens a project or needs a folder.
    """
    sweep_folders()
    folder = Path(tempfile.mkdtemp(prefix=f"{_FOLDER}{os.getpid()}-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep_folders() -> None:
    """Remove the folders that programs which were killed left among the system's temporary files."""
    for left in left_folders():
        shutil.rmtree(left, ignore_errors=True)


def left_folders() -> list[Path]:
    """The folders of programs that are gone; those of others are none of one's business."""
    found = []
    with suppress(OSError):
        for folder in Path(tempfile.gettempdir()).glob(f"{_FOLDER}[0-9]*-*"):
            process = folder.name.removeprefix(_FOLDER).partition("-")[0]
            if process.isdigit() and not runs(int(process)) and _is_own(folder):
                found.append(folder)
    return found


def _is_own(folder: Path) -> bool:
    with suppress(OSError):
        # Not followed: a link that somebody else put there leads anywhere.
        told = folder.lstat()
        return stat.S_ISDIR(told.st_mode) and (os.name != "posix" or told.st_uid == os.getuid())
    return False


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
