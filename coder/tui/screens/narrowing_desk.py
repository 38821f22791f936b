"""The part of the screen of tables that chooses the table and what narrows it."""

from __future__ import annotations

import re
from dataclasses import replace

from textual.events import Key, Paste

from coder.services.exploring import tables
from coder.tui import command_sets, safe
from coder.tui.command import Command
from coder.tui.lens_keys import LensKey
from coder.tui.screens.asking import Choice, ChoiceScreen, Chosen
from coder.tui.screens.counting_desk import CountingDesk
from coder.tui.screens.explore_by import ByScreen
from coder.tui.table_words import words_of
from coder.tui.workplace import Workplace

LONGEST = 300
NEAR = ("excerpt", "turn", "adjacent")
_LENS = re.compile(r"\s*lens:\S+")


class NarrowingDesk(CountingDesk):
    """Chooses what is counted; each choice counts anew."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.top = 0
        """The first line of the chart that is shown."""
        self.typed: str | None = None
        """The query that is being typed."""
        self.caret = 0
        self.lens_keys: list[LensKey] = []

    def action_table(self, step: int) -> None:
        """Show the next table, or the one before."""
        every = tables()
        at = every.index(self.asked.table) if self.asked.table in every else 0
        self.to_table(every[(at + step) % len(every)])

    def to_table(self, table: str) -> None:
        """Show a table, narrowed as the one before was."""
        self.kept.sort, self.kept.difference, self.top = None, None, 0
        by = self.asked.by if words_of(table).by and self.asked.by != ("speaker",) else ()
        self.count(replace(self.asked, table=table, by=by[:1] if table == "waves" else by))

    async def action_tables(self) -> None:
        """Choose a table by its name."""

        def chosen(found: Chosen | None) -> None:
            if found is not None and found.id:
                self.to_table(found.id)

        listed = [Choice(name, words_of(name).name, words_of(name).about) for name in tables()]
        await self.ask(ChoiceScreen("Tables", listed), chosen)

    async def action_by(self) -> None:
        """Choose what is counted apart."""
        found = self.counted
        if found is None:
            return

        def chosen(by: tuple[str, ...] | None) -> None:
            if by is not None:
                self.kept.difference = self.kept.sort = None
                self.count(replace(self.asked, by=by[:1] if self.asked.table == "waves" else by))

        also = ["speaker"] if self.asked.table == "talk" else []
        await self.ask(ByScreen([*found.known, *also], found.by), chosen)

    def action_where(self) -> None:
        """Type what narrows the table."""
        self.typed = self.asked.query
        self.caret = len(self.typed)
        self.draw()

    def action_branch(self) -> None:
        """Count codes with all below them, or alone."""
        self.count(replace(self.asked, subtree=not self.asked.subtree))

    def action_least(self, step: int) -> None:
        """Leave out what fewer people raised."""
        self.count(replace(self.asked, min_people=max(0, self.asked.min_people + step)))

    def action_near(self) -> None:
        """Let codes stand together in one excerpt, one turn, or two turns."""
        at = NEAR.index(self.asked.near) if self.asked.near in NEAR else 0
        self.count(replace(self.asked, near=NEAR[(at + 1) % len(NEAR)]))

    def action_appraise(self, number: int) -> None:
        """Count only what was said with a lens value, or everything again."""
        term = f"lens:{self.lens_keys[number].value.id}"
        rest = _LENS.sub("", self.asked.query).strip()
        query = rest if term in self.asked.query.split() else f"{rest} {term}".strip()
        self.count(replace(self.asked, query=query))

    def type_key(self, event: Key) -> None:
        query, key = self.typed or "", event.key
        if key == "escape":
            self.typed = None
        elif key == "enter":
            self.typed = None
            self.count(replace(self.asked, query=query.strip()))
        elif key in ("left", "right", "home", "end"):
            moved = {"left": self.caret - 1, "right": self.caret + 1, "home": 0, "end": len(query)}[key]
            self.caret = max(0, min(moved, len(query)))
        elif key == "backspace" and self.caret:
            self.typed, self.caret = query[: self.caret - 1] + query[self.caret :], self.caret - 1
        elif key == "ctrl+u":
            self.typed, self.caret = "", 0
        elif event.is_printable and event.character:
            self._insert(event.character)

    def _insert(self, text: str) -> None:
        query = self.typed or ""
        self.typed = (query[: self.caret] + text + query[self.caret :])[:LONGEST]
        self.caret = min(self.caret + len(text), len(self.typed))

    def on_paste(self, event: Paste) -> None:
        """Type what is pasted."""
        if self.typed is not None:
            self._insert(safe.plain(event.text).strip())
            self.draw()


def lens_command(key: LensKey, at: int) -> Command:
    about = f"Count only what was said as {key.lens.name.lower()} {key.value.name.lower()}; again: everything"
    return Command(
        f"lens_{at}", key.key, key.key, key.value.name, about, command_sets.TABLE, f"appraise({at})"
    )
