"""Named schema migrations: a list that only ever grows at its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select

from coder.store import tables


def _initial(connection: Connection) -> None:
    tables.metadata.create_all(connection)


def _marks(connection: Connection) -> None:
    # The first migration lays out whatever tables there are now, so in a new project it is there.
    tables.marks.create(connection, checkfirst=True)


def _reasons(connection: Connection) -> None:
    tables.reasons.create(connection, checkfirst=True)


def _time(connection: Connection) -> None:
    tables.reading_times.create(connection, checkfirst=True)
    tables.remarks.create(connection, checkfirst=True)


def _matrix(connection: Connection) -> None:
    tables.questions.create(connection, checkfirst=True)
    tables.matrix_cells.create(connection, checkfirst=True)


def _themes(connection: Connection) -> None:
    tables.themes.create(connection, checkfirst=True)
    tables.recommendations.create(connection, checkfirst=True)


def _consent(connection: Connection) -> None:
    for table in (tables.consents, tables.exports, tables.erasures):
        table.create(connection, checkfirst=True)


def _entries(connection: Connection) -> None:
    tables.entries.create(connection, checkfirst=True)


MIGRATIONS: list[tuple[str, Callable[[Connection], None]]] = [
    ("0001-initial", _initial),
    ("0002-marks", _marks),
    ("0003-reasons", _reasons),
    ("0004-time", _time),
    ("0005-matrix", _matrix),
    ("0006-themes", _themes),
    ("0007-consent", _consent),
    ("0008-entries", _entries),
]
"""Never edit one that has shipped; add another."""


def pending(connection: Connection) -> list[str]:
    """The names of the migrations that this project still lacks."""
    done = set(connection.scalars(select(tables.migrations.c.name)))
    return [name for name, _ in MIGRATIONS if name not in done]


def unknown(connection: Connection) -> list[str]:
    """Migrations that a newer program made and this one does not know."""
    known = {name for name, _ in MIGRATIONS}
    return [name for name in connection.scalars(select(tables.migrations.c.name)) if name not in known]


def run_pending(connection: Connection) -> None:
    """Bring an older project up to date, in the transaction of the connection."""
    _run(connection, pending(connection))


def create(connection: Connection) -> None:
    """Lay out an empty project."""
    _run(connection, [name for name, _ in MIGRATIONS])


def _run(connection: Connection, names: list[str]) -> None:
    for name, migrate in MIGRATIONS:
        if name not in names:
            continue
        migrate(connection)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        connection.execute(insert(tables.migrations).values(name=name, at=now))
