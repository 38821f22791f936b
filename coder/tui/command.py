"""A command as every screen declares it: keys, what it is called, what it does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textual.binding import Binding


@dataclass(frozen=True, slots=True)
class Command:
    """Something a key does. `action` is the method `action_…` of the screen that offers it.

    `keys` are Textual's names, separated by commas; `shown` is how a person reads them.
    `footer` orders the commands in the footer (0 leaves it out).
    """

    id: str
    keys: str
    shown: str
    label: str
    help: str
    group: str = ""
    action: str = ""
    footer: int = 0

    @property
    def method(self) -> str:
        """The action that Textual runs."""
        return self.action or self.id

    def binding(self) -> Binding:
        """The key as Textual wants it.

        With priority, because then the application takes keys one at a time and finishes
        each act before it looks at the next key.
        """
        return Binding(
            self.keys,
            self.method,
            self.label,
            key_display=self.shown,
            priority=True,
            tooltip=self.help,
            id=f"coder.{self.id}",
        )


def bindings(commands: Iterable[Command]) -> list[Binding | tuple[str, str] | tuple[str, str, str]]:
    """The bindings of a screen that offers these commands."""
    return [command.binding() for command in commands]


def footer(commands: Iterable[Command]) -> list[Command]:
    """The commands that the footer shows, most common first."""
    return sorted((command for command in commands if command.footer), key=lambda command: command.footer)


def groups(commands: Sequence[Command]) -> dict[str, list[Command]]:
    """The commands by group, for the help."""
    found: dict[str, list[Command]] = {}
    for command in commands:
        found.setdefault(command.group, []).append(command)
    return found
