"""Reading a project: plain questions, answered with domain objects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, Text, cast, func, or_, select

from coder.domain.codebook import Code, Codebook, CodeTree, Lens, Reason, broken_family
from coder.domain.events import Event
from coder.domain.matrix import MatrixCell
from coder.domain.protocol import KeptQuestion
from coder.domain.text import sha256
from coder.domain.transcript import Participant, Speaker, Transcript, TranscriptFacts, Turn
from coder.errors import InputError, StoreError
from coder.store import converters, tables
from coder.store.columns import Columns, damaged
from coder.store.database import guarded, shown
from coder.store.evidence import EvidenceReader


@dataclass(frozen=True, slots=True)
class TranscriptRow:
    """A transcript without its words, for lists: counts are of spoken turns and their words."""

    id: str
    label: str
    position: int
    facts: TranscriptFacts
    turns: int
    speakers: int
    characters: int
    revision: int
    version: int


CURRENT_TEXT = (tables.texts.c.transcript_id == tables.transcripts.c.id) & (
    tables.texts.c.revision == tables.transcripts.c.revision
)

_SPOKEN = (
    select(tables.turns.c.transcript_id, func.count().label("number"))
    .join(
        tables.transcripts,
        (tables.transcripts.c.id == tables.turns.c.transcript_id)
        & (tables.transcripts.c.revision == tables.turns.c.revision),
    )
    .where(tables.turns.c.number.is_not(None))
    .group_by(tables.turns.c.transcript_id)
)

_VOICES = select(tables.speakers.c.transcript_id, func.count().label("number")).group_by(
    tables.speakers.c.transcript_id
)


KEPT_TEXTS = 3
"""Texts that are kept in memory to check codings against."""


class Reader(EvidenceReader):
    """What can be asked of an open project."""

    def __init__(self, engine: Engine, place: str) -> None:
        super().__init__(engine, place)
        self._texts: dict[tuple[str, int], str] = {}

    def meta(self) -> dict[str, str]:
        """The settings of the project."""
        return {row["key"]: row["value"] for row in self._rows(select(tables.meta))}

    def transcripts(self) -> list[TranscriptRow]:
        """All transcripts without their words, in their order."""
        turns = dict(self._pairs(_SPOKEN))
        speakers = dict(self._pairs(_VOICES))
        query = (
            select(tables.transcripts, func.length(tables.texts.c.text).label("characters"))
            .join(tables.texts, CURRENT_TEXT, isouter=True)
            .order_by(tables.transcripts.c.position, tables.transcripts.c.label)
        )
        rows = self._rows(query)
        for row in rows:
            if row["characters"] is None:
                raise damaged(f"texts, the words of {row['label']}")
        return [
            TranscriptRow(
                row["id"],
                row["label"],
                row["position"],
                converters.facts(row),
                turns.get(row["id"], 0),
                speakers.get(row["id"], 0),
                row["characters"],
                row["revision"],
                row["version"],
            )
            for row in rows
        ]

    def transcript_ids(self) -> set[str]:
        """The ids of all transcripts; quick however much was said in them."""
        return {row["id"] for row in self._rows(select(tables.transcripts.c.id))}

    def positions(self) -> dict[str, int]:
        """The place in the order of all transcripts by label; quick however much was said in them."""
        table = tables.transcripts
        return {row["label"]: row["position"] for row in self._rows(select(table.c.label, table.c.position))}

    def transcript(self, transcript_id: str, revision: int | None = None) -> Transcript:
        """One transcript with its words, turns and speakers, in its present or an earlier revision.

        Raises InputError when there is none, and StoreError when the words are not those that
        were kept.
        """
        *_, found = self.transcript_in_parts(transcript_id, revision)
        assert found is not None
        return found

    def transcript_in_parts(
        self, transcript_id: str, revision: int | None = None, turns: int | None = None
    ) -> Iterator[Transcript | None]:
        """The same in steps of some turns, for who must not be kept long: None until it is there.

        Raises as `transcript` does.
        """
        head = self._transcript_row(transcript_id)
        wanted = revision or head["revision"]
        at = (tables.texts.c.transcript_id == transcript_id) & (tables.texts.c.revision == wanted)
        kept = next(iter(self._rows(select(tables.texts).where(at))), None)
        if kept is None:
            raise InputError(f"there is no revision {wanted}", where=head["label"])
        if sha256(kept["text"]) != kept["sha256"]:
            raise StoreError(
                "the text is not the one that was imported",
                where=head["label"],
                remedy="restore the project from a backup",
            )
        self._keep(transcript_id, wanted, kept["text"])
        read: list[Turn] = []
        while part := self.turns(transcript_id, wanted, after=read[-1].seq if read else -1, count=turns):
            read += part
            if turns is None or len(part) < turns:
                break
            yield None
        speakers = tuple(self.speakers(transcript_id))
        facts = converters.facts(head)
        yield Transcript(transcript_id, head["label"], facts, kept["text"], tuple(read), speakers, wanted)

    def revisions(self, transcript_id: str) -> list[int]:
        """The numbers of the revisions of a transcript that were ever kept, oldest first."""
        table = tables.texts
        query = select(table.c.revision).where(table.c.transcript_id == transcript_id)
        return [row["revision"] for row in self._rows(query.order_by(table.c.revision))]

    def label_of_source(self, source_sha256: str) -> str | None:
        """The label of the transcript that was made or corrected from a file with these bytes.

        A file that was read again and taken back does not count.
        """
        query = (
            select(tables.transcripts.c.label, tables.texts.c.transcript_id, tables.texts.c.revision)
            .join(tables.texts, tables.texts.c.transcript_id == tables.transcripts.c.id)
            .where(tables.texts.c.source_sha256 == source_sha256)
        )
        for row in self._rows(query):
            if row["revision"] == 1 or self._was_not_taken_back(row["transcript_id"], row["revision"]):
                return str(row["label"])
        return None

    def sources(self) -> list[tuple[str, str]]:
        """The name and the digest of each file that a transcript was read from."""
        table = tables.texts
        query = select(table.c.source_name, table.c.source_sha256).where(
            table.c.transcript_id.in_(select(tables.transcripts.c.id)), table.c.source_sha256 != ""
        )
        return [(row["source_name"], row["source_sha256"]) for row in self._rows(query)]

    def _was_not_taken_back(self, transcript_id: str, revision: int) -> bool:
        """Whether the reading of a file that made a revision still stands."""
        log = tables.events
        readings = map(converters.event, self._rows(select(log).where(log.c.action == "reimport")))
        seq = next((event.seq for event in readings if _makes(event, transcript_id, revision)), 0)
        query = select(log.c.undoes).where((log.c.undoes == seq) | (log.c.redoes == seq))
        last = next(iter(self._rows(query.order_by(log.c.seq.desc()).limit(1))), None)
        return last is None or last["undoes"] is None

    def turns(
        self, transcript_id: str, revision: int, *, after: int = -1, count: int | None = None
    ) -> list[Turn]:
        """The turns of one revision of a transcript in order; `count` of those behind the seq `after`."""
        table = tables.turns
        at = (table.c.transcript_id == transcript_id) & (table.c.revision == revision) & (table.c.seq > after)
        query = select(table).where(at).order_by(table.c.seq).limit(count)
        return [converters.turn(row) for row in self._rows(query)]

    def speakers(self, transcript_id: str | None = None) -> list[Speaker]:
        """The speakers of a transcript, or of all."""
        return self._all("speaker", transcript_id)

    def participants(self) -> list[Participant]:
        """The people of the project."""
        found: list[Participant] = self._all("participant")
        return sorted(found, key=lambda person: person.label)

    def codes_and_lenses(self) -> CodeTree:
        """The codebooks of the project with their codes and lenses."""
        codes, lenses = self._all("code"), self._all("lens")
        lost = broken_family({code.id: code.parent_id for code in codes})
        if lost is not None:
            raise damaged(f"codes, id {lost}, parent_id")
        rows = self._rows(select(tables.codebooks).order_by(tables.codebooks.c.position))
        return CodeTree(tuple(_book(row, codes, lenses) for row in rows))

    def questions(self) -> list[KeptQuestion]:
        """The protocol: what was asked where, in the order asked."""
        found: list[KeptQuestion] = self._all("question")
        return sorted(found, key=lambda q: (q.position, q.id))

    def cells(self) -> list[MatrixCell]:
        """The cells of framework matrices that somebody has written."""
        found: list[MatrixCell] = self._all("cell")
        return sorted(found, key=lambda c: (c.row_kind, c.row_id, c.code_id))

    def columns(self) -> Columns:
        """What counting asks, in narrow columns."""
        return Columns(self._plain)

    def _plain(self, query: str) -> list[tuple[Any, ...]]:
        with guarded(self.place), self.engine.connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(query)]

    def reasons(self) -> list[Reason]:
        """Why things were changed, oldest first."""
        found: list[Reason] = self._all("reason")
        return sorted(found, key=lambda r: (r.created_at, r.id))

    def acts_on(self, kinds: Iterable[str]) -> list[Event]:
        """The events that change objects of one of these kinds, in order."""
        table, wanted = tables.events, set(kinds)
        # As JSON is written into the log; what a person typed has its quotation marks escaped there.
        named = (cast(table.c.changes, Text).contains(f'["{kind}", ', autoescape=True) for kind in wanted)
        rows = self._rows(select(table).where(or_(*named)).order_by(table.c.seq))
        found = (converters.event(row) for row in rows)
        return [event for event in found if any(change.kind in wanted for change in event.changes)]

    def last_place(self, coder: str) -> tuple[str, int] | None:
        """The transcript id and turn number where `coder` stood last, if anywhere."""
        table = tables.places
        query = select(table).where(table.c.coder == coder).order_by(table.c.at.desc()).limit(1)
        row = next(iter(self._rows(query)), None)
        return (row["transcript_id"], row["turn"]) if row else None

    def place_in(self, coder: str, transcript_id: str) -> int | None:
        """The turn number where `coder` stood last in one transcript."""
        table = tables.places
        row = next(
            iter(
                self._rows(
                    select(table).where(table.c.coder == coder, table.c.transcript_id == transcript_id)
                )
            ),
            None,
        )
        return int(row["turn"]) if row else None

    def coders(self) -> list[str]:
        """Everybody who has done something, in the order of their first act."""
        query = (
            select(tables.events.c.coder)
            .group_by(tables.events.c.coder)
            .order_by(func.min(tables.events.c.seq))
        )
        return [row["coder"] for row in self._rows(query)]

    def steps(self, coder: str, *, after: int = 0) -> list[tuple[int, bool, int | None, int | None]]:
        """`seq, undoable, undoes, redoes` of a coder's events behind `after`."""
        table = tables.events
        query = (
            select(table.c.seq, table.c.undoable, table.c.undoes, table.c.redoes)
            .where(table.c.coder == coder, table.c.seq > after)
            .order_by(table.c.seq)
        )
        return [(r["seq"], r["undoable"], r["undoes"], r["redoes"]) for r in self._rows(query)]

    def holds(self, kind: str, id_: str) -> bool:
        """Whether an object with this id is there."""
        table = converters.KINDS[kind]
        return bool(self._rows(select(table.c.id).where(table.c.id == id_)))

    def things(self, kind: str, ids: Sequence[str]) -> list[Any]:
        """The objects with these ids, as far as they are there."""
        table, found = converters.KINDS[kind], []
        self._refuse_strays(table)
        for at in range(0, len(ids), 500):
            rows = self._rows(select(table).where(table.c.id.in_(ids[at : at + 500])))
            found += [converters.READERS[kind](row) for row in rows]
        return found

    def forget_texts(self) -> None:
        """Read words anew, because what never changes was erased."""
        self._texts.clear()

    def _keep(self, transcript_id: str, revision: int, text: str) -> None:
        """Have the words of a revision, which never change, at hand for the next check."""
        while len(self._texts) >= KEPT_TEXTS:
            del self._texts[next(iter(self._texts))]
        self._texts[transcript_id, revision] = text

    def _transcript_row(self, transcript_id: str) -> dict[str, Any]:
        table = tables.transcripts
        row = next(iter(self._rows(select(table).where(table.c.id == transcript_id))), None)
        if row is None:
            raise InputError(
                "there is no such transcript",
                where=shown(self.place),
                remedy="see `coder list PROJECT transcripts`",
            )
        return row


def _makes(event: Event, transcript_id: str, revision: int) -> bool:
    """Whether a revision of a transcript came about in this event."""
    return any(
        change.kind == "transcript"
        and change.id == transcript_id
        and change.after is not None
        and change.after["revision"] == revision
        for change in event.changes
    )


def _book(row: dict[str, Any], codes: list[Code], lenses: list[Lens]) -> Codebook:
    own_codes = sorted((c for c in codes if c.codebook_id == row["id"]), key=lambda c: (c.position, c.id))
    own_lenses = sorted((x for x in lenses if x.codebook_id == row["id"]), key=lambda x: x.position)
    return converters.codebook(row, tuple(own_codes), tuple(own_lenses))
