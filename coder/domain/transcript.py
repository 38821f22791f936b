"""Transcripts: immutable text, the turns in it and the speakers of the turns."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from coder.errors import InputError


class TranscriptKind(StrEnum):
    """What sort of conversation or text a transcript is."""

    FOCUS_GROUP = "focus group"
    INTERVIEW = "interview"
    WORK_SESSION = "work session"
    SURVEY_COMMENTS = "survey comments"
    ARTIFACT = "artifact"
    FIELD_NOTES = "field notes"


class TurnKind(StrEnum):
    """What a turn is made of."""

    SPEECH = "speech"
    CHAT = "chat"
    EVENT = "event"
    HEADER = "header"


class Role(StrEnum):
    """What a speaker does in a session. Only participants are ever counted."""

    PARTICIPANT = "participant"
    FACILITATOR = "facilitator"
    OBSERVER = "observer"
    UNKNOWN = "unknown"


NOT_CODED = (Role.FACILITATOR, Role.OBSERVER)
"""Whose turns wait for nobody's code."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range `[start, end)` in Unicode code points of one transcript's text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise InputError(f"{self.start}–{self.end} is not a range of characters")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The characters of `text` inside the span."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Whether `other` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end

    def trimmed(self, text: str) -> Span:
        """The span without white space at its ends; empty at `start` when nothing is left."""
        words = self.of(text)
        start = self.start + len(words) - len(words.lstrip())
        return Span(start, max(start, start + len(words.strip())))


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A span together with a copy of its words and the transcript it is from."""

    transcript_id: str
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One uninterrupted stretch of talk, or a header or event between talk.

    `number` counts the turns in which somebody speaks or writes, from 1; headers and events
    have none. Times are milliseconds from the start of the recording.
    """

    transcript_id: str
    seq: int
    number: int | None
    kind: TurnKind
    speaker_id: str | None
    start: int
    end: int
    start_ms: int | None = None
    end_ms: int | None = None

    @property
    def span(self) -> Span:
        """Where the turn's words stand in the transcript's text."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Speaker:
    """A label found in one transcript, for ever as it was typed, with a role.

    `name` is what is shown instead of `label` once somebody has corrected it.
    """

    id: str
    transcript_id: str
    label: str
    role: Role
    name: str = ""
    participant_id: str | None = None
    version: int = 1

    @property
    def shown(self) -> str:
        """The name a person reads."""
        return self.name or self.label


@dataclass(frozen=True, slots=True)
class Participant:
    """The person, under a pseudonym, behind one or more speakers."""

    id: str
    label: str
    group: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    version: int = 1


@dataclass(frozen=True, slots=True)
class TranscriptFacts:
    """What is known about a session beside its words; every field may be empty."""

    title: str = ""
    kind: TranscriptKind = TranscriptKind.FOCUS_GROUP
    group: str = ""
    site: str = ""
    date: str = ""
    mode: str = ""
    language: str = ""
    wave: str = ""


class Spoken(NamedTuple):
    """The turns of a transcript that carry a number, in order, as columns; offsets as those of `Turn`."""

    numbers: Sequence[int]
    seqs: Sequence[int]
    speaker_ids: Sequence[str | None]
    starts: Sequence[int]
    ends: Sequence[int]


@dataclass(frozen=True)
class Transcript:
    """One recorded conversation as immutable text, its turns and its speakers.

    A correction never changes the text: it makes another revision, and the one before stays.
    """

    id: str
    label: str
    facts: TranscriptFacts
    text: str
    turns: tuple[Turn, ...]
    speakers: tuple[Speaker, ...]
    revision: int = 1

    @cached_property
    def numbered(self) -> tuple[Turn, ...]:
        """The turns that carry a number, in order: `numbered[n - 1].number == n`."""
        return tuple(turn for turn in self.turns if turn.number is not None)

    @cached_property
    def spoken(self) -> Spoken:
        """The turns that carry a number, as columns."""
        turns = self.numbered
        return Spoken(
            [turn.number or 0 for turn in turns],
            [turn.seq for turn in turns],
            [turn.speaker_id for turn in turns],
            [turn.start for turn in turns],
            [turn.end for turn in turns],
        )

    @cached_property
    def _speakers(self) -> dict[str, Speaker]:
        return {speaker.id: speaker for speaker in self.speakers}

    @cached_property
    def starts(self) -> list[int]:
        """Where each turn begins, in the order of the turns."""
        return [turn.start for turn in self.turns]

    def words(self, turn: Turn) -> str:
        """The words of a turn."""
        return turn.span.of(self.text)

    def speaker(self, turn: Turn) -> Speaker | None:
        """Who spoke, or None for headers and events."""
        return self._speakers.get(turn.speaker_id) if turn.speaker_id else None

    def role(self, turn: Turn) -> Role:
        """The role of who spoke; unknown where nobody is named."""
        speaker = self.speaker(turn)
        return speaker.role if speaker else Role.UNKNOWN

    def wants_code(self, turn: Turn) -> bool:
        """Whether a turn is talk that waits for codes: not a header, a facilitator's or an observer's."""
        spoken = turn.number is not None or not self.numbered
        return spoken and self.role(turn) not in NOT_CODED

    def reads_as(self, other: Transcript) -> bool:
        """Whether words, turns and speakers are the other's; told by the revision."""
        mine, others = (self.id, self.revision), (other.id, other.revision)
        return mine == others and self.speakers == other.speakers

    def turn(self, number: int) -> Turn:
        """The turn numbered `number`.

        Raises InputError when the transcript has no such turn.
        """
        if not 1 <= number <= len(self.numbered):
            raise InputError(
                f"there is no turn {number}",
                where=self.label,
                remedy=f"turns run from 1 to {len(self.numbered)}",
            )
        return self.numbered[number - 1]

    def turn_at(self, offset: int) -> Turn | None:
        """The turn in which the character at `offset` stands; None between turns."""
        at = bisect_right(self.starts, offset) - 1
        turn = self.turns[at] if at >= 0 else None
        return turn if turn and offset < turn.end else None

    def turns_in(self, span: Span) -> Iterator[Turn]:
        """The turns that share a character with `span`."""
        at = max(0, bisect_right(self.starts, span.start) - 1)
        for index in range(at, len(self.turns)):
            turn = self.turns[index]
            if turn.start >= span.end:
                return
            if turn.span.overlaps(span):
                yield turn

    def speakers_in(self, span: Span) -> list[Speaker]:
        """Everybody who says any of the words in `span`, each once, in the order of their words."""
        found = [speaker for turn in self.turns_in(span) if (speaker := self.speaker(turn))]
        return list(dict.fromkeys(found))

    def excerpt(self, span: Span) -> Excerpt:
        """A copy of the words inside `span`.

        Raises InputError when the span leaves the text.
        """
        if span.end > len(self.text):
            raise InputError(
                f"characters {span.start}–{span.end} lie beyond the text",
                where=self.label,
                remedy=f"the text has {len(self.text)} characters",
            )
        return Excerpt(self.id, span, span.of(self.text))
