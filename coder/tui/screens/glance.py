"""What is seen while a project is being opened: the coding screen around one place, without its acts."""

from __future__ import annotations

import asyncio

from textual.app import ComposeResult
from textual.containers import Container, Horizontal, Vertical
from textual.events import Key
from textual.widgets import Static

from coder.services.glancing import Glance
from coder.tui import commands
from coder.tui.bars import Bar, hints, top_line
from coder.tui.codebook_view import CodebookView
from coder.tui.cursor import Cursor
from coder.tui.keymap import Keymap
from coder.tui.lens_keys import lens_keys, lens_legend
from coder.tui.screens.base import WIDE, Desk
from coder.tui.state import TranscriptState
from coder.tui.transcript_view import TranscriptView
from coder.tui.turn_pane import TurnPane, Waiting

LONGEST = 0.5
"""Seconds after which something is painted, whatever is missing."""

OPENING = Waiting("Looking for suggestions…")


class Window(TranscriptState):
    """What stands around one place of a transcript."""

    whole = False

    def __init__(self, seen: Glance, coder: str) -> None:
        super().__init__(
            seen.transcript, seen.tree, coder, seen.codings, seen.memos, (), {}, seen.project, seen.marks
        )
        self._highest = seen.highest

    @property
    def highest(self) -> int:
        """The highest number of a turn in the whole transcript."""
        return self._highest


class FirstView(TranscriptView):
    """The transcript, which tells when there is something to paint."""

    def on_resize(self) -> None:
        """Lay out what is in sight, and have it painted."""
        super().on_resize()
        if isinstance(self.screen, GlanceScreen) and self.size:
            self.screen.paint()


class GlanceScreen(Desk[None]):
    """Looks like the coding screen; keys wait until that is there."""

    CSS_PATH = "coding.tcss"
    AUTO_FOCUS = "TranscriptView"

    def __init__(self, seen: Glance, coder: str, keymap: Keymap) -> None:
        super().__init__()
        self.window = Window(seen, coder)
        self.keymap = keymap
        self.opened = asyncio.Event()
        """Set when the project is open, and shown by another screen."""
        self.painted = asyncio.Event()
        self.transcript = FirstView()
        self._ready = False
        self.codes = CodebookView()
        self.pane = TurnPane()
        self.top, self.note, self.keys = Bar("top"), Bar("codebook-note"), Bar("footer")
        place = self.window.index_of(seen.place)
        self.cursor = Cursor(place).on_newest(self.window)

    def compose(self) -> ComposeResult:
        """Top line, three panes, footer."""
        yield self.top
        with Horizontal(id="middle"):
            with Vertical(id="codebook"):
                yield Static("Codebook", id="codebook-title", markup=False)
                yield self.codes
                yield self.note
            with Container(id="work"):
                yield self.transcript
                yield self.pane
        yield self.keys

    def on_mount(self) -> None:
        """Show the place, all of it at once."""
        self.set_timer(LONGEST, self.paint)
        self.redraw()

    def paint(self) -> None:
        """Have painted what there is."""
        if not self._ready:
            self._ready = True
            self.refresh()
            self.call_after_refresh(self.painted.set)

    def _compositor_refresh(self) -> None:
        # A screen is painted again with every size that it takes at first, each time for nothing.
        if self._ready:
            super()._compositor_refresh()

    def on_resize(self) -> None:
        """Fit what is drawn to the new size."""
        self.call_after_refresh(self.redraw)

    async def take_key(self, event: Key) -> bool:
        """Keep the key until there is somebody to take it."""
        await self.opened.wait()
        return False

    def redraw(self) -> None:
        """Draw everything that is known so far."""
        state, cursor = self.window, self.cursor
        turn = cursor.turn(state)
        lit = frozenset(coding.code_id for coding in state.codings_on(turn)) if turn else frozenset()
        width = self.size.width - 2
        self.transcript.show(state, cursor)
        self.codes.show(state.tree, {}, lit)
        timed = not self.transcript.shows_times
        self.pane.show(state, cursor, OPENING, strip=self.size.width < WIDE, timed=timed)
        self.top.show(top_line(state, cursor, "", width))
        offered = self.keymap.of(commands.CODING)
        self.note.show(lens_legend(state.tree, lens_keys(state.tree, offered)), grows=True)
        self.keys.show(hints(commands.footer(offered), width))
