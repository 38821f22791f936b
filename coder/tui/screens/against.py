"""What may speak against a code, as a list to go through."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from coder.services.against import Opposing
from coder.tui import safe
from coder.tui.keyline import HEAD, KEY, QUIET, Line, key_line, lines_of, wrapped
from coder.tui.rows import Rows
from coder.tui.screens.base import Sheet
from coder.tui.screens.go import Goal

NOTHING = (
    "Nothing was found that speaks against it. That proves nothing: look at the random control of the queue."
)


class AgainstScreen(Sheet[Goal | None]):
    """Gives the excerpt to go to, or None."""

    CSS_PATH = "queue.tcss"

    def __init__(self, code: str, found: Sequence[Opposing]) -> None:
        super().__init__()
        self._code, self._found = code, found
        self._rows = Rows(len(found))

    def compose(self) -> ComposeResult:
        """Which code, the excerpts, one in full, the keys."""
        with Vertical(id="queue"):
            yield Static(id="queue-head", markup=False)
            yield Static(id="against-list", markup=False)
            yield Static(id="queue-offer", markup=False)
            yield Static(id="queue-keys", markup=False)

    def on_mount(self) -> None:
        """Show the list."""
        self.call_after_refresh(self._draw)

    def on_resize(self) -> None:
        """Fit the lines to the new size."""
        self.call_after_refresh(self._draw)

    async def take_key(self, event: events.Key) -> bool:
        """Choose, go there or leave."""
        key = {"j": "down", "k": "up"}.get(event.key, event.key)
        if key in ("ctrl+q", "ctrl+c"):
            return False
        if key in ("escape", "w", "q"):
            self.dismiss(None)
        elif key == "enter" and self._found:
            one = self._found[self._rows.at]
            self.dismiss(Goal(one.transcript_id, one.seq, one.span))
        elif self._rows.move(key, 8):
            self._draw()
        return True

    def _draw(self) -> None:
        if not self.is_attached:
            return
        box = self.query_one("#against-list")
        width = max(20, box.size.width)
        head = wrapped(f"Against {self._code}: {len(self._found)} excerpts to look at", width, HEAD, most=2)
        rows = [self._row(at, width) for at in self._rows.window(max(1, box.size.height))]
        full: list[Line] = []
        if self._found:
            one = self._found[self._rows.at]
            full = [
                *wrapped(f"{one.kind}: {one.why}", width, QUIET, most=2),
                *wrapped(one.text, width, most=5),
            ]
        else:
            rows = wrapped(NOTHING, width, QUIET)
        keys = [key_line([("⏎", "go there"), ("esc", "back")], width)]
        for name, lines in (
            ("queue-head", head),
            ("against-list", rows),
            ("queue-offer", full),
            ("queue-keys", keys),
        ):
            self.query_one(f"#{name}", Static).update(safe.content(*lines_of(lines)))

    def _row(self, at: int, width: int) -> Line:
        one, here = self._found[at], at == self._rows.at
        head = safe.fitted(f"{one.label} {one.number}", 14)
        kind = safe.fitted(one.kind, 20)
        words = safe.cut(" ".join(one.text.split()), max(4, width - 38))
        return [
            ("› " if here else "  ", KEY),
            (head, "bold reverse" if here else "bold"),
            " ",
            (kind, QUIET),
            words,
        ]
