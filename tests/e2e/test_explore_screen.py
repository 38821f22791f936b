"""Tables of who said what, driven by real keys: every number opens to the words behind it."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from coder.domain.transcript import TranscriptFacts
from coder.services import bootstrap
from coder.services.coding import CodingService
from coder.services.demo import make_demo
from coder.services.exploring import Counted, Explorer, Reading, read_cell
from coder.services.hearing import set_blind
from coder.tui.app import CoderApp
from coder.tui.screens.coding import CodingScreen
from coder.tui.screens.excerpts import ExcerptsScreen
from coder.tui.screens.explore import ExploreScreen
from coder.tui.screens.library import LibraryScreen
from coder.tui.screens.matrix_cell import CellScreen
from tests import support
from tests.e2e.screen_driving import opened, paste, said, shown, top, work

SIZES = pytest.mark.parametrize("size", [(80, 24), (140, 45)], ids=["80x24", "140x45"])
HOSTILE = "[/] [@click=app.quit]x[/]"
STUDENTS, LEADERS = tuple("ABCDE"), tuple("VWXYZ")


@pytest.fixture(scope="module")
def made_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo, made once."""
    return make_demo(tmp_path_factory.mktemp("demo"), "AM")


@pytest.fixture
def demo(made_demo: Path, tmp_path: Path) -> str:
    """A copy of the demo to work on."""
    return str(shutil.copy(made_demo, tmp_path / "demo.coder"))


def talk_of(people: tuple[str, ...]) -> list[tuple[str | None, str]]:
    asks: list[tuple[str | None, str]] = [("Facilitator", "How is it here?")]
    return asks + [(who, f"This is what {who} has to say {HOSTILE} about it.") for who in people]


@pytest.fixture
def path(tmp_path: Path) -> str:
    """Five students and five leaders: both belong, students alone trust an adult, by two coders."""
    made = str(tmp_path / "tiny.coder")
    support.make(
        made,
        support.transcript("FG-01", talk_of(STUDENTS), TranscriptFacts("Students", group="students")),
        support.transcript("FG-02", talk_of(LEADERS), TranscriptFacts(f"L {HOSTILE}", group="leaders")),
    )
    for coder, codes in (("AM", {"FG-01": "T.BEL T.REL", "FG-02": "T.BEL"}), ("JR", {"FG-01": "T.REL"})):
        with bootstrap.session(made, coder) as session:
            for label, ids in codes.items():
                talk, service = session.transcript(label), CodingService(session)
                for turn in (2, 3):
                    service.apply(talk, talk.turn(turn).span, ids.split(), {"L.APP": ["focus"]})
            if coder == "JR":
                talk = session.transcript("FG-01")
                CodingService(session).apply(talk, talk.turn(4).span, ["T.WELL"])
    return made


