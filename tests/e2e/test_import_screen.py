"""Importing in the interface, driven by real keys."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from textual.pilot import Pilot

from coder.domain.transcript import Role, TranscriptKind
from coder.services import bootstrap
from coder.tui.incoming import Plan
from coder.tui.screens import importing
from coder.tui.screens.asking import FormScreen
from coder.tui.screens.files import FilesScreen
from coder.tui.screens.importing import PreviewScreen
from coder.tui.screens.library import LibraryScreen
from tests import support
from tests.e2e.screen_driving import opened, paste, said, shown, top

SIZES = pytest.mark.parametrize("size", [(80, 24), (140, 45)], ids=["80x24", "140x45"])
GUIDS = [f"{n}f2504e0-4f89-41d3-9a0c-0305e82c330{n}@a1b2c3d4-1111-2222-3333-444455556666" for n in range(3)]
TALK = """Facilitator: What is it like to get here in the morning?
Speaker 1: The bus is late, so [/] there is no breakfast left.
Speaker 2: My name is Dana. I walk, and [@click=app.quit]that[/] is fine.
Facilitator: What would help with that?
Speaker 1: A second bus. \x1b[31mReally.
Speaker 2: Or breakfast that waits. Thank you, Mr. Alder.
"""
CAPITALS = """\
WHO WOULD LIKE TO BEGIN?

M1: I can begin. I have been here for three years now.

AND HOW DO YOU FIND IT?

M1: It depends on the day, and on who is at the door.

M2: The same for me, more or less.

WHO IS AT THE DOOR?

M2: The one who knows our names, or the one who does not.

WHAT HAPPENS THEN?

M1: You wait outside until it rings.
"""


@pytest.fixture
def project(tmp_path: Path) -> str:
    """A project with one transcript, in a folder of its own."""
    made = str(tmp_path / "tiny.coder")
    support.make(made)
    return made


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the program is started in, with transcripts and other things."""
    folder = tmp_path / "from district"
    (folder / "sub").mkdir(parents=True)
    (folder / "morning.txt").write_text(TALK)
    (folder / "sub" / "capitals.txt").write_text(CAPITALS * 3)
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    (folder / "meeting.vtt").write_text(teams())
    monkeypatch.chdir(folder)
    return folder


def teams() -> str:
    """A Teams transcript of the old sort: codes for names, times without zeros in front."""
    say = (
        (0, "What is it like to arrive here? And how do you find your room?"),
        (1, "I come by the late bus, so breakfast is over when I get in."),
        (2, "For my brother it is the same, and he is only in ninth grade."),
    ) * 6
    cues = [
        f"0:{at}:3.490 --> 0:{at}:9.5\n<v {GUIDS[who]}>{words}</v>\n" for at, (who, words) in enumerate(say)
    ]
    return "WEBVTT\n\n" + "\n".join(cues)


async def to_files(pilot: Pilot[None]) -> None:
    await pilot.press("t")
    await pilot.pause()
    await pilot.press("i")
    await settled(pilot)
    assert isinstance(top(pilot), FilesScreen)


async def settled(pilot: Pilot[None]) -> None:
    """Wait until nothing is being read or kept."""
    await pilot.pause()
    for _ in range(500):
        screen = next((s for s in pilot.app.screen_stack if isinstance(s, PreviewScreen)), None)
        if screen is None or not screen.is_busy:
            break
        await pilot.pause(0.01)
    await pilot.pause()


def kept(project: str, label: str) -> dict[str, Role]:
    """The speakers of a transcript in the file, by shown names."""
    with bootstrap.session(project, "AM") as session:
        talk = session.transcript(label)
        heard = {turn.speaker_id for turn in talk.turns}
        return {speaker.shown: speaker.role for speaker in talk.speakers if speaker.id in heard}


@SIZES
async def test_a_file_is_chosen_looked_at_corrected_and_kept(
    project: str, files: Path, size: tuple[int, int]
) -> None:
    async with opened(project, size=size) as pilot:
        await to_files(pilot)
        listed = shown(pilot)
        assert listed.index("meeting.vtt") < listed.index("sub/") < listed.index("photo.jpg")
        await pilot.press(*"morn", "enter")
        await settled(pilot)
        assert isinstance(top(pilot), PreviewScreen)
        first = shown(pilot)
        assert "6 turns" in first
        assert "Facilitator leads the session" in first
        assert "so [/] there is no breakfast" in first
        assert "\x1b" not in first
        await pilot.press("down", "r", "ctrl+u", *"Sam", "enter", "down", "f", "f")
        assert "observer" in shown(pilot)
        await pilot.press("u")
        assert "observer" not in shown(pilot)
        await pilot.press("tab")
        assert "Dana" in shown(pilot)
        assert "1 character" in shown(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(top(pilot), LibraryScreen)
        assert "Kept as morning: 3 speakers, 6 turns" in said(pilot)
        assert "morning" in shown(pilot)
    assert kept(project, "morning") == {
        "Facilitator": Role.FACILITATOR,
        "Sam": Role.PARTICIPANT,
        "Speaker 2": Role.FACILITATOR,
    }


@SIZES
async def test_codes_for_names_are_pointed_out_and_named(
    project: str, files: Path, size: tuple[int, int]
) -> None:
    async with opened(project, size=size) as pilot:
        await to_files(pilot)
        await pilot.press(*"meet", "enter")
        await settled(pilot)
        assert "3 names are only a code" in shown(pilot)
        await pilot.press("r", *"Ms. Ito", "enter", "down", "r", *"Lee", "enter")
        assert "1 name is only a code" in shown(pilot)
        await pilot.press("down", "r", *"Lee", "enter")
        assert "are one speaker now" in shown(pilot)
        assert "only a code" not in shown(pilot)
        await pilot.press("enter")
        await settled(pilot)
    assert kept(project, "meeting") == {"Ms. Ito": Role.FACILITATOR, "Lee": Role.PARTICIPANT}
    with bootstrap.session(project, "AM") as session:
        assert {speaker.label for speaker in session.transcript("meeting").speakers} == {
            name.split("@")[0] for name in GUIDS
        }


@SIZES
async def test_capitals_are_offered_as_the_moderators_by_themselves(
    project: str, files: Path, size: tuple[int, int]
) -> None:
    async with opened(project, size=size) as pilot:
        await to_files(pilot)
        await paste(pilot, "sub/capitals.txt")
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(top(pilot), FormScreen)
        assert "Who speaks in CAPITALS?" in shown(pilot)
        assert "WHO WOULD LIKE TO BEGIN?" in shown(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert "Moderator leads the session" in shown(pilot)
        await pilot.press("enter")
        await settled(pilot)
    assert kept(project, "capitals") == {
        "Moderator": Role.FACILITATOR,
        "M1": Role.PARTICIPANT,
        "M2": Role.PARTICIPANT,
    }


async def test_capitals_may_stay_with_nobody_and_be_given_later(project: str, files: Path) -> None:
    async with opened(project) as pilot:
        await to_files(pilot)
        await paste(pilot, "sub/capitals.txt")
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("escape")
        assert "in CAPITALS have no name" in shown(pilot)
        await pilot.press("c", "ctrl+u", *"Ana", "enter")
        await settled(pilot)
        assert "Ana leads the session" in shown(pilot)


async def test_several_are_marked_and_one_is_left_out(project: str, files: Path) -> None:
    async with opened(project) as pilot:
        await to_files(pilot)
        await pilot.press("space", "space")
        assert "2 marked" in shown(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert "1 of 2" in shown(pilot)
        await pilot.press("escape")
        await settled(pilot)
        assert "2 of 2" in shown(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(top(pilot), LibraryScreen)
    with bootstrap.session(project, "AM") as session:
        assert [row.label for row in session.store.transcripts()] == ["FG-01", "morning"]


async def test_what_cannot_be_read_is_told_and_may_be_left_out(project: str, files: Path) -> None:
    async with opened(project) as pilot:
        await to_files(pilot)
        await pilot.press(*"photo", "enter")
        await settled(pilot)
        assert "leaves the file out" in shown(pilot)
        await pilot.press("enter", "f", "escape")
        await settled(pilot)
        assert isinstance(top(pilot), LibraryScreen)


async def test_how_a_file_is_read_can_be_told(project: str, files: Path) -> None:
    async with opened(project) as pilot:
        await to_files(pilot)
        await pilot.press(*"morn", "enter")
        await settled(pilot)
        await pilot.press("o", "ctrl+u", *"Early", "down", "right", "right", "enter")
        await settled(pilot)
        assert "will be called Early" in shown(pilot)
        await pilot.press("enter")
        await settled(pilot)
    with bootstrap.session(project, "AM") as session:
        assert session.transcript("Early").facts.kind is TranscriptKind.INTERVIEW


async def test_a_wrong_pattern_is_told_and_can_be_mended(project: str, files: Path) -> None:
    async with opened(project) as pilot:
        await to_files(pilot)
        await pilot.press(*"morn", "enter")
        await settled(pilot)
        await pilot.press("o", *["down"] * 4, *"(((", "enter")
        await settled(pilot)
        assert "leaves the file out" in shown(pilot)
        await pilot.press("o", *["down"] * 4, "ctrl+u", "enter")
        await settled(pilot)
        assert "6 turns" in shown(pilot)


async def test_a_file_that_is_here_already_says_so(project: str, files: Path) -> None:
    async with opened(project) as pilot:
        for wanted in ("Kept as morning", "was imported before, as morning"):
            await (to_files(pilot) if not isinstance(top(pilot), LibraryScreen) else pilot.press("i"))
            await settled(pilot)
            await pilot.press(*"morn", "enter")
            await settled(pilot)
            assert (wanted in shown(pilot)) is ("before" in wanted)
            await pilot.press("enter")
            await settled(pilot)
        assert "nothing was imported again" in " ".join(shown(pilot).split())
        assert isinstance(top(pilot), PreviewScreen)


async def test_a_label_that_is_taken_is_told_with_its_key(project: str, files: Path) -> None:
    async with opened(project) as pilot:
        await to_files(pilot)
        await pilot.press(*"morn", "enter")
        await settled(pilot)
        await pilot.press("o", "ctrl+u", *"fg-01", "enter")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert (
            "there is already a transcript 'fg-01'; give it another label with o, in the line Called"
            in " ".join(shown(pilot).split())
        )
        assert "--label" not in shown(pilot)
        await pilot.press("o", "ctrl+u", *"FG-09", "enter")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert set(kept(project, "FG-09")) == {"Facilitator", "Speaker 1", "Speaker 2"}


async def test_a_slow_file_leaves_the_keys_alone(
    project: str, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    never = threading.Event()
    monkeypatch.setattr(importing, "read_incoming", lambda *_: never.wait())
    async with opened(project) as pilot:
        await to_files(pilot)
        await pilot.press(*"morn", "enter")
        await pilot.pause()
        assert "Reading morning.txt" in shown(pilot)
        await asyncio.wait_for(pilot.press("escape"), 5)
        await pilot.pause()
        assert isinstance(top(pilot), LibraryScreen)
        never.set()


async def test_an_empty_project_is_filled_from_the_first_screen(tmp_path: Path, files: Path) -> None:
    place = str(tmp_path / "empty.coder")
    with bootstrap.new_session(place, "AM"):
        pass
    async with opened(place) as pilot:
        assert "no transcripts yet" in shown(pilot)
        await pilot.press("i")
        await settled(pilot)
        await pilot.press(*"morn", "enter")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert "morning" in shown(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert "breakfast" in shown(pilot)


async def test_paths_complete_and_lead_up_and_down(project: str, files: Path) -> None:
    async with opened(project) as pilot:
        await to_files(pilot)
        screen = top(pilot)
        assert isinstance(screen, FilesScreen)
        await pilot.press(*"su", "tab")
        assert screen.folder == files / "sub"
        await pilot.press("backspace")
        assert screen.folder == files
        await pilot.press(*"sub/cap")
        assert [entry.path.name for entry in screen.found] == ["capitals.txt"]
        await pilot.press("ctrl+u", *"nowhere/")
        assert "no such folder" in said(pilot).casefold()
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(top(pilot), LibraryScreen)


def test_a_name_of_somebody_merged_turns_the_merge_round() -> None:
    plan = Plan().with_merged("Maya R", "Speaker 3").with_name("Speaker 3", "Maya R")
    assert (plan.who("Speaker 3"), plan.who("Maya R"), plan.shown("Speaker 3")) == ("Maya R",) * 3
    assert plan.fitting(("Maya R",)).merged == {}
    chain = Plan().with_merged("A", "B").with_merged("B", "C")
    assert {chain.who(label) for label in "ABC"} == {"C"}
