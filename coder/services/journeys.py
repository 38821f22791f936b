"""The tables of journeys and collaborative audits: what sections of a report and `coder analyse` tell."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from coder.analysis.collaborating import (
    Inquiry,
    inequity_tables,
    knowing_tables,
    strength_tables,
    weight_tables,
)
from coder.analysis.committing import milestone_tables, priority_tables, together_tables
from coder.analysis.frame import Material
from coder.analysis.process_table import ProcessTable
from coder.analysis.zones import zone_tables
from coder.errors import InputError
from coder.services.gathering import Claims
from coder.services.processes import one_below_another
from coder.services.tabling import Table

if TYPE_CHECKING:
    from coder.services.analysing import Asked

SECTIONS: Mapping[str, Callable[[Material, Claims], Iterable[ProcessTable]]] = {
    "zones": lambda material, claims: zone_tables(material),
    "strengths": lambda material, claims: strength_tables(Inquiry(material)),
    "inequities": lambda material, claims: inequity_tables(Inquiry(material)),
    "priorities": lambda material, claims: priority_tables(
        Inquiry(material), claims.recommendations, claims.entries
    ),
    "knowing": lambda material, claims: knowing_tables(Inquiry(material), claims.themes, material),
    "together": lambda material, claims: together_tables(Inquiry(material), material, claims.entries),
    "weights": lambda material, claims: weight_tables(Inquiry(material)),
    "milestones": lambda material, claims: milestone_tables(claims.entries),
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
    return one_below_another(tables)
