"""Saying anew what a code means: one text at a time, kept by leaving."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.timer import Timer
from textual.widgets import Static

from coder.domain.codebook import Code
from coder.errors import CoderError
from coder.tui import safe
from coder.tui.keyline import HEAD, QUIET, Line, key_line, lines_of, wrapped
from coder.tui.screens.base import Sheet
from coder.tui.screens.memo import MemoText

FIELDS = ("definition", "include", "exclude", "examples", "cues", "aliases", "why")

_HINTS = {
    "definition": "What the code means, in a sentence or two.",
    "include": "What to code with it, one on each line.",
    "exclude": "What not to code with it, one on each line.",
    "examples": "Words that show it, one on each line. Codebooks are shared: nobody's words by accident.",
    "cues": "Words, phrases or rules that speak for it, one on each line: (late OR tardy) NEAR/5 bus.",
    "aliases": "Other names that find it, one on each line.",
    "why": "Why this changes; optional, kept with the change.",
}

Keep = Callable[[Mapping[str, str], str], Awaitable[str]]
"""Stores the changed texts by field, with the reason, and gives what to tell. Raises CoderError."""


Told = Callable[[Sequence[str]], bool]
"""Shows lines about the cues; False when nobody looks any more."""

CountCues = Callable[[list[str], Told], None]
"""Begins to count what cues find, and tells on the way."""

COUNTED = 6
"""Lines about cues that are shown at most."""

PAUSE = 0.4
"""Seconds after the last letter before cues are counted."""


class DefineScreen(Sheet[str]):
    """Gives what is to be told; nothing has changed when it is empty."""

    CSS_PATH = "codebook.tcss"
    AUTO_FOCUS = "MemoText"

    def __init__(self, code: Code, keep: Keep, count: CountCues | None = None) -> None:
        super().__init__()
        self._count, self._counted = count, list[str]()
        self._typed: Timer | None = None
        self._token: object = None
        self._code, self._keep = code, keep
        self._before = {field: safe.paragraphs(text) for field, text in texts_of(code).items()}
        self._now = {**self._before, "why": ""}
        self._at = 0
        self._refused: Mapping[str, str] | None = None
        self.area = MemoText(self._now[FIELDS[0]], soft_wrap=True, tab_behavior="focus")

    def compose(self) -> ComposeResult:
        """The code, the fields, the text of one of them, the keys."""
        with Vertical(classes="codebook-sheet"):
            yield Static(id="define-head", markup=False)
            yield Static(id="define-fields", markup=False)
            yield self.area
            yield Static(id="define-hint", markup=False)
            yield Static(id="sheet-keys", markup=False)

    def on_mount(self) -> None:
        """Show the definition."""
        self.call_after_refresh(self._draw)

    def on_resize(self) -> None:
        """Fit the lines to the new size."""
        self.call_after_refresh(self._draw)

    def on_text_area_changed(self) -> None:
        """Count what the cues would find, once somebody stops typing."""
        if self._count is None:
            return
        if self._typed is not None:
            self._typed.stop()
        self._token, self._counted = None, []
        if FIELDS[self._at] == "cues":
            self._typed = self.set_timer(PAUSE, self._begin_counting)

    def _begin_counting(self) -> None:
        cues = [line.strip() for line in self.area.text.split("\n") if line.strip()]
        token = self._token = object()
        if self._count is None or not cues or FIELDS[self._at] != "cues":
            return

        def told(lines: Sequence[str]) -> bool:
            if self._token is not token or not self.is_attached:
                return False
            self._counted = list(lines)
            self._draw()
            return True

        self._count(cues, told)

    def take_focus(self) -> None:
        """Be ready to write."""
        self.set_focus(self.area, scroll_visible=False)
        self.area.move_cursor(self.area.document.end)

    async def take_key(self, event: events.Key) -> bool:
        """Go to another text, or keep and close, once everything typed before has arrived."""
        if event.key in ("tab", "shift+tab"):
            await self._arrived()
            self._now[FIELDS[self._at]] = self.area.text
            self._at = (self._at + (1 if event.key == "tab" else -1)) % len(FIELDS)
            self.area.load_text(self._now[FIELDS[self._at]])
            self.area.move_cursor(self.area.document.end)
            self._draw()
            return True
        if event.key not in ("escape", "ctrl+s"):
            return False
        told = await self._save()
        if told is not None:
            self.dismiss(told)
        return True

    async def leave(self) -> None:
        """Keep the texts and end the program; a second time without, when they cannot be kept."""
        if await self._save() is not None:
            self.app.exit()

    async def _arrived(self) -> None:
        arrived: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.area.call_later(arrived.set_result, None)
        await arrived

    async def _save(self) -> str | None:
        await self._arrived()
        self._now[FIELDS[self._at]] = self.area.text
        changed = {
            field: self._now[field] for field in self._before if self._now[field] != self._before[field]
        }
        if not changed:
            return ""
        if changed == self._refused:
            return f"{self._code.short} stays as it was."
        try:
            return await self._keep(changed, self._now["why"])
        except CoderError as error:
            self._refused = changed
            self.complain(error)
            self.notify("Esc again leaves the code as it was.", markup=False, timeout=8)
            return None

    def _draw(self) -> None:
        if not self.is_attached:
            return
        width = max(20, self.query_one("#define-fields").size.width)
        head: Line = [(f"{self._code.id} ", HEAD), (safe.cut(self._code.name, width - 20), "bold")]
        self.query_one("#define-head", Static).update(safe.content(*head))
        fields: Line = []
        for at, field in enumerate(FIELDS):
            here = at == self._at
            name = f"‹{field}›" if here else f" {field} "
            fields += [(name, "bold reverse" if here else QUIET), ""]
        self.query_one("#define-fields", Static).update(safe.content(*fields))
        hint = wrapped(_HINTS[FIELDS[self._at]], width, QUIET)
        if FIELDS[self._at] == "cues":
            for line in self._counted[:COUNTED]:
                hint += wrapped(line, width, most=1)
        self.query_one("#define-hint", Static).update(safe.content(*lines_of(hint)))
        keys = key_line([("tab", "next text"), ("⇧tab", "text before"), ("esc", "keeps and closes")], width)
        self.query_one("#sheet-keys", Static).update(safe.content(*keys))


def texts_of(code: Code) -> dict[str, str]:
    """The texts of a code by field; lists with an entry on each line."""
    return {
        "definition": code.definition,
        "include": "\n".join(code.include),
        "exclude": "\n".join(code.exclude),
        "examples": "\n".join(example.text for example in code.examples),
        "cues": "\n".join(code.cues),
        "aliases": "\n".join(code.aliases),
    }
