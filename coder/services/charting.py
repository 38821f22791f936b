"""The charts of tables: a heat map where people stand in columns, bars otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from coder.analysis.plots import AXIS, BAR, LABEL, SHADE, VALUE, Bar, BarChart, Chart, HeatMap, in_lines
from coder.analysis.told import read_cell
from coder.domain.text import visible
from coder.errors import InputError
from coder.wholefile import whole_file

Row = Mapping[str, Any]

PICTURES = (".png", ".svg")
"""How the names of files end that take a chart."""


def heat_map(title: str, rows: Sequence[Row], key: str, columns: Sequence[str]) -> HeatMap:
    """People of people by row and column, darker where the part is greater."""
    cells = tuple(tuple(_map_cell(row.get(column)) for column in columns) for row in rows)
    return HeatMap(title, tuple(str(row[key]) for row in rows), tuple(columns), cells)


def spread(title: str, rows: Sequence[Row], key: str, across: str, number: str, of: str) -> HeatMap:
    """The same of a table with a row for each of two things, such as code and group."""
    labels = list(dict.fromkeys(str(row[across]) for row in rows))
    wide: dict[str, dict[str, Any]] = {}
    for row in rows:
        told = read_cell(row[number])
        shown = row[number] if told.hidden else f"{row[number]} of {row[of]}"
        wide.setdefault(str(row[key]), {key: row[key]})[str(row[across])] = shown
    return heat_map(title, list(wide.values()), key, labels)


def bars(title: str, rows: Sequence[Row], labels: Sequence[str], field: str, of: str = "") -> BarChart:
    """One column of a table as bars, all from nothing; what is no number has none."""
    found = []
    for row, label in zip(rows, labels, strict=True):
        told = read_cell(row.get(field))
        shown = "" if row.get(field) is None else str(row[field])
        if of and told.low is not None and told.why is None:
            shown = f"{shown} of {row[of]}"
        found.append(Bar(label, None if told.hidden else told.low or 0, shown))
    return BarChart(title, tuple(found))


def write_shown(
    path: Path, title: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], chart: Chart
) -> None:
    """Write a table to a new file, or its chart where the name ends like a picture's.

    A chart carries its words as alternative text. Raises InputError for a name that ends otherwise,
    and for a file that is there already.
    """
    from coder.exchange.table_files import SHAPES, write_file

    ending = path.suffix.casefold()
    if ending not in (*SHAPES, *PICTURES):
        raise InputError(
            "nothing is written to such a file",
            where=visible(str(path)),
            remedy=f"{', '.join(SHAPES)} is the table, {', '.join(PICTURES)} its chart",
        )
    if path.exists():
        raise InputError(
            "there is such a file already", where=visible(str(path)), remedy="choose another name"
        )
    if ending in SHAPES:
        write_file(path, title, columns, rows)
    else:
        _write_chart(path, chart)


def _write_chart(path: Path, chart: Chart) -> None:
    from coder.report.drawing import png, svg

    made = png(chart) if path.suffix.casefold() == ".png" else svg(chart).encode("utf-8")
    with whole_file(path) as draft:
        draft.write_bytes(made)


def _map_cell(value: Any) -> tuple[float | None, str]:
    told = read_cell(value)
    return (None if told.hidden else told.share, "" if value is None else str(value))


__all__ = [
    "AXIS",
    "BAR",
    "LABEL",
    "PICTURES",
    "SHADE",
    "VALUE",
    "Chart",
    "bars",
    "heat_map",
    "in_lines",
    "spread",
    "write_shown",
]
