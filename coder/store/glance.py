"""A first look into a project file: what stands around one place, read before anything else is loaded.

Only to be shown, and only until the project has been opened in the usual way: that is where files are
distrusted in full. Here everything unusual means that there is nothing to show yet. Loads no database layer.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coder.domain.codebook import Code, Codebook, CodeStatus, CodeTree, Lens, LensValue
from coder.domain.coding import Coding, Mark, MarkKind, Memo, Origin
from coder.domain.transcript import Role, Speaker, Transcript, TranscriptFacts, Turn, TurnKind
from coder.errors import CoderError

APPLICATION_ID = 0x636F6472
"""Marks a SQLite file as one of ours ("codr")."""

AROUND = 120
"""Turns before and after the place that are read."""

LONGEST = 20_000
"""Characters before the first turn in which codings that reach into it are looked for."""

STEPS = 50
"""How often the place of a turn's number is guessed before giving up."""

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Glance:
    """What stands around one place. `transcript` holds only these turns, its offsets count from the first."""

    project: str
    transcript: Transcript
    tree: CodeTree
    codings: tuple[Coding, ...]
    marks: tuple[Mark, ...]
    memos: tuple[Memo, ...]
    place: int
    """The number of the turn, or its `seq` where no turn has a number."""
    highest: int
    """The highest number of a turn in the whole transcript."""


class _Unusual(Exception):
    """Something that only the usual way of opening can say something about."""


def glance(path: Path, coder: str, label: str = "", turn: int = 0) -> Glance | None:
    """What `coder` saw last, or a turn of the transcript `label`; None when that cannot be told quickly."""
    try:
        with path.open("rb") as file:
            head = file.read(72)
        if not head.startswith(b"SQLite format 3\x00") or head[68:72] != APPLICATION_ID.to_bytes(4, "big"):
            return None
        with closing(_connected(path)) as connection:
            return _Look(connection, coder).around(label, turn)
    except (OSError, sqlite3.Error, CoderError, _Unusual, ValueError, TypeError, LookupError, AttributeError):
        return None


def _connected(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path.resolve().as_uri() + "?mode=rw", uri=True, timeout=0.1)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA trusted_schema=OFF")
    connection.execute("PRAGMA query_only=ON")
    return connection


