"""How good suggestions are on a project's own codings, transcript by transcript."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from coder.services.lessons import lessons
from coder.suggest.codes import code_list
from coder.suggest.examples import Example

if TYPE_CHECKING:
    from coder.services.session import Session
    from coder.services.suggesting import SuggestionService
    from coder.suggest.trial import Tried

GAP = 0.1
"""How much less often a code is found in a group than in all others before the group is flagged."""

GAP_FROM = 20
"""Excerpts that a group needs before a gap is told."""


def suggested(
    session: Session,
    service: SuggestionService,
    told: Callable[[str], object] = lambda label: None,
    *,
    kept: bool = False,
) -> list[dict[str, Any]]:
    """What is suggested now, in the order of the transcripts and turns. Raises SuggesterOff.

    `told` hears the label of each transcript before it is looked through.
    """
    from coder.services.sayable import Sayable

    rows: list[dict[str, Any]] = []
    sayable = Sayable(session, kept=kept)
    for row in session.store.transcripts():
        told(row.label)
        transcript = session.load(row.id)
        for number, found in sorted(service.for_transcript(transcript).items()):
            rows += [
                {
                    "transcript": row.label,
                    "turn": number,
                    "code": one.code_id,
                    "score": round(one.score, 3),
                    "source": one.source,
                    "reason": one.reason,
                    "text": sayable.words(transcript, one.span),
                }
                for one in found
            ]
    service.close()
    return rows


def measured(session: Session) -> list[dict[str, Any]]:
    """A row for all, one per group of the session list, and one per code; empty with fewer than two
    coded transcripts."""
    from coder.suggest.trial import left_out

    rows = session.store.transcripts()
    documents = {row.label: [e for e in lessons(session, row.id) if e.codes] for row in rows}
    groups = {row.label: row.facts.group for row in rows}
    coded = {label: some for label, some in documents.items() if some}
    if len(coded) < 2:
        return []
    tried = left_out(code_list(session.tree), coded)
    found = [_row("all codes", "", tried)]
    for group in sorted({groups[label] for label in coded} - {""}):
        inside = [one for one in tried if groups[one.asked.document] == group]
        outside = [one for one in tried if groups[one.asked.document] != group]
        row = _row("all codes", group, inside)
        told = len(inside) >= GAP_FROM and bool(outside)
        row["gap"] = told and row["found_in_3"] <= _row("", "", outside)["found_in_3"] - GAP
        found.append(row)
    ids = sorted({code for one in tried for code in one.asked.codes})
    return found + [_row(id_, "", tried, id_) for id_ in ids]


def _row(name: str, group: str, tried: Sequence[Tried], code: str = "") -> dict[str, Any]:
    """The figures of some excerpts, for one code or, without, for whatever they were coded."""
    having = [one for one in tried if not code or code in one.asked.codes]
    first = [one for one in tried if one.ranked and (not code or one.ranked[0] == code)]
    right = sum(_is_right_first(one) for one in first)
    return {
        "code": name,
        "group": group,
        "n": len(having),
        "precision": _share(right, len(first)),
        "recall": _share(right, len(having)),
        "found_in_3": _share(sum(_is_right(one.asked, one.ranked, code) for one in having), len(having)),
        "coverage_90": _share(_sure(first, code), len(tried)),
        "usual": _share(sum(_is_right(one.asked, one.usual, code) for one in having), len(having)),
        "keyword": _share(sum(_is_right(one.asked, one.keyword, code) for one in having), len(having)),
        "gap": False,
    }


def _is_right(asked: Example, proposed: Sequence[str], code: str) -> bool:
    return code in proposed if code else bool(set(proposed) & set(asked.codes))


def _is_right_first(one: Tried) -> bool:
    """Whether the first code proposed, was put there by a person."""
    return bool(one.ranked) and one.ranked[0] in one.asked.codes


def _sure(first: Sequence[Tried], code: str) -> int:
    """How many, surest first, are right nine times of ten."""
    right = most = 0
    for count, one in enumerate(sorted(first, key=lambda one: -one.score), 1):
        right += _is_right_first(one)
        if right >= 0.9 * count:
            most = count
    return most


def _share(part: int, whole: int) -> float:
    return round(part / whole, 3) if whole else 0.0
