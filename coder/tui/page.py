"""A transcript as rows of a given width: which words of which turn stand on which row.

Only turns near those that were asked for are laid out; the height of all others is estimated.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from coder.domain.transcript import Transcript, TurnKind
from coder.tui import safe
from coder.tui.wrap import Line, clusters, measure, wrap

MOST_WORDS = 88
"""The widest column of words, in cells: longer lines are hard to read."""

GAP, HIDDEN = -1, -2
"""What `Row.line` says of a row between turns: an empty one, and one that stands for turns left out."""

TIME = 7
"""Columns of a time, such as `1:12:34`."""

TOGETHER = 32
"""Turns that are laid out in one go."""


class Row(NamedTuple):
    """One row: `[start, end)` of the transcript's text; `line` counts within the turn.

    `turn` is an index into the transcript's turns. A row between turns has a `line` below 0, and
    `hidden` says how many turns it stands for.
    """

    turn: int
    line: int
    start: int
    end: int
    hidden: int = 0


class Gutter(NamedTuple):
    """The columns before the words, in cells."""

    marks: int
    number: int
    speaker: int
    time: int = 0

    @property
    def width(self) -> int:
        """All of them together with the spaces between."""
        time = self.time + 1 if self.time else 0
        return 1 + self.marks + 1 + self.number + 1 + time + self.speaker + 2


class _Portion:
    """Some turns that follow each other; `rows` and `firsts` only once they are laid out."""

    __slots__ = ("firsts", "height", "rows")

    def __init__(self, height: int) -> None:
        self.height = height
        self.rows: list[Row] | None = None
        self.firsts: list[int] = []


class Page:
    """The rows of one transcript at one width.

    `only` names the turns that are shown, by index and in order; None shows all. Rows are counted
    from the top. Where turns are laid out for the first time, the rows below them move, which
    `settle` tells whoever draws them. `numbers` is the highest turn number to leave room for, and
    `timed` leaves room for the times of turns.
    """

    def __init__(
        self,
        transcript: Transcript,
        width: int,
        *,
        airy: bool,
        only: Sequence[int] | None = None,
        numbers: int = 0,
        timed: bool = False,
    ) -> None:
        self.transcript = transcript
        self.width = width
        self.airy = airy
        self.only = only
        self.gutter = _gutter(transcript, width, numbers or len(transcript.turns), timed=timed)
        self.words = max(8, min(width - self.gutter.width - 1, MOST_WORDS))
        self._shown: Sequence[int] = range(len(transcript.turns)) if only is None else only
        self._portions = [_Portion(height) for height in self._estimates()]
        self._tops: list[int] | None = None

    @property
    def indent(self) -> int:
        """Where the words of talk begin, in cells."""
        return self.gutter.width

    @property
    def height(self) -> int:
        """All rows; exact where turns are laid out."""
        return self._all_tops()[-1]

    def row(self, index: int) -> Row | None:
        """A row, laid out if need be; None beyond the ends."""
        at = self._portion_at(index)
        if at is None:
            return None
        rows = self._laid(at)
        within = index - self._all_tops()[at]
        return rows[within] if within < len(rows) else None

    def rows(self, first: int, last: int) -> list[Row]:
        """The rows from `first` up to, not with, `last`."""
        return [row for row in map(self.row, range(first, last)) if row is not None]

    def shown(self, start: int, end: int) -> str:
        """Words of the transcript made harmless, character by character."""
        return safe.drawable(self.transcript.text[start:end])

    def place(self, turn_index: int) -> tuple[int, int]:
        """The first row of a turn and the row behind its last; of the nearest one if it is left out."""
        if not self._shown:
            return 0, 1
        position = min(bisect_left(self._shown, turn_index), len(self._shown) - 1)
        at, within = divmod(position, TOGETHER)
        rows, firsts = self._laid(at), self._portions[at].firsts
        first = last = firsts[within]
        while last < len(rows) and (rows[last].line > 0 or last == first):
            last += 1
        top = self._all_tops()[at]
        return top + first, top + last

    def row_of(self, offset: int) -> int:
        """The row on which the character at `offset` stands, or the nearest one before it."""
        starts = self.transcript.turns
        turn = max(0, bisect_right(starts, offset, key=lambda turn: turn.start) - 1)
        first, last = self.place(turn)
        found = first
        for index in range(first, last):
            row = self.row(index)
            if row is not None and row.start <= offset:
                found = index
        return found

    def offset_at(self, row_index: int, column: int) -> int | None:
        """The character drawn at a cell of a row; the nearest one, or None off the words."""
        row = self.row(row_index) if row_index >= 0 else None
        if row is None or row.line < 0:
            return None
        at = column - self.indent
        if at < 0:
            return row.start
        for sign in clusters(self.shown(row.start, row.end)):
            if at < sign.cells:
                return row.start + sign.start
            at -= sign.cells
        return row.end

    def settle(self, top: int, count: int) -> int:
        """Lay out what stands in `count` rows from `top` on, and as much above and below.

        Gives by how many rows what stood at `top` has moved down.
        """
        here = self._portion_at(max(0, min(top, self.height - 1)))
        if here is None:
            return 0
        self._laid(here)
        below = here + 1
        while below < len(self._portions) and self._all_tops()[below] < top + 2 * count:
            self._laid(below)
            below += 1
        moved, above = 0, here - 1
        while above >= 0 and self._all_tops()[above + 1] > top + moved - count:
            before = self._portions[above].height
            self._laid(above)
            moved += self._portions[above].height - before
            above -= 1
        return moved

    # -- layout

    def _all_tops(self) -> list[int]:
        """The first row of each portion, and the number of all rows."""
        if self._tops is None:
            self._tops = [0, *accumulate(portion.height for portion in self._portions)]
        return self._tops

    def _portion_at(self, index: int) -> int | None:
        tops = self._all_tops()
        return bisect_right(tops, index) - 1 if 0 <= index < tops[-1] else None

    def _laid(self, at: int) -> list[Row]:
        portion = self._portions[at]
        if portion.rows is None:
            portion.rows = self._lay(at, portion)
            if len(portion.rows) != portion.height:
                portion.height = len(portion.rows)
                self._tops = None
        return portion.rows

    def _lay(self, at: int, portion: _Portion) -> list[Row]:
        rows: list[Row] = []
        positions = range(at * TOGETHER, min((at + 1) * TOGETHER, len(self._shown)))
        for position in positions:
            rows.extend(self._left_out(position))
            portion.firsts.append(len(rows))
            rows.extend(self._turn(self._shown[position]))
        if positions.stop == len(self._shown):
            rows.extend(self._left_out(len(self._shown)))
        return rows

    def _turn(self, index: int) -> Iterator[Row]:
        turn = self.transcript.turns[index]
        lines = wrap(self.shown(turn.start, turn.end), self.words) or [Line(0, 0)]
        for at, (start, end) in enumerate(lines):
            yield Row(index, at, turn.start + start, turn.start + end)
        if self.airy or turn.kind is TurnKind.HEADER:
            yield Row(index, GAP, turn.end, turn.end)

    def _left_out(self, position: int) -> Iterator[Row]:
        """A row that stands for the turns left out before the turn at `position` of those shown."""
        if self.only is None:
            return
        turns, shown = self.transcript.turns, self._shown
        first = shown[position - 1] + 1 if position else 0
        last = shown[position] if position < len(shown) else len(turns)
        if last > first:
            yield Row(first, HIDDEN, turns[first].start, turns[last - 1].end, last - first)

    def _estimates(self) -> Iterator[int]:
        turns, shown = self.transcript.turns, self._shown
        for start in range(0, len(shown), TOGETHER):
            indexes = shown[start : start + TOGETHER]
            if self.only is None:
                characters = turns[indexes[-1]].end - turns[indexes[0]].start
            else:
                characters = sum(turns[index].end - turns[index].start for index in indexes)
            lines = characters * 21 // (self.words * 20) + len(indexes) // 2
            yield max(lines, len(indexes)) + (len(indexes) if self.airy else 0)
        if not shown and turns:
            yield 1


def _gutter(transcript: Transcript, width: int, highest: int, *, timed: bool) -> Gutter:
    names = max((measure(safe.plain(speaker.shown)) for speaker in transcript.speakers), default=0)
    most = 8 if width < 50 else 11 if width < 84 else 15
    return Gutter(
        marks=3,
        number=max(2, len(str(highest))),
        speaker=max(4, min(names, most)),
        time=TIME if timed else 0,
    )
