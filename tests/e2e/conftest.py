"""A project for the coding screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import support
from tests.e2e.driving import HOSTILE


@pytest.fixture
def path(tmp_path: Path) -> str:
    """A project with two transcripts, one of them with text that would like to be obeyed."""
    talk = [*support.TALK, ("P[1]", HOSTILE)]
    made = str(tmp_path / "tiny.coder")
    support.make(made, support.transcript(talk=talk), support.transcript("FG-02"))
    return made
