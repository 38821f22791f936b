"""The turns of a file that may be imported, as they will look, a screenful at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.content import Content
from textual.widget import Widget

from coder.tui import safe
from coder.tui.incoming import Incoming, Plan
from coder.tui.keyline import QUIET, Line, lines_of, wrapped
from coder.tui.state import NOT_CODED

MOST_LINES = 4
"""Lines that one turn may take in the look, so that several are seen."""
_LONGEST = 2_000
"""Characters of a turn of which its few lines are made."""


class TurnsView:
    """How turns are laid out in a window of `height` lines of `width` cells."""

    def __init__(self, incoming: Incoming, plan: Plan, width: int, height: int) -> None:
        self.turns = incoming.draft.turns
        self._numbers, self._plan = incoming.numbers, plan
        self._roles = {voice.label: voice.role for voice in incoming.voices(plan)}
        self._names = min(15, max([safe.width(plan.shown(label)) for label in self._roles] + [6]))
        self._digits = max(4, len(str(len(self.turns))))
        self._width, self._height = width, max(1, height)

    def lines(self, start: int, lit: str) -> list[Line]:
        """The turns from index `start` on; those of the label `lit` stand out."""
        lines: list[Line] = []
        for at in range(start, len(self.turns)):
            lines += self._turn(at, lit)
            if len(lines) >= self._height:
                break
        return lines[: self._height]

    def after(self, start: int) -> int:
        """The first turn that is not wholly seen in a window that begins with turn `start`."""
        used, at = 0, start
        while at < len(self.turns):
            used += len(self._turn(at, ""))
            if used > self._height:
                break
            at += 1
        return max(at, min(start + 1, len(self.turns)))

    def before(self, start: int) -> int:
        """The turn that a window begins with which ends just before turn `start`."""
        used, at = 0, start
        while at > 0:
            used += len(self._turn(at - 1, ""))
            if used > self._height:
                break
            at -= 1
        return min(at, max(0, start - 1))

    def _turn(self, at: int, lit: str) -> list[Line]:
        turn, number = self.turns[at], self._numbers[at]
        spoken = number is not None
        label = self._plan.who(turn.speaker) if turn.speaker else ""
        shown = self._plan.shown(label) if label else "–" if spoken else ""
        quiet = self._roles.get(label) in NOT_CODED
        style = QUIET if quiet else "" if spoken else f"italic {QUIET}"
        head = "bold reverse" if label == lit else f"bold {QUIET}" if quiet else "bold $text-accent"
        gutter: Line = [
            (f"{number if spoken else '':>{self._digits}} ", QUIET),
            (safe.fitted(shown, self._names), head if label else QUIET),
            "  ",
        ]
        indent = self._digits + self._names + 3
        most = min(MOST_LINES if spoken else 2, self._height)
        words = turn.text if len(turn.text) <= _LONGEST else turn.text[:_LONGEST] + " …"
        pieces = wrapped(words, self._width - indent, style, most=most)
        return [[*(gutter if at == 0 else [" " * indent]), *piece] for at, piece in enumerate(pieces or [[]])]


class Drawn(Widget):
    """Lines that are made for exactly the size there is at the moment they are drawn."""

    def __init__(self, draw: Callable[[int, int], Sequence[Line]], id: str) -> None:
        super().__init__(id=id)
        self._lines = draw

    def render(self) -> Content:
        """As many lines as there is room for."""
        width, height = self.size
        return safe.content(*lines_of(self._lines(width, height)[:height])) if height else Content("")
