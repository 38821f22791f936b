"""Row ↔ domain, as plain functions; nothing else knows how an object lies in a table."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Hashable, Mapping
from enum import Enum
from functools import cache, wraps
from types import NoneType
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from sqlalchemy import JSON, Boolean, Float, Integer, Table

from coder.domain.codebook import (
    BoundaryExample,
    Code,
    Codebook,
    CodeStatus,
    Example,
    Lens,
    LensValue,
    Reason,
)
from coder.domain.coding import Coding, Decision, Mark, MarkKind, Memo, Origin, Outcome
from coder.domain.consent import Consent, ConsentOn, ConsentRule
from coder.domain.entry import LINKS, Entry
from coder.domain.events import Change, Erasure, Event
from coder.domain.leaving import Export
from coder.domain.matrix import CellState, MatrixCell, RowKind
from coder.domain.protocol import KeptQuestion
from coder.domain.recommendation import Progress, Recommendation, Vote
from coder.domain.theme import Looked, Theme, ThemeStatus
from coder.domain.transcript import (
    Participant,
    Role,
    Span,
    Speaker,
    Transcript,
    TranscriptFacts,
    TranscriptKind,
    Turn,
    TurnKind,
)
from coder.errors import CoderError
from coder.store import tables
from coder.store.columns import damaged

Row = Mapping[str, Any]
P = ParamSpec("P")
T = TypeVar("T")

KINDS: dict[str, Table] = {
    "transcript": tables.transcripts,
    "speaker": tables.speakers,
    "participant": tables.participants,
    "codebook": tables.codebooks,
    "code": tables.codes,
    "reason": tables.reasons,
    "lens": tables.lenses,
    "coding": tables.codings,
    "memo": tables.memos,
    "decision": tables.decisions,
    "mark": tables.marks,
    "theme": tables.themes,
    "recommendation": tables.recommendations,
    "entry": tables.entries,
    "question": tables.questions,
    "cell": tables.matrix_cells,
    "consent": tables.consents,
    "export": tables.exports,
    "erasure": tables.erasures,
}
"""Kinds of object that changes speak of, and their tables, referenced tables first."""


_FLAT = (str, int, float, NoneType)


def _rows_of(
    table: Table, key: str = "id"
) -> Callable[[Callable[Concatenate[Row, P], T]], Callable[Concatenate[Row, P], T]]:
    """A converter of rows of `table` that raises StoreError, naming the row, when one is damaged."""
    names = [column.name for column in table.columns]
    types = [(_plain_types(column.type), NoneType if column.nullable else ()) for column in table.columns]

    def decorate(convert: Callable[Concatenate[Row, P], T]) -> Callable[Concatenate[Row, P], T]:
        @wraps(convert)
        def converted(row: Row, /, *more: P.args, **named: P.kwargs) -> T:
            try:
                # SQLite keeps whatever it is given, so a column's type promises nothing.
                if not all(map(isinstance, map(row.__getitem__, names), types)):
                    raise TypeError(table.name)
                return convert(row, *more, **named)
            except (CoderError, ValueError, TypeError, KeyError, AttributeError) as error:
                raise damaged(f"{table.name}, {key} {row.get(key)}") from error

        return converted

    return decorate


def _plain_types(kind: object) -> type | tuple[type, ...]:
    if isinstance(kind, JSON):
        return object
    if isinstance(kind, Boolean):
        return bool
    if isinstance(kind, Float):
        return (float, int)
    return int if isinstance(kind, Integer) else str


def record(thing: Any) -> dict[str, Any]:
    """A domain object as plain JSON values, the shape of its table's row."""
    names = _names(cast(Hashable, type(thing)))
    flat = {name: value for name in names if isinstance(value := getattr(thing, name), _FLAT)}
    if len(flat) == len(names):  # as it is of very many turns
        return {name: value.value if isinstance(value, Enum) else value for name, value in flat.items()}
    values = dataclasses.asdict(thing)
    for children in ("codes", "lenses") if isinstance(thing, Codebook) else ():
        del values[children]
    # Through JSON, so that what the log holds equals what the table gives back.
    plain: dict[str, Any] = json.loads(json.dumps(values))
    return plain


