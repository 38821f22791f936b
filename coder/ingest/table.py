"""Reader for tables in text: transcripts by row, and open survey answers by respondent."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from coder.domain.text import fold
from coder.domain.transcript import TranscriptKind, TurnKind
from coder.errors import InputError
from coder.ingest.decode import decode
from coder.ingest.draft import Draft, DraftTurn, Remark
from coder.ingest.labels import MAX_LABEL, guess_roles, to_ms
from coder.ingest.source import MAX_LINE, Source, no_words
from coder.ingest.talk import lines_remark

SPEAKER = frozenset(
    (
        "speaker",
        "speaker name",
        "speaker label",
        "informer",
        "name",
        "participant",
        "who",
        "respondent",
        "hablante",
        "informante",
        "participante",
        "falante",
    )
)
TEXT = frozenset(
    (
        "text",
        "words",
        "sentence",
        "transcript",
        "content",
        "utterance",
        "speech",
        "texto",
        "contenido",
        "fala",
    )
)
START = frozenset(
    (
        "timestamp",
        "timecode",
        "time",
        "start",
        "start time",
        "start_time",
        "timespan",
        "begin",
        "hora",
        "tiempo",
    )
)
END = frozenset(("end", "end time", "end_time", "stop", "fin"))
RESPONDENT = SPEAKER | {
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
}

_DELIMITERS = ",\t;|"
_HEADER_ROWS = 5
_SHORT = 30
_MANY_LINES = 50
_EVENT = re.compile(r"\[[^\[\]]{1,300}\]")
_CLOCK = re.compile(r"(?:\d{1,3}:)?\d{1,3}:\d{2}(?:[.,]\d{1,6})?")
_NUMERIC = re.compile(r"[\d\s.,:/%TZ+-]{1,40}(?:[ap]\.?m\.?)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is not blank, and the line it begins on."""

    cells: tuple[str, ...]
    line: int

    def cell(self, column: int | None) -> str:
        """The stripped content of a column; empty where the row is short or the column is missing."""
        return self.cells[column].strip() if column is not None and column < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where speaker, words and times stand in a row."""

    speaker: int | None = None
    text: int | None = None
    start: int | None = None
    end: int | None = None
    respondent: int | None = None


@dataclass(frozen=True, slots=True)
class _Header:
    """A header row: by which delimiter it was found, and as which of the rows."""

    delimiter: str
    at: int
    cells: tuple[str, ...]
    columns: Columns


@dataclass(frozen=True, slots=True)
class Table:
    """A header row, the rows below it and the columns that were recognized."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    columns: Columns


def read_table(source: Source) -> Draft:
    """Read a `.csv` or `.tsv` file, whatever delimiter it uses.

    Raises InputError when no column of words or of respondents is found.
    """
    decoded = decode(source.data, source.name)
    table = find_table(decoded.text, source.name)
    if table is None:
        raise InputError(
            "no column is named like a speaker, a text or a respondent",
            where=source.name,
            remedy="name the columns speaker and text, or Respondent and one question each",
        )
    survey = table.columns.text is None
    turns, remarks = _answers(table) if survey else _spoken(table)
    if not any(turn.kind is TurnKind.SPEECH for turn in turns):
        raise no_words(source)
    long = [turn.line for turn in turns if turn.line and turn.text.count("\n") > _MANY_LINES]
    if long:
        remarks.append(lines_remark("Cells hold very many lines; perhaps a quotation mark is missing", long))
    return Draft(
        source.name,
        source.sha256,
        "csv",
        source.why or "the names of its columns",
        tuple(turns),
        (*decoded.remarks, *remarks),
        {} if survey else guess_roles(turns),
        TranscriptKind.SURVEY_COMMENTS if survey else TranscriptKind.FOCUS_GROUP,
    )


def find_table(text: str, where: str) -> Table | None:
    """The table in a text, by the delimiter and header that make most sense; None without one."""
    header = _best_header(text, where)
    if header is None:
        return None
    rows = tuple(_rows(text, header.delimiter, where))
    return Table(header.cells, rows[header.at + 1 :], header.columns)


def find_header(text: str, where: str) -> Columns | None:
    """The columns that the first rows of a text name; None when it is no table we know."""
    header = _best_header(text, where)
    return header.columns if header else None


def _best_header(text: str, where: str) -> _Header | None:
    headers = [header for delimiter in _DELIMITERS if (header := _header(text, delimiter, where))]
    return max(headers, key=lambda header: len(header.cells)) if headers else None


def _header(text: str, delimiter: str, where: str) -> _Header | None:
    """A header among the first rows, if the delimiter finds one."""
    try:
        for at, row in enumerate(_rows(text, delimiter, where, _HEADER_ROWS)):
            columns = find_columns(row.cells)
            if columns:
                return _Header(delimiter, at, row.cells, columns)
    except InputError:
        return None
    return None


def find_columns(header: Sequence[str]) -> Columns | None:
    """What the names of columns stand for; None when they are not those of a transcript or survey."""
    names = [" ".join(fold(cell).split()).strip("*:_ ") for cell in header]
    text = _first(names, TEXT)
    speaker = _first(names, SPEAKER)
    respondent = _first(names, RESPONDENT)
    if text is None and (respondent is None or len(names) < 2):
        return None
    return Columns(speaker, text, _first(names, START), _first(names, END), respondent)


