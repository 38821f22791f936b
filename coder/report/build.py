"""Facts → outline: which sections a report has, in which order, and what each says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from coder.domain.transcript import TranscriptKind
from coder.report import advice, annex, appendix, findings, method, processes, reading, theme_tables, voices
from coder.report.choosing import NO, YES
from coder.report.facts import ReportFacts
from coder.report.outline import Outline, Part, TitleBlock
from coder.report.sections import Option, Section
from coder.report.wording import day, listed

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

_IN_OR_OUT = (YES, NO)
_GLANCE = (Option("most", "findings and recommendations at most", ("5", "3", "8")),)
_HEARD = (Option("chart", "a chart of the people by group", _IN_OR_OUT),)
_FINDINGS = (
    Option("drafts", "findings that are still drafts, marked so", _IN_OR_OUT),
    Option("quotes", "quotes of each finding at most", ("4", "3", "2", "1", "0")),
    Option("chart", "a chart of the people behind the findings", _IN_OR_OUT),
    Option("ids", "the evidence ids that lead to the words", _IN_OR_OUT),
)
_VOICES = (Option("quotes", "quotes of each code at most", ("3", "2", "1")),)
_ADVICE = (
    Option("votes", "votes and places", _IN_OR_OUT),
    Option("ids", "the evidence ids that lead to the words", _IN_OR_OUT),
)
_CODEBOOK = (
    Option("codes", "which codes", ("all", "used")),
    Option("lenses", "the lenses and their values", _IN_OR_OUT),
)
_MATRIX = (Option("columns", "codes side by side", ("5", "4", "3")),)

OWN = (
    ("implementation", "Implementation and impact", "stages and difference by system, as perceived"),
    ("agenda", "Agenda of the session", "questions from gaps, with room for reactions"),
    ("readiness", "Readiness", "ratings 0 to 3 by element, by role, with their evidence"),
    ("causes", "Root causes and strategies", "causes by people, which strategy is for which"),
    ("plan", "Are we doing what we said?", "plan items: done, and a difference made, by wave"),
    ("appraisal", "Working, moving, to focus on", "what most people raised as each"),
    ("readout", "Readout of the day", "working, moving, to focus on, from the last day's notes"),
    ("focus", "Where to focus next", "breadth by leverage, and votes"),
    ("capacity", "Capacity and hand-offs", "ratings by department, and how hand-offs go"),
    ("followup", "Since the audit", "what became of each recommendation"),
    ("sources", "Evidence by source", "conversations, surveys and documents side by side"),
    ("intersections", "Intersections", "codes by two facts of people at once"),
    ("zones", "How we speak of our journey", "zones by group, movement, what helps; never of a person"),
    ("strengths", "Strengths", "what is called a strength, students first"),
    ("inequities", "What is not fair, and why", "causes beside it; adults about students apart"),
    ("priorities", "High-priority areas", "what comes first, with votes and ties"),
    ("knowing", "What we know, think and assume", "per finding, with its sources"),
    ("together", "Improvements and commitments", "made together, by session; owners and dates"),
    ("weights", "Groups once, or people", "each group counted once, and each person"),
    ("milestones", "Milestones", "dated steps and how far each is"),
)
"""What only some processes tell: no usual sections, but those of whoever follows them."""


SECTIONS = (
    Section(
        "glance", "At a glance", "half a page: who, what, what next", advice.at_a_glance, options=_GLANCE
    ),
    Section(
        "heard",
        "Who we heard from",
        "groups, people, sessions, waves",
        method.who_we_heard,
        options=_HEARD,
    ),
    Section("worked", "How we worked", "the method, from the log", method.how_we_worked),
    Section("reading", "How to read this report", "counts, words, small groups", reading.how_to_read),
    Section(
        "findings",
        "Findings by domain",
        "claims with their evidence",
        findings.findings_by_domain,
        options=_FINDINGS,
    ),
    Section("themes", "Themes by domain", "how widely each code was raised", theme_tables.themes_by_domain),
    Section("voices", "In their own words", "quotes by code", voices.own_words, options=_VOICES),
    Section("across", "Across domains", "what reaches over domains, and discord", findings.across),
    Section(
        "recommendations",
        "Recommendations",
        "each with its findings",
        advice.recommendations,
        options=_ADVICE,
    ),
    Section("since", "Since last time", "waves side by side", annex.since_last_time),
    Section(
        "codebook",
        "Appendix: Codebook",
        "codes and lenses with their rules",
        appendix.codebook,
        options=_CODEBOOK,
    ),
    Section(
        "matrix",
        "Appendix: Framework matrix",
        "what was written by group",
        annex.framework_matrix,
        options=_MATRIX,
    ),
    Section("reliability", "Appendix: Reliability", "what is known of agreement", annex.reliability),
    Section("coreq", "Appendix: COREQ", "the checklist, filled from the project", annex.coreq),
    Section("log", "Appendix: Change log", "what was done, how often, when", annex.change_log),
    *(Section(name, title, about, processes.section_of(name, title), False) for name, title, about in OWN),
    Section("excerpts", "Appendix: Every excerpt", "all that may be printed", annex.every_excerpt, False),
)
"""Every section in the usual order."""


def build_report(facts: ReportFacts, sections: Sequence[Section] = ()) -> Outline:
    """The report. It says only what `facts` hold, and never a name, a site or a title."""
    wanted = sections or [section for section in SECTIONS if section.usual]
    return Outline(title_of(facts), LANGUAGE, tuple(_parts(facts, wanted)))


def title_of(facts: ReportFacts, subtitle: str = "") -> TitleBlock:
    """The project, what sort of document this is, and the day."""
    kinds = {session.kind for session in facts.sessions}
    sources = listed(name for name, kind in _SOURCES if kind in kinds)
    said = subtitle or (f"What people said in {sources}" if sources else "Report")
    return TitleBlock(facts.project, said, (day(facts.written),))


def _parts(facts: ReportFacts, sections: Sequence[Section]) -> Iterator[Part]:
    for section in sections:
        yield from section.build(facts)
