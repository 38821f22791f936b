"""Where the words of one revision of a transcript stand in the next.

What two revisions share is a list of `Kept` stretches. A coding has moved only when exactly its
words stand, as whole words, at the place that the stretches around it lead to; anything else is
a change that a person has to see.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from coder.domain.transcript import Span, Transcript, Turn

TURN_BREAK = "\n\n"
"""Stands between two turns in a transcript's text; inside a turn a paragraph ends in one LF."""

# Scripts that put no space between words: every character is compared, and coded, as a word.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\U00020000-\U0003ffff"
)
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+(?:['’][^\W{_UNSPACED}]+)*|\S")
_ALONE = re.compile(f"[{_UNSPACED}]")

_SMALL = 250_000
"""Up to this many pairs of words are compared one by one; beyond it, words seen once lead the way."""
_ALIKE = 0.4
"""Below this share of common words two stretches say different things."""
_TELLING = 3
"""So many words in a row are no chance, even where the rest is different."""

_Run = tuple[int, int, int]
"""Equal elements of two sequences: where they begin in the one, in the other, and how many."""


@dataclass(frozen=True, slots=True, order=True)
class Kept:
    """`length` characters that stand at `old` in the text of before and at `new` in the next."""

    old: int
    new: int
    length: int

    @property
    def old_end(self) -> int:
        """Where they end in the text of before."""
        return self.old + self.length

    @property
    def new_end(self) -> int:
        """Where they end in the next text."""
        return self.new + self.length


@dataclass(frozen=True, slots=True)
class Moved:
    """Exactly the same words stand at `span`."""

    span: Span


@dataclass(frozen=True, slots=True)
class Changed:
    """The words `was` are no longer there; `span` is the place that comes nearest, perhaps empty."""

    span: Span
    was: str


class Anchors:
    """Leads spans of the text of before to the next text."""

    def __init__(self, old: str, new: str, kept: Iterable[Kept]) -> None:
        self.old = old
        self.new = new
        ends = (Kept(0, 0, 0), Kept(len(old), len(new), 0))
        self.kept = tuple(k for k in _joined(sorted((*ends, *kept)), old, new) if k.length)
        self._starts = [k.old for k in self.kept]

    def place(self, span: Span) -> Moved | Changed:
        """Where the words of `span` stand now."""
        was = span.of(self.old)
        first = bisect_right(self._starts, span.start) - 1
        first += first < 0 or self.kept[first].old_end <= span.start
        last = bisect_left(self._starts, span.end) - 1
        if first > last:
            return self._outside(span, was, first)
        first, last = self._chain(span, first, last)
        wide = Span(self._start(span, first), self._end(span, last))
        for candidate in (wide, wide.trimmed(self.new)):
            if self._same(span, candidate, was):
                return Moved(candidate)
        return self._only(span, wide, was) or Changed(self._whole_words(wide.trimmed(self.new)), was)

    def _chain(self, span: Span, first: int, last: int) -> tuple[int, int]:
        """The stretches around the one that shares most with `span`, as far as they keep their order."""
        here = range(first, last + 1)
        low = high = max(here, key=lambda n: len(_common(self.kept[n], span)))
        while low > first and self.kept[low - 1].new_end <= self.kept[low].new:
            low -= 1
        while high < last and self.kept[high].new_end <= self.kept[high + 1].new:
            high += 1
        return low, high

    def _start(self, span: Span, first: int) -> int:
        """Where `span` begins now, if `first` is the first stretch that it shares."""
        kept = self.kept[first]
        if kept.old <= span.start:
            return kept.new + span.start - kept.old
        before = self.kept[first - 1] if first else Kept(0, 0, 0)
        if before.new_end > kept.new:
            return kept.new
        lowest = before.new_end
        turn = self.new.rfind(TURN_BREAK, lowest, kept.new)
        if turn >= 0 and TURN_BREAK not in self.old[span.start : kept.old]:
            lowest = turn + len(TURN_BREAK)
        return lowest if before.old_end == span.start else max(lowest, kept.new - (kept.old - span.start))

    def _end(self, span: Span, last: int) -> int:
        """Where `span` ends now, if `last` is the last stretch that it shares."""
        kept = self.kept[last]
        if kept.old_end >= span.end:
            return kept.new + span.end - kept.old
        after = self._after(last)
        if after.new < kept.new_end:
            return kept.new_end
        highest = after.new
        turn = self.new.find(TURN_BREAK, kept.new_end, highest)
        if turn >= 0 and TURN_BREAK not in self.old[kept.old_end : span.end]:
            highest = turn
        return highest if after.old == span.end else min(highest, kept.new_end + span.end - kept.old_end)

    def _outside(self, span: Span, was: str, following: int) -> Moved | Changed:
        """The place of a span of which no character was kept: what stands there instead."""
        low = self.kept[following - 1].new_end if following else 0
        high = max(low, self._after(following - 1).new)
        gap = Span(low, high)
        if not was:
            return Moved(Span(low, low))
        several = len(_WORD.findall(was)) > 1
        return (self._only(span, gap, was) if several else None) or Changed(gap.trimmed(self.new), was)

    def _after(self, at: int) -> Kept:
        return self.kept[at + 1] if at + 1 < len(self.kept) else Kept(len(self.old), len(self.new), 0)

    def _only(self, span: Span, room: Span, was: str) -> Moved | None:
        """The words of `span` where they stand exactly once in `room`."""
        found: list[Span] = []
        at = self.new.find(was, room.start, room.end)
        while at >= 0 and len(found) < 2:
            candidate = Span(at, at + len(was))
            if self._same(span, candidate, was):
                found.append(candidate)
            at = self.new.find(was, at + 1, room.end)
        return Moved(found[0]) if len(found) == 1 else None

    def _same(self, span: Span, candidate: Span, was: str) -> bool:
        """Whether the words are the same, and no part of a longer word that they were not part of."""
        if candidate.of(self.new) != was:
            return False
        edges = ((span.start, candidate.start), (span.end, candidate.end))
        return all(not is_edge(self.old, old) or is_edge(self.new, new) for old, new in edges)

    def _whole_words(self, span: Span) -> Span:
        start, end = span.start, span.end
        if start == end:
            return span
        while not is_edge(self.new, start):
            start -= 1
        while not is_edge(self.new, end):
            end += 1
        return Span(start, end)


def is_edge(text: str, at: int) -> bool:
    """Whether a word may begin or end at `at`."""
    if not 0 < at < len(text):
        return True
    left, right = text[at - 1], text[at]
    if _ALONE.match(left) or _ALONE.match(right):
        return _plain(right)
    if left in "'’":
        left = text[at - 2] if at > 1 else " "
    elif right in "'’":
        right = text[at + 1] if at + 1 < len(text) else " "
    return not (_in_word(left) and _in_word(right))


def kept_words(old: str, new: str) -> list[Kept]:
    """What two versions of the same turn share."""
    return _kept(old, list(_tokens(old, Span(0, len(old)))), new, list(_tokens(new, Span(0, len(new)))))


def align(old: Transcript, new: Transcript) -> Anchors:
    """What two revisions share that were made apart: whole turns first, then words.

    A turn that stands elsewhere is found when its words are said once only.
    """
    runs = _equal_turns(old, new)
    kept = [
        Kept(mine.start, yours.start, len(mine.span))
        for i, j, count in runs
        for mine, yours in zip(old.turns[i : i + count], new.turns[j : j + count], strict=True)
    ]
    gaps = list(_gaps(runs, len(old.turns), len(new.turns)))
    here = _said_once(old, [old.turns[i] for a, _ in gaps for i in a])
    there = _said_once(new, [new.turns[j] for _, b in gaps for j in b])
    apart = {turn.seq: there[words].seq for words, turn in here.items() if words in there}
    kept += [Kept(old.turns[i].start, new.turns[j].start, len(old.turns[i].span)) for i, j in apart.items()]
    taken = set(apart.values())
    for a, b in gaps:
        kept += _kept(
            old.text,
            [token for i in a if i not in apart for token in _tokens(old.text, old.turns[i].span)],
            new.text,
            [token for j in b if j not in taken for token in _tokens(new.text, new.turns[j].span)],
        )
    return Anchors(old.text, new.text, kept)


def _equal_turns(old: Transcript, new: Transcript) -> list[_Run]:
    """Turns that say the same in the same order: first those of one speaker, then those of another."""
    mine = [(turn.speaker_id, old.words(turn)) for turn in old.turns]
    yours = [(turn.speaker_id, new.words(turn)) for turn in new.turns]
    runs = _runs(mine, yours)
    for a, b in list(_gaps(runs, len(mine), len(yours))):
        found = _runs([mine[i][1] for i in a], [yours[j][1] for j in b])
        runs += [(a.start + i, b.start + j, count) for i, j, count in found]
    return sorted(runs)


def _said_once(transcript: Transcript, turns: Iterable[Turn]) -> dict[str, Turn]:
    """The turns of which nobody else says the words, and that are more than a `Yeah.`"""
    said = [(transcript.words(turn), turn) for turn in turns]
    often = Counter(words for words, _ in said)
    return {words: turn for words, turn in said if often[words] == 1 and len(words.split()) >= _TELLING}


def _tokens(text: str, span: Span) -> Iterator[Span]:
    for found in _WORD.finditer(text, span.start, span.end):
        yield Span(*found.span())


def _kept(old: str, mine: list[Span], new: str, yours: list[Span]) -> list[Kept]:
    """What two lists of words share, and what the words that replace one another share."""
    runs = _runs([token.of(old) for token in mine], [token.of(new) for token in yours])
    runs = _believable(runs, len(mine), len(yours))
    kept = [
        Kept(mine[i + n].start, yours[j + n].start, len(mine[i + n]))
        for i, j, count in runs
        for n in range(count)
    ]
    for a, b in _gaps(runs, len(mine), len(yours)):
        if a and b:
            kept += _shared_letters(old, mine[a[0]], mine[a[-1]], new, yours[b[0]], yours[b[-1]])
    return kept


def _believable(runs: list[_Run], mine: int, yours: int) -> list[_Run]:
    """Without words that stand in both texts by chance only."""
    shared = sum(count for _, _, count in runs)
    if not shared or shared >= _ALIKE * min(mine, yours):
        return runs
    return [(i, j, n) for i, j, n in runs if n >= _TELLING or i == j == 0 or (i + n, j + n) == (mine, yours)]


def _shared_letters(
    old: str, first: Span, last: Span, new: str, new_first: Span, new_last: Span
) -> Iterator[Kept]:
    """Letters that a misheard and a corrected word begin and end with."""
    here, there = first.of(old), new_first.of(new)
    head = _same_start(here, there)
    if head:
        yield Kept(first.start, new_first.start, head)
    here, there = last.of(old)[::-1], new_last.of(new)[::-1]
    room = min(
        len(here) - (head if first == last else 0), len(there) - (head if new_first == new_last else 0)
    )
    tail = _same_start(here[:room], there[:room])
    if tail:
        yield Kept(last.end - tail, new_last.end - tail, tail)


def _same_start(here: Sequence[object], there: Sequence[object]) -> int:
    length = min(len(here), len(there))
    return next((n for n in range(length) if here[n] != there[n]), length)


def _gaps(runs: Sequence[_Run], mine: int, yours: int) -> Iterator[tuple[range, range]]:
    """What lies between runs, on both sides."""
    ends = [(0, 0), *((i + n, j + n) for i, j, n in runs)]
    starts = [*((i, j) for i, j, _ in runs), (mine, yours)]
    for (a, b), (c, d) in zip(ends, starts, strict=True):
        if a < c or b < d:
            yield range(a, c), range(b, d)


def _runs(a: Sequence[Hashable], b: Sequence[Hashable]) -> list[_Run]:
    """Equal elements in the same order, in time that grows with the length and not its square."""
    found: list[_Run] = []
    work = [(0, len(a), 0, len(b))]
    while work:
        low, high, other_low, other_high = work.pop()
        head = _same_start(a[low:high], b[other_low:other_high])
        found.append((low, other_low, head))
        low, other_low = low + head, other_low + head
        tail = _same_start(a[low:high][::-1], b[other_low:other_high][::-1])
        high, other_high = high - tail, other_high - tail
        found.append((high, other_high, tail))
        if low == high or other_low == other_high:
            continue
        small = (high - low) * (other_high - other_low) <= _SMALL
        anchors = [] if small else _unique(a, low, high, b, other_low, other_high)
        if not anchors:
            matcher = SequenceMatcher(None, a[low:high], b[other_low:other_high], autojunk=not small)
            found += [(low + i, other_low + j, n) for i, j, n in matcher.get_matching_blocks()]
            continue
        points = [(low, other_low), *anchors, (high, other_high)]
        work += [(i, k, j, m) for (i, j), (k, m) in pairwise(points)]
    return sorted(run for run in found if run[2])


def _unique(
    a: Sequence[Hashable], low: int, high: int, b: Sequence[Hashable], other_low: int, other_high: int
) -> list[tuple[int, int]]:
    """Places of what stands once in both ranges, the longest series of them that keeps its order."""
    for size in (4, 1):
        here, there = _once(a, low, high, size), _once(b, other_low, other_high, size)
        pairs = [(i, there[key]) for key, i in here.items() if key in there]
        if pairs:
            return _rising(pairs)
    return []


def _once(sequence: Sequence[Hashable], low: int, high: int, size: int) -> dict[Hashable, int]:
    seen: dict[Hashable, int] = {}
    for at in range(low, high - size + 1):
        key = tuple(sequence[at : at + size])
        seen[key] = -1 if key in seen else at
    return {key: at for key, at in seen.items() if at >= 0}


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of `pairs`, sorted by their first, whose seconds rise."""
    tops: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for n, (_, second) in enumerate(pairs):
        at = bisect_left(tops, second)
        tops[at : at + 1] = [second]
        ends[at : at + 1] = [n]
        before.append(ends[at - 1] if at else -1)
    chain: list[tuple[int, int]] = []
    n = ends[-1] if ends else -1
    while n >= 0:
        chain.append(pairs[n])
        n = before[n]
    return chain[::-1]


def _joined(kept: Iterable[Kept], old: str, new: str) -> Iterator[Kept]:
    """Stretches that touch, or have the same between them, as one."""
    last: Kept | None = None
    for one in kept:
        if (
            last
            and one.old - last.old == one.new - last.new
            and old[last.old_end : one.old] == new[last.new_end : one.new]
        ):
            last = Kept(last.old, last.new, one.old_end - last.old)
            continue
        if last:
            yield last
        last = one
    if last:
        yield last


def _common(kept: Kept, span: Span) -> range:
    return range(max(kept.old, span.start), min(kept.old_end, span.end))


def _plain(character: str) -> bool:
    return unicodedata.category(character)[0] != "M"


def _in_word(character: str) -> bool:
    return character.isalnum() or character == "_" or not _plain(character)
