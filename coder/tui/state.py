"""What the coding screen shows of one transcript: read in one go, handed over whole, never changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any, Protocol

from coder.domain.codebook import CodeTree
from coder.domain.coding import Coding, Decision, Memo, Origin, Suggestion
from coder.domain.transcript import Role, Transcript, Turn
from coder.services.session import Session

Suggestions = Mapping[int, Sequence[Suggestion]]
"""Turn number → what waits there, best first."""

Narrow = Callable[[Transcript, Sequence[Coding], Sequence[Decision]], Suggestions]
"""Leaves out the suggestions that codings and the project's decisions have settled."""

NOT_CODED = (Role.FACILITATOR, Role.OBSERVER)
"""Whose turns wait for nobody's code."""


ONE_ACT = 0.5
"""Seconds within which codings on the same words were put there together."""


class Suggests(Protocol):
    """The part of the suggestion service that the screen needs."""

    @property
    def suggester(self) -> str:
        """Which suggester proposes, for the record of decisions."""

    @property
    def notice(self) -> str:
        """A sentence for the reader when suggestions are not as good as they could be."""

    def prepare(self) -> object:
        """Read the codebooks; for the thread that owns the session."""

    def hits(self, transcript: Transcript, turns: Iterable[Turn] | None = None) -> dict[int, list[Any]]:
        """What is found in the turns; slow, and leaves the session alone."""

    def filtered(
        self,
        transcript: Transcript,
        hits: Mapping[int, Sequence[Any]],
        codings: Iterable[Coding],
        decisions: Iterable[Decision],
    ) -> dict[int, list[Suggestion]]:
        """What is found as suggestions, without those that are settled; leaves the session alone."""

    def close(self) -> None:
        """Stop, at once."""


@dataclass(frozen=True)
class TranscriptState:
    """One transcript with everything decided about it, as one coder sees it."""

    transcript: Transcript
    tree: CodeTree
    coder: str
    codings: tuple[Coding, ...] = ()
    memos: tuple[Memo, ...] = ()
    decisions: tuple[Decision, ...] = ()
    suggestions: Suggestions = field(default_factory=dict)
    project: str = ""

    @cached_property
    def stops(self) -> tuple[Turn, ...]:
        """The turns one moves over: the numbered ones, or all where none has a number."""
        return self.transcript.numbered or self.transcript.turns

    @cached_property
    def by_turn(self) -> dict[int, tuple[Coding, ...]]:
        """Turn seq → codings that touch the turn, by place."""
        found: dict[int, list[Coding]] = {}
        for coding in self.codings:
            for turn in self.transcript.turns_in(coding.span):
                found.setdefault(turn.seq, []).append(coding)
        return {seq: tuple(codings) for seq, codings in found.items()}

    @cached_property
    def counts(self) -> dict[str, int]:
        """Code id → how often this coder has used it in this transcript."""
        counts: dict[str, int] = {}
        for coding in self.codings:
            if coding.coder == self.coder:
                counts[coding.code_id] = counts.get(coding.code_id, 0) + 1
        return counts

    @cached_property
    def _memos_on(self) -> dict[tuple[str, str], tuple[Memo, ...]]:
        found: dict[tuple[str, str], list[Memo]] = {}
        for memo in self.memos:
            found.setdefault((memo.target_kind, memo.target_id), []).append(memo)
        return {target: tuple(memos) for target, memos in found.items()}

    @cached_property
    def coded_share(self) -> float:
        """The part, 0 to 1, of the turns to be coded that this coder has coded."""
        turns = [turn for turn in self.stops if self.is_for_coding(turn)]
        return sum(map(self.is_coded, turns)) / len(turns) if turns else 0.0

    def codings_on(self, turn: Turn) -> tuple[Coding, ...]:
        """The codings that touch a turn, by place."""
        return self.by_turn.get(turn.seq, ())

    def suggestions_on(self, turn: Turn) -> Sequence[Suggestion]:
        """What waits on a turn, best first."""
        return self.suggestions.get(turn.number, ()) if turn.number is not None else ()

    def memos_on(self, kind: str, target_id: str) -> tuple[Memo, ...]:
        """The memos on one thing, oldest first."""
        return self._memos_on.get((kind, target_id), ())

    def memo_target(self, turn: Turn) -> str:
        """The id under which memos on a turn are kept."""
        return turn_target(self.transcript, turn)

    def is_own(self, coding: Coding) -> bool:
        """Whether this coder made the coding and may change it."""
        return coding.coder == self.coder

    def is_coded(self, turn: Turn) -> bool:
        """Whether this coder has put a code on the turn."""
        return any(map(self.is_own, self.codings_on(turn)))

    def is_for_coding(self, turn: Turn) -> bool:
        """Whether the turn is talk that wants codes: not a facilitator's or observer's."""
        return self.transcript.role(turn) not in NOT_CODED

    def is_open(self, turn: Turn) -> bool:
        """Whether the turn wants codes and has none of this coder's yet."""
        return self.is_for_coding(turn) and not self.is_coded(turn)

    def index_of(self, place: int) -> int:
        """Where among the stops a remembered place is; the nearest one when it is gone."""
        places = [self.place_of(turn) for turn in self.stops]
        return min(range(len(places)), key=lambda at: abs(places[at] - place), default=0)

    def place_of(self, turn: Turn) -> int:
        """The number under which the place is remembered."""
        return turn.number if turn.number is not None else turn.seq

    def find(self, start: int, step: int, wanted: Callable[[Turn], object]) -> int | None:
        """The next stop after `start` in the direction of `step` that is wanted, going round once."""
        count = len(self.stops)
        places = ((start + step * away) % count for away in range(1, count))
        return next((at for at in places if wanted(self.stops[at])), None)

    def with_suggestions(self, suggestions: Suggestions) -> TranscriptState:
        """The same state with other suggestions waiting."""
        return replace(self, suggestions=suggestions)


