"""Sheets on the codebook: all about a code, and what changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from coder.domain.codebook import Code, CodeTree
from coder.services.codebook_changes import CodebookChange
from coder.tui import safe
from coder.tui.code_note import about
from coder.tui.keyline import HEAD, QUIET, Line, key_line, lines_of, wrapped
from coder.tui.rows import Rows
from coder.tui.screens.base import Sheet


class ReadingSheet(Sheet[str]):
    """Lines to read, in a window that scrolls; gives the key that closed it."""

    CSS_PATH = "codebook.tcss"
    CLOSING: tuple[str, ...] = ("escape", "enter", "q")
    KEYS: tuple[tuple[str, str], ...] = (("↑↓", "read on"), ("esc", "back"))

    def __init__(self) -> None:
        super().__init__()
        self._top = 0

    def compose(self) -> ComposeResult:
        """The lines and the keys."""
        with Vertical(classes="codebook-sheet"):
            yield Static(id="sheet-lines", markup=False)
            yield Static(id="sheet-keys", markup=False)

    def lines(self, width: int) -> list[Line]:
        """What there is to read."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Show the beginning."""
        self.call_after_refresh(self.draw)

    def on_resize(self) -> None:
        """Fit the lines to the new size."""
        self.call_after_refresh(self.draw)

    async def take_key(self, event: events.Key) -> bool:
        """Scroll or leave."""
        key = {"j": "down", "k": "up"}.get(event.key, event.key)
        page = max(1, self.query_one("#sheet-lines").size.height - 1)
        steps = {"up": -1, "down": 1, "pageup": -page, "pagedown": page, "home": -(10**6), "end": 10**6}
        if key in self.CLOSING:
            self.dismiss(key)
        elif key in steps:
            self._top += steps[key]
            self.draw()
        return key not in ("ctrl+q", "ctrl+c")

    def draw(self) -> None:
        """Show the lines that fit."""
        if not self.is_attached:
            return
        box = self.query_one("#sheet-lines")
        width, height = max(20, box.size.width), max(1, box.size.height)
        lines = self.lines(width)
        self._top = max(0, min(self._top, len(lines) - height))
        shown = lines[self._top : self._top + height]
        self.query_one("#sheet-lines", Static).update(safe.content(*lines_of(shown)))
        more = [("PgDn", "more")] if self._top + height < len(lines) else []
        keys = key_line([*more, *self.KEYS], width)
        self.query_one("#sheet-keys", Static).update(safe.content(*keys))


class AboutScreen(ReadingSheet):
    """All that is said about one code; `e` closes it to change that."""

    CLOSING = ("escape", "enter", "q", "space", "e")
    KEYS = (("↑↓", "read on"), ("e", "change it"), ("esc", "back"))

    def __init__(self, tree: CodeTree, code: Code) -> None:
        super().__init__()
        self._tree, self._code = tree, code

    def lines(self, width: int) -> list[Line]:
        """Definition, rules, examples, cues."""
        return about(self._tree, self._code, width)


class ChangesScreen(Sheet[None]):
    """What changed in the codebook, newest first; Tab leaves only the changes of one code."""

    CSS_PATH = "codebook.tcss"

    def __init__(self, changes: Sequence[CodebookChange], code: Code | None) -> None:
        super().__init__()
        self._all = list(reversed(changes))
        self._code = code
        self._only = False
        self._rows = Rows(len(self._all))

    def compose(self) -> ComposeResult:
        """The list, one change in full, the keys."""
        with Vertical(classes="codebook-sheet"):
            yield Static(id="changes-head", markup=False)
            yield Static(id="changes-list", markup=False)
            yield Static(id="changes-about", markup=False)
            yield Static(id="sheet-keys", markup=False)

    @property
    def found(self) -> list[CodebookChange]:
        """The changes in the list."""
        if not self._only or self._code is None:
            return self._all
        id_ = self._code.id
        own = (change for change in self._all if change.action != "codebook")
        return [change for change in own if any(code.code_id == id_ for code in change.codes)]

    def on_mount(self) -> None:
        """Show the newest."""
        self.call_after_refresh(self.draw)

    def on_resize(self) -> None:
        """Fit the lines to the new size."""
        self.call_after_refresh(self.draw)

    async def take_key(self, event: events.Key) -> bool:
        """Go through the list or leave."""
        key = {"j": "down", "k": "up"}.get(event.key, event.key)
        if key in ("escape", "enter", "q", "h"):
            self.dismiss(None)
        elif key == "tab":
            self._only = not self._only
            self._rows = Rows(len(self.found))
        elif not self._rows.move(key, 8):
            return key not in ("ctrl+q", "ctrl+c")
        if self.is_attached:
            self.draw()
        return True

    def draw(self) -> None:
        """Show the list and the change under the cursor."""
        if not self.is_attached:
            return
        box = self.query_one("#changes-list")
        width, found = max(20, box.size.width), self.found
        which = f"of {self._code.short}" if self._only and self._code else "in the codebook"
        head: Line = [("What changed ", HEAD), (f"{which}, newest first", QUIET)]
        self.query_one("#changes-head", Static).update(safe.content(*head))
        rows = [self._row(found[at], at, width) for at in self._rows.window(max(1, box.size.height))]
        lines = rows or [[("Nothing has been changed yet.", QUIET)]]
        self.query_one("#changes-list", Static).update(safe.content(*lines_of(lines)))
        change = found[self._rows.at] if found else None
        told = _in_full(change, width) if change else []
        self.query_one("#changes-about", Static).update(safe.content(*lines_of(told)))
        switch = [("tab", "all codes" if self._only else f"only {self._code.short}")] if self._code else []
        keys = key_line([("↑↓", "choose"), *switch, ("esc", "back")], width)
        self.query_one("#sheet-keys", Static).update(safe.content(*keys))

    def _row(self, change: CodebookChange, at: int, width: int) -> Line:
        here = at == self._rows.at
        when = f"{datetime.fromisoformat(change.at).astimezone():%Y-%m-%d %H:%M}"
        who = safe.fitted(change.coder, 8)
        room = width - len(when) - 13
        return [
            ("› " if here else "  ", HEAD),
            (f"{when} ", QUIET),
            (f"{who} ", "bold"),
            (safe.cut(change.summary, max(8, room)), "bold reverse" if here else ""),
        ]


def _in_full(change: CodebookChange, width: int) -> list[Line]:
    lines = wrapped(change.summary[:1].upper() + change.summary[1:] + ".", width, "bold", most=2)
    if change.reason:
        lines += [[("Why  ", HEAD), (safe.cut(change.reason, width - 5), "")]]
    for code in change.codes if change.action != "codebook" else ():
        for field in code.fields:
            told = f"{field.field.replace('_', ' ')}: {_value(field.before)} → {_value(field.after)}"
            lines += wrapped(f"{code.code_id} {told}", width, QUIET, most=2)
    return lines


def _value(value: object) -> str:
    if isinstance(value, list):
        texts = (str(one.get("text", "")) if isinstance(one, dict) else str(one) for one in value)
        return "; ".join(texts) or "—"
    return str(value) if value not in ("", None) else "—"
