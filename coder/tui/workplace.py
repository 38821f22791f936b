"""What every screen is given to work with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from coder.services.reading_time import ReadingClock
from coder.tui.explored import Explored
from coder.tui.jobs import Jobs
from coder.tui.keymap import Keymap

if TYPE_CHECKING:
    from coder.services.session import Session
    from coder.tui.state import Suggests


@dataclass(frozen=True)
class Workplace:
    """An open project, a suggester if there is one, and the threads for both."""

    session: Session
    suggestions: Suggests | None = None
    jobs: Jobs = field(default_factory=Jobs)
    to_save: list[Callable[[], None]] = field(default_factory=list)
    """What is to be called when the program ends while a text is open."""
    keymap: Keymap = field(default_factory=Keymap)
    """The keys as this person has them."""

    folders: list[Path] = field(default_factory=list)
    """The folders that files were taken from, the last one at the end."""

    clock: ReadingClock = field(default_factory=ReadingClock)
    """Counts how long somebody is at work in a transcript."""

    explored: Explored = field(default_factory=Explored)
    """The table that was looked at last, and where in it one stood."""

    read_from: list[tuple[str, str]] = field(default_factory=list)
    """The theme, and its coding, from which somebody went into a transcript; empty where nobody did."""

    def save_open(self) -> None:
        """Save what is open; it is done by the time `jobs` is closed."""
        for save in self.to_save:
            save()


@dataclass(frozen=True, slots=True)
class Start:
    """Where to begin instead of the remembered place; `turn` 0 means where the coder stood there."""

    transcript_label: str
    turn: int = 0
