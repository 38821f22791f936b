"""The one way to change a project: an event, committed whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, delete, func, insert, select, text, update

from coder.domain.codebook import broken_family
from coder.domain.events import GENESIS, Change, Event
from coder.domain.text import sha256
from coder.domain.transcript import Transcript
from coder.errors import ConflictError
from coder.store import converters, following, soundness, tables
from coder.store.database import WRITING, guarded, shown
from coder.store.provenance import Provenance
from coder.store.reader import CURRENT_TEXT


def now() -> str:
    """The present moment as the log writes it: ISO 8601, UTC, milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(frozen=True, slots=True)
class Act:
    """What is about to become an event."""

    action: str
    summary: str
    changes: tuple[Change, ...] = ()
    undoable: bool = True
    undoes: int | None = None
    redoes: int | None = None
    seen: tuple[tuple[str, int], ...] = ()
    """Transcripts, by id, with the revision that somebody saw when this was decided."""


@dataclass(frozen=True, slots=True)
class NewText:
    """A transcript to be kept for ever, and what is known about the file it came from."""

    transcript: Transcript
    source_name: str
    source_sha256: str
    format: str
    remarks: tuple[str, ...] = ()
    """What the reader of the file remarked."""


_AT_ONCE = 10_000
"""Rows that are written at once, so that their number does not tell in memory."""


