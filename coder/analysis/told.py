"""Reading the cells of a table as they are told: how much, or why there is no number."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coder.analysis.count_table import HIDDEN
from coder.analysis.counting import State

_COUNT = re.compile("(?:said, )?(\\d+)(?:\u2013(\\d+))?(?: of (\\d+))?")
_FEW = re.compile("<\\d+")
_STATES = {state.value: state for state in State if state is not State.RAISED}

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """What a cell says: `low` to `high` out of `of`, or why not; nothing of it where it is words."""

    low: float | None = None
    high: float | None = None
    of: int | None = None
    why: State | None = None
    hidden: bool = False

    @property
    def raised(self) -> bool:
        """Whether somebody raised it, or somebody unidentified may have."""
        return bool(self.high)

    @property
    def words(self) -> bool:
        """Whether it is words, or nothing at all."""
        return self.low is None and not self.hidden

    @property
    def share(self) -> float | None:
        """The part that it is of what it is out of, 0 to 1; for marks beside numbers, never for print."""
        return None if self.hidden else (self.low or 0.0) / self.of if self.of else 0.0


def read_cell(value: Any) -> Told:
    """What a cell of a table tells."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Told(value, value)
    text = "" if value is None else str(value)
    if text == HIDDEN or _FEW.fullmatch(text):
        return Told(hidden=True)
    if text in _STATES:
        return Told(0, 0, why=_STATES[text])
    found = _COUNT.fullmatch(text)
    if found is None:
        return Told()
    low, high, of = found.groups()
    return Told(int(low), int(high or low), int(of) if of else None)


def sort_key(value: Any) -> tuple[int, float, float, str]:
    """Sorts numbers before why there are none, hidden ones after these, and words by their letters."""
    told = read_cell(value)
    if told.hidden:
        return (-3, 0, 0, "")
    if told.why is not None:
        return (-1 if told.why is State.NOT_RAISED else -2, 0, 0, told.why.value)
    if told.low is not None:
        return (0, told.low, told.high or 0, "")
    return (1 if value else -4, 0, 0, str(value or "").casefold())


class Apart:
    """Why a code is no answer to who raised it and who did not."""

    ANSWER = ""
    NOT_ASKED = State.NOT_ASKED.value
    NOT_CODED = State.NOT_CODED.value
    FEW = "too few people to tell"
    ORDER = (ANSWER, NOT_ASKED, NOT_CODED, FEW)


@dataclass(frozen=True, slots=True)
class Difference:
    """What one group raised and another did not, and what cannot be said of either.

    `apart` goes with `rows`: empty for an answer, else why it is kept apart.
    """

    raised_by: str
    not_by: str
    rows: tuple[Row, ...]
    apart: tuple[str, ...]

    @property
    def answers(self) -> int:
        """How many codes were raised by the one and not by the other, who was asked and is coded."""
        return self.apart.count(Apart.ANSWER)

    def kept_apart(self) -> dict[str, int]:
        """How many codes are no answer, by why."""
        return {why: self.apart.count(why) for why in Apart.ORDER[1:] if why in self.apart}


def difference(rows: Sequence[Row], raised_by: str, not_by: str) -> Difference:
    """Of a crosstab's rows those raised in one column and not in the other.

    Only what was asked, coded and told in the other column is an answer; the rest stands apart.
    """
    found: list[tuple[int, Row]] = []
    for row in rows:
        one, other = read_cell(row[raised_by]), read_cell(row[not_by])
        why = _apart(one, other)
        if why is not None:
            found.append((Apart.ORDER.index(why), row))
    found.sort(key=lambda pair: pair[0])
    return Difference(
        raised_by, not_by, tuple(row for _, row in found), tuple(Apart.ORDER[at] for at, _ in found)
    )


def _apart(one: Told, other: Told) -> str | None:
    """Why a row is no answer; None where it has no place in the answer at all."""
    if one.hidden or (one.raised and other.hidden):
        return Apart.FEW
    if not one.raised or other.why is None:
        return None
    return Apart.ANSWER if other.why is State.NOT_RAISED else other.why.value
