"""Whether what was noted since can stay where it is when an older or newer revision becomes present again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from coder.domain.anchoring import Anchors, Moved, align
from coder.domain.coding import Mark, MarkKind, Memo
from coder.domain.events import Change
from coder.domain.noting import MemoOn, span_of, turn_of
from coder.domain.transcript import Span, Transcript, TranscriptFacts
from coder.errors import ConflictError
from coder.store import converters, tables

_NOTES = ("consent", "decision", "mark", "memo")

Place = tuple[str, int | Span]
"""What kind of note it is, and the turn (its `seq`) or the words that it is about."""


def check_notes(
    connection: Connection, head: Change, changes: Sequence[Change], since: int, where: str
) -> None:
    """Raise ConflictError when marks, memos or decisions made since an act do not fit its being reversed.

    `head` is the change of the transcript; `since` is the event that made the revision which goes.
    What the act itself leads along is among `changes`.
    """
    if not head.before or not head.after or head.before["revision"] == head.after["revision"]:
        return
    own = {(change.kind, change.id) for change in changes}
    notes = {key: place for key, place in _notes(connection, head.id).items() if key not in own}
    if not notes:
        return
    new = _made_since(connection, notes, since)
    if not new:
        return
    before, after = (_revision(connection, head.id, side["revision"]) for side in (head.before, head.after))
    anchors = align(before, after)
    if not all(_stays(notes[key], before, after, anchors) for key in new):
        raise ConflictError(
            "somebody marked, noted or decided something in this transcript meanwhile",
            where=where,
            remedy="correct it anew instead, so that this can move with its words",
        )


def _notes(connection: Connection, transcript_id: str) -> dict[tuple[str, str], Place]:
    found: dict[tuple[str, str], Place] = {}
    for kind, table in (("decision", tables.decisions), ("mark", tables.marks)):
        query = select(table).where(table.c.transcript_id == transcript_id)
        for row in connection.execute(query).mappings():
            found[kind, row["id"]] = _placed(kind, dict(row), transcript_id) or (kind, 0)
    rules = tables.consents.c
    query = select(tables.consents).where(rules.target_kind == "excerpt", rules.target_id == transcript_id)
    for row in connection.execute(query).mappings():
        found["consent", row["id"]] = ("consent", Span(row["start"], row["end"]))
    memos = tables.memos.c
    here = memos.target_kind.in_([MemoOn.TURN.value, MemoOn.SPAN.value])
    query = select(tables.memos).where(here, memos.target_id.startswith(f"{transcript_id}:", autoescape=True))
    for row in connection.execute(query).mappings():
        place = _placed("memo", dict(row), transcript_id)
        if place is not None:
            found["memo", row["id"]] = place
    return found


def _placed(kind: str, row: Mapping[str, Any], transcript_id: str) -> Place | None:
    """The place of a note in the transcript; None when it is about something else."""
    if kind == "memo":
        memo = Memo(**row)
        turn, words = turn_of(memo), span_of(memo)
        at = turn[1] if turn and turn[0] == transcript_id else None
        on = words[1] if words and words[0] == transcript_id else None
        return (kind, at) if at is not None else (kind, on) if on is not None else None
    if kind == "consent":
        return (kind, Span(row["start"], row["end"]))
    if row["transcript_id"] != transcript_id:
        return None
    if kind == "mark":
        return (MarkKind(row["kind"]).value, Mark(**row).seq)
    return (kind, Span(row["start"], row["end"]))


def _made_since(
    connection: Connection, notes: Mapping[tuple[str, str], Place], since: int
) -> list[tuple[str, str]]:
    """The notes that stand where they did not stand right after the event `since`."""
    first: dict[tuple[str, str], Mapping[str, Any] | None] = {}
    table = tables.events.c
    query = select(table.changes).where(table.seq > since).order_by(table.seq)
    for changes in connection.scalars(query):
        for kind, id_, before, _ in changes:
            if kind in _NOTES:
                first.setdefault((kind, id_), before)
    return [key for key in notes if key in first and _was(key, first[key], notes[key]) != notes[key]]


def _was(key: tuple[str, str], record: Mapping[str, Any] | None, now: Place) -> Place | None:
    if record is None:
        return None
    owner = record.get("transcript_id") or str(record.get("target_id", "")).rpartition(":")[0]
    return _placed(key[0], record, owner)


def _revision(connection: Connection, transcript_id: str, revision: int) -> Transcript:
    texts, turns = tables.texts, tables.turns
    at = (texts.c.transcript_id == transcript_id) & (texts.c.revision == revision)
    text = connection.scalar(select(texts.c.text).where(at)) or ""
    at = (turns.c.transcript_id == transcript_id) & (turns.c.revision == revision)
    rows: Iterable[Any] = connection.execute(select(turns).where(at).order_by(turns.c.seq)).mappings()
    said = tuple(converters.turn(row) for row in rows)
    return Transcript(transcript_id, "", TranscriptFacts(), text, said, (), revision)


def _stays(place: Place, before: Transcript, after: Transcript, anchors: Anchors) -> bool:
    """Whether a note is about the same in both revisions."""
    kind, at = place
    if isinstance(at, Span):
        if at.end > len(before.text):
            return True
        found = anchors.place(at)
        return isinstance(found, Moved) and found.span == at
    if at >= len(before.turns):
        return True
    if at >= len(after.turns):
        return False
    found = anchors.place(before.turns[at].span)
    turn = after.turns[at]
    if kind == MarkKind.READ:
        # What is read are the words.
        return isinstance(found, Moved) and found.span == turn.span
    return len(found.span) > 0 and turn.start <= found.span.start < turn.end
