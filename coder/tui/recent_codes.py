"""The codes used last, each on a digit that it keeps as long as it is used."""

from __future__ import annotations

from collections.abc import Iterable

from coder.domain.events import Event

DIGITS = "456789"
"""The keys; 1 to 3 accept suggestions."""


class RecentCodes:
    """Six places for codes. A new one takes a free place, or that of the code unused longest.

    So a code that is used again and again stays on its digit, and fingers may learn it.
    """

    def __init__(self) -> None:
        self._places: list[str] = []
        self._used: list[str] = []

    @property
    def latest(self) -> tuple[str, ...]:
        """The codes, the one used last first."""
        return tuple(reversed(self._used))

    def places(self) -> list[tuple[str, str]]:
        """Digits with the codes on them."""
        return list(zip(DIGITS, self._places, strict=False))

    def on(self, digit: str) -> str | None:
        """The code on a digit."""
        return dict(self.places()).get(digit)

    def use(self, code_id: str) -> None:
        """A code was used just now."""
        if code_id in self._used:
            self._used.remove(code_id)
        self._used.append(code_id)
        if code_id in self._places:
            return
        if len(self._places) < len(DIGITS):
            self._places.append(code_id)
        else:
            oldest = self._used.pop(0)
            self._places[self._places.index(oldest)] = code_id

    def begin(self, latest: Iterable[str]) -> None:
        """Start with codes used at another time, the one used last first; what is used already stays."""
        behind = [code_id for code_id in latest if code_id not in self._used]
        behind = behind[: len(DIGITS) - len(self._used)]
        self._used = [*reversed(behind), *self._used]
        self._places += behind

    def keep(self, usable: Iterable[str]) -> None:
        """Forget the codes that can no longer be used."""
        left = set(usable)
        self._used = [code_id for code_id in self._used if code_id in left]
        self._places = [code_id for code_id in self._places if code_id in left]

    def see(self, event: Event, coder: str) -> None:
        """Follow an act: every code that it puts on words was used, undo and redo aside."""
        if event.undoes is not None or event.redoes is not None:
            return
        for change in event.changes:
            before, after = change.before, change.after
            mine = change.kind == "coding" and after and after["coder"] == coder
            if mine and after and (before is None or before["code_id"] != after["code_id"]):
                self.use(after["code_id"])
