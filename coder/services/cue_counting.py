"""How many turns a cue would find, and how often it would have been right so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coder.domain.coding import MarkKind
from coder.services.session import Session


@dataclass(frozen=True, slots=True)
class Counted:
    """The turns that one cue finds.

    `right` of the `done` have the code; done are turns with any code or marked as read, by whomever
    the coder may see.
    """

    turns: int = 0
    right: int = 0
    done: int = 0

    def __add__(self, other: Counted) -> Counted:
        return Counted(self.turns + other.turns, self.right + other.right, self.done + other.done)


@dataclass(frozen=True, slots=True)
class Field:
    """The turns of one transcript that want codes: their words, which have the code, which are done."""

    texts: tuple[str, ...]
    having: frozenset[int]
    done: frozenset[int]

    def count(self, places: Sequence[int]) -> Counted:
        """What a cue does that finds these texts."""
        return Counted(
            len(places),
            sum(place in self.having for place in places),
            sum(place in self.done for place in places),
        )


def field_of(session: Session, transcript_id: str, code_id: str) -> Field:
    """One transcript as cues are tried on it; for the session's thread."""
    store, transcript = session.store, session.peek(transcript_id)
    turns = [turn for turn in transcript.numbered if transcript.wants_code(turn)]
    places = {turn.seq: place for place, turn in enumerate(turns)}
    having: set[int] = set()
    done = {
        places[m.seq] for m in session.seen(store.marks(transcript_id)) if _read(m.kind) and m.seq in places
    }
    for coding in session.seen(store.codings(transcript_id)):
        here = {places[turn.seq] for turn in transcript.turns_in(coding.span) if turn.seq in places}
        done |= here
        if coding.code_id == code_id:
            having |= here
    return Field(tuple(transcript.words(turn) for turn in turns), frozenset(having), frozenset(done))


def _read(kind: MarkKind) -> bool:
    return kind is MarkKind.READ
