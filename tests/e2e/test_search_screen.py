"""Searching, going through what was found and coding it, driven by real keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from coder.services import bootstrap
from coder.services.coding import CodingService
from coder.tui.app import Start
from coder.tui.screens.coding import CodingScreen
from coder.tui.screens.picker import PickerScreen
from coder.tui.screens.search import SearchScreen
from coder.tui.screens.search_preview import HitsPreviewScreen
from tests import support
from tests.e2e.screen_driving import opened, said, shown, top, work

SIZES = pytest.mark.parametrize("size", [(80, 24), (140, 45)], ids=["80x24", "140x45"])
OTHER = (
    ("Facilitator", "And here?"),
    ("Ana", "The counselor, the counselor! [/] [@click=app.quit]x[/] I felt seen. Then nobody came."),
)


@pytest.fixture
def path(tmp_path: Path) -> str:
    made = str(tmp_path / "tiny.coder")
    support.make(made, support.transcript(), support.transcript("FG-02", OTHER))
    return made


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()
    await pilot.pause()


async def searched(pilot: Pilot[None], *keys: str) -> None:
    """Type a query and wait until all of it has been searched."""
    await press(pilot, *keys)
    screen = top(pilot)
    assert isinstance(screen, SearchScreen)
    while screen.searching:
        await pilot.pause()
    await pilot.pause()


def selected(pilot: Pilot[None]) -> tuple[str, str]:
    """The transcript and the words that are selected in it."""
    state, cursor = work(pilot).state, work(pilot).cursor
    return state.transcript.label, cursor.span(state).of(state.transcript.text)


@SIZES
async def test_a_word_is_found_everywhere_and_enter_goes_there(path: str, size: tuple[int, int]) -> None:
    async with opened(path, size=size) as pilot:
        await press(pilot, "slash")
        assert "coding with both" in shown(pilot)
        await searched(pilot, *"counselor", "tab", "enter")
        assert "2 turns in 2 transcripts" in shown(pilot)
        await press(pilot, "j")
        assert "[/] [@click=app.quit]x[/]" in shown(pilot)
        await press(pilot, "enter")
        assert isinstance(top(pilot), CodingScreen)
        assert selected(pilot) == ("FG-02", "counselor")
        assert "Found 2 of 3" in said(pilot)
        await press(pilot, "semicolon")
        assert "Found 3 of 3" in said(pilot)
        start = work(pilot).cursor.span(work(pilot).state).start
        assert start > work(pilot).turn().start + 10
        await press(pilot, "semicolon")
        assert selected(pilot) == ("FG-01", "counselor")
        assert "from the other end" in said(pilot)
        await press(pilot, "comma", "comma")
        assert "Found 2 of 3" in said(pilot)


async def test_only_this_transcript_is_searched_unless_tab_says_otherwise(path: str) -> None:
    async with opened(path) as pilot:
        await press(pilot, "slash")
        await searched(pilot, *"counselor", "enter")
        assert "1 turn" in shown(pilot)
        assert "FG-02" not in shown(pilot)
        await searched(pilot, "tab")
        assert "2 turns in 2 transcripts" in shown(pilot)


async def test_what_was_found_is_there_again(path: str) -> None:
    async with opened(path) as pilot:
        await press(pilot, "semicolon")
        assert "/ searches" in said(pilot)
        await press(pilot, "slash")
        await searched(pilot, *"seat", "enter")
        await press(pilot, "escape", "slash")
        assert "1 turn" in shown(pilot)
        await press(pilot, "slash", "ctrl+u")
        await searched(pilot, *"zebra", "enter")
        assert "Nothing fits." in shown(pilot)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("(a", "haracter 1 of the query: this parenthesis is not closed"),
        ("rolle:x", "did you mean role"),
        ("code:NOPE", "there is no code 'NOPE'"),
        ("/(/", "this pattern cannot be read"),
    ],
)
async def test_a_query_that_is_wrong_is_told_with_its_place(path: str, query: str, told: str) -> None:
    async with opened(path) as pilot:
        await press(pilot, "slash")
        await searched(pilot, *query, "enter")
        assert told in " ".join(shown(pilot).replace("│", " ").split())
        await press(pilot, "escape")
        assert isinstance(top(pilot), CodingScreen)


@SIZES
async def test_marked_hits_are_coded_after_a_preview_and_taken_back_by_one_key(
    path: str, size: tuple[int, int]
) -> None:
    async with opened(path, size=size, start=Start("FG-01", 2)) as pilot:
        count = work(pilot).place.session.store.event_count()
        await press(pilot, "slash")
        await searched(pilot, *"counselor", "tab", "enter")
        await press(pilot, "space", "space", "c")
        assert isinstance(top(pilot), PickerScreen)
        await press(pilot, *"bel", "enter")
        assert isinstance(top(pilot), HitsPreviewScreen)
        told = " ".join(shown(pilot).replace("│", " ").split())
        assert "Put BEL on 2 excerpts: whole turns?" in told
        assert work(pilot).place.session.store.event_count() == count
        await press(pilot, "tab")
        assert "Put BEL on 2 excerpts: sentences?" in " ".join(shown(pilot).split())
        await press(pilot, "enter")
        store = work(pilot).place.session.store
        assert store.event_count() == count + 1
        assert {c.text for c in store.codings()} == {
            "There is one counselor for four hundred of us.",
            "The counselor, the counselor!",
        }
        assert "Made 2 codings. u takes all of it back." in said(pilot)
        await press(pilot, "u")
        assert store.codings() == []


async def test_leaving_the_preview_codes_nothing_and_comes_back_to_the_hits(path: str) -> None:
    async with opened(path) as pilot:
        await press(pilot, "slash")
        await searched(pilot, *"counselor", "tab", "enter")
        await press(pilot, "a", "c", *"bel", "enter", "space", "escape")
        assert isinstance(top(pilot), SearchScreen)
        assert "2 marked" in shown(pilot)
        assert work(pilot).place.session.store.codings() == []


async def test_a_hit_left_out_of_the_preview_is_not_coded(path: str) -> None:
    async with opened(path) as pilot:
        await press(pilot, "slash")
        await searched(pilot, *"counselor", "tab", "enter")
        await press(pilot, "a", "c", *"bel", "enter", "space", "enter")
        labels = [c.text[:13] for c in work(pilot).place.session.store.codings()]
        assert labels == ["The counselor"]


async def test_codes_speakers_and_words_together(path: str) -> None:
    with bootstrap.session(path, "AM") as session:
        talk = session.transcript("FG-01")
        CodingService(session).apply(talk, talk.turn(2).span, ["T.WELL"])
    async with opened(path) as pilot:
        await press(pilot, "slash")
        await searched(pilot, *'code:WELL speaker:maya "one counselor"', "enter")
        assert "Coded WELL and speaker maya and “one counselor”." in shown(pilot)
        await press(pilot, "enter")
        assert selected(pilot) == ("FG-01", "one counselor")


async def test_a_transcript_corrected_since_is_told(path: str) -> None:
    from coder.services.correcting import CorrectionService

    async with opened(path) as pilot:
        await press(pilot, "slash")
        await searched(pilot, *"counselor", "tab", "enter")
        await press(pilot, "escape")
        with bootstrap.session(path, "JR") as other:
            CorrectionService(other).edit_turn(other.transcript("FG-02"), 2, "Well, the counselor.")
        await press(pilot, "comma")
        assert "corrected since the search" in said(pilot)
        await press(pilot, "slash", "a", "c", *"bel", "enter", "enter")
        assert "was corrected since the search" in said(pilot)
        assert work(pilot).place.session.store.codings() == []


async def test_hits_of_the_query_before_never_get_into_the_next(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    from coder.services.searching import Searching, Slice

    gate, step = threading.Event(), Searching.step

    def slow(self: Searching) -> Slice | None:
        found = step(self)
        if found is not None and found.hits:
            gate.wait(10)
        return found

    monkeypatch.setattr(Searching, "step", slow)
    async with opened(path) as pilot:
        await press(pilot, "slash", *"counselor", "enter")
        await press(pilot, "ctrl+u", *"librarian", "enter")
        gate.set()
        screen = top(pilot)
        assert isinstance(screen, SearchScreen)
        while screen.searching:
            await pilot.pause()
        await pilot.pause()
        assert [hit.turn for hit in screen.finding.hits] == [4]
        assert screen.finding.complete
        assert "“librarian…”" in shown(pilot)


async def test_two_searches_begun_at_once_find_everything_once(path: str) -> None:
    async with opened(path) as pilot:
        await press(pilot, "slash", *"counselor")
        screen = top(pilot)
        assert isinstance(screen, SearchScreen)
        screen._begin()
        screen._begin()
        while screen.searching:
            await pilot.pause()
        assert [hit.turn for hit in screen.finding.hits] == [2]


async def test_a_search_that_breaks_off_ends_with_a_sentence(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from coder.services.searching import Searching, Slice

    def broken(_: Searching) -> Slice | None:
        raise MemoryError

    monkeypatch.setattr(Searching, "step", broken)
    async with opened(path) as pilot:
        await press(pilot, "slash")
        await searched(pilot, *"counselor", "enter")
        assert "The search broke off (MemoryError)" in shown(pilot)


async def test_forms_of_words_are_found_beside_the_acts(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    from coder.suggest.lemmas import Lemmas

    threads: list[str] = []

    def of(_: Lemmas, words: object) -> dict[str, frozenset[str]]:
        threads.append(threading.current_thread().name)
        return {word: frozenset({word}) for word in words}  # type: ignore[attr-defined]

    monkeypatch.setattr(Lemmas, "of", of)
    async with opened(path) as pilot:
        await press(pilot, "slash")
        await searched(pilot, *"~counselor", "enter")
        assert "1 turn" in shown(pilot)
    assert threads == ["suggestions"]
