"""What all screens share: keys that are never lost between screens, errors as one sentence."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from inspect import isawaitable
from typing import Any, ClassVar, TypeVar

from rich.console import RenderableType
from textual import on
from textual.binding import BindingsMap
from textual.events import Key, Mount
from textual.renderables.background_screen import BackgroundScreen
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from coder.errors import CoderError
from coder.tui import safe
from coder.tui.behind import Behind
from coder.tui.commands import Command
from coder.tui.keyline import key_part, label_part
from coder.tui.narrow import NarrowCompositor
from coder.tui.safe import Part

R = TypeVar("R")

WIDE = 100
"""Columns from which the codebook stands beside the transcript."""


class Desk(Screen[R]):
    """A screen of this program."""

    LEAVING: ClassVar[str] = "q quits."
    """What somebody is told who presses Ctrl+C."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._compositor = NarrowCompositor()

    @on(Mount)
    def _keep_looks_of_keys(self) -> None:
        # Keys in a line can be pointed at; they should not look like links for that.
        for line in self.query(Static):
            line.auto_links = False

    def use(self, offered: Iterable[Command]) -> None:
        """Let these commands work by the keys that they have."""
        kept = {
            key: others
            for key, found in self._bindings.key_to_bindings.items()
            if (others := [binding for binding in found if not (binding.id or "").startswith("coder.")])
        }
        given = BindingsMap([command.binding() for command in offered if command.keys])
        for key, found in given.key_to_bindings.items():
            kept[key] = [*found, *kept.get(key, [])]
        self._bindings.key_to_bindings = kept

    async def take_key(self, event: Key) -> bool:
        """Use a key before anything else does; True when it is used up.

        The application waits for this before it looks at the next key, so that fast typing
        is never read by the wrong screen.
        """
        return False

    def take_focus(self) -> None:
        """Be ready for the next key."""

    async def leave(self) -> None:
        """End the program, which Ctrl+Q does on every screen."""
        self.app.exit()

    async def ask(self, screen: Desk[Any], then: Callable[[Any], Awaitable[None] | None]) -> None:
        """Put `screen` on top, ready for keys, and call `then` with its answer.

        What was told before goes, so that no message of one screen lies over another.
        """

        async def answer(value: Any) -> None:
            self.app.clear_notifications()
            try:
                done = then(value)
                if isawaitable(done):
                    await done
            except CoderError as error:
                self.complain(error)

        self.app.clear_notifications()
        await self.app.push_screen(screen, answer)
        screen.take_focus()

    def say(self, sentence: str) -> None:
        """Tell something that needs no answer; it takes the place of what was told before."""
        self.app.clear_notifications()
        self.notify(safe.plain(sentence), markup=False, timeout=4)

    def complain(self, error: CoderError) -> None:
        """Tell what went wrong and what to do about it."""
        self.app.clear_notifications()
        sentence = safe.plain(str(error))
        # A sentence that begins with a name keeps it as it is written.
        shown = sentence if error.where else sentence[:1].upper() + sentence[1:]
        self.notify(shown, severity="error", markup=False, timeout=8)


class Sheet(ModalScreen[R], Desk[R]):
    """A small screen on top of another, which stays visible behind it."""

    LEAVING = "esc closes this, ^q quits."

    def render(self) -> RenderableType:
        """The screen below, dimmed."""
        shown = super().render()
        return Behind(shown.screen, shown.color) if isinstance(shown, BackgroundScreen) else shown


def hint_parts(*pairs: tuple[str, str]) -> list[Part]:
    """Keys and what they do."""
    parts: list[Part] = []
    for key, label in pairs:
        parts += ["  " if parts else "", key_part(key), " ", label_part(label, key)]
    return parts


def key_hints(*pairs: tuple[str, str], id: str | None = None) -> Static:
    """The line of a sheet that says what its keys do, in the middle of it."""
    return Static(safe.content(*hint_parts(*pairs)), id=id, classes="hints", markup=False)
