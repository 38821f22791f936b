"""How one row of a transcript is drawn: gutter, marks, words. Pure, given the pens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from coder.domain.coding import Coding, MarkKind
from coder.domain.transcript import Span, Turn, TurnKind
from coder.tui import safe
from coder.tui.cursor import Cursor
from coder.tui.marks import BOOKMARK, GLYPHS, MORE, OTHERS, READ, code_color, marks_on
from coder.tui.page import GAP, Page, Row
from coder.tui.state import NOT_CODED, TranscriptState
from coder.tui.wrap import clusters, steady

HERE, BAR, WAITING = "▶", "┃", "◇"
ASIDE = "▷"
"""Stands before the current turn of the side that keys do not go to."""
EXCHANGE = "│"
"""Stands before the turns that are read while all others are dimmed."""

ONE, TWO, MORE_CODINGS = (
    Style(underline=True),
    Style(underline=True, underline2=True),
    Style(underline=True, underline2=True, overline=True),
)
"""Words under one coding, two, and more: told apart by lines, which need no color."""


class Drawn(Protocol):
    """Styles by the name of a part of the transcript."""

    @property
    def base(self) -> Style:
        """Of plain words."""

    def __call__(self, name: str) -> Style:
        """Text style and color of a part."""

    def ground(self, name: str) -> Style:
        """The background of a part."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What is drawn: a state, its rows, and where one stands.

    Outside `lit`, where it is given, everything is dimmed. `active` says whether keys go here.
    """

    state: TranscriptState
    page: Page
    cursor: Cursor
    lit: Span | None = None
    active: bool = True

    def is_here(self, turn: Turn) -> bool:
        """Whether the cursor stands on the turn."""
        stops = self.state.stops
        return bool(stops) and turn.seq == stops[self.cursor.index].seq

    def is_dim(self, turn: Turn) -> bool:
        """Whether the turn lies outside what is read now."""
        return self.lit is not None and not (self.lit.start <= turn.start < self.lit.end)


def draw(scene: Scene, row: Row, width: int, pens: Drawn) -> Strip:
    """A row, exactly `width` cells wide."""
    state, page, base = scene.state, scene.page, pens.base
    if row.line < 0:
        words = [] if row.line == GAP else left_out(page.indent, row.hidden, base + pens("quiet"))
        return _filled(words, width, base)
    turn = state.transcript.turns[row.turn]
    here = scene.is_here(turn)
    if here and scene.active:
        base = base + pens.ground("here")
    if turn.number is None and state.stops is not state.transcript.turns:
        base = base + pens("event") + Style(bold=turn.kind is TurnKind.HEADER or None)
        gutter = [Segment(" " * page.indent, base)]
    else:
        gutter = _gutter(scene, row, turn, base, pens)
        if scene.is_dim(turn) or state.transcript.role(turn) in NOT_CODED:
            base = base + pens("quiet")
    return _filled([*gutter, *_words(scene, row, turn, base, pens)], width, base)


def left_out(indent: int, turns: int, style: Style) -> list[Segment]:
    """What stands where turns are not shown."""
    return [Segment(" " * indent + (f"… {turns} turns hidden" if turns > 1 else "… 1 turn hidden"), style)]


def clock(milliseconds: int) -> str:
    """A moment of the recording as people read it: `12:34`, `1:12:34`."""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _filled(segments: list[Segment], width: int, base: Style) -> Strip:
    return Strip(segments).adjust_cell_length(width, base)


def _gutter(scene: Scene, row: Row, turn: Turn, base: Style, pens: Drawn) -> list[Segment]:
    state, columns, first = scene.state, scene.page.gutter, row.line == 0
    dim = scene.is_dim(turn)
    quiet = dim or state.transcript.role(turn) in NOT_CODED
    speaker = state.transcript.speaker(turn)
    name = safe.fitted(steady(speaker.shown) if speaker and first else "", columns.speaker)
    number = str(state.place_of(turn)) if first else ""
    waits = first and bool(state.suggestions_on(turn))
    marked = first and state.is_marked(turn, MarkKind.BOOKMARK)
    time = clock(turn.start_ms) if columns.time and first and turn.start_ms is not None else ""
    cells = columns.time
    times = [safe.segment(safe.fitted(time, cells, right=True) + " ", base + pens("number"))] if cells else []
    return [
        safe.segment(_pointer(scene, turn, first=first), base + pens("quiet" if dim else "bar")),
        *_marks(scene, row, turn, base, pens),
        safe.segment(WAITING if waits else " ", base + pens("waiting")),
        safe.segment(number.rjust(columns.number), base + pens("number")),
        safe.segment(BOOKMARK if marked else " ", base + pens("bar")),
        *times,
        safe.segment(name + "  ", base + pens("quiet" if quiet else "speaker")),
    ]


def _pointer(scene: Scene, turn: Turn, *, first: bool) -> str:
    if scene.is_here(turn):
        return (HERE if scene.active else ASIDE) if first else BAR if scene.active else EXCHANGE
    return EXCHANGE if scene.lit is not None and not scene.is_dim(turn) else " "


def _marks(scene: Scene, row: Row, turn: Turn, base: Style, pens: Drawn) -> list[Segment]:
    state = scene.state
    columns = [safe.segment(" ", base)] * len(GLYPHS)
    line = Span(row.start, row.end)
    for column, coding in enumerate(marks_on(state, turn)):
        if not coding.span.overlaps(line):
            continue
        if column >= len(GLYPHS):
            columns[-1] = safe.segment(MORE, base)
            break
        own = state.is_own(coding)
        style = base + Style(color=code_color(state.tree, coding.code_id), dim=not own)
        columns[column] = safe.segment(GLYPHS[column] if own else OTHERS, style)
    if row.line == 0 and state.is_read(turn):
        empty = [at for at, column in enumerate(columns) if column.text == " "]
        columns[empty[0] if empty else -1] = safe.segment(READ, base + pens("number"))
    return columns


def _words(scene: Scene, row: Row, turn: Turn, base: Style, pens: Drawn) -> list[Segment]:
    state, page = scene.state, scene.page
    codings = state.codings_on(turn)
    focused = scene.cursor.coding(state) if scene.is_here(turn) and scene.active else None
    selected = scene.cursor.selected if scene.active else None
    shown = page.shown(row.start, row.end)
    spans = [coding.span for coding in codings] + ([selected] if selected else [])
    cuts = _cuts(shown, row.start, spans)
    apart = focused is not None and any(coding.span != focused.span for coding in codings)
    bold = focused.span if focused is not None and apart else None
    segments = []
    for start, end in pairwise(cuts):
        piece = Span(start, end)
        style = base + _lines_under(piece, codings)
        if bold is not None and bold.overlaps(piece):
            style = style + pens("focused")
        if selected is not None and selected.overlaps(piece):
            style = style + pens("selected")
        segments.append(safe.segment(steady(shown[start - row.start : end - row.start]), style))
    return segments


def _lines_under(piece: Span, codings: Sequence[Coding]) -> Style:
    count = sum(coding.span.overlaps(piece) for coding in codings)
    return (Style.null(), ONE, TWO, MORE_CODINGS)[min(count, 3)]


def _cuts(shown: str, offset: int, spans: Iterable[Span]) -> list[int]:
    """Where a row changes its style, never inside a sign, which would be drawn apart."""
    first, last = offset, offset + len(shown)
    starts = {span.start for span in spans if first < span.start < last}
    ends = {span.end for span in spans if first < span.end < last}
    if (starts or ends) and not shown.isascii():
        signs = list(clusters(shown))
        starts = {max(first + sign.start for sign in signs if first + sign.start <= at) for at in starts}
        ends = {min(first + sign.end for sign in signs if first + sign.end >= at) for at in ends}
    return sorted({first, last, *starts, *ends})
