"""Where the words of a transcript came from, and how long people were at work in it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from coder.store import tables
from coder.store.reader import Reader


@dataclass(frozen=True, slots=True)
class Source:
    """The file that a transcript was last read from; `imported_at` is ISO 8601, UTC."""

    name: str
    format: str
    imported_at: str
    remarks: tuple[str, ...]


class Provenance(Reader):
    """What can be asked about the making of an open project."""

    def source(self, transcript_id: str) -> Source | None:
        """The file that a transcript was last read from; None when it never was in one."""
        table = tables.texts
        query = (
            select(table.c.revision, table.c.source_name, table.c.format, table.c.imported_at)
            .where(table.c.transcript_id == transcript_id, table.c.source_name != "")
            .order_by(table.c.revision.desc())
            .limit(1)
        )
        row = next(iter(self._rows(query)), None)
        if row is None:
            return None
        told = tables.remarks.c
        at = (told.transcript_id == transcript_id) & (told.revision == row["revision"])
        remarks = self._rows(select(told.message).where(at).order_by(told.position))
        messages = tuple(str(remark["message"]) for remark in remarks)
        return Source(row["source_name"], row["format"], row["imported_at"], messages)

    def reading_days(self, coder: str, transcript_id: str | None = None) -> dict[str, int]:
        """Day (`2026-11-22`) → seconds of one coder's work in a transcript, or in all, oldest first."""
        table = tables.reading_times.c
        query = select(table.day, func.sum(table.seconds).label("seconds")).where(table.coder == coder)
        if transcript_id is not None:
            query = query.where(table.transcript_id == transcript_id)
        rows = self._rows(query.group_by(table.day).order_by(table.day))
        return {str(row["day"]): int(row["seconds"]) for row in rows}

    def reading_times(self, coder: str | None = None) -> dict[str, int]:
        """Transcript id → seconds of work in it, by one coder or by everybody together."""
        table = tables.reading_times.c
        query = select(table.transcript_id, func.sum(table.seconds).label("seconds"))
        if coder is not None:
            query = query.where(table.coder == coder)
        rows = self._rows(query.group_by(table.transcript_id))
        return {str(row["transcript_id"]): int(row["seconds"]) for row in rows}
