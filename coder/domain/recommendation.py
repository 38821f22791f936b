"""Recommendations: what is to be done, which themes it answers, who asked for it, who voted for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from coder.domain.codebook import CodeTree
from coder.domain.text import canonical
from coder.domain.theme import once, one_line, shortened
from coder.errors import InputError

USUAL_LIMIT = 5
"""More recommendations than this are told to be too many, unless a project says otherwise."""

DEFICIT = "RDY.RX"
"""The code of explanations by who students or families are, which are never a root cause."""


class Progress(StrEnum):
    """What has become of a recommendation."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    STARTED = "started"
    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Vote:
    """How many votes somebody, or a group, gave to a recommendation."""

    by: str
    count: int


@dataclass(frozen=True, slots=True)
class Recommendation:
    """An action that answers themes.

    Its place among all is by votes; `position` is the order in which they were written.
    """

    id: str
    action: str
    theme_ids: tuple[str, ...] = ()
    asked_by: tuple[str, ...] = ()
    """The stakeholder groups whose participants asked for it."""
    analysts: bool = False
    """Whether those who wrote the report propose it."""
    cause: str = ""
    """The root cause in words."""
    cause_codes: tuple[str, ...] = ()
    cause_codings: tuple[str, ...] = ()
    votes: tuple[Vote, ...] = ()
    owner: str = ""
    timing: str = ""
    measure: str = ""
    status: Progress = Progress.PROPOSED
    notes: str = ""
    position: int = 0
    coder: str = ""
    """Who wrote it first."""
    created_at: str = ""
    version: int = 1

    @property
    def total(self) -> int:
        """All its votes."""
        return sum(vote.count for vote in self.votes)

    @property
    def short(self) -> str:
        """The beginning of the action, for a sentence about it."""
        return shortened(self.action)

    def checked(self) -> Recommendation:
        """The recommendation with its words and lists in order.

        Raises InputError when it has no action, or when votes are no number of votes.
        """
        done = replace(
            self,
            theme_ids=once(self.theme_ids),
            asked_by=once(one_line(group) for group in self.asked_by),
            cause=canonical(self.cause).text.strip(),
            cause_codes=once(self.cause_codes),
            cause_codings=once(self.cause_codings),
            notes=canonical(self.notes).text.strip(),
            action=one_line(self.action),
            owner=one_line(self.owner),
            timing=one_line(self.timing),
            measure=one_line(self.measure),
        )
        if not done.action:
            raise InputError("a recommendation needs an action", remedy="write what is to be done")
        if any(not vote.by or vote.count < 1 for vote in done.votes):
            raise InputError("a vote is somebody's, and at least one", where=done.short)
        return done

    def has_cause(self, tree: CodeTree, codes: Mapping[str, str]) -> bool:
        """Whether it names a root cause that is still there.

        `codes` says of the codings that are there, by id, what code they carry. What merely tells
        a deficit of students or families is none.
        """
        deficits = deficit_codes(tree)
        told = {tree.resolve(code) for code in self.cause_codes} & tree.codes.keys()
        shown = {codes[id_] for id_ in self.cause_codings if id_ in codes}
        return bool(self.cause or (told | shown) - deficits)

    def voted(self, by: str, count: int) -> Recommendation:
        """With somebody's votes, instead of those they gave before; 0 takes them away.

        Raises InputError for fewer than none, or without saying whose they are.
        """
        who = one_line(by)
        if not who:
            raise InputError("say who voted", remedy="name a person or a group")
        if count < 0:
            raise InputError("there are no fewer than 0 votes", where=who)
        others = [vote for vote in self.votes if vote.by != who]
        at = next((n for n, vote in enumerate(self.votes) if vote.by == who), len(others))
        own = [Vote(who, count)] if count else []
        return replace(self, votes=(*others[:at], *own, *others[at:]))

    def led(self, leads: Mapping[str, str]) -> Recommendation:
        """With each coding that became one with another named by the one that stands there now."""
        return replace(self, cause_codings=once(leads.get(id_, id_) for id_ in self.cause_codings))


@dataclass(frozen=True, slots=True)
class Ranked:
    """A recommendation and its place by votes; `tied` ones share a place, and none has one without votes."""

    recommendation: Recommendation
    place: int | None
    tied: bool


def ranked(recommendations: Iterable[Recommendation]) -> list[Ranked]:
    """All in the order of their votes, most first; those that share a place in the order they were written.

    After two in place 1 comes place 3. Dropped ones come last and take no place.
    """
    order = sorted(recommendations, key=lambda r: (_dropped(r), -r.total, r.position, r.id))
    totals = [one.total for one in order if not _dropped(one)]
    found: list[Ranked] = []
    for one in order:
        placed = one.total > 0 and not _dropped(one)
        place = totals.index(one.total) + 1 if placed else None
        found.append(Ranked(one, place, placed and totals.count(one.total) > 1))
    return found


def deficit_codes(tree: CodeTree) -> frozenset[str]:
    """The codes of deficit explanations: `DEFICIT` and what is below it."""
    return tree.subtree(DEFICIT) if DEFICIT in tree.codes else frozenset()


def refuse_deficits(recommendation: Recommendation, tree: CodeTree, codes: Mapping[str, str]) -> None:
    """Raise InputError when a root cause is an explanation by who students or families are.

    `codes` says of codings, by id, what code they carry.
    """
    deficits = deficit_codes(tree)
    named = {tree.resolve(code) for code in recommendation.cause_codes} | {*recommendation.cause_codes}
    named |= {codes[id_] for id_ in recommendation.cause_codings if id_ in codes}
    if named & deficits:
        raise InputError(
            f"{', '.join(sorted(named & deficits))} explains by who students or families are,"
            " and is never a root cause",
            where=recommendation.short,
            remedy="name what the district does or leaves undone",
        )


def told_ties(ranking: Sequence[Ranked]) -> list[str]:
    """A sentence for each place that several recommendations share."""
    shared: dict[int, list[Recommendation]] = {}
    for one in ranking:
        if one.tied and one.place is not None:
            shared.setdefault(one.place, []).append(one.recommendation)
    return [
        f"{len(same)} recommendations share place {place} with {_votes(same[0].total)} each: "
        + "; ".join(f"“{one.short}”" for one in same)
        for place, same in shared.items()
    ]


def _dropped(recommendation: Recommendation) -> bool:
    return recommendation.status is Progress.DROPPED


def _votes(number: int) -> str:
    return f"{number} vote" + ("" if number == 1 else "s")
