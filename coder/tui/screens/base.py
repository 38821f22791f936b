"""What all screens share: keys that are never lost between screens, errors as one sentence."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from inspect import isawaitable
from typing import Any, ClassVar, TypeVar

from textual.events import Key
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from coder.errors import CoderError
from coder.tui import safe
from coder.tui.safe import Part

R = TypeVar("R")


class Desk(Screen[R]):
    """A screen of this program."""

    LEAVING: ClassVar[str] = "q quits."
    """What somebody is told who presses Ctrl+C."""

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
            done = then(value)
            if isawaitable(done):
                await done

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


def hint_parts(*pairs: tuple[str, str]) -> list[Part]:
    """Keys and what they do."""
    parts: list[Part] = []
    for key, label in pairs:
        parts += ["  " if parts else "", (key, "bold $text-accent"), (f" {label}", "$quiet")]
    return parts


def key_hints(*pairs: tuple[str, str], id: str | None = None) -> Static:
    """The line of a sheet that says what its keys do, in the middle of it."""
    return Static(safe.content(*hint_parts(*pairs)), id=id, classes="hints", markup=False)
