"""Charts as plain data, and as lines of characters for the terminal.

Three charts are enough for counts of people: bars, a heat map, and a curve over sessions. Every value
is written beside its mark, so that neither color nor length alone tells it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coder.analysis.count_table import HIDDEN
from coder.domain.text import visible

BAR, SHADE, LABEL, VALUE, AXIS = "bar", "shade", "label", "value", "axis"
"""What a stretch of a line is; the front end gives each its look."""

SHADES = (" ", "\u2591", "\u2592", "\u2593", "\u2588")
"""From nothing to the most; the glyph tells it without color."""

_EIGHTHS = ("", "\u258f", "\u258e", "\u258d", "\u258c", "\u258b", "\u258a", "\u2589")
_HIDDEN_MARK = "\u2013"

Stretch = tuple[str, str]
"""Characters and what they are."""

Lines = tuple[tuple[Stretch, ...], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, how long it is (None: hidden), and what is written beside it (`3 of 6`)."""

    label: str
    value: float | None
    told: str


@dataclass(frozen=True, slots=True)
class BarChart:
    """Bars from the same zero; `most` is the length of a full one, or the longest where it is 0."""

    title: str
    bars: tuple[Bar, ...]
    most: float = 0

    @property
    def full(self) -> float:
        """What a full bar stands for."""
        return self.most or max((bar.value or 0 for bar in self.bars), default=0) or 1

    @property
    def alt(self) -> str:
        """The chart in words."""
        return f"{self.title}. Bars: " + "; ".join(f"{bar.label}, {bar.told}" for bar in self.bars) + "."


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Cells by row and column: a share from 0 to 1 (None: hidden), and what is written in the cell."""

    title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[tuple[float | None, str], ...], ...]

    @property
    def alt(self) -> str:
        """The map in words."""
        lines = (
            f"{row}: "
            + ", ".join(f"{column} {told}" for column, (_, told) in zip(self.columns, cells, strict=True))
            for row, cells in zip(self.rows, self.cells, strict=True)
        )
        return f"{self.title}. " + "; ".join(lines) + "."


@dataclass(frozen=True, slots=True)
class Curve:
    """How many codes are known after each session, and the share of new ones per run where told."""

    title: str
    known: tuple[int, ...]
    note: str = ""

    @classmethod
    def of_new(cls, title: str, new: Sequence[int], note: str = "") -> Curve:
        """The curve of the new codes of each session."""
        return cls(title, tuple(sum(new[: n + 1]) for n in range(len(new))), note)

    @property
    def alt(self) -> str:
        """The curve in words."""
        points = ", ".join(f"{known} after {n}" for n, known in enumerate(self.known, 1))
        return f"{self.title}. Codes known by number of sessions: {points}. {self.note}".strip()


Chart = BarChart | HeatMap | Curve


def in_lines(chart: Chart, width: int) -> Lines:
    """The chart in lines of at most `width` cells (40 at least), safe to draw as they are."""
    room = max(40, width)
    if isinstance(chart, BarChart):
        return _bars(chart, room)
    return _map(chart, room) if isinstance(chart, HeatMap) else _curve(chart, room)


def fitted(text: str, width: int) -> str:
    """Text on exactly `width` cells, cut with `…` where it is longer."""
    from wcwidth import wcswidth

    shown = visible(text)
    if wcswidth(shown) > width:
        while shown and wcswidth(shown) > width - 1:
            shown = shown[:-1]
        shown += "…"
    return shown + " " * (width - max(0, wcswidth(shown)))


def bar_of(share: float, width: int) -> str:
    """A bar in eighths of a cell; anything above nothing shows."""
    eighths = min(width * 8, round(share * width * 8)) or (1 if share > 0 else 0)
    return "\u2588" * (eighths // 8) + _EIGHTHS[eighths % 8]


def shade_of(share: float | None) -> str:
    """The glyph of a share; `–` where it is hidden."""
    if share is None:
        return _HIDDEN_MARK
    return SHADES[0] if share <= 0 else SHADES[min(4, 1 + int(share * 4))]


def _bars(chart: BarChart, width: int) -> Lines:
    told = max((len(bar.told) for bar in chart.bars), default=0)
    label = min(max((len(bar.label) for bar in chart.bars), default=0), width // 3)
    room = max(8, width - label - told - 2)
    return tuple(
        (
            (fitted(bar.label, label) + " ", LABEL),
            (fitted(_HIDDEN_MARK if bar.value is None else bar_of(bar.value / chart.full, room), room), BAR),
            (" " + fitted(bar.told, told), VALUE),
        )
        for bar in chart.bars
    )


def _map(chart: HeatMap, width: int) -> Lines:
    label = min(max((len(row) for row in chart.rows), default=0), width // 3)
    each = max(4, (width - label) // max(1, len(chart.columns)) - 1)
    widest = max((len(told) for row in chart.cells for _, told in row), default=0) + 3
    each = min(each, max(widest, *(len(column) for column in chart.columns)) if chart.columns else each)
    head = ((" " * label, LABEL), *((" " + fitted(column, each), AXIS) for column in chart.columns))
    body = tuple(
        (
            (fitted(row, label), LABEL),
            *((" " + fitted(f"{shade_of(share) * 2} {told}", each), SHADE) for share, told in cells),
        )
        for row, cells in zip(chart.rows, chart.cells, strict=True)
    )
    return (head, *body)


def _curve(chart: Curve, width: int) -> Lines:
    """One line per session: how many codes are known, and how many of them are new."""
    bars = []
    before = 0
    for n, known in enumerate(chart.known, 1):
        bars.append(Bar(f"session {n}", known, f"{known} (+{known - before})"))
        before = known
    lines = _bars(BarChart(chart.title, tuple(bars)), width)
    return (*lines, ((fitted(chart.note, width), AXIS),)) if chart.note else lines


def hidden_bar(label: str) -> Bar:
    """The bar of a number that is not shown."""
    return Bar(label, None, HIDDEN)
