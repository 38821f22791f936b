"""A line that is being typed: its letters, and where the caret stands."""

from __future__ import annotations

from textual.events import Key

from coder.tui import safe
from coder.tui.keyline import KEY, Line

CURSOR = "▏"


class LineEdit:
    """Takes one key after the other; never longer than `longest` characters."""

    def __init__(self, text: str = "", longest: int = 300) -> None:
        self.text = safe.plain(text)
        self.caret = len(self.text)
        self._longest = longest

    def take(self, event: Key) -> bool:
        """Use a key for typing; False when it types and moves nothing."""
        text, caret = self.text, self.caret
        moved = {"left": caret - 1, "right": caret + 1, "home": 0, "end": len(text)}.get(event.key)
        if moved is not None:
            self.caret = max(0, min(moved, len(text)))
        elif event.key == "backspace":
            self.text, self.caret = text[: max(0, caret - 1)] + text[caret:], max(0, caret - 1)
        elif event.key == "delete":
            self.text = text[:caret] + text[caret + 1 :]
        elif event.key == "ctrl+u":
            self.text, self.caret = "", 0
        elif event.is_printable and event.character:
            self.insert(event.character)
        else:
            return False
        return True

    def insert(self, text: str) -> None:
        """Type some letters, or paste them."""
        shown = safe.plain(text)
        self.text = (self.text[: self.caret] + shown + self.text[self.caret :])[: self._longest]
        self.caret = min(self.caret + len(shown), len(self.text))

    def parts(self) -> Line:
        """The line with its caret."""
        return [(self.text[: self.caret], "bold"), (CURSOR, KEY), (self.text[self.caret :], "bold")]
