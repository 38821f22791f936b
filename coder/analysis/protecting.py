"""Hides what a table of people must not tell: numbers about few, and those that would give them away.

A table is hidden with its margins in mind, whether they are printed with it or by another command: the
total of each row, and in a table of two facts the tables of either. What is known from these stays shown.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from coder.analysis.count_table import Cell, CountTable, Key, Place
from coder.analysis.counting import Tally, hide_few
from coder.analysis.thresholds import Thresholds

ALL = "all"
"""The row or column of everybody."""

At = tuple[int, int]
Grid = Mapping[At, Tally]
"""Row and column → the tally of the people of both; those of nobody may be left out."""


@dataclass(frozen=True, slots=True)
class Margins:
    """What is known beside a grid: the tallies of whole rows, of whole columns, and of everybody."""

    rows: Sequence[Tally]
    columns: Sequence[Tally]
    total: Tally


def protected_row(tallies: Sequence[Tally], total: Tally, limits: Thresholds) -> list[Tally]:
    """The tallies of one code by one fact, beside their total, with those hidden that must not be told."""
    few = hide_few(tallies, limits.voices)
    grid = {(0, n): tally for n, tally in enumerate(few)}
    hidden = _untold(grid, {at for at, tally in grid.items() if tally.hidden}, [([*grid], total)])
    return [replace(tally, hidden=(0, n) in hidden) for n, tally in enumerate(few)]


def protected_grid(grid: Grid, margins: Margins, limits: Thresholds) -> dict[At, Tally]:
    """The tallies of one code by two facts, with those hidden that must not be told.

    Sizes and numbers of all rows and columns are looked at together, with their margins. Where the margin
    of a row or column is shown and nobody, or everybody, of it raised the code, that is told of its parts.
    """
    few = frozenset(at for at, tally in grid.items() if tally.hidden or 0 < tally.people.of < limits.voices)
    if not few:
        return dict(grid)
    sizes = tuple((at, tally.people.of) for at, tally in grid.items())
    wholes = (margins.rows, margins.columns, [margins.total])
    known = tuple(tuple((tally.people.of, tally.hidden) for tally in some) for some in wholes)
    hidden = set(_hidden_sizes(sizes, few, known, limits))
    _hide_told(grid, margins, hidden, limits)
    return {at: replace(tally, hidden=at in hidden) for at, tally in grid.items()}


def _hide_told(grid: Grid, margins: Margins, hidden: set[At], limits: Thresholds) -> None:
    """Hide more until no number can be worked out from the rows, the columns and their margins."""
    from coder.analysis.recover import exposed

    while found := exposed(_tables(grid, margins, hidden), limits):
        touched: set[At] = set()
        for place in dict.fromkeys(recovery.place for recovery in found):
            near = _near(grid, place)
            if touched.isdisjoint(near):
                # What was just hidden in the same row or column may do.
                touched |= _hide_one(grid, near, hidden) or _hide_one(grid, list(grid), hidden)
        if not touched:
            return
        hidden |= touched


def _near(grid: Grid, place: Place) -> list[At]:
    """The cells of a line whose margin is told, or of the row and the column of a cell."""
    line, column = place
    own = next((at for at in grid if _column(at) == column), None)
    if own is None:
        kind, number = line.split()
        axis = {"row": 0, "column": 1}.get(kind)
        return [at for at in grid if axis is None or at[axis] == int(number)]
    return [at for at in grid if at[0] == own[0] or at[1] == own[1]]


def _hide_one(grid: Grid, among: Sequence[At], hidden: set[At]) -> set[At]:
    """The smallest that is shown, of somebody; nothing where all are hidden."""
    shown = [at for at in among if at not in hidden and grid[at].people.of]
    return {min(shown, key=lambda at: (grid[at].people.of, at))} if shown else set()


def _untold(grid: Grid, hidden: set[At], lines: Sequence[tuple[list[At], Tally]]) -> set[At]:
    """Hide one more number wherever those hidden in a line are told, being all of the rest, or none of it.

    A line of which nobody, or everybody, raised a code tells that of each of its parts: its own margin
    is shown, and nothing can be hidden in it.
    """
    hidden = set(hidden)
    changed = True
    while changed:
        changed = False
        for places, whole in lines:
            inside = [at for at in places if at in hidden]
            shown = [at for at in places if at not in hidden and grid[at].people.of]
            if not inside or whole.hidden or whole.people.low in (0, whole.people.of):
                continue
            said = sum(grid[at].people.low for at in inside)
            of = sum(grid[at].people.of for at in inside)
            if said in (0, of) and shown:
                # The smallest that is neither none nor all itself, else it would be told as well.
                hidden.add(min(shown, key=lambda at: (_plain(grid[at], said), grid[at].people.of, at)))
                changed = True
    return hidden


def _plain(tally: Tally, said: int) -> bool:
    return tally.people.low == (tally.people.of if said else 0)


@lru_cache(maxsize=256)
def _hidden_sizes(
    sizes: tuple[tuple[At, int], ...],
    few: frozenset[At],
    known: tuple[tuple[tuple[int, bool], ...], ...],
    limits: Thresholds,
) -> frozenset[At]:
    """The cells whose sizes are hidden so that no size of `few` can be worked out from the margins.

    `known` are the sizes of rows, of columns and of all, each with whether it is hidden. Codes that could
    arise in the same sessions have the same sizes, so that this is worked out once for all of them.
    """
    from coder.analysis.suppression import protect

    tables = [line.table("of", dict(sizes), few) for line in _lines(dict(sizes), known)]
    fixed = frozenset(
        table.key(place)
        for table in tables
        for place, cell in table.cells.items()
        if place[1] == ALL and not cell.hidden
    )
    hidden = {
        key
        for table in protect(tables, limits, fixed=fixed)
        for place, key in table.keys.items()
        if table.cells[place].hidden
    }
    return few | {at for at, _ in sizes if ("of", at) in hidden}


def _tables(grid: Grid, margins: Margins, hidden: set[At]) -> list[CountTable]:
    """What is known of a code: sizes and numbers of every row, every column and of all."""
    wholes = (margins.rows, margins.columns, [margins.total])
    sizes = {at: tally.people.of for at, tally in grid.items()}
    numbers = {at: tally.people.low for at, tally in grid.items()}
    known = tuple(tuple((tally.people.of, tally.hidden) for tally in some) for some in wholes)
    said = tuple(tuple((tally.people.low, tally.hidden) for tally in some) for some in wholes)
    none, every = _told_by_margins(grid, margins)
    tables = [line.table("of", sizes, hidden) for line in _lines(sizes, known)]
    for line in _lines(numbers, said):
        table = line.table("n", numbers, hidden - none)
        # Where everybody raised it the number is the size, and hidden or known as that is.
        same = {(line.name, _column(at)): ("of", at) for at in line.inside if at in every}
        of_keys: dict[Place, Key] = {
            (line.name, _column(at)): ("of", at) for at in line.inside if at not in every
        }
        of_keys[line.name, ALL] = ("of", line.name)
        tables.append(replace(table, keys={**table.keys, **same}, of_keys=of_keys, of_adds=False))
    return tables


def _told_by_margins(grid: Grid, margins: Margins) -> tuple[set[At], set[At]]:
    """The cells of which a margin tells that nobody of them raised the code, and that all did."""
    none: set[At] = set()
    every: set[At] = set()
    for at in grid:
        for whole in (margins.rows[at[0]], margins.columns[at[1]], margins.total):
            if not whole.hidden and whole.people.low == 0:
                none.add(at)
            elif not whole.hidden and whole.people.low == whole.people.of:
                every.add(at)
    return none, every - none


@dataclass(frozen=True, slots=True)
class _Line:
    """The cells of a row, of a column or of all, and their sum with whether it is hidden."""

    name: str
    inside: tuple[At, ...]
    whole: int
    untold: bool

    def table(self, kind: str, numbers: Mapping[At, int], hidden: Collection[At]) -> CountTable:
        """The line as a table of one row; a cell is known by its place, whatever line it stands in."""
        cells = {(self.name, _column(at)): Cell(None if at in hidden else numbers[at]) for at in self.inside}
        keys: dict[Place, Key] = {(self.name, _column(at)): (kind, at) for at in self.inside}
        cells[self.name, ALL] = Cell(None if self.untold else self.whole)
        keys[self.name, ALL] = (kind, self.name)
        columns = tuple(column for _, column in cells)
        return CountTable(f"{kind} {self.name}", (self.name,), columns, cells, total_column=ALL, keys=keys)


def _lines(numbers: Mapping[At, int], known: tuple[tuple[tuple[int, bool], ...], ...]) -> list[_Line]:
    """The rows, the columns and all, where they add up; they do not where somebody is in two of them."""
    rows, columns, (total,) = known
    lines = [
        _Line(f"row {n}", tuple(at for at in numbers if at[0] == n), *whole) for n, whole in enumerate(rows)
    ]
    lines += [
        _Line(f"column {n}", tuple(at for at in numbers if at[1] == n), *whole)
        for n, whole in enumerate(columns)
    ]
    lines.append(_Line("all 0", tuple(numbers), *total))
    return [line for line in lines if line.inside and sum(numbers[at] for at in line.inside) == line.whole]


def _column(at: At) -> str:
    return f"{at[0]} {at[1]}"
