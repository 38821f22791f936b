"""The part of the coding screen that corrects: words, turns and who speaks."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable

from coder.domain.coding import Coding
from coder.domain.events import Event
from coder.errors import CoderError
from coder.services.correcting import Corrected
from coder.tui.cursor import Cursor
from coder.tui.mending import Mending, heard
from coder.tui.screens.acting import ActingScreen
from coder.tui.screens.asking import Choice, ChoiceScreen, Chosen
from coder.tui.screens.correcting import EditScreen, ReviewScreen
from coder.tui.screens.speakers import SpeakersScreen
from coder.tui.work import LOOKING, Work


class MendingDesk(ActingScreen):
    """A screen on which a transcript can be corrected."""

    @abstractmethod
    async def open_transcript(self, transcript_id: str | None) -> None:
        """Go to another transcript; None stays here."""

    @abstractmethod
    async def suggest(self, work: Work) -> None:
        """Show suggestions for the words of `work` when they have been found."""

    def look_for_suggestions(self) -> None:
        """Ask for suggestions for the words as they are now."""
        self.place.jobs.start(self.suggest(self.work))

    @property
    def mending(self) -> Mending:
        """The corrections of the transcript on the screen."""
        return Mending(self.work)

    async def action_people(self) -> None:
        """Show who speaks."""

        def back(index: int | None) -> None:
            stop = None if index is None else self.state.stop_of(self.state.transcript.turns[index])
            if stop is not None:
                self.work.move(self.work.cursor.at(self.state, stop))
            self._follow()

        await self.ask(SpeakersScreen(self.mending), back)

    async def action_assign(self) -> None:
        """Give the current turn to another speaker."""
        mending = self.mending
        try:
            number = mending.number()
        except CoderError as error:
            self.complain(error)
            return
        talk = mending.transcript
        now = talk.speaker(talk.turn(number))
        choices = [
            Choice(one.speaker.id, one.speaker.shown, f"{one.speaker.role.value} · {one.turns} turns")
            for one in heard(talk, {})
            if now is None or one.speaker.id != now.id
        ]

        async def give(chosen: Chosen | None) -> None:
            if chosen and chosen.id:
                await self._mend(lambda: mending.corrections.assign_turns(talk, [number], chosen.id))
            elif chosen:
                await self._mend(lambda: mending.people.split(talk, [number], chosen.name))

        note = f"Now it is {now.shown}'s." if now else "Nobody is named now."
        title = f"Who speaks in turn {number}?"
        await self.ask(ChoiceScreen(title, choices, note=note, new="a new speaker"), give)

    async def action_edit(self) -> None:
        """Correct the words of the current turn."""
        mending = self.mending
        try:
            number = mending.number()
        except CoderError as error:
            self.complain(error)
            return
        talk = mending.transcript
        turn = talk.turn(number)
        speaker = talk.speaker(turn)
        where = f"turn {number}" + (f", {speaker.shown}" if speaker else "")

        async def keep(words: str) -> str:
            return await mending.act(lambda: mending.corrections.edit_turn(talk, number, words))

        def closed(told: str | None) -> None:
            if told:
                self.say(told)
            self._follow()

        codings = len(self.work.state.codings_on(turn))
        await self.ask(EditScreen(where, talk.words(turn), codings, keep), closed)

    async def action_join(self) -> None:
        """Make one turn of this one and the next."""
        mending = self.mending
        talk = mending.transcript
        await self._mend(lambda: mending.corrections.join_turns(talk, mending.number()))

    async def action_split(self) -> None:
        """Begin a new turn where the selected words begin."""
        mending = self.mending
        talk = mending.transcript
        if await self._mend(
            lambda: mending.corrections.split_turn(talk, mending.number(), mending.split_at())
        ):
            self.work.move(self.work.cursor.at(self.work.state, self.work.cursor.index + 1))
            self.redraw()

    async def action_review(self) -> None:
        """Show the codings whose words a correction changed."""

        async def go(coding: Coding | None) -> None:
            self._follow()
            if coding is not None:
                await self._go(coding)

        await self.ask(ReviewScreen(self.mending), go)

    async def _mend(self, do: Callable[[], Event | Corrected]) -> bool:
        try:
            self.say(await self.mending.act(do))
        except CoderError as error:
            self.complain(error)
            return False
        finally:
            self._follow()
        return True

    def _follow(self) -> None:
        """Let everything on the screen follow a correction."""
        if self.work.waiting is LOOKING:
            # What is being looked for now is looked for in the words of before.
            self.look_for_suggestions()
        self.redraw()

    async def _go(self, coding: Coding) -> None:
        await self.open_transcript(coding.transcript_id)
        state = self.work.state
        if state.stops:
            stop = state.stop_before(state.turn_index_at(coding.start))
            self.work.move(Cursor(stop, None, coding.id).settled(state))
        self.redraw()
