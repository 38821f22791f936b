"""The part of the coding screen that opens the review queue and what belongs to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from coder.domain.codebook import Code
from coder.errors import CoderError, InputError
from coder.services.against import against
from coder.services.queue_reasons import Sight, Studied
from coder.services.queueing import (
    QueueService,
    Stream,
    begin,
    check_of,
    queue_of,
    resume,
    sight_of,
    study,
)
from coder.tui.codebook_view import CodebookView
from coder.tui.screens.acting import ActingScreen
from coder.tui.screens.against import AgainstScreen
from coder.tui.screens.go import Goal
from coder.tui.screens.queue import QueueScreen

BLIND = "Suggestions are off, so there is no queue: in a blind pass, or where they cannot be had."


class QueueDesk(ActingScreen):
    """A screen from which one goes through what should be looked at next."""

    codes: CodebookView

    async def go_to_goal(self, goal: Goal | None) -> None:
        """Go to a turn, of another transcript perhaps, and select words of it."""
        raise NotImplementedError

    async def action_queue(self) -> None:
        """Go on with the queue, or look for what is to be looked at next."""
        await self._open_stream(queue_of)

    async def action_check(self) -> None:
        """Draw 20 suggestions by lot."""
        await self._open_stream(check_of, anew=True)

    async def action_code_check(self) -> None:
        """Draw 20 suggestions of the code under the cursor by lot."""
        code = self.codes.current
        if code is not None:
            await self._open_stream(lambda sight: check_of(sight, code.id), anew=True)

    async def action_code_against(self) -> None:
        """Show what speaks against the code under the cursor."""
        code = self.codes.current
        if code is None:
            return
        self.say(f"Looking for what speaks against {code.short} …")
        self.place.jobs.start(self._against(code))

    async def _against(self, code: Code) -> None:
        try:
            sight = await self._sight(lambda label: self.is_current)
        except CoderError as error:
            if self.is_current:
                self.complain(error)
            return
        found = against(sight, {code.id, *self.state.tree.subtree(code.id)})
        if self.is_current:
            await self.ask(AgainstScreen(f"{code.short} {code.name}", found), self._go_on)

    async def _open_stream(self, make: Callable[[Sight], Stream], *, anew: bool = False) -> None:
        if self.place.suggestions is None:
            self.say(BLIND)
            return
        session, jobs = self.place.session, self.place.jobs

        async def build(told: Callable[[str], bool]) -> QueueService | None:
            kept = await jobs.store(resume, session)
            if kept is not None and not (anew or kept.stream.is_check):
                return kept
            stream = make(await self._sight(told))
            suggester = self.place.suggestions
            if not stream.items or suggester is None:
                return None
            return await jobs.store(begin, session, stream, suggester.suggester)

        await self.ask(QueueScreen(self.place, build), self._go_on)

    async def _sight(self, told: Callable[[str], bool]) -> Sight:
        """All transcripts as the reasons look at them, one by one, so that keys are answered meanwhile."""
        suggester: Any = self.place.suggestions
        session, jobs = self.place.session, self.place.jobs
        talks: list[Studied] = []
        while suggester is not None and await jobs.store(suggester.prepare):
            pass
        for row in await jobs.store(session.store.transcripts):
            if not told(row.label):
                raise InputError("the queue was left")
            talk = await jobs.store(session.peek, row.id)
            hits = await jobs.aside(suggester.hits, talk) if suggester is not None else {}
            talks.append(await jobs.store(study, session, suggester, talk, hits))
        return await jobs.store(sight_of, session, talks)

    async def _go_on(self, goal: Goal | None) -> None:
        await self.work.read()
        self.redraw()
        if goal is not None:
            await self.go_to_goal(goal)
