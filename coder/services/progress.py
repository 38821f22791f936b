"""How far the coding of a transcript has come, in turns and in words, and what is still open."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass

from coder.domain.coding import MarkKind
from coder.domain.transcript import Transcript, Turn
from coder.services.session import Session


@dataclass(frozen=True, slots=True)
class Amount:
    """Turns, and the words in them."""

    turns: int = 0
    words: int = 0

    def __add__(self, other: Amount) -> Amount:
        return Amount(self.turns + other.turns, self.words + other.words)

    def __sub__(self, other: Amount) -> Amount:
        return Amount(self.turns - other.turns, self.words - other.words)


@dataclass(frozen=True, slots=True)
class Progress:
    """What one coder has done of the turns that want codes.

    `nothing` are those marked as read with nothing to code, and without a code.
    """

    to_code: Amount = Amount()
    coded: Amount = Amount()
    nothing: Amount = Amount()

    @property
    def done(self) -> Amount:
        """Coded, or read with nothing to code."""
        return self.coded + self.nothing

    @property
    def left(self) -> Amount:
        """What is still to be read."""
        return self.to_code - self.done

    @property
    def share(self) -> float:
        """The part of the turns that is done, 0 to 1."""
        return self.done.turns / self.to_code.turns if self.to_code.turns else 0.0

    def __add__(self, other: Progress) -> Progress:
        return Progress(self.to_code + other.to_code, self.coded + other.coded, self.nothing + other.nothing)


def wanted(transcript: Transcript) -> Iterable[Turn]:
    """The turns that want codes: not a facilitator's or observer's."""
    return filter(transcript.wants_code, transcript.turns)


def progress_of(transcript: Transcript, coded: Container[int], read: Container[int]) -> Progress:
    """How far a transcript has come, given the turns (`seq`) with a code and those marked as read."""
    found = Progress()
    sums = {"to_code": found.to_code, "coded": found.coded, "nothing": found.nothing}
    for turn in wanted(transcript):
        here = Amount(1, len(transcript.words(turn).split()))
        sums["to_code"] += here
        if turn.seq in coded:
            sums["coded"] += here
        elif turn.seq in read:
            sums["nothing"] += here
    return Progress(**sums)


def of_transcript(session: Session, transcript_id: str) -> Progress:
    """How far this coder has come in one transcript; reads all of it."""
    store, coder = session.store, session.coder
    # Past the session's few, so that the one that is open stays among them.
    transcript = store.transcript(transcript_id)
    coded = {
        turn.seq
        for coding in store.codings(transcript_id)
        if coding.coder == coder
        for turn in transcript.turns_in(coding.span)
    }
    read = {
        mark.seq for mark in store.marks(transcript_id) if mark.kind is MarkKind.READ and mark.coder == coder
    }
    return progress_of(transcript, coded, read)
