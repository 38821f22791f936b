"""The part of the screen of tables that opens a cell: its excerpts, or the cell of a matrix to write in."""

from __future__ import annotations

from coder.services.exploring import CellText, Evidence, read_cell
from coder.tui.grid import NAMES, Column, Grid, Row
from coder.tui.rows import Rows
from coder.tui.screens.excerpts import ExcerptsScreen, Left, Opened
from coder.tui.screens.matrix_cell import CellOpened, CellScreen
from coder.tui.screens.narrowing_desk import NarrowingDesk
from coder.tui.table_words import NOT_FOR_PRINT
from coder.tui.workplace import Workplace


class EvidenceDesk(NarrowingDesk):
    """Knows the cell under the cursor."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.grid: Grid | None = None
        self.lines: list[Row] = []
        self.rows = Rows()
        self.at = 0

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self.lines[self.rows.at] if self.lines and self.counted else None

    @property
    def column(self) -> Column | None:
        """The column under the cursor."""
        return self.grid.columns[self.at] if self.grid and self.at < len(self.grid.columns) else None

    async def action_open(self) -> None:
        """List the excerpts that were counted in the cell."""
        if self.kept.chart:
            self.kept.chart = False
            self.draw()
        elif self.counted is None:
            self.count(self.wish)
        elif self.row is not None:
            await self.open_cell(0)

    async def open_cell(self, at: int) -> None:
        """List the excerpts of the cell, the nth chosen."""
        found, row, column = self.counted, self.row, self.column
        if found is None or row is None or column is None:
            return
        evidence: Evidence | None = await self.place.jobs.apart(found.evidence, row, column.field)
        if evidence is None:
            self.say("This line counts nothing that was said, so no excerpt stands behind it.")
            return
        cells = row.values() if column.field in NAMES else (row.get(column.field),)
        warning = NOT_FOR_PRINT if any(read_cell(cell).hidden for cell in cells) else ""
        opened = Opened(self.title_of_cell(), evidence, warning, found.names)

        def left(how: Left) -> None:
            self.kept.by_person = how.by_person
            self.kept.excerpt = how.at if how.goal is not None else None
            if how.goal is not None:
                self.dismiss(how.goal)
            else:
                self.draw()

        await self.ask(ExcerptsScreen(opened, at=at, by_person=self.kept.by_person), left)

    def title_of_cell(self) -> str:
        """What the cell under the cursor is about."""
        row, column, found = self.row, self.column, self.counted
        if row is None or column is None or found is None:
            return ""
        code = str(row.get("code", ""))
        names = [f"{code} {found.names.get(code, '')}".strip()] if code else []
        # A code is called by its id and name already.
        said = {"code", "of", *(("name",) if code else ())}
        names += [str(row[name]) for name in NAMES if name not in said and row.get(name)]
        field = column.field
        if found.wish.table == "matrix" and field not in NAMES:
            names.insert(0, f"{field} {found.names.get(field, '')}".strip())
        told = field if field not in NAMES and field in found.labels else ""
        wave = column.field if found.wish.table == "waves" and column.field not in NAMES else ""
        return " · ".join([*names, *([told] if told else []), *([f"wave {wave}"] if wave else [])])

    async def action_write(self) -> None:
        """Write what the cell of a matrix says."""
        found, row, column = self.counted, self.row, self.column
        if found is None or row is None or column is None:
            return
        code = column.field
        cell = found.cell(row, code)
        if cell is None:
            self.say("Stand on the cell of a code to write in it.")
            return
        evidence = await self.place.jobs.apart(found.evidence, row, code)
        excerpts = evidence.excerpts if evidence else ()
        text = CellText(cell["summary"], cell["state"], cell["flagged"])

        async def kept(written: CellText | None) -> None:
            if written is not None:
                work = (found, str(row["row"]), code, written)
                told = await self.place.jobs.store(self.explorer.write_cell, *work)
                self.say(f"{told[:1].upper()}{told[1:]}. u takes it back in the transcript.")
                self.count(self.wish)

        await self.ask(CellScreen(CellOpened(self.title_of_cell(), text, excerpts)), kept)
