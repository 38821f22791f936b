"""Which commands work on the coding screen, and when."""

from __future__ import annotations

from collections.abc import Iterable

from coder.domain.codebook import CodeTree
from coder.tui import commands
from coder.tui.commands import Command
from coder.tui.keymap import Keymap
from coder.tui.lens_keys import LensKey

_SUGGESTIONS = {
    "accept",
    "accept_other",
    "refuse",
    "refuse_why",
    "suggested",
    "nearest",
    "quiet",
    "queue",
    "check",
    "code_check",
}


def _actions(of: Iterable[Command]) -> set[str]:
    return {_action(command) for command in of}


def _action(command: Command) -> str:
    return command.method.split("(")[0]


BROWSING = _actions(commands.BROWSING)
"""The actions that work while one walks through the codebook."""

ONLY_TURNS = _actions(commands.CODING) - _actions(commands.ALWAYS) | {"appraise"}
"""The actions that work while one does not."""


def offered(
    tree: CodeTree, lens_keys: Iterable[LensKey], *, suggestions: bool, keymap: Keymap | None = None
) -> list[Command]:
    """Every command that works in a project with these codes and lenses, for help and palette."""
    off = set() if suggestions else set(_SUGGESTIONS)
    if not tree.lenses:
        off.add("lens")
    kept = [command for command in commands.CODING if _action(command) not in off]
    found = [
        *kept,
        *(_lens_command(key, at) for at, key in enumerate(lens_keys)),
        *(one for one in commands.BROWSING if _action(one) not in off),
    ]
    return keymap.of(found) if keymap else found


def _lens_command(key: LensKey, at: int) -> Command:
    about = f"{key.lens.name}: {key.value.name}, on the focused coding"
    return Command(f"lens_{at}", key.key, key.key, key.value.name, about, commands.KNOW, f"appraise({at})")
