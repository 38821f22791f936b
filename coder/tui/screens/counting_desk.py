"""The part of the screen of tables that counts: beside the keys, with progress, and until it is stopped."""

from __future__ import annotations

from textual.events import Key
from textual.timer import Timer

from coder.errors import CoderError
from coder.services.exploring import Counted, Explorer, Further, Stopped, Wish, counted
from coder.tui import safe
from coder.tui.screens.base import Desk
from coder.tui.screens.go import Goal
from coder.tui.workplace import Workplace

TICK = 0.1
"""Seconds between two looks at how far a count is."""


class CountingDesk(Desk[Goal | None]):
    """Counts a table at a time. Keys that come meanwhile wait, and are obeyed in order; Esc stops."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place, self.kept = place, place.explored
        if self.kept.explorer is None:
            self.kept.explorer = Explorer(place.session)
        self.explorer = self.kept.explorer
        self.counted: Counted | None = None
        self.wrong = ""
        self.part = 0.0
        self._token: object | None = None
        self._held: list[Key] = []
        self._timer: Timer | None = None

    @property
    def counting(self) -> bool:
        """Whether a count is under way."""
        return self._token is not None

    @property
    def wish(self) -> Wish:
        """The table that is shown, or is being counted."""
        return self.kept.wish or Wish()

    def on_unmount(self) -> None:
        """Nobody waits for a count any more once its screen is gone."""
        self._token = None

    def count(self, wish: Wish) -> None:
        """Show a table as soon as it is counted."""
        token = self._token = object()
        self.kept.wish, self.wrong, self.part = wish, "", 0.0
        if self._timer is None:
            self._timer = self.set_interval(TICK, self.draw)
        self._timer.resume()
        self.place.jobs.start(self._count(wish, token))
        self.draw()

    def stop(self) -> None:
        """Leave the count; what was shown before stays."""
        self._token = None
        self._held.clear()
        self._fail("The count was stopped; Enter counts it.")

    async def take_key(self, event: Key) -> bool:
        """Keep keys for what they were meant for, which is not counted yet."""
        if not self.counting or event.key in ("escape", "ctrl+q", "ctrl+c"):
            return False
        self._held.append(event)
        return True

    def draw(self) -> None:
        """Show everything."""
        raise NotImplementedError

    async def shown(self) -> None:
        """A table has been counted."""
        raise NotImplementedError

    async def _count(self, wish: Wish, token: object) -> None:
        def further(part: float) -> bool:
            if self._token is token:
                self.part = part
            return self._token is token

        found, wrong = None, ""
        try:
            found = await self._found(wish, further)
        except Stopped:
            return
        except CoderError as error:
            wrong = safe.plain(str(error))
        # Everything, because a count that has broken off must not seem to go on for ever.
        except Exception as error:
            wrong = f"the count broke off ({type(error).__name__})"
        if self._token is token and self.is_attached:
            self._token = None
            await self._done(found, wrong)

    async def _found(self, wish: Wish, further: Further) -> Counted:
        jobs = self.place.jobs
        found = await jobs.store(self.explorer.kept, wish)
        if found is None:
            reading = await jobs.store(self.explorer.read, wish, further)
            found = await jobs.apart(counted, reading, further)
            await jobs.store(self.explorer.keep, found)
        return found

    async def _done(self, found: Counted | None, wrong: str) -> None:
        if found is not None:
            self.counted = found
            await self.shown()
            self._rest()
        else:
            self._fail(wrong[:1].upper() + wrong[1:])
        held, self._held = self._held, []
        for event in held:
            self.app.post_message(Key(event.key, event.character))

    def _fail(self, why: str) -> None:
        """Show no table, for none stands for what is asked; and say why."""
        self.counted, self.wrong = None, why
        self._rest()

    def _rest(self) -> None:
        if self._timer is not None:
            self._timer.pause()
        self.draw()
