"""How long somebody was at work in a transcript, counted only while keys come.

It helps to plan what is left. It is shown to oneself and, for everybody together, per transcript;
nowhere are coders set beside each other.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coder.services.session import Session

IDLE_AFTER = 60.0
"""Seconds without a key after which somebody is taken to be away: such a pause is not counted."""

WRITTEN_EVERY = 120.0
"""Seconds of work after which they are written, so that the disk is seldom asked."""

Worked = tuple[str, str, int]
"""Transcript id, day (`2026-11-22`), seconds."""


class ReadingClock:
    """Counts the time between keys; it writes nothing by itself."""

    def __init__(
        self,
        now: Callable[[], float] = time.monotonic,
        today: Callable[[], str] = lambda: date.today().isoformat(),
    ) -> None:
        self._now = now
        self._today = today
        self._transcript_id = ""
        self._last: float | None = None
        self._worked: dict[tuple[str, str], float] = {}

    def stand_in(self, transcript_id: str) -> None:
        """From now on the time is spent in this transcript."""
        self._transcript_id = transcript_id

    def touch(self) -> bool:
        """Somebody did something; True when enough has come together to be written."""
        now = self._now()
        gap = now - self._last if self._last is not None else 0.0
        self._last = now
        if self._transcript_id and 0 < gap <= IDLE_AFTER:
            key = (self._transcript_id, self._today())
            self._worked[key] = self._worked.get(key, 0.0) + gap
        return sum(self._worked.values()) >= WRITTEN_EVERY

    def take(self) -> list[Worked]:
        """What has come together in whole seconds; what is left over goes on counting."""
        taken = [(*key, int(seconds)) for key, seconds in self._worked.items() if seconds >= 1]
        self._worked = {key: seconds % 1 for key, seconds in self._worked.items()}
        return taken


def keep_time(session: Session, worked: list[Worked]) -> None:
    """Write the time that was counted; no part of the log and not undone."""
    for transcript_id, day, seconds in worked:
        session.store.add_reading_time(session.coder, transcript_id, day, seconds)


def own_times(session: Session) -> Mapping[str, int]:
    """Transcript id → seconds that this coder was at work in it."""
    return session.store.reading_times(session.coder)


def all_times(session: Session) -> Mapping[str, int]:
    """Transcript id → seconds that everybody together was at work in it."""
    return session.store.reading_times()


def as_time(seconds: int) -> str:
    """A stretch of time as people say it: `under a minute`, `12 min`, `3 h 05 min`."""
    hours, minutes = divmod(round(seconds / 60), 60)
    if not hours:
        return f"{minutes} min" if minutes else "under a minute" if seconds else "none yet"
    return f"{hours} h {minutes:02} min"
