"""What the library shows: every transcript, how far its coding has come, and who has been heard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from coder.domain.coding import MarkKind
from coder.domain.transcript import Participant, Role, Transcript, TranscriptKind
from coder.services.progress import Progress, progress_of
from coder.services.reading_time import own_times
from coder.services.session import Session

HEARD = (Role.PARTICIPANT, Role.UNKNOWN)
"""Whose talk counts as heard; an unknown speaker may or may not be one more person."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """One transcript, as quick to read as its row: `last` is the turn where this coder stood last."""

    id: str
    label: str
    title: str
    group: str
    site: str
    turns: int
    last: int | None
    seconds: int = 0
    """How long this coder was at work in it."""


@dataclass(frozen=True, slots=True)
class Voice:
    """One speaker of one transcript: `person` is the participant where one is known."""

    person: str
    group: str
    known: bool
    turns: int
    coded: int
    """Turns with a code of anybody."""
    words: int


@dataclass(frozen=True, slots=True)
class Count:
    """What is in one transcript: how far this coder has come, and who speaks."""

    progress: Progress
    kind: TranscriptKind
    voices: tuple[Voice, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """One stakeholder group: how much of it was heard, and how much of that carries a code.

    `most` is `people` with the speakers who may be somebody else. `written` tells survey answers
    from talk, which are never added up.
    """

    group: str
    written: bool
    sessions: int
    people: int
    most: int
    words: int
    turns: int
    coded: int


def shelves(session: Session) -> list[Shelf]:
    """Every transcript in its order."""
    store, times = session.store, own_times(session)
    return [
        Shelf(
            row.id,
            row.label,
            row.facts.title,
            row.facts.group,
            row.facts.site,
            row.turns,
            store.place_in(session.coder, row.id),
            times.get(row.id, 0),
        )
        for row in store.transcripts()
    ]


def roster(session: Session) -> list[Participant]:
    """The people of the project."""
    return session.store.participants()


def count(session: Session, transcript_id: str) -> Count:
    """How far one transcript has come and who speaks in it; reads all of it."""
    store = session.store
    transcript = store.transcript(transcript_id)
    own: set[int] = set()
    anybody: set[int] = set()
    for coding in session.seen(store.codings(transcript_id)):
        touched = {turn.seq for turn in transcript.turns_in(coding.span)}
        anybody |= touched
        if coding.coder == session.coder:
            own |= touched
    read = {
        mark.seq
        for mark in store.marks(transcript_id)
        if mark.kind is MarkKind.READ and mark.coder == session.coder
    }
    groups = {person.id: person.group for person in store.participants()}
    return Count(
        progress_of(transcript, own, read),
        transcript.facts.kind,
        tuple(_voices(transcript, groups, anybody)),
    )


def _voices(transcript: Transcript, groups: dict[str, str], coded: set[int]) -> Iterable[Voice]:
    turns, with_code, words = Counter[str](), Counter[str](), Counter[str]()
    for turn in transcript.numbered:
        if turn.speaker_id is not None:
            turns[turn.speaker_id] += 1
            with_code[turn.speaker_id] += turn.seq in coded
            words[turn.speaker_id] += len(transcript.words(turn).split())
    for speaker in transcript.speakers:
        if speaker.role in HEARD and turns[speaker.id]:
            person = speaker.participant_id or ""
            yield Voice(
                person or speaker.id,
                groups.get(person, "") or transcript.facts.group,
                speaker.role is Role.PARTICIPANT,
                turns[speaker.id],
                with_code[speaker.id],
                words[speaker.id],
            )


def heard(found: Iterable[Count], people: Iterable[Participant]) -> list[Heard]:
    """Who was heard, the most words first, and last the groups of the roster that nobody spoke for."""
    sessions: dict[tuple[str, bool], list[list[Voice]]] = {}
    for one in found:
        if one.kind in (TranscriptKind.ARTIFACT, TranscriptKind.FIELD_NOTES):
            continue
        written = one.kind is TranscriptKind.SURVEY_COMMENTS
        for group in {voice.group for voice in one.voices}:
            voices = [voice for voice in one.voices if voice.group == group]
            sessions.setdefault((group, written), []).append(voices)
    rows = [_heard(group, written, voices) for (group, written), voices in sessions.items()]
    spoken = {row.group for row in rows}
    silent = dict.fromkeys(person.group for person in people if person.group and person.group not in spoken)
    ordered = sorted(rows, key=lambda row: (row.written, -row.words, row.group))
    return [*ordered, *(Heard(group, False, 0, 0, 0, 0, 0, 0) for group in silent)]


def _heard(group: str, written: bool, sessions: list[list[Voice]]) -> Heard:
    voices = [voice for session in sessions for voice in session]
    known = {voice.person for voice in voices if voice.known}
    return Heard(
        group,
        written,
        len(sessions),
        len(known),
        len(known | {voice.person for voice in voices}),
        sum(voice.words for voice in voices),
        sum(voice.turns for voice in voices),
        sum(voice.coded for voice in voices),
    )
