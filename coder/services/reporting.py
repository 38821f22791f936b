"""The report of a project: gather, count, choose quotes, build, write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from coder.analysis.frame import Material
from coder.analysis.sheets import Sheet, sheets
from coder.errors import InputError, StoreError
from coder.report.build import SECTIONS
from coder.report.facts import ReportFacts
from coder.report.outline import LineKind, Outline, Quote
from coder.report.variants import OF_SESSIONS, Variant, build, sections_of, too_hard, variant_of
from coder.services.chain import check_all
from coder.services.engagements import sections_followed
from coder.services.gathering import gather, gather_claims
from coder.services.report_facts import report_facts
from coder.services.report_files import Manner, check_name, save_report
from coder.services.report_states import state_of
from coder.services.report_warnings import claim_remarks, warnings_of
from coder.services.session import Session
from coder.store.database import is_url
from coder.store.store import now

UNTITLED = "Untitled project"
"""What the report of a project without a name is called."""


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """What a person asked of a report; sections by name, all usual ones where none is named.

    `only` are the labels of the transcripts that return sheets are about, all coded ones where none is.
    """

    sections: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    variant: str = Variant.FULL
    only: tuple[str, ...] = ()
    template: Path | None = None
    comments: bool = False
    restore: bool = False


ASKED = ("sections", "without", "variant", "only")
"""What of a request decides what a report says."""


@dataclass(frozen=True, slots=True)
class ReportSummary:
    """What a written report holds, and what a person should know before handing it on."""

    tables: int
    quotes: int
    codings: int
    warnings: tuple[str, ...]


def write_report(
    session: Session,
    path: Path,
    tell: Callable[[str], object] = lambda _: None,
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
    wanted = request or ReportRequest()
    check_name(path)
    variant = variant_of(wanted.variant)
    usual = sections_followed(session) if variant is Variant.FULL else ()
    sections = sections_of(variant, wanted.sections or usual, wanted.without)
    tell("checking the log")
    if moment is None:
        # What is made again is made from a copy of a log that was looked at already.
        check_all(session.store)
    state = state_of(session)
    tell("reading every transcript and coding")
    material = gather(session)
    claims = gather_claims(session)
    moment = moment or datetime.fromisoformat(now())
    tell("counting people and choosing quotes")
    names = frozenset(section.name for section in sections)
    facts = report_facts(material, session.name or UNTITLED, moment.astimezone().date(), claims, names)
    if variant in OF_SESSIONS:
        facts = replace(facts, sheets=_sheets(session, material, wanted.only, variant))
    check_quotes(material, facts)
    outline = build(facts, variant, sections)
    tell("drawing tables and quotes")
    told = save_report(session, path, outline, moment, _manner(wanted, tell, state))
    told += [hard] if (hard := too_hard(outline, variant)) else []
    told += warnings_of(material, facts)
    if variant is Variant.FULL and names & {"findings", "recommendations"} and claims.any:
        told += claim_remarks(session)
    return _summary(outline, facts, tuple(told))


def _sheets(
    session: Session, material: Material, labels: tuple[str, ...], variant: Variant
) -> tuple[Sheet, ...]:
    for label in labels:
        session.find_transcript(label)
    found = tuple(sheets(material, labels, students=variant is Variant.STUDENTS))
    if not found:
        raise InputError("there is no coded conversation to tell of", remedy="code one, or name another")
    return found


def _manner(request: ReportRequest, tell: Callable[[str], object], state: tuple[int, str]) -> Manner:
    explicit = bool(request.sections or request.without or request.variant != Variant.FULL)
    asked = {name: value for name in ASKED if (value := getattr(request, name))}
    return Manner(request.template, request.comments, request.restore, explicit, tell, state, asked)


def _summary(outline: Outline, facts: ReportFacts, warnings: tuple[str, ...]) -> ReportSummary:
    cells = (line for table in outline.tables() for row in table.rows for cell in row for line in cell.lines)
    quotes = sum(isinstance(block, Quote) for block in outline.blocks)
    quotes += sum(line.kind is LineKind.QUOTE for line in cells)
    return ReportSummary(len(outline.tables()), quotes, facts.codings, warnings)


def section_rows() -> list[dict[str, str | bool]]:
    """Every section that a report may have, in the usual order."""
    return [{"section": s.name, "title": s.title, "tells": s.about, "usual": s.usual} for s in SECTIONS]


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
