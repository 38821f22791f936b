"""Tables for looking at: counted aside, kept until the log moves, opened to their excerpts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from coder.analysis import evidence
from coder.analysis.cooccurrence import Near
from coder.analysis.counting import Scope, State, columns
from coder.analysis.evidence import Evidence, Excerpt
from coder.analysis.frame import Material
from coder.analysis.people import SMALLEST_GROUP
from coder.analysis.query import names_known, parse_terms
from coder.analysis.told import Apart, Difference, Told, difference, read_cell, sort_key
from coder.errors import CoderError
from coder.services.analysing import TABLES, Request, Table, count
from coder.services.narrowing import terms_of
from coder.services.reporting import gather
from coder.services.session import Session

Further = Callable[[float], bool]
"""Told how far a count is, 0 to 1; it stops when the answer is False."""

FIRST = "people"
"""The table that is shown first: people within their groups."""

CROSS = "crosstab"
"""The table that answers who raised what and who did not."""


class Stopped(CoderError):
    """Somebody stopped a count; nobody has to be told."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which table, and what it counts. `query` is what somebody typed."""

    table: str = FIRST
    by: tuple[str, ...] = ()
    query: str = ""
    min_people: int = 0
    subtree: bool = False
    near: str = Near.EXCERPT.value

    def request(self) -> Request:
        """The same for the services that count; the terms of the query are read by themselves."""
        return Request(self.by, (), "", self.min_people, self.subtree, self.near)


@dataclass(frozen=True)
class Reading:
    """What one count needs, read from the project; no part of it touches the project again."""

    asked: Asked
    material: Material
    terms: tuple[str, ...]


@dataclass(frozen=True)
class Counted:
    """A table with all that is needed to open its cells."""

    asked: Asked
    table: Table
    scope: Scope = field(repr=False)

    @property
    def names(self) -> dict[str, str]:
        """Code id → name."""
        return {code.id: code.name for code in self.scope.material.tree.codes.values()}

    @cached_property
    def known(self) -> list[str]:
        """What a table can be by."""
        return names_known(self.scope.material)

    @cached_property
    def labels(self) -> list[str]:
        """What the table counts apart, in order."""
        return [column.label for column in columns(self.scope, self.by)]

    @property
    def by(self) -> tuple[str, ...]:
        """The facts that it is by; the stakeholder group where nobody chose any."""
        return self.asked.by or ("group",)

    def differing(self, raised_by: str, not_by: str) -> Difference:
        """Of a crosstab, what one column raised and the other did not."""
        return difference(self.table.rows, raised_by, not_by)

    def evidence(self, row: Mapping[str, Any], name: str) -> Evidence | None:
        """What was counted in a cell; None for a line that counts nothing that was said."""
        asked, scope = self.asked, self.scope
        code = str(row.get("code", ""))
        if "with" in row:
            return evidence.of_pair(scope, code, str(row["with"]), Near(asked.near))
        if asked.table == "waves" and name in self.table.fields[2:]:
            group = str(row["group"])
            return evidence.of_wave(scope, self.by, code, group, name, subtree=asked.subtree)
        if code:
            label = str(row.get("group", "")) or (name if name in self.labels else evidence.EVERYBODY)
            return evidence.of_code(scope, self.by, code, label, subtree=asked.subtree)
        if row.get("of") == "framework":
            return evidence.of_branch(scope, str(row["name"]))
        if "who" in row or row.get("of") == "stakeholders":
            who, session = str(row.get("who", row.get("name"))), str(row.get("session", ""))
            by = () if asked.by == ("speaker",) else self.by
            return evidence.of_turns(scope, by, who, "" if session == "all" else session)
        return None


@dataclass(frozen=True)
class _Watched(Scope):
    """A scope that tells how far counting is, code by code, and can be stopped there."""

    further: Callable[[], object] = lambda: None

    def open_to(self, code_id: str, raised: Any = ()) -> frozenset[str]:
        """As in any scope."""
        self.further()
        return super().open_to(code_id, raised)


class Explorer:
    """Counts for the screen; what was read and counted is kept until somebody does something."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._at = -1
        self._material: Material | None = None
        self._kept: dict[Asked, Counted] = {}

    def kept(self, asked: Asked) -> Counted | None:
        """The table, where it was counted and nothing has changed since; for the session's thread."""
        self._forget_what_changed()
        return self._kept.get(asked)

    def read(self, asked: Asked, further: Further) -> Reading:
        """Read what the count needs; for the session's thread.

        Raises InputError for a query that cannot narrow a count, and Stopped.
        """
        self._forget_what_changed()
        terms = terms_of(self._session, asked.query)
        if self._material is None:
            found = gather(self._session, lambda part: _go_on(further, part / 2))
            if self._session.blind:
                own = tuple(c for c in found.codings if c.coder == self._session.coder)
                found = replace(found, codings=own)
            self._material = found
        return Reading(asked, self._material, terms)

    def keep(self, counted: Counted) -> None:
        """Keep a table that was counted, if nothing has changed since it was begun."""
        if counted.scope.material is self._material:
            self._kept[counted.asked] = counted

    def _forget_what_changed(self) -> None:
        at = self._session.store.event_count()
        if at != self._at:
            self._at, self._material = at, None
            self._kept.clear()


def counted(reading: Reading, further: Further) -> Counted:
    """Count in any thread. Raises InputError for a fact that nothing is known of, and Stopped."""
    codes = max(1, len(reading.material.tree.codes))
    done = 0

    def one_more() -> None:
        nonlocal done
        done += 1
        _go_on(further, min(0.99, 0.5 + done / codes / 2))

    _go_on(further, 0.5)
    scope = _Watched(reading.material, parse_terms(reading.terms), further=one_more)
    table = count(scope, reading.asked.table, reading.asked.request())
    # Opening a cell is no part of the count that can be stopped.
    plain = Scope(scope.material, scope.terms, scope.protocol)
    return Counted(reading.asked, table, plain)


def _go_on(further: Further, part: float) -> None:
    if not further(part):
        raise Stopped("stopped")


def tables() -> list[str]:
    """The tables there are, people within groups first."""
    return [FIRST, CROSS, *(name for name in TABLES if name not in (FIRST, CROSS))]


__all__ = [
    "CROSS",
    "FIRST",
    "SMALLEST_GROUP",
    "Apart",
    "Asked",
    "Counted",
    "Difference",
    "Evidence",
    "Excerpt",
    "Explorer",
    "Further",
    "Reading",
    "State",
    "Stopped",
    "Told",
    "counted",
    "read_cell",
    "sort_key",
    "tables",
]
