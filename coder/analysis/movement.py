"""Where the same people, or two groups, stand: moves between waves and gaps between groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coder.analysis.thresholds import SMALLEST_GROUP


@dataclass(frozen=True, slots=True)
class Moves:
    """People by step in two waves, and how many went forward, back or stayed."""

    first: tuple[int, ...]
    second: tuple[int, ...]
    forward: int
    back: int
    same: int

    @property
    def of(self) -> int:
        """The people who are in both waves."""
        return self.forward + self.back + self.same


def moves(steps: Sequence[str], first: Mapping[str, str], second: Mapping[str, str]) -> Moves:
    """Compare the steps of the people, person → step, who are in both waves; `steps` goes forward.

    A transition table as in Bishop, Fienberg & Holland 1975, *Discrete Multivariate Analysis*, ch. 7.
    """
    rank = {step: n for n, step in enumerate(steps)}
    pairs = [(rank[first[p]], rank[second[p]]) for p in first if p in second]
    befores, afters = [a for a, _ in pairs], [b for _, b in pairs]
    return Moves(
        tuple(befores.count(n) for n in range(len(steps))),
        tuple(afters.count(n) for n in range(len(steps))),
        sum(b > a for a, b in pairs),
        sum(b < a for a, b in pairs),
        sum(a == b for a, b in pairs),
    )


@dataclass(frozen=True, slots=True)
class Gap:
    """The means of two groups; `told` says whether both are large enough for a mean to be shown."""

    first: float
    second: float
    told: bool

    @property
    def difference(self) -> float:
        """How much higher the first group stands."""
        return self.first - self.second


def gap(first: Sequence[float], second: Sequence[float], least: int = SMALLEST_GROUP) -> Gap | None:
    """The difference of arithmetic means, in the unit of the values; None where a group is empty.

    Not to be told where either group is smaller than `least`: counts are shown then.
    """
    if not first or not second:
        return None
    enough = min(len(first), len(second)) >= least
    return Gap(sum(first) / len(first), sum(second) / len(second), enough)
