"""The tables of `coder analyse`: gather, count, give plain rows."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coder.analysis import cooccurrence, heard, widely
from coder.analysis.counting import Scope, Tally, few
from coder.analysis.people import Count
from coder.analysis.query import Terms, parse_terms
from coder.domain.protocol import Protocol
from coder.errors import InputError
from coder.services.reporting import gather
from coder.services.session import Session

Row = dict[str, Any]

LEAST_FOR_SHARE = 10
"""No share is shown of fewer than this."""

PEOPLE_FIELDS = (
    *("code", "group", "excerpts", "people", "people_of", "people_spoke"),
    *("sessions", "sessions_of"),
)


@dataclass(frozen=True, slots=True)
class Request:
    """What a person asked of a table; `by` are one or two facts of people or sessions."""

    by: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    coder: str = ""
    min_people: int = 0
    subtree: bool = False
    near: str = cooccurrence.Near.EXCERPT.value
    protocol: Path | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows with the names of their fields in order."""

    rows: list[Row]
    fields: tuple[str, ...] = field(default=())


def analyse(session: Session, table: str, request: Request) -> Table:
    """Count one of `TABLES`.

    Raises InputError for an unknown fact, a term that is none, or a protocol that does not fit.
    """
    terms = parse_terms(request.where + ((f"coder:{request.coder}",) if request.coder else ()))
    return count(_scope(session, terms, request), table, request)


def count(scope: Scope, table: str, request: Request) -> Table:
    """Count one of `TABLES` in what was gathered before; touches no project.

    Raises InputError for an unknown fact.
    """
    if len(request.by) > 2:
        raise InputError("a table is by one fact or by two", remedy="give --by at most twice")
    return TABLES[table](scope, request)


def _scope(session: Session, terms: Terms, request: Request) -> Scope:
    with _without_collector():
        material = gather(session)
    if request.protocol is None:
        return Scope(material, terms)
    from coder.exchange.protocol_csv import read_protocol

    labels = {transcript.label for transcript in material.transcripts}
    protocol: Protocol = read_protocol(request.protocol, set(material.tree.codes), labels)
    return Scope(material, terms, protocol)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Do not look for garbage meanwhile: all that is read stays, and looking takes a third of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def counts(scope: Scope, request: Request) -> Table:
    """One row per code with evidence: all measures among everybody meant."""
    fields = (
        *("code", "name", "excerpts", "people", "people_of", "people_spoke", "sessions", "sessions_of"),
        *("leaning", "specific", "intense", "both_ways", "share_of_attended", "share_of_spoke"),
    )
    rows = []
    for found in widely.measures(scope, subtree=request.subtree):
        tally = found.tally
        shown = not tally.hidden
        rows.append(
            {
                "code": found.code_id,
                "name": scope.material.tree.codes[found.code_id].name,
                **_numbers(tally),
                "leaning": str(found.leaning) if shown else few(),
                "specific": str(found.specific) if shown else few(),
                "intense": str(found.intense) if shown else few(),
                "both_ways": ", ".join(found.both_ways) if shown else "",
                "share_of_attended": _share(tally, tally.people.of),
                "share_of_spoke": _share(tally, tally.spoke.low),
            }
            if _enough([tally], request)
            else {}
        )
    return Table([row for row in rows if row], fields)


def people(scope: Scope, request: Request) -> Table:
    """One row per code and group (or other facts), people of people first."""
    columns, found = widely.by_column(scope, request.by or ("group",), subtree=request.subtree)
    rows = [
        {"code": row.code_id, "group": column.label, **_numbers(tally)}
        for row in found
        if _enough(row.tallies, request)
        for column, tally in zip(columns, row.tallies, strict=True)
    ]
    return Table(rows, PEOPLE_FIELDS)


def crosstab(scope: Scope, request: Request) -> Table:
    """One row per code, one column per value: people of people, or why there are none."""
    columns, found = widely.by_column(scope, request.by or ("group",), subtree=request.subtree)
    labels = [column.label for column in columns]
    rows = [
        {"code": row.code_id, **{f: t.told for f, t in zip(labels, row.tallies, strict=True)}}
        for row in found
        if _enough(row.tallies, request)
    ]
    return Table(rows, ("code", *labels))


