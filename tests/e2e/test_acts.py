"""The acts beside the most common ones, driven by real keys on a real project."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from textual.pilot import Pilot

from coder.domain.coding import Origin, Outcome
from coder.services import bootstrap
from coder.services.coding import CodingService
from tests import support
from tests.e2e.driving import SIZES, CueFake, codings, number, opened, screen, stored, text, told, work

SENTENCES = (
    ("Facilitator", "How is the morning bus for you all?"),
    ("Maya", "It is late. I miss breakfast, and then math. Nobody tells us why."),
    ("Jordan", "Same here. We wait in the rain."),
    ("Maya", "My brother just walks now."),
    ("Facilitator", "And who do you talk to about it?"),
    ("Jordan", "One counselor, for all of us."),
)


@pytest.fixture
def path(tmp_path: Path) -> str:
    made = str(tmp_path / "bus.coder")
    support.make(made, support.transcript("FG-01", SENTENCES), support.transcript("FG-02"))
    return made


def words(pilot: Pilot[None]) -> str:
    """The words that a code would be put on."""
    state, cursor = work(pilot).state, work(pilot).cursor
    return cursor.span(state).of(state.transcript.text)


async def test_selection_grows_and_shrinks_by_units(path: str) -> None:
    async with opened(path) as pilot:
        await pilot.press("j", "minus")
        assert words(pilot) == "It is late."
        await pilot.press("minus")
        assert words(pilot) == "It"
        await pilot.press("right_square_bracket", "plus")
        assert words(pilot) == "It is late."
        await pilot.press("plus")
        assert work(pilot).cursor.selected is None
        await pilot.press("plus")
        assert words(pilot).startswith("How is the morning bus")
        assert words(pilot).endswith("My brother just walks now.")
        assert "in 4 turns" in text(pilot)
        await pilot.press("plus", "minus", "minus", "minus")
        assert words(pilot) == "It is"


@SIZES
async def test_a_selection_across_turns_shows_and_is_coded(path: str, size: tuple[int, int]) -> None:
    async with opened(path, size=size) as pilot:
        await pilot.press("j", "s", "s", "right_parenthesis", "shift+down")
        assert words(pilot).startswith("I miss breakfast, and then math.\n\nSame here.") is False
        assert words(pilot).startswith("I miss breakfast, and then math. Nobody tells us why.\n\nSame here.")
        assert words(pilot).endswith("My brother just walks now.")
        assert "in 3 turns" in text(pilot)
        await pilot.press("left_parenthesis", "c", *"bel", "enter")
        (made,) = work(pilot).state.codings
        assert made.text.endswith("We wait in the rain.")
        assert "turns 2–3" in text(pilot)
        state = work(pilot).state
        assert [len(state.codings_on(turn)) for turn in state.stops] == [0, 1, 1, 0, 0, 0]
        await pilot.press("escape", "j", "left_parenthesis", "shift+up")
        assert words(pilot).startswith("How is")
        await pilot.press("shift+down", "shift+down", "shift+down")
        assert words(pilot).startswith("Same here.")
        assert words(pilot).endswith("walks now.")
        await pilot.press("shift+up")
        assert work(pilot).cursor.selected is None


async def test_recent_codes_keep_their_digits(path: str) -> None:
    async with opened(path) as pilot:
        await pilot.press("7")
        assert told(pilot) == "No code is on 7 yet; the codes you use come there."
        await pilot.press("j", "c", *"bel", "enter", "j", "c", *"tru", "enter", "j", "4")
        assert codings(pilot)[-1] == (4, "T.BEL", Origin.TYPED)
        await pilot.press("k", "k", "5")
        assert [row for row in codings(pilot) if row[0] == 2] == [
            (2, "T.BEL", Origin.TYPED),
            (2, "T.REL", Origin.TYPED),
        ]
        assert "4 BEL" in text(pilot)
        assert "5 REL" in text(pilot)
        before = len(codings(pilot))
        await pilot.press("5")
        assert len(codings(pilot)) == before
        assert "already on these words" in told(pilot)
    async with opened(path) as pilot:
        await pilot.pause()
        await pilot.press("end", "4")
        assert codings(pilot)[-1] == (6, "T.REL", Origin.TYPED)


async def test_a_coding_is_recoded_moved_cut_and_joined_again(path: str) -> None:
    async with opened(path) as pilot:
        await pilot.press("j", "c", *"bel", "enter", "asterisk", "O", *"well", "enter")
        (coding,) = work(pilot).state.codings
        assert (coding.code_id, coding.starred) == ("T.WELL", True)
        assert "Recoded T.BEL as T.WELL" in told(pilot)
        await pilot.press("s", "s", "equals_sign")
        assert work(pilot).focused().text == "I miss breakfast, and then math."
        await pilot.press("escape", "equals_sign", "s", "s", "percent_sign")
        assert [c.text for c in work(pilot).state.codings] == [
            "It is late.",
            "I miss breakfast, and then math. Nobody tells us why.",
        ]
        assert work(pilot).focused().id == coding.id
        await pilot.press("ampersand")
        (whole,) = work(pilot).state.codings
        assert (whole.id, whole.text) == (coding.id, SENTENCES[1][1])
        await pilot.press("ampersand")
        assert "overlaps or adjoins" in told(pilot)
        await pilot.press(*"uuuuuuu")
        assert stored(path) == []
        await pilot.press(*"rrrrrrr")
        assert [c.id for c in work(pilot).state.codings] == [coding.id]


async def test_the_same_code_is_followed_into_the_next_transcript(path: str) -> None:
    with bootstrap.session(path, "AM") as session:
        first, second = session.transcript("FG-01"), session.transcript("FG-02")
        for talk, turn in ((first, 2), (first, 4), (second, 3)):
            CodingService(session).apply(talk, talk.turn(turn).span, ["T.BEL"])
    async with opened(path) as pilot:
        await pilot.press("j", "y")
        assert number(pilot) == 4
        await pilot.press("y")
        assert (work(pilot).state.transcript.label, number(pilot)) == ("FG-02", 3)
        assert told(pilot) == "FG-02: Belonging goes on here."
        await pilot.press("y")
        assert told(pilot) == "No further place has Belonging."
        await pilot.press("Y", "Y", "Y")
        assert (work(pilot).state.transcript.label, number(pilot)) == ("FG-01", 2)


async def test_a_suggestion_is_taken_with_another_code_or_refused_with_a_reason(path: str) -> None:
    async with opened(path, suggests=CueFake()) as pilot:
        await pilot.press("n", "C", *"belong", "enter")
        assert codings(pilot) == [(6, "T.BEL", Origin.CORRECTED)]
        assert [d.outcome for d in work(pilot).state.decisions] == [Outcome.CORRECTED]
        await pilot.press("u", "X", *"about 2 offices", "enter")
        assert [d.outcome for d in work(pilot).state.decisions] == [Outcome.REJECTED]
        assert told(pilot) == "Refused T.WELL on FG-01 turn 6: about 2 offices. u takes it back."
        await pilot.press("X")
        assert "1 about 2 offices" in text(pilot)
        await pilot.press("1")
        assert len(work(pilot).state.decisions) == 2
        await pilot.press("X")
        assert "no suggestion waits here" in told(pilot).casefold()


async def test_codes_are_made_in_place(path: str) -> None:
    async with opened(path) as pilot:
        await pilot.press("j", "s", "i")
        (made,) = work(pilot).state.codings
        code = work(pilot).state.tree.codes[made.code_id]
        assert (code.name, code.parent_id, made.text) == ("It is late", "T", "It is late.")
        await pilot.press("u")
        assert made.code_id not in work(pilot).state.tree.codes
        assert stored(path) == []
        await pilot.press("escape", "c", *"zzqx", "space", *"rides", "enter")
        await pilot.pause()
        assert "New code “zzqx rides”: under which code?" in text(pilot)
        await pilot.press("enter")
        made = work(pilot).focused()
        assert work(pilot).state.tree.codes[made.code_id].name == "zzqx rides"
        await pilot.press("j", "c", "plus", *"belonging outside", "enter", *"wellb", "enter")
        code = work(pilot).state.tree.codes[work(pilot).focused().code_id]
        assert (code.name, code.parent_id) == ("belonging outside", "T.WELL")
        await pilot.press("i")
        assert "No words are selected" not in told(pilot)
        await pilot.press("k", "i")
        assert "No words are selected" in told(pilot)


async def test_the_picker_forgives_a_slip_and_reads_definitions(path: str) -> None:
    async with opened(path) as pilot:
        await pilot.press("c", *"belnging", "enter", "j", "c", *"wlb", "enter", "j", "c", *"abuot", "escape")
        assert [code for _, code, _ in codings(pilot)] == ["T.BEL", "T.WELL"]
        await pilot.press("j", "c", *"about", "space", *"rel", "enter")
        assert sorted(code for at, code, _ in codings(pilot) if at == 4) == ["T.REL", "T.WELL"]


async def test_turns_with_nothing_to_code_are_done(path: str) -> None:
    async with opened(path) as pilot:
        await pilot.press("j", "0")
        assert "read, nothing to code" in text(pilot)
        assert "25 % done" in text(pilot)
        await pilot.press("home", "e")
        assert number(pilot) == 3
        await pilot.press("k", "4", "c", *"bel", "enter")
        assert "read, nothing to code" not in text(pilot)
        await pilot.press("u")
        assert "read, nothing to code" in text(pilot)
        await pilot.press("0", "j", "c", *"bel", "enter", "0")
        assert "has a code of yours" in told(pilot)


async def test_bookmarks_are_listed_and_reached(path: str) -> None:
    async with opened(path) as pilot:
        await pilot.press("apostrophe")
        assert told(pilot) == "There is no bookmark yet. B puts one on this turn."
        await pilot.press("j", "B", "end", "B", "greater_than_sign", "j", "j", "B")
        assert "⚑ bookmark" in text(pilot)
        await pilot.press("apostrophe")
        assert (work(pilot).state.transcript.label, number(pilot)) == ("FG-01", 2)
        await pilot.press("apostrophe", "g")
        assert number(pilot) == 6
        shown = text(pilot)
        assert "⚑ turn 2" in shown
        assert "⚑ FG-02 turn 3" in shown
        await pilot.press("end", "enter")
        assert (work(pilot).state.transcript.label, number(pilot)) == ("FG-02", 3)
        await pilot.press("u")
        assert "⚑ bookmark" not in text(pilot)


async def test_going_to_a_turn_some_words_or_a_time(path: str) -> None:
    async with opened(path) as pilot:
        await pilot.press("g", "4", "enter")
        assert number(pilot) == 4
        await pilot.press("g", *"WAIT in", "enter")
        assert (number(pilot), words(pilot)) == (3, "wait in")
        await pilot.press("g", *"1:20", "enter")
        assert "This transcript has no times." in text(pilot)
        await pilot.press("escape", "g", *"qqq", "enter")
        assert "These words are not in this transcript." in text(pilot)
        await pilot.press("escape")
        assert number(pilot) == 3


async def test_memos_on_everything(path: str) -> None:
    async with opened(path) as pilot:
        await pilot.press("j", "s", "M", "s", *"about words", "escape")
        await pilot.pause()
        assert "about words" in text(pilot)
        await pilot.press("M", "w", *"about all of it", "escape", "M", "p", *"about the audit", "escape")
        await pilot.press("M", "c", *"bel", "enter", *"about a code", "escape")
        await pilot.press("M", "t", *"about the turn", "escape", "j", "M", "l")
        await pilot.pause()
        shown = text(pilot)
        for where in ("project", "code T.BEL", "transcript FG-01", "words in FG-01 turn 2", "FG-01 turn 2"):
            assert where in shown, where
        await pilot.press(*"about words", "enter")
        assert number(pilot) == 2
        assert words(pilot) == "It is late."
        await pilot.press("M", "l", *"a code", "enter")
        await pilot.pause()
        assert "Memo on code T.BEL" in text(pilot)
        await pilot.press("escape", *"uuuuu")
        with bootstrap.session(path, "AM") as session:
            assert session.store.memos() == []


async def test_keys_typed_faster_than_answers_do_what_they_say(path: str) -> None:
    async with opened(path) as pilot:
        await pilot.press("j", "c", *"bel", "enter", "O", *"rel", "enter", "j", "4", "B", "0", "k")
        await asyncio.sleep(0)
        assert screen(pilot).recent.latest[0] in ("T.BEL", "T.REL")
        assert [code for _, code, _ in codings(pilot)] == ["T.REL", "T.BEL"]


@pytest.mark.parametrize(
    "key", ["y", "Y", "apostrophe", "g", "greater_than_sign", "less_than_sign", "F", "H"]
)
async def test_a_store_that_cannot_be_read_is_told_and_the_program_goes_on(
    path: str, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    from coder.errors import StoreError
    from coder.tui.jobs import Jobs

    async def broken(*_: object, **__: object) -> None:
        raise StoreError("the project cannot be read", remedy="try again")

    async with opened(path, messages=True) as pilot:
        await pilot.press("j", "c", *"bel", "enter")
        with monkeypatch.context() as patch:
            patch.setattr(Jobs, "store", broken)
            await pilot.press(key)
            await pilot.pause()
            assert "he project cannot be read" in told(pilot)
        await pilot.press("escape", "escape", "j")
        assert pilot.app.screen is screen(pilot)
        assert pilot.app.is_running


async def test_what_was_saved_is_told_as_saved_when_it_cannot_be_shown(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from coder.errors import StoreError
    from coder.tui import work as works

    def broken(*_: object) -> None:
        raise StoreError("the project cannot be read")

    async with opened(path, messages=True) as pilot:
        with monkeypatch.context() as patch:
            patch.setattr(works, "follow", broken)
            await pilot.press("j", "c", *"bel", "enter")
            await pilot.pause()
            assert "It is saved; the screen could not be refreshed." in told(pilot)
            assert stored(path) == [("T.BEL", "AM")]
            assert work(pilot).stale
        await pilot.press("c", *"well", "enter")
        assert [code for _, code, _ in codings(pilot)] == ["T.BEL", "T.WELL"]
        assert not work(pilot).stale


async def test_a_correction_that_cannot_be_shown_is_given_back(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from coder.errors import InputError, StoreError
    from coder.tui import work as works
    from coder.tui.mending import Mending

    def broken(*_: object) -> None:
        raise StoreError("the project cannot be read")

    def refused() -> None:
        raise InputError("that is no turn")

    async with opened(path) as pilot:
        mending = Mending(work(pilot))
        with monkeypatch.context() as patch:
            patch.setattr(works, "follow", broken)
            talk = mending.transcript
            said = await mending.act(lambda: mending.corrections.edit_turn(talk, 2, "It is never late."))
            assert said.endswith("u takes it back.")
            assert work(pilot).stale
            with pytest.raises(InputError, match="no turn"):
                await mending.act(refused)  # type: ignore[arg-type]
        await work(pilot).read()
        assert "It is never late." in work(pilot).state.transcript.text


async def test_acts_hold_after_other_transcripts_were_read(path: str) -> None:
    with bootstrap.session(path, "AM") as other:
        more = [support.keep(other, support.transcript(f"IN-{n}")).id for n in range(4)]
    async with opened(path, messages=True) as pilot:
        place = work(pilot).place
        for id_ in more:
            await place.jobs.store(place.session.load, id_)
        await pilot.press("j", "c", *"bel", "enter")
        assert [code for _, code, _ in codings(pilot)] == ["T.BEL"]
        assert "meanwhile" not in told(pilot)
