"""Writing a cell of a framework matrix: the summary in few words, with its evidence at hand."""

from __future__ import annotations

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key, Paste
from textual.widgets import Static

from coder.services.exploring import CLEARED, MOST_WORDS, CellText, Excerpt
from coder.tui import safe
from coder.tui.keyline import HEAD, KEY, QUIET, Line, key_line, lines_of, wrapped
from coder.tui.line_edit import LineEdit
from coder.tui.rows import Rows
from coder.tui.screens.base import Sheet

LONGEST = 1_000
DRAFTED, CHECKED = "drafted", "checked"
FLAG = "★"


@dataclass(frozen=True, slots=True)
class CellOpened:
    """The cell: what it is about, what stands in it, and the excerpts that it can lean on."""

    title: str
    text: CellText
    excerpts: tuple[Excerpt, ...]


class CellScreen(Sheet[CellText | None]):
    """Gives what is to be kept; None when it is left."""

    CSS_PATH = "explore.tcss"

    def __init__(self, opened: CellOpened) -> None:
        super().__init__()
        self._opened = opened
        self._line = LineEdit(opened.text.summary, LONGEST)
        self._state = CHECKED if opened.text.state == CHECKED else DRAFTED
        self._flagged = opened.text.quote
        self._rows = Rows(len(opened.excerpts))
        self._told = ""

    def compose(self) -> ComposeResult:
        """What the cell is, the summary, the excerpts, one of them in full, the keys."""
        with Vertical(id="excerpts"):
            yield Static(id="cell-head", markup=False)
            yield Static(id="cell-line", markup=False)
            yield Static(id="excerpts-list", markup=False)
            yield Static(id="excerpts-full", markup=False)
            yield Static(id="cell-keys", markup=False)

    def on_mount(self) -> None:
        """Show it."""
        self.call_after_refresh(self._draw)

    def on_resize(self) -> None:
        """Fit the lines to the new size."""
        self.call_after_refresh(self._draw)

    @property
    def words(self) -> int:
        """How many words the summary has."""
        return len(self._line.text.split())

    async def take_key(self, event: Key) -> bool:
        """Write, look through the excerpts, mark the quote, keep or leave."""
        key, self._told = event.key, ""
        if key == "escape":
            self.dismiss(None)
        elif key == "enter":
            self._keep()
        elif key == "tab":
            self._state = CHECKED if self._state == DRAFTED else DRAFTED
        elif key == "ctrl+f":
            self._flag()
        elif key == "ctrl+x":
            self.dismiss(CellText("", CLEARED, ""))
        elif key in ("up", "down", "pageup", "pagedown"):
            self._rows.move(key, 6)
        else:
            self._line.take(event)
        if self.is_attached:
            self._draw()
        return key not in ("ctrl+q", "ctrl+c")

    def on_paste(self, event: Paste) -> None:
        """Write what is pasted."""
        self._line.insert(" ".join(event.text.split()))
        self._draw()

    def _keep(self) -> None:
        if not self.words:
            self._told = "Write what they say, or leave with Esc."
        elif self.words > MOST_WORDS:
            self._told = f"Say it in {MOST_WORDS} words."
        else:
            self.dismiss(CellText(self._line.text.strip(), self._state, self._flagged))

    def _flag(self) -> None:
        if self._opened.excerpts:
            ids = self._opened.excerpts[self._rows.at].ids
            self._flagged = "" if self._flagged in ids else ids[0]

    # -- drawing

    def _draw(self) -> None:
        if not self.is_attached:
            return
        box = self.query_one("#excerpts-list")
        width = max(20, box.size.width)
        over = self.words > MOST_WORDS
        count = (f"{self.words} of {MOST_WORDS} words", "bold $text-error" if over else QUIET)
        state = f"{'✓' if self._state == CHECKED else '~'} {self._state}"
        head: list[Line] = [
            [(safe.cut(self._opened.title, width), HEAD)],
            [(state, "bold"), "   ", count, ("   " + self._told, "$text-error")],
        ]
        rows = [self._row(at, width) for at in self._rows.window(max(1, box.size.height))]
        if not rows:
            rows = [[("No excerpt has this code here; a summary can still say why.", QUIET)]]
        keys = [
            ("⏎", "keep"),
            ("tab", DRAFTED if self._state == CHECKED else CHECKED),
            ("↑↓", "excerpt"),
            ("^f", "quote it"),
            ("^x", "clear"),
            ("esc", "leave"),
        ]
        for name, lines in (
            ("cell-head", head),
            ("cell-line", self._written(width)),
            ("excerpts-list", rows),
            ("excerpts-full", self._full(width)),
            ("cell-keys", [key_line(keys, width)]),
        ):
            self.query_one(f"#{name}", Static).update(safe.content(*lines_of(lines)))

    def _written(self, width: int) -> list[Line]:
        parts = "".join(part if isinstance(part, str) else part[0] for part in self._line.parts())
        return wrapped(parts, width, "bold")

    def _row(self, at: int, width: int) -> Line:
        excerpt, here = self._opened.excerpts[at], at == self._rows.at
        name = safe.fitted(f"{excerpt.speaker} {excerpt.session} {excerpt.turn}", min(24, width // 3))
        flag = FLAG if self._flagged and self._flagged in excerpt.ids else " "
        words = safe.cut(" ".join(excerpt.text.split()), max(4, width - safe.width(name) - 6))
        return [
            ("› " if here else "  ", KEY),
            (f"{flag} ", "bold $text-warning"),
            (name, "bold reverse" if here else "bold"),
            f" {words}",
        ]

    def _full(self, width: int) -> list[Line]:
        if not self._opened.excerpts:
            return []
        room = max(2, self.query_one("#excerpts-full").size.height - 1)
        return wrapped(f"“{self._opened.excerpts[self._rows.at].text}”", width, most=room)
