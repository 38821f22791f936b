"""Tables as files: the same cells in CSV, XLSX and Markdown, and nothing that runs."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from coder.errors import InputError
from coder.exchange.sheets import read_rows
from coder.exchange.table_files import markdown, workbook, write_file

COLUMNS = ("code", "people", "told")
ROWS = (("T.BEL | *x*", 3, "3 of 6"), ("=1+1", None, "<b>&"), ("Niños\x1b[31m", 2.5, ""))


@pytest.mark.parametrize("name", ["t.csv", "t.xlsx"])
def test_what_is_written_is_read_again(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    write_file(path, "People", COLUMNS, ROWS)
    read = [row for _, row in read_rows(path, COLUMNS)]
    assert [row["code"] for row in read][:2] == ["T.BEL | *x*", "=1+1"]
    assert [row["people"] for row in read] == ["3", "", "2.5"]
    assert "\x1b" not in str(read)


def test_excel_gets_numbers_and_no_formulas(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    write_file(path, "A/title: too long for the tab of a sheet", COLUMNS, ROWS)
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    assert sheet.title == "A title  too long for the tab o"
    assert sheet["B2"].value == 3
    assert (sheet["A3"].value, sheet["A3"].data_type) == ("=1+1", "s")
    assert sheet["A1"].font.b
    assert workbook("t", COLUMNS, ROWS) == workbook("t", COLUMNS, ROWS)


def test_markdown_reads_no_cell_as_a_mark() -> None:
    told = markdown("People", COLUMNS, ROWS).splitlines()
    assert told[:4] == ["**People**", "", "| code | people | told |", "| --- | --- | --- |"]
    assert told[4] == r"| T.BEL \| \*x\* | 3 | 3 of 6 |"
    assert told[5] == r"| =1+1 |  | \<b\>\& |"
    assert "---:" in markdown("", ("n",), ((1,), (2,)))


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"\.csv, \.xlsx, \.md"):
        write_file(tmp_path / "t.pdf", "", COLUMNS, ROWS)
