"""Codings in from a table and out to one."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from coder.domain.coding import Coding, Memo
from coder.domain.events import Change
from coder.domain.text import MARK, visible
from coder.domain.transcript import Transcript
from coder.errors import ConflictError, InputError
from coder.exchange.codings_csv import CodingLine, read_codings, span_of, write_codings
from coder.exchange.files import write_text
from coder.services.backups import protect
from coder.services.session import Session, added
from coder.store.store import now

ATTEMPTS = 5
"""How often an import begins again when others write to the project at the same time."""


@dataclass(frozen=True, slots=True)
class CodingsImported:
    """How many codings came in, by coder, and how many were there already."""

    by_coder: dict[str, int]
    already_there: int
    differing: int = 0
    """How many of those already there have other lens values in the table; they were left alone."""

    @property
    def total(self) -> int:
        """All that came in."""
        return sum(self.by_coder.values())


Key = tuple[str, int, int, str, str]


class _Plan:
    """Collects what a table of codings adds, line by line."""

    def __init__(self, stored: dict[Key, Coding]) -> None:
        self.changes: list[Change] = []
        self.counted: Counter[str] = Counter()
        self.there = self.differing = 0
        self._stored = stored
        self._new: dict[Key, tuple[CodingLine, Coding]] = {}

    def take(self, line: CodingLine, coding: Coding) -> None:
        """Add a line; raises InputError when it contradicts an earlier one."""
        key = _key(coding)
        if key in self._new:
            first, other = self._new[key]
            if (other.lenses, first.memo) != (coding.lenses, line.memo):
                raise InputError(
                    f"the same coding stands in {first.where} with other values",
                    where=line.where,
                    remedy="put all lens values and the memo into one line",
                )
        if key in self._new or key in self._stored:
            self.there += 1
            self.differing += key in self._stored and self._stored[key].lenses != coding.lenses
            return
        self._new[key] = (line, coding)
        self.counted[coding.coder] += 1
        self.changes.append(added("coding", coding))
        if line.memo:
            memo = Memo(str(uuid.uuid4()), "coding", coding.id, line.memo, coding.coder, coding.created_at)
            self.changes.append(added("memo", memo))


class ExchangeService:
    """Carries codings between an open project and tables."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._transcripts: dict[str, Transcript] = {}

    def import_codings(self, path: Path) -> CodingsImported:
        """Bring in every line of a table as one act.

        All lines are checked first. Raises InputError for the first one that is wrong, telling
        how many more are, and stores nothing; ConflictError when others keep changing the project.
        """
        lines = read_codings(path)
        protect(self.session.store)
        for attempt in range(ATTEMPTS):
            state = self.session.store.event_count()
            plan = self._plan(lines)
            try:
                if plan.changes:
                    summary = f"imported {plan.counted.total()} codings from {path.name}"
                    self.session.act("import codings", summary, plan.changes, expecting=state)
                return CodingsImported(dict(plan.counted), plan.there, plan.differing)
            except ConflictError:
                # Somebody wrote between reading and writing; what is there already must be asked again.
                if attempt == ATTEMPTS - 1:
                    raise
        raise AssertionError("unreachable")

    def _plan(self, lines: Sequence[CodingLine]) -> _Plan:
        plan = _Plan({_key(coding): coding for coding in self.session.store.codings()})
        wrong: list[InputError] = []
        for line in lines:
            try:
                plan.take(line, self._coding(line))
            except InputError as error:
                wrong.append(error)
        _refuse(wrong)
        return plan

    def export_codings(self, path: Path) -> None:
        """Write all codings to a CSV file, whole or not at all.

        Raises InputError for a name that does not end in .csv: a table must not replace a transcript.
        """
        if path.suffix.lower() != ".csv":
            raise InputError(
                "the table is CSV", where=visible(str(path)), remedy="name a file that ends in .csv"
            )
        write_text(path, self.codings_table())

    def codings_table(self) -> str:
        """All codings as CSV text, by transcript and place, as far as people allow it.

        People stand in it under their participants' labels, and under numbers where these are names.
        """
        from coder.services.gathering import gather

        material, store = gather(self.session), self.session.store
        order = {transcript.id: at for at, transcript in enumerate(material.transcripts)}
        codings = sorted(material.codings, key=lambda c: (order[c.transcript_id], c.start, c.end, c.code_id))
        # What is said about covered words may quote them.
        covered = {coding.id for coding in codings if MARK in coding.text}
        on_codings = (memo for memo in store.memos() if memo.target_kind == "coding")
        memos = {memo.target_id: memo.text for memo in on_codings if memo.target_id not in covered}
        labels = {person.id: person.label for person in material.participants}
        transcripts = {t.id: _unnamed(t, labels) for t in material.transcripts}
        return write_codings(transcripts, codings, self.session.tree.lenses, memos)

    def _coding(self, line: CodingLine) -> Coding:
        transcript = self._transcript(line)
        span = span_of(line, transcript).trimmed(transcript.text)
        words = transcript.excerpt(span).text
        if not words:
            raise InputError("there are no words at that place", where=line.where)
        try:
            code = self.session.tree.require(line.code)
            lenses = self.session.tree.check_lenses(line.lenses)
        except InputError as error:
            raise InputError(error.what, where=line.where, remedy=error.remedy) from error
        return Coding(
            str(uuid.uuid4()),
            transcript.id,
            span.start,
            span.end,
            words,
            code.id,
            line.coder or self.session.coder,
            line.origin,
            now(),
            lenses,
            line.starred,
        )

    def _transcript(self, line: CodingLine) -> Transcript:
        if line.transcript not in self._transcripts:
            try:
                row = self.session.find_transcript(line.transcript)
            except InputError as error:
                raise InputError(error.what, where=line.where, remedy=error.remedy) from error
            self._transcripts[line.transcript] = self.session.store.transcript(row.id)
        return self._transcripts[line.transcript]


def _unnamed(transcript: Transcript, labels: Mapping[str, str]) -> Transcript:
    """The transcript with speakers under labels that name nobody."""
    from coder.analysis.names import names_in

    speakers = []
    for number, speaker in enumerate(transcript.speakers, 1):
        told = labels.get(speaker.participant_id or "", speaker.shown)
        speakers.append(replace(speaker, name=f"Speaker {number}" if names_in(told) else told))
    return replace(transcript, speakers=tuple(speakers))


def _key(coding: Coding) -> Key:
    return (coding.transcript_id, coding.start, coding.end, coding.code_id, coding.coder)


def _refuse(wrong: list[InputError]) -> None:
    if not wrong:
        return
    first = wrong[0]
    more = f" ({len(wrong) - 1} more lines are wrong too)" if len(wrong) > 1 else ""
    raise InputError(
        f"{first.what}{more}",
        where=first.where,
        remedy=f"{first.remedy}; nothing was imported" if first.remedy else "nothing was imported",
    )
