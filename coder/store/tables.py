"""The tables of a project, the same for SQLite and PostgreSQL."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from coder.store import entry_tables, trust_tables
from coder.store.metadata import metadata as _metadata

metadata = _metadata
consents, exports, erasures = trust_tables.consents, trust_tables.exports, trust_tables.erasures
entries = entry_tables.entries

meta = Table(
    "meta",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

migrations = Table(
    "migrations",
    metadata,
    Column("name", Text, primary_key=True),
    Column("at", Text, nullable=False),
)

transcripts = Table(
    "transcripts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("label", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("group", Text, nullable=False),
    Column("site", Text, nullable=False),
    Column("date", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("wave", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("label", name="transcripts_label"),
)

texts = Table(
    "texts",
    metadata,
    Column("transcript_id", Text, primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("text", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("source_name", Text, nullable=False),
    Column("source_sha256", Text, nullable=False),
    Column("format", Text, nullable=False),
    Column("imported_at", Text, nullable=False),
    Index("texts_by_source", "source_sha256"),
)
"""The words, written once and never updated; a correction is another revision."""

turns = Table(
    "turns",
    metadata,
    Column("transcript_id", Text, primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer),
    Column("kind", Text, nullable=False),
    Column("speaker_id", Text),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("start_ms", BigInteger),
    Column("end_ms", BigInteger),
    ForeignKeyConstraint(["transcript_id", "revision"], ["texts.transcript_id", "texts.revision"]),
)

speakers = Table(
    "speakers",
    metadata,
    Column("id", Text, primary_key=True),
    Column("transcript_id", Text, ForeignKey("transcripts.id"), nullable=False),
    Column("label", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("participant_id", Text),
    Column("version", Integer, nullable=False),
    Index("speakers_by_transcript", "transcript_id"),
)

participants = Table(
    "participants",
    metadata,
    Column("id", Text, primary_key=True),
    Column("label", Text, nullable=False),
    Column("group", Text, nullable=False),
    Column("attributes", JSON, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("label", name="participants_label"),
)

codebooks = Table(
    "codebooks",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("framework", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("position", Integer, nullable=False),
)

codes = Table(
    "codes",
    metadata,
    Column("id", Text, primary_key=True),
    Column("codebook_id", Text, ForeignKey("codebooks.id"), nullable=False),
    Column("parent_id", Text),
    Column("position", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("definition", Text, nullable=False),
    Column("include", JSON, nullable=False),
    Column("exclude", JSON, nullable=False),
    Column("examples", JSON, nullable=False),
    Column("boundary_examples", JSON, nullable=False),
    Column("aliases", JSON, nullable=False),
    Column("cues", JSON, nullable=False),
    Column("framework", JSON, nullable=False),
    Column("color", Text, nullable=False),
    Column("codable", Boolean, nullable=False),
    Column("status", Text, nullable=False),
    Column("merged_into", Text, nullable=False),
    Column("version", Integer, nullable=False),
)

reasons = Table(
    "reasons",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("target_id", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("coder", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Index("reasons_by_target", "kind", "target_id"),
)

lenses = Table(
    "lenses",
    metadata,
    Column("id", Text, primary_key=True),
    Column("codebook_id", Text, ForeignKey("codebooks.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("values", JSON, nullable=False),
    Column("definition", Text, nullable=False),
    Column("include", JSON, nullable=False),
    Column("exclude", JSON, nullable=False),
    Column("cues", JSON, nullable=False),
    Column("multiple", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
)

codings = Table(
    "codings",
    metadata,
    Column("id", Text, primary_key=True),
    Column("transcript_id", Text, ForeignKey("transcripts.id"), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("code_id", Text, ForeignKey("codes.id"), nullable=False),
    Column("coder", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("lenses", JSON, nullable=False),
    Column("was", Text, nullable=False),
    Column("starred", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Index("codings_by_place", "transcript_id", "start"),
    Index("codings_by_code", "code_id"),
)

memos = Table(
    "memos",
    metadata,
    Column("id", Text, primary_key=True),
    Column("target_kind", Text, nullable=False),
    Column("target_id", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("coder", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Index("memos_by_target", "target_kind", "target_id"),
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("transcript_id", Text, ForeignKey("transcripts.id"), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("code_id", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("coder", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("suggester", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("score", Float, nullable=False),
    Column("reason", Text, nullable=False),
    Column("coding_id", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Index("decisions_by_place", "transcript_id", "start"),
)

marks = Table(
    "marks",
    metadata,
    Column("id", Text, primary_key=True),
    Column("transcript_id", Text, ForeignKey("transcripts.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("coder", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Index("marks_by_place", "transcript_id", "seq"),
)

themes = Table(
    "themes",
    metadata,
    Column("id", Text, primary_key=True),
    Column("claim", Text, nullable=False),
    Column("code_ids", JSON, nullable=False),
    Column("lenses", JSON, nullable=False),
    Column("evidence", JSON, nullable=False),
    Column("starred", JSON, nullable=False),
    Column("flagged", Text, nullable=False),
    Column("looked", Text, nullable=False),
    Column("negative_cases", JSON, nullable=False),
    Column("groups", JSON, nullable=False),
    Column("status", Text, nullable=False),
    Column("know", Text, nullable=False),
    Column("think", Text, nullable=False),
    Column("assume", Text, nullable=False),
    Column("measures", JSON, nullable=False),
    Column("notes", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("coder", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("version", Integer, nullable=False),
)

recommendations = Table(
    "recommendations",
    metadata,
    Column("id", Text, primary_key=True),
    Column("action", Text, nullable=False),
    Column("theme_ids", JSON, nullable=False),
    Column("asked_by", JSON, nullable=False),
    Column("analysts", Boolean, nullable=False),
    Column("cause", Text, nullable=False),
    Column("cause_codes", JSON, nullable=False),
    Column("cause_codings", JSON, nullable=False),
    Column("votes", JSON, nullable=False),
    Column("owner", Text, nullable=False),
    Column("timing", Text, nullable=False),
    Column("measure", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("notes", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("coder", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("version", Integer, nullable=False),
)

questions = Table(
    "questions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("words", Text, nullable=False),
    Column("codes", JSON, nullable=False),
    Column("transcripts", JSON, nullable=False),
    Column("version", Integer, nullable=False),
)
"""The protocol: what was asked, about which codes, in which transcripts."""

matrix_cells = Table(
    "matrix_cells",
    metadata,
    Column("id", Text, primary_key=True),
    Column("row_kind", Text, nullable=False),
    Column("row_id", Text, nullable=False),
    Column("code_id", Text, ForeignKey("codes.id"), nullable=False),
    Column("summary", Text, nullable=False),
    Column("evidence", JSON, nullable=False),
    Column("quote", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("coder", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("row_kind", "row_id", "code_id", name="matrix_cells_place"),
)

events = Table(
    "events",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("coder", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("changes", JSON, nullable=False),
    Column("undoable", Boolean, nullable=False),
    Column("undoes", Integer),
    Column("redoes", Integer),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
)
"""The log: rows are only ever added."""

places = Table(
    "places",
    metadata,
    Column("coder", Text, primary_key=True),
    Column("transcript_id", Text, primary_key=True),
    Column("turn", Integer, nullable=False),
    Column("at", Text, nullable=False),
)
"""Where each coder last stood in each transcript; not part of the log."""

reading_times = Table(
    "reading_times",
    metadata,
    Column("coder", Text, primary_key=True),
    Column("transcript_id", Text, primary_key=True),
    Column("day", Text, primary_key=True),
    Column("seconds", Integer, nullable=False),
)
"""How long each coder was at work in each transcript on each day; not part of the log."""

remarks = Table(
    "remarks",
    metadata,
    Column("transcript_id", Text, primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("message", Text, nullable=False),
)
"""What the reader of a file remarked when it was read; written with the words, never updated."""
