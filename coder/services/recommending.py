"""Recommendations: written for themes, given a cause, voted on."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from coder.domain.events import Event
from coder.domain.recommendation import (
    USUAL_LIMIT,
    Progress,
    Ranked,
    Recommendation,
    ranked,
    refuse_deficits,
)
from coder.errors import InputError
from coder.services.claiming import change_claim, check_codes, check_codings, check_groups, named, unlinked
from coder.services.limits import LIMIT
from coder.services.session import Session, added, removed
from coder.store.store import now


class RecommendationService:
    """What one coder does to the recommendations of an open project.

    Everything raises InputError, changing nothing, for what cannot be done, and gives None when
    nothing would change. What is `seen` is the recommendation that somebody decided on: when it was
    changed since, ChangedMeanwhile tells both versions.
    """

    def __init__(self, session: Session) -> None:
        self.session = session

    def all(self) -> list[Recommendation]:
        """The recommendations in the order in which they were written; their numbers count from 1."""
        return self.session.store.recommendations()

    def ranked(self) -> list[Ranked]:
        """The recommendations by votes."""
        return ranked(self.all())

    def find(self, name: str) -> Recommendation:
        """The recommendation called `3`, `R3`, or by the beginning of its id."""
        return named(self.all(), name, "R", "recommendation")

    def add(self, action: str, **fields: Any) -> Recommendation:
        """Write a recommendation, behind all others; `fields` are those of a `Recommendation`."""
        made = Recommendation(
            str(uuid.uuid4()), action, coder=self.session.coder, created_at=now(), **fields
        ).checked()
        self._check(made, Recommendation("", ""))

        def write(state: int) -> Recommendation:
            behind = max((one.position for one in self.all()), default=-1) + 1
            one = replace(made, position=behind)
            told = f"wrote recommendation: {one.short}"
            self.session.act("recommendation", told, [added("recommendation", one)], expecting=state)
            return one

        return self.session.act_on_what_stands(write)

    def edit(self, recommendation: Recommendation, **fields: Any) -> Event | None:
        """Give a recommendation, as it was seen, other words, themes, causes or facts."""
        return self._change(
            recommendation, "edited recommendation", lambda r: replace(r, **fields), seen=recommendation
        )

    def vote(self, recommendation: Recommendation, by: str, count: int = 1) -> Event | None:
        """Record the votes of somebody or of a group instead of those they gave before; 0 takes them away."""
        return self._change(
            recommendation, f"{count} votes by {by.strip()} for recommendation", lambda r: r.voted(by, count)
        )

    def set_status(self, recommendation: Recommendation, status: Progress) -> Event | None:
        """Say what has become of a recommendation."""
        return self._change(
            recommendation, f"{status.value} now, recommendation", lambda r: replace(r, status=status)
        )

    def remove(self, recommendation: Recommendation) -> Event:
        """Take a recommendation away, with its votes and what was written of what became of it."""

        def write(state: int) -> Event:
            store = self.session.store
            found = store.recommendation(recommendation.id)
            if found is None:
                raise InputError("this recommendation was removed meanwhile", where=recommendation.short)
            changes = [removed("recommendation", found), *unlinked(store, "recommendations", found.id)]
            told = f"removed recommendation: {found.short}"
            return self.session.act("remove recommendation", told, changes, expecting=state)

        return self.session.act_on_what_stands(write)

    @property
    def limit(self) -> int:
        """How many recommendations are not too many in this project."""
        kept = self.session.store.meta().get(LIMIT, "")
        return int(kept) if kept.isdecimal() and int(kept) else USUAL_LIMIT

    def set_limit(self, limit: int) -> None:
        """Say how many are not too many. Raises InputError for fewer than one."""
        if limit < 1:
            raise InputError("at least one recommendation has to be allowed")
        self.session.store.set_meta({LIMIT: str(limit)})

    def _change(
        self,
        recommendation: Recommendation,
        told: str,
        after: Callable[[Recommendation], Recommendation],
        seen: Recommendation | None = None,
    ) -> Event | None:
        def made(before: Recommendation) -> Recommendation:
            wanted = after(before).checked()
            self._check(wanted, before)
            return wanted

        def write(state: int) -> Event | None:
            before = self.session.store.recommendation(recommendation.id)
            return change_claim(self.session, before, "recommendation", told, made, seen, state)

        return self.session.act_on_what_stands(write)

    def _check(self, wanted: Recommendation, before: Recommendation) -> None:
        """Look at what is new; what was removed since stays named."""
        check_codes(self.session, _new(wanted.cause_codes, before.cause_codes))
        check_codings(self.session, _new(wanted.cause_codings, before.cause_codings))
        check_groups(self.session, _new(wanted.asked_by, before.asked_by))
        themes = {theme.id for theme in self.session.store.themes()}
        if not themes.issuperset(wanted.theme_ids):
            raise InputError("it would answer a theme that is not there", where=wanted.short)
        causes = (wanted.cause_codes, wanted.cause_codings)
        if causes != (before.cause_codes, before.cause_codings):
            refuse_deficits(wanted, self.session.tree, self._codes(wanted.cause_codings))

    def _codes(self, coding_ids: Iterable[str]) -> dict[str, str]:
        found = self.session.store.things("coding", list(coding_ids))
        return {coding.id: coding.code_id for coding in found}


def _new(wanted: Iterable[str], before: Iterable[str]) -> list[str]:
    had = set(before)
    return [one for one in wanted if one not in had]
