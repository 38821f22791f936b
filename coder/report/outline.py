"""A document as plain data: what is said, in which order, and nothing of how it looks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from coder.analysis.plots import Chart


@dataclass(frozen=True, slots=True)
class TitleBlock:
    """The title, what sort of document it is, and lines such as the date."""

    title: str
    subtitle: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 3; levels are never skipped on the way down."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of running text, with the id of the part it points at and a footnote."""

    text: str
    see: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class List:
    """Items of equal weight, each of which may lead to the part with an id."""

    items: tuple[str, ...]
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """Words exactly as they were said, who is quoted, and the language (`en`, `es`, …).

    `origin` tells the team where they come from, and stands in a comment if anywhere.
    """

    text: str
    attribution: str
    language: str = "en"
    origin: str = ""


class LineKind(StrEnum):
    """What a line of a table cell is."""

    PLAIN = "plain"
    STRONG = "strong"
    DETAIL = "detail"
    QUOTE = "quote"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table cell, which may lead to the part with an id; `origin` as of a quote."""

    text: str
    kind: LineKind = LineKind.PLAIN
    language: str = "en"
    link: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """The lines of one table cell, one at least."""

    lines: tuple[Line, ...]
    number: bool = False

    @classmethod
    def of(cls, text: str, *, number: bool = False) -> Cell:
        """A cell of one plain line; a number stands at the right."""
        return cls((Line(text),), number)


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one header row; `alt` tells its content to those who do not see it.

    A `wide` one gets a page on its side.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    alt: str
    note: str = ""
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart; its numbers stand in a table beside it as well."""

    caption: str
    chart: Chart


Block = Heading | Paragraph | List | Quote | Table | Figure


@dataclass(frozen=True, slots=True)
class Part:
    """What is replaced as one when a report is written again: `section:heard`, `table:DEF.CUL`.

    The id is the same for the same thing in every report of a project.
    """

    id: str
    section: str
    blocks: tuple[Block, ...]

    @property
    def wide(self) -> bool:
        """Whether it wants a page on its side."""
        return any(isinstance(block, Table) and block.wide for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Outline:
    """A whole document in its language (`en-US`)."""

    title: TitleBlock
    language: str
    parts: tuple[Part, ...]

    @classmethod
    def of(cls, title: TitleBlock, language: str, *blocks: Block) -> Outline:
        """A document of one part."""
        return cls(title, language, (Part("part:all", "all", blocks),) if blocks else ())

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Everything after the title, in order."""
        return tuple(block for part in self.parts for block in part.blocks)

    def tables(self) -> tuple[Table, ...]:
        """The tables in order; their place is their number."""
        return tuple(block for block in self.blocks if isinstance(block, Table))

    def captioned(self) -> Iterator[tuple[Part, Table | Figure, int]]:
        """Each table and figure with its part and its number among its kind."""
        numbers: dict[type, int] = {}
        for part in self.parts:
            for block in part.blocks:
                if isinstance(block, Table | Figure):
                    numbers[type(block)] = numbers.get(type(block), 0) + 1
                    yield part, block, numbers[type(block)]

    def label(self, part_id: str) -> str:
        """What a reference to a part reads, such as `Table 3`; empty without one."""
        for part, block, number in self.captioned():
            if part.id == part_id:
                return f"{LABELS[type(block)]} {number}"
        return ""


LABELS: dict[type, str] = {Table: "Table", Figure: "Figure"}
"""What captions begin with."""
