"""The Report screen, driven by real keys: what is chosen there is what the command line writes."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from textual.pilot import Pilot

from coder.cli.main import run
from coder.domain.theme import Looked
from coder.services import bootstrap, reporting
from coder.services.coding import CodingService
from coder.services.hearing import set_blind
from coder.services.report_plan import OUTLINE, plan_of
from coder.services.themes import ThemeService
from coder.tui.app import Start
from coder.tui.screens.coding import CodingScreen
from coder.tui.screens.library import LibraryScreen
from coder.tui.screens.outline import OutlineScreen
from coder.tui.screens.remarks import RemarksScreen
from coder.tui.screens.report import ReportScreen
from coder.tui.screens.theme_page import ThemePage
from tests import support
from tests.e2e.driving import SIZES
from tests.e2e.looks import settled
from tests.e2e.screen_driving import opened, said, shown, top, work
from tests.wordfile import styled

CLAIM = "Most students go without a counselor"
MARKUP = "[b]One[/b] counselor for [/] four hundred [REDACTED] of us, said somebody."
WORDS = "There is one counselor for {} hundred of us, so you just stop going."
TALK = (
    ("Facilitator", "When did an adult here last ask how you were doing?"),
    *((f"P{n}", WORDS.format(n)) for n in range(1, 7)),
    ("P7", MARKUP),
)


@pytest.fixture
def path(tmp_path: Path) -> str:
    """Two sessions, one coded; a theme that says more than its evidence, and one without any."""
    made = str(tmp_path / "tiny.coder")
    support.make(made, support.transcript("FG-01", TALK), support.transcript("FG-02", TALK[:3]))
    with bootstrap.session(made, "AM") as session:
        talk = session.transcript("FG-01")
        service = CodingService(session)
        for turn in talk.numbered[1:]:
            service.apply(talk, turn.span, ["T.WELL"], {"L.APP": ["focus"]})
        first = session.store.codings(talk.id)[0]
        themes = ThemeService(session)
        themes.add(CLAIM + ".", code_ids=("T.WELL",), evidence=(first.id,), looked=Looked.YES)
        themes.add("Nobody has looked into this yet.")
    return made


async def press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await pilot.pause()
        while getattr(top(pilot), "is_reading", False):
            await pilot.pause()
    await settled(pilot)


async def written(pilot: Pilot[None]) -> None:
    while not (isinstance(here := top(pilot), ReportScreen) and here.is_done and "⏎ back" in shown(pilot)):
        await pilot.pause()
    await settled(pilot)


def in_one_line(pilot: Pilot[None]) -> str:
    return " ".join(shown(pilot).replace("│", " ").split())


def sections(path: str) -> tuple[str, ...]:
    with bootstrap.session(path, "AM", readonly=True) as session:
        return plan_of(session).sections


def headings(file: Path) -> list[str]:
    return styled(docx.Document(str(file)), "Heading 1")


@SIZES
async def test_what_is_chosen_on_the_screen_is_what_the_command_writes(
    path: str, size: tuple[int, int], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path(path).parent
    async with opened(path, size=size, start=Start("FG-01", 2)) as pilot:
        await press(pilot, "ctrl+r")
        assert "What we found" in in_one_line(pilot)
        await press(pilot, "space", "down", "plus", "end", "minus", "space")
        assert sections(path)[:3] == ("worked", "heard", "reading")
        await press(pilot, "enter", "enter")
        await written(pilot)
        assert "The report is written" in shown(pilot)
        await press(pilot, "enter")
        assert isinstance(top(pilot), CodingScreen)
    by_screen = headings(folder / "tiny-report.docx")
    assert by_screen[:2] == ["How we worked", "Who we heard from"]
    assert "Appendix: Every excerpt by code" in by_screen
    assert run(["report", path, "-o", str(folder / "c.docx")]) == 0
    assert headings(folder / "c.docx") == by_screen
    assert run(["report", path, "--sections", "--format", "csv"]) == 0
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    assert [(row["section"], row["chosen"]) for row in rows[:3]] == [
        ("glance", ""),
        ("worked", "yes"),
        ("heard", "yes"),
    ]


async def test_options_are_chosen_by_digits_and_taken_back(path: str) -> None:
    async with opened(path, size=(120, 36), start=Start("FG-01", 2)) as pilot:
        await press(pilot, "ctrl+r", *["down"] * 4)
        assert "Nobody has looked into this yet. (draft)" in in_one_line(pilot)
        await press(pilot, "1")
        assert "Nobody has looked into this yet" not in in_one_line(pilot)
        assert "the report leaves this section out" in in_one_line(pilot)
        await press(pilot, "u")
        assert "(draft)" in in_one_line(pilot)
        await press(pilot, "u")
        assert "nothing to undo" in said(pilot)
        await press(pilot, "r", "9")
        await press(pilot, "5")
        assert "no such option" in said(pilot)
        with bootstrap.session(path, "AM", readonly=True) as session:
            assert plan_of(session).options == {"findings.drafts": "no"}
        await press(pilot, "R", "escape")
    with bootstrap.session(path, "AM", readonly=True) as session:
        assert session.store.meta()[OUTLINE] == ""


async def test_the_section_under_the_cursor_is_read_and_the_last_is_not_left_out(path: str) -> None:
    async with opened(path, start=Start("FG-01", 2)) as pilot:
        await press(pilot, "ctrl+r", "end")
        assert "Appendix: Every excerpt by code" in in_one_line(pilot)
        first = shown(pilot)
        await press(pilot, "pagedown")
        assert shown(pilot) != first
        assert "[b]One[/b]" in shown(pilot)
        await press(pilot, "pageup", "pageup")
        assert shown(pilot) == first
        await press(pilot, "home", *["space", "down"] * 15)
        assert len(sections(path)) == 1
        assert "one section at least" in said(pilot)


async def test_a_remark_opens_its_place(path: str) -> None:
    async with opened(path, size=(120, 36), start=Start("FG-01", 2)) as pilot:
        await press(pilot, "ctrl+r", *["down"] * 4)
        assert "T1: “Most” does not agree" in in_one_line(pilot)
        await press(pilot, "w")
        assert isinstance(top(pilot), RemarksScreen)
        await press(pilot, "down", "up", "enter")
        assert isinstance(top(pilot), ThemePage)
        assert CLAIM in in_one_line(pilot)
        await press(pilot, "escape", "home", "w")
        remarks = top(pilot)._remarks  # type: ignore[attr-defined]
        at = next(n for n, one in enumerate(remarks) if one.sentence.startswith("not coded yet"))
        await press(pilot, *["down"] * at, "enter")
        assert isinstance(top(pilot), CodingScreen)
        assert work(pilot).state.transcript.label == "FG-02"


async def test_writing_is_stopped_and_nothing_is_left(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    target = Path(path).with_name("tiny-report.docx")
    going = asyncio.Event()
    real: Callable[..., Any] = reporting.build

    def slow(*given: Any) -> Any:
        loop.call_soon_threadsafe(going.set)
        assert waiting.wait(10)
        return real(*given)

    from threading import Event

    waiting = Event()
    monkeypatch.setattr(reporting, "build", slow)
    async with opened(path, start=Start("FG-01", 2)) as pilot:
        loop = asyncio.get_running_loop()
        await press(pilot, "ctrl+r", "enter")
        await pilot.press("enter")
        await going.wait()
        await pilot.press("escape")
        waiting.set()
        await written(pilot)
        assert "The report is stopped" in shown(pilot)
        assert not target.exists()
        await press(pilot, "enter")
        assert isinstance(top(pilot), OutlineScreen)


async def test_it_is_reached_from_the_library_and_the_palette_and_a_blind_pass_shows_nothing(
    path: str,
) -> None:
    async with opened(path, start=Start("FG-01", 2)) as pilot:
        await press(pilot, "ctrl+k", *"report", "enter")
        assert isinstance(top(pilot), OutlineScreen)
        await press(pilot, "escape", "t", "ctrl+r")
        assert isinstance(top(pilot), OutlineScreen)
        await press(pilot, "escape")
        assert isinstance(top(pilot), LibraryScreen)
    with bootstrap.session(path, "AM") as session:
        set_blind(session, blind=True)
    async with opened(path, start=Start("FG-01", 2)) as pilot:
        await press(pilot, "ctrl+r")
        assert "This is a blind pass" in in_one_line(pilot)
        assert CLAIM not in in_one_line(pilot)
