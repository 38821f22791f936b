"""What the tests of several screens share: the running application and what it shows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from textual import events
from textual.pilot import Pilot
from textual.screen import Screen

from coder.services import bootstrap
from coder.tui.app import CoderApp, Start
from coder.tui.screens.coding import CodingScreen
from coder.tui.work import LOOKING, Work


@asynccontextmanager
async def opened(
    path: str, *, size: tuple[int, int] = (80, 24), suggests: Any = None, start: Start | None = None
) -> AsyncIterator[Pilot[None]]:
    """The running application on a project; everything is let go at the end."""
    with bootstrap.session(path, "AM") as session:
        app = CoderApp(session, suggests, start)
        try:
            async with app.run_test(size=size) as pilot:
                await pilot.pause()
                await found(pilot)
                yield pilot
        finally:
            app.place.jobs.close(stop=suggests.close if suggests else None)


async def found(pilot: Pilot[None]) -> None:
    """Wait until suggestions have been looked for."""
    while any(s.work.waiting is LOOKING for s in pilot.app.screen_stack if isinstance(s, CodingScreen)):
        await pilot.pause()


def top(pilot: Pilot[None]) -> Screen[Any]:
    """The screen that keys go to."""
    return pilot.app.screen


def work(pilot: Pilot[None]) -> Work:
    """The work of the coding screen."""
    return next(s for s in pilot.app.screen_stack if isinstance(s, CodingScreen)).work


def shown(pilot: Pilot[None]) -> str:
    """What is on the screen now."""
    lines = pilot.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in lines)


def said(pilot: Pilot[None]) -> str:
    """What was told last."""
    notes = [*pilot.app._notifications]
    return notes[-1].message if notes else ""


async def paste(pilot: Pilot[None], text: str) -> None:
    """Paste into the screen that is on top."""
    pilot.app.post_message(events.Paste(text))
    await pilot.pause()
    await pilot.pause()
