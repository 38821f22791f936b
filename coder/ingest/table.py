"""Reader for tables: transcripts by row, and open survey answers by respondent."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from coder.domain.transcript import TranscriptKind, TurnKind
from coder.errors import InputError
from coder.ingest.captions import join_by_pause
from coder.ingest.columns import Columns, find_columns, names_recur, told_columns
from coder.ingest.decode import decode
from coder.ingest.draft import Draft, DraftTurn, Remark
from coder.ingest.labels import MAX_LABEL, to_ms
from coder.ingest.lines import lines_remark
from coder.ingest.roles import guess_roles
from coder.ingest.source import (
    MAX_CELLS,
    MAX_LINE,
    Source,
    check_line_count,
    check_line_lengths,
    check_turn_count,
    no_words,
)

_DELIMITERS = ",\t;|"
_HEADER_ROWS = 5
_SHORT = 30
_SENTENCE = 5
_MANY_LINES = 50
_EVENT = re.compile(r"\[[^\[\]]{1,300}\]")
_CLOCK = re.compile(r"(?:\d{1,3}:)?\d{1,3}:\d{2}(?:[.,]\d{1,6})?")
_TIMESPAN = re.compile(rf"[\[(]?{_CLOCK.pattern}\s{{0,3}}(?:-->|[-–—,])\s{{0,3}}({_CLOCK.pattern})[\])]?")
_NUMERIC = re.compile(r"[\d\s.,:/%TZ+-]{1,40}(?:[ap]\.?m\.?)?", re.IGNORECASE)
_SECOND_HEADER = re.compile(r"(?:open-ended )?response", re.IGNORECASE)
_IMPORT_ID = '{"ImportId"'


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is not blank, and the line it begins on."""

    cells: tuple[str, ...]
    line: int

    def cell(self, column: int | None) -> str:
        """The stripped content of a column; empty where the row is short or the column is missing."""
        return self.cells[column].strip() if column is not None and column < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Table:
    """A header row, the rows below it and the columns that were recognized."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    columns: Columns
    unnamed: bool = False
    """Whether the columns were told by what they hold, as no header names them."""
    above: tuple[Row, ...] = ()
    """Rows that stand above the words and are neither header nor words."""


def read_table(source: Source) -> Draft:
    """Read a `.csv` or `.tsv` file, whatever delimiter it uses.

    Raises InputError when no column of words or of respondents is found.
    """
    decoded = decode(source.data, source.name, source.overrides.encoding)
    check_line_lengths(decoded.text.split("\n"), source.name)
    delimiter, _ = _delimiter(decoded.text, source.name)
    table = table_of_rows(tuple(_rows(decoded.text, delimiter, source.name)), source)
    if table is None:
        raise no_columns(source.name)
    return draft_of_table(source, table, "csv", decoded.remarks)


def no_columns(where: str) -> InputError:
    """The error for a table whose columns nothing tells apart."""
    return InputError(
        "no column is named like a speaker, a text or a respondent",
        where=where,
        remedy="name the columns speaker and text, or say which they are with "
        "--columns speaker=…,text=…; in a survey, Respondent and one question each",
    )


def table_of_rows(rows: Sequence[Row], source: Source) -> Table | None:
    """The table that rows make, by the columns a person named, by a header or by what they hold.

    Raises InputError for a column that was named and is not there.
    """
    told = source.overrides.columns
    if told:
        top, columns = told_columns([row.cells for row in rows[:_HEADER_ROWS]], told, source.name)
        header = rows[top - 1].cells if top else ()
        return Table(header, tuple(rows[top:]), columns, above=tuple(rows[: max(0, top - 1)]))
    for at, row in enumerate(rows[:_HEADER_ROWS]):
        found = find_columns(row.cells)
        if found:
            return _without_second_header(
                Table(row.cells, tuple(rows[at + 1 :]), found, above=tuple(rows[:at]))
            )
    width = max((len(row.cells) for row in rows), default=0)
    if width >= 2 and len(rows) > 2 and names_recur(row.cell(0) for row in rows):
        longest = max(range(1, width), key=lambda at: sum(len(row.cell(at)) for row in rows))
        return Table((), tuple(rows), Columns(speaker=0, text=longest), unnamed=True)
    return None


def _without_second_header(table: Table) -> Table:
    """The table of a survey program that writes two or three rows of names above the answers."""
    rows = table.rows
    if table.columns.text is not None or not rows:
        return table
    if len(rows) > 1 and any(cell.startswith(_IMPORT_ID) for cell in rows[1].cells):
        names = Row(table.header, rows[0].line)
        return replace(table, header=rows[0].cells, rows=rows[2:], above=(*table.above, names, rows[1]))
    filled = [cell for cell in rows[0].cells if cell.strip()]
    if filled and all(_SECOND_HEADER.fullmatch(cell.strip()) for cell in filled):
        return replace(table, rows=rows[1:], above=(*table.above, rows[0]))
    return table


def draft_of_table(source: Source, table: Table, format_name: str, remarks: Sequence[Remark] = ()) -> Draft:
    """The draft of a table; raises InputError when nobody says anything in it."""
    survey = table.columns.text is None
    turns, told = _answers(table, source.name) if survey else _spoken(table, source.name)
    if not any(turn.kind is TurnKind.SPEECH for turn in turns):
        raise no_words(source)
    if table.unnamed:
        told.insert(0, Remark("No row names the columns; speakers and words were told by what they hold"))
    long = [turn.line for turn in turns if turn.line and turn.text.count("\n") > _MANY_LINES]
    if long:
        told.append(lines_remark("Cells hold very many lines; perhaps a quotation mark is missing", long))
    if table.above:
        numbers = [row.line for row in table.above]
        message = "Rows above the words that are not the names of columns were left out"
        told.append(replace(lines_remark(message, numbers), left_out=True))
    draft = Draft(
        source.name,
        source.sha256,
        format_name,
        source.why or "the names of its columns",
        tuple(turns),
        (*remarks, *told),
        {} if survey else guess_roles(turns),
        TranscriptKind.SURVEY_COMMENTS if survey else TranscriptKind.FOCUS_GROUP,
    )
    return _with_cells(draft, table, _questions(table) if survey else ())


def _with_cells(draft: Draft, table: Table, questions: Sequence[int]) -> Draft:
    """The draft with every cell as a line of its source, for the accounting of characters."""
    columns = table.columns
    names = {columns.speaker, columns.start, columns.end, columns.respondent}
    cells = [(row.line, cell, False) for row in table.above for cell in row.cells]
    cells += [(0, cell, True) for cell in table.header]
    for row in table.rows:
        order = sorted(range(len(row.cells)), key=lambda at: at != columns.speaker)
        for at in order:
            cell = row.cells[at]
            is_event = at == columns.speaker and _EVENT.fullmatch(cell.strip())
            is_name = at in names and not (is_event or _no_time(table, at, cell))
            is_read = (at in names and not _no_time(table, at, cell)) or at == columns.text or at in questions
            cells.append((row.line if is_read else 0, cell, is_name))
    text = "\n".join(" ".join(cell.split("\n")) for _, cell, _ in cells)
    structure = frozenset(at for at, (_, _, is_name) in enumerate(cells) if is_name)
    numbers = tuple(number for number, _, _ in cells)
    return replace(draft, source_text=text, source_lines=numbers, source_structure=structure)


def find_header(text: str, where: str) -> Columns | None:
    """The columns that the first rows of a text name; None when it is no table we know."""
    return _delimiter(text, where)[1]


def _delimiter(text: str, where: str) -> tuple[str, Columns | None]:
    """The delimiter that makes most cells of the first rows, best with a header, and its columns."""
    best, best_score, found = _DELIMITERS[0], (False, 0), None
    for delimiter in _DELIMITERS:
        try:
            rows = [row.cells for row in _rows(text, delimiter, where, _HEADER_ROWS)]
        except InputError:
            continue
        header = next((row for row in rows if find_columns(row)), ())
        score = (bool(header), len(header) or sum(map(len, rows)) - len(rows))
        if score > best_score:
            best, best_score, found = delimiter, score, find_columns(header)
    return best, found


def _rows(text: str, delimiter: str, where: str, most: int | None = None) -> Iterator[Row]:
    """The rows that are not blank. The limit of the csv module is global, so it is put back."""
    limit = csv.field_size_limit(MAX_LINE)
    reader = csv.reader(_lines_of(text), delimiter=delimiter)
    begin, found, count = 1, 0, 0
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found += 1
                count += len(cells)
                _check_size(found, count, where)
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


def _lines_of(text: str) -> Iterator[str]:
    """The lines of a text with their ends, one at a time: a file in memory would take four times the room."""
    at = 0
    while at < len(text):
        end = text.find("\n", at) + 1 or len(text)
        yield text[at:end]
        at = end


def _check_size(rows: int, cells: int, where: str) -> None:
    check_line_count(rows, where)
    if cells > MAX_CELLS:
        raise InputError(
            f"the table has more than {MAX_CELLS:,} cells",
            where=where,
            remedy="copy the columns of the transcript or survey to a table of their own",
        )


@dataclass(slots=True)
class _Spoken:
    """Rows of a transcript on their way to turns; `more` are words that go on in the last turn."""

    columns: Columns
    milliseconds: bool
    turns: list[DraftTurn] = field(default_factory=list)
    more: list[str] = field(default_factory=list)
    speaker: str | None = None
    silent: list[int] = field(default_factory=list)
    nameless: list[int] = field(default_factory=list)

    def read(self, row: Row) -> None:
        name = row.cell(self.columns.speaker).rstrip(":：").strip()[:MAX_LABEL]
        words = row.cell(self.columns.text)
        if _EVENT.fullmatch(name) or (not name and _EVENT.fullmatch(words)):
            self._open(DraftTurn(f"{name} {words}".strip(), TurnKind.EVENT, line=row.line))
        elif not words:
            self.silent.append(row.line)
        elif not name and self.columns.speaker is not None and self._goes_on():
            self.more.append(words)
            self.nameless.append(row.line)
            self.turns[-1] = replace(self.turns[-1], end_ms=self._end(row))
        else:
            if not name and self.speaker:
                self.nameless.append(row.line)
            self.speaker = " ".join(name.split()) or self.speaker
            start = self._ms(row.cell(self.columns.start))
            self._open(DraftTurn(words, TurnKind.SPEECH, self.speaker, start, self._end(row), row.line))

    def close(self) -> None:
        """Put the words that go on into the last turn."""
        if self.more:
            last = self.turns[-1]
            self.turns[-1] = replace(last, text="\n".join((last.text, *self.more)))
            self.more = []

    def _open(self, turn: DraftTurn) -> None:
        self.close()
        self.turns.append(turn)

    def _goes_on(self) -> bool:
        return bool(self.turns) and self.turns[-1].kind is TurnKind.SPEECH

    def _end(self, row: Row) -> int | None:
        if self.columns.end is not None:
            return self._ms(row.cell(self.columns.end))
        both = _TIMESPAN.fullmatch(row.cell(self.columns.start)[:80])
        return to_ms(both[1]) if both else None

    def _ms(self, cell: str) -> int | None:
        clock = _CLOCK.match(cell[:80].lstrip("[( "))
        if clock:
            return to_ms(clock[0])
        if not re.fullmatch(r"\d{1,9}(?:\.\d{1,9})?", cell):
            return None
        return round(float(cell) * (1 if self.milliseconds else 1000))


def _spoken(table: Table, where: str) -> tuple[list[DraftTurn], list[Remark]]:
    """A transcript with one row per turn; an empty speaker goes on with the one before."""
    columns = table.columns
    both = columns.start is not None and columns.end is not None
    whole = all(row.cell(columns.start).isdigit() and row.cell(columns.end).isdigit() for row in table.rows)
    spoken = _Spoken(columns, milliseconds=both and whole)
    for row in table.rows:
        spoken.read(row)
        check_turn_count(len(spoken.turns), where)
    spoken.close()
    used = {columns.speaker, columns.text, columns.start, columns.end}
    width = max((len(row.cells) for row in table.rows), default=0)
    heads = [*table.header, *[""] * (width - len(table.header))]
    filled = {at for at in range(width) if any(row.cell(at) for row in table.rows)}
    unused = [
        name.strip() or f"column {at + 1}"
        for at, name in enumerate(heads)
        if at not in used and (name.strip() or at in filled)
    ]
    told = Remark(f"These columns were not read: {', '.join(unused)}", left_out=True)
    remarks = [told] if unused else []
    turns = spoken.turns
    if columns.speaker is None and both:
        turns = join_by_pause(turns)
        remarks.append(Remark("No column names a speaker; rows were joined until a pause"))
    elif columns.speaker is None:
        remarks.append(Remark("No column names a speaker; each row became a turn without a speaker"))
    if spoken.nameless:
        message = "Rows without a speaker were given to whoever spoke before"
        remarks.append(lines_remark(message, spoken.nameless))
    if spoken.silent:
        message = "Rows without words were left out"
        remarks.append(replace(lines_remark(message, spoken.silent), left_out=True))
    odd = [
        row.line for row in table.rows if any(_no_time(table, at, cell) for at, cell in enumerate(row.cells))
    ]
    if odd:
        message = "Words in a column of times were left out"
        remarks.append(replace(lines_remark(message, odd), lines=(), left_out=True))
    return turns, remarks


def _answers(table: Table, where: str) -> tuple[list[DraftTurn], list[Remark]]:
    """Open answers, row by row, each after its question as an event."""
    who = table.columns.respondent
    others = [at for at in range(len(table.header)) if at != who]
    questions = _questions(table)
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
        check_turn_count(len(turns), where)
    left = [table.header[at].strip() or f"column {at + 1}" for at in others if at not in questions]
    told = Remark(f"These columns hold no open answers and were not read: {', '.join(left)}", left_out=True)
    remarks = [told] if left else []
    if nameless:
        remarks.append(lines_remark("Rows without a respondent were named by their number", nameless))
    return turns, remarks


def _no_time(table: Table, at: int, cell: str) -> bool:
    """Whether a cell in a column of times holds words."""
    is_words = any(map(str.isalpha, cell)) and not _NUMERIC.fullmatch(cell.strip())
    return is_words and at in (table.columns.start, table.columns.end)


def _questions(table: Table) -> list[int]:
    """The columns of answers in words."""
    return [
        at for at in range(len(table.header)) if at != table.columns.respondent and _is_question(table, at)
    ]


def _is_question(table: Table, column: int) -> bool:
    """Whether a column holds free text, and not a category, a number or a date."""
    values = [row.cell(column) for row in table.rows if row.cell(column)]
    if not values or all(_NUMERIC.fullmatch(value) for value in values):
        return False
    few = len(set(values)) <= max(3, len(table.rows) // 2)
    short = all(len(value) <= _SHORT and len(value.split()) < _SENTENCE for value in values)
    return not (few and short)
