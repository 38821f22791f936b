"""Facts → outline: which sections a report has, in which order, and what each says."""

from __future__ import annotations

from collections.abc import Iterator

from coder.analysis.frame import Source
from coder.analysis.labels import ANYBODY
from coder.analysis.people import SMALLEST_GROUP
from coder.domain.transcript import TranscriptKind
from coder.report import appendix, method, theme_tables
from coder.report.facts import ReportFacts
from coder.report.outline import Block, Heading, List, Outline, Paragraph, Quote, TitleBlock
from coder.report.wording import FEW, day, listed

LANGUAGE = "en-US"
"""The language that reports are written in."""

_SOURCES = (
    ("focus groups", TranscriptKind.FOCUS_GROUP),
    ("interviews", TranscriptKind.INTERVIEW),
    ("work sessions", TranscriptKind.WORK_SESSION),
    ("open survey answers", TranscriptKind.SURVEY_COMMENTS),
    ("documents", TranscriptKind.ARTIFACT),
    ("field notes", TranscriptKind.FIELD_NOTES),
)


def build_report(facts: ReportFacts) -> Outline:
    """The whole report. It says only what `facts` hold, and never a name, a site or a title."""
    return Outline(_title(facts), LANGUAGE, tuple(_blocks(facts)))


def _title(facts: ReportFacts) -> TitleBlock:
    kinds = {session.kind for session in facts.sessions}
    sources = listed(name for name, kind in _SOURCES if kind in kinds)
    subtitle = f"What people said in {sources}" if sources else "Report"
    return TitleBlock(facts.project, subtitle, (day(facts.written),))


def _blocks(facts: ReportFacts) -> Iterator[Block]:
    yield Heading(1, "Who we heard from")
    yield from method.who_we_heard(facts)
    yield Heading(1, "How we worked")
    yield from method.how_we_worked(facts)
    if facts.themes:
        yield Heading(1, "How to read this report")
        yield from _how_to_read(facts)
        yield Heading(1, "Themes by domain")
        yield from theme_tables.themes_by_domain(facts)
    if facts.quotes.sections:
        yield Heading(1, "In their own words")
        yield from _own_words(facts)
    if facts.tree.codebooks:
        yield Heading(1, "Appendix: Codebook")
        yield from appendix.codebook(facts.tree)


def _how_to_read(facts: ReportFacts) -> Iterator[Block]:
    yield Paragraph(
        "Every number is a count, written as \u201c3 of 6\u201d. The tables read from the most telling "
        "count to the least telling:"
    )
    yield List(
        (
            "People: how many different people raised a thing, out of all people in the sessions coded so "
            "far. Somebody who raises it ten times counts once. Facilitators and observers are never "
            "counted.",
            "Sessions: in how many of the coded sessions at least one person raised it.",
            "Excerpts: how many stretches of talk carry the code. This shows where the talk is, not how "
            "many people share a view.",
        )
    )
    if any(row.source is Source.SURVEY for row in facts.heard):
        yield Paragraph(
            "Open survey answers are counted apart, in a line of their own, and are never added to what "
            "people said in conversation."
        )
    if any(row.groups is None and row.source is Source.TALK for row in facts.heard):
        yield Paragraph(
            "Where it is not known who spoke, the number of people is a range such as \u201c3\u20135 of "
            "6\u201d: unidentified voices may or may not belong to people counted already."
        )
    yield Paragraph(
        "A quote is given word for word. Its label tells the stakeholder group, and the school level "
        f"where every label then still means at least {SMALLEST_GROUP} of the people its table is about. "
        f"Voices from groups of {FEW} people share the label \u201c{ANYBODY}\u201d; where these are {FEW} "
        "people in all, none of them is quoted. The eight characters after the label are the evidence id, "
        "which leads the audit team back to the coded excerpt."
    )
    yield Paragraph(
        f"Small groups: a stakeholder group of {FEW} people is shown together with another group in every "
        f"table, so that nobody can be singled out. Where a table would be about {FEW} people in all, it "
        "gives neither their numbers nor their words. A thing that was not raised may not have been asked "
        "about; the absence of a code is no finding."
    )


def _own_words(facts: ReportFacts) -> Iterator[Block]:
    sections = facts.quotes.sections
    for domain_id in facts.domains:
        quoted = [row for row in facts.themes_in(domain_id) if row.code_id in sections]
        if quoted:
            yield Heading(2, facts.tree.domain_title(domain_id))
        for row in quoted:
            yield Heading(3, row.name)
            for quote in sections[row.code_id]:
                yield Quote(quote.text, quote.attribution, quote.language)
