"""Laying out a new project from rows that were rescued."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert

from coder.domain.replay import State
from coder.store import converters, tables
from coder.store.database import guarded
from coder.store.store import Store

_AT_ONCE = 500

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def lay_out(store: Store, rows: Rows, state: State) -> None:
    """Fill a project that was just made: rows as they are, and the objects that the log in them made.

    `rows` is table → rows, for what the log does not speak of and for the log itself.
    """
    with guarded(store.place), store.engine.begin() as connection:
        for kind, table in converters.KINDS.items():
            _fill(connection, table, list(state.get(kind, {}).values()))
        for name in ("texts", "turns", "remarks", "events", "places", "reading_times", "meta"):
            _fill(connection, tables.metadata.tables[name], rows.get(name, ()))


def _fill(connection: Any, table: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    for at in range(0, len(rows), _AT_ONCE):
        connection.execute(insert(table), [dict(row) for row in rows[at : at + _AT_ONCE]])
