"""What a project prints about people, in the shape that can be protected and checked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from coder.analysis.count_table import Cell, CountTable, Place, Thresholds
from coder.analysis.frame import Material, Source
from coder.analysis.people import HeardRow, attendance, group_sizes
from coder.analysis.suppression import protect
from coder.analysis.themes import ThemeRow

if TYPE_CHECKING:
    import pandas as pd

ALL = "all"
"""The column of everybody."""


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


def report_tables(themes: Sequence[ThemeRow], heard: Iterable[HeardRow]) -> list[CountTable]:
    """The tables of a written report: groups shown together as totals of groups that are hidden."""
    tables: list[CountTable] = []
    for n, row in enumerate(themes):
        bundles = {group.groups: Cell.counted(group.people) for group in row.groups}
        total = Cell.counted(row.people)
        tables += _row_tables(f"{row.code_id} {n}", bundles, total, ("themes", row.people.of))
    for source in Source:
        rows = [row for row in heard if row.source is source and row.groups is not None]
        bundles = {row.groups: Cell.counted(row.spoke) for row in rows if row.groups is not None}
        tables += _row_tables(f"heard {source}", bundles, None, ("heard", source))
    return tables


def protected_themes(
    themes: Sequence[ThemeRow], thresholds: Thresholds | None = None
) -> tuple[ThemeRow, ...]:
    """The rows of a report without the groups whose numbers would tell a hidden one, all rows together."""
    # Several groups shown together are one group here: that all or none of so many said it may be told.
    whole = [table for table in report_tables(themes, ()) if table.name.endswith(f"({ALL})")]
    safe = {table.name: table for table in protect(whole, thresholds)}
    kept = []
    for n, row in enumerate(themes):
        name = f"{row.code_id} {n}"
        table = safe.get(f"{name} ({ALL})")
        groups = tuple(
            group
            for group in row.groups
            if table is None or not table.cells[name, ", ".join(group.groups)].hidden
        )
        kept.append(replace(row, groups=groups))
    return tuple(kept)


def _row_tables(
    name: str, bundles: dict[tuple[str, ...], Cell], total: Cell | None, base: tuple[object, ...]
) -> list[CountTable]:
    """One row of counts: the bundles with their total, and each bundle with the groups in it."""
    shown = {", ".join(groups): cell for groups, cell in bundles.items()}
    tables = []
    if total is not None and shown:
        cells = {(name, label): _told(cell) for label, cell in shown.items()} | {(name, ALL): _told(total)}
        tables.append(_row(name, cells, ALL, base))
    for groups, cell in bundles.items():
        if len(groups) > 1:
            inside = {(name, group): Cell(None) for group in groups}
            whole = ", ".join(groups)
            tables.append(_row(name, inside | {(name, whole): _told(cell)}, whole, base))
    return tables


def _told(cell: Cell) -> Cell:
    """A cell as a report prints it: not where all together are too few."""
    return Cell(None) if cell.of is not None and 0 < cell.of < 5 else cell


def _row(name: str, cells: dict[Place, Cell], total: str, base: tuple[object, ...]) -> CountTable:
    columns = tuple(column for _, column in cells)
    keys = {place: (name, place[1]) for place in cells}
    of_keys = {place: (*base, place[1]) for place in cells}
    return CountTable(
        f"{name} ({total})", (name,), columns, cells, total_column=total, keys=keys, of_keys=of_keys
    )
