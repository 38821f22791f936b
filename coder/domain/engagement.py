"""Engagements: the processes that a project may follow, and how several of them join."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Milestone:
    """One dated step of a process; `due` is as people say it, such as `month 2`."""

    name: str
    due: str = ""


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question that the process asks: of which groups, and which codes it is about."""

    words: str
    codes: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """How many of a thing a process allows before it warns; 0 means any number."""

    recommendations: int = 0
    strategies: int = 0
    priorities: int = 0

    def narrowed(self, other: Limits) -> Limits:
        """The stricter of two limits, thing by thing."""
        return Limits(
            _stricter(self.recommendations, other.recommendations),
            _stricter(self.strategies, other.strategies),
            _stricter(self.priorities, other.priorities),
        )


@dataclass(frozen=True, slots=True)
class Engagement:
    """One process: what it brings along, asks, writes and allows.

    `sections` are those of its report in their order, `wording` gives other words for the program's own,
    such as `district` → `association`. `records` and `voices` are the smallest groups of which counts
    are shown, `student_share` the least share in percent of quotes that are students'.
    """

    id: str
    name: str
    version: str
    purpose: str
    timeline: str = ""
    activities: tuple[str, ...] = ()
    deliverables: tuple[str, ...] = ()
    codebooks: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    questions: tuple[AskedQuestion, ...] = ()
    sections: tuple[str, ...] = ()
    limits: Limits = Limits()
    records: int = 10
    voices: int = 5
    student_share: int = 0
    wording: Mapping[str, str] = field(default_factory=dict)
    milestones: tuple[Milestone, ...] = ()


def joined(engagements: Sequence[Engagement]) -> Engagement:
    """What a project that follows several processes goes by.

    Lists are put one behind the other without repeats, limits are the strictest, groups that are shown
    the largest, the share of students the highest; of two words for one thing the first holds.
    """
    first = engagements[0]
    limits = first.limits
    for other in engagements[1:]:
        limits = limits.narrowed(other.limits)
    wording: dict[str, str] = {}
    for one in engagements:
        wording = {**one.wording, **wording}
    return Engagement(
        id="+".join(one.id for one in engagements),
        name=" and ".join(one.name for one in engagements),
        version="+".join(one.version for one in engagements),
        purpose=" ".join(one.purpose for one in engagements),
        timeline="; ".join(once(one.timeline for one in engagements if one.timeline)),
        activities=once(text for one in engagements for text in one.activities),
        deliverables=once(text for one in engagements for text in one.deliverables),
        codebooks=once(name for one in engagements for name in one.codebooks),
        groups=once(name for one in engagements for name in one.groups),
        questions=tuple(dict.fromkeys(asked for one in engagements for asked in one.questions)),
        sections=_in_order([one.sections for one in engagements]),
        limits=limits,
        records=max(one.records for one in engagements),
        voices=max(one.voices for one in engagements),
        student_share=max(one.student_share for one in engagements),
        wording=wording,
        milestones=tuple(dict.fromkeys(step for one in engagements for step in one.milestones)),
    )


def once(texts: Iterable[str]) -> tuple[str, ...]:
    """The texts without repeats, in the order of their first places."""
    return tuple(dict.fromkeys(texts))


def _stricter(one: int, other: int) -> int:
    return min(one, other) if one and other else one or other


def _in_order(lists: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """One list of sections: what a later process adds stands behind what it stands behind there."""
    result = list(lists[0])
    for names in lists[1:]:
        place = 0
        for name in names:
            if name in result:
                place = max(place, result.index(name) + 1)
            else:
                result.insert(place, name)
                place += 1
    return tuple(result)
