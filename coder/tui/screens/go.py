"""Asks for the number of a turn."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key
from textual.widgets import Static

from coder.tui import safe
from coder.tui.safe import Part
from coder.tui.screens.base import Sheet, key_hints


class GoScreen(Sheet[int | None]):
    """Digits and Enter; gives None when it is left."""

    CSS_PATH = "go.tcss"

    def __init__(self, places: Sequence[int]) -> None:
        super().__init__()
        self._places = places
        self._digits = ""
        self._missing = ""

    def compose(self) -> ComposeResult:
        """One line, and the keys."""
        with Vertical(id="go"):
            yield Static(id="go-line", markup=False)
            yield key_hints(("⏎", "goes"), ("esc", "leaves"))

    def on_mount(self) -> None:
        """Show the empty line."""
        self._draw()

    async def take_key(self, event: Key) -> bool:
        """Take digits; Enter goes, Esc leaves."""
        if event.key == "enter":
            self._go()
        elif event.key in ("escape", "q", "g"):
            self.dismiss(None)
        elif event.character and event.character in "0123456789":
            self._digits, self._missing = (self._digits + event.character)[:7], ""
        elif event.key == "backspace":
            self._digits, self._missing = self._digits[:-1], ""
        else:
            return False
        if self.is_attached:
            self._draw()
        return True

    def _go(self) -> None:
        if not self._digits or int(self._digits) in self._places:
            self.dismiss(int(self._digits) if self._digits else None)
        else:
            self._digits, self._missing = "", self._digits

    def _draw(self) -> None:
        places = self._places
        line: list[Part] = [
            ("Go to turn ", "bold $text-accent"),
            (self._digits, "bold"),
            ("▏", "bold $text-accent"),
            (f"  {places[0]} to {places[-1]}" if places else "  there is none", "$quiet"),
        ]
        if self._missing:
            line.append((f"   There is no turn {self._missing}.", "bold $text-error"))
        self.query_one("#go-line", Static).update(safe.content(*line))
