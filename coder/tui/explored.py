"""What the screen of tables keeps while it is closed: the table, the cell, the excerpt."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # Counting loads the database, which the first paint does without.
    from coder.services.exploring import Explorer, Wish

Place = tuple[tuple[str, ...], str]
"""What names a row, and the field of a column."""


@dataclass
class Explored:
    """Where somebody stands among the tables; nothing of it is written to the project."""

    explorer: Explorer | None = None
    wish: Wish | None = None
    """The table that is shown."""
    difference: tuple[str, str] | None = None
    """Raised by the one, not by the other."""
    sort: tuple[str, bool] | None = None
    """The field that rows are sorted by, and whether from the highest."""
    chart: bool = False
    cell: Place = ((), "")
    excerpt: int | None = None
    """The excerpt of the cell from which somebody went into a transcript; None while none is open."""
    by_person: bool = field(default=False)
    """Whether excerpts are listed person after person."""
