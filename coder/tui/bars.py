"""The line at the top that says where one is, and the line at the bottom that says what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from textual.widgets import Static

from coder.tui import safe
from coder.tui.commands import Command
from coder.tui.cursor import Cursor
from coder.tui.safe import Part
from coder.tui.state import TranscriptState

ROOMY = 90
"""Columns from which the top line uses whole phrases."""

TIGHT = 12
"""Columns for the transcript's name under which the top line leaves words out."""


class Bar(Static):
    """A line or two of data text; never parsed as markup."""

    def __init__(self, id: str) -> None:
        super().__init__("", id=id, markup=False)
        self._shown: list[Part] | None = None

    def show(self, parts: list[Part], *, grows: bool = False) -> None:
        """Draw `parts` if they are new; `grows` when the bar's height depends on them."""
        if parts != self._shown:
            self._shown = parts
            self.update(safe.content(*parts), layout=grows)


def top_line(state: TranscriptState, cursor: Cursor, saved_at: str, width: int) -> list[Part]:
    """Project, transcript, turn, progress, coder and the time of the last saved act."""
    turn = cursor.turn(state)
    number = state.place_of(turn) if turn else 0
    where = f"turn {number} of {len(state.stops)} · {state.coded_share:.0%} coded".replace("%", " %")
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
    """Keys and what they do, as many as fit; the last one always does."""
    *common, last = [(command.shown, command.label.lower()) for command in commands]
    used = len(last[0]) + len(last[1]) + 1
    shown = []
    for key, label in common:
        used += len(key) + len(label) + 3
        if used > width:
            break
        shown.append((key, label))
    parts: list[Part] = []
    for key, label in [*shown, last]:
        parts += [(key, "bold $text-accent"), (f" {label}  ", "$quiet")]
    return parts
