"""Rosters (who the speakers are) and session lists (facts of transcripts) as CSV or XLSX."""

from __future__ import annotations

import datetime
import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from coder.domain.text import visible
from coder.domain.transcript import Role, TranscriptFacts, TranscriptKind
from coder.errors import InputError
from coder.exchange.files import MAX_BYTES, read_table

ROSTER_COLUMNS = ("transcript", "speaker", "participant", "role", "group")
SESSION_COLUMNS = ("transcript",)

MAX_ROWS = 100_000
MAX_COLUMNS = 200
"""A sheet is read no further than this."""

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
    return [_roster_line(where, line, row) for line, row in _table(path, ROSTER_COLUMNS)]


def read_sessions(path: Path) -> dict[str, TranscriptFacts]:
    """Facts by transcript label, from columns named like the facts; unknown columns are refused."""
    where = visible(str(path))
    found: dict[str, TranscriptFacts] = {}
    for line, row in _table(path, SESSION_COLUMNS):
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


def _table(path: Path, required: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    """The rows of a CSV file, or of the first sheet of an XLSX file, each with its line number."""
    if path.suffix.casefold() not in (".xlsx", ".xlsm") or not path.is_file():
        return read_table(path, required)
    where = visible(str(path))
    lines = _sheet(path, where)
    _, first = next(lines, (1, []))
    known = {name.casefold(): name for name in required}
    header = [known.get(name.casefold(), name) for name in first]
    missing = [name for name in required if name not in header]
    if missing:
        raise InputError(
            f"the first sheet has no column {', '.join(missing)}",
            where=f"{where} line 1",
            remedy=f"its first line should name {', '.join(required)}",
        )
    return [
        (line, {name: c for name, c in zip(header, cells, strict=False) if name}) for line, cells in lines
    ]


def _sheet(path: Path, where: str) -> Iterator[tuple[int, list[str]]]:
    """The rows with any content; formulas count as the values they were saved with."""
    import openpyxl

    from coder.ingest.package import open_package

    if path.stat().st_size > MAX_BYTES:
        raise InputError("the file is larger than 64 MB", where=where, remedy="split it")
    damaged = (
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        OSError,
        EOFError,
        SyntaxError,
        zipfile.BadZipFile,
        zlib.error,
    )
    try:
        data = path.read_bytes()
        open_package(data, where, "xlsx")
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        # What the file says of its own size may be wrong.
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_row=MAX_ROWS, max_col=MAX_COLUMNS, values_only=True)
        for line, row in enumerate(rows, 1):
            cells = [_cell(value) for value in row]
            if any(cells):
                yield line, cells
    except damaged as error:
        raise InputError(
            "the sheet cannot be read", where=where, remedy="save it again as .xlsx or as CSV in UTF-8"
        ) from error


def _cell(value: object) -> str:
    """A cell as it would be typed: `9` and not `9.0`, a date without the hour."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    return str(value).strip()
