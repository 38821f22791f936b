"""Entries as rows to look at and to carry elsewhere, and rows back as entries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from coder.domain.coding import Coding
from coder.domain.entry import LINKS, Entry, of_table
from coder.domain.entry_tables import ENTRY_TABLES, entry_table
from coder.domain.events import Event
from coder.domain.recommendation import Vote
from coder.domain.text import visible
from coder.errors import CoderError, InputError
from coder.services.claiming import SHORT_ID
from coder.services.entries import EntryService
from coder.services.session import Session

Row = dict[str, Any]

OWN = ("entry", "id", "coder", "created_at")
"""Columns that `coder entry list` writes and that say nothing when they are read back, but for the id."""

_APART = ";"


def table_rows() -> list[Row]:
    """Every table with its fields and what it leads to."""
    return [
        {
            "table": table.name,
            "about": table.about,
            "fields": [one.name + ("" if one.required else "?") for one in table.fields],
            "answers": {one.name: list(one.choices) for one in table.fields if one.choices},
            "leads_to": [link.kind for link in table.links],
            "votes": table.votes,
        }
        for table in ENTRY_TABLES.values()
    ]


def entry_rows(session: Session, table: str = "") -> list[Row]:
    """The entries of a table with a column for each field, or those of all tables in few columns."""
    store = session.store
    entries = store.entries()
    names = entry_names(entries)
    names |= {theme.id: f"T{n}" for n, theme in enumerate(store.themes(), 1)}
    names |= {one.id: f"R{n}" for n, one in enumerate(store.recommendations(), 1)}
    if not table:
        return [_short(entry, names) for entry in entries]
    fields = [one.name for one in entry_table(table).fields]
    return [
        {
            "entry": names[entry.id],
            **{name: entry[name] for name in fields},
            **_led(entry, names, [link.kind for link in entry_table(table).links]),
            "votes": {vote.by: vote.count for vote in entry.votes},
            "id": entry.id,
            "coder": entry.coder,
            "created_at": entry.created_at,
        }
        for entry in of_table(entries, entry_table(table).name)
    ]


def entry_names(entries: list[Entry]) -> dict[str, str]:
    """What each entry is called: `cause.2`."""
    numbers: dict[str, int] = {}
    names = {}
    for entry in entries:
        numbers[entry.table] = numbers.get(entry.table, 0) + 1
        names[entry.id] = f"{entry.table}.{numbers[entry.table]}"
    return names


def _short(entry: Entry, names: Mapping[str, str]) -> Row:
    return {
        "entry": names[entry.id],
        "table": entry.table,
        "says": "; ".join(f"{name}: {text}" for name, text in entry.fields.items()),
        "leads_to": [
            one for kind, some in _led(entry, names, LINKS).items() if kind != "codings" for one in some
        ],
        "evidence": [id_[:SHORT_ID] for id_ in entry.codings],
        "votes": entry.total,
        "id": entry.id,
        "coder": entry.coder,
        "created_at": entry.created_at,
    }


def _led(entry: Entry, names: Mapping[str, str], kinds: Any) -> dict[str, list[str]]:
    told = {kind: [names.get(id_, id_) for id_ in entry.links(kind)] for kind in kinds}
    if "codings" in told:
        told["codings"] = [id_[:SHORT_ID] for id_ in entry.codings]
    return told


class Linker:
    """From what a person calls things to their ids."""

    def __init__(self, session: Session) -> None:
        from coder.services.recommending import RecommendationService
        from coder.services.themes import ThemeService

        self._session = session
        self._entries = EntryService(session)
        self._themes = ThemeService(session)
        self._recommendations = RecommendationService(session)

    def ids(self, table: str, kind: str, names: tuple[str, ...]) -> tuple[str, ...]:
        """The ids of what is named in a link of a kind. Raises InputError for what is not there."""
        return tuple(self._id(table, kind, name.strip()) for name in names if name.strip())

    def _id(self, table: str, kind: str, name: str) -> str:
        from coder.services.evidence import find_any

        if kind == "themes":
            return self._themes.find(name).id
        if kind == "recommendations":
            return self._recommendations.find(name).id
        if kind == "entries":
            link = entry_table(table).link(kind)
            return self._entries.find(name, link.tables if link else ()).id
        if kind == "codes":
            tree = self._session.tree
            return tree.resolve(name) if name in tree.codes else tree.require(name).id
        found = find_any(self._session, name)
        if not isinstance(found, Coding):
            raise InputError(f"{visible(name)!r} is no coding", remedy="evidence are codings")
        return found.id


def load_entries(session: Session, table: str, path: Path) -> tuple[Event | None, int]:
    """Write the rows of a table as entries, in one event; gives it and how many rows there were.

    Columns are the fields, `codes`, `codings`, `themes`, `recommendations`, `entries` (several parted by
    `;`) and `votes` (`students: 3; families: 1`). A row with the id of an entry becomes its new state.
    Raises InputError with the line.
    """
    from coder.exchange.sheets import read_rows

    kept = entry_table(table)
    required = [one.name for one in kept.fields if one.required]
    known = [one.name for one in kept.fields if not one.required]
    links = [link.kind for link in kept.links]
    service, linker, where = EntryService(session), Linker(session), visible(str(path))
    there = {entry.id: entry for entry in service.all(kept.name)}
    found = []
    rows = read_rows(path, required, [*known, *links, "votes", *OWN])
    for line, row in rows:
        try:
            _refuse_strangers(kept.name, row, [*required, *known, *links, "votes", *OWN])
            led: dict[str, Any] = {
                kind: linker.ids(kept.name, kind, _named(row.get(kind, ""))) for kind in links
            }
            fields = {name: row.get(name, "") for name in (*required, *known)}
            fields = {one.name: fields[one.name] for one in kept.fields}
            before = there.get(row.get("id", ""))
            votes = _votes(row.get("votes", ""))
            if before is not None:
                made = replace(before, fields=fields, votes=votes, **led)
                found.append(service.check(made, before))
            else:
                found.append(service.check(replace(service.made(kept.name, fields, **led), votes=votes)))
        except CoderError as error:
            raise InputError(error.what, where=f"{where} line {line}", remedy=error.remedy) from error
    return service.load(f"{kept.title.lower()} from a file", found), len(rows)


def _refuse_strangers(table: str, row: Mapping[str, str], known: list[str]) -> None:
    strange = next((name for name, text in row.items() if name not in known and text), None)
    if strange is not None:
        raise InputError(
            f"{table} has no column {visible(strange)!r}", remedy=f"it has {', '.join(known[: -len(OWN)])}"
        )


def _parted(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.replace("|", _APART).split(_APART) if part.strip())


def _named(text: str) -> tuple[str, ...]:
    """What a cell names; lists without blanks are parted by commas too, as tables of ours are."""
    parts = _parted(text)
    return tuple(one for part in parts for one in (part.split(",") if " " not in part else [part]))


def _votes(text: str) -> tuple[Vote, ...]:
    found = []
    for part in _parted(text):
        by, colon, count = part.replace("=", ":").rpartition(":")
        if not colon or not by.strip() or not count.strip().isdecimal():
            raise InputError(f"{visible(part)!r} is no vote", remedy="write `students: 3; families: 1`")
        found.append(Vote(by.strip(), int(count)))
    return tuple(vote for vote in found if vote.count)
