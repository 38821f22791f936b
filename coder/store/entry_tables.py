"""The table of what people write for a process."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Index, Integer, Table, Text

from coder.store.metadata import metadata

entries = Table(
    "entries",
    metadata,
    Column("id", Text, primary_key=True),
    Column("table", Text, nullable=False),
    Column("fields", JSON, nullable=False),
    Column("codes", JSON, nullable=False),
    Column("codings", JSON, nullable=False),
    Column("themes", JSON, nullable=False),
    Column("recommendations", JSON, nullable=False),
    Column("entries", JSON, nullable=False),
    Column("votes", JSON, nullable=False),
    Column("position", Integer, nullable=False),
    Column("coder", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Index("entries_by_table", "table"),
)
"""Rows of the tables in `domain.entry_tables`; which one says the column `table`."""
