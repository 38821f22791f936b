"""The tables of processes: what a report's sections and `coder analyse` tell of each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from coder.analysis import accelerating, followed, written
from coder.analysis.claim_counts import claim_count
from coder.analysis.frame import Material, Source
from coder.analysis.implementation_tables import agenda_tables, implementation_tables
from coder.analysis.process_table import ProcessTable
from coder.analysis.published import GridRow, protected_report
from coder.analysis.themes import ThemeRow
from coder.analysis.written import USUAL_STRATEGIES, Written
from coder.domain.entry import Entry
from coder.domain.recommendation import deficit_codes
from coder.domain.theme import Theme
from coder.errors import InputError
from coder.services.gathering import Claims
from coder.services.tabling import Table

if TYPE_CHECKING:
    from coder.services.analysing import Asked

COUNTED = ("cause", "focus")
"""The tables of entries of which it is told how many people are behind each."""

SECTIONS: Mapping[str, Callable[[Written, tuple[ThemeRow, ...]], Iterable[ProcessTable]]] = {
    "implementation": lambda kept, themes: implementation_tables(kept.material),
    "agenda": lambda kept, themes: agenda_tables(kept.material),
    "readiness": lambda kept, themes: written.readiness_tables(kept),
    "causes": lambda kept, themes: written.cause_tables(kept),
    "plan": lambda kept, themes: written.plan_tables(kept),
    "appraisal": lambda kept, themes: accelerating.appraisal_tables(kept.material),
    "readout": lambda kept, themes: accelerating.readout_tables(kept.material),
    "focus": lambda kept, themes: accelerating.focus_tables(kept),
    "capacity": lambda kept, themes: written.capacity_tables(kept),
    "followup": lambda kept, themes: followed.followup_tables(kept),
    "sources": lambda kept, themes: accelerating.source_tables(kept.material, themes),
    "intersections": lambda kept, themes: _pairs(kept.material),
}
"""What is told in each section of a report, and by `coder analyse` under the same name."""


def _pairs(material: Material) -> Iterable[ProcessTable]:
    facts = accelerating.pair_of_facts(material)
    return accelerating.pair_tables(material, facts) if facts else ()


def process_tables(
    material: Material,
    claims: Claims,
    sections: Collection[str],
    themes: tuple[ThemeRow, ...],
    groups: Mapping[str, GridRow],
) -> dict[str, tuple[ProcessTable, ...]]:
    """The tables of the sections that are wanted; `groups` are the people behind entries, protected."""
    kept = Written(
        claims.entries, material, claims.recommendations, groups, claims.strategies or USUAL_STRATEGIES
    )
    return {name: tuple(make(kept, themes)) for name, make in SECTIONS.items() if name in sections}


def entry_grids(entries: Iterable[Entry], material: Material) -> Iterator[GridRow]:
    """The people behind each entry of which that is told, by group: those whose words bear it out.

    Where an entry names no codings, all words coded with its codes and those below them are meant,
    explanations by who students or families are left out.
    """
    talk = {t.id for t in material.from_source(Source.TALK)}
    heard = {coding.id for coding in material.codings if coding.transcript_id in talk}
    for entry in entries:
        if entry.table in COUNTED:
            evidence = entry.codings or _coded(entry, material)
            if heard.intersection(evidence):
                theme = Theme(entry.id, entry.lead, code_ids=entry.codes, evidence=tuple(evidence))
                yield GridRow(f"entry {entry.id}", claim_count(theme, material).groups)


def _coded(entry: Entry, material: Material) -> tuple[str, ...]:
    tree = material.tree
    today = {tree.resolve(code) for code in entry.codes} & tree.codes.keys()
    codes = frozenset[str]().union(*map(tree.subtree, today)) - deficit_codes(tree)
    return tuple(coding.id for coding in material.codings if coding.code_id in codes)


def entry_groups(grids: Iterable[GridRow]) -> dict[str, GridRow]:
    """The people behind each entry, by its id, as they may be told."""
    return {grid.id.removeprefix("entry "): grid for grid in grids if grid.id.startswith("entry ")}


def entry_quotes(entries: Iterable[Entry], sections: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The codings that entries would have quoted, where a section tells of them."""
    wanted = {table for section in sections for table in TABLES_OF.get(section, ())}
    return {
        f"entry {entry.id}": entry.codings for entry in entries if entry.table in wanted and entry.codings
    }


TABLES_OF = {
    "readiness": ("rating",),
    "causes": ("cause",),
    "plan": ("check",),
    "focus": ("focus",),
    "capacity": ("capacity", "handoff"),
    "followup": ("followup",),
}
"""Which entries each section quotes."""


def analysed(asked: Asked, name: str) -> Table:
    """The tables of a process one below the other, as rows: what it is, then the columns of each.

    Raises InputError where only a part is asked for, which would not be protected beside the whole.
    """
    from coder.analysis.frame import codings_frame
    from coder.analysis.themes import theme_rows
    from coder.services.gathering import gather_claims

    if asked.request.by or asked.request.where or asked.request.coder:
        raise InputError(f"{name} tells of all there is", remedy="leave out --by, --where and --coder")
    # In a blind pass nobody sees what others wrote.
    material, claims = asked.material, Claims() if asked.blind else gather_claims(asked.session)
    themes = theme_rows(codings_frame(material), material)
    grids = list(entry_grids(claims.entries, material))
    shown, safe = protected_report(themes, grids, material.thresholds)
    tables = process_tables(material, claims, {name}, tuple(shown), entry_groups(safe))[name]
    return one_below_another(tables)


def one_below_another(tables: Iterable[ProcessTable]) -> Table:
    """Tables as rows: what each is, then its own columns."""
    several = tuple(tables)
    return Table(
        [row for table in several for row in _rows(table)],
        tuple(dict.fromkeys(["table", *(c.casefold() for t in several for c in t.columns)])),
        tuple(dict.fromkeys(_notes(several))),
    )


def _rows(table: ProcessTable) -> Iterator[dict[str, str]]:
    columns = [column.casefold() for column in table.columns]
    for row in table.rows:
        yield {"table": table.id, **dict(zip(columns, row, strict=True))}


def _notes(tables: Iterable[ProcessTable]) -> Iterator[str]:
    for table in tables:
        yield from (text for text in (table.before, table.note, *table.items) if text)
