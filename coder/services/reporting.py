"""The report of a project: gather, count, choose quotes, build, write."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from coder.analysis.frame import CONVERSATIONS, Material, codings_frame
from coder.analysis.people import attendance, people_by_group, who_was_heard
from coder.analysis.quotes import QuoteSelection, check_words, choose_quotes
from coder.analysis.themes import (
    ThemeRow,
    coded_people,
    coded_transcripts,
    theme_rows,
    uncoded_transcripts,
)
from coder.domain.transcript import TranscriptKind
from coder.errors import StoreError
from coder.report.build import build_report
from coder.report.facts import ReportFacts, SessionFact
from coder.report.method import NOTHING_CODED
from coder.services.session import Session
from coder.store.store import now
from coder.wholefile import check_target

UNTITLED = "Untitled project"
"""What the report of a project without a name is called."""


@dataclass(frozen=True, slots=True)
class ReportSummary:
    """What a written report holds, and what a person should know before handing it on."""

    tables: int
    quotes: int
    codings: int
    warnings: tuple[str, ...]


def write_report(session: Session, path: Path) -> ReportSummary:
    """Write the project's report to `path` as a Word document and log that.

    Raises InputError when it cannot be written there, and StoreError, writing nothing, when
    the words kept with a coding are no longer those of the transcript.
    """
    from coder.report.word import write_docx

    check_target(path, "a file, such as report.docx")
    material = gather(session)
    moment = datetime.fromisoformat(now())
    facts = report_facts(material, session.name or UNTITLED, moment.astimezone().date())
    _check_quotes(material, facts.quotes)
    outline = build_report(facts)
    write_docx(outline, path, moment)
    session.act("report", f"wrote {path.name}", (), undoable=False)
    return ReportSummary(
        len(outline.tables()), len(facts.quotes.all), facts.codings, tuple(_warnings(material, facts))
    )


def gather(session: Session) -> Material:
    """Everything that counting reads, straight from the store."""
    store = session.store
    return Material(
        tuple(store.transcript(row.id) for row in store.transcripts()),
        tuple(store.participants()),
        tuple(store.codings()),
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
        people_by_group(material, conversations=True),
        people_by_group(material, conversations=False),
        {book: coded_people(material, book) for book in material.coded_with},
        len({coding.coder for coding in material.codings}),
        Counter(coding.origin for coding in material.codings),
        themes,
        choose_quotes(material, [row.code_id for row in themes]),
    )


def _sessions(material: Material) -> tuple[SessionFact, ...]:
    return tuple(
        SessionFact(t.label, t.facts.kind, t.facts.wave, t.facts.date, t.id in material.coded_ids)
        for t in material.transcripts
    )


def _check_quotes(material: Material, quotes: QuoteSelection) -> None:
    for quote in quotes.all:
        transcript = material.by_id[quote.transcript_id]
        if transcript.text[quote.start : quote.end] != quote.text:
            raise StoreError(
                "a quote is not in the words of the transcript",
                where=transcript.label,
                remedy="code the words again",
            )


def _warnings(material: Material, facts: ReportFacts) -> list[str]:
    checks = (
        _not_coded(material),
        _nobody_counted(material),
        _lost_codes(material),
        _kept_out(facts.quotes),
        _without_quote(facts.themes, facts.quotes),
    )
    return [warning for warning in checks if warning]


def _not_coded(material: Material) -> str:
    labels = [transcript.label for transcript in uncoded_transcripts(material)]
    if not coded_transcripts(material):
        return NOTHING_CODED
    return f"not coded yet and left out of the theme tables: {', '.join(labels)}" if labels else ""


def _nobody_counted(material: Material) -> str:
    counted = CONVERSATIONS | {TranscriptKind.SURVEY_COMMENTS}
    coded = [t for t in coded_transcripts(material) if t.facts.kind in counted]
    present = attendance(coded)
    labels = [t.label for t in coded if not present[t.id]]
    return (
        f"no speaker has the role of a participant, so nobody is counted: {', '.join(labels)}"
        if labels
        else ""
    )


def _lost_codes(material: Material) -> str:
    lost = sum(coding.code_id not in material.tree.codes for coding in material.codings)
    return f"{lost} codings carry codes that are in no codebook and are not reported" if lost else ""


def _kept_out(quotes: QuoteSelection) -> str:
    names, sites = quotes.skipped_for_names, quotes.skipped_for_sites
    parts = [f"{names} for a speaker's name"] * bool(names) + [
        f"{sites} for a site in a student's words"
    ] * bool(sites)
    return f"excerpts not quoted: {', '.join(parts)}" if parts else ""


def _without_quote(themes: tuple[ThemeRow, ...], quotes: QuoteSelection) -> str:
    bare = [row.code_id for row in themes if row.code_id not in quotes.exemplars]
    return f"no quote left to print for {', '.join(bare)}" if bare else ""
