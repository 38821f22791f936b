"""One coder's work on one transcript, without a screen: acts, moves, suggestions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ParamSpec

from coder.domain.coding import Coding, Decision
from coder.domain.events import Event
from coder.domain.transcript import Transcript, Turn
from coder.errors import CoderError, ConflictError, InputError
from coder.services.coding import CodingService
from coder.tui.cursor import Cursor
from coder.tui.memo_pad import MemoPad
from coder.tui.state import Suggestions, TranscriptState, last_codes, read_state
from coder.tui.turn_pane import Waiting
from coder.tui.workplace import Start, Workplace

P = ParamSpec("P")

NEARBY = 12
"""Turns around the cursor whose suggestions are asked for before all others."""

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
        self.saved_at = ""
        self.waiting = LOOKING if place.suggestions else OFF
        self._hits: dict[int, list[Any]] = {}
        self._found_in: Transcript | None = None

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
        event = await self._act(lambda: self.coding.apply(transcript, span, code_ids))
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
        event = await self._act(
            lambda: self.coding.accept(self.state.transcript, suggestion, suggester.suggester, span=span)
        )
        self.last_codes = (suggestion.code_id,)
        return event

    async def refuse(self) -> Event | None:
        """Refuse the first suggestion of the turn."""
        suggester, found = self.place.suggestions, self.state.suggestions_on(self.turn())
        if suggester is None or not found:
            raise InputError("no suggestion waits here", remedy="n goes to the next turn that has some")
        return await self._act(
            lambda: self.coding.refuse(self.state.transcript, found[0], suggester.suggester)
        )

    async def remove(self) -> Event | None:
        """Take the focused coding away."""
        coding = self.own()
        return await self._act(lambda: self.coding.remove(self.state.transcript, coding))

    async def set_lens(self, lens_id: str, value: str) -> Event | None:
        """Set or clear a lens value on the focused coding."""
        coding = self.own()
        return await self._act(lambda: self.coding.set_lens(self.state.transcript, coding, lens_id, value))

    async def star(self) -> Event | None:
        """Mark the focused coding's words as a quote, or take the mark away."""
        coding = self.own()
        return await self._act(lambda: self.coding.star(self.state.transcript, coding))

    async def open_memo(self) -> MemoPad:
        """This coder's memo on the focused coding, or on the turn where none is."""
        turn, coding, transcript = self.turn(), self.cursor.coding(self.state), self.state.transcript
        where = f"{transcript.label} turn {self.state.place_of(turn)}"
        coding_id = coding.id if coding else None
        if coding is not None:
            where = f"{coding.code_id}, {where}"
        return await self.place.jobs.store(MemoPad, self.coding, transcript, turn, coding_id, where)

    async def close_memo(self, pad: MemoPad, text: str) -> Event | None:
        """Write a memo as it reads now; None when nothing has changed."""
        # No offsets are in a memo, so it holds even when the transcript was corrected meanwhile.
        return await self._commit(pad.close, text)

    async def undo(self) -> Event | None:
        """Take back this coder's last act and go where it was."""
        return self._go_where(await self._act(self.place.session.undo))

    async def redo(self) -> Event | None:
        """Do again what was taken back and go where it is."""
        return self._go_where(await self._act(self.place.session.redo))

    async def _act(self, do: Callable[[], Event | None]) -> Event | None:
        return await self._commit(self._unless_changed, self.state.transcript, do)

    async def _commit(self, do: Callable[P, Event | None], *args: P.args, **kwargs: P.kwargs) -> Event | None:
        try:
            event = await self.place.jobs.store(do, *args, **kwargs)
        finally:
            # After a refusal too: what was refused may have been changed by somebody else.
            await self.read()
        if event is not None:
            self.saved_at = event.at
            made = [change.id for change in event.changes if change.kind == "coding" and change.after]
            if made:
                self.cursor = Cursor(self.cursor.index, self.cursor.selected, made[-1]).settled(self.state)
        return event

    def _unless_changed(self, seen: Transcript, do: Callable[[], Event | None]) -> Event | None:
        # Offsets chosen in words that somebody corrected a moment ago would point at others.
        if self.place.session.load(seen.id) is not seen:
            raise ConflictError(
                "this transcript was changed meanwhile", where=seen.label, remedy="look at it and do it again"
            )
        return do()

    def _go_where(self, event: Event | None) -> Event | None:
        offsets = (
            [
                record["start"]
                for change in event.changes
                if event
                for record in (change.after or change.before,)
                if record and record.get("transcript_id") == self.state.transcript.id and "start" in record
            ]
            if event
            else []
        )
        turn = self.state.transcript.turn_at(offsets[0]) if offsets else None
        if turn is not None and turn in self.state.stops:
            self.move(self.cursor.at(self.state, self.state.stops.index(turn)))
        return event

    # -- reading

    async def read(self) -> None:
        """Read what the screen shows again."""
        before = self.state.transcript
        self.state = await self.place.jobs.store(read_state, self.place.session, before.id, self._narrow)
        if self.state.transcript is not before:
            # Corrected words: what was selected or found in the old ones is no longer there.
            self.cursor = Cursor(min(self.cursor.index, max(0, len(self.state.stops) - 1)))
            self._found_in = None
        self.cursor = self.cursor.settled(self.state)

    def _narrow(
        self, transcript: Transcript, codings: Sequence[Coding], decisions: Sequence[Decision]
    ) -> Suggestions:
        suggester = self.place.suggestions
        if suggester is None or self._found_in is not transcript:
            return {}
        return suggester.filtered(transcript, self._hits, codings, decisions)

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
        stops, at = self.state.stops, self.cursor.index
        self.waiting = LOOKING
        try:
            await jobs.store(suggester.prepare)
            for turns in (stops[max(0, at - 2) : at + NEARBY], None):
                transcript = self.state.transcript
                self._hits = await jobs.aside(suggester.hits, transcript, turns)
                self._found_in = transcript
                self.waiting = NONE_HERE if turns is None else LOOKING
                await self.read()
                changed()
        except CoderError:
            self.waiting = OFF
            changed()
            raise


def open_work(place: Workplace, transcript_id: str, turn: int | None = None) -> Work:
    """Read a transcript to work on, at `turn` or where the coder stood in it; in the session's thread."""
    session = place.session
    state = read_state(session, transcript_id)
    wanted = turn or session.store.place_in(session.coder, transcript_id) or 1
    index = state.index_of(wanted)
    return Work(place, state, Cursor(index).on_newest(state))


def first_work(place: Workplace, start: Start | None) -> Work | None:
    """The work to begin with: as asked for, else where the coder stood, else the first transcript.

    None in a project without transcripts. Raises InputError for an unknown transcript; of a turn that
    is not there the nearest is taken.
    """
    session = place.session
    if start is not None:
        transcript = session.transcript(start.transcript_label)
        return open_work(place, transcript.id, start.turn or None)
    rows = session.store.transcripts()
    if not rows:
        return None
    last = session.store.last_place(session.coder)
    if last is not None and any(row.id == last[0] for row in rows):
        return open_work(place, *last)
    return open_work(place, rows[0].id)


def neighbor(place: Workplace, transcript_id: str, step: int) -> str | None:
    """The transcript after (`step` 1) or before (-1); None at the ends. In the session's thread."""
    ids = [row.id for row in place.session.store.transcripts()]
    at = ids.index(transcript_id) + step
    return ids[at] if 0 <= at < len(ids) else None
