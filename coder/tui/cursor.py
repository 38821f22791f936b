"""Where the coder stands: the turn, the words selected in it, and the coding in focus."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from coder.domain.coding import Coding
from coder.domain.transcript import Span, Turn
from coder.tui import spans
from coder.tui.state import TranscriptState


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in one transcript; every move gives a new one.

    `selected` is None for the whole turn. `coding_id` names the focused coding, if any.
    """

    index: int = 0
    selected: Span | None = None
    coding_id: str | None = None

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
        return self._select(state, lambda text, turn: spans.move_end(text, turn, self.selected, words))

    def start(self, state: TranscriptState, words: int) -> Cursor:
        """With the start of the selection moved by a word."""
        return self._select(state, lambda text, turn: spans.move_start(text, turn, self.selected, words))

    def words(self, state: TranscriptState, span: Span) -> Cursor:
        """With just these words of the turn selected."""
        return self._select(state, lambda text, turn: span)

    def whole(self) -> Cursor:
        """With the whole turn selected."""
        return replace(self, selected=None)

    def _select(self, state: TranscriptState, choose: Callable[[str, Span], Span | None]) -> Cursor:
        turn = self.turn(state)
        if turn is None:
            return self
        text = state.transcript.text
        chosen = choose(text, turn.span)
        return replace(self, selected=None if chosen == turn.span.trimmed(text) else chosen)

    def _codings(self, state: TranscriptState) -> tuple[Coding, ...]:
        turn = self.turn(state)
        return state.codings_on(turn) if turn else ()


def newest(state: TranscriptState, codings: tuple[Coding, ...]) -> str | None:
    """The coding to focus: this coder's newest, else anybody's newest."""
    own = [coding for coding in codings if state.is_own(coding)]
    latest = max(own or codings, key=lambda coding: coding.created_at, default=None)
    return latest.id if latest else None
