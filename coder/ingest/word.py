"""Reader for Word files: the whole visible text, with its insertions, text boxes and tables."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from coder.domain.text import MARK, canonical
from coder.domain.transcript import TranscriptKind
from coder.ingest.draft import Draft, Remark
from coder.ingest.labels import guess_roles, plausible, to_ms
from coder.ingest.package import check_package, damaged
from coder.ingest.source import Source, check_line_lengths, no_words
from coder.ingest.table import find_columns
from coder.ingest.talk import Line, read_talk
from coder.ingest.wordbody import Counts, Paragraph, TableRows, walk

_INDENT = "    "
_CLOCK = re.compile(r"[\[(]?((?:\d{1,2}:)?\d{1,3}:\d{2})[\])]?")


def read_word(source: Source) -> Draft:
    """Read a `.docx` transcript; line numbers count its paragraphs.

    Raises InputError when the file is unsafe, damaged, no Word document, or has no words.
    """
    check_package(source.data, source.name)
    counts = Counts()
    blocks, title = _open(source, counts)
    lines = _Lines()
    for block in blocks:
        if isinstance(block, Paragraph):
            lines.paragraph(block)
        else:
            lines.table(block)
    check_line_lengths([line.text for line in lines.lines], source.name)
    talk = read_talk(lines.lines, source.caps_speaker, unit="paragraph")
    if not talk.turns:
        raise no_words(source)
    why = source.why or "a Word document"
    if talk.labels.names:
        why = f"{why} with {talk.labels.style.value}"
    remarks = (*_remarks(counts, lines), *talk.remarks)
    return Draft(
        source.name,
        source.sha256,
        "docx",
        why,
        talk.turns,
        remarks,
        guess_roles(talk.turns),
        TranscriptKind.FOCUS_GROUP if talk.labelled else TranscriptKind.ARTIFACT,
        title or talk.title,
    )


def _open(source: Source, counts: Counts) -> tuple[list[Paragraph | TableRows], str]:
    """The blocks of the document's body and its title, whatever the library thinks of the file."""
    import docx

    try:
        document = docx.Document(io.BytesIO(source.data))
        blocks = list(walk(document.element.body, counts))
        title = canonical(document.core_properties.title or "").text.strip()
        # The library makes up this title for a file that has no properties.
        return blocks, "" if title == "Word Document" else title
    except Exception as error:
        raise damaged(source.name) from error


@dataclass(slots=True)
class _Lines:
    """The lines of the document, numbered by paragraph and table row."""

    lines: list[Line] = field(default_factory=list)
    number: int = 0
    gap: bool = False
    tables: int = 0

    def paragraph(self, paragraph: Paragraph) -> None:
        self.number += 1
        at = 0
        for text in canonical(paragraph.text).text.split("\n"):
            self._add(text, max(0, min(paragraph.bold - at, len(text))))
            at += len(text) + 1

    def _add(self, text: str, bold: int) -> None:
        if not text.strip():
            self.gap = True
            return
        before = self.lines[-1].text if self.lines and not self.gap else ""
        # Typewriter layout: each line of a paragraph is a paragraph of its own, indented by spaces.
        wrapped = text.startswith(_INDENT) and before.startswith(_INDENT)
        self.lines.append(Line(self.number, text, self.gap, wrapped, bold))
        self.gap = False

    def table(self, table: TableRows) -> None:
        """Rows in order, as turns when a column names the speakers."""
        rows = [[canonical(cell).text.strip() for cell in row] for row in table.rows]
        layout = _layout(rows)
        self.gap = True
        self.tables += layout is not None
        for at, row in enumerate(rows):
            self.number += 1
            if layout is None or (at == 0 and layout.header):
                self._add("\t".join(filter(None, row)).replace("\n", " "), 0)
            else:
                self.lines.extend(layout.lines(row, self.number))
        self.gap = True


@dataclass(frozen=True, slots=True)
class _Layout:
    """Which column of a table names the speaker; the words stand in `text` or in all after it."""

    speaker: int
    text: int | None
    start: int | None
    header: bool

    def lines(self, row: Sequence[str], number: int) -> Iterator[Line]:
        name = row[self.speaker].rstrip(":： ") if self.speaker < len(row) else ""
        cells = row[self.speaker + 1 :] if self.text is None else row[self.text : self.text + 1]
        words = "\t".join(filter(None, cells)).split("\n")
        for at, part in enumerate(words):
            if part.strip() or (at == 0 and name):
                label = " ".join(name.split()) if at == 0 and name else None
                yield Line(number, part, label=label, start_ms=self._time(row) if label else None)

    def _time(self, row: Sequence[str]) -> int | None:
        cell = row[self.start] if self.start is not None and self.start < len(row) else ""
        clock = _CLOCK.fullmatch(cell)
        return to_ms(clock[1]) if clock else None


def _layout(rows: Sequence[Sequence[str]]) -> _Layout | None:
    """How a table holds talk: by the names of its columns, else by names that recur in one of them."""
    if len(rows) < 2 or min(map(len, rows)) < 2:
        return None
    columns = find_columns(rows[0])
    if columns and columns.speaker is not None and columns.text is not None:
        return _Layout(columns.speaker, columns.text, columns.start, header=True)
    if _names_recur(row[0] for row in rows):
        return _Layout(0, None, None, header=False)
    timed = all(_CLOCK.fullmatch(row[0]) for row in rows)
    if timed and min(map(len, rows)) > 2 and _names_recur(row[1] for row in rows):
        return _Layout(1, None, 0, header=False)
    return None


def _names_recur(cells: Iterable[str]) -> bool:
    names = [cell.rstrip(":： ") for cell in cells if cell]
    good = sum(plausible(name) for name in names)
    return bool(names) and good >= 0.7 * len(names) and max(Counter(names).values()) > 1


def _remarks(counts: Counts, lines: _Lines) -> Iterator[Remark]:
    told = (
        (counts.hidden, "pieces of hidden text were kept; look whether they belong to the talk"),
        (counts.changes, "tracked changes were read as accepted"),
        (counts.boxes, "text boxes were read after the paragraph that holds them"),
        (counts.notes, "footnotes or endnotes were not read"),
        (counts.numbered, "paragraphs are numbered by Word; their numbers are not part of the text"),
        (lines.tables, "tables were read as talk, one row after another"),
        (sum(MARK in line.text for line in lines.lines), f"paragraphs hold a sign shown as {MARK}"),
    )
    yield from (Remark(f"{count} {what}") for count, what in told if count)
