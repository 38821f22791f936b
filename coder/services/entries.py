"""Entries: what people write for a process, added, changed, voted on, taken away, loaded from tables."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from coder.domain.entry import LINKS, Entry, EntryTable, of_table
from coder.domain.entry_tables import ENTRY_TABLES, entry_table
from coder.domain.events import Change, Event
from coder.domain.recommendation import deficit_codes
from coder.domain.text import fold, visible
from coder.errors import InputError
from coder.services.claiming import (
    LEAST_ID,
    change_claim,
    check_codes,
    check_codings,
    check_groups,
    unlinked,
)
from coder.services.session import Session, added, changed, removed
from coder.store.store import now


class EntryService:
    """What one coder does to the entries of an open project.

    Everything raises InputError, changing nothing, for what cannot be done, and gives None when nothing
    would change. What is `seen` is the entry that somebody decided on: when the same field was changed
    since, ChangedMeanwhile tells both versions.
    """

    def __init__(self, session: Session) -> None:
        self.session = session

    def all(self, table: str = "") -> list[Entry]:
        """The entries of a table, or of all; their numbers count from 1 within their table."""
        return self.session.store.entries(table)

    def find(self, name: str, tables: Sequence[str] = ()) -> Entry:
        """The entry called `cause.2`, by the beginning of its id, or by what it is about.

        `tables` are those in which it may be, all where none is named. Raises InputError when there is
        none, or more than one.
        """
        entries = [entry for entry in self.all() if not tables or entry.table in tables]
        table, dot, number = name.strip().casefold().rpartition(".")
        if dot and number.isdecimal() and table in ENTRY_TABLES:
            own = of_table(entries, table)
            found = own[int(number) - 1 : int(number)] if int(number) else []
        else:
            long_enough = len(name) >= LEAST_ID
            found = [one for one in entries if one.id == name or (long_enough and one.id.startswith(name))]
            found = found or [one for one in entries if fold(one.lead) == fold(name.strip())]
        if len(found) == 1:
            return found[0]
        raise InputError(
            f"{visible(name)!r} is {'more than one' if found else 'no'} {' or '.join(tables) or 'entry'}",
            remedy="`coder entry list PROJECT` shows what there is",
        )

    def add(self, table: str, fields: Mapping[str, str], **links: Any) -> Entry:
        """Write an entry behind all others of its table; `links` are ids by `entry.LINKS`."""
        made = self.made(table, fields, **links)

        def write(state: int) -> Entry:
            one = replace(made, position=self._behind(made.table))
            told = f"wrote {one.table}: {one.short}"
            self.session.act("entry", told, [added("entry", one)], expecting=state)
            return one

        return self.session.act_on_what_stands(write)

    def made(self, table: str, fields: Mapping[str, str], **links: Any) -> Entry:
        """An entry that is fit to be written, and not written yet."""
        wanted = entry_table(table)
        made = Entry(
            str(uuid.uuid4()), wanted.name, fields, coder=self.session.coder, created_at=now(), **links
        ).checked(wanted)
        self._check(made, wanted, Entry("", wanted.name))
        return made

    def edit(self, entry: Entry, fields: Mapping[str, str], **links: Any) -> Event | None:
        """Give an entry, as it was seen, other texts or links; an empty text takes one away."""
        return self._change(
            entry, "edited", lambda one: replace(one, fields={**one.fields, **fields}, **links), seen=entry
        )

    def vote(self, entry: Entry, by: str, count: int = 1) -> Event | None:
        """Record somebody's votes instead of those they gave before; 0 takes them away."""
        return self._change(entry, f"{count} votes by {by.strip()} for", lambda one: one.voted(by, count))

    def remove(self, entry: Entry) -> Event:
        """Take an entry away, and with it what was only about it."""

        def write(state: int) -> Event:
            found = self.session.store.entry(entry.id)
            if found is None:
                raise InputError("this entry was removed meanwhile", where=entry.short)
            changes = [removed("entry", found), *unlinked(self.session.store, "entries", found.id)]
            told = f"removed {found.table}: {found.short}"
            return self.session.act("remove entry", told, changes, expecting=state)

        return self.session.act_on_what_stands(write)

    def load(self, told: str, entries: Iterable[Entry]) -> Event | None:
        """Write many entries as one event, told by `told`, but for what is there already.

        Those with the id of one that is there are its new state.
        """
        wanted = list(entries)

        def write(state: int) -> Event | None:
            changes = list(self._loading(wanted))
            if not changes:
                return None
            return self.session.act("load entries", told, changes, expecting=state)

        return self.session.act_on_what_stands(write)

    def check(self, entry: Entry, before: Entry | None = None) -> Entry:
        """The entry with its words in order; raises InputError when it is not sound."""
        table = entry_table(entry.table)
        done = entry.checked(table)
        self._check(done, table, before or Entry("", entry.table))
        return done

    def _loading(self, wanted: Iterable[Entry]) -> Iterable[Change]:
        there = {entry.id: entry for entry in self.all()}
        behind: dict[str, int] = {}
        kept = list(there.values())
        for entry in wanted:
            if any(entry.same_as(one) for one in kept):
                continue
            before = there.get(entry.id)
            if before is not None:
                yield changed("entry", before, replace(entry, version=before.version + 1))
                continue
            place = behind.setdefault(entry.table, self._behind(entry.table))
            behind[entry.table] = place + 1
            kept.append(entry)
            yield added("entry", replace(entry, position=place))

    def _behind(self, table: str) -> int:
        return max((one.position for one in self.all(table)), default=-1) + 1

    def _change(
        self, entry: Entry, told: str, after: Callable[[Entry], Entry], seen: Entry | None = None
    ) -> Event | None:
        def made(before: Entry) -> Entry:
            return self.check(after(before), before)

        def write(state: int) -> Event | None:
            before = self.session.store.entry(entry.id)
            return change_claim(self.session, before, "entry", f"{told} {entry.table}", made, seen, state)

        return self.session.act_on_what_stands(write)

    def _check(self, wanted: Entry, table: EntryTable, before: Entry) -> None:
        """Look at what is new; codings and codes that were removed since stay named."""
        new = {kind: [id_ for id_ in wanted.links(kind) if id_ not in before.links(kind)] for kind in LINKS}
        check_codes(self.session, new["codes"])
        check_codings(self.session, new["codings"])
        if wanted.table == "cause":
            _refuse_deficits(self.session, wanted, new)
        check_groups(
            self.session,
            [wanted[one.name] for one in table.fields if one.group and wanted[one.name]],
        )
        store = self.session.store
        there = {
            "themes": {theme.id: "theme" for theme in store.themes()},
            "recommendations": {one.id: "recommendation" for one in store.recommendations()},
            "entries": {one.id: one.table for one in store.entries()},
        }
        for kind, known in there.items():
            link = table.link(kind)
            meant = set(link.tables) if link else set()
            for id_ in new[kind]:
                if id_ not in known or (meant and known[id_] not in meant) or id_ == wanted.id:
                    raise InputError(
                        f"this {table.name} would lead to what is no {' or '.join(meant) or kind}",
                        where=wanted.short,
                        remedy=link.about if link else "",
                    )


def _refuse_deficits(session: Session, wanted: Entry, new: Mapping[str, Sequence[str]]) -> None:
    """Raise InputError when a root cause is an explanation by who students or families are."""
    tree = session.tree
    told = {tree.resolve(code) for code in new["codes"]} | {*new["codes"]}
    told |= {coding.code_id for coding in session.store.things("coding", new["codings"])}
    if told & deficit_codes(tree):
        raise InputError(
            "an explanation by who students or families are is no root cause",
            where=wanted.short,
            remedy="name a condition that the school can change",
        )
