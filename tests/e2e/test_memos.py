"""Memos are never lost: not by leaving, a kill, a correction meanwhile or another window."""

from __future__ import annotations

import pytest
from textual import events
from textual.pilot import Pilot

from coder.errors import StoreError
from coder.services import bootstrap
from coder.services.coding import CodingService
from coder.services.correcting import CorrectionService
from coder.services.noting import placed_memos
from coder.tui.app import Start
from coder.tui.memo_pad import MEANWHILE
from coder.tui.screens.memo import RESTORED, MemoScreen
from coder.tui.state import turn_target
from tests.e2e.driving import (
    drafts,
    memos,
    opened,
    text,
    told,
    work,
)


async def drafted(pilot: Pilot[None], path: str, words: str) -> None:
    """Wait until a draft with these words is in the file."""
    for _ in range(100):
        if any(words in draft for draft in drafts(path)):
            return
        await pilot.pause(0.05)
    pytest.fail(f"no draft of {words!r} was kept")


def write_elsewhere(path: str, words: str, number: int = 1) -> None:
    """Write the same coder's memo on a turn in another window."""
    with bootstrap.session(path, "AM") as other:
        talk = other.transcript("FG-01")
        CodingService(other).write_memo("turn", turn_target(talk, talk.turn(number)), words)


async def test_a_memo_is_saved_by_quitting_in_it(path: str) -> None:
    async with opened(path) as pilot:
        await pilot.press("m", *"abc", "ctrl+q")
        assert pilot.app.return_code == 0
    assert memos(path) == ["abc"]


@pytest.mark.parametrize("leave", ["asked_to_leave", "leave_now"])
async def test_a_memo_is_saved_when_the_program_has_to_end(path: str, leave: str) -> None:
    async with opened(path) as pilot:
        await pilot.press("m", *"abc")
        getattr(pilot.app, leave)()
        await pilot.pause()
        assert pilot.app.return_code == 0
    assert memos(path) == ["abc"]
    assert drafts(path) == []


async def test_what_was_typed_comes_back_after_the_program_was_killed(path: str) -> None:
    async with opened(path) as pilot:
        await pilot.press("m", *"abc")
        await drafted(pilot, path, "abc")
        assert memos(path) == []
        with bootstrap.session(path, "AM") as other:
            assert not any("memo" in event.action for event in other.store.events())
    async with opened(path) as pilot:
        await pilot.press("m")
        assert RESTORED in text(pilot)
        assert "abc" in text(pilot)
        await pilot.press("d", "escape")
        assert memos(path) == ["abcd"]
        assert drafts(path) == []
        await pilot.press("m")
        assert RESTORED not in text(pilot)


async def test_a_draft_of_a_memo_that_was_rewritten_later_keeps_both(path: str) -> None:
    async with opened(path) as pilot:
        await pilot.press("m", *"abc")
        await drafted(pilot, path, "abc")
    write_elsewhere(path, "xyz")
    async with opened(path) as pilot:
        await pilot.press("m", "escape")
        assert memos(path) == [f"abc\n\n{MEANWHILE}\nxyz"]


def insert_elsewhere(path: str) -> None:
    """Put a turn before all others in another window, so that every offset is another one."""
    with bootstrap.session(path, "JR") as other:
        talk = other.transcript("FG-01")
        CorrectionService(other).insert_turn(talk, 0, "Maya", "Something said before everything else.")


def places(path: str) -> list[tuple[int | None, str, str]]:
    """The turn that each memo stands on, the words if it is on words, and its text."""
    with bootstrap.session(path, "AM") as other:
        found = []
        for placed in placed_memos(other):
            standing, memo = placed.standing, placed.memo
            assert standing.transcript is not None
            assert standing.turn is not None
            words = standing.span.of(standing.transcript.text) if standing.span else ""
            found.append((standing.turn.number, words, memo.text))
        return found


