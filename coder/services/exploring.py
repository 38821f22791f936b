"""Tables for looking at: counted aside, kept until the log moves, opened to their excerpts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import Any

from coder.analysis import evidence
from coder.analysis.cooccurrence import Near
from coder.analysis.counting import Scope, State
from coder.analysis.evidence import Evidence, Excerpt, Whole
from coder.analysis.frame import Material
from coder.analysis.plots import AXIS, BAR, LABEL, SHADE, VALUE, Chart, in_lines
from coder.analysis.query import names_known
from coder.analysis.tallying import columns
from coder.analysis.told import Apart, Difference, Told, difference, read_cell, sort_key
from coder.analysis.widely import INTENSE, SPECIFIC
from coder.domain.matrix import MOST_WORDS, CellState, RowKind
from coder.errors import CoderError
from coder.services.analysing import TABLES, Asked, count
from coder.services.gathering import gather_seen
from coder.services.matrix import MatrixService, Written
from coder.services.narrowing import terms_of
from coder.services.session import Session
from coder.services.tabling import Request, Row, Table

Further = Callable[[float], bool]
"""Told how far a count is, 0 to 1; it stops when the answer is False."""

FIRST = "people"
"""The table that is shown first: people within their groups."""

CROSS = "crosstab"
"""The table that answers who raised what and who did not."""

TO_CROSS = (CROSS, "grid")
"""The tables with a column for each group."""


CHECKED, DRAFTED = "✓", "~"
"""Stand before a summary."""

TO_WRITE = "to be written"
"""Stands in a cell with evidence and without a summary."""

CLEARED = "cleared"
"""The state of a cell that is to be emptied."""


@dataclass(frozen=True, slots=True)
class CellText:
    """What stands in a cell of a matrix, or is to stand there: `quote` and `evidence` are codings."""

    summary: str
    state: str
    quote: str
    evidence: tuple[str, ...] | None = None


_LENSES = {"specific": SPECIFIC, "intense": INTENSE}
"""The columns that count codings with a value of a lens."""


class Stopped(CoderError):
    """Somebody stopped a count; nobody has to be told."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Which table, and what it counts. `query` is what somebody typed; the rest is as in `Request`."""

    table: str = FIRST
    by: tuple[str, ...] = ()
    query: str = ""
    min_people: int = 0
    subtree: bool = False
    near: str = Near.EXCERPT.value
    word: str = ""
    phrase: int = 1
    rows: str = "session"
    measures: Path | None = None
    links: Path | None = None

    def request(self, terms: tuple[str, ...]) -> Request:
        """The same for the services that count, with the query read into terms."""
        return Request(
            by=self.by,
            where=terms,
            min_people=self.min_people,
            subtree=self.subtree,
            near=self.near,
            word=self.word,
            phrase=self.phrase,
            rows=self.rows,
            measures=self.measures,
            links=self.links,
        )


@dataclass(frozen=True)
class Reading:
    """What one count needs, read from the project; no part of it touches the project again."""

    wish: Wish
    asked: Asked


@dataclass(frozen=True)
class Counted:
    """A table with all that is needed to open its cells."""

    wish: Wish
    table: Table
    scope: Whole = field(repr=False)

    @cached_property
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
        return self.wish.by if self.wish.by not in ((), ("speaker",)) else ("group",)

    def differing(self, raised_by: str, not_by: str) -> Difference:
        """Of a table with a column for each group, what one raised and the other did not."""
        return difference(self.table.rows, raised_by, not_by)

    @cached_property
    def shown(self) -> Table:
        """The table as it is looked at: a matrix has a row for each case and a column for each code."""
        return _matrix(self.table) if self.wish.table == "matrix" else self.table

    def cell(self, row: Mapping[str, Any], code: str) -> Row | None:
        """What is known of a cell of a matrix."""
        found = (r for r in self.table.rows if r["row"] == row.get("row") and r["code"] == code)
        return next(found, None) if self.wish.table == "matrix" else None

    def evidence(self, row: Mapping[str, Any], name: str) -> Evidence | None:
        """What was counted in a cell; None for a line that counts nothing that was said."""
        if self.wish.table == "matrix":
            known = name in self.names
            return evidence.of_cell(self.scope, self.wish.rows, str(row["row"]), name) if known else None
        if "code" in row:
            return self._of_code(row, str(row["code"]), name)
        if "term" in row:
            return evidence.of_term(self.scope, str(row["term"]), str(row["group"]))
        if "turn" in row and "session" in row:
            return evidence.of_turn(self.scope, str(row["session"]), int(row["turn"]))
        if row.get("of") == "framework":
            return evidence.of_branch(self.scope, str(row["name"]))
        if "who" in row or row.get("of") == "stakeholders":
            who, session = str(row.get("who", row.get("name"))), str(row.get("session", "all"))
            by = () if self.wish.by == ("speaker",) else self.by
            return evidence.of_turns(self.scope, by, who, "" if session == "all" else session)
        return None

    def _of_code(self, row: Mapping[str, Any], code: str, name: str) -> Evidence:
        wish, scope = self.wish, self.scope
        if "with" in row:
            return evidence.of_pair(scope, code, str(row["with"]), Near(wish.near))
        group = str(row.get("group", ""))
        if wish.table == "waves" and name not in ("code", "group"):
            return evidence.of_wave(scope, self.by, code, group, name, subtree=wish.subtree)
        label = group or (name if name in self.labels else evidence.EVERYBODY)
        lens = _LENSES.get(name) if wish.table == "counts" else None
        return evidence.of_code(scope, self.by, code, label, subtree=wish.subtree, lens=lens)


