"""Spans are led from one text to the next, and never shifted in silence."""

from __future__ import annotations

import random
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.domain.anchoring import TURN_BREAK, Anchors, Changed, Moved, align, is_edge, kept_words
from coder.domain.transcript import Span, Transcript
from coder.ingest import draft
from tests.support import transcript


def led(old: str, new: str, words: str, nth: int = 0) -> Moved | Changed:
    at = -1
    for _ in range(nth + 1):
        at = old.index(words, at + 1)
    return Anchors(old, new, kept_words(old, new)).place(Span(at, at + len(words)))


def stands(old: str, new: str, words: str, nth: int = 0) -> int:
    """Where the words stand now, after checking that they do."""
    found = led(old, new, words, nth)
    assert isinstance(found, Moved), found
    assert found.span.of(new) == words
    return found.span.start


def nearest(old: str, new: str, words: str) -> str:
    """What stands now where the words were, after checking that they are gone."""
    found = led(old, new, words)
    assert isinstance(found, Changed), found
    assert found.was == words
    return found.span.of(new)


def test_the_break_between_turns_is_that_of_the_import() -> None:
    assert TURN_BREAK == draft.TURN_BREAK


def test_words_move_with_what_stands_before_them() -> None:
    assert stands("So one counselor for us", "So there is one counselor for us", "one counselor") == 12
    assert stands("Well, so one counselor", "One counselor? So one counselor", "one counselor") == 18
    assert stands("one counselor", "Um, one counselor, yes", "one counselor") == 4


def test_of_the_same_words_the_neighborhood_decides() -> None:
    old = "They stop. I ask why. They stop. I wait."
    new = "Well. They stop. I ask why. They stop. I wait."
    assert stands(old, new, "They stop", 0) == new.index("They stop")
    assert stands(old, new, "They stop", 1) == new.rindex("They stop")
    assert stands(old, "I ask why. They stop. I wait.", "They stop", 1) == 11


def test_changed_words_are_never_moved() -> None:
    assert nearest("is one counsellor for us", "is one counselor for us", "one counsellor") == "one counselor"
    assert (
        nearest("There is one counselor here", "There is two principals here", "one counselor")
        == "two principals"
    )
    assert nearest("the counselor said", "the counselors said", "counselor") == "counselors"
    assert nearest("then she said", "then she's said", "she") == "she's"
    assert nearest("I was um fine", "I was fine", "um") == ""
    assert nearest("a b c d e", "a b x c d e", "b c") == "b x c"
    assert nearest("no\nyes", "no yes", "no\nyes") == "no yes"


def test_a_word_that_is_there_by_chance_is_not_taken_for_the_coded_one() -> None:
    old, new = "yes I did it twice for them all", "nobody could have told me whether yes was meant"
    assert isinstance(led(old, new, "yes"), Changed)


def test_text_without_spaces_is_led_character_by_character() -> None:
    assert stands("学校很好老师不听", "我们学校很好但是老师不听", "老师不听") == 8
    assert nearest("学校很好老师不听", "学校很好老师都不听", "老师不听") == "老师都不听"


@pytest.mark.parametrize(
    ("text", "at", "edge"),
    [
        ("don't go", 3, False),
        ("don't go", 5, True),
        ("cafe\u0301s", 5, False),
        ("ab", 1, False),
        ("好吗", 1, True),
    ],
)
def test_edges_of_words(text: str, at: int, edge: bool) -> None:
    assert is_edge(text, at) is edge


words = st.lists(
    st.sampled_from(["yes", "no", "um", "the", "school", "a", "b", "c’d", "好", "", "\n", "."]), max_size=30
).map(" ".join)


@given(words, words, st.data())
def test_moved_means_the_same_words_and_changed_tells_them(old: str, new: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(old)))
    span = Span(start, data.draw(st.integers(start, len(old))))
    anchors = Anchors(old, new, kept_words(old, new))
    for kept in anchors.kept:
        assert old[kept.old : kept.old_end] == new[kept.new : kept.new_end]
    found = anchors.place(span)
    assert found.span.end <= len(new)
    if isinstance(found, Moved):
        assert found.span.of(new) == span.of(old)
    else:
        assert found.was == span.of(old)


@given(words)
def test_nothing_moves_in_the_same_text(text: str) -> None:
    anchors = Anchors(text, text, kept_words(text, text))
    for start in range(len(text)):
        assert anchors.place(Span(start, len(text))) == Moved(Span(start, len(text)))


def again(old: Transcript, talk: list[tuple[str, str]]) -> Transcript:
    """Another revision with the speakers of `old`."""
    made = transcript(talk=talk)
    ids = {mine.id: yours.id for yours in old.speakers for mine in made.speakers if mine.label == yours.label}
    return replace(made, turns=tuple(replace(t, speaker_id=ids[t.speaker_id or ""]) for t in made.turns))


def test_turns_are_told_apart_by_who_speaks() -> None:
    old = transcript(talk=[("Maya", "Yeah."), ("Jo", "Yeah."), ("Maya", "Fine.")])
    new = again(old, [("Jo", "Yeah."), ("Maya", "Fine.")])
    anchors = align(old, new)
    assert anchors.place(old.turn(2).span) == Moved(new.turn(1).span)
    assert isinstance(anchors.place(old.turn(1).span), Changed)


def test_a_turn_that_was_put_elsewhere_is_found() -> None:
    talk = [("A", f"this is what was said as number {n}") for n in range(9)]
    old = transcript(talk=talk)
    new = again(old, [*talk[5:7], *talk[:5], *talk[7:]])
    anchors = align(old, new)
    for turn in old.turns:
        found = anchors.place(turn.span)
        assert isinstance(found, Moved)
        assert found.span.of(new.text) == old.words(turn)


def test_other_labels_leave_the_words_where_they_are() -> None:
    talk = [("A", "Yeah."), ("B", "Yeah."), ("A", "I said it."), ("B", "Yeah."), ("A", "Yeah.")]
    old, new = transcript(talk=talk), transcript(talk=[(f"Speaker {who}", said) for who, said in talk])
    anchors = align(old, new)
    assert [anchors.place(turn.span) for turn in old.turns] == [Moved(turn.span) for turn in new.turns]


def test_a_long_transcript_is_aligned_at_once() -> None:
    dice = random.Random(4)
    vocabulary = ["the", "a", "and", "um", *(f"word{n}" for n in range(900))]
    talk = [(f"P{n % 7}", " ".join(dice.choices(vocabulary, k=14))) for n in range(700)]
    old = transcript(talk=talk)
    assert len(old.text) > 60_000
    thinned = [(who, " ".join(w for w in said.split() if dice.random() > 0.1) or "so") for who, said in talk]
    spans = [Span(t.start, t.start + dice.randint(1, len(t.span))) for t in dice.choices(old.turns, k=500)]
    for changed in (talk[:350] + talk[351:], thinned, [("P0", " ".join(said for _, said in thinned))]):
        new = transcript(talk=changed)
        start = time.process_time()
        anchors = align(old, new)
        found = [anchors.place(span) for span in spans]
        assert time.process_time() - start < 1.0
        assert any(isinstance(one, Moved) for one in found)
