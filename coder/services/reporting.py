"""The report of a project: gather, count, choose quotes, build, write."""

from __future__ import annotations

import hashlib
import itertools
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from coder.analysis.frame import Material, Source, codings_frame
from coder.analysis.people import (
    SMALLEST_GROUP,
    attendance,
    people_by_group,
    repeated_labels,
    who_was_heard,
)
from coder.analysis.quotes import QuoteSelection, check_words, choose_quotes
from coder.analysis.themes import ThemeRow, coded_transcripts, theme_rows, uncoded_transcripts
from coder.domain.text import visible
from coder.errors import InputError, StoreError
from coder.report.build import build_report
from coder.report.facts import ReportFacts, SessionFact
from coder.report.method import NOTHING_CODED
from coder.services.chain import check_all
from coder.services.report_states import remembered, state_of
from coder.services.session import Session
from coder.store.database import is_url
from coder.store.store import now
from coder.wholefile import check_target, whole_file

_EXAMPLE = "a file, such as report.docx"

_LABELS_NAMED = 12

UNTITLED = "Untitled project"
"""What the report of a project without a name is called."""


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
    moment: datetime | None = None,
) -> ReportSummary:
    """Write the project's report to `path` as a Word document and log that, or do neither.

    A document there that is not as this program wrote it, because somebody worked on it, is kept
    under another name. `tell` is given the name of each step as it begins. `moment` is when it is said
    to be written, by itself now. Whoever has the document can have its numbers made again from the log
    (`coder verify report.docx`); so no report is made from a log that was changed.
    Raises InputError when it cannot be written there or is not to be called `….docx`, and
    StoreError when the words kept with a coding are no longer those of the transcript.
    """
    from coder.report.word import draw

    _check_name(path)
    check_target(path, _EXAMPLE)
    tell("checking the log")
    check_all(session.store)
    state = state_of(session)
    tell("reading every transcript and coding")
    material = gather(session)
    moment = moment or datetime.fromisoformat(now())
    tell("counting people and choosing quotes")
    facts = report_facts(material, session.name or UNTITLED, moment.astimezone().date())
    _check_quotes(material, facts.quotes)
    outline = build_report(facts)
    tell("drawing tables and quotes")
    content = draw(outline, moment)
    tell("saving")
    with whole_file(path, _EXAMPLE) as draft:
        draft.write_bytes(content)
        # Before the file gets its name, so that a report that cannot be logged does not come to be.
        session.act("report", f"wrote {path.name}", (), undoable=False)
        kept = _keep_edited(session, path)
    session.store.set_meta({_written(content): moment.isoformat(), **remembered(content, state, moment)})
    told = [f"{path.name} had been changed by hand and was kept as {kept.name}"] if kept else []
    return ReportSummary(
        len(outline.tables()), len(facts.quotes.all), facts.codings, (*told, *_warnings(material, facts))
    )


def report_path(place: str) -> Path:
    """Where the report of a project goes when nobody says: beside its file, else into this folder."""
    if is_url(place):
        return Path.cwd() / _EXAMPLE.rsplit(" ", 1)[-1]
    project = Path(place).absolute()
    return project.with_name(f"{project.stem}-report.docx")


def _keep_edited(session: Session, path: Path) -> Path | None:
    """Give a document that is not one of ours another name; None when there is none."""
    if not path.exists() or _written(path.read_bytes()) in session.store.meta():
        return None
    names = (path.with_name(f"{path.stem} (kept {n}){path.suffix}") for n in itertools.count(1))
    kept = next(name for name in names if not name.exists())
    path.rename(kept)
    return kept


def _written(content: bytes) -> str:
    """Under which setting the project remembers that it wrote a document."""
    return f"report:{hashlib.sha256(content).hexdigest()}"


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


def _check_name(path: Path) -> None:
    if path.suffix.casefold() != ".docx":
        raise InputError(
            "a report is a Word document", where=visible(str(path)), remedy="name a file that ends in .docx"
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
        _repeated(material),
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
    coded = [t for t in coded_transcripts(material) if Source.of(t.facts.kind) is not Source.DOCUMENTS]
    present = attendance(coded)
    labels = [t.label for t in coded if not present[t.id]]
    return (
        f"no speaker has the role of a participant, so nobody is counted: {', '.join(labels)}"
        if labels
        else ""
    )


def _repeated(material: Material) -> str:
    labels = repeated_labels(material)
    named = ", ".join(labels[:_LABELS_NAMED]) + (", …" if len(labels) > _LABELS_NAMED else "")
    return (
        "counted as another person in every transcript, because not matched with a participant: " + named
        if labels
        else ""
    )


def _lost_codes(material: Material) -> str:
    lost = sum(coding.code_id not in material.tree.codes for coding in material.codings)
    if not lost:
        return ""
    told = "1 coding carries a code that is" if lost == 1 else f"{lost} codings carry codes that are"
    return f"{told} in no codebook and not reported"


def _kept_out(quotes: QuoteSelection) -> str:
    reasons = (
        (quotes.skipped_for_names, "for the name of a speaker or participant"),
        (quotes.skipped_for_sites, "for a site in a student's words"),
        (quotes.skipped_for_few, f"of groups of fewer than {SMALLEST_GROUP} people together"),
    )
    parts = [f"{number} {reason}" for number, reason in reasons if number]
    return f"excerpts not quoted: {', '.join(parts)}" if parts else ""


def _without_quote(themes: tuple[ThemeRow, ...], quotes: QuoteSelection) -> str:
    bare = [row.code_id for row in themes if row.code_id not in quotes.exemplars]
    return f"no quote left to print for {', '.join(bare)}" if bare else ""
