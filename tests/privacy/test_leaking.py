"""Random projects in every format, a few of the many that `benchmarks/leaking.py` makes."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.leaking import run


@pytest.mark.parametrize("number", range(3))
def test_nothing_planted_leaves_a_random_project(tmp_path: Path, number: int) -> None:
    done, left = run(number, tmp_path)
    assert left == []
    assert done["written"] > 0
    assert done["stopped"] > 0