def turn_target(transcript: Transcript, turn: Turn) -> str:
    """The id under which memos on a turn are kept."""
    return f"{transcript.id}:{turn.seq}"


def read_state(session: Session, transcript_id: str, narrow: Narrow | None = None) -> TranscriptState:
    """Read one transcript and everything on it; for the thread that owns the session.

    `narrow` gives the suggestions that still wait. Raises CoderError when it cannot be read.
    """
    transcript = session.load(transcript_id)
    codings = tuple(session.store.codings(transcript_id))
    decisions = tuple(session.store.decisions())
    return TranscriptState(
        transcript,
        session.tree,
        session.coder,
        codings,
        tuple(_memos_here(transcript, codings, session.store.memos())),
        tuple(decision for decision in decisions if decision.transcript_id == transcript_id),
        narrow(transcript, codings, decisions) if narrow else {},
        session.name,
    )


def last_codes(session: Session) -> tuple[str, ...]:
    """The codes that this coder put on words last by hand, several if it was one act.

    Only codes that may still be used. For the session's thread.
    """
    own = [
        coding
        for coding in session.store.codings()
        if coding.coder == session.coder and coding.origin is not Origin.IMPORTED
    ]
    newest = max(own, key=lambda coding: coding.created_at, default=None)
    if newest is None:
        return ()
    together = {
        coding.code_id
        for coding in own
        if (coding.transcript_id, coding.span) == (newest.transcript_id, newest.span)
        and _seconds(coding.created_at, newest.created_at) < ONE_ACT
    }
    # In the order of the codebook: codings of one act may carry one and the same moment.
    return tuple(code.id for code in session.tree.codes.values() if code.id in together and code.usable)


def _seconds(earlier: str, later: str) -> float:
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds()


def _memos_here(transcript: Transcript, codings: Iterable[Coding], memos: Iterable[Memo]) -> list[Memo]:
    ids = {coding.id for coding in codings}
    mine = f"{transcript.id}:"
    return [
        memo
        for memo in memos
        if (memo.target_kind == "turn" and memo.target_id.startswith(mine))
        or (memo.target_kind == "coding" and memo.target_id in ids)
    ]


@dataclass(frozen=True, slots=True)
class Shelf:
    """One transcript in the library: how much there is and how much of it this coder has coded."""

    id: str
    label: str
    title: str
    group: str
    turns: int
    coded: float


def read_library(session: Session) -> list[Shelf]:
    """Every transcript with the part of its turns that this coder has coded; for the session's thread."""
    own = [coding for coding in session.store.codings() if coding.coder == session.coder]
    touched = {coding.transcript_id for coding in own}
    return [
        Shelf(
            row.id,
            row.label,
            row.facts.title,
            row.facts.group,
            row.turns,
            _share(session, row.id, own) if row.id in touched else 0.0,
        )
        for row in session.store.transcripts()
    ]


def _share(session: Session, transcript_id: str, own: Sequence[Coding]) -> float:
    here = tuple(coding for coding in own if coding.transcript_id == transcript_id)
    return TranscriptState(session.load(transcript_id), session.tree, session.coder, here).coded_share
