"""A table as lines of styled text: names that stay, columns that slide, one cell under the cursor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from coder.services.exploring import Told, read_cell, sort_key
from coder.tui import safe
from coder.tui.keyline import KEY, QUIET, Line
from coder.tui.table_words import head_of

Row = Mapping[str, Any]

NAMES = ("code", "with", "group", "of", "name", "session", "turn", "who", "row", "term", "measure")
"""Fields that say what a line is about; they stay in sight."""

SAID = "said, "
"""Begins a count beside which others say why there is none; among numbers it says nothing more."""

GAP, WIDEST_NAME, WIDEST = 2, 34, 24
MORE_LEFT, MORE_RIGHT = "‹", "›"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the field it shows and, for numbers out of something, the field of that."""

    field: str
    of: str = ""
    head: str = ""


@dataclass
class Grid:
    """The rows of a table as they are shown. `names` are the names of codes, shown where there is room."""

    fields: tuple[str, ...]
    rows: Sequence[Row]
    names: Mapping[str, str] = field(default_factory=dict)
    roomy: bool = False
    columns: list[Column] = field(init=False)
    fixed: int = field(init=False)
    """How many columns stay."""

    def __post_init__(self) -> None:
        of = {f"{name}_of" for name in self.fields} & set(self.fields)
        left_out = of | ({"name"} if "code" in self.fields else set()) | self._empty()
        self.columns = [
            Column(name, f"{name}_of" if f"{name}_of" in of else "", head_of(name))
            for name in self.fields
            if name not in left_out
        ]
        self.fixed = 0
        for column in self.columns[:2]:
            if column.field not in NAMES:
                break
            self.fixed += 1
        self._numbers = [
            any(not told.words for row in self.rows for told in [read_cell(row.get(column.field))])
            for column in self.columns
        ]
        self._widths = [self._width(n) for n in range(len(self.columns))]
        self._first = self.fixed

    def _empty(self) -> set[str]:
        """The fields in which no row says anything; they would push others out of sight."""
        if not self.rows:
            return set()
        return {
            name
            for name in self.fields
            if name not in NAMES and all(row.get(name) in (None, "") for row in self.rows)
        }

    def text(self, row: Row, column: Column) -> str:
        """What a cell says."""
        value = row.get(column.field)
        if column.field == "code" and self.roomy and str(value) in self.names:
            return f"{value}  {self.names[str(value)]}"
        if isinstance(value, float):
            shown = f"{value:.0%}".replace("%", " %") if "share" in column.field else f"{value:.2f}"
            return shown
        if isinstance(value, str) and value.startswith(SAID):
            return value.removeprefix(SAID)
        told = read_cell(value)
        if column.of and told.low is not None and row.get(column.of) is not None:
            return f"{value} of {row[column.of]}"
        return "" if value is None else str(value)

    def sorted(self, sort: tuple[str, bool] | None) -> list[Row]:
        """The rows by a field, from the lowest or the highest; equal ones keep their order."""
        rows = list(self.rows)
        if sort is not None:
            rows.sort(key=lambda row: sort_key(row.get(sort[0])), reverse=sort[1])
        return rows

    def head(self, width: int, at: int, sort: tuple[str, bool] | None = None) -> Line:
        """The names of the columns; an arrow stands at the one that rows are sorted by."""
        line: Line = ["  "]
        seen = self.seen(width, at)
        for n in seen:
            column = self.columns[n]
            arrow = ("↓" if sort[1] else "↑") if sort is not None and sort[0] == column.field else ""
            shown = safe.fitted(arrow + column.head, self._widths[n], right=self._is_right(n))
            line += [(shown, "bold" if n == at else QUIET), " " * GAP]
        more = seen and (self._first > self.fixed, seen[-1] < len(self.columns) - 1)
        return [*line, (_more(*more), KEY)] if more else line

    def line(self, row: Row, above: Row | None, width: int, at: int, *, here: bool) -> Line:
        """One row; `here` when the cursor is on it, in column `at`."""
        line: Line = [("› " if here else "  ", KEY)]
        for n in self.seen(width, at):
            column = self.columns[n]
            shown = self.text(row, column)
            if n == 0 and self.fixed > 1 and not here and above is not None:
                # Lines about the same code stand below its name.
                shown = "" if shown == self.text(above, column) else shown
            told = read_cell(row.get(column.field))
            style = "bold" if n < self.fixed else _style(told)
            if here and n == at:
                style = "bold reverse"
            line += [(safe.fitted(shown, self._widths[n], right=self._is_right(n)), style), " " * GAP]
        return line

    def seen(self, width: int, at: int) -> list[int]:
        """The columns that fit into `width`: those that stay, and others with the cursor among them."""
        room = width - 4 - sum(self._widths[n] + GAP for n in range(self.fixed))
        at = max(at, self.fixed)
        self._first = max(self.fixed, min(self._first, at))
        while self._first < at and self._taken(self._first, at) > room:
            self._first += 1
        last = max(at, self._first)
        while last + 1 < len(self.columns) and self._taken(self._first, last + 1) <= room:
            last += 1
        while self._first > self.fixed and self._taken(self._first - 1, last) <= room:
            self._first -= 1
        return [*range(self.fixed), *range(self._first, min(last + 1, len(self.columns)))]

    def column_at(self, x: int, width: int, at: int) -> int | None:
        """The column drawn at cell `x` of a line."""
        left = 2
        for n in self.seen(width, at):
            left += self._widths[n] + GAP
            if x < left:
                return n
        return None

    def _taken(self, first: int, last: int) -> int:
        return sum(self._widths[n] + GAP for n in range(first, last + 1))

    def _width(self, n: int) -> int:
        column = self.columns[n]
        widest = max((safe.width(self.text(row, column)) for row in self.rows), default=0)
        most = WIDEST_NAME + (8 if self.roomy else 0) if n < self.fixed else WIDEST
        return min(max(widest, safe.width(column.head) + 1), most)

    def _is_right(self, n: int) -> bool:
        """Numbers stand at the right of their column, words at the left."""
        return n >= self.fixed and self._numbers[n]


def _style(told: Told) -> str:
    if told.hidden:
        return "$text-warning"
    return QUIET if told.why is not None or told.low is None else ""


def _more(left: bool, right: bool) -> str:
    return (MORE_LEFT if left else " ") + (MORE_RIGHT if right else " ")
