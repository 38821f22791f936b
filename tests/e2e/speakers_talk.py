"""The talk whose speakers are named, merged and corrected in the tests of the speakers screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from coder.domain.transcript import Transcript
from tests import support

SIZES = pytest.mark.parametrize("size", [(80, 24), (140, 45)], ids=["80x24", "140x45"])
TALK = (
    ("Facilitator", "When did an adult here last ask how you were doing?"),
    ("Speaker 3", "There is one counselor for four hundred of us. So you just stop going."),
    ("Jordan [/]", "Yeah. Nobody in that office knows my name."),
    ("Speaker 3", "The librarian does, though. She keeps my seat."),
    ("Speaker 4", "Mine too, the one by the window."),
)


def made(folder: Path) -> str:
    """A project in which some people are named and others are numbers."""
    path = str(folder / "tiny.coder")
    support.make(path, support.transcript(talk=TALK), support.transcript("FG-02"))
    return path


def names(talk: Transcript) -> list[str]:
    """Who speaks, turn by turn."""
    return [speaker.shown if (speaker := talk.speaker(turn)) else "" for turn in talk.numbered]


def words(talk: Transcript) -> list[str]:
    return [talk.words(turn) for turn in talk.numbered]
