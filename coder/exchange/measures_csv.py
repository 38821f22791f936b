"""Tables of a survey or of school records, and which codes they stand beside, as CSV or XLSX."""

from __future__ import annotations

from pathlib import Path

from coder.analysis.joint import Fit, Link, Measure
from coder.analysis.thresholds import Unit
from coder.domain.text import visible
from coder.errors import InputError
from coder.exchange.sheets import read_rows

MEASURE_COLUMNS = ("measure", "number", "of")
LINK_COLUMNS = ("measure", "code")


def read_measures(path: Path) -> list[Measure]:
    """The lines of a table of measures: `measure`, `number`, `of`, and maybe `group` and `unit`.

    An empty group is everybody. Raises InputError for a number that is none, or an unknown unit.
    """
    where = visible(str(path))
    found = []
    for line, row in read_rows(path, MEASURE_COLUMNS, ("group", "unit")):
        place = f"{where} line {line}"
        number, of = (_whole(row.get(name, ""), name, place) for name in ("number", "of"))
        unit = _unit(row.get("unit", ""), place)
        found.append(Measure(visible(row["measure"]), visible(row.get("group", "")), number, of, unit))
    return found


def read_links(path: Path) -> list[Link]:
    """Which code stands beside which measure: `measure`, `code`, and maybe `fit` and `note`.

    Raises InputError for a fit that is none of agree, adds, differs and silent.
    """
    where = visible(str(path))
    found = []
    for line, row in read_rows(path, LINK_COLUMNS, ("fit", "note")):
        fit = _fit(row.get("fit", ""), f"{where} line {line}")
        found.append(Link(visible(row["measure"]), row["code"], fit, visible(row.get("note", ""))))
    return found


def _whole(text: str, name: str, where: str) -> int:
    plain = text.replace(",", "").strip()
    if not plain.isdecimal():
        raise InputError(
            f"{visible(text)!r} is no whole number of people",
            where=where,
            remedy=f"give counts in the column {name}, not percentages",
        )
    return int(plain)


def _unit(text: str, where: str) -> Unit:
    try:
        return Unit(text.strip().casefold() or Unit.RECORDS)
    except ValueError as error:
        raise InputError(
            f"{visible(text)!r} is no unit", where=where, remedy="use records or voices"
        ) from error


def _fit(text: str, where: str) -> Fit | None:
    if not text.strip():
        return None
    try:
        return Fit(text.strip().casefold())
    except ValueError as error:
        raise InputError(
            f"{visible(text)!r} does not say how the two fit", where=where, remedy="use " + ", ".join(Fit)
        ) from error
