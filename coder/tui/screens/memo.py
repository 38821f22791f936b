"""The memo: free text that is kept however one leaves it."""

from __future__ import annotations

import asyncio

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static, TextArea

from coder.tui import safe
from coder.tui.screens.base import Sheet


class MemoText(TextArea):
    """Text that takes nothing a terminal would obey, pasted or loaded."""

    async def _on_paste(self, event: events.Paste) -> None:
        event.text = safe.paragraphs(event.text)
        await super()._on_paste(event)


class MemoScreen(Sheet[str | None]):
    """Gives back the text when it closes; None when nothing was changed."""

    CSS_PATH = "memo.tcss"
    AUTO_FOCUS = "MemoText"

    def __init__(self, where: str, text: str) -> None:
        super().__init__()
        self._where = where
        self._before = safe.paragraphs(text)
        self.area = MemoText(self._before, soft_wrap=True, tab_behavior="focus")

    def compose(self) -> ComposeResult:
        """What the memo is on, the text, and that it keeps itself."""
        with Vertical(id="memo"):
            yield Static(
                safe.content(("Memo ", "bold $text-accent"), (f"on {self._where}", "$quiet")), markup=False
            )
            yield self.area
            yield Static(
                safe.content(
                    ("esc", "bold $text-accent"),
                    (" or ", "$quiet"),
                    ("^s", "bold $text-accent"),
                    (" closes and keeps the text; empty removes it", "$quiet"),
                ),
                markup=False,
            )

    def take_focus(self) -> None:
        """Be ready to write, behind what is there."""
        self.set_focus(self.area, scroll_visible=False)
        self.area.move_cursor(self.area.document.end)

    async def take_key(self, event: events.Key) -> bool:
        """Close on Esc and Ctrl+S, once everything typed before has arrived."""
        if event.key not in ("escape", "ctrl+s"):
            return False
        arrived: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.area.call_later(arrived.set_result, None)
        await arrived
        text = self.area.text
        self.dismiss(text if text != self._before else None)
        return True
