"""Named schema migrations: a list that only ever grows at its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select

from coder.store import tables


def _initial(connection: Connection) -> None:
    tables.metadata.create_all(connection)


MIGRATIONS: list[tuple[str, Callable[[Connection], None]]] = [
    ("0001-initial", _initial),
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


def create(connection: Connection) -> None:
    """Lay out an empty project."""
    for name, migrate in MIGRATIONS:
        migrate(connection)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        connection.execute(insert(tables.migrations).values(name=name, at=now))
