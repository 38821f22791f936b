"""What a reader makes of a file, before a person confirms it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from coder.domain.text import canonical
from coder.domain.transcript import (
    Role,
    Speaker,
    Transcript,
    TranscriptFacts,
    TranscriptKind,
    Turn,
    TurnKind,
)

TURN_BREAK = "\n\n"
"""Stands between two turns in a transcript's text; inside a turn a paragraph ends in one LF."""


@dataclass(frozen=True, slots=True)
class DraftTurn:
    """One turn as found: its words without the label, who spoke, and where in the file."""

    text: str
    kind: TurnKind = TurnKind.SPEECH
    speaker: str | None = None
    start_ms: int | None = None
    end_ms: int | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """Something a person should see before keeping the file; `line` counts from 1."""

    message: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A file as understood so far. `roles` guesses who the facilitators are."""

    source_name: str
    source_sha256: str
    format: str
    why: str
    turns: tuple[DraftTurn, ...]
    remarks: tuple[Remark, ...] = ()
    roles: dict[str, Role] = field(default_factory=dict)
    kind: TranscriptKind = TranscriptKind.FOCUS_GROUP
    title: str = ""

    @property
    def speakers(self) -> tuple[str, ...]:
        """The labels of those who speak, in the order of their first words."""
        return tuple(dict.fromkeys(turn.speaker for turn in self.turns if turn.speaker))

    @property
    def spoken(self) -> tuple[DraftTurn, ...]:
        """The turns that will carry numbers."""
        return tuple(turn for turn in self.turns if turn.kind in (TurnKind.SPEECH, TurnKind.CHAT))


def merge_neighbors(turns: list[DraftTurn], joint: str = " ") -> list[DraftTurn]:
    """Join neighboring turns of one speaker, as captions cut one stretch of talk into many cues."""
    groups: list[list[DraftTurn]] = []
    for turn in turns:
        last = groups[-1][-1] if groups else None
        if last and last.kind is turn.kind is TurnKind.SPEECH and last.speaker == turn.speaker:
            groups[-1].append(turn)
        else:
            groups.append([turn])
    return [join_turns(group, joint) for group in groups]


def join_turns(group: Sequence[DraftTurn], joint: str = " ") -> DraftTurn:
    """One turn of the words of all turns in a group, from the first start to the last end."""
    words = joint.join(turn.text for turn in group)
    return replace(group[0], text=words, end_ms=group[-1].end_ms)


def to_transcript(draft: Draft, label: str, facts: TranscriptFacts) -> Transcript:
    """Lay the turns out as one immutable text and number those that are spoken."""
    transcript_id = str(uuid.uuid4())
    speakers = {
        name: Speaker(str(uuid.uuid4()), transcript_id, name, draft.roles.get(name, Role.PARTICIPANT))
        for name in draft.speakers
    }
    turns: list[Turn] = []
    parts: list[str] = []
    offset = number = 0
    for seq, found in enumerate(draft.turns):
        words = canonical(found.text).text.strip()
        spoken = found.kind in (TurnKind.SPEECH, TurnKind.CHAT)
        number += spoken
        speaker = speakers.get(found.speaker) if found.speaker else None
        turns.append(
            Turn(
                transcript_id,
                seq,
                number if spoken else None,
                found.kind,
                speaker.id if speaker else None,
                offset,
                offset + len(words),
                found.start_ms,
                found.end_ms,
            )
        )
        parts.append(words)
        offset += len(words) + len(TURN_BREAK)
    text = TURN_BREAK.join(parts)
    return Transcript(transcript_id, label, facts, text, tuple(turns), tuple(speakers.values()))
