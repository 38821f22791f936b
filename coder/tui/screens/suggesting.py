"""The part of the coding screen that looks behind suggestions."""

from __future__ import annotations

from typing import Any

from coder.services.hearing import let_speak, nearest, notice_once, quiet_codes
from coder.tui.screens.acting import ActingScreen
from coder.tui.screens.go import Goal
from coder.tui.screens.quiet import QuietScreen


class SuggestionDesk(ActingScreen):
    """A screen on which suggestions say what they go by."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._asked_from: tuple[str, int] | None = None

    async def go_to_goal(self, goal: Goal | None) -> None:
        """Go to a turn, of another transcript perhaps, and select words of it."""
        raise NotImplementedError

    def look_for_suggestions(self) -> None:
        """Ask for suggestions for the words as they are now."""
        raise NotImplementedError

    async def tell_notice(self) -> None:
        """Say once what suggestions go without."""
        suggester = self.place.suggestions
        if suggester is not None and self.is_attached:
            notice = await self.place.jobs.aside(notice_once, suggester.notice)
            if notice:
                self.say(notice)

    async def action_nearest(self) -> None:
        """Go to the coded words that the first suggestion goes by, and from there back."""
        back, self._asked_from = self._asked_from, None
        turn = self.work.cursor.turn(self.state)
        waiting = self.state.suggestions_on(turn) if turn else ()
        known = next((one for one in waiting if one.near_document), None)
        if turn is not None and known is not None and back is None:
            found = await self.place.jobs.store(nearest, self.place.session, known)
            if found is not None:
                self._asked_from = (self.state.transcript.id, turn.seq)
                await self.go_to_goal(Goal(*found))
                self.say('Coded here. " goes back.')
                return
        if back is not None:
            await self.go_to_goal(Goal(*back))
        else:
            self.say("No coded words stand behind a suggestion here.")

    async def action_quiet(self) -> None:
        """List the codes that are suggested no more."""
        quiet = await self.place.jobs.store(quiet_codes, self.place.session)

        async def speak(code_id: str | None) -> None:
            if code_id is not None:
                await self.place.jobs.store(let_speak, self.place.session, code_id)
                self.look_for_suggestions()
                self.say("It is suggested again.")

        if quiet:
            await self.ask(QuietScreen(self.state.tree, quiet), speak)
        else:
            self.say("No code keeps quiet: none was refused too often.")
