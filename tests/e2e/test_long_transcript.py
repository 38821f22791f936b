"""A transcript of thousands of turns: every key keeps the place in sight, and nothing jumps."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from coder.services import bootstrap
from coder.services.coding import CodingService
from coder.tui import page as pages
from coder.tui.transcript_view import TranscriptView
from tests import support
from tests.e2e.driving import number, opened, screen, stored, text, work

TURNS = 1_600


def words(at: int) -> str:
    return f"Turn says {at}. " + "It goes on and on for a while here. " * (at * 7 % 5)


@pytest.fixture
def place(tmp_path: Path) -> str:
    made = str(tmp_path / "long.coder")
    talk = [("Maya" if at % 3 else "Facilitator", words(at)) for at in range(1, TURNS + 1)]
    support.make(made, support.transcript(talk=talk))
    return made


def here(pilot: Pilot[None]) -> str:
    """The row with the pointer."""
    return next((line for line in text(pilot).split("\n") if "▶" in line), "")


def first_row(pilot: Pilot[None]) -> tuple[int, int]:
    view: TranscriptView = screen(pilot).transcript
    row = view._page.row(view.scroll_offset.y)
    return row.turn, row.line


@pytest.mark.parametrize("size", [(80, 24), (140, 45)], ids=["80x24", "140x45"])
async def test_every_way_of_moving_keeps_the_turn_in_sight(place: str, size: tuple[int, int]) -> None:
    async with opened(place, size=size) as pilot:
        for key, expected in (
            ("end", TURNS),
            ("home", 1),
            ("pagedown", None),
            ("down", None),
            ("end", TURNS),
        ):
            await pilot.press(key)
            assert expected in (None, number(pilot))
            assert f"says {number(pilot)}." in here(pilot)
        await pilot.press("g", *"800", "enter")
        for key in ["up"] * 6 + ["pageup"] * 5 + ["down"] * 12 + ["pagedown"] * 2:
            await pilot.press(key)
            assert f"says {number(pilot)}." in here(pilot)
        await pilot.resize_terminal(100, 30)
        await pilot.pause()
        assert f"says {number(pilot)}." in here(pilot)


async def test_going_back_goes_over_the_same_turns(place: str) -> None:
    async with opened(place) as pilot:
        await pilot.press("g", *"1200", "enter")
        seen = []
        for _ in range(10):
            await pilot.press("up")
            seen.append(number(pilot))
        assert seen == list(range(1199, 1189, -1))


async def test_the_wheel_scrolls_evenly_into_what_was_never_seen(place: str) -> None:
    async with opened(place) as pilot:
        await pilot.press("g", *"800", "enter")
        view = screen(pilot).transcript
        before = first_row(pilot)
        for _ in range(60):
            view.scroll_to(y=view.scroll_offset.y - 1, animate=False)
            after = first_row(pilot)
            page = view._page
            row = page.row(view.scroll_offset.y + 1)
            assert (row.turn, row.line) == before
            before = after


async def test_the_scroll_bar_can_be_drawn_anywhere(place: str) -> None:
    async with opened(place) as pilot:
        view = screen(pilot).transcript
        for share in (0.9, 0.1, 0.5, 1.0, 0.0):
            view.scroll_to(y=view.max_scroll_y * share, animate=False)
            await pilot.pause()
            assert len([line for line in text(pilot).split("\n") if "says" in line]) > 2
        await pilot.press("down")
        assert f"says {number(pilot)}." in here(pilot)


async def test_coding_far_away_draws_and_lays_out_little(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with bootstrap.session(place, "BK") as session:
        talk = session.transcript("FG-01")
        CodingService(session).apply(talk, talk.turn(1_590).span, ["T.REL"])
    async with opened(place) as pilot:
        await pilot.press("end")
        laid: list[int] = []
        wrapped = pages.wrap
        monkeypatch.setattr(pages, "wrap", lambda text, width: laid.append(1) or wrapped(text, width))
        await pilot.press("c", *"bel", "enter", "up", "full_stop", "u")
        assert stored(place) == [("T.REL", "BK"), ("T.BEL", "AM")]
        assert laid == []
        assert len(work(pilot).state.codings) == 2
