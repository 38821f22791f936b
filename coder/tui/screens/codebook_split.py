"""Which codings of a code go to which new code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from coder.domain.codebook import Code
from coder.domain.coding import Coding
from coder.services.session import Session
from coder.services.session import place as place_of
from coder.tui import safe
from coder.tui.keyline import HEAD, QUIET, Line, key_line, lines_of, wrapped
from coder.tui.rows import Rows
from coder.tui.screens.base import Sheet

MOST = 9
"""How many new codes there may be: as many as there are digits."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A coding to give away, and where it stands."""

    coding: Coding
    where: str


class SplitScreen(Sheet[dict[str, int] | None]):
    """Gives the place of the new code by coding id; None when it is left."""

    CSS_PATH = "codebook.tcss"

    def __init__(self, source: Code, names: Sequence[str], pieces: Sequence[Piece]) -> None:
        super().__init__()
        self._source, self._names, self._pieces = source, list(names), list(pieces)
        self._given: dict[str, int] = {}
        self._rows = Rows(len(pieces))

    def compose(self) -> ComposeResult:
        """The new codes, the codings, the words of one, the keys."""
        with Vertical(classes="codebook-sheet"):
            yield Static(id="split-head", markup=False)
            yield Static(id="split-list", markup=False)
            yield Static(id="split-words", markup=False)
            yield Static(id="sheet-keys", markup=False)

    def on_mount(self) -> None:
        """Show the first codings."""
        self.call_after_refresh(self._draw)

    def on_resize(self) -> None:
        """Fit the lines to the new size."""
        self.call_after_refresh(self._draw)

    async def take_key(self, event: events.Key) -> bool:
        """Give the coding under the cursor away, or leave."""
        key = {"j": "down", "k": "up"}.get(event.key, event.key)
        if key == "escape":
            self.dismiss(None)
        elif key == "enter":
            self.dismiss(dict(self._given))
        elif key.isascii() and key.isdigit() and int(key) <= len(self._names):
            self._give(int(key))
        elif not self._rows.move(key, 8):
            return key not in ("ctrl+q", "ctrl+c")
        if self.is_attached:
            self._draw()
        return True

    def _give(self, number: int) -> None:
        if not self._pieces:
            return
        id_ = self._pieces[self._rows.at].coding.id
        if number:
            self._given[id_] = number - 1
        else:
            self._given.pop(id_, None)
        self._rows.move("down", 1)

    def _draw(self) -> None:
        if not self.is_attached:
            return
        box = self.query_one("#split-list")
        width = max(20, box.size.width)
        counts = [sum(place == at for place in self._given.values()) for at in range(len(self._names))]
        left = len(self._pieces) - sum(counts)
        head: list[Line] = [[(safe.cut(f"Split {self._source.short} {self._source.name}", width), HEAD)]]
        head += [
            [(f"  {at + 1} ", HEAD), (safe.cut(name, width - 16), "bold"), (f"  {counts[at]}", QUIET)]
            for at, name in enumerate(self._names)
        ]
        head.append([("  0 ", HEAD), (f"stays {self._source.short}", ""), (f"  {left}", QUIET)])
        self.query_one("#split-head", Static).update(safe.content(*lines_of(head)))
        lines = [self._row(at, width) for at in self._rows.window(max(1, box.size.height))]
        lines = lines or [[("This code has no codings; only the new codes will be made.", QUIET)]]
        self.query_one("#split-list", Static).update(safe.content(*lines_of(lines)))
        words = wrapped(self._pieces[self._rows.at].coding.text, width, most=6) if self._pieces else []
        self.query_one("#split-words", Static).update(safe.content(*lines_of(words)))
        digits = f"0–{len(self._names)}"
        keys = key_line([(digits, "give"), ("↑↓", "choose"), ("⏎", "split"), ("esc", "leave")], width)
        self.query_one("#sheet-keys", Static).update(safe.content(*keys))

    def _row(self, at: int, width: int) -> Line:
        piece, here = self._pieces[at], at == self._rows.at
        given = self._given.get(piece.coding.id)
        where = safe.fitted(f"{piece.where} {piece.coding.coder}", min(28, width // 3))
        room = width - safe.width(where) - 6
        return [
            ("› " if here else "  ", HEAD),
            (f"{given + 1 if given is not None else '·'} ", "bold"),
            (f"{where} ", QUIET),
            (safe.cut(" ".join(piece.coding.text.split()), max(8, room)), "reverse" if here else ""),
        ]


def read_pieces(session: Session, code_id: str) -> list[Piece]:
    """The codings of a code and where they stand; for the session's thread."""
    pieces: list[Piece] = []
    transcript = None
    order = {row.id: row.position for row in session.store.transcripts()}
    for coding in sorted(
        session.seen(session.store.codings_of(code_id)), key=lambda c: (order[c.transcript_id], c.start)
    ):
        if transcript is None or transcript.id != coding.transcript_id:
            # Not the session's own: what is on the screen has to stay the transcript it holds.
            transcript = session.store.transcript(coding.transcript_id)
        pieces.append(Piece(coding, place_of(transcript, coding)))
    return pieces
