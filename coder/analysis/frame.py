"""What a project holds for counting, and its codings as one tidy frame: the only door to pandas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from coder.domain.codebook import CodeTree
from coder.domain.coding import Coding
from coder.domain.transcript import Participant, Role, Speaker, Transcript, TranscriptKind, Turn

if TYPE_CHECKING:
    import pandas as pd

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


@dataclass(frozen=True)
class Material:
    """Everything that counting reads: transcripts in their order, people, codings and codes."""

    transcripts: tuple[Transcript, ...]
    participants: tuple[Participant, ...]
    codings: tuple[Coding, ...]
    tree: CodeTree

    @cached_property
    def by_id(self) -> dict[str, Transcript]:
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
        for coding in self.codings:
            code = self.tree.codes.get(coding.code_id)
            if code is not None:
                found.setdefault(code.codebook_id, set()).add(coding.transcript_id)
        return {codebook: frozenset(ids) for codebook, ids in found.items()}

    def from_source(self, source: Source, codebook_id: str | None = None) -> list[Transcript]:
        """The transcripts of one source: all, or those that carry any code of a codebook."""
        coded = None if codebook_id is None else self.coded_with.get(codebook_id, frozenset())
        return [
            t
            for t in self.transcripts
            if Source.of(t.facts.kind) is source and (coded is None or t.id in coded)
        ]

    def group_of(self, person: str | None, transcript: Transcript) -> str:
        """The group a voice is counted under; an unknown voice has its session's group."""
        return transcript.facts.group if person is None else self.groups[person]


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
