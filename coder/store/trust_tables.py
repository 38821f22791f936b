"""The tables of what people allow, of the files that left, and of what was erased."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Index, Integer, Table, Text

from coder.store.metadata import metadata

consents = Table(
    "consents",
    metadata,
    Column("id", Text, primary_key=True),
    Column("target_kind", Text, nullable=False),
    Column("target_id", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("level", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("coder", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Index("consents_by_target", "target_kind", "target_id"),
)
"""What people and excerpts allow."""

exports = Table(
    "exports",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("state", Integer, nullable=False),
    Column("people", JSON, nullable=False),
    Column("codings", JSON, nullable=False),
    Column("findings", Integer, nullable=False),
    Column("despite", Text, nullable=False),
    Column("coder", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("version", Integer, nullable=False),
)
"""The files that left: `state` is the last event they could know, `people` whose words they hold."""

erasures = Table(
    "erasures",
    metadata,
    Column("id", Text, primary_key=True),
    Column("hash", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("version", Integer, nullable=False),
)
"""Events whose words were erased, by number: the hash of what they held and the digest of what is left."""
