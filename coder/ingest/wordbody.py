"""Walks the body of a Word document in reading order.

Kept are insertions, moved text at its new place, content controls, links, smart tags, text boxes
and one branch of alternatives; left out are deletions, moved text at its old place and fields' codes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coder.domain.text import MARK

if TYPE_CHECKING:
    from lxml.etree import _Element

_THROUGH = frozenset(
    (
        "ins",
        "moveTo",
        "hyperlink",
        "smartTag",
        "customXml",
        "fldSimple",
        "dir",
        "bdo",
        "sdtContent",
        "ruby",
        "rubyBase",
        "oMath",
        "oMathPara",
    )
)
_SIGNS = {
    "tab": "\t",
    "br": "\n",
    "cr": "\n",
    "noBreakHyphen": "\N{NON-BREAKING HYPHEN}",
    "softHyphen": "\N{SOFT HYPHEN}",
    "sym": MARK,
}
_SHAPES = frozenset(("drawing", "pict", "object"))
_OFF = frozenset(("0", "false", "off"))


@dataclass(slots=True)
class Counts:
    """How often something was met that a person should hear of."""

    hidden: int = 0
    numbered: int = 0
    notes: int = 0
    boxes: int = 0
    changes: int = 0


@dataclass(slots=True)
class Paragraph:
    """The text of one paragraph, soft line breaks as LF, and how many characters lead in bold."""

    parts: list[str] = field(default_factory=list)
    bold: int = 0
    all_bold: bool = True
    boxes: list[_Element] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(self.parts)

    def add(self, text: str, bold: bool) -> None:
        """Append a piece of a run."""
        self.parts.append(text)
        self.all_bold = self.all_bold and (bold or not text)
        self.bold += len(text) if self.all_bold else 0


@dataclass(slots=True)
class TableRows:
    """The text of the cells of one table, row by row."""

    rows: list[list[str]]


def walk(parent: _Element, counts: Counts) -> Iterator[Paragraph | TableRows]:
    """The paragraphs and tables below `parent`; text boxes follow the paragraph that holds them."""
    for child in parent:
        tag = local(child)
        if tag == "p":
            yield from _paragraph(child, counts)
        elif tag == "tbl":
            yield TableRows([_cells(row, counts) for row in _inside(child, "tr")])
        elif tag == "AlternateContent":
            yield from walk(_branch(child), counts)
        elif tag == "sdt" or tag in _THROUGH:
            yield from walk(child, counts)


def local(element: _Element) -> str:
    """The name of an element without its namespace; empty for comments and the like."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _paragraph(element: _Element, counts: Counts) -> Iterator[Paragraph | TableRows]:
    paragraph = Paragraph()
    _inline(element, paragraph, counts)
    properties = _child(element, "pPr")
    if properties is not None and _child(properties, "numPr") is not None and paragraph.text.strip():
        counts.numbered += 1
    yield paragraph
    for box in paragraph.boxes:
        counts.boxes += 1
        yield from walk(box, counts)


def _inline(parent: _Element, paragraph: Paragraph, counts: Counts) -> None:
    for child in parent:
        tag = local(child)
        if tag == "r":
            _run(child, paragraph, counts)
        elif tag == "AlternateContent":
            _inline(_branch(child), paragraph, counts)
        elif tag in ("del", "moveFrom"):
            counts.changes += 1
        elif tag == "sdt" or tag in _THROUGH:
            counts.changes += tag in ("ins", "moveTo")
            _inline(child, paragraph, counts)


def _run(run: _Element, paragraph: Paragraph, counts: Counts) -> None:
    properties = _child(run, "rPr")
    bold = properties is not None and _is_on(_child(properties, "b"))
    before = len(paragraph.parts)
    _pieces(run, paragraph, counts, bold)
    hidden = properties is not None and _is_on(_child(properties, "vanish"))
    counts.hidden += hidden and len(paragraph.parts) > before


def _pieces(run: _Element, paragraph: Paragraph, counts: Counts, bold: bool) -> None:
    for child in run:
        tag = local(child)
        if tag == "t":
            paragraph.add(child.text or "", bold)
        elif tag in _SIGNS:
            paragraph.add(_SIGNS[tag], bold)
        elif tag == "AlternateContent":
            _pieces(_branch(child), paragraph, counts, bold)
        elif tag in _SHAPES:
            paragraph.boxes.extend(_boxes(child))
        elif tag == "ruby":
            _inline(child, paragraph, counts)
        elif tag in ("footnoteReference", "endnoteReference"):
            counts.notes += 1


def _boxes(shape: _Element) -> Iterator[_Element]:
    """The contents of the text boxes in a drawing, each once."""
    for child in shape:
        tag = local(child)
        if tag == "txbxContent":
            yield child
        else:
            yield from _boxes(_branch(child) if tag == "AlternateContent" else child)


def _branch(alternatives: _Element) -> _Element:
    """One of several ways of saying the same: the first choice, else the fallback."""
    for name in ("Choice", "Fallback"):
        branch = _child(alternatives, name)
        if branch is not None:
            return branch
    return alternatives


def _cells(row: _Element, counts: Counts) -> list[str]:
    return [_cell_text(cell, counts) for cell in _inside(row, "tc")]


def _cell_text(cell: _Element, counts: Counts) -> str:
    texts: list[str] = []
    for block in walk(cell, counts):
        if isinstance(block, Paragraph):
            texts.append(block.text)
        else:
            texts.extend("\t".join(cells) for cells in block.rows)
    return "\n".join(text for text in texts if text.strip())


def _inside(parent: _Element, name: str) -> Iterator[_Element]:
    """Rows of a table or cells of a row, also those in content controls; not the deleted ones."""
    for child in parent:
        tag = local(child)
        properties = _child(child, f"{name}Pr")
        if tag == name and (properties is None or _child(properties, "del") is None):
            yield child
        elif tag in ("sdt", "sdtContent", "customXml", "ins"):
            yield from _inside(child, name)


def _child(parent: _Element, name: str) -> _Element | None:
    return next((child for child in parent if local(child) == name), None)


def _is_on(switch: _Element | None) -> bool:
    if switch is None:
        return False
    values = [value for key, value in switch.attrib.items() if str(key).endswith("}val")]
    return not values or str(values[0]).casefold() not in _OFF
