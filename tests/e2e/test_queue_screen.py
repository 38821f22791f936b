"""The review queue by real keys: one item after the other, decided, left and taken up again."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from textual.pilot import Pilot

from coder.domain.coding import Origin, Outcome
from coder.services.queueing import checks
from coder.tui.screens.against import AgainstScreen
from coder.tui.screens.queue import QueueScreen
from tests import support
from tests.e2e.driving import SIZES, CueFake, codings, number, opened, screen, text, told, work

TALK = (
    ("Maya", "One counselor for us all."),
    ("Jordan", "The counselor left."),
    ("Maya", "No counselor now. [/] Not one."),
    ("Jordan", "The bus is late."),
)


@pytest.fixture
def path(tmp_path: Path) -> str:
    made = str(tmp_path / "queue.coder")
    support.make(made, support.transcript("FG-01", TALK), support.transcript("FG-02"))
    return made


async def ready(pilot: Pilot[None]) -> QueueScreen:
    top = pilot.app.screen
    assert isinstance(top, QueueScreen)
    async with asyncio.timeout(20):
        while top._working:
            await pilot.pause()
    await pilot.pause()
    return top


@SIZES
async def test_accept_correct_refuse_and_skip_by_one_key_each(path: str, size: tuple[int, int]) -> None:
    async with opened(path, suggests=CueFake(), size=size) as pilot:
        await pilot.press("Q")
        top = await ready(pilot)
        assert top._service is not None
        total = len(top._service.stream.items)
        shown = text(pilot)
        assert f"1 of {total}" in shown
        assert "Here because" in shown
        assert "Suggested" in shown
        assert "accept" in shown
        await pilot.press("enter", "x", "space")
        await pilot.pause()
        assert f"4 of {total}" in text(pilot)
        await pilot.press("u", "u")
        await pilot.pause()
        assert f"2 of {total}" in text(pilot)
        await pilot.press("escape")
        await pilot.pause()
        state = work(pilot).state
        assert [(code, origin) for _, code, origin in codings(pilot)] in (
            [("T.WELL", Origin.ACCEPTED)],
            [("T.REL", Origin.ACCEPTED)],
            [],
        )
        assert len(state.decisions) <= 1, "what was taken back is gone"


async def test_the_queue_goes_on_where_it_was_left_and_has_an_end(path: str) -> None:
    async with opened(path, suggests=CueFake()) as pilot:
        await pilot.press("Q")
        top = await ready(pilot)
        assert top._service is not None
        total = len(top._service.stream.items)
        await pilot.press("space", "escape")
        await pilot.press("f5")
        top = await ready(pilot)
        assert f"2 of {total}" in text(pilot)
        for _ in range(total - 1):
            await pilot.press("space")
        await pilot.pause()
        assert "That was all: nothing decided." in text(pilot)
        await pilot.press("escape")
        assert screen(pilot).is_current


async def test_other_words_and_another_code_are_corrections(path: str) -> None:
    async with opened(path, suggests=CueFake()) as pilot:
        await pilot.press("Q")
        await ready(pilot)
        await pilot.press("c", *"belonging", "enter")
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        with_code = work(pilot).place.session.store.decisions()
        assert [d.outcome for d in with_code] == [Outcome.CORRECTED]
        assert [c.code_id for c in work(pilot).place.session.store.codings()] == ["T.BEL"]


async def test_g_goes_to_the_place(path: str) -> None:
    async with opened(path, suggests=CueFake()) as pilot:
        await pilot.press("Q")
        top = await ready(pilot)
        item = top._item
        assert item is not None
        await pilot.press("g")
        await pilot.pause()
        assert work(pilot).state.transcript.id == item.transcript_id
        assert number(pilot) == work(pilot).state.transcript.turns[item.seq].number


async def test_a_precision_check_is_told_and_kept(path: str) -> None:
    async with opened(path, suggests=CueFake()) as pilot:
        await pilot.press("f9")
        top = await ready(pilot)
        assert top._service is not None
        count = len(top._service.stream.items)
        assert "Precision check 1 of" in text(pilot)
        await pilot.press("enter")
        assert top._service.stream.at == 0, "only yes and no are answers"
        await pilot.press("n", *["y"] * (count - 1))
        await pilot.pause()
        await pilot.pause()
        session = work(pilot).place.session
        (kept,) = checks(session)
        assert (kept["right"], kept["of"]) == (count - 1, count)
        assert f"right {count - 1} of {count}" in text(pilot)


async def test_what_speaks_against_a_code_is_listed_and_led_to(path: str) -> None:
    async with opened(path, suggests=CueFake(), messages=True) as pilot:
        await pilot.press("b", "down", "w")
        async with asyncio.timeout(20):
            while not isinstance(pilot.app.screen, AgainstScreen):
                await pilot.pause()
        await pilot.pause()
        assert "Against WELL" in text(pilot)
        await pilot.press("down", "enter")
        await pilot.pause()
        assert screen(pilot).is_current


async def test_without_suggestions_there_is_no_queue(path: str) -> None:
    async with opened(path, messages=True) as pilot:
        await pilot.press("Q")
        assert "there is no queue" in told(pilot)
        assert screen(pilot).is_current


class Counting(CueFake):
    """Finds a cue where it stands as it is written."""

    def try_cues(self, cues: list[str], texts: tuple[str, ...]) -> tuple[list[list[int]], list[str]]:
        found = [[at for at, said in enumerate(texts) if cue in said] for cue in cues]
        return found, ["this bracket is not closed"] if "(" in "".join(cues) else []


async def test_cues_say_while_they_are_written_what_they_would_find(path: str) -> None:
    async with opened(path, suggests=Counting(), size=(120, 40)) as pilot:
        await pilot.press("c", *"wellbeing", "enter", "j", "c", *"belonging", "enter")
        await pilot.press("b", "down", "down", "e")
        await pilot.press("tab", "tab", "tab", "tab")
        await pilot.press("enter", *"counselor")
        async with asyncio.timeout(20):
            while "4 turns" not in text(pilot) or "…  counselor" in text(pilot):
                await pilot.pause()
        shown = next(line for line in text(pilot).split("\n") if "turns, right" in line)
        assert "right 1 of 2 done" in shown or "right 0 of 2 done" in shown
        await pilot.press(*" (x")
        async with asyncio.timeout(20):
            while "bracket is not closed" not in text(pilot):
                await pilot.pause()
