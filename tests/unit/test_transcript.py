"""Offsets, turns and excerpts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.domain.text import canonical
from coder.domain.transcript import Role, Span, TurnKind
from coder.errors import InputError
from coder.ingest.draft import DraftTurn, merge_neighbors
from tests.support import TALK, transcript

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=40)


def test_numbers_count_spoken_turns_only() -> None:
    made = transcript()
    assert [turn.number for turn in made.turns] == [1, 2, 3, None, 4]
    assert [made.words(turn) for turn in made.turns] == [words for _, words in TALK]
    assert made.turn(4) is made.numbered[3]
    assert made.role(made.turn(1)) is Role.FACILITATOR


def test_no_such_turn() -> None:
    with pytest.raises(InputError, match="there is no turn 9"):
        transcript().turn(9)


@given(
    st.lists(st.tuples(st.sampled_from(["A", "B", None]), WORDS.filter(str.strip)), min_size=1, max_size=12)
)
def test_every_word_stands_where_its_turn_says(talk: list[tuple[str | None, str]]) -> None:
    made = transcript("X", talk)
    assert [made.words(turn) for turn in made.turns] == [canonical(words).text.strip() for _, words in talk]
    for turn in made.turns:
        for offset in (turn.start, turn.end - 1):
            if turn.start < turn.end:
                assert made.turn_at(offset) is turn
        assert list(made.turns_in(turn.span)) == ([turn] if len(turn.span) else [])


def test_between_turns_there_is_none() -> None:
    made = transcript()
    assert made.turn_at(made.turns[0].end) is None
    assert made.turn_at(10_000) is None


def test_an_excerpt_beyond_the_text_is_refused() -> None:
    made = transcript()
    with pytest.raises(InputError, match="beyond the text"):
        made.excerpt(Span(0, len(made.text) + 1))


@given(st.integers(-5, 20), st.integers(-5, 20))
def test_spans_are_half_open_and_ordered(start: int, end: int) -> None:
    if not 0 <= start <= end:
        with pytest.raises(InputError):
            Span(start, end)
        return
    span = Span(start, end)
    assert len(span) == end - start
    assert not span.overlaps(Span(end, end + 3))


def test_trimming_keeps_the_words() -> None:
    text = "  some words \n"
    assert Span(0, len(text)).trimmed(text).of(text) == "some words"
    assert len(Span(0, 2).trimmed(text)) == 0


def test_neighboring_cues_of_one_speaker_are_one_turn() -> None:
    cues = [
        DraftTurn("a", speaker="A", start_ms=0, end_ms=1),
        DraftTurn("b", speaker="A", start_ms=1, end_ms=2),
        DraftTurn("[x]", TurnKind.EVENT),
        DraftTurn("c", speaker="A"),
    ]
    merged = merge_neighbors(cues)
    assert [turn.text for turn in merged] == ["a b", "[x]", "c"]
    assert (merged[0].start_ms, merged[0].end_ms) == (0, 2)
