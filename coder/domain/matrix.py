"""Cells of a framework matrix: what a person wrote about one code in one session, person or group.

The Framework Method (Ritchie & Spencer 1994; Gale et al. 2013): cases in rows, codes in columns, and in
each cell a summary in few words with the evidence behind it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from coder.errors import InputError

MOST_WORDS = 60
"""How long a summary may be."""


class RowKind(StrEnum):
    """What a row of a matrix stands for."""

    SESSION = "session"
    PARTICIPANT = "participant"
    GROUP = "group"


class CellState(StrEnum):
    """How far a cell is; only people move it on."""

    EMPTY = "empty"
    DRAFTED = "drafted"
    CHECKED = "checked"


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """The summary of one code in one row.

    `row_id` is the id of a transcript or participant, or the name of a group; `evidence` are the ids
    of codings, and `quote` is the one of them to be quoted, or empty.
    """

    id: str
    row_kind: RowKind
    row_id: str
    code_id: str
    summary: str
    evidence: tuple[str, ...]
    quote: str
    state: CellState
    coder: str
    created_at: str
    version: int = 1


def check_cell(summary: str, evidence: Iterable[str], quote: str, state: CellState) -> None:
    """Make sure that a cell may be kept.

    Raises InputError for a summary of more than 60 words or of none, a quote that is no evidence, and a
    state of `empty`, which is what a cell without a summary is.
    """
    words = len(summary.split())
    if words > MOST_WORDS:
        raise InputError(f"the summary has {words} words", remedy=f"say it in {MOST_WORDS}")
    if not words:
        raise InputError("the summary is empty", remedy="write it, or clear the cell")
    if state is CellState.EMPTY:
        raise InputError("a cell with a summary is not empty", remedy="use drafted or checked")
    if quote and quote not in evidence:
        raise InputError("the quote is not among the evidence", remedy="name one of its codings")
