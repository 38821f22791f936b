"""Which columns of a table hold the speakers, the words, the times or the respondents."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from coder.domain.text import fold, visible
from coder.errors import InputError
from coder.ingest.labels import plausible, to_ms

# In each list the first name that a header has is taken.
SPEAKER = (
    "speaker",
    "speaker name",
    "speaker label",
    "speakers",
    "informer",
    "who",
    "hablante",
    "informante",
    "falante",
    "participant",
    "participante",
    "respondent",
    "name",
    "nombre",
    "nome",
)
TEXT = (
    "text",
    "words",
    "sentence",
    "utterance",
    "content",
    "speech",
    "texto",
    "contenido",
    "fala",
    "transcript",
    "transcription",
    "transcripcion",
)
START = (
    "start",
    "start time",
    "start_time",
    "begin",
    "timecode",
    "timespan",
    "timestamp",
    "time",
    "in",
    "inicio",
    "hora",
    "tiempo",
)
END = ("end", "end time", "end_time", "stop", "out", "fin")
RESPONDENT = (
    *SPEAKER,
    "id",
    "respondent id",
    "respondent_id",
    "respondentid",
    "response id",
    "response_id",
    "responseid",
    "participant id",
    "participant_id",
    "pseudonym",
    "encuestado",
    "codigo",
)
_SENT = ("timestamp", "marca temporal", "start date", "startdate", "submitted", "submitted at", "date")
_QUESTION_WORDS = 4
_LETTERS = re.compile(r"[A-Za-z]{1,3}")
_CLOCK = re.compile(r"[\[(]?((?:\d{1,2}:)?\d{1,3}:\d{2})[\])]?")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where speaker, words and times stand in a row."""

    speaker: int | None = None
    text: int | None = None
    start: int | None = None
    end: int | None = None
    respondent: int | None = None


def find_columns(header: Sequence[str]) -> Columns | None:
    """What the names of columns stand for; None when they are not those of a transcript or survey."""
    names = folded(header)
    text = _first(names, TEXT)
    speaker = _first(names, SPEAKER)
    respondent = _first(names, RESPONDENT)
    if text is None and (sum(map(bool, names)) < 2 or (respondent is None and not _is_form(names))):
        return None
    return Columns(speaker, text, _first(names, START), _first(names, END), respondent)


def folded(header: Sequence[str]) -> list[str]:
    """The names of columns without case, accents, marks and doubled spaces."""
    return [" ".join(fold(cell).split()).strip("*:_ ") for cell in header]


def _first(names: Sequence[str], synonyms: Sequence[str]) -> int | None:
    return next((names.index(name) for name in synonyms if name in names), None)


def _is_form(names: Sequence[str]) -> bool:
    """Whether these are the questions of a form that nobody has to sign."""
    questions = sum(len(name.split()) >= _QUESTION_WORDS for name in names)
    return questions >= (1 if _first(names, _SENT) is not None else 2)


def told_columns(rows: Sequence[Sequence[str]], told: Mapping[str, str], where: str) -> tuple[int, Columns]:
    """The columns a person named, and how many rows at the top are above the words.

    Columns are named as in a header among `rows`, or by letter or number where no header has
    that name. Raises InputError for a name that no column has.
    """
    for at, row in enumerate(rows):
        names = folded(row)
        if all(folded([name])[0] in names for name in told.values()):
            found = {role: names.index(folded([name])[0]) for role, name in told.items()}
            return at + 1, _columns(found, find_columns(row), where)
    width = max(map(len, rows), default=0)
    found = {role: _place(name, width, rows[:1], where) for role, name in told.items()}
    header = find_columns(rows[0]) if rows else None
    return (1 if header else 0), _columns(found, header, where)


def _columns(found: Mapping[str, int], header: Columns | None, where: str) -> Columns:
    unknown = found.keys() - {"speaker", "text", "start", "end", "respondent"}
    if unknown:
        raise InputError(
            f"“{visible(min(unknown))}” is nothing that a column can hold",
            where=where,
            remedy="name columns for speaker, text, start, end or respondent",
        )
    taken = set(found.values())
    guessed = header or Columns()
    free = {
        role: at
        for role in ("speaker", "text", "start", "end")
        if (at := getattr(guessed, role)) is not None and at not in taken
    }
    return replace(Columns(), **{**free, **found})


def _place(name: str, width: int, first: Sequence[Sequence[str]], where: str) -> int:
    """The index of a column from its letter, as in a spreadsheet, or its number from 1."""
    at = -1
    if name.strip().isdecimal():
        at = int(name) - 1
    elif _LETTERS.fullmatch(name.strip()):
        at = 0
        for letter in name.strip().upper():
            at = at * 26 + ord(letter) - ord("A") + 1
        at -= 1
    if 0 <= at < width:
        return at
    here = ", ".join(visible(cell) for row in first for cell in row[:12] if cell.strip())
    raise InputError(
        f"no column is called “{visible(name)}”", where=where, remedy=f"the first row has {here[:300]}"
    )


@dataclass(frozen=True, slots=True)
class Layout:
    """Which column of a document's table names the speaker; the words stand in `text` or in all after it."""

    speaker: int
    text: int | None
    start: int | None
    header: bool

    def parts(self, row: Sequence[str]) -> tuple[str | None, str, int | None]:
        """Speaker, words and start of one row."""
        name = row[self.speaker].rstrip(":： ") if self.speaker < len(row) else ""
        cells = row[self.speaker + 1 :] if self.text is None else row[self.text : self.text + 1]
        label = " ".join(name.split()) or None
        return label, "\t".join(filter(None, cells)), self._time(row) if label else None

    def _time(self, row: Sequence[str]) -> int | None:
        cell = row[self.start] if self.start is not None and self.start < len(row) else ""
        clock = _CLOCK.fullmatch(cell)
        return to_ms(clock[1]) if clock else None


def layout_of(rows: Sequence[Sequence[str]]) -> Layout | None:
    """How a table holds talk: by the names of its columns, else by names that recur in one of them."""
    if len(rows) < 2 or min(map(len, rows)) < 2:
        return None
    columns = find_columns(rows[0])
    if columns and columns.speaker is not None and columns.text is not None:
        return Layout(columns.speaker, columns.text, columns.start, header=True)
    if names_recur(row[0] for row in rows):
        return Layout(0, None, None, header=False)
    timed = all(_CLOCK.fullmatch(row[0]) for row in rows)
    if timed and min(map(len, rows)) > 2 and names_recur(row[1] for row in rows):
        return Layout(1, None, 0, header=False)
    return None


def names_recur(cells: Iterable[str]) -> bool:
    """Whether most of these cells could be labels of speakers and one of them comes again."""
    names = [cell.rstrip(":： ") for cell in cells if cell]
    good = sum(plausible(name) for name in names)
    return bool(names) and good >= 0.7 * len(names) and max(Counter(names).values()) > 1
