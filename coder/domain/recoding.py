"""Changing codings that stand: where they are cut, what two of them become."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from coder.domain.codebook import CodeTree
from coder.domain.coding import Coding, Origin
from coder.domain.transcript import Span
from coder.errors import InputError

_ASSISTED = (Origin.ACCEPTED, Origin.CORRECTED)


def revised_origin(origin: Origin) -> Origin:
    """The origin of a coding after a person gave it another code or other words.

    What was taken from a suggestion is corrected then; everything else came about as before.
    """
    return Origin.CORRECTED if origin in _ASSISTED else origin


def cut_at(text: str, coding: Span, selected: Span) -> tuple[Span, Span]:
    """The two parts of a coding that is cut where the selected words begin.

    Where they begin with the coding, it is cut where they end. White space stays outside both.
    Raises InputError when one part would hold no words.
    """
    place = selected.start if selected.start > coding.start else selected.end
    inside = min(max(place, coding.start), coding.end)
    parts = Span(coding.start, inside).trimmed(text), Span(inside, coding.end).trimmed(text)
    if not all(map(len, parts)):
        raise InputError(
            "the coding is cut where the selected words begin, and that is not inside it",
            remedy="select words in the middle of it, with s or }",
        )
    return parts


def next_to_merge(text: str, coding: Coding, others: Iterable[Coding]) -> Coding | None:
    """The next coding by place of the same code and coder that overlaps `coding` or touches it.

    Codings touch when only white space stands between them, so also from turn to turn.
    """
    found = [
        other
        for other in others
        if other.id != coding.id
        and (other.transcript_id, other.code_id, other.coder)
        == (coding.transcript_id, coding.code_id, coding.coder)
        and _touch(text, coding.span, other.span)
    ]
    behind = [other for other in found if (other.start, other.end) >= (coding.start, coding.end)]
    return min(behind or found, key=lambda other: (other.start, other.end, other.id), default=None)


def merged(text: str, stays: Coding, goes: Coding, tree: CodeTree) -> Coding:
    """One coding over the words of two, with the id of the one that stays; else as in `joined`."""
    span = Span(min(stays.start, goes.start), max(stays.end, goes.end))
    whole = replace(stays, start=span.start, end=span.end, text=span.of(text), version=stays.version + 1)
    return joined(whole, goes, tree)


def joined(stays: Coding, goes: Coding, tree: CodeTree) -> Coding:
    """The coding that stays, with what another one that goes gives it.

    It is as old as the older one, starred when either is, and waits for review when either does. It has
    the lens values of both; where a lens takes one value, that of the coding that stays. It counts as
    unassisted only when both are.
    """
    origins = {stays.origin, goes.origin}
    origin = (
        Origin.CORRECTED
        if origins & set(_ASSISTED)
        else Origin.TYPED
        if Origin.TYPED in origins
        else stays.origin
    )
    return replace(
        stays,
        origin=origin,
        created_at=min(stays.created_at, goes.created_at),
        lenses=_both(stays.lenses, goes.lenses, tree),
        starred=stays.starred or goes.starred,
        was=stays.was or goes.was,
    )


def _touch(text: str, one: Span, other: Span) -> bool:
    if one.overlaps(other):
        return True
    between = Span(min(one.end, other.end), max(one.start, other.start))
    return not between.of(text).strip()


def _both(
    first: Mapping[str, tuple[str, ...]], second: Mapping[str, tuple[str, ...]], tree: CodeTree
) -> dict[str, tuple[str, ...]]:
    kept = {**second, **first}
    for lens_id in first.keys() & second.keys():
        lens = tree.lenses.get(lens_id)
        if lens is not None and lens.multiple:
            kept[lens_id] = lens.check({*first[lens_id], *second[lens_id]})
    # In the order of the codebook, as every coding has them.
    return {**{lens_id: kept[lens_id] for lens_id in tree.lenses if lens_id in kept}, **kept}
