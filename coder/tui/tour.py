"""The guided tour: what it asks for, step by step, and when a step is done. Without a screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from coder.tui.keymap import Keymap

DONE = "done"
"""What is kept as the place in the tour once it is over."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody has done since a step began."""

    actions: frozenset[str] = frozenset()
    """The actions of the log, such as `accept` and `memo`."""
    opened: frozenset[str] = frozenset()
    """The names of the screens that were opened and left again."""
    moved: int = 0
    """Turns between where the step began and where one stands."""
    waits: bool = False
    """Whether suggestions wait on the turn one stands on."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do; `text` names keys by command, as in `{accept}`.

    `needs` are the commands without which the step is left out.
    """

    id: str
    text: str
    is_done: Callable[[Seen], bool]
    needs: tuple[str, ...] = ()


def _acted(action: str) -> Callable[[Seen], bool]:
    return lambda seen: action in seen.actions


STEPS: tuple[Step, ...] = (
    Step(
        "move",
        "This is a conversation, turn by turn. {next_turn} goes down, {previous_turn} up: go down two turns.",
        lambda seen: abs(seen.moved) >= 2,
        ("next_turn", "previous_turn"),
    ),
    Step(
        "suggested",
        "A ◇ in the margin says that suggestions wait. {next_suggested} goes to the next one.",
        lambda seen: seen.waits and seen.moved != 0,
        ("next_suggested",),
    ),
    Step(
        "accept",
        "Beside the words stands what is suggested, and why. {accept} takes the first suggestion.",
        _acted("accept"),
        ("accept",),
    ),
    Step(
        "pick",
        "Your own code now: {pick}, then a few letters of a name, such as belong, and ⏎.",
        _acted("code"),
        ("pick",),
    ),
    Step(
        "undo",
        "{undo} takes your last act back. It has no limit, tomorrow neither. Press {undo} once.",
        _acted("undo"),
        ("undo",),
    ),
    Step(
        "memo",
        "What you think goes into a memo: {memo}, type a sentence, Esc keeps it.",
        _acted("memo"),
        ("memo",),
    ),
    Step(
        "search",
        "{search} searches: type counselor and ⏎, look at what is found, and come back with Esc.",
        lambda seen: any(name.startswith("Search") for name in seen.opened),
        ("search",),
    ),
    Step(
        "report",
        "All of it becomes a Word report with tables and quotes: {write_report}, then ⏎ twice.",
        _acted("report"),
        ("write_report",),
    ),
)

SUGGESTING = ("suggested", "accept")
"""The steps that need suggestions."""


def steps(keymap: Keymap, *, suggestions: bool) -> tuple[Step, ...]:
    """The steps that can be done: every command has a key, and suggestions come if they are needed."""
    return tuple(
        step
        for step in STEPS
        if all(keymap.shown(command) for command in step.needs) and (suggestions or step.id not in SUGGESTING)
    )


def worded(step: Step, keymap: Keymap) -> str:
    """The sentence of a step with the keys as they are."""
    return step.text.format_map({command: keymap.shown(command) for command in step.needs})


def place_of(kept: str, left: Sequence[Step]) -> int:
    """Where in the tour somebody stands who had come to the step with the id `kept`."""
    if kept == DONE:
        return len(left)
    order = [step.id for step in STEPS]
    reached = order.index(kept) if kept in order else 0
    return next((at for at, step in enumerate(left) if order.index(step.id) >= reached), len(left))
