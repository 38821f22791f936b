"""Rosters (who the speakers are) and session lists (what is known of each transcript) as CSV."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

from coder.domain.text import visible
from coder.domain.transcript import Role, TranscriptFacts, TranscriptKind
from coder.errors import InputError
from coder.exchange.files import read_table

ROSTER_COLUMNS = ("transcript", "speaker", "participant", "role", "group")
SESSION_COLUMNS = ("transcript",)

_FACTS = tuple(field.name for field in fields(TranscriptFacts))


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One speaker of one transcript: the person behind, the role, and the person's attributes."""

    line: int
    transcript: str
    speaker: str
    participant: str
    role: Role
    group: str
    attributes: dict[str, str]


def read_roster(path: Path) -> list[RosterLine]:
    """The lines of a roster; any column beyond the five known ones is an attribute.

    Raises InputError for a missing column or an unknown role.
    """
    where = visible(str(path))
    return [_roster_line(where, line, row) for line, row in read_table(path, ROSTER_COLUMNS)]


def read_sessions(path: Path) -> dict[str, TranscriptFacts]:
    """Facts by transcript label, from columns named like the facts; unknown columns are refused."""
    where = visible(str(path))
    found: dict[str, TranscriptFacts] = {}
    for line, row in read_table(path, SESSION_COLUMNS):
        unknown = [name for name in row if name not in (*SESSION_COLUMNS, *_FACTS)]
        if unknown:
            raise InputError(
                f"there is no such fact as {visible(', '.join(unknown))}",
                where=f"{where} line 1",
                remedy="use " + ", ".join(_FACTS),
            )
        found[row["transcript"]] = facts_from(row, f"{where} line {line}")
    return found


def facts_from(values: dict[str, str], where: str) -> TranscriptFacts:
    """Facts from plain words; raises InputError for an unknown kind of transcript."""
    plain = {name: values[name] for name in _FACTS if values.get(name)}
    kind = plain.pop("kind", TranscriptKind.FOCUS_GROUP.value)
    try:
        return TranscriptFacts(kind=TranscriptKind(kind), **plain)
    except ValueError as error:
        raise InputError(
            f"{visible(kind)!r} is not a kind of transcript",
            where=where,
            remedy="use " + ", ".join(TranscriptKind),
        ) from error


def _roster_line(where: str, line: int, row: dict[str, str]) -> RosterLine:
    try:
        role = Role(row.get("role") or Role.PARTICIPANT)
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
