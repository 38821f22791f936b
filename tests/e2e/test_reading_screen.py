"""Reading: filters, two places, facts, quiet reading, time. By real keys."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from textual.pilot import Pilot

from coder.domain.transcript import Span
from coder.tui.app import Start
from coder.tui.screens.facts import FactsScreen
from coder.tui.screens.filter import FilterScreen
from coder.tui.split import SideBox
from tests import support
from tests.e2e.driving import SIZES, CueFake, codings, number, opened, screen, text, told, work

NAMES = ("Maya", "Jordan", "Li")


@pytest.fixture
def path(tmp_path: Path) -> str:
    """Two talks; in the first a facilitator asks five times, and three people answer each time."""
    talk: list[tuple[str | None, str]] = []
    for asked in range(5):
        talk.append(("Facilitator", f"Question {asked} to all of you?"))
        talk += [(name, f"{name} answers {asked}, about the counselor. " * (asked + 1)) for name in NAMES]
    made = str(tmp_path / "tiny.coder")
    support.make(made, support.transcript(talk=talk), support.transcript("FG-02"))
    return made


async def until(pilot: Pilot[None], *words: str) -> None:
    """Wait until words are on the screen."""
    for _ in range(200):
        if all(word in text(pilot) for word in words):
            return
        await pilot.pause(0.01)
    raise AssertionError(f"{words} did not come:\n{text(pilot)}")


async def tick(pilot: Pilot[None], *letters: str) -> None:
    """Choose filters by a few letters of each, and show them."""
    await pilot.press("F")
    assert isinstance(pilot.app.screen, FilterScreen)
    for one in letters:
        await pilot.press(*one, "space", *["backspace"] * len(one))
    await pilot.press("enter")
    await pilot.pause()


@SIZES
async def test_only_some_turns_are_shown_and_walked_through(path: str, size: tuple[int, int]) -> None:
    async with opened(path, size=size, messages=True) as pilot:
        await tick(pilot, "jordan")
        assert number(pilot) == 3
        assert "only Jordan · 5 of 20" in text(pilot)
        assert "… 2 turns hidden" in text(pilot)
        assert "… 3 turns hidden" in text(pilot)
        assert "Question" not in text(pilot)
        await pilot.press("j")
        assert number(pilot) == 7
        await pilot.press("end")
        assert number(pilot) == 19
        await pilot.press("home", "k")
        assert number(pilot) == 3
        await pilot.press("escape")
        assert told(pilot) == "All turns are shown again."
        assert number(pilot) == 3
        assert "hidden" not in text(pilot)
        await pilot.press("home")
        assert "Question 0" in text(pilot)


async def test_filters_together_and_what_is_coded_meanwhile_stays(path: str) -> None:
    async with opened(path) as pilot:
        await tick(pilot, "not", "maya")
        assert "only not coded, Maya · 5 of 20" in text(pilot)
        assert number(pilot) == 2
        await pilot.press("c", *"bel", "enter")
        assert codings(pilot) == [(2, "T.BEL", "typed")]
        assert "Maya answers 0" in text(pilot)
        await pilot.press("j")
        assert number(pilot) == 6
        await pilot.press("k", "u")
        assert codings(pilot) == []
        await pilot.press("r", "j", "F", "F", "enter")
        await pilot.pause()
        assert "· 4 of 20" in text(pilot)
        assert number(pilot) == 6


async def test_whoever_goes_to_a_turn_that_is_left_out_sees_it(path: str) -> None:
    async with opened(path) as pilot:
        await tick(pilot, "jordan")
        await pilot.press("g", *"10", "enter")
        assert number(pilot) == 10
        assert "Maya answers 2" in text(pilot)
        await pilot.press("j")
        assert number(pilot) == 11
        assert "Maya answers 2" not in text(pilot)
        await pilot.press(")")
        assert "Li answers 2" in text(pilot)


async def test_only_one_code_with_what_is_below_it(path: str) -> None:
    async with opened(path) as pilot:
        await pilot.press("j", "c", *"bel", "enter", "end", "c", *"well", "enter", "home")
        await tick(pilot, "tiny")
        assert "only Tiny · 2 of 20" in text(pilot)
        await pilot.press("F", "F", *"tiny", "space", *["backspace"] * 4, *"well", "space", "enter")
        await pilot.pause()
        assert "only Wellbeing · 1 of 20" in text(pilot)
        assert number(pilot) == 20


async def test_only_suggested(path: str) -> None:
    async with opened(path, suggests=CueFake()) as pilot:
        await tick(pilot, "sugg", "li")
        assert "only with suggestions, Li · 5 of 20" in text(pilot)
        assert number(pilot) == 4
        await pilot.press("enter", "n")
        assert codings(pilot) == [(4, "T.WELL", "suggestion accepted")]
        assert number(pilot) == 8


async def test_a_filter_that_nothing_fits_shows_all(path: str) -> None:
    async with opened(path, messages=True) as pilot:
        await tick(pilot, "facil", "jordan")
        assert told(pilot) == "No turn of FG-01 fits, so all are shown."
        assert "Question 0" in text(pilot)


async def test_the_filter_goes_along_to_the_next_transcript_without_its_speakers(path: str) -> None:
    async with opened(path, messages=True) as pilot:
        await tick(pilot, "participant", "jordan")
        await pilot.press(">")
        await until(pilot, "only participant · 3 of 4", "counselor for four hundred")
        assert "When did an adult" not in text(pilot)
        await pilot.press("u", "E", "ctrl+a", *"Other words", "ctrl+s")
        await pilot.pause()
        await until(pilot, "only participant · 3 of 4")


# -- two places


@SIZES
async def test_two_places_of_one_transcript(path: str, size: tuple[int, int]) -> None:
    async with opened(path, size=size) as pilot:
        await pilot.press("j", "W")
        await pilot.pause()
        await pilot.pause()
        assert len(pilot.app.screen.query(SideBox)) == 2
        await pilot.press("end")
        assert number(pilot) == 20
        await until(
            pilot, "▶ FG-01 turn 20", "▷ FG-01 turn 2   ^d goes here", "Li answers 4", "Maya answers 0"
        )
        await pilot.press("ctrl+d")
        assert number(pilot) == 2
        await pilot.press("c", *"bel", "enter")
        assert codings(pilot) == [(2, "T.BEL", "typed")]
        await pilot.press("f6", "u")
        assert codings(pilot) == []
        await pilot.press("f6", "W")
        await pilot.pause()
        assert len(pilot.app.screen.query(SideBox)) == 1
        assert "▷" not in text(pilot)


async def test_two_transcripts_side_by_side(path: str) -> None:
    async with opened(path, size=(200, 45), suggests=CueFake()) as pilot:
        await pilot.press("W")
        await pilot.pause()
        await pilot.press(">")
        await until(pilot, "▶ FG-02 turn 1", "▷ FG-01 turn 1")
        await pilot.press("j", "c", *"bel", "enter")
        await pilot.press("ctrl+d")
        assert work(pilot).state.transcript.label == "FG-01"
        await pilot.press("j", "c", *"bel", "enter", "u", "u")
        await until(pilot, "▶ FG-01 turn 2", "▷ FG-02 turn 2")
        other = screen(pilot).other
        assert other is not None
        for _ in range(50):
            if not other.work.state.codings:
                break
            await pilot.pause(0.01)
        assert other.work.state.codings == work(pilot).state.codings == ()
        await pilot.press(">")
        assert work(pilot) is other.work


async def test_pointing_at_the_other_place_goes_there(path: str) -> None:
    async with opened(path, size=(140, 45)) as pilot:
        await pilot.press("W")
        await pilot.pause()
        await pilot.press("end")
        other = screen(pilot).other
        assert other is not None
        await pilot.click(other.box.view, offset=(40, 2))
        assert screen(pilot).box is other.box
        assert number(pilot) < 4


async def test_each_place_has_its_own_filter_and_there_is_one_without_the_other(path: str) -> None:
    async with opened(path, size=(140, 45), messages=True) as pilot:
        await pilot.press("ctrl+d")
        assert told(pilot) == "There is only one place; W shows a second one."
        await pilot.press("W")
        await pilot.pause()
        await tick(pilot, "jordan")
        assert "only Jordan" in text(pilot)
        await pilot.press("ctrl+d")
        assert "only Jordan" not in text(pilot)
        await pilot.press("j")
        assert number(pilot) == 2


# -- quiet reading, facts, time


@SIZES
async def test_quiet_reading_folds_the_panes_and_dims_the_rest(path: str, size: tuple[int, int]) -> None:
    async with opened(path, size=size) as pilot:
        await pilot.press(*"jjjjj", "Z")
        await pilot.pause()
        assert "Codebook" not in text(pilot)
        assert "Coded" not in text(pilot)
        lit = screen(pilot).transcript._lit
        talk = work(pilot).state.transcript
        assert lit == Span(talk.turn(5).start, talk.turn(8).end)
        assert "│" in text(pilot)
        await pilot.press("c", *"bel", "enter", "escape")
        await pilot.pause()
        assert codings(pilot) == [(6, "T.BEL", "typed")]
        assert "Coded" in text(pilot)


@SIZES
async def test_the_facts_lead_to_what_is_open(path: str, size: tuple[int, int]) -> None:
    async with opened(path, size=size) as pilot:
        await pilot.press("j", "c", *"bel", "enter", "j", "0", "H")
        assert isinstance(pilot.app.screen, FactsScreen)
        await until(pilot, "Group", "students", "2 of 15 turns", "13 %")
        await pilot.press("end")
        await until(pilot, "FG-01.txt")
        await pilot.press("tab")
        await until(pilot, "13 turns with")
        assert "›     4  Li" in text(pilot)
        await pilot.press("end", "enter")
        assert number(pilot) == 20
        await pilot.press("H", "3")
        await until(pilot, "2 of 18 turns", "FG-02")
        await pilot.press("down", "enter")
        await until(pilot, "counselor for four hundred")
        assert work(pilot).state.transcript.label == "FG-02"


async def test_time_is_written_when_one_leaves_and_shown(path: str) -> None:
    async with opened(path) as pilot:
        clock = pilot.app.place.clock  # type: ignore[attr-defined]
        now = [0.0]
        clock._now = lambda: now[0]
        for _ in range(5):
            now[0] += 20
            await pilot.press("j")
        now[0] += 500
        await pilot.press("j", "ctrl+t")
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT coder, seconds FROM reading_times").fetchall()
    assert rows == [("AM", 80)]
    async with opened(path) as pilot:
        await pilot.press("H")
        await until(pilot, "This session")
        await pilot.press("pagedown")
        await until(pilot, "Your time", "1 min")


async def test_the_time_of_a_turn_stands_in_the_pane_or_in_its_column(tmp_path: Path) -> None:
    made = str(tmp_path / "timed.coder")
    support.make(made)
    with closing(sqlite3.connect(made)) as connection:
        connection.execute("UPDATE turns SET start_ms = seq * 600000")
        connection.commit()
    async with opened(made, start=Start("FG-01", 2)) as pilot:
        assert "Turn 2 · 10:00 · Maya" in text(pilot)
        assert "  2 Maya" in text(pilot)
    async with opened(made, size=(150, 45)) as pilot:
        assert "2   10:00 Maya" in text(pilot)
        assert "Turn 2 · Maya" in text(pilot)


async def test_marks_of_turns_are_seen(path: str) -> None:
    async with opened(path) as pilot:
        await pilot.press("j", "0", "j", "B")
        assert " ○ " in text(pilot)
        assert "3⚑Jordan" in text(pilot)
