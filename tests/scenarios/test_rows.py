"""Every row has one scenario, and the report at the end of a run tells it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from tests.scenarios.rows import ROWS, row_of


def test_every_row_has_exactly_one_scenario() -> None:
    text = "\n".join(path.read_text("utf-8") for path in sorted(Path(__file__).parent.glob("test_*.py")))
    found = Counter(row for name in re.findall(r"^def (test_row_\w+)", text, re.M) if (row := row_of(name)))
    assert {row: number for row, number in found.items() if number > 1} == {}
    assert set(found) == set(ROWS)
    assert len(ROWS) == 82


def test_a_row_is_told_by_the_name_of_its_test() -> None:
    assert row_of("test_row_0_05_extent") == "0.5"
    assert row_of("test_row_1_25_names[a-b]") == "1.25"
    assert row_of("test_every_row_has_exactly_one_scenario") is None
