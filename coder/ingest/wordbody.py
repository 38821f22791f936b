"""Walks the body of a Word document in reading order.

Kept are insertions, moved text at its new place, content controls, links, smart tags, text boxes
and one branch of alternatives; left out are deletions, moved text at its old place and fields' codes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coder.domain.text import MARK
from coder.ingest.document import Paragraph, Rows, text_of

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
    boxes: int = 0
    changes: int = 0
    comments: int = 0


@dataclass(slots=True)
class _Text:
    """The text of one paragraph, soft line breaks as LF, and how many characters lead in bold."""

    parts: list[str] = field(default_factory=list)
    bold: int = 0
    all_bold: bool = True
    boxes: list[_Element] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.parts)

    def add(self, text: str, bold: bool) -> None:
        self.parts.append(text)
        self.all_bold = self.all_bold and (bold or not text)
        self.bold += len(text) if self.all_bold else 0


@dataclass(slots=True)
class Walker:
    """Goes through the marks of a document; the names of `bold_styles` make text bold.

    `notes` tells of each footnote or endnote its kind, its identifier and the number of the
    paragraph it belongs to, which follows `paragraph_number`.
    """

    bold_styles: frozenset[str] = frozenset()
    counts: Counts = field(default_factory=Counts)
    notes: list[tuple[str, str, int]] = field(default_factory=list)
    paragraph_number: int = 0

    def walk(self, parent: _Element) -> Iterator[Paragraph | Rows]:
        """The paragraphs and tables below `parent`; text boxes follow the paragraph that holds them."""
        for element in parent:
            tag = local(element)
            if tag == "p":
                yield from self._paragraph(element)
            elif tag == "tbl":
                yield Rows([self._cells(row) for row in _inside(element, "tr")])
            elif tag == "AlternateContent":
                yield from self.walk(_branch(element))
            elif tag == "sdt" or tag in _THROUGH:
                yield from self.walk(element)

    def text_of(self, parent: _Element) -> str:
        """The text below `parent`, one line for each paragraph and row that is not blank."""
        return text_of(self.walk(parent))

    def _paragraph(self, element: _Element) -> Iterator[Paragraph | Rows]:
        found = _Text()
        self._inline(element, found)
        properties = child(element, "pPr")
        if properties is not None and child(properties, "numPr") is not None and found.text.strip():
            self.counts.numbered += 1
        yield Paragraph(found.text, found.bold)
        for box in found.boxes:
            self.counts.boxes += 1
            yield from self.walk(box)

    def _inline(self, parent: _Element, found: _Text) -> None:
        for element in parent:
            tag = local(element)
            if tag == "r":
                self._run(element, found)
            elif tag == "AlternateContent":
                self._inline(_branch(element), found)
            elif tag in ("del", "moveFrom"):
                self.counts.changes += 1
            elif tag == "sdt" or tag in _THROUGH:
                self.counts.changes += tag in ("ins", "moveTo")
                self._inline(element, found)

    def _run(self, run: _Element, found: _Text) -> None:
        properties = child(run, "rPr")
        before = len(found.parts)
        self._pieces(run, found, properties is not None and self._is_bold(properties))
        hidden = properties is not None and is_on(child(properties, "vanish"))
        self.counts.hidden += hidden and len(found.parts) > before

    def _is_bold(self, properties: _Element) -> bool:
        own = child(properties, "b")
        return is_on(own) if own is not None else value_of(child(properties, "rStyle")) in self.bold_styles

    def _pieces(self, run: _Element, found: _Text, bold: bool) -> None:
        for element in run:
            tag = local(element)
            if tag == "t":
                found.add(element.text or "", bold)
            elif tag in _SIGNS:
                found.add(_SIGNS[tag], bold)
            elif tag == "AlternateContent":
                self._pieces(_branch(element), found, bold)
            elif tag in _SHAPES:
                found.boxes.extend(_boxes(element))
            elif tag == "ruby":
                self._inline(element, found)
            else:
                self._reference(element, tag)

    def _reference(self, element: _Element, tag: str) -> None:
        if tag in ("footnoteReference", "endnoteReference"):
            name = next((str(v) for key, v in element.attrib.items() if str(key).endswith("}id")), "")
            self.notes.append((tag.removesuffix("Reference"), name, self.paragraph_number + 1))
        self.counts.comments += tag == "commentReference"

    def _cells(self, row: _Element) -> list[str]:
        return [self.text_of(cell) for cell in _inside(row, "tc")]


def local(element: _Element) -> str:
    """The name of an element without its namespace; empty for comments and the like."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _boxes(shape: _Element) -> Iterator[_Element]:
    """The contents of the text boxes in a drawing, each once."""
    for element in shape:
        tag = local(element)
        if tag == "txbxContent":
            yield element
        else:
            yield from _boxes(_branch(element) if tag == "AlternateContent" else element)


def _branch(alternatives: _Element) -> _Element:
    """One of several ways of saying the same: the first choice, else the fallback."""
    for name in ("Choice", "Fallback"):
        branch = child(alternatives, name)
        if branch is not None:
            return branch
    return alternatives


def _inside(parent: _Element, name: str) -> Iterator[_Element]:
    """Rows of a table or cells of a row, also those in content controls; not the deleted ones."""
    for element in parent:
        tag = local(element)
        properties = child(element, f"{name}Pr")
        if tag == name and (properties is None or child(properties, "del") is None):
            yield element
        elif tag in ("sdt", "sdtContent", "customXml", "ins"):
            yield from _inside(element, name)


def child(parent: _Element, name: str) -> _Element | None:
    """The first child of that name."""
    return next((element for element in parent if local(element) == name), None)


def value_of(element: _Element | None) -> str | None:
    """The `val` of a property; None when there is none."""
    if element is None:
        return None
    return next((str(value) for key, value in element.attrib.items() if str(key).endswith("}val")), None)


def is_on(switch: _Element | None) -> bool:
    """Whether a property that can be switched off is there and on."""
    return switch is not None and (value_of(switch) or "").casefold() not in _OFF
