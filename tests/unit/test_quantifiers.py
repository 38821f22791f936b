"""Words for how many come from one scale, and from ten people on."""

from __future__ import annotations

import pytest

from coder.analysis.people import Count
from coder.analysis.quantifiers import disagreements, in_words, scale, word_for
from coder.errors import InputError


def test_oracle_quantifier_small_n() -> None:
    count = Count.exact(3, 6)
    assert in_words(count, "students") == "3 of the 6 students"
    assert word_for(count) is None
    assert disagreements("Half of the students, 50%, and many more", count) == ["Half of", "many", "50%"]


@pytest.mark.parametrize(
    ("number", "of", "word"),
    [
        (0, 10, "no one"),
        (1, 10, "one participant"),
        (2, 11, "a few"),
        (2, 10, "some"),
        (44, 100, "some"),
        (45, 100, "about half"),
        (55, 100, "about half"),
        (56, 100, "many"),
        (79, 100, "many"),
        (80, 100, "most"),
        (94, 100, "most"),
        (95, 100, "nearly all"),
        (99, 100, "nearly all"),
        (20, 20, "all"),
        (9, 9, None),
        (1, 1, None),
    ],
)
def test_the_scale(number: int, of: int, word: str | None) -> None:
    assert word_for(Count.exact(number, of)) == word


def test_every_share_has_one_word() -> None:
    order = ["no one", "one participant", "a few", "some", "about half", "many", "most", "nearly all", "all"]
    for of in range(10, 60):
        words = [word_for(Count.exact(number, of)) for number in range(of + 1)]
        places = [order.index(word or "") for word in words]
        assert places == sorted(places)


def test_a_range_with_two_words_is_a_count() -> None:
    assert word_for(Count(3, 5, 20)) is None
    assert word_for(Count(5, 8, 20)) == "some"
    assert in_words(Count(3, 5, 20), "students") == "3–5 of the 20 students"


def test_no_one_is_said_only_where_all_is_coded() -> None:
    assert word_for(Count.exact(0, 20), complete=False) is None
    assert in_words(Count.exact(0, 20), "students") == "none of the students (0 of 20)"


def test_sentences_say_the_count_with_the_word() -> None:
    assert in_words(Count.exact(5, 12), "students") == "some students (5 of 12)"
    with pytest.raises(InputError):
        in_words(Count.exact(1, 4), "leaders")


def test_the_lint_finds_what_the_count_does_not_bear_out() -> None:
    assert disagreements("Many students said so", Count.exact(12, 20)) == []
    assert disagreements("Most students said so", Count.exact(12, 20)) == ["Most"]
    assert disagreements("A majority of 60% said so", Count.exact(17, 20)) == []
    assert disagreements("Nearly all of them said so", Count.exact(20, 20)) == ["Nearly all"]


def test_the_scale_is_printed_without_gaps() -> None:
    assert scale()[2:8] == (
        ("a few", "2 people or more, below 20%"),
        ("some", "20–44%"),
        ("about half", "45–55%"),
        ("many", "56–79%"),
        ("most", "80–94%"),
        ("nearly all", "95–99%"),
    )
