"""The coding screen: codebook, transcript and what is known about the current turn."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container, Horizontal, Vertical
from textual.events import Key
from textual.widgets import Static

from coder.domain.codebook import Code
from coder.domain.transcript import Turn
from coder.errors import CoderError
from coder.tui import commands, safe
from coder.tui.bars import Bar, hints, top_line
from coder.tui.beginning import neighbor
from coder.tui.code_note import note_on
from coder.tui.codebook_view import CodebookView
from coder.tui.cursor import Cursor
from coder.tui.lens_keys import lens_keys, lens_legend
from coder.tui.offers import BROWSING, ONLY_TURNS, offered
from coder.tui.screens.base import WIDE
from coder.tui.screens.codebook_desk import CodebookDesk
from coder.tui.screens.go import Goal
from coder.tui.screens.jump import Target, targets_of
from coder.tui.screens.library import LibraryScreen
from coder.tui.screens.mending import MendingDesk
from coder.tui.screens.queueing import QueueDesk
from coder.tui.screens.reading import ReadingDesk
from coder.tui.screens.recoding import RecodingDesk
from coder.tui.screens.report_desk import ReportDesk
from coder.tui.screens.search_desk import SearchDesk
from coder.tui.screens.suggesting import SuggestionDesk
from coder.tui.screens.theme_desk import ThemeDesk
from coder.tui.screens.touring import TourDesk
from coder.tui.transcript_view import TranscriptView
from coder.tui.turn_pane import TurnPane
from coder.tui.work import LOOKING, OFF, STILL_LOOKING, Work
from coder.tui.workplace import Workplace


class CodingScreen(
    MendingDesk,
    TourDesk,
    CodebookDesk,
    RecodingDesk,
    SearchDesk,
    ThemeDesk,
    ReadingDesk,
    SuggestionDesk,
    QueueDesk,
    ReportDesk,
):
    """Everything by keyboard: each act is committed before the screen shows it."""

    CSS_PATH = ["coding.tcss", "reading.tcss"]  # noqa: RUF012 - as Screen declares it
    AUTO_FOCUS = "TranscriptView"
    BINDINGS = commands.bindings([*commands.CODING, *commands.BROWSING])

    def __init__(self, place: Workplace, work: Work) -> None:
        super().__init__(place, work)
        self.codes = CodebookView()
        self.pane = TurnPane()
        self.top, self.note, self.keys = Bar("top"), Bar("codebook-note"), Bar("footer")
        self._awaited: tuple[Work, int, int] | None = None

    def compose(self) -> ComposeResult:
        """Top line, three panes, footer."""
        yield self.top
        with Horizontal(id="middle"):
            with Vertical(id="codebook"):
                yield Static("Codebook", id="codebook-title", markup=False)
                yield self.codes
                yield self.note
            with Container(id="work"):
                yield self.sides
                yield self.pane
        yield self.tour_bar
        yield self.keys

    def on_mount(self) -> None:
        """Show the transcript at once and look for suggestions meanwhile."""
        self._begin()
        self.place.jobs.start(self.load_recent())

    def on_resize(self) -> None:
        """Fit what is drawn to the new size."""
        self.call_after_refresh(self.redraw)

    def _begin(self) -> None:
        keymap = self.place.keymap
        self.use(keymap.of([*commands.CODING, *commands.BROWSING]))
        self.lens_keys = lens_keys(self.work.state.tree, keymap.of(commands.CODING))
        for number, lens_key in enumerate(self.lens_keys):
            # A letter that sets a lens value in a turn may do something else in the codebook.
            others = self._bindings.key_to_bindings.get(lens_key.key, [])
            self._bindings.key_to_bindings[lens_key.key] = [
                Binding(lens_key.key, f"appraise({number})", "Lens value", show=False, priority=True),
                *(other for other in others if other.action.partition("(")[0] in BROWSING),
            ]
        self.work.remember()
        self.redraw()
        self.look_for_suggestions()

    async def suggest(self, work: Work) -> None:
        """Show suggestions for the words of `work` when they have been found."""

        def changed() -> None:
            if work is self.work and self.is_attached:
                self.redraw()
                self._go_awaited()

        await self._heard(work.look_for_suggestions(changed))
        await self.tell_notice()

    async def learn(self, work: Work) -> None:
        """Let the suggestions follow what was decided."""

        def changed() -> None:
            if work is self.work and self.is_attached:
                self.redraw()

        await self._heard(work.learn(changed))

    async def _heard(self, looking: Awaitable[None]) -> None:
        try:
            await looking
        except CoderError as error:
            if self.is_attached:
                self.complain(error)

    # -- drawing

    def redraw(self) -> None:
        """Show the state and the cursor."""
        state, cursor = self.state, self.work.cursor
        if self.work.wants_suggestions:
            self.look_for_suggestions()
        elif self.work.wants_learning:
            self.place.jobs.start(self.learn(self.work))
        turn = cursor.turn(state)
        narrow = self.size.width < WIDE
        lit = frozenset(coding.code_id for coding in state.codings_on(turn)) if turn else frozenset()
        self.show_reading()
        self.codes.show(state.tree, state.counts, lit)
        timed, places = not self.transcript.shows_times, self.recent.places()
        self.pane.show(state, cursor, self.work.waiting, strip=narrow, recent=places, timed=timed)
        width = self.size.width - 2
        self.top.show(top_line(state, cursor, self.place.session.saved_at, width, self.reading_note()))
        self.note.show(self._note(), grows=True)
        shown = commands.BROWSING if self.codes.browsing else commands.CODING
        self.keys.show(hints(commands.footer(self.place.keymap.of(shown)), self.size.width - 2))
        self.follow_tour()

    def _note(self) -> list[safe.Part]:
        code = self.codes.current if self.codes.browsing else None
        if code is None:
            return lens_legend(self.state.tree, self.lens_keys)
        return note_on(self.state.tree, code, max(20, self.note.size.width - 2))

    # -- which keys work

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The keys of the codebook work while one walks through it, the others while not."""
        if action in BROWSING:
            return self.codes.browsing
        if action in ONLY_TURNS:
            return not self.codes.browsing
        return True

    def offered(self) -> list[commands.Command]:
        """The commands that work on this screen as it is now."""
        suggestions = self.place.suggestions is not None
        return offered(self.state.tree, self.lens_keys, suggestions=suggestions, keymap=self.place.keymap)

    # -- moving

    def _move(self, cursor: Cursor) -> None:
        self.work.move(cursor)
        self.redraw()

    def action_step(self, by: int) -> None:
        """Go to a turn further on or back."""
        self._move(self.stop(self.work.cursor.index + by, by))

    def action_page(self, pages: int) -> None:
        """Go a screen further or back."""
        rows = max(1, self.transcript.page_rows - 2)
        index = self.transcript.turns_away(pages * rows)
        if index is not None:
            self._move(self.stop(index, pages))

    def action_first(self) -> None:
        """Go to the first turn."""
        self._move(self.stop(0, 1))

    def action_last(self) -> None:
        """Go to the last turn."""
        self._move(self.stop(len(self.state.stops) - 1, -1))

    def action_suggested(self, step: int) -> None:
        """Go to a turn where suggestions wait; while they are looked for, as soon as they are there."""
        index, waiting = self.work.cursor.index, self.work.waiting
        found = self.state.find_suggested(index, step, self.among_shown(self.state.suggestions_on))
        if waiting is LOOKING and (found is None or (found - index) * step < 0):
            self._awaited = (self.work, index, step)
            self.say(STILL_LOOKING)
            return
        self._land(found, OFF.sentence if waiting is OFF else "No other turn has suggestions waiting.")

    def _go_awaited(self) -> None:
        awaited, self._awaited = self._awaited, None
        if awaited is not None and awaited[:2] == (self.work, self.work.cursor.index) and self.is_current:
            self.app.clear_notifications()
            self.action_suggested(awaited[2])

    async def take_key(self, event: Key) -> bool:
        """Whoever presses a key no longer waits to be taken elsewhere."""
        self._awaited = None
        return False

    def action_uncoded(self, step: int) -> None:
        """Go to a turn without a code of this coder."""
        self._find(step, self.state.is_open, "Every other turn has a code of yours.")

    def _find(self, step: int, wanted: Callable[[Turn], object], nothing: str) -> None:
        self._land(self.state.find(self.work.cursor.index, step, self.among_shown(wanted)), nothing)

    def _land(self, found: int | None, nothing: str) -> None:
        if found is None:
            self.say(nothing)
        else:
            self._move(self.work.cursor.at(self.state, found))

    def on_transcript_view_clicked(self, message: TranscriptView.Clicked) -> None:
        """Go where somebody pointed and select what was dragged over."""
        if message.view is not self.transcript:
            self.action_other_side()
        stop = self.state.stop_of(message.turn)
        if stop is not None:
            cursor = self.work.cursor.at(self.state, stop)
            self._move(cursor.words(self.state, message.span) if message.span else cursor.whole())

    # -- choosing words

    def action_sentence(self, step: int) -> None:
        """Select a sentence."""
        self._move(self.work.cursor.sentence(self.state, step))

    def action_end(self, words: int) -> None:
        """Move the end of the selection."""
        self._move(self.work.cursor.end(self.state, words))

    def action_start(self, words: int) -> None:
        """Move the start of the selection."""
        self._move(self.work.cursor.start(self.state, words))

    def action_whole(self) -> None:
        """Select the whole turn; where it is, end quiet reading or the filter."""
        if self.work.cursor.selected is not None or not self.leave_reading():
            self._move(self.work.cursor.whole())

    def action_other_coding(self, step: int) -> None:
        """Focus another coding of this turn."""
        self._move(self.work.cursor.next_coding(self.state, step))

    # -- codebook

    def action_codebook(self) -> None:
        """Walk through the codebook."""
        self.add_class("-drawer")
        self.codes.browse(True)
        self.redraw()

    def action_close_codebook(self) -> None:
        """Go back to the transcript."""
        self.remove_class("-drawer")
        self.codes.browse(False)
        self.redraw()

    def action_browse(self, step: int) -> None:
        """Go to another code."""
        self.codes.move(step)
        self.redraw()

    def action_fold(self, fold: bool) -> None:
        """Fold or unfold a branch."""
        self.codes.fold(fold)
        self.redraw()

    async def action_take(self) -> None:
        """Put the code under the cursor on the selected words; a branch opens."""
        code = self.codes.current
        if code is not None and not code.usable:
            self.codes.fold(False)
        elif code is not None:
            await self._take(code)

    async def on_codebook_view_chosen(self, message: CodebookView.Chosen) -> None:
        """Put the code that was pointed at on the selected words."""
        await self._take(message.code)

    async def _take(self, code: Code) -> None:
        await self._act(self.work.apply([code.id]))

    # -- project

    async def action_library(self) -> None:
        """Show all transcripts."""

        async def left(found: str | Goal | None) -> None:
            await (self.come_from_table(found) if isinstance(found, Goal) else self.open_transcript(found))

        await self.ask(LibraryScreen(self.place, self.state.transcript.id), left)

    async def action_explore(self) -> None:
        """Show the tables."""
        # Here, because it loads all that counts.
        from coder.tui.screens.explore import ExploreScreen

        await self.ask(ExploreScreen(self.place), self.come_from_table)

    async def come_from_table(self, goal: Goal | None) -> None:
        """Go to the words of an excerpt, and say how to go back to its cell."""
        if goal is None:
            self.redraw()
            return
        await self.go_to_goal(goal)
        key = self.place.keymap.shown("explore")
        self.say(f"{key} goes back to the same cell." if key else "")

    async def action_neighbor(self, step: int) -> None:
        """Open the transcript after or before this one."""
        found = await self.place.jobs.store(neighbor, self.place, self.state.transcript.id, step)
        if found is None:
            self.say("This is the last transcript." if step > 0 else "This is the first transcript.")
        await self.open_transcript(found)

    async def open_transcript(self, transcript_id: str | None) -> None:
        """Go to another transcript; None stays here."""
        if transcript_id is None or transcript_id == self.state.transcript.id:
            return
        try:
            work = await self.work_on(transcript_id)
        except CoderError as error:
            self.complain(error)
            return
        work.last_codes = self.work.last_codes
        self.work = work
        self.app.clear_notifications()
        self._begin()

    def targets(self) -> list[Target]:
        """What can be jumped to."""
        return targets_of(self.transcript, self.pane, self.query_one("#codebook"))

    def go_to_target(self, target: Target) -> None:
        """Go to what a letter stood on."""
        if target.kind == "codebook":
            self.action_codebook()
            return
        self.action_close_codebook()
        if target.kind == "turn":
            self._move(self.work.cursor.at(self.state, int(target.id)))
        elif target.kind == "coding":
            self._move(replace(self.work.cursor, coding_id=target.id))

    async def action_leave(self) -> None:
        """Leave; everything is saved already."""
        await self.leave()
