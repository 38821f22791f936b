"""Codings to choose from, several at once, for a theme."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from coder.services.evidence import Piece
from coder.tui import safe
from coder.tui.claim_lines import piece_facts, piece_row
from coder.tui.keyline import HEAD, QUIET, Line, key_line, lines_of, wrapped
from coder.tui.rows import Rows
from coder.tui.screens.base import Sheet


class PiecesScreen(Sheet[tuple[str, ...]]):
    """Gives the ids of the codings that were chosen; none when it is left."""

    CSS_PATH = "themes.tcss"

    def __init__(
        self, title: str, note: str, pieces: Sequence[Piece], verb: str, reasons: Sequence[str] = ()
    ) -> None:
        super().__init__()
        self._title, self._note, self._verb = title, note, verb
        self._pieces, self._reasons = list(pieces), list(reasons)
        self._rows = Rows(len(self._pieces))
        self._marked: set[int] = set()

    def compose(self) -> ComposeResult:
        """What it is about, the codings, one of them in full, the keys."""
        with Vertical(id="pieces"):
            yield Static(id="pieces-head", markup=False)
            yield Static(id="pieces-list", markup=False)
            yield Static(id="pieces-full", markup=False)
            yield Static(id="pieces-keys", markup=False)

    def on_mount(self) -> None:
        """Show the codings."""
        self.call_after_refresh(self.draw)

    def on_resize(self) -> None:
        """Fit the lines to the new size."""
        self.call_after_refresh(self.draw)

    async def take_key(self, event: events.Key) -> bool:
        """Look through, mark, take or leave."""
        key = {"j": "down", "k": "up"}.get(event.key, event.key)
        if key == "escape":
            self.dismiss(())
            return True
        if key == "enter":
            at = self._marked or ({self._rows.at} if self._pieces else set())
            self.dismiss(tuple(self._pieces[n].id for n in sorted(at)))
            return True
        if key == "space" and self._pieces:
            self._marked ^= {self._rows.at}
            self._rows.move("down", 1)
        elif key == "a":
            everything = set(range(len(self._pieces)))
            self._marked = set() if self._marked == everything else everything
        elif not self._rows.move(key, max(1, self.query_one("#pieces-list").size.height - 1)):
            return key not in ("ctrl+q", "ctrl+c")
        self.draw()
        return True

    def draw(self) -> None:
        """Show everything."""
        if not self.is_attached:
            return
        box = self.query_one("#pieces-list")
        width, full = max(20, box.size.width), max(3, self.query_one("#pieces-full").size.height - 1)
        count = f"{len(self._pieces):,}" + (f", {len(self._marked):,} marked" if self._marked else "")
        head: list[Line] = [
            [(safe.cut(f"{self._title}  {count}", width), HEAD)],
            *wrapped(self._note, width, QUIET, most=2),
        ]
        rows: list[Line] = [
            piece_row(
                self._pieces[at], width, here=at == self._rows.at, mark="✓" if at in self._marked else "·"
            )
            for at in self._rows.window(max(1, box.size.height))
        ] or [[("There are none.", QUIET)]]
        below: list[Line] = []
        if self._pieces:
            piece = self._pieces[self._rows.at]
            reason = self._reasons[self._rows.at] if self._reasons else ""
            below = piece_facts(piece, width, full, reason)
        for name, lines in (("head", head), ("list", rows), ("full", below), ("keys", [self._keys(width)])):
            self.query_one(f"#pieces-{name}", Static).update(safe.content(*lines_of(lines)))

    def _keys(self, width: int) -> Line:
        if not self._pieces:
            return key_line([("esc", "leave")], width)
        pairs = [("⏎", self._verb), ("space", "mark"), ("a", "all"), ("↑↓", "choose"), ("esc", "leave")]
        return key_line(pairs, width)
