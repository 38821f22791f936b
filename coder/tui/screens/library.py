"""The library: every transcript and how far its coding has come."""

from __future__ import annotations

from pathlib import Path

from textual.app import ComposeResult
from textual.coordinate import Coordinate
from textual.events import Key
from textual.widgets import DataTable, Static

from coder.errors import CoderError
from coder.tui import safe
from coder.tui.incoming import Kept
from coder.tui.screens.base import Desk, hint_parts
from coder.tui.screens.files import FilesScreen
from coder.tui.screens.importing import PreviewScreen
from coder.tui.state import Shelf, read_library
from coder.tui.workplace import Workplace

BAR_CELLS = 10
FIXED_CELLS = 1 + BAR_CELLS + 5 + 5 + 6 * 2 + 3
"""Columns of the table that do not give way: cursor, turns, progress, the space around all six."""

CURSOR = "›"
"""Stands before the row under the cursor."""

_KEYS = (("⏎", "open"), ("↑↓", "choose"), ("i", "import"), ("esc", "back"), ("q", "quit"))


class LibraryScreen(Desk[str | None]):
    """Gives the id of the transcript to open; None to go back."""

    CSS_PATH = "library.tcss"
    AUTO_FOCUS = "DataTable"

    def __init__(self, place: Workplace, current: str = "") -> None:
        super().__init__()
        self._place = place
        self._current = current
        self._shelves: list[Shelf] = []
        self._marked = 0
        self._table: DataTable[object] = DataTable(cursor_type="row")

    def compose(self) -> ComposeResult:
        """Title, table, keys."""
        yield Static(safe.content(("Transcripts", "bold")), id="library-title", markup=False)
        yield self._table
        yield Static(id="library-empty", markup=False)
        yield Static(
            safe.content(*hint_parts(*(pair for pair in _KEYS if self._current or pair[0] != "esc"))),
            id="library-keys",
            markup=False,
        )

    async def on_mount(self) -> None:
        """Read the list and stand on the transcript one comes from."""
        await self._show(self._current)

    async def _show(self, current: str) -> None:
        try:
            self._shelves = await self._place.jobs.store(read_library, self._place.session)
        except CoderError as error:
            self.complain(error)
        self._fill()
        at = next((at for at, shelf in enumerate(self._shelves) if shelf.id == current), 0)
        self._table.move_cursor(row=at, animate=False)
        self._table.display = bool(self._shelves)
        self.query_one("#library-empty", Static).update(
            safe.content("This project has no transcripts yet. ", ("i", "bold"), " brings some in.")
            if not self._shelves
            else ""
        )

    async def _import(self) -> None:
        async def kept(made: tuple[Kept, ...]) -> None:
            if made:
                await self._show(made[-1].id)
                others = f" {len(made)} files were kept." if len(made) > 1 else ""
                self.say(made[-1].told + others)

        async def preview(paths: tuple[Path, ...]) -> None:
            if paths:
                await self.ask(PreviewScreen(self._place, paths), kept)

        await self.ask(FilesScreen(Path.cwd(), self._place), preview)

    async def take_key(self, event: Key) -> bool:
        """Choose, open, or leave."""
        table = self._table
        moves = {
            "down": table.action_cursor_down,
            "j": table.action_cursor_down,
            "up": table.action_cursor_up,
            "k": table.action_cursor_up,
            "pagedown": table.action_page_down,
            "pageup": table.action_page_up,
            "home": table.action_scroll_top,
            "end": table.action_scroll_bottom,
        }
        if event.key in moves:
            moves[event.key]()
        elif event.key == "enter" and self._shelves:
            self.dismiss(self._shelves[table.cursor_row].id)
        elif event.key == "i":
            await self._import()
        elif event.key in ("escape", "t") and self._current:
            self.dismiss(None)
        elif event.key == "q":
            await self.leave()
        else:
            return False
        return True

    def on_data_table_row_highlighted(self, event: DataTable.RowHighlighted) -> None:
        """Mark the row under the cursor, which its color alone would not do everywhere."""
        for row, mark in ((self._marked, " "), (event.cursor_row, CURSOR)):
            if row < len(self._shelves):
                self._table.update_cell_at(Coordinate(row, 0), safe.cell(mark, "bold"))
        self._marked = event.cursor_row

    def on_data_table_row_selected(self, event: DataTable.RowSelected) -> None:
        """Open what was clicked on."""
        self.dismiss(self._shelves[event.cursor_row].id)

    def _fill(self) -> None:
        self._table.clear(columns=True)
        room = self.size.width - FIXED_CELLS
        group = max(6, min(14, max((safe.width(shelf.group) for shelf in self._shelves), default=6)))
        label = max(8, min(20, max((safe.width(shelf.label) for shelf in self._shelves), default=8) + 2))
        title = max(8, min(60, room - group - label))
        for name, width in (
            ("", 1),
            ("  Label", label),
            ("Title", title),
            ("Group", group),
            ("Turns", 5),
            ("Coded by you", BAR_CELLS + 5),
        ):
            self._table.add_column(safe.cell(name, "bold"), width=width)
        for shelf in self._shelves:
            self._table.add_row(*self._row(shelf, label, title, group))

    def _row(self, shelf: Shelf, label: int, title: int, group: int) -> list[object]:
        full = round(shelf.coded * BAR_CELLS)
        here = "▶ " if shelf.id == self._current else "  "
        return [
            safe.cell(" "),
            safe.cell(safe.cut(here + shelf.label, label), "bold"),
            safe.cell(safe.cut(shelf.title, title)),
            safe.cell(safe.cut(shelf.group, group)),
            safe.cell(f"{shelf.turns:>5}"),
            safe.cell("━" * full + "╌" * (BAR_CELLS - full) + f" {shelf.coded:>4.0%}"),
        ]
