"""The report of a project: gather, count, choose quotes, build, write."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from coder.analysis.frame import Material
from coder.analysis.sheets import Sheet, sheets
from coder.errors import InputError, StoreError
from coder.report.build import SECTIONS
from coder.report.choosing import as_chosen
from coder.report.facts import ReportFacts
from coder.report.outline import LineKind, Outline, Quote
from coder.report.sections import Section, chosen_options
from coder.report.variants import OF_SESSIONS, Variant, build, sections_of, too_hard, variant_of
from coder.services.chain import check_all
from coder.services.gathering import Claims, gather_claims, gather_outside
from coder.services.report_facts import report_facts
from coder.services.report_files import Manner, check_name, save_report
from coder.services.report_plan import plan_of
from coder.services.report_states import state_of
from coder.services.report_warnings import claim_remarks, warnings_of
from coder.services.session import Session
from coder.store.database import is_url
from coder.store.store import now

UNTITLED = "Untitled project"
"""What the report of a project without a name is called."""


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """What a person asked of a report; sections by name, those of the project's plan where none is named.

    `only` are the labels of the transcripts that return sheets are about, all coded ones where none is;
    `options` what is chosen of the sections, such as `findings.quotes=2`, before what the project says.
    """

    sections: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    variant: str = Variant.FULL
    only: tuple[str, ...] = ()
    template: Path | None = None
    comments: bool = False
    restore: bool = False
    options: tuple[str, ...] = ()


ASKED = ("sections", "without", "variant", "only", "options")
"""What of a request decides what a report says."""

STEPS = (
    "checking the log",
    "reading every transcript and coding",
    "counting people and choosing quotes",
    "drawing",
    "saving",
)
"""What is told while a report is written; how far each has come stands behind it."""

Tell = Callable[[str], object]
"""Hears of every step, and may raise Stopped."""


@dataclass(frozen=True, slots=True)
class ReportSummary:
    """What a written report holds, and what a person should know before handing it on."""

    tables: int
    quotes: int
    codings: int
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is to be written: which sort of report, its sections, what was chosen of them, for whom."""

    variant: Variant
    sections: tuple[Section, ...]
    options: Mapping[str, str]
    only: tuple[str, ...]

    @property
    def names(self) -> frozenset[str]:
        """The names of the sections."""
        return frozenset(section.name for section in self.sections)


def write_report(
    session: Session,
    path: Path,
    tell: Tell = lambda _: None,
    request: ReportRequest | None = None,
    moment: datetime | None = None,
) -> ReportSummary:
    """Write the project's report to `path` and log that, or do neither.

    The suffix says whether it is a Word document, Markdown, HTML or a workbook. The blocks of a Word
    document that is there are written again and what people wrote stays (`save_report`). `tell` is
    given the name of each step as it begins, and may raise Stopped. `moment` is when it is said to be
    written, by itself now. Whoever has the document can have its numbers made again from the log
    (`coder verify report.docx`); so no report is made from a log that was changed.
    Raises InputError for a file, section or template that cannot be used, and StoreError when the
    words kept with a coding are no longer those of the transcript.
    """
    given = request or ReportRequest()
    check_name(path)
    wanted = _wanted(session, given)
    tell(STEPS[0])
    if moment is None:
        # What is made again is made from a copy of a log that was looked at already.
        check_all(session.store)
    state = state_of(session)
    material = gather_outside(session, lambda part: tell(f"{STEPS[1]}: {part:.0%}"))
    claims = gather_claims(session)
    moment = moment or datetime.fromisoformat(now())
    tell(STEPS[2])
    facts = _facts(session, material, claims, wanted, moment)
    outline = build(facts, wanted.variant, wanted.sections)
    tell(STEPS[3])
    told = save_report(session, path, outline, moment, _manner(given, wanted, tell, state))
    told += _remarks(session, outline, material, facts, wanted)
    return _summary(outline, facts, tuple(told))


