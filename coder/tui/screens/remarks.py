"""What may be wrong with the report, in a list from which one goes to the place."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Click, Key
from textual.widgets import Static

from coder.services.report_book import Remark
from coder.tui import safe
from coder.tui.keyline import HEAD, KEY, QUIET, Line, key_line, lines_of, wrapped
from coder.tui.rows import Rows
from coder.tui.screens.base import Sheet

FULL = 5
"""Lines for the remark under the cursor."""


class RemarksScreen(Sheet[Remark | None]):
    """Gives the remark whose place is to be opened; None when it is left."""

    CSS_PATH = "outline.tcss"

    def __init__(self, remarks: Sequence[Remark], titles: dict[str, str]) -> None:
        super().__init__()
        self._remarks, self._titles = list(remarks), titles
        self._rows = Rows(len(self._remarks))

    def compose(self) -> ComposeResult:
        """The title, the list, the one under the cursor in full, the keys."""
        with Vertical(id="remarks"):
            yield Static(id="remarks-head", markup=False)
            yield Static(id="remarks-list", markup=False)
            yield Static(id="remarks-full", markup=False)
            yield Static(id="remarks-keys", markup=False)

    def on_mount(self) -> None:
        """Show the first."""
        self.call_after_refresh(self._draw)

    def on_resize(self) -> None:
        """Fit it to the new size."""
        self.call_after_refresh(self._draw)

    async def take_key(self, event: Key) -> bool:
        """Move, open or leave."""
        key = {"j": "down", "k": "up"}.get(event.key, event.key)
        if key in ("escape", "w"):
            self.dismiss(None)
        elif key == "enter":
            self._open()
        else:
            self._rows.move(key, self._height())
            self._draw()
        return key not in ("ctrl+q", "ctrl+c")

    def on_click(self, event: Click) -> None:
        """Choose with the mouse; a second click opens."""
        if event.widget is not None and event.widget.id == "remarks-list":
            at = self._rows.row_at(event.y)
            if at is not None:
                self._rows.at = at
                self._draw()
                if event.chain > 1:
                    self._open()

    def _open(self) -> None:
        if self._remarks and self._remarks[self._rows.at].leads:
            self.dismiss(self._remarks[self._rows.at])

    def _height(self) -> int:
        return max(1, self.query_one("#remarks-list").size.height)

    def _draw(self) -> None:
        if not self.is_attached:
            return
        width = max(20, self.query_one("#remarks-list").size.width)
        number = len(self._remarks)
        head = f"{number} remark{'' if number == 1 else 's'}: each may stand, none changes anything"
        self.query_one("#remarks-head", Static).update(safe.content((safe.cut(head, width), HEAD)))
        lines = [self._row(at, width) for at in self._rows.window(self._height())]
        if not lines:
            lines = [[("Nothing that could be looked at by rule is wrong.", QUIET)]]
        self.query_one("#remarks-list", Static).update(safe.content(*lines_of(lines)))
        full = self._full(width) if self._remarks else [[]]
        self.query_one("#remarks-full", Static).update(safe.content(*lines_of(full)))
        leads = bool(self._remarks) and self._remarks[self._rows.at].leads
        keys = [*([("⏎", "go there")] if leads else []), ("↑↓", "choose"), ("esc", "back")]
        self.query_one("#remarks-keys", Static).update(safe.content(*key_line(keys, width)))

    def _row(self, at: int, width: int) -> Line:
        one, here = self._remarks[at], at == self._rows.at
        return [
            ("› " if here else "  ", KEY),
            ("! ", "$text-warning"),
            (safe.fitted(one.sentence, max(8, width - 4)), "bold reverse" if here else ""),
        ]

    def _full(self, width: int) -> list[Line]:
        one = self._remarks[self._rows.at]
        where = self._titles.get(one.section, "The whole report")
        return [[(safe.cut(where, width), QUIET)], *wrapped(one.sentence, width, most=FULL - 1)]
