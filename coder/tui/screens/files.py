"""Choosing the files to import: a path that completes itself over a list of the folder."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from textual.app import ComposeResult
from textual.events import Click, Key, Paste
from textual.widgets import Static

from coder.domain.text import masked
from coder.errors import CoderError, InputError
from coder.services.importing import imported_files
from coder.tui import safe
from coder.tui.folder import Entry, already, entries, goes_to, shown_size
from coder.tui.jobs import Lane
from coder.tui.keyline import KEY, QUIET, Line, key_line, lines_of
from coder.tui.rows import Rows
from coder.tui.screens.asking import NoteScreen
from coder.tui.screens.base import Desk
from coder.tui.workplace import Workplace

T = TypeVar("T")

CURSOR = "▏"
PATIENCE = 4.0
"""Seconds that a folder may take to answer."""

KEYS = (
    ("⏎", "preview"),
    ("space", "mark"),
    ("^a", "mark all"),
    ("⌫", "folder above"),
    ("?", "help"),
    ("esc", "back"),
)
HELP = (
    ("⏎", "preview the file, or all marked ones; open a folder"),
    ("space", "mark the file, while nothing is typed"),
    ("^a", "mark all files that may hold a transcript"),
    ("↑↓", "another file"),
    ("a–z", "find a name, or type or paste a path"),
    ("tab", "complete what is typed"),
    ("⌫", "take back a letter, or go to the folder above"),
    ("^u", "take back all that is typed"),
    ("esc", "back, and nothing is imported"),
)
NOTHING_FITS = "Nothing here fits. Backspace makes the search wider, and then goes up."
IMPORTED = "imported"
"""What stands instead of a date at a file that was imported already."""


class FilesScreen(Desk[tuple[Path, ...]]):
    """Gives the files to import, in the order they were marked; nothing when it is left.

    With `projects` it gives one project to open instead.
    """

    CSS_PATH = "importing.tcss"

    def __init__(self, folder: Path, place: Workplace | None = None, *, projects: bool = False) -> None:
        super().__init__()
        self._projects = projects
        self._folder = folder
        self._place = place
        self._imported: frozenset[Path] = frozenset()
        self._typed = ""
        self._all: list[Entry] = []
        self._rows = Rows()
        self._marked: dict[Path, None] = {}
        self._lane = Lane("files")

    def compose(self) -> ComposeResult:
        """Title, path, list, keys."""
        title = "Open a project" if self._projects else "Import transcripts"
        yield Static(safe.content((title, "bold")), id="files-title", markup=False)
        yield Static(id="files-path", markup=False)
        yield Static(id="files-list", markup=False)
        yield Static(id="files-keys", markup=False)

    async def on_mount(self) -> None:
        """Show the folder."""
        await self._go(self._folder, "")

    def on_unmount(self) -> None:
        """Let the thread go."""
        self._lane.finish(0)

    def on_resize(self) -> None:
        """Fit the list to the new size."""
        self.call_after_refresh(self._draw)

    @property
    def found(self) -> list[Entry]:
        """What fits the letters typed."""
        wanted = self._typed.casefold()
        first = [entry for entry in self._all if entry.path.name.casefold().startswith(wanted)]
        return first or [entry for entry in self._all if wanted in entry.path.name.casefold()]

    @property
    def _empty(self) -> str:
        what = "projects" if self._projects else "transcripts"
        return f"This folder holds no {what} and no folders. Backspace goes to the folder above."

    @property
    def folder(self) -> Path:
        """The folder that is shown."""
        return self._folder

    async def take_key(self, event: Key) -> bool:
        """Type, move, mark, open or leave."""
        if event.key == "escape":
            self.dismiss(())
            return True
        found = self.found
        here = found[self._rows.at] if found else None
        used = await self._act(event.key, here) or self._rows.move(event.key, self._height())
        if not used and event.is_printable and event.character:
            await self._typing(self._typed + event.character)
        if self.is_attached:
            self._draw()
        return event.key not in ("ctrl+q", "ctrl+c")

    async def _act(self, key: str, here: Entry | None) -> bool:
        if key == "enter":
            await self._open(here)
        elif key == "space" and not self._typed:
            self._mark(here)
        elif key == "question_mark" and not self._typed:
            lines: list[str | Line] = [[(safe.fitted(name, 7), KEY), what] for name, what in HELP]
            await self.ask(NoteScreen("Keys of the list of files", lines, [("esc", "back")]), lambda _: None)
        elif key == "ctrl+a" and not self._projects:
            new = (entry.path for entry in self.found if entry.likely and entry.path not in self._imported)
            self._marked.update(dict.fromkeys(new))
        elif key in ("tab", "right"):
            await self._complete(here)
        elif key == "left" or (key == "backspace" and not self._typed):
            await self._go(self._folder.parent, "")
        elif key in ("backspace", "ctrl+u"):
            self._type(self._typed[:-1] if key == "backspace" else "")
        else:
            return False
        return True

    async def on_paste(self, event: Paste) -> None:
        """Take a path that was pasted or dropped."""
        await self._typing(self._typed + safe.plain(event.text).strip().strip("'\""))
        self._draw()

    async def on_click(self, event: Click) -> None:
        """Choose with the mouse; a second click opens."""
        if event.widget is not None and event.widget.id == "files-list":
            at = self._rows.row_at(event.y)
            if at is not None:
                self._rows.at = at
                if event.chain > 1:
                    await self._open(self.found[at])
                if self.is_attached:
                    self._draw()

    async def _open(self, here: Entry | None) -> None:
        if self._marked:
            self.dismiss(tuple(self._marked))
        elif here is None:
            self.complain(InputError("no such file is here", remedy="Backspace makes the search wider"))
        elif here.folder:
            await self._go(here.path, "")
        else:
            self.dismiss((here.path,))

    def _mark(self, here: Entry | None) -> None:
        if here is None or here.folder or self._projects:
            return
        if here.path in self._marked:
            del self._marked[here.path]
        else:
            self._marked[here.path] = None
        self._rows.move("down", 1)

    async def _complete(self, here: Entry | None) -> None:
        if here is not None and here.folder:
            await self._go(here.path, "")
        elif here is not None:
            self._type(here.path.name)

    async def _typing(self, typed: str) -> None:
        if "/" not in typed:
            self._type(typed)
            return
        try:
            folder, rest = await self._off(lambda: goes_to(self._folder, typed))
        except CoderError as error:
            self.complain(error)
            return
        await self._go(folder, rest)

    def _type(self, typed: str) -> None:
        self._typed = typed
        self._rows = Rows(len(self.found))

    async def _go(self, folder: Path, typed: str) -> None:
        before = self._folder
        try:
            self._all = await self._off(lambda: entries(folder, projects=self._projects))
        except CoderError as error:
            self.complain(error)
            return
        self._folder = folder
        self._look_up(folder)
        self._type(typed)
        self._rows.at = next((at for at, entry in enumerate(self.found) if entry.path == before), 0)
        self.call_after_refresh(self._draw)

    def _look_up(self, folder: Path) -> None:
        """Find out beside the keys which files were imported already."""
        if self._place is not None:
            self._imported = frozenset()
            self._place.jobs.start(self._looking_up(self._place, folder, list(self._all)))

    async def _looking_up(self, place: Workplace, folder: Path, listed: list[Entry]) -> None:
        try:
            kept = await place.jobs.store(imported_files, place.session)
            found = await self._lane.do(lambda: already(listed, kept))
        except CoderError:
            return  # the preview of the file says so, too
        if self._folder == folder and self.is_attached:
            self._imported = found
            self._draw()

    async def _off(self, work: Callable[[], T]) -> T:
        """Do something with the disk off the event loop, but not for ever."""
        try:
            return await asyncio.wait_for(self._lane.do(work), PATIENCE)
        except TimeoutError as error:
            raise InputError("the folder does not answer", remedy="choose another") from error

    # -- drawing

    def _height(self) -> int:
        return max(1, self.query_one("#files-list").size.height)

    def _draw(self) -> None:
        if not self.is_attached:
            return
        width = max(20, self.size.width - 4)
        where = str(self._folder).rstrip("/") + "/"
        over = safe.width(where) + len(self._typed) + 24 - width
        where = "…" + where[over + 1 :] if over > 0 else where
        hint = "" if self._typed else " type a name or a path"
        path: Line = [(where, QUIET), (self._typed, "bold"), (CURSOR, KEY), (hint, QUIET)]
        marked = len(self._marked)
        count: Line = [(f"✓ {marked} marked", "bold $text-success")] if marked else []
        self.query_one("#files-path", Static).update(safe.content(*lines_of([path, count])))
        found = self.found
        lines = [
            self._row(found[at], width, here=at == self._rows.at) for at in self._rows.window(self._height())
        ]
        if not lines:
            lines = [[(NOTHING_FITS if self._typed else self._empty, QUIET)]]
        self.query_one("#files-list", Static).update(safe.content(*lines_of(lines)))
        keys = [("⏎", f"preview {marked}" if marked else "preview"), *KEYS[1:]]
        if self._projects:
            keys = [("⏎", "open"), *(pair for pair in KEYS[1:] if pair[0] in ("↑↓", "⌫", "esc"))]
        self.query_one("#files-keys", Static).update(safe.content(*key_line(keys, width)))

    def _row(self, entry: Entry, width: int, *, here: bool) -> Line:
        mark = "✓ " if entry.path in self._marked else "  "
        size = "folder" if entry.folder else shown_size(entry.size)
        known = entry.path in self._imported
        end = safe.fitted(size, 8, right=True) + "  " + safe.fitted(IMPORTED if known else entry.changed, 10)
        name = masked(entry.path.name) + ("/" if entry.folder else "")
        style = "bold" if entry.likely and not known else "" if entry.folder else QUIET
        shown = safe.fitted(name, max(8, width - 26))
        row = f"{style} reverse" if here else style
        return [("› " if here else "  ", KEY), (mark, "bold $text-success"), (shown, row), (end, QUIET)]
