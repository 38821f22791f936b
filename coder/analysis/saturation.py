"""How much each further session adds to what is known: a description, never a proof.

Guest, Namey & Chen, *A simple method to assess and report thematic saturation in qualitative
research* (PLoS ONE 15(5), 2020): the new codes of a run of sessions over the unique codes of the
first sessions, the base.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from coder.analysis.frame import Material, Source
from coder.analysis.people import attendance, group_sizes, in_order

if TYPE_CHECKING:
    import pandas as pd

ORDERS = 200
"""How many random orders of the sessions the range is over."""

FIXED_CODEBOOK = (
    "The codebook was made before the sessions and nothing was added to it, so its codes could only run "
    "out; what is counted here is in which sessions a code was first raised by a group, and no verdict "
    "is given."
)
NO_PROOF = "That little is new in these sessions is no proof that nothing is left to hear."


class Step(StrEnum):
    """Whether runs move on by one session or by their own length."""

    SLIDING = "sliding by one"
    BLOCKS = "run by run"


@dataclass(frozen=True, slots=True)
class Settings:
    """The base size, the run length, the new-information threshold and how runs move on."""

    base: int = 4
    run: int = 2
    threshold: float = 0.05
    step: Step = Step.SLIDING


@dataclass(frozen=True, slots=True)
class Run:
    """A run of sessions (counted from 1, both ends included), and its share of new codes."""

    first: int
    last: int
    new: int
    ratio: float

    @property
    def label(self) -> str:
        """`7-8`."""
        return f"{self.first}-{self.last}"


@dataclass(frozen=True, slots=True)
class Assessment:
    """One order of sessions: new codes per session, the size of the base, and the runs."""

    new: tuple[int, ...]
    base_unique: int
    runs: tuple[Run, ...]
    base: int
    threshold: float

    @property
    def reached(self) -> Run | None:
        """The first run at or below the threshold."""
        return next((run for run in self.runs if run.ratio <= self.threshold), None)

    @property
    def nothing_new(self) -> Run | None:
        """The first run without anything new."""
        return next((run for run in self.runs if run.new == 0), None)

    @property
    def reported(self) -> str:
        """As the method writes it, `6+2`: the sessions before the run, and those of the run; or empty."""
        run = self.reached
        return f"{run.first - 1}+{run.last - run.first + 1}" if run else ""


@dataclass(frozen=True, slots=True)
class GroupSaturation:
    """What the sessions of one stakeholder group added, in the order held, and over random orders.

    `low` and `high` are the least and the greatest number of sessions at which the threshold was
    reached in the `reached_in` of `orders` random orders that reached it. `told` is why there is no
    verdict, or what the numbers do not prove. Where `assessed` is None there are too few sessions.
    """

    group: str
    sessions: tuple[str, ...]
    assessed: Assessment | None
    low: int | None
    high: int | None
    reached_in: int
    orders: int
    verdict: str
    told: str


def assess(new: Sequence[int], settings: Settings | None = None) -> Assessment | None:
    """The runs after the base, from the number of new codes of each session in order.

    None where there are not sessions enough for a base and a run, or the base holds no code.
    """
    how = settings or Settings()
    unique = sum(new[: how.base])
    if len(new) < how.base + how.run or not unique:
        return None
    stride = 1 if how.step is Step.SLIDING else how.run
    starts = range(how.base, len(new) - how.run + 1, stride)
    sums = [(start, sum(new[start : start + how.run])) for start in starts]
    runs = tuple(Run(start + 1, start + how.run, total, total / unique) for start, total in sums)
    return Assessment(tuple(new), unique, runs, how.base, how.threshold)


def new_codes(sessions: Iterable[Iterable[str]]) -> list[int]:
    """How many codes each session has that none before it had."""
    known: set[str] = set()
    counts = []
    for codes in sessions:
        fresh = set(codes) - known
        counts.append(len(fresh))
        known |= fresh
    return counts


def saturation(
    frame: pd.DataFrame,
    material: Material,
    settings: Settings | None = None,
    *,
    grown: frozenset[str] = frozenset(),
    seed: int = 1,
) -> tuple[GroupSaturation, ...]:
    """One assessment per stakeholder group of enough people, of coded conversations alone.

    Sessions stand in the order of their dates, undated ones last. `grown` are the codes that were
    added while coding, or sub-themes: with any of them only they count as new and a verdict is given;
    without them the codebook was fixed, every code counts when the group first raises it, and no
    verdict is given.
    """
    how = settings or Settings()
    order = _sessions(material)
    attended = attendance(material.by_id[id_] for id_ in order)
    sizes = group_sizes(attended, material.groups)
    rows = frame[frame["transcript_id"].isin(order)]
    if grown:
        rows = rows[rows["code_id"].isin(grown)]
    found, least = [], material.thresholds.voices
    for group in in_order(group for group, size in sizes.items() if size >= least):
        part = rows[rows["group"] == group]
        codes = part.groupby("transcript_id")["code_id"].agg(set).to_dict()
        present = [id_ for id_ in order if any(material.groups[person] == group for person in attended[id_])]
        labels = tuple(material.by_id[id_].label for id_ in present)
        sets = [codes.get(id_, set()) for id_ in present]
        found.append(_of_group(group, labels, sets, how, bool(grown), seed))
    return tuple(found)


def _sessions(material: Material) -> list[str]:
    coded = [t for t in material.from_source(Source.TALK) if t.id in material.coded_ids]
    return [t.id for t in sorted(coded, key=lambda t: (not t.facts.date, t.facts.date))]


def _of_group(
    group: str, labels: tuple[str, ...], sets: Sequence[set[str]], how: Settings, grown: bool, seed: int
) -> GroupSaturation:
    assessed = assess(new_codes(sets), how)
    reached = _over_orders(sets, how, seed) if assessed else []
    return GroupSaturation(
        group,
        labels,
        assessed,
        min(reached, default=None),
        max(reached, default=None),
        len(reached),
        ORDERS if assessed else 0,
        _verdict(assessed, how) if grown else "",
        NO_PROOF if grown else FIXED_CODEBOOK,
    )


def _over_orders(sets: Sequence[set[str]], how: Settings, seed: int) -> list[int]:
    """At how many sessions the threshold was reached, for each random order that reached it."""
    shuffled = list(sets)
    rng = random.Random(seed)  # noqa: S311 (orders to look at, no secret)
    reached = []
    for _ in range(ORDERS):
        rng.shuffle(shuffled)
        assessed = assess(new_codes(shuffled), how)
        if assessed and assessed.reached:
            reached.append(assessed.reached.last)
    return reached


def _verdict(assessed: Assessment | None, how: Settings) -> str:
    if assessed is None:
        return f"too few sessions: the base takes {how.base} and a run {how.run}"
    if not assessed.reported:
        return f"not reached: every run brought more than {how.threshold:.0%} new codes"
    return f"reached at {assessed.reported} (new codes at most {how.threshold:.0%} of the base)"
