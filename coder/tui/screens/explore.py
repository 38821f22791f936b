"""Explore: tables of who said what, each number of which opens to the words behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import Click, Key
from textual.widgets import Static

from coder.services.exploring import CROSS, TO_CROSS, Difference, tables
from coder.services.keeping_tables import keep_new_table
from coder.tui import command_sets, commands, safe
from coder.tui.command import Command
from coder.tui.explored import Place
from coder.tui.frame import Frame
from coder.tui.grid import NAMES, Grid, Row
from coder.tui.keyline import lines_of
from coder.tui.lens_keys import lens_keys
from coder.tui.screens.asking import Field, FormScreen
from coder.tui.screens.base import WIDE
from coder.tui.screens.evidence_desk import EvidenceDesk
from coder.tui.screens.help import HelpScreen
from coder.tui.screens.narrowing_desk import lens_command
from coder.tui.shown_table import DIGITS, Looks, export_path, note_of, typed_file
from coder.tui.table_words import words_of
from coder.tui.workplace import Workplace

LISTED = 120
"""How wide a screen must be for the names of the tables to stand beside the one that is shown."""


class ExploreScreen(EvidenceDesk):
    """Gives the excerpt to go to; None to go back. Counting stands in the services."""

    CSS_PATH = "explore.tcss"
    BINDINGS = commands.bindings(command_sets.EXPLORE)
    LEAVING = "esc goes back, ^q quits."

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.differing: Difference | None = None
        self.choosing: tuple[str, ...] | None = None
        """What was chosen of `raised by, not by`; None when nobody is choosing."""
        self._roomy = False

    def compose(self) -> ComposeResult:
        """Title, the names of the tables, the table with what it counts, the cell, the keys."""
        yield Static(id="explore-title", markup=False)
        with Horizontal(id="explore-middle"):
            yield Static(id="explore-names", markup=False)
            with Vertical(id="explore-body"):
                yield Static(id="explore-what", markup=False)
                yield Static(id="explore-table", markup=False)
                yield Static(id="explore-about", markup=False)
        yield Static(id="explore-keys", markup=False)

    def on_mount(self) -> None:
        """Show the table that was looked at last, or people by group."""
        self.set_class(self.listed, "-listed")
        self._use_keys()
        self.count(self.wish)

    def on_resize(self) -> None:
        """Fit it to the new size."""
        self.call_after_refresh(self._resized)

    @property
    def listed(self) -> bool:
        """Whether the names of the tables have room beside the table."""
        return self.size.width >= LISTED

    def _resized(self) -> None:
        self.set_class(self.listed, "-listed")
        if self._roomy is not (self.size.width >= WIDE):
            self._fill()
        self.draw()

    # -- what is shown

    async def shown(self) -> None:
        """A table has been counted: show it where one stood in it, with the excerpt one comes from."""
        assert self.counted is not None
        self.lens_keys = lens_keys(self.counted.scope.material.tree, self._given())
        self._use_keys()
        if self.kept.difference and not self.can_differ(self.kept.difference):
            self.kept.difference = None
        self._fill()
        at, self.kept.excerpt = self.kept.excerpt, None
        if at is not None and self.lines and self.is_current:
            await self.open_cell(at)

    def can_differ(self, pair: tuple[str, ...]) -> bool:
        """Whether the table sets these two beside each other."""
        found = self.counted
        return found is not None and found.wish.table in TO_CROSS and {*pair} <= {*found.labels}

    def _fill(self) -> None:
        found = self.counted
        if found is None:
            return
        place, self._roomy = self.kept.cell, self.size.width >= WIDE
        fields = found.shown.fields
        rows: list[Row] = [*found.shown.rows]
        self.differing = found.differing(*self.kept.difference) if self.kept.difference else None
        if self.differing is not None:
            fields, rows = note_of(self.differing)
        self.grid = Grid(fields, rows, found.names, self._roomy)
        self.lines = self.grid.sorted(self.kept.sort)
        self.rows.resize(len(self.lines))
        self._stand(place)

    def _stand(self, place: Place) -> None:
        """Stand on the cell that is called so, or as near as can be."""
        names = [name_of(row) for row in self.lines]
        self.rows.at = names.index(place[0]) if place[0] in names else min(self.rows.at, len(names) - 1)
        self.rows.at = max(0, self.rows.at)
        columns = [column.field for column in self.grid.columns] if self.grid else []
        first = self.grid.fixed if self.grid else 0
        # People come first, wherever their column stands.
        usual = columns.index("people") if "people" in columns else min(first, max(0, len(columns) - 1))
        self.at = columns.index(place[1]) if place[1] in columns else usual
        self._keep_place()

    def _keep_place(self) -> None:
        if self.row is not None and self.column is not None:
            self.kept.cell = (name_of(self.row), self.column.field)

    # -- keys

    def _given(self) -> list[Command]:
        return self.place.keymap.of(command_sets.EXPLORE)

    def _use_keys(self) -> None:
        self.use([*self._given(), *(lens_command(key, at) for at, key in enumerate(self.lens_keys))])

    def offered(self) -> list[Command]:
        """The commands that work here, those of the lens among them."""
        found = [*self._given(), *(lens_command(key, at) for at, key in enumerate(self.lens_keys))]
        return [command for command in found if self.check_action(command.method.partition("(")[0], ())]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What does not fit the table has no key."""
        words = words_of(self.wish.table)
        return {
            "by": words.by,
            "branch": words.branch,
            "least": words.people,
            "variant": bool(words.variant),
            "look": bool(words.looks_for),
            "write": self.wish.table == "matrix",
            "differ": words.differs,
        }.get(action, True)

    async def take_key(self, event: Key) -> bool:
        """Type a query, or say which groups to set beside each other."""
        if await super().take_key(event):
            return True
        if event.key in ("ctrl+q", "ctrl+c") or self.counting:
            return False
        if self.typed is not None:
            self.type_key(event)
        elif self.choosing is not None:
            self._choose(event)
        else:
            return False
        self.draw()
        return True

    def action_row(self, key: str) -> None:
        """Go to another line, or further through a chart."""
        height = max(1, self.query_one("#explore-table").size.height - 1)
        if self.kept.chart:
            steps = {"up": -1, "down": 1, "pageup": -height, "pagedown": height, "home": -9999, "end": 9999}
            self.top = max(0, self.top + steps[key])
        else:
            self.rows.move(key, height)
            self._keep_place()
        self.draw()

    def action_column(self, step: int) -> None:
        """Go to another column."""
        if self.grid is not None:
            self.at = max(0, min(self.at + step, len(self.grid.columns) - 1))
            self._keep_place()
        self.draw()

    def action_sort(self) -> None:
        """Sort by the column under the cursor, from the highest first; again turns it round."""
        if self.column is not None and self.grid is not None:
            field = self.column.field
            words = self.at < self.grid.fixed
            same = self.kept.sort is not None and self.kept.sort[0] == field
            down = not self.kept.sort[1] if same and self.kept.sort else not words
            self.kept.sort = (field, down)
            self._fill()
            self.draw()

    def action_unsort(self) -> None:
        """The order in which it was counted."""
        self.kept.sort = None
        self._fill()
        self.draw()

    def action_differ(self) -> None:
        """Choose who raised it and who did not; everything again where that is chosen."""
        if self.kept.difference is not None:
            self.kept.difference = None
            self._fill()
        elif self.counted is not None and len(self.counted.labels) > 1:
            self.choosing = ()
        else:
            self.say("There are no two groups to set beside each other; b counts by something else.")
        self.draw()

    def _choose(self, event: Key) -> None:
        labels = self.counted.labels if self.counted else []
        at = DIGITS.find(event.key) if len(event.key) == 1 else -1
        if event.key in ("escape", "d"):
            self.choosing = None
        elif 0 <= at < len(labels) and labels[at] not in (self.choosing or ()):
            chosen = (*(self.choosing or ()), labels[at])
            self.choosing = chosen if len(chosen) < 2 else None
            if len(chosen) == 2:
                self._differ(chosen[0], chosen[1])

    def _differ(self, raised_by: str, not_by: str) -> None:
        self.kept.difference, self.kept.chart = (raised_by, not_by), False
        self.kept.sort = None
        self.kept.cell = ((), raised_by)
        self.rows.at = 0
        if self.wish.table in TO_CROSS:
            self._fill()
        else:
            self.count(replace(self.wish, table=CROSS))

    # -- charts and files

    def action_chart(self) -> None:
        """Show it as a chart, or as a table again."""
        self.kept.chart, self.top = not self.kept.chart, 0
        self.draw()

    async def action_export(self) -> None:
        """Ask for a file and write what is shown to it."""
        if not self.lines or self.counted is None or self.grid is None:
            self.say("There is nothing to write.")
            return
        looks, usual = Looks(self), export_path(self.place.session.store.place, self.wish.table)
        title, about, table = looks.sentence(), looks.about_it(), looks.exported()

        async def write(typed: Mapping[str, str] | None) -> None:
            if typed is not None:
                path = typed_file(typed["file"], usual)
                name = self.counted.wish.table if self.counted else ""
                work = partial(keep_new_table, path, name, title, table, about)
                written = await self.place.jobs.apart(work)
                self.say(f"Wrote {' and '.join(str(one) for one in written)}.")

        hint = ".csv .xlsx .md for the table, .png .svg for its chart; a name alone goes beside the project"
        note = "What is shown, in its order. Hidden numbers stay hidden, and no excerpt goes with it."
        form = FormScreen("Export", [Field("file", "File", usual.name, hint)], note=note, verb="write")
        await self.ask(form, write)

    # -- around

    def action_close(self) -> None:
        """Stop counting, leave the chart or the difference, or go back."""
        if self.counting:
            self.stop()
        elif self.kept.chart:
            self.action_chart()
        elif self.kept.difference is not None:
            self.action_differ()
        else:
            self.dismiss(None)

    def action_theme(self) -> None:
        """Change to the next theme."""
        if isinstance(self.app, Frame):
            self.say(f"Theme: {self.app.next_theme()}.")

    async def action_help(self) -> None:
        """Show the keys that work here."""
        await self.ask(HelpScreen(self.offered()), lambda _: None)

    async def action_leave(self) -> None:
        """Leave; everything is saved already."""
        await self.leave()

    def on_click(self, event: Click) -> None:
        """Choose a table or a cell with the mouse; a second click opens."""
        where = event.widget.id if event.widget else ""
        if where == "explore-names" and 0 <= event.y - 3 < len(tables()):
            self.to_table(tables()[event.y - 3])
        elif where == "explore-table" and self.grid is not None and not self.kept.chart:
            at = self.rows.row_at(event.y - 1) if event.y else None
            column = self.grid.column_at(event.x, self.query_one("#explore-table").size.width, self.at)
            self.at = self.at if column is None else column
            self.rows.at = self.rows.at if at is None else at
            self._keep_place()
            self.draw()
            if event.y == 0:
                self.action_sort()
            elif event.chain > 1:
                self.call_later(self.action_open)

    def on_mouse_scroll_down(self) -> None:
        """Go further down."""
        self.action_row("down")

    def on_mouse_scroll_up(self) -> None:
        """Go further up."""
        self.action_row("up")

    def draw(self) -> None:
        """Show everything."""
        if not self.is_attached or not self.size.width:
            return
        looks = Looks(self)
        width = self.size.width - 2
        table = self.query_one("#explore-table", Static)
        for name, lines in (
            ("title", [looks.title(width)]),
            ("names", looks.names()),
            ("what", looks.what(max(20, table.size.width))),
            ("table", looks.table(max(20, table.size.width), max(1, table.size.height))),
            ("about", looks.about(max(20, table.size.width))),
            ("keys", [looks.keys(width)]),
        ):
            self.query_one(f"#explore-{name}", Static).update(safe.content(*lines_of(lines)))


def name_of(row: Row) -> tuple[str, ...]:
    """What names a row, however the table is sorted."""
    return tuple(str(row[name]) for name in NAMES if name in row)
