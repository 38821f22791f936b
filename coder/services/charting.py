"""Charts of the tables of `coder analyse`: what is hidden in the rows is hidden in the picture."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from coder.analysis.plots import Bar, BarChart, Chart, Curve, HeatMap
from coder.services.tabling import Row, Table

MOST_BARS = 40
"""How many bars a picture has; a longer table is cut after them, and its title says so."""

_OF = re.compile(r"(\d+)(?:\u2013\d+)? of (\d+)")
_BARS = {
    "counts": ("code", "people", "people_of", "People who raised each code"),
    "talk": ("who", "share", "", "Share of the words"),
    "words": ("term", "log_odds", "", "Words said more by a group than by the others (log-odds)"),
    "cooccurrence": ("code", "people", "", "People behind codes that stand together"),
}
_MAPS = {
    "crosstab": ("code", "People who raised each code"),
    "grid": ("code", "Who raised what, and who did not"),
    "waves": ("code", "People who raised each code, by wave"),
}


def chart_of(name: str, table: Table, about: str = "") -> Chart | None:
    """The picture of a table; None for tables that are words, or that have no rows.

    `about` says in its title what the table was narrowed by.
    """
    chart = _chart(name, table)
    if chart is None or not about:
        return chart
    return replace(chart, title=f"{chart.title} \u00b7 {about}")


def _chart(name: str, table: Table) -> Chart | None:
    if not table.rows:
        return None
    if name in _BARS:
        return _bars(name, table.rows)
    if name == "people":
        return _map("People who raised each code", *_spread(table.rows))
    if name in _MAPS:
        first, title = _MAPS[name]
        columns = [field for field in table.fields if field not in (first, "group")]
        labels = [" \u00b7 ".join(str(row[f]) for f in (first, "group") if f in row) for row in table.rows]
        return _map(title, labels, columns, [[str(row[c]) for c in columns] for row in table.rows])
    return _curve(table.rows) if name == "saturation" else None


def _bars(name: str, rows: Sequence[Row]) -> BarChart:
    label, value, of, title = _BARS[name]
    bars = []
    for row in rows[:MOST_BARS]:
        number = row[value]
        told = f"{number} of {row[of]}" if of and not _hidden(number) else str(number)
        other = f" + {row['with']}" if "with" in row else ""
        place = row.get("session", "all")
        where = f"{place} \u00b7 " if name == "talk" and place != "all" else ""
        bars.append(Bar(f"{where}{row[label]}{other}", _length(number), told))
    return BarChart(_cut(title, rows), tuple(bars))


def _spread(rows: Sequence[Row]) -> tuple[list[str], list[str], list[list[str]]]:
    """Rows of code and group as a map: codes down, groups across."""
    codes = list(dict.fromkeys(row["code"] for row in rows))
    groups = list(dict.fromkeys(row["group"] for row in rows))
    told = {(row["code"], row["group"]): _told(row) for row in rows}
    return codes, groups, [[told.get((code, group), "") for group in groups] for code in codes]


def _told(row: Row) -> str:
    people = row["people"]
    return str(people) if _hidden(people) else f"{people} of {row['people_of']}"


def _map(
    title: str, labels: Sequence[str], columns: Sequence[str], cells: Sequence[Sequence[str]]
) -> HeatMap:
    shown = tuple(tuple((_share(told), told) for told in row) for row in cells[:MOST_BARS])
    return HeatMap(_cut(title, labels), tuple(labels[:MOST_BARS]), tuple(columns), shown)


def _curve(rows: Sequence[Row]) -> Chart | None:
    """The curve of the first group that has sessions enough; each other group is a table of its own."""
    for row in rows:
        if row["new"]:
            new = [int(number) for number in row["new"].split()]
            reached = f"{row['low']} to {row['high']}" if row["low"] is not None else "not reached"
            note = f"In {row['orders']} random orders: {reached}. {row['verdict']}."
            return Curve.of_new(f"New codes by session: {row['group']}", new, note)
    return None


def _cut(title: str, rows: Sequence[object]) -> str:
    return title if len(rows) <= MOST_BARS else f"{title} (the first {MOST_BARS} of {len(rows)})"


def _hidden(value: object) -> bool:
    return isinstance(value, str) and value.startswith("<")


def _length(value: object) -> float | None:
    if _hidden(value):
        return None
    return float(value) if isinstance(value, int | float) else float(str(value).split("\u2013")[0])


def _share(told: str) -> float | None:
    if _hidden(told):
        return None
    found = _OF.search(told)
    return int(found[1]) / int(found[2]) if found and int(found[2]) else 0.0
