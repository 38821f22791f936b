"""Engagements: the processes that a project may follow, and how several of them join."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


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
class Engagement:
    """One process: what it brings along, asks, writes and allows.

    `sections` are those of its report in their order. `recommendations` is how many of these it allows
    before it warns, 0 for any number, and `strategies` the same of those of a plan; `records` and `voices`
    are the smallest groups of which counts are shown, `student_share` the least share in percent of quotes
    that are students'.
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
    recommendations: int = 0
    strategies: int = 0
    records: int = 10
    voices: int = 5
    student_share: int = 0
    milestones: tuple[Milestone, ...] = ()


def joined(engagements: Sequence[Engagement]) -> Engagement:
    """What a project that follows several processes goes by.

    Lists are put one behind the other without repeats, the limit is the strictest, the groups that are
    shown the largest, and the share of students the highest.
    """
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
        recommendations=min((one.recommendations for one in engagements if one.recommendations), default=0),
        strategies=min((one.strategies for one in engagements if one.strategies), default=0),
        records=max(one.records for one in engagements),
        voices=max(one.voices for one in engagements),
        student_share=max(one.student_share for one in engagements),
        milestones=tuple(dict.fromkeys(step for one in engagements for step in one.milestones)),
    )


def once(texts: Iterable[str]) -> tuple[str, ...]:
    """The texts without repeats, in the order of their first places."""
    return tuple(dict.fromkeys(texts))


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
