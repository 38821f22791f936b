"""What is asked of a table, and what a counted table is: plain rows, and what has to be read with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coder.analysis import cooccurrence
from coder.analysis.counting import Tally
from coder.analysis.people import Count

Row = dict[str, Any]

LEAST_FOR_SHARE = 10
"""No share is shown of fewer than this."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a person asked of a table; `by` are one or two facts of people or sessions.

    `word` is what to look for in context, `phrase` how many words a phrase has, `measures` and
    `links` the tables of a joint display, `rows` what the rows of a framework matrix are, `words_for`
    whether words of the scale stand beside counts.
    """

    by: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    coder: str = ""
    min_people: int = 0
    subtree: bool = False
    near: str = cooccurrence.Near.EXCERPT.value
    protocol: Path | None = None
    word: str = ""
    phrase: int = 1
    measures: Path | None = None
    links: Path | None = None
    rows: str = "session"
    words_for: bool = False
    limit: int | None = None
    records: int | None = None
    voices: int | None = None
    """How many people a number must be about, instead of what the project says."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows with the names of their fields in order, and what has to be read with them."""

    rows: list[Row]
    fields: tuple[str, ...] = field(default=())
    notes: tuple[str, ...] = ()


def numbers(tally: Tally) -> Row:
    """The numbers of a tally under the names that every table of people gives them."""
    hidden = tally.hidden
    return {
        "excerpts": tally.few if hidden else tally.excerpts,
        "people": tally.few if hidden else number(tally.people),
        "people_of": tally.few if hidden else tally.people.of,
        "people_spoke": tally.few if hidden else number(tally.spoke),
        "sessions": tally.few if hidden else tally.sessions.low,
        "sessions_of": tally.few if hidden else tally.sessions.of,
    }


def number(count: Count) -> int | str:
    """A whole number, or `3\u20135` where unidentified voices leave it open."""
    return count.low if count.low == count.high else count.number


def share(tally: Tally, of: int) -> float | None:
    """The part of the people who raised it, 0 to 1; None where it is open, hidden or of too few."""
    exact = tally.people.low == tally.people.high and tally.spoke.low == tally.spoke.high
    return round(tally.people.low / of, 4) if exact and of >= LEAST_FOR_SHARE and not tally.hidden else None
