"""Row ↔ domain, as plain functions; nothing else knows how an object lies in a table."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Table

from coder.domain.codebook import (
    BoundaryExample,
    Code,
    Codebook,
    CodeStatus,
    Example,
    Lens,
    LensValue,
)
from coder.domain.coding import Coding, Decision, Memo, Origin, Outcome
from coder.domain.events import Change, Event
from coder.domain.transcript import (
    Participant,
    Role,
    Speaker,
    Transcript,
    TranscriptFacts,
    TranscriptKind,
    Turn,
    TurnKind,
)
from coder.store import tables

Row = Mapping[str, Any]

KINDS: dict[str, Table] = {
    "transcript": tables.transcripts,
    "speaker": tables.speakers,
    "participant": tables.participants,
    "codebook": tables.codebooks,
    "code": tables.codes,
    "lens": tables.lenses,
    "coding": tables.codings,
    "memo": tables.memos,
    "decision": tables.decisions,
}
"""Kinds of object that changes speak of, and their tables, referenced tables first."""


def record(thing: Any) -> dict[str, Any]:
    """A domain object as plain JSON values, the shape of its table's row."""
    values = dataclasses.asdict(thing)
    for children in ("codes", "lenses") if isinstance(thing, Codebook) else ():
        del values[children]
    # Through JSON, so that what the log holds equals what the table gives back.
    plain: dict[str, Any] = json.loads(json.dumps(values))
    return plain


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


def turn(row: Row) -> Turn:
    """One turn."""
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


def speaker(row: Row) -> Speaker:
    """One speaker."""
    return Speaker(**{**row, "role": Role(row["role"])})


def participant(row: Row) -> Participant:
    """One participant."""
    return Participant(**row)


def coding(row: Row) -> Coding:
    """One coding; lens values become tuples again."""
    lenses = {lens: tuple(values) for lens, values in row["lenses"].items()}
    return Coding(**{**row, "origin": Origin(row["origin"]), "lenses": lenses})


def memo(row: Row) -> Memo:
    """One memo."""
    return Memo(**row)


def decision(row: Row) -> Decision:
    """One decision on a suggestion."""
    return Decision(**{**row, "outcome": Outcome(row["outcome"])})


def code(row: Row) -> Code:
    """One code."""
    return Code(
        **{
            **row,
            "examples": tuple(Example(**e) for e in row["examples"]),
            "boundary_examples": tuple(BoundaryExample(**e) for e in row["boundary_examples"]),
            "status": CodeStatus(row["status"]),
            **_tuples(row, "include", "exclude", "aliases", "cues", "framework"),
        }
    )


def lens(row: Row) -> Lens:
    """One lens with its values."""
    values = tuple(LensValue(**value) for value in row["values"])
    return Lens(**{**row, "values": values, **_tuples(row, "include", "exclude", "cues")})


def codebook(row: Row, codes: tuple[Code, ...], lenses: tuple[Lens, ...]) -> Codebook:
    """A codebook with its codes and lenses."""
    return Codebook(**row, codes=codes, lenses=lenses)


def event(row: Row) -> Event:
    """One event of the log."""
    changes = tuple(Change(*change) for change in row["changes"])
    return Event(**{**row, "changes": changes})


def event_row(done: Event) -> dict[str, Any]:
    """The row of an event; its changes as lists."""
    values = {f.name: getattr(done, f.name) for f in dataclasses.fields(done)}
    values["changes"] = [[c.kind, c.id, c.before, c.after] for c in done.changes]
    return values


def _tuples(row: Row, *names: str) -> dict[str, tuple[str, ...]]:
    return {name: tuple(row[name]) for name in names}


READERS: dict[str, Callable[[Row], Any]] = {
    "speaker": speaker,
    "participant": participant,
    "code": code,
    "lens": lens,
    "coding": coding,
    "memo": memo,
    "decision": decision,
}
"""How the rows of a kind become domain objects."""
