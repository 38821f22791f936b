"""Correcting words: the editor of one turn, and the list of codings whose words were changed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from coder.domain.coding import Coding
from coder.errors import CoderError
from coder.services.session import Session
from coder.services.session import place as place_of
from coder.tui import safe
from coder.tui.keyline import HEAD, KEY, QUIET, Line, key_line, lines_of, wrapped
from coder.tui.mending import Mending
from coder.tui.rows import Rows
from coder.tui.screens.base import Sheet
from coder.tui.screens.memo import MemoText

Keep = Callable[[str], Awaitable[str]]
"""Stores the words and gives the sentence that says what that did. Raises CoderError."""


class EditScreen(Sheet[str]):
    """Edits the words of one turn; closing saves. Gives what is to be told about it.

    `what` and `where` head it, `note` says what becomes of the words.
    """

    CSS_PATH = "correcting.tcss"
    AUTO_FOCUS = "MemoText"

    def __init__(self, what: str, where: str, words: str, note: str, keep: Keep) -> None:
        super().__init__()
        self._what, self._where, self._note, self._keep = what, where, note, keep
        self._before = self._refused = safe.paragraphs(words)
        self.area = MemoText(self._before, soft_wrap=True, tab_behavior="focus")

    def compose(self) -> ComposeResult:
        """Which turn it is, its words, and that they keep themselves."""
        with Vertical(id="edit"):
            yield Static(safe.content((f"{self._what} ", HEAD), (self._where, QUIET)), markup=False)
            yield self.area
            yield Static(safe.content((self._note, QUIET)), markup=False)
            yield Static(
                safe.content(*key_line([("esc", "keeps and closes"), ("u", "afterwards undoes it")], 70))
            )

    def take_focus(self) -> None:
        """Be ready to write, at the beginning."""
        self.set_focus(self.area, scroll_visible=False)

    async def take_key(self, event: events.Key) -> bool:
        """Close on Esc and Ctrl+S, once everything typed before has arrived."""
        if event.key == "ctrl+q":
            await self.leave()
            return True
        if event.key not in ("escape", "ctrl+s"):
            return False
        told = await self._save()
        if told is not None:
            self.dismiss(told)
        return True

    async def leave(self) -> None:
        """Keep the words and end the program; a second time without, when they cannot be kept."""
        if await self._save() is not None:
            self.app.exit()

    async def _save(self) -> str | None:
        arrived: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.area.call_later(arrived.set_result, None)
        await arrived
        words = self.area.text
        if words in (self._before, self._refused):
            return "Nothing was changed." if words != self._before else ""
        try:
            return await self._keep(words)
        except CoderError as error:
            self._refused = words
            self.complain(error)
            self.notify("Esc again leaves all as it was.", markup=False, timeout=8)
            return None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A coding to decide on, and where it stands."""

    coding: Coding
    where: str


