"""What the Explore screen writes: the table that is shown, or its chart with its words; nothing hidden."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from coder.services import bootstrap
from coder.services.limits import set_thresholds
from tests.e2e import test_explore_screen as screen
from tests.e2e.screen_driving import opened, said
from tests.e2e.test_explore_screen import press

path = screen.path

TABLE = [["T.WELL", "1 of 5", "not raised"], ["T.REL", "2 of 5", "not raised"]]
"""What five students raised and five leaders did not."""


def of_csv(file: Path) -> list[list[str]]:
    with file.open(newline="", encoding="utf-8-sig") as lines:
        return list(csv.reader(lines))


def of_xlsx(file: Path) -> list[list[str]]:
    sheet = load_workbook(file).worksheets[0]
    return [[str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]


def of_markdown(file: Path) -> list[list[str]]:
    lines = file.read_text("utf-8").replace("\\<", "<").replace("&lt;", "<").splitlines()
    return [[part.strip() for part in line.strip("|").split("|")] for line in lines]


READERS: dict[str, Callable[[Path], list[list[str]]]] = {"csv": of_csv, "xlsx": of_xlsx, "md": of_markdown}


@pytest.mark.parametrize("ending", ["csv", "xlsx", "md", "png", "svg"])
async def test_what_is_shown_is_written_and_nothing_is_written_over(
    path: str, tmp_path: Path, ending: str
) -> None:
    async with opened(path) as pilot:
        await press(pilot, "ctrl+a", "d", "1", "2", "x", "ctrl+u", *f"out.{ending}", "enter")
        file = tmp_path / f"out.{ending}"
        assert f"Wrote {file}" in said(pilot)
        before = file.read_bytes()
        await press(pilot, "x", "ctrl+u", *f"out.{ending}", "enter")
        assert "there already" in said(pilot)
        assert file.read_bytes() == before
    if ending in READERS:
        read = READERS[ending](file)
        assert ["code", "students", "leaders"] in read
        assert [row for row in read if row in TABLE] == TABLE
        assert not any("T.BEL" in cell for row in read for cell in row), "what both raised is not shown"
        return
    assert before.startswith(b"\x89PNG\r\n" if ending == "png" else b"<svg")
    words = file.with_name(f"{file.name}.txt").read_text("utf-8")
    assert "T.REL: students 2 of 5, leaders not raised" in words


@pytest.mark.parametrize("ending", ["csv", "xlsx", "md"])
async def test_no_file_holds_a_number_that_is_hidden_on_the_screen(
    path: str, tmp_path: Path, ending: str
) -> None:
    with bootstrap.session(path, "AM") as session:
        set_thresholds(session, voices=11)
    async with opened(path) as pilot:
        await press(pilot, "ctrl+a", "x", "ctrl+u", *f"few.{ending}", "enter")
    cells = [cell for row in READERS[ending](tmp_path / f"few.{ending}") for cell in row]
    assert "<11" in cells, "ten people took part, and the project tells nothing of fewer than eleven"
    assert not any(cell.isdecimal() for cell in cells)
