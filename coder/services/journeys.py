"""The tables of journeys and collaborative audits: what sections of a report and `coder analyse` tell."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from coder.analysis.frame import Material
from coder.analysis.process_table import ProcessTable
from coder.analysis.zones import zone_tables
from coder.errors import InputError
from coder.services.gathering import Claims
from coder.services.tabling import Table

if TYPE_CHECKING:
    from coder.services.analysing import Asked

SECTIONS: Mapping[str, Callable[[Material, Claims], Iterable[ProcessTable]]] = {
    "zones": lambda material, claims: zone_tables(material),
}
"""What is told in each section of a report, and by `coder analyse` under the same name."""


def journey_tables(
    material: Material, claims: Claims, sections: Collection[str]
) -> dict[str, tuple[ProcessTable, ...]]:
    """The tables of the sections that are wanted."""
    return {name: tuple(make(material, claims)) for name, make in SECTIONS.items() if name in sections}


def analysed(asked: Asked, name: str) -> Table:
    """The tables of a section one below the other, as rows: what it is, then the columns of each.

    Raises InputError where only a part is asked for, which would not be protected beside the whole.
    """
    from coder.services.gathering import gather_claims

    if asked.request.by or asked.request.where or asked.request.coder:
        raise InputError(f"{name} tells of all there is", remedy="leave out --by, --where and --coder")
    claims = Claims() if asked.blind else gather_claims(asked.session)
    tables = journey_tables(asked.material, claims, {name})[name]
    return Table(
        [row for table in tables for row in _rows(table)],
        tuple(dict.fromkeys(["table", *(c.casefold() for t in tables for c in t.columns)])),
        tuple(dict.fromkeys(_notes(tables))),
    )


def _rows(table: ProcessTable) -> Iterator[dict[str, str]]:
    columns = [column.casefold() for column in table.columns]
    for row in table.rows:
        yield {"table": table.id, **dict(zip(columns, row, strict=True))}


def _notes(tables: Iterable[ProcessTable]) -> Iterator[str]:
    for table in tables:
        yield from (text for text in (table.before, table.note, *table.items) if text)