def _wanted(session: Session, given: ReportRequest) -> _Wanted:
    variant = variant_of(given.variant)
    plan = plan_of(session)
    usual = plan.sections if variant is Variant.FULL else ()
    sections = sections_of(variant, given.sections or usual, given.without)
    options = {**plan.options, **chosen_options(SECTIONS, given.options)}
    return _Wanted(variant, tuple(sections), options, given.only)


def _facts(
    session: Session, material: Material, claims: Claims, wanted: _Wanted, moment: datetime
) -> ReportFacts:
    """What the report says, every quote of it compared with its transcript."""
    name, day = session.name or UNTITLED, moment.astimezone().date()
    facts = as_chosen(report_facts(material, name, day, claims, wanted.names), wanted.options)
    if wanted.variant in OF_SESSIONS:
        facts = replace(facts, sheets=_sheets(session, material, wanted.only, wanted.variant))
    check_quotes(material, facts)
    return facts


def _remarks(
    session: Session, outline: Outline, material: Material, facts: ReportFacts, wanted: _Wanted
) -> list[str]:
    hard = too_hard(outline, wanted.variant)
    told = [*([hard] if hard else []), *warnings_of(material, facts)]
    claimed = facts.findings or facts.recommendations
    if wanted.variant is Variant.FULL and wanted.names & {"findings", "recommendations"} and claimed:
        told += claim_remarks(session)
    return told


def _sheets(
    session: Session, material: Material, labels: tuple[str, ...], variant: Variant
) -> tuple[Sheet, ...]:
    for label in labels:
        session.find_transcript(label)
    found = tuple(sheets(material, labels, students=variant is Variant.STUDENTS))
    if not found:
        raise InputError("there is no coded conversation to tell of", remedy="code one, or name another")
    return found


def _manner(request: ReportRequest, wanted: _Wanted, tell: Tell, state: tuple[int, str]) -> Manner:
    asked = {name: value for name in ASKED if (value := getattr(request, name))}
    return Manner(request.template, request.comments, request.restore, wanted.names, tell, state, asked)


def _summary(outline: Outline, facts: ReportFacts, warnings: tuple[str, ...]) -> ReportSummary:
    cells = (line for table in outline.tables() for row in table.rows for cell in row for line in cell.lines)
    quotes = sum(isinstance(block, Quote) for block in outline.blocks)
    quotes += sum(line.kind is LineKind.QUOTE for line in cells)
    return ReportSummary(len(outline.tables()), quotes, facts.codings, warnings)


def section_rows() -> list[dict[str, str | bool]]:
    """Every section that a report may have, in the usual order."""
    return [
        {
            "section": section.name,
            "title": section.title,
            "tells": section.about,
            "usual": section.usual,
            "options": ", ".join(f"{one.name}={'|'.join(one.values)}" for one in section.options),
        }
        for section in SECTIONS
    ]


def section_names() -> tuple[str, ...]:
    """The names of the sections that a report may have."""
    return tuple(section.name for section in SECTIONS)


def report_path(place: str) -> Path:
    """Where the report of a project goes when nobody says: beside its file, else into this folder."""
    if is_url(place):
        return Path.cwd() / "report.docx"
    project = Path(place).absolute()
    return project.with_name(f"{project.stem}-report.docx")


def check_quotes(material: Material, facts: ReportFacts) -> None:
    """Make sure that every quote stands in its transcript; raises StoreError with its place."""
    printed = (*facts.quotes.all, *(q for quotes in facts.excerpts.values() for q in quotes))
    of_sheets = (h.quote for sheet in facts.sheets for h in sheet.heard if h.quote is not None)
    for quote in (*printed, *of_sheets):
        transcript = material.by_id[quote.transcript_id]
        if transcript.text[quote.start : quote.end] != quote.text:
            raise StoreError(
                "a quote is not in the words of the transcript",
                where=transcript.label,
                remedy="code the words again",
            )
