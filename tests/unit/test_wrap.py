"""Wrapping: nothing lost, nothing too wide, no sign torn apart."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from coder.tui.wrap import Line, clusters, measure, steady, wrap

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
FLAG = "\U0001f1e7\U0001f1f7"
WAVE = "\U0001f44b\U0001f3fd"

pieces = st.one_of(
    st.sampled_from(
        [
            " ",
            " ",
            "\n",
            "\t",
            "word",
            "[laughter]",
            "café",
            "cafe\u0301",
            "我们在学校",
            FAMILY,
            FLAG,
            WAVE,
            "❤\ufe0f",
            "\u200d",
            "\xa0",
            "\xad",
            "don’t",
            "-",
        ]
    ),
    st.text(max_size=12),
)
texts = st.lists(pieces, max_size=40).map("".join)


@given(texts, st.integers(2, 60))
@example("a" * 30, 7)
@example(FAMILY * 5, 3)
def test_every_word_stands_in_order_on_lines_that_fit(text: str, width: int) -> None:
    lines = wrap(text, width)
    shown = "".join(text[start:end] for start, end in lines)
    blanks = str.maketrans("", "", " \t\n")
    assert shown.translate(blanks) == text.translate(blanks)
    assert all(before.end <= after.start for before, after in pairwise(lines))
    for start, end in lines:
        signs = list(clusters(text[start:end]))
        assert measure(text[start:end].replace("\t", " ")) <= width or len(signs) == 1


@given(texts, st.integers(2, 60))
def test_words_that_fit_a_line_are_not_broken(text: str, width: int) -> None:
    edges = {edge for line in wrap(text, width) for edge in line}
    at = 0
    for word in text.replace("\t", " ").replace("\n", " ").split(" "):
        if word and measure(word) <= width:
            assert not edges & set(range(at + 1, at + len(word)))
        at += len(word) + 1


@given(texts)
def test_signs_cover_the_text_without_gaps(text: str) -> None:
    found = list(clusters(text))
    assert "".join(text[sign.start : sign.end] for sign in found) == text
    assert all(before.end == after.start for before, after in pairwise(found))


@pytest.mark.parametrize("sign", [FAMILY, FLAG, WAVE, "e\u0301", "❤\ufe0f"])
def test_a_joined_sign_is_one(sign: str) -> None:
    found = list(clusters("a" + sign + "b"))
    assert [(s.start, s.end) for s in found] == [(0, 1), (1, 1 + len(sign)), (1 + len(sign), 2 + len(sign))]
    assert found[1].cells >= cell_len(steady(sign))


def test_a_long_row_of_families_is_broken_between_them() -> None:
    text = FAMILY * 4
    assert wrap(text, 4) == [Line(0, 14), Line(14, 28)]


def test_line_breaks_of_the_text_are_kept() -> None:
    assert wrap("one two\n\nthree", 40) == [Line(0, 7), Line(9, 14)]


def test_wide_characters_count_double() -> None:
    assert [end - start for start, end in wrap("我们在学校很高兴", 6)] == [3, 3, 2]


def test_empty_text_has_no_lines() -> None:
    assert wrap("", 10) == []
    assert wrap(" \n ", 10) == []
