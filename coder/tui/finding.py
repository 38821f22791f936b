"""What a search found, where one stands in it, and what of it is marked to be coded."""

from __future__ import annotations

from dataclasses import dataclass, field

from coder.domain.transcript import Excerpt, Span
from coder.services.searching import Hit
from coder.tui import spans

EXTENTS = ("turn", "sentence", "words")
"""How much of a hit is coded: the whole turn, the sentences with the words found, or just these."""


@dataclass
class Finding:
    """The hits of one search in order; `at` is the hit under the cursor and `mark` the place in it."""

    query: str = ""
    everywhere: bool = False
    sentence: str = ""
    hits: list[Hit] = field(default_factory=list)
    marked: set[int] = field(default_factory=set)
    at: int = 0
    mark: int = -1
    """-1 before the first place of the hit."""
    complete: bool = False

    def begin(self, query: str, everywhere: bool) -> None:
        """Forget what was found; another search begins."""
        self.query, self.everywhere, self.sentence = query, everywhere, ""
        self.hits, self.marked = [], set()
        self.at, self.mark, self.complete = 0, -1, False

    @property
    def hit(self) -> Hit | None:
        """The hit under the cursor."""
        return self.hits[self.at] if self.at < len(self.hits) else None

    @property
    def place(self) -> Span | None:
        """The words of the hit that are pointed at."""
        hit = self.hit
        return hit.marks[max(0, min(self.mark, len(hit.marks) - 1))] if hit else None

    @property
    def number(self) -> tuple[int, int]:
        """Which place this is among all, from 1, and how many there are."""
        before = sum(len(hit.marks) for hit in self.hits[: self.at])
        return before + max(self.mark, 0) + 1, sum(len(hit.marks) for hit in self.hits)

    def go(self, at: int) -> None:
        """Stand on a hit, at its first place."""
        self.at, self.mark = max(0, min(at, len(self.hits) - 1)), 0

    def step(self, by: int) -> bool:
        """Go to the next or previous place; True when it went round the end."""
        hit = self.hit
        if hit is None:
            return False
        mark = self.mark + by
        if 0 <= mark < len(hit.marks):
            self.mark = mark
            return False
        before = self.at
        self.at = (self.at + by) % len(self.hits)
        self.mark = 0 if by > 0 else len(self.hits[self.at].marks) - 1
        return (self.at - before) * by <= 0

    def chosen(self) -> list[Hit]:
        """The hits to be coded: those that are marked, else the one under the cursor.

        Headers and events between the talk are left out.
        """
        hits = [self.hits[at] for at in sorted(self.marked)] if self.marked else [self.hit]
        return [hit for hit in hits if hit is not None and hit.turn is not None]


def excerpts(hits: list[Hit], extent: str) -> list[Excerpt]:
    """The words of hits that are to be coded, each stretch once."""
    found = [hit.excerpt(span) for hit in hits for span in _stretches(hit, extent)]
    return list(dict.fromkeys(excerpt for excerpt in found if excerpt.text.strip()))


def _stretches(hit: Hit, extent: str) -> list[Span]:
    start = hit.span.start
    if extent == "words":
        return list(hit.marks)
    if extent == "sentence":
        inside = [_shift(span, start) for span in spans.sentences(hit.text, Span(0, len(hit.text)))]
        return [span for span in inside if any(span.overlaps(mark) for mark in hit.marks)]
    return [_shift(Span(0, len(hit.text)).trimmed(hit.text), start)]


def _shift(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)
