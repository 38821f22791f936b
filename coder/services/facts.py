"""All that is known about one session, on one page."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from coder.domain.noting import MemoOn, span_of, turn_of
from coder.domain.transcript import Role, Transcript, TranscriptFacts
from coder.services.reading_time import all_times, own_times
from coder.services.session import Session


@dataclass(frozen=True, slots=True)
class Talk:
    """One speaker: `share` is the part of all words, 0 to 1; `person` the participant behind them."""

    name: str
    role: Role
    person: str
    group: str
    turns: int
    words: int
    share: float


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The file a transcript was last read from, when, and what was remarked then."""

    name: str
    format: str
    read_at: str
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """What is known about a session beside what was coded in it.

    `minutes` is the last time of the recording, where there are times. Times of work are seconds:
    this coder's, and everybody's together.
    """

    label: str
    facts: TranscriptFacts
    revision: int
    turns: int
    words: int
    minutes: int | None
    speakers: tuple[Talk, ...]
    source: SourceFile | None
    memos: tuple[str, ...]
    """The memos on the transcript itself, each with its coder."""
    other_memos: int
    """How many memos stand on its turns, words and codings."""
    own_time: int
    all_time: int


def session_facts(session: Session, transcript_id: str) -> SessionFacts:
    """What is known about one session. Raises CoderError when it cannot be read."""
    store = session.store
    transcript = session.load(transcript_id)
    talks = _talks(session, transcript)
    own, others = _memos(session, transcript_id)
    kept = store.source(transcript_id)
    ends = [moment for turn in transcript.turns if (moment := turn.end_ms or turn.start_ms) is not None]
    return SessionFacts(
        transcript.label,
        transcript.facts,
        transcript.revision,
        len(transcript.numbered),
        sum(talk.words for talk in talks),
        round(max(ends) / 60_000) if ends else None,
        talks,
        SourceFile(kept.name, kept.format, kept.imported_at, kept.remarks) if kept else None,
        own,
        others,
        own_times(session).get(transcript_id, 0),
        all_times(session).get(transcript_id, 0),
    )


def _talks(session: Session, transcript: Transcript) -> tuple[Talk, ...]:
    turns, words = Counter[str](), Counter[str]()
    for turn in transcript.numbered:
        speaker_id = turn.speaker_id or ""
        turns[speaker_id] += 1
        words[speaker_id] += len(transcript.words(turn).split())
    people = {person.id: person for person in session.store.participants()}
    every = sum(words.values()) or 1
    found = []
    for speaker in transcript.speakers:
        person = people.get(speaker.participant_id or "")
        found.append(
            Talk(
                speaker.shown,
                speaker.role,
                person.label if person else "",
                person.group if person else "",
                turns[speaker.id],
                words[speaker.id],
                words[speaker.id] / every,
            )
        )
    if turns[""]:
        found.append(Talk("nobody named", Role.UNKNOWN, "", "", turns[""], words[""], words[""] / every))
    return tuple(sorted(found, key=lambda talk: -talk.words))


def _memos(session: Session, transcript_id: str) -> tuple[tuple[str, ...], int]:
    on_it, others, on_codings = [], 0, []
    for memo in session.seen(session.store.memos()):
        if memo.target_kind == MemoOn.TRANSCRIPT and memo.target_id == transcript_id:
            on_it.append(f"{memo.coder}: {memo.text}")
        elif memo.target_kind == MemoOn.CODING:
            on_codings.append(memo.target_id)
        else:
            place = turn_of(memo) or span_of(memo)
            others += place is not None and place[0] == transcript_id
    codings = session.store.things("coding", on_codings)
    return tuple(on_it), others + sum(coding.transcript_id == transcript_id for coding in codings)
