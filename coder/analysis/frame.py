"""What a project holds for counting, and its codings as one tidy frame: the only door to pandas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from coder.analysis.thresholds import Thresholds
from coder.domain.codebook import CodeTree
from coder.domain.spoken import Coded, Conversation
from coder.domain.transcript import Participant, Role, Speaker, Transcript, TranscriptKind, Turn

if TYPE_CHECKING:
    import pandas as pd

    from coder.domain.coding import Coding

COLUMNS = (
    "coding_id",
    "transcript_id",
    "session",
    "kind",
    "wave",
    "site",
    "turn",
    "person",
    "group",
    "code_id",
    "coder",
    "start",
    "end",
)
"""The columns of the frame; `start` and `end` are those of the coding, in code points."""

CONVERSATIONS = frozenset(
    {
        TranscriptKind.FOCUS_GROUP,
        TranscriptKind.INTERVIEW,
        TranscriptKind.WORK_SESSION,
    }
)
"""The kinds that are sessions. Survey answers and documents are never pooled with them."""


class Source(StrEnum):
    """Where words are from; counts and people of the three are never added up."""

    TALK = "conversations"
    SURVEY = "open survey answers"
    DOCUMENTS = "documents"

    @classmethod
    def of(cls, kind: TranscriptKind) -> Source:
        """The source that transcripts of a kind belong to."""
        if kind in CONVERSATIONS:
            return cls.TALK
        return cls.SURVEY if kind is TranscriptKind.SURVEY_COMMENTS else cls.DOCUMENTS


TalkT_co = TypeVar("TalkT_co", bound=Conversation, covariant=True)
CodedT_co = TypeVar("CodedT_co", bound=Coded, covariant=True)


@dataclass(frozen=True)
class Evidence(Generic[TalkT_co, CodedT_co]):
    """Everything that counting reads: transcripts in their order, people, codings and codes.

    `thresholds` say how many people any number that is made of it must be about.
    """

    transcripts: tuple[TalkT_co, ...]
    participants: tuple[Participant, ...]
    codings: tuple[CodedT_co, ...]
    tree: CodeTree
    thresholds: Thresholds = field(default_factory=Thresholds)
    withheld: frozenset[str] = frozenset()
    """The codings that are not in it, because nothing is left of them that people allow to be used."""
    closed: frozenset[str] = frozenset()
    """The transcripts that were coded, but of which no coding may be used."""

    @cached_property
    def by_id(self) -> dict[str, TalkT_co]:
        """The transcripts by id."""
        return {transcript.id: transcript for transcript in self.transcripts}

    @cached_property
    def people(self) -> dict[str, Participant]:
        """The participants by id."""
        return {person.id: person for person in self.participants}

    @cached_property
    def groups(self) -> dict[str, str]:
        """Person → stakeholder group: the participant's own, else that of their first session."""
        found: dict[str, str] = {}
        for transcript in self.transcripts:
            for speaker in transcript.speakers:
                person = person_of(speaker)
                if person is not None and person not in found:
                    own = self.people[person].group if person in self.people else ""
                    found[person] = own or transcript.facts.group
        return found

    @cached_property
    def coded_ids(self) -> frozenset[str]:
        """The transcripts that carry any coding by anybody."""
        return frozenset(coding.transcript_id for coding in self.codings)

    @cached_property
    def coded_with(self) -> dict[str, frozenset[str]]:
        """Codebook id → the transcripts that carry any code of that codebook.

        A session that nobody has read with a codebook says nothing about its codes.
        """
        found: dict[str, set[str]] = {}
        for code_id, transcript_id in {(coding.code_id, coding.transcript_id) for coding in self.codings}:
            code = self.tree.codes.get(code_id)
            if code is not None:
                found.setdefault(code.codebook_id, set()).add(transcript_id)
        return {codebook: frozenset(ids) for codebook, ids in found.items()}

    def from_source(self, source: Source, codebook_id: str | None = None) -> list[TalkT_co]:
        """The transcripts of one source: all, or those that carry any code of a codebook."""
        coded = None if codebook_id is None else self.coded_with.get(codebook_id, frozenset())
        return [
            t
            for t in self.transcripts
            if Source.of(t.facts.kind) is source and (coded is None or t.id in coded)
        ]

    def group_of(self, person: str | None, transcript: Conversation) -> str:
        """The group a voice is counted under; an unknown voice has its session's group."""
        return transcript.facts.group if person is None else self.groups[person]


Counted = Evidence[Conversation, Coded]
"""Evidence as far as counting needs it."""


@dataclass(frozen=True)
class Material(Evidence["Transcript", "Coding"]):
    """Evidence with every word and all that is known of every coding."""


class Voices(NamedTuple):
    """The turns of voices that count, in order, as columns; `persons` has None where unidentified."""

    numbers: Sequence[int]
    seqs: Sequence[int]
    persons: Sequence[str | None]
    starts: Sequence[int]
    ends: Sequence[int]


def voices_of(transcript: Conversation) -> Voices:
    """Who counts for each turn: participants and unidentified voices, never a facilitator or an observer."""
    known = {s.id: person_of(s) for s in transcript.speakers}
    silent = {s.id for s in transcript.speakers if s.role not in (Role.PARTICIPANT, Role.UNKNOWN)}
    spoken = transcript.spoken
    kept = [n for n, speaker in enumerate(spoken.speaker_ids) if speaker not in silent]
    return Voices(
        [spoken.numbers[n] for n in kept],
        [spoken.seqs[n] for n in kept],
        [known.get(spoken.speaker_ids[n] or "") for n in kept],
        [spoken.starts[n] for n in kept],
        [spoken.ends[n] for n in kept],
    )


def person_of(speaker: Speaker | None) -> str | None:
    """Who a voice counts as: the participant, or the speaker where nobody said who that is.

    None for a voice that cannot be counted as a person: unidentified, facilitator, observer.
    """
    if speaker is None or speaker.role is not Role.PARTICIPANT:
        return None
    return speaker.participant_id or speaker.id


def counted_turns(transcript: Transcript) -> Iterator[Turn]:
    """The spoken turns of participants and of unidentified voices."""
    for turn in transcript.numbered:
        if is_counted(transcript, turn):
            yield turn


def is_counted(transcript: Transcript, turn: Turn) -> bool:
    """Whether the words of a turn may count: spoken, and not by a facilitator or an observer."""
    role = transcript.role(turn)
    return turn.number is not None and role in (Role.PARTICIPANT, Role.UNKNOWN)


def codings_frame(material: Material) -> pd.DataFrame:
    """One row per coding × participant turn it touches, with the columns of `COLUMNS`.

    `person` is a participant id, a speaker id where no participant is mapped, or None where the
    voice is unidentified. Facilitators and observers never appear.
    """
    import pandas as pd

    rows = [row for coding in material.codings for row in _rows(material, coding)]
    # Plain objects, because pandas would turn the None of an unknown person into a number.
    frame = pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
    return frame.astype({"turn": "int64", "start": "int64", "end": "int64"})


def _rows(material: Material, coding: Coding) -> Iterator[tuple[object, ...]]:
    transcript = material.by_id[coding.transcript_id]
    facts = transcript.facts
    for turn in transcript.turns_in(coding.span):
        if is_counted(transcript, turn):
            person = person_of(transcript.speaker(turn))
            yield (
                coding.id,
                transcript.id,
                transcript.label,
                facts.kind.value,
                facts.wave,
                facts.site,
                turn.number,
                person,
                material.group_of(person, transcript),
                coding.code_id,
                coding.coder,
                coding.start,
                coding.end,
            )
