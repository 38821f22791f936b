"""A section of the report as lines for the terminal: what it says, in which order, and nothing of Word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from coder.services.report_book import (
    LABELS,
    Block,
    Cell,
    Figure,
    Heading,
    List,
    Outline,
    Paragraph,
    Part,
    Quote,
    Table,
    in_lines,
)
from coder.tui import safe
from coder.tui.keyline import HEAD, QUIET, Line, wrapped
from coder.tui.shown_table import CHART_STYLES

NOTHING = "There is nothing to say here yet, so the report leaves this section out."

_GAP = 2
_SHORTEST = 6
"""Cells that a column of a table has at least."""


def preview_lines(outline: Outline, parts: Sequence[Part], width: int) -> Iterator[Line]:
    """The parts of a section one after the other, tables numbered as in the whole document."""
    numbers = {id(block): number for _, block, number in outline.captioned()}
    before: Block | None = None
    for block in (block for part in parts for block in part.blocks):
        if before is not None and not (isinstance(before, Heading) and not isinstance(block, Heading)):
            yield []
        yield from _block(block, outline, numbers, width)
        before = block
    if not parts:
        yield from wrapped(NOTHING, width, QUIET)


def _block(block: Block, outline: Outline, numbers: dict[int, int], width: int) -> Iterator[Line]:
    match block:
        case Heading():
            yield from wrapped(block.text, width, HEAD if block.level == 1 else "bold")
        case Paragraph():
            label = outline.label(block.see)
            told = f"{block.text} See {label}." if label else block.text
            yield from wrapped(told + (f" ({block.note})" if block.note else ""), width)
        case List():
            for item in block.items:
                yield from _hanging(wrapped(item, max(8, width - 2)), "· ")
        case Quote():
            yield from _hanging(wrapped(f"“{block.text}”", max(8, width - 2)), "  ")
            yield from _hanging(wrapped(f"– {block.attribution}", max(8, width - 2), QUIET), "  ")
        case Table() | Figure():
            caption = f"{LABELS[type(block)]} {numbers.get(id(block), 1)}. {block.caption}"
            yield from wrapped(caption, width, "bold")
            yield from _table(block, width) if isinstance(block, Table) else _figure(block, width)


def _hanging(lines: Iterable[Line], sign: str) -> Iterator[Line]:
    for n, line in enumerate(lines):
        yield [(sign if n == 0 else " " * len(sign), QUIET), *line]


def _figure(block: Figure, width: int) -> Iterator[Line]:
    for line in in_lines(block.chart, width):
        yield [(safe.cut(text, width), CHART_STYLES[kind]) for text, kind in line]


def _table(block: Table, width: int) -> Iterator[Line]:
    rows = [[_words(cell) for cell in row] for row in block.rows]
    widths = _widths([list(block.columns), *rows], width)
    yield from _in_columns(block, rows, widths) if widths else _one_by_one(block, width)
    if block.note:
        yield from wrapped(block.note, width, QUIET)


def _words(cell: Cell) -> str:
    return "\n".join(line.text for line in cell.lines)


def _widths(rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """The widths of columns side by side; none where a cell has several lines or it would get too tight."""
    if any("\n" in text for row in rows for text in row):
        return []
    most = [max(safe.width(text) for text in column) for column in zip(*rows, strict=True)]
    room = width - _GAP * (len(most) - 1)
    if sum(most) <= room:
        return most
    rest = room - sum(most[1:])
    return [rest, *most[1:]] if rest >= max(_SHORTEST, min(most[0], 16)) else []


def _in_columns(block: Table, rows: Sequence[Sequence[str]], widths: Sequence[int]) -> Iterator[Line]:
    right = [bool(block.rows) and all(row[n].number for row in block.rows) for n in range(len(widths))]
    yield [(_joined(block.columns, widths, right), QUIET)]
    for row in rows:
        first = wrapped(row[0], widths[0])
        for n, line in enumerate(first):
            rest = row[1:] if n == 0 else [""] * (len(widths) - 1)
            told = "".join(part if isinstance(part, str) else part[0] for part in line)
            yield [_joined([told, *rest], widths, right)]


def _joined(texts: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    cells = (safe.fitted(t, w, right=r) for t, w, r in zip(texts, widths, right, strict=True))
    return (" " * _GAP).join(cells).rstrip()


def _one_by_one(block: Table, width: int) -> Iterator[Line]:
    """Each row below its name, because the columns do not fit side by side."""
    for row in block.rows:
        yield from wrapped(row[0].lines[0].text, width, "bold")
        yield from (
            line for more in row[0].lines[1:] for line in wrapped(more.text, width, QUIET, indent="  ")
        )
        for name, cell in zip(block.columns[1:], row[1:], strict=True):
            told = " · ".join(line.text for line in cell.lines if line.text)
            yield from _hanging(wrapped(f"{name}: {told}", max(8, width - 2)), "  ")
