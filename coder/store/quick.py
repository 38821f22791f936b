"""Opening a project file to read it, without loading a database layer.

Everything unusual means that only the usual way of opening can say what it is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from coder.store.columns import Columns

APPLICATION_ID = 0x636F6472
"""Marks a SQLite file as one of ours ("codr")."""

NEWEST = "0008-entries"
"""The last migration of the layout that is read here; another one is for the usual way to speak of."""


class Unusual(Exception):
    """Something that only the usual way of opening can say something about."""


@contextmanager
def quick_columns(place: str) -> Iterator[Columns]:
    """What counting asks of a project file, all of it as it stood at one moment.

    Raises Unusual where the file is not one of this program's latest layout, or cannot be read now.
    """
    try:
        with closing(_connected(Path(place))) as connection:
            connection.execute("BEGIN")
            _check(connection)
            yield Columns(lambda query: connection.execute(query).fetchall())
    except (OSError, sqlite3.Error) as error:
        raise Unusual from error


def _connected(path: Path) -> sqlite3.Connection:
    with path.open("rb") as file:
        head = file.read(72)
    if not head.startswith(b"SQLite format 3\x00") or head[68:72] != APPLICATION_ID.to_bytes(4, "big"):
        raise Unusual
    connection = sqlite3.connect(path.resolve().as_uri() + "?mode=rw", uri=True, isolation_level=None)
    connection.execute("PRAGMA trusted_schema=OFF")
    connection.execute("PRAGMA query_only=ON")
    return connection


def _check(connection: sqlite3.Connection) -> None:
    kinds = {kind for (kind,) in connection.execute("SELECT DISTINCT type FROM sqlite_master")}
    newest = connection.execute("SELECT max(name) FROM migrations").fetchone()[0]
    if kinds - {"table", "index"} or newest != NEWEST:
        raise Unusual
