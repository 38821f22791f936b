"""The library: every transcript, how far its coding has come, and who has been heard."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from textual.app import ComposeResult
from textual.events import Click, Key, Paste
from textual.widgets import Static

from coder.domain.transcript import Participant
from coder.errors import CoderError
from coder.services.library import count, heard, roster, shelves
from coder.tui import command_sets, commands, safe
from coder.tui.bars import hints
from coder.tui.commands import Command
from coder.tui.frame import Frame, Next
from coder.tui.incoming import Kept
from coder.tui.keyline import HEAD, KEY, QUIET, Line, lines_of
from coder.tui.rows import Rows
from coder.tui.screens.asking import NoteScreen
from coder.tui.screens.base import WIDE, Desk
from coder.tui.screens.files import FilesScreen
from coder.tui.screens.go import Goal
from coder.tui.screens.help import HelpScreen
from coder.tui.screens.importing import PreviewScreen
from coder.tui.shelves import SORTS, Columns, Row, fitting, heard_lines
from coder.tui.workplace import Workplace

CARET = "▏"

TALL = 34
"""Rows from which transcripts and groups stand on one screen."""

EMPTY = "This project has no transcripts yet. "


class LibraryScreen(Desk[str | Goal | None]):
    """Gives the id of the transcript to open, or words to go to; None to go back."""

    CSS_PATH = "library.tcss"
    BINDINGS = commands.bindings(command_sets.LIBRARY)

    def __init__(self, place: Workplace, current: str = "") -> None:
        super().__init__()
        self._place, self._current = place, current
        self._all: list[Row] = []
        self._shown: list[Row] = []
        self._people: list[Participant] = []
        self._rows = Rows()
        self._sort, self._only_open = next(iter(SORTS)), False
        self._letters, self._typing = "", False
        self._heard = False
        self._reading = 0

    def compose(self) -> ComposeResult:
        """Title, transcripts, groups, keys."""
        yield Static(id="library-title", markup=False)
        yield Static(id="library-list", markup=False)
        yield Static(id="library-heard", markup=False)
        yield Static(id="library-keys", markup=False)

    async def on_mount(self) -> None:
        """Read the list and stand on the transcript one comes from."""
        self.use(self._place.keymap.of(command_sets.LIBRARY))
        await self._show(self._current)

    def on_resize(self) -> None:
        """Fit it to the new size."""
        self.call_after_refresh(self._draw)

    # -- reading

    async def _show(self, current: str) -> None:
        session, jobs = self._place.session, self._place.jobs
        try:
            found = await jobs.store(shelves, session)
            self._people = await jobs.store(roster, session)
        except CoderError as error:
            self.complain(error)
            return
        known = {row.shelf.id: row.count for row in self._all}
        self._all = [Row(shelf, known.get(shelf.id)) for shelf in found]
        self._fill(current)
        self._reading += 1
        jobs.start(self._count(self._reading))

    async def _count(self, reading: int) -> None:
        """Find out how far each transcript has come, one after the other."""
        for id_ in [row.shelf.id for row in self._all]:
            if reading != self._reading or not self.is_attached:
                return
            try:
                found = await self._place.jobs.store(count, self._place.session, id_)
            except CoderError as error:
                self.complain(error)
                return
            if reading == self._reading:
                self._all = [replace(r, count=found) if r.shelf.id == id_ else r for r in self._all]
                self._fill(self._here)

    @property
    def _here(self) -> str:
        return self._shown[self._rows.at].shelf.id if self._shown else ""

    def _fill(self, current: str) -> None:
        self._shown = fitting(self._all, self._letters, only_open=self._only_open, by=self._sort)
        self._rows.resize(len(self._shown))
        ids = [row.shelf.id for row in self._shown]
        self._rows.at = ids.index(current) if current in ids else self._rows.at
        self._draw()

    # -- keys

    async def take_key(self, event: Key) -> bool:
        """Type the letters of the filter while it is open."""
        if not self._typing or event.key in ("ctrl+q", "ctrl+c", "up", "down", "pageup", "pagedown"):
            return False
        if event.key in ("enter", "escape", "tab"):
            self._typing = False
            self._letters = "" if event.key == "escape" else self._letters
        elif event.key == "backspace":
            self._letters = self._letters[:-1]
        elif event.key == "ctrl+u":
            self._letters = ""
        elif event.is_printable and event.character:
            self._letters = (self._letters + event.character)[:60]
        self._fill(self._here)
        return True

    def on_paste(self, event: Paste) -> None:
        """Type what is pasted."""
        if self._typing:
            self._letters = (self._letters + safe.plain(event.text).strip())[:60]
            self._fill(self._here)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is no way back where one has not come from a transcript, and nothing to open in a filter."""
        if action == "close":
            return bool(self._current or self._letters or self._only_open or self._heard)
        return True

    def action_row(self, key: str) -> None:
        """Choose another transcript."""
        self._rows.move(key, max(1, self.size.height // 2))
        self._draw()

    def action_open(self) -> None:
        """Open the transcript under the cursor."""
        if self._shown:
            self.dismiss(self._here)

    def action_close(self) -> None:
        """Take away the filter, or go back."""
        if self._heard and not self._is_tall:
            self._heard = False
            self._draw()
        elif self._letters or self._only_open:
            self._letters, self._only_open = "", False
            self._fill(self._here)
        elif self._current:
            self.dismiss(None)

    def action_sort(self) -> None:
        """Sort by the next column."""
        names = list(SORTS)
        self._sort = names[(names.index(self._sort) + 1) % len(names)]
        self._fill(self._here)

    def action_only(self) -> None:
        """Type letters that a transcript must have."""
        self._typing = True
        self._draw()

    def action_open_only(self) -> None:
        """Show only what is not done."""
        self._only_open = not self._only_open
        self._fill(self._here)

    def action_heard(self) -> None:
        """Show who was heard, or the transcripts again."""
        self._heard = not self._heard
        self._draw()

    async def action_bring_in(self) -> None:
        """Bring transcripts in from files."""

        async def kept(made: tuple[Kept, ...]) -> None:
            if made:
                await self._show(made[-1].id)
                await self._tell_kept(made)

        async def preview(paths: tuple[Path, ...]) -> None:
            if paths:
                self._place.folders.append(paths[-1].parent)
                await self.ask(PreviewScreen(self._place, paths), kept)

        folder = self._place.folders[-1] if self._place.folders else Path.cwd()
        await self.ask(FilesScreen(folder, self._place), preview)

    async def _tell_kept(self, made: tuple[Kept, ...]) -> None:
        """Tell what was kept, and of several files what nobody has answered about them."""
        if len(made) == 1:
            self.say(made[0].told)
            return
        lines = [line for kept in made for line in (kept.told, *(f"  ! {left}" for left in kept.left_open))]
        unfinished = sum(bool(kept.left_open) for kept in made)
        if unfinished:
            lines += [
                "",
                f"Something is open in {unfinished} of them: open the transcript, then P says who is who.",
            ]
        keys = [("esc", "back")]
        await self.ask(NoteScreen(f"{len(made)} files were kept", lines, keys), lambda _: None)

    async def action_write_report(self) -> None:
        """Show the report; a remark about it leads into a transcript."""
        # Here, because it loads all that counts.
        from coder.tui.screens.outline import OutlineScreen

        def left(found: Goal | Path | None) -> None:
            if isinstance(found, Goal):
                self.dismiss(found)

        await self.ask(OutlineScreen(self._place), left)

    async def action_names(self) -> None:
        """Look for names, decide on each, and replace them."""
        # Here, because it loads what knows names.
        from coder.tui.screens.names import NamesScreen

        async def left(told: str | None) -> None:
            if told is not None:
                await self._show(self._here)
                self.say(told)

        await self.ask(NamesScreen(self._place), left)

    async def action_explore(self) -> None:
        """Show the tables; an excerpt there leads into its transcript."""
        # Here, because it loads all that counts.
        from coder.tui.screens.explore import ExploreScreen

        def left(goal: Goal | None) -> None:
            if goal is not None:
                self.dismiss(goal)

        await self.ask(ExploreScreen(self._place), left)

    def action_welcome(self) -> None:
        """Go to the projects."""
        if isinstance(self.app, Frame):
            self.app.leave_now(Next())

    def action_theme(self) -> None:
        """Change to the next theme."""
        if isinstance(self.app, Frame):
            self.say(f"Colors: {self.app.next_theme()}.")

    async def action_help(self) -> None:
        """Show the keys that work here."""
        await self.ask(HelpScreen(self._offered()), lambda _: None)

    async def action_leave(self) -> None:
        """Leave; everything is saved already."""
        await self.leave()

    def _offered(self) -> list[Command]:
        found = self._place.keymap.of(command_sets.LIBRARY)
        return [command for command in found if self.check_action(command.method, ())]

    def on_click(self, event: Click) -> None:
        """Choose with the mouse, a second click opens; a click on the names of columns sorts."""
        if event.widget is None or event.widget.id != "library-list":
            return
        at = self._rows.row_at(event.y - 1) if event.y else None
        if event.y == 0:
            self.action_sort()
        elif at is not None:
            self._rows.at = at
            self._draw()
            if event.chain > 1:
                self.action_open()

    def on_mouse_scroll_down(self) -> None:
        """Go further down."""
        self.action_row("down")

    def on_mouse_scroll_up(self) -> None:
        """Go further up."""
        self.action_row("up")

    # -- drawing

    @property
    def _is_tall(self) -> bool:
        return self.size.height >= TALL

    def _draw(self) -> None:
        if not self.is_attached or not self.size.width:
            return
        width = self.size.width - 4
        table, groups = self.query_one("#library-list", Static), self.query_one("#library-heard", Static)
        table.display = self._is_tall or not self._heard
        groups.display = bool(self._all) and (self._is_tall or self._heard)
        found = heard([row.count for row in self._all if row.count], self._people)
        waiting = sum(row.count is None for row in self._all)
        about: list[Line] = [[("Who was heard", HEAD)], *heard_lines(found, waiting, width)]
        groups.update(safe.content(*lines_of(about)))
        room = self.size.height - 5 - (len(about) + 2 if self._is_tall else 0)
        table.update(safe.content(*lines_of(self._table(width, max(1, room)))))
        self.query_one("#library-title", Static).update(safe.content(*self._title(self.size.width - 2)))
        self.query_one("#library-keys", Static).update(safe.content(*self._keys(self.size.width - 2)))

    def _table(self, width: int, room: int) -> list[Line]:
        if not self._all:
            key = self._place.keymap.shown("library_import")
            return [[EMPTY, (key, KEY), " brings some in."]]
        columns = Columns(self._all, width)
        lines = [
            columns.row(
                self._shown[at],
                cursor=at == self._rows.at,
                current=self._shown[at].shelf.id == self._current,
            )
            for at in self._rows.window(room)
        ]
        return [columns.head(), *(lines or [[("  None of them fits.", QUIET)]])]

    def _title(self, width: int) -> Line:
        count = f"{len(self._shown)} of {len(self._all)}" if self._is_narrowed else f"{len(self._all)}"
        notes = [f"by {self._sort}"] if self._sort != next(iter(SORTS)) else []
        notes += ["only unfinished"] if self._only_open else []
        told = "".join(f" · {note}" for note in notes)
        who = f" · read and coded by {self._place.session.coder}" if width >= WIDE else ""
        line: Line = [("Transcripts ", "bold"), (f"{count}{told}{who}", QUIET)]
        if self._typing or self._letters:
            room = max(8, width - 24 - len(told) - safe.width(who))
            line += [("   with ", KEY), (safe.cut(self._letters, room), "bold")]
            line += [(CARET, KEY)] if self._typing else []
        return line

    @property
    def _is_narrowed(self) -> bool:
        return len(self._shown) != len(self._all)

    def _keys(self, width: int) -> Line:
        found = commands.footer(self._offered())
        help_ = next(command for command in self._offered() if command.id == "help")
        return hints([*(c for c in found if c.id != "help"), help_], width)
