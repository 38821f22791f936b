"""Whether what lies on the disk can be read by its owner alone, and nothing half-written is left."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from coder.domain.text import visible
from coder.services import backups
from coder.services.checking import Check
from coder.services.userfiles import cache_folder, data_folder, state_folder
from coder.wholefile import half_written, left_folders

_TOLD = 3
_OTHERS = 0o077
"""What anybody but the owner may do."""


def own_files() -> Iterator[Check]:
    """Look at the folders in which the program keeps what it remembers and its backups."""
    folders = dict.fromkeys([state_folder(), data_folder(), cache_folder()])
    there = [folder for folder in folders if folder.is_dir()]
    yield _private("private folders", [path for folder in there for path in (folder, *_below(folder))])
    yield _whole("unfinished files", [path for folder in there for path in half_written(folder, deep=True)])
    yield _whole("temporary copies", left_folders())
    kept = backups.all_backups()
    size = sum(one.size for one in kept)
    told = f"{len(kept)} of {len({one.path.parent for one in kept})} projects, {size / 1e6:.1f} MB"
    yield Check("backups", True, f"{told}, in {visible(str(backups.backups_folder()))}")


def project_file(path: Path) -> Iterator[Check]:
    """Look at a project's file and at what is left beside it."""
    beside = [path.with_name(path.name + end) for end in ("", "-wal", "-shm")]
    yield _private("private project", [one for one in beside if one.exists()])
    left = [one for one in half_written(path.parent) if one.name.startswith(f".{path.name}")]
    yield _whole("unfinished copies", left)


def _below(folder: Path) -> Iterable[Path]:
    for where, names, files in os.walk(folder):
        yield from (Path(where) / name for name in (*names, *files))


def _private(name: str, paths: Iterable[Path]) -> Check:
    if os.name != "posix":
        return Check(name, True, "this system has no such rights")
    loose, number = [], 0
    for path in paths:
        number += 1
        if not path.is_symlink() and path.stat().st_mode & _OTHERS:
            loose.append(path)
    if not loose:
        return Check(name, True, f"{number} files and folders for you alone")
    told = ", ".join(visible(str(path)) for path in loose[:_TOLD])
    more = f" and {len(loose) - _TOLD} more" if len(loose) > _TOLD else ""
    return Check(name, False, f"others may look into {told}{more}; take that from them with: chmod go= FILE")


def _whole(name: str, left: list[Path]) -> Check:
    if not left:
        return Check(name, True, "none")
    return Check(
        name, False, f"{len(left)} left by a program that was killed: {visible(str(left[0]))}; remove them"
    )
