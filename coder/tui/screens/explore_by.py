"""Choosing what a table counts apart: one or two of the things known of people and sessions."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key
from textual.widgets import Static

from coder.tui import safe
from coder.tui.keyline import HEAD, KEY, QUIET, Line, key_line, lines_of, wrapped
from coder.tui.rows import Rows
from coder.tui.screens.base import Sheet

MOST = 2
SHOWN = 12
NOTE = (
    "Space marks; two make pairs, such as group and level. Few people are always shown together with others."
)


class ByScreen(Sheet[tuple[str, ...] | None]):
    """Gives what was marked, or what the cursor is on; None when it is left."""

    CSS_PATH = "asking.tcss"

    def __init__(self, known: Sequence[str], chosen: Sequence[str]) -> None:
        super().__init__()
        self._known = list(known)
        self._marked = [name for name in chosen if name in known]
        self._touched = False
        self._rows = Rows(len(self._known))
        if self._marked:
            self._rows.at = self._known.index(self._marked[0])

    def compose(self) -> ComposeResult:
        """The title, the names, the keys."""
        with Vertical(classes="asking"):
            yield Static(id="by-head", markup=False)
            yield Static(id="by-list", markup=False)
            yield Static(id="by-keys", markup=False)

    def on_mount(self) -> None:
        """Show them."""
        self.call_after_refresh(self._draw)

    def on_resize(self) -> None:
        """Fit to the new size."""
        self.call_after_refresh(self._draw)

    async def take_key(self, event: Key) -> bool:
        """Choose, mark, take or leave."""
        key = {"j": "down", "k": "up"}.get(event.key, event.key)
        here = self._known[self._rows.at]
        if key == "escape":
            self.dismiss(None)
        elif key == "enter":
            self.dismiss(tuple(self._marked) if self._touched and self._marked else (here,))
        elif key == "space":
            self._mark(here)
        else:
            self._rows.move(key, SHOWN)
        if self.is_attached:
            self._draw()
        return key not in ("ctrl+q", "ctrl+c")

    def _mark(self, here: str) -> None:
        self._touched = True
        if here in self._marked:
            self._marked.remove(here)
        else:
            self._marked = [*self._marked, here][-MOST:]

    def _draw(self) -> None:
        width = max(20, self.query_one("#by-list").size.width)
        head: list[Line] = [[("Count by", HEAD)], *wrapped(NOTE, width, QUIET), []]
        lines = [self._line(at, width) for at in self._rows.window(SHOWN)]
        keys = key_line([("⏎", "count"), ("space", "mark"), ("esc", "leave")], width)
        for name, shown in (("head", head), ("list", lines), ("keys", [keys])):
            self.query_one(f"#by-{name}", Static).update(safe.content(*lines_of(shown)))

    def _line(self, at: int, width: int) -> Line:
        name, here = self._known[at], at == self._rows.at
        return [
            ("› " if here else "  ", KEY),
            ("✓ " if name in self._marked else "· ", "bold $text-success" if name in self._marked else QUIET),
            (safe.cut(name.replace("_", " "), width - 6), "bold reverse" if here else "bold"),
        ]
