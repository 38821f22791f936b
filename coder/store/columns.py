"""A project read for counting: narrow columns as plain rows, of a file or a server, past the database layer.

Every question is plain SQL that SQLite and PostgreSQL understand alike; who asks brings the connection.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import Any

from coder.domain.codebook import Code, Codebook, CodeStatus, CodeTree
from coder.domain.protocol import KeptQuestion
from coder.domain.spoken import CodedRow, Sitting
from coder.domain.text import sha256, visible
from coder.domain.transcript import Participant, Role, Speaker, Spoken, TranscriptFacts, TranscriptKind
from coder.errors import StoreError

Ask = Callable[[str], Sequence[Sequence[Any]]]
"""Answers a question in SQL with its rows."""

_HEADS = (
    'SELECT id, label, title, kind, "group", site, date, mode, language, wave'
    " FROM transcripts ORDER BY position, label"
)
_SPEAKERS = "SELECT id, transcript_id, label, role, name, participant_id FROM speakers ORDER BY id"
_SPOKEN = (
    'SELECT turns.transcript_id, number, seq, speaker_id, start, "end" FROM turns JOIN transcripts'
    " ON turns.transcript_id = transcripts.id AND turns.revision = transcripts.revision"
    " WHERE number IS NOT NULL ORDER BY turns.transcript_id, seq"
)
_TEXTS = (
    "SELECT transcript_id, label, text, sha256 FROM texts JOIN transcripts"
    " ON texts.transcript_id = transcripts.id AND texts.revision = transcripts.revision"
)
_CODINGS = (
    'SELECT id, transcript_id, start, "end", code_id, coder, lenses'
    " FROM codings ORDER BY transcript_id, start"
)
_CODES = (
    "SELECT id, codebook_id, parent_id, position, name, codable, status, merged_into"
    " FROM codes ORDER BY position, id"
)
_NOTHING = Spoken((), (), (), (), ())
MAYBE = (str, type(None))
"""The kinds of a text that may be left out."""


def damaged(where: str) -> StoreError:
    """The error for a row that this program cannot have written; `where` names the row."""
    return StoreError("the project is damaged", where=visible(where), remedy="restore a backup")


class Columns:
    """What counting asks of an open project."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def meta(self) -> dict[str, str]:
        """The settings of the project."""
        rows = self.typed("meta", "SELECT key, value FROM meta", str, str)
        return {row[0]: row[1] for row in rows}

    def restricted(self) -> bool:
        """Whether somebody has withdrawn words or keeps them for the team; these columns would count them."""
        return bool(self._ask("SELECT id FROM consents WHERE level <> 'report' LIMIT 1"))

    def sittings(self, *, turns: bool = True) -> tuple[Sitting, ...]:
        """Every transcript in its order, with its `turns` or without them.

        Its words are read when they are asked for.
        """
        heads = self.typed("transcripts", _HEADS, *[str] * 10)
        speakers, texts = self._speakers(), Texts(self._ask)
        spoken = self._spoken() if turns else {}
        if not {*speakers, *spoken} <= {head[0] for head in heads}:
            raise damaged("turns or speakers, transcript_id")
        return tuple(
            Sitting(id_, label, _facts(told), tuple(speakers[id_]), spoken.get(id_, _NOTHING), texts)
            for id_, label, *told in heads
        )

    def participants(self) -> tuple[Participant, ...]:
        """Everybody whom a roster or a person named, by pseudonym."""
        query = 'SELECT id, label, "group", attributes FROM participants ORDER BY label'
        rows = self.typed("participants", query, str, str, str, object)
        return tuple(Participant(id_, label, group, _json(told)) for id_, label, group, told in rows)

    def codings(self) -> tuple[CodedRow, ...]:
        """Every coding, by transcript and place."""
        rows = self.typed("codings", _CODINGS, str, str, int, int, str, str, object)
        texts = [row[6] if isinstance(row[6], str) else json.dumps(row[6]) for row in rows]
        values = {text: lens_values(text) for text in set(texts)}
        if not rows:
            return ()
        *plain, _ = zip(*rows, strict=True)
        # Column by column, which takes half the time of row by row.
        return tuple(map(CodedRow, *plain, map(values.__getitem__, texts)))

    def tree(self) -> CodeTree:
        """The codebooks with their codes, without definitions and lenses."""
        codes: dict[str, list[Code]] = defaultdict(list)
        rows = self.typed("codes", _CODES, str, str, object, int, str, object, str, str)
        for id_, book, parent, position, name, codable, status, into in rows:
            able, state = bool(codable), _status(id_, status)
            codes[book].append(
                Code(id_, book, parent, position, name, codable=able, status=state, merged_into=into)
            )
        books = self.typed("codebooks", "SELECT id, name FROM codebooks ORDER BY position", str, str)
        if not codes.keys() <= {id_ for id_, _ in books}:
            raise damaged("codes, codebook_id")
        return CodeTree(tuple(Codebook(id_, name, codes=tuple(codes[id_])) for id_, name in books))

    def read_turns(self) -> frozenset[tuple[str, int]]:
        """The turns that somebody has read and found to hold nothing: transcript id and `seq`."""
        query = "SELECT transcript_id, seq FROM marks WHERE kind = 'read'"
        return frozenset((id_, seq) for id_, seq in self.typed("marks", query, str, int))

    def questions(self) -> tuple[KeptQuestion, ...]:
        """What was asked where, in the order asked."""
        query = "SELECT id, position, words, codes, transcripts FROM questions ORDER BY position, id"
        rows = self.typed("questions", query, str, int, str, object, object)
        return tuple(
            KeptQuestion(id_, position, words, tuple(_json(codes)), tuple(_json(places)))
            for id_, position, words, codes, places in rows
        )

    def _speakers(self) -> dict[str, list[Speaker]]:
        rows = self.typed("speakers", _SPEAKERS, str, str, str, str, str, MAYBE)
        found: dict[str, list[Speaker]] = defaultdict(list)
        for id_, transcript, label, role, name, person in rows:
            try:
                found[transcript].append(Speaker(id_, transcript, label, Role(role), name, person))
            except ValueError as error:
                raise damaged(f"speakers, id {id_}") from error
        return found

    def _spoken(self) -> dict[str, Spoken]:
        rows = self.typed("turns", _SPOKEN, str, int, int, MAYBE, int, int)
        found: dict[str, Spoken] = {}
        for id_, some in groupby(rows, key=itemgetter(0)):
            _, numbers, seqs, speakers, starts, ends = zip(*some, strict=True)
            found[id_] = Spoken(numbers, seqs, speakers, starts, ends)
        return found

    def typed(self, table: str, query: str, *kinds: type | tuple[type, ...]) -> Sequence[Sequence[Any]]:
        """The rows of a question; raises StoreError when a value is of another kind than its column."""
        rows = self._ask(query)
        for values, kind in zip(zip(*rows, strict=True), kinds, strict=False):
            wanted = kind if isinstance(kind, tuple) else (kind,)
            # SQLite keeps whatever it is given, so a column's type promises nothing.
            if object not in wanted and not set(map(type, values)).issubset(wanted):
                raise damaged(table)
        return rows


