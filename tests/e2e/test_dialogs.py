"""Every dialog does on Enter, Esc and Ctrl+Q what one expects, and says what it does."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import replace

import pytest
from textual import events

from coder.domain.codebook import CodeTree, Lens, LensValue
from coder.domain.transcript import Transcript, Turn
from coder.errors import InputError
from coder.services import bootstrap
from coder.services.coding import CodingService
from coder.services.session import Session
from coder.tui.app import Start
from coder.tui.screens.coding import CodingScreen
from coder.tui.screens.lens import LensScreen
from coder.tui.work import LOOKING, STILL_LOOKING
from tests import support
from tests.e2e.driving import (
    Broken,
    CueFake,
    codings,
    number,
    opened,
    screen,
    text,
    told,
    work,
)


class Slow(CueFake):
    """Finds nothing before it is let go."""

    def __init__(self) -> None:
        self.go = threading.Event()

    def hits(self, transcript: Transcript, turns: Iterable[Turn] | None = None) -> dict[int, list[str]]:
        self.go.wait(10)
        return super().hits(transcript, turns)


@pytest.mark.parametrize("key", ["c", "l", "m", "g", "t", "b", "question_mark", "ctrl+k", ""])
async def test_ctrl_q_quits_everywhere(path: str, key: str) -> None:
    async with opened(path) as pilot:
        await pilot.press("c", *"bel", "enter", *([key] if key else []))
        await pilot.pause()
        # As a terminal sends it: with the control character, which is no letter to be typed.
        pilot.app.post_message(events.Key("ctrl+q", "\x11"))
        await pilot.pause()
        assert pilot.app.return_code == 0


@pytest.mark.parametrize("key", ["c", "l", "m", "g", "t", "b", "question_mark"])
async def test_esc_closes_and_ctrl_c_says_how_to_leave(path: str, key: str) -> None:
    async with opened(path) as pilot:
        await pilot.press("c", *"bel", "enter", "ctrl+c")
        assert told(pilot) == "q quits."
        await pilot.press(key, "ctrl+c")
        assert "quits" in told(pilot)
        await pilot.press("escape", "j")
        assert isinstance(pilot.app.screen, CodingScreen)
        assert number(pilot) == 2
        assert pilot.app.return_code is None


async def test_enter_sets_the_highlighted_lens_value_and_closes(path: str) -> None:
    async with opened(path) as pilot:
        await pilot.press("c", *"bel", "enter", "l", "down", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, CodingScreen)
        assert work(pilot).focused().lenses == {"L.APP": ("progress",)}
        assert told(pilot) == "Appraisal: Progress, on T.BEL."
        await pilot.press("l", "enter")
        assert work(pilot).focused().lenses == {"L.APP": ("progress",)}
        await pilot.press("l", "tab", "enter", "down", "enter")
        assert isinstance(pilot.app.screen, LensScreen)
        assert work(pilot).focused().lenses["L.WHO"] == ("language", "income")
        await pilot.press("up", "up", "up", "enter")
        await pilot.pause()
        assert work(pilot).focused().lenses["L.APP"] == ("focus",)


async def test_one_letter_sets_one_lens_value_inside_and_outside(path: str) -> None:
    async with opened(path) as pilot:
        await pilot.press("c", *"bel", "enter", "l")
        assert "v  ○ Mixed" in text(pilot)
        await pilot.press("m")
        assert work(pilot).focused().lenses == {}
        await pilot.press("v", "escape")
        assert work(pilot).focused().lenses == {"L.APP": ("mixed",)}
        await pilot.press("v")
        assert work(pilot).focused().lenses == {}


async def test_quotes_in_titles_are_closed(path: str) -> None:
    async with opened(path, start=Start("FG-01", 5), size=(60, 20)) as pilot:
        await pilot.press("c", *"bel", "enter")
        for key in ("l", "c"):
            await pilot.press(key)
            await pilot.pause()
            line = next(line for line in text(pilot).split("\n") if "“" in line)
            assert "…”" in line
            await pilot.press("escape")


async def test_a_turn_that_is_not_there_is_refused(path: str) -> None:
    async with opened(path) as pilot:
        await pilot.press("g", "9", "9", "enter")
        assert "There is no turn 99." in text(pilot)
        await pilot.press("3", "enter")
        assert number(pilot) == 3
    async with opened(path, start=Start("FG-01", 999)) as pilot:
        assert number(pilot) == 5
        assert "FG-01 has no turn 999" in told(pilot)


async def test_hints_lie_inside_their_dialog_and_the_footer_stays(path: str) -> None:
    async with opened(path, size=(80, 24)) as pilot:
        footer = text(pilot).split("\n")[-1]
        await pilot.press("question_mark")
        await pilot.pause()
        rows = text(pilot).split("\n")
        assert rows[-1] == footer
        hint = next(at for at, row in enumerate(rows) if "esc back" in row)
        bottom = next(at for at, row in enumerate(rows) if "╰" in row)
        assert hint == bottom - 1


async def test_messages_go_when_the_screen_changes(path: str) -> None:
    async with opened(path) as pilot:
        await pilot.press("u")
        assert told(pilot) == "There is nothing to undo."
        await pilot.press("question_mark")
        assert told(pilot) == ""
        await pilot.press("escape", "u", "greater_than_sign")
        assert work(pilot).state.transcript.label == "FG-02"
        assert told(pilot) == ""


async def test_messages_on_a_small_screen_are_one_line_above_the_footer(path: str) -> None:
    async with opened(path, size=(60, 20), messages=True) as pilot:
        await pilot.press("c", *"bel", "enter", "u")
        for _ in range(3):
            await pilot.pause()
        rows = text(pilot).split("\n")
        assert "Took back: coded T.BEL on FG-01 turn 1." in rows[-2]
        assert "? help" in rows[-1]


async def test_definitions_of_lens_values_are_whole_where_there_is_room(path: str) -> None:
    about = "It is presented as going well in part, and as needing attention in some other part."
    values = tuple(LensValue(name.lower(), name, name[0].lower(), about) for name in ("Ape", "Bee", "Cat"))
    tree = CodeTree((replace(support.book(), lenses=(Lens("L.X", "tiny", 0, "Animals", values),)),))

    async def never(lens_id: str, value: str) -> None:
        raise AssertionError

    async with opened(path, size=(80, 24)) as pilot:
        await pilot.press("c", *"bel", "enter")
        await screen(pilot).ask(LensScreen(tree, work(pilot).focused(), never), lambda _: None)
        await pilot.pause()
        right = " ".join(" ".join(row[35:] for row in text(pilot).split("\n")).replace("│", " ").split())
        assert right.count(about) == 3
        await pilot.resize_terminal(60, 14)
        await pilot.press("down", "down")
        await pilot.pause()
        right = text(pilot)
        assert "› c  ○ Cat" in right
        assert right.count("part.") == 1


async def test_the_library_marks_its_cursor_without_color(path: str) -> None:
    async with opened(path) as pilot:
        await pilot.press("t", "down")
        await pilot.pause()
        rows = [row for row in text(pilot).split("\n") if "FG-0" in row]
        assert ["›" in row for row in rows] == [False, True]
        assert "▶ FG-01" in rows[0]


# -- the coding screen


async def test_n_waits_for_suggestions_that_are_being_looked_for(path: str) -> None:
    slow = Slow()
    async with opened(path, suggests=slow, wait=False) as pilot:
        await pilot.press("n")
        assert (told(pilot), number(pilot)) == (STILL_LOOKING, 1)
        slow.go.set()
        while work(pilot).waiting is LOOKING:
            await pilot.pause()
        await pilot.pause()
        assert (told(pilot), number(pilot)) == ("", 2)


async def test_n_does_not_carry_off_who_has_gone_on(path: str) -> None:
    slow = Slow()
    async with opened(path, suggests=slow, wait=False) as pilot:
        await pilot.press("n", "s")
        slow.go.set()
        while work(pilot).waiting is LOOKING:
            await pilot.pause()
        await pilot.pause()
        assert number(pilot) == 1
    async with opened(path, suggests=Broken()) as pilot:
        await pilot.press("n")
        assert told(pilot) == "Suggestions are off."


async def test_the_last_codes_can_be_repeated_after_a_restart(path: str) -> None:
    async with opened(path) as pilot:
        await pilot.press("c", *"wel", "enter", "j", "c", *"bel", "space", *"tru", "enter")
    async with opened(path) as pilot:
        await pilot.press("j", "full_stop")
        assert sorted(code for at, code, _ in codings(pilot) if at == 3) == ["T.BEL", "T.REL"]


async def test_a_fourth_coding_is_explained(path: str) -> None:
    with bootstrap.session(path, "AM") as session:
        talk, service = session.transcript("FG-01"), CodingService(session)
        for code in ("T.BEL", "T.REL", "T.WELL"):
            service.apply(talk, talk.turn(1).span, [code])
    with bootstrap.session(path, "BK") as session:
        CodingService(session).apply(talk, talk.turn(1).span, ["T.BEL"])
    async with opened(path) as pilot:
        assert "Turn 1 · Facilitator · + 4th and further coding" in text(pilot)
        await pilot.press("question_mark", *["pagedown"] * 5)
        await pilot.pause()
        assert "+ is a turn's 4th and further" in " ".join(text(pilot).split())


async def test_undo_is_told_in_plain_words(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(session: Session) -> None:
        raise InputError("this import cannot be undone [/]")

    async with opened(path) as pilot:
        await pilot.press("m", *"a", "escape", "u")
        assert told(pilot) == "Took back: wrote memo on FG-01 turn 1."
        await pilot.press("r")
        assert told(pilot) == "Did again: wrote memo on FG-01 turn 1."
        monkeypatch.setattr(Session, "undo", refuse)
        await pilot.press("u")
        assert told(pilot) == "This import cannot be undone [/]."
        await pilot.press("j")
        assert number(pilot) == 2
        assert screen(pilot).is_current
