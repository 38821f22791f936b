"""Hiding numbers about few people, and as many others as keep them from being worked out.

First the cells about fewer people than the threshold, zeros among them ("no Black student said …");
then, as long as a hidden number can be worked out from a row, a column, a total or another table of
the same output, the smallest number that stands in one sum with it (the rule of Cal-PASS Plus and of
the Wisconsin DPI: where one is masked, mask another).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from coder.analysis.count_table import Cell, CountTable, Key, Place
from coder.analysis.recover import Recovery, exposed, out_of
from coder.analysis.thresholds import Thresholds, Unit

ALL_OTHERS = "All others"
"""Names the row or column that holds the sum of what is hidden."""


def protect(
    tables: Sequence[CountTable],
    thresholds: Thresholds | None = None,
    *,
    complementary: bool = True,
    fixed: frozenset[Key] = frozenset(),
) -> tuple[CountTable, ...]:
    """The tables of one output with every number hidden that must not be told.

    The same tables give the same result, whatever was hidden before. Without `complementary` only the
    small numbers themselves are hidden, which a reader can undo: it is for showing why. What is
    `fixed` is known from elsewhere, and hiding it here would hide nothing.
    """
    limits = thresholds or Thresholds()
    hiding = _Hiding(tables, fixed)
    for table, place in hiding.places():
        if _too_few(table.cells[place], table.unit, limits):
            hiding.hide_cell(table, place)
    if complementary:
        _complete(hiding, limits)
    return hiding.applied()


def with_remainder(table: CountTable) -> CountTable:
    """A protected table with a row or column `All others`: the sum of what is hidden, where it is known.

    It tells nothing that the total and the numbers shown do not tell.
    """
    if table.total_column is not None:
        return _remainder_column(table)
    if table.total_row is not None:
        turned = _remainder_column(_turned(table))
        return _turned(turned)
    return table


def _too_few(cell: Cell, unit: Unit, thresholds: Thresholds) -> bool:
    if cell.base is None:
        return cell.hidden
    # Of voices, nobody is nobody: which groups were not heard at all has to be told.
    return cell.base < thresholds.of(unit) and not (cell.base == 0 and unit is Unit.VOICES)


@dataclass
class _Hiding:
    """Which quantities of the tables are hidden so far; hiding one hides it wherever it stands."""

    tables: Sequence[CountTable]
    fixed: frozenset[Key] = frozenset()
    hidden: set[Key] = field(default_factory=set)
    related: dict[Key, list[tuple[Key, tuple[Key, ...]]]] = field(default_factory=dict)
    """Quantity → the sums in which it stands: the total and the parts."""
    sizes: dict[Key, tuple[int, int]] = field(default_factory=dict)
    """Quantity → what decides between quantities that could be hidden: its size and its place."""
    numbers: dict[Key, set[Key]] = field(default_factory=dict)
    """What numbers are out of → those numbers."""

    def __post_init__(self) -> None:
        sums: dict[Key, list[tuple[Key, tuple[Key, ...]]]] = defaultdict(list)
        numbers: dict[Key, set[Key]] = defaultdict(set)
        for table, place in self.places():
            cell = table.cells[place]
            self.sizes.setdefault(table.key(place), (cell.base or 0, len(self.sizes)))
            if cell.of is not None:
                self.sizes.setdefault(table.of_key(place), (cell.of, len(self.sizes)))
                numbers[table.of_key(place)].add(table.key(place))
        for table in self.tables:
            for total, parts in table.sums():
                adds = table.of_adds and all(out_of(table, place) for place in (total, *parts))
                kinds = [table.key, table.of_key] if adds else [table.key]
                for key in kinds:
                    keys = (key(total), tuple(key(part) for part in parts))
                    for one in (keys[0], *keys[1]):
                        sums[one].append(keys)
        self.related, self.numbers = dict(sums), dict(numbers)

    def places(self) -> Iterator[tuple[CountTable, Place]]:
        """Every cell of every table."""
        for table in self.tables:
            for place in table.places():
                yield table, place

    def hide_cell(self, table: CountTable, place: Place) -> None:
        """Hide a number, and what it is out of unless the number is about others."""
        self.hide(table.key(place))
        cell = table.cells[place]
        if out_of(table, place) and cell.about is None:
            self.hide(table.of_key(place))

    def hide(self, key: Key) -> frozenset[Key]:
        """Hide a quantity, with the numbers that are out of it; returns what was not hidden before."""
        new = frozenset({key, *self.numbers.get(key, ())} - self.hidden)
        self.hidden |= new
        return new

    def applied(self) -> tuple[CountTable, ...]:
        """The tables without what is hidden."""
        return tuple(self._applied(table) for table in self.tables)

    def _applied(self, table: CountTable) -> CountTable:
        cells: dict[Place, Cell] = {}
        of_keys = dict(table.of_keys)
        for place, cell in table.cells.items():
            if cell.of is not None:
                # That a hidden number is out of something stays known where both are hidden.
                of_keys.setdefault(place, table.of_key(place))
            cells[place] = self._shown(table, place, cell)
        return replace(table, cells=cells, of_keys=of_keys)

    def _shown(self, table: CountTable, place: Place, cell: Cell) -> Cell:
        of = None if table.of_key(place) in self.hidden else cell.of
        if table.key(place) not in self.hidden:
            return replace(cell, of=of)
        return Cell(None, of, None, None if cell.about is None else 0)


def _complete(hiding: _Hiding, thresholds: Thresholds) -> None:
    """Hide more until nothing hidden can be worked out, then show again what need not be hidden."""
    added: list[frozenset[Key]] = []
    by_name = {table.name: table for table in hiding.tables}
    while found := exposed(hiding.applied(), thresholds):
        touched: set[Key] = set()
        before = len(added)
        for recovery in found:
            own = _key_of(by_name[recovery.table], recovery)
            sums = hiding.related.get(own, [])
            if touched.intersection(key for total, parts in sums for key in (total, *parts)):
                continue  # what was just hidden in the same sum may do
            best = _next_to_hide(hiding, sums)
            if best is not None:
                added.append(hiding.hide(best))
                touched.update(added[-1])
        if len(added) == before and not _hide_around(hiding, by_name, found, added):
            break
    _show_again(hiding, added, thresholds)


def _key_of(table: CountTable, recovery: Recovery) -> Key:
    return table.of_key(recovery.place) if recovery.what == "of" else table.key(recovery.place)


def _next_to_hide(hiding: _Hiding, sums: Sequence[tuple[Key, tuple[Key, ...]]]) -> Key | None:
    """The smallest part of the sums that is shown, else a total of theirs."""
    kept = hiding.hidden | hiding.fixed
    parts = {part for _, parts in sums for part in parts} - kept
    totals = {total for total, _ in sums} - kept
    # Hiding a nothing hides nothing, so zeros come last of all parts.
    return min(parts or totals, key=lambda key: (hiding.sizes[key][0] == 0, hiding.sizes[key]), default=None)


def _hide_around(
    hiding: _Hiding,
    tables: Mapping[str, CountTable],
    found: Sequence[Recovery],
    added: list[frozenset[Key]],
) -> bool:
    """Where all of a sum is hidden and yet too close: hide next to what is hidden with it."""
    reach = {_key_of(tables[recovery.table], recovery) for recovery in found}
    for _ in range(len(hiding.sizes)):
        sums = [pair for key in reach for pair in hiding.related.get(key, [])]
        best = _next_to_hide(hiding, sums)
        if best is not None:
            added.append(hiding.hide(best))
            return True
        wider = reach | {key for total, parts in sums for key in (total, *parts)}
        wider |= {of for of, numbers in hiding.numbers.items() if numbers & wider}
        if wider == reach:
            return False
        reach = wider
    return False


def _show_again(hiding: _Hiding, added: Sequence[frozenset[Key]], thresholds: Thresholds) -> None:
    """Undo each hiding that another one in the same sum made needless."""
    every = frozenset[Key]().union(*added)
    for keys in sorted(added, key=lambda keys: max(hiding.sizes[key] for key in keys), reverse=True):
        near = {k for key in keys for total, parts in hiding.related.get(key, ()) for k in (total, *parts)}
        if (every - keys) & near:
            hiding.hidden -= keys
            if exposed(hiding.applied(), thresholds):
                hiding.hidden |= keys


def _remainder_column(table: CountTable) -> CountTable:
    total = table.total_column or ""
    parts = [column for column in table.columns if column != total]
    cells = dict(table.cells)
    for row in table.rows:
        rest = _rest(table, row, parts, total)
        if rest is not None:
            cells[row, ALL_OTHERS] = rest
    if len(cells) == len(table.cells):
        return table
    at = table.columns.index(total)
    columns = (*table.columns[:at], ALL_OTHERS, *table.columns[at:])
    # The sums hold no longer as they did: the remainder stands for what is hidden.
    return replace(table, columns=columns, cells=cells, total_column=None)


def _rest(table: CountTable, row: str, parts: Sequence[str], total: str) -> Cell | None:
    """The total of a row less the parts shown; None where nothing, or the total, is hidden."""
    whole = table.cells.get((row, total), Cell(None))
    cells = [table.cells[row, column] for column in parts if (row, column) in table.cells]
    if whole.number is None or not any(cell.hidden for cell in cells):
        return None
    number = whole.number - sum(cell.number for cell in cells if cell.number is not None)
    if whole.of is None or not table.of_adds:
        return Cell(number)
    shown = [cell for cell in cells if cell.number is not None]
    return Cell(number, whole.of - sum(cell.of or 0 for cell in shown))


def _turned(table: CountTable) -> CountTable:
    """The same table with rows and columns changed over."""
    return replace(
        table,
        rows=table.columns,
        columns=table.rows,
        cells={(column, row): cell for (row, column), cell in table.cells.items()},
        total_row=table.total_column,
        total_column=table.total_row,
        keys={(column, row): key for (row, column), key in table.keys.items()},
        of_keys={(column, row): key for (row, column), key in table.of_keys.items()},
    )
