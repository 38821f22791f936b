"""The part of the coding screen that helps to read: filters, two places, facts, quiet reading."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable

from coder.domain.transcript import Span, Transcript, Turn
from coder.errors import CoderError
from coder.services.reading_time import keep_time
from coder.services.session import Session
from coder.tui.beginning import open_work
from coder.tui.cursor import Cursor, exchange
from coder.tui.filters import SUGGESTED, By, Filter, Groups, Shown, nearest_stop, options
from coder.tui.screens.acting import ActingScreen
from coder.tui.screens.facts import FactsScreen, Wanted
from coder.tui.screens.filter import FilterScreen
from coder.tui.split import BESIDE_FROM, Side, SideBox, SidesBox, side_line
from coder.tui.state import TranscriptState
from coder.tui.transcript_view import TranscriptView
from coder.tui.work import Work
from coder.tui.workplace import Workplace


class ReadingDesk(ActingScreen):
    """A screen on which a transcript is read."""

    def __init__(self, place: Workplace, work: Work) -> None:
        super().__init__(place, work)
        self.box = SideBox()
        self.sides = SidesBox(self.box)
        self.other: Side | None = None
        self.shown: Shown | None = None
        self.quiet_reading = False
        self._last_filter = Filter()
        self._shown_in: Transcript | None = None
        self._shown_hits: object = None
        self._filtering = self._following = False
        place.to_save.append(lambda: write_time(place))

    @property
    def transcript(self) -> TranscriptView:
        """The transcript that keys go to."""
        return self.box.view

    @abstractmethod
    async def open_transcript(self, transcript_id: str | None) -> None:
        """Go to another transcript; None stays here."""

    # -- moving among the turns that are shown

    def stop(self, index: int, step: int) -> Cursor:
        """On a stop, or on the next one in the direction of `step` that is shown."""
        if self.shown is not None and self._shown_in is self.state.transcript:
            index = nearest_stop(self.state, self.shown, index, step)
        return self.work.cursor.at(self.state, index)

    def among_shown(self, wanted: Callable[[Turn], object]) -> Callable[[Turn], object]:
        """What is wanted, of the turns that are shown."""
        shown, turns = self.shown, self.state.transcript.turns
        if shown is None or not turns or self._shown_in is not self.state.transcript:
            return wanted
        return lambda turn: shown.holds(turn.seq - turns[0].seq) and wanted(turn)

    # -- drawing

    def show_reading(self) -> None:
        """Show one or two transcripts as they are read now."""
        state, cursor = self.state, self.work.cursor
        self.place.clock.stand_in(state.transcript.id)
        self._follow_filter(state)
        lit = exchange(state, cursor.index) if self.quiet_reading and state.stops else None
        self.transcript.show(state, cursor, self._turns(state, cursor), lit=lit)
        if self.other is not None:
            self._show_sides(self.other, lit)

    def reading_note(self) -> str:
        """What is left out of the transcript, in few words; empty where nothing is."""
        shown = self.shown
        return f"{shown.filter.told} · {len(shown.found)} of {len(self.state.stops)}" if shown else ""

    def _turns(self, state: TranscriptState, cursor: Cursor) -> tuple[int, ...] | None:
        if self.shown is None or self._shown_in is not state.transcript:
            return None
        if state.stops:
            # Nobody puts a code on words that are not seen.
            self.shown = self.shown.with_turns(state.turn_index(stop) for stop in cursor.touched(state))
        return self.shown.turns

    def _show_sides(self, other: Side, lit: Span | None) -> None:
        key = self.place.keymap.shown("other_side")
        beside = self.size.width >= BESIDE_FROM
        self.sides.set_class(beside, "-beside")
        width = max(20, self.box.size.width - 2)
        here = side_line(self.state, self.work.cursor, active=True, key=key, width=width)
        self.box.head.show(here)
        if other.work is self.work:
            other.cursor = other.cursor.settled(self.state)
        elif other.work.state.seq != self.state.seq and not self._following:
            self._following = True
            self.place.jobs.start(self._follow_other(other))
        state = other.work.state
        other.box.head.show(side_line(state, other.cursor, active=False, key=key, width=width))
        turns = other.shown.turns if other.shown else None
        other.box.view.show(state, other.cursor, turns, lit=lit and Span(0, 0), active=False)

    async def _follow_other(self, other: Side) -> None:
        """Show what was done here on the other side too."""
        try:
            await other.work.read()
            other.cursor = other.cursor.settled(other.work.state)
        except CoderError as error:
            self.complain(error)
            return
        finally:
            self._following = False
        if self.is_attached and self.other is other:
            self.redraw()

    # -- filter

    async def action_filter(self) -> None:
        """Choose which turns are shown; all again where a choice stands."""
        if self.clear_filter():
            return
        groups = await self.place.jobs.store(groups_of, self.place.session)
        suggestions = self.place.suggestions is not None
        offered = await self.place.jobs.store(options, self.state, groups, suggestions=suggestions)

        async def choose(chosen: Filter | None) -> None:
            if chosen is not None:
                self._last_filter = chosen
                await self._filter(chosen, groups)

        await self.ask(FilterScreen(self.place, self.state, offered, self._last_filter, groups), choose)

    def clear_filter(self) -> bool:
        """Show every turn again; False when none was left out."""
        if self.shown is None:
            return False
        self.shown = self._shown_in = None
        self.say("All turns are shown again.")
        self.redraw()
        return True

    async def _filter(self, chosen: Filter, groups: Groups, *, told: bool = True) -> None:
        state = self.state
        found = await self.place.jobs.store(chosen.turns, state, groups) if chosen else ()
        if not found:
            self.shown = None
            if chosen:
                self.say(f"No turn of {state.transcript.label} fits, so all are shown.")
        elif self.state.transcript is state.transcript:
            self.shown, self._shown_in, self._shown_hits = Shown(chosen, found), state.transcript, state.hits
            if told:
                self.work.move(self.stop(self.work.cursor.index, 1))
        self.redraw()

    def _follow_filter(self, state: TranscriptState) -> None:
        """Choose anew where the words are others, and add what suggestions have come for."""
        shown = self.shown
        if shown is None or self._filtering:
            return
        late = any((one.by, one.id) == (By.WORK, SUGGESTED) for one in shown.filter.chosen)
        if self._shown_in is not state.transcript or (late and self._shown_hits is not state.hits):
            self._filtering = True
            self.place.jobs.start(self._filter_anew(shown, state))

    async def _filter_anew(self, shown: Shown, state: TranscriptState) -> None:
        same = self._shown_in is state.transcript
        keeps = self._shown_in is not None and self._shown_in.id == state.transcript.id
        # Whoever speaks here does not speak there.
        chosen = shown.filter if keeps else shown.filter.without(By.SPEAKER)
        try:
            groups = await self.place.jobs.store(groups_of, self.place.session)
            found = await self.place.jobs.store(chosen.turns, state, groups)
        except CoderError as error:
            self.complain(error)
            found, chosen = (), Filter()
        finally:
            self._filtering = False
        if self.state.transcript is not state.transcript or self.shown is None:
            return
        self._shown_in, self._shown_hits = state.transcript, state.hits
        if same:
            self.shown = shown.with_found(found)
        else:
            self.shown = Shown(chosen, found) if found and chosen else None
            if not keeps:
                self.work.move(self.stop(self.work.cursor.index, 1))
        if self.shown is None and chosen:
            self.say(f"No turn of {state.transcript.label} fits, so all are shown.")
        if self.is_attached:
            self.redraw()

    # -- two places

    async def action_split_view(self) -> None:
        """See the present place twice, to go somewhere else with one; again closes the other one."""
        if self.other is not None:
            gone, self.other = self.other, None
            self.sides.remove_class("-split")
            await gone.box.remove()
        else:
            self.other = Side(SideBox(), self.work, self.work.cursor, self.shown)
            self.sides.add_class("-split")
            await self.sides.mount(self.other.box)
        self.call_after_refresh(self.redraw)

    def action_other_side(self) -> None:
        """Go to the other of two places."""
        other = self.other
        if other is None:
            key = self.place.keymap.shown("split_view")
            self.say(f"There is only one place; {key} shows a second one." if key else "There is only one.")
            return
        self.other = Side(self.box, self.work, self.work.cursor, self.shown)
        self.box, self.shown = other.box, other.shown
        if other.work is not self.work:
            other.work.last_codes = self.work.last_codes
            self.work = other.work
        self.work.cursor = other.cursor.settled(self.state)
        self._shown_in, self._shown_hits = self.state.transcript, self.state.hits
        self.work.remember()
        self.transcript.focus()
        self.redraw()

    async def work_on(self, transcript_id: str) -> Work:
        """The work on a transcript: the other side's, where it shows that, for one state serves both.

        Raises CoderError when it cannot be read.
        """
        if self.other is not None and self.other.work.state.transcript.id == transcript_id:
            return self.other.work
        return await self.place.jobs.store(open_work, self.place, transcript_id)

    # -- quiet reading

    def action_read_quietly(self) -> None:
        """Dim everything but the present exchange and fold the panes; again: as before."""
        self.quiet_reading = not self.quiet_reading
        self.set_class(self.quiet_reading, "-quiet")
        self.call_after_refresh(self.redraw)
        self.redraw()

    def leave_reading(self) -> bool:
        """End what is left by Esc: quiet reading first, then the filter. False when there is neither."""
        if self.quiet_reading:
            self.action_read_quietly()
            return True
        return self.clear_filter()

    # -- facts

    async def action_facts(self) -> None:
        """Show what is known about the session, how far it is, and what is open."""

        async def go(wanted: Wanted | None) -> None:
            if wanted is None:
                self.redraw()
                return
            await self.open_transcript(wanted.transcript_id)
            stop = self.state.index_of(wanted.turn) if wanted.turn else self.work.cursor.index
            self.work.move(self.work.cursor.at(self.state, stop))
            self.redraw()

        await self.ask(FactsScreen(self.place, self.state, self.work.cursor.index), go)


def groups_of(session: Session) -> Groups:
    """The stakeholder group behind each speaker, where it is known; for the session's thread."""
    people = {person.id: person.group for person in session.store.participants()}
    return {speaker.id: people.get(speaker.participant_id or "", "") for speaker in session.store.speakers()}


def write_time(place: Workplace) -> None:
    """Write the time that was counted so far, in the session's thread."""
    worked = place.clock.take()
    if worked:
        place.jobs.soon(keep_time, place.session, worked)


__all__ = ["ReadingDesk", "groups_of", "write_time"]
