"""Who was heard and how the work was done, written from the data alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from coder.analysis.frame import CONVERSATIONS
from coder.analysis.people import HeardRow
from coder.analysis.quotes import LONGEST, PER_PERSON, SHORTEST
from coder.domain.coding import Origin
from coder.domain.transcript import TranscriptKind
from coder.report.facts import ReportFacts, SessionFact
from coder.report.outline import Block, Cell, Line, LineKind, List, Paragraph, Table
from coder.report.wording import (
    capitalized,
    counted,
    group_name,
    listed,
    months,
    of_kind,
    period,
)

NOTHING_CODED = "No transcript has been coded yet, so this report has no theme tables."
"""Stands where the share of suggestions and the counting rules would stand."""

_MEMBERS = {"families": "family members"}
_COLUMNS = ("Stakeholder group", "Sessions", "People", "Turns", "Words")


def who_we_heard(facts: ReportFacts) -> Iterator[Block]:
    """A sentence, the table by group and kind, and what happened in which wave."""
    if not facts.sessions:
        yield Paragraph("No transcript has been imported yet.")
        return
    yield Paragraph(_heard_sentence(facts))
    if facts.heard:
        yield _heard_table(facts)
    waves = _waves(facts.sessions)
    if waves:
        yield List(waves) if len(waves) > 1 else Paragraph(waves[0])


def how_we_worked(facts: ReportFacts) -> Iterator[Block]:
    """The method paragraph, and what follows from it for counts and quotes."""
    if not facts.codings:
        yield Paragraph(" ".join([*_material(facts), NOTHING_CODED]))
        return
    yield Paragraph(" ".join([*_material(facts), *_coding(facts)]))
    if facts.themes:
        yield Paragraph(_counting())
    if facts.quotes.all:
        yield Paragraph(_quoting(facts))


def _heard_sentence(facts: ReportFacts) -> str:
    talks = [s for s in facts.sessions if s.kind in CONVERSATIONS]
    parts = []
    if talks:
        people = sum(facts.people.values())
        parts.append(
            f"{counted(people, 'person', 'people')} took part in {counted(len(talks), 'session')}"
            + (f": {_by_group(facts.people)}." if facts.people else ".")
        )
    if facts.respondents:
        number = sum(facts.respondents.values())
        parts.append(
            f"{counted(number, 'person', 'people')} answered open survey questions: "
            f"{_by_group(facts.respondents)}. Their answers are counted apart."
        )
    return " ".join(parts) or "The material is documents alone."


def _by_group(people: Mapping[str, int]) -> str:
    return listed(f"{number} {_MEMBERS.get(group, group_name(group))}" for group, number in people.items())


def _heard_table(facts: ReportFacts) -> Table:
    rows = [*_heard_rows(facts), _total_row(facts)]
    note = (
        "Turns and words of facilitators and observers are left out. A session with several groups counts "
        "for each of them, and a person in several sessions counts once."
    )
    return Table(
        "Who was heard, by stakeholder group",
        _COLUMNS,
        tuple(rows),
        "One row for each stakeholder group with its sessions by kind and the number of people, turns and "
        "words, open survey answers in rows of their own, the total of all conversations in the last.",
        note,
    )


def _heard_rows(facts: ReportFacts) -> Iterator[tuple[Cell, ...]]:
    """A row per group and source; how many people came to which kind of session is not told.

    One interview with one student would otherwise be a row about one child.
    """
    by_source: dict[tuple[str | None, bool], list[HeardRow]] = {}
    for row in facts.heard:
        by_source.setdefault((row.group, row.kind in CONVERSATIONS), []).append(row)
    for (group, talked), rows in by_source.items():
        people = facts.people if talked else facts.respondents
        yield (
            Cell.of("Not identified" if group is None else capitalized(group_name(group))),
            Cell.of(listed(of_kind(row.sessions, row.kind) for row in rows)),
            Cell.of("not known" if group is None else f"{people.get(group, 0):,}", number=True),
            Cell.of(f"{sum(row.turns for row in rows):,}", number=True),
            Cell.of(f"{sum(row.words for row in rows):,}", number=True),
        )


def _total_row(facts: ReportFacts) -> tuple[Cell, ...]:
    rows = [row for row in facts.heard if row.kind in CONVERSATIONS]
    sessions = sum(session.kind in CONVERSATIONS for session in facts.sessions)
    numbers = (sum(facts.people.values()), sum(r.turns for r in rows), sum(r.words for r in rows))
    texts = ("All groups", f"{counted(sessions, 'conversation')}")
    names = (Cell((Line(text, LineKind.STRONG),)) for text in texts)
    return (*names, *(Cell((Line(f"{n:,}", LineKind.STRONG),), number=True) for n in numbers))


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
        yield f"The conversations were with {_by_group(facts.people)}."


def _coding(facts: ReportFacts) -> Iterator[str]:
    coded = [session for session in facts.sessions if session.coded]
    yield (
        f"So far {len(coded)} of the {counted(len(facts.sessions), 'transcript')} carry codings: "
        f"{counted(facts.codings, 'coding')} by {counted(facts.coders, 'coder')}. A coding is one code "
        "put on one excerpt by one coder."
    )
    left = [session for session in facts.sessions if not session.coded]
    if left:
        yield f"Not coded yet, and therefore in no count of themes: {_named(left)}."
    yield _origins(facts)


def _named(sessions: list[SessionFact]) -> str:
    """Labels, except of interviews: the label of a talk with one person could tell who it is."""
    labels = [session.label for session in sessions if session.kind is not TranscriptKind.INTERVIEW]
    interviews = len(sessions) - len(labels)
    return listed([*labels, *([of_kind(interviews, TranscriptKind.INTERVIEW)] if interviews else [])])


def _origins(facts: ReportFacts) -> str:
    accepted, corrected = facts.origins.get(Origin.ACCEPTED, 0), facts.origins.get(Origin.CORRECTED, 0)
    imported = facts.origins.get(Origin.IMPORTED, 0)
    machine = (
        f"{accepted + corrected:,} of the {counted(facts.codings, 'coding')} began as machine suggestions"
    )
    how = f" ({accepted:,} accepted as proposed, {corrected:,} corrected)" if accepted + corrected else ""
    others = f"; {imported:,} were imported from other files" if imported else ""
    return (
        f"{machine}{how}{others}. A machine suggestion counts only when a person has accepted it, as it "
        "was or corrected."
    )


def _counting() -> str:
    return (
        "Codings of one code on overlapping words, by one coder or by several, count as one excerpt. A "
        "person counts as raising a theme when at least one coder put its code on their words. Totals are "
        "of the people in the sessions that carry a code of the same codebook."
    )


def _quoting(facts: ReportFacts) -> str:
    text = (
        f"Quotes are {SHORTEST} to {LONGEST} words from one turn of one participant, checked letter by "
        "letter against the transcript. Excerpts that the coders starred come first, then specific "
        "examples and strong words, then those of a middle length, students before others. No words are "
        f"quoted twice, and nobody is quoted more than {PER_PERSON} times."
    )
    kept_out = (
        (facts.quotes.skipped_for_names, "a speaker\u2019s name"),
        (facts.quotes.skipped_for_sites, "the name of a school in a student\u2019s words"),
    )
    reasons = [f"{counted(number, 'excerpt')} for {why}" for number, why in kept_out if number]
    return f"{text} Not quoted because of what they tell: {listed(reasons)}." if reasons else text
