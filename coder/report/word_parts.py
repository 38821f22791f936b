"""Part of an outline → the elements of a Word document's body, drawn without a detour for speed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

from coder.domain.text import visible
from coder.report.columns import column_widths
from coder.report.outline import (
    LABELS,
    Block,
    Cell,
    Figure,
    Heading,
    Line,
    LineKind,
    List,
    Paragraph,
    Part,
    Quote,
    Table,
)
from coder.report.word_extras import Comments, Footnotes, Pictures
from coder.report.word_house import Styles
from coder.report.word_styles import TABLE_STYLE
from coder.report.word_xml import (
    begin_bookmark,
    begin_field,
    element,
    end_bookmark,
    end_field,
    link,
    paragraph,
    place,
    run,
    sub,
)
from coder.report.word_xml import (
    field as put_field,
)

CONTENTS_LEVELS = 2
_SMALL = 600
"""Tables of up to so many letters are kept on one page."""

_STYLES = {
    LineKind.PLAIN: "Table Text",
    LineKind.STRONG: "Table Strong",
    LineKind.DETAIL: "Table Detail",
    LineKind.QUOTE: "Table Quote",
    LineKind.ITEM: "Table Item",
}
_NUMBERS = {**dict.fromkeys(LineKind, "Table Number"), LineKind.STRONG: "Table Number Strong"}
_LOOK = {
    "val": "0420",
    "firstRow": "1",
    "lastRow": "0",
    "firstColumn": "0",
    "lastColumn": "0",
    "noHBand": "0",
    "noVBand": "1",
}


@dataclass
class Kit:
    """What drawing needs of the document it draws for; widths are in twentieths of a point.

    `labels` are what references read (`Table 3`) by the id of a part, `there` the parts that links may
    lead to. `named` is whether bookmarks are
    put: a second copy of a part has none, because their names stand for one place.
    """

    styles: Styles
    width: int
    wide: int
    footnotes: Footnotes
    comments: Comments
    pictures: Pictures
    labels: Mapping[str, str] = field(default_factory=dict)
    there: frozenset[str] = frozenset()
    named: bool = True

    def of(self, name: str) -> str:
        """The id of a style."""
        return self.styles.id(name)


def draw_line(part_id: str, style: str, text: str, kit: Kit) -> Any:
    """A heading or a line of the title, which is known again by its bookmark."""
    made = paragraph(kit.of(style))
    number = begin_bookmark(made, place(part_id))
    run(made, text)
    end_bookmark(made, number)
    return made


def draw_contents(entries: list[tuple[int, str, str]], kit: Kit) -> list[Any]:
    """A table of contents with its entries (level, text, bookmark) cached."""
    if not entries:
        return []
    made = [paragraph(kit.of("TOC Heading"), "Contents")]
    for n, (level, text, bookmark) in enumerate(entries):
        line = paragraph(kit.of(f"toc {level}"))
        if n == 0:
            # Without page numbers, which only a program that lays out pages could get right.
            begin_field(line, f'TOC \\o "1-{CONTENTS_LEVELS}" \\n \\h \\z')
        link(line, bookmark, text)
        made.append(line)
    end_field(made[-1])
    return made


def draw_part(part: Part, kit: Kit) -> list[Any]:
    """The paragraphs and tables of one part."""
    made: list[Any] = []
    blocks = (None, *part.blocks, None)
    for before, block, after in zip(blocks, blocks[1:], blocks[2:], strict=False):
        if isinstance(block, Paragraph):
            made.append(_paragraph(block, _paragraph_style(before, after), kit))
        elif block is not None:
            made += _block(part, block, kit)
    return made


def _block(part: Part, block: Block, kit: Kit) -> Iterator[Any]:
    match block:
        case Heading():
            yield paragraph(kit.of(f"Heading {block.level}"), block.text)
        case List():
            yield from _list(block, kit)
        case Quote():
            yield from _quote(block, kit)
        case Table():
            yield from _table(part, block, kit)
        case Figure():
            yield kit.pictures.paragraph(block.chart, kit.of("Figure"), kit.width)
            yield _caption(part, block, kit)


def _paragraph_style(before: Block | None, after: Block | None) -> str:
    if isinstance(after, Table):
        return "Text Before Table"
    return "Text After Table" if isinstance(before, Table) and not before.note else "Normal"


def _paragraph(block: Paragraph, style: str, kit: Kit) -> Any:
    made = paragraph(kit.of(style), block.text)
    label = kit.labels.get(block.see)
    if label:
        run(made, " See ")
        put_field(made, f"REF {place(block.see)} \\h", label)
        run(made, ".")
    if block.note:
        kit.footnotes.refer(made, block.note)
    return made


def _list(block: List, kit: Kit) -> Iterator[Any]:
    links = block.links or ("",) * len(block.items)
    for item, target in zip(block.items, links, strict=True):
        if target in kit.there:
            made = paragraph(kit.of("List Bullet"))
            link(made, place(target), item)
            yield made
        else:
            yield paragraph(kit.of("List Bullet"), item)


def _quote(block: Quote, kit: Kit) -> Iterator[Any]:
    made = paragraph(kit.of("Quote"), f"\u201c{block.text}\u201d", block.language)
    if block.origin:
        kit.comments.anchor(made, block.origin)
    yield made
    yield paragraph(kit.of("Quote Attribution"), block.attribution)


def _caption(part: Part, block: Table | Figure, kit: Kit) -> Any:
    label = LABELS[type(block)]
    made = paragraph(kit.of("Caption"))
    number = begin_bookmark(made, place(part.id)) if kit.named else None
    run(made, f"{label} ")
    put_field(made, f"SEQ {label} \\* ARABIC", kit.labels.get(part.id, f"{label} 1").rsplit(" ", 1)[-1])
    if number is not None:
        end_bookmark(made, number)
    run(made, f". {block.caption}")
    return made


def _table(part: Part, block: Table, kit: Kit) -> Iterator[Any]:
    yield _caption(part, block, kit)
    widths = column_widths(block, kit.wide if block.wide else kit.width)
    table = element("w:tbl")
    properties = sub(table, "w:tblPr")
    sub(properties, "w:tblStyle", val=kit.of(TABLE_STYLE))
    sub(properties, "w:tblW", type="dxa", w=str(sum(widths)))
    sub(properties, "w:tblLayout", type="fixed")
    sub(properties, "w:tblLook", **_LOOK)
    sub(properties, "w:tblCaption", val=visible(block.caption))
    sub(properties, "w:tblDescription", val=visible(block.alt))
    grid = sub(table, "w:tblGrid")
    for width in widths:
        sub(grid, "w:gridCol", w=str(width))
    _head(table, block, widths, kit)
    for row in block.rows:
        made = _row(table)
        for cell, width in zip(row, widths, strict=True):
            _cell(made, cell, width, kit)
    is_small = sum(len(line.text) for row in block.rows for cell in row for line in cell.lines) <= _SMALL
    _keep_together(table, whole=is_small, noted=bool(block.note))
    yield table
    if block.note:
        yield paragraph(kit.of("Table Note"), block.note)


def _keep_together(table: Any, *, whole: bool, noted: bool) -> None:
    """A small table stands on one page, with its caption, and a note on that of the last row."""
    *rows, last = table.iter(qn("w:tr"))
    kept = [*(rows if whole else []), *([last] if noted else [])]
    for properties in (p for row in kept for p in row.iter(qn("w:pPr"))):
        sub(properties, "w:keepNext")


def _head(table: Any, block: Table, widths: list[int], kit: Kit) -> None:
    row = _row(table, head=True)
    for n, (title, width) in enumerate(zip(block.columns, widths, strict=True)):
        number = bool(block.rows) and all(cells[n].number for cells in block.rows)
        style = kit.of("Table Head Number" if number else "Table Head")
        _put(row, width).append(paragraph(style, title))


def _row(table: Any, *, head: bool = False) -> Any:
    """A row that runs over no page break; the head repeats on every page."""
    row = sub(table, "w:tr")
    properties = sub(row, "w:trPr")
    sub(properties, "w:cantSplit")
    if head:
        sub(properties, "w:tblHeader")
    return row


def _put(row: Any, width: int) -> Any:
    cell = sub(row, "w:tc")
    sub(sub(cell, "w:tcPr"), "w:tcW", type="dxa", w=str(width))
    return cell


def _cell(row: Any, content: Cell, width: int, kit: Kit) -> None:
    cell = _put(row, width)
    styles = _NUMBERS if content.number else _STYLES
    for line in content.lines:
        cell.append(_line(line, kit.of(styles[line.kind]), kit))


def _line(line: Line, style: str, kit: Kit) -> Any:
    if line.link in kit.there:
        made = paragraph(style)
        link(made, place(line.link), line.text)
        return made
    made = paragraph(style, line.text, line.language)
    if line.origin:
        kit.comments.anchor(made, line.origin)
    return made