@pytest.mark.parametrize("keys", [["m"], ["M", "t"]])
async def test_a_memo_goes_along_with_a_turn_that_was_corrected_meanwhile(path: str, keys: list[str]) -> None:
    async with opened(path, start=Start("FG-01", 2), messages=True) as pilot:
        await pilot.press(*keys, *"abc")
        insert_elsewhere(path)
        await pilot.press("escape")
        await pilot.pause()
        assert places(path) == [(3, "", "abc")]
        assert "went along with its words" in told(pilot)


async def test_a_memo_on_words_goes_along_with_them(path: str) -> None:
    async with opened(path, start=Start("FG-01", 2)) as pilot:
        await pilot.press("s", "M", "s", *"abc")
        insert_elsewhere(path)
        await pilot.press("escape")
        await pilot.pause()
        assert places(path) == [(3, "There is one counselor for four hundred of us.", "abc")]


async def test_a_memo_written_before_is_rewritten_where_it_was_led(path: str) -> None:
    write_elsewhere(path, "first", 2)
    async with opened(path, start=Start("FG-01", 2)) as pilot:
        await pilot.press("m", *" more")
        insert_elsewhere(path)
        await pilot.press("escape")
        await pilot.pause()
        assert places(path) == [(3, "", "first more")]


async def test_a_draft_is_restored_on_its_own_words_after_a_correction(path: str) -> None:
    async with opened(path, start=Start("FG-01", 2)) as pilot:
        await pilot.press("m", *"abc")
        await drafted(pilot, path, "abc")
    insert_elsewhere(path)
    async with opened(path, start=Start("FG-01", 2)) as pilot:
        await pilot.press("m")
        assert RESTORED not in text(pilot)
        await pilot.press("escape", "j", "m")
        assert RESTORED in text(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert places(path) == [(3, "", "abc")]
        assert drafts(path) == []


async def test_two_windows_on_one_memo_keep_both_texts(path: str) -> None:
    async with opened(path) as pilot:
        await pilot.press("m", *"mine")
        write_elsewhere(path, "theirs")
        await pilot.press("escape")
        await pilot.pause()
        assert memos(path) == [f"mine\n\n{MEANWHILE}\ntheirs"]
        assert "both texts are kept" in told(pilot)


async def test_a_memo_that_was_only_looked_at_leaves_the_other_windows_alone(path: str) -> None:
    write_elsewhere(path, "first")
    async with opened(path) as pilot:
        await pilot.press("m")
        write_elsewhere(path, "second")
        await pilot.press("escape")
        assert memos(path) == ["second"]
        await pilot.press("m", *["backspace"] * 6)
        write_elsewhere(path, "third")
        await pilot.press("escape")
        assert memos(path) == ["third"]


async def test_a_memo_on_a_coding_that_vanished_goes_to_the_turn(path: str) -> None:
    async with opened(path) as pilot:
        await pilot.press("c", *"bel", "enter", "m", *"why")
        with bootstrap.session(path, "AM") as other:
            talk = other.transcript("FG-01")
            CodingService(other).remove(talk, other.store.codings(talk.id)[0])
        await pilot.press("escape")
        await pilot.pause()
        assert [memo.target_kind for memo in work(pilot).state.memos] == ["turn"]
        assert "removed meanwhile" in told(pilot)
        assert "why" in text(pilot)


async def test_a_memo_that_cannot_be_saved_stays_open(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise StoreError("the disk is full")

    async with opened(path) as pilot:
        await pilot.press("m", *"abc")
        with monkeypatch.context() as broken:
            broken.setattr(CodingService, "write_memo", fail)
            await pilot.press("escape")
            assert isinstance(pilot.app.screen, MemoScreen)
            assert "disk is full" in told(pilot)
        await pilot.press("escape")
        assert memos(path) == ["abc"]


async def test_what_is_pasted_arrives_once_and_clean(path: str) -> None:
    async with opened(path) as pilot:
        await pilot.press("m")
        pilot.app.post_message(events.Paste("one\x1b[31m two\r\nthree"))
        await pilot.pause()
        await pilot.press("escape")
        assert memos(path) == ["one\N{REPLACEMENT CHARACTER} two\nthree"]
