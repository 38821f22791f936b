"""One coder's work on one transcript, without a screen: acts, moves, suggestions."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, ParamSpec, TypeVar

from coder.domain.coding import Coding
from coder.domain.events import Event
from coder.domain.noting import MemoOn
from coder.domain.transcript import Transcript, Turn
from coder.errors import CoderError, ConflictError, InputError
from coder.services.coding import CodingService
from coder.tui.cursor import Cursor
from coder.tui.memo_pad import MemoPad
from coder.tui.places import turn_of_event
from coder.tui.portions import portions, renewed
from coder.tui.shared import Shared
from coder.tui.state import Suggests, TranscriptState, follow, last_codes, read_state
from coder.tui.turn_pane import Waiting
from coder.tui.workplace import Workplace

P = ParamSpec("P")
T = TypeVar("T")

CALM = 0.4
"""Seconds after a decision before it is learned, so that several in a row are learned at once."""

TEACHING = frozenset({"coding", "decision", "mark", "code"})
"""What suggestions are learned from."""

Hits = Shared[int, list[Any]]

LOOKING = Waiting("Looking for suggestions…")
NONE_HERE = Waiting()
STILL_LOOKING = "Still looking for suggestions…"
OFF = Waiting("Suggestions are off.")


class Work:
    """The state of the coding screen and everything that changes it.

    Every act is committed before it returns. Acts raise CoderError and then change nothing.
    """

    def __init__(self, place: Workplace, state: TranscriptState, cursor: Cursor) -> None:
        self.place = place
        self.coding = CodingService(place.session)
        self.state = state
        self.cursor = cursor
        self.last_codes: tuple[str, ...] = ()
        self.stale = False
        """Whether something was saved that could not be read back yet."""
        self.waiting = LOOKING if place.suggestions else OFF
        self._hits: Shared[int, list[Any]] = Shared()
        self._found_in: Transcript | None = None
        self._looking: Transcript | None = None
        self._decided = self._learned = 0
        self._learning = False

    # -- where one stands

    def turn(self) -> Turn:
        """The turn under the cursor. Raises InputError when the transcript has none."""
        turn = self.cursor.turn(self.state)
        if turn is None:
            raise InputError("this transcript has no turns", where=self.state.transcript.label)
        return turn

    def move(self, cursor: Cursor) -> None:
        """Stand somewhere else, and remember the turn for the next start."""
        moved = cursor.index != self.cursor.index
        self.cursor = cursor
        if moved:
            self.remember()

    def remember(self) -> None:
        """Keep the place for the next start."""
        turn = self.cursor.turn(self.state)
        if turn is not None:
            session = self.place.session
            self.place.jobs.latest(
                session.store.remember_place,
                session.coder,
                self.state.transcript.id,
                self.state.place_of(turn),
            )

    def focused(self) -> Coding:
        """The coding in focus. Raises InputError when there is none."""
        coding = self.cursor.coding(self.state)
        if coding is None:
            raise InputError("no coding is in focus", remedy="put a code on this turn first, with c")
        return coding

    def own(self) -> Coding:
        """The coding in focus, which must be this coder's. Raises InputError."""
        coding = self.focused()
        if not self.state.is_own(coding):
            raise InputError(
                f"this coding is {coding.coder}'s and only {coding.coder} changes it",
                remedy="Tab goes to the next coding, c puts your own code",
            )
        return coding

    # -- acts

    async def apply(self, code_ids: Sequence[str]) -> Event | None:
        """Put codes on the selected words."""
        self.turn()
        span, transcript = self.cursor.span(self.state), self.state.transcript
        event = await self.act(lambda: self.coding.apply(transcript, span, code_ids))
        self.last_codes = tuple(code_ids)
        return event

    async def repeat(self) -> Event | None:
        """Put the last codes on the selected words; those that are there already are left out."""
        if not self.last_codes:
            self.last_codes = await self.place.jobs.store(last_codes, self.place.session)
        if not self.last_codes:
            raise InputError("there is no code to repeat yet", remedy="pick one with c")
        span = self.cursor.span(self.state)
        here = {
            coding.code_id
            for coding in self.state.codings_on(self.turn())
            if coding.span == span and self.state.is_own(coding)
        }
        kept = self.last_codes
        event = await self.apply([code for code in kept if code not in here] or kept)
        self.last_codes = kept
        return event

    async def accept(self, number: int) -> Event | None:
        """Take the nth suggestion of the turn; on the selected words, if some are."""
        suggester, found = self.place.suggestions, self.state.suggestions_on(self.turn())
        if suggester is None or number > len(found):
            raise InputError(
                "no such suggestion waits here" if found else "no suggestion waits here",
                remedy="n goes to the next turn that has some, c picks a code",
            )
        suggestion, span = found[number - 1], self.cursor.selected
        event = await self.act(
            lambda: self.coding.accept(self.state.transcript, suggestion, suggester.suggester, span=span)
        )
        self.last_codes = (suggestion.code_id,)
        return event

    async def refuse(self) -> Event | None:
        """Refuse the first suggestion of the turn."""
        suggester, found = self.place.suggestions, self.state.suggestions_on(self.turn())
        if suggester is None or not found:
            raise InputError("no suggestion waits here", remedy="n goes to the next turn that has some")
        return await self.act(
            lambda: self.coding.refuse(self.state.transcript, found[0], suggester.suggester)
        )

    async def remove(self) -> Event | None:
        """Take the focused coding away."""
        coding = self.own()
        return await self.act(lambda: self.coding.remove(self.state.transcript, coding))

    async def set_lens(self, lens_id: str, value: str) -> Event | None:
        """Set or clear a lens value on the focused coding."""
        coding = self.own()
        return await self.act(lambda: self.coding.set_lens(self.state.transcript, coding, lens_id, value))

    async def star(self) -> Event | None:
        """Mark the focused coding's words as a quote, or take the mark away."""
        coding = self.own()
        return await self.act(lambda: self.coding.star(self.state.transcript, coding))

    async def open_memo(self) -> MemoPad:
        """This coder's memo on the focused coding, or on the turn where none is."""
        turn, coding, transcript = self.turn(), self.cursor.coding(self.state), self.state.transcript
        where = f"{transcript.label} turn {self.state.place_of(turn)}"
        kind, target = (MemoOn.CODING, coding.id) if coding else (MemoOn.TURN, self.state.memo_target(turn))
        if coding is not None:
            where = f"{coding.code_id}, {where}"
        return await self.open_memo_on(kind, target, where)

    async def open_memo_on(self, kind: MemoOn, target_id: str, where: str) -> MemoPad:
        """This coder's memo on one thing."""
        turn = self.cursor.turn(self.state)
        behind = self.state.memo_target(turn) if turn and kind is MemoOn.CODING else ""
        seen = self.state.transcript if kind in (MemoOn.CODING, MemoOn.TURN, MemoOn.SPAN) else None
        return await self.place.jobs.store(MemoPad, self.coding, kind.value, target_id, where, behind, seen)

    async def close_memo(self, pad: MemoPad, text: str) -> Event | None:
        """Write a memo as it reads now; None when nothing has changed."""
        # Where the transcript was corrected meanwhile the pad leads the memo along.
        return await self._commit(pad.close, text)

    async def undo(self) -> Event | None:
        """Take back this coder's last act and go where it was."""
        return self._go_where(await self.act(self.place.session.undo))

    async def redo(self) -> Event | None:
        """Do again what was taken back and go where it is."""
        return self._go_where(await self.act(self.place.session.redo))

    async def act(self, do: Callable[[], Event | None]) -> Event | None:
        """Do something that rests on the words as they are shown; committed when it returns."""
        return await self._commit(self._unless_changed, self.state.transcript, do)

    async def _commit(self, do: Callable[P, Event | None], *args: P.args, **kwargs: P.kwargs) -> Event | None:
        event, error, state = await self.place.jobs.act(
            self._done_and_followed, self.state, lambda: do(*args, **kwargs)
        )
        if state is not None:
            self._show(state)
        elif event is not None:
            self.stale = True
        if error is not None:
            raise error
        if event is not None:
            self._decided += any(change.kind in TEACHING for change in event.changes)
            made = [change.id for change in event.changes if change.kind == "coding" and change.after]
            if made:
                self.cursor = Cursor(self.cursor.index, self.cursor.selected, made[-1]).settled(self.state)
        return event

    def _done_and_followed(
        self, state: TranscriptState, do: Callable[[], Event | None]
    ) -> tuple[Event | None, CoderError | None, TranscriptState | None]:
        """Do something and follow it in one go, in the session's thread; no state where that fails."""
        event = error = None
        session = self.place.session
        try:
            with session.moment():
                event = do()
        except CoderError as refusal:
            error = refusal
        # After a refusal too: what was refused may have been changed by somebody else.
        try:
            with session.moment():
                return event, error, self._followed(state)
        except CoderError as failure:
            # What is committed is not undone by that, and a refusal says more than that it cannot be seen.
            return event, error if event or error else failure, None

    def _followed(self, state: TranscriptState) -> TranscriptState:
        if self.stale:
            return read_state(self.place.session, state.transcript.id)
        return follow(self.place.session, state)

    def _unless_changed(self, seen: Transcript, do: Callable[[], Event | None]) -> Event | None:
        # Offsets chosen in words that somebody corrected a moment ago would point at others.
        if not self.place.session.load(seen.id).reads_as(seen):
            raise ConflictError(
                "this transcript was changed meanwhile", where=seen.label, remedy="look at it and do it again"
            )
        return do()

    def _go_where(self, event: Event | None) -> Event | None:
        turn = turn_of_event(event, self.state.transcript) if event else None
        stop = self.state.stop_of(turn) if turn is not None else None
        if stop is not None:
            self.move(self.cursor.at(self.state, stop))
        return event

    # -- reading

    async def read(self) -> None:
        """Follow what was done since, by whomever."""
        self._show(await self.place.jobs.store(self._followed, self.state))

    async def do_and_read(self, do: Callable[[], T]) -> T:
        """Do something in the session's thread and read the state again, after a refusal too.

        What was done is given back even where it cannot be read; then the work is `stale`.
        """
        try:
            done = await self.place.jobs.store(do)
        except CoderError:
            # What was refused may have been changed by somebody else.
            with suppress(CoderError):
                await self.read()
            raise
        try:
            await self.read()
        except CoderError:
            self.stale = True
        return done

    def _show(self, state: TranscriptState) -> None:
        before, self.state, self.stale = self.state, state, False
        suggester = self.place.suggestions
        if state.transcript is not before.transcript:
            # Corrected words: what was selected or found in the old ones is no longer there.
            self.cursor = Cursor(min(self.cursor.index, max(0, len(state.stops) - 1)))
            self._found_in = None
        elif suggester is not None and self._found_in is state.transcript and not state.has_hits(self._hits):
            self.state = state.with_hits(suggester, self._hits)
        self.cursor = self.cursor.settled(self.state)

    @property
    def wants_suggestions(self) -> bool:
        """Whether suggestions have to be asked for again, because the words were corrected."""
        return self.place.suggestions is not None and self._found_in is None and self.waiting is NONE_HERE

    async def look_for_suggestions(self, changed: Callable[[], None]) -> None:
        """Ask for suggestions, first for the turns nearby; calls `changed` when some have come.

        Raises CoderError when the suggester is off.
        """
        suggester, jobs = self.place.suggestions, self.place.jobs
        if suggester is None:
            return
        self._looking = transcript = self.state.transcript
        self.waiting = LOOKING
        try:
            decided = self._decided
            found = await self._cold(suggester, transcript, changed)
            for turns, last in portions(self.state.stops, self.cursor.index):
                learned = await jobs.aside(suggester.hits, transcript, turns)
                if self._looking is not transcript:
                    return
                if self.state.transcript is not transcript:
                    # The words were corrected: drawing them asks anew.
                    self.waiting = NONE_HERE
                    changed()
                    return
                found = self._renewed(found, learned, turns)
                self._hits, self._found_in = found, transcript
                self.waiting = NONE_HERE if last else LOOKING
                await self.read()
                changed()
            self._learned = decided
        except CoderError:
            self.waiting = OFF
            changed()
            raise

    async def _cold(self, suggester: Suggests, transcript: Transcript, changed: Callable[[], None]) -> Hits:
        """What the codebook alone suggests nearby, shown while all that was decided is being learned."""
        jobs, found = self.place.jobs, Hits()
        if await jobs.store(suggester.prepare):
            turns, _ = next(portions(self.state.stops, self.cursor.index))
            found = found.updated(await jobs.aside(suggester.hits, transcript, turns))
            if self._looking is transcript and self.state.transcript is transcript and found:
                self._hits, self._found_in = found, transcript
                await self.read()
                changed()
            await jobs.store(suggester.prepare)
        return found

    def _renewed(self, before: Hits, found: Mapping[int, list[Any]], turns: Sequence[Turn]) -> Hits:
        here = self.cursor.turn(self.state)
        return renewed(before, found, turns, here, self.waiting is NONE_HERE)

    @property
    def wants_learning(self) -> bool:
        """Whether something was decided that suggestions do not follow yet."""
        return (
            self.place.suggestions is not None
            and self._decided > self._learned
            and not self._learning
            and self.waiting is NONE_HERE
        )

    async def learn(self, changed: Callable[[], None]) -> None:
        """Let suggestions follow what was decided; calls `changed` when some have come.

        Those on the turn under the cursor stay: nobody should take what moved under the finger.
        Raises CoderError when the suggester is off.
        """
        self._learning = True
        try:
            await asyncio.sleep(CALM)
            await self._learn(changed)
        except CoderError:
            self.waiting = OFF
            raise
        finally:
            self._learning = False
            changed()

    async def _learn(self, changed: Callable[[], None]) -> None:
        suggester, jobs = self.place.suggestions, self.place.jobs
        decided, transcript = self._decided, self.state.transcript
        if suggester is None or self._looking is not transcript:
            return
        await jobs.store(suggester.prepare)
        for turns, _ in portions(self.state.stops, self.cursor.index):
            found = await jobs.aside(suggester.hits, transcript, turns)
            if self._looking is not transcript or self.state.transcript is not transcript:
                return
            # At the cost of this portion, however much was found in the transcript.
            self._hits = self._renewed(self._hits, found, turns)
            await self.read()
            changed()
            if self._decided != decided:
                return
        self._learned = decided
