"""Corrections as pure functions: what the next revision says and what was kept."""

from __future__ import annotations

import pytest

from coder.domain import revising
from coder.domain.anchoring import Changed, Moved
from coder.domain.revising import Revised, turn_numbers
from coder.domain.transcript import Span, Transcript, TurnKind
from coder.errors import InputError
from tests.support import transcript


def said(made: Transcript) -> list[tuple[str, str]]:
    return [(who.shown if (who := made.speaker(t)) else "", made.words(t)) for t in made.turns]


def check(before: Transcript, revised: Revised) -> Transcript:
    """The new revision, after checking that it is laid out like any other."""
    after = revised.transcript
    assert after.revision == before.revision + 1
    assert after.text == "\n\n".join(after.words(turn) for turn in after.turns)
    assert [turn.seq for turn in after.turns] == list(range(len(after.turns)))
    assert [turn.number for turn in after.numbered] == list(range(1, len(after.numbered) + 1))
    assert all((t.number is None) == (t.kind in (TurnKind.EVENT, TurnKind.HEADER)) for t in after.turns)
    return after


def moved(before: Transcript, revised: Revised, number: int) -> str:
    found = revised.anchors.place(before.turn(number).span)
    assert isinstance(found, Moved)
    return found.span.of(revised.transcript.text)


def test_editing_keeps_everything_else() -> None:
    talk = transcript()
    revised = revising.edit_turn(talk, 2, "  There are two counselors.\r\n\r\n So you \x1b[31mstop going. ")
    after = check(talk, revised)
    assert (
        after.words(after.turn(2))
        == "There are two counselors.\n So you \N{REPLACEMENT CHARACTER}stop going."
    )
    assert [moved(talk, revised, n) for n in (1, 3, 4)] == [talk.words(talk.turn(n)) for n in (1, 3, 4)]
    for words in (" \n ", talk.words(talk.turn(2))):
        with pytest.raises(InputError, match="turn 2"):
            revising.edit_turn(talk, 2, words)


def test_joining_takes_events_in() -> None:
    talk = transcript()
    after = check(talk, revising.join_turns(talk, 1))
    assert said(after)[0] == ("Facilitator", f"{talk.words(talk.turn(1))} {talk.words(talk.turn(2))}")
    revised = revising.join_turns(talk, 3)
    after = check(talk, revised)
    assert after.words(after.turn(3)).endswith(
        "knows my name. [Bell rings] The librarian does, though. She keeps my seat."
    )
    assert moved(talk, revised, 4) == talk.words(talk.turn(4))
    bare = transcript(talk=[("A", "one"), (None, "Door"), ("B", "two")])
    revised = revising.join_turns(bare, 1)
    assert revised.transcript.text == "one [Door] two"
    assert revised.anchors.place(bare.turns[1].span) == Moved(Span(5, 9))
    with pytest.raises(InputError, match="no turn follows"):
        revising.join_turns(talk, 4)


def test_splitting_at_a_word() -> None:
    talk = transcript()
    at = revising.word_offset(talk, 2, 9)
    other = talk.speakers[2].id
    after = check(talk, revising.split_turn(talk, 2, at, other))
    assert said(after)[1:3] == [
        ("Maya", "There is one counselor for four hundred of"),
        ("Jordan", "us. So you just stop going."),
    ]
    again = check(after, revising.join_turns(after, 2))
    assert again.text == talk.text
    for word in (0, 15):
        with pytest.raises(InputError, match="there is no word"):
            revising.word_offset(talk, 2, word)
    for offset in (talk.turn(2).start, talk.turn(2).end, 0):
        with pytest.raises(InputError, match="both parts"):
            revising.split_turn(talk, 2, offset)


def test_inserting_and_deleting() -> None:
    talk = transcript()
    for after_turn in range(5):
        revised = revising.insert_turn(talk, after_turn, "Yeah.", talk.speakers[1].id)
        after = check(talk, revised)
        assert after.words(after.turn(after_turn + 1)) == "Yeah."
        assert [moved(talk, revised, n) for n in range(1, 5)] == [talk.words(t) for t in talk.numbered]
        back = check(after, revising.delete_turn(after, after_turn + 1))
        assert back.text == talk.text
    with pytest.raises(InputError, match="no words"):
        revising.insert_turn(talk, 1, " ", None)
    with pytest.raises(InputError, match="only turn"):
        revising.delete_turn(transcript(talk=[("A", "x")]), 1)
    with pytest.raises(InputError, match="there is no turn 9"):
        revising.delete_turn(talk, 9)


def test_of_two_equal_turns_the_right_one_is_gone() -> None:
    talk = transcript(talk=[("A", "Yeah."), ("A", "Yeah."), ("B", "No.")])
    revised = revising.delete_turn(talk, 1)
    assert isinstance(revised.anchors.place(talk.turn(1).span), Changed)
    assert revised.anchors.place(talk.turn(2).span) == Moved(Span(0, 5))
    revised = revising.delete_turn(talk, 2)
    assert revised.anchors.place(talk.turn(1).span) == Moved(Span(0, 5))
    assert isinstance(revised.anchors.place(talk.turn(2).span), Changed)


def test_assigning_changes_no_word() -> None:
    talk = transcript()
    revised = revising.assign_turns(talk, [2, 3], talk.speakers[0].id)
    after = check(talk, revised)
    assert after.text == talk.text
    assert [who for who, _ in said(after)] == ["Facilitator", "Facilitator", "Facilitator", "", "Maya"]
    assert revised.anchors.place(Span(3, len(talk.text))) == Moved(Span(3, len(talk.text)))
    with pytest.raises(InputError, match="already"):
        revising.assign_turns(talk, [1], talk.speakers[0].id)


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("2", [2]),
        ("1,3", [1, 3]),
        (" 2 - 4 ", [2, 3, 4]),
        ("3–", [3, 4]),
        ("4,1-2,2", [1, 2, 4]),
        ("4-", [4]),
    ],
)
def test_turns_are_named_as_people_write_them(typed: str, numbers: list[int]) -> None:
    assert turn_numbers(transcript(), typed) == numbers


@pytest.mark.parametrize(
    "typed", ["", "x", "3-1", "0", "1,,2", "-3", "1-2-3", "²", "12345678", "[/]\x1b[31m"]
)
def test_what_names_no_turns(typed: str) -> None:
    with pytest.raises(InputError, match="does not name turns") as caught:
        turn_numbers(transcript(), typed)
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize("typed", ["5", "1-9", "9-", "1-9999999"])
def test_turns_that_are_not_there(typed: str) -> None:
    with pytest.raises(InputError, match=r"there is no turn [59].*from 1 to 4"):
        turn_numbers(transcript(), typed)
