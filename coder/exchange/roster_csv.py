"""Rosters (who the speakers are) and session lists (what is known of each transcript) as CSV or XLSX."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from coder.domain.text import visible
from coder.domain.transcript import Role, TranscriptFacts, TranscriptKind
from coder.errors import InputError
from coder.exchange.sheets import read_rows

ROSTER_COLUMNS = ("transcript", "speaker", "participant", "role", "group")
SESSION_COLUMNS = ("transcript",)

FACTS = tuple(field.name for field in fields(TranscriptFacts))

Told = dict[str, Any]
"""Some of the fields of `TranscriptFacts`; what is not told is not in it."""


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One speaker of one transcript: the person behind, the role, and the person's attributes.

    `role` is None where the roster says nothing, which leaves the speaker's role as it is.
    """

    line: int
    transcript: str
    speaker: str
    participant: str
    role: Role | None
    group: str
    attributes: dict[str, str]


def read_roster(path: Path) -> list[RosterLine]:
    """The lines of a roster; any column beyond the five known ones is an attribute.

    Raises InputError for a missing column or an unknown role.
    """
    where = visible(str(path))
    return [_roster_line(where, line, row) for line, row in read_rows(path, ROSTER_COLUMNS)]


def read_sessions(path: Path) -> dict[str, Told]:
    """What is told of each transcript, by label, from columns named like the facts.

    Raises InputError for a column that is no fact, an unknown kind, or a transcript told of twice.
    """
    where = visible(str(path))
    found: dict[str, Told] = {}
    for line, row in read_rows(path, SESSION_COLUMNS, FACTS):
        unknown = [name for name in row if name not in (*SESSION_COLUMNS, *FACTS)]
        if unknown:
            raise InputError(
                f"there is no such fact as {visible(', '.join(unknown))}",
                where=f"{where} line 1",
                remedy="use " + ", ".join(FACTS),
            )
        if row["transcript"] in found:
            raise InputError(
                f"{visible(row['transcript'])} stands in two lines",
                where=f"{where} line {line}",
                remedy="keep one of them",
            )
        found[row["transcript"]] = told(row, f"{where} line {line}")
    return found


def told(values: Mapping[str, str], where: str) -> Told:
    """The facts among `values` that are not empty; raises InputError for an unknown kind."""
    facts: Told = {name: visible(values[name]).strip() for name in FACTS if values.get(name)}
    if "kind" in facts:
        try:
            facts["kind"] = TranscriptKind(facts["kind"].casefold())
        except ValueError as error:
            raise InputError(
                f"{facts['kind']!r} is not a kind of transcript",
                where=where,
                remedy="use " + ", ".join(TranscriptKind),
            ) from error
    return facts


def _roster_line(where: str, line: int, row: dict[str, str]) -> RosterLine:
    try:
        role = Role(row["role"].casefold()) if row.get("role") else None
    except ValueError as error:
        raise InputError(
            f"{visible(row['role'])!r} is not a role",
            where=f"{where} line {line}",
            remedy="use " + ", ".join(Role),
        ) from error
    attributes = {name: value for name, value in row.items() if name not in ROSTER_COLUMNS and name and value}
    return RosterLine(
        line,
        row.get("transcript", ""),
        row.get("speaker", ""),
        row.get("participant", ""),
        role,
        row.get("group", ""),
        attributes,
    )
