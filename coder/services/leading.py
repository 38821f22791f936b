"""Leads memos and marks from one revision of a transcript to the next."""

from __future__ import annotations

import uuid
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from coder.domain.anchoring import Anchors
from coder.domain.coding import Mark, MarkKind, Memo
from coder.domain.events import Change
from coder.domain.transcript import Span, Transcript
from coder.services.session import added, changed, removed


def led_memos(memos: Iterable[Memo], lead: Callable[[Memo], Memo]) -> Iterator[Change]:
    """The changes to memos that a correction brings.

    Where two memos of one coder come to stand on the same thing, as when turns are joined, they
    become one text.
    """
    pairs = [(memo, lead(memo)) for memo in memos]
    together: dict[tuple[str, str, str], list[tuple[Memo, Memo]]] = {}
    for memo, led in pairs:
        together.setdefault((led.target_kind, led.target_id, led.coder), []).append((memo, led))
    for family in together.values():
        if all(memo == led for memo, led in family):
            continue
        (first, led), *others = family
        if others:
            text = "\n\n".join(dict.fromkeys(memo.text for memo, _ in family))
            led = replace(led, text=text, version=first.version + 1)
        if led != first:
            yield changed("memo", first, led)
        yield from (removed("memo", memo) for memo, _ in others)


def led_marks(
    before: Transcript, after: Transcript, anchors: Anchors, marks: Iterable[Mark]
) -> Iterator[Change]:
    """The changes to marks that a correction brings.

    A bookmark follows the words of its turn; where they are gone it stays with the turn before.
    "Read" is said of words, so it holds for a turn only when all that is kept in it was read:
    both parts of a split turn are read, a turn joined with an unread one is not, and nothing is
    said of a turn that is gone or has none of its words left.
    """
    kept = list(marks)
    for mark in kept:
        if mark.kind is MarkKind.BOOKMARK and mark.seq < len(before.turns):
            yield from _moved(mark, seat_of(mark.seq, before, after, anchors))
    readers = dict.fromkeys(mark.coder for mark in kept if mark.kind is MarkKind.READ)
    sources = _sources(before, after, anchors) if readers else {}
    for coder in readers:
        yield from _read(
            after, sources, [mark for mark in kept if (mark.kind, mark.coder) == (MarkKind.READ, coder)]
        )


def seat_of(seq: int, before: Transcript, after: Transcript, anchors: Anchors) -> int:
    """Where the turn `seq` of before is now; the turn before it, when its words are gone."""
    span = anchors.place(before.turns[seq].span).span
    at = bisect_right(after.turns, span.start, key=lambda turn: turn.start) - 1
    # Where nothing is left, the place is that of the turn which follows, or the end of the text.
    gone = not len(span) and at >= 0 and after.turns[at].start == span.start
    return max(0, at - 1 if gone else at)


def _read(after: Transcript, sources: dict[int, set[int]], marks: list[Mark]) -> Iterator[Change]:
    """The changes to one coder's marks of what is read."""
    by_seq = {mark.seq: mark for mark in marks}
    free = {mark.id: mark for mark in marks}
    for turn in after.turns:
        told = sources.get(turn.seq, set())
        if not told or not told <= by_seq.keys():
            continue
        mark = by_seq[min(told)]
        if free.pop(mark.id, None) is not None:
            yield from _moved(mark, turn.seq)
        else:
            yield added("mark", replace(mark, id=str(uuid.uuid4()), seq=turn.seq, version=1))
    yield from (removed("mark", mark) for mark in free.values())


def _moved(mark: Mark, seq: int) -> Iterator[Change]:
    if seq != mark.seq:
        yield changed("mark", mark, replace(mark, seq=seq, version=mark.version + 1))


def _sources(before: Transcript, after: Transcript, anchors: Anchors) -> dict[int, set[int]]:
    """Turn of the next revision → the turns of before of which it keeps words."""
    found: dict[int, set[int]] = {}
    for kept in anchors.kept:
        for old in before.turns_in(Span(kept.old, kept.old_end)):
            shift = kept.new - kept.old
            low, high = max(old.start, kept.old), min(old.end, kept.old_end)
            for new in after.turns_in(Span(low + shift, high + shift)):
                found.setdefault(new.seq, set()).add(old.seq)
    return found
