"""What a project prints about people, in the shape that can be protected and checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coder.analysis.count_table import Cell, CountTable, Key, Place
from coder.analysis.frame import Material, Source
from coder.analysis.people import HeardRow, attendance, group_sizes
from coder.analysis.suppression import protect
from coder.analysis.themes import GroupCount, ThemeRow
from coder.analysis.thresholds import Thresholds

if TYPE_CHECKING:
    import pandas as pd

ALL = "all"
"""The column of everybody."""

Base = tuple[tuple[tuple[str, ...], int | None], ...]
"""Groups shown together, and how many people each of them has."""

Bundles = Mapping[tuple[str, ...], Cell]
"""Groups shown together → how many of their people."""


def people_tables(frame: pd.DataFrame, material: Material) -> list[CountTable]:
    """People of people by code and stakeholder group, a table per codebook, of conversations alone.

    Numbers are those of known people, which add up over the groups. Nothing is hidden yet.
    """
    tables = []
    for codebook in material.coded_with:
        attended = attendance(material.from_source(Source.TALK, codebook))
        sizes = group_sizes(attended, material.groups)
        people = frozenset[str]().union(*attended.values())
        part = frame[frame["transcript_id"].isin(list(attended)) & frame["person"].isin(list(people))]
        codes = [code for code in material.tree.codes.values() if code.codebook_id == codebook]
        counts = part.groupby(["code_id", "group"])["person"].nunique().to_dict()
        coded = set(part["code_id"])
        rows = tuple(code.id for code in codes if code.id in coded)
        if not rows:
            continue
        cells: dict[Place, Cell] = {}
        for row in rows:
            for group, size in sizes.items():
                cells[row, group] = Cell(int(counts.get((row, group), 0)), size)
            cells[row, ALL] = Cell(
                sum(int(counts.get((row, group), 0)) for group in sizes), sum(sizes.values())
            )
        of_keys = {place: (codebook, place[1], "size") for place in cells}
        columns = (*sizes, ALL)
        tables.append(
            CountTable(f"people {codebook}", rows, columns, cells, total_column=ALL, of_keys=of_keys)
        )
    return tables


@dataclass(frozen=True, slots=True)
class GridRow:
    """The people behind one finding, as its grid and its sentence tell them.

    `claimed` are the groups of the sentence, all of them where it names none; `whole` tells whether all
    groups are here, or some are hidden.
    """

    id: str
    groups: tuple[GroupCount, ...]
    claimed: tuple[str, ...] = ()
    whole: bool = True


def report_tables(
    themes: Sequence[ThemeRow],
    heard: Iterable[HeardRow],
    findings: Sequence[GridRow] = (),
    thresholds: Thresholds | None = None,
) -> list[CountTable]:
    """The tables of a written report: groups shown together as totals of groups that are hidden."""
    least = (thresholds or Thresholds()).voices
    tables = _whole_tables(themes, findings, least)
    rows = [(_theme_name(n, row), _bundles(row.groups)) for n, row in enumerate(themes)]
    rows += [(_grid_name(row), _bundles(row.groups)) for row in findings]
    for source in Source:
        own = [row for row in heard if row.source is source and row.groups is not None]
        rows.append((f"heard {source}", {row.groups or (): Cell.counted(row.spoke) for row in own}))
    for name, bundles in rows:
        tables += _inside_tables(name, bundles, least)
    return tables


def protected_report(
    themes: Sequence[ThemeRow], findings: Sequence[GridRow], thresholds: Thresholds | None = None
) -> tuple[tuple[ThemeRow, ...], tuple[GridRow, ...]]:
    """The rows of a report without the groups whose numbers would tell a hidden one, all tables together."""
    # Several groups shown together are one group here: that all or none of so many said it may be told.
    whole = _whole_tables(themes, findings, (thresholds or Thresholds()).voices)
    safe = {table.name: table for table in protect(whole, thresholds)}

    def shown(name: str, groups: Iterable[GroupCount]) -> tuple[GroupCount, ...]:
        table = safe.get(f"{name} ({ALL})")
        return tuple(
            group for group in groups if table is None or not table.cells[name, _label(group.groups)].hidden
        )

    return (
        tuple(replace(row, groups=shown(_theme_name(n, row), row.groups)) for n, row in enumerate(themes)),
        tuple(_kept(row, shown(_grid_name(row), row.groups)) for row in findings),
    )


def _kept(row: GridRow, groups: tuple[GroupCount, ...]) -> GridRow:
    return replace(row, groups=groups, whole=row.whole and len(groups) == len(row.groups))


def _theme_name(n: int, row: ThemeRow) -> str:
    return f"{row.code_id} {n}"


def _grid_name(row: GridRow) -> str:
    return f"finding {row.id}"


def _label(groups: Iterable[str]) -> str:
    return ", ".join(groups)


def _bundles(groups: Iterable[GroupCount]) -> Bundles:
    return {group.groups: Cell.counted(group.people) for group in groups}


def _whole_tables(themes: Sequence[ThemeRow], findings: Sequence[GridRow], least: int) -> list[CountTable]:
    """Each row of counts with its total, and the groups that a sentence claims with theirs."""
    tables = [
        _row(_theme_name(n, row), _bundles(row.groups), Cell.counted(row.people), ALL, least)
        for n, row in enumerate(themes)
        if row.groups
    ]
    for row in findings:
        bundles, claimed = _bundles(row.groups), set(row.claimed)
        own = {groups: cell for groups, cell in bundles.items() if claimed.issuperset(groups)}
        if bundles:
            tables.append(_row(_grid_name(row), bundles, _sum(bundles.values()), ALL, least))
        if own and claimed == {group for groups in own for group in groups}:
            total = f"claimed {_label(row.claimed)}"
            tables.append(_row(_grid_name(row), own, _sum(own.values()), total, least, _base(bundles)))
    return tables


def _inside_tables(name: str, bundles: Bundles, least: int) -> Iterator[CountTable]:
    """The groups of each bundle, hidden, with the sum that is told.

    A bundle is as large as any group that is told, and so it may be told that nobody, or everybody, of
    it raised a thing, as of any other.
    """
    for groups, cell in bundles.items():
        if len(groups) > 1 and cell.number not in (0, cell.of):
            inside: Bundles = {(group,): Cell(None) for group in groups}
            yield _row(name, inside, cell, _label(groups), least, _base(bundles))


def _sum(cells: Iterable[Cell]) -> Cell:
    numbers = [(cell.number or 0, cell.of or 0) for cell in cells]
    return Cell(sum(number for number, _ in numbers), sum(of for _, of in numbers))


def _base(bundles: Bundles) -> Base:
    """Whom numbers are out of. Tables of the same people share what they are out of, whatever they count."""
    return tuple((groups, cell.of) for groups, cell in bundles.items())


def _told(cell: Cell, least: int) -> Cell:
    """A cell as a report prints it: not where all together are too few."""
    return Cell(None) if cell.of is not None and 0 < cell.of < least else cell


def _row(
    name: str, bundles: Bundles, total: Cell, column: str, least: int, base: Base | None = None
) -> CountTable:
    """One row of counts with the column that is their sum; `base` where they are part of a longer row."""
    cells = {(name, _label(groups)): _told(cell, least) for groups, cell in bundles.items()}
    cells[name, column] = _told(total, least)
    columns = tuple(place[1] for place in cells)
    keys: dict[Place, Key] = {place: (name, place[1]) for place in cells}
    of_keys: dict[Place, Key] = {place: (base or _base(bundles), place[1]) for place in cells}
    return CountTable(
        f"{name} ({column})", (name,), columns, cells, total_column=column, keys=keys, of_keys=of_keys
    )
