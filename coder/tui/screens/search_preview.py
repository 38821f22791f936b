"""What a search found, shown before it is coded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from coder.services.searching import Hit
from coder.tui import safe
from coder.tui.finding import EXTENTS, excerpts
from coder.tui.hit_lines import around_first
from coder.tui.keyline import HEAD, KEY, QUIET, Line, key_line, lines_of, wrapped
from coder.tui.rows import Rows
from coder.tui.screens.base import Sheet


@dataclass(frozen=True, slots=True)
class Agreed:
    """The hits that are to be coded, and how much of each."""

    hits: list[Hit]
    extent: str


class HitsPreviewScreen(Sheet[Agreed | None]):
    """What will be coded, before it is; None when it is left."""

    CSS_PATH = "search.tcss"

    def __init__(self, hits: Sequence[Hit], codes: str) -> None:
        super().__init__()
        self._hits, self._codes = list(hits), codes
        self._out: set[int] = set()
        self._extent = 0
        self._rows = Rows(len(hits))

    def compose(self) -> ComposeResult:
        """What will happen, the excerpts, the keys."""
        with Vertical(id="search"):
            yield Static(id="hits-head", markup=False)
            yield Static(id="hits-list", markup=False)
            yield Static(id="hits-full", markup=False)
            yield Static(id="hits-keys", markup=False)

    def on_mount(self) -> None:
        """Show the excerpts."""
        self.call_after_refresh(self.draw)

    def on_resize(self) -> None:
        """Fit the lines to the new size."""
        self.call_after_refresh(self.draw)

    async def take_key(self, event: events.Key) -> bool:
        """Look through, leave one out, take more or less of each, put the codes, or leave."""
        key = {"j": "down", "k": "up"}.get(event.key, event.key)
        if key == "escape":
            self.dismiss(None)
        elif key == "enter":
            kept = self._kept
            self.dismiss(Agreed(kept, EXTENTS[self._extent]) if kept else None)
        elif key == "space":
            self._out ^= {self._rows.at}
            self._rows.move("down", 1)
        elif key == "tab":
            self._extent = (self._extent + 1) % len(EXTENTS)
        elif not self._rows.move(key, 8):
            return key not in ("ctrl+q", "ctrl+c")
        if self.is_attached:
            self.draw()
        return True

    @property
    def _kept(self) -> list[Hit]:
        return [hit for at, hit in enumerate(self._hits) if at not in self._out]

    def draw(self) -> None:
        """Show everything."""
        if not self.is_attached:
            return
        box = self.query_one("#hits-list")
        width, extent = max(20, box.size.width), EXTENTS[self._extent]
        count = len(excerpts(self._kept, extent))
        what = {"turn": "whole turns", "sentence": "sentences", "words": "the words found"}[extent]
        head = wrapped(f"Put {self._codes} on {count:,} excerpts: {what}?", width, HEAD, most=2)
        head.append([("Nothing is coded until you press Enter; one u takes all of it back.", QUIET)])
        rows = [self._row(at, width) for at in self._rows.window(max(1, box.size.height))]
        hit = self._hits[self._rows.at]
        words = " … ".join(excerpt.text for excerpt in excerpts([hit], extent))
        full = wrapped(f"“{words}”", width, most=max(1, self.query_one("#hits-full").size.height - 1))
        keys = [("⏎", "code them"), ("space", "leave out"), ("tab", "how much of each"), ("esc", "leave")]
        for name, lines in (
            ("head", head),
            ("list", rows),
            ("full", full),
            ("keys", [key_line(keys, width)]),
        ):
            self.query_one(f"#hits-{name}", Static).update(safe.content(*lines_of(lines)))

    def _row(self, at: int, width: int) -> Line:
        hit, here = self._hits[at], at == self._rows.at
        where = f"{hit.label} {hit.turn}" if hit.turn else hit.label
        head = safe.fitted(f"{where} {hit.speaker}", min(24, width // 3))
        out = at in self._out
        return [
            ("› " if here else "  ", KEY),
            ("✗ " if out else "✓ ", QUIET if out else "bold $text-success"),
            (head, "bold reverse" if here else QUIET if out else "bold"),
            " ",
            *around_first(hit, width - safe.width(head) - 6),
        ]
