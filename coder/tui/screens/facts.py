"""About the session: its facts, what is still open in it, and how far the project is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Click, Key
from textual.widgets import Static

from coder.domain.transcript import Turn
from coder.errors import CoderError
from coder.services.facts import SessionFacts, session_facts
from coder.services.progress import Progress, of_transcript, progress_of
from coder.services.reading_time import as_time, own_times
from coder.services.session import Session
from coder.tui import safe
from coder.tui.fact_lines import fact_lines, open_line, progress_lines, project_line
from coder.tui.keyline import HEAD, QUIET, Line, key_line, lines_of
from coder.tui.rows import Rows
from coder.tui.screens.base import Sheet
from coder.tui.state import TranscriptState
from coder.tui.workplace import Workplace

TABS = ("This session", "Still open", "Project")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where to go: a transcript, and a turn of it, 0 for where one stood there."""

    transcript_id: str
    turn: int = 0


@dataclass(frozen=True, slots=True)
class _Known:
    """What is read in one go."""

    facts: SessionFacts
    progress: Progress
    open: tuple[Turn, ...]
    transcripts: tuple[tuple[str, str], ...]
    times: Mapping[str, int]


class FactsScreen(Sheet[Wanted | None]):
    """Gives where to go; None when it is left."""

    CSS_PATH = ["asking.tcss", "reading.tcss"]  # noqa: RUF012 - as Screen declares it

    def __init__(self, place: Workplace, state: TranscriptState, stop: int) -> None:
        super().__init__()
        self._place, self._state = place, state
        self._number = state.place_of(state.stops[stop]) if state.stops else 0
        self._tab = 0
        self._top = 0
        self._known: _Known | None = None
        self._progress: dict[str, Progress] = {}
        self._open, self._project = Rows(), Rows()
        self._counting = False

    def compose(self) -> ComposeResult:
        """The tabs, the page, the keys."""
        with Vertical(id="facts"):
            yield Static(id="facts-tabs", markup=False)
            yield Static(id="facts-page", markup=False)
            yield Static(id="facts-keys", markup=False)

    def on_mount(self) -> None:
        """Read what there is to show."""
        self.call_after_refresh(self._draw)
        self._place.jobs.start(self._read())

    def on_resize(self) -> None:
        """Fit to the new size."""
        self.call_after_refresh(self._draw)

    async def _read(self) -> None:
        try:
            self._known = known = await self._place.jobs.store(_read, self._place.session, self._state)
        except CoderError as error:
            self.complain(error)
            return
        here = self._state.transcript.id
        self._progress[here] = known.progress
        self._open.resize(len(known.open))
        numbers = [self._state.place_of(turn) for turn in known.open]
        self._open.at = next((at for at, number in enumerate(numbers) if number >= self._number), 0)
        ids = [id_ for id_, _ in known.transcripts]
        self._project.resize(len(ids))
        self._project.at = ids.index(here) if here in ids else 0
        self._draw()

    async def _count(self, known: _Known) -> None:
        """Find out how far the other transcripts are, one after the other."""
        for id_, _ in known.transcripts:
            if not self.is_attached:
                return
            if id_ not in self._progress:
                try:
                    found = await self._place.jobs.store(of_transcript, self._place.session, id_)
                except CoderError as error:
                    self.complain(error)
                    return
                self._progress[id_] = found
                self._draw()

    # -- keys

    async def take_key(self, event: Key) -> bool:
        """Turn the page, move, go or leave."""
        key = {"j": "down", "k": "up"}.get(event.key, event.key)
        if key in ("escape", "q", "H"):
            self.dismiss(None)
            return True
        if key in ("tab", "right", "shift+tab", "left"):
            self._turn_to(self._tab + (1 if key in ("tab", "right") else -1))
        elif event.character in ("1", "2", "3"):
            self._turn_to(int(event.character) - 1)
        elif key == "enter":
            self._go()
        elif self._tab == 0:
            self._scroll(key)
        else:
            self._list.move(key, self._height - 4)
        if self.is_attached:
            self._draw()
        return key not in ("ctrl+q", "ctrl+c")

    @property
    def _list(self) -> Rows:
        return self._open if self._tab == 1 else self._project

    def _turn_to(self, tab: int) -> None:
        self._tab, self._top = tab % len(TABS), 0
        if self._tab == 2 and self._known is not None and not self._counting:
            self._counting = True
            self._place.jobs.start(self._count(self._known))

    def _scroll(self, key: str) -> None:
        page = max(1, self._height - 2)
        steps = {
            "down": 1,
            "up": -1,
            "pagedown": page,
            "space": page,
            "pageup": -page,
            "home": -9999,
            "end": 9999,
        }
        self._top = max(0, self._top + steps.get(key, 0))

    def _go(self) -> None:
        known = self._known
        if known is None or self._tab == 0:
            return
        if self._tab == 1 and known.open:
            turn = known.open[self._open.at]
            self.dismiss(Wanted(self._state.transcript.id, self._state.place_of(turn)))
        elif self._tab == 2 and known.transcripts:
            self.dismiss(Wanted(known.transcripts[self._project.at][0]))

    def on_mouse_scroll_down(self) -> None:
        """Show what lies further down."""
        self._by_mouse("down")

    def on_mouse_scroll_up(self) -> None:
        """Show what lies further up."""
        self._by_mouse("up")

    def _by_mouse(self, key: str) -> None:
        if self._tab == 0:
            self._scroll(key)
        else:
            self._list.move(key, 1)
        self._draw()

    def on_click(self, event: Click) -> None:
        """Choose with the mouse; a second click goes there. The line of pages turns the page."""
        id_ = event.widget.id if event.widget is not None else ""
        if id_ == "facts-tabs":
            self._turn_to(self._tab + 1)
        elif id_ == "facts-page" and self._tab:
            at = self._list.row_at(event.y - self._above)
            if at is not None and event.y >= self._above:
                self._list.at = at
                if event.chain > 1:
                    self._go()
        if self.is_attached:
            self._draw()

    # -- drawing

    @property
    def _height(self) -> int:
        return max(4, self.query_one("#facts-page").size.height)

    @property
    def _above(self) -> int:
        """Lines above the list of the second and third page."""
        return 2

    def _draw(self) -> None:
        if not self.is_attached:
            return
        page = self.query_one("#facts-page", Static)
        width = max(20, page.size.width)
        self.query_one("#facts-tabs", Static).update(safe.content(*self._tabs(width)))
        page.update(safe.content(*lines_of(self._page(width))))
        pairs = [("tab", "next page"), ("↑↓", "scroll" if not self._tab else "choose"), ("esc", "back")]
        if self._tab:
            pairs.insert(0, ("⏎", "go there"))
        self.query_one("#facts-keys", Static).update(safe.content(*key_line(pairs, width)))

    def _tabs(self, width: int) -> Line:
        line: Line = []
        for at, name in enumerate(TABS):
            style = "bold reverse" if at == self._tab else QUIET
            line += [(f" {at + 1} {name} ", style), " "]
        label = safe.cut(
            self._state.transcript.label, max(0, width - sum(len(name) + 5 for name in TABS) - 2)
        )
        return [*line, (f" {label}", HEAD)]

    def _page(self, width: int) -> list[Line]:
        known = self._known
        if known is None:
            return [[("One moment …", QUIET)]]
        if self._tab == 0:
            lines = fact_lines(known.facts, known.progress, width)
            self._top = max(0, min(self._top, len(lines) - self._height))
            shown = lines[self._top : self._top + self._height]
            if self._top + len(shown) < len(lines):
                shown[-1] = [(f"… {len(lines) - self._top - len(shown) + 1} more lines below", QUIET)]
            return shown
        return self._open_page(known, width) if self._tab == 1 else self._project_page(known, width)

    def _open_page(self, known: _Known, width: int) -> list[Line]:
        left = known.progress.left
        if not known.open:
            return [[("Nothing is open here: every turn has a code of yours, or none to give.", QUIET)]]
        head = f"{left.turns:,} turns with {left.words:,} words wait for you."
        rows = self._open.window(self._height - self._above)
        lines = [open_line(self._state, known.open[at], width, here=at == self._open.at) for at in rows]
        return [[(head, "bold")], [], *lines]

    def _project_page(self, known: _Known, width: int) -> list[Line]:
        every = sum(self._progress.values(), Progress())
        waiting = len(known.transcripts) - len(self._progress)
        told = (
            f"  … {waiting} still to be counted"
            if waiting
            else f"  your time {as_time(sum(known.times.values()))}"
        )
        head: Line = [*progress_lines(every)[0], (told, QUIET)]
        lines = [
            project_line(
                known.transcripts[at][1],
                self._progress.get(known.transcripts[at][0]),
                known.times.get(known.transcripts[at][0], 0),
                width,
                here=at == self._project.at,
            )
            for at in self._project.window(self._height - self._above)
        ]
        return [head, [], *lines]


def _read(session: Session, state: TranscriptState) -> _Known:
    coded = {turn.seq for turn in state.stops if state.is_coded(turn)}
    read = {turn.seq for turn in state.stops if state.is_read(turn)}
    return _Known(
        session_facts(session, state.transcript.id),
        progress_of(state.transcript, coded, read),
        tuple(turn for turn in state.stops if state.is_open(turn)),
        tuple((row.id, row.label) for row in session.store.transcripts()),
        own_times(session),
    )
