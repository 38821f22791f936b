"""Every character of Excel and OpenDocument spreadsheets is in a turn or in a remark.

What a file holds is known here because it was made here; the reader's own account of its source is
never asked.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from xml.sax.saxutils import escape

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment

from coder.ingest.draft import Draft
from coder.ingest.odf import read_book
from coder.ingest.sheet import read_sheet
from coder.ingest.source import Source
from tests.accounts import (
    NAME,
    WORDS,
    accounted,
    left_out,
    said,
    told_lines,
)
from tests.unit.test_odf import packed as open_document
from tests.unit.test_sheet import packed as excel

CELL = st.one_of(WORDS, st.sampled_from(["", "[pause]", 'He said "no",\nthen left', "=1+1", "<b>&amp;"]))
ROWS = st.lists(st.tuples(NAME, CELL, CELL), min_size=1, max_size=10)
TABLES = st.tuples(ROWS, st.booleans(), st.booleans())


def told_cells(rows: Sequence[tuple[str, str, str]], titled: bool) -> list[tuple[str, str, str]]:
    heads = ("Speaker", "Text", "Note")
    return [*([("Library group", "", "")] if titled else []), heads, *rows]


def assert_cells_accounted(draft: Draft, sheet: Sequence[Sequence[str]], others: Sequence[str]) -> None:
    """`sheet` is what another program reads in the cells, from the one with the names of columns on."""
    remarks = " ".join(remark.message for remark in left_out(draft))
    top = next(at for at, row in enumerate(sheet) if "Speaker" in row)
    lines: list[str] = []
    told: set[int] = set()
    for at, row in enumerate(sheet):
        name, words, note = (*row, "", "", "")[:3]
        # An event such as [pause] in place of words keeps its place; a name is a label of its words.
        silent = not words.strip() and at > top
        lines += [name if not silent else "", words, note]
        if at < top and at + 1 in told_lines(draft):
            told |= {len(lines) - 3, len(lines) - 2, len(lines) - 1}
        elif at == top:
            lines[-3:] = ["", "", ""]
        elif "Note" in remarks:
            told.add(len(lines) - 1)
    found = accounted(draft, lines, told)
    assert (found.unaccounted, found.invented) == (0, 0), (sheet, draft)
    about = " ".join(remark.message for remark in draft.remarks)
    assert all(f"“{name}”" in about for name in others)


@settings(max_examples=40, deadline=None)
@given(TABLES)
def test_xlsx(table: tuple[list[tuple[str, str, str]], bool, bool]) -> None:
    rows, titled, second = table
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in told_cells([("Wren", "hello", ""), *rows], titled):
        sheet.append(row)
    for cells in sheet.iter_rows():
        for cell in cells:
            if cell.value:
                cell.data_type = "s"  # words that look like a formula stay words
    if second:
        book.create_sheet("Notes of mine").append(["Words", "here"])
    file = io.BytesIO()
    book.save(file)
    opened = openpyxl.load_workbook(io.BytesIO(file.getvalue())).worksheets[0]
    seen = [[str(value or "") for value in row] for row in opened.iter_rows(values_only=True)]
    draft = read_sheet(Source("a.xlsx", file.getvalue()))
    assert_cells_accounted(draft, seen, ["Notes of mine"] if second else [])


@given(TABLES)
def test_xlsx_as_excel_writes_it(table: tuple[list[tuple[str, str, str]], bool, bool]) -> None:
    """Cells point at strings that they share, and a string may be of several runs."""
    rows, titled, in_runs = table
    cells = told_cells([("Wren", "hello", ""), *rows], titled)
    strings = list(dict.fromkeys(text for row in cells for text in row))
    xml = "".join(
        "<row>" + "".join(f'<c t="s"><v>{strings.index(text)}</v></c>' for text in row) + "</row>"
        for row in cells
    )
    shared = "".join(f"<si>{_runs(text) if in_runs else _run(text)}</si>" for text in strings)
    draft = read_sheet(Source("a.xlsx", excel(xml, strings=shared)))
    assert_cells_accounted(draft, cells, [])


def _runs(text: str) -> str:
    middle = len(text) // 2
    return "".join(f"<r><rPr><b/></rPr>{_run(part)}</r>" for part in (text[:middle], text[middle:]))


def _run(text: str) -> str:
    return f'<t xml:space="preserve">{escape(text)}</t>'


def ods_cell(text: str, way: int) -> str:
    shown = "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n")) if text else ""
    if way == 1:
        return f"<table:covered-table-cell>{shown}</table:covered-table-cell>"
    if way == 2 and text:
        saved = escape(text, {'"': "&quot;", "\n": "&#10;"})
        return f'<table:table-cell office:value-type="string" office:string-value="{saved}"/>'
    if way == 3 and " " in text and "\n" not in text:
        first, rest = map(escape, text.split(" ", 1))
        shown = f"<text:p>{first} <text:span>{rest}</text:span></text:p>"
    return f"<table:table-cell>{shown}</table:table-cell>"


@given(TABLES, st.lists(st.integers(0, 3), min_size=1, max_size=7))
def test_ods(table: tuple[list[tuple[str, str, str]], bool, bool], ways: list[int]) -> None:
    rows, titled, second = table
    cells = told_cells([("Wren", "hello", ""), *rows], titled)
    xml = "".join(
        "<table:table-row>"
        + "".join(ods_cell(text, ways[(at + column) % len(ways)]) for column, text in enumerate(row))
        + "</table:table-row>"
        for at, row in enumerate(cells)
    )
    sheets = f'<table:table table:name="A">{xml}</table:table>'
    if second:
        sheets += (
            '<table:table table:name="Notes of mine"><table:table-row>'
            f"{ods_cell('Words', 0)}</table:table-row></table:table>"
        )
    draft = read_book(Source("a.ods", open_document("spreadsheet", sheets)))
    assert_cells_accounted(draft, cells, ["Notes of mine"] if second else [])


def test_what_is_said_outside_the_cells_is_told() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in told_cells([("Wren", "hello", ""), ("Otis", "hi", "")], titled=False):
        sheet.append(row)
    for place in ("A2", "B3"):
        sheet[place].comment = Comment("ask her again", "AM")
    file = io.BytesIO()
    book.save(file)
    told = [remark.message for remark in left_out(read_sheet(Source("a.xlsx", file.getvalue())))]
    assert "2 comments were not read" in told
    note = "<office:annotation><text:p>ask her again</text:p></office:annotation>"
    rows = "<table:table-row><table:table-cell><text:p>{}</text:p></table:table-cell>{}</table:table-row>"
    second = "<table:table-cell>{}<text:p>{}</text:p></table:table-cell>"
    xml = rows.format("speaker", second.format("", "text")) + rows.format("Wren", second.format(note, "hi"))
    data = open_document("spreadsheet", f'<table:table table:name="A">{xml}</table:table>')
    draft = read_book(Source("a.ods", data))
    assert said(draft) == ["hi"]
    assert "1 comments were not read" in [remark.message for remark in left_out(draft)]
