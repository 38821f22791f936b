"""A document as plain data: what is said, in which order, and nothing of how it looks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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
    """One paragraph of running text."""

    text: str


@dataclass(frozen=True, slots=True)
class List:
    """Items of equal weight."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """Words exactly as they were said, who is quoted, and the language (`en`, `es`, …)."""

    text: str
    attribution: str
    language: str = "en"


class LineKind(StrEnum):
    """What a line of a table cell is."""

    PLAIN = "plain"
    STRONG = "strong"
    DETAIL = "detail"
    QUOTE = "quote"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table cell."""

    text: str
    kind: LineKind = LineKind.PLAIN
    language: str = "en"


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
    """A table with one header row; `alt` tells its content to those who do not see it."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    alt: str
    note: str = ""


Block = Heading | Paragraph | List | Quote | Table


@dataclass(frozen=True, slots=True)
class Outline:
    """A whole document in its language (`en-US`)."""

    title: TitleBlock
    language: str
    blocks: tuple[Block, ...]

    def tables(self) -> tuple[Table, ...]:
        """The tables in order; their place is their number."""
        return tuple(block for block in self.blocks if isinstance(block, Table))
