"""Why a suggestion is refused: one line, or one of the reasons given before."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key, Paste
from textual.widgets import Static

from coder.tui import safe
from coder.tui.keyline import HEAD, KEY, QUIET, Line, key_line, lines_of
from coder.tui.screens.base import Sheet

USUAL = (
    "said about something else",
    "a question or a quote, not their own view",
    "too little is said",
    "another code fits better",
)
"""Reasons that are offered as long as fewer were given."""

MOST, LONGEST = 6, 200
CURSOR = "▏"


class ReasonScreen(Sheet[str | None]):
    """Gives the reason; None when it is left. A digit takes a reason given before, at once."""

    CSS_PATH = ["asking.tcss", "acts.tcss"]  # noqa: RUF012 - as Screen declares it

    def __init__(self, what: str, given: Sequence[str]) -> None:
        super().__init__()
        self._what = what
        self._reasons = list(dict.fromkeys([*given, *USUAL]))[:MOST]
        self._typed = ""

    def compose(self) -> ComposeResult:
        """What is refused, the line, the reasons, the keys."""
        with Vertical(classes="asking"):
            yield Static(id="reason-head", markup=False)
            yield Static(id="reason-list", markup=False)
            yield Static(id="reason-keys", markup=False)

    def on_mount(self) -> None:
        """Show the reasons."""
        self.call_after_refresh(self._draw)

    def on_resize(self) -> None:
        """Fit to the new size."""
        self.call_after_refresh(self._draw)

    async def take_key(self, event: Key) -> bool:
        """Type, take or leave."""
        key, letter = event.key, event.character
        if key == "escape":
            self.dismiss(None)
            return True
        if key == "enter":
            if self._typed.strip():
                self.dismiss(" ".join(self._typed.split()))
            return True
        if not self._typed and letter and letter in "123456789":
            if int(letter) <= len(self._reasons):
                self.dismiss(self._reasons[int(letter) - 1])
            return True
        if key == "backspace":
            self._typed = self._typed[:-1]
        elif key == "ctrl+u":
            self._typed = ""
        elif event.is_printable and letter:
            self._typed = (self._typed + letter)[:LONGEST]
        self._draw()
        return key not in ("ctrl+q", "ctrl+c")

    def on_paste(self, event: Paste) -> None:
        """Type what is pasted."""
        self._typed = (self._typed + safe.plain(event.text).strip())[:LONGEST]
        self._draw()

    def _draw(self) -> None:
        width = max(20, self.query_one("#reason-list").size.width)
        typed = self._typed
        while safe.width(typed) > width - 6:
            typed = typed[1:]
        line: Line = [("Why? ", KEY), (typed, "bold"), (CURSOR, KEY)]
        if not typed:
            line.append((" type a reason, or take one", QUIET))
        head: list[Line] = [[(safe.cut(f"Refuse {self._what}", width), HEAD)], [], line]
        self.query_one("#reason-head", Static).update(safe.content(*lines_of(head)))
        rows: list[Line] = [
            [
                (f" {number} ", KEY if not typed else QUIET),
                (safe.cut(reason, width - 3), "" if not typed else QUIET),
            ]
            for number, reason in enumerate(self._reasons, 1)
        ]
        self.query_one("#reason-list", Static).update(safe.content(*lines_of(rows)))
        keys = key_line(
            [("⏎", "refuse"), (f"1–{len(self._reasons)}", "take a reason"), ("esc", "leave")], width
        )
        self.query_one("#reason-keys", Static).update(safe.content(*keys))
