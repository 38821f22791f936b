"""The part of the screen of tables that chooses the table and what narrows it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from textual.events import Key, Paste

from coder.services.exploring import tables
from coder.tui import command_sets
from coder.tui.command import Command
from coder.tui.lens_keys import LensKey
from coder.tui.line_edit import LineEdit
from coder.tui.screens.asking import Choice, ChoiceScreen, Chosen, Field, FormScreen
from coder.tui.screens.counting_desk import CountingDesk
from coder.tui.screens.explore_by import ByScreen
from coder.tui.table_words import words_of
from coder.tui.workplace import Workplace

LONGEST = 300
NEAR = ("excerpt", "turn", "adjacent")
ROWS = ("session", "participant", "group")
_LENS = re.compile(r"\s*lens:\S+")


class NarrowingDesk(CountingDesk):
    """Chooses what is counted; each choice counts anew."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.top = 0
        """The first line of the chart that is shown."""
        self.typed: LineEdit | None = None
        """What is being typed."""
        self.looking = False
        """Whether that is the words that are looked for, and not what narrows the table."""
        self.lens_keys: list[LensKey] = []

    def action_table(self, step: int) -> None:
        """Show the next table, or the one before."""
        every = tables()
        at = every.index(self.wish.table) if self.wish.table in every else 0
        self.to_table(every[(at + step) % len(every)])

    def to_table(self, table: str) -> None:
        """Show a table, narrowed as the one before was."""
        self.kept.sort, self.kept.difference, self.top = None, None, 0
        by = self.wish.by if words_of(table).by and self.wish.by != ("speaker",) else ()
        self.count(replace(self.wish, table=table, by=by[:1] if table == "waves" else by))

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
                self.count(replace(self.wish, by=by[:1] if self.wish.table == "waves" else by))

        also = ["speaker"] if self.wish.table == "talk" else []
        await self.ask(ByScreen([*found.known, *also], found.by), chosen)

    def action_where(self) -> None:
        """Type what narrows the table."""
        self.typed, self.looking = LineEdit(self.wish.query, LONGEST), False
        self.draw()

    def action_branch(self) -> None:
        """Count codes with all below them, or alone."""
        self.count(replace(self.wish, subtree=not self.wish.subtree))

    def action_least(self, step: int) -> None:
        """Leave out what fewer people raised."""
        self.count(replace(self.wish, min_people=max(0, self.wish.min_people + step)))

    def action_variant(self) -> None:
        """Codes in one excerpt, one turn, two turns; rows of a matrix; how many words a phrase has."""
        wish = self.wish
        if wish.table == "cooccurrence":
            self.count(replace(wish, near=_after(NEAR, wish.near)))
        elif wish.table == "matrix":
            self.count(replace(wish, rows=_after(ROWS, wish.rows)))
        else:
            self.count(replace(wish, phrase=wish.phrase % 3 + 1))

    def action_appraise(self, number: int) -> None:
        """Count only what was said with a lens value, or everything again."""
        term = f"lens:{self.lens_keys[number].value.id}"
        rest = _LENS.sub("", self.wish.query).strip()
        query = rest if term in self.wish.query.split() else f"{rest} {term}".strip()
        self.count(replace(self.wish, query=query))

    def type_key(self, event: Key) -> None:
        """Type what narrows the table, or the words that are looked for."""
        line = self.typed
        if line is None:
            return
        if event.key == "escape":
            self.typed = None
        elif event.key == "enter":
            self.typed = None
            text = line.text.strip()
            looked = replace(self.wish, word=text)
            self.count(looked if self.looking else replace(self.wish, query=text))
        else:
            line.take(event)

    def on_paste(self, event: Paste) -> None:
        """Type what is pasted."""
        if self.typed is not None:
            self.typed.insert(event.text.strip())
            self.draw()

    async def action_look(self) -> None:
        """Type the words that are looked for; or choose the files of a survey."""
        if self.wish.table == "kwic":
            self.typed, self.looking = LineEdit(self.wish.word, LONGEST), True
            self.draw()
            return

        def chosen(files: Mapping[str, str] | None) -> None:
            if files is not None:
                paths = {name: Path(text).expanduser() for name, text in files.items() if text.strip()}
                self.count(replace(self.wish, measures=paths.get("measures"), links=paths.get("links")))

        fields = [
            Field("measures", "Measures", str(self.wish.measures or ""), "measure, group, number, of, unit"),
            Field("links", "Links", str(self.wish.links or ""), "measure, code, fit, note"),
        ]
        note = (
            "Two tables, CSV or XLSX: what was measured, and which code it stands beside. Nothing is pooled."
        )
        await self.ask(FormScreen("Beside a survey", fields, note=note, verb="show"), chosen)


def lens_command(key: LensKey, at: int) -> Command:
    about = f"Count only what was said as {key.lens.name.lower()} {key.value.name.lower()}; again: everything"
    return Command(
        f"lens_{at}", key.key, key.key, key.value.name, about, command_sets.TABLE, f"appraise({at})"
    )


def _after(choices: Sequence[str], one: str) -> str:
    return choices[(choices.index(one) + 1) % len(choices)] if one in choices else choices[0]
