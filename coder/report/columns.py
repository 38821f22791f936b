"""How wide the columns of a table should be, told from what stands in them."""

from __future__ import annotations

from statistics import median

from coder.report.outline import Line, LineKind, Table

# In twentieths of a point, and wide enough for the widest font that a reader may have instead of ours.
_CHARACTER = 106
_BOLD_CHARACTER = 126
_WIDE_LETTER = 1.3
_PADDING = 200

_LONGEST_WORD = 20
_SHORT_LINE = 18
"""Lines up to this many characters are kept whole where they are the usual ones of their column."""

_COMFORTABLE = 75
"""No column asks for longer lines than this many characters."""


def column_widths(table: Table, total: int) -> list[int]:
    """Widths that add up to `total`; no column is narrower than its longest word where that fits."""
    columns = [
        [Line(title, LineKind.STRONG), *(line for row in table.rows for line in row[place].lines)]
        for place, title in enumerate(table.columns)
    ]
    whole = [max(map(_width, lines)) for lines in columns]
    if sum(whole) <= total:
        return _scaled(whole, total)
    longest = [_longest_word(lines) for lines in columns]
    if sum(longest) >= total:
        return _scaled(longest, total)
    least = [max(word, _usual(lines, _SHORT_LINE)) for word, lines in zip(longest, columns, strict=True)]
    if sum(least) >= total:
        # Short lines break then, so that a column of sentences gets what room there is.
        least = longest
    spare = [
        max(0.0, _usual(lines, _COMFORTABLE) - width) for lines, width in zip(columns, least, strict=True)
    ]
    share = (total - sum(least)) / (sum(spare) or 1)
    return _scaled([width + more * share for width, more in zip(least, spare, strict=True)], total)


def _width(line: Line) -> float:
    letters = sum(_WIDE_LETTER if letter.isupper() or letter in "mw" else 1.0 for letter in line.text)
    return letters * (_BOLD_CHARACTER if line.kind is LineKind.STRONG else _CHARACTER) + _PADDING


def _longest_word(lines: list[Line]) -> float:
    words = (Line(word[:_LONGEST_WORD], line.kind) for line in lines for word in line.text.split())
    return max(map(_width, words), default=_PADDING)


def _usual(lines: list[Line], most: int) -> float:
    lengths = [len(line.text) for line in lines[1:]] or [0]
    # Long text sets the pace of a table, short lines only need to stay whole.
    usual = median(lengths) if most < _COMFORTABLE else sum(lengths) / len(lengths)
    return min(usual, most) * _CHARACTER + _PADDING


def _scaled(widths: list[float], total: int) -> list[int]:
    scaled = [int(width * total / sum(widths)) for width in widths]
    scaled[-1] += total - sum(scaled)
    return scaled
