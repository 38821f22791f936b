"""The yardstick: a Textual application with nothing but one line, which counts keys."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.events import Key
from textual.widgets import Static


class EmptyApp(App[None]):
    """Shows `▶` and how many keys were pressed."""

    def compose(self) -> ComposeResult:
        """The one line."""
        self.line = Static("▶ 0")
        self.pressed = 0
        yield self.line

    def on_key(self, event: Key) -> None:
        """Count."""
        self.pressed += 1
        self.line.update(f"▶ {self.pressed}")


if __name__ == "__main__":
    EmptyApp().run()
