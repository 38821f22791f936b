"""What the preview of a file tells and asks about the people and the session before it is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from coder.services import bootstrap
from coder.tui.screens.asking import NoteScreen
from coder.tui.screens.importing import PreviewScreen
from coder.tui.screens.library import LibraryScreen
from tests import support
from tests.e2e.import_driving import district, preview_of
from tests.e2e.screen_driving import opened, shown, top
from tests.e2e.test_import_screen import TALK, settled, teams, to_files


@pytest.fixture
def project(tmp_path: Path) -> str:
    made = str(tmp_path / "tiny.coder")
    support.make(made)
    return made


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = district(tmp_path)
    monkeypatch.chdir(folder)
    return folder


async def test_two_people_are_an_interview_until_a_role_says_otherwise(project: str, files: Path) -> None:
    pair = "Interviewer: How was it? And why?\nAna: Good.\n" * 4
    (files / "pair.txt").write_text(pair)
    async with opened(project) as pilot:
        await preview_of(pilot, "pair.txt")
        assert "interview" in shown(pilot)
        await pilot.press("down", "f")
        assert "focus group" in shown(pilot)
        await pilot.press("u", "enter")
        await settled(pilot)
    with bootstrap.session(project, "AM") as session:
        assert session.transcript("pair").facts.kind == "interview"


async def test_much_talk_of_nobody_known_is_told_and_asked(project: str, files: Path) -> None:
    (files / "otter.txt").write_text("Ana: One.\nUnknown Speaker: Two and three.\nAna: Four.\n" * 3)
    async with opened(project) as pilot:
        await preview_of(pilot, "otter.txt")
        assert "3 turns, 60% of the words, are of nobody known" in shown(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert "are of nobody known" in shown(pilot)


async def test_who_speaks_once_is_asked_about_and_made_a_speaker(project: str, files: Path) -> None:
    (files / "once.txt").write_text(f"{TALK}Sam: I go to the nurse.\nAl Roy: And the cook.\n")
    async with opened(project, size=(80, 24)) as pilot:
        await preview_of(pilot, "once.txt")
        assert "Sam and Al Roy may speak too: w makes" in shown(pilot)
        await pilot.press("enter")
        assert "2 names may be of speakers" in shown(pilot)
        await pilot.press("escape", "w")
        assert "Sam, Al Roy" in shown(pilot)
        await pilot.press(*["backspace"] * len(", Al Roy"), "enter")
        await settled(pilot)
        assert "Al Roy may speak too" in shown(pilot)
        await pilot.press("u")
        await settled(pilot)
        assert "Sam and Al Roy may speak too" in shown(pilot)
        await pilot.press("w", "enter")
        await settled(pilot)
        assert "may speak too" not in shown(pilot)
        await pilot.press("enter")
        await settled(pilot)
    with bootstrap.session(project, "AM") as session:
        kept = session.transcript("once")
        who = {speaker.id: speaker.label for speaker in kept.speakers}
        last = [(who[turn.speaker_id or ""], kept.words(turn)) for turn in kept.numbered[-2:]]
        assert last == [("Sam", "I go to the nurse."), ("Al Roy", "And the cook.")]


async def test_a_file_without_speakers_can_be_given_to_one(project: str, files: Path) -> None:
    cues = "".join(f"00:0{n}.000 --> 00:0{n}.900\nPart {n} of it.\n\n" for n in range(1, 6))
    (files / "voice.vtt").write_text(f"WEBVTT\n\n{cues}")
    async with opened(project) as pilot:
        await preview_of(pilot, "voice.vtt")
        assert "No speakers were found" in shown(pilot)
        await pilot.press("o")
        await settled(pilot)
        for _ in range(12):
            if "› The rest is by" in shown(pilot):
                break
            await pilot.press("down")
        await pilot.press(*"Ana", "enter")
        await settled(pilot)
        assert "No speakers were found" not in shown(pilot)
        await pilot.press("enter", "enter")
        await settled(pilot)
    with bootstrap.session(project, "AM") as session:
        kept = session.transcript("voice")
        assert [speaker.label for speaker in kept.speakers] == ["Ana"]
        assert all(turn.speaker_id for turn in kept.numbered)
        assert len(kept.numbered) == 5


async def test_codes_that_were_named_before_have_their_names_and_roles(project: str, files: Path) -> None:
    (files / "next.vtt").write_text(teams().replace("breakfast", "lunch"))
    async with opened(project, size=(140, 45)) as pilot:
        await preview_of(pilot, "meeting.vtt")
        assert "3 names are only a code" in shown(pilot)
        for name in ("Kim", "Lou", "Max"):
            await pilot.press("home", *["down"] * ("Kim", "Lou", "Max").index(name), "r", *name, "enter")
        await pilot.press("enter")
        await settled(pilot)
        await preview_of(pilot, "next.vtt")
        assert "only a code" not in shown(pilot)
        assert "Named as in meeting: right?" in shown(pilot)
        await pilot.press("enter")
        await settled(pilot)
    with bootstrap.session(project, "AM") as session:
        before, after = session.transcript("meeting").speakers, session.transcript("next").speakers
        assert {s.shown: s.role for s in after} == {s.shown: s.role for s in before}
        assert {s.shown for s in after} == {"Kim", "Lou", "Max"}


async def test_facts_of_the_session_are_told_before_it_is_kept(project: str, files: Path) -> None:
    async with opened(project) as pilot:
        await preview_of(pilot, "morning.txt")
        await pilot.press("o")
        for _ in range(12):
            if "› Group" in shown(pilot):
                break
            await pilot.press("down")
        await pilot.press(*"families", "down", *"North [x]", "enter")
        await settled(pilot)
        assert "families · North [x]" in shown(pilot)
        await pilot.press("enter")
        await settled(pilot)
    with bootstrap.session(project, "AM") as session:
        assert session.transcript("morning").facts.group == "families"
        assert session.transcript("morning").facts.site == "North [x]"


async def test_several_files_end_with_what_is_still_open(project: str, files: Path) -> None:
    async with opened(project) as pilot:
        await to_files(pilot)
        await pilot.press("ctrl+a")
        await pilot.press("enter")
        await settled(pilot)
        while any(isinstance(screen, PreviewScreen) for screen in pilot.app.screen_stack):
            await pilot.press("enter")
            await settled(pilot)
        for _ in range(200):
            if isinstance(top(pilot), NoteScreen):
                break
            await pilot.pause(0.01)
        assert "5 files were kept" in shown(pilot)
        assert "Kept as leaderless: 3 speakers" in shown(pilot)
        assert "! Nobody is named as facilitator" in shown(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(top(pilot), LibraryScreen)
