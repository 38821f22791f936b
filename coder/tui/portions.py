"""In which order the turns of a transcript are asked about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from coder.domain.transcript import Turn
from coder.tui.shared import Shared

AT_HAND = 3
"""Turns from the cursor on whose suggestions are asked for before those nearby."""

NEARBY = 12
"""Turns around the cursor whose suggestions are asked for before all others."""

PORTION = 200
"""Turns whose suggestions are asked for in one go."""


def portions(stops: Sequence[Turn], at: int) -> Iterator[tuple[Sequence[Turn], bool]]:
    """The turns in the order in which suggestions are looked for, and whether it is the last portion.

    First those nearby, then onward to the end, then those before; a portion takes a few seconds.
    """
    edges = [(at, at + AT_HAND), (max(0, at - 2), at + NEARBY)]
    edges += [(start, start + PORTION) for start in range(at + NEARBY, len(stops), PORTION)]
    edges += [(max(0, end - PORTION), end) for end in range(max(0, at - 2), 0, -PORTION)]
    for number, (start, end) in enumerate(edges, 1):
        yield stops[start:end], number == len(edges)


def renewed(
    before: Shared[int, list[Any]],
    found: Mapping[int, list[Any]],
    turns: Sequence[Turn],
    here: Turn | None,
    settled: bool,
) -> Shared[int, list[Any]]:
    """What was found before, with what was found now for these turns.

    The turn `here` stays as it is once something stood there, or where that is `settled`: nobody
    should take what moved under the finger.
    """
    stays = here.number if here is not None and (here.number in before or settled) else None
    asked = [turn.number for turn in turns if turn.number is not None and turn.number != stays]
    return before.updated({number: found.get(number) for number in asked})
