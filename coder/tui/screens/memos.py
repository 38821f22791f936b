"""Memos elsewhere: on what to write one, and the list of all that were written."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key
from textual.widgets import Static

from coder.domain.noting import MemoOn
from coder.services.noting import PlacedMemo
from coder.tui import safe
from coder.tui.keyline import HEAD, KEY, QUIET, Line, key_line, lines_of, wrapped
from coder.tui.rows import Rows
from coder.tui.screens.asking import Choice
from coder.tui.screens.base import Sheet

CURSOR = "▏"
FEWEST, MOST = 4, 18
"""Rows of the list that are in sight."""
OTHER_LINES = 13
"""Lines of the sheet beside the list, its border among them."""
PREVIEW = 3
"""Lines of the memo under the list."""


class LetterScreen(Sheet[str | None]):
    """One of a few things, each with a letter that takes it at once; gives the letter.

    The ids of the choices are their letters.
    """

    CSS_PATH = ["asking.tcss", "acts.tcss"]  # noqa: RUF012 - as Screen declares it

    def __init__(self, title: str, choices: Sequence[Choice]) -> None:
        super().__init__()
        self._title = title
        self._choices = list(choices)
        self._rows = Rows(len(self._choices))

    def compose(self) -> ComposeResult:
        """The title, the letters, the keys."""
        with Vertical(classes="asking"):
            yield Static(id="letter-list", markup=False)
            yield Static(id="letter-keys", markup=False)

    def on_mount(self) -> None:
        """Show the choices."""
        self.call_after_refresh(self._draw)

    def on_resize(self) -> None:
        """Fit to the new size."""
        self.call_after_refresh(self._draw)

    async def take_key(self, event: Key) -> bool:
        """Take a letter, or what is highlighted."""
        letters = {choice.id for choice in self._choices}
        if event.key == "escape":
            self.dismiss(None)
        elif event.key == "enter":
            self.dismiss(self._choices[self._rows.at].id)
        elif event.character in letters:
            self.dismiss(event.character)
        elif self._rows.move(event.key, len(self._choices)):
            self._draw()
        return event.key not in ("ctrl+q", "ctrl+c")

    def _draw(self) -> None:
        width = max(20, self.query_one("#letter-list").size.width)
        lines: list[Line] = [[(safe.cut(self._title, width), HEAD)], []]
        name = max(safe.width(choice.name) for choice in self._choices) + 2
        name = min(name, width // 2)
        for at, choice in enumerate(self._choices):
            here = at == self._rows.at
            about = safe.cut(choice.about, width - name - 6)
            lines.append(
                [
                    ("› " if here else "  ", KEY),
                    (f"{choice.id}  ", KEY),
                    (safe.fitted(choice.name, name), "bold reverse" if here else "bold"),
                    (f" {about}", QUIET),
                ]
            )
        self.query_one("#letter-list", Static).update(safe.content(*lines_of(lines)))
        keys = key_line([("letter", "take"), ("⏎", "take"), ("esc", "leave")], width)
        self.query_one("#letter-keys", Static).update(safe.content(*keys))


class MemosScreen(Sheet[PlacedMemo | None]):
    """All memos, the newest first; typing narrows the list, Enter gives the one to go to."""

    CSS_PATH = ["asking.tcss", "acts.tcss"]  # noqa: RUF012 - as Screen declares it

    def __init__(self, memos: Sequence[PlacedMemo]) -> None:
        super().__init__()
        self._memos = list(reversed(memos))
        self._query = ""
        self._rows = Rows(len(self._memos))

    def compose(self) -> ComposeResult:
        """What is typed, the list, the memo under the cursor, the keys."""
        with Vertical(classes="asking"):
            yield Static(id="memos-head", markup=False)
            yield Static(id="memos-list", markup=False)
            yield Static(id="memos-text", markup=False)
            yield Static(id="memos-keys", markup=False)

    def on_mount(self) -> None:
        """Show all."""
        self.call_after_refresh(self._draw)

    def on_resize(self) -> None:
        """Fit to the new size."""
        self.call_after_refresh(self._draw)

    @property
    def found(self) -> list[PlacedMemo]:
        """The memos that fit what is typed: in their words, their place or their coder."""
        wanted = self._query.casefold().split()
        return [
            one
            for one in self._memos
            if all(word in f"{_place(one)} {one.memo.coder} {one.memo.text}".casefold() for word in wanted)
        ]

    async def take_key(self, event: Key) -> bool:
        """Type, move, go or leave."""
        found, key = self.found, event.key
        if key == "escape":
            self.dismiss(None)
            return True
        if key == "enter":
            if found:
                self.dismiss(found[self._rows.at])
            return True
        if not self._rows.move(key, self._shown):
            if key == "backspace":
                self._ask(self._query[:-1])
            elif key == "ctrl+u":
                self._ask("")
            elif event.is_printable and event.character:
                self._ask(self._query + event.character)
        self._draw()
        return key not in ("ctrl+q", "ctrl+c")

    @property
    def _shown(self) -> int:
        return max(FEWEST, min(self.size.height * 9 // 10 - OTHER_LINES, MOST))

    def _ask(self, query: str) -> None:
        self._query = query
        self._rows = Rows(len(self.found))

    def _draw(self) -> None:
        width = max(20, self.query_one("#memos-list").size.width)
        found = self.found
        head: list[Line] = [
            [(f"Memos  {len(found)} of {len(self._memos)}", HEAD)],
            [("Find ", KEY), (self._query, "bold"), (CURSOR, KEY)],
        ]
        self.query_one("#memos-head", Static).update(safe.content(*lines_of(head)))
        place = min(width // 2, max((safe.width(_place(one)) for one in found), default=0) + 2)
        lines: list[Line] = [
            _row(found[at], at == self._rows.at, place, width) for at in self._rows.window(self._shown)
        ] or [[("No memo fits." if self._memos else "There are no memos yet. m writes one.", QUIET)]]
        self.query_one("#memos-list", Static).update(safe.content(*lines_of(lines)))
        text: list[Line] = []
        if found:
            memo = found[self._rows.at].memo
            text = [
                [(f"{memo.coder} · {memo.created_at[:10]}", QUIET)],
                *wrapped(memo.text, width, most=PREVIEW),
            ]
        self.query_one("#memos-text", Static).update(safe.content(*lines_of(text)))
        keys = key_line([("type", "find"), ("↑↓", "choose"), ("⏎", "go there"), ("esc", "leave")], width)
        self.query_one("#memos-keys", Static).update(safe.content(*keys))


def _row(one: PlacedMemo, here: bool, place: int, width: int) -> Line:
    return [
        ("› " if here else "  ", KEY),
        (safe.fitted(_place(one), place), "bold reverse" if here else "bold"),
        (" " + safe.cut(one.memo.text, width - place - 3), QUIET),
    ]


def _place(one: PlacedMemo) -> str:
    """What a memo is on and where, in few words."""
    kind, standing = one.memo.target_kind, one.standing
    if kind == MemoOn.PROJECT:
        return "project"
    if kind == MemoOn.CODE:
        return f"code {standing.code_id}"
    if kind == MemoOn.TRANSCRIPT:
        return f"transcript {standing.where}".rstrip()
    if kind == MemoOn.DECISION:
        return f"refused {standing.code_id} {standing.where}".rstrip()
    head = (
        standing.code_id.rsplit(".", 1)[-1]
        if kind == MemoOn.CODING
        else "words in"
        if kind == MemoOn.SPAN
        else ""
    )
    return f"{head} {standing.where}".strip() or "something removed"
