"""The codes that are suggested no more, because they were refused too often."""

from __future__ import annotations

from collections.abc import Mapping

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key
from textual.widgets import Static

from coder.domain.codebook import CodeTree
from coder.tui import safe
from coder.tui.keyline import HEAD, QUIET, Line, key_line, lines_of
from coder.tui.marks import code_name, code_short
from coder.tui.screens.base import Sheet

ROOM = 10
"""Lines of codes that are shown at once."""


class QuietScreen(Sheet[str | None]):
    """Gives the code that is to speak again; None when the sheet is left."""

    CSS_PATH = ["asking.tcss", "acts.tcss"]  # noqa: RUF012 - as Screen declares it

    def __init__(self, tree: CodeTree, quiet: Mapping[str, tuple[int, int]]) -> None:
        super().__init__()
        self._tree = tree
        self._quiet = sorted(quiet.items())
        self._at = 0

    def compose(self) -> ComposeResult:
        """What this is, the codes, the keys."""
        with Vertical(classes="asking"):
            yield Static(id="reason-head", markup=False)
            yield Static(id="reason-list", markup=False)
            yield Static(id="reason-keys", markup=False)

    def on_mount(self) -> None:
        """Show the codes."""
        self.call_after_refresh(self._draw)

    def on_resize(self) -> None:
        """Fit to the new size."""
        self.call_after_refresh(self._draw)

    async def take_key(self, event: Key) -> bool:
        """Choose, let speak or leave."""
        if event.key in ("escape", "K"):
            self.dismiss(None)
        elif event.key == "enter":
            self.dismiss(self._quiet[self._at][0])
        elif event.key in ("down", "j"):
            self._at = min(self._at + 1, len(self._quiet) - 1)
        elif event.key in ("up", "k"):
            self._at = max(self._at - 1, 0)
        self._draw()
        return event.key not in ("ctrl+q", "ctrl+c")

    def _draw(self) -> None:
        if not self.is_attached:
            return
        listed = self.query_one("#reason-list", Static)
        width = max(20, listed.size.width)
        head: Line = [("Suggested no more, because right too seldom", HEAD)]
        first = max(0, min(self._at - ROOM + 1, len(self._quiet) - ROOM))
        lines = [self._line(at, width) for at in range(first, min(first + ROOM, len(self._quiet)))]
        self.query_one("#reason-head", Static).update(safe.content(*head))
        listed.update(safe.content(*lines_of(lines)))
        pairs = [("↑↓", "choose"), ("⏎", "let it speak again"), ("esc", "back")]
        self.query_one("#reason-keys", Static).update(safe.content(*key_line(pairs, width)))

    def _line(self, at: int, width: int) -> Line:
        code_id, (right, of) = self._quiet[at]
        record = f"  right {right} of {of}"
        mark, style = ("› ", "bold") if at == self._at else ("  ", "")
        name = f"{code_short(self._tree, code_id)} {code_name(self._tree, code_id)}"
        return [mark, (safe.cut(name, width - len(record) - 2), style), (record, QUIET)]
