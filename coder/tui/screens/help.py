"""The help: exactly the keys that work on the screen below."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.events import Key
from textual.widgets import Static

from coder.tui import safe
from coder.tui.commands import Command, groups
from coder.tui.marks import BOOKMARK, MORE, MORE_MEANS, READ
from coder.tui.safe import Part
from coder.tui.screens.base import Sheet, key_hints


class HelpScreen(Sheet[None]):
    """Lists commands by group."""

    CSS_PATH = "help.tcss"

    def __init__(self, offered: Sequence[Command]) -> None:
        super().__init__()
        self._offered = offered

    def compose(self) -> ComposeResult:
        """The list and how to leave it."""
        with Vertical(id="help-box"):
            with VerticalScroll(id="help"):
                yield Static(safe.content(*help_lines(self._offered)), markup=False)
            yield key_hints(("↑↓", "scroll"), ("esc", "back"))

    async def take_key(self, event: Key) -> bool:
        """Scroll, or leave."""
        box = self.query_one("#help", VerticalScroll)
        steps = {
            "down": 1,
            "j": 1,
            "up": -1,
            "k": -1,
            "pagedown": box.size.height,
            "space": box.size.height,
            "pageup": -box.size.height,
        }
        if event.key in steps:
            box.scroll_relative(y=steps[event.key], animate=False)
            return True
        if event.key in ("escape", "q", "question_mark", "enter"):
            self.dismiss(None)
            return True
        return False


def help_lines(offered: Sequence[Command]) -> list[Part]:
    """Every command with its keys and what it does, under the name of its group."""
    parts: list[Part] = []
    for group, members in groups(offered).items():
        parts += [("" if not parts else "\n"), (group + "\n", "bold $text-accent")]
        for command in members:
            parts += [(safe.fitted(command.shown, 8, right=True), "bold"), "  ", command.help + "\n"]
    parts += [
        "\n",
        (
            "Everything is saved as you go. ▌▍▎ in the margin are codings, ┊ is another coder's, "
            f"{MORE} is a turn's {MORE_MEANS} coding, ◇ says that suggestions wait, {READ} that a turn was "
            f"read with nothing to code, {BOOKMARK} is a bookmark. Words under a code are underlined, under "
            "two codes twice, under more with a line above them too.",
            "$quiet",
        ),
    ]
    return parts
