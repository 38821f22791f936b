"""The tables of `coder analyse`: gather, count, give plain rows."""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from coder.analysis.counting import Scope
from coder.analysis.frame import Counted, Evidence, Material
from coder.analysis.query import Terms, parse_terms
from coder.analysis.thresholds import Thresholds
from coder.domain.coding import MarkKind
from coder.domain.protocol import Protocol
from coder.errors import InputError
from coder.services import counted
from coder.services.limits import thresholds_of
from coder.services.tabling import Request, Row, Table
from coder.services.whoami import coder_name
from coder.store.columns import Columns

if TYPE_CHECKING:
    from coder.domain.matrix import MatrixCell, RowKind
    from coder.services.matrix import MatrixService, Written
    from coder.services.session import Session

__all__ = ["TABLES", "Asked", "Request", "Row", "Table", "analyse", "analyse_at", "count", "matrix_service"]


BLIND = "This is a blind pass: only what {} coded is counted."
"""Stands beside every table that is counted in a blind pass."""


def analyse(session: Session, table: str, request: Request) -> Table:
    """Count one of `TABLES` or `PROCESSES`.

    Raises InputError for an unknown fact, a term that is none, or a protocol that does not fit.
    """
    return count(Asked(session.store.columns(), request, session), table)


def analyse_at(place: str, table: str, request: Request) -> tuple[str, Table]:
    """The name of the project at a place, and the same; what counts no words needs no more than a glance.

    Raises as `analyse` does, and StoreError for what is no project.
    """
    from coder.store.quick import Unusual, quick_columns

    # What is unusual, the usual way of opening either can read or says why not.
    with suppress(Unusual):
        if table not in OF_WORDS:
            with quick_columns(place) as columns:
                meta = columns.meta()
                if columns.restricted() or meta.get(f"blind:{coder_name(None)}") == "on":
                    raise Unusual
                return meta.get("name", ""), count(Asked(columns, request), table)
    from coder.services.bootstrap import session

    with session(place, readonly=True) as opened:
        return opened.name, analyse(opened, table, request)


def count(asked: Asked, table: str) -> Table:
    """Count one of `TABLES` or `PROCESSES`; what `asked` has read already is not read again.

    Raises as `analyse` does.
    """
    if len(asked.request.by) > 2:
        raise InputError("a table is by one fact or by two", remedy="give --by at most twice")
    with _without_collector():
        found = _of_process(asked, table) if table in PROCESSES else TABLES[table](asked)
    return replace(found, notes=(*found.notes, BLIND.format(asked.session.coder))) if asked.blind else found


