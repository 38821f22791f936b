"""The section of themes: for each domain with evidence a sentence and a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from coder.analysis.people import SMALLEST_GROUP, Count, shown_together
from coder.analysis.quotes import ChosenQuote
from coder.analysis.themes import ThemeRow
from coder.report.facts import ReportFacts
from coder.report.outline import Block, Cell, Heading, Line, LineKind, Paragraph, Table
from coder.report.wording import counted, group_name, listed

_COLUMNS = ("Code", "People", "Sessions", "Excerpts", "In their words")

Bundles = Sequence[tuple[str, ...]]


def themes_by_domain(facts: ReportFacts) -> Iterator[Block]:
    """A heading, a lead sentence and a table per domain, then which domains have no evidence."""
    for domain_id in facts.domains:
        rows = facts.themes_in(domain_id)
        bundles = shown_together(facts.coded_people[facts.tree.codes[domain_id].codebook_id])
        yield Heading(2, facts.tree.domain_title(domain_id))
        yield Paragraph(_lead(rows, bundles))
        yield _table(facts, domain_id, rows, bundles)
    silent = _silent(facts)
    if silent:
        yield Heading(2, "Domains without evidence")
        yield Paragraph(silent)


def people_lines(row: ThemeRow, bundles: Bundles) -> list[str]:
    """`students 12 of 19` and so on; nothing where one bundle would say the total again."""
    counts = {group.group: group.people for group in row.groups}
    if len(bundles) < 2:
        return []
    return [
        f"{listed(map(group_name, bundle))} {_sum([counts[group] for group in bundle])}" for bundle in bundles
    ]


def _sum(counts: Sequence[Count]) -> Count:
    return sum(counts[1:], counts[0])


def _lead(rows: Sequence[ThemeRow], bundles: Bundles) -> str:
    best = rows[0]
    if not best.people.high:
        return _lead_apart(rows)
    tied = [row for row in rows if row.people == best.people]
    verb = "were each raised" if len(tied) > 1 else "was raised"
    if len(tied) > 3:
        return (
            f"{len(tied)} codes were each raised by {best.people.in_words('people')} in the sessions coded "
            "so far; none was raised by more."
        )
    names = listed(f"\u201c{row.name}\u201d" for row in tied)
    if len(tied) > 1:
        return f"{names} {verb} by the most people, {best.people.in_words('people')}."
    groups = people_lines(best, bundles)
    inside = f" ({', '.join(groups)})" if groups else ""
    return (
        f"{names} {verb} by the most people: {best.people.in_words('people')}{inside}, in {best.sessions} "
        "sessions."
    )


def _lead_apart(rows: Sequence[ThemeRow]) -> str:
    best = max(rows, key=lambda row: row.survey.low)
    if not best.survey.high:
        return "The evidence here is from words that cannot be counted as those of a person."
    return (
        f"The evidence here is from the open survey answers alone: \u201c{best.name}\u201d stands in the "
        f"answers of {best.survey.in_words('respondents')}."
    )


def _table(facts: ReportFacts, domain_id: str, rows: Sequence[ThemeRow], bundles: Bundles) -> Table:
    name = facts.tree.domain_title(domain_id)
    exemplars = facts.quotes.exemplars
    merged = any(len(bundle) > 1 for bundle in bundles)
    note = (
        f"Stakeholder groups of fewer than {SMALLEST_GROUP} people are shown together with another group."
        if merged and len(bundles) > 1
        else ""
    )
    return Table(
        f"{name}: how widely each code was raised",
        _COLUMNS,
        tuple(_row(row, bundles, exemplars.get(row.code_id)) for row in rows),
        f"{counted(len(rows), 'code')} of the domain {name}, the most widely raised first: people in all "
        "and by stakeholder group, sessions, excerpts, and one quote for each.",
        note,
    )


def _row(row: ThemeRow, bundles: Bundles, quote: ChosenQuote | None) -> tuple[Cell, ...]:
    return (
        Cell((Line(row.name, LineKind.STRONG), Line(row.code_id, LineKind.DETAIL))),
        *_counts(row, bundles),
        _quoted(quote),
    )


def _counts(row: ThemeRow, bundles: Bundles) -> tuple[Cell, Cell, Cell]:
    """People, sessions and excerpts; where no conversation carries the code, the cells say only what does."""
    apart = _apart(row)
    people = [Line(text, LineKind.DETAIL) for text in people_lines(row, bundles)]
    survey = [Line(f"survey: {row.survey} respondents", LineKind.DETAIL)] if row.survey_excerpts else []
    if not row.excerpts:
        return Cell(tuple(survey or [Line("documents only")])), Cell.of("none"), Cell(tuple(apart))
    return (
        Cell((Line(f"{row.people} people"), *people, *survey)),
        Cell.of(str(row.sessions)),
        Cell((Line(str(row.excerpts)), *apart)),
    )


def _apart(row: ThemeRow) -> list[Line]:
    counts = (("survey", row.survey_excerpts), ("documents", row.document_excerpts))
    return [Line(f"{source}: {number}", LineKind.DETAIL) for source, number in counts if number]


def _quoted(quote: ChosenQuote | None) -> Cell:
    if quote is None:
        return Cell((Line("No quote left to print", LineKind.DETAIL),))
    return Cell(
        (
            Line(f"\u201c{quote.text}\u201d", LineKind.QUOTE, quote.language),
            Line(quote.attribution, LineKind.DETAIL),
        )
    )


def _silent(facts: ReportFacts) -> str:
    heard = set(facts.domains)
    used = {code.codebook_id for code in map(facts.tree.codes.__getitem__, heard)}
    books = [book for book in facts.tree.codebooks if any(code.usable for code in book.codes)]
    silent = [
        f"\u201c{facts.tree.domain_title(domain)}\u201d"
        for book in books
        if book.id in used
        for domain in facts.tree.domains
        if facts.tree.codes[domain].codebook_id == book.id and domain not in heard
    ]
    unused = [book.name for book in books if book.id not in used]
    if unused:
        silent.append(f"any code of the codebook{'s' if len(unused) > 1 else ''} {listed(unused)}")
    coded = sum(session.coded for session in facts.sessions)
    where = f"in the {counted(coded, 'transcript')} coded so far"
    return f"No excerpt was coded under {listed(silent, 'or')} {where}." if silent else ""
