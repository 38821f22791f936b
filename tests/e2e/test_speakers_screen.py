"""Naming speakers and correcting words on the coding screen, driven by real keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from coder.domain.coding import Coding, Decision, Suggestion
from coder.domain.transcript import Role, Transcript, Turn
from coder.services import bootstrap
from coder.services.coding import CodingService
from coder.tui.app import Start
from coder.tui.screens.coding import CodingScreen
from coder.tui.screens.correcting import EditScreen, ReviewScreen
from coder.tui.screens.speakers import SpeakersScreen
from tests import support
from tests.e2e.screen_driving import found, opened, said, shown, top, work

SIZES = pytest.mark.parametrize("size", [(80, 24), (140, 45)], ids=["80x24", "140x45"])
TALK = (
    ("Facilitator", "When did an adult here last ask how you were doing?"),
    ("Speaker 3", "There is one counselor for four hundred of us. So you just stop going."),
    ("Jordan [/]", "Yeah. Nobody in that office knows my name."),
    ("Speaker 3", "The librarian does, though. She keeps my seat."),
    ("Speaker 4", "Mine too, the one by the window."),
)


class Echo:
    """Suggests Wellbeing for every turn with “counselor”, and remembers which words it was asked about."""

    suggester = "echo-1"
    notice = ""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def prepare(self) -> None:
        pass

    def hits(self, transcript: Transcript, turns: Iterable[Turn] | None = None) -> dict[int, list[str]]:
        self.asked.append(transcript.text)
        return {
            t.number: ["T.WELL"]
            for t in transcript.numbered
            if t.number and "counselor" in transcript.words(t)
        }

    def filtered(
        self,
        transcript: Transcript,
        hits: Mapping[int, Sequence[Any]],
        codings: Iterable[Coding],
        decisions: Iterable[Decision],
        tallies: Any = None,
    ) -> dict[int, list[Suggestion]]:
        return {
            number: [_whole(transcript, number, code) for code in codes] for number, codes in hits.items()
        }

    def close(self) -> None:
        pass


def _whole(transcript: Transcript, number: int, code: str) -> Suggestion:
    turn = transcript.turn(number)
    return Suggestion(transcript.id, turn.start, turn.end, code, 0.5, "cue", "cue [counselor]")


@pytest.fixture
def path(tmp_path: Path) -> str:
    made = str(tmp_path / "tiny.coder")
    support.make(made, support.transcript(talk=TALK), support.transcript("FG-02"))
    return made


def names(talk: Transcript) -> list[str]:
    """Who speaks, turn by turn."""
    return [speaker.shown if (speaker := talk.speaker(turn)) else "" for turn in talk.numbered]


@SIZES
async def test_speaker_3_fixed_once_is_fixed_everywhere(path: str, size: tuple[int, int]) -> None:
    async with opened(path, size=size) as pilot:
        await pilot.press("j", "P")
        await pilot.pause()
        assert isinstance(top(pilot), SpeakersScreen)
        assert "Jordan [/]" in shown(pilot)
        assert "There is one counselor" in shown(pilot)
        await pilot.press("r", "ctrl+u", *"Maya", "enter")
        await pilot.pause()
        assert names(work(pilot).state.transcript) == [
            "Facilitator",
            "Maya",
            "Jordan [/]",
            "Maya",
            "Speaker 4",
        ]
        assert "Renamed Speaker 3 to Maya" in said(pilot)
        await pilot.press("escape")
        assert "Maya" in shown(pilot)
        assert "Speaker 3" not in shown(pilot).replace(said(pilot), "")
        await pilot.press("u")
        assert names(work(pilot).state.transcript)[1] == "Speaker 3"


async def test_a_role_goes_round_with_one_key_and_comes_back_with_u(path: str) -> None:
    async with opened(path) as pilot:
        await pilot.press("j", "P")
        await pilot.pause()
        for role in (Role.FACILITATOR, Role.OBSERVER, Role.UNKNOWN, Role.PARTICIPANT):
            await pilot.press("f")
            assert work(pilot).state.transcript.role(work(pilot).turn()) is role
        await pilot.press("u", "u")
        assert work(pilot).state.transcript.role(work(pilot).turn()) is Role.OBSERVER
        assert "observer" in shown(pilot)


async def test_two_labels_of_one_person_are_merged_and_taken_apart_again(path: str) -> None:
    async with opened(path) as pilot:
        await pilot.press("end", "P")
        await pilot.pause()
        await pilot.press("m", *"speaker 3", "enter")
        await pilot.pause()
        assert names(work(pilot).state.transcript)[4] == "Speaker 3"
        assert "Speaker 4" not in shown(pilot).replace(said(pilot), "")
        await pilot.press("u")
        assert names(work(pilot).state.transcript)[4] == "Speaker 4"


async def test_a_speaker_is_told_who_they_are(path: str) -> None:
    async with opened(path, size=(140, 45)) as pilot:
        await pilot.press("j", "P")
        await pilot.pause()
        await pilot.press("p", *"S-07", "down", *"students", "enter")
        await pilot.pause()
        assert "S-07, students" in shown(pilot)
        people = work(pilot).place.session.store.participants()
        assert [(person.label, person.group) for person in people] == [("S-07", "students")]
        await pilot.press("p", "ctrl+u", "enter")
        await pilot.pause()
        assert "S-07" not in shown(pilot).replace(said(pilot), "")


async def test_a_name_that_is_taken_is_told_and_changes_nothing(path: str) -> None:
    async with opened(path) as pilot:
        await pilot.press("j", "P")
        await pilot.pause()
        await pilot.press("r", "ctrl+u", *"speaker 4", "enter")
        await pilot.pause()
        assert "merge the two if they are one person" in said(pilot)
        assert names(work(pilot).state.transcript)[1] == "Speaker 3"


async def test_a_turn_is_given_to_another_speaker_or_a_new_one(path: str) -> None:
    async with opened(path) as pilot:
        await pilot.press("j", "a", *"jor", "enter")
        await pilot.pause()
        assert names(work(pilot).state.transcript)[1] == "Jordan [/]"
        await pilot.press("a", *"Ana", "enter")
        await pilot.pause()
        assert names(work(pilot).state.transcript)[1] == "Ana"
        assert "Ana" in shown(pilot)
        await pilot.press("u", "u")
        assert names(work(pilot).state.transcript)[1] == "Speaker 3"


@SIZES
async def test_corrected_words_carry_their_codings_and_changed_ones_wait(
    path: str, size: tuple[int, int]
) -> None:
    suggests = Echo()
    async with opened(path, size=size, suggests=suggests, start=Start("FG-01", 2)) as pilot:
        await pilot.press("s", "c", *"bel", "enter", "s", "c", *"tru", "enter", "escape")
        await pilot.press("E")
        await pilot.pause()
        assert isinstance(top(pilot), EditScreen)
        await pilot.press("end", "left", *"!", "escape")
        await pilot.pause()
        assert "1 coding waits for your review" in said(pilot)
        talk = work(pilot).state.transcript
        assert talk.revision == 2
        assert all(c.text == talk.text[c.start : c.end] for c in work(pilot).state.codings)
        await found(pilot)
        assert suggests.asked[-1] == talk.text
        await pilot.press("j", "V")
        await pilot.pause()
        await pilot.pause()
        assert isinstance(top(pilot), ReviewScreen)
        assert "was" in shown(pilot)
        assert "T.BEL" in shown(pilot) or "T.REL" in shown(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(top(pilot), CodingScreen)
        assert work(pilot).turn().number == 2
        await pilot.press("V")
        await pilot.pause()
        await pilot.pause()
        await pilot.press("y")
        await pilot.pause()
        assert not any(coding.was for coding in work(pilot).state.codings)
        assert "Nothing waits" in shown(pilot)
        await pilot.press("u")
        await pilot.pause()
        assert sum(bool(coding.was) for coding in work(pilot).state.codings) == 1
        await pilot.press("d")
        await pilot.pause()
        assert len(work(pilot).state.codings) == 1
        await pilot.press("escape")
        assert isinstance(top(pilot), CodingScreen)


async def test_an_emptied_turn_is_refused_and_stays_as_it_was(path: str) -> None:
    async with opened(path) as pilot:
        await pilot.press("E", "end", "ctrl+u", "escape")
        await pilot.pause()
        assert isinstance(top(pilot), EditScreen)
        assert any("no words would be left" in n.message.casefold() for n in pilot.app._notifications)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(top(pilot), CodingScreen)
        assert work(pilot).state.transcript.revision == 1


async def test_leaving_the_program_keeps_corrected_words(path: str) -> None:
    async with opened(path) as pilot:
        await pilot.press("E", *"Well. ", "ctrl+q")
        await pilot.pause()
    with bootstrap.session(path, "AM") as session:
        talk = session.transcript("FG-01")
        assert talk.words(talk.turn(1)).startswith("Well. When")


async def test_unchanged_words_make_no_revision(path: str) -> None:
    async with opened(path) as pilot:
        await pilot.press("E", "escape")
        await pilot.pause()
        assert work(pilot).state.transcript.revision == 1
        assert isinstance(top(pilot), CodingScreen)


async def test_turns_are_split_and_joined(path: str) -> None:
    async with opened(path, start=Start("FG-01", 2)) as pilot:
        await pilot.press("vertical_line")
        assert "no place inside the turn" in said(pilot).casefold()
        await pilot.press("s", "s", "vertical_line")
        await pilot.pause()
        talk = work(pilot).state.transcript
        assert [talk.words(t) for t in talk.numbered[1:3]] == [
            "There is one counselor for four hundred of us.",
            "So you just stop going.",
        ]
        assert work(pilot).turn().number == 3
        await pilot.press("a", *"jor", "enter", "k", "J")
        await pilot.pause()
        talk = work(pilot).state.transcript
        assert len(talk.numbered) == 5
        assert talk.words(talk.turn(2)).split() == TALK[1][1].split()
        await pilot.press("end", "J")
        assert "no turn follows" in said(pilot).casefold()
        await pilot.press("u", "u", "u")
        assert work(pilot).state.transcript.text == support.transcript(talk=TALK).text


def words(talk: Transcript) -> list[str]:
    return [talk.words(turn) for turn in talk.numbered]


@SIZES
async def test_a_turn_is_inserted_by_somebody_new_and_taken_back(path: str, size: tuple[int, int]) -> None:
    async with opened(path, size=size, start=Start("FG-01", 2)) as pilot:
        await pilot.press("s", "c", *"bel", "enter", "escape")
        await pilot.press("I")
        await pilot.pause()
        assert "Who speaks in the new turn 3?" in shown(pilot)
        assert "It goes behind turn 2." in shown(pilot)
        await pilot.press(*"Ana [/]", "enter")
        await pilot.pause()
        assert isinstance(top(pilot), EditScreen)
        assert "3, Ana [/]" in shown(pilot)
        await pilot.press(*"I was there. ", "escape")
        await pilot.pause()
        talk = work(pilot).state.transcript
        assert names(talk)[2] == "Ana [/]"
        assert words(talk)[1:4] == [TALK[1][1], "I was there.", TALK[2][1]]
        assert work(pilot).turn().number == 3
        assert "Inserted turn 3" in said(pilot)
        assert [c.text for c in work(pilot).state.codings] == [
            "There is one counselor for four hundred of us."
        ]
        assert all(c.stands_in(talk.text) for c in work(pilot).state.codings)
        await pilot.press("u")
        assert words(work(pilot).state.transcript) == [said for _, said in TALK]


async def test_a_turn_is_inserted_before_the_first(path: str) -> None:
    async with opened(path) as pilot:
        await pilot.press("I", "down", "enter")
        await pilot.pause()
        assert "It goes before turn 1." in shown(pilot)
        await pilot.press(*"jor", "enter", *"Hi.", "escape")
        await pilot.pause()
        talk = work(pilot).state.transcript
        assert (names(talk)[0], words(talk)[0], work(pilot).turn().number) == ("Jordan [/]", "Hi.", 1)


async def test_nothing_typed_inserts_nothing(path: str) -> None:
    async with opened(path) as pilot:
        await pilot.press("j", "I", "enter", "escape")
        await pilot.pause()
        assert isinstance(top(pilot), CodingScreen)
        await pilot.press("I", "enter", "space", "escape")
        await pilot.pause()
        assert any("the turn has no words" in n.message for n in pilot.app._notifications)
        await pilot.press("escape", "I", *"x" * 61, "enter")
        await pilot.pause()
        assert "1 to 60 characters" in said(pilot)
        assert isinstance(top(pilot), CodingScreen)
        assert work(pilot).state.transcript.revision == 1


async def test_a_turn_is_left_out_and_asked_about_where_it_is_coded(path: str) -> None:
    async with opened(path, start=Start("FG-01", 3)) as pilot:
        await pilot.press("D")
        assert names(work(pilot).state.transcript) == ["Facilitator", "Speaker 3", "Speaker 3", "Speaker 4"]
        assert "Deleted turn 3" in said(pilot)
        await pilot.press("u", "c", *"bel", "enter", "D")
        await pilot.pause()
        assert "Leave turn 3 out?" in shown(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert len(work(pilot).state.transcript.numbered) == 5
        await pilot.press("D", *"leave", "enter")
        await pilot.pause()
        assert len(work(pilot).state.transcript.numbered) == 4
        assert "1 coding waits for your review" in said(pilot)
        await pilot.press("u")
        assert words(work(pilot).state.transcript)[2] == TALK[2][1]
        assert not any(coding.was for coding in work(pilot).state.codings)


@SIZES
async def test_all_turns_of_a_speaker_from_here_on_go_to_another(path: str, size: tuple[int, int]) -> None:
    async with opened(path, size=size, start=Start("FG-01", 2)) as pilot:
        await pilot.press("A")
        await pilot.pause()
        assert "Give turns of Speaker 3 to somebody else" in shown(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert "Who speaks in 2 turns (2–4)?" in shown(pilot)
        await pilot.press(*"Ana", "enter")
        await pilot.pause()
        assert names(work(pilot).state.transcript) == ["Facilitator", "Ana", "Jordan [/]", "Ana", "Speaker 4"]
        assert "Gave 2 turns (2–4) to new speaker Ana" in said(pilot)
        await pilot.press("A", "ctrl+u", *"3-4", "down", "right", "enter", *"speaker", "enter")
        await pilot.pause()
        found = ["Facilitator", "Ana", "Speaker 4", "Speaker 4", "Speaker 4"]
        assert names(work(pilot).state.transcript) == found
        await pilot.press("A", "ctrl+u", *"9", "enter")
        await pilot.pause()
        assert "there is no turn 9" in said(pilot)
        await pilot.press("u", "u")
        assert names(work(pilot).state.transcript) == [who for who, _ in TALK]


async def test_a_speaker_is_split_where_speakers_are(path: str) -> None:
    async with opened(path, start=Start("FG-01", 4)) as pilot:
        await pilot.press("P")
        await pilot.pause()
        await pilot.press("s")
        await pilot.pause()
        await pilot.press("enter", *"Ana", "enter")
        await pilot.pause()
        assert names(work(pilot).state.transcript)[1:4] == ["Speaker 3", "Jordan [/]", "Ana"]
        assert "Ana" in shown(pilot).replace(said(pilot), "")
        await pilot.press("u", "home", "s", "ctrl+u", *"2-", "enter")
        await pilot.pause()
        assert "none of these turns is Facilitator's" in said(pilot)
        assert names(work(pilot).state.transcript) == [who for who, _ in TALK]


async def test_review_lists_other_transcripts_and_goes_there(path: str) -> None:
    with bootstrap.session(path, "AM") as session:
        other = session.transcript("FG-02")
        CodingService(session).apply(other, other.turn(2).span, ["T.BEL"])
        from coder.services.correcting import CorrectionService

        CorrectionService(session).edit_turn(other, 2, "There is a nurse. So you just stop going.")
    async with opened(path, start=Start("FG-01", 1)) as pilot:
        await pilot.press("V")
        await pilot.pause()
        await pilot.pause()
        assert "FG-02 turn 2" in shown(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert (work(pilot).state.transcript.label, work(pilot).turn().number) == ("FG-02", 2)


async def test_the_keys_are_in_the_help(path: str) -> None:
    async with opened(path, size=(100, 60)) as pilot:
        await pilot.press("question_mark")
        pages = []
        for _ in range(6):
            await pilot.pause()
            pages.append(shown(pilot))
            await pilot.press("pagedown")
        told = "".join(pages)
        assert "Give this turn to another speaker" in told
        assert "Put a new turn behind this one" in told
