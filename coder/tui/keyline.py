"""The line that says which keys do what, and lists of lines made of parts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from coder.tui import safe
from coder.tui.safe import Part
from coder.tui.wrap import wrap

Line = list[Part]

KEY, QUIET, HEAD = "bold $text-accent", "$quiet", "bold $text-accent"


def key_line(pairs: Sequence[tuple[str, str]], width: int) -> Line:
    """Keys and what they do, as many as fit into `width`; the last pair always does."""
    *common, last = pairs
    used = safe.width(last[0]) + safe.width(last[1]) + 1
    shown: list[tuple[str, str]] = []
    for key, label in common:
        used += safe.width(key) + safe.width(label) + 4
        if used > width:
            break
        shown.append((key, label))
    parts: Line = []
    for key, label in [*shown, last]:
        parts += ["   " if parts else "", (key, KEY), (f" {label}", QUIET)]
    return parts


def lines_of(lines: Iterable[Line]) -> Line:
    """Lines one below the other."""
    parts: Line = []
    for line in lines:
        parts += ["\n", *line] if parts else ["", *line]
    return parts


def wrapped(text: str, width: int, style: str = "", *, most: int = 0, indent: str = "") -> list[Line]:
    """`text` on lines of `width` cells, at most `most` of them; what is left out shows as `…`."""
    shown = safe.paragraphs(text)
    pieces = wrap(shown, max(4, width - safe.width(indent)))
    kept = pieces[:most] if most else pieces
    lines: list[Line] = [[indent, (shown[start:end], style)] for start, end in kept]
    if lines and len(kept) < len(pieces):
        start, end = kept[-1]
        room = width - safe.width(indent)
        lines[-1] = [indent, (safe.cut(shown[start:end] + " …", room), style)]
    return lines
