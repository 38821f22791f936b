"""Entries: rows that people write for a process, each in a table with rules of its own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from coder.domain.recommendation import Vote
from coder.domain.text import canonical, visible
from coder.domain.theme import once, one_line, shortened
from coder.errors import InputError

LINKS = ("codes", "codings", "themes", "recommendations", "entries")
"""What an entry may lead to; each is a list of ids."""


@dataclass(frozen=True, slots=True)
class EntryField:
    """One field of a table: its name, what is written there, and what may be written.

    `choices` are all that it may say, where there are any. `group` means the name of one stakeholder
    group; `long` a text of several lines.
    """

    name: str
    about: str
    required: bool = False
    choices: tuple[str, ...] = ()
    group: bool = False
    long: bool = False


@dataclass(frozen=True, slots=True)
class EntryLink:
    """What entries of a table may lead to: one of `LINKS`, how many at least and at most, 0 for any number.

    `tables` are those whose entries are meant, where it leads to entries.
    """

    kind: str
    about: str
    least: int = 0
    most: int = 0
    tables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EntryTable:
    """What the entries of a table are and which rules they keep; the first field says what one is about.

    `rule` raises InputError for an entry that is no sound one.
    """

    name: str
    title: str
    about: str
    fields: tuple[EntryField, ...]
    links: tuple[EntryLink, ...] = ()
    votes: bool = False
    rule: Callable[[Entry], None] | None = None

    def link(self, kind: str) -> EntryLink | None:
        """What the table says about one kind of link; None where it has none."""
        return next((link for link in self.links if link.kind == kind), None)


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that people wrote: texts by field, and what it leads to.

    Codings are named by id and survive being recoded, moved or merged; one that was removed stays named
    and nothing of its words is shown. Codes that were merged are followed when they are read.
    """

    id: str
    table: str
    fields: Mapping[str, str] = field(default_factory=dict)
    codes: tuple[str, ...] = ()
    codings: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    recommendations: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()
    votes: tuple[Vote, ...] = ()
    position: int = 0
    coder: str = ""
    """Who wrote it first."""
    created_at: str = ""
    version: int = 1

    def __getitem__(self, name: str) -> str:
        """The text of a field; empty where nothing is written."""
        return self.fields.get(name, "")

    @property
    def lead(self) -> str:
        """What it is about: the text of its first field."""
        return next(iter(self.fields.values()), "")

    @property
    def short(self) -> str:
        """What it is about in a few words, for a sentence."""
        return shortened(" ".join((*self.codes[:1], self.lead)))

    @property
    def total(self) -> int:
        """All its votes."""
        return sum(vote.count for vote in self.votes)

    def links(self, kind: str) -> tuple[str, ...]:
        """The ids of one kind of link."""
        found: tuple[str, ...] = getattr(self, kind)
        return found

    def voted(self, by: str, count: int) -> Entry:
        """With somebody's votes instead of those they gave before; 0 takes them away.

        Raises InputError for fewer than none, or without saying whose they are.
        """
        who = one_line(by)
        if not who:
            raise InputError("say who voted", remedy="name a person or a group")
        if count < 0:
            raise InputError("there are no fewer than 0 votes", where=visible(who))
        others = [vote for vote in self.votes if vote.by != who]
        at = next((n for n, vote in enumerate(self.votes) if vote.by == who), len(others))
        own = [Vote(who, count)] if count else []
        return replace(self, votes=(*others[:at], *own, *others[at:]))

    def led(self, leads: Mapping[str, str]) -> Entry:
        """With each coding that became one with another named by the one that stands there now."""
        return replace(self, codings=once(leads.get(id_, id_) for id_ in self.codings))

    def without(self, kind: str, gone: Collection[str]) -> Entry:
        """Without some of its links."""
        left: Any = {kind: tuple(id_ for id_ in self.links(kind) if id_ not in gone)}
        return replace(self, **left)

    def same_as(self, other: Entry) -> bool:
        """Whether it says what another one says and leads to the same."""
        names = ("table", "fields", *LINKS, "votes")
        return all(getattr(self, name) == getattr(other, name) for name in names)

    def checked(self, table: EntryTable) -> Entry:
        """The entry with its words and lists in order, its fields in those of the table.

        Raises InputError for a field or a link that the table has not, for a required one that is
        missing, for what is not among the choices, and for what the table's own rule refuses.
        """
        self._known(table)
        texts = {one.name: _text(one, self[one.name]) for one in table.fields}
        links: Any = {kind: once(self.links(kind)) for kind in LINKS}
        done = replace(self, fields={name: text for name, text in texts.items() if text}, **links)
        done._whole(table)
        if table.rule is not None:
            table.rule(done)
        return done

    def _known(self, table: EntryTable) -> None:
        names = [one.name for one in table.fields]
        strange = next((name for name in self.fields if name not in names), None)
        if strange is not None:
            raise InputError(
                f"{table.name} has no field {visible(strange)!r}", remedy=f"it has {', '.join(names)}"
            )
        for kind in LINKS:
            if self.links(kind) and table.link(kind) is None:
                raise InputError(f"{table.name} leads to no {kind}", remedy=_leads(table))
        if self.votes and not table.votes:
            raise InputError(f"nobody votes on {table.name}")
        if any(not vote.by or vote.count < 1 for vote in self.votes):
            raise InputError("a vote is somebody's, and at least one", where=visible(self.short))

    def _whole(self, table: EntryTable) -> None:
        missing = [one.name for one in table.fields if one.required and not self[one.name]]
        if missing:
            raise InputError(f"{table.name} needs {' and '.join(missing)}", remedy="see `coder entry tables`")
        for link in table.links:
            number = len(self.links(link.kind))
            if number < link.least or (link.most and number > link.most):
                raise InputError(
                    f"{table.name} leads to {_how_many(link)}, and this one to {number}",
                    where=visible(self.short),
                    remedy=link.about,
                )

    def lacks(self, table: EntryTable) -> bool:
        """Whether it leads to fewer than its table asks for: what it was about is gone."""
        return any(len(self.links(link.kind)) < link.least for link in table.links)


def of_table(entries: Iterable[Entry], table: str) -> list[Entry]:
    """The entries of one table in their order."""
    return [entry for entry in entries if entry.table == table]


def _text(one: EntryField, text: str) -> str:
    kept = canonical(text).text.strip() if one.long else one_line(text)
    if not kept or not one.choices:
        return kept
    found = next((choice for choice in one.choices if choice.casefold() == kept.casefold()), None)
    if found is None:
        raise InputError(
            f"{visible(kept)!r} is no answer", where=one.name, remedy=f"use {', '.join(one.choices)}"
        )
    return found


def _how_many(link: EntryLink) -> str:
    if link.least == link.most:
        return f"{link.least} of the {link.kind}"
    least = f"at least {link.least}" if link.least else ""
    most = f"at most {link.most}" if link.most else ""
    return f"{' and '.join(part for part in (least, most) if part)} of the {link.kind}"


def _leads(table: EntryTable) -> str:
    return f"it leads to {', '.join(link.kind for link in table.links)}" if table.links else "leave that out"
