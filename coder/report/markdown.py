"""Outline → Markdown: the same sections, tables and quotes as text that any editor shows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from coder.domain.text import visible
from coder.report.outline import (
    Block,
    Cell,
    Figure,
    Heading,
    Line,
    LineKind,
    List,
    Outline,
    Paragraph,
    Quote,
    Table,
)

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")
_LINE_START = re.compile(r"^(\s*)([-+=]|\d+[.)])(?=\s|$)")


def draw(outline: Outline) -> str:
    """The whole document; text that looks like Markdown reads as it was typed."""
    title = outline.title
    head = [f"# {escaped(title.title)}", escaped(title.subtitle), escaped(" \u00b7 ".join(title.details))]
    numbers = {id(block): number for _, block, number in outline.captioned()}
    body = (text for block in outline.blocks for text in _block(block, outline, numbers))
    return "\n\n".join(text for text in (*head, *body) if text) + "\n"


def escaped(text: str) -> str:
    """Text that no Markdown reader takes for markup."""
    plain = _SPECIAL.sub(r"\\\1", visible(text))
    return _LINE_START.sub(r"\1\\\2", plain)


def _block(block: Block, outline: Outline, numbers: dict[int, int]) -> Iterator[str]:
    match block:
        case Heading():
            yield f"{'#' * (block.level + 1)} {escaped(block.text)}"
        case Paragraph():
            label = outline.label(block.see)
            seen = f" See {label}." if label else ""
            yield f"{escaped(block.text)}{seen}" + (f" ({escaped(block.note)})" if block.note else "")
        case List():
            yield "\n".join(f"- {escaped(item)}" for item in block.items)
        case Quote():
            yield f"> \u201c{escaped(block.text)}\u201d\n>\n> {escaped(block.attribution)}"
        case Table():
            yield f"**Table {numbers[id(block)]}. {escaped(block.caption)}**"
            yield _table(block)
            if block.note:
                yield escaped(block.note)
        case Figure():
            yield f"**Figure {numbers[id(block)]}. {escaped(block.caption)}**"
            yield escaped(block.chart.alt)


def _table(block: Table) -> str:
    places = range(len(block.columns))
    numbers = [bool(block.rows) and all(row[n].number for row in block.rows) for n in places]
    lines = [
        f"| {' | '.join(map(escaped, block.columns))} |",
        f"| {' | '.join('---:' if number else '---' for number in numbers)} |",
        *(f"| {' | '.join(map(_cell, row))} |" for row in block.rows),
    ]
    return "\n".join(lines)


def _cell(cell: Cell) -> str:
    return "<br>".join(map(_line, cell.lines))


def _line(line: Line) -> str:
    strong = line.kind is LineKind.STRONG and bool(line.text.strip())
    return f"**{escaped(line.text)}**" if strong else escaped(line.text)
