"""The application: a thin frame around the coding screen."""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.events import Event, Key, MouseDown, MouseScrollDown, MouseScrollUp
from textual.screen import Screen

from coder.errors import CoderError
from coder.services.notices import take_notices
from coder.services.reading_time import keep_time
from coder.tui import safe
from coder.tui.frame import Frame, Next
from coder.tui.jobs import Jobs
from coder.tui.keymap import Keymap
from coder.tui.screens.glance import GlanceScreen
from coder.tui.tidying import Tidying
from coder.tui.workplace import Start, Workplace

if TYPE_CHECKING:
    # What brings the database and most screens comes after the first paint.
    from coder.services.session import Session
    from coder.tui.opening import Opening
    from coder.tui.screens.go import Goal
    from coder.tui.state import Suggests
    from coder.tui.work import Work

DONE_BY_HAND = (Key, MouseDown, MouseScrollDown, MouseScrollUp)
"""Events by which one sees that somebody is there."""

TIDY_EVERY = 1.0
"""Seconds between two looks whether it is time to collect garbage."""

STANDING = 2
"""Screens that stay as long as the project is open: what was painted first, and the one that is worked on."""

__all__ = ["CoderApp", "Ended", "Next", "Start", "run"]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a part of the interface ended: its exit code, and what is to be shown next, if anything."""

    code: int
    next: Next | None = None


class CoderApp(Frame):
    """Codes the transcripts of one open project."""

    # Both at once, because every style sheet that comes later has all of them read again.
    CSS_PATH = ["app.tcss", "screens/coding.tcss"]  # noqa: RUF012 - as App declares it

    def __init__(
        self,
        session: Session | None = None,
        suggestions: Suggests | None = None,
        start: Start | None = None,
        *,
        keymap: Keymap | None = None,
        tour: str = "",
        opening: Opening | None = None,
    ) -> None:
        super().__init__(keymap)
        self.jobs = Jobs()
        self.jobs.on_failure = self._tell_failure
        self.opening = opening
        self.failure: BaseException | None = None
        """Why the project could not be opened."""
        if session is not None:
            self.place = Workplace(session, suggestions, self.jobs, keymap=self.keymap)
        self.start = start
        self.tour = tour
        self._tidying = Tidying()

    async def on_mount(self) -> None:
        """Open where the coder stood last."""
        self.event_loop = asyncio.get_running_loop()
        self.tell_of_keys()
        if self.opening is None:
            await self._start()
            return
        if isinstance(self.screen, GlanceScreen):
            self.jobs.start(self._opened(self.opening, self.screen))

    def get_default_screen(self) -> Screen[Any]:
        """What is painted first."""
        if self.opening is None:
            return super().get_default_screen()
        return GlanceScreen(self.opening.seen, self.opening.coder, self.keymap)

    async def _opened(self, opening: Opening, glance: GlanceScreen) -> None:
        """Open the project and show all of it in the place of what was seen of it so far."""
        try:
            # Loading everything else would take the interpreter from the painting.
            await glance.painted.wait()
            session, suggestions = await self.jobs.store(opening.open)
            self.place = Workplace(session, suggestions, self.jobs, keymap=self.keymap)
            await self._start()
            self.jobs.start(self._looked_after(opening))
        # Everything, because whoever started the interface has to hear of it.
        except BaseException as error:
            self.failure = error
            self.exit()
        finally:
            glance.opened.set()

    async def _looked_after(self, opening: Opening) -> None:
        """Look at the log and take a backup beside the keys; leave a project whose log was changed."""
        try:
            await self.jobs.apart(opening.look_after)
        except CoderError as error:
            self.failure = error
            self.leave_now()
        for sentence in take_notices():
            self.notify(safe.plain(sentence), severity="warning", markup=False, timeout=12)

    async def _start(self) -> None:
        from coder.tui.beginning import first_work

        try:
            work = await self.place.jobs.store(first_work, self.place, self.start)
            await self._begin(work)
            self._tell_other_turn(work)
        except CoderError as error:
            await self._begin(await self.place.jobs.store(first_work, self.place, None))
            self.notify(safe.plain(str(error)), severity="error", markup=False, timeout=8)
        self.call_after_refresh(self._settle_memory)

    async def on_event(self, event: Event) -> None:
        """Count the time in which somebody does something."""
        if isinstance(event, DONE_BY_HAND) and not event.is_forwarded and hasattr(self, "place"):
            self._tidying.touch(time.monotonic())
            clock = self.place.clock
            if clock.touch():
                self.place.jobs.soon(keep_time, self.place.session, clock.take())
        await super().on_event(event)

    def _settle_memory(self) -> None:
        # What has been built by now stays, and is never looked through.
        gc.freeze()
        self.set_interval(TIDY_EVERY, self._tidy)

    def _tidy(self) -> None:
        self._tidying.tidy(time.monotonic(), stays=len(self.screen_stack) <= STANDING)

    def _tell_failure(self, error: BaseException) -> None:
        """Tell of something that broke off beside the keys; from any thread."""
        told = str(error) if isinstance(error, CoderError) else f"{type(error).__name__}: {error}"
        sentence = safe.plain(f"Something could not be done in the background ({told}).")
        if self.event_loop is not None:
            # Nobody is there any more once the loop is over.
            with suppress(RuntimeError):
                self.event_loop.call_soon_threadsafe(
                    partial(self.notify, sentence, severity="error", markup=False, timeout=12)
                )

    def save_open(self) -> None:
        """Save what is open, if the project is."""
        if hasattr(self, "place"):
            self.place.save_open()

    def leave_now(self, result: Next | None = None) -> None:
        """Save what is open and leave."""
        self.save_open()
        super().leave_now(result)

    def asked_to_leave(self) -> None:
        """Save what is open at once, and leave when the interface gets round to it; for signals."""
        self.save_open()
        super().asked_to_leave()

    def _tell_other_turn(self, work: Work | None) -> None:
        start, turn = self.start, work.cursor.turn(work.state) if work else None
        if work is None or start is None or not start.turn or turn is None:
            return
        place = work.state.place_of(turn)
        if place != start.turn:
            label = work.state.transcript.label
            sentence = safe.plain(f"{label} has no turn {start.turn}; this is turn {place}, the nearest.")
            self.notify(sentence, severity="warning", markup=False, timeout=8)

    async def _begin(self, work: Work | None) -> None:
        from coder.tui.screens.coding import CodingScreen
        from coder.tui.screens.library import LibraryScreen

        if work is None:
            await self.push_screen(LibraryScreen(self.place), self._open)
            return
        screen, before = CodingScreen(self.place, work), self.screen
        if isinstance(before, GlanceScreen):
            screen.transcript.begin_at = before.transcript.rows_above
        await self.push_screen(screen)
        if self.tour:
            await screen.begin_tour(offer=self.tour == "offer")

    async def _open(self, found: str | Goal | None) -> None:
        from coder.tui.beginning import open_work
        from coder.tui.screens.coding import CodingScreen

        goal = None if found is None or isinstance(found, str) else found
        transcript_id = goal.transcript_id if goal else found
        if isinstance(transcript_id, str):
            await self._begin(await self.place.jobs.store(open_work, self.place, transcript_id))
            if goal is not None and isinstance(self.screen, CodingScreen):
                await self.screen.come_from_table(goal)


def run(
    session: Session,
    suggestions: Suggests | None = None,
    start: Start | None = None,
    *,
    tour: str = "",
) -> Ended:
    """Show the interface until it is left, then let go of the suggester and the project.

    The exit code is 1 when the interface broke down.
    """
    app = CoderApp(session, suggestions, start, tour=tour)
    return _shown(app, session.store.close, suggestions.close if suggestions else None)


def run_opening(opening: Opening, start: Start | None = None, *, tour: str = "") -> Ended:
    """Show what is seen of a project at once, open it meanwhile, and go on as `run` does.

    Raises CoderError when it cannot be opened.
    """
    app = CoderApp(start=start, tour=tour, opening=opening)
    ended = _shown(app, opening.close, opening.stop)
    if app.failure is not None:
        raise app.failure
    return ended


def _shown(app: CoderApp, close: Callable[[], object], stop: Callable[[], object] | None) -> Ended:
    result = None
    # A thread that waits for the keyboard's is asked to make way five times as often as is usual.
    sys.setswitchinterval(0.001)
    # From now on garbage is collected when nobody presses a key.
    gc.disable()
    with on_signals(app.asked_to_leave):
        try:
            result = app.run()
        finally:
            gc.enable()
            # Once more, because the interface may have broken down with a text open.
            app.save_open()
            app.jobs.close(close, stop)
    return Ended(app.return_code or 0, result)


@contextmanager
def on_signals(leave: Callable[[], None]) -> Iterator[None]:
    """While the block runs, `leave` is called when the window is closed or the process is to end.

    Until the block ends no such signal ends the process, so that saving is never cut short.
    """
    before = {}
    for name in ("SIGHUP", "SIGTERM"):
        number = getattr(signal, name, None)
        # Only the main thread may ask for signals.
        if number is not None and threading.current_thread() is threading.main_thread():
            before[number] = signal.signal(number, lambda *_: leave())
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
