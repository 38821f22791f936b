"""The tables of `coder analyse`: gather, count, give plain rows."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from coder.analysis.counting import Scope
from coder.analysis.frame import Material
from coder.analysis.query import Terms, parse_terms
from coder.domain.coding import MarkKind
from coder.domain.matrix import CellState, MatrixCell, RowKind
from coder.domain.protocol import Protocol
from coder.errors import InputError
from coder.services import counted, worded
from coder.services.gathering import gather
from coder.services.matrix import MatrixService, Written, matrix_table
from coder.services.questions import kept_protocol
from coder.services.session import Session
from coder.services.tabling import Request, Row, Table

__all__ = ["TABLES", "Asked", "Request", "Row", "Table", "analyse", "count", "matrix_service"]


def analyse(session: Session, table: str, request: Request) -> Table:
    """Count one of `TABLES`.

    Raises InputError for an unknown fact, a term that is none, or a protocol that does not fit.
    """
    return count(table, Asked(session, request))


def count(table: str, asked: Asked) -> Table:
    """Count one of `TABLES`; what `asked` has read already is not read again.

    Raises what `analyse` raises.
    """
    if len(asked.request.by) > 2:
        raise InputError("a table is by one fact or by two", remedy="give --by at most twice")
    return TABLES[table](asked)


class Asked:
    """What a table needs of a project, read when it is first needed."""

    def __init__(self, session: Session, request: Request, material: Material | None = None) -> None:
        self.session = session
        self.request = request
        self._given = material

    def read_for(self, table: str) -> None:
        """Read now all that a table needs, so that another thread can count it without the project."""
        _ = (self.terms, self.material, self.protocol, self.read)
        if table == "matrix":
            _ = self.cells
        if table == "saturation":
            _ = self.grown

    @cached_property
    def terms(self) -> Terms:
        """The terms that narrow what is counted, that of one coder among them."""
        coder = self.request.coder
        return parse_terms(self.request.where + ((f"coder:{coder}",) if coder else ()))

    @cached_property
    def scope(self) -> Scope:
        """The conversations, people and codings that are meant."""
        return Scope(self.material, self.terms, self.protocol, self.read)

    @cached_property
    def read(self) -> frozenset[tuple[str, int]]:
        """The turns that somebody has read and found to hold nothing."""
        marks = self.session.store.marks()
        return frozenset((mark.transcript_id, mark.seq) for mark in marks if mark.kind is MarkKind.READ)

    @cached_property
    def material(self) -> Material:
        """Everything that the project holds, with every word."""
        if self._given is not None:
            return self._given
        with _without_collector():
            return gather(self.session)

    @cached_property
    def cells(self) -> list[MatrixCell]:
        """What people wrote into framework matrices."""
        return self.session.store.cells()

    @cached_property
    def grown(self) -> frozenset[str]:
        """The codes that came while the project was coded."""
        return worded.grown_codes(self.session)

    @cached_property
    def protocol(self) -> Protocol:
        """Which questions were asked where."""
        if self.request.protocol is None:
            return kept_protocol(self.session)
        from coder.exchange.protocol_csv import read_protocol

        labels = {transcript.label for transcript in self.material.transcripts}
        return read_protocol(self.request.protocol, set(self.material.tree.codes), labels)


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


def _of_people(count: Callable[[Scope, Request], Table]) -> Callable[[Asked], Table]:
    return lambda asked: count(asked.scope, asked.request)


def _in_context(asked: Asked) -> Table:
    return worded.in_context(asked.material, asked.terms, asked.request)


def _key_words(asked: Asked) -> Table:
    return worded.key_words(asked.material, asked.terms, asked.request)


def _matrix(asked: Asked) -> Table:
    return matrix_table(asked.scope, asked.cells, asked.request)


def _saturation(asked: Asked) -> Table:
    return worded.saturation_table(asked.material, asked.terms, asked.grown)


def _joint(asked: Asked) -> Table:
    return worded.joint(asked.material, asked.request)


TABLES: dict[str, Callable[[Asked], Table]] = {
    "counts": _of_people(counted.counts),
    "people": _of_people(counted.people),
    "crosstab": _of_people(counted.crosstab),
    "grid": _of_people(counted.grid),
    "matrix": _matrix,
    "cooccurrence": _of_people(counted.together),
    "talk": _of_people(counted.talk),
    "coverage": _of_people(counted.coverage),
    "waves": _of_people(counted.waves),
    "saturation": _saturation,
    "kwic": _in_context,
    "words": _key_words,
    "joint": _joint,
}
"""What can be analysed, by the word typed."""


def matrix_service(
    session: Session, rows: str, *, checked: bool = False, **given: Any
) -> tuple[MatrixService, RowKind, Written]:
    """What writes the cells of a matrix, its kind of rows, and what is to be written."""
    scope = Asked(session, Request()).scope
    state = CellState.CHECKED if checked else CellState.DRAFTED
    return MatrixService(session, scope), RowKind(rows), Written(**given, state=state)
