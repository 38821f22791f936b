"""Choosing codebooks for a new project."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Click, Key
from textual.widgets import Static

from coder.services.projects import DEFAULT_CODEBOOK, Shipped
from coder.tui import safe
from coder.tui.keyline import HEAD, KEY, QUIET, Line, key_line, lines_of, wrapped
from coder.tui.rows import Rows
from coder.tui.screens.base import Sheet

ABOUT_LINES = 6


class BooksScreen(Sheet[tuple[str, ...] | None]):
    """Gives the ids of the codebooks that were marked; None when it is left."""

    CSS_PATH = "asking.tcss"

    def __init__(self, project: str, books: Sequence[Shipped]) -> None:
        super().__init__()
        self._project, self._books = project, list(books)
        self._marked = {book.id for book in books if book.id == DEFAULT_CODEBOOK}
        self._rows = Rows(len(books))

    def compose(self) -> ComposeResult:
        """The title, the list, what the book under the cursor is for, the keys."""
        with Vertical(classes="asking"):
            yield Static(id="books-head", markup=False)
            yield Static(id="books-list", markup=False)
            yield Static(id="books-about", markup=False)
            yield Static(id="books-keys", markup=False)

    def on_mount(self) -> None:
        """Show the list."""
        self.call_after_refresh(self._draw)

    def on_resize(self) -> None:
        """Fit it to the new size."""
        self.call_after_refresh(self._draw)

    async def take_key(self, event: Key) -> bool:
        """Move, mark, go on or leave."""
        key = {"j": "down", "k": "up"}.get(event.key, event.key)
        if key == "escape":
            self.dismiss(None)
            return True
        if key == "enter":
            if self._marked:
                self.dismiss(tuple(book.id for book in self._books if book.id in self._marked))
            return True
        if key == "space":
            self._mark(self._rows.at)
        else:
            self._rows.move(key, 6)
        self._draw()
        return key not in ("ctrl+q", "ctrl+c")

    def on_click(self, event: Click) -> None:
        """Mark with the mouse."""
        if event.widget is not None and event.widget.id == "books-list":
            at = self._rows.row_at(event.y)
            if at is not None:
                self._rows.at = at
                self._mark(at)
                self._draw()

    def _mark(self, at: int) -> None:
        self._marked ^= {self._books[at].id}

    def _draw(self) -> None:
        if not self.is_attached:
            return
        width = max(20, self.query_one("#books-list").size.width)
        head: Line = [(safe.cut(f"Codebooks for {self._project}", width), HEAD)]
        hint: list[Line] = [head, [("You can edit every code later, and bring your own as YAML.", QUIET)]]
        self.query_one("#books-head", Static).update(safe.content(*lines_of(hint)))
        rows = [self._row(at, width) for at in self._rows.window(len(self._books))]
        self.query_one("#books-list", Static).update(safe.content(*lines_of(rows)))
        about = wrapped(self._books[self._rows.at].purpose, width, QUIET, most=ABOUT_LINES)
        self.query_one("#books-about", Static).update(safe.content(*lines_of(about)))
        make = "make the project" if self._marked else "mark one first"
        keys = key_line([("⏎", make), ("space", "mark"), ("↑↓", "choose"), ("esc", "leave")], width)
        self.query_one("#books-keys", Static).update(safe.content(*keys))

    def _row(self, at: int, width: int) -> Line:
        book, here = self._books[at], at == self._rows.at
        count = f"{book.codes} codes"
        name = safe.fitted(book.name, width - len(count) - 6)
        return [
            ("› " if here else "  ", KEY),
            ("✓ " if book.id in self._marked else "○ ", "bold $text-success"),
            (name, "bold reverse" if here else "bold"),
            (f"  {count}", QUIET),
        ]
