"""The application: a thin frame around the coding screen."""

from __future__ import annotations

import gc
from collections.abc import Iterable
from functools import partial

from textual.app import App, SystemCommand
from textual.events import Event, Key
from textual.screen import Screen

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
        self.animation_level = "none"
        self.register_theme(themes.DARK)
        self.register_theme(themes.LIGHT)
        self.theme = themes.DARK.name

    async def on_mount(self) -> None:
        """Open where the coder stood last."""
        try:
            await self._begin(await self.place.jobs.store(first_work, self.place, self.start))
        except CoderError as error:
            await self._begin(await self.place.jobs.store(first_work, self.place, None))
            self.notify(safe.plain(str(error)), severity="error", markup=False, timeout=8)
        # What has been built by now stays: without it the collector's pauses are not felt at the keys.
        self.call_after_refresh(gc.freeze)

    async def on_event(self, event: Event) -> None:
        """Let the screen have a key first, and wait until it is done with it."""
        if isinstance(event, Key) and not event.is_forwarded:
            screen = self.screen
            if isinstance(screen, Desk) and await screen.take_key(event):
                return
        await super().on_event(event)

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
    try:
        app.run()
    finally:
        app.place.jobs.close(session.store.close, suggestions.close if suggestions else None)
    return app.return_code or 0