class Asked:
    """What a table needs of a project, read when it is first needed.

    Where words and all that is known of codings are needed, there has to be a `session`.
    """

    def __init__(self, columns: Columns, request: Request, session: Session | None = None) -> None:
        self.columns = columns
        self.request = request
        self._session = session

    def given(self, material: Material) -> None:
        """Count in what was read before, and leave the project alone."""
        kept = self._limited(material)
        self.__dict__.update(material=kept, evidence=kept)

    def read_for(self, table: str) -> None:
        """Read now all that a table needs, so that another thread can count it without the project."""
        _ = (self.scope, self.read)
        if table in OF_WORDS:
            _ = self.material
        if table == "matrix":
            _ = self.cells
        if table == "saturation":
            _ = self.grown

    @property
    def blind(self) -> bool:
        """Whether only the coder's own work may be counted."""
        return self._session is not None and self._session.blind

    @property
    def session(self) -> Session:
        """The open project."""
        assert self._session is not None
        return self._session

    @cached_property
    def terms(self) -> Terms:
        """The terms that narrow what is counted, that of one coder among them."""
        coder = self.request.coder
        return parse_terms(self.request.where + ((f"coder:{coder}",) if coder else ()))

    @cached_property
    def scope(self) -> Scope:
        """The conversations, people and codings that are meant."""
        return Scope(self.evidence, self.terms, self.protocol)

    @property
    def read_scope(self) -> Scope:
        """The same, with the turns that somebody has read and found to hold nothing."""
        return replace(self.scope, read=self.read)

    @cached_property
    def read(self) -> Collection[tuple[str, int]]:
        """The turns that somebody, in a blind pass oneself, has read and found to hold nothing."""
        if not self.blind:
            return self.columns.read_turns()
        marks = self.session.seen(self.session.store.marks())
        return {(mark.transcript_id, mark.seq) for mark in marks if mark.kind is MarkKind.READ}

    @cached_property
    def cells(self) -> list[MatrixCell]:
        """What people wrote into framework matrices."""
        return self.session.seen(self.session.store.cells())

    @cached_property
    def grown(self) -> frozenset[str]:
        """The codes that came while the project was coded."""
        from coder.services.worded import grown_codes

        return grown_codes(self.session)

    @cached_property
    def evidence(self) -> Counted:
        """What is counted, in narrow columns; where not all may be counted, what may.

        Codings are read first: what somebody imports and codes meanwhile is then for the next time.
        """
        if self.blind or self.columns.restricted():
            return self.material
        codings, sittings = self.columns.codings(), self.columns.sittings()
        known = {sitting.id for sitting in sittings}
        kept = tuple(coding for coding in codings if coding.transcript_id in known)
        people, tree = self.columns.participants(), self.columns.tree()
        return Evidence(sittings, people, kept, tree, self.thresholds)

    @cached_property
    def thresholds(self) -> Thresholds:
        """How many people a number must be about: as asked, else as the project says."""
        return thresholds_of(self.columns.meta(), self.request.records, self.request.voices)

    @cached_property
    def material(self) -> Material:
        """Everything that the project holds, with every word."""
        from coder.services.gathering import gather_seen

        return self._limited(gather_seen(self.session))

    def _limited(self, material: Material) -> Material:
        """The same, with the thresholds that were asked for."""
        same = material.thresholds == self.thresholds
        return material if same else replace(material, thresholds=self.thresholds)

    @cached_property
    def protocol(self) -> Protocol:
        """Which questions were asked where."""
        labels = {sitting.id: sitting.label for sitting in self.evidence.transcripts}
        if self.request.protocol is None:
            return Protocol.of(self.columns.questions(), labels)
        from coder.exchange.protocol_csv import read_protocol

        return read_protocol(self.request.protocol, set(self.evidence.tree.codes), set(labels.values()))


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


def _grid(asked: Asked) -> Table:
    return counted.grid(asked.read_scope, asked.request)


def _matrix(asked: Asked) -> Table:
    from coder.services.matrix import matrix_table

    return matrix_table(asked.read_scope, asked.material, asked.cells, asked.request)


def _in_context(asked: Asked) -> Table:
    from coder.services.worded import in_context

    return in_context(asked.material, asked.terms, asked.request)


def _key_words(asked: Asked) -> Table:
    from coder.services.worded import key_words

    return key_words(asked.material, asked.terms, asked.request)


def _saturation(asked: Asked) -> Table:
    from coder.services.worded import saturation_table

    return saturation_table(asked.material, asked.terms, asked.grown)


def _of_process(asked: Asked, table: str) -> Table:
    from coder.services import journeys, processes

    analysed = journeys.analysed if table in journeys.SECTIONS else processes.analysed

    return analysed(asked, table)


def _joint(asked: Asked) -> Table:
    from coder.services.worded import joint

    return joint(asked.material, asked.terms, asked.request)


TABLES: dict[str, Callable[[Asked], Table]] = {
    "counts": _of_people(counted.counts),
    "people": _of_people(counted.people),
    "crosstab": _of_people(counted.crosstab),
    "grid": _grid,
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

PROCESSES = frozenset(
    {
        *("zones", "strengths", "inequities", "priorities", "knowing", "together", "weights", "milestones"),
        *("implementation", "agenda", "readiness", "causes", "plan", "appraisal", "focus", "capacity"),
        *("readout", "followup", "sources", "intersections"),
    }
)
"""The tables of what a process asks; they are told and not explored number by number."""

OF_WORDS = frozenset({"matrix", "saturation", "kwic", "words", "joint"}) | PROCESSES
"""The tables for which the project has to be opened in full."""


def matrix_service(
    session: Session, rows: str, *, checked: bool = False, **given: Any
) -> tuple[MatrixService, RowKind, Written]:
    """What writes the cells of a matrix, its kind of rows, and what is to be written."""
    from coder.domain.matrix import CellState, RowKind
    from coder.services.matrix import MatrixService, Written

    scope = Asked(session.store.columns(), Request(), session).scope
    state = CellState.CHECKED if checked else CellState.DRAFTED
    return MatrixService(session, scope), RowKind(rows), Written(**given, state=state)
