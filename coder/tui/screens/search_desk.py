"""The part of the coding screen that searches and goes through what was found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from coder.domain.events import Event
from coder.domain.transcript import Excerpt
from coder.services.search_coding import CodedHits, code_hits
from coder.services.searching import Searching, Talk
from coder.services.session import Session
from coder.tui.finding import Finding, excerpts
from coder.tui.screens.acting import ActingScreen
from coder.tui.screens.go import Goal
from coder.tui.screens.picker import Picked
from coder.tui.screens.search import Leave, SearchScreen
from coder.tui.screens.search_preview import Agreed, HitsPreviewScreen
from coder.tui.state import TranscriptState

NOTHING = "Nothing has been searched for yet; / searches."


class SearchDesk(ActingScreen):
    """A screen from which one searches."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.finding = Finding()

    async def go_to_goal(self, goal: Goal | None) -> None:
        """Go to a turn, of another transcript perhaps, and select words of it."""
        raise NotImplementedError

    async def action_search(self) -> None:
        """Open the search, with what was found last."""
        transcript = self.state.transcript

        async def left(how: Leave | None) -> None:
            if how and how.go:
                await self._go_to_hit()
            elif how and how.code:
                await self._pick_for_hits()

        screen = SearchScreen(self.finding, self.place.jobs, self._search, transcript.label)
        await self.ask(screen, left)

    async def action_hit(self, step: int) -> None:
        """Go to the next or previous place that was found."""
        if not self.finding.hits:
            self.say("The search found nothing." if self.finding.complete else NOTHING)
            return
        round_ = self.finding.step(step)
        await self._go_to_hit(again=round_)

    async def _go_to_hit(self, *, again: bool = False) -> None:
        hit, place = self.finding.hit, self.finding.place
        if hit is None or place is None:
            return
        await self.go_to_goal(Goal(hit.transcript_id, hit.seq, place))
        transcript = self.state.transcript
        if transcript.id != hit.transcript_id:
            return
        if place.end > len(transcript.text) or place.of(transcript.text) != hit.excerpt(place).text:
            self.say(f"{transcript.label} was corrected since the search; / and Enter search again.")
            return
        number, count = self.finding.number
        self.say(f"Found {number} of {count}{', from the other end' if again else ''}. ; and , go on.")

    async def _pick_for_hits(self) -> None:
        hits = self.finding.chosen()
        if not hits:
            self.say("Nobody speaks there, so there is nothing to code.")
            return

        async def picked(codes: Picked) -> None:
            if not codes:
                await self.action_search()
                return
            shown = ", ".join(self.state.tree.codes[id_].short for id_ in codes)

            async def sure(agreed: Agreed | None) -> None:
                if agreed is None:
                    await self.action_search()
                else:
                    await self._code(excerpts(agreed.hits, agreed.extent), codes)

            await self.ask(HitsPreviewScreen(hits, shown), sure)

        await self.ask(self.picker(f"Code for {len(hits)} search hits" if len(hits) > 1 else "Code"), picked)

    async def _code(self, found: Sequence[Excerpt], codes: Picked) -> None:
        done: list[CodedHits] = []

        def code() -> Event:
            done.append(code_hits(self.place.session, found, codes))
            return done[0].event

        if await self._act(self.work.act(code)) and done:
            already = f"; {done[0].already} had it already" if done[0].already else ""
            many = f"{done[0].made} codings" if done[0].made != 1 else "1 coding"
            self.say(f"Made {many}{already}. u takes all of it back.")
            self.finding.marked = set()

    async def _search(self, finding: Finding, further: Callable[[float], bool]) -> None:
        if not further(0.0):
            return
        # Another search may begin in this finding at any time: what is found here is for these hits alone.
        jobs, session, hits = self.place.jobs, self.place.session, finding.hits
        begun = await jobs.store(_begun, session, finding.query, finding.everywhere, self.state)
        try:
            if finding.hits is hits:
                finding.sentence = begun.sentence
            while (found := await jobs.store(begun.step)) is not None and finding.hits is hits:
                hits += found.hits
                if not further(found.done / max(1, found.total)):
                    return
                if begun.due:
                    await jobs.aside(begun.prepare)
        finally:
            begun.stop()
            jobs.soon(begun.close)


def _begun(session: Session, query: str, everywhere: bool, state: TranscriptState) -> Searching:
    """A search that is about to begin; for the session's thread."""
    talk = state.transcript
    at_hand = Talk(talk, state.codings, state.memos, state.marks) if state.whole else None
    labels = [] if everywhere else [talk.label]
    return Searching(session, query, labels, at_hand=at_hand)
