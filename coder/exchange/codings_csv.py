"""Codings as a table, the way people keep them in a spreadsheet.

Columns: `transcript`, `code`, `coder`, then either `turn` (a turn number, with an optional
`excerpt`: words inside that turn) or `start` and `end` (characters of the transcript's text);
one column for each lens, named by its id, several values separated by `|`; `origin`,
`starred` and `memo` are optional.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from coder.domain.coding import Coding, Origin
from coder.domain.text import canonical, find_folded, fold, visible
from coder.domain.transcript import Span, Transcript, Turn
from coder.domain.zones import zone_of
from coder.errors import InputError
from coder.exchange.files import read_table, write_table

REQUIRED = ("transcript", "code")
OWN_COLUMNS = (
    "transcript",
    "turn",
    "start",
    "end",
    "excerpt",
    "code",
    "coder",
    "origin",
    "starred",
    "memo",
    "id",
    "speaker",
    "created_at",
)


"""The columns that mean something by themselves; every other one is a lens."""


@dataclass(frozen=True, slots=True)
class CodingLine:
    """One line of the table; `lenses` maps lens ids to the values typed."""

    where: str
    transcript: str
    turn: str
    start: str
    end: str
    excerpt: str
    code: str
    coder: str
    origin: Origin
    starred: bool
    memo: str
    lenses: Mapping[str, tuple[str, ...]]


def read_codings(path: Path) -> list[CodingLine]:
    """The lines of the table.

    Raises InputError for missing columns; what the lines mean is checked against a transcript
    by `span_of`.
    """
    where = visible(str(path))
    return [_line(f"{where} line {number}", row) for number, row in read_table(path, REQUIRED, OWN_COLUMNS)]


def span_of(line: CodingLine, transcript: Transcript) -> Span:
    """The characters that a line speaks of.

    Raises InputError, naming the line, when the place is missing, malformed or contradicts itself,
    or its words are not found exactly once.
    """
    try:
        return _by_offsets(line, transcript) if line.start or line.end else _by_turn(line, transcript)
    except InputError as error:
        if error.where == line.where:
            raise
        raise InputError(
            error.what, where=f"{line.where}, {transcript.label}", remedy=error.remedy
        ) from error


def _by_offsets(line: CodingLine, transcript: Transcript) -> Span:
    try:
        span = Span(int(line.start), int(line.end))
    except ValueError as error:
        raise InputError("start and end are not whole numbers", where=line.where) from error
    _same_words(line, transcript.excerpt(span).text)
    if line.turn and not _turn(line, transcript).span.overlaps(span):
        raise InputError(
            f"characters {span.start}–{span.end} are not in turn {visible(line.turn)}",
            where=line.where,
            remedy="the table was made for another version of the transcript",
        )
    return span


def _by_turn(line: CodingLine, transcript: Transcript) -> Span:
    if not line.turn:
        raise InputError(
            "neither a turn nor start and end are given",
            where=line.where,
            remedy="name the turn's number in the column `turn`",
        )
    turn = _turn(line, transcript)
    return _inside(line, canonical(transcript.words(turn)).text, turn.start) if line.excerpt else turn.span


def _turn(line: CodingLine, transcript: Transcript) -> Turn:
    try:
        return transcript.turn(int(line.turn))
    except ValueError as error:
        raise InputError(f"{visible(line.turn)!r} is not a turn number", where=line.where) from error


def write_codings(
    transcripts: Mapping[str, Transcript],
    codings: Iterable[Coding],
    lens_ids: Iterable[str],
    memos: Mapping[str, str],
) -> str:
    """CSV text of codings: place both ways, words, code, coder, origin, lenses, memo."""
    lenses = list(lens_ids)
    rows = (
        _row(transcripts[coding.transcript_id], coding, lenses, memos.get(coding.id, ""))
        for coding in codings
    )
    return write_table(
        (
            "id",
            "transcript",
            "turn",
            "start",
            "end",
            "excerpt",
            "speaker",
            "code",
            "coder",
            "origin",
            "created_at",
            "starred",
            *lenses,
            "memo",
        ),
        rows,
    )


def _row(transcript: Transcript, coding: Coding, lenses: list[str], memo: str) -> tuple[object, ...]:
    turn = transcript.turn_at(coding.start)
    return (
        coding.id,
        transcript.label,
        turn.number if turn else "",
        coding.start,
        coding.end,
        coding.text,
        # Words of several people stand under all their names, never under one; beside a zone stands nobody.
        "" if zone_of(coding.code_id) else _speakers(transcript, coding),
        coding.code_id,
        coding.coder,
        Origin(coding.origin).value,
        coding.created_at,
        "yes" if coding.starred else "",
        *("|".join(coding.lenses.get(lens, ())) for lens in lenses),
        memo,
    )


def _speakers(transcript: Transcript, coding: Coding) -> str:
    return " | ".join(speaker.shown for speaker in transcript.speakers_in(coding.span))


def _line(where: str, row: dict[str, str]) -> CodingLine:
    lenses = {
        name: tuple(part.strip() for part in value.split("|") if part.strip())
        for name, value in row.items()
        if name and name not in OWN_COLUMNS and value
    }
    return CodingLine(
        where,
        row.get("transcript", ""),
        row.get("turn", ""),
        row.get("start", ""),
        row.get("end", ""),
        row.get("excerpt", ""),
        row.get("code", ""),
        row.get("coder", ""),
        _origin(row.get("origin", ""), where),
        fold(row.get("starred", "")) in ("yes", "true", "1", "x"),
        row.get("memo", ""),
        lenses,
    )


def _origin(value: str, where: str) -> Origin:
    try:
        return Origin(value) if value else Origin.IMPORTED
    except ValueError as error:
        raise InputError(
            f"{visible(value)!r} is not an origin",
            where=where,
            remedy="use " + ", ".join(Origin) + ", or leave it empty",
        ) from error


def _inside(line: CodingLine, words: str, offset: int) -> Span:
    wanted = line.excerpt
    places = [(words.index(wanted), words.index(wanted) + len(wanted))] if words.count(wanted) == 1 else []
    found = words.count(wanted)
    if not found:
        places = find_folded(words, wanted)
        found = len(places)
    if found > 1:
        raise InputError(
            f"the words stand {found} times in turn {line.turn}",
            where=line.where,
            remedy="give more of them, or give start and end",
        )
    if not places:
        raise InputError(
            f"the words are not in turn {line.turn}: {visible(wanted)[:40]!r}",
            where=line.where,
            remedy="copy them exactly from the transcript",
        )
    start, end = places[0]
    return Span(offset + start, offset + end)


def _same_words(line: CodingLine, words: str) -> None:
    # A text that was kept by an older version may hold what a table read now has a mark for.
    if line.excerpt and " ".join(canonical(words).text.split()) != " ".join(line.excerpt.split()):
        raise InputError(
            f"other words stand there: {visible(words)[:40]!r}",
            where=line.where,
            remedy="the table was made for another version of the transcript",
        )
