"""Codings in from a table and out to one."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from coder.domain.coding import Coding, Memo, Origin
from coder.domain.events import Change
from coder.domain.transcript import Transcript
from coder.errors import InputError
from coder.exchange.codings_csv import CodingLine, read_codings, span_of, write_codings
from coder.exchange.files import write_text
from coder.services.session import Session, added
from coder.store.store import now


@dataclass(frozen=True, slots=True)
class CodingsImported:
    """How many codings came in, by coder, and how many were there already."""

    by_coder: dict[str, int]
    already_there: int

    @property
    def total(self) -> int:
        """All that came in."""
        return sum(self.by_coder.values())


class ExchangeService:
    """Carries codings between an open project and tables."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._transcripts: dict[str, Transcript] = {}

    def import_codings(self, path: Path) -> CodingsImported:
        """Bring in every line of a table as one act that one undo takes back.

        All lines are checked first. Raises InputError for the first one that is wrong, telling
        how many more are, and stores nothing.
        """
        lines = read_codings(path)
        there = {(c.transcript_id, c.start, c.end, c.code_id, c.coder) for c in self.session.store.codings()}
        changes: list[Change] = []
        counted: Counter[str] = Counter()
        wrong: list[InputError] = []
        for line in lines:
            try:
                coding = self._coding(line)
            except InputError as error:
                wrong.append(error)
                continue
            key = (coding.transcript_id, coding.start, coding.end, coding.code_id, coding.coder)
            if key in there:
                continue
            there.add(key)
            counted[coding.coder] += 1
            changes.append(added("coding", coding))
            if line.memo:
                changes.append(
                    added(
                        "memo",
                        Memo(
                            str(uuid.uuid4()), "coding", coding.id, line.memo, coding.coder, coding.created_at
                        ),
                    )
                )
        _refuse(wrong)
        if changes:
            self.session.act(
                "import codings", f"imported {counted.total()} codings from {path.name}", changes
            )
        return CodingsImported(dict(counted), len(lines) - counted.total())

    def export_codings(self, path: Path) -> None:
        """Write all codings to a CSV file, whole or not at all."""
        write_text(path, self.codings_table())

    def codings_table(self) -> str:
        """All codings as CSV text, by transcript and place."""
        store = self.session.store
        order = {row.id: row.position for row in store.transcripts()}
        memos = {m.target_id: m.text for m in store.memos() if m.target_kind == "coding"}
        codings = sorted(store.codings(), key=lambda c: (order[c.transcript_id], c.start, c.end, c.code_id))
        transcripts = {id_: store.transcript(id_) for id_ in order}
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
            Origin.IMPORTED,
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
