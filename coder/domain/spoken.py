"""Conversations as far as counting needs them: who spoke in which turns, in columns, and words on demand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from coder.domain.transcript import Speaker, Spoken, TranscriptFacts


class Conversation(Protocol):
    """What is counted of a transcript; a `Transcript` is one, and so is a `Sitting`."""

    @property
    def id(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def facts(self) -> TranscriptFacts: ...
    @property
    def text(self) -> str: ...
    @property
    def speakers(self) -> tuple[Speaker, ...]: ...
    @property
    def spoken(self) -> Spoken: ...


class Coded(Protocol):
    """What is counted of a coding."""

    @property
    def id(self) -> str: ...
    @property
    def transcript_id(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def code_id(self) -> str: ...
    @property
    def coder(self) -> str: ...
    @property
    def lenses(self) -> Mapping[str, tuple[str, ...]]: ...


@dataclass(frozen=True, slots=True)
class Sitting:
    """A transcript read for counting; `texts` gives the words of any transcript when they are needed."""

    id: str
    label: str
    facts: TranscriptFacts
    speakers: tuple[Speaker, ...]
    spoken: Spoken
    texts: Mapping[str, str]

    @property
    def text(self) -> str:
        """The words."""
        return self.texts[self.id]


class CodedRow(NamedTuple):
    """A coding read for counting."""

    id: str
    transcript_id: str
    start: int
    end: int
    code_id: str
    coder: str
    lenses: Mapping[str, tuple[str, ...]]