@cache
def _names(kind: Hashable) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(cast(Any, kind)))


def transcript_record(transcript: Transcript, position: int, version: int = 1) -> dict[str, Any]:
    """The mutable part of a transcript: label, facts and place in the list."""
    return {
        "id": transcript.id,
        "label": transcript.label,
        "position": position,
        **record(transcript.facts),
        "revision": transcript.revision,
        "version": version,
    }


@_rows_of(tables.transcripts)
def facts(row: Row) -> TranscriptFacts:
    """What is known of a session beside its words."""
    return TranscriptFacts(
        row["title"],
        TranscriptKind(row["kind"]),
        row["group"],
        row["site"],
        row["date"],
        row["mode"],
        row["language"],
        row["wave"],
    )


@_rows_of(tables.turns, key="transcript_id")
def turn(row: Row) -> Turn:
    """One turn."""
    Span(row["start"], row["end"])
    return Turn(
        row["transcript_id"],
        row["seq"],
        row["number"],
        TurnKind(row["kind"]),
        row["speaker_id"],
        row["start"],
        row["end"],
        row["start_ms"],
        row["end_ms"],
    )


@_rows_of(tables.speakers)
def speaker(row: Row) -> Speaker:
    """One speaker."""
    return Speaker(**{**row, "role": Role(row["role"])})


@_rows_of(tables.participants)
def participant(row: Row) -> Participant:
    """One participant."""
    return Participant(**{**row, "attributes": _words_by_name(row["attributes"])})


@_rows_of(tables.codings)
def coding(row: Row) -> Coding:
    """One coding; lens values become tuples again."""
    Span(row["start"], row["end"])
    lenses = {lens: _words(values) for lens, values in row["lenses"].items()}
    return Coding(**{**row, "origin": Origin(row["origin"]), "lenses": lenses})


@_rows_of(tables.memos)
def memo(row: Row) -> Memo:
    """One memo."""
    return Memo(**row)


@_rows_of(tables.decisions)
def decision(row: Row) -> Decision:
    """One decision on a suggestion."""
    Span(row["start"], row["end"])
    return Decision(**{**row, "outcome": Outcome(row["outcome"])})


@_rows_of(tables.codes)
def code(row: Row) -> Code:
    """One code."""
    return Code(
        **{
            **row,
            "examples": tuple(Example(**_words_by_name(e)) for e in row["examples"]),
            "boundary_examples": tuple(
                BoundaryExample(**_words_by_name(e)) for e in row["boundary_examples"]
            ),
            "status": CodeStatus(row["status"]),
            **_tuples(row, "include", "exclude", "aliases", "cues", "framework"),
        }
    )


@_rows_of(tables.marks)
def mark(row: Row) -> Mark:
    """One mark on a turn."""
    return Mark(**{**row, "kind": MarkKind(row["kind"])})


@_rows_of(tables.themes)
def theme(row: Row) -> Theme:
    """One theme."""
    lenses = {lens: _words(values) for lens, values in row["lenses"].items()}
    told = {"looked": Looked(row["looked"]), "status": ThemeStatus(row["status"]), "lenses": lenses}
    lists = _tuples(row, "code_ids", "evidence", "starred", "negative_cases", "groups", "measures")
    return Theme(**{**row, **told, **lists})


@_rows_of(tables.recommendations)
def recommendation(row: Row) -> Recommendation:
    """One recommendation with its votes."""
    told = {"votes": tuple(map(_vote, row["votes"])), "status": Progress(row["status"])}
    lists = _tuples(row, "theme_ids", "asked_by", "cause_codes", "cause_codings")
    return Recommendation(**{**row, **told, **lists})


