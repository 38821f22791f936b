"""The coding screen, driven by real keys on a real project."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from textual import events

from coder.domain.coding import Origin, Outcome
from coder.services import bootstrap
from coder.services.coding import CodingService
from coder.services.session import changed
from coder.tui.app import Start
from coder.tui.screens.coding import CodingScreen
from coder.tui.screens.library import LibraryScreen
from coder.tui.state import turn_target
from coder.tui.work import LOOKING
from tests.e2e.driving import (
    FAMILY,
    SIZES,
    Broken,
    CueFake,
    Hung,
    codings,
    number,
    opened,
    screen,
    stored,
    text,
    work,
)


@SIZES
async def test_a_sitting_and_the_next_one(path: str, size: tuple[int, int]) -> None:
    async with opened(path, size=size, suggests=CueFake()) as pilot:
        assert number(pilot) == 1
        await pilot.press("j")
        assert number(pilot) == 2
        assert "WELL Wellbeing" in text(pilot)
        assert "cue [counselor]" in text(pilot)
        await pilot.press("enter")
        assert codings(pilot) == [(2, "T.WELL", Origin.ACCEPTED)]
        assert stored(path) == [("T.WELL", "AM")]
        await pilot.press("down", "c", *"bel", "enter")
        assert codings(pilot)[1] == (3, "T.BEL", Origin.TYPED)
        await pilot.press("w")
        assert work(pilot).focused().lenses == {"L.APP": ("working",)}
        await pilot.press("m", *"Ask her", "escape")
        await pilot.pause()
        assert [memo.text for memo in work(pilot).state.memos] == ["Ask her"]
        assert "Ask her" in text(pilot)
        await pilot.press("u", "u")
        assert (work(pilot).state.memos, work(pilot).focused().lenses) == ((), {})
        await pilot.press("r")
        assert work(pilot).focused().lenses == {"L.APP": ("working",)}
        await pilot.press("end")
        assert number(pilot) == 5
        before = codings(pilot)
        await pilot.press("q")
    async with opened(path, size=size, suggests=CueFake()) as pilot:
        assert number(pilot) == 5
        assert codings(pilot) == before


@SIZES
async def test_text_that_would_like_to_be_obeyed_is_shown_as_typed(path: str, size: tuple[int, int]) -> None:
    async with opened(path, size=size, start=Start("FG-01", 5)) as pilot:
        shown = " ".join(text(pilot).split())
        assert "P[1]" in shown
        assert all(piece in shown for piece in ("[@click=app.quit]x[/],", FAMILY, "我们在学校很高兴。"))
        await pilot.press("c")
        assert "Look [bracket] and [/]" in text(pilot)
        await pilot.press("escape", "c", *"bel", "enter", "m", *"[/] [b]", "escape", "l")
        assert "Look [bracket]" in text(pilot)
        await pilot.press("escape")
        assert "[/] [b]" in text(pilot)
        assert "\x1b" not in text(pilot)


async def test_control_characters_from_a_foreign_file_never_reach_the_screen(path: str) -> None:
    with bootstrap.session(path, "AM") as session:
        place, talk = session, session.transcript("FG-01")
        place.store.set_meta({"name": "T\x1b]0;PWNED\x07iny [/]"})
        CodingService(place).write_memo("turn", turn_target(talk, talk.turn(1)), "memo \x1b[31mred [/]")
    async with opened(path, size=(140, 45)) as pilot:
        shown = text(pilot)
        assert not set(shown) & set("\x1b\x07")
        assert "\N{REPLACEMENT CHARACTER}red" in shown
        assert "[/]" in shown
        assert "iny [/] › FG-01" in shown


async def test_fast_typing_is_never_read_by_the_wrong_screen(path: str) -> None:
    async with opened(path) as pilot:
        typed = ("j", "c", *"bel", "space", *"tru", "enter", "j", "full_stop", "m", *"quick", "escape", "k")
        for key in typed:
            character = key if len(key) == 1 else {"space": " ", "full_stop": "."}.get(key)
            pilot.app.post_message(events.Key(key, character))
        for _ in range(4):
            await pilot.pause()
        assert number(pilot) == 2
        assert sorted((at, code) for at, code, _ in codings(pilot)) == [
            (2, "T.BEL"),
            (2, "T.REL"),
            (3, "T.BEL"),
            (3, "T.REL"),
        ]
        assert [memo.text for memo in work(pilot).state.memos] == ["quick"]


async def test_suggestions_are_taken_refused_and_corrected(path: str) -> None:
    async with opened(path, suggests=CueFake()) as pilot:
        await pilot.press("n")
        assert number(pilot) == 2
        await pilot.press("x")
        assert [s.code_id for s in work(pilot).state.suggestions_on(work(pilot).turn())] == ["T.REL"]
        await pilot.press("u")
        assert len(work(pilot).state.suggestions_on(work(pilot).turn())) == 2
        await pilot.press("s", "2")
        assert codings(pilot) == [(2, "T.REL", Origin.CORRECTED)]
        assert work(pilot).state.codings[0].text == "There is one counselor for four hundred of us."
        assert [d.outcome for d in work(pilot).state.decisions] == [Outcome.CORRECTED]
        await pilot.press("3")
        assert codings(pilot) == [(2, "T.REL", Origin.CORRECTED)]


async def test_words_can_be_chosen_before_coding(path: str) -> None:
    async with opened(path) as pilot:
        await pilot.press("j", "s", "s", "left_square_bracket", "left_curly_bracket", "c", *"bel", "enter")
        assert work(pilot).state.codings[0].text == "you just stop"
        await pilot.press("escape", "full_stop")
        assert work(pilot).state.codings[0].text.startswith("There is one")


async def test_every_lens_can_be_set_and_a_quote_starred(path: str) -> None:
    async with opened(path) as pilot:
        await pilot.press("j", "c", *"bel", "enter", "l", "p", "tab", "l", "i", "escape", "asterisk")
        made = work(pilot).focused()
        assert made.lenses == {"L.APP": ("progress",), "L.WHO": ("language", "income")}
        assert made.starred
        assert "★" in text(pilot)
        await pilot.press("d")
        assert codings(pilot) == []
        await pilot.press("u")
        assert len(codings(pilot)) == 1


async def test_another_coders_codings_are_shown_and_left_alone(path: str) -> None:
    with bootstrap.session(path, "Ben [B]") as session:
        talk = session.transcript("FG-01")
        CodingService(session).apply(talk, talk.turn(2).span, ["T.BEL"])
    async with opened(path) as pilot:
        await pilot.press("j")
        assert "Ben [B] · typed" in text(pilot)
        for key in ("d", "w", "asterisk", "l"):
            await pilot.press(key)
            assert isinstance(pilot.app.screen, CodingScreen)
            assert "Ben [B]" in [*pilot.app._notifications][-1].message
        assert stored(path) == [("T.BEL", "Ben [B]")]
        assert work(pilot).state.counts == {}


async def test_memos_keep_themselves_and_vanish_when_emptied(path: str) -> None:
    async with opened(path) as pilot:
        await pilot.press("m")
        await pilot.press("a", "enter", "b", "ctrl+s")
        assert [memo.text for memo in work(pilot).state.memos] == ["a\nb"]
        await pilot.press("m", "escape")
        assert len(work(pilot).state.memos) == 1
        await pilot.press("m", "backspace", "backspace", "backspace", "escape")
        assert work(pilot).state.memos == ()


async def test_transcripts_are_changed_and_the_place_in_each_is_kept(path: str) -> None:
    async with opened(path) as pilot:
        await pilot.press("j", "j", "greater_than_sign")
        assert (work(pilot).state.transcript.label, number(pilot)) == ("FG-02", 1)
        await pilot.press("j", "t")
        await pilot.pause()
        assert isinstance(pilot.app.screen, LibraryScreen)
        assert "FG-01" in text(pilot)
        await pilot.press("up", "enter")
        assert (work(pilot).state.transcript.label, number(pilot)) == ("FG-01", 3)
        await pilot.press("g", "5", "enter")
        assert number(pilot) == 5
        await pilot.press("ctrl+n")
        assert (work(pilot).state.transcript.label, number(pilot)) == ("FG-02", 2)


@SIZES
async def test_the_codebook_can_be_walked_through(path: str, size: tuple[int, int]) -> None:
    async with opened(path, size=size) as pilot:
        await pilot.press("j", "b")
        assert "Codebook" in text(pilot)
        await pilot.press("down", "down", "enter")
        assert "About trusted adults." in text(pilot)
        assert codings(pilot) == [(2, "T.REL", Origin.TYPED)]
        await pilot.press("left", "left", "b", "j")
        assert number(pilot) == 3


async def test_help_lists_what_works_here(path: str) -> None:
    async with opened(path, size=(100, 50)) as pilot:
        await pilot.press("question_mark")
        shown = text(pilot)
        assert "Pick codes by typing a few letters" in shown
        assert "Accept the first suggestion" not in shown
        await pilot.press("escape", "ctrl+k", *"next turn")
        await pilot.pause()
        await pilot.app.workers.wait_for_complete()
        await pilot.press("enter", "enter")
        await pilot.pause()
        assert number(pilot) == 2


async def test_resizing_keeps_the_place(path: str) -> None:
    async with opened(path, size=(140, 45), start=Start("FG-01", 4)) as pilot:
        await pilot.resize_terminal(70, 20)
        await pilot.pause()
        assert "▶" in text(pilot)
        assert number(pilot) == 4
        await pilot.resize_terminal(140, 45)
        await pilot.pause()
        assert "Codebook" in text(pilot)


async def test_failing_acts_are_told_and_the_screen_goes_on(path: str) -> None:
    async with opened(path, suggests=Broken()) as pilot:
        assert "Suggestions are off; go on [/] by hand." in {n.message for n in pilot.app._notifications}
        await pilot.press("enter", "full_stop", "d", "u", "r")
        assert codings(pilot) == []
        await pilot.press("j", "c", *"bel", "enter", "c", *"bel", "enter")
        assert "already" in [*pilot.app._notifications][-1].message
        assert len(codings(pilot)) == 1


async def test_what_somebody_else_changed_is_shown_before_one_acts_on_it(path: str) -> None:
    async with opened(path, suggests=CueFake()) as pilot:
        await pilot.press("j")
        with bootstrap.session(path, "BK") as other:
            speaker = next(s for s in other.transcript("FG-01").speakers if s.label == "Maya")
            renamed = replace(speaker, name="Grade 11 student", version=speaker.version + 1)
            other.act("rename", "renamed Maya", [changed("speaker", speaker, renamed)])
        await pilot.press("enter")
        assert "changed meanwhile" in [*pilot.app._notifications][-1].message
        assert stored(path) == []
        assert "Grade 11" in text(pilot)
        while work(pilot).waiting is LOOKING:
            await pilot.pause()
        await pilot.press("enter")
        assert stored(path) == [("T.WELL", "AM")]


async def test_a_hung_suggester_holds_up_neither_coding_nor_leaving(path: str) -> None:
    async with opened(path, suggests=Hung(), wait=False) as pilot:
        await pilot.press("j", "c", *"bel", "enter")
        assert len(codings(pilot)) == 1
        await asyncio.wait_for(pilot.press("q"), 5)


async def test_a_click_goes_to_a_turn_and_dragging_selects(path: str) -> None:
    async with opened(path) as pilot:
        view = screen(pilot).transcript
        indent = text(pilot).split("\n")[1].index("When")
        await pilot.click(view, offset=(indent + 3, 1))
        assert number(pilot) == 2
        await pilot.mouse_down(view, offset=(indent + 10, 1))
        await pilot.mouse_up(view, offset=(indent + 16, 1))
        await pilot.pause()
        assert work(pilot).cursor.selected.of(work(pilot).state.transcript.text) == "one counselor"


async def test_a_project_without_transcripts_says_so(tmp_path: Path) -> None:
    place = str(tmp_path / "empty.coder")
    with bootstrap.new_session(place, "AM"):
        pass
    async with opened(place) as pilot:
        await pilot.pause()
        assert "no transcripts yet" in text(pilot)
        await pilot.press("q")


async def test_an_unknown_start_is_told_and_the_last_place_opens(path: str) -> None:
    async with opened(path, start=Start("FG-99")) as pilot:
        assert number(pilot) == 1
        assert "FG-99" in next(iter(pilot.app._notifications)).message
