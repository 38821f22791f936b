"""The part of the coding screen that corrects: words, turns and who speaks."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable

from coder.domain.coding import Coding
from coder.domain.events import Event
from coder.domain.transcript import Role
from coder.errors import CoderError
from coder.services.correcting import Corrected
from coder.services.speakers import entering, find_speaker
from coder.tui.cursor import Cursor
from coder.tui.mending import Mending
from coder.tui.screens.acting import ActingScreen
from coder.tui.screens.asking import Choice, ChoiceScreen, Chosen
from coder.tui.screens.correcting import EditScreen, ReviewScreen
from coder.tui.screens.giving import NEW, ask_speaker, ask_turns, speaker_choices
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
        number = self._number()
        if number:
            await self._give([number])

    async def action_give(self) -> None:
        """Give several turns to another speaker."""
        number, talk = self._number(), self.mending.transcript
        if number:
            await ask_turns(self, talk, talk.speaker(talk.turn(number)), number, self._give)

    async def _give(self, numbers: list[int]) -> None:
        mending = self.mending

        async def give(chosen: Chosen) -> None:
            await self._mend(lambda: mending.give(numbers, chosen.id, chosen.name))

        await ask_speaker(self, mending.transcript, numbers, give)

    async def action_insert(self) -> None:
        """Put a turn behind the current one; from the first turn also before it."""
        number = self._number()
        if number == 1:

            async def placed(chosen: Chosen | None) -> None:
                if chosen:
                    await self._insert(int(chosen.id))

            places = [Choice("1", "behind turn 1"), Choice("0", "before turn 1")]
            await self.ask(ChoiceScreen("Where does the new turn go?", places), placed)
        elif number:
            await self._insert(number)

    async def _insert(self, after: int) -> None:
        """Ask who speaks in a turn behind the turn `after`, and then what they say."""
        talk = self.mending.transcript

        async def speaks(chosen: Chosen | None) -> None:
            if chosen is None:
                return
            try:
                who = chosen.name and entering(talk, chosen.name, Role.PARTICIPANT)[0].shown
            except CoderError as error:
                self.complain(error)
                return
            await self._write_turn(after, chosen, who or find_speaker(talk, chosen.id).shown)

        note = f"It goes behind turn {after}." if after else "It goes before turn 1."
        title = f"Who speaks in the new turn {after + 1}?"
        await self.ask(ChoiceScreen(title, speaker_choices(talk), note=note, new=NEW), speaks)

    async def _write_turn(self, after: int, chosen: Chosen, who: str) -> None:
        """Let the words of a new turn be written, and stand on it."""
        mending = self.mending
        talk = mending.transcript

        async def keep(words: str) -> str:
            told = await mending.act(
                lambda: mending.corrections.insert_turn(
                    talk, after, chosen.id or chosen.name, words, new=not chosen.id
                )
            )
            self.work.move(self.work.cursor.at(self.work.state, self.work.state.index_of(after + 1)))
            return told

        note = "Without words no turn is made. All codings go with their words."
        await self.ask(EditScreen("New turn", f"{after + 1}, {who}", "", note, keep), self._close_words)

    async def action_delete(self) -> None:
        """Leave the current turn out; asks first where it is coded, as its key is near that of codings."""
        number, mending = self._number(), self.mending
        if not number:
            return
        talk = mending.transcript

        async def leave_out(chosen: Chosen | None) -> None:
            if chosen and chosen.id == "out":
                await self._mend(lambda: mending.corrections.delete_turn(talk, number))

        codings = len(self.work.state.codings_on(talk.turn(number)))
        if not codings:
            await leave_out(Chosen("out"))
            return
        waits = "1 coding on it loses" if codings == 1 else f"{codings} codings on it lose"
        note = f"{waits} words then, and you decide about that with V. d takes a coding away."
        choices = [Choice("", "keep it"), Choice("out", "leave it out")]
        await self.ask(ChoiceScreen(f"Leave turn {number} out?", choices, note=note), leave_out)

    async def action_edit(self) -> None:
        """Correct the words of the current turn."""
        mending, number = self.mending, self._number()
        if not number:
            return
        talk = mending.transcript
        turn = talk.turn(number)
        speaker = talk.speaker(turn)
        where = f"turn {number}" + (f", {speaker.shown}" if speaker else "")

        async def keep(words: str) -> str:
            return await mending.act(lambda: mending.corrections.edit_turn(talk, number, words))

        codings = len(self.work.state.codings_on(turn))
        carried = f"{codings} codings go with their words" if codings else "no codings here"
        carried = "1 coding goes with its words" if codings == 1 else carried
        note = f"The original stays readable; {carried}."
        await self.ask(EditScreen("Correct", where, talk.words(turn), note, keep), self._close_words)

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

    def _number(self) -> int | None:
        """The number of the current turn; None, once that is told, where nobody speaks."""
        try:
            return self.mending.number()
        except CoderError as error:
            self.complain(error)
            return None

    def _close_words(self, told: str | None) -> None:
        if told:
            self.say(told)
        self._follow()

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
