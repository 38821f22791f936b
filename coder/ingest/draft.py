"""What a reader makes of a file, before a person confirms it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence, Set
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from coder.domain.language import language_of
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

if TYPE_CHECKING:
    from coder.ingest.accounting import Accounting

TURN_BREAK = "\n\n"
"""Stands between two turns in a transcript's text; inside a turn a paragraph ends in one LF."""


NOTE_HEAD = re.compile(r"^Note to paragraph \d{1,7}: ", re.MULTILINE)
"""What readers of documents put before a footnote."""


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
    """Something a person should see before keeping the file.

    `line` counts from 1 and is the first that the remark is about; `lines` are all of them.
    `left_out` tells that their words are in no turn.
    """

    message: str
    line: int | None = None
    lines: tuple[int, ...] = ()
    left_out: bool = False


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
    source_text: str = field(default="", repr=False, compare=False)
    """The file as one text, where it is one; what `accounting` is made from."""
    source_lines: Sequence[int] = field(default=(), repr=False, compare=False)
    """For each line of `source_text` its number in the file; empty when they count from 1. The number 0 is
    that of columns and such, which a remark names without a line."""
    source_structure: Set[int] = field(default=frozenset(), repr=False, compare=False)
    """The indexes of the lines of `source_text` that hold no words, such as cells with a speaker."""

    @property
    def speakers(self) -> tuple[str, ...]:
        """The labels of those who speak, in the order of their first words."""
        return tuple(dict.fromkeys(turn.speaker for turn in self.turns if turn.speaker))

    @property
    def spoken(self) -> tuple[DraftTurn, ...]:
        """The turns that will carry numbers."""
        return tuple(turn for turn in self.turns if turn.kind in (TurnKind.SPEECH, TurnKind.CHAT))

    @property
    def language(self) -> str:
        """`en`, `es` or `pt` by the words of all turns; empty where that is not clear."""
        return language_of("\n".join(_spread([turn.text for turn in self.spoken])))

    @property
    def times(self) -> tuple[int, int] | None:
        """The first and the last time in milliseconds; None when there are none."""
        known = [ms for turn in self.turns for ms in (turn.start_ms, turn.end_ms) if ms is not None]
        return (min(known), max(known)) if known else None

    @property
    def words(self) -> dict[str, int]:
        """How many words each speaker says, in the order of their first ones."""
        counts = dict.fromkeys(self.speakers, 0)
        for turn in self.turns:
            if turn.speaker:
                counts[turn.speaker] += len(turn.text.split())
        return counts

    @property
    def not_understood(self) -> tuple[Remark, ...]:
        """The remarks about certain lines."""
        return tuple(remark for remark in self.remarks if remark.line is not None)

    @property
    def people(self) -> dict[str, int]:
        """Names in the words that look like those of people, with how often they are said."""
        from coder.ingest.people import people_in

        return people_in(turn.text for turn in self.spoken)

    def _read_words(self, turn: DraftTurn) -> str:
        """The words of a turn that stand in the file at this place."""
        if turn.kind is TurnKind.EVENT and self.kind is TranscriptKind.SURVEY_COMMENTS:
            return ""  # a question, which is said again before each answer
        return NOTE_HEAD.sub("", turn.text) if turn.kind is TurnKind.HEADER else turn.text

    def accounting(self) -> Accounting | None:
        """Where each character of the source went; None when the source is not one text."""
        from coder.ingest.accounting import account

        if not self.source_text:
            return None
        return account(
            self.source_text,
            self.source_lines,
            map(self._read_words, self.turns),
            self.speakers,
            (line for remark in self.remarks if remark.left_out for line in remark.lines or (0,)),
            captions=self.format in ("vtt", "srt"),
            structure=self.source_structure,
        )


def _spread(texts: Sequence[str], most: int = 4_000) -> Sequence[str]:
    """All texts, or so many of them from beginning to end: a language shows in a few thousand."""
    return texts[:: len(texts) // most + 1]


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
