"""Naming speakers and correcting words on the coding screen, driven by real keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from coder.domain.coding import Coding, Decision, Suggestion
from coder.domain.transcript import Role, Transcript, Turn
from coder.services import bootstrap
from coder.tui.app import Start
from coder.tui.screens.coding import CodingScreen
from coder.tui.screens.correcting import EditScreen, ReviewScreen
from coder.tui.screens.speakers import SpeakersScreen
from tests import support
from tests.e2e.screen_driving import found, opened, said, shown, top, work
from tests.e2e.speakers_talk import SIZES, TALK, made, names


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
    return made(tmp_path)


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
