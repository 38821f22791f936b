"""The preview of a file: what is seen at once, taken back, asked before it is lost, and kept."""

from __future__ import annotations

import re
import threading
from pathlib import Path
from typing import Any

import pytest

from coder.services import bootstrap
from coder.services.listing import history
from coder.tui.incoming import keep
from coder.tui.screens import importing
from coder.tui.screens.asking import FormScreen, NoteScreen
from coder.tui.screens.files import FilesScreen
from coder.tui.screens.importing import PreviewScreen
from coder.tui.screens.library import LibraryScreen
from tests import support
from tests.e2e.import_driving import district, preview_of, seen
from tests.e2e.screen_driving import opened, said, shown, top
from tests.e2e.test_import_screen import SIZES, settled, to_files


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


@SIZES
async def test_the_first_look_fills_its_room(project: str, files: Path, size: tuple[int, int]) -> None:
    async with opened(project, size=size) as pilot:
        await preview_of(pilot, "long.txt")
        first = shown(pilot).splitlines()
        assert len(seen(pilot)) >= (4 if size == (80, 24) else 12)
        assert all(line.strip(" │▏") for line in first[-4:-1])
        await pilot.press("f", "u")
        assert shown(pilot).splitlines() == first


@SIZES
async def test_pages_show_every_turn_once(project: str, files: Path, size: tuple[int, int]) -> None:
    async with opened(project, size=size) as pilot:
        await preview_of(pilot, "long.txt")
        told: list[int] = []
        starts = []
        for _ in range(60):
            here = seen(pilot)
            starts.append(here[0])
            # Only the last turn of a page may be cut, and then the next page begins with it.
            assert not told or here[0] <= told[-1] + 1
            told = [*told, *(n for n in here if n not in told)]
            await pilot.press("pagedown")
            if seen(pilot) == here:
                break
        assert told == list(range(1, 121))
        for before in reversed(starts[:-2]):
            await pilot.press("pageup")
            assert seen(pilot)[0] <= starts[-1]
            assert before >= 1
        await pilot.press(*["pageup"] * 3)
        assert seen(pilot)[0] == 1


async def test_remarks_have_a_scroll_of_their_own(project: str, files: Path) -> None:
    names = "".join(f"Extra{n}: said once here.\nAna: Yes, Mr. Smith{n}x.\nBo: No.\n" for n in range(3))
    doubts = "".join(f"Perhaps Somebody{n}; said it.\n" for n in range(60))
    people = "".join(
        f"Ana: Thanks, Mr. {'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[n]}lder{'q' * n}.\nBo: So.\n" for n in range(26)
    )
    (files / "odd.txt").write_text(names + doubts + people + "Ana: \x1b[31mRed.\nBo: Blue.\n")
    async with opened(project) as pilot:
        await preview_of(pilot, "odd.txt")
        await pilot.press("pagedown", "pagedown")
        turns = shown(pilot)
        await pilot.press("tab")
        assert "Names in the words" in shown(pilot) or "Lines to look at" in shown(pilot)
        for _ in range(12):
            await pilot.press("pagedown")
            assert "Nothing needs a look." not in shown(pilot)
        assert "Remarks" in shown(pilot) or "may show" in shown(pilot)
        await pilot.press("tab")
        assert shown(pilot) == turns


async def test_open_questions_are_told_before_a_file_is_kept(project: str, files: Path) -> None:
    async with opened(project) as pilot:
        await preview_of(pilot, "leaderless.txt")
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(top(pilot), NoteScreen)
        assert "Nobody is named as facilitator" in shown(pilot)
        await pilot.press("escape")
        assert isinstance(top(pilot), PreviewScreen)
        await pilot.press("enter", "enter")
        await settled(pilot)
        assert isinstance(top(pilot), LibraryScreen)
    with bootstrap.session(project, "AM") as session:
        assert "Nobody is named as facilitator" in str(history(session))


async def test_what_is_answered_is_not_asked(project: str, files: Path) -> None:
    async with opened(project) as pilot:
        await preview_of(pilot, "leaderless.txt")
        await pilot.press("f", "enter")
        await settled(pilot)
        assert isinstance(top(pilot), LibraryScreen)


async def test_codes_are_an_open_question_and_remarks_follow_names(project: str, files: Path) -> None:
    async with opened(project) as pilot:
        await preview_of(pilot, "meeting.vtt")
        await pilot.press("tab")
        assert "3 speakers are known only by an identifier" in shown(pilot)
        await pilot.press("tab", "r", *"Ito", "enter", "tab")
        assert "2 speakers are known only by an identifier" in shown(pilot)
        await pilot.press("enter")
        assert "2 names are only a code" in shown(pilot)
        await pilot.press("escape", "down", "r", *"Lee", "enter", "down", "r", *"Kim", "enter", "tab")
        assert "identifier" not in shown(pilot)


async def test_the_answer_about_capitals_is_taken_back_and_asked_again(project: str, files: Path) -> None:
    async with opened(project) as pilot:
        await preview_of(pilot, "capitals.txt")
        await pilot.press("enter")
        await settled(pilot)
        assert "Moderator leads the session" in shown(pilot)
        await pilot.press("u")
        await settled(pilot)
        assert isinstance(top(pilot), PreviewScreen)
        assert "in CAPITALS have no name" in shown(pilot)
        await pilot.press("c", *"Ana", "enter")
        await settled(pilot)
        assert "Ana leads the session" in shown(pilot)
        await pilot.press("c")
        assert isinstance(top(pilot), FormScreen)
        await pilot.press("ctrl+u", "enter")
        await settled(pilot)
        assert "in CAPITALS have no name" in shown(pilot)


