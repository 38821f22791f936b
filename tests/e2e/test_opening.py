"""The first paint: the place is shown before the project is open, and no key is lost meanwhile."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from coder.errors import CoderError
from coder.services import bootstrap
from coder.services.glancing import first_look
from coder.tui.app import CoderApp
from coder.tui.opening import Opening
from coder.tui.screens.coding import CodingScreen
from coder.tui.screens.glance import GlanceScreen
from coder.tui.work import LOOKING
from coder.tui.workplace import Start
from tests import support
from tests.e2e.driving import CueFake, number, stored, text, work

MANY = [("Maya" if at % 3 else "Facilitator", f"Number {at + 1} says one counselor.") for at in range(900)]
WITH_EVENTS = [(None, "[Bell]") if at % 5 == 4 else ("Maya", f"Words {at}.") for at in range(600)]


class Slow(Opening):
    """Opens when it is told to."""

    gate: threading.Event

    def open(self):  # type: ignore[no-untyped-def]
        self.gate.wait(20)
        session, _ = super().open()
        return session, CueFake()


@asynccontextmanager
async def opening(
    place: str, *, start: Start | None = None, size: tuple[int, int] = (120, 40)
) -> AsyncIterator[tuple[Pilot[None], threading.Event]]:
    """The application as `coder open` starts it, and what lets it open the project."""
    label, turn = (start.transcript_label, start.turn) if start else ("", 0)
    seen = first_look(place, "AM", label, turn)
    assert seen is not None
    slow = Slow(place, "AM", seen)
    slow.gate = threading.Event()
    app = CoderApp(start=start, opening=slow)
    try:
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            yield pilot, slow.gate
            slow.gate.set()
    finally:
        slow.gate.set()
        app.jobs.close(slow.close)


async def opened(pilot: Pilot[None], gate: threading.Event) -> None:
    """Let the project be opened, and wait until it is."""
    gate.set()
    while isinstance(pilot.app.screen, GlanceScreen) and pilot.app.is_running:
        await pilot.pause()
    while pilot.app.is_running and work(pilot).waiting is LOOKING:
        await pilot.pause()
    await pilot.pause()


@pytest.fixture
def long(tmp_path: Path) -> str:
    place = str(tmp_path / "long.coder")
    support.make(place, support.transcript(talk=MANY), support.transcript("FG-02", talk=WITH_EVENTS))
    with bootstrap.session(place, "AM") as session:
        session.store.remember_place("AM", session.transcript("FG-01").id, 700)
    return place


@pytest.mark.parametrize("size", [(80, 24), (140, 45)], ids=["80x24", "140x45"])
async def test_what_is_seen_first_stays_where_it_is(long: str, size: tuple[int, int]) -> None:
    async with opening(long, size=size) as (pilot, gate):
        assert isinstance(pilot.app.screen, GlanceScreen)
        first = text(pilot).split("\n")
        assert "Number 700 says" in text(pilot)
        assert "turn 700 of 900" in first[0]
        await opened(pilot, gate)
        assert isinstance(pilot.app.screen, CodingScreen)
        then = text(pilot).split("\n")
        assert [placed(line) for line in first] == [placed(line) for line in then]
        assert number(pilot) == 700


def placed(line: str) -> str:
    """What stands at the left of a row of the transcript; the sign of waiting suggestions comes later."""
    return line.partition(" says")[0].replace("◇", " ") if " says" in line else ""


async def test_keys_pressed_before_the_project_is_open_are_kept(long: str) -> None:
    async with opening(long) as (pilot, gate):
        for key in ("j", "c", "b", "e", "l", "enter", "j"):
            pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))
        assert stored(long) == []
        await opened(pilot, gate)
        for _ in range(5):
            await pilot.pause()
        assert stored(long) == [("T.BEL", "AM")]
        assert number(pilot) == 702


async def test_a_start_is_followed(long: str) -> None:
    async with opening(long, start=Start("fg-02", 300)) as (pilot, gate):
        assert "Words 373." in text(pilot)
        await opened(pilot, gate)
        assert (work(pilot).state.transcript.label, number(pilot)) == ("FG-02", 300)
        assert "Words 373." in text(pilot)


async def test_a_project_that_cannot_be_opened_after_all_ends_the_interface(long: str) -> None:
    async with opening(long) as (pilot, gate):
        with closing(sqlite3.connect(long)) as connection:
            connection.execute("CREATE TABLE foreign_to_us (x)")
        gate.set()
        while pilot.app.is_running:
            await pilot.pause()
        failure = pilot.app.failure
        assert isinstance(failure, CoderError)
        assert "did not make" in str(failure)


def test_nothing_is_seen_of_what_is_not_as_it_should_be(long: str, tmp_path: Path) -> None:
    assert first_look(str(tmp_path / "none.coder"), "AM") is None
    assert first_look("postgresql://somewhere/x", "AM") is None
    assert first_look(long, "AM", "FG-77") is None
    text_file = tmp_path / "text.coder"
    text_file.write_text("SQLite format 3\x00 but not really")
    assert first_look(str(text_file), "AM") is None
    with closing(sqlite3.connect(long)) as connection:
        connection.execute("CREATE VIEW sneaky AS SELECT 1")
    assert first_look(long, "AM") is None


def test_what_comes_first_loads_neither_database_nor_language_model() -> None:
    script = (
        "import sys, coder.cli.main, coder.cli.work_commands, coder.tui.opening, coder.tui.app\n"
        "heavy = ('sqlalchemy', 'spacy', 'pandas', 'numpy', 'docx', 'lxml', 'coder.services.session',"
        " 'coder.ingest', 'coder.tui.screens.coding', 'coder.tui.screens.library')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
