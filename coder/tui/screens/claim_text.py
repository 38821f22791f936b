"""A text of a theme or recommendation, kept however one leaves it."""

from __future__ import annotations

import asyncio

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.timer import Timer
from textual.widgets import Static

from coder.errors import CoderError
from coder.services.claiming import ChangedMeanwhile
from coder.tui import safe
from coder.tui.claim_pad import ClaimPad
from coder.tui.keyline import Line, lines_of, wrapped
from coder.tui.screens.base import Sheet, key_hints
from coder.tui.screens.memo import DRAFT_EVERY, RESTORED, MemoText
from coder.tui.workplace import Workplace


class ClaimTextScreen(Sheet[bool]):
    """Saves the text itself; gives whether it was saved."""

    CSS_PATH = ["memo.tcss", "themes.tcss"]  # noqa: RUF012 - as Screen declares it
    AUTO_FOCUS = "MemoText"

    def __init__(self, place: Workplace, pad: ClaimPad, hint: str = "") -> None:
        super().__init__()
        self._place, self._pad, self._hint = place, pad, hint
        self._kept = pad.text
        self._timer: Timer | None = None
        self._failed = self._warned = False
        self.area = MemoText(pad.text, soft_wrap=True, tab_behavior="focus")

    def compose(self) -> ComposeResult:
        """What is written, the text, and that it keeps itself."""
        with Vertical(id="memo"):
            yield Static(safe.content((self._pad.where, "bold $text-accent")), markup=False)
            yield Static(id="claim-told", markup=False)
            yield self.area
            yield key_hints(("esc", "keeps and closes"), ("^q", "keeps and quits"))

    def on_mount(self) -> None:
        """See to it that the text is saved when the program has to end."""
        self._place.to_save.append(self.save_soon)
        self._tell(RESTORED if self._pad.restored else self._hint, warning=self._pad.restored)

    def take_focus(self) -> None:
        """Be ready to write, behind what is there."""
        self.set_focus(self.area, scroll_visible=False)
        self.area.move_cursor(self.area.document.end)

    async def take_key(self, event: events.Key) -> bool:
        """Close on Esc and Ctrl+S, once everything typed before has arrived."""
        if event.key not in ("escape", "ctrl+s"):
            return False
        if await self._save():
            self.dismiss(True)
        return True

    async def leave(self) -> None:
        """Save and end the program; a second time without saving, when that is impossible."""
        again = self._failed
        if await self._save() or again:
            self.app.exit()

    def save_soon(self) -> None:
        """Save what is typed, even if the screen is gone by then."""
        jobs, text = self._place.jobs, self.area.text
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
            await self._place.jobs.store(self._pad.note, self._kept)
        except CoderError as error:
            if not self._warned:
                self._warned = True
                self.complain(error)

    async def _save(self) -> bool:
        arrived: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.area.call_later(arrived.set_result, None)
        await arrived
        try:
            await self._place.jobs.store(self._pad.close, self.area.text)
        except CoderError as error:
            self._failed = True
            if isinstance(error, ChangedMeanwhile):
                self._tell(f"Changed meanwhile. {self._pad.told}", warning=True)
            else:
                self.complain(error)
            return False
        self._place.to_save.remove(self.save_soon)
        return True

    def _tell(self, sentence: str, *, warning: bool = False) -> None:
        told = self.query_one("#claim-told", Static)
        told.display = bool(sentence)
        width = max(20, (told.size.width or 60))
        lines: list[Line] = wrapped(sentence, width, "$text-warning" if warning else "$quiet", most=4)
        told.update(safe.content(*lines_of(lines)))
