"""The ground of all reading: rows of tables as domain objects, and the log."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Engine, Table, func, select

from coder.domain.events import Event
from coder.store import converters, tables
from coder.store.columns import damaged
from coder.store.database import guarded


class Queries:
    """Rows of an open project."""

    def __init__(self, engine: Engine, place: str) -> None:
        self.engine = engine
        self.place = place

    def events(self, *, after: int = 0) -> Iterator[Event]:
        """The log from the event behind `after` on, oldest first, read in portions."""
        table = tables.events
        while True:
            rows = self._rows(select(table).where(table.c.seq > after).order_by(table.c.seq).limit(500))
            for row in rows:
                yield converters.event(row)
                after = row["seq"]
            if len(rows) < 500:
                return

    def event_count(self) -> int:
        """How many events the log holds; two equal answers mean that nothing was done between."""
        return int(self._rows(select(func.max(tables.events.c.seq).label("n")))[0]["n"] or 0)

    def head(self) -> str:
        """The hash of the last event; empty when there is none."""
        return self._hash(tables.events.c.seq.desc())

    def first_hash(self) -> str:
        """The hash of the first event, by which a project is known; empty without one."""
        return self._hash(tables.events.c.seq)

    def hash_at(self, seq: int) -> str:
        """The hash of one event; empty when there is no such event."""
        rows = self._rows(select(tables.events.c.hash).where(tables.events.c.seq == seq))
        return str(rows[0]["hash"]) if rows else ""

    def _hash(self, order: Any) -> str:
        rows = self._rows(select(tables.events.c.hash).order_by(order).limit(1))
        return str(rows[0]["hash"]) if rows else ""

    def event(self, seq: int) -> Event:
        """One event of the log."""
        return converters.event(self._rows(select(tables.events).where(tables.events.c.seq == seq))[0])

    def record(self, kind: str, id_: str) -> dict[str, Any]:
        """One stored object as the plain record that changes speak of."""
        table = converters.KINDS[kind]
        return self._rows(select(table).where(table.c.id == id_))[0]

    def records(self, kind: str) -> list[dict[str, Any]]:
        """All stored objects of a kind as the plain records that changes speak of."""
        return self._rows(select(converters.KINDS[kind]))

    def rows_of(self, name: str) -> list[dict[str, Any]]:
        """Every row of a table as it is stored, for carrying it elsewhere."""
        return self._rows(select(tables.metadata.tables[name]))

    def _pairs(self, query: Any) -> list[tuple[str, int]]:
        return [(row["transcript_id"], row["number"]) for row in self._rows(query)]

    def _all(self, kind: str, transcript_id: str | None = None) -> list[Any]:
        table = converters.KINDS[kind]
        query = select(table)
        if transcript_id is not None:
            query = query.where(table.c.transcript_id == transcript_id)
        else:
            self._refuse_strays(table)
        return [converters.READERS[kind](row) for row in self._rows(query)]

    def _refuse_strays(self, table: Table) -> None:
        """Raise StoreError when a row belongs to a transcript or codebook that is not there."""
        for owner, key in ((tables.transcripts, "transcript_id"), (tables.codebooks, "codebook_id")):
            if key in table.c:
                lost = select(table.c.id).where(table.c[key].not_in(select(owner.c.id))).limit(1)
                for row in self._rows(lost):
                    raise damaged(f"{table.name}, id {row['id']}, {key}")

    def _rows(self, query: Any) -> list[dict[str, Any]]:
        with guarded(self.place), self.engine.connect() as connection:
            try:
                found = connection.execute(query)
                # Several times as fast as mappings, and a long transcript has many rows.
                columns = list(found.keys())
                return [dict(zip(columns, row, strict=True)) for row in found]
            except (ValueError, TypeError, RecursionError) as error:
                # What SQLite keeps in a column of JSON need not be JSON.
                names = {column.table.name for column in query.selected_columns if hasattr(column, "table")}
                raise damaged(", ".join(sorted(map(str, names)))) from error
