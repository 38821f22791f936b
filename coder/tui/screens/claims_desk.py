"""What the screens of themes and recommendations share: acts, undo, and leaving."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.events import Click
from textual.widgets import Static

from coder.domain.events import Event
from coder.domain.recommendation import Recommendation
from coder.domain.theme import Theme
from coder.errors import CoderError
from coder.services.claim_book import ClaimBook
from coder.tui import commands, safe
from coder.tui.bars import hints
from coder.tui.claim_pad import ClaimPad
from coder.tui.commands import Command
from coder.tui.frame import Frame
from coder.tui.keyline import Line, lines_of
from coder.tui.rows import Rows
from coder.tui.screens.base import Desk
from coder.tui.screens.claim_text import ClaimTextScreen
from coder.tui.screens.go import Goal
from coder.tui.screens.help import HelpScreen
from coder.tui.workplace import Workplace


class ClaimsDesk(Desk[Goal | None]):
    """A screen about themes and recommendations; gives where to go in a transcript, if anywhere.

    `PART` begins the ids of its parts: a title, a list, what is under the cursor in full, the keys.
    """

    CSS_PATH = "themes.tcss"
    PART: ClassVar[str] = ""
    OFFERED: ClassVar[tuple[Command, ...]] = ()

    def __init__(self, place: Workplace, book: ClaimBook) -> None:
        super().__init__()
        self._place, self._book = place, book
        self._rows = Rows()
        self._drawn: list[int | None] = []

    def compose(self) -> ComposeResult:
        """Title, list, what is under the cursor, keys."""
        yield Static(id=f"{self.PART}-title", markup=False)
        yield Static(id=f"{self.PART}-list", markup=False)
        yield Static(id=f"{self.PART}-full", markup=False)
        yield Static(id=f"{self.PART}-keys", markup=False)

    async def on_mount(self) -> None:
        """Use the keys of this person and read what there is."""
        self.use(self._place.keymap.of(self.OFFERED))
        await self.read()

    def on_resize(self) -> None:
        """Fit it to the new size."""
        self.call_after_refresh(self.draw)

    @abstractmethod
    async def read(self) -> None:
        """Read what there is and show it."""

    @abstractmethod
    def draw(self) -> None:
        """Show what was read."""

    async def do(self, act: Callable[[], object]) -> bool:
        """Do something in the session's thread and read again; gives whether it was done."""
        try:
            done = await self._place.jobs.store(act)
        except CoderError as error:
            self.complain(error)
            done = None
        await self.read()
        return done is not None

    async def write(self, claim: Theme | Recommendation, field: str, title: str, hint: str = "") -> None:
        """Let somebody write a text of a theme or recommendation."""
        book = self._book

        def save(seen: Theme | Recommendation, fields: dict[str, str]) -> Event | None:
            if isinstance(seen, Theme):
                return book.themes.edit(seen, **fields)
            return book.recommending.edit(seen, **fields)

        pad = await self._place.jobs.store(ClaimPad, book.session, claim, field, title, save)

        async def closed(_: bool | None) -> None:
            await self.read()

        await self.ask(ClaimTextScreen(self._place, pad, hint), closed)

    def action_row(self, key: str) -> None:
        """Go to another line."""
        self._rows.move(key, max(1, self.size.height // 2))
        self.draw()

    async def action_undo(self) -> None:
        """Take back the last act."""
        await self._reverse(self._book.session.undo, "Took back", "There is nothing to undo.")

    async def action_redo(self) -> None:
        """Do again what was taken back."""
        await self._reverse(self._book.session.redo, "Did again", "There is nothing to redo.")

    async def _reverse(self, do: Callable[[], Event | None], word: str, nothing: str) -> None:
        try:
            event = await self._place.jobs.store(do)
            self.say(f"{word}: {event.summary.partition(': ')[2] or event.summary}." if event else nothing)
        except CoderError as error:
            self.complain(error)
        await self.read()

    def action_theme(self) -> None:
        """Change to the next colors."""
        if isinstance(self.app, Frame):
            self.say(f"Colors: {self.app.next_theme()}.")

    async def action_help(self) -> None:
        """Show the keys that work here."""
        await self.ask(HelpScreen(self._offered()), lambda _: None)

    async def action_leave(self) -> None:
        """Leave; everything is saved already."""
        await self.leave()

    def action_close(self) -> None:
        """Go back."""
        self.dismiss(None)

    async def on_click(self, event: Click) -> None:
        """Choose with the mouse; a second click opens."""
        if event.widget is None or event.widget.id != f"{self.PART}-list":
            return
        at = self.row_at(event.y)
        if at is not None:
            self._rows.at = at
            self.draw()
            if event.chain > 1:
                await self.action_open()

    @abstractmethod
    async def action_open(self) -> None:
        """Open what is under the cursor."""

    def on_mouse_scroll_down(self) -> None:
        """Go further down."""
        self.action_row("down")

    def on_mouse_scroll_up(self) -> None:
        """Go further up."""
        self.action_row("up")

    def _offered(self) -> list[Command]:
        return self._place.keymap.of(self.OFFERED)

    def show(self, name: str, lines: Sequence[Line]) -> None:
        """Draw lines into a part of the screen."""
        self.query_one(f"#{self.PART}-{name}", Static).update(safe.content(*lines_of(lines)))

    def show_keys(self) -> None:
        """Draw the keys that fit."""
        found = commands.footer(self._offered())
        help_ = next(command for command in self._offered() if command.id == "help")
        keys = hints([*(c for c in found if c.id not in ("help", "undo")), help_], self.size.width - 2)
        self.show("keys", [keys])

    @property
    def inner(self) -> int:
        """The columns between the edges."""
        return max(20, self.size.width - 4)

    def show_list(self, lines: Sequence[tuple[Line, int | None]], room: int) -> None:
        """Draw the part of the list around the cursor; each line says which row it is, if any."""
        at = next((n for n, (_, row) in enumerate(lines) if row == self._rows.at), 0)
        first = max(0, min(at - room // 2, len(lines) - room))
        seen = lines[first : first + room]
        self._drawn = [row for _, row in seen]
        self.show("list", [line for line, _ in seen])

    def row_at(self, y: int) -> int | None:
        """The row that is drawn on a line of the list; None where there is none."""
        return self._drawn[y] if 0 <= y < len(self._drawn) else None


def count_of(typed: str) -> int:
    """The number that somebody typed; 1 where nothing is, and -1 for what is none, which is refused."""
    return int(typed) if typed.strip().isdecimal() else 1 if not typed.strip() else -1