@dataclass(frozen=True)
class _Watched(Scope):
    """A scope that tells how far counting is, code by code, and can be stopped there."""

    further: Callable[[], object] = lambda: None

    @classmethod
    def over(cls, scope: Scope, further: Callable[[], object]) -> _Watched:
        """The same scope, watched."""
        return cls(**{part.name: getattr(scope, part.name) for part in fields(Scope)}, further=further)

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
        self._kept: dict[Wish, Counted] = {}

    def kept(self, wish: Wish) -> Counted | None:
        """The table, where it was counted and nothing has changed since; for the session's thread."""
        self._forget_what_changed()
        return self._kept.get(wish)

    def read(self, wish: Wish, further: Further) -> Reading:
        """Read what the count needs; for the session's thread.

        Raises InputError for a query that cannot narrow a count, and Stopped.
        """
        self._forget_what_changed()
        terms = terms_of(self._session, wish.query)
        if self._material is None:
            self._material = gather_seen(self._session, lambda part: _go_on(further, part / 2))
        asked = Asked(self._session.store.columns(), wish.request(terms), self._session)
        asked.given(self._material)
        asked.read_for(wish.table)
        return Reading(wish, asked)

    def write_cell(self, counted: Counted, row: str, code: str, text: CellText) -> str:
        """Keep or clear a cell of a matrix as one act; tells what was done. For the session's thread.

        Raises InputError for a summary that is too long, and what `MatrixService` raises.
        """
        service = MatrixService(self._session, counted.scope)
        kind = RowKind(counted.wish.rows)
        if text.state == CLEARED:
            return service.clear(kind, row, code).summary
        # What lies in the cell now is its evidence, and what was chosen to be quoted is of it.
        written = Written(text.summary, text.evidence, text.quote, CellState(text.state))
        return service.write(kind, row, code, written).summary

    def keep(self, counted: Counted) -> None:
        """Keep a table that was counted, if nothing has changed since it was begun."""
        if counted.scope.material is self._material and counted.wish.measures is None:
            self._kept[counted.wish] = counted

    def _forget_what_changed(self) -> None:
        at = self._session.store.event_count()
        if at != self._at:
            self._at, self._material = at, None
            self._kept.clear()


def counted(reading: Reading, further: Further) -> Counted:
    """Count in any thread. Raises InputError for a fact that nothing is known of, and Stopped."""
    asked, plain = reading.asked, Whole.of(reading.asked.scope, reading.asked.material)
    codes = max(1, len(asked.material.tree.codes))
    done = 0

    def one_more() -> None:
        nonlocal done
        done += 1
        _go_on(further, min(0.99, 0.5 + done / codes / 2))

    _go_on(further, 0.5)
    # Opening a cell is no part of the count that can be stopped, so it has the plain scope.
    asked.scope = _Watched.over(asked.scope, one_more)
    return Counted(reading.wish, count(asked, reading.wish.table), plain)


def _matrix(table: Table) -> Table:
    """Cases down, codes across: what was written in each cell, else why there is or is no evidence."""
    telling = [row["code"] for row in table.rows if row["summary"] or row["standing"] == State.RAISED]
    codes = [code for code in dict.fromkeys(row["code"] for row in table.rows) if code in set(telling)]
    rows: dict[str, Row] = {}
    for row in table.rows:
        if row["code"] in telling:
            rows.setdefault(row["row"], {"row": row["row"]})[row["code"]] = _cell_told(row)
    return Table(list(rows.values()), ("row", *codes), table.notes)


def _cell_told(row: Row) -> str:
    if row["summary"]:
        return f"{CHECKED if row['state'] == CellState.CHECKED else DRAFTED} {row['summary']}"
    return TO_WRITE if row["standing"] == State.RAISED else str(row["standing"])


def _go_on(further: Further, part: float) -> None:
    if not further(part):
        raise Stopped("stopped")


def tables() -> list[str]:
    """The tables there are, people within groups first."""
    return [FIRST, CROSS, *(name for name in TABLES if name not in (FIRST, CROSS))]


__all__ = [
    "AXIS",
    "BAR",
    "CLEARED",
    "CROSS",
    "FIRST",
    "LABEL",
    "MOST_WORDS",
    "SHADE",
    "TO_CROSS",
    "VALUE",
    "Apart",
    "CellText",
    "Chart",
    "Counted",
    "Difference",
    "Evidence",
    "Excerpt",
    "Explorer",
    "Further",
    "Reading",
    "State",
    "Stopped",
    "Table",
    "Told",
    "Wish",
    "counted",
    "in_lines",
    "read_cell",
    "sort_key",
    "tables",
]
