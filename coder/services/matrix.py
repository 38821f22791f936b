"""Framework matrices: what stands in each cell, and the summaries that people write into them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from coder.analysis.charted import Case, cases, standing
from coder.analysis.counting import Scope, State
from coder.analysis.frame import Material
from coder.analysis.quotes import check_words
from coder.domain.events import Event
from coder.domain.matrix import CellState, MatrixCell, RowKind, check_cell
from coder.domain.text import visible
from coder.domain.zones import zone_of
from coder.errors import InputError
from coder.services.session import Session, added, changed, removed
from coder.services.tabling import Request, Row, Table
from coder.store.store import now

FIELDS = ("row", "code", "standing", "state", "summary", "quote", "excerpts", "evidence", "flagged")


@dataclass(frozen=True, slots=True)
class Written:
    """What a person says about a cell; None leaves as it is what was there."""

    summary: str | None = None
    evidence: Sequence[str] | None = None
    quote: str | None = None
    state: CellState = CellState.DRAFTED


def matrix_table(scope: Scope, material: Material, kept: Sequence[MatrixCell], request: Request) -> Table:
    """One row per case and code: why there is or is no evidence, and what somebody wrote.

    `scope` is of `material`. Every code that can be used, was raised or has a cell. Raises StoreError
    when the words kept with a coding are not those of the transcript.
    """
    check_words(material)
    words = {coding.id: coding.text for coding in material.codings}
    kind = RowKind(request.rows)
    by_place = {(cell.row_id, cell.code_id): cell for cell in kept if cell.row_kind is kind}
    wanted = {code_id for _, code_id in by_place} | {m.coding.code_id for m in scope.mentions}
    codes = [
        code.id
        for code in scope.material.tree.codes.values()
        if (code.usable or code.id in wanted)
        and scope.terms.fits_code(code.id)
        and not (kind is RowKind.PARTICIPANT and zone_of(code.id))
    ]
    rows = [
        _row(scope, case, code_id, by_place.get((case.id, code_id)), words)
        for case in cases(scope, kind)
        for code_id in codes
    ]
    done = sum(row["summary"] != "" or row["standing"] == State.NOT_RAISED.value for row in rows)
    told = f"{done} of {len(rows)} cells are written or were not raised where it was asked and all is coded."
    return Table(rows, FIELDS, (told,) if rows else ())


def _row(scope: Scope, case: Case, code_id: str, cell: MatrixCell | None, words: Mapping[str, str]) -> Row:
    codings = dict.fromkeys(m.coding.id for m in case.mentions.get(code_id, ()))
    # Evidence that was taken back since, or lies in another cell now, is evidence no longer.
    evidence = [id_ for id_ in cell.evidence if id_ in codings] if cell else []
    quote = cell.quote if cell and cell.quote in codings else ""
    return {
        "row": case.name,
        "code": code_id,
        "standing": standing(scope, case, code_id).value,
        "state": cell.state.value if cell else CellState.EMPTY.value,
        "summary": cell.summary if cell else "",
        "quote": words[quote] if quote else "",
        "excerpts": len(codings),
        "evidence": " ".join(evidence or ([] if cell else codings)),
        "flagged": quote,
    }


class MatrixService:
    """Writes the cells of framework matrices; every act is one step of undo."""

    def __init__(self, session: Session, scope: Scope) -> None:
        self.session = session
        self._scope = scope

    def write(self, kind: RowKind, row: str, code: str, written: Written) -> Event:
        """Keep what a person says about a row (its label, pseudonym or group) and a code.

        Without evidence named, all codings of the cell are it. Raises InputError for a row or code
        that is not there, evidence that is none of this cell's, and what `check_cell` refuses.
        """
        case, code_id = self._case(kind, row), self._code(code)
        if kind is RowKind.PARTICIPANT and zone_of(code_id):
            raise InputError(
                "a zone is never written of one person", where=code_id, remedy="use --rows group or session"
            )
        codings = dict.fromkeys(m.coding.id for m in case.mentions.get(code_id, ()))
        before = self._kept(kind, case.id, code_id)
        self._refuse_others(before)
        after = self._after(kind, case, code_id, codings, written, before)
        check_cell(after.summary, after.evidence, after.quote, after.state)
        told = f"{'rewrote' if before else 'wrote'} the cell {code_id} of {case.name}"
        change = changed("cell", before, after) if before else added("cell", after)
        return self.session.act("matrix", f"{told} ({after.state})", [change])

    def clear(self, kind: RowKind, row: str, code: str) -> Event:
        """Empty a cell; raises InputError where nothing is written in it."""
        case, code_id = self._case(kind, row), self._code(code)
        cell = self._kept(kind, case.id, code_id)
        if cell is None:
            raise InputError(f"nothing is written about {code_id} of {visible(case.name)}")
        self._refuse_others(cell)
        told = f"cleared the cell {code_id} of {case.name}"
        return self.session.act("matrix", told, [removed("cell", cell)])

    def _after(
        self,
        kind: RowKind,
        case: Case,
        code_id: str,
        codings: Mapping[str, None],
        written: Written,
        before: MatrixCell | None,
    ) -> MatrixCell:
        for id_ in (*(written.evidence or ()), *([written.quote] if written.quote else ())):
            if id_ not in codings:
                raise InputError(
                    f"{visible(id_)!r} is no coding of {code_id} in {visible(case.name)}",
                    remedy="see `coder list PROJECT codings --format csv`",
                )
        cell = before or MatrixCell(
            uuid.uuid4().hex, kind, case.id, code_id, "", (), "", CellState.DRAFTED, "", now()
        )
        kept = [id_ for id_ in cell.evidence if id_ in codings] if before else list(codings)
        evidence = tuple(written.evidence if written.evidence is not None else kept)
        quote = written.quote if written.quote is not None else cell.quote
        return replace(
            cell,
            summary=visible(cell.summary if written.summary is None else written.summary).strip(),
            evidence=evidence,
            quote=quote if quote in evidence or written.quote else "",
            state=written.state,
            coder=self.session.coder,
            version=cell.version + 1 if before else 1,
        )

    def _kept(self, kind: RowKind, row_id: str, code_id: str) -> MatrixCell | None:
        place = (kind, row_id, code_id)
        cells = self.session.store.cells()
        return next((c for c in cells if (c.row_kind, c.row_id, c.code_id) == place), None)

    def _refuse_others(self, cell: MatrixCell | None) -> None:
        """In a blind pass what others wrote is not seen, and so cannot be written over."""
        if cell is not None and not self.session.seen([cell]):
            raise InputError(
                "somebody else wrote this cell, and this is a blind pass",
                remedy="end it first: coder blind PROJECT off",
            )

    def _case(self, kind: RowKind, row: str) -> Case:
        found = cases(self._scope, kind)
        for case in found:
            if row.casefold() in (case.name.casefold(), case.id):
                return case
        names = ", ".join(visible(case.name) for case in found[:12]) + ("\u2026" if len(found) > 12 else "")
        raise InputError(f"there is no {kind} {visible(row)!r} to write about", remedy=f"use one of {names}")

    def _code(self, code: str) -> str:
        return self._scope.material.tree.require(code).id
