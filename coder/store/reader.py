"""Reading a project: plain questions, answered with domain objects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, Table, func, select

from coder.domain.codebook import Code, Codebook, CodeTree, Lens
from coder.domain.coding import Coding, Decision, Memo
from coder.domain.events import Event
from coder.domain.text import sha256
from coder.domain.transcript import Participant, Speaker, Transcript, TranscriptFacts, Turn
from coder.errors import InputError, StoreError
from coder.store import converters, tables
from coder.store.database import guarded, shown


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


class Reader:
    """What can be asked of an open project."""

    def __init__(self, engine: Engine, place: str) -> None:
        self.engine = engine
        self.place = place

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
                raise converters.damaged(f"texts, the words of {row['label']}")
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

    def transcript(self, transcript_id: str, revision: int | None = None) -> Transcript:
        """One transcript with its words, turns and speakers, in its present or an earlier revision.

        Raises InputError when there is none, and StoreError when the words are not those that
        were kept.
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
        turns = tuple(self.turns(transcript_id, wanted))
        speakers = tuple(self.speakers(transcript_id))
        return Transcript(
            transcript_id, head["label"], converters.facts(head), kept["text"], turns, speakers, wanted
        )

    def revisions(self, transcript_id: str) -> list[int]:
        """The numbers of the revisions of a transcript that were ever kept, oldest first."""
        table = tables.texts
        query = select(table.c.revision).where(table.c.transcript_id == transcript_id)
        return [row["revision"] for row in self._rows(query.order_by(table.c.revision))]

    def label_of_source(self, source_sha256: str) -> str | None:
        """The label of the transcript that was imported from a file with these bytes."""
        query = (
            select(tables.transcripts.c.label)
            .join(tables.texts, tables.texts.c.transcript_id == tables.transcripts.c.id)
            .where(tables.texts.c.source_sha256 == source_sha256)
        )
        row = next(iter(self._rows(query)), None)
        return str(row["label"]) if row else None

    def turns(self, transcript_id: str, revision: int) -> list[Turn]:
        """The turns of one revision of a transcript in order."""
        table = tables.turns
        at = (table.c.transcript_id == transcript_id) & (table.c.revision == revision)
        return [converters.turn(row) for row in self._rows(select(table).where(at).order_by(table.c.seq))]

    def speakers(self, transcript_id: str | None = None) -> list[Speaker]:
        """The speakers of a transcript, or of all."""
        return self._all("speaker", transcript_id)

    def participants(self) -> list[Participant]:
        """The people of the project."""
        found: list[Participant] = self._all("participant")
        return sorted(found, key=lambda person: person.label)

    def codings(self, transcript_id: str | None = None) -> list[Coding]:
        """The codings of a transcript, or of all, by place."""
        found: list[Coding] = self._all("coding", transcript_id)
        return sorted(found, key=lambda c: (c.transcript_id, c.start, c.end, c.created_at, c.id))

    def memos(self) -> list[Memo]:
        """All memos, oldest first."""
        found: list[Memo] = self._all("memo")
        return sorted(found, key=lambda m: (m.created_at, m.id))

    def decisions(self, transcript_id: str | None = None) -> list[Decision]:
        """The decisions on suggestions in a transcript, or in all, oldest first."""
        found: list[Decision] = self._all("decision", transcript_id)
        return sorted(found, key=lambda d: (d.created_at, d.id))

    def codes_and_lenses(self) -> CodeTree:
        """The codebooks of the project with their codes and lenses."""
        codes, lenses = self._all("code"), self._all("lens")
        rows = self._rows(select(tables.codebooks).order_by(tables.codebooks.c.position))
        return CodeTree(tuple(_book(row, codes, lenses) for row in rows))

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

    def events(self, *, after: int = 0) -> Iterator[Event]:
        """The log from the event behind `after` on, oldest first, read in portions."""
        table = tables.events
        while True:
            rows = self._rows(select(table).where(table.c.seq > after).order_by(table.c.seq).limit(500))
            for row in rows:
                yield converters.event(row)
                after = row["seq"]
            if len(rows) < 500:
                return

    def event_count(self) -> int:
        """How many events the log holds; two equal answers mean that nothing was done between."""
        return int(self._rows(select(func.max(tables.events.c.seq).label("n")))[0]["n"] or 0)

    def event(self, seq: int) -> Event:
        """One event of the log."""
        return converters.event(self._rows(select(tables.events).where(tables.events.c.seq == seq))[0])

    def steps(self, coder: str, *, after: int = 0) -> list[tuple[int, bool, int | None, int | None]]:
        """`seq, undoable, undoes, redoes` of a coder's events behind `after`."""
        table = tables.events
        query = (
            select(table.c.seq, table.c.undoable, table.c.undoes, table.c.redoes)
            .where(table.c.coder == coder, table.c.seq > after)
            .order_by(table.c.seq)
        )
        return [(r["seq"], r["undoable"], r["undoes"], r["redoes"]) for r in self._rows(query)]

    def record(self, kind: str, id_: str) -> dict[str, Any]:
        """One stored object as the plain record that changes speak of."""
        table = converters.KINDS[kind]
        return self._rows(select(table).where(table.c.id == id_))[0]

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

    def _pairs(self, query: Any) -> list[tuple[str, int]]:
        return [(row["transcript_id"], row["number"]) for row in self._rows(query)]

    def _all(self, kind: str, transcript_id: str | None = None) -> list[Any]:
        table = converters.KINDS[kind]
        query = select(table)
        if transcript_id is not None:
            query = query.where(table.c.transcript_id == transcript_id)
        else:
            self._refuse_strays(table)
        return [converters.READERS[kind](row) for row in self._rows(query)]

    def _refuse_strays(self, table: Table) -> None:
        """Raise StoreError when a row belongs to a transcript or codebook that is not there."""
        for owner, key in ((tables.transcripts, "transcript_id"), (tables.codebooks, "codebook_id")):
            if key in table.c:
                lost = select(table.c.id).where(table.c[key].not_in(select(owner.c.id))).limit(1)
                for row in self._rows(lost):
                    raise converters.damaged(f"{table.name}, id {row['id']}, {key}")

    def _rows(self, query: Any) -> list[dict[str, Any]]:
        with guarded(self.place), self.engine.connect() as connection:
            try:
                found = connection.execute(query)
                names = tuple(found.keys())
                return [dict(zip(names, row, strict=True)) for row in found.all()]
            except (ValueError, TypeError, RecursionError) as error:
                # What SQLite keeps in a column of JSON need not be JSON.
                places = {column.table.name for column in query.selected_columns if hasattr(column, "table")}
                raise converters.damaged(", ".join(sorted(map(str, places)))) from error


def _book(row: dict[str, Any], codes: list[Code], lenses: list[Lens]) -> Codebook:
    own_codes = sorted((c for c in codes if c.codebook_id == row["id"]), key=lambda c: c.position)
    own_lenses = sorted((x for x in lenses if x.codebook_id == row["id"]), key=lambda x: x.position)
    return converters.codebook(row, tuple(own_codes), tuple(own_lenses))
