"""The tables of an outline → an Excel workbook, one sheet each, with nothing that computes."""

from __future__ import annotations

import io
import re

from coder.domain.text import visible
from coder.report.outline import Cell, Outline, Table

_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_LONGEST_NAME, _LONGEST_CELL, _WIDEST = 31, 32_000, 60


def draw(outline: Outline) -> bytes:
    """A sheet with the list of tables, and a sheet for each with its caption, header and note."""
    from openpyxl import Workbook

    book = Workbook()
    first = book.active
    assert first is not None
    first.title = "Tables"
    first.append(["Table", "Caption"])
    for _, block, number in outline.captioned():
        if isinstance(block, Table):
            first.append([number, told(block.caption)])
            sheet = book.create_sheet(_name(number, block.caption))
            _fill(sheet, block)
    book.properties.title, book.properties.creator = visible(outline.title.title)[:255], ""
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def told(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    plain = visible(text)[:_LONGEST_CELL]
    return f"'{plain}" if plain.startswith(_FORMULA) else plain


def _fill(sheet: object, block: Table) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.worksheet import Worksheet

    assert isinstance(sheet, Worksheet)
    sheet.append([told(block.caption)])
    sheet.append([told(title) for title in block.columns])
    for row in block.rows:
        sheet.append([_cell(cell) for cell in row])
    if block.note:
        sheet.append([told(block.note)])
    for cell in sheet[2]:
        cell.font = Font(bold=True)
    sheet["A1"].font = Font(bold=True)
    sheet.freeze_panes = "A3"
    for place in range(len(block.columns)):
        lines = [len(line.text) for row in block.rows for line in row[place].lines]
        letter = get_column_letter(place + 1)
        widest = max([len(block.columns[place]), *lines])
        sheet.column_dimensions[letter].width = min(_WIDEST, widest + 2)
    for cells in sheet.iter_rows(min_row=3):
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if isinstance(cell.value, str):
                cell.data_type = "s"


def _cell(cell: Cell) -> str | int:
    text = "\n".join(line.text for line in cell.lines)
    if cell.number and re.fullmatch(r"\d{1,3}(?:,\d{3})*|\d+", text):
        return int(text.replace(",", ""))
    return "\n".join(told(line) for line in text.split("\n"))[:_LONGEST_CELL]


def _name(number: int, caption: str) -> str:
    plain = _FORBIDDEN.sub(" ", visible(caption))
    return f"{number} {plain}"[:_LONGEST_NAME].strip()
