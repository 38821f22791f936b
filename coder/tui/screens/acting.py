"""What one does to the current turn: codes, lenses, memos, and taking back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from coder.domain.coding import Coding
from coder.domain.events import Event
from coder.errors import CoderError
from coder.tui.lens_keys import LensKey
from coder.tui.recent_codes import RecentCodes
from coder.tui.screens.base import Desk
from coder.tui.screens.lens import LensScreen
from coder.tui.screens.memo import MemoScreen
from coder.tui.screens.picker import NewCode, Picked, PickerScreen
from coder.tui.state import TranscriptState
from coder.tui.work import Work
from coder.tui.workplace import Workplace

NOT_SHOWN = "It is saved; the screen could not be refreshed."


class ActingScreen(Desk[None]):
    """The acts of the coding screen: each is committed before it shows."""

    def __init__(self, place: Workplace, work: Work) -> None:
        super().__init__()
        self.place = place
        self.work = work
        self.lens_keys: list[LensKey] = []
        self.recent = RecentCodes()

    @property
    def state(self) -> TranscriptState:
        """What is shown."""
        return self.work.state

    def redraw(self) -> None:
        """Show the state and the cursor."""
        raise NotImplementedError

    def say(self, sentence: str) -> None:
        """Tell something, and that what is shown is not the newest, as long as that is so."""
        super().say(f"{sentence} {NOT_SHOWN}".strip() if self.work.stale else sentence)

    async def _act(self, act: Awaitable[Event | None]) -> Event | None:
        event = None
        try:
            event = await act
        except CoderError as error:
            self.complain(error)
        if event is not None:
            self.recent.see(event, self.state.coder)
        self.redraw()
        if event is not None and self.work.stale:
            self.say("")
        return event

    async def action_accept(self, number: int) -> None:
        """Accept a suggestion."""
        await self._act(self.work.accept(number))

    async def action_refuse(self) -> None:
        """Refuse the first suggestion."""
        await self._act(self.work.refuse())

    async def action_repeat(self) -> None:
        """Put the last codes here as well."""
        await self._act(self.work.repeat())

    async def action_remove(self) -> None:
        """Take the focused coding away."""
        event = await self._act(self.work.remove())
        if event is not None:
            self.say(f"{event.summary[:1].upper()}{event.summary[1:]}. u takes it back.")

    async def action_star(self) -> None:
        """Mark a quote."""
        await self._act(self.work.star())

    async def action_appraise(self, number: int) -> None:
        """Set a value of the appraisal lens."""
        key = self.lens_keys[number]
        await self._act(self.work.set_lens(key.lens.id, key.value.id))

    async def action_undo(self) -> None:
        """Take back the last act."""
        await self._reverse(self.work.undo, "Took back", "There is nothing to undo.")

    async def action_redo(self) -> None:
        """Do again what was taken back."""
        await self._reverse(self.work.redo, "Did again", "There is nothing to redo.")

    async def _reverse(self, do: Callable[[], Awaitable[Event | None]], word: str, nothing: str) -> None:
        try:
            event = await do()
            # The log says “undone: wrote memo on …”, which reads oddly as a sentence.
            self.say(f"{word}: {event.summary.partition(': ')[2] or event.summary}." if event else nothing)
        except CoderError as error:
            self.complain(error)
        self.redraw()

    async def action_pick(self) -> None:
        """Open the code picker."""

        async def put(picked: Picked) -> None:
            new = next((code for code in picked if isinstance(code, NewCode)), None)
            if new is not None:
                await self.make_code(new, [code for code in picked if code is not new])
            elif picked:
                await self._act(self.work.apply(picked))

        await self.ask(self.picker(new=True), put)

    def picker(self, title: str = "Code", *, single: bool = False, new: bool = False) -> PickerScreen:
        """The codes to pick from for the selected words."""
        span, state = self.work.cursor.span(self.state), self.state
        here = {c.code_id for c in state.codings_in(span) if c.span == span and state.is_own(c)}
        words = span.of(state.transcript.text)
        return PickerScreen(
            state.tree, self.recent.latest, frozenset(here), words, title=title, single=single, new=new
        )

    async def make_code(self, name: str, also: Sequence[str]) -> None:
        """Ask where a new code belongs and put it on the selected words."""
        raise NotImplementedError

    async def action_lens(self) -> None:
        """Open the lenses of the focused coding."""
        try:
            coding = self.work.own()
        except CoderError as error:
            self.complain(error)
            return

        async def set_value(lens_id: str, value: str) -> Coding | None:
            await self._act(self.work.set_lens(lens_id, value))
            return self.work.cursor.coding(self.state)

        await self.ask(LensScreen(self.state.tree, coding, set_value, self.lens_keys), self._tell)

    async def action_memo(self) -> None:
        """Write a memo."""
        try:
            pad = await self.work.open_memo()
        except CoderError as error:
            self.complain(error)
            return

        def closed(told: str) -> None:
            self.redraw()
            self._tell(told)

        await self.ask(MemoScreen(self.work, pad), closed)

    def _tell(self, sentence: str) -> None:
        if sentence:
            self.say(sentence)
