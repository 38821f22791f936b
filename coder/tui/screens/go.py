"""Asks for the number of a turn."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.events import Key
from textual.widgets import Static

from coder.tui import safe
from coder.tui.screens.base import Sheet


class GoScreen(Sheet[int | None]):
    """Digits and Enter; gives None when it is left."""

    CSS_PATH = "go.tcss"

    def __init__(self, last: int) -> None:
        super().__init__()
        self._last = last
        self._digits = ""

    def compose(self) -> ComposeResult:
        """One line."""
        yield Static(id="go", markup=False)

    def on_mount(self) -> None:
        """Show the empty line."""
        self._draw()

    async def take_key(self, event: Key) -> bool:
        """Take digits; Enter goes, Esc leaves."""
        if event.key == "enter":
            self.dismiss(int(self._digits) if self._digits else None)
            return True
        if event.key in ("escape", "q", "g"):
            self.dismiss(None)
            return True
        if event.character and event.character in "0123456789":
            self._digits = (self._digits + event.character)[:7]
        elif event.key == "backspace":
            self._digits = self._digits[:-1]
        self._draw()
        return event.key != "ctrl+q"

    def _draw(self) -> None:
        self.query_one("#go", Static).update(
            safe.content(
                ("Go to turn ", "bold $text-accent"),
                (self._digits, "bold"),
                ("▏", "bold $text-accent"),
                (f"  of {self._last}   ", "$quiet"),
                ("⏎", "bold $text-accent"),
                (" goes   ", "$quiet"),
                ("esc", "bold $text-accent"),
                (" leaves", "$quiet"),
            )
        )
