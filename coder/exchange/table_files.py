"""Any table that is shown, as a file: CSV, XLSX or Markdown."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

from coder.domain.text import canonical, visible
from coder.errors import InputError
from coder.exchange.files import write_table, write_text
from coder.wholefile import whole_file

Value = str | int | float | None
SHAPES = (".csv", ".xlsx", ".md")
_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~&!])")
_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_EPOCH = (1980, 1, 1, 0, 0, 0)


def write_file(path: Path, title: str, columns: Sequence[str], rows: Sequence[Sequence[Value]]) -> None:
    """Write a table in the shape that the name ends in, whole or not at all.

    Raises InputError for any other ending.
    """
    ending = path.suffix.casefold()
    if ending == ".csv":
        write_text(path, csv_text(columns, rows))
    elif ending == ".md":
        write_text(path, markdown(title, columns, rows))
    elif ending == ".xlsx":
        with whole_file(path) as draft:
            draft.write_bytes(workbook(title, columns, rows))
    else:
        raise InputError(
            "a table cannot be written to such a file",
            where=visible(str(path)),
            remedy="let its name end in " + ", ".join(SHAPES),
        )


def csv_text(columns: Sequence[str], rows: Sequence[Sequence[Value]]) -> str:
    """The table as CSV that no spreadsheet runs as formulas."""
    plain = [[_clean(value) for value in row] for row in rows]
    return write_table([visible(column) for column in columns], plain)


def markdown(title: str, columns: Sequence[str], rows: Sequence[Sequence[Value]]) -> str:
    """The table as Markdown under its title; nothing in a cell is read as a mark."""
    numbers = [
        all(isinstance(row[n], int | float) for row in rows) and bool(rows) for n in range(len(columns))
    ]
    lines = [
        _line(columns),
        "| " + " | ".join("---:" if number else "---" for number in numbers) + " |",
        *(_line(row) for row in rows),
    ]
    head = f"**{_marked(title)}**\n\n" if title else ""
    return head + "\n".join(lines) + "\n"


def workbook(title: str, columns: Sequence[str], rows: Sequence[Sequence[Value]]) -> bytes:
    """The table as an Excel workbook of one sheet: numbers as numbers, everything else as text."""
    name = _SHEET_NAME.sub(" ", visible(title)).strip("' ")[:31] or "Table"
    lines = [_sheet_row(1, columns, style=1), *(_sheet_row(n, row) for n, row in enumerate(rows, 2))]
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for part, text in {**_PARTS, **_written(name, "".join(lines))}.items():
            # A fixed time keeps the same table the same file.
            package.writestr(zipfile.ZipInfo(part, _EPOCH), _XML + text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _clean(value: Value) -> Value:
    return canonical(value).text if isinstance(value, str) else value


def _marked(value: Value) -> str:
    return _MARKS.sub(r"\\\1", visible("" if value is None else str(value)))


def _line(cells: Sequence[Value]) -> str:
    return "| " + " | ".join(map(_marked, cells)) + " |"


def _sheet_row(number: int, cells: Sequence[Value], style: int = 0) -> str:
    return f'<row r="{number}">' + "".join(_sheet_cell(cell, style) for cell in cells) + "</row>"


def _sheet_cell(value: Value, style: int) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f'<c s="{style}"><v>{value}</v></c>'
    text = escape(canonical("" if value is None else str(value)).text)
    # Inline text is never run as a formula, whatever it begins with.
    return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _written(name: str, rows: str) -> dict[str, str]:
    quoted = escape(name, {'"': "&quot;"})
    return {
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>'
        f'<sheet name="{quoted}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"<sheetData>{rows}</sheetData></worksheet>",
    }


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_REL}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_REL}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><fonts count="2">'
    '<font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill '
    'patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1">'
    '<border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf xfId="0"/>'
    '<xf xfId="0" fontId="1" applyFont="1"/></cellXfs><cellStyles count="1">'
    '<cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}
