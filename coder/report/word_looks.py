"""How words of a document look once every style is followed: level, color, ground, size, list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn

INK, PAPER, SIZE = "000000", "FFFFFF", 10.0
"""What stands where nothing is said."""

_HEX = re.compile(r"[0-9A-Fa-f]{6}")


def contrast(ink: str, paper: str) -> float:
    """The contrast ratio of two colors (WCAG 2.1): 1 for none, 21 for black on white."""
    bright, dark = sorted((_light(ink), _light(paper)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _light(color: str) -> float:
    parts = (int(color[place : place + 2], 16) / 255 for place in (0, 2, 4))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


class Looks:
    """Follows the styles of one document."""

    def __init__(self, document: Document) -> None:
        self._root: Any = document.styles.element

    @cached_property
    def _styles(self) -> dict[str, Any]:
        return {str(style.get(qn("w:styleId"))): style for style in self._root.findall(qn("w:style"))}

    @cached_property
    def _usual(self) -> str:
        for id_, style in self._styles.items():
            if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) in ("1", "true"):
                return id_
        return ""

    def chain(self, p: Any) -> Iterator[Any]:
        """The style of a paragraph and those it is based on, nearest first."""
        told = p.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        id_, seen = (self._usual if told is None else str(told.get(qn("w:val")))), set[str]()
        while id_ in self._styles and id_ not in seen:
            seen.add(id_)
            yield self._styles[id_]
            based = self._styles[id_].find(qn("w:basedOn"))
            id_ = "" if based is None else str(based.get(qn("w:val")))

    def level(self, p: Any) -> int:
        """The level of a heading; 0 for what is none."""
        for style in self.chain(p):
            name = str(style.find(qn("w:name")).get(qn("w:val"))).casefold()
            if re.fullmatch(r"heading [1-9]", name):
                return int(name[-1])
            told = style.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
            if told is not None and str(told.get(qn("w:val"))) in "012345678":
                return int(told.get(qn("w:val"))) + 1
            if name.startswith("toc "):
                return 0
        return 0

    def is_contents(self, p: Any) -> bool:
        """Whether a paragraph is a line of the contents."""
        names = (str(style.find(qn("w:name")).get(qn("w:val"))).casefold() for style in self.chain(p))
        return any(name.startswith("toc ") for name in names)

    def is_list(self, p: Any) -> bool:
        """Whether a paragraph is an item of a list."""
        owners = (p, *self.chain(p))
        return any(owner.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None for owner in owners)

    def color(self, p: Any, run: Any) -> str:
        """The color of words."""
        return self._told(p, run, "w:color", "w:val", INK)

    def paper(self, p: Any, run: Any) -> str:
        """The color of the ground: of the words, the paragraph or the cell."""
        own = self._told(p, run, "w:shd", "w:fill", "")
        if own:
            return own
        for owner in (p, *self.chain(p)):
            shade = owner.find(f"{qn('w:pPr')}/{qn('w:shd')}")
            if shade is not None and _HEX.fullmatch(str(shade.get(qn("w:fill")))):
                return str(shade.get(qn("w:fill")))
        cell = next(p.iterancestors(qn("w:tc")), None)
        shade = cell.find(f"{qn('w:tcPr')}/{qn('w:shd')}") if cell is not None else None
        if shade is not None and _HEX.fullmatch(str(shade.get(qn("w:fill")))):
            return str(shade.get(qn("w:fill")))
        return self._band(cell) if cell is not None else PAPER

    def _band(self, cell: Any) -> str:
        """The darkest ground that the style of the cell's table may give it."""
        table = next(cell.iterancestors(qn("w:tbl")))
        told = table.find(f"{qn('w:tblPr')}/{qn('w:tblStyle')}")
        style = self._styles.get("" if told is None else str(told.get(qn("w:val"))))
        row = next(cell.iterancestors(qn("w:tr")))
        first = next(table.iter(qn("w:tr"))) is row
        for part in style.findall(qn("w:tblStylePr")) if style is not None else ():
            wanted = part.get(qn("w:type")) in (("firstRow",) if first else ("band1Horz", "band2Horz"))
            shade = part.find(f"{qn('w:tcPr')}/{qn('w:shd')}") if wanted else None
            if shade is not None and _HEX.fullmatch(str(shade.get(qn("w:fill")))):
                return str(shade.get(qn("w:fill")))
        return PAPER

    def size(self, p: Any, run: Any) -> float:
        """The size of words in points."""
        told = self._told(p, run, "w:sz", "w:val", "")
        return int(told) / 2 if told.isdigit() else SIZE

    def _told(self, p: Any, run: Any, tag: str, name: str, usual: str) -> str:
        own = run.find(f"{qn('w:rPr')}/{qn('w:rStyle')}")
        character = self._styles.get("" if own is None else str(own.get(qn("w:val"))))
        owners = (run, *([character] if character is not None else []), *self.chain(p))
        for owner in owners:
            told = owner.find(f"{qn('w:rPr')}/{qn(tag)}")
            value = "" if told is None else str(told.get(qn(name)))
            if _HEX.fullmatch(value) or (value.isdigit() and tag == "w:sz"):
                return value
        return usual
