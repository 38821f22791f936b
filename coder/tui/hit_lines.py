"""Hits of a search as lines: what was found is bold, underlined and in a color of its own."""

from __future__ import annotations

from coder.services.searching import Hit
from coder.tui import safe
from coder.tui.keyline import QUIET, Line
from coder.tui.safe import Part
from coder.tui.wrap import wrap

FOUND = "bold underline $text-warning"
"""How words that were found are drawn: color is the last of three cues."""


def around_first(hit: Hit, cells: int) -> list[Part]:
    """One line of the turn with the first place in sight, what was found marked."""
    text, marks = safe.drawable(hit.text.replace("\n", " ")), _inside(hit)
    first = marks[0][0] if marks else 0
    begin = max(0, first - cells // 3)
    while begin and begin < first and not text[begin - 1].isspace():
        begin += 1
    parts: list[Part] = [("…", QUIET)] if begin else []
    return parts + _marked(text, marks, begin, cells - (1 if begin else 0))


def _marked(text: str, marks: list[tuple[int, int]], begin: int, cells: int) -> list[Part]:
    parts: list[Part] = []
    at, left = begin, cells
    for start, end in [*marks, (len(text), len(text))]:
        for piece, style in ((text[at : max(at, start)], ""), (text[max(at, start) : max(at, end)], FOUND)):
            if piece and left > 0:
                cut = safe.cut(piece, left)
                parts.append((cut, style))
                left -= safe.width(cut)
                if safe.width(cut) < safe.width(piece):
                    left = 0
        at = max(at, end)
    return parts


def in_full(hit: Hit, width: int, height: int) -> list[Line]:
    """The turn with what was found marked, and a line of the turns before and after."""
    text = safe.drawable(hit.text)
    pieces = wrap(text, width)
    room = max(1, height - sum(map(bool, hit.around)))
    marks = _inside(hit)
    first = next((at for at, (_, end) in enumerate(pieces) if marks and end > marks[0][0]), 0)
    top = max(0, min(first - 1, len(pieces) - room))
    before, after = (safe.cut(" ".join(words.split()), width) for words in hit.around)
    lines: list[Line] = [[(before, QUIET)]] if before else []
    for start, end in pieces[top : top + room]:
        inside = [(max(a, start), min(b, end)) for a, b in marks if a < end and b > start]
        lines.append(_marked(text[:end], inside, start, width))
    return [*lines, [(after, QUIET)]] if after else lines


def _inside(hit: Hit) -> list[tuple[int, int]]:
    """The marks as places in the turn's words; none where all of the turn is meant."""
    start = hit.span.start
    places = [(mark.start - start, mark.end - start) for mark in hit.marks]
    return [] if places == [(0, len(hit.text))] else places
