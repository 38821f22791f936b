"""Words replaced by others in a whole transcript, and where every place of before stands afterwards.

Unlike a correction, a replacement says exactly which stretch became which, so nothing has to be compared:
what stands between moves, and what begins or ends inside a replaced stretch takes in all of it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace

from coder.domain.anchoring import Anchors, Kept
from coder.domain.revising import Revised
from coder.domain.transcript import Span, Transcript


@dataclass(frozen=True, slots=True, order=True)
class Swap:
    """The words in `[start, end)` become `words`."""

    start: int
    end: int
    words: str


class Swapped:
    """A text with some stretches replaced; of stretches that overlap the first counts."""

    def __init__(self, text: str, swaps: Iterable[Swap]) -> None:
        self.swaps: list[Swap] = []
        self._starts: list[int] = []
        self._new: list[int] = []
        parts: list[str] = []
        at = length = 0
        for swap in sorted(swaps):
            if swap.start < at:
                continue
            length += swap.start - at
            self.swaps.append(swap)
            self._starts.append(swap.start)
            self._new.append(length)
            parts += (text[at : swap.start], swap.words)
            length += len(swap.words)
            at = swap.end
        self.text = "".join(parts) + text[at:]

    def span(self, span: Span) -> Span:
        """Where the words of a span stand now, a name at its edge taken in whole."""
        start = self._at(span.start, at_end=False)
        return Span(start, max(start, self._at(span.end, at_end=True)))

    def cuts(self, span: Span) -> bool:
        """Whether a span begins or ends inside a stretch that was replaced."""
        return any(self._inside(at) for at in (span.start, span.end))

    def inverse(self, text: str) -> list[Swap]:
        """What gives the text of before again; `text` is that."""
        return [
            Swap(new, new + len(swap.words), text[swap.start : swap.end])
            for swap, new in zip(self.swaps, self._new, strict=True)
        ]

    def kept(self, length: int) -> list[Kept]:
        """What the two texts share; `length` is that of the text of before."""
        found, at, new = list[Kept](), 0, 0
        for swap, place in zip(self.swaps, self._new, strict=True):
            found.append(Kept(at, new, swap.start - at))
            at, new = swap.end, place + len(swap.words)
        return [*found, Kept(at, new, length - at)]

    def _inside(self, at: int) -> bool:
        n = bisect_right(self._starts, at) - 1
        return n >= 0 and self.swaps[n].start < at < self.swaps[n].end

    def _at(self, at: int, *, at_end: bool) -> int:
        n = bisect_right(self._starts, at) - 1
        if n < 0:
            return at
        swap, new = self.swaps[n], self._new[n]
        if at >= swap.end:
            return new + len(swap.words) + at - swap.end
        if at == swap.start:
            return new
        return new + len(swap.words) if at_end else new


def swapped(transcript: Transcript, swaps: Iterable[Swap]) -> tuple[Revised, Swapped]:
    """The next revision of a transcript, in which some stretches are replaced."""
    done = Swapped(transcript.text, swaps)
    turns = tuple(
        replace(turn, start=(span := done.span(turn.span)).start, end=span.end) for turn in transcript.turns
    )
    after = replace(transcript, text=done.text, turns=turns, revision=transcript.revision + 1)
    kept = [k for k in done.kept(len(transcript.text)) if k.length]
    return Revised(after, Anchors(transcript.text, done.text, kept)), done
