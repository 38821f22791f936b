"""What the preview of a file shows: head, speakers, turns or remarks, what was told, keys."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.widgets import Static

from coder.domain.text import masked
from coder.errors import CoderError
from coder.tui import safe
from coder.tui.incoming import Incoming, Kept, Plan, Voice
from coder.tui.keyline import HEAD, KEY, QUIET, Line, key_line, lines_of, wrapped
from coder.tui.preview_view import VoiceColumns, advice, count_to_look_at, facts, worth_a_look
from coder.tui.rows import Rows
from coder.tui.screens.base import Desk
from coder.tui.turns_view import Drawn, TurnsView

WIDE = 100
SPEAKER_ROWS = 8
"""Most rows of the table of speakers where it stands above the turns."""
OTHER_LINES = 13
"""Lines that are needed for everything else there."""


class PreviewDesk(Desk[tuple[Kept, ...]]):
    """Draws a file on its way in. What was told stands in a line of its own, so that it covers nothing."""

    CSS_PATH = "importing.tcss"

    def __init__(self, paths: Sequence[Path]) -> None:
        super().__init__()
        self._paths = list(paths)
        self._at = 0
        self._plan = Plan()
        self._rows = Rows()
        self._incoming: Incoming | None = None
        self._failed: CoderError | None = None
        self._remarks = False
        self._first_turn = self._first_line = 0
        self._keeping = ""
        self._told: Line = []

    def compose(self) -> ComposeResult:
        """Head, speakers, turns or remarks, keys."""
        yield Static(id="preview-head", markup=False)
        with Container(id="preview-body"):
            with Vertical(id="preview-left"):
                yield Static(id="preview-advice", markup=False)
                yield Static(id="preview-speakers", markup=False)
                yield Drawn(self._notes, id="preview-notes")
            with Vertical(id="preview-right"):
                yield Static(id="preview-tab", markup=False)
                yield Drawn(self._look, id="preview-look")
        yield Static(id="preview-told", markup=False)
        yield Static(id="preview-keys", markup=False)

    def on_resize(self) -> None:
        """Fit everything to the new size."""
        self.call_after_refresh(self._draw)

    def say(self, sentence: str) -> None:
        """Tell something above the keys, until the next one."""
        self._tell(sentence, "$text-success")

    def complain(self, error: CoderError) -> None:
        """Tell above the keys what went wrong and what to do about it."""
        self._tell(_sentence(error), "$text-error")

    def _tell(self, sentence: str, style: str) -> None:
        self._told = [(safe.plain(sentence), style)] if sentence else []
        self._draw_told()

    # -- what is there

    @property
    def _file_name(self) -> str:
        return masked(self._paths[self._at].name)

    @property
    def _voices(self) -> list[Voice]:
        return self._incoming.voices(self._plan) if self._incoming else []

    def _view(self) -> TurnsView | None:
        """The turns as they are laid out on the screen."""
        box = self.query_one("#preview-look", Drawn)
        width, height = box.size
        return TurnsView(self._incoming, self._plan, width, height) if self._incoming and height else None

    def _page(self, pages: int) -> None:
        """Show what comes after, or before, what is seen now."""
        height = self.query_one("#preview-look").size.height
        if self._remarks:
            self._first_line += pages * height
        elif (view := self._view()) is not None:
            last = view.before(len(view.turns))
            self._first_turn = (
                view.before(self._first_turn)
                if pages < 0
                else max(self._first_turn, min(view.after(self._first_turn), last))
            )
        self._draw()

    # -- drawing

    def _draw(self) -> None:
        if not self.is_attached or not self.size.width:
            return
        width = self.size.width - 2
        wide = self.size.width >= WIDE
        count = f"{self._at + 1} of {len(self._paths)}" if len(self._paths) > 1 else "before anything is kept"
        head: Line = [
            ("Import ", "bold"),
            (safe.cut(self._file_name, width - 34), "bold $text-accent"),
            (f"   {count}", QUIET),
        ]
        self._update("head", [head])
        self._draw_told()
        self._update("keys", [key_line(self._keys(), width)])
        if self._incoming is None:
            self._draw_waiting(width)
        else:
            self._draw_left(self._incoming, width // 2 - 2 if wide else width, wide=wide)
            self._draw_tab(self._incoming, width)
        for part in ("notes", "look"):
            self.query_one(f"#preview-{part}").refresh()

    def _draw_told(self) -> None:
        if not self.is_attached:
            return
        told: Line = (
            [(f"Keeping {self._file_name} … {self._keeping}", "bold")] if self._keeping else self._told
        )
        self._update("told", [told] if told else [])

    def _draw_waiting(self, width: int) -> None:
        if self._failed is None:
            lines: list[Line] = [[(f"Reading {safe.cut(self._file_name, width - 12)} …", "bold")]]
        else:
            lines = wrapped(_sentence(self._failed), width, "$text-error")
            lines += [[], [("esc", KEY), " leaves the file out, ", ("o", KEY), " says how to read it."]]
        self._update("advice", [[], *lines])
        for part in ("speakers", "tab"):
            self._update(part, [])

    def _draw_left(self, incoming: Incoming, width: int, *, wide: bool) -> None:
        voices = self._voices
        top = [*facts(incoming, self._plan, width), *advice(incoming, self._plan, voices, width)]
        self._update("advice", top)
        if wide:
            room = max(3, self.size.height - len(top) - 16)
        else:
            room = max(4, min(SPEAKER_ROWS, self.size.height - len(top) - OTHER_LINES))
        columns = VoiceColumns(voices, width)
        rows = self._rows.window(min(len(voices), room)) if voices else range(0)
        table = [columns.row(voices[at], here=at == self._rows.at) for at in rows]
        table += _more(rows, len(voices))
        self._update("speakers", [columns.head(), *table] if voices else [])

    def _draw_tab(self, incoming: Incoming, width: int) -> None:
        look_name = "How it will look"
        notes_name = f"To look at ({count_to_look_at(incoming, self._plan)})"
        shown, other = (notes_name, look_name) if self._remarks else (look_name, notes_name)
        keys: Line = [("   tab ", KEY), (other, QUIET)] if worth_a_look(incoming, self._plan, width) else []
        self._update("tab", [[(shown, HEAD), *keys, ("   PgDn ", KEY), ("more", QUIET)]])

    def _notes(self, width: int, height: int) -> Sequence[Line]:
        """The remarks below the speakers, where there is room for them."""
        if self._incoming is None or width <= 0:
            return []
        lines: list[Line] = [[], *worth_a_look(self._incoming, self._plan, width)]
        if len(lines) <= height:
            return lines if len(lines) > 1 else []
        return [*lines[: height - 1], [("tab", KEY), (" shows the rest", QUIET)]]

    def _look(self, width: int, height: int) -> Sequence[Line]:
        """The turns, or the remarks, from where one has come to."""
        if self._incoming is None or width <= 0:
            return []
        if self._remarks:
            lines = worth_a_look(self._incoming, self._plan, width)
            self._first_line = max(0, min(self._first_line, len(lines) - height))
            return lines[self._first_line :] or [[("Nothing needs a look.", QUIET)]]
        lit = self._voices[self._rows.at].label if self._voices else ""
        return TurnsView(self._incoming, self._plan, width, height).lines(self._first_turn, lit)

    def _keys(self) -> list[tuple[str, str]]:
        """The keys that work now, the common ones first."""
        raise NotImplementedError

    def _update(self, name: str, lines: Sequence[Line]) -> None:
        box = self.query_one(f"#preview-{name}", Static)
        box.display = bool(lines)
        box.update(safe.content(*lines_of(lines)))


def _sentence(error: CoderError) -> str:
    """An error as a sentence; one that begins with the name of a file keeps it as it is written."""
    sentence = safe.plain(str(error))
    return sentence if error.where else sentence[:1].upper() + sentence[1:]


def _more(rows: range, count: int) -> list[Line]:
    """How many speakers there are above and below those that are seen."""
    above, below = rows.start, count - rows.stop
    parts = [f"{number} more with {arrow}" for number, arrow in ((above, "↑"), (below, "↓")) if number > 0]
    return [[("  and " + ", ".join(parts), QUIET)]] if parts else []
