"""The rules of themes."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.domain.theme import Looked, Theme, ThemeStatus, shortened
from coder.errors import InputError

IDS = st.lists(st.sampled_from("abcdefgh"), max_size=6)


def theme(**fields: object) -> Theme:
    return Theme("t1", "Students name one adult who knows them.", **fields)  # type: ignore[arg-type]


def test_words_are_put_in_order() -> None:
    made = theme(know="  two\nlines  ", groups=("students", "", "students"), evidence=("b", "a", "b"))
    checked = replace(made, claim="  One\n claim\tis\x1b here ").checked()
    assert checked.claim == "One claim is� here"
    assert (checked.know, checked.groups, checked.evidence) == ("two\nlines", ("students",), ("b", "a"))


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"evidence": ("a",), "negative_cases": ("a",), "looked": Looked.YES}, "at once"),
        ({"starred": ("a",)}, "has to be evidence"),
        ({"evidence": ("a",), "flagged": "b"}, "has to be evidence"),
        ({"negative_cases": ("a",)}, "were looked for"),
        ({"negative_cases": ("a",), "looked": Looked.NO}, "were looked for"),
        ({"status": ThemeStatus.FINAL}, "without evidence and having looked"),
        ({"status": ThemeStatus.FINAL, "evidence": ("a",)}, "without having looked"),
        ({"status": ThemeStatus.FINAL, "evidence": ("a",), "looked": Looked.NO}, "without having looked"),
        ({"status": ThemeStatus.FINAL, "looked": Looked.YES}, "without evidence;"),
    ],
)
def test_what_does_not_hold_is_refused(fields: dict[str, object], what: str) -> None:
    with pytest.raises(InputError, match=what):
        theme(**fields).checked()


def test_a_theme_without_a_claim_is_none() -> None:
    with pytest.raises(InputError, match="needs a claim"):
        Theme("t1", " \n ").checked()


def test_a_theme_is_final_with_evidence_and_the_answer_that_nothing_was_found() -> None:
    made = theme(evidence=("a",), looked=Looked.YES, status=ThemeStatus.FINAL)
    assert made.checked() == made


def test_the_flagged_quote_comes_first_and_then_the_chosen_ones() -> None:
    made = theme(evidence=("a", "b", "c", "d"), starred=("d", "b"), flagged="c")
    assert made.quotes == ("c", "b", "d", "a")


def test_what_becomes_one_is_named_once() -> None:
    made = theme(evidence=("a", "b"), starred=("b",), flagged="b", negative_cases=("c",), looked=Looked.YES)
    led = made.led({"b": "a", "c": "a"})
    assert led == replace(made, evidence=("a",), starred=("a",), flagged="a", negative_cases=())


@given(st.lists(st.tuples(st.sampled_from(["for", "against", "out", "star", "flag", "lead"]), IDS)))
def test_whatever_is_done_a_theme_stays_in_order(acts: list[tuple[str, list[str]]]) -> None:
    made = theme()
    for act, ids in acts:
        if act == "for":
            made = made.with_evidence(ids)
        elif act == "against":
            made = made.with_negative_cases(ids)
        elif act == "out":
            made = made.without(ids)
        elif act == "lead":
            made = made.led(dict(pairwise(ids)))
        else:
            for id_ in (id_ for id_ in ids if id_ in made.evidence):
                made = made.starring(id_) if act == "star" else made.flagging(id_)
    assert made.checked() == made
    assert set(made.quotes) == set(made.evidence)


@given(IDS, IDS)
def test_evidence_and_negative_cases_part_the_codings(first: list[str], second: list[str]) -> None:
    made = theme().with_evidence(first).with_negative_cases(second)
    assert set(made.evidence) == set(first) - set(second)
    assert set(made.negative_cases) == set(second)
    assert set(made.with_evidence(second).negative_cases) == set()


@given(st.text(), st.integers(2, 80))
def test_a_shortened_text_fits(text: str, longest: int) -> None:
    short = shortened(text, longest)
    assert len(short) <= longest
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))
