"""The memo: free text that is kept however one leaves it."""

from __future__ import annotations

import asyncio

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.timer import Timer
from textual.widgets import Static, TextArea

from coder.errors import CoderError
from coder.tui import safe
from coder.tui.memo_pad import MemoPad
from coder.tui.screens.base import Sheet, key_hints
from coder.tui.work import Work

DRAFT_EVERY = 0.5
"""Seconds after which what is typed is kept at the latest."""

RESTORED = "Restored: this was being written when the program ended."


class MemoText(TextArea):
    """Text that takes nothing a terminal would obey, pasted or loaded."""

    async def _on_paste(self, event: events.Paste) -> None:
        # Only made clean here: the handler of the class above is called with the event next.
        event.text = safe.paragraphs(event.text)


class MemoScreen(Sheet[str]):
    """Saves the memo itself and gives back what is to be told about that."""

    CSS_PATH = "memo.tcss"
    AUTO_FOCUS = "MemoText"

    def __init__(self, work: Work, pad: MemoPad) -> None:
        super().__init__()
        self._work = work
        self._pad = pad
        self._kept = pad.text
        self._timer: Timer | None = None
        self._failed = self._warned = False
        self.area = MemoText(pad.text, soft_wrap=True, tab_behavior="focus")

    def compose(self) -> ComposeResult:
        """What the memo is on, the text, and that it keeps itself."""
        with Vertical(id="memo"):
            yield Static(
                safe.content(("Memo ", "bold $text-accent"), (f"on {self._pad.where}", "$quiet")),
                markup=False,
            )
            if self._pad.restored:
                yield Static(RESTORED, id="memo-restored", markup=False)
            yield self.area
            yield key_hints(("esc", "keeps and closes"), ("^q", "keeps and quits"), ("empty", "removes it"))

    def on_mount(self) -> None:
        """See to it that the text is saved when the program has to end."""
        self._work.place.to_save.append(self.save_soon)

    def take_focus(self) -> None:
        """Be ready to write, behind what is there."""
        self.set_focus(self.area, scroll_visible=False)
        self.area.move_cursor(self.area.document.end)

    async def take_key(self, event: events.Key) -> bool:
        """Close on Esc and Ctrl+S, once everything typed before has arrived."""
        if event.key not in ("escape", "ctrl+s"):
            return False
        if await self._save():
            self.dismiss(self._pad.told)
        return True

    async def leave(self) -> None:
        """Save and end the program; a second time without saving, when that is impossible."""
        again = self._failed
        if await self._save() or again:
            self.app.exit()

    def save_soon(self) -> None:
        """Save what is typed, even if the screen is gone by then."""
        jobs, text = self._work.place.jobs, self.area.text
        jobs.soon(self._pad.note, text)
        jobs.soon(self._pad.close, text)

    def on_text_area_changed(self) -> None:
        """Keep a draft of what is typed, soon."""
        if self._timer is None and self.area.text != self._kept:
            self._timer = self.set_timer(DRAFT_EVERY, self._keep_draft)

    async def _keep_draft(self) -> None:
        self._timer = None
        if self.area.text == self._kept:
            return
        self._kept = self.area.text
        try:
            await self._work.place.jobs.store(self._pad.note, self._kept)
        except CoderError as error:
            if not self._warned:
                self._warned = True
                self.complain(error)

    async def _save(self) -> bool:
        arrived: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.area.call_later(arrived.set_result, None)
        await arrived
        try:
            await self._work.close_memo(self._pad, self.area.text)
        except CoderError as error:
            self._failed = True
            self.complain(error)
            return False
        self._work.place.to_save.remove(self.save_soon)
        return True
