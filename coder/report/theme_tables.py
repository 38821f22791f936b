"""The section of themes: for each domain with evidence a sentence and a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from coder.analysis.quotes import ChosenQuote
from coder.analysis.themes import ThemeRow
from coder.analysis.thresholds import Thresholds
from coder.report.facts import ReportFacts
from coder.report.outline import Cell, Heading, Line, LineKind, Paragraph, Part, Table
from coder.report.wording import NOT_SHOWN, capitalized, counted, group_name, listed, small_groups

_COLUMNS = ("Code", "People", "Sessions", "Excerpts", "In their words")


def themes_by_domain(facts: ReportFacts) -> Iterator[Part]:
    """A heading, a lead sentence and a table per domain, then which domains have no evidence."""
    if not facts.themes:
        return
    yield Part("section:themes", "themes", (Heading(1, "Themes by domain"),))
    for domain_id in facts.domains:
        rows = _ordered(facts, domain_id)
        title = facts.tree.domain_title(domain_id)
        yield Part(f"domain:{domain_id}", "themes", (Heading(2, title),))
        table = _table(facts, domain_id, rows)
        yield Part(f"table:{domain_id}", "themes", (Paragraph(_lead(rows, facts)), table))
    silent = _silent(facts)
    if silent:
        said = (Heading(2, "Domains without evidence"), Paragraph(silent))
        yield Part("text:silent", "themes", said)


def people_lines(row: ThemeRow) -> list[str]:
    """`students 12 of 19` and so on; nothing where one line would say the total again."""
    if len(row.groups) < 2:
        return []
    return [f"{listed(map(group_name, group.groups))} {group.people}" for group in row.groups]


def _ordered(facts: ReportFacts, domain_id: str) -> Sequence[ThemeRow]:
    """Widest first, but as in the codebook where the order would tell what a few people raised."""
    rows = facts.themes_in(domain_id)
    place = {code_id: n for n, code_id in enumerate(facts.tree.codes)}
    return sorted(rows, key=lambda row: place[row.code_id]) if _about_few(rows[0], facts.least) else rows


def _about_few(row: ThemeRow, least: int) -> bool:
    """Whether what stands first in the table of a row, conversations or else answers, is of a few people."""
    return row.people.of_few(least) or (not row.people.of and row.survey.of_few(least))


def _lead(rows: Sequence[ThemeRow], facts: ReportFacts) -> str:
    best = rows[0]
    if best.people.of_few(facts.least) and any(row.excerpts for row in rows):
        return (
            f"{capitalized(facts.few)} people took part in the sessions coded so far, so that neither "
            "numbers nor words of theirs are given here."
        )
    if not best.people.high:
        return _lead_apart(rows, facts)
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
    groups = people_lines(best)
    inside = f" ({', '.join(groups)})" if groups else ""
    sessions = "session" if best.sessions.of == 1 else "sessions"
    return (
        f"{names} {verb} by the most people: {best.people.in_words('people')}{inside}, in {best.sessions} "
        f"{sessions}."
    )


def _lead_apart(rows: Sequence[ThemeRow], facts: ReportFacts) -> str:
    if any(row.excerpts for row in rows):
        return "How many people raised what is said here is not known: the voices are not identified."
    best = max(rows, key=lambda row: row.survey.low)
    if best.survey.of_few(facts.least):
        return f"The evidence here is from the open survey answers of {facts.few} people, and not counted."
    if not best.survey.high:
        return "The evidence here is from words that cannot be counted as those of a person."
    return (
        f"The evidence here is from the open survey answers alone: \u201c{best.name}\u201d stands in the "
        f"answers of {best.survey.in_words('respondents')}."
    )


def _table(facts: ReportFacts, domain_id: str, rows: Sequence[ThemeRow]) -> Table:
    name = facts.tree.domain_title(domain_id)
    exemplars = facts.quotes.exemplars
    few = rows[0].people.of_few(facts.least) or rows[0].survey.of_few(facts.least)
    bundled = len(rows[0].groups) > 1 and any(len(group.groups) > 1 for group in rows[0].groups)
    return Table(
        f"{name}: how widely each code was raised",
        _COLUMNS,
        tuple(_row(row, exemplars.get(row.code_id), facts.thresholds) for row in rows),
        f"{counted(len(rows), 'code')} of the domain {name}, "
        f"{'as in the codebook' if _about_few(rows[0], facts.least) else 'the most widely raised first'}: "
        "people in all and by stakeholder group, sessions, excerpts, and one quote for each.",
        small_groups(facts.few) if bundled or few else "",
    )


def _row(row: ThemeRow, quote: ChosenQuote | None, limits: Thresholds) -> tuple[Cell, ...]:
    name = Cell((Line(row.name, LineKind.STRONG), Line(row.code_id, LineKind.DETAIL)))
    return (name, *_counts(row, limits), _quoted(quote, row, limits))


def _counts(row: ThemeRow, limits: Thresholds) -> tuple[Cell, Cell, Cell]:
    """People, sessions and excerpts; where no conversation carries the code, the cells say only what does."""
    survey, apart = _survey(row, limits), _apart(row, limits)
    if row.people.of_few(limits.voices):
        # The same for every code, so that not even whether one of the few raised it can be read.
        hidden = Line(NOT_SHOWN)
        return Cell((Line(f"{limits.few} people"), *survey)), Cell((hidden,)), Cell((hidden, *apart))
    if not row.excerpts:
        sources = tuple(survey or [Line("documents only")])
        return Cell(sources), Cell.of("none"), Cell(tuple(apart) or (Line(NOT_SHOWN),))
    people = [Line(text, LineKind.DETAIL) for text in people_lines(row)]
    total = f"{row.people} people" if row.people.high else "number of people not known"
    return (
        Cell((Line(total), *people, *survey)),
        Cell.of(str(row.sessions)),
        Cell((Line(str(row.excerpts)), *apart)),
    )


def _survey(row: ThemeRow, limits: Thresholds) -> list[Line]:
    if row.survey.of_few(limits.voices):
        return [Line(f"survey: {limits.few} people", LineKind.DETAIL)]
    if not row.survey_excerpts:
        return []
    told = f"{row.survey} respondents" if row.survey.high else "number of respondents not known"
    return [Line(f"survey: {told}", LineKind.DETAIL)]


def _apart(row: ThemeRow, limits: Thresholds) -> list[Line]:
    survey = 0 if row.survey.of_few(limits.voices) else row.survey_excerpts
    counts = (("survey", survey), ("documents", row.document_excerpts))
    return [Line(f"{source}: {number}", LineKind.DETAIL) for source, number in counts if number]


def _quoted(quote: ChosenQuote | None, row: ThemeRow, limits: Thresholds) -> Cell:
    if quote is None:
        few = row.people.of_few(limits.voices) or row.survey.of_few(limits.voices)
        reason = f"No words of {limits.few} people are printed" if few else "No quote left to print"
        return Cell((Line(reason, LineKind.DETAIL),))
    return Cell(
        (
            Line(f"\u201c{quote.shown}\u201d", LineKind.QUOTE, quote.language, origin=quote.origin),
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
