"""Readers for OpenDocument text and spreadsheets.

Only the body of `content.xml` is read, so that what stands in the margins of the pages cannot
leak into the talk.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from coder.domain.text import canonical
from coder.domain.transcript import TurnKind
from coder.ingest.cells import MAX_CHARACTERS, too_big
from coder.ingest.document import Lines, Paragraph, Rows, draft_of_lines, text_of, with_source
from coder.ingest.draft import Draft, DraftTurn, Remark
from coder.ingest.package import OPEN, damaged, open_package
from coder.ingest.sheet import draft_of_book
from coder.ingest.source import MAX_CELLS, Source, check_line_count
from coder.ingest.table import Row
from coder.ingest.wordbody import child, local

if TYPE_CHECKING:
    from lxml.etree import _Element

_SKIPPED = frozenset(("tracked-changes", "annotation", "annotation-end", "sequence-decls", "forms", "title"))
_PARAGRAPHS = frozenset(("p", "h"))
_MOST_SPACES = 100
_WIDEST = 16_384


def read_text(source: Source) -> Draft:
    """Read an `.odt` transcript; line numbers count its paragraphs.

    Raises InputError when the file is unsafe, damaged, no such document, or has no words.
    """
    root = _content(source, "odt")
    walker = _Walker(_bold_styles(root))
    lines = Lines(source.name)
    try:
        for block in walker.walk(_body(root, "text", source.name)):
            walker.number = lines.take(block)
    except RecursionError as error:
        raise damaged(source.name, OPEN) from error
    notes = (DraftTurn("\n".join(walker.notes), TurnKind.HEADER),) if walker.notes else ()
    remarks = tuple(_remarks(walker, lines))
    draft = draft_of_lines(source, lines.lines, "odt", "an OpenDocument text", remarks, after=notes)
    return with_source(draft, lines.source, notes)


def read_book(source: Source) -> Draft:
    """Read an `.ods` transcript or survey; line numbers are those of its rows.

    Raises InputError when the file is unsafe, damaged, has no such sheet or no words.
    """
    body = _body(_content(source, "ods"), "spreadsheet", source.name)
    sheets = [table for table in body if local(table) == "table"]
    book = {
        _attribute(table, "name") or f"sheet {at}": partial(_rows, table, source.name)
        for at, table in enumerate(sheets, 1)
    }
    notes = sum(1 for element in body.iter() if local(element) == "annotation")
    told = [Remark(f"{notes} comments were not read", left_out=True)] if notes else []
    return draft_of_book(source, book, "ods", told)


def _content(source: Source, wanted: str) -> _Element:
    root = open_package(source.data, source.name, wanted).xml("content.xml")
    if root is None:
        raise damaged(source.name, OPEN)
    return root


def _body(root: _Element, name: str, where: str) -> _Element:
    body = child(root, "body")
    inner = None if body is None else child(body, name)
    if inner is None:
        raise damaged(where, OPEN)
    return inner


def _attribute(element: _Element, name: str) -> str:
    return next((str(v) for key, v in element.attrib.items() if str(key).rpartition("}")[2] == name), "")


def _bold_styles(root: _Element) -> frozenset[str]:
    """The names of the styles in the document itself that are bold."""
    styles = child(root, "automatic-styles")
    bold: set[str] = set()
    for style in () if styles is None else styles:
        properties = child(style, "text-properties")
        if properties is not None and _attribute(properties, "font-weight") in ("bold", "700", "800", "900"):
            bold.add(_attribute(style, "name"))
    return frozenset(bold - {""})


@dataclass(slots=True)
class _Words:
    """The text of a paragraph and how many of its characters lead in bold."""

    parts: list[str] = field(default_factory=list)
    bold: int = 0
    all_bold: bool = True
    spaced: bool = True

    def add(self, text: str | None, bold: bool) -> None:
        # White space in the file is layout; spaces that count have marks of their own.
        words = _layout_spaces(text, self.spaced)
        if words:
            self.spaced = words.endswith(" ")
            self.mark(words, bold)

    def mark(self, words: str, bold: bool) -> None:
        self.parts.append(words)
        self.all_bold = self.all_bold and (bold or not words.strip())
        self.bold += len(words) if self.all_bold else 0


def _layout_spaces(text: str | None, after_space: bool) -> str:
    if not text:
        return ""
    folded = " ".join(text.replace("\r", " ").replace("\n", " ").replace("\t", " ").split(" "))
    while "  " in folded:
        folded = folded.replace("  ", " ")
    return folded.removeprefix(" ") if after_space else folded


@dataclass(slots=True)
class _Walker:
    """Goes through the body of a text; counts what a person should hear of."""

    bold_styles: frozenset[str]
    number: int = 0
    notes: list[str] = field(default_factory=list)
    boxes: int = 0
    comments: int = 0
    changes: int = 0
    hidden: int = 0
    waiting: list[_Element] = field(default_factory=list)

    def walk(self, parent: _Element) -> Iterator[Paragraph | Rows]:
        """The paragraphs and tables below `parent`; text boxes follow the paragraph that holds them."""
        for element in parent:
            tag = local(element)
            self._count(element, tag)
            if tag in _PARAGRAPHS:
                yield from self._paragraph(element)
            elif tag == "table":
                yield Rows(list(self._table(element)))
            elif tag == "frame" or tag == "custom-shape":
                self.boxes += 1
                yield from self.walk(element)
            elif tag not in _SKIPPED:
                yield from self.walk(element)

    def text_of(self, parent: _Element) -> str:
        """The text below `parent`, one line for each paragraph or row."""
        return text_of(self.walk(parent))

    def _count(self, element: _Element, tag: str) -> None:
        self.comments += tag == "annotation"
        if tag == "tracked-changes":
            self.changes += len(element)

    def _paragraph(self, element: _Element) -> Iterator[Paragraph | Rows]:
        words = _Words()
        kept, self.waiting = self.waiting, []
        self._inline(element, words, _attribute(element, "style-name") in self.bold_styles)
        boxes, self.waiting = self.waiting, kept
        yield Paragraph("".join(words.parts), words.bold)
        for box in boxes:
            self.boxes += 1
            yield from self.walk(box)

    def _inline(self, parent: _Element, words: _Words, bold: bool) -> None:
        words.add(parent.text, bold)
        for element in parent:
            tag = local(element)
            self._count(element, tag)
            if tag == "s":
                count = _attribute(element, "c")
                words.mark(" " * (min(int(count), _MOST_SPACES) if count.isdecimal() else 1), bold)
            elif tag in ("tab", "line-break"):
                words.mark("\t" if tag == "tab" else "\n", bold)
            elif tag in ("frame", "custom-shape"):
                self.waiting.append(element)
            elif tag == "note":
                self._note(element)
            elif tag not in _SKIPPED:
                self.hidden += tag in ("hidden-text", "hidden-paragraph")
                styled = _attribute(element, "style-name") in self.bold_styles
                self._inline(element, words, bold or styled)
            words.add(element.tail, bold)

    def _note(self, note: _Element) -> None:
        body = child(note, "note-body")
        if body is not None:
            self.notes.append(f"Note to paragraph {self.number + 1}: {self.text_of(body)}")

    def _table(self, table: _Element) -> Iterator[list[str]]:
        for row in _rows_below(table):
            yield [self.text_of(cell) for cell in row if local(cell) == "table-cell"]


def _rows_below(table: _Element) -> Iterator[_Element]:
    for element in table:
        tag = local(element)
        if tag == "table-row":
            yield element
        elif tag in ("table-header-rows", "table-row-group", "table-rows"):
            yield from _rows_below(element)


def _remarks(walker: _Walker, lines: Lines) -> Iterator[Remark]:
    told = (
        (walker.changes, "tracked changes: what was deleted was left out"),
        (walker.boxes, "text boxes were read after the paragraph that holds them"),
        (len(walker.notes), "footnotes or endnotes were put after the talk"),
        (walker.comments, "comments were not read"),
        (walker.hidden, "pieces of hidden text were kept; look whether they belong to the talk"),
        (lines.tables, "tables were read as talk, one row after another"),
    )
    yield from (Remark(f"{count} {what}") for count, what in told if count)


def _rows(table: _Element, where: str) -> Sequence[Row]:
    """The rows of a sheet that are not blank; cells and rows may stand for many like them."""
    rows: list[Row] = []
    number = 1
    cells = characters = 0
    for element in _rows_below(table):
        repeated = _repeat(element, "number-rows-repeated")
        found = _cells(element, where)
        if any(cell.strip() for cell in found):
            cells += len(found) * repeated
            characters += sum(map(len, found)) * repeated
            if cells > MAX_CELLS or characters > MAX_CHARACTERS:
                raise too_big(where)
            check_line_count(len(rows) + repeated, where)
            rows.extend(Row(found, number + at) for at in range(repeated))
        number += repeated
    return rows


def _repeat(element: _Element, name: str) -> int:
    count = _attribute(element, name)
    return max(1, int(count)) if count.isascii() and count.isdigit() and len(count) < 9 else 1


def _cells(row: _Element, where: str) -> tuple[str, ...]:
    cells: list[str] = []
    blank = 0
    for element in row:
        tag = local(element)
        if tag not in ("table-cell", "covered-table-cell"):
            continue
        text = canonical(_Walker(frozenset()).text_of(element) or _saved_value(element)).text
        repeated = _repeat(element, "number-columns-repeated")
        if not text.strip():
            blank += repeated
        else:
            if len(cells) + blank + repeated > _WIDEST:
                raise too_big(where)
            cells.extend([""] * blank)
            cells.extend([text] * repeated)
            blank = 0
    return tuple(cells)


def _saved_value(cell: _Element) -> str:
    """What a cell holds by its attributes, as programs that show nothing write it."""
    names = ("string-value", "date-value", "time-value", "boolean-value", "value")
    return next((value for name in names if (value := _attribute(cell, name))), "")
