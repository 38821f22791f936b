"""Everything that can be done or gone to, found by a few letters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Click, Key, Paste
from textual.widgets import Static

from coder.domain.text import fold
from coder.tui import safe
from coder.tui.keyline import KEY, QUIET, Line, key_line, lines_of
from coder.tui.rows import Rows
from coder.tui.screens.base import Sheet

CURSOR = "▏"
KEY_CELLS = 9
LONGEST = 80


@dataclass(frozen=True, slots=True)
class Item:
    """Something to do: `kind` and `id` say what, the rest is shown."""

    kind: str
    id: str
    name: str
    about: str = ""
    key: str = ""


def fit(query: str, name: str) -> float | None:
    """How well letters fit a name, more is better; None when they are not in it in this order."""
    wanted, text = fold(query), fold(name)
    at = text.find(wanted)
    if at >= 0:
        starts_word = at == 0 or not text[at - 1].isalnum()
        return 3.0 + starts_word - at / 1000 - len(text) / 10_000
    score, at = 0.0, -1
    for letter in wanted.replace(" ", ""):
        found = text.find(letter, at + 1)
        if found < 0:
            return None
        score += 1.0 if found == at + 1 or found == 0 or not text[found - 1].isalnum() else 0.2
        at = found
    return score / max(1, len(wanted)) - len(text) / 10_000


class PaletteScreen(Sheet[Item | None]):
    """Gives what was chosen; None when it is left.

    It edits its one line by itself: every key is used before the next is looked at.
    """

    CSS_PATH = "palette.tcss"

    def __init__(self, items: Sequence[Item]) -> None:
        super().__init__()
        self._items = list(items)
        self._query = ""
        self._found = self._items
        self._rows = Rows(len(items))

    def compose(self) -> ComposeResult:
        """Query, list, keys."""
        with Vertical(id="palette"):
            yield Static(id="palette-query", markup=False)
            yield Static(id="palette-list", markup=False)
            yield Static(id="palette-keys", markup=False)

    def on_mount(self) -> None:
        """Show everything."""
        self.call_after_refresh(self._draw)

    def on_resize(self) -> None:
        """Fit the list to the new size."""
        self.call_after_refresh(self._draw)

    async def take_key(self, event: Key) -> bool:
        """Type, move, choose or leave."""
        key = event.key
        if key in ("escape", "ctrl+k"):
            self.dismiss(None)
            return True
        if key == "enter":
            if self._found:
                self.dismiss(self._found[self._rows.at])
            return True
        if key in ("ctrl+u", "ctrl+w"):
            self._ask("")
        elif key == "backspace":
            self._ask(self._query[:-1])
        elif not self._rows.move(key, self._height()) and event.is_printable and event.character:
            self._ask(self._query + event.character)
        self._draw()
        return key not in ("ctrl+q", "ctrl+c")

    def on_paste(self, event: Paste) -> None:
        """Type what is pasted."""
        self._ask(self._query + safe.plain(event.text).strip())
        self._draw()

    def on_click(self, event: Click) -> None:
        """Choose with the mouse."""
        if event.widget is not None and event.widget.id == "palette-list":
            at = self._rows.row_at(event.y)
            if at is not None:
                self.dismiss(self._found[at])

    def on_mouse_scroll_down(self) -> None:
        """Go further down."""
        self._rows.move("down", 1)
        self._draw()

    def on_mouse_scroll_up(self) -> None:
        """Go further up."""
        self._rows.move("up", 1)
        self._draw()

    def _ask(self, query: str) -> None:
        self._query = query[:LONGEST]
        wanted = self._query.strip()
        scored = [(fit(wanted, item.name), item) for item in self._items] if wanted else []
        fitting = [(score, item) for score, item in scored if score is not None]
        best = sorted(fitting, key=lambda found: -found[0])
        self._found = [item for _, item in best] if wanted else self._items
        self._rows = Rows(len(self._found))

    def _height(self) -> int:
        return max(1, self.query_one("#palette-list").size.height)

    def _draw(self) -> None:
        if not self.is_attached:
            return
        width = max(20, self.query_one("#palette-list").size.width)
        hint = "" if self._query else " a command, a code or a transcript: type a few letters"
        query: Line = [("Do ", KEY), (self._query, "bold"), (CURSOR, KEY), (safe.cut(hint, width - 5), QUIET)]
        self.query_one("#palette-query", Static).update(safe.content(*query))
        lines = [self._row(at, width) for at in self._rows.window(self._height())]
        if not lines:
            lines = [[("Nothing fits. Backspace makes the search wider.", QUIET)]]
        self.query_one("#palette-list", Static).update(safe.content(*lines_of(lines)))
        keys = key_line([("⏎", "do it"), ("↑↓", "choose"), ("esc", "leave")], width)
        self.query_one("#palette-keys", Static).update(safe.content(*keys))

    def _row(self, at: int, width: int) -> Line:
        item, here = self._found[at], at == self._rows.at
        name = min(34, width // 2)
        about = width - name - KEY_CELLS - 3
        row = "reverse" if here else ""
        return [
            ("› " if here else "  ", KEY),
            (safe.fitted(item.name, name), f"bold {row}".strip()),
            (safe.fitted(" " + item.about, about), row or QUIET),
            (safe.fitted(item.key, KEY_CELLS, right=True), row or KEY),
        ]
