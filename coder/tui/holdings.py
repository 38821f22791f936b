"""What is decided about one transcript, found by turn, and how it follows the log."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from coder.domain.coding import Coding, Decision, Mark, Memo, Outcome, is_done
from coder.domain.noting import span_of, turn_id
from coder.domain.transcript import NOT_CODED, Transcript
from coder.tui.shared import Shared

__all__ = [
    "IN_TURN",
    "NOT_CODED",
    "Altered",
    "Holdings",
    "Tally",
    "altered",
    "held",
    "memo_keys",
    "seqs",
]

T = TypeVar("T", bound=Coding | Decision | Mark | Memo)
K = TypeVar("K", bound=Hashable)

Tally = tuple[int, int]
"""How many suggestions of a code were taken, of how many decided."""

Altered = tuple[str, Any, Any]
"""A kind, the thing as it was before and as it is after; None where it was not or is no more."""

IN_TURN = "span in turn"
"""Memos on words are found by turn under this kind."""

NOWHERE = -1
"""The turn of what touches no turn."""

TAKEN = (Outcome.ACCEPTED, Outcome.CORRECTED)


@dataclass(frozen=True)
class Holdings:
    """Everything by turn (`seq`), memos by target; and how much of it is this coder's."""

    coder: str
    codings: Shared[int, tuple[Coding, ...]]
    decisions: Shared[int, tuple[Decision, ...]]
    marks: Shared[int, tuple[Mark, ...]]
    memos: Shared[tuple[str, str], tuple[Memo, ...]]
    tallies: Mapping[str, Tally]
    counts: Mapping[str, int]
    """Code id → how often this coder has used it here."""
    done: Shared[int, bool]
    """The turns wanting codes that this coder has coded, or read and found nothing to code."""

    def is_done(self, seq: int) -> bool:
        """Whether this coder has coded the turn, or read it and found nothing to code."""
        return is_done(self.coder, self.codings.get(seq, ()), self.marks.get(seq, ()))


def held(
    transcript: Transcript,
    coder: str,
    codings: Iterable[Coding],
    decisions: Iterable[Decision],
    marks: Iterable[Mark],
    memos: Iterable[Memo],
    tallies: Mapping[str, Tally],
) -> Holdings:
    """Everything sorted by turn."""
    counts: dict[str, int] = {}
    kept = list(codings)
    for coding in kept:
        if coding.coder == coder:
            counts[coding.code_id] = counts.get(coding.code_id, 0) + 1
    made = Holdings(
        coder,
        _grouped(kept, lambda coding: seqs(transcript, coding.start, coding.end), _place),
        _grouped(decisions, lambda decision: seqs(transcript, decision.start, decision.end), _age),
        _grouped(marks, lambda mark: (mark.seq,), _age),
        _grouped(memos, lambda memo: memo_keys(transcript, memo), _age),
        dict(tallies),
        counts,
        Shared(),
    )
    return _with_done(made, transcript, {*made.codings, *made.marks})


def memo_keys(transcript: Transcript, memo: Memo) -> list[tuple[str, str]]:
    """What a memo is found under: its target, and for one on words also the turns that these touch."""
    keys = [(memo.target_kind, memo.target_id)]
    found = span_of(memo)
    if found is not None and found[0] == transcript.id:
        touched = seqs(transcript, found[1].start, found[1].end)
        keys += [(IN_TURN, turn_id(transcript.id, seq)) for seq in touched]
    return keys


def seqs(transcript: Transcript, start: int, end: int) -> Sequence[int]:
    """The turns, by `seq`, that share a character with `[start, end)`."""
    turns = transcript.turns
    at = max(0, bisect_right(transcript.starts, start) - 1)
    found: list[int] = []
    while at < len(turns) and turns[at].start < end:
        if start < turns[at].end and turns[at].start < turns[at].end:
            found.append(turns[at].seq)
        at += 1
    return found or (NOWHERE,)


def _grouped(
    things: Iterable[T], keys: Callable[[T], Sequence[K]], order: Callable[[T], Any]
) -> Shared[K, tuple[T, ...]]:
    found: dict[K, list[T]] = {}
    for thing in things:
        for key in keys(thing):
            found.setdefault(key, []).append(thing)
    return Shared({key: tuple(sorted(some, key=order)) for key, some in found.items()})


