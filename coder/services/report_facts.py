"""All that a report says, counted and chosen from what a project holds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from coder import __version__
from coder.analysis.claim_counts import claim_count
from coder.analysis.cooccurrence import pairs
from coder.analysis.counting import Scope
from coder.analysis.frame import Material, Source, codings_frame
from coder.analysis.names import NameFinder
from coder.analysis.people import (
    attendance,
    group_sizes,
    people_by_group,
    repeated_labels,
    who_was_heard,
)
from coder.analysis.published import GridRow, protected_report
from coder.analysis.quotes import (
    APPRAISAL,
    QuoteSelection,
    check_words,
    choose_quotes,
    every_quote,
)
from coder.analysis.themes import ThemeRow, theme_rows
from coder.analysis.widely import WaveRow, wave_change
from coder.domain.coding import Coding, Origin
from coder.domain.matrix import MatrixCell, RowKind
from coder.domain.recommendation import Progress, Ranked, ranked, told_ties
from coder.domain.theme import Theme
from coder.report.facts import Advice, Doubled, Finding, MatrixRow, ReportFacts, SessionFact, Together
from coder.report.wording import capitalized, group_name
from coder.services.gathering import Claims
from coder.services.journeys import journey_tables
from coder.services.processes import entry_grids, entry_groups, entry_quotes, process_tables

_PAIRS = 12
_AGAINST = "against "
_NOTHING = Claims()


def report_facts(
    material: Material,
    project: str,
    written: date,
    claims: Claims = _NOTHING,
    sections: Collection[str] = (),
) -> ReportFacts:
    """Count and choose: all that a report of `material` says.

    What is costly is done only for the sections that tell it, and for all where none is named.
    Raises StoreError when the words kept with a coding are not those of the transcript.
    """
    check_words(material)
    counted = _counted(material, claims, sections)
    ranking = ranked(r for r in claims.recommendations if r.status is not Progress.DROPPED)
    waves, movement = _movement(material) if "since" in sections or not sections else ((), ())
    return replace(
        _basis(material, project, written),
        themes=counted.themes,
        quotes=counted.quotes,
        findings=counted.findings,
        recommendations=tuple(_advice(one, counted.findings) for one in ranking),
        ties=tuple(told_ties(ranking)),
        together=tuple(_together(material)) if "across" in sections or not sections else (),
        waves=waves,
        movement=movement,
        matrix=tuple(_matrix(material, claims.cells)),
        history=claims.history,
        adapted=claims.adapted,
        questions=claims.questions,
        excerpts=every_quote(material, counted.codes) if "excerpts" in sections else {},
        inside=claims.inside,
        processes=process_tables(material, claims, sections, counted.themes, counted.groups)
        | journey_tables(material, claims, sections),
    )


def _basis(material: Material, project: str, written: date) -> ReportFacts:
    """Who was heard and how the work was done, before anything is chosen."""
    return ReportFacts(
        project,
        written,
        material.tree,
        _sessions(material),
        who_was_heard(material),
        people_by_group(material, Source.TALK),
        people_by_group(material, Source.SURVEY),
        len(repeated_labels(material)),
        len({coding.coder for coding in material.codings}),
        Counter(coding.origin for coding in material.codings),
        doubled=_doubled(material),
        version=__version__,
        thresholds=material.thresholds,
    )


@dataclass(frozen=True, slots=True)
class _Counted:
    """The rows of theme tables and the findings, protected together; codes with evidence, and quotes."""

    themes: tuple[ThemeRow, ...]
    findings: tuple[Finding, ...]
    codes: list[str]
    quotes: QuoteSelection
    groups: dict[str, GridRow] = field(default_factory=dict)


def _counted(material: Material, claims: Claims, sections: Collection[str]) -> _Counted:
    """What is told of people and in whose words; excerpts alone need no more than the codes."""
    if set(sections) == {"excerpts"}:
        nothing = QuoteSelection()
        return _Counted((), _findings(claims.themes, material, nothing, ()), _coded(material), nothing)
    rows = theme_rows(codings_frame(material), material)
    written = entry_grids(claims.entries, material) if {"causes", "focus"} & set(sections) else ()
    told = [*_grids(claims.themes, material), *written]
    themes, grids = protected_report(rows, told, material.thresholds)
    codes = [row.code_id for row in themes]
    wanted = _wanted(claims.themes) | entry_quotes(claims.entries, sections)
    quotes = choose_quotes(material, codes, claims=wanted)
    findings = _findings(claims.themes, material, quotes, grids)
    return _Counted(themes, findings, codes, quotes, entry_groups(grids))


def _grids(themes: Iterable[Theme], material: Material) -> Iterator[GridRow]:
    """The people behind each theme with evidence from a conversation."""
    talk = {t.id for t in material.from_source(Source.TALK)}
    heard = {coding.id for coding in material.codings if coding.transcript_id in talk}
    for theme in themes:
        if heard.intersection(theme.evidence):
            yield GridRow(theme.id, claim_count(theme, material).groups, theme.groups)


def _coded(material: Material) -> list[str]:
    """The codes that stand on anything, as in the codebooks."""
    used = {coding.code_id for coding in material.codings}
    return [code for code in material.tree.codes if code in used]


def _sessions(material: Material) -> tuple[SessionFact, ...]:
    return tuple(
        SessionFact(
            t.facts.kind, t.facts.wave, t.facts.date, t.id in material.coded_ids, t.id in material.closed
        )
        for t in material.transcripts
    )


def _wanted(themes: Iterable[Theme]) -> dict[str, tuple[str, ...]]:
    """Which codings each theme would have quoted: its own choice first, then what speaks against it."""
    found: dict[str, tuple[str, ...]] = {}
    for theme in themes:
        found[theme.id] = theme.quotes
        if theme.negative_cases:
            found[_AGAINST + theme.id] = theme.negative_cases
    return found


def _findings(
    themes: Iterable[Theme], material: Material, quotes: QuoteSelection, grids: Iterable[GridRow]
) -> tuple[Finding, ...]:
    known = {grid.id: grid for grid in grids}
    by_id = {coding.id: coding for coding in material.codings}
    found = [
        _finding(theme, material, quotes, by_id, known.get(theme.id, GridRow(theme.id, ())))
        for theme in themes
    ]
    order = {domain: place for place, domain in enumerate(material.tree.domains)}
    return tuple(sorted(found, key=lambda f: (order.get(f.domains[0], len(order)), f.theme.position)))


def _finding(
    theme: Theme, material: Material, quotes: QuoteSelection, by_id: Mapping[str, Coding], grid: GridRow
) -> Finding:
    tree = material.tree
    codes = [code for code in map(tree.resolve, theme.code_ids) if code in tree.codes]
    evidence = [by_id[id_] for id_ in theme.evidence if id_ in by_id]
    said = Counter(value for coding in evidence for value in coding.lenses.get(APPRAISAL, ()))
    return Finding(
        theme,
        tuple(dict.fromkeys(tree.domain(code).id for code in codes)) or ("",),
        grid.groups,
        tuple(coding.id[:8] for coding in evidence),
        tuple(id_[:8] for id_ in theme.negative_cases if id_ in by_id),
        said["working"] + said["progress"],
        said["focus"] + said["mixed"],
        quotes.claims.get(theme.id, ()),
        quotes.claims.get(_AGAINST + theme.id, ())[:1],
        material.thresholds.voices,
        grid.whole,
    )


def _advice(one: Ranked, findings: Iterable[Finding]) -> Advice:
    themes = one.recommendation.theme_ids
    return Advice(one.recommendation, one.place, one.tied, tuple(f for f in findings if f.theme.id in themes))


def _together(material: Material) -> Iterator[Together]:
    """Pairs of codes of different domains that enough people raised, the most people first."""
    tree, least = material.tree, material.thresholds.voices
    found = [
        Together(pair.first, pair.second, pair.both, pair.people)
        for pair in pairs(Scope(material))
        if pair.people >= least and tree.domain(pair.first).id != tree.domain(pair.second).id
    ]
    yield from sorted(found, key=lambda pair: (-pair.people, -pair.excerpts, pair.first))[:_PAIRS]


def _movement(material: Material) -> tuple[tuple[str, ...], tuple[WaveRow, ...]]:
    waves = {t.facts.wave for t in material.from_source(Source.TALK) if t.facts.wave}
    if len(waves) < 2:
        return (), ()
    names, rows = wave_change(Scope(material))
    return tuple(names), tuple(row for row in rows if any(count.high for count in row.waves or ()))


def _matrix(material: Material, cells: Iterable[MatrixCell]) -> Iterator[MatrixRow]:
    """What was written about stakeholder groups; nothing about one person, one session or a few people.

    Summaries that hold the name of a speaker or participant are left out.
    """
    sizes = group_sizes(attendance(material.from_source(Source.TALK)), material.groups)
    speakers = [speaker for transcript in material.transcripts for speaker in transcript.speakers]
    names = {name for speaker in speakers for name in (speaker.label, speaker.name)}
    finder = NameFinder(names | {person.label for person in material.participants})
    rows: dict[str, dict[str, str]] = defaultdict(dict)
    least = material.thresholds.voices
    for cell in cells:
        fits = cell.row_kind is RowKind.GROUP and sizes.get(cell.row_id, 0) >= least
        if fits and cell.code_id in material.tree.codes and not finder.found_in(cell.summary):
            rows[cell.row_id][cell.code_id] = cell.summary
    for group in sizes:
        if rows.get(group):
            yield MatrixRow(capitalized(group_name(group)), rows[group])


def _doubled(material: Material) -> Doubled:
    by_transcript: dict[str, list[Coding]] = defaultdict(list)
    for coding in material.codings:
        by_transcript[coding.transcript_id].append(coding)
    several = [codings for codings in by_transcript.values() if len({c.coder for c in codings}) > 1]
    unassisted = sum(all(c.origin is Origin.TYPED for c in codings) for codings in several)
    return Doubled(len(several), unassisted)
