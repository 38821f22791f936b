"""Themes: written, given evidence and negative cases, and brought to an end."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from coder.domain.events import Change, Event
from coder.domain.theme import Looked, Theme, ThemeStatus, one_line
from coder.errors import InputError
from coder.services.claiming import (
    change_claim,
    check_codes,
    check_codings,
    check_groups,
    named,
    unlinked,
)
from coder.services.session import Session, added, changed, removed
from coder.store.store import now


class ThemeService:
    """What one coder does to the themes of an open project.

    Everything raises InputError, changing nothing, for what cannot be done, and gives None when
    nothing would change. What is `seen` is the theme that somebody decided on: when it was changed
    since, ChangedMeanwhile tells both versions.
    """

    def __init__(self, session: Session) -> None:
        self.session = session

    def all(self) -> list[Theme]:
        """The themes in their order; their numbers count from 1."""
        return self.session.store.themes()

    def find(self, name: str) -> Theme:
        """The theme called `3`, `T3`, or by the beginning of its id."""
        return named(self.all(), name, "T", "theme")

    def add(self, claim: str, **fields: Any) -> Theme:
        """Write a theme, behind all others; `fields` are those of a `Theme`."""
        made = Theme(str(uuid.uuid4()), claim, coder=self.session.coder, created_at=now(), **fields).checked()
        self._check(made, Theme("", ""))

        def write(state: int) -> Theme:
            behind = max((theme.position for theme in self.all()), default=-1) + 1
            theme = replace(made, position=behind)
            self.session.act("theme", f"wrote theme: {theme.short}", [added("theme", theme)], expecting=state)
            return theme

        return self.session.act_on_what_stands(write)

    def edit(self, theme: Theme, **fields: Any) -> Event | None:
        """Give a theme, as it was seen, other words, codes, lenses, groups, measures or notes."""
        return self._change(theme, "edited theme", lambda t: replace(t, **fields), seen=theme)

    def add_evidence(self, theme: Theme, coding_ids: Iterable[str]) -> Event | None:
        """Let codings bear a theme out; those that spoke against it do so no more."""
        more = tuple(coding_ids)
        return self._change(theme, f"added {_codings(more)} to theme", lambda t: t.with_evidence(more))

    def add_negative_cases(self, theme: Theme, coding_ids: Iterable[str]) -> Event | None:
        """Let codings speak against a theme; they are evidence for it no more."""
        more = tuple(coding_ids)
        told = f"added {_codings(more, 'negative case')} to theme"
        return self._change(theme, told, lambda t: t.with_negative_cases(more))

    def take_out(self, theme: Theme, coding_ids: Iterable[str]) -> Event | None:
        """Take codings, for or against it, out of a theme."""
        gone = tuple(coding_ids)
        return self._change(theme, f"took {_codings(gone)} out of theme", lambda t: t.without(gone))

    def star(self, theme: Theme, coding_id: str) -> Event | None:
        """Choose a quote for a theme, or choose it no more."""
        return self._change(theme, "chose a quote of theme", lambda t: t.starring(coding_id))

    def flag(self, theme: Theme, coding_id: str) -> Event | None:
        """Let one quote stand for a theme, or none where it did already."""
        return self._change(theme, "flagged a quote of theme", lambda t: t.flagging(coding_id))

    def answer(self, theme: Theme, looked: Looked) -> Event | None:
        """Say whether somebody has looked for words that speak against a theme."""
        told = f"negative cases looked for: {looked.value}, in theme"
        return self._change(theme, told, lambda t: replace(t, looked=looked))

    def set_status(self, theme: Theme, status: ThemeStatus) -> Event | None:
        """Say how far a theme has come. What it lacks for being final is told."""
        return self._change(theme, f"{status.value} now, theme", lambda t: replace(t, status=status))

    def move(self, theme: Theme, place: int) -> Event | None:
        """Put a theme at a place, from 1, among all."""

        def write(state: int) -> Event | None:
            order = [one for one in self.all() if one.id != theme.id]
            if not 1 <= place <= len(order) + 1:
                raise InputError(f"there is no place {place}", remedy=f"the last one is {len(order) + 1}")
            order.insert(place - 1, self._standing(theme))
            changes = [
                changed("theme", one, replace(one, position=at, version=one.version + 1))
                for at, one in enumerate(order)
                if one.position != at
            ]
            if not changes:
                return None
            told = f"moved theme to place {place}: {theme.short}"
            return self.session.act("theme order", told, changes, expecting=state)

        return self.session.act_on_what_stands(write)

    def remove(self, theme: Theme) -> Event:
        """Take a theme away; recommendations and entries lead to it no more. The codings stay."""

        def write(state: int) -> Event:
            standing = self._standing(theme)
            changes: list[Change] = [removed("theme", standing)]
            for one in self.session.store.recommendations():
                if theme.id in one.theme_ids:
                    left = tuple(id_ for id_ in one.theme_ids if id_ != theme.id)
                    after = replace(one, theme_ids=left, version=one.version + 1)
                    changes.append(changed("recommendation", one, after))
            changes += unlinked(self.session.store, "themes", theme.id)
            told = f"removed theme: {standing.short}"
            return self.session.act("remove theme", told, changes, expecting=state)

        return self.session.act_on_what_stands(write)

    def naming(self, coding_id: str) -> list[Theme]:
        """The themes that name a coding, for or against."""
        return [theme for theme in self.all() if coding_id in theme.codings]

    def _change(
        self, theme: Theme, told: str, after: Callable[[Theme], Theme], seen: Theme | None = None
    ) -> Event | None:
        def made(before: Theme) -> Theme:
            wanted = after(before).checked()
            checked = replace(wanted, lenses=self._lenses(wanted.lenses, before.lenses))
            self._check(checked, before)
            return checked

        def write(state: int) -> Event | None:
            before = self.session.store.theme(theme.id)
            return change_claim(self.session, before, "theme", told, made, seen, state)

        return self.session.act_on_what_stands(write)

    def _check(self, theme: Theme, before: Theme) -> None:
        """Look at what is new; what was removed since stays named."""
        check_codes(self.session, _new(theme.code_ids, before.code_ids))
        check_codings(self.session, _new(theme.codings, before.codings))
        check_groups(self.session, _new(theme.groups, before.groups))
        self._lenses(theme.lenses, before.lenses)

    def _lenses(
        self, chosen: Mapping[str, tuple[str, ...]], before: Mapping[str, tuple[str, ...]]
    ) -> Mapping[str, tuple[str, ...]]:
        return chosen if chosen == before else self.session.tree.check_lenses(chosen)

    def _standing(self, theme: Theme) -> Theme:
        found = self.session.store.theme(theme.id)
        if found is None:
            raise InputError("this theme was removed meanwhile", where=one_line(theme.short))
        return found


def _new(wanted: Iterable[str], before: Iterable[str]) -> list[str]:
    had = set(before)
    return [one for one in wanted if one not in had]


def _codings(ids: tuple[str, ...], noun: str = "coding") -> str:
    return f"{len(ids)} {noun}" + ("" if len(ids) == 1 else "s")