class ReviewScreen(Sheet[Coding | None]):
    """Codings whose words a correction changed; gives the one to go to."""

    CSS_PATH = "correcting.tcss"
    KEYS = (("y", "keep"), ("d", "remove"), ("⏎", "go there"), ("u", "undo"), ("esc", "back"))

    def __init__(self, mending: Mending) -> None:
        super().__init__()
        self._mending = mending
        self._waiting: list[Waiting] = []
        self._rows = Rows()
        self._known = False

    def compose(self) -> ComposeResult:
        """The list, the words before and now, the keys."""
        with Vertical(id="review"):
            yield Static(id="review-head", markup=False)
            yield Static(id="review-list", markup=False)
            yield Static(id="review-words", markup=False)
            yield Static(id="review-keys", markup=False)

    async def on_mount(self) -> None:
        """Read what waits."""
        await self._read()

    def on_resize(self) -> None:
        """Fit the lines to the new size."""
        self.call_after_refresh(self._draw)

    async def take_key(self, event: events.Key) -> bool:
        """Choose, decide, or go there."""
        key = {"j": "down", "k": "up"}.get(event.key, event.key)
        here = self._waiting[self._rows.at].coding if self._waiting else None
        if key in ("escape", "V", "q"):
            self.dismiss(None)
        elif key == "u":
            await self._undo()
        elif self._rows.move(key, 6):
            self._draw()
        elif here and key == "enter":
            self.dismiss(here)
        elif here and key in ("y", "d"):
            await self._settle(here, "keep" if key == "y" else "remove")
        return key not in ("ctrl+q", "ctrl+c")

    async def _settle(self, coding: Coding, choice: Literal["keep", "remove"]) -> None:
        try:
            self.say(await self._mending.act(lambda: self._mending.corrections.settle(coding, choice)))
        except CoderError as error:
            self.complain(error)
        await self._read()

    async def _undo(self) -> None:
        try:
            event = await self._mending.work.undo()
            self.say(
                f"{event.summary[:1].upper()}{event.summary[1:]}." if event else "There is nothing to undo."
            )
        except CoderError as error:
            self.complain(error)
        await self._read()

    async def _read(self) -> None:
        place = self._mending.work.place
        try:
            self._waiting = await place.jobs.store(read_waiting, self._mending, place.session)
            self._known = True
        except CoderError as error:
            self.complain(error)
        self._rows.resize(len(self._waiting))
        self.call_after_refresh(self._draw)

    # -- drawing

    def _draw(self) -> None:
        if not (self.is_attached and self._known):
            return
        box = self.query_one("#review-list")
        width = max(20, box.size.width)
        many = f"{len(self._waiting)} codings wait" if len(self._waiting) != 1 else "1 coding waits"
        head: Line = [("Review ", HEAD), (f"{many} for a decision: a correction changed their words", QUIET)]
        self.query_one("#review-head", Static).update(safe.content(*head))
        rows = self._rows.window(max(1, box.size.height))
        lines = [self._row(at, width) for at in rows]
        if not lines:
            lines = [*wrapped("Nothing waits: every coding holds the words it was put on.", width, QUIET)]
        self.query_one("#review-list", Static).update(safe.content(*lines_of(lines)))
        self.query_one("#review-words", Static).update(safe.content(*lines_of(self._words(width))))
        keys = self.KEYS if self._waiting else self.KEYS[-2:]
        self.query_one("#review-keys", Static).update(safe.content(*key_line(keys, width)))

    def _row(self, at: int, width: int) -> Line:
        waiting, here = self._waiting[at], at == self._rows.at
        code = safe.fitted(waiting.coding.code_id, min(22, width // 3))
        where = f"{waiting.where} · {waiting.coding.coder}"
        style = "bold reverse" if here else "bold"
        return [
            ("› " if here else "  ", KEY),
            (code, style),
            (" " + safe.cut(where, width - len(code) - 3), QUIET),
        ]

    def _words(self, width: int) -> list[Line]:
        if not self._waiting:
            return []
        coding = self._waiting[self._rows.at].coding
        room = max(2, (self.query_one("#review-words").size.height - 3) // 2)
        now = wrapped(coding.text, width, most=room, indent="  ")
        return [
            [("was", HEAD)],
            *wrapped(coding.was, width, QUIET, most=room, indent="  "),
            [("now", HEAD)],
            *(now or [[("  none of its words are left", "$text-warning")]]),
        ]


def read_waiting(mending: Mending, session: Session) -> list[Waiting]:
    """What waits for a decision, this transcript's first; in the session's thread."""
    here = mending.transcript.id
    found = mending.corrections.review()
    own = [coding for coding in found if coding.transcript_id == here]
    others = [coding for coding in found if coding.transcript_id != here]
    made = [
        Waiting(coding, place_of(session.load(coding.transcript_id), coding)) for coding in [*others, *own]
    ]
    # Those of this transcript are read last, so that it is the one the session still holds.
    return [*made[len(others) :], *made[: len(others)]]
