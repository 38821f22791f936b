"""Turns inserted, left out and given to others where the speakers are, driven by real keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from coder.services import bootstrap
from coder.services.coding import CodingService
from coder.tui.app import Start
from coder.tui.screens.coding import CodingScreen
from coder.tui.screens.correcting import EditScreen
from tests.e2e.screen_driving import opened, said, shown, top, work
from tests.e2e.speakers_talk import SIZES, TALK, made, names, words


@pytest.fixture
def path(tmp_path: Path) -> str:
    return made(tmp_path)


@SIZES
async def test_a_turn_is_inserted_by_somebody_new_and_taken_back(path: str, size: tuple[int, int]) -> None:
    async with opened(path, size=size, start=Start("FG-01", 2)) as pilot:
        await pilot.press("s", "c", *"bel", "enter", "escape")
        await pilot.press("I")
        await pilot.pause()
        assert "Who speaks in the new turn 3?" in shown(pilot)
        assert "It goes behind turn 2." in shown(pilot)
        await pilot.press(*"Ana [/]", "enter")
        await pilot.pause()
        assert isinstance(top(pilot), EditScreen)
        assert "3, Ana [/]" in shown(pilot)
        await pilot.press(*"I was there. ", "escape")
        await pilot.pause()
        talk = work(pilot).state.transcript
        assert names(talk)[2] == "Ana [/]"
        assert words(talk)[1:4] == [TALK[1][1], "I was there.", TALK[2][1]]
        assert work(pilot).turn().number == 3
        assert "Inserted turn 3" in said(pilot)
        assert [c.text for c in work(pilot).state.codings] == [
            "There is one counselor for four hundred of us."
        ]
        assert all(c.stands_in(talk.text) for c in work(pilot).state.codings)
        await pilot.press("u")
        assert words(work(pilot).state.transcript) == [said for _, said in TALK]


async def test_a_turn_is_inserted_before_the_first(path: str) -> None:
    async with opened(path) as pilot:
        await pilot.press("I", "down", "enter")
        await pilot.pause()
        assert "It goes before turn 1." in shown(pilot)
        await pilot.press(*"jor", "enter", *"Hi.", "escape")
        await pilot.pause()
        talk = work(pilot).state.transcript
        assert (names(talk)[0], words(talk)[0], work(pilot).turn().number) == ("Jordan [/]", "Hi.", 1)


async def test_nothing_typed_inserts_nothing(path: str) -> None:
    async with opened(path) as pilot:
        await pilot.press("j", "I", "enter", "escape")
        await pilot.pause()
        assert isinstance(top(pilot), CodingScreen)
        await pilot.press("I", "enter", "space", "escape")
        await pilot.pause()
        assert any("the turn has no words" in n.message for n in pilot.app._notifications)
        await pilot.press("escape", "I", *"x" * 61, "enter")
        await pilot.pause()
        assert "1 to 60 characters" in said(pilot)
        assert isinstance(top(pilot), CodingScreen)
        assert work(pilot).state.transcript.revision == 1


async def test_a_turn_is_left_out_and_asked_about_where_it_is_coded(path: str) -> None:
    async with opened(path, start=Start("FG-01", 3)) as pilot:
        await pilot.press("D")
        assert names(work(pilot).state.transcript) == ["Facilitator", "Speaker 3", "Speaker 3", "Speaker 4"]
        assert "Deleted turn 3" in said(pilot)
        await pilot.press("u", "c", *"bel", "enter", "D")
        await pilot.pause()
        assert "Leave turn 3 out?" in shown(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert len(work(pilot).state.transcript.numbered) == 5
        await pilot.press("D", *"leave", "enter")
        await pilot.pause()
        assert len(work(pilot).state.transcript.numbered) == 4
        assert "1 coding waits for your review" in said(pilot)
        await pilot.press("u")
        assert words(work(pilot).state.transcript)[2] == TALK[2][1]
        assert not any(coding.was for coding in work(pilot).state.codings)


@SIZES
async def test_all_turns_of_a_speaker_from_here_on_go_to_another(path: str, size: tuple[int, int]) -> None:
    async with opened(path, size=size, start=Start("FG-01", 2)) as pilot:
        await pilot.press("A")
        await pilot.pause()
        assert "Give turns of Speaker 3 to somebody else" in shown(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert "Who speaks in 2 turns (2–4)?" in shown(pilot)
        await pilot.press(*"Ana", "enter")
        await pilot.pause()
        assert names(work(pilot).state.transcript) == ["Facilitator", "Ana", "Jordan [/]", "Ana", "Speaker 4"]
        assert "Gave 2 turns (2–4) to new speaker Ana" in said(pilot)
        await pilot.press("A", "ctrl+u", *"3-4", "down", "right", "enter", *"speaker", "enter")
        await pilot.pause()
        found = ["Facilitator", "Ana", "Speaker 4", "Speaker 4", "Speaker 4"]
        assert names(work(pilot).state.transcript) == found
        await pilot.press("A", "ctrl+u", *"9", "enter")
        await pilot.pause()
        assert "there is no turn 9" in said(pilot)
        await pilot.press("u", "u")
        assert names(work(pilot).state.transcript) == [who for who, _ in TALK]


async def test_a_speaker_is_split_where_speakers_are(path: str) -> None:
    async with opened(path, start=Start("FG-01", 4)) as pilot:
        await pilot.press("P")
        await pilot.pause()
        await pilot.press("s")
        await pilot.pause()
        await pilot.press("enter", *"Ana", "enter")
        await pilot.pause()
        assert names(work(pilot).state.transcript)[1:4] == ["Speaker 3", "Jordan [/]", "Ana"]
        assert "Ana" in shown(pilot).replace(said(pilot), "")
        await pilot.press("u", "home", "s", "ctrl+u", *"2-", "enter")
        await pilot.pause()
        assert "none of these turns is Facilitator's" in said(pilot)
        assert names(work(pilot).state.transcript) == [who for who, _ in TALK]


async def test_review_lists_other_transcripts_and_goes_there(path: str) -> None:
    with bootstrap.session(path, "AM") as session:
        other = session.transcript("FG-02")
        CodingService(session).apply(other, other.turn(2).span, ["T.BEL"])
        from coder.services.correcting import CorrectionService

        CorrectionService(session).edit_turn(other, 2, "There is a nurse. So you just stop going.")
    async with opened(path, start=Start("FG-01", 1)) as pilot:
        await pilot.press("V")
        await pilot.pause()
        await pilot.pause()
        assert "FG-02 turn 2" in shown(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert (work(pilot).state.transcript.label, work(pilot).turn().number) == ("FG-02", 2)


async def test_the_keys_are_in_the_help(path: str) -> None:
    async with opened(path, size=(100, 60)) as pilot:
        await pilot.press("question_mark")
        pages = []
        for _ in range(6):
            await pilot.pause()
            pages.append(shown(pilot))
            await pilot.press("pagedown")
        told = "".join(pages)
        assert "Give this turn to another speaker" in told
        assert "Put a new turn behind this one" in told
