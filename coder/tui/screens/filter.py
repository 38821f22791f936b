"""Which turns are shown: a list to tick, with the number of turns that fit."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Click, Key, Paste
from textual.widgets import Static

from coder.tui import safe
from coder.tui.filters import HEADS, By, Filter, Groups, Option
from coder.tui.keyline import HEAD, KEY, QUIET, Line, key_line, lines_of
from coder.tui.rows import Rows
from coder.tui.screens.base import Sheet
from coder.tui.state import TranscriptState
from coder.tui.workplace import Workplace

CURSOR = "▏"
SHOWN = 11
"""Lines of the list that are in sight."""
LONGEST = 40


class FilterScreen(Sheet[Filter | None]):
    """Gives the filter, which may be empty; None when it is left."""

    CSS_PATH = ["asking.tcss", "reading.tcss"]  # noqa: RUF012 - as Screen declares it

    def __init__(
        self,
        place: Workplace,
        state: TranscriptState,
        offered: Sequence[Option],
        before: Filter,
        groups: Groups,
    ) -> None:
        super().__init__()
        self._place, self._state, self._groups = place, state, groups
        self._offered = list(offered)
        self._filter = Filter(tuple(option for option in offered if before.has(option)))
        self._typed = ""
        self._rows = Rows(len(self._offered))
        self._count: int | None = len(state.stops)
        self._first_line = 0

    def compose(self) -> ComposeResult:
        """What is typed, the list, the keys."""
        with Vertical(classes="asking"):
            yield Static(id="filter-head", markup=False)
            yield Static(id="filter-list", markup=False)
            yield Static(id="filter-keys", markup=False)

    def on_mount(self) -> None:
        """Show everything, and count what fits."""
        self.call_after_refresh(self._draw)
        if self._filter:
            self._recount()

    def on_resize(self) -> None:
        """Fit to the new size."""
        self.call_after_refresh(self._draw)

    @property
    def found(self) -> list[Option]:
        """What fits the letters typed."""
        wanted = self._typed.strip().casefold()
        begun = [one for one in self._offered if any(word.startswith(wanted) for word in _words(one))]
        return begun or [one for one in self._offered if wanted in " ".join(_words(one))]

    async def take_key(self, event: Key) -> bool:
        """Type, move, tick, show or leave."""
        key, found = event.key, self.found
        if key == "escape":
            self.dismiss(None)
            return True
        if key == "enter":
            self.dismiss(self._filter)
            return True
        if key == "space":
            if found:
                self._toggle(found[self._rows.at])
        elif not self._rows.move(key, SHOWN):
            self._edit(event)
        self._draw()
        return key not in ("ctrl+q", "ctrl+c")

    def _edit(self, event: Key) -> None:
        if event.key == "backspace":
            self._ask(self._typed[:-1])
        elif event.key == "ctrl+u":
            self._filter = Filter()
            self._ask("")
            self._recount()
        elif event.is_printable and event.character:
            self._ask((self._typed + event.character)[:LONGEST])

    def on_paste(self, event: Paste) -> None:
        """Type what is pasted."""
        self._ask((self._typed + safe.plain(event.text).strip())[:LONGEST])
        self._draw()

    def on_click(self, event: Click) -> None:
        """Tick with the mouse."""
        if event.widget is None or event.widget.id != "filter-list":
            return
        lines = self._lines(80)
        at = self._first_line + event.y
        option = lines[at][1] if 0 <= at < len(lines) else None
        if option is not None:
            self._rows.at = self.found.index(option)
            self._toggle(option)
            self._draw()

    def _ask(self, typed: str) -> None:
        self._typed = typed
        self._rows = Rows(len(self.found))

    def _toggle(self, option: Option) -> None:
        self._filter = self._filter.toggled(option)
        self._recount()

    def _recount(self) -> None:
        self._count = None
        self._place.jobs.start(self._counted(self._filter))

    async def _counted(self, filter_: Filter) -> None:
        """Find out how many turns fit."""
        every = len(self._state.stops)
        count = (
            len(await self._place.jobs.store(filter_.turns, self._state, self._groups)) if filter_ else every
        )
        if self._filter == filter_ and self.is_attached:
            self._count = count
            self._draw()

    # -- drawing

    def _draw(self) -> None:
        width = max(20, self.query_one("#filter-list").size.width)
        every = len(self._state.stops)
        count = f"{self._count} of {every} turns" if self._count is not None else "counting…"
        line: Line = [("Find ", KEY), (safe.cut(self._typed, width - 8), "bold"), (CURSOR, KEY)]
        if not self._typed:
            line.append((" type a few letters", QUIET))
        head: list[Line] = [[("Show only ", HEAD), (f"  {count}", QUIET)], line, []]
        self.query_one("#filter-head", Static).update(safe.content(*lines_of(head)))
        lines = self._lines(width)
        here = next((at for at, (_, option) in enumerate(lines) if option is self._here), 0)
        # With its heading, where that is the line above.
        low, high = max(0, here - 1), here + 1
        self._first_line = max(min(self._first_line, low), high - SHOWN, 0)
        shown = [drawn for drawn, _ in lines[self._first_line : self._first_line + SHOWN]]
        told: Line = [("Nothing fits. Backspace makes the search wider.", QUIET)]
        self.query_one("#filter-list", Static).update(safe.content(*lines_of(shown or [told])))
        pairs = [("space", "tick"), ("⏎", "show"), ("^u", "none"), ("esc", "leave")]
        self.query_one("#filter-keys", Static).update(safe.content(*key_line(pairs, width)))

    @property
    def _here(self) -> Option | None:
        found = self.found
        return found[self._rows.at] if found else None

    def _lines(self, width: int) -> list[tuple[Line, Option | None]]:
        """The options under their headings, and which option each line is."""
        lines: list[tuple[Line, Option | None]] = []
        here, before = self._here, None
        for option in self.found:
            if option.by is not before:
                lines.append(([(HEADS[option.by], QUIET)], None))
                before = option.by
            ticked, current = self._filter.has(option), option is here
            count = f"{option.turns:>7}" if option.turns is not None else " " * 7
            name = safe.fitted(option.name, max(8, width - 16))
            drawn: Line = [
                ("› " if current else "  ", KEY),
                ("[x] " if ticked else "[ ] ", "bold" if ticked else QUIET),
                (name, "bold reverse" if current else "bold" if ticked else ""),
                (count, QUIET),
            ]
            lines.append((drawn, option))
        return lines


def _words(option: Option) -> list[str]:
    """What an option is found by; a code also by its id."""
    name = option.name.casefold()
    return [name, *name.split(), *(option.id.casefold().split(".") if option.by is By.CODE else [])]
