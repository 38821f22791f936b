"""The guided tour, done by somebody who presses the keys it names and nothing else."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from textual.pilot import Pilot

from coder.tui.keymap import Keymap
from coder.tui.screens.report import ReportScreen
from coder.tui.tour import STEPS
from tests import support
from tests.e2e.driving import SIZES, CueFake, number, opened, screen, text, work
from tests.wordfile import tables

LONG = [("Facilitator", "Welcome."), *[("Maya", f"There is one counselor, {n}.") for n in range(8)]]


@pytest.fixture
def longer(tmp_path: Path) -> str:
    made = str(tmp_path / "demo.coder")
    support.make(made, support.transcript("FG-01", LONG))
    return made


async def seen(pilot: Pilot[None]) -> str:
    """What the strip says once it has looked at what was done."""
    for _ in range(6):
        await pilot.pause()
    return " ".join(str(screen(pilot).tour_bar.render()).split())


DOING = {
    "move": ("down", "down"),
    "suggested": ("n",),
    "accept": ("enter",),
    "pick": ("c", *"belong", "enter"),
    "undo": ("u",),
    "memo": ("m", *"Ask again", "escape"),
    "search": ("slash", *"counselor", "enter", "escape"),
}


@SIZES
async def test_the_tour_ends_with_a_word_report(longer: str, size: tuple[int, int]) -> None:
    async with opened(longer, size=size, suggests=CueFake()) as pilot:
        await screen(pilot).begin_tour()
        left = [step.id for step in screen(pilot)._steps]
        assert left[-1] == "report"
        for at, id_ in enumerate(left[:-1], 1):
            assert f"Tour {at} of {len(left)}" in await seen(pilot)
            assert screen(pilot).step.id == id_
            await pilot.press(*DOING[id_])
        assert screen(pilot).step is None or screen(pilot).step.id == "report", await seen(pilot)
        await pilot.press("ctrl+r", "enter", "enter")
        while not (isinstance(pilot.app.screen, ReportScreen) and pilot.app.screen.is_done):
            await pilot.pause()
        await pilot.press("enter")
        assert "demo-report.docx" in (await seen(pilot)).replace(" ", "")
        assert "closes this" in text(pilot)
        await pilot.press("T")
        assert not screen(pilot).tour_bar.display
    assert tables(docx.Document(str(Path(longer).with_name("demo-report.docx"))))
    async with opened(longer, size=size, suggests=CueFake()) as pilot:
        await screen(pilot).begin_tour(offer=True)
        assert not screen(pilot).tour_bar.display


async def test_the_strip_takes_its_room_and_covers_nothing(longer: str) -> None:
    async with opened(longer, suggests=CueFake()) as pilot:
        await screen(pilot).begin_tour()
        await seen(pilot)
        here = screen(pilot)
        assert here.pane.region.bottom <= here.tour_bar.region.y
        assert here.tour_bar.region.bottom <= here.keys.region.y
        assert "▶" in text(pilot)
        for _ in range(6):
            await pilot.press("j")
            assert "▶" in text(pilot)


async def test_the_tour_is_paused_goes_on_and_leaves_steps_out(longer: str) -> None:
    async with opened(longer, suggests=CueFake()) as pilot:
        await screen(pilot).begin_tour(offer=True)
        assert "New here?" in await seen(pilot)
        await pilot.press("j")
        assert number(pilot) == 2
        await pilot.press("T")
        assert "Tour 1 of" in await seen(pilot)
        await pilot.press("j", "j", "T", *"leave", "enter")
        assert screen(pilot).step.id == "accept"
        await pilot.press("T", "enter")
        assert not screen(pilot).tour_bar.display
        await pilot.press("T")
        assert screen(pilot).step.id == "accept"
        await pilot.press("q")
    async with opened(longer, suggests=CueFake()) as pilot:
        await pilot.press("T")
        assert "takes the first suggestion" in await seen(pilot)
        assert screen(pilot).step.id == "accept"
        await pilot.press("T", *"again", "enter")
        assert screen(pilot).step.id == "move"


async def test_a_report_written_a_step_early_counts(longer: str) -> None:
    async with opened(longer, suggests=CueFake()) as pilot:
        await screen(pilot).begin_tour()
        screen(pilot)._step = len(screen(pilot)._steps) - 2
        assert screen(pilot).step.id != "report"
        await pilot.press("ctrl+r", "enter", "enter")
        while not (isinstance(pilot.app.screen, ReportScreen) and pilot.app.screen.is_done):
            await pilot.pause()
        await pilot.press("enter", *DOING[screen(pilot).step.id])
        assert "That was the tour." in await seen(pilot)


async def test_without_suggestions_the_tour_leaves_them_out(longer: str) -> None:
    async with opened(longer) as pilot:
        await screen(pilot).begin_tour()
        assert "accept" not in [step.id for step in screen(pilot)._steps]
        assert work(pilot).place.keymap == Keymap()
        assert len(STEPS) >= 7
