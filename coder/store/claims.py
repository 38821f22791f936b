"""Reading what people claim and recommend, and what they write for a process."""

from __future__ import annotations

from sqlalchemy import select

from coder.domain.entry import Entry
from coder.domain.recommendation import Recommendation
from coder.domain.theme import Theme
from coder.store import converters, tables
from coder.store.queries import Queries


class ClaimReader(Queries):
    """What can be asked about the themes and recommendations of an open project."""

    def themes(self) -> list[Theme]:
        """All themes in their order."""
        found: list[Theme] = self._all("theme")
        return sorted(found, key=lambda theme: (theme.position, theme.created_at, theme.id))

    def recommendations(self) -> list[Recommendation]:
        """All recommendations in the order in which they were written."""
        found: list[Recommendation] = self._all("recommendation")
        return sorted(found, key=lambda one: (one.position, one.created_at, one.id))

    def entries(self, table: str = "") -> list[Entry]:
        """All entries of a table, or of every table, in their order."""
        found: list[Entry] = self._all("entry")
        kept = [entry for entry in found if table in ("", entry.table)]
        return sorted(kept, key=lambda one: (one.table, one.position, one.created_at, one.id))

    def theme(self, theme_id: str) -> Theme | None:
        """One theme; None when it is not there, or not any more."""
        rows = self._rows(select(tables.themes).where(tables.themes.c.id == theme_id))
        return converters.theme(rows[0]) if rows else None

    def recommendation(self, recommendation_id: str) -> Recommendation | None:
        """One recommendation; None when it is not there, or not any more."""
        table = tables.recommendations
        rows = self._rows(select(table).where(table.c.id == recommendation_id))
        return converters.recommendation(rows[0]) if rows else None

    def entry(self, entry_id: str) -> Entry | None:
        """One entry; None when it is not there, or not any more."""
        rows = self._rows(select(tables.entries).where(tables.entries.c.id == entry_id))
        return converters.entry(rows[0]) if rows else None
