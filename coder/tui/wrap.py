"""Breaking words into lines by cells, with offsets in code points."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from rich.cells import cell_len, split_graphemes

_WORD = re.compile(r"[^ \t\n]+")
_PLAIN_BELOW = "\u0300"
# Asks for a picture instead of a sign, and some terminals make the sign wider for it and others not.
_PICTURE = re.compile("\ufe0f(?!\u200d)")


class Line(NamedTuple):
    """A line as the half-open range `[start, end)` of the text it is from."""

    start: int
    end: int


class Cluster(NamedTuple):
    """Characters that are drawn as one sign, and the cells it takes."""

    start: int
    end: int
    cells: int


def wrap(text: str, width: int) -> list[Line]:
    """Lines of at most `width` cells (at least 2) that hold every word of `text` in order.

    Breaks at spaces and at every line break; inside a word only when it is longer than a
    line, and never inside a sign such as a joined emoji.
    """
    lines: list[Line] = []
    start = end = used = 0
    open_line = False
    for word in _WORD.finditer(text):
        gap = text[end : word.start()]
        cells = measure(text[word.start() : word.end()])
        between = measure(gap.replace("\t", " "))
        if open_line and "\n" not in gap and used + between + cells <= width:
            end, used = word.end(), used + between + cells
            continue
        if open_line:
            lines.append(Line(start, end))
        start, end, used, open_line = word.start(), word.end(), cells, True
        if cells > width:
            *full, last = _broken(text, word.start(), word.end(), width)
            lines.extend(full)
            start, used = last.start, measure(text[last.start : last.end])
    return [*lines, Line(start, end)] if open_line else lines


def measure(text: str) -> int:
    """How many cells `text` takes."""
    return len(text) if _is_plain(text) else _cells(steady(text))


def steady(text: str) -> str:
    """`text` as it is drawn: with signs that take the same cells in every terminal."""
    return _PICTURE.sub("", text) if "\ufe0f" in text else text


def clusters(text: str) -> Iterator[Cluster]:
    """The signs of `text`: base characters with all that is drawn into them."""
    held: Cluster | None = None
    for start, end, _ in split_graphemes(text)[0]:
        if held is not None and _joins(text, held, start):
            held = Cluster(held.start, end, _cells(steady(text[held.start : end])))
            continue
        if held is not None:
            yield held
        held = Cluster(start, end, _cells(steady(text[start:end])))
    if held is not None:
        yield held


def _joins(text: str, held: Cluster, at: int) -> bool:
    """Whether the sign at `at` belongs to the one before: a skin tone, half a flag, a joiner."""
    if "\U0001f3fb" <= text[at] <= "\U0001f3ff" or text[at - 1] == "\u200d" or text[at] in "\u200d\ufe0f":
        return True
    halves = held.end - held.start
    return halves == 1 and _is_flag_half(text[held.start]) and _is_flag_half(text[at])


def _is_flag_half(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _is_plain(text: str) -> bool:
    return text.isprintable() and (text.isascii() or max(text) < _PLAIN_BELOW)


@lru_cache(maxsize=8192)
def _cells(text: str) -> int:
    return cell_len(text)


def _broken(text: str, start: int, end: int, width: int) -> list[Line]:
    pieces: list[Line] = []
    at, used, upto = start, 0, start
    for sign in clusters(text[start:end]):
        if used and used + sign.cells > width:
            pieces.append(Line(at, upto))
            at, used = upto, 0
        upto, used = start + sign.end, used + sign.cells
    return [*pieces, Line(at, upto)]
