"""Measures of a survey or of records beside what people said: looked at together, never added up.

Side-by-side and statistics-by-themes displays (Guetterman, Fetters & Creswell 2015); how the two fit
is for a person to say, and where they differ it stands first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from coder.analysis.count_table import HIDDEN, Cell, CountTable, Place
from coder.analysis.suppression import protect
from coder.analysis.themes import GroupCount, ThemeRow
from coder.analysis.thresholds import Thresholds, Unit
from coder.errors import InputError


class Fit(StrEnum):
    """How a measure and what people said stand to one another, as a person judges it."""

    AGREE = "agree"
    ADDS = "adds"
    DIFFERS = "differs"
    SILENT = "silent"


NOT_JUDGED = "not judged yet"
"""Stands where nobody has said how the two fit."""

_ORDER = (Fit.DIFFERS, Fit.ADDS, Fit.AGREE, Fit.SILENT, None)
_CAUSAL = re.compile(
    r"\b(?:because|caus(?:e|es|ed|ing)|due to|leads? to|led to|results? in|resulted in|effects? of|"
    r"impacts? of|drives?|driven by|explains?|therefore|thanks to|as a result|consequently)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of a survey or records table, for one group: `number` people out of `of`."""

    measure: str
    group: str
    number: int
    of: int
    unit: Unit = Unit.RECORDS


@dataclass(frozen=True, slots=True)
class Link:
    """A code that a person set beside a measure, how the two fit, and a note on it."""

    measure: str
    code_id: str
    fit: Fit | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class JointRow:
    """A measure by group and a code by group, beside each other; `code` is None where nobody raised it."""

    measure: str
    measured: tuple[tuple[str, str], ...]
    code_id: str
    people: tuple[GroupCount, ...]
    code: ThemeRow | None
    fit: Fit | None
    note: str

    @property
    def told_fit(self) -> str:
        """The fit in a word."""
        return self.fit.value if self.fit else NOT_JUDGED


def joint_display(
    measures: Sequence[Measure],
    links: Iterable[Link],
    themes: Sequence[ThemeRow],
    thresholds: Thresholds | None = None,
) -> tuple[JointRow, ...]:
    """A row per link: what differs first, then what adds, agrees, is silent and is not judged.

    Measures are hidden as records are. Raises InputError for a link to a measure that is not there,
    for a note that claims a cause, and for a fit of people who said nothing other than `silent`.
    """
    shown, least = _measured(measures, thresholds), (thresholds or Thresholds()).voices
    by_code = {row.code_id: row for row in themes}
    rows = [_joint_row(link, shown, by_code.get(link.code_id), least) for link in links]
    return tuple(sorted(rows, key=lambda row: _ORDER.index(row.fit)))


def causal_words(text: str) -> list[str]:
    """The words of a text that claim a cause, which a joint display cannot show."""
    return _CAUSAL.findall(text)


def measure_tables(measures: Iterable[Measure]) -> list[CountTable]:
    """The measures as tables: a row each, the groups in columns, with a total where one is given.

    The total is the column `all`; it is a sum where it is that of the groups.
    """
    tables: dict[tuple[str, Unit], dict[Place, Cell]] = {}
    for measure in measures:
        cells = tables.setdefault((measure.measure, measure.unit), {})
        place = (measure.measure, measure.group or "all")
        if place in cells:
            raise InputError(f"the measure {measure.measure!r} stands twice for {measure.group or 'all'}")
        cells[place] = Cell(measure.number, measure.of)
    return [_table(name, unit, cells) for (name, unit), cells in tables.items()]


def _table(name: str, unit: Unit, cells: dict[Place, Cell]) -> CountTable:
    columns = tuple(column for _, column in cells)
    parts = [cell for (_, column), cell in cells.items() if column != "all"]
    total = cells.get((name, "all"))
    adds = bool(parts) and total is not None and total.of == sum(cell.of or 0 for cell in parts)
    adds = adds and total is not None and total.number == sum(cell.number or 0 for cell in parts)
    return CountTable(name, (name,), columns, cells, unit, total_column="all" if adds else None)


def _measured(
    measures: Sequence[Measure], thresholds: Thresholds | None
) -> dict[str, tuple[tuple[str, str], ...]]:
    told: dict[str, tuple[tuple[str, str], ...]] = {}
    for table in protect(measure_tables(_known_bases(measures)), thresholds):
        told[table.name] = told.get(table.name, ()) + tuple(
            (column, HIDDEN if cell.hidden else str(cell)) for (_, column), cell in table.cells.items()
        )
    return told


def _known_bases(measures: Sequence[Measure]) -> list[Measure]:
    for measure in measures:
        if not 0 <= measure.number <= measure.of:
            raise InputError(
                f"{measure.number} of {measure.of} cannot be",
                where=measure.measure,
                remedy="give how many, and out of how many",
            )
    return [replace(measure, group=measure.group.strip()) for measure in measures]


def _joint_row(
    link: Link, measured: dict[str, tuple[tuple[str, str], ...]], theme: ThemeRow | None, least: int
) -> JointRow:
    if link.measure not in measured:
        raise InputError(f"there is no measure {link.measure!r}", remedy="load its table first")
    causal = causal_words(link.note)
    if causal:
        raise InputError(
            f"the note says {causal[0]!r}, and numbers beside words show no cause",
            where=link.measure,
            remedy="say what stands beside what",
        )
    if theme is None and link.fit not in (None, Fit.SILENT):
        raise InputError(
            f"nobody raised {link.code_id}, so it cannot be said to {link.fit}", remedy="use silent"
        )
    people = theme.groups if theme is not None and not theme.people.of_few(least) else ()
    return JointRow(link.measure, measured[link.measure], link.code_id, people, theme, link.fit, link.note)
