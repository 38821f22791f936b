"""Which turn an act was about."""

from __future__ import annotations

from coder.domain.events import Event, Record
from coder.domain.noting import MemoOn
from coder.domain.transcript import Transcript, Turn


def turn_of_event(event: Event, transcript: Transcript) -> Turn | None:
    """The first turn of the transcript that an act put something on, or took something off."""
    records = [(change.kind, record) for change in event.changes if (record := change.after or change.before)]
    return next((turn for kind, record in records if (turn := _turn(kind, record, transcript))), None)


def _turn(kind: str, record: Record, transcript: Transcript) -> Turn | None:
    if kind in ("coding", "decision") and record["transcript_id"] == transcript.id:
        return transcript.turn_at(record["start"])
    if kind == "mark" and record["transcript_id"] == transcript.id:
        return _at(transcript, record["seq"])
    transcript_id, _, place = str(record.get("target_id", "")).rpartition(":")
    if kind == "memo" and transcript_id == transcript.id:
        start = place.partition("-")[0]
        if record["target_kind"] == MemoOn.TURN and place.isdecimal():
            return _at(transcript, int(place))
        if record["target_kind"] == MemoOn.SPAN and start.isdecimal():
            return transcript.turn_at(int(start))
    return None


def _at(transcript: Transcript, seq: int) -> Turn | None:
    at = seq - transcript.turns[0].seq if transcript.turns else -1
    return transcript.turns[at] if 0 <= at < len(transcript.turns) else None
