"""The rows behind every `list` command: plain values, an `id` in each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from coder.analysis.frame import Material
from coder.analysis.quotes import check_words
from coder.domain.coding import Coding
from coder.domain.transcript import Transcript
from coder.domain.zones import zone_of
from coder.exchange.files import write_table
from coder.services.board import FIELDS as BOARD
from coder.services.board import board
from coder.services.log_reading import LogFilter, selected
from coder.services.noting import Standing, placed_memos
from coder.services.progress import of_transcript
from coder.services.queueing import Stream
from coder.services.reading_time import own_times
from coder.services.sayable import Sayable
from coder.services.session import Session

Row = dict[str, Any]

csv_text = write_table
"""Rows as CSV text with formulas made harmless."""


def transcripts(session: Session) -> list[Row]:
    """Every transcript with its facts and how much is in it."""
    coded = Counter(coding.transcript_id for coding in session.store.codings())
    return [
        {
            "id": row.id,
            "label": row.label,
            "title": row.facts.title,
            "kind": row.facts.kind.value,
            "group": row.facts.group,
            "site": row.facts.site,
            "date": row.facts.date,
            "mode": row.facts.mode,
            "language": row.facts.language,
            "wave": row.facts.wave,
            "turns": row.turns,
            "speakers": row.speakers,
            "codings": coded[row.id],
        }
        for row in session.store.transcripts()
    ]


def speakers(session: Session) -> list[Row]:
    """Every speaker with how much they said."""
    people = {person.id: person.label for person in session.store.participants()}
    rows: list[Row] = []
    for transcript in _loaded(session):
        turns = Counter(turn.speaker_id for turn in transcript.numbered)
        words = Counter[str | None]()
        for turn in transcript.numbered:
            words[turn.speaker_id] += len(transcript.words(turn).split())
        rows.extend(
            {
                "id": speaker.id,
                "transcript": transcript.label,
                "label": speaker.label,
                "name": speaker.shown,
                "role": speaker.role.value,
                "participant": people.get(speaker.participant_id or "", ""),
                "turns": turns[speaker.id],
                "words": words[speaker.id],
            }
            for speaker in transcript.speakers
        )
    return rows


def participants(session: Session) -> list[Row]:
    """Every person with the sessions they were in and their attributes."""
    labels = {row.id: row.label for row in session.store.transcripts()}
    heard: dict[str, list[str]] = {}
    for speaker in session.store.speakers():
        if speaker.participant_id:
            heard.setdefault(speaker.participant_id, []).append(labels[speaker.transcript_id])
    return [
        {
            "id": person.id,
            "label": person.label,
            "group": person.group,
            "transcripts": ", ".join(sorted(heard.get(person.id, []))),
            "attributes": dict(person.attributes),
        }
        for person in session.store.participants()
    ]


def codes(session: Session) -> list[Row]:
    """Every code in the order of the tree with how often it is used."""
    used = Counter(coding.code_id for coding in session.store.codings())
    return [
        {
            "id": code.id,
            "codebook": code.codebook_id,
            "parent": code.parent_id or "",
            "name": code.name,
            "codable": code.codable,
            "status": code.status.value,
            "codings": used[code.id],
            "definition": code.definition,
        }
        for _, code in session.tree.walk()
    ]


def codings(session: Session, *, kept: bool = False) -> list[Row]:
    """Every coding by transcript and place; its words as far as people allow it (`Sayable`).

    Raises StoreError, naming transcript and turn, when a coding no longer holds its words.
    """
    transcripts = tuple(_loaded(session))
    ids = {transcript.id for transcript in transcripts}
    found = [coding for coding in session.store.codings() if coding.transcript_id in ids]
    check_words(Material(transcripts, (), tuple(found), session.tree))
    rows, sayable = list[Row](), Sayable(session, kept=kept)
    for transcript in transcripts:
        for coding in (c for c in found if c.transcript_id == transcript.id):
            turn = transcript.turn_at(coding.start)
            rows.append(
                {
                    "id": coding.id,
                    "transcript": transcript.label,
                    "turn": turn.number if turn else None,
                    "speaker": _speakers(transcript, coding),
                    "start": coding.start,
                    "end": coding.end,
                    "code": coding.code_id,
                    "coder": coding.coder,
                    "origin": coding.origin.value,
                    "lenses": {lens: list(values) for lens, values in coding.lenses.items()},
                    "starred": coding.starred,
                    "created_at": coding.created_at,
                    "text": sayable.coding(transcript, coding),
                }
            )
    return rows


def _speakers(transcript: Transcript, coding: Coding) -> str:
    """Who said it; nobody for a zone, which is never told of one person."""
    if zone_of(coding.code_id):
        return ""
    return " | ".join(speaker.shown for speaker in transcript.speakers_in(coding.span))


def memos(session: Session) -> list[Row]:
    """Every memo with what it is on, such as a coding or a turn, and where that stands."""
    return [
        {
            "id": memo.id,
            "on": memo.target_kind,
            **_stands(standing),
            "target": memo.target_id,
            "coder": memo.coder,
            "created_at": memo.created_at,
            "text": memo.text,
        }
        for memo, standing in ((placed.memo, placed.standing) for placed in placed_memos(session))
    ]


def _stands(standing: Standing) -> Row:
    transcript, turn = standing.transcript, standing.turn
    return {
        "transcript": transcript.label if transcript else "",
        "turn": turn.number if turn else None,
        "code": standing.code_id,
    }


def marks(session: Session) -> list[Row]:
    """Every mark on a turn: read with nothing to code, or a bookmark."""
    transcripts = {transcript.id: transcript for transcript in _loaded(session)}
    rows: list[Row] = []
    for mark in session.store.marks():
        transcript = transcripts[mark.transcript_id]
        turn = next((turn for turn in transcript.turns if turn.seq == mark.seq), None)
        rows.append(
            {
                "id": mark.id,
                "transcript": transcript.label,
                "turn": turn.number if turn else None,
                "kind": mark.kind.value,
                "coder": mark.coder,
                "created_at": mark.created_at,
            }
        )
    return rows


def progress(session: Session) -> list[Row]:
    """How far this coder has come in every transcript, in turns and words that want codes."""
    times, rows = own_times(session), []
    for transcript in session.store.transcripts():
        found = of_transcript(session, transcript.id)
        amounts = {"to_code": found.to_code, "coded": found.coded}
        amounts |= {"nothing": found.nothing, "open": found.left}
        rows.append(
            {
                "id": transcript.id,
                "transcript": transcript.label,
                **{f"turns_{name}": amount.turns for name, amount in amounts.items()},
                **{f"words_{name}": amount.words for name, amount in amounts.items()},
                "minutes": round(times.get(transcript.id, 0) / 60),
            }
        )
    return rows


def review(session: Session, *, kept: bool = False) -> list[Row]:
    """Every coding whose words a correction changed, with the words of before."""
    found = [coding for coding in session.store.codings() if coding.was]
    rows, sayable = list[Row](), Sayable(session, kept=kept)
    for transcript_id in dict.fromkeys(coding.transcript_id for coding in found):
        transcript = session.store.transcript(transcript_id)
        for coding in (c for c in found if c.transcript_id == transcript_id):
            turn = transcript.turn_at(coding.start)
            rows.append(
                {
                    "id": coding.id,
                    "transcript": transcript.label,
                    "turn": turn.number if turn else None,
                    "start": coding.start,
                    "end": coding.end,
                    "code": coding.code_id,
                    "coder": coding.coder,
                    "was": sayable.was(transcript, coding),
                    "text": sayable.coding(transcript, coding),
                }
            )
    return rows


LISTS: dict[str, Callable[..., list[Row]]] = {
    "transcripts": transcripts,
    "speakers": speakers,
    "participants": participants,
    "codes": codes,
    "codings": codings,
    "memos": memos,
    "marks": marks,
    "progress": progress,
    "board": board,
    "review": review,
}
"""What can be listed, by the word typed."""

WITH_WORDS = frozenset({"codings", "review"})
"""The lists that hold words of transcripts: these take `kept`, whether others could keep what is listed."""

FIELDS: dict[str, tuple[str, ...]] = {
    "transcripts": (
        *("id", "label", "title", "kind", "group", "site", "date", "mode", "language", "wave"),
        *("turns", "speakers", "codings"),
    ),
    "speakers": ("id", "transcript", "label", "name", "role", "participant", "turns", "words"),
    "participants": ("id", "label", "group", "transcripts", "attributes"),
    "codes": ("id", "codebook", "parent", "name", "codable", "status", "codings", "definition"),
    "codings": (
        *("id", "transcript", "turn", "speaker", "start", "end", "code", "coder", "origin", "lenses"),
        *("starred", "created_at", "text"),
    ),
    "memos": ("id", "on", "transcript", "turn", "code", "target", "coder", "created_at", "text"),
    "progress": (
        *("id", "transcript", "turns_to_code", "turns_coded", "turns_nothing", "turns_open"),
        *("words_to_code", "words_coded", "words_nothing", "words_open", "minutes"),
    ),
    "board": BOARD,
    "marks": ("id", "transcript", "turn", "kind", "coder", "created_at"),
    "review": ("id", "transcript", "turn", "start", "end", "code", "coder", "was", "text"),
    "history": ("id", "at", "coder", "action", "summary", "objects", "hash"),
}
"""The fields that every row of a list has, in order, whether or not there are rows."""


def history(session: Session, limit: int | None = None, wanted: LogFilter | None = None) -> list[Row]:
    """The log, newest last; what is `wanted` of it, and the last `limit` events where one is given."""
    rows = [
        {
            "id": event.seq,
            "at": event.at,
            "coder": event.coder,
            "action": event.action,
            "summary": event.summary,
            "objects": len(event.changes),
            "hash": event.hash,
        }
        for event in (selected(session, wanted) if wanted else session.store.events())
    ]
    return rows[-limit:] if limit else rows


def _loaded(session: Session) -> list[Transcript]:
    return [session.store.transcript(row.id) for row in session.store.transcripts()]


def queued(session: Session, stream: Stream, *, kept: bool = False) -> list[Row]:
    """The items of a review queue, in their order."""
    rows, sayable = list[Row](), Sayable(session, kept=kept)
    for number, item in enumerate(stream.items, 1):
        transcript, one = session.peek(item.transcript_id), item.suggestion
        rows.append(
            {
                "number": number,
                "reason": item.reason,
                "transcript": transcript.label,
                "turn": transcript.turns[item.seq].number,
                "code": one.code_id if one else "",
                "score": round(one.score, 3) if one else None,
                "why": item.why,
                "suggested_because": one.reason if one else "",
                "text": sayable.words(transcript, item.span),
            }
        )
    return rows
