"""What every part of the interface stands in: themes, keys one at a time, leaving."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from rich.segment import Segments
from textual.app import App
from textual.events import Event, Key
from textual.filter import Monochrome, NoColor
from textual.types import CSSPathType

from coder.errors import CoderError
from coder.services.userfiles import prefer, preferences
from coder.tui import safe, themes
from coder.tui.keyline import character_of
from coder.tui.keymap import Keymap, load_keymap
from coder.tui.legible import Legible
from coder.tui.screens.base import WIDE, Desk

if TYPE_CHECKING:
    from textual.actions import ActionParseResult
    from textual.dom import DOMNode


@dataclass(frozen=True, slots=True)
class Next:
    """What is to be shown after one part of the interface is left: the projects, or one of them."""

    project: str = ""
    coder: str | None = None
    tour: str = ""
    """`begin` when the tour is wanted, `offer` when it is only to be spoken of."""
    told: str = ""
    """A sentence for whoever comes there."""


class Frame(App[Next | None]):
    """An application of this program; it ends with what is to be shown next, None for nothing."""

    TITLE = "coder"
    CSS_PATH: ClassVar[CSSPathType | None] = "app.tcss"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012 - as App declares it

    def __init__(self, keymap: Keymap | None = None) -> None:
        super().__init__()
        self.keymap = load_keymap() if keymap is None else keymap
        self.event_loop: asyncio.AbstractEventLoop | None = None
        self.animation_level = "none"
        for theme in themes.ALL:
            self.register_theme(theme)
        self.theme = themes.known(preferences().get("theme", ""))
        if self.no_color:
            # Shades of gray are colors too; what is left are bold, underline and reverse.
            self._filters = [NoColor() if isinstance(f, Monochrome) else f for f in self._filters]
        else:
            self._filters.append(Legible())

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The color of what is less important, in every theme."""
        return {**super().get_theme_variable_defaults(), "quiet": themes.quiet(self.current_theme)}

    async def on_event(self, event: Event) -> None:
        """Let the screen have a key first, and wait until it is done with it."""
        if isinstance(event, Key) and not event.is_forwarded:
            screen = self.screen
            if isinstance(screen, Desk) and await self._taken(screen, event):
                return
        await super().on_event(event)

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Do what a key is for; what cannot be done is told, and the program goes on."""
        try:
            return await super().run_action(action, default_namespace, namespaces)
        except CoderError as error:
            if not isinstance(self.screen, Desk):
                raise
            self.screen.complain(error)
            return True

    async def _taken(self, screen: Desk[Any], event: Key) -> bool:
        if event.key == "ctrl+q":
            await screen.leave()
            return True
        try:
            if await screen.take_key(event):
                return True
        except CoderError as error:
            screen.complain(error)
            return True
        if event.key == "ctrl+c":
            # Here, because the first paint does without it.
            from textual.widgets import TextArea

            area = screen.focused
            if not (isinstance(area, TextArea) and area.selected_text):
                screen.say(screen.LEAVING)
                return True
        return False

    def _fatal_error(self) -> None:
        # Textual would print what the variables held, and that is people's words.
        from rich.text import Text

        from coder.services.crashes import sentence

        error = sys.exc_info()[1]
        told = sentence(error) if error is not None else "The interface broke down."
        self._exit_renderables.append(Segments(self.console.render(Text(told), self.console.options)))
        self._close_messages_no_wait()

    def action_press(self, key: str) -> None:
        """Do what a key does; for pointing at the line that names it."""
        self.post_message(Key(key, character_of(key)))

    def next_theme(self) -> str:
        """Change to the next theme and remember it; gives its name as people read it."""
        self.theme = themes.after(self.theme)
        prefer("theme", self.theme)
        return themes.NAMES[self.theme]

    def _refresh_notifications(self) -> None:
        # A message changes the layout; before that is drawn what the key itself has changed.
        self.call_after_refresh(super()._refresh_notifications)

    def tell_of_keys(self) -> None:
        """Say what in the person's keys could not be followed."""
        for problem in self.keymap.problems[:3]:
            sentence = safe.plain(f"Keys: {problem}.")
            self.notify(sentence, severity="warning", markup=False, timeout=12)

    async def action_quit(self) -> None:
        """Leave from a screen that is not this program's."""
        self.leave_now()

    def leave_now(self, result: Next | None = None) -> None:
        """Leave, and go on with `result`."""
        self.exit(result)

    def asked_to_leave(self) -> None:
        """Leave when the interface gets round to it; for signals."""
        if self.event_loop is not None:
            # The loop may be over already, and then leaving is under way.
            with suppress(RuntimeError):
                self.event_loop.call_soon_threadsafe(self.exit)