class Texts(Mapping[str, str]):
    """The words of every transcript in its present revision, read at once when the first is asked for."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    @cached_property
    def _all(self) -> dict[str, str]:
        found = {}
        for id_, label, text, digest in self._ask(_TEXTS):
            if not isinstance(text, str) or sha256(text) != digest:
                raise StoreError(
                    "the text is not the one that was imported",
                    where=visible(str(label)),
                    remedy="restore the project from a backup",
                )
            found[id_] = text
        return found

    def __getitem__(self, transcript_id: str) -> str:
        if transcript_id not in self._all:
            raise damaged(f"texts, transcript {transcript_id}")
        return self._all[transcript_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)


def _facts(told: Sequence[str]) -> TranscriptFacts:
    title, kind, *more = told
    try:
        return TranscriptFacts(title, TranscriptKind(kind), *more)
    except ValueError as error:
        raise damaged("transcripts, kind") from error


def _status(code_id: str, status: str) -> CodeStatus:
    try:
        return CodeStatus(status)
    except ValueError as error:
        raise damaged(f"codes, id {code_id}, status") from error


def _json(value: Any) -> Any:
    """What a column of JSON holds: SQLite gives its text, a server what stands in it."""
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError as error:
        raise damaged("a column of JSON") from error


def lens_values(text: str) -> dict[str, tuple[str, ...]]:
    """What a column of lens values holds; raises StoreError for anything else."""
    try:
        return {lens: tuple(chosen) for lens, chosen in json.loads(text).items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise damaged("codings, lenses") from error
