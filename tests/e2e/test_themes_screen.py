"""The Themes screen, a theme's page and a recommendation's, driven by real keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import TextArea

from coder.domain.coding import Coding
from coder.domain.recommendation import Progress, Vote
from coder.domain.theme import Looked, Theme, ThemeStatus
from coder.services import bootstrap
from coder.services.coding import CodingService
from coder.services.hearing import set_blind
from coder.services.themes import ThemeService
from coder.tui.app import Start
from coder.tui.screens.advice_page import AdvicePage
from coder.tui.screens.claim_pick import PiecesScreen
from coder.tui.screens.claim_text import ClaimTextScreen
from coder.tui.screens.coding import CodingScreen
from coder.tui.screens.theme_page import ThemePage
from coder.tui.screens.themes import ThemesScreen
from tests import support
from tests.e2e.driving import HOSTILE, SIZES
from tests.e2e.looks import settled
from tests.e2e.screen_driving import opened, said, shown, top, work

CLAIM = "Students go without a counselor."
OTHER = (
    ("Facilitator", "And here?"),
    ("Ana", "The counselor sits with us every week, and that helps."),
    ("Rui", HOSTILE),
)


@pytest.fixture
def path(tmp_path: Path) -> str:
    made = str(tmp_path / "tiny.coder")
    support.make(made, support.transcript(), support.transcript("FG-02", OTHER))
    with bootstrap.session(made, "AM") as session:
        service = CodingService(session)
        first, second = session.transcript("FG-01"), session.transcript("FG-02")
        service.apply(first, first.turn(2).span, ["T.WELL"], {"L.APP": ["focus"]})
        service.apply(first, first.turn(3).span, ["T.WELL"], {"L.APP": ["focus"]})
        service.apply(second, second.turn(2).span, ["T.WELL"], {"L.APP": ["working"]})
        service.apply(second, second.turn(3).span, ["T.BEL"])
    return made


def codings(path: str) -> list[Coding]:
    with bootstrap.session(path, "AM", readonly=True) as session:
        return session.store.codings(session.transcript("FG-01").id) + session.store.codings(
            session.transcript("FG-02").id
        )


def themes(path: str) -> list[Theme]:
    with bootstrap.session(path, "AM", readonly=True) as session:
        return session.store.themes()


async def press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await pilot.pause()
    while isinstance(here := top(pilot), ThemesScreen) and here.is_reading:
        await pilot.pause()
    await settled(pilot)


def in_one_line(pilot: Pilot[None]) -> str:
    return " ".join(shown(pilot).split())


@SIZES
async def test_a_theme_is_written_given_evidence_and_finished(path: str, size: tuple[int, int]) -> None:
    first, second, against, _ = codings(path)
    async with opened(path, size=size, start=Start("FG-01", 2)) as pilot:
        await press(pilot, "ctrl+y")
        assert "No themes yet" in in_one_line(pilot)
        await press(pilot, "n", *CLAIM, "enter")
        assert isinstance(top(pilot), ThemePage)
        await press(pilot, "a")
        assert "which codes" in said(pilot)
        await press(pilot, "i", *"T.WELL", "down", *"L.APP=focus", "down", *"students", "enter")
        assert "T.WELL" in shown(pilot)
        await press(pilot, "a")
        assert isinstance(top(pilot), PiecesScreen)
        assert "one counselor for four hundred" in in_one_line(pilot)
        await press(pilot, "a", "enter")
        assert "For it 2" in in_one_line(pilot)
        await press(pilot, "f", "j", "asterisk")
        assert (themes(path)[0].flagged, themes(path)[0].starred) == (first.id, (second.id,))
        await press(pilot, "x")
        assert "working, where the theme says focus" in in_one_line(pilot)
        await press(pilot, "enter")
        assert "Against it 1" in in_one_line(pilot)
        await press(pilot, "s", "f", "escape")
        assert themes(path)[0].status is ThemeStatus.FINAL
        assert "✓ final" in shown(pilot)
    (kept,) = themes(path)
    assert (kept.evidence, kept.negative_cases, kept.looked) == (
        (first.id, second.id),
        (against.id,),
        Looked.YES,
    )


async def test_final_is_refused_until_somebody_has_looked(path: str) -> None:
    async with opened(path, start=Start("FG-01", 2)) as pilot:
        await press(pilot, "f3", "n", *CLAIM, "enter", "s")
        assert "lacks evidence and having looked" in in_one_line(pilot)
        await press(pilot, "f")
        assert "is not final without evidence" in said(pilot)
        assert themes(path)[0].status is ThemeStatus.DRAFT
        await press(pilot, "l", "y")
        assert themes(path)[0].looked is Looked.YES


async def test_texts_are_written_on_several_lines_and_every_act_is_undone(path: str) -> None:
    async with opened(path, start=Start("FG-01", 2)) as pilot:
        await press(pilot, "ctrl+y", "n", *CLAIM, "enter")
        await press(pilot, "enter", *"one for 400", "enter", *"since fall", "escape")
        assert themes(path)[0].know == "one for 400\nsince fall"
        await press(pilot, "e", *" Now", "escape")
        assert themes(path)[0].claim == f"{CLAIM} Now"
        await press(pilot, "u")
        assert themes(path)[0].claim == CLAIM
        await press(pilot, "u")
        assert themes(path)[0].know == ""
        await press(pilot, "r")
        assert themes(path)[0].know == "one for 400\nsince fall"
        await press(pilot, "u", "u")
        assert isinstance(top(pilot), ThemesScreen)
        assert themes(path) == []
        await press(pilot, "r")
        assert "go without a counselor" in in_one_line(pilot)


async def test_what_is_typed_survives_an_end_of_the_program(path: str) -> None:
    async with opened(path, start=Start("FG-01", 2)) as pilot:
        await press(pilot, "ctrl+y", "n", *CLAIM, "enter", "enter", *"half a thought")
        screen = top(pilot)
        assert isinstance(screen, ClaimTextScreen)
        while not any("half a thought" in value for value in screen._place.session.store.meta().values()):
            await pilot.pause()
    assert themes(path)[0].know == ""
    async with opened(path, start=Start("FG-01", 2)) as pilot:
        await press(pilot, "ctrl+y", "enter", "enter")
        assert "Restored" in shown(pilot)
        assert top(pilot).query_one(TextArea).text == "half a thought"
        await press(pilot, "ctrl+s")
        assert themes(path)[0].know == "half a thought"


async def test_both_versions_are_shown_before_one_is_written_over(path: str) -> None:
    async with opened(path, start=Start("FG-01", 2)) as pilot:
        await press(pilot, "ctrl+y", "n", *CLAIM, "enter", "e", *" Mine")
        with bootstrap.session(path, "BB") as other:
            service = ThemeService(other)
            service.edit(service.find("T1"), claim="Students trust the librarian.", notes="n")
        await press(pilot, "escape")
        assert isinstance(top(pilot), ClaimTextScreen)
        assert "Students trust the librarian." in in_one_line(pilot)
        assert themes(path)[0].claim == "Students trust the librarian."
        await press(pilot, "escape")
        assert isinstance(top(pilot), ThemePage)
    assert (themes(path)[0].claim, themes(path)[0].notes) == (f"{CLAIM} Mine", "n")


async def test_one_key_adds_the_focused_coding_and_enter_goes_to_it(path: str) -> None:
    first, *_, belonging = codings(path)
    async with opened(path, start=Start("FG-01", 2)) as pilot:
        await press(pilot, "L")
        assert "Add to which theme?" in shown(pilot)
        await press(pilot, *CLAIM, "enter")
        assert "Wrote a theme" in said(pilot)
        await press(pilot, "ctrl+n", "j", "j", "L", "enter")
        assert themes(path)[0].evidence == (first.id, belonging.id)
        await press(pilot, "ctrl+y", "enter", "down")
        assert "[bracket] and [/]" in in_one_line(pilot)
        await press(pilot, "up", "enter")
        assert isinstance(top(pilot), CodingScreen)
        state, cursor = work(pilot).state, work(pilot).cursor
        assert (state.transcript.label, cursor.span(state)) == ("FG-01", first.span)
        assert "^y goes back to the theme" in said(pilot)
        await press(pilot, "j", "j", "j", "L")
        assert "No coding is in focus" in said(pilot)
        await press(pilot, "ctrl+y")
        assert isinstance(top(pilot), ThemePage)
        await press(pilot, "down", "enter")
        assert work(pilot).state.transcript.label == "FG-02"
        await press(pilot, "ctrl+y")
        assert "[bracket] and [/]" in in_one_line(pilot), "the same words of it are under the cursor"
        await press(pilot, "escape", "escape")
        assert isinstance(top(pilot), CodingScreen)
        await press(pilot, "ctrl+y")
        assert isinstance(top(pilot), ThemesScreen), "who left it is not sent there again"
        await press(pilot, "escape", "u")
        assert themes(path)[0].evidence == (first.id,)


async def test_a_removed_coding_is_told_and_its_words_are_not_shown(path: str) -> None:
    first, second, *_ = codings(path)
    with bootstrap.session(path, "AM") as session:
        ThemeService(session).add(CLAIM, evidence=(first.id, second.id), flagged=first.id)
    async with opened(path, start=Start("FG-01", 2)) as pilot:
        await press(pilot, "d", "ctrl+y")
        assert "!" in shown(pilot)
        assert "1 of its codings were removed" in in_one_line(pilot)
        await press(pilot, "enter")
        assert "this coding was removed" in in_one_line(pilot)
        assert "one counselor" not in in_one_line(pilot)
        await press(pilot, "asterisk")
        assert "is not printed" in said(pilot)
        await press(pilot, "enter")
        assert isinstance(top(pilot), ThemePage)
        await press(pilot, "o", "o", "d")
        assert themes(path)[0].codings == (second.id,)


@SIZES
async def test_a_recommendation_answers_themes_and_is_voted_on(path: str, size: tuple[int, int]) -> None:
    with bootstrap.session(path, "AM") as session:
        theme = ThemeService(session).add(CLAIM, code_ids=("T.WELL",))
        other = ThemeService(session).add("Families wait for answers.")
    async with opened(path, size=size, start=Start("FG-01", 2)) as pilot:
        await press(pilot, "ctrl+y", "N", *"Hire a counselor", "enter")
        assert isinstance(top(pilot), AdvicePage)
        await press(pilot, "v", *"students", "down", "3", "enter")
        await press(pilot, "c", *"One for 400", "escape")
        await press(pilot, "t", *"families", "enter")
        await press(pilot, "i", *"students", "down", "right", "down", *"Principal", "enter", "s", "a")
        assert "agreed · place 1" in in_one_line(pilot)
        await press(pilot, "down", "enter")
        assert isinstance(top(pilot), ThemePage)
        await press(pilot, "escape", "escape")
        assert "place 1" in shown(pilot)
        assert "3 votes" in shown(pilot)
        await press(pilot, "end", "v", *"students", "down", "1", "enter", "c")
        assert "no-evidence" in shown(pilot)
    with bootstrap.session(path, "AM", readonly=True) as session:
        (kept,) = session.store.recommendations()
    assert set(kept.theme_ids) == {theme.id, other.id}
    assert (kept.cause, kept.asked_by, kept.analysts, kept.owner) == (
        "One for 400",
        ("students",),
        True,
        "Principal",
    )
    assert (kept.votes, kept.status) == ((Vote("students", 1),), Progress.AGREED)


async def test_themes_are_ordered_removed_and_brought_back(path: str) -> None:
    with bootstrap.session(path, "AM") as session:
        for claim in (CLAIM, "Families wait.", "Leaders promise."):
            ThemeService(session).add(claim)
    async with opened(path, start=Start("FG-01", 2)) as pilot:
        await press(pilot, "ctrl+y", "plus", "plus")
        assert [theme.claim for theme in themes(path)] == ["Families wait.", "Leaders promise.", CLAIM]
        await press(pilot, "minus")
        assert [theme.claim for theme in themes(path)] == ["Families wait.", CLAIM, "Leaders promise."]
        await press(pilot, "d")
        assert "Removed" in said(pilot)
        await press(pilot, "u")
        assert len(themes(path)) == 3
        await press(pilot, "v")
        assert "Votes are for recommendations" in said(pilot)
        await press(pilot, "escape")
        assert isinstance(top(pilot), CodingScreen)


async def test_the_mouse_chooses_and_opens(path: str) -> None:
    with bootstrap.session(path, "AM") as session:
        for claim in (CLAIM, "Families wait."):
            ThemeService(session).add(claim)
    async with opened(path, start=Start("FG-01", 2)) as pilot:
        await press(pilot, "ctrl+y")
        await pilot.click("#claims-list", offset=(20, 2))
        assert "› ○ draft   T2" in shown(pilot)
        await pilot.click("#claims-list", offset=(20, 0))
        assert "› ○ draft   T2" in shown(pilot)
        await pilot.click("#claims-list", offset=(20, 1), times=2)
        await settled(pilot)
        assert isinstance(top(pilot), ThemePage)
        assert "go without a counselor" in shown(pilot)


async def test_the_transcript_says_when_something_was_saved_there(path: str) -> None:
    async with opened(path, size=(140, 45)) as pilot:
        assert "   saved " not in shown(pilot)
        await press(pilot, "ctrl+y", "n", *"Bells", "enter", "escape", "escape")
        assert isinstance(top(pilot), CodingScreen)
        assert "   saved " in shown(pilot)


async def test_what_is_undone_there_is_undone_in_the_transcript(path: str) -> None:
    async with opened(path, start=Start("FG-02", 3)) as pilot:
        assert len(work(pilot).state.codings) == 2
        await press(pilot, "ctrl+y", "u", "escape")
        assert len(work(pilot).state.codings) == 1


async def test_a_blind_pass_sees_no_themes(path: str) -> None:
    with bootstrap.session(path, "AM") as session:
        set_blind(session, True)
    async with opened(path, start=Start("FG-01", 2)) as pilot:
        for key in ("ctrl+y", "L"):
            await press(pilot, key)
            assert isinstance(top(pilot), CodingScreen)
            assert "blind pass" in said(pilot)