class Store(Provenance):
    """One open project, to read and to change."""

    def __init__(self, engine: Engine, place: str) -> None:
        super().__init__(engine, place)
        self._writer = engine.execution_options(**{WRITING: True})

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def commit(
        self, coder: str, act: Act, texts: Sequence[NewText] = (), expecting: int | None = None
    ) -> Event:
        """Write `act` and its event in one transaction and return the event.

        Raises ConflictError, writing nothing, when a changed object is not what `before` says, or
        when a coding's words are not those that stand at its place in the present revision, when what
        others did since would be left on nothing or on other words, when a transcript is not in the
        revision that was `seen`, or when the log has grown beyond the event `expecting`.
        """
        try:
            return self._commit(coder, act, texts, expecting)
        except BaseException:
            # Words of a revision that was not written after all must not be kept.
            self._texts.clear()
            raise

    def _commit(self, coder: str, act: Act, texts: Sequence[NewText], expecting: int | None) -> Event:
        with guarded(self.place), self._writer.begin() as connection:
            self._serialize(connection)
            last = connection.scalar(select(func.max(tables.events.c.seq))) or 0
            if expecting not in (None, last):
                raise ConflictError("the project was changed meanwhile", where=shown(self.place))
            soundness.check_revisions(connection, act.seen, shown(self.place))
            ordered = _in_order(act.changes)
            heads = [change for change in ordered if change.kind == "transcript" and change.after]
            for change in heads:
                self._apply(connection, change)
            for new in texts:
                self._keep_text(connection, new)
            words: dict[str, str] = {}
            for change in (change for change in ordered if change not in heads):
                self._check_words(connection, change, words)
                self._check_code(connection, change)
                if change.kind == "code" and change.after is None:
                    soundness.check_deserted(connection, [change], shown(self.place))
                self._apply(connection, change)
            self._check_whole(connection, act, heads)
            return self._append(connection, coder, act)

    def _check_whole(self, connection: Connection, act: Act, heads: Sequence[Change]) -> None:
        """Look at what the act as a whole has led to."""
        where, target = shown(self.place), act.undoes or act.redoes
        for change in heads:
            self._check_anchors(connection, change)
            if target is not None:
                since = _last_word(connection, target)
                following.check_notes(connection, change, act.changes, since, where)
        if any(_moves_in_the_tree(change) for change in act.changes):
            self._check_tree(connection)
        soundness.check_deserted(connection, act.changes, where)
        soundness.check_families(connection, act.changes, where)
        soundness.check_carried(connection, act.changes, where)
        soundness.check_memos(connection, act.changes, where)
        soundness.check_answers(connection, act.changes, where)
        soundness.check_linked(connection, act.changes, where)

    def set_meta(self, values: Mapping[str, str]) -> None:
        """Remember settings of the project that are no part of the evidence."""
        with guarded(self.place), self._writer.begin() as connection:
            for key, value in values.items():
                connection.execute(delete(tables.meta).where(tables.meta.c.key == key))
                connection.execute(insert(tables.meta).values(key=key, value=value))

    def remember_place(self, coder: str, transcript_id: str, turn: int) -> None:
        """Keep where `coder` stands, as the place to come back to."""
        table = tables.places
        with guarded(self.place), self._writer.begin() as connection:
            connection.execute(
                delete(table).where(table.c.coder == coder, table.c.transcript_id == transcript_id)
            )
            connection.execute(
                insert(table).values(coder=coder, transcript_id=transcript_id, turn=turn, at=now())
            )

    def add_reading_time(self, coder: str, transcript_id: str, day: str, seconds: int) -> None:
        """Add to the time that `coder` was at work in a transcript on a day (`2026-11-22`)."""
        table = tables.reading_times
        at = (table.c.coder == coder) & (table.c.transcript_id == transcript_id) & (table.c.day == day)
        more = {"seconds": table.c.seconds + seconds}
        with guarded(self.place), self._writer.begin() as connection:
            if not connection.execute(update(table).where(at).values(**more)).rowcount:
                key = {"coder": coder, "transcript_id": transcript_id, "day": day}
                connection.execute(insert(table).values(**key, seconds=seconds))

    def _serialize(self, connection: Connection) -> None:
        # One writer at a time keeps the chain of hashes a chain; SQLite has taken its lock already.
        if connection.dialect.name == "postgresql":
            connection.execute(text("LOCK TABLE events IN EXCLUSIVE MODE"))

    def _keep_text(self, connection: Connection, new: NewText) -> None:
        transcript = new.transcript
        connection.execute(
            insert(tables.texts).values(
                transcript_id=transcript.id,
                revision=transcript.revision,
                text=transcript.text,
                sha256=sha256(transcript.text),
                source_name=new.source_name,
                source_sha256=new.source_sha256,
                format=new.format,
                imported_at=now(),
            )
        )
        for start in range(0, len(transcript.turns), _AT_ONCE):
            turns = transcript.turns[start : start + _AT_ONCE]
            rows = [{**converters.record(turn), "revision": transcript.revision} for turn in turns]
            connection.execute(insert(tables.turns), rows)
        if new.remarks:
            key = {"transcript_id": transcript.id, "revision": transcript.revision}
            told = [{**key, "position": at, "message": message} for at, message in enumerate(new.remarks)]
            connection.execute(insert(tables.remarks), told)

    def _check_words(self, connection: Connection, change: Change, words: dict[str, str]) -> None:
        """Whatever act writes it, undo of an old one included: a coding stands on exactly its words."""
        if change.kind != "coding" or change.after is None:
            return
        transcript_id = change.after["transcript_id"]
        if transcript_id not in words:
            words[transcript_id] = self._present_words(connection, transcript_id)
        if words[transcript_id][change.after["start"] : change.after["end"]] != change.after["text"]:
            raise ConflictError(
                "other words stand there now",
                where=shown(self.place),
                remedy="the transcript was corrected meanwhile; open it again",
            )

    def _present_words(self, connection: Connection, transcript_id: str) -> str:
        heads = tables.transcripts.c
        revision = connection.scalar(select(heads.revision).where(heads.id == transcript_id)) or 0
        if (transcript_id, revision) not in self._texts:
            query = select(tables.texts.c.text).join(tables.transcripts, CURRENT_TEXT)
            text = connection.scalar(query.where(heads.id == transcript_id)) or ""
            self._keep(transcript_id, revision, text)
        return self._texts[transcript_id, revision]

    def _check_anchors(self, connection: Connection, change: Change) -> None:
        """When another revision becomes the present one, everybody's codings still hold their words."""
        if not change.before or not change.after or change.before["revision"] == change.after["revision"]:
            return
        query = select(tables.texts.c.text).join(tables.transcripts, CURRENT_TEXT)
        text = connection.scalar(query.where(tables.transcripts.c.id == change.id)) or ""
        table = tables.codings
        rows = connection.execute(
            select(table.c.start, table.c.end, table.c.text).where(table.c.transcript_id == change.id)
        )
        if any(text[row.start : row.end] != row.text for row in rows):
            raise ConflictError(
                "somebody coded this transcript meanwhile",
                where=shown(self.place),
                remedy="correct it anew instead, so that every coding can move with its words",
            )

    def _check_code(self, connection: Connection, change: Change) -> None:
        """Whatever act writes it, undo of an old one included: no coding carries a code that is merged."""
        if change.kind != "coding" or change.after is None:
            return
        code_id = change.after["code_id"]
        if change.before is not None and change.before["code_id"] == code_id:
            return
        table = tables.codes
        query = select(table.c.merged_into).where(table.c.id == code_id, table.c.status == "merged")
        into = connection.scalar(query)
        if into is not None:
            raise ConflictError(
                f"{code_id} was merged into {into} meanwhile",
                where=shown(self.place),
                remedy=f"use {into}",
            )

    def _check_tree(self, connection: Connection) -> None:
        """Whatever act writes it, undo of an old one included: every code stands under one that is there."""
        rows = connection.execute(select(tables.codes.c.id, tables.codes.c.parent_id))
        lost = broken_family({row.id: row.parent_id for row in rows})
        if lost is not None:
            raise ConflictError(
                f"{lost} would stand under a code that is not there or under itself",
                where=shown(self.place),
                remedy="move it, or what is below it, first",
            )

    def _apply(self, connection: Connection, change: Change) -> None:
        table = converters.KINDS[change.kind]
        row = connection.execute(select(table).where(table.c.id == change.id)).mappings().first()
        if (dict(row) if row else None) != change.before:
            raise ConflictError(
                f"this {change.kind} was changed meanwhile",
                where=shown(self.place),
                remedy="look at what is there now and decide again",
            )
        if change.after is None:
            connection.execute(delete(table).where(table.c.id == change.id))
        elif change.before is None:
            connection.execute(insert(table).values(**change.after))
        else:
            connection.execute(update(table).where(table.c.id == change.id).values(**change.after))

    def _append(self, connection: Connection, coder: str, act: Act) -> Event:
        last = connection.execute(
            select(tables.events.c.seq, tables.events.c.hash).order_by(tables.events.c.seq.desc()).limit(1)
        ).first()
        seq, previous = (last.seq + 1, last.hash) if last else (1, GENESIS)
        draft = Event(
            seq,
            now(),
            coder,
            act.action,
            act.summary,
            act.changes,
            act.undoable,
            act.undoes,
            act.redoes,
            previous,
        )
        row = {**converters.event_row(draft), "hash": draft.digest()}
        connection.execute(insert(tables.events).values(**row))
        return converters.event(row)


def _last_word(connection: Connection, seq: int) -> int:
    """The last event that did, undid or redid the act `seq`."""
    table = tables.events.c
    about = (table.seq == seq) | (table.undoes == seq) | (table.redoes == seq)
    return connection.scalar(select(func.max(table.seq)).where(about)) or seq


def _moves_in_the_tree(change: Change) -> bool:
    if change.kind != "code":
        return False
    before, after = change.before or {}, change.after or {}
    return bool(before.get("parent_id", ...) != after.get("parent_id", ...))


def _in_order(changes: Iterable[Change]) -> list[Change]:
    """What others refer to is made first and removed last."""
    rank = {kind: place for place, kind in enumerate(converters.KINDS)}

    def place(change: Change) -> int:
        if change.after is not None:
            return rank[change.kind]
        # Codings have to leave a code before it can go; names have to be free before they are taken.
        return 100 - rank[change.kind] if change.kind in ("codebook", "code") else -rank[change.kind] - 100

    return sorted(changes, key=place)
