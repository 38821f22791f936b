"""A transcript as rows of a given width: which words of which turn stand on which row."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from coder.domain.transcript import Transcript, Turn, TurnKind
from coder.tui import safe
from coder.tui.wrap import clusters, measure, wrap

MOST_WORDS = 88
"""The widest column of words, in cells: longer lines are hard to read."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `[start, end)` of the transcript's text; `line` counts within the turn, -1 is a gap."""

    turn: int
    line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Gutter:
    """The columns before the words, in cells."""

    marks: int
    number: int
    speaker: int

    @property
    def width(self) -> int:
        """All of them together with the spaces between."""
        return 1 + self.marks + 1 + self.number + 1 + self.speaker + 2


class Page:
    """The rows of one transcript at one width."""

    def __init__(self, transcript: Transcript, text: str, width: int, *, airy: bool) -> None:
        self.transcript = transcript
        self.text = text
        """The transcript's text made harmless, with the same offsets."""
        self.width = width
        self.airy = airy
        self.gutter = _gutter(transcript, width)
        self.words = max(8, min(width - self.gutter.width - 1, MOST_WORDS))
        self._first: list[int] = []
        self.rows: list[Row] = []
        for index, turn in enumerate(transcript.turns):
            self._lay(index, turn)

    @cached_property
    def indent(self) -> int:
        """Where the words of talk begin, in cells."""
        return self.gutter.width

    def place(self, turn_index: int) -> tuple[int, int]:
        """The first row of a turn and the row behind its last."""
        first = self._first[turn_index]
        last = self._first[turn_index + 1] if turn_index + 1 < len(self._first) else len(self.rows)
        while last > first + 1 and self.rows[last - 1].line < 0:
            last -= 1
        return first, last

    def row_of(self, offset: int) -> int:
        """The row on which the character at `offset` stands."""
        starts = self._starts
        return max(0, bisect_right(starts, offset) - 1)

    def offset_at(self, row_index: int, column: int) -> int | None:
        """The character drawn at a cell of a row; the nearest one, or None off the words."""
        if not 0 <= row_index < len(self.rows) or self.rows[row_index].line < 0:
            return None
        row = self.rows[row_index]
        at = column - self.indent
        if at < 0:
            return row.start
        for sign in clusters(self.text[row.start : row.end]):
            if at < sign.cells:
                return row.start + sign.start
            at -= sign.cells
        return row.end

    @cached_property
    def _starts(self) -> list[int]:
        return [row.start for row in self.rows]

    def _lay(self, index: int, turn: Turn) -> None:
        self._first.append(len(self.rows))
        words = self.text[turn.start : turn.end]
        lines = wrap(words, self.words)
        self.rows.extend(
            Row(index, at, turn.start + line.start, turn.start + line.end) for at, line in enumerate(lines)
        )
        if not lines:
            self.rows.append(Row(index, 0, turn.start, turn.start))
        if self.airy or turn.kind is TurnKind.HEADER:
            self.rows.append(Row(index, -1, turn.end, turn.end))


def _gutter(transcript: Transcript, width: int) -> Gutter:
    numbers = len(str(len(transcript.numbered)))
    names = max((measure(safe.plain(speaker.shown)) for speaker in transcript.speakers), default=0)
    most = 8 if width < 50 else 11 if width < 84 else 15
    return Gutter(marks=3, number=max(2, numbers), speaker=max(4, min(names, most)))
