"""Bringing a project that an older program made to the present layout."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, text

from coder.errors import StoreError
from coder.store import migrations
from coder.store.driver import connected
from coder.wholefile import whole_file


def upgrade(engine: Engine, path: Path | None, check: Callable[[Connection], None]) -> Path | None:
    """Run the migrations that a project lacks, all of them or none, and give where its backup is.

    `path` is the project's file, None for a server. `check` looks at the new layout inside the
    transaction and raises when it is not the one this program knows. A file is copied first, to a
    name beside its own, for its owner alone; nothing is copied of a server's database.
    """
    with engine.connect() as connection:
        late = migrations.pending(connection)
    if not late:
        return None
    backup = _backup(engine, path, late[0]) if path is not None else None
    try:
        _run(engine, check)
    except BaseException:
        if backup is not None:
            backup.unlink(missing_ok=True)
        raise
    return backup


def _run(engine: Engine, check: Callable[[Connection], None]) -> None:
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            # Two programs that open it at once: the second waits, and then finds nothing left to do.
            connection.execute(text("LOCK TABLE migrations IN ACCESS EXCLUSIVE MODE"))
        migrations.run_pending(connection)
        check(connection)


def refuse_older(where: str, *, readonly: bool) -> StoreError:
    """The error for an older project that is not to be changed now."""
    if readonly:
        return StoreError(
            "the project was made by an older coder",
            where=where,
            remedy="open it once with `coder open`, which brings it up to date after a backup",
        )
    return StoreError(
        "the project on this server was made by an older coder",
        where=where,
        remedy="let nobody work in it, back it up, and run `coder upgrade` on it",
    )


def _backup(engine: Engine, path: Path, first: str) -> Path:
    target = _free_name(path, first)
    raw = engine.raw_connection()
    try:
        source: Any = raw.driver_connection
        with whole_file(target, own=True) as draft, closing(connected(draft, like=path)) as copy:
            source.backup(copy)
    finally:
        raw.close()
    return target


def _free_name(path: Path, first: str) -> Path:
    for number in range(1, 1000):
        more = "" if number == 1 else f"-{number}"
        target = path.with_name(f"{path.stem}.before-{first}{more}{path.suffix}")
        if not target.exists() and not target.is_symlink():
            return target
    raise StoreError(
        "there are too many backups of this project", where=str(path), remedy="move some of them away"
    )