@_rows_of(tables.entries)
def entry(row: Row) -> Entry:
    """One entry with its texts, links and votes."""
    told = {"fields": _words_by_name(row["fields"]), "votes": tuple(map(_vote, row["votes"]))}
    return Entry(**{**row, **told, **_tuples(row, *LINKS)})


def _vote(value: Any) -> Vote:
    vote = Vote(**value)
    if not isinstance(vote.by, str) or type(vote.count) is not int:
        raise TypeError("votes")
    return vote


@_rows_of(tables.questions)
def question(row: Row) -> KeptQuestion:
    """One question of the protocol."""
    return KeptQuestion(**{**row, **_tuples(row, "codes", "transcripts")})


@_rows_of(tables.matrix_cells)
def cell(row: Row) -> MatrixCell:
    """One cell of a framework matrix."""
    kinds = {"row_kind": RowKind(row["row_kind"]), "state": CellState(row["state"])}
    return MatrixCell(**{**row, **kinds, **_tuples(row, "evidence")})


@_rows_of(tables.reasons)
def reason(row: Row) -> Reason:
    """Why something was changed."""
    return Reason(**row)


@_rows_of(tables.consents)
def consent(row: Row) -> ConsentRule:
    """What a person or an excerpt allows."""
    Span(row["start"], row["end"])
    kind, level = ConsentOn(row["target_kind"]), Consent(row["level"])
    return ConsentRule(**{**row, "target_kind": kind, "level": level})


@_rows_of(tables.exports)
def export(row: Row) -> Export:
    """A file that left."""
    return Export(**{**row, **_tuples(row, "people", "codings")})


@_rows_of(tables.erasures)
def erasure(row: Row) -> Erasure:
    """An event whose words were erased."""
    return Erasure(**row)


@_rows_of(tables.lenses)
def lens(row: Row) -> Lens:
    """One lens with its values."""
    values = tuple(LensValue(**_words_by_name(value)) for value in row["values"])
    return Lens(**{**row, "values": values, **_tuples(row, "include", "exclude", "cues")})


@_rows_of(tables.codebooks)
def codebook(row: Row, codes: tuple[Code, ...], lenses: tuple[Lens, ...]) -> Codebook:
    """A codebook with its codes and lenses."""
    return Codebook(**row, codes=codes, lenses=lenses)


@_rows_of(tables.events, key="seq")
def event(row: Row) -> Event:
    """One event of the log."""
    changes = tuple(_change(*change) for change in row["changes"])
    return Event(**{**row, "changes": changes})


def event_row(done: Event) -> dict[str, Any]:
    """The row of an event; its changes as lists."""
    values = {f.name: getattr(done, f.name) for f in dataclasses.fields(done)}
    values["changes"] = [[c.kind, c.id, c.before, c.after] for c in done.changes]
    return values


def _change(kind: str, id_: str, before: Row | None, after: Row | None) -> Change:
    known = kind in KINDS and isinstance(id_, str)
    if not known or not all(state is None or isinstance(state, Mapping) for state in (before, after)):
        raise TypeError("changes")
    return Change(kind, id_, before, after)


def _words(values: Any) -> tuple[str, ...]:
    # A text would otherwise be taken for a list of its letters.
    if not isinstance(values, (list, tuple)) or not all(isinstance(value, str) for value in values):
        raise TypeError("a list of words was expected")
    return tuple(values)


def _words_by_name(values: Any) -> dict[str, str]:
    _words(list(values.values()))
    return dict(values)


def _tuples(row: Row, *names: str) -> dict[str, tuple[str, ...]]:
    return {name: _words(row[name]) for name in names}


READERS: dict[str, Callable[[Row], Any]] = {
    "speaker": speaker,
    "participant": participant,
    "code": code,
    "reason": reason,
    "lens": lens,
    "coding": coding,
    "memo": memo,
    "decision": decision,
    "mark": mark,
    "theme": theme,
    "recommendation": recommendation,
    "entry": entry,
    "question": question,
    "cell": cell,
    "consent": consent,
    "export": export,
    "erasure": erasure,
}
"""How the rows of a kind become domain objects."""
