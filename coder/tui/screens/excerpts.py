"""The excerpts behind a number: who says what, with which codes, and the way into the transcript."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Click, Key
from textual.widgets import Static

from coder.services.exploring import Evidence, Excerpt
from coder.tui import safe
from coder.tui.keyline import HEAD, KEY, QUIET, Line, key_line, lines_of, wrapped
from coder.tui.rows import Rows
from coder.tui.screens.base import Sheet
from coder.tui.screens.go import Goal

NOTHING = "No excerpt stands behind this cell."
UNKNOWN = "somebody unidentified"


@dataclass(frozen=True, slots=True)
class Left:
    """How the list was left: the excerpt one stood on, and whether to go there."""

    at: int
    by_person: bool
    goal: Goal | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """What is listed: the name of the cell, a warning about it, and the names of codes."""

    title: str
    evidence: Evidence
    warning: str
    names: Mapping[str, str]


class ExcerptsScreen(Sheet[Left]):
    """Lists excerpts; gives the place of the one that is to be seen in its transcript."""

    CSS_PATH = "explore.tcss"

    def __init__(self, opened: Opened, *, at: int = 0, by_person: bool = False) -> None:
        super().__init__()
        self._opened = opened
        self._by_person = by_person
        self._rows = Rows(len(opened.evidence.excerpts))
        self._rows.resize(len(opened.evidence.excerpts))
        self._rows.at = max(0, min(at, self._rows.count - 1))

    def compose(self) -> ComposeResult:
        """What the cell is, the excerpts, one of them in full, the keys."""
        with Vertical(id="excerpts"):
            yield Static(id="excerpts-head", markup=False)
            yield Static(id="excerpts-list", markup=False)
            yield Static(id="excerpts-full", markup=False)
            yield Static(id="excerpts-keys", markup=False)

    def on_mount(self) -> None:
        """Show them."""
        self.call_after_refresh(self.draw)

    def on_resize(self) -> None:
        """Fit the lines to the new size."""
        self.call_after_refresh(self.draw)

    @property
    def shown(self) -> tuple[Excerpt, ...]:
        """The excerpts in the order in which they are listed."""
        evidence = self._opened.evidence
        return (evidence.by_person() if self._by_person else evidence).excerpts

    async def take_key(self, event: Key) -> bool:
        """Choose, change the order, go there, or go back to the cell."""
        key = {"j": "down", "k": "up"}.get(event.key, event.key)
        if key == "escape":
            self.dismiss(Left(self._rows.at, self._by_person))
        elif key == "enter":
            self._go()
        elif key == "tab":
            self._turn()
        else:
            self._rows.move(key, max(1, self.query_one("#excerpts-list").size.height - 1))
        if self.is_attached:
            self.draw()
        return key not in ("ctrl+q", "ctrl+c")

    def on_click(self, event: Click) -> None:
        """Choose with the mouse; a second click goes there."""
        at = self._rows.row_at(event.y) if event.widget and event.widget.id == "excerpts-list" else None
        if at is not None:
            self._rows.at = at
            self.draw()
            if event.chain > 1:
                self._go()

    def _go(self) -> None:
        if self.shown:
            here = self.shown[self._rows.at]
            goal = Goal(here.transcript_id, here.seq, here.span)
            self.dismiss(Left(self._rows.at, self._by_person, goal))

    def _turn(self) -> None:
        """List them the other way, and stay on the same one."""
        if self.shown:
            here = self.shown[self._rows.at]
            self._by_person = not self._by_person
            self._rows.at = self.shown.index(here)

    # -- drawing

    def draw(self) -> None:
        """Show everything."""
        if not self.is_attached:
            return
        box = self.query_one("#excerpts-list")
        width, shown = max(20, box.size.width), self.shown
        rows = [self._row(at, shown, width) for at in self._rows.window(max(1, box.size.height))]
        if not shown:
            rows = [[(NOTHING, QUIET)]]
        order = "in order" if self._by_person else "by person"
        keys = [("⏎", "go there"), ("tab", order), ("esc", "back to the table")]
        for name, lines in (
            ("head", self._head(width)),
            ("list", rows),
            ("full", self._full(shown, width)),
            ("keys", [key_line(keys if shown else keys[2:], width)]),
        ):
            self.query_one(f"#excerpts-{name}", Static).update(safe.content(*lines_of(lines)))

    def _head(self, width: int) -> list[Line]:
        opened, evidence = self._opened, self._opened.evidence
        count = len(evidence.excerpts)
        told = f"{count:,} excerpt{'' if count == 1 else 's'} of {evidence.people:,} "
        told += "person" if evidence.people == 1 else "people"
        told += f" in {evidence.sessions} session{'' if evidence.sessions == 1 else 's'}"
        if evidence.unidentified:
            told += f" · {evidence.unidentified} by {UNKNOWN}"
        lines: list[Line] = [[(safe.cut(opened.title, width), HEAD)], [(safe.cut(told, width), "bold")]]
        if opened.warning:
            lines += wrapped(f"! {opened.warning}", width, "bold $text-warning")
        return lines

    def _row(self, at: int, shown: tuple[Excerpt, ...], width: int) -> Line:
        excerpt, here = shown[at], at == self._rows.at
        who = excerpt.speaker or UNKNOWN
        same = self._by_person and at > 0 and shown[at - 1].people == excerpt.people and not here
        name = safe.fitted("" if same else who, min(20, width // 5))
        where = safe.fitted(f"{excerpt.session} {excerpt.turn}", min(14, width // 5))
        codes = ""
        if width >= 90:
            codes = safe.fitted(_codes(excerpt), 22)
        room = width - safe.width(name) - safe.width(where) - safe.width(codes) - 5
        return [
            ("› " if here else "  ", KEY),
            (name, "bold reverse" if here else "bold"),
            " ",
            (where, QUIET),
            " ",
            safe.fitted(" ".join(excerpt.text.split()), max(4, room)),
            (f" {codes}" if codes else "", QUIET),
        ]

    def _full(self, shown: tuple[Excerpt, ...], width: int) -> list[Line]:
        if not shown:
            return []
        excerpt = shown[self._rows.at]
        room = max(3, self.query_one("#excerpts-full").size.height)
        names = [f"{id_} {self._opened.names.get(id_, '')}".strip() for id_ in excerpt.codes]
        codes = wrapped(" · ".join(names) or "no code", width, QUIET, most=2)
        where = f"{excerpt.session}, turn {excerpt.turn}, {excerpt.speaker or UNKNOWN}"
        by = f" · coded by {', '.join(excerpt.coders)}" if excerpt.coders else ""
        words = wrapped(f"“{excerpt.text}”", width, most=max(1, room - 1 - len(codes)))
        return [[(safe.cut(where + by, width), "bold")], *words, *codes]


def _codes(excerpt: Excerpt) -> str:
    return " ".join(id_.rpartition(".")[2] for id_ in excerpt.codes)