def _place(coding: Coding) -> tuple[Any, ...]:
    return (coding.start, coding.end, coding.created_at, coding.id)


def _age(thing: Decision | Mark | Memo) -> tuple[str, str]:
    return (thing.created_at, thing.id)


class _Drawer(Generic[K, T]):
    """One kind of thing while changes are worked in."""

    def __init__(
        self, base: Shared[K, tuple[T, ...]], keys: Callable[[T], Sequence[K]], order: Callable[[T], Any]
    ) -> None:
        self._base = base
        self._keys = keys
        self._order = order
        self.changed: dict[K, tuple[T, ...] | None] = {}

    def take(self, thing: T) -> T | None:
        """Take away what has the thing's id where the thing is; gives what was there."""
        was: T | None = None
        for key in self._keys(thing):
            here = self._on(key)
            left = tuple(other for other in here if other.id != thing.id)
            if len(left) != len(here):
                was = next(other for other in here if other.id == thing.id)
                self.changed[key] = left or None
        return was

    def put(self, thing: T) -> None:
        """Put a thing where it belongs."""
        for key in self._keys(thing):
            self.changed[key] = tuple(sorted([*self._on(key), thing], key=self._order))

    def closed(self) -> Shared[K, tuple[T, ...]]:
        """The mapping with the changes in it."""
        return self._base.updated(self.changed)

    def _on(self, key: K) -> tuple[T, ...]:
        here: tuple[T, ...] | None = self.changed[key] if key in self.changed else self._base.get(key)
        return here or ()


def altered(before: Holdings, transcript: Transcript, changes: Iterable[Altered]) -> Holdings:
    """The holdings after some changes, at the cost of the changes alone.

    Changes that are in already do no harm, except to the tallies of decisions.
    """
    codings = _Drawer[int, Coding](before.codings, lambda c: seqs(transcript, c.start, c.end), _place)
    decisions = _Drawer[int, Decision](before.decisions, lambda d: seqs(transcript, d.start, d.end), _age)
    marks = _Drawer[int, Mark](before.marks, lambda mark: (mark.seq,), _age)
    memos = _Drawer[tuple[str, str], Memo](before.memos, lambda m: memo_keys(transcript, m), _age)
    drawers: dict[str, _Drawer[Any, Any]] = {
        "coding": codings,
        "decision": decisions,
        "mark": marks,
        "memo": memos,
    }
    counts, tallies = dict(before.counts), dict(before.tallies)
    for kind, was, now in changes:
        if kind == "decision":
            _tally(tallies, was, -1)
            _tally(tallies, now, 1)
        for thing, adding in ((was, False), (now, True)):
            if thing is None or (kind != "memo" and thing.transcript_id != transcript.id):
                continue
            gone = drawers[kind].take(thing)
            if adding:
                drawers[kind].put(thing)
            if kind == "coding":
                _count(counts, before.coder, gone, -1)
                _count(counts, before.coder, thing if adding else None, 1)
    after = replace(
        before,
        codings=codings.closed(),
        decisions=decisions.closed(),
        marks=marks.closed(),
        memos=memos.closed(),
        tallies=tallies,
        counts=counts,
    )
    return _with_done(after, transcript, {*codings.changed, *marks.changed})


def _with_done(holdings: Holdings, transcript: Transcript, touched: Iterable[int]) -> Holdings:
    first = transcript.turns[0].seq if transcript.turns else 0
    done: dict[int, bool | None] = {}
    for seq in touched:
        if 0 <= seq - first < len(transcript.turns):
            turn = transcript.turns[seq - first]
            done[seq] = True if transcript.wants_code(turn) and holdings.is_done(seq) else None
    return replace(holdings, done=holdings.done.updated(done))


def _count(counts: dict[str, int], coder: str, coding: Coding | None, by: int) -> None:
    if coding is None or coding.coder != coder:
        return
    left = counts.get(coding.code_id, 0) + by
    if left:
        counts[coding.code_id] = left
    else:
        counts.pop(coding.code_id, None)


def _tally(tallies: dict[str, Tally], decision: Decision | None, by: int) -> None:
    if decision is None:
        return
    taken, decided = tallies.get(decision.code_id, (0, 0))
    tallies[decision.code_id] = (taken + by * (decision.outcome in TAKEN), decided + by)
    if tallies[decision.code_id] == (0, 0):
        del tallies[decision.code_id]
