"""Tables of a process: what is told of it in rows of words, protected already, for any way of printing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from coder.analysis.people import Count, in_order
from coder.analysis.published import GridRow
from coder.domain.entry import Entry

TO_FILL = "_" * 14
"""Stands in a cell that is left for people to write in."""
DECK = "; "
"""Stands between several things in one cell."""


@dataclass(frozen=True, slots=True)
class ProcessTable:
    """Rows of words under `columns`, with what is to be read before them and below them.

    `id` is the same for the same table in every report of a project. `items` stand as a list below.
    """

    id: str
    title: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    before: str = ""
    note: str = ""
    items: tuple[str, ...] = ()
    evidence: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What is borne out, in words → the entries, by id, whose excerpts bear it out."""


def told_people(count: Count, least: int) -> str:
    """`3 of 24`; nothing where there are too few people."""
    return f"<{least}" if count.of_few(least) else str(count)


def all_told(grid: GridRow | None, least: int) -> str:
    """The people of all groups, `7 of 41`; no number where a group of them may not be told."""
    if grid is None:
        return "not counted"
    if not grid.whole or any(group.people.of_few(least) for group in grid.groups):
        return "not told in full"
    low, high = (sum(getattr(g.people, side) for g in grid.groups) for side in ("low", "high"))
    return str(Count(low, high, sum(g.people.of for g in grid.groups)))


def breadth(grid: GridRow | None, least: int) -> int:
    """How many people raised it at least, of the groups that may be told."""
    groups = grid.groups if grid else ()
    return sum(group.people.low for group in groups if not group.people.of_few(least))


def by_group(grid: GridRow | None, least: int) -> str:
    """`students 3 of 24; families and leaders 2 of 9`."""
    return DECK.join(
        f"{' and '.join(name or 'others' for name in in_order(g.groups))} {told_people(g.people, least)}"
        for g in (grid.groups if grid else ())
    )


def numbered(entries: Sequence[Entry], letter: str) -> dict[str, str]:
    """Entry id → `C1`, `C2`, in their order."""
    return {entry.id: f"{letter}{n}" for n, entry in enumerate(entries, 1)}


def short_ids(codings: Iterable[str], there: Mapping[str, object]) -> str:
    """The evidence ids of the codings that are there; `none` without any."""
    return ", ".join(id_[:8] for id_ in codings if id_ in there) or "none"
