"""What all screens share: keys that are never lost between screens, errors as one sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from textual.events import Key
from textual.screen import ModalScreen, Screen

from coder.errors import CoderError
from coder.tui import safe

R = TypeVar("R")


class Desk(Screen[R]):
    """A screen of this program."""

    async def take_key(self, event: Key) -> bool:
        """Use a key before anything else does; True when it is used up.

        The application waits for this before it looks at the next key, so that fast typing
        is never read by the wrong screen.
        """
        return False

    def take_focus(self) -> None:
        """Be ready for the next key."""

    async def ask(self, screen: Desk[Any], then: Callable[[Any], Any]) -> None:
        """Put `screen` on top, ready for keys, and call `then` with its answer."""
        await self.app.push_screen(screen, then)
        screen.take_focus()

    def say(self, sentence: str) -> None:
        """Tell something that needs no answer; it takes the place of what was told before."""
        self.app.clear_notifications()
        self.notify(safe.plain(sentence), markup=False, timeout=4)

    def complain(self, error: CoderError) -> None:
        """Tell what went wrong and what to do about it."""
        self.app.clear_notifications()
        sentence = safe.plain(str(error))
        self.notify(sentence[:1].upper() + sentence[1:], severity="error", markup=False, timeout=8)


class Sheet(ModalScreen[R], Desk[R]):
    """A small screen on top of another, which stays visible behind it."""
