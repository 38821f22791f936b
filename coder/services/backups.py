"""Copies of projects in the person's own folder, taken without being asked and kept by age.

A project is known by the hash of its first event, and one of its copies on disk by its place, so
that two copies of one project never push each other's backups out. Backups are numbered: which is
the newest never depends on a clock.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from coder.domain.text import visible
from coder.errors import CoderError, InputError, StoreError
from coder.services.notices import notice
from coder.services.userfiles import data_folder, make_private, prefer, preferences
from coder.store.copies import copy_project
from coder.store.database import is_url, shown
from coder.store.store import Store
from coder.wholefile import sweep, whole_file

LAST = 10
"""How many of the latest backups of a project are kept."""

DAYS = 14
"""For how many days on which there are backups the last one of each is kept."""

_ROOM = 2
"""A backup is only taken where it fits this many times."""

_NAME = re.compile(r"(\d{6})-(\d{8}T\d{6}Z)-e(\d+)-([0-9a-f]{8})\.coder")
_ORIGIN = "origin.json"


@dataclass(frozen=True, slots=True)
class Backup:
    """One copy: of which project, when it was taken, and up to which event of the log it goes."""

    path: Path
    number: int
    at: str
    """ISO 8601, UTC."""
    events: int
    head: str
    """How the hash of its last event begins."""

    @property
    def id(self) -> str:
        """What to call it: the folder's first letters and its number."""
        return f"{self.path.parent.name[:6]}-{self.number}"

    @property
    def origin(self) -> dict[str, str]:
        """Name and place of the project it was taken from, as far as is known."""
        with suppress(OSError, ValueError, RecursionError):
            found = json.loads((self.path.parent / _ORIGIN).read_text("utf-8"))
            if isinstance(found, dict):
                return {str(key): str(value) for key, value in found.items()}
        return {}

    @property
    def size(self) -> int:
        """Bytes; 0 when it is gone."""
        try:
            return self.path.stat().st_size
        except OSError:
            return 0


def backups_folder() -> Path:
    """Where all backups are."""
    return data_folder() / "backups"


def kept() -> tuple[int, int]:
    """How many of the latest backups, and of how many days, are kept."""
    chosen = preferences()
    return _number(chosen.get("backups_last"), LAST), _number(chosen.get("backups_days"), DAYS)


def keep(last: int | None, days: int | None) -> None:
    """Choose how many backups are kept from now on."""
    for name, number in (("backups_last", last), ("backups_days", days)):
        if number is not None:
            prefer(name, str(number))


def backups_of(store: Store) -> list[Backup]:
    """The backups of an open project, the newest first."""
    folder = _folder(store)
    return _in(folder) if folder else []


def all_backups() -> list[Backup]:
    """The backups of all projects, project by project, the newest first."""
    try:
        folders = sorted(path for path in backups_folder().iterdir() if path.is_dir())
    except OSError:
        return []
    return [backup for folder in folders for backup in _in(folder)]


def find_backup(name: str) -> Path:
    """The file of a backup: a path, or what `coder backup --list` calls it. Raises InputError."""
    path = Path(name)
    if path.exists():
        return path
    found = next((backup for backup in all_backups() if backup.id == name), None)
    if found is None:
        raise InputError(
            "there is no such backup",
            where=visible(name),
            remedy="see what there is with `coder backup --list`",
        )
    return found.path


def protect(store: Store) -> Backup | None:
    """Take a backup if something was done since the last one; never a reason for work not to go on.

    What stands in the way is told once. None when there is nothing new, or it could not be taken; a
    project that is only being made has no place yet, or no act, and nothing to lose.
    """
    try:
        if is_url(store.place) or not Path(store.place).exists() or not store.event_count():
            return None
        return None if saved(store) else take(store)
    except (CoderError, OSError) as error:
        notice(f"No backup could be taken, and work goes on: {error}")
        return None


def saved(store: Store) -> Backup | None:
    """The newest backup when it holds everything that was done; None when it does not."""
    newest = next(iter(backups_of(store)), None)
    if newest is None or (newest.events, newest.head) != (store.event_count(), store.head()[:8]):
        return None
    return newest


def take(store: Store) -> Backup:
    """Take a backup now, and let go of those that are too old.

    Raises StoreError or InputError when it cannot be taken, or when the project is damaged: then
    nothing older is let go.
    """
    folder = _folder(store)
    if folder is None:
        raise InputError(
            "a database on a server is not backed up from here"
            if is_url(store.place)
            else "nothing was done yet",
            where=shown(store.place),
            remedy="use `pg_dump` there" if is_url(store.place) else "there is nothing to back up",
        )
    source, seq, head = Path(store.place), store.event_count(), store.head()[:8]
    _make_folder(folder)
    sweep(folder)
    _check_room(source, folder)
    there = _in(folder)
    number = max((backup.number for backup in there), default=0) + 1
    at = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    target = folder / f"{number:06}-{at}-e{seq}-{head}.coder"
    copy_project(source, target)
    _tell_origin(store, folder)
    rotate(folder)
    return next(backup for backup in _in(folder) if backup.number == number)


def rotate(folder: Path) -> None:
    """Remove what is neither among the last backups nor the last of a day that is kept."""
    last, days = kept()
    there = _in(folder)
    keeping = {backup.number for backup in there[: max(1, last)]}
    by_day: dict[str, int] = {}
    for backup in there:
        by_day.setdefault(backup.at[:10], backup.number)
    keeping.update(list(by_day.values())[:days])
    for backup in there:
        if backup.number not in keeping:
            backup.path.unlink(missing_ok=True)


def _in(folder: Path) -> list[Backup]:
    try:
        found = [(_NAME.fullmatch(path.name), path) for path in folder.iterdir()]
    except OSError:
        return []
    made = [_read(path, match) for match, path in found if match]
    return sorted(made, key=lambda backup: -backup.number)


def _read(path: Path, match: re.Match[str]) -> Backup:
    number, at, seq, head = match.groups()
    moment = f"{at[:4]}-{at[4:6]}-{at[6:8]}T{at[9:11]}:{at[11:13]}:{at[13:15]}Z"
    return Backup(path, int(number), moment, int(seq), head)


def _folder(store: Store) -> Path | None:
    """Where the backups of a project are; None when it has none."""
    first = "" if is_url(store.place) else store.first_hash()
    if not first:
        return None
    place = hashlib.sha256(str(Path(store.place).resolve()).encode("utf-8", "surrogateescape")).hexdigest()
    return backups_folder() / f"{place[:6]}{first[:10]}"


def _make_folder(folder: Path) -> None:
    try:
        make_private(folder)
    except OSError as error:
        raise StoreError(
            f"the folder of the backups cannot be made ({error.strerror})",
            where=shown(folder),
            remedy="make it writable, or set CODER_DATA_DIR to another place",
        ) from error


def _check_room(source: Path, folder: Path) -> None:
    if shutil.disk_usage(folder).free < _ROOM * source.stat().st_size:
        raise StoreError(
            "there is too little room on the disk", where=shown(folder), remedy="free some space"
        )


def _tell_origin(store: Store, folder: Path) -> None:
    told = {"name": visible(store.meta().get("name", "")), "place": visible(str(Path(store.place).resolve()))}
    with whole_file(folder / _ORIGIN, own=True) as draft:
        draft.write_text(json.dumps(told, ensure_ascii=False), "utf-8")


def _number(text: str | None, usual: int) -> int:
    return int(text) if text and text.isdigit() else usual
