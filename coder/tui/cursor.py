"""Where the coder stands: the turn, the words selected from it on, and the coding in focus."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace

from coder.domain.coding import Coding
from coder.domain.transcript import Role, Span, Turn
from coder.tui import spans
from coder.tui.state import TranscriptState

LONGEST_EXCHANGE = 12
"""Turns before and after a turn in which a facilitator's question is looked for."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in one transcript; every move gives a new one.

    `selected` is None for the whole turn; it may reach into the turns around. `coding_id` names
    the focused coding, if any. `narrow` is what was selected before it was widened, step by step.
    """

    index: int = 0
    selected: Span | None = None
    coding_id: str | None = None
    narrow: tuple[Span | None, ...] = ()

    def turn(self, state: TranscriptState) -> Turn | None:
        """The turn the cursor stands on; None in an empty transcript."""
        return state.stops[self.index] if self.index < len(state.stops) else None

    def at(self, state: TranscriptState, index: int) -> Cursor:
        """On another turn, kept inside the transcript, with its newest coding in focus."""
        index = max(0, min(index, len(state.stops) - 1))
        return self if index == self.index else Cursor(index).settled(state)

    def settled(self, state: TranscriptState) -> Cursor:
        """Fit for a state that has changed: a vanished coding hands the focus to the newest one."""
        here = self._codings(state)
        if any(coding.id == self.coding_id for coding in here):
            return self
        return replace(self, coding_id=newest(state, here))

    def on_newest(self, state: TranscriptState) -> Cursor:
        """With the newest coding of the turn in focus and the whole turn selected."""
        return Cursor(self.index, None, newest(state, self._codings(state)))

    def coding(self, state: TranscriptState) -> Coding | None:
        """The coding in focus."""
        return next((coding for coding in self._codings(state) if coding.id == self.coding_id), None)

    def next_coding(self, state: TranscriptState, step: int) -> Cursor:
        """With the next coding of this turn in focus, going round."""
        ids = [coding.id for coding in self._codings(state)]
        if not ids:
            return self
        at = ids.index(self.coding_id) if self.coding_id in ids else -1
        return replace(self, coding_id=ids[(at + step) % len(ids)])

    def span(self, state: TranscriptState) -> Span:
        """The words that a code is put on: the selection, or the whole turn."""
        turn = self.turn(state)
        whole = turn.span if turn else Span(0, 0)
        return self.selected or whole.trimmed(state.transcript.text)

    def sentence(self, state: TranscriptState, step: int) -> Cursor:
        """With the next or previous sentence selected."""
        return self._select(state, lambda text, turn: spans.next_sentence(text, turn, self.selected, step))

    def end(self, state: TranscriptState, words: int) -> Cursor:
        """With the end of the selection moved by a word."""
        return self._select(
            state,
            lambda text, turn: spans.move_end(text, self._bounds(state, turn), self.span(state), words),
        )

    def start(self, state: TranscriptState, words: int) -> Cursor:
        """With the start of the selection moved by a word."""
        return self._select(
            state,
            lambda text, turn: spans.move_start(text, self._bounds(state, turn), self.span(state), words),
        )

    def words(self, state: TranscriptState, span: Span) -> Cursor:
        """With just these words of the turn selected."""
        return self._select(state, lambda text, turn: span)

    def whole(self) -> Cursor:
        """With the whole turn selected."""
        return replace(self, selected=None, narrow=())

    def wider(self, state: TranscriptState) -> Cursor:
        """With the next larger unit selected: words, sentences, the turn, the exchange of turns."""
        now = self.span(state)
        around = exchange(state, self.index)
        grown = self._select(state, lambda text, turn: spans.wider(text, turn, around, now))
        return self if grown.span(state) == now else replace(grown, narrow=(*self.narrow, self.selected))

    def narrower(self, state: TranscriptState) -> Cursor:
        """With what was selected before it was widened, else the next smaller unit."""
        if self.narrow:
            return replace(self, selected=self.narrow[-1], narrow=self.narrow[:-1])
        now = self.span(state)
        return self._select(state, lambda text, turn: spans.narrower(text, turn, now))

    def across(self, state: TranscriptState, step: int) -> Cursor:
        """With the selection reaching a turn further down (`step` 1) or up (-1), or back towards its turn."""
        if self.turn(state) is None:
            return self
        now = self.span(state)
        first, last = stop_at(state, now.start), stop_at(state, max(now.start, now.end - 1))
        if step > 0 and first < self.index:
            chosen = Span(_words(state, first + 1).start, now.end)
        elif step > 0 and last + 1 < len(state.stops):
            chosen = Span(now.start, _words(state, last + 1).end)
        elif step < 0 and last > self.index:
            chosen = Span(now.start, _words(state, last - 1).end)
        elif step < 0 and first > 0:
            chosen = Span(_words(state, first - 1).start, now.end)
        else:
            return self
        return self._select(state, lambda text, turn: chosen)

    def touched(self, state: TranscriptState) -> range:
        """The stops that the selected words reach into, at least the cursor's own."""
        if self.selected is None:
            return range(self.index, self.index + 1)
        first = stop_at(state, self.selected.start)
        last = stop_at(state, max(self.selected.start, self.selected.end - 1))
        return range(min(first, self.index), max(last, self.index) + 1)

    def _select(self, state: TranscriptState, choose: Callable[[str, Span], Span | None]) -> Cursor:
        turn = self.turn(state)
        if turn is None:
            return self
        text = state.transcript.text
        chosen = choose(text, turn.span)
        whole = chosen == turn.span.trimmed(text)
        return replace(self, selected=None if whole else chosen, narrow=())

    def _bounds(self, state: TranscriptState, turn: Span) -> Span:
        """The turn, or all turns that the selected words reach into."""
        reach = self.touched(state)
        first, last = state.stops[reach[0]], state.stops[reach[-1]]
        return Span(min(turn.start, first.start), max(turn.end, last.end))

    def _codings(self, state: TranscriptState) -> tuple[Coding, ...]:
        turn = self.turn(state)
        return state.codings_on(turn) if turn else ()


def newest(state: TranscriptState, codings: tuple[Coding, ...]) -> str | None:
    """The coding to focus: this coder's newest, else anybody's newest."""
    own = [coding for coding in codings if state.is_own(coding)]
    latest = max(own or codings, key=lambda coding: coding.created_at, default=None)
    return latest.id if latest else None


def stop_at(state: TranscriptState, offset: int) -> int:
    """The stop in which the character at `offset` stands, or the one before it."""
    return max(0, bisect_right(state.stops, offset, key=lambda turn: turn.start) - 1)


def exchange(state: TranscriptState, index: int) -> Span:
    """The words from a facilitator's question to the last answer before the next question.

    Where no facilitator speaks nearby: the turn before, this one and the next.
    """
    stops, count = state.stops, len(state.stops)
    if not count:
        return Span(0, 0)
    near = range(max(0, index - LONGEST_EXCHANGE), min(count, index + LONGEST_EXCHANGE + 1))
    asked = [at for at in near if state.transcript.role(stops[at]) is Role.FACILITATOR]
    first = max((at for at in asked if at <= index), default=None)
    following = min((at for at in asked if at > index), default=None)
    if first is None and following is None:
        first, last = max(0, index - 1), min(count - 1, index + 1)
    else:
        first = near[0] if first is None else first
        last = near[-1] if following is None else following - 1
    return Span(_words(state, first).start, _words(state, last).end)


def _words(state: TranscriptState, stop: int) -> Span:
    return state.stops[stop].span.trimmed(state.transcript.text)
