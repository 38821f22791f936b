"""A program that is killed loses nothing that it has shown; `CODER_KILLS=200` kills more often."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

pytest.importorskip("pty", reason="this needs a pseudo-terminal")

from benchmarks import killing

KILLS = int(os.environ.get("CODER_KILLS", "8"))


def test_what_was_shown_is_kept_whenever_the_program_is_killed(tmp_path: Path) -> None:
    path, chance = tmp_path / "killed.coder", random.Random(7)
    killing.make(path, turns=max(200, 8 * KILLS))
    shown = 0
    for _ in range(KILLS):
        killed = killing.kill_once(path, chance)
        assert not killed.broken, killed
        assert not killed.lost, killed
        shown += len(killed.shown)
    assert shown >= KILLS // 2
