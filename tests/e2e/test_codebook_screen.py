"""Changing the codebook while walking through it, driven by real keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from coder.services import bootstrap
from coder.services.coding import CodingService
from coder.tui.app import Start
from coder.tui.screens.asking import ChoiceScreen, FormScreen
from coder.tui.screens.codebook_define import DefineScreen
from coder.tui.screens.codebook_sheets import AboutScreen, ChangesScreen
from coder.tui.screens.codebook_split import SplitScreen
from coder.tui.screens.coding import CodingScreen
from tests import support
from tests.e2e.screen_driving import opened, said, shown, top, work

SIZES = pytest.mark.parametrize("size", [(80, 24), (140, 45)], ids=["80x24", "140x45"])


@pytest.fixture
def path(tmp_path: Path) -> str:
    made = str(tmp_path / "tiny.coder")
    support.make(made)
    with bootstrap.session(made, "JR") as session:
        talk = session.transcript("FG-01")
        CodingService(session).apply(talk, talk.turn(2).span, ["T.WELL"])
    return made


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()
    await pilot.pause()


def here(pilot: Pilot[None]) -> str:
    """The code under the cursor."""
    code = screen(pilot).codes.current
    return code.id if code else ""


def screen(pilot: Pilot[None]) -> CodingScreen:
    return next(s for s in pilot.app.screen_stack if isinstance(s, CodingScreen))


async def walk_to(pilot: Pilot[None], code_id: str) -> None:
    if not screen(pilot).codes.browsing:
        await press(pilot, "b")
    screen(pilot).codes.point_at(code_id)
    await pilot.pause()


@SIZES
async def test_a_new_code_is_named_placed_and_applied(path: str, size: tuple[int, int]) -> None:
    async with opened(path, size=size, start=Start("FG-01", 2)) as pilot:
        await walk_to(pilot, "T.REL")
        await press(pilot, "n")
        assert isinstance(top(pilot), FormScreen)
        await press(pilot, *"Being", "space", *"heard", "down", *"often", "enter")
        assert isinstance(top(pilot), ChoiceScreen)
        await press(pilot, "enter")
        assert (here(pilot), said(pilot)) == (
            "T.BEIN",
            "Added code T.BEIN Being heard. u takes it back.",
        )
        assert [r.reason for r in work(pilot).place.session.store.reasons()] == ["often"]
        await press(pilot, "enter")
        assert "T.BEIN" in {c.code_id for c in work(pilot).state.codings}
        await press(pilot, "u", "u")
        assert "T.BEIN" not in work(pilot).state.tree.codes
        assert "Took back: added code" in said(pilot)


@SIZES
async def test_a_merge_is_told_before_and_taken_back_with_one_key(path: str, size: tuple[int, int]) -> None:
    async with opened(path, size=size, start=Start("FG-01", 2)) as pilot:
        await walk_to(pilot, "T.WELL")
        await press(pilot, "g", *"bel", "enter")
        assert "1 coding by JR becomes BEL." in " ".join(shown(pilot).split())
        await press(pilot, *"same", "enter")
        assert [c.code_id for c in work(pilot).state.codings] == ["T.BEL"]
        assert "WELL ⇒ T.BEL" in shown(pilot)
        await walk_to(pilot, "T.WELL")
        await press(pilot, "r")
        assert "was merged into T.BEL" in said(pilot)
        await press(pilot, "u")
        assert [c.code_id for c in work(pilot).state.codings] == ["T.WELL"]


async def test_leaving_the_preview_merges_nothing(path: str) -> None:
    async with opened(path) as pilot:
        await walk_to(pilot, "T.WELL")
        await press(pilot, "g", *"bel", "enter", "escape")
        assert work(pilot).state.tree.codes["T.WELL"].usable
        assert isinstance(top(pilot), CodingScreen)


@SIZES
async def test_a_definition_is_kept_by_leaving(path: str, size: tuple[int, int]) -> None:
    async with opened(path, size=size) as pilot:
        await walk_to(pilot, "T.BEL")
        await press(pilot, "space")
        assert isinstance(top(pilot), AboutScreen)
        assert "About belonging." in shown(pilot)
        await press(pilot, "e")
        assert isinstance(top(pilot), DefineScreen)
        await press(pilot, *" Or", "space", *"not.", "tab", *"seats", "enter", *"names")
        await press(pilot, "tab", "tab", "tab", "tab", "tab", *"asked", "escape")
        code = work(pilot).state.tree.codes["T.BEL"]
        assert code.definition == "About belonging. Or not."
        assert code.include == ("seats", "names")
        assert work(pilot).place.session.store.reasons()[0].reason == "asked"
        assert "Changed include, definition of T.BEL" in said(pilot)
        await press(pilot, "e", "escape")
        assert work(pilot).state.tree.codes["T.BEL"].version == code.version


async def test_rename_move_color_and_retire(path: str) -> None:
    async with opened(path, size=(140, 45)) as pilot:
        await walk_to(pilot, "T.BEL")
        await press(pilot, "r", "ctrl+u", *"Home", "enter")
        assert "BEL Home" in shown(pilot)
        await press(pilot, "m", "enter", *"well", "enter")
        codes = [code.id for code in work(pilot).state.tree.children("T")]
        assert codes == ["T.BEL", "T.WELL", "T.REL"]
        await press(pilot, "m", *"top", "enter", "enter")
        assert work(pilot).state.tree.codes["T.BEL"].parent_id is None
        await press(pilot, "o", *"blue", "enter")
        assert work(pilot).state.tree.codes["T.BEL"].color == "#2f7fc4"
        await press(pilot, "o", *"#123456", "enter")
        assert work(pilot).state.tree.codes["T.BEL"].color == "#123456"
        await walk_to(pilot, "T.REL")
        await press(pilot, "x", "enter")
        assert "REL (retired)" in shown(pilot)
        await press(pilot, "enter")
        assert work(pilot).state.codings[0].code_id == "T.WELL"
        await press(pilot, "x", "enter")
        assert work(pilot).state.tree.codes["T.REL"].usable


async def test_a_split_gives_codings_one_by_one(path: str) -> None:
    async with opened(path, start=Start("FG-01", 2)) as pilot:
        await walk_to(pilot, "T.WELL")
        await press(pilot, "s", *"Sleep", "down", *"Waiting", "enter")
        assert isinstance(top(pilot), SplitScreen)
        assert "FG-01 turn 2" in shown(pilot)
        await press(pilot, "2", "enter")
        assert [c.code_id for c in work(pilot).state.codings] == ["T.WAIT"]
        assert {"T.SLEE", "T.WAIT"} <= set(work(pilot).state.tree.codes)
        await press(pilot, "u")
        assert [c.code_id for c in work(pilot).state.codings] == ["T.WELL"]


async def test_an_example_is_asked_about_because_codebooks_are_shared(path: str) -> None:
    async with opened(path, start=Start("FG-01", 3)) as pilot:
        await walk_to(pilot, "T.REL")
        await press(pilot, "a")
        told = " ".join(shown(pilot).replace("│", " ").split())
        assert "a participant's words" in told
        await press(pilot, "escape")
        assert work(pilot).state.tree.codes["T.REL"].examples == ()
        await press(pilot, "a", "enter")
        assert [e.text for e in work(pilot).state.tree.codes["T.REL"].examples] == [
            "Yeah. [laughter] Nobody in that office knows my name."
        ]


@SIZES
async def test_what_changed_is_listed_with_its_reason(path: str, size: tuple[int, int]) -> None:
    async with opened(path, size=size) as pilot:
        await walk_to(pilot, "T.BEL")
        await press(pilot, "r", "ctrl+u", *"Home", "down", *"shorter", "enter", "h")
        assert isinstance(top(pilot), ChangesScreen)
        assert "Why  shorter" in shown(pilot)
        assert "name: Belonging → Home" in shown(pilot)
        await press(pilot, "tab")
        assert "added codebook" not in shown(pilot)
        await press(pilot, "escape")
        assert isinstance(top(pilot), CodingScreen)


async def test_a_name_that_is_taken_is_told(path: str) -> None:
    async with opened(path) as pilot:
        await walk_to(pilot, "T.BEL")
        await press(pilot, "r", "ctrl+u", *"wellbeing", "enter")
        assert "There is already a code 'Wellbeing' (T.WELL); use it" in said(pilot)


async def test_hostile_names_appear_literally(path: str) -> None:
    with bootstrap.session(path, "AM") as session:
        from coder.services.codebook_editing import CodebookEditing

        edit = CodebookEditing(session)
        edit.add("[/] [@click=app.quit]x[/]", "T", definition="[bold]no[/] \x1b[31mred")
    async with opened(path, size=(140, 45)) as pilot:
        await walk_to(pilot, "T.CAQX")
        for key in ("space", "n", "r", "e", "m", "g", "s", "x", "o", "h"):
            await press(pilot, key)
            assert "\x1b" not in shown(pilot)
            await press(pilot, "escape")
        assert "[/] [@cli" in shown(pilot)
        await press(pilot, "space")
        assert "[/] [@click=app.quit]x[/]" in shown(pilot)
        assert "[bold]no[/]" in shown(pilot)


async def test_an_example_is_kept_whole_or_refused(path: str) -> None:
    words = "I " + "really " * 40 + "never " * 15 + "said that."
    with bootstrap.session(path, "AM") as other:
        support.keep(other, support.transcript("IN-1", (("Ana", words), ("Ana", words * 3))))
    async with opened(path, start=Start("IN-1", 1)) as pilot:
        await walk_to(pilot, "T.REL")
        await press(pilot, "a", "enter")
        (example,) = work(pilot).state.tree.codes["T.REL"].examples
        assert (example.text, example.source) == (words, "IN-1")
    async with opened(path, start=Start("IN-1", 2)) as pilot:
        await walk_to(pilot, "T.REL")
        await press(pilot, "a")
        assert "an example has at most 400 characters" in said(pilot).lower()
        assert len(work(pilot).state.tree.codes["T.REL"].examples) == 1
