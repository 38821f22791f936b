"""Who was heard and how the work was done, written from the data alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping

from coder.analysis.frame import CONVERSATIONS, Source
from coder.analysis.people import HeardRow, shown_together
from coder.analysis.plots import Bar, BarChart
from coder.analysis.quotes import LONGEST, PER_PERSON, SHORTEST
from coder.domain.coding import Origin
from coder.domain.transcript import TranscriptKind
from coder.report.choosing import YES
from coder.report.facts import ReportFacts, SessionFact
from coder.report.outline import Block, Cell, Figure, Heading, Line, LineKind, List, Paragraph, Part, Table
from coder.report.wording import (
    NOT_SHOWN,
    capitalized,
    counted,
    day,
    group_name,
    listed,
    members,
    months,
    of_kind,
    parsed,
    period,
    small_groups,
)

NOTHING_USED = "Nothing that was coded may be used, so this report has no theme tables."
NOTHING_CODED = "No transcript has been coded yet, so this report has no theme tables."
"""Stands where the share of suggestions and the counting rules would stand."""

_COLUMNS = ("Stakeholder group", "Sessions", "People", "Turns", "Words")


def who_we_heard(facts: ReportFacts) -> Iterator[Part]:
    """A sentence, the table by group and kind, and what happened in which wave."""
    yield Part("section:heard", "heard", (Heading(1, "Who we heard from"),))
    if not facts.sessions:
        yield Part("table:heard", "heard", (Paragraph("No transcript has been imported yet."),))
        return
    table = (_heard_table(facts),) if facts.heard else ()
    yield Part("table:heard", "heard", (Paragraph(_heard_sentence(facts)), *table))
    yield from _heard_figure(facts)
    waves = _waves(facts.sessions)
    if waves:
        told = List(waves) if len(waves) > 1 else Paragraph(waves[0])
        yield Part("text:waves", "heard", (told,))


def how_we_worked(facts: ReportFacts) -> Iterator[Part]:
    """The method paragraph, and what follows from it for counts and quotes."""
    yield Part("section:worked", "worked", (Heading(1, "How we worked"),))
    yield Part("text:worked", "worked", tuple(_method(facts)))
    if facts.adapted:
        yield Part("heading:adapted", "worked", (Heading(2, "How the codebook was adapted"),))
        yield Part("table:adapted", "worked", (_adapted(facts.adapted),))


def _adapted(changes: Iterable[tuple[str, str, str]]) -> Table:
    return Table(
        "What was changed in the codebook while it was used",
        ("Day", "What", "Why"),
        tuple(
            (Cell.of(_day(at)), Cell.of(capitalized(what)), Cell.of(why or "not noted"))
            for at, what, why in changes
        ),
        "One row for each change of the codebook in this project, the first one first.",
        "Excerpts coded before a change keep their code unless the row says otherwise.",
    )


def _day(text: str) -> str:
    found = parsed(text)
    return day(found) if found else text


def _method(facts: ReportFacts) -> Iterator[Block]:
    if not facts.codings:
        closed = any(session.closed for session in facts.sessions)
        yield Paragraph(" ".join([*_material(facts), NOTHING_USED if closed else NOTHING_CODED]))
        return
    yield Paragraph(" ".join([*_material(facts), *_coding(facts)]))
    if facts.themes:
        yield Paragraph(_counting())
    if facts.quotes.all:
        yield Paragraph(_quoting(facts))


def _heard_sentence(facts: ReportFacts) -> str:
    talks = sum(session.kind in CONVERSATIONS for session in facts.sessions)
    parts = []
    if talks:
        sessions = counted(talks, "session")
        parts.append(
            f"{capitalized(_people(facts.people, facts))} took part in {sessions}"
            f"{_by_group(facts.people, facts)}."
            if facts.people
            else f"How many people took part in {sessions} is not known: no speaker is identified as a "
            "participant."
        )
    if facts.respondents:
        parts.append(
            f"{capitalized(_people(facts.respondents, facts))} answered open survey questions"
            f"{_by_group(facts.respondents, facts)}. Their answers are counted apart."
        )
    elif any(session.kind is TranscriptKind.SURVEY_COMMENTS for session in facts.sessions):
        parts.append("How many people answered the open survey questions is not known.")
    return " ".join(parts) or "The material is documents alone."


def _people(sizes: Mapping[str, int], facts: ReportFacts) -> str:
    number = sum(sizes.values())
    return f"{facts.few} people" if number < facts.least else counted(number, "person", "people")


def _by_group(sizes: Mapping[str, int], facts: ReportFacts) -> str:
    """`: 19 students and 8 family members or leaders`; nothing where the numbers would be too small."""
    if sum(sizes.values()) < facts.least:
        return ""
    bundles = shown_together(sizes, facts.least)
    return ": " + listed(f"{sum(sizes[g] for g in bundle):,} {members(bundle)}" for bundle in bundles)


def _heard_table(facts: ReportFacts) -> Table:
    note = (
        "Turns and words of facilitators and observers are left out. A session with several groups counts "
        "for each of them, and a person in several sessions counts once."
    )
    if any(row.groups and (len(row.groups) > 1 or row.people < facts.least) for row in facts.heard):
        note += f" {small_groups(facts.few)}"
    return Table(
        "Who was heard, by stakeholder group",
        _COLUMNS,
        (*(_heard_row(row, facts) for row in facts.heard), _total_row(facts)),
        "One row for each stakeholder group, or for several shown together, with their sessions by kind and "
        "the number of people, turns and words, open survey answers in rows of their own, the total of all "
        "conversations in the last.",
        note,
    )


def _heard_figure(facts: ReportFacts) -> Iterator[Part]:
    """The people of the table as bars, from two groups on; too few people have no bar."""
    rows = [row for row in facts.heard if row.groups and row.source is Source.TALK and row.people]
    if len(rows) < 2 or facts.chosen("heard.chart", YES) != YES:
        return
    bars = tuple(
        Bar(_named(row), float(row.people), f"{row.people:,}")
        if row.people >= facts.least
        else Bar(_named(row), None, facts.few)
        for row in rows
    )
    chart = BarChart("People who took part in conversations, by stakeholder group", bars)
    yield Part("figure:heard", "heard", (Figure("Who took part, by stakeholder group", chart),))


def _named(row: HeardRow) -> str:
    return "Not identified" if row.groups is None else capitalized(listed(map(group_name, row.groups)))


def _heard_row(row: HeardRow, facts: ReportFacts) -> tuple[Cell, ...]:
    """How many people came to which kind of session is not told.

    One interview with one student would otherwise be a row about one child.
    """
    sessions = listed(of_kind(number, kind) for kind, number in row.sessions)
    told = _numbers(facts, (row.people, row.turns, row.words), LineKind.PLAIN)
    return (Cell.of(_named(row)), Cell.of(sessions), *told)


def _total_row(facts: ReportFacts) -> tuple[Cell, ...]:
    rows = [row for row in facts.heard if row.source is Source.TALK]
    sessions = sum(session.kind in CONVERSATIONS for session in facts.sessions)
    names = ("All groups", counted(sessions, "conversation"))
    turns, words = sum(row.turns for row in rows), sum(row.words for row in rows)
    return (
        *(Cell((Line(name, LineKind.STRONG),)) for name in names),
        *_numbers(facts, (sum(facts.people.values()), turns, words), LineKind.STRONG),
    )


def _numbers(facts: ReportFacts, amounts: tuple[int, int, int], kind: LineKind) -> Iterator[Cell]:
    """The cells of people, turns and words; few people have no numbers, none are not known."""
    people, turns, words = amounts
    texts = (f"{people:,}" if people else "not known", f"{turns:,}", f"{words:,}")
    if 0 < people < facts.least:
        texts = (facts.few, NOT_SHOWN, NOT_SHOWN)
    return (Cell((Line(text, kind),), number=True) for text in texts)


def _waves(sessions: Iterable[SessionFact]) -> tuple[str, ...]:
    waves: dict[str, list[SessionFact]] = {}
    for session in sessions:
        if session.wave:
            waves.setdefault(session.wave, []).append(session)
    told = []
    for wave in sorted(waves, key=lambda name: (len(name), name) if name.isdigit() else (99, name)):
        when = months(session.date for session in waves[wave])
        name = f"Wave {wave}" if wave.isdigit() else capitalized(wave)
        told.append(f"{name}{f' ({when})' if when else ''}: {_kinds(waves[wave])}.")
    return tuple(told)


def _kinds(sessions: Iterable[SessionFact]) -> str:
    tally = Counter(session.kind for session in sessions)
    return listed(of_kind(tally[kind], kind) for kind in TranscriptKind if tally[kind])


def _material(facts: ReportFacts) -> Iterator[str]:
    if not facts.sessions:
        return
    when = period(session.date for session in facts.sessions)
    waves = len({session.wave for session in facts.sessions if session.wave})
    in_waves = f" in {counted(waves, 'wave')}" if waves > 1 else ""
    yield (
        f"This report rests on {_kinds(facts.sessions)}" + (f", held {when}" if when else "") + f"{in_waves}."
    )
    if facts.people:
        groups = _by_group(facts.people, facts).removeprefix(": ")
        yield f"The conversations were with {groups or _people(facts.people, facts)}."
    if facts.repeated_labels:
        yield _repeated(facts.repeated_labels)


def _repeated(labels: int) -> str:
    one = labels == 1
    return (
        f"{counted(labels, 'speaker label')} {'stands' if one else 'stand'} in several transcripts without "
        f"being matched with a person; {'it counts' if one else 'each counts'} as another person in each of "
        "them, so that there may be fewer people than are counted here."
    )


def _coding(facts: ReportFacts) -> Iterator[str]:
    yield (
        f"{_carrying(facts.sessions)}: {counted(facts.codings, 'coding')} by "
        f"{counted(facts.coders, 'coder')}. A coding is one code put on one excerpt by one coder."
    )
    left = [session for session in facts.sessions if not session.coded and not session.closed]
    if left:
        yield f"Not coded yet, and therefore in no count of themes: {_kinds(left)}."
    closed = [session for session in facts.sessions if session.closed]
    if closed:
        yield f"In no count of themes, because what was coded may not be used: {_kinds(closed)}."
    yield _origins(facts)
    if facts.inside:
        yield (
            "Where results were explained by who students or families are, the words stay with the team for "
            "its own discussion: they are in no count and no quote of this report."
        )


def _carrying(sessions: Collection[SessionFact]) -> str:
    if len(sessions) == 1:
        return "The only transcript carries codings"
    coded = sum(session.coded for session in sessions)
    verb = "carries" if coded == 1 else "carry"
    return f"So far {coded} of the {counted(len(sessions), 'transcript')} {verb} codings"


def _origins(facts: ReportFacts) -> str:
    accepted, corrected = facts.origins.get(Origin.ACCEPTED, 0), facts.origins.get(Origin.CORRECTED, 0)
    imported = facts.origins.get(Origin.IMPORTED, 0)
    known = facts.codings - imported
    began = counted(accepted + corrected, "began as a machine suggestion", "began as machine suggestions")
    how = f" ({accepted:,} accepted as proposed, {corrected:,} corrected)" if accepted + corrected else ""
    told = [f"Of {counted(known, 'coding')} made with this program, {began}{how}."] if known else []
    if imported:
        told.append(
            f"{counted(imported, 'coding was', 'codings were')} imported from tables that do not say how "
            "they began."
        )
    told.append("A machine suggestion counts only when a person has accepted it, as it was or corrected.")
    return " ".join(told)


def _counting() -> str:
    return (
        "Codings of one code on overlapping words, by one coder or by several, count as one excerpt. A "
        "person counts as raising a theme when at least one coder put its code on their words. Totals are "
        "of the people in the sessions that carry a code of the same codebook."
    )


def _quoting(facts: ReportFacts) -> str:
    text = (
        f"Quotes are {SHORTEST} to {LONGEST} words from one turn of one participant, checked letter by "
        "letter against the transcript; a cut is marked [\u2026]. Excerpts that the coders starred come "
        "first, then specific "
        "examples and strong words, then those of a middle length, students before others. No words are "
        f"quoted twice, and nobody is quoted more than {PER_PERSON} times."
    )
    kept_out = (
        (facts.quotes.skipped_for_names, "a name in them"),
        (facts.quotes.skipped_for_sites, "the name of a school that would tell of whom they are"),
    )
    reasons = [f"{counted(number, 'excerpt')} for {why}" for number, why in kept_out if number]
    if reasons:
        text += f" Not quoted because of what they tell: {listed(reasons)}."
    if facts.quotes.skipped_for_few:
        text += f" Nobody is quoted from groups that have {facts.few} people together."
    return text
