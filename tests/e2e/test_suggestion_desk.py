"""Suggestions on the screen that follow what is decided, driven by real keys."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from coder.domain.coding import Coding, Decision, Suggestion
from coder.domain.transcript import Transcript, Turn
from tests import support
from tests.e2e.driving import CueFake, number, opened, text, told, work

TALK = (
    ("Maya", "One counselor for us all."),
    ("Jordan", "The counselor left."),
    ("Maya", "No counselor now."),
)


class Learning(CueFake):
    """Knows on every question how often it was asked to learn."""

    def __init__(self) -> None:
        self.studied = 0
        self.codes = ["T.WELL"]

    def prepare(self) -> None:
        self.studied += 1
        self.codes = ["T.WELL"] if self.studied == 1 else ["T.REL"]

    def hits(self, transcript: Transcript, turns: Iterable[Turn] | None = None) -> dict[int, list[str]]:
        return {number: list(self.codes) for number in super().hits(transcript, turns)}

    def filtered(
        self,
        transcript: Transcript,
        hits: Mapping[int, Sequence[Any]],
        codings: Iterable[Coding],
        decisions: Iterable[Decision],
        tallies: Any = None,
    ) -> dict[int, list[Suggestion]]:
        found = super().filtered(transcript, hits, codings, decisions, tallies)
        return {n: [_with_near(one, transcript) for one in some] for n, some in found.items()}


def _with_near(one: Suggestion, transcript: Transcript) -> Suggestion:
    from dataclasses import replace

    return replace(one, near_document=transcript.label, near_text=TALK[0][1])


@pytest.fixture
def path(tmp_path: Path) -> str:
    made = str(tmp_path / "desk.coder")
    support.make(made, support.transcript("FG-01", TALK), support.transcript("FG-02"))
    return made


async def test_a_decision_is_learned_and_what_is_under_the_cursor_stays(path: str) -> None:
    suggester = Learning()
    async with opened(path, suggests=suggester) as pilot:
        await pilot.press("j", "x", "k")
        assert [s.code_id for s in work(pilot).state.suggestions_on(work(pilot).turn())] == ["T.WELL"]
        async with asyncio.timeout(10):
            while work(pilot).wants_learning or work(pilot)._learning:
                await pilot.pause()
        assert suggester.studied == 2
        here, *others = (work(pilot).state.transcript.turn(at) for at in (1, 2, 3))
        waiting = work(pilot).state.suggestions_on
        assert [s.code_id for s in waiting(here)] == ["T.WELL"], "nothing moved under the finger"
        assert [[s.code_id for s in waiting(turn)] for turn in others] == [["T.REL"], ["T.REL"]]


async def test_quotation_mark_goes_to_the_coded_words_and_back(path: str) -> None:
    async with opened(path, suggests=Learning(), messages=True) as pilot:
        await pilot.press("enter", "j", "j")
        assert number(pilot) == 3
        await pilot.press("quotation_mark")
        assert number(pilot) == 1
        assert "goes back" in told(pilot)
        await pilot.press("quotation_mark")
        assert number(pilot) == 3


async def test_quiet_codes_say_so_when_there_are_none(path: str) -> None:
    async with opened(path, suggests=CueFake(), messages=True) as pilot:
        await pilot.press("K")
        assert "No code keeps quiet" in told(pilot)
        assert "Maya" in text(pilot)
