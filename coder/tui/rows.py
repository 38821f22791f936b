"""A list with a cursor, of which a window is seen."""

from __future__ import annotations


class Rows:
    """Where the cursor of a list of `count` rows stands, and which row is on top of the window."""

    def __init__(self, count: int = 0) -> None:
        self.count = count
        self.at = 0
        self._top = 0

    def resize(self, count: int) -> None:
        """The list has another length now; the cursor stays as near as it can."""
        self.count = count
        self.at = max(0, min(self.at, count - 1))

    def move(self, key: str, height: int) -> bool:
        """Move the cursor as `key` says; False when it is no such key. `height` is a page."""
        steps = {
            "up": -1,
            "down": 1,
            "shift+tab": -1,
            "tab": 1,
            "pageup": -height,
            "pagedown": height,
            "home": -self.count,
            "end": self.count,
        }
        if key not in steps:
            return False
        self.at = max(0, min(self.at + steps[key], self.count - 1))
        return True

    def window(self, height: int) -> range:
        """The rows that are seen in a window of `height` rows, the cursor among them."""
        height = max(1, height)
        self._top = max(min(self._top, self.at), self.at - height + 1)
        self._top = max(0, min(self._top, self.count - height))
        return range(self._top, min(self._top + height, self.count))

    def row_at(self, y: int) -> int | None:
        """The row drawn on line `y` of the window; None below the last."""
        at = self._top + y
        return at if 0 <= at < self.count else None