class _Look:
    """One look through one connection."""

    def __init__(self, connection: sqlite3.Connection, coder: str) -> None:
        self._connection = connection
        self._coder = coder

    def around(self, label: str, turn: int) -> Glance:
        if self._rows("SELECT 1 FROM sqlite_master WHERE type IN ('trigger', 'view')"):
            raise _Unusual
        head, place = self._place(label, turn)
        highest = self._highest(head)
        seq = self._seq(head, place) if highest else place
        turns = self._turns(head, seq)
        first, last = turns[0]["start"], max(row["end"] for row in turns)
        transcript = self._transcript(head, turns, first, last)
        codings = tuple(self._codings(transcript, first, last))
        if self._rows("SELECT 1 FROM meta WHERE key = ? AND value = 'on'", f"blind:{self._coder}"):
            # Memos and marks of others would tell as well; all of it comes a moment later.
            raise _Unusual
        return Glance(
            self._one("SELECT value FROM meta WHERE key = 'name'")["value"],
            transcript,
            self._tree(),
            codings,
            tuple(self._marks(transcript)),
            tuple(self._memos(transcript, seq, codings)),
            place,
            highest or turns[-1]["seq"],
        )

    def _place(self, label: str, turn: int) -> tuple[Row, int]:
        heads = self._rows("SELECT * FROM transcripts ORDER BY position, label")
        places = self._rows(
            "SELECT transcript_id, turn FROM places WHERE coder = ? ORDER BY at DESC", self._coder
        )
        if label:
            head = {row["label"].casefold(): row for row in heads}[label.casefold()]
        else:
            by_id = {row["id"]: row for row in heads}
            head = next((by_id[row["transcript_id"]] for row in places[:1]), heads[0])
        last = next((row["turn"] for row in places if row["transcript_id"] == head["id"]), 1)
        return head, turn or last

    def _highest(self, head: Row) -> int:
        query = "SELECT number FROM turns WHERE transcript_id = ? AND revision = ? AND number IS NOT NULL"
        rows = self._rows(query + " ORDER BY seq DESC LIMIT 1", head["id"], head["revision"])
        return int(rows[0]["number"]) if rows else 0

    def _seq(self, head: Row, number: int) -> int:
        """The `seq` of the turn with a number: never before it, and behind by the turns without one."""
        query = "SELECT seq, number FROM turns WHERE transcript_id = ? AND revision = ? AND seq >= ?"
        query += " AND number IS NOT NULL ORDER BY seq LIMIT 1"
        at = number - 1
        for _ in range(STEPS):
            row = self._one(query, head["id"], head["revision"], at)
            if row["number"] >= number:
                return int(row["seq"])
            at = row["seq"] + number - row["number"]
        raise _Unusual

    def _turns(self, head: Row, seq: int) -> list[Row]:
        query = "SELECT * FROM turns WHERE transcript_id = ? AND revision = ? AND seq BETWEEN ? AND ?"
        rows = self._rows(query + " ORDER BY seq", head["id"], head["revision"], seq - AROUND, seq + AROUND)
        if not rows:
            raise _Unusual
        return rows

    def _transcript(self, head: Row, turns: list[Row], first: int, last: int) -> Transcript:
        query = "SELECT substr(text, ?, ?) AS words FROM texts WHERE transcript_id = ? AND revision = ?"
        words = self._one(query, first + 1, last - first, head["id"], head["revision"])["words"]
        kept = tuple(
            Turn(
                head["id"],
                row["seq"],
                row["number"],
                TurnKind(row["kind"]),
                row["speaker_id"],
                row["start"] - first,
                row["end"] - first,
                row["start_ms"],
                row["end_ms"],
            )
            for row in turns
        )
        speakers = tuple(
            Speaker(**{**dict(row), "role": Role(row["role"])})
            for row in self._rows("SELECT * FROM speakers WHERE transcript_id = ?", head["id"])
        )
        facts = TranscriptFacts(title=head["title"], group=head["group"])
        return Transcript(head["id"], head["label"], facts, words, kept, speakers, head["revision"])

    def _codings(self, transcript: Transcript, first: int, last: int) -> Iterable[Coding]:
        query = 'SELECT * FROM codings WHERE transcript_id = ? AND start BETWEEN ? AND ? AND "end" > ?'
        for row in self._rows(query, transcript.id, first - LONGEST, last, first):
            start, end = max(0, row["start"] - first), min(last, row["end"]) - first
            lenses = {lens: tuple(values) for lens, values in json.loads(row["lenses"]).items()}
            fields = {**dict(row), "start": start, "end": end, "lenses": lenses}
            yield Coding(**{**fields, "origin": Origin(row["origin"]), "starred": bool(row["starred"])})

    def _marks(self, transcript: Transcript) -> Iterable[Mark]:
        query = "SELECT * FROM marks WHERE transcript_id = ? AND seq BETWEEN ? AND ?"
        edges = transcript.turns[0].seq, transcript.turns[-1].seq
        for row in self._rows(query, transcript.id, *edges):
            yield Mark(**{**dict(row), "kind": MarkKind(row["kind"])})

    def _memos(self, transcript: Transcript, seq: int, codings: Iterable[Coding]) -> Iterable[Memo]:
        turn = next(turn for turn in transcript.turns if turn.seq >= seq)
        targets = [("turn", f"{transcript.id}:{turn.seq}")]
        targets += [("coding", coding.id) for coding in codings if coding.span.overlaps(turn.span)]
        for target in targets:
            query = "SELECT * FROM memos WHERE target_kind = ? AND target_id = ? ORDER BY created_at, id"
            yield from (Memo(**dict(row)) for row in self._rows(query, *target))

    def _tree(self) -> CodeTree:
        codes: dict[str, list[Code]] = {}
        wanted = "id, codebook_id, parent_id, position, name, color, codable, status, merged_into"
        for row in self._rows(f"SELECT {wanted} FROM codes ORDER BY position, id"):  # noqa: S608 - fixed names
            values = {**dict(row), "codable": bool(row["codable"]), "status": CodeStatus(row["status"])}
            codes.setdefault(row["codebook_id"], []).append(Code(**values))
        lenses: dict[str, list[Lens]] = {}
        query = 'SELECT id, codebook_id, position, name, "values", multiple FROM lenses ORDER BY position'
        for row in self._rows(query):
            values = {"values": tuple(LensValue(**value) for value in json.loads(row["values"]))}
            lens = Lens(**{**dict(row), **values, "multiple": bool(row["multiple"])})
            lenses.setdefault(row["codebook_id"], []).append(lens)
        books = self._rows("SELECT * FROM codebooks ORDER BY position")
        return CodeTree(tuple(_book(book, codes, lenses) for book in books))

    def _one(self, query: str, *values: Any) -> Row:
        rows = self._rows(query, *values)
        if not rows:
            raise _Unusual
        return rows[0]

    def _rows(self, query: str, *values: Any) -> list[Row]:
        return self._connection.execute(query, values).fetchall()


def _book(row: Row, codes: Mapping[str, list[Code]], lenses: Mapping[str, list[Lens]]) -> Codebook:
    own = {"codes": tuple(codes.get(row["id"], ())), "lenses": tuple(lenses.get(row["id"], ()))}
    return Codebook(**{**dict(row), **own})
