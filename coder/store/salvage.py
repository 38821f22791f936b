"""Reading what can still be read of a damaged project file, row by row."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Boolean, Table

from coder.errors import StoreError
from coder.store import converters, tables
from coder.store.database import shown
from coder.store.driver import MAGIC, connected, errors
from coder.wholefile import folder_for_a_while

_MOST_MISSING = 1 << 26
"""Bytes that may be missing at the end of a file; what claims more is not believed."""

_PROBES = 200_000
"""How many rows are tried one by one where reading in order fails."""

Row = dict[str, Any]


@dataclass(slots=True)
class Salvage:
    """What was read: table → rows, and table → how many rows are known to be lost."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    lost: dict[str, int] = field(default_factory=dict)

    def of(self, table: Table) -> list[Row]:
        """The rows of one table."""
        return self.rows.get(table.name, [])


def salvage(path: Path) -> Salvage:
    """Read every table of ours as far as its pages allow. Raises StoreError when nothing is."""
    with _long_enough(path) as whole:
        return _salvaged(path, whole)


@contextmanager
def _long_enough(path: Path) -> Iterator[Path]:
    """The file, or a copy of one that was cut off with empty pages at its end.

    SQLite reads nothing at all of a file that is shorter than its first page says.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(100)
    page = int.from_bytes(head[16:18], "big") or 4096
    missing = int.from_bytes(head[28:32], "big") * (65_536 if page == 1 else page) - size
    if not head.startswith(MAGIC) or not 0 < missing <= max(size, _MOST_MISSING):
        yield path
        return
    with folder_for_a_while() as folder:
        copy = folder / "cut.coder"
        for end in ("", "-wal"):
            with suppress(FileNotFoundError):
                shutil.copyfile(f"{path}{end}", f"{copy}{end}")
        with copy.open("ab") as file:
            file.truncate(size + missing)
        yield copy


def _salvaged(path: Path, whole: Path) -> Salvage:
    found = Salvage()
    with closing(connected(whole, "?mode=rw" if whole != path else "?mode=ro", like=path)) as connection:
        try:
            connection.execute("PRAGMA trusted_schema=OFF")
            connection.execute("PRAGMA query_only=ON")
            there = {
                row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")
            }
        except errors() as error:
            raise StoreError(
                "nothing can be read of this file",
                where=shown(path),
                remedy="take a backup: `coder backup --list`",
            ) from error
        for table in tables.metadata.sorted_tables:
            if table.name in there:
                _read(connection, table, found)
    return found


def _read(connection: Any, table: Table, found: Salvage) -> None:
    rows, lost = found.rows.setdefault(table.name, []), 0
    for raw in _raw_rows(connection, table):
        row = _converted(table, raw) if raw is not None else None
        if row is None:
            lost += 1
        else:
            rows.append(row)
    if lost:
        found.lost[table.name] = lost


def _raw_rows(connection: Any, table: Table) -> Iterator[Any]:
    """The rows of a table in order; None for each place where one may have been lost."""
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    query = f'SELECT rowid, {names} FROM "{table.name}" NOT INDEXED'  # noqa: S608 - names of our own tables
    last = 0
    for rowid, *values in _until_it_fails(connection, f"{query} WHERE rowid > ? ORDER BY rowid", last):
        last = rowid
        yield values
    ending = [*_until_it_fails(connection, f"{query} WHERE rowid > ? ORDER BY rowid DESC", last)]
    gap = min(ending[-1][0], last + _PROBES) if ending else _end(connection, table, last)
    for rowid in range(last + 1, gap):
        try:
            row = connection.execute(f"{query} WHERE rowid = ?", (rowid,)).fetchone()
        except errors():
            yield None
            continue
        if row is not None:
            yield row[1:]
    for _, *values in reversed(ending):
        yield values


def _until_it_fails(connection: Any, query: str, last: int) -> Iterator[Any]:
    try:
        yield from connection.execute(query, (last,))
    except errors():
        return


def _end(connection: Any, table: Table, last: int) -> int:
    """Behind the last row that is asked for one by one when the end of the table cannot be read."""
    if not _fails(connection, table, last):
        return last
    try:
        highest = connection.execute(f'SELECT max(rowid) FROM "{table.name}"').fetchone()[0]  # noqa: S608
        return min(int(highest or 0) + 1, last + _PROBES)
    except errors():
        return last + 1_000


def _fails(connection: Any, table: Table, last: int) -> bool:
    query = f'SELECT count(*) FROM "{table.name}" NOT INDEXED WHERE rowid > ?'  # noqa: S608 - our own tables
    try:
        connection.execute(query, (last,)).fetchone()
    except errors():
        return True
    return False


def _converted(table: Table, values: Any) -> Row | None:
    """A row as the program speaks of it; None when a value is not what the column holds."""
    row: Row = {}
    try:
        for column, value in zip(table.columns, values, strict=True):
            row[column.name] = _value(column, value)
        if table.name in _READ_BACK:
            _READ_BACK[table.name](row)
    except (ValueError, TypeError, KeyError, RecursionError, StoreError, UnicodeError):
        return None
    return row


def _value(column: Any, value: Any) -> Any:
    if value is None:
        if not column.nullable:
            raise ValueError(column.name)
        return None
    if isinstance(column.type, JSON):
        import json

        return json.loads(value)
    if isinstance(column.type, Boolean):
        return {0: False, 1: True}[value]
    kind = column.type.python_type
    if not isinstance(value, (int, float) if kind is float else kind):
        raise ValueError(column.name)
    return value


_READ_BACK = {converters.KINDS[kind].name: read for kind, read in converters.READERS.items()}
_READ_BACK["events"] = converters.event
"""What makes sure that a row is one of its kind."""
