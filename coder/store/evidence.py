"""Reading what people decided: codings, memos, marks and decisions, all of them or those at one place."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Engine, func, select, tuple_

from coder.domain.coding import Coding, Decision, Mark, MarkKind, Memo, Origin, Outcome
from coder.domain.consent import ConsentRule
from coder.domain.events import Erasure
from coder.domain.leaving import Export
from coder.domain.transcript import Span
from coder.store import converters, tables
from coder.store.claims import ClaimReader


class EvidenceReader(ClaimReader):
    """What can be asked about the coding of an open project."""

    def __init__(self, engine: Engine, place: str) -> None:
        super().__init__(engine, place)
        self._lengths: dict[str, tuple[int, int]] = {}

    def codings(self, transcript_id: str | None = None) -> list[Coding]:
        """The codings of a transcript, or of all, by place."""
        found: list[Coding] = self._all("coding", transcript_id)
        return sorted(found, key=lambda c: (c.transcript_id, c.start, c.end, c.created_at, c.id))

    def codings_touching(self, transcript_id: str, span: Span) -> list[Coding]:
        """The codings that overlap `span` or end or begin at its ends, by place."""
        table, earliest = tables.codings, span.start - self._longest(transcript_id)
        here = (table.c.transcript_id == transcript_id) & table.c.start.between(earliest, span.end)
        query = select(table).where(here, table.c.end >= span.start)
        found = [converters.coding(row) for row in self._rows(query)]
        return sorted(found, key=lambda c: (c.start, c.end, c.created_at, c.id))

    def coding(self, coding_id: str) -> Coding | None:
        """One coding; None when it is not there, or not any more."""
        rows = self._rows(select(tables.codings).where(tables.codings.c.id == coding_id))
        return converters.coding(rows[0]) if rows else None

    def codings_called(self, beginning: str) -> list[Coding]:
        """The codings whose id begins so, at most a few."""
        called = tables.codings.c.id.startswith(beginning, autoescape=True)
        query = select(tables.codings).where(called).order_by(tables.codings.c.id).limit(5)
        # SQLite's own comparison does not tell large letters from small ones.
        found = (converters.coding(row) for row in self._rows(query))
        return [coding for coding in found if coding.id.startswith(beginning)]

    def latest_codings(self, coder: str, count: int) -> list[Coding]:
        """What `coder` coded last, not counting what came from files; the latest first."""
        table = tables.codings
        own = select(table).where(table.c.coder == coder, table.c.origin != Origin.IMPORTED.value)
        rows = self._rows(own.order_by(table.c.created_at.desc(), table.c.id).limit(count))
        return [converters.coding(row) for row in rows]

    def tallies(self) -> dict[str, tuple[int, int]]:
        """Code id → how many suggestions of it were taken, of how many decided, in the whole project."""
        table = tables.decisions
        query = select(table.c.code_id, table.c.outcome, func.count().label("number"))
        found: dict[str, tuple[int, int]] = {}
        for row in self._rows(query.group_by(table.c.code_id, table.c.outcome)):
            taken, decided = found.get(row["code_id"], (0, 0))
            right = row["outcome"] in (Outcome.ACCEPTED, Outcome.CORRECTED)
            found[row["code_id"]] = (taken + right * row["number"], decided + row["number"])
        return found

    def memos(self) -> list[Memo]:
        """All memos, oldest first."""
        found: list[Memo] = self._all("memo")
        return sorted(found, key=lambda m: (m.created_at, m.id))

    def memos_on(self, target_kind: str, target_id: str) -> list[Memo]:
        """The memos on one thing, oldest first."""
        table = tables.memos
        at = (table.c.target_kind == target_kind) & (table.c.target_id == target_id)
        query = select(table).where(at).order_by(table.c.created_at, table.c.id)
        return [converters.memo(row) for row in self._rows(query)]

    def memos_of_kind(self, target_kind: str) -> list[Memo]:
        """The memos on all things of one kind, oldest first."""
        table = tables.memos
        query = select(table).where(table.c.target_kind == target_kind)
        return [converters.memo(row) for row in self._rows(query.order_by(table.c.created_at, table.c.id))]

    def decisions(self, transcript_id: str | None = None) -> list[Decision]:
        """The decisions on suggestions in a transcript, or in all, oldest first."""
        found: list[Decision] = self._all("decision", transcript_id)
        return sorted(found, key=lambda d: (d.created_at, d.id))

    def decisions_behind(self, coding_ids: Sequence[str]) -> list[Decision]:
        """The decisions on suggestions from which these codings came, oldest first."""
        table, found = tables.decisions, list[Decision]()
        for at in range(0, len(coding_ids), 500):
            some = table.c.coding_id.in_(coding_ids[at : at + 500])
            found += [converters.decision(row) for row in self._rows(select(table).where(some))]
        return sorted(found, key=lambda d: (d.created_at, d.id))

    def marks(self, transcript_id: str | None = None) -> list[Mark]:
        """The marks on turns of a transcript, or of all, by place."""
        found: list[Mark] = self._all("mark", transcript_id)
        return sorted(found, key=lambda m: (m.transcript_id, m.seq, m.created_at, m.id))

    def marks_on(self, transcript_id: str, seq: int) -> list[Mark]:
        """The marks on one turn, oldest first."""
        table = tables.marks
        query = select(table).where(table.c.transcript_id == transcript_id, table.c.seq == seq)
        return [converters.mark(row) for row in self._rows(query.order_by(table.c.created_at, table.c.id))]

    def marks_of(
        self, coder: str, kind: MarkKind, behind: tuple[str, int] | None = None, limit: int | None = None
    ) -> list[Mark]:
        """A coder's marks of one kind in all transcripts, in their order, at most `limit` of them.

        Only those behind a turn, given by its transcript and `seq`, where `behind` says one.
        """
        table, head = tables.marks, tables.transcripts.c
        own = (table.c.coder == coder) & (table.c.kind == kind.value)
        query = select(table).join(tables.transcripts, head.id == table.c.transcript_id).where(own)
        if behind is not None:
            here = (*self._seat(behind[0]), behind[1])
            query = query.where(tuple_(head.position, head.label, table.c.seq) > here)
        query = query.order_by(head.position, head.label, table.c.seq, table.c.id).limit(limit)
        return [converters.mark(row) for row in self._rows(query)]

    def consents(self) -> list[ConsentRule]:
        """What people and excerpts allow, oldest first."""
        found: list[ConsentRule] = self._all("consent")
        return sorted(found, key=lambda rule: (rule.created_at, rule.id))

    def consents_in(self, transcript_id: str) -> list[ConsentRule]:
        """What the excerpts of one transcript allow."""
        return [rule for rule in self.consents() if rule.target_id == transcript_id]

    def exports(self) -> list[Export]:
        """The files that left, oldest first."""
        found: list[Export] = self._all("export")
        return sorted(found, key=lambda export: (export.created_at, export.id))

    def erasures(self) -> list[Erasure]:
        """The events whose words were erased, in order."""
        found: list[Erasure] = self._all("erasure")
        return sorted(found, key=lambda erasure: int(erasure.id))

    def coding_beyond(self, code_id: str, here: tuple[str, int, int, str], step: int) -> Coding | None:
        """The next (`step` 1) or previous (-1) coding that carries a code, in the order of transcripts.

        `here` is a transcript, start, end and coding id. None behind the last one.
        """
        table, head = tables.codings.c, tables.transcripts.c
        places = (head.position, head.label, table.start, table.end, table.id)
        mine = (*self._seat(here[0]), *here[1:])
        further = tuple_(*places) > mine if step > 0 else tuple_(*places) < mine
        query = (
            select(tables.codings)
            .join(tables.transcripts, head.id == table.transcript_id)
            .where(table.code_id == code_id, further)
            .order_by(*(place if step > 0 else place.desc() for place in places))
            .limit(1)
        )
        rows = self._rows(query)
        return converters.coding(rows[0]) if rows else None

    def _seat(self, transcript_id: str) -> tuple[int, str]:
        """Where a transcript stands among all."""
        head = tables.transcripts.c
        rows = self._rows(select(head.position, head.label).where(head.id == transcript_id))
        return (rows[0]["position"], rows[0]["label"]) if rows else (-1, "")

    def codings_of(self, code_id: str) -> list[Coding]:
        """The codings that carry one code, by place."""
        rows = self._rows(select(tables.codings).where(tables.codings.c.code_id == code_id))
        return sorted(map(converters.coding, rows), key=lambda c: (c.transcript_id, c.start, c.end, c.id))

    def recent_codes(self, coder: str, limit: int) -> list[str]:
        """The codes that a coder put on words last, other than from a file, the latest first."""
        table = tables.codings
        query = (
            select(table.c.code_id)
            .where(table.c.coder == coder, table.c.origin != Origin.IMPORTED.value)
            .group_by(table.c.code_id)
            .order_by(func.max(table.c.created_at).desc(), table.c.code_id)
            .limit(limit)
        )
        return [str(row["code_id"]) for row in self._rows(query)]

    def _longest(self, transcript_id: str) -> int:
        """How long a coding of a transcript may be, so that few rows have to be looked at.

        Learned once, and from then on from the log.
        """
        table = tables.codings.c
        known = self._lengths.get(transcript_id)
        if known is None:
            seq = self.event_count()
            query = select(func.max(table.end - table.start).label("n"))
            known = (seq, self._rows(query.where(table.transcript_id == transcript_id))[0]["n"] or 0)
        seq, longest = known
        for event in self.events(after=seq):
            seq = event.seq
            kept = [change.after for change in event.changes if change.kind == "coding" and change.after]
            longest = max([longest, *(coding["end"] - coding["start"] for coding in kept)])
        self._lengths[transcript_id] = (seq, longest)
        return longest
