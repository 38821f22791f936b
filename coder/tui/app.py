"""The application: a thin frame around the coding screen."""

from __future__ import annotations

import asyncio
import gc
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

from textual.app import App, SystemCommand
from textual.events import Event, Key
from textual.screen import Screen
from textual.widgets import TextArea

from coder.errors import CoderError
from coder.services.session import Session
from coder.tui import commands, safe, themes
from coder.tui.screens.base import Desk
from coder.tui.screens.coding import WIDE, CodingScreen
from coder.tui.screens.library import LibraryScreen
from coder.tui.state import Suggests
from coder.tui.work import Work, first_work, open_work
from coder.tui.workplace import Start, Workplace

__all__ = ["CoderApp", "Start", "run"]


class CoderApp(App[None]):
    """Codes the transcripts of one open project."""

    TITLE = "coder"
    CSS_PATH = "app.tcss"
    COMMAND_PALETTE_BINDING = "ctrl+k"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012 - as App declares it

    def __init__(
        self, session: Session, suggestions: Suggests | None = None, start: Start | None = None
    ) -> None:
        super().__init__()
        self.place = Workplace(session, suggestions)
        self.start = start
        self.event_loop: asyncio.AbstractEventLoop | None = None
        self.animation_level = "none"
        self.register_theme(themes.DARK)
        self.register_theme(themes.LIGHT)
        self.theme = themes.DARK.name

    async def on_mount(self) -> None:
        """Open where the coder stood last."""
        self.event_loop = asyncio.get_running_loop()
        try:
            work = await self.place.jobs.store(first_work, self.place, self.start)
            await self._begin(work)
            self._tell_other_turn(work)
        except CoderError as error:
            await self._begin(await self.place.jobs.store(first_work, self.place, None))
            self.notify(safe.plain(str(error)), severity="error", markup=False, timeout=8)
        # What has been built by now stays: without it the collector's pauses are not felt at the keys.
        self.call_after_refresh(gc.freeze)

    async def on_event(self, event: Event) -> None:
        """Let the screen have a key first, and wait until it is done with it."""
        if isinstance(event, Key) and not event.is_forwarded:
            screen = self.screen
            if isinstance(screen, Desk) and await self._taken(screen, event):
                return
        await super().on_event(event)

    async def _taken(self, screen: Desk[Any], event: Key) -> bool:
        if event.key == "ctrl+q":
            await screen.leave()
            return True
        if await screen.take_key(event):
            return True
        area = screen.focused
        if event.key == "ctrl+c" and not (isinstance(area, TextArea) and area.selected_text):
            screen.say(screen.LEAVING)
            return True
        return False

    async def action_quit(self) -> None:
        """Leave from a screen that is not this program's, such as the list of commands."""
        self.leave_now()

    def leave_now(self) -> None:
        """Save what is open and leave."""
        self.place.save_open()
        self.exit()

    def asked_to_leave(self) -> None:
        """Save what is open at once, and leave when the interface gets round to it; for signals."""
        self.place.save_open()
        if self.event_loop is not None:
            # The loop may be over already, and then leaving is under way.
            with suppress(RuntimeError):
                self.event_loop.call_soon_threadsafe(self.exit)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The color of what is less important, in every theme."""
        return {**super().get_theme_variable_defaults(), "quiet": themes.quiet(self.current_theme)}

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The commands of the coding screen, and the choice of a theme."""
        for command in screen.offered() if isinstance(screen, CodingScreen) else ():
            # The palette reads markup, so nothing from the data and no bracket may reach it.
            if command in commands.CODING and command.id != "palette":
                key = "" if "[" in command.shown else f" ({command.shown})"
                act = partial(self.run_action, command.method, screen)
                yield SystemCommand(command.label, command.help + key, act)
        yield SystemCommand("Theme", "Choose other colors", self.action_change_theme)

    def _tell_other_turn(self, work: Work | None) -> None:
        start, turn = self.start, work.cursor.turn(work.state) if work else None
        if work is None or start is None or not start.turn or turn is None:
            return
        place = work.state.place_of(turn)
        if place != start.turn:
            label = work.state.transcript.label
            sentence = safe.plain(f"{label} has no turn {start.turn}; this is turn {place}, the nearest.")
            self.notify(sentence, severity="warning", markup=False, timeout=8)

    async def _begin(self, work: Work | None) -> None:
        if work is not None:
            await self.push_screen(CodingScreen(self.place, work))
        else:
            await self.push_screen(LibraryScreen(self.place), self._open)

    async def _open(self, transcript_id: str | None) -> None:
        if transcript_id is not None:
            await self._begin(await self.place.jobs.store(open_work, self.place, transcript_id))


def run(session: Session, suggestions: Suggests | None = None, start: Start | None = None) -> int:
    """Show the interface until it is left, then let go of the suggester and the project.

    Gives the exit code: 0, or 1 when the interface broke down.
    """
    app = CoderApp(session, suggestions, start)
    with on_signals(app.asked_to_leave):
        try:
            app.run()
        finally:
            # Once more, because the interface may have broken down with a text open.
            app.place.save_open()
            app.place.jobs.close(session.store.close, suggestions.close if suggestions else None)
    return app.return_code or 0


@contextmanager
def on_signals(leave: Callable[[], None]) -> Iterator[None]:
    """While the block runs, `leave` is called when the window is closed or the process is to end.

    Until the block ends no such signal ends the process, so that saving is never cut short.
    """
    before = {}
    for name in ("SIGHUP", "SIGTERM"):
        number = getattr(signal, name, None)
        # Only the main thread may ask for signals.
        if number is not None and threading.current_thread() is threading.main_thread():
            before[number] = signal.signal(number, lambda *_: leave())
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
