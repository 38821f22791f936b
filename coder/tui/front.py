"""From one part of the interface to the next: the projects, a project, the projects again."""

from __future__ import annotations

import asyncio

from coder.errors import CoderError
from coder.tui.app import Ended, on_signals
from coder.tui.frame import Frame, Next
from coder.tui.keymap import Keymap
from coder.tui.opening import show_project
from coder.tui.screens.welcome import WelcomeScreen


class FrontApp(Frame):
    """Shows the projects; ends with the one to open."""

    def __init__(self, told: str = "", *, keymap: Keymap | None = None) -> None:
        super().__init__(keymap)
        self.told = told

    async def on_mount(self) -> None:
        """Show the projects."""
        self.event_loop = asyncio.get_running_loop()
        self.tell_of_keys()
        await self.push_screen(WelcomeScreen(self.keymap, self.told))


def go_on(step: Next | None) -> int:
    """Show one part of the interface after the other until somebody quits; gives the exit code."""
    while step is not None:
        ended = in_project(step) if step.project else _projects(step.told)
        if ended.code:
            return ended.code
        step = ended.next
    return 0


def in_project(step: Next) -> Ended:
    """Show a project until it is left; one that cannot be opened leads back to the projects."""
    try:
        return show_project(step.project, step.coder, tour=step.tour)
    except CoderError as error:
        return Ended(0, Next(told=str(error)))


def _projects(told: str) -> Ended:
    app = FrontApp(told)
    with on_signals(app.asked_to_leave):
        chosen = app.run()
    return Ended(app.return_code or 0, chosen)
