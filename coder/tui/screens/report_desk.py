"""The part of the coding screen that leads to the report."""

from __future__ import annotations

from pathlib import Path

from coder.tui.screens.acting import ActingScreen
from coder.tui.screens.go import Goal


class ReportDesk(ActingScreen):
    """A screen from which one goes to the report."""

    async def go_to_goal(self, goal: Goal | None) -> None:
        """Go to a turn, of another transcript perhaps, and select words of it."""
        raise NotImplementedError

    def report_done(self, path: Path) -> None:
        """The report was written there."""
        raise NotImplementedError

    async def action_write_report(self) -> None:
        """Show the report: its sections, how they read, what may be wrong, and writing it."""
        # Here, because it loads all that counts.
        from coder.tui.screens.outline import OutlineScreen

        async def left(found: Goal | Path | None) -> None:
            if isinstance(found, Path):
                self.report_done(found)
            self.redraw()
            if isinstance(found, Goal):
                await self.go_to_goal(found)

        await self.ask(OutlineScreen(self.place), left)
