"""The report of a project: gather, count, choose quotes, build, write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from coder.analysis.frame import Material
from coder.errors import StoreError
from coder.report.build import SECTIONS, build_report
from coder.report.facts import ReportFacts
from coder.report.outline import Outline
from coder.report.sections import chosen
from coder.services.gathering import gather, gather_claims
from coder.services.report_facts import report_facts
from coder.services.report_files import Manner, check_name, save_report
from coder.services.report_warnings import warnings_of
from coder.services.session import Session
from coder.store.database import is_url
from coder.store.store import now

UNTITLED = "Untitled project"
"""What the report of a project without a name is called."""


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """What a person asked of a report; sections by name, all usual ones where none is named."""

    sections: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    template: Path | None = None
    comments: bool = False
    restore: bool = False


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
) -> ReportSummary:
    """Write the project's report to `path` and log that, or do neither.

    The suffix says whether it is a Word document, Markdown, HTML or a workbook. The blocks of a Word
    document that is there are written again and what people wrote stays (`save_report`). `tell` is
    given the name of each step as it begins, and may raise Stopped.
    Raises InputError for a file, section or template that cannot be used, and StoreError when the
    words kept with a coding are no longer those of the transcript.
    """
    wanted = request or ReportRequest()
    check_name(path)
    sections = chosen(SECTIONS, wanted.sections, wanted.without)
    tell("reading every transcript and coding")
    material = gather(session)
    claims = gather_claims(session)
    moment = datetime.fromisoformat(now())
    tell("counting people and choosing quotes")
    names = frozenset(section.name for section in sections)
    written = moment.astimezone().date()
    facts = report_facts(material, session.name or UNTITLED, written, claims, names)
    check_quotes(material, facts)
    outline = build_report(facts, sections)
    tell("drawing tables and quotes")
    manner = _manner(wanted, tell)
    told = save_report(session, path, outline, moment, manner)
    return _summary(outline, facts, (*told, *warnings_of(material, facts)))


def _manner(request: ReportRequest, tell: Callable[[str], object]) -> Manner:
    explicit = bool(request.sections or request.without)
    return Manner(request.template, request.comments, request.restore, explicit, tell)


def _summary(outline: Outline, facts: ReportFacts, warnings: tuple[str, ...]) -> ReportSummary:
    return ReportSummary(len(outline.tables()), len(facts.quotes.all), facts.codings, warnings)


def report_path(place: str) -> Path:
    """Where the report of a project goes when nobody says: beside its file, else into this folder."""
    if is_url(place):
        return Path.cwd() / "report.docx"
    project = Path(place).absolute()
    return project.with_name(f"{project.stem}-report.docx")


def check_quotes(material: Material, facts: ReportFacts) -> None:
    """Make sure that every quote stands in its transcript; raises StoreError with its place."""
    printed = (*facts.quotes.all, *(q for quotes in facts.excerpts.values() for q in quotes))
    for quote in printed:
        transcript = material.by_id[quote.transcript_id]
        if transcript.text[quote.start : quote.end] != quote.text:
            raise StoreError(
                "a quote is not in the words of the transcript",
                where=transcript.label,
                remedy="code the words again",
            )