def together(scope: Scope, request: Request) -> Table:
    """One row per two codes that stand together, with counts, Jaccard and lift."""
    fields = ("code", "with", "both", "of_code", "of_with", "places", "people", "jaccard", "lift")
    rows = [
        {
            **{"code": pair.first, "with": pair.second, "both": pair.both, "of_code": pair.of_first},
            **{"of_with": pair.of_second, "places": pair.places, "people": pair.people},
            **{"jaccard": round(pair.jaccard, 4), "lift": round(pair.lift, 4)},
        }
        for pair in cooccurrence.pairs(scope, cooccurrence.Near(request.near))
        if pair.people >= request.min_people
    ]
    if Count.exact(0, len(frozenset[str]().union(*scope.attended.values()))).of_few:
        rows = [{name: row[name] if name in ("code", "with") else few() for name in fields} for row in rows]
    return Table(rows, fields)


def talk(scope: Scope, request: Request) -> Table:
    """Shares of the words by group or other facts, or by speaker within each session."""
    by_speaker = request.by == ("speaker",)
    found = heard.talk_by_speaker(scope) if by_speaker else heard.talk_by(scope, request.by or ("group",))
    rows = [_talk_row(row, by_speaker) for row in found]
    return Table(rows, ("session", "who", "people", "people_spoke", "turns", "words", "share"))


def _talk_row(row: heard.TalkRow, by_speaker: bool) -> Row:
    hidden = not by_speaker and row.spoke.of_few
    return {
        "session": row.session,
        "who": row.name,
        "people": few() if hidden else row.spoke.of,
        "people_spoke": few() if hidden else row.spoke.number,
        "turns": few() if hidden else row.turns,
        "words": few() if hidden else row.words,
        "share": few() if hidden else round(row.share, 4),
    }


def coverage(scope: Scope, request: Request) -> Table:
    """Who has not been heard, then which branches of the codebooks have no evidence."""
    rows: list[Row] = []
    for found in heard.stakeholders(scope, request.by or ("group",)):
        hidden = found.spoke.of_few
        rows.append(
            {
                "of": "stakeholders",
                "name": found.name,
                "state": found.state,
                "codes": "",
                "codes_of": "",
                "people": few() if hidden else found.spoke.number,
                "people_of": few() if hidden else found.spoke.of,
                "sessions": found.sessions.low,
                "sessions_of": found.sessions.of,
            }
        )
    for branch in heard.framework(scope):
        numbers = _numbers(branch.tally)
        rows.append(
            {
                "of": "framework",
                "name": branch.domain_id,
                "state": branch.tally.state.value,
                "codes": branch.codes.low,
                "codes_of": branch.codes.of,
                **{name: numbers[name] for name in ("people", "people_of", "sessions", "sessions_of")},
            }
        )
    return Table(rows, tuple(rows[0]) if rows else ())


def waves(scope: Scope, request: Request) -> Table:
    """One row per code and group, one column per wave: people of people."""
    by = request.by or ("group",)
    if len(by) > 1:
        raise InputError("waves are compared by one fact", remedy="give --by once")
    names, found = widely.wave_change(scope, by[0], subtree=request.subtree)
    rows = []
    for row in found:
        counts = row.counts_or(len(names))
        if max((c.high for c in counts if c), default=0) < request.min_people:
            continue
        cells = (_wave_cell(c, s.value) for c, s in zip(counts, row.states, strict=True))
        rows.append({"code": row.code_id, "group": row.group, **dict(zip(names, cells, strict=True))})
    return Table(rows, ("code", "group", *names))


def _wave_cell(count: Count | None, state: str) -> str:
    if count is None:
        return few()
    return str(count) if count.high else state


def _numbers(tally: Tally) -> Row:
    hidden = tally.hidden
    return {
        "excerpts": few() if hidden else tally.excerpts,
        "people": few() if hidden else _number(tally.people),
        "people_of": few() if hidden else tally.people.of,
        "people_spoke": few() if hidden else _number(tally.spoke),
        "sessions": few() if hidden else tally.sessions.low,
        "sessions_of": few() if hidden else tally.sessions.of,
    }


def _number(count: Count) -> int | str:
    return count.low if count.low == count.high else count.number


def _share(tally: Tally, of: int) -> float | None:
    exact = tally.people.low == tally.people.high and tally.spoke.low == tally.spoke.high
    return round(tally.people.low / of, 4) if exact and of >= LEAST_FOR_SHARE and not tally.hidden else None


def _enough(tallies: Iterable[Tally], request: Request) -> bool:
    """Whether enough people raised a code for its row; hidden numbers are not told by that either."""
    shown = [tally.people.high for tally in tallies if not tally.hidden]
    return not request.min_people or max(shown, default=0) >= request.min_people


TABLES: dict[str, Callable[[Scope, Request], Table]] = {
    "counts": counts,
    "people": people,
    "crosstab": crosstab,
    "cooccurrence": together,
    "talk": talk,
    "coverage": coverage,
    "waves": waves,
}
"""What can be analysed, by the word typed."""
