"""Hides what a table of people must not tell: numbers about few, and those that would give them away.

A table is hidden with its margins in mind, whether they are printed with it or by another command: the
total of each row, and in a table of two facts the tables of either. What is known from these stays shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    """The tallies of one code by two facts, with those hidden that must not be told."""
    few = frozenset(at for at, tally in grid.items() if tally.hidden or 0 < tally.people.of < limits.voices)
    if not few:
        return dict(grid)
    sizes = tuple((at, tally.people.of) for at, tally in grid.items())
    wholes = (margins.rows, margins.columns, [margins.total])
    known = tuple(tuple(-1 if t.hidden else t.people.of for t in some) for some in wholes)
    hidden = set(_hidden_sizes(sizes, few, known, limits))
    lines = [([at for at in grid if at[0] == n], tally) for n, tally in enumerate(margins.rows)]
    lines += [([at for at in grid if at[1] == n], tally) for n, tally in enumerate(margins.columns)]
    hidden = _untold(grid, hidden, [*lines, ([*grid], margins.total)])
    return {at: replace(tally, hidden=at in hidden) for at, tally in grid.items()}


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
    known: tuple[tuple[int, ...], ...],
    limits: Thresholds,
) -> frozenset[At]:
    """The cells whose sizes are hidden so that no size of `few` can be worked out from the margins.

    `known` are the sizes of rows, of columns and of all, -1 where they are hidden. Codes that could
    arise in the same sessions have the same sizes, so that this is worked out once for all of them.
    """
    from coder.analysis.suppression import protect

    table, fixed = _size_table(dict(sizes), few, known)
    (safe,) = protect([table], limits, fixed=fixed)
    return few | {at for at, _ in sizes if safe.cells[_place(at)].hidden}


def _size_table(
    sizes: Mapping[At, int], few: frozenset[At], known: tuple[tuple[int, ...], ...]
) -> tuple[CountTable, frozenset[Key]]:
    """Sizes with their margins, and which of the margins are shown and therefore known."""
    rows, columns, (total,) = known
    cells: dict[Place, Cell] = {
        _place((i, j)): Cell(None if (i, j) in few else sizes.get((i, j), 0))
        for i in range(len(rows))
        for j in range(len(columns))
    }
    margins = {(f"r{n}", ALL): size for n, size in enumerate(rows)}
    margins |= {(ALL, f"c{n}"): size for n, size in enumerate(columns)} | {(ALL, ALL): total}
    cells |= {place: Cell(None if size < 0 else size) for place, size in margins.items()}
    names = tuple(f"r{n}" for n in range(len(rows))), tuple(f"c{n}" for n in range(len(columns)))
    # Where somebody is in two rows or columns, or a margin is hidden, the margins are no sums.
    adds = all(
        size == sum(number for at, number in sizes.items() if at[axis] == n)
        for axis, some in enumerate((rows, columns))
        for n, size in enumerate(some)
    )
    adds = adds and total == sum(sizes.values())
    table = CountTable(
        "sizes",
        (*names[0], ALL),
        (*names[1], ALL),
        cells,
        total_row=ALL if adds else None,
        total_column=ALL if adds else None,
    )
    return table, frozenset(table.key(place) for place, size in margins.items() if size >= 0)


def _place(at: At) -> Place:
    return f"r{at[0]}", f"c{at[1]}"
