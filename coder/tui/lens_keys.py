"""Which letters set lens values: those of the codebook, as far as they are free."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from coder.domain.codebook import CodeTree, Lens, LensValue
from coder.tui import safe
from coder.tui.commands import Command

DIRECT = "APP"
"""The short id of the lens whose values have keys of their own on the coding screen."""


@dataclass(frozen=True, slots=True)
class LensKey:
    """A key that sets one value of a lens."""

    key: str
    lens: Lens
    value: LensValue


def lens_keys(tree: CodeTree, commands: Iterable[Command]) -> list[LensKey]:
    """The keys of the appraisal lens on the coding screen.

    A letter that a command uses already is offered as a capital, and when that is taken too as
    another letter of the value's name, or any that is free, so that one key always means one thing.
    """
    taken = {key for command in commands for key in command.keys.split(",")}
    lens = next((lens for lens in tree.lenses.values() if lens.short == DIRECT), None)
    found: list[LensKey] = []
    for value in lens.values if lens else ():
        others = (*value.name.lower(), *"vhzokgq") if value.key else ()
        wishes = (value.key, value.key.upper(), *others)
        key = next((key for key in wishes if _is_letter(key) and key not in taken), "")
        if lens is not None and key:
            taken.add(key)
            found.append(LensKey(key, lens, value))
    return found


def value_keys(lens: Lens, direct: Iterable[LensKey] = ()) -> list[str]:
    """A letter for every value of a lens: its own, else a free letter of its name, else any.

    A value with a key in `direct` has that key, so that one key sets it everywhere.
    """
    fixed = {key.value.id: key.key for key in direct if key.lens.id == lens.id}
    taken: list[str] = []
    for value in lens.values:
        wishes = [value.key.lower(), *value.name.lower(), *"abcdefghijklmnopqrstuvwxyz"]
        wishes = [key for key in wishes if key not in fixed.values()]
        if value.id in fixed:
            wishes.insert(0, fixed[value.id])
        taken.append(next((key for key in wishes if _is_letter(key) and key not in taken), ""))
    return taken


def lens_legend(tree: CodeTree, keys: list[LensKey]) -> list[safe.Part]:
    """The lenses in a few lines, with their direct keys."""
    if not tree.lenses:
        return [("This project has no lenses.", "$quiet")]
    parts: list[safe.Part] = [("Lenses", "bold $text")]
    if keys:
        parts += ["\n", (keys[0].lens.name, "$quiet")]
    for at, lens_key in enumerate(keys):
        name = safe.fitted(lens_key.value.name.lower(), 9)
        parts += [" " if at % 2 else "\n  ", (lens_key.key, "bold $text-accent"), (f" {name}", "$quiet")]
    return [*parts, "\n", ("l", "bold $text-accent"), (" all lenses", "$quiet")]


def _is_letter(key: str) -> bool:
    return len(key) == 1 and key.isascii() and key.isalpha()
