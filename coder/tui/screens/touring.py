"""The guided tour on the coding screen: a strip that asks, and waits until it was done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from inspect import isawaitable
from typing import Any

from textual.events import Click

from coder.errors import CoderError
from coder.services.session import Session
from coder.tui import safe
from coder.tui.bars import Bar
from coder.tui.keyline import HEAD, QUIET, Line, key_part, label_part, lines_of, wrapped
from coder.tui.screens.around import AroundDesk
from coder.tui.screens.asking import Choice, ChoiceScreen, Chosen
from coder.tui.screens.base import Desk
from coder.tui.tour import DONE, Seen, Step, place_of, steps, worded
from coder.tui.work import OFF

OFFER = "New here? A tour of five minutes shows the way, from a transcript to a Word report."


class TourBar(Bar):
    """The strip of the tour; it takes its room from the transcript and never lies over it."""

    def show_lines(self, lines: list[Line]) -> None:
        """Show these lines, or nothing."""
        self.display = bool(lines)
        self.show(lines_of(lines), grows=True)


class TourDesk(AroundDesk):
    """A screen on which the tour can be taken."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.tour_bar = TourBar("tour")
        self.tour_bar.display = False
        self._steps: tuple[Step, ...] = ()
        self._step: int | None = None
        self._offered = False
        self._seen = Seen()
        self._since = 0
        self._from = 0
        self._looking = False
        self._again = False
        """Whether something was done while it was being looked at what was done."""

    @property
    def step(self) -> Step | None:
        """What the tour waits for; None when it does not run or is over."""
        at = self._step
        return self._steps[at] if at is not None and at < len(self._steps) else None

    async def begin_tour(self, *, offer: bool = False) -> None:
        """Begin where it was left; `offer` only says that there is one."""
        try:
            kept, seen = await self.place.jobs.store(_kept, self.place.session)
        except CoderError as error:
            self.complain(error)
            return
        if offer:
            self._offered = kept != DONE
        else:
            suggestions = self.place.suggestions is not None and self.work.waiting is not OFF
            self._steps = steps(self.place.keymap, suggestions=suggestions)
            self._step = place_of("" if kept == DONE else kept, self._steps)
            self._offered = False
            self._fresh(seen)
        self.redraw()

    async def action_tour(self) -> None:
        """Begin the tour; while it runs, pause it, leave a step out or begin again."""
        if self._step is None:
            await self.begin_tour()
        elif self.step is None:
            self._step = None
            self.redraw()
        else:
            choices = [
                Choice("pause", "Pause the tour", "T goes on where it was"),
                Choice("skip", "Leave this step out"),
                Choice("again", "Begin again"),
            ]
            await self.ask(ChoiceScreen("The tour", choices), self._chosen)

    def _chosen(self, chosen: Chosen | None) -> None:
        if chosen is None or self._step is None:
            return
        if chosen.id == "pause":
            self._step = None
        else:
            self._step = self._step + 1 if chosen.id == "skip" else 0
            self._keep()
            self._fresh(self._since)
        self.redraw()

    async def ask(self, screen: Desk[Any], then: Callable[[Any], Awaitable[None] | None]) -> None:
        """Put `screen` on top; the tour may wait for just that."""

        async def after(value: Any) -> None:
            self._seen = _with(self._seen, opened=type(screen).__name__)
            done = then(value)
            if isawaitable(done):
                await done
            self.follow_tour()

        await super().ask(screen, after)

    # -- following

    def follow_tour(self) -> None:
        """See whether what the tour asks for was done; called with every drawing."""
        if self._step is None and not self._offered and not self.tour_bar.display:
            return
        self._again = self._looking
        if self.step is not None and not self._looking:
            self._looking = True
            self.place.jobs.start(self._look())
        self._draw_tour()

    async def _look(self) -> None:
        try:
            with suppress(CoderError):
                done = await self.place.jobs.store(_done_since, self.place.session, self._since)
                self._seen = Seen(
                    self._seen.actions | {action for _, action in done},
                    self._seen.opened,
                    self.work.cursor.index - self._from,
                    self._waits(),
                )
                self._since = max([self._since, *(seq for seq, _ in done)])
        finally:
            self._looking = False
        step = self.step
        if step is not None and step.is_done(self._seen):
            self._step = (self._step or 0) + 1
            self._keep()
            self._fresh(self._since)
            self._again = True
        if self._again:
            self.follow_tour()
        if self.is_attached:
            self._draw_tour()

    def _waits(self) -> bool:
        turn = self.work.cursor.turn(self.state)
        return turn is not None and bool(self.state.suggestions_on(turn))

    def _fresh(self, since: int) -> None:
        # A report that was written a step early is not to be written twice.
        kept = self._seen.actions & {"report"}
        self._seen, self._since, self._from = Seen(kept), since, self.work.cursor.index

    def _keep(self) -> None:
        step = self.step
        self.place.jobs.soon(_keep, self.place.session, step.id if step else DONE)

    # -- drawing

    def _draw_tour(self) -> None:
        self.tour_bar.show_lines(self._tour_lines(max(30, self.size.width - 4)))

    def _tour_lines(self, width: int) -> list[Line]:
        key = self.place.keymap.shown("tour")
        if self._offered and self._step is None:
            return [*wrapped(OFFER, width, HEAD), [key_part(key), " ", label_part("begins it", key)]]
        if self._step is None:
            return []
        step, last = self.step, len(self._steps)
        if step is None:
            return self._over(width, key)
        bar = "━" * self._step + "╌" * (last - self._step)
        head: Line = [(f"Tour {self._step + 1} of {last}  ", HEAD), (bar, QUIET)]
        return [
            [*head, "   ", key_part(key), " ", label_part("pauses", key)],
            *wrapped(worded(step, self.place.keymap), width, "bold"),
        ]

    def _over(self, width: int, key: str) -> list[Line]:
        where = f"The report is {safe.plain(str(self.report_file))}. " if self.report_file else ""
        told = f"That was the tour. {where}Open it in Word. Everything you did is saved."
        if not where:
            told = "That was the tour. Everything you did is saved."
        more: Line = [key_part("?"), " ", label_part("every key", "?"), "   "]
        return [*wrapped(told, width, HEAD), [*more, key_part(key), " ", label_part("closes this", key)]]

    async def on_click(self, event: Click) -> None:
        """Take the offer with the mouse."""
        if event.widget is self.tour_bar and self._offered and self._step is None:
            await self.begin_tour()


def _with(seen: Seen, *, opened: str) -> Seen:
    return Seen(seen.actions, seen.opened | {opened}, seen.moved, seen.waits)


def _meta(session: Session) -> str:
    return f"tour:{session.coder}"


def _kept(session: Session) -> tuple[str, int]:
    """The step somebody had come to, and the last event there is."""
    return session.store.meta().get(_meta(session), ""), session.store.event_count()


def _keep(session: Session, step: str) -> None:
    session.store.set_meta({_meta(session): step})


def _done_since(session: Session, since: int) -> list[tuple[int, str]]:
    return [
        (event.seq, event.action)
        for event in session.store.events(after=since)
        if event.coder == session.coder
    ]
