"""How to read a report: what its numbers, words, labels and gaps mean."""

from __future__ import annotations

from collections.abc import Iterator

from coder.analysis.frame import Source
from coder.analysis.labels import ANYBODY
from coder.analysis.quantifiers import scale
from coder.report.facts import ReportFacts
from coder.report.outline import Block, Cell, Heading, List, Paragraph, Part, Table


def how_to_read(facts: ReportFacts) -> Iterator[Part]:
    """Counts, the scale of words for them, quotes and small groups; nothing where nothing is coded."""
    if not facts.themes:
        return
    yield Part("section:reading", "reading", (Heading(1, "How to read this report"),))
    yield Part("text:reading", "reading", tuple(_paragraphs(facts)))
    if facts.findings:
        yield Part("table:reading", "reading", (_scale(),))


def _scale() -> Table:
    rows = tuple((Cell.of(word), Cell.of(share)) for word, share in scale())
    return Table(
        "What words for how many people mean",
        ("Word", "Share of the people who could speak on it"),
        rows,
        "One row for each word for how many people, with the share of people that it stands for.",
    )


def _paragraphs(facts: ReportFacts) -> Iterator[Block]:
    few = facts.few
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
        f"where every label then still means at least {facts.least} of the people its table is about. "
        f"Voices from groups of {few} people share the label \u201c{ANYBODY}\u201d; where these are {few} "
        "people in all, none of them is quoted. The eight characters after the label are the evidence id, "
        "which leads the audit team back to the coded excerpt."
    )
    yield Paragraph(
        f"Small groups: a stakeholder group of {few} people is shown together with another group in every "
        f"table, so that nobody can be singled out. Where a table would be about {few} people in all, it "
        "gives neither their numbers nor their words. A thing that was not raised may not have been asked "
        "about; the absence of a code is no finding."
    )
