"""Going somewhere: the number of a turn, a time, a bookmark, or some words of the transcript."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key, Paste
from textual.widgets import Static

from coder.domain.text import find_folded
from coder.domain.transcript import Span, Turn
from coder.tui import safe
from coder.tui.keyline import KEY, QUIET, Line, key_line, lines_of
from coder.tui.marks import BOOKMARK
from coder.tui.recoding import Bookmark
from coder.tui.rows import Rows
from coder.tui.screens.base import Sheet
from coder.tui.state import TranscriptState

CURSOR = "▏"
LONGEST = 60
MOST_HITS = 40
SHOWN = 8
"""Rows of the list that are in sight."""
FOLDED_UP_TO = 400_000
"""Characters of a transcript up to which words are looked for without their accents too."""

_TIME = re.compile(r"(?:(\d+):)?(\d{1,3}):(\d{2})")


@dataclass(frozen=True, slots=True)
class Goal:
    """A turn to go to, and words of it to select."""

    transcript_id: str
    seq: int
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class _Row:
    goal: Goal
    name: str
    before: str
    hit: str
    after: str


class GoScreen(Sheet[Goal | None]):
    """One line to type and what it leads to; gives None when it is left."""

    CSS_PATH = "go.tcss"

    def __init__(self, state: TranscriptState, bookmarks: Sequence[Bookmark]) -> None:
        super().__init__()
        self._state = state
        self._marks = [_marked(mark, state) for mark in bookmarks]
        self._typed = ""
        self._told = ""
        self._found = self._marks
        self._rows = Rows(len(self._found))

    def compose(self) -> ComposeResult:
        """The line, what it leads to, the keys."""
        with Vertical(id="go"):
            yield Static(id="go-line", markup=False)
            yield Static(id="go-list", markup=False)
            yield Static(id="go-keys", markup=False)

    def on_mount(self) -> None:
        """Show the empty line and the bookmarks."""
        self.call_after_refresh(self._draw)

    def on_resize(self) -> None:
        """Fit to the new size."""
        self.call_after_refresh(self._draw)

    async def take_key(self, event: Key) -> bool:
        """Type, choose, go or leave."""
        key = event.key
        if key == "escape":
            self.dismiss(None)
            return True
        if key == "enter":
            self._go()
        elif self._rows.move(key, SHOWN):
            pass
        elif key == "backspace":
            self._ask(self._typed[:-1])
        elif key == "ctrl+u":
            self._ask("")
        elif event.is_printable and event.character:
            self._ask((self._typed + event.character)[:LONGEST])
        if self.is_attached:
            self._draw()
        return key not in ("ctrl+q", "ctrl+c")

    def on_paste(self, event: Paste) -> None:
        """Type what is pasted."""
        self._ask((self._typed + safe.plain(event.text).strip())[:LONGEST])
        self._draw()

    def _ask(self, typed: str) -> None:
        self._typed, self._told = typed, ""
        wanted = typed.strip()
        if not wanted:
            self._found = self._marks
        elif wanted.isdecimal() or _TIME.fullmatch(wanted):
            self._found = []
        else:
            marks = [row for row in self._marks if wanted.casefold() in f"{row.name} {row.after}".casefold()]
            self._found = [*marks, *_hits(self._state, wanted, self._lower)]
        self._rows = Rows(len(self._found))

    @cached_property
    def _lower(self) -> str:
        """The text in small letters; empty where these are not as many."""
        text = self._state.transcript.text
        lower = text.lower()
        return lower if len(lower) == len(text) else ""

    def _go(self) -> None:
        wanted = self._typed.strip()
        time = _TIME.fullmatch(wanted)
        if wanted.isdecimal():
            self._go_to_turn(int(wanted))
        elif time:
            hours, minutes, seconds = (int(part or 0) for part in time.groups())
            self._go_to_time((hours * 3600 + minutes * 60 + seconds) * 1000)
        elif self._found:
            self.dismiss(self._found[self._rows.at].goal)
        elif wanted:
            self._told = "These words are not in this transcript."
        else:
            self.dismiss(None)

    def _go_to_turn(self, number: int) -> None:
        state = self._state
        stop = state.index_of(number)
        if state.stops and state.place_of(state.stops[stop]) == number:
            self._leave_for(state.stops[stop])
        else:
            self._told, self._typed = f"There is no turn {number}.", ""

    def _go_to_time(self, moment: int) -> None:
        timed = next((turn for turn in self._state.stops if turn.start_ms is not None), None)
        if timed is None:
            self._told = "This transcript has no times."
            return
        before = (t for t in self._state.stops if t.start_ms is not None and t.start_ms <= moment)
        self._leave_for(max(before, key=_moment, default=timed))

    def _leave_for(self, turn: Turn) -> None:
        self.dismiss(Goal(self._state.transcript.id, turn.seq))

    # -- drawing

    def _draw(self) -> None:
        width = max(20, self.query_one("#go-list").size.width)
        stops, state = self._state.stops, self._state
        line: Line = [("Go to ", KEY), (self._typed, "bold"), (CURSOR, KEY)]
        if self._told:
            line.append((f"   {self._told}", "bold $text-error"))
        elif not self._typed:
            reach = f"{state.place_of(stops[0])} to {state.place_of(stops[-1])}" if stops else "there is none"
            line.append((f" a turn ({reach}), a time (12:34), or words", QUIET))
        self.query_one("#go-line", Static).update(safe.content(*line))
        lines = [self._line(at, width) for at in self._rows.window(SHOWN)]
        if not lines and not self._typed:
            lines = [[("No bookmarks yet; B puts one on a turn.", QUIET)]]
        self.query_one("#go-list", Static).update(safe.content(*lines_of(lines)))
        keys = key_line([("⏎", "go"), ("↑↓", "choose"), ("esc", "leave")], width)
        self.query_one("#go-keys", Static).update(safe.content(*keys))

    def _line(self, at: int, width: int) -> Line:
        row, here = self._found[at], at == self._rows.at
        name = safe.fitted(row.name, min(24, width // 3))
        room = max(8, width - safe.width(name) - 4)
        hit = safe.cut(row.hit, room)
        before = row.before
        while before and safe.width(before) > max(0, (room - safe.width(hit)) // 2):
            before = before[1:]
        after = safe.cut(row.after, room - safe.width(before) - safe.width(hit))
        return [
            ("› " if here else "  ", KEY),
            (name, "bold reverse" if here else "bold"),
            ("  ", ""),
            (before, QUIET),
            (hit, "bold underline"),
            (after, QUIET),
        ]


def _moment(turn: Turn) -> tuple[int, int]:
    return (turn.start_ms or 0, turn.seq)


def _marked(mark: Bookmark, state: TranscriptState) -> _Row:
    here = mark.transcript_id == state.transcript.id
    name = f"{BOOKMARK} turn {mark.place}" if here else f"{BOOKMARK} {mark.label} turn {mark.place}"
    return _Row(Goal(mark.transcript_id, mark.seq), name, "", "", " ".join(mark.words.split())[:120])


def _hits(state: TranscriptState, wanted: str, lower: str) -> list[_Row]:
    """Where the words stand in the transcript, without regard to case."""
    text = state.transcript.text
    # In small letters, because a search that minds no case takes fifty times as long at every key.
    pattern, flags = (wanted.lower(), 0) if lower else (wanted, re.IGNORECASE)
    matches = re.finditer(re.escape(pattern), lower or text, flags)
    found = [match.span() for match in islice(matches, MOST_HITS)]
    if not found and len(text) <= FOLDED_UP_TO and len(wanted) > 2:
        found = find_folded(text, wanted)[:MOST_HITS]
    rows = (_hit(state, Span(start, end)) for start, end in found)
    return [row for row in rows if row is not None]


def _hit(state: TranscriptState, span: Span) -> _Row | None:
    talk = state.transcript
    turn = talk.turn_at(span.start)
    if turn is None or span.end > turn.end:
        return None
    speaker = talk.speaker(turn)
    name = f"turn {state.place_of(turn)}" + (f" {speaker.shown}" if speaker else "")
    before = talk.text[max(turn.start, span.start - 40) : span.start].replace("\n", " ")
    after = talk.text[span.end : min(turn.end, span.end + 80)].replace("\n", " ")
    return _Row(Goal(talk.id, turn.seq, span), name, before, span.of(talk.text).replace("\n", " "), after)
