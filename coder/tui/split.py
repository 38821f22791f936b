"""Two places seen at once: each with its view, its work and where one stands in it."""

from __future__ import annotations

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Container, Vertical

from coder.tui import safe
from coder.tui.bars import Bar
from coder.tui.cursor import Cursor
from coder.tui.filters import Shown
from coder.tui.keyline import HEAD, QUIET, Line
from coder.tui.state import TranscriptState
from coder.tui.transcript_view import TranscriptView
from coder.tui.work import Work

BESIDE_FROM = 170
"""Columns of the screen from which the two places stand side by side; else one above the other."""


class SideBox(Vertical):
    """One side: a line that names it, which is there only while there are two, and the transcript."""

    def __init__(self) -> None:
        super().__init__(classes="side")
        self.head = Bar("side-head")
        self.view = TranscriptView()

    def compose(self) -> ComposeResult:
        """The line and the transcript."""
        yield self.head
        yield self.view


class SidesBox(Container):
    """Room for one or two sides."""

    def __init__(self, side: SideBox) -> None:
        super().__init__(id="sides")
        self._first = side

    def compose(self) -> ComposeResult:
        """The first side."""
        yield self._first


@dataclass
class Side:
    """A side that keys do not go to now: its box, and where one stands in it."""

    box: SideBox
    work: Work
    cursor: Cursor
    shown: Shown | None = None


def side_line(state: TranscriptState, cursor: Cursor, *, active: bool, key: str, width: int) -> Line:
    """Which transcript and turn a side shows, and the key that leads to it."""
    turn = cursor.turn(state)
    place = f" turn {state.place_of(turn)}" if turn else ""
    name = f"{state.transcript.label}{place}"
    if active:
        return [("▶ ", HEAD), (safe.cut(name, width - 2), "bold")]
    told = f"{key} goes here" if key else ""
    return [("▷ ", QUIET), (safe.cut(name, max(8, width - len(told) - 5)), QUIET), (f"   {told}", QUIET)]
