"""Jump mode: a letter on everything that can be gone to, and one key goes there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.events import Click, Key
from textual.widget import Widget
from textual.widgets import Static

from coder.tui import safe
from coder.tui.screens.base import Sheet
from coder.tui.transcript_view import TranscriptView
from coder.tui.turn_pane import TurnPane

LETTERS = "asdfghjklqwertyuiopzxcvbnmASDFGHJKLQWERTYUIOPZXCVBNM"
"""Which letters are given out, those under the fingers first."""

TAG_CELLS = 3
"""How wide a letter is with the space around it."""

TITLE = 10
"""Cells of the codebook's title, behind which its letter stands."""


@dataclass(frozen=True, slots=True)
class Target:
    """Something that can be gone to, and the cell of the screen where its letter stands."""

    kind: str
    id: str
    x: int
    y: int


class Tag(Static):
    """A letter on the screen."""

    def __init__(self, letter: str, target: Target) -> None:
        super().__init__(safe.content(f" {letter} "), markup=False)
        self.styles.offset = (target.x, target.y)


class JumpScreen(Sheet[Target | None]):
    """Gives what the letter stood on; None for any other key."""

    CSS_PATH = "jump.tcss"

    def __init__(self, targets: Sequence[Target]) -> None:
        super().__init__()
        self._targets = dict(zip(LETTERS, targets, strict=False))

    def compose(self) -> ComposeResult:
        """A letter for each, and a line that says what to do."""
        for letter, target in self._targets.items():
            yield Tag(letter, target)
        yield Static(safe.content(" A letter goes there · Esc stays "), id="jump-told", markup=False)

    async def take_key(self, event: Key) -> bool:
        """Go there, or leave."""
        if event.key in ("ctrl+q", "ctrl+c"):
            return False
        self.dismiss(self._targets.get(event.character or ""))
        return True

    def on_click(self, event: Click) -> None:
        """Go there with the mouse, or leave."""
        x, y = event.screen_x, event.screen_y
        under = (one for one in self._targets.values() if one.y == y and one.x <= x < one.x + TAG_CELLS)
        self.dismiss(next(under, None))

    def on_resize(self) -> None:
        """Letters on a screen of another size would stand in the wrong places."""
        if self.is_current and self._sized:
            self.dismiss(None)
        self._sized = True

    _sized = False


def targets_of(transcript: TranscriptView, pane: TurnPane, codebook: Widget) -> list[Target]:
    """The turns in sight, the codings of the current turn, and the codebook where it is in sight."""
    found: list[Target] = []
    if codebook.display and codebook.region.area:
        found.append(Target("codebook", "", codebook.region.x + TITLE, codebook.region.y))
    area = pane.content_region
    found += [Target("coding", id_, area.x, area.y + y) for id_, y in pane.codings_in_sight()]
    area = transcript.content_region
    found += [Target("turn", str(stop), area.x, area.y + y) for stop, y in transcript.stops_in_sight()]
    return found
