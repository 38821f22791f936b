"""One line of a text on its way to a turn, and how to name lines in a remark."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from coder.domain.text import visible
from coder.ingest.draft import Remark


@dataclass(slots=True)
class Line:
    """One line that is not blank.

    `gap` tells that a blank line stood before it, `wrapped` that it goes on in the paragraph of
    the line before; `bold` counts its leading bold characters; `label` and `start_ms` are given
    where a table says who speaks and when.
    """

    number: int
    text: str
    gap: bool = False
    wrapped: bool = False
    bold: int = 0
    label: str | None = None
    start_ms: int | None = None


def cut_names_remark(names: Iterable[str | None], longest: int, most: int = 12) -> Iterator[Remark]:
    """A remark that gives in full the names of speakers that are cut at `longest` characters, if any are."""
    cut = list(dict.fromkeys(name for name in names if name and len(name) > longest))
    if cut:
        shown = ", ".join(f"“{visible(name[:1_000])}”" for name in cut[:most])
        more = f" and {len(cut) - most} more" if len(cut) > most else ""
        yield Remark(f"Names of speakers were cut at {longest} characters: {shown}{more}", left_out=True)


def lines_remark(message: str, numbers: Sequence[int], unit: str = "line", most: int = 8) -> Remark:
    """A remark that ends in the numbers of the lines it is about."""
    shown = ", ".join(map(str, numbers[:most]))
    more = f" and {len(numbers) - most} more" if len(numbers) > most else ""
    return Remark(
        f"{message} ({unit}{'s' if len(numbers) > 1 else ''} {shown}{more})", numbers[0], tuple(numbers)
    )