def in_one_line(pilot: Pilot[None]) -> str:
    """What is on the screen, without the frame of a sheet and the breaks of its lines."""
    return " ".join(shown(pilot).replace("│", " ").split())


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys and wait until what they asked for is counted."""
    for key in keys:
        await pilot.press(key)
        await ready(pilot)


async def ready(pilot: Pilot[None]) -> None:
    await pilot.pause()
    while getattr(top(pilot), "counting", False):
        await pilot.pause()
    await pilot.pause()
    await pilot.pause()


def explore(pilot: Pilot[None]) -> ExploreScreen:
    here = next(s for s in pilot.app.screen_stack if isinstance(s, ExploreScreen))
    assert isinstance(here, ExploreScreen)
    return here


def listed(pilot: Pilot[None]) -> tuple[int, int]:
    """How many excerpts and people stand in the list that is open."""
    here = top(pilot)
    assert isinstance(here, ExcerptsScreen)
    evidence = here._opened.evidence
    assert f"{len(evidence.excerpts)} excerpt" in shown(pilot)
    return len(here.shown), evidence.people


@SIZES
async def test_what_students_raised_and_leaders_did_not_takes_few_keys(
    demo: str, size: tuple[int, int]
) -> None:
    keys = ("ctrl+a", "f", "d", "1", "4")
    assert len(keys) < 10
    async with opened(demo, size=size) as pilot:
        await pilot.press(*keys)
        await ready(pilot)
        here = explore(pilot)
        assert "Raised by students, not by leaders: 2 codes" in shown(pilot)
        found = here.differing
        assert found is not None
        answers = [row for row, why in zip(found.rows, found.apart, strict=True) if not why]
        assert [row["code"] for row in answers] == ["DEF.TL.CUR", "DEF.CUL.REL"]
        assert found.kept_apart() == {"too few people to tell": 13}
        for row in answers:
            assert row["leaders"] == "not raised"
            await press(pilot, "enter")
            excerpts, people = listed(pilot)
            assert people == read_cell(row["students"]).low == 6
            assert excerpts >= people
            await press(pilot, "escape", "right", "enter")
            assert listed(pilot) == (0, 0)
            assert "No excerpt stands behind this cell." in shown(pilot)
            await press(pilot, "escape", "left", "down")


async def test_more_columns_show_no_less_and_no_answer_is_said_in_words(demo: str) -> None:
    for width, height in ((80, 24), (100, 30), (130, 40)):
        async with opened(demo, size=(width, height)) as pilot:
            await press(pilot, "ctrl+a", "tab")
            seen = explore(pilot).grid
            assert seen is not None
            head = next(line for line in shown(pilot).splitlines() if "students" in line and "code" in line)
            assert all(group in head for group in ("students", "families", "educators", "leaders")), width
            await press(pilot, "tab")
            assert "Shared definition and visible commitment · Shared" not in shown(pilot)
            if width == 100:
                await press(pilot, "shift+tab", "d", "1", "4")
                assert "Raised by students, not by leaders: no code that can be told" in shown(pilot)
                assert "kept apart below, 18 codes: too few people to tell" in in_one_line(pilot)
                await press(pilot, *["d", "t"], *"saturation", "enter")
                # What nothing is known of has no column: what can be said is in sight.
                assert "too few sessions" in shown(pilot)
                assert "base codes" not in shown(pilot)


async def test_every_number_of_the_first_screen_opens_to_as_many_excerpts_and_people(demo: str) -> None:
    async with opened(demo, size=(140, 45)) as pilot:
        await press(pilot, "ctrl+a")
        here = explore(pilot)
        for row in here.lines[:8]:
            await press(pilot, "enter")
            assert listed(pilot) == (row["excerpts"], row["people"])
            await press(pilot, "escape", "down")


@SIZES
async def test_an_excerpt_opens_in_its_transcript_and_the_same_cell_is_there_again(
    path: str, size: tuple[int, int]
) -> None:
    async with opened(path, size=size) as pilot:
        await press(pilot, "ctrl+a", "end", "enter", "down")
        before = explore(pilot).kept.cell
        assert listed(pilot) == (2, 2)
        assert HOSTILE in shown(pilot)
        await press(pilot, "enter")
        assert isinstance(top(pilot), CodingScreen)
        state, cursor = work(pilot).state, work(pilot).cursor
        assert (state.transcript.label, work(pilot).turn().number) == ("FG-02", 3)
        assert cursor.span(state).of(state.transcript.text).startswith("This is what W")
        assert "goes back to the same cell" in said(pilot)
        await press(pilot, "f2")
        assert isinstance(top(pilot), ExcerptsScreen)
        assert explore(pilot).kept.cell == before
        assert top(pilot)._rows.at == 1  # type: ignore[attr-defined]
        await press(pilot, "escape", "escape")
        assert isinstance(top(pilot), CodingScreen)


async def test_what_is_coded_meanwhile_is_counted(path: str) -> None:
    async with opened(path) as pilot:
        await press(pilot, "ctrl+a", "enter")
        assert listed(pilot) == (1, 1)
        await press(pilot, "escape", "escape", "end", "c", *"belonging", "enter", "ctrl+a")
        row = next(r for r in explore(pilot).lines if (r["code"], r["group"]) == ("T.BEL", "students"))
        assert (row["excerpts"], row["people"]) == (3, 3)


async def test_it_opens_from_the_library_and_leads_into_a_transcript(path: str) -> None:
    async with opened(path) as pilot:
        await press(pilot, "t", "ctrl+a", "end", "enter", "enter")
        assert isinstance(top(pilot), CodingScreen)
        assert work(pilot).state.transcript.label == "FG-02"
        await press(pilot, "t", "ctrl+a", "escape", "escape")
        assert isinstance(top(pilot), LibraryScreen)


async def test_it_sorts_by_a_column_both_ways_and_back(path: str) -> None:
    async with opened(path) as pilot:
        await press(pilot, "ctrl+a", "S")
        own = [(r["code"], r["people"]) for r in explore(pilot).lines]
        await press(pilot, "s")
        down = [r["people"] for r in explore(pilot).lines]
        assert down == sorted(down, reverse=True)
        assert "↓people" in shown(pilot)
        await press(pilot, "s")
        assert [r["people"] for r in explore(pilot).lines] == sorted(down)
        await press(pilot, "S")
        assert [(r["code"], r["people"]) for r in explore(pilot).lines] == own


async def test_it_is_narrowed_as_the_search_is_and_says_what_is_wrong(path: str) -> None:
    async with opened(path) as pilot:
        await press(pilot, "ctrl+a", "slash", *"code:bel group:students", "enter")
        assert [(r["code"], r["group"]) for r in explore(pilot).lines] == [("T.BEL", "students")]
        await press(pilot, "slash", "ctrl+u", *"rolle:x", "enter")
        assert "did you mean role" in " ".join(shown(pilot).split())
        assert not explore(pilot).row
        await press(pilot, "slash", "ctrl+u", *"counselor", "enter")
        assert "not by words" in " ".join(shown(pilot).split())
        await press(pilot, "slash", "ctrl+u", "enter", "plus", "plus", "plus")
        assert explore(pilot).lines == []
        await press(pilot, "minus")
        assert {r["code"] for r in explore(pilot).lines} == {"T.BEL", "T.REL"}


async def test_codes_are_counted_with_those_below_and_by_something_else(path: str) -> None:
    async with opened(path) as pilot:
        await press(pilot, "ctrl+a", "c")
        top_row = next(r for r in explore(pilot).lines if (r["code"], r["group"]) == ("T", "students"))
        assert top_row["people"] == 3
        await press(pilot, "b", *["down"] * 7, "enter")
        assert explore(pilot).wish.by == ("session",)
        assert {r["group"] for r in explore(pilot).lines} == {"FG-01", "FG-02"}


async def test_lens_keys_count_only_what_was_said_so(path: str) -> None:
    async with opened(path) as pilot:
        await press(pilot, "ctrl+a", "f")
        assert {r["code"] for r in explore(pilot).lines} == {"T.BEL", "T.REL"}
        await press(pilot, "f")
        assert {r["code"] for r in explore(pilot).lines} == {"T.BEL", "T.REL", "T.WELL"}


async def test_few_people_are_hidden_and_their_words_are_not_for_print(tmp_path: Path) -> None:
    made = str(tmp_path / "few.coder")
    support.make(made, support.transcript("FG-01", talk_of(STUDENTS[:3])))
    with bootstrap.session(made, "AM") as session:
        talk = session.transcript("FG-01")
        CodingService(session).apply(talk, talk.turn(2).span, ["T.BEL"])
    async with opened(made) as pilot:
        await press(pilot, "ctrl+a")
        assert explore(pilot).lines[0]["people"] == "<5"
        assert "not for print" in shown(pilot)
        await press(pilot, "enter")
        assert listed(pilot) == (1, 1)
        assert "not for print" in in_one_line(pilot)
        await press(pilot, "escape", "x", *"!.csv", "enter")
        written = next(tmp_path.glob("*.csv!.csv")).read_text("utf-8-sig")
        assert "<5" in written
        assert "has to say" not in written
        await press(pilot, "v")
        assert "–" in shown(pilot)


async def test_in_a_blind_pass_only_own_codings_are_counted(path: str) -> None:
    with bootstrap.session(path, "AM") as session:
        set_blind(session, True)
    async with opened(path) as pilot:
        await press(pilot, "ctrl+a")
        assert {r["code"] for r in explore(pilot).lines} == {"T.BEL", "T.REL"}
        assert "blind pass" in shown(pilot)
        await press(pilot, "enter")
        assert "JR" not in shown(pilot)


async def test_charts_have_the_numbers_beside_them(path: str) -> None:
    async with opened(path) as pilot:
        await press(pilot, "ctrl+a", "v")
        assert "2 of 5" in shown(pilot)
        assert "▒" in shown(pilot)
        await press(pilot, "enter")
        assert not explore(pilot).kept.chart


async def test_a_count_that_is_stopped_leaves_the_keys_and_can_be_counted_again(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    real = Explorer.read

    def slow(self: Explorer, wish: Any, further: Any) -> Reading:
        begun.set()
        while not go_on.wait(0.01):
            if not further(0.3):
                break
        return real(self, wish, further)

    monkeypatch.setattr(Explorer, "read", slow)
    async with opened(path) as pilot:
        await pilot.press("ctrl+a")
        while not begun.is_set() or explore(pilot).part < 0.3:
            await pilot.pause()
        explore(pilot).draw()
        await pilot.pause()
        assert "Counting" in shown(pilot)
        assert "30 %" in shown(pilot)
        await pilot.press("down", "escape")
        await pilot.pause()
        assert not explore(pilot).counting
        assert "was stopped" in shown(pilot)
        go_on.set()
        await press(pilot, "enter")
        assert explore(pilot).lines


async def test_keys_that_are_pressed_while_it_counts_are_obeyed_in_order(path: str) -> None:
    async with opened(path) as pilot:
        await pilot.press("ctrl+a", "d", "1", "2", "x", "escape", "v")
        await ready(pilot)
        assert explore(pilot).kept.difference == ("students", "leaders")
        assert explore(pilot).kept.chart


async def test_a_table_is_kept_until_somebody_does_something(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(path) as pilot:
        await press(pilot, "ctrl+a")
        first: Counted | None = explore(pilot).counted
        await press(pilot, "tab", "shift+tab")
        assert explore(pilot).counted is first
        await press(pilot, "escape", "B", "ctrl+a")
        assert explore(pilot).counted is not first


@SIZES
async def test_a_cell_of_the_matrix_is_written_checked_and_cleared(path: str, size: tuple[int, int]) -> None:
    async with opened(path, size=size) as pilot:
        await press(pilot, "ctrl+a", "t", *"framework", "enter")
        here = explore(pilot)
        assert here.lines[0]["T.REL"] == "to be written"
        while here.column and here.column.field != "T.REL":
            await press(pilot, "right")
        await press(pilot, "e")
        assert isinstance(top(pilot), CellScreen)
        await paste(pilot, "a " * 61)
        await press(pilot, "enter")
        assert "Say it in 60 words." in shown(pilot)
        await press(pilot, "ctrl+u", *"They trust two adults.", "tab", "ctrl+f", "enter")
        assert here.lines[0]["T.REL"] == "✓ They trust two adults."
        with bootstrap.session(path, "AM") as session:
            (cell,) = session.store.cells()
            assert (cell.summary, cell.state.value) == ("They trust two adults.", "checked")
            assert cell.quote in cell.evidence
            assert len(cell.evidence) == 4
        await press(pilot, "e", "ctrl+x")
        assert here.lines[0]["T.REL"] == "to be written"


async def test_words_are_found_in_context_and_open_there(path: str) -> None:
    async with opened(path) as pilot:
        await press(pilot, "ctrl+a", "t", *"context", "enter", "o", *"say", "enter")
        assert len(explore(pilot).lines) == 10
        await press(pilot, "down", "enter", "enter")
        assert isinstance(top(pilot), CodingScreen)
        assert work(pilot).turn().number == 3


async def test_every_table_shows_something_and_opens_without_a_fault(path: str) -> None:
    async with opened(path) as pilot:
        await press(pilot, "ctrl+a")
        for _ in range(13):
            await press(pilot, "tab")
            await press(pilot, "v", "v", "enter")
            if isinstance(top(pilot), ExcerptsScreen):
                await press(pilot, "escape")
            assert "broke off" not in shown(pilot)


async def test_the_palette_and_the_help_know_it(path: str) -> None:
    async with opened(path, size=(140, 45)) as pilot:
        await press(pilot, "ctrl+k", *"explore", "enter")
        assert isinstance(top(pilot), ExploreScreen)
        await press(pilot, "question_mark")
        assert "What one group raised and another did not" in in_one_line(pilot)
    assert isinstance(pilot.app, CoderApp)
