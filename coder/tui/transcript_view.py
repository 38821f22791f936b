"""The transcript: one widget that draws its own lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from coder.domain.transcript import Span, Transcript, Turn
from coder.tui.cursor import Cursor
from coder.tui.directly import Directly
from coder.tui.drawing import Scene, draw
from coder.tui.page import Page, Row
from coder.tui.pens import Pens
from coder.tui.screens.base import WIDE
from coder.tui.state import TranscriptState

TIMES_AMONG = 500
"""Turns from the start among which times are looked for."""

CONTEXT = 3
"""Rows kept in sight before and after the current turn."""

AIRY_FROM = 28
"""Rows of height from which a blank row stands between turns."""

MOST_STRIPS = 4000
"""Drawn rows that are kept."""

TIMED_FROM = 66
"""Columns from which times have a column, in a window that is not narrow."""


class TranscriptView(Directly, ScrollView, can_focus=True):
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
        view: TranscriptView

    def __init__(self) -> None:
        super().__init__()
        self._state: TranscriptState | None = None
        self._only: Sequence[int] | None = None
        self._lit: Span | None = None
        self._active = True
        self._cursor = Cursor()
        self._page: Page | None = None
        self._strips: dict[tuple[int, int], Strip] = {}
        self._anchor: int | None = None
        self._thumb = (0, 0)
        self.begin_at: int | None = None
        """How many rows below the top the current turn is to stand at first; None for as usual."""
        self._pens = Pens(self, "transcript")

    @property
    def page_rows(self) -> int:
        """How many rows of the transcript are in sight."""
        return max(1, self.scrollable_content_region.height)

    @property
    def shows_times(self) -> bool:
        """Whether the times of turns have a column."""
        return self._page is not None and self._page.gutter.time > 0

    def show(
        self,
        state: TranscriptState,
        cursor: Cursor,
        only: Sequence[int] | None = None,
        *,
        lit: Span | None = None,
        active: bool = True,
    ) -> None:
        """Draw this state with the cursor in sight; `only` some turns, by index, if any are named.

        Where `lit` is given, what lies outside is dimmed. `active` says whether keys go here.
        """
        before, self._state = self._state, state
        left, self._cursor = self._cursor, cursor
        look, self._lit, self._active = (self._lit, self._active), lit, active
        if before is not None and (before is not state or left != cursor):
            self.begin_at = None
        if before is None or before.transcript is not state.transcript or only is not self._only:
            kept = self._offset_on_screen(before, left)
            self._page, self._only = None, only
            self._lay_out(kept)
        elif look != (lit, active) or before.tree is not state.tree:
            self._strips.clear()
            self.refresh()
        elif before is not state or left != cursor:
            self._forget_changed(before, state)
            self._forget_turns(state, left)
            self._forget_turns(state, cursor)
        self._bring_into_sight()

    @property
    def rows_above(self) -> int:
        """How many rows below the top the current turn stands."""
        return self._offset_on_screen(self._state, self._cursor)

    def turns_away(self, rows: int) -> int | None:
        """The stop that lies `rows` below the current one (above when negative); None with no turns."""
        state, page = self._state, self._page
        if state is None or page is None or not state.stops:
            return None
        here = page.place(state.turn_index(self._cursor.index))[0]
        wanted = page.row(max(0, min(here + rows, page.height - 1)))
        found = state.stop_before(wanted.turn) if wanted else self._cursor.index
        return self._cursor.index + (1 if rows > 0 else -1) if found == self._cursor.index else found

    def stops_in_sight(self) -> list[tuple[int, int]]:
        """The stops that begin in sight, each with the line of the window on which it begins."""
        state, page = self._state, self._page
        if state is None or page is None or not state.stops:
            return []
        found = []
        for y in range(self.page_rows):
            row = page.row(y + self.scroll_offset.y)
            stop = state.stop_before(row.turn) if row is not None and row.line == 0 else None
            if row is not None and stop is not None and state.turn_index(stop) == row.turn:
                found.append((stop, y))
        return found

    def on_resize(self) -> None:
        """Wrap anew and keep the current turn where it was on the screen."""
        self._lay_out(self._offset_on_screen(self._state, self._cursor))

    def notify_style_update(self) -> None:
        """Forget drawn rows when the theme changes."""
        self._strips.clear()
        self._pens.clear()
        super().notify_style_update()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Lay out what comes into sight, however it was scrolled to."""
        if round(old_value) != round(new_value):
            self.refresh(self.size.region)
        self._settle()
        self._move_thumb()

    def render_line(self, y: int) -> Strip:
        """One row of what is in sight."""
        row = self._page.row(y + self.scroll_offset.y) if self._page else None
        if row is None:
            return Strip.blank(self.scrollable_content_region.width, self._pens.base)
        key = (row.turn, row.line)
        strip = self._strips.get(key)
        if strip is None:
            if len(self._strips) > MOST_STRIPS:
                self._strips.clear()
            strip = self._strips[key] = self._drawn(row)
        return strip

    # -- layout

    def _lay_out(self, kept: int) -> None:
        """Wrap for the present size, the current turn `kept` rows below the top."""
        state = self._state
        area = self.scrollable_content_region
        width, airy = area.width, area.height >= AIRY_FROM
        if state is None or width <= 0:
            return
        before = self._page
        if before is not None and (before.width, before.airy) == (width, airy):
            self._settle()
            self._bring_into_sight()
            return
        self._strips.clear()
        timed = width >= TIMED_FROM and self.app.size.width >= WIDE and _has_times(state.transcript)
        self._page = page = Page(
            state.transcript, width, airy=airy, only=self._only, numbers=state.highest, timed=timed
        )
        self._measure()
        if state.stops:
            first, _ = page.place(state.turn_index(self._cursor.index))
            self._measure()
            self._scroll_rows(first - min(kept, max(0, area.height - 2)))
        self._settle()
        self._bring_into_sight()
        self._move_thumb()
        self.refresh()

    def _settle(self) -> None:
        """Have everything in sight laid out exactly, without a jump of what is seen."""
        page = self._page
        if page is None:
            return
        height = page.height
        moved = page.settle(self.scroll_offset.y, self.page_rows)
        if height != page.height:
            self._measure()
            if moved:
                self._scroll_rows(self.scroll_offset.y + moved)
            self.refresh()

    def _measure(self) -> None:
        """Tell the scroll bar how many rows there are.

        Past the usual way, which would lay out the whole screen although nothing changes its size.
        """
        if self._page is not None:
            self.set_reactive(Widget.virtual_size, Size(self._page.width, self._page.height))

    def _move_thumb(self) -> None:
        """Draw the scroll bar again, but only where that would make a difference to the eye."""
        if self._page is None or not self.show_vertical_scrollbar:
            return
        bar, height, rows = self.vertical_scrollbar, self._page.height, self.page_rows
        steps = (rows * 8 * rows // max(1, height), int(rows * 8 * self.scroll_y / max(1, height)))
        if steps != self._thumb:
            self._thumb = steps
            bar.window_virtual_size = height
            bar.position = self.scroll_y

    def _forget_changed(self, before: TranscriptState, state: TranscriptState) -> None:
        """Draw only the turns again that another state has something else to say about."""
        page, top = self._page, self.scroll_offset.y
        if page is None or before is state:
            return
        same: set[int] = set()
        for index, row in enumerate(page.rows(top, top + self.page_rows)):
            turn = state.transcript.turns[row.turn]
            if row.turn in same or state.looks_as_in(before, turn):
                same.add(row.turn)
            else:
                self.refresh_lines(top + index, 1)
        self._strips = {key: strip for key, strip in self._strips.items() if key[0] in same}

    def _forget_turns(self, state: TranscriptState, cursor: Cursor) -> None:
        """Draw only the rows of the turns again that the cursor and its selection stand in."""
        page, reach = self._page, cursor.touched(state)
        if page is None or not state.stops:
            return
        first, _ = page.place(state.turn_index(reach[0]))
        _, last = page.place(state.turn_index(reach[-1]))
        for row in page.rows(first, last):
            self._strips.pop((row.turn, row.line), None)
        self.refresh_lines(first, last - first)

    def _offset_on_screen(self, state: TranscriptState | None, cursor: Cursor) -> int:
        page = self._page
        if page is None or state is None or not state.stops:
            return self.page_rows // 3 if self.begin_at is None else self.begin_at
        if self.begin_at is not None:
            # A screen takes its size in several steps, and the first of them may have had no room.
            return self.begin_at
        return page.place(state.turn_index(cursor.index))[0] - self.scroll_offset.y

    def _bring_into_sight(self) -> None:
        state, page = self._state, self._page
        if state is None or page is None or not state.stops:
            return
        first, last = page.place(state.turn_index(self._cursor.index))
        selected, reach = self._cursor.selected, self._cursor.touched(state)
        room = self.page_rows - 2 * CONTEXT
        if selected is not None and (len(reach) > 1 or last - first > room):
            first, last = page.row_of(selected.start), page.row_of(selected.end - 1) + 1
            if len(reach) > 1 and last - first > room:
                # Of what is longer than the screen, the end that is being moved.
                first, last = (last - 1, last) if reach[-1] > self._cursor.index else (first, first + 1)
        top, height = self.scroll_offset.y, self.page_rows
        context = CONTEXT if height > 4 * CONTEXT else 1
        if first - context < top or last - first + 2 * context > height:
            self._scroll_rows(first - context)
        elif last + context > top + height:
            self._scroll_rows(last + context - height)

    def _scroll_rows(self, top: int) -> None:
        self._measure()
        self.scroll_to(y=max(0, top), animate=False, immediate=True)

    def _drawn(self, row: Row) -> Strip:
        state, page = self._state, self._page
        assert state is not None
        assert page is not None
        scene = Scene(state, page, self._cursor, self._lit, self._active)
        return draw(scene, row, page.width, self._pens)

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
        self.post_message(self.Clicked(turn, span, self))

    def _offset_under(self, event: events.MouseEvent) -> int | None:
        if self._page is None:
            return None
        return self._page.offset_at(event.y + self.scroll_offset.y, event.x)


def _has_times(transcript: Transcript) -> bool:
    return any(turn.start_ms is not None for turn in transcript.turns[:TIMES_AMONG])


def whole_words(text: str, span: Span) -> Span:
    """The span made wider so that it cuts no word, without white space at its ends."""
    span = span.trimmed(text)
    start, end = span.start, span.end
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return Span(start, end)
