"""The library: what is there, how far it has come, who was heard."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from coder.domain.transcript import Participant, TranscriptFacts, TranscriptKind
from coder.services import bootstrap
from coder.services.coding import CodingService
from coder.services.library import count, heard, roster, shelves
from coder.services.session import added
from coder.tui.keymap import make_keymap
from coder.tui.screens.coding import CodingScreen
from coder.tui.screens.library import LibraryScreen
from tests import support
from tests.e2e.driving import SIZES, number, opened, text, work

FAMILIES = (("Facilitator", "How are you heard?"), ("Ana", "Hardly."), ("Rui", "Not [/] at all."))


@pytest.fixture
def audit(tmp_path: Path) -> str:
    """Three sessions of two groups, and a roster that knows a third one."""
    made = str(tmp_path / "audit.coder")
    support.make(
        made,
        support.transcript("FG-01", facts=TranscriptFacts("Grade [b]11[/b]", group="students", site="High")),
        support.transcript("FG-02", FAMILIES, TranscriptFacts("Evening", group="families", site="Weir")),
        support.transcript(
            "SV-01", FAMILIES[1:], TranscriptFacts("", TranscriptKind.SURVEY_COMMENTS, "families")
        ),
    )
    with bootstrap.session(made, "AM") as session:
        people = [Participant("p1", "P1", "board [members]"), Participant("p2", "P2", "students")]
        session.act("roster", "roster", [added("participant", person) for person in people], undoable=False)
        talk = session.transcript("FG-01")
        CodingService(session).apply(talk, talk.turn(2).span, ["T.BEL"])
    return made


async def library(pilot: Pilot[None]) -> LibraryScreen:
    """The library, when everything is counted."""
    screen = pilot.app.screen
    assert isinstance(screen, LibraryScreen)
    while any(row.count is None for row in screen._all):
        await pilot.pause()
    await pilot.pause()
    return screen


def test_what_is_counted(audit: str) -> None:
    with bootstrap.session(audit, "AM") as session:
        session.store.remember_place("AM", session.transcript("FG-01").id, 3)
        rows = shelves(session)
        assert [(row.label, row.group, row.turns, row.last) for row in rows] == [
            ("FG-01", "students", 4, 3),
            ("FG-02", "families", 3, None),
            ("SV-01", "families", 2, None),
        ]
        found = [count(session, row.id) for row in rows]
        amounts = [one.progress for one in found]
        assert [(one.to_code.turns, one.coded.turns, one.done.turns) for one in amounts] == [
            (3, 1, 1),
            (2, 0, 0),
            (2, 0, 0),
        ]
        groups = heard(found, roster(session))
    assert [(row.group, row.written, row.sessions, row.people, row.most) for row in groups] == [
        ("students", False, 1, 2, 2),
        ("families", False, 1, 2, 2),
        ("families", True, 1, 2, 2),
        ("board [members]", False, 0, 0, 0),
    ]
    assert (groups[0].turns, groups[0].coded) == (3, 1)


@SIZES
async def test_the_library_shows_progress_and_who_was_heard(audit: str, size: tuple[int, int]) -> None:
    async with opened(audit, size=size) as pilot:
        await pilot.press("t")
        await library(pilot)
        shown = text(pilot)
        assert "Grade [b]11[/b]" in shown
        assert "33%" in shown
        assert "t 1" in shown
        assert "▶ FG-01" in shown
        if size == (80, 24):
            assert "board" not in shown
            await pilot.press("w")
            shown = text(pilot)
            assert "FG-01" not in shown
        assert "board [members]" in shown
        assert "not heard yet" in shown
        assert "families, in writing" in shown
        await pilot.press("escape", *(["escape"] if size == (80, 24) else []))
        assert isinstance(pilot.app.screen, CodingScreen)


async def test_sorting_and_filtering_keep_the_cursor(audit: str) -> None:
    async with opened(audit) as pilot:
        await pilot.press("t")
        screen = await library(pilot)

        def labels() -> list[str]:
            return [row.shelf.label for row in screen._shown]

        await pilot.press("down", "s", "s")
        assert labels() == ["FG-02", "SV-01", "FG-01"]
        assert screen._here == "" or screen._shown[screen._rows.at].shelf.label == "FG-02"
        assert "by group" in text(pilot)
        await pilot.press("f", *"ev", "backspace", "v", "enter")
        assert labels() == ["FG-02"]
        assert "1 of 3" in text(pilot)
        await pilot.press("escape")
        assert len(labels()) == 3
        await pilot.press("o")
        assert len(labels()) == 3
        await pilot.press("slash", *"nothing like it")
        assert "None of them fits." in text(pilot)
        await pilot.press("escape", "enter")
        await pilot.pause()
        assert work(pilot).state.transcript.label in ("FG-02", "FG-01")


async def test_the_mouse_chooses_and_opens(audit: str) -> None:
    async with opened(audit) as pilot:
        await pilot.press("t")
        await library(pilot)
        await pilot.click("#library-list", offset=(8, 2), times=2)
        await pilot.pause()
        assert work(pilot).state.transcript.label == "FG-02"


async def test_a_resize_keeps_the_cursor(audit: str) -> None:
    async with opened(audit, size=(140, 45)) as pilot:
        await pilot.press("t", "down")
        screen = await library(pilot)
        await pilot.resize_terminal(60, 15)
        await pilot.pause()
        assert "› " in next(line for line in text(pilot).split("\n") if "FG-02" in line)
        assert screen._rows.at == 1


async def test_help_in_the_library_lists_what_works_there(audit: str) -> None:
    async with opened(audit, size=(100, 50)) as pilot:
        await pilot.press("t", "question_mark")
        shown = text(pilot)
        assert "Sort by the next column" in shown
        assert "Accept the first suggestion" not in shown


async def test_changed_keys_hold_in_the_library(audit: str) -> None:
    async with opened(audit) as pilot:
        pilot.app.place.__dict__["keymap"] = make_keymap({"library_sort": "z"})
        await pilot.press("t", "s")
        screen = await library(pilot)
        assert screen._sort == "their order"
        await pilot.press("z")
        assert screen._sort == "label"
        assert "z sort" in text(pilot)
        await pilot.press("escape", "j")
        assert number(pilot) == 2
