"""What works, what has moved and where to focus; evidence by source; pairs of facts.

Breadth is counted: how many people raised the codes of an area. Leverage is what people judged and wrote.
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median_low

from coder.analysis.counting import BETWEEN, Scope, State
from coder.analysis.frame import Material, Source
from coder.analysis.people import Count
from coder.analysis.process_table import DECK, ProcessTable, all_told, breadth, told_people
from coder.analysis.query import parse_terms
from coder.analysis.quotes import APPRAISAL
from coder.analysis.themes import ThemeRow, excerpt_count
from coder.analysis.widely import by_column, measures
from coder.analysis.written import Written
from coder.domain.entry import Entry
from coder.domain.transcript import TranscriptKind

TOP = 5
_SIDES = (
    ("working", "What is working"),
    ("progress", "Where we have moved"),
    ("focus", "Where to focus"),
)
_OF_THE_DAY = frozenset({TranscriptKind.WORK_SESSION, TranscriptKind.FIELD_NOTES})
_MANNERS = ("CIQ.V.", "CIQ.KN.", "CIQ.PRI.", "CIQ.STR.", "CIQ.INQ.", "DEF.REC.", "I2I.", "JRN.")
"""Codes of how something is said; what it is about, others tell."""
MOST_PAIRS = 6
NOBODY = "nobody"
"""Stands where there are no people of both."""
_WIDE, _NARROW = "raised widely", "raised by fewer"


def appraisal_tables(material: Material) -> Iterator[ProcessTable]:
    """For each side the codes that most people raised in that way, of everybody who was heard."""
    for value, title in _SIDES:
        scope = Scope(material, parse_terms((f"lens:LENS.APP={value}",)))
        raised = [one for one in measures(scope) if one.tally.state is State.RAISED]
        found = [one for one in raised if _is_matter(one.code_id)]
        order = sorted(found, key=lambda one: -one.tally.people.low)[:TOP]
        if order:
            yield ProcessTable(
                value,
                title,
                ("What", "Raised so by", "Sessions"),
                tuple(
                    (
                        material.tree.codes[one.code_id].name,
                        one.tally.told,
                        "" if one.tally.hidden else str(one.tally.sessions),
                    )
                    for one in order
                ),
                note=f"The {TOP} that most people raised in this way at most, people of those who could.",
            )


def _is_matter(code_id: str) -> bool:
    return not f"{code_id}.".startswith(_MANNERS)


def readout_tables(material: Material) -> Iterator[ProcessTable]:
    """What the work sessions and field notes of the last day hold, side by side, in passages.

    Notes name nobody, so that nothing but passages can be counted; a passage coded twice is one.
    """
    own = [t for t in material.transcripts if t.facts.kind in _OF_THE_DAY and t.id in material.coded_ids]
    days = sorted({t.facts.date for t in own if t.facts.date})
    ids = {t.id for t in own if not days or t.facts.date == days[-1]}
    columns = []
    for value, _ in _SIDES:
        passages: dict[str, set[tuple[str, int, int]]] = {}
        for coding in material.codings:
            told = coding.transcript_id in ids and value in coding.lenses.get(APPRAISAL, ())
            if told and coding.code_id in material.tree.codes and _is_matter(coding.code_id):
                place = (coding.transcript_id, coding.start, coding.end)
                passages.setdefault(coding.code_id, set()).add(place)
        counts = {code: excerpt_count(places) for code, places in passages.items()}
        order = sorted(counts, key=lambda code: -counts[code])[:TOP]
        columns.append([f"{material.tree.codes[code].name} ({counts[code]})" for code in order])
    most = max(map(len, columns))
    if most:
        yield ProcessTable(
            "readout",
            "Readout of the day",
            tuple(title for _, title in _SIDES),
            tuple(tuple(c[n] if n < len(c) else "" for c in columns) for n in range(most)),
            f"From {len(ids)} set{'s' if len(ids) > 1 else ''} of notes and work sessions"
            + (f" of {days[-1]}." if days else "."),
            "In brackets how many passages; how many people that are is not known from notes.",
        )


def focus_tables(written: Written) -> Iterator[ProcessTable]:
    """Areas by breadth and leverage, then in the order of their votes."""
    areas = written.of("focus")
    if not areas:
        return
    people = {area.id: breadth(written.groups.get(area.id), written.least) for area in areas}
    middle = median_low(people.values())
    wide = {area.id for area in areas if people[area.id] >= middle and people[area.id]}
    yield ProcessTable(
        "quadrants",
        "Breadth and leverage",
        ("Breadth", "High leverage", "Low leverage"),
        tuple(
            (
                name.capitalize(),
                *(
                    DECK.join(
                        area.lead
                        for area in areas
                        if area["leverage"] == side and (area.id in wide) is inside
                    )
                    for side in ("high", "low")
                ),
            )
            for name, inside in ((_WIDE, True), (_NARROW, False))
        ),
        "Breadth is counted: an area is raised widely when no fewer people raised it than "
        "the middle one of all areas. Leverage is what the team judged.",
    )
    order = sorted(areas, key=lambda area: (-area.total, area.position))
    yield ProcessTable(
        "votes",
        "Where to focus next",
        ("Place", "Area", "Votes", "By whom", "Raised by", "Leverage", "Why"),
        tuple(_voted(written, area, order) for area in order),
        note="Those with as many votes share a place.",
        evidence={area.lead: (area.id,) for area in order},
    )


def _voted(written: Written, area: Entry, order: list[Entry]) -> tuple[str, ...]:
    totals = [one.total for one in order]
    place = str(totals.index(area.total) + 1) if area.total else ""
    shared = " (shared)" if area.total and totals.count(area.total) > 1 else ""
    return (
        place + shared,
        area.lead,
        str(area.total),
        DECK.join(f"{vote.by} {vote.count}" for vote in area.votes),
        all_told(written.groups.get(area.id), written.least),
        area["leverage"],
        area["why"],
    )


def source_tables(material: Material, themes: tuple[ThemeRow, ...]) -> Iterator[ProcessTable]:
    """Where the evidence of each code is from: people in conversations and surveys, and documents."""
    least = material.thresholds.voices
    rows = []
    for row in themes:
        if not (row.survey_excerpts or row.document_excerpts):
            continue
        papers = {
            c.transcript_id
            for c in material.codings
            if material.tree.resolve(c.code_id) == row.code_id
            and Source.of(material.by_id[c.transcript_id].facts.kind) is Source.DOCUMENTS
        }
        rows.append(
            (
                material.tree.domain_title(row.domain_id),
                row.name,
                _people(row.people, least),
                _people(row.survey, least),
                str(len(papers)) if papers else "none",
                _agreement(row, bool(papers)),
            )
        )
    if rows:
        yield ProcessTable(
            "sources",
            "Evidence by source",
            ("Domain", "Code", "People in conversations", "People in surveys", "Documents", "Stands on"),
            tuple(rows),
            "Sources are told apart and never added up: somebody may be in several.",
            "Codes that stand on conversations alone are in the tables of each domain.",
        )


def _people(count: Count, least: int) -> str:
    return told_people(count, least) if count.high else "none"


def _agreement(row: ThemeRow, papers: bool) -> str:
    number = bool(row.people.high) + bool(row.survey.high) + papers
    return f"{number} source{'s' if number > 1 else ''}"


def pair_tables(material: Material, facts: tuple[str, str]) -> Iterator[ProcessTable]:
    """The codes that most people raised, by two facts at once, with what must not be told hidden."""
    scope = Scope(material)
    columns, found = by_column(scope, facts)
    if len(columns) < 2:
        return
    raised = [row for row in found if any(t.state is State.RAISED for t in row.tallies)]
    order = sorted(raised, key=lambda row: -sum(t.people.low for t in row.tallies if not t.hidden))
    values = [tuple(column.label.split(BETWEEN)) for column in columns]
    if any(len(pair) != 2 for pair in values):
        return
    firsts, seconds = (list(dict.fromkeys(pair[side] for pair in values)) for side in (0, 1))
    rows = []
    for row in order[:MOST_PAIRS]:
        told = {pair: t.told for pair, t in zip(values, row.tallies, strict=True)}
        rows += [
            (
                material.tree.codes[row.code_id].name,
                first,
                *(told.get((first, second), NOBODY) for second in seconds),
            )
            for first in firsts
        ]
    yield ProcessTable(
        "pairs",
        f"By {facts[0]} and {facts[1].replace('_', ' ')}",
        ("Code", facts[0].capitalize(), *seconds),
        tuple(rows),
        "A whole can look well while some in it do not: here the people of each pair are counted apart.",
        f"<{material.thresholds.voices} stands where a number could point at somebody, "
        "or would give such a number away.",
    )


def pair_of_facts(material: Material) -> tuple[str, str] | None:
    """The stakeholder group and the fact of people that most of them have; None where nobody has any."""
    tally: dict[str, int] = {}
    values: dict[str, set[str]] = {}
    for person in material.participants:
        for name, value in person.attributes.items():
            if value:
                tally[name] = tally.get(name, 0) + 1
                values.setdefault(name, set()).add(value)
    several = [name for name in tally if len(values[name]) > 1]
    return ("group", max(several, key=lambda name: (tally[name], name))) if several else None
