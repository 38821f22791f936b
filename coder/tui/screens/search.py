"""Searching: a line to type, what it found, and which of that is to be coded."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from coder.errors import CoderError
from coder.services.searching import Hit
from coder.tui import safe
from coder.tui.finding import Finding
from coder.tui.hit_lines import around_first, in_full
from coder.tui.jobs import Jobs
from coder.tui.keyline import HEAD, KEY, QUIET, Line, key_line, lines_of, wrapped
from coder.tui.rows import Rows
from coder.tui.screens.base import Sheet

CURSOR = "▏"
LONGEST = 300
EXAMPLES = (
    ("felt unsafe", "both words begin words of one turn"),
    ('"felt unsafe"', "exactly these words; -word leaves out"),
    ("~feel", "any form: felt, feels"),
    ("late OR tardy", "either; ( ) hold together"),
    ("/gr[ae]y/", "a pattern"),
    ("code:BEL lens:focus", "a coding with both; starred, coder:AM"),
    ("role:student seat", "also group: speaker: site: label: memo:"),
    ("uncoded", "what waits for your code; uncoded:AM"),
)

Run = Callable[[Finding, Callable[[float], bool]], Coroutine[Any, Any, None]]
"""Searches and fills a finding; tells how far it is (0 to 1) and stops when the answer is False."""


@dataclass(frozen=True, slots=True)
class Leave:
    """How the search was left: `go` to the hit under the cursor, or `code` what is marked."""

    go: bool = False
    code: bool = False


class SearchScreen(Sheet[Leave]):
    """Fills the finding it is given; typing and going through the list take turns."""

    CSS_PATH = "search.tcss"

    def __init__(self, finding: Finding, jobs: Jobs, run: Run, label: str) -> None:
        super().__init__()
        self.finding = finding
        self._jobs, self._run, self._label = jobs, run, label
        self._query, self._caret = finding.query, len(finding.query)
        self._everywhere = finding.everywhere
        self._typing = not finding.hits
        self._rows = Rows(len(finding.hits))
        self._rows.at = finding.at
        self._token: object | None = None
        self._part = 0.0
        self._wrong = ""

    def compose(self) -> ComposeResult:
        """The line, how far it is, what was found, one hit in full, the keys."""
        with Vertical(id="search"):
            yield Static(id="search-line", markup=False)
            yield Static(id="search-told", markup=False)
            yield Static(id="search-list", markup=False)
            yield Static(id="search-full", markup=False)
            yield Static(id="search-keys", markup=False)

    def on_mount(self) -> None:
        """Show what was found before, or the line alone."""
        self.call_after_refresh(self.draw)

    def on_resize(self) -> None:
        """Fit the lines to the new size."""
        self.call_after_refresh(self.draw)

    def on_unmount(self) -> None:
        """Nobody waits for a search any more once its screen is gone."""
        self._token = None

    @property
    def searching(self) -> bool:
        """Whether a search is under way."""
        return self._token is not None

    async def take_key(self, event: events.Key) -> bool:
        """Type, or go through what was found."""
        key = event.key
        if key in ("ctrl+q", "ctrl+c"):
            return False
        if key == "escape":
            self._escape()
        elif key == "tab":
            self._everywhere = not self._everywhere
            if not self._typing:
                self._begin()
        elif self._typing:
            self._type(key, event.character if event.is_printable else None)
        else:
            self._choose({"j": "down", "k": "up"}.get(key, key))
        if self.is_attached:
            self.draw()
        return True

    def on_paste(self, event: events.Paste) -> None:
        """Type what is pasted."""
        if self._typing:
            self._insert(safe.plain(event.text).strip())
            self.draw()

    def on_click(self, event: events.Click) -> None:
        """Choose a hit; a second click goes there."""
        at = self._rows.row_at(event.y) if event.widget and event.widget.id == "search-list" else None
        if at is None or not self.finding.hits:
            return
        self._typing = False
        self._rows.at = at
        self.finding.go(at)
        self.draw()
        if event.chain > 1:
            self.dismiss(Leave(go=True))

    def _escape(self) -> None:
        if self.searching:
            self._token = None
        else:
            self.dismiss(Leave())

    def _choose(self, key: str) -> None:
        finding = self.finding
        if key == "enter":
            finding.go(self._rows.at)
            self.dismiss(Leave(go=True))
        elif key == "slash":
            self._typing = True
        elif key == "space":
            finding.marked ^= {self._rows.at}
            self._rows.move("down", 1)
        elif key == "a":
            everything = set(range(len(finding.hits)))
            finding.marked = set() if finding.marked == everything else everything
        elif key == "c" and not self.searching:
            finding.go(self._rows.at)
            self.dismiss(Leave(code=True))
        else:
            self._rows.move(key, max(1, self.query_one("#search-list").size.height - 1))
        finding.at = self._rows.at

    def _type(self, key: str, character: str | None) -> None:
        query, caret = self._query, self._caret
        if key == "enter":
            self._begin()
        elif key == "down" and self.finding.hits:
            self._typing = False
        elif key in ("left", "right", "home", "end"):
            moved = {"left": caret - 1, "right": caret + 1, "home": 0, "end": len(query)}[key]
            self._caret = max(0, min(moved, len(query)))
        elif key == "backspace":
            self._query, self._caret = query[: max(0, caret - 1)] + query[caret:], max(0, caret - 1)
        elif key == "delete":
            self._query = query[:caret] + query[caret + 1 :]
        elif key == "ctrl+u":
            self._query, self._caret = "", 0
        elif character:
            self._insert(character)

    def _insert(self, text: str) -> None:
        self._query = (self._query[: self._caret] + text + self._query[self._caret :])[:LONGEST]
        self._caret = min(self._caret + len(text), len(self._query))
        self._wrong = ""

    def _begin(self) -> None:
        token = self._token = object()
        self._wrong, self._part = "", 0.0
        self.finding.begin(self._query, self._everywhere)
        self._rows = Rows()

        def further(part: float) -> bool:
            if self._token is not token or not self.is_attached:
                return False
            self._part = part
            self._grew()
            return True

        async def search() -> None:
            try:
                await self._run(self.finding, further)
                wrong = ""
            except CoderError as error:
                wrong = safe.plain(str(error))
            # Everything, because a search that has broken off must not seem to go on for ever.
            except Exception as error:
                wrong = f"The search broke off ({type(error).__name__}); make it simpler."
            if self._token is token:
                self._wrong, self.finding.complete = wrong, not wrong
                self._token = None
            if self.is_attached:
                self._grew()

        self._jobs.start(search())

    def _grew(self) -> None:
        self._rows.resize(len(self.finding.hits))
        if self._typing and self.finding.hits:
            self._typing = False
        self.draw()

    # -- drawing

    def draw(self) -> None:
        """Show everything."""
        if not self.is_attached:
            return
        width = max(20, self.query_one("#search-list").size.width)
        where = "everywhere" if self._everywhere else f"in {self._label}"
        line: Line = [("Search ", HEAD), (safe.cut(where, width // 3), QUIET), "  "]
        if self._typing:
            before, after = self._query[: self._caret], self._query[self._caret :]
            line += [(before, "bold"), (CURSOR, KEY), (after, "bold")]
        else:
            line.append((self._query, "bold"))
        self._update("line", [line])
        self._update("told", self._told(width))
        self._update("list", self._list(width))
        hit = self.finding.hit
        self._update("full", in_full(hit, width, self.query_one("#search-full").size.height) if hit else [])
        self._update("keys", [key_line(self._keys(), width)])

    def _keys(self) -> list[tuple[str, str]]:
        other = f"in {self._label}" if self._everywhere else "everywhere"
        if self._typing:
            return [("⏎", "search"), ("tab", other), ("esc", "stop" if self.searching else "leave")]
        if not self.finding.hits:
            return [("/", "change"), ("tab", other), ("esc", "stop" if self.searching else "leave")]
        return [
            ("⏎", "go there"),
            ("space", "mark"),
            ("a", "all"),
            ("c", "code"),
            ("/", "change"),
            ("tab", other),
            ("esc", "stop" if self.searching else "leave"),
        ]

    def _told(self, width: int) -> list[Line]:
        finding = self.finding
        if self._wrong:
            return wrapped(self._wrong[:1].upper() + self._wrong[1:], width, "$text-error", most=3)
        if not finding.sentence and not self.searching:
            return []
        turns, places = len(finding.hits), len({hit.transcript_id for hit in finding.hits})
        told = f"{turns:,} turn{'' if turns == 1 else 's'}"
        told += f" in {places} transcripts" if places > 1 else ""
        if finding.marked:
            told += f" · {len(finding.marked):,} marked"
        if self.searching:
            told += f" · searching, {self._part:.0%}".replace("%", " %")
        elif not finding.complete:
            told += " · stopped"
        return [[(safe.cut(told, width), "bold")], *wrapped(finding.sentence, width, QUIET, most=2)]

    def _list(self, width: int) -> list[Line]:
        hits = self.finding.hits
        if hits:
            height = max(1, self.query_one("#search-list").size.height)
            return [self._row(hits[at], at, width) for at in self._rows.window(height)]
        if self.finding.complete:
            return [[("Nothing fits. Fewer or shorter words find more.", QUIET)]]
        if self.searching or self._wrong:
            return []
        return [
            [(safe.fitted(query, 22), "bold"), (safe.cut(means, width - 23), QUIET)]
            for query, means in EXAMPLES
        ]

    def _row(self, hit: Hit, at: int, width: int) -> Line:
        here, marked = at == self._rows.at and not self._typing, at in self.finding.marked
        where = f"{hit.label} {hit.turn}" if hit.turn else hit.label
        head = safe.fitted(f"{where} {hit.speaker}", min(24, width // 3))
        return [
            ("› " if here else "  ", KEY),
            ("✓ " if marked else "· ", "bold $text-success" if marked else QUIET),
            (head, "bold reverse" if here else "bold"),
            " ",
            *around_first(hit, width - safe.width(head) - 6),
        ]

    def _update(self, name: str, lines: Sequence[Line]) -> None:
        self.query_one(f"#search-{name}", Static).update(safe.content(*lines_of(lines)))
