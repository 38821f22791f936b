"""The line at the top that says where one is, and the line at the bottom that says what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from textual.widgets import Static

from coder.tui import safe
from coder.tui.commands import Command
from coder.tui.cursor import Cursor
from coder.tui.keyline import key_part, label_part
from coder.tui.safe import Part
from coder.tui.state import TranscriptState

ROOMY = 90
"""Columns from which the top line uses whole phrases."""

GAP = 2
"""Columns between what the line at the bottom says of one key and of the next."""

TIGHT = 12
"""Columns for the transcript's name under which the top line leaves words out."""


class Bar(Static):
    """A line or two of data text; never parsed as markup."""

    def __init__(self, id: str) -> None:
        super().__init__("", id=id, markup=False)
        self.auto_links = False
        self._shown: list[Part] | None = None

    def show(self, parts: list[Part], *, grows: bool = False) -> None:
        """Draw `parts` if they are new; `grows` when the bar's height depends on them."""
        if parts != self._shown:
            self._shown = parts
            self.update(safe.content(*parts), layout=grows)


def top_line(state: TranscriptState, cursor: Cursor, saved_at: str, width: int, note: str = "") -> list[Part]:
    """Project, transcript, turn, progress, coder and the time of the last saved act.

    `note` says what is left out of the transcript; for that it gives up other things.
    """
    turn = cursor.turn(state)
    number = state.place_of(turn) if turn else 0
    if note:
        return _noted(state, number, saved_at, width, note)
    share = f"{state.coded_share:.0%}".replace("%", " %") if state.whole else "…"
    where = f"turn {number} of {state.highest} · {share} done"
    who = safe.cut(
        f"coding as {state.coder}" if width >= ROOMY or not saved_at else f"as {state.coder}",
        max(12, width // 5),
    )
    right = f"{where} · {who}" + (f"   {clock(saved_at)}" if saved_at else "")
    if saved_at and width - safe.width(right) < TIGHT:
        right = right.replace("   saved ", "  ")
    room = max(8, width - safe.width(right) - 3)
    project, transcript = _names(state, room)
    left = f"{project} › {transcript}" if project else transcript
    gap = " " * max(1, width - safe.width(left) - safe.width(right))
    head: list[Part] = [(f"{project} › ", "$quiet")] if project else []
    return [*head, (transcript, "bold"), gap, (right, "$quiet")]


def _noted(state: TranscriptState, number: int, saved_at: str, width: int, note: str) -> list[Part]:
    saved = f"   {clock(saved_at)}" if saved_at else ""
    right = f"turn {number} · as {safe.cut(state.coder, 12)}" + (saved if width >= ROOMY else "")
    label = safe.cut(state.transcript.label, 12)
    told = safe.cut(note, max(8, width - safe.width(label) - safe.width(right) - 6))
    gap = " " * max(1, width - safe.width(label) - safe.width(told) - safe.width(right) - 2)
    return [(label, "bold"), "  ", (told, "bold $text-accent"), gap, (right, "$quiet")]


def _names(state: TranscriptState, room: int) -> tuple[str, str]:
    """Project and transcript cut so that the transcript's label stays readable longest."""
    transcript = f"{state.transcript.label} {state.transcript.facts.title}".strip()
    project = state.project
    over = safe.width(f"{project} › {transcript}") - room
    if over > 0:
        keep = max(0, safe.width(project) - over)
        project = safe.cut(project, keep) if keep >= 6 else ""
    return safe.plain(project), safe.cut(transcript, room - (safe.width(project) + 3 if project else 0))


def clock(at: str) -> str:
    """The time of an event as people read it, in their own zone."""
    return f"saved {datetime.fromisoformat(at).astimezone():%H:%M:%S}"


def hints(commands: Sequence[Command], width: int) -> list[Part]:
    """Keys and what they do, as many as fit; the way back and the last one always do.

    Pointing at one presses it.
    """
    always = {commands[-1].id, *(command.id for command in commands if _leads_back(command))}
    left = width - sum(_room(command) for command in commands if command.id in always) + GAP
    shown, full = [], False
    for command in commands:
        if command.id in always:
            shown.append(command)
        elif not full:
            left -= _room(command)
            full = left < 0
            if not full and command.keys:
                shown.append(command)
    parts: list[Part] = []
    for command in shown:
        key, name = command.keys.split(",")[0], _shown(command)
        parts += [key_part(name, key), label_part(f" {command.label.lower()}  ", name, key)]
    return parts


def _leads_back(command: Command) -> bool:
    return "escape" in command.keys.split(",")


def _shown(command: Command) -> str:
    """Of the keys that lead back the first is enough: it is the same everywhere."""
    return "Esc" if "Esc" in command.shown and _leads_back(command) else command.shown


def _room(command: Command) -> int:
    return safe.width(_shown(command)) + len(command.label) + 1 + GAP
