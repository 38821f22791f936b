"""The common shape of tables of counts: what is hidden, checked and printed of any of them."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field

from coder.analysis.people import Count
from coder.analysis.thresholds import Unit

Place = tuple[str, str]
"""A row and a column."""

Key = Hashable
"""What a printed quantity is known by, in every table in which it stands."""

HIDDEN = "not shown"
"""Stands for a hidden number; the same for every reason, so that the mark tells nothing."""


@dataclass(frozen=True, slots=True)
class Cell:
    """`number` out of `of` (None: a number that is out of nothing, such as the size of a group).

    `number` is None where it is hidden, and `of` then is hidden or not. `high` stands where
    unidentified voices leave a range open. `about` tells how many people a number is about that
    counts no people, such as excerpts; it is never printed.
    """

    number: int | None
    of: int | None = None
    high: int | None = None
    about: int | None = None

    @classmethod
    def counted(cls, count: Count) -> Cell:
        """The cell of a count of people."""
        return cls(count.low, count.of, count.high)

    @property
    def hidden(self) -> bool:
        """Whether the number must not be printed."""
        return self.number is None

    @property
    def base(self) -> int | None:
        """How many people the number is about."""
        if self.about is not None:
            return self.about
        return self.number if self.of is None else self.of

    def __str__(self) -> str:
        if self.number is None:
            return HIDDEN
        number = Count(self.number, self.number if self.high is None else self.high, 0).number
        return number if self.of is None else f"{number} of {self.of}"


@dataclass(frozen=True)
class CountTable:
    """Cells by row and column; the total row and column are the sums of the others.

    `keys` and `of_keys` name the numbers, and what they are out of, that stand in other places
    too: two places with one key hold one quantity. `of_adds` tells whether what numbers are out
    of adds up as they do.
    """

    name: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[Place, Cell]
    unit: Unit = Unit.VOICES
    total_row: str | None = None
    total_column: str | None = None
    keys: Mapping[Place, Key] = field(default_factory=dict)
    of_keys: Mapping[Place, Key] = field(default_factory=dict)
    of_adds: bool = True

    def key(self, place: Place) -> Key:
        """What the number at a place is known by."""
        return self.keys.get(place, (self.name, *place))

    def of_key(self, place: Place) -> Key:
        """What the number that a cell is out of is known by."""
        return self.of_keys.get(place, (self.name, *place, "of"))

    def places(self) -> Iterator[Place]:
        """The places that hold a cell, row by row."""
        for row in self.rows:
            for column in self.columns:
                if (row, column) in self.cells:
                    yield row, column

    def sums(self) -> Iterator[tuple[Place, tuple[Place, ...]]]:
        """Each total with its parts, where none of them is missing."""
        for row in self.rows:
            if self.total_column is not None:
                parts = [(row, column) for column in self.columns if column != self.total_column]
                yield from self._sum((row, self.total_column), parts)
        for column in self.columns:
            if self.total_row is not None:
                parts = [(row, column) for row in self.rows if row != self.total_row]
                yield from self._sum((self.total_row, column), parts)

    def _sum(self, total: Place, parts: list[Place]) -> Iterator[tuple[Place, tuple[Place, ...]]]:
        if parts and total in self.cells and all(part in self.cells for part in parts):
            yield total, tuple(parts)
