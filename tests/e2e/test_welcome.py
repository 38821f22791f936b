"""The projects: from an empty list to an open project, by real keys."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from coder.domain.text import visible
from coder.services import bootstrap
from coder.services.recent import recent_projects, remember_project
from coder.services.userfiles import keep_state, preferences
from coder.tui.app import CoderApp
from coder.tui.frame import Next
from coder.tui.front import FrontApp, go_on
from coder.tui.screens.welcome import WelcomeScreen
from tests import support
from tests.e2e.driving import SIZES, opened, text, told

HOSTILE = "River[/]side [b]x[/b] [@click=app.quit]q[/] \x1b]52;c;x\x07"


@asynccontextmanager
async def front(size: tuple[int, int] = (80, 24), said: str = "") -> AsyncIterator[Pilot[Next | None]]:
    app = FrontApp(said)
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        yield pilot


def remember(*places: str) -> None:
    for place in places:
        with bootstrap.session(place, "AM") as session:
            remember_project(session)


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")


@SIZES
async def test_a_recent_project_is_one_key_away(path: str, size: tuple[int, int]) -> None:
    remember(path)
    async with front(size) as pilot:
        assert "Tiny audit" in text(pilot)
        assert "tiny.coder" in text(pilot)
        await pilot.press("enter")
        await pilot.pause()
    assert pilot.app.return_value == Next(path, "AM")


async def test_a_missing_project_is_told_and_can_be_forgotten(path: str) -> None:
    remember(path)
    Path(path).unlink()
    async with front() as pilot:
        assert "missing" in text(pilot)
        await pilot.press("enter")
        assert "no longer there" in told(pilot)
        await pilot.press("x")
        await pilot.pause()
        assert "No project yet." in text(pilot)
        assert recent_projects() == []
        await pilot.press("q")
    assert pilot.app.return_value is None


async def test_a_new_project_is_named_given_codebooks_and_opened() -> None:
    async with front() as pilot:
        await pilot.press("n", *"Spring", "tab", "tab", "ctrl+u", *"AM", "enter")
        await pilot.pause()
        shown = text(pilot)
        assert "Codebooks for Spring" in shown
        assert "District equity domains" in shown
        assert "✓" in shown
        await pilot.press("down", "space", "enter")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
    assert pilot.app.return_value == Next("spring.coder", "AM")
    with bootstrap.session("spring.coder", "AM") as session:
        assert session.name == "Spring"
        assert len(session.tree.codebooks) == 3


async def test_a_new_project_never_takes_the_place_of_a_file() -> None:
    Path("spring.coder").write_text("mine")
    async with front() as pilot:
        await pilot.press("n", *"Spring", "enter")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert "spring.coder" in told(pilot)
        assert isinstance(pilot.app.screen, WelcomeScreen)
    assert Path("spring.coder").read_text() == "mine"


async def test_a_project_is_opened_from_its_folder(path: str) -> None:
    (Path.cwd() / "note.txt").write_text("x")
    support.make("other.coder")
    async with front() as pilot:
        await pilot.press("o")
        await pilot.pause()
        shown = text(pilot)
        assert "Open a project" in shown
        assert "other.coder" in shown
        assert "note.txt" not in shown
        await pilot.press("enter")
        await pilot.pause()
    assert pilot.app.return_value == Next(str(Path.cwd() / "other.coder"))


async def test_the_mouse_does_it_too(path: str) -> None:
    remember(path)
    async with front() as pilot:
        await pilot.click("#welcome-list", offset=(10, 4))
        await pilot.pause()
        assert "A new project" in text(pilot)
        await pilot.press("escape")
        await pilot.click("#welcome-list", offset=(10, 2))
        await pilot.click("#welcome-list", offset=(10, 2))
        await pilot.pause()
    assert pilot.app.return_value == Next(path, "AM")


async def test_keys_in_the_footer_can_be_pointed_at(path: str) -> None:
    remember(path)
    async with front() as pilot:
        at = text(pilot).split("\n")[23].index("new project")
        await pilot.click(offset=(at, 23))
        await pilot.pause()
        assert "A new project" in text(pilot)


async def test_hostile_names_appear_as_they_are_typed() -> None:
    row = {"place": f"/{HOSTILE}/a.coder", "name": HOSTILE, "coder": "AM", "at": "[b]"}
    keep_state("recent.json", [row])
    async with front((200, 30), f"cannot open {HOSTILE}") as pilot:
        shown = text(pilot)
        assert "River[/]side [b]x[/b] [@click=app" in shown
        assert "\x1b" not in shown
        assert visible(HOSTILE) in told(pilot)
        await pilot.press("enter", "x")
        await pilot.pause()
        assert visible(HOSTILE) in told(pilot)


async def test_the_theme_is_changed_and_kept() -> None:
    async with front() as pilot:
        await pilot.press("ctrl+l")
        assert pilot.app.theme == "coder-light"
        assert told(pilot) == "Colors: Light."
    assert preferences()["theme"] == "coder-light"
    async with front() as pilot:
        assert pilot.app.theme == "coder-light"


async def test_ctrl_t_leads_back_to_the_projects(path: str) -> None:
    async with opened(path) as pilot:
        await pilot.press("j", "ctrl+t")
        await pilot.pause()
    assert pilot.app.return_value == Next()


def test_a_project_that_cannot_be_opened_leads_back_with_a_sentence(
    path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = iter([Next(str(tmp_path / "gone.coder")), Next(path, "AM"), None])
    said: list[str] = []

    def welcome(app: FrontApp) -> Next | None:
        said.append(app.told)
        return next(steps)

    monkeypatch.setattr(FrontApp, "run", welcome)
    monkeypatch.setattr(CoderApp, "run", lambda app: Next())
    assert go_on(Next()) == 0
    assert said[0] == ""
    assert "gone.coder" in said[1]
    assert said[2] == ""
