"""Findings by domain: the claim, whom it holds for, what was said, what speaks against it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from coder.analysis.plots import Bar, BarChart
from coder.analysis.quotes import STUDENTS, ChosenQuote
from coder.domain.theme import Looked
from coder.report.choosing import YES
from coder.report.facts import Finding, ReportFacts
from coder.report.outline import Block, Cell, Figure, Heading, Line, List, Paragraph, Part, Table
from coder.report.voices import quote_block
from coder.report.wording import NOT_SHOWN, capitalized, counted, group_name, listed, small_groups

NO_NEGATIVE_CASES = "Negative cases: somebody looked for words that speak against it, and found none."
_COUNTED = "People whose words are among the evidence, out of all in the sessions coded so far."
_NOT_LOOKED = "Negative cases: nobody has looked yet for words that speak against it."


def findings_by_domain(facts: ReportFacts) -> Iterator[Part]:
    """A heading per domain with findings, and each finding below it."""
    if not facts.findings:
        return
    yield Part("section:findings", "findings", (Heading(1, "Findings by domain"),))
    yield from _overview(facts)
    domains = dict.fromkeys(finding.domains[0] for finding in facts.findings)
    for domain_id in domains:
        title = facts.tree.domain_title(domain_id) if domain_id else "Across all domains"
        yield Part(f"findings:{domain_id}", "findings", (Heading(2, title),))
        for finding in facts.findings:
            if finding.domains[0] == domain_id:
                yield from _finding(facts, finding)


def _overview(facts: ReportFacts) -> Iterator[Part]:
    """A chart of the people behind each finding, with its numbers in a table; for two findings at least."""
    told = [finding for finding in facts.findings if finding.people is not None and finding.people.of]
    if len(told) < 2 or facts.chosen("findings.chart", YES) != YES:
        return
    bars = tuple(_bar(finding) for finding in told)
    chart = BarChart("Share of the people who could speak whose words are among the evidence", bars, 1)
    yield Part("figure:findings", "findings", (Figure("People behind each finding", chart),))
    rows = tuple(
        (Cell((Line(finding.claim, link=f"finding:{finding.id}"),)), Cell.of(bar.told, number=True))
        for finding, bar in zip(told, bars, strict=True)
    )
    table = Table(
        "People behind each finding",
        ("Finding", "People"),
        rows,
        "One row for each finding of the chart, with how many people its evidence is from, out of those "
        "who could speak.",
        "Findings about too few people, or about voices that are not all identified, are not in it. "
        + _COUNTED,
    )
    yield Part("table:findings", "findings", (table,))


def _bar(finding: Finding) -> Bar:
    people = finding.people
    share = people.low / people.of if people is not None else None
    return Bar(finding.theme.short, share, str(people))


def _finding(facts: ReportFacts, finding: Finding) -> Iterator[Part]:
    heading = Heading(3, finding.claim)
    yield Part(f"finding:{finding.id}", "findings", (heading,))
    said = [Paragraph(text) for text in (_how_many(finding, facts.few), _leaning(finding)) if text]
    yield Part(f"claim:{finding.id}", "findings", (*said, *_said(finding.quotes)))
    if len(finding.groups) > 1:
        yield Part(f"grid:{finding.id}", "findings", (_grid(finding, facts.few),))
    yield Part(f"basis:{finding.id}", "findings", tuple(_basis(facts, finding)))


def _how_many(finding: Finding, few: str) -> str:
    if not finding.whole and not finding.groups:
        return "How many people it rests on is not shown: it would tell of a small group."
    if not finding.groups:
        return "How many people it rests on is not known: no evidence is from a conversation."
    if finding.people is None:
        if all(group.people.of_few(finding.least) for group in finding.groups):
            return f"It rests on the words of {few} people, so that no number is given."
        if any(group.people.low != group.people.high for group in finding.groups):
            return "It rests on voices that are not all identified; the ranges stand in the table below."
        return "How many people it rests on stands in the table below, by group."
    who = listed(map(group_name, finding.theme.groups)) or "people"
    return f"It rests on the words of {finding.people.in_words(who)} in the sessions coded so far."


def _leaning(finding: Finding) -> str:
    few = any(group.people.of_few(finding.least) for group in finding.groups)
    if few or not finding.working + finding.wanting:
        return ""
    parts = []
    if finding.working:
        parts.append(f"{counted(finding.working, 'excerpt')} of strengths")
    if finding.wanting:
        parts.append(f"{counted(finding.wanting, 'excerpt')} of inequities or of what needs work")
    return f"Among the evidence {'is' if finding.working + finding.wanting == 1 else 'are'} {listed(parts)}."


def _said(quotes: Sequence[ChosenQuote]) -> Iterator[Block]:
    """Students first."""
    students = [quote for quote in quotes if quote.group == STUDENTS]
    others = [quote for quote in quotes if quote.group != STUDENTS]
    for who, own in (("What students said:", students), ("What others said:", others)):
        if own:
            yield Paragraph(who if students else "What people said:")
            yield from map(quote_block, own)


def _grid(finding: Finding, few: str) -> Table:
    rows = []
    bundled = False
    for group in finding.groups:
        bundled |= len(group.groups) > 1
        told = NOT_SHOWN if group.people.of_few(finding.least) else str(group.people)
        name = capitalized(listed(map(group_name, group.groups)))
        rows.append((Cell.of(name), Cell.of(told, number=True)))
    return Table(
        f"Who raised it: {finding.theme.short}",
        ("Stakeholder group", "People"),
        tuple(rows),
        "One row for each stakeholder group, or for several shown together, with how many of its people "
        "are among the evidence.",
        _COUNTED + (f" {small_groups(few)}" if bundled else ""),
    )


def _basis(facts: ReportFacts, finding: Finding) -> Iterator[Block]:
    theme = finding.theme
    if theme.measures:
        yield Paragraph(f"Data beside it: {listed(theme.measures)}.")
    told = (("We know", theme.know), ("We think", theme.think), ("We assume", theme.assume))
    thought = tuple(f"{what}: {' '.join(text.split())}" for what, text in told if text)
    if thought:
        yield List(thought)
    ids = facts.chosen("findings.ids", YES) == YES
    yield Paragraph(_negative(finding, ids=ids))
    yield from map(quote_block, finding.contrary)
    if ids:
        yield Paragraph(_ids("Evidence", finding.evidence))


def _negative(finding: Finding, *, ids: bool) -> str:
    if finding.against:
        number = counted(len(finding.against), "excerpt speaks", "excerpts speak")
        named = f" ({', '.join(finding.against)})" if ids else ""
        return f"Negative cases: {number} against it{named}."
    if finding.theme.looked is Looked.YES:
        return NO_NEGATIVE_CASES
    if finding.theme.looked is Looked.NO:
        return "Negative cases were not looked for."
    return _NOT_LOOKED


def _ids(what: str, ids: Iterable[str]) -> str:
    told = ", ".join(ids)
    return f"{what}: {told}." if told else f"{what}: none is left in the project."


def across(facts: ReportFacts) -> Iterator[Part]:
    """What reaches over domains: findings with codes of several, codes that stand together, and discord."""
    wide = [finding for finding in facts.findings if len(finding.domains) > 1]
    discord = [finding for finding in facts.findings if finding.against]
    if not (wide or discord or facts.together):
        return
    yield Part("section:across", "across", (Heading(1, "Across domains"),))
    if wide:
        items = tuple(_domains(facts, finding) for finding in wide)
        links = tuple(f"finding:{finding.id}" for finding in wide)
        yield Part("text:across", "across", (Paragraph("Findings in several domains:"), List(items, links)))
    if facts.together:
        yield Part("table:across", "across", (_together(facts),))
    if discord:
        items = tuple(f"{f.claim} ({len(f.against)} against)" for f in discord)
        links = tuple(f"finding:{finding.id}" for finding in discord)
        said = Paragraph("Where people disagree, with excerpts that speak against the finding:")
        yield Part("text:discord", "across", (said, List(items, links)))


def _domains(facts: ReportFacts, finding: Finding) -> str:
    names = listed(facts.tree.domain_title(domain) for domain in finding.domains if domain)
    return f"{finding.claim} ({names})"


def _together(facts: ReportFacts) -> Table:
    codes = facts.tree.codes
    rows = tuple(
        (
            Cell.of(codes[pair.first].name),
            Cell.of(codes[pair.second].name),
            Cell.of(f"{pair.people:,}", number=True),
            Cell.of(f"{pair.excerpts:,}", number=True),
        )
        for pair in facts.together
    )
    return Table(
        "Codes of different domains on the same words",
        ("Code", "Together with", "People", "Excerpts"),
        rows,
        "One row for two codes of different domains that stand on the same words, with how many people "
        "said such words and how many excerpts there are, the most people first.",
        f"Only pairs that at least {facts.least} people raised are shown. {capitalized(facts.few)} people "
        "are never told.",
    )