async def test_every_step_is_taken_back(project: str, files: Path) -> None:
    async with opened(project, size=(140, 45)) as pilot:
        await preview_of(pilot, "morning.txt")
        screens = [shown(pilot)]
        for keys in (["f"], ["r", *"Sam", "enter"], ["m", "enter"], ["o", "ctrl+u", *"Early", "enter"]):
            await pilot.press(*keys)
            await settled(pilot)
            screens.append(shown(pilot))
        assert len(set(screens)) == len(screens)
        for before in reversed(screens[:-1]):
            await pilot.press("u")
            await settled(pilot)
            assert shown(pilot) == before


async def test_changes_are_not_dropped_in_silence(project: str, files: Path) -> None:
    async with opened(project) as pilot:
        await preview_of(pilot, "morning.txt")
        await pilot.press("f", "down", "f", "r", *"Sam", "enter", "r", "escape")
        assert isinstance(top(pilot), PreviewScreen)
        await pilot.press("escape")
        assert "Leave this file out?" in shown(pilot)
        assert "3 changes would be lost." in shown(pilot)
        await pilot.press("escape")
        assert "Sam" in shown(pilot)
        await pilot.press("escape", "enter")
        await settled(pilot)
        assert isinstance(top(pilot), LibraryScreen)


async def test_keys_while_a_file_is_kept_reach_nothing(
    project: str, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = threading.Event()

    def waiting(session: Any, incoming: Any, plan: Any, tell: Any) -> Any:
        tell("writing 6 turns")
        slow.wait(20)
        return keep(session, incoming, plan, tell)

    monkeypatch.setattr(importing, "keep", waiting)
    async with opened(project) as pilot:
        await preview_of(pilot, "morning.txt")
        await pilot.press("enter")
        await pilot.pause(0.2)
        assert "Keeping morning.txt … writing 6 turns · 0 s" in shown(pilot)
        await pilot.press("enter", "escape", "i", "q", "f")
        assert isinstance(top(pilot), PreviewScreen)
        slow.set()
        await settled(pilot)
        await pilot.pause()
        assert isinstance(top(pilot), LibraryScreen)
        assert "Kept as morning" in said(pilot)


async def test_what_was_told_covers_nothing_and_goes(project: str, files: Path) -> None:
    async with opened(project, size=(140, 45)) as pilot:
        await preview_of(pilot, "morning.txt")
        before = shown(pilot)
        await pilot.press("down", "r", *"Speaker 2", "enter")
        assert "are one speaker now" in shown(pilot)
        assert not said(pilot)
        await pilot.press("u")
        assert "are one speaker now" not in shown(pilot)
        await pilot.press("up")
        assert shown(pilot).count("\n") == before.count("\n")


async def test_help_lists_the_keys(project: str, files: Path) -> None:
    async with opened(project) as pilot:
        await to_files(pilot)
        assert "mark all" in shown(pilot)
        await pilot.press("question_mark")
        assert "mark all files that may hold a transcript" in shown(pilot)
        await pilot.press("escape", *"what?")
        screen = top(pilot)
        assert isinstance(screen, FilesScreen)
        assert "what?" in shown(pilot)
        await pilot.press("ctrl+u", *"morn", "enter")
        await settled(pilot)
        await pilot.press("f")
        assert "u undo" in shown(pilot)
        assert "? help" in shown(pilot)
        await pilot.press("question_mark")
        assert "undo, step by step" in shown(pilot)
        await pilot.press("escape")
        assert isinstance(top(pilot), PreviewScreen)


async def test_paths_with_spaces_are_typed_and_files_that_are_here_are_marked(
    project: str, files: Path
) -> None:
    async with opened(project) as pilot:
        await to_files(pilot)
        await pilot.press(*"my files/inside of", "enter")
        await settled(pilot)
        assert isinstance(top(pilot), PreviewScreen)
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(top(pilot), LibraryScreen)
        await pilot.press("i")
        await settled(pilot)
        # The list begins where the last file was found.
        for _ in range(200):
            await pilot.pause(0.01)
            if "imported" in shown(pilot):
                break
        assert re.search(r"inside of it\.txt .*imported", shown(pilot))


async def test_an_empty_list_is_left_with_escape(project: str, files: Path) -> None:
    async with opened(project) as pilot:
        await to_files(pilot)
        await pilot.press(*"zzzz")
        assert "Nothing here fits" in shown(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(top(pilot), LibraryScreen)


async def test_what_cannot_be_read_is_one_sentence_with_the_name_as_it_is(project: str, files: Path) -> None:
    (files / "lower.txt").write_bytes(b"")
    async with opened(project) as pilot:
        await preview_of(pilot, "lower.txt")
        told = " ".join(shown(pilot).split())
        assert "lower.txt: the file is empty" in told
        assert ".." not in told


async def test_numbers_never_run_together(project: str, files: Path) -> None:
    from coder.domain.transcript import Role
    from coder.tui.incoming import Voice
    from coder.tui.preview_view import VoiceColumns

    voice = Voice("Ana", "Ana", Role.PARTICIPANT, 65_000, 1_234_567, 0, "So.")
    row = "".join(p if isinstance(p, str) else p[0] for p in VoiceColumns([voice], 78).row(voice, here=False))
    assert row.split()[2:4] == ["65000", "1234567"]
