"""The report of a project: gather, count, choose quotes, build, write."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from coder.analysis.frame import Material, Source, codings_frame
from coder.analysis.people import people_by_group, repeated_labels, who_was_heard
from coder.analysis.quotes import QuoteSelection, check_words, choose_quotes
from coder.analysis.themes import theme_rows
from coder.errors import StoreError
from coder.report.build import SECTIONS, build_report
from coder.report.facts import ReportFacts, SessionFact
from coder.report.outline import Outline
from coder.report.sections import chosen
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
    moment = datetime.fromisoformat(now())
    tell("counting people and choosing quotes")
    facts = report_facts(material, session.name or UNTITLED, moment.astimezone().date())
    check_quotes(material, facts.quotes)
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


def gather(session: Session) -> Material:
    """Everything that counting reads, straight from the store.

    Codings are read first: what somebody imports and codes meanwhile is then for the next report.
    """
    store = session.store
    codings = store.codings()
    transcripts = tuple(store.transcript(row.id) for row in store.transcripts())
    known = {transcript.id for transcript in transcripts}
    return Material(
        transcripts,
        tuple(store.participants()),
        tuple(coding for coding in codings if coding.transcript_id in known),
        session.tree,
    )


def report_facts(material: Material, project: str, written: date) -> ReportFacts:
    """Count and choose: all that a report of `material` says.

    Raises StoreError when the words kept with a coding are not those of the transcript.
    """
    check_words(material)
    themes = theme_rows(codings_frame(material), material)
    return ReportFacts(
        project,
        written,
        material.tree,
        _sessions(material),
        who_was_heard(material),
        people_by_group(material, Source.TALK),
        people_by_group(material, Source.SURVEY),
        len(repeated_labels(material)),
        len({coding.coder for coding in material.codings}),
        Counter(coding.origin for coding in material.codings),
        themes,
        choose_quotes(material, [row.code_id for row in themes]),
    )


def _sessions(material: Material) -> tuple[SessionFact, ...]:
    return tuple(
        SessionFact(t.facts.kind, t.facts.wave, t.facts.date, t.id in material.coded_ids)
        for t in material.transcripts
    )


def check_quotes(material: Material, quotes: QuoteSelection) -> None:
    """Make sure that every quote stands in its transcript; raises StoreError with its place."""
    for quote in quotes.all:
        transcript = material.by_id[quote.transcript_id]
        if transcript.text[quote.start : quote.end] != quote.text:
            raise StoreError(
                "a quote is not in the words of the transcript",
                where=transcript.label,
                remedy="code the words again",
            )
