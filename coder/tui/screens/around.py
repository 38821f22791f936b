"""What leads around the program from the coding screen: commands by name, themes, projects, the report."""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path

from coder.services.session import Session
from coder.tui.commands import Command
from coder.tui.frame import Frame, Next
from coder.tui.screens.acting import ActingScreen
from coder.tui.screens.help import HelpScreen
from coder.tui.screens.jump import JumpScreen, Target
from coder.tui.screens.palette import Item, PaletteScreen


class AroundDesk(ActingScreen):
    """A screen from which everything else can be reached."""

    report_file: Path | None = None
    """Where the last report of this sitting went."""

    @abstractmethod
    def offered(self) -> list[Command]:
        """The commands that work on this screen as it is now."""

    @abstractmethod
    async def open_transcript(self, transcript_id: str | None) -> None:
        """Go to another transcript; None stays here."""

    @abstractmethod
    def targets(self) -> list[Target]:
        """What can be jumped to."""

    async def action_help(self) -> None:
        """Show the keys that work here."""
        await self.ask(HelpScreen(self.working()), lambda _: None)

    def working(self) -> list[Command]:
        """The commands whose keys work at this moment."""
        return [command for command in self.offered() if self.check_action(_action(command), ())]

    def action_theme(self) -> None:
        """Change to the next theme."""
        if isinstance(self.app, Frame):
            self.say(f"Colors: {self.app.next_theme()}.")

    def action_welcome(self) -> None:
        """Go to the projects; everything is saved already."""
        if isinstance(self.app, Frame):
            self.app.leave_now(Next())

    async def action_palette(self) -> None:
        """Find a command, a code or a transcript by name."""
        transcripts = await self.place.jobs.store(_transcript_items, self.place.session)

        async def do(item: Item | None) -> None:
            if item is not None:
                await self._do(item)

        await self.ask(PaletteScreen([*self._command_items(), *self._code_items(), *transcripts]), do)

    def _command_items(self) -> list[Item]:
        return [
            Item("command", command.id, command.label, command.help, command.shown)
            for command in self.working()
            if command.id != "palette"
        ]

    def _code_items(self) -> list[Item]:
        return [
            Item("code", code.id, f"Code: {code.name}", code.id)
            for code in self.state.tree.codes.values()
            if code.usable
        ]

    async def _do(self, item: Item) -> None:
        if item.kind == "code":
            await self._act(self.work.apply([item.id]))
        elif item.kind == "transcript":
            await self.open_transcript(item.id)
        else:
            found = next((command for command in self.offered() if command.id == item.id), None)
            if found is not None:
                await self.app.run_action(found.method, self)

    async def action_jump(self) -> None:
        """Show a letter on everything that can be gone to."""

        def go(target: Target | None) -> None:
            if target is not None:
                self.go_to_target(target)

        await self.ask(JumpScreen(self.targets()), go)

    @abstractmethod
    def go_to_target(self, target: Target) -> None:
        """Go to what a letter stood on."""

    def report_done(self, path: Path) -> None:
        """Remember where the report was written."""
        self.report_file = path


def _action(command: Command) -> str:
    return command.method.split("(")[0]


def _transcript_items(session: Session) -> list[Item]:
    return [
        Item("transcript", row.id, f"Transcript: {row.label}", row.facts.title)
        for row in session.store.transcripts()
    ]
