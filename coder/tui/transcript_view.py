"""The transcript: one widget that draws its own lines."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from coder.domain.coding import Coding
from coder.domain.transcript import Span, Turn
from coder.tui import safe
from coder.tui.cursor import Cursor
from coder.tui.marks import GLYPHS, MORE, OTHERS, code_color, marks_on
from coder.tui.page import Page, Row
from coder.tui.pens import Pens
from coder.tui.state import NOT_CODED, TranscriptState

CONTEXT = 3
"""Rows kept in sight before and after the current turn."""

AIRY_FROM = 28
"""Rows of height from which a blank row stands between turns."""

HERE, BAR, WAITING = "▶", "┃", "◇"


class TranscriptView(ScrollView, can_focus=True):
    """Turns with speaker, number, marks of codings, and the place where the coder stands."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "transcript--here",
        "transcript--bar",
        "transcript--number",
        "transcript--speaker",
        "transcript--quiet",
        "transcript--event",
        "transcript--waiting",
        "transcript--selected",
        "transcript--focused",
    }

    @dataclass
    class Clicked(Message):
        """Somebody pointed at words: a turn, and a stretch of it when the mouse was dragged."""

        turn: Turn
        span: Span | None

    def __init__(self) -> None:
        super().__init__()
        self._state: TranscriptState | None = None
        self._text = ""
        self._cursor = Cursor()
        self._page: Page | None = None
        self._strips: dict[int, Strip] = {}
        self._anchor: int | None = None
        self._pens = Pens(self, "transcript")

    @property
    def page_rows(self) -> int:
        """How many rows of the transcript are in sight."""
        return max(1, self.scrollable_content_region.height)

    def show(self, state: TranscriptState, cursor: Cursor) -> None:
        """Draw this state with the cursor in sight."""
        before, self._state = self._state, state
        left, self._cursor = self._cursor, cursor
        if before is None or before.transcript is not state.transcript:
            self._text = safe.drawable(state.transcript.text)
            self._page = None
            self._lay_out()
        elif before is not state:
            self._strips.clear()
            self.refresh()
        else:
            self._forget_turn(left.index)
            self._forget_turn(cursor.index)
        self._bring_into_sight()

    def turns_away(self, rows: int) -> int | None:
        """The stop that lies `rows` below the current one (above when negative); None with no turns."""
        state, page = self._state, self._page
        if state is None or page is None or not state.stops:
            return None
        here = page.place(self._turn_index(state, self._cursor.index))[0]
        wanted = page.rows[max(0, min(here + rows, len(page.rows) - 1))].turn
        seq = state.transcript.turns[wanted].seq
        found = max((at for at, turn in enumerate(state.stops) if turn.seq <= seq), default=0)
        return self._cursor.index + (1 if rows > 0 else -1) if found == self._cursor.index else found

    def on_resize(self) -> None:
        """Wrap anew and keep the current turn where it was on the screen."""
        self._lay_out()

    def notify_style_update(self) -> None:
        """Forget drawn rows when the theme changes."""
        self._strips.clear()
        self._pens.clear()
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        """One row of what is in sight."""
        row = y + self.scroll_offset.y
        strip = self._strips.get(row)
        if strip is None:
            strip = self._strips[row] = self._draw(row)
        return strip

    # -- layout

    def _lay_out(self) -> None:
        state = self._state
        area = self.scrollable_content_region
        width, airy = area.width, area.height >= AIRY_FROM
        if state is None or width <= 0:
            return
        before = self._page
        if before is not None and (before.width, before.airy) == (width, airy):
            self._bring_into_sight()
            return
        kept = self._offset_on_screen(before, state)
        self._strips.clear()
        self._page = Page(state.transcript, self._text, width, airy=airy)
        self.virtual_size = Size(width, len(self._page.rows))
        if state.stops:
            first, _ = self._page.place(self._turn_index(state, self._cursor.index))
            self._scroll_rows(first - min(kept, max(0, area.height - 2)))
        self._bring_into_sight()
        self.refresh()

    def _forget_turn(self, stop: int) -> None:
        """Draw only the rows of one turn again."""
        state, page = self._state, self._page
        if state is None or page is None or not state.stops:
            return
        first, last = page.place(self._turn_index(state, stop))
        for row in range(first, last):
            self._strips.pop(row, None)
        self.refresh_lines(first, last - first)

    def _offset_on_screen(self, page: Page | None, state: TranscriptState) -> int:
        if page is None or not state.stops:
            return self.page_rows // 3
        return page.place(self._turn_index(state, self._cursor.index))[0] - self.scroll_offset.y

    def _turn_index(self, state: TranscriptState, stop: int) -> int:
        # seq counts the turns of a transcript from its start, but not necessarily from 0.
        turns = state.transcript.turns
        return state.stops[stop].seq - turns[0].seq if state.stops is not turns else stop

    def _bring_into_sight(self) -> None:
        state, page = self._state, self._page
        if state is None or page is None or not state.stops:
            return
        first, last = page.place(self._turn_index(state, self._cursor.index))
        if self._cursor.selected is not None and last - first > self.page_rows - 2 * CONTEXT:
            first = page.row_of(self._cursor.selected.start)
            last = page.row_of(self._cursor.selected.end - 1) + 1
        top, height = self.scroll_offset.y, self.page_rows
        context = CONTEXT if height > 4 * CONTEXT else 1
        if first - context < top or last - first + 2 * context > height:
            self._scroll_rows(first - context)
        elif last + context > top + height:
            self._scroll_rows(last + context - height)

    def _scroll_rows(self, top: int) -> None:
        self.scroll_to(y=max(0, top), animate=False, immediate=True)

    # -- drawing

    def _draw(self, index: int) -> Strip:
        state, page, base = self._state, self._page, self._pens.base
        width = self.scrollable_content_region.width
        if state is None or page is None or index >= len(page.rows):
            return Strip.blank(width, base)
        row = page.rows[index]
        turn = state.transcript.turns[row.turn]
        here = bool(state.stops) and turn.seq == state.stops[self._cursor.index].seq
        if row.line < 0:
            return Strip.blank(width, base)
        if here:
            base = base + self._pens.ground("here")
        if turn.number is None and state.stops is not state.transcript.turns:
            base = base + self._pens("event")
            gutter = [Segment(" " * page.indent, base)]
        else:
            gutter = self._gutter(state, page, row, turn, base, here)
            if state.transcript.role(turn) in NOT_CODED:
                base = base + self._pens("quiet")
        words = self._words(state, page, row, turn, base, here)
        return Strip([*gutter, *words]).adjust_cell_length(width, base)

    def _gutter(
        self, state: TranscriptState, page: Page, row: Row, turn: Turn, base: Style, here: bool
    ) -> list[Segment]:
        columns, first = page.gutter, row.line == 0
        quiet = state.transcript.role(turn) in NOT_CODED
        speaker = state.transcript.speaker(turn)
        name = safe.fitted(speaker.shown if speaker and first else "", columns.speaker)
        number = str(state.place_of(turn)) if first else ""
        waits = first and bool(state.suggestions_on(turn))
        pointer = (HERE if first else BAR) if here else " "
        return [
            safe.segment(pointer, base + self._pens("bar")),
            *self._marks(state, row, turn, base),
            safe.segment(WAITING if waits else " ", base + self._pens("waiting")),
            safe.segment(number.rjust(columns.number) + " ", base + self._pens("number")),
            safe.segment(name + "  ", base + self._pens("quiet" if quiet else "speaker")),
        ]

    def _marks(self, state: TranscriptState, row: Row, turn: Turn, base: Style) -> list[Segment]:
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
        return columns

    def _words(
        self, state: TranscriptState, page: Page, row: Row, turn: Turn, base: Style, here: bool
    ) -> list[Segment]:
        codings = state.codings_on(turn)
        focused = self._cursor.coding(state) if here else None
        selected = self._cursor.selected if here else None
        edges = {row.start, row.end}
        for span in [coding.span for coding in codings] + ([selected] if selected else []):
            edges.update(edge for edge in (span.start, span.end) if row.start < edge < row.end)
        cuts = sorted(edges)
        return [
            safe.segment(
                page.text[start:end], base + self._word_style(Span(start, end), codings, focused, selected)
            )
            for start, end in pairwise(cuts)
        ]

    def _word_style(
        self, piece: Span, codings: tuple[Coding, ...], focused: Coding | None, selected: Span | None
    ) -> Style:
        style = Style(underline=any(coding.span.overlaps(piece) for coding in codings) or None)
        apart = any(focused is not None and coding.span != focused.span for coding in codings)
        if focused is not None and apart and focused.span.overlaps(piece):
            style = style + self._pens("focused")
        if selected is not None and selected.overlaps(piece):
            style = style + self._pens("selected")
        return style

    # -- pointing

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begin to point at words."""
        self._anchor = self._offset_under(event)
        if self._anchor is not None:
            self.capture_mouse()

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Report the turn that was pointed at, and the words when the mouse was dragged."""
        self.release_mouse()
        anchor, self._anchor = self._anchor, None
        upto = self._offset_under(event)
        if self._state is None or anchor is None:
            return
        turn = self._state.transcript.turn_at(anchor)
        if turn is None:
            return
        span = None
        if upto is not None and upto != anchor:
            first, last = sorted((anchor, upto))
            within = Span(max(first, turn.start), min(last + 1, turn.end))
            span = whole_words(self._state.transcript.text, within)
        self.post_message(self.Clicked(turn, span))

    def _offset_under(self, event: events.MouseEvent) -> int | None:
        if self._page is None:
            return None
        return self._page.offset_at(event.y + self.scroll_offset.y, event.x)


def whole_words(text: str, span: Span) -> Span:
    """The span made wider so that it cuts no word, without white space at its ends."""
    span = span.trimmed(text)
    start, end = span.start, span.end
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return Span(start, end)