def _first(names: Sequence[str], synonyms: frozenset[str]) -> int | None:
    return next((at for at, name in enumerate(names) if name in synonyms), None)


def _rows(text: str, delimiter: str, where: str, most: int | None = None) -> Iterator[Row]:
    """The rows that are not blank. The limit of the csv module is global, so it is put back."""
    limit = csv.field_size_limit(MAX_LINE)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    begin, found = 1, 0
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found += 1
                yield Row(tuple(cells), begin)
            begin = reader.line_num + 1
            if found == most:
                return
    except csv.Error as error:
        raise InputError(
            f"the table cannot be read near line {begin} ({error})",
            where=where,
            remedy="open it in a spreadsheet program and save it again as CSV",
        ) from error
    finally:
        csv.field_size_limit(limit)


@dataclass(slots=True)
class _Spoken:
    """Rows of a transcript on their way to turns."""

    columns: Columns
    milliseconds: bool
    turns: list[DraftTurn] = field(default_factory=list)
    speaker: str | None = None
    silent: list[int] = field(default_factory=list)

    def read(self, row: Row) -> None:
        name = row.cell(self.columns.speaker).rstrip(":：").strip()[:MAX_LABEL]
        words = row.cell(self.columns.text)
        if _EVENT.fullmatch(name) or (not name and _EVENT.fullmatch(words)):
            self.turns.append(DraftTurn(f"{name} {words}".strip(), TurnKind.EVENT, line=row.line))
        elif not words:
            self.silent.append(row.line)
        elif not name and self.columns.speaker is not None and self._goes_on():
            last = self.turns[-1]
            self.turns[-1] = DraftTurn(
                f"{last.text}\n{words}",
                last.kind,
                last.speaker,
                last.start_ms,
                self._ms(row, self.columns.end),
                last.line,
            )
        else:
            self._start(name, words, row)

    def _goes_on(self) -> bool:
        return bool(self.turns) and self.turns[-1].kind is TurnKind.SPEECH

    def _start(self, name: str, words: str, row: Row) -> None:
        self.speaker = " ".join(name.split()) or self.speaker
        self.turns.append(
            DraftTurn(
                words,
                TurnKind.SPEECH,
                self.speaker,
                self._ms(row, self.columns.start),
                self._ms(row, self.columns.end),
                row.line,
            )
        )

    def _ms(self, row: Row, column: int | None) -> int | None:
        cell = row.cell(column)
        clock = _CLOCK.search(cell[:80])
        if clock:
            return to_ms(clock[0])
        if not re.fullmatch(r"\d{1,9}(?:\.\d{1,9})?", cell):
            return None
        return round(float(cell) * (1 if self.milliseconds else 1000))


def _spoken(table: Table) -> tuple[list[DraftTurn], list[Remark]]:
    """A transcript with one row per turn; an empty speaker goes on with the one before."""
    columns = table.columns
    both = columns.start is not None and columns.end is not None
    whole = all(row.cell(columns.start).isdigit() and row.cell(columns.end).isdigit() for row in table.rows)
    spoken = _Spoken(columns, milliseconds=both and whole)
    for row in table.rows:
        spoken.read(row)
    used = {columns.speaker, columns.text, columns.start, columns.end}
    unused = [name for at, name in enumerate(table.header) if at not in used and name.strip()]
    remarks = [Remark(f"These columns were not read: {', '.join(unused)}")] if unused else []
    if columns.speaker is None:
        remarks.append(Remark("No column names a speaker; each row became a turn without a speaker"))
    if spoken.silent:
        remarks.append(lines_remark("Rows without words were left out", spoken.silent))
    return spoken.turns, remarks


def _answers(table: Table) -> tuple[list[DraftTurn], list[Remark]]:
    """Open answers, row by row, each after its question as an event."""
    who = table.columns.respondent
    others = [at for at in range(len(table.header)) if at != who]
    questions = [at for at in others if _is_question(table, at)]
    turns: list[DraftTurn] = []
    nameless: list[int] = []
    for number, row in enumerate(table.rows, 1):
        name = " ".join(row.cell(who).split())[:MAX_LABEL] or f"Row {number}"
        if not row.cell(who):
            nameless.append(row.line)
        for at in questions:
            if row.cell(at):
                turns.append(DraftTurn(f"[{table.header[at].strip()}]", TurnKind.EVENT, line=row.line))
                turns.append(DraftTurn(row.cell(at), TurnKind.SPEECH, name, line=row.line))
    left = [table.header[at].strip() or f"column {at + 1}" for at in others if at not in questions]
    told = Remark(f"These columns hold no open answers and were not read: {', '.join(left)}")
    remarks = [told] if left else []
    if nameless:
        remarks.append(lines_remark("Rows without a respondent were named by their number", nameless))
    return turns, remarks


def _is_question(table: Table, column: int) -> bool:
    """Whether a column holds free text, and not a category, a number or a date."""
    values = [row.cell(column) for row in table.rows if row.cell(column)]
    if not values or all(_NUMERIC.fullmatch(value) for value in values):
        return False
    few = len(set(values)) <= max(3, len(table.rows) // 2)
    return not (few and all(len(value) <= _SHORT for value in values))
