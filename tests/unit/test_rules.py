"""Rules by hand: what they find, where, and what is said of one that cannot be read."""

from __future__ import annotations

import pytest

from coder.suggest.cues import CueMatcher, CueSet
from coder.suggest.model import load_english
from coder.suggest.rules import RuleError, Token, is_rule, parse


def forms(phrase: str) -> list[Token]:
    return [frozenset({word}) for word in phrase.lower().split()]


def places(rule: str, text: str) -> list[str]:
    words = text.split()
    return [" ".join(words[first:last]) for first, last in parse(rule, forms).places(forms(text))]


@pytest.mark.parametrize(
    ("rule", "text", "found"),
    [
        ("felt unsafe", "we felt unsafe there", ["felt unsafe"]),
        ('"felt unsafe"', "unsafe is how we felt", []),
        ("unsafe NEAR/3 bathroom", "the bathroom there is unsafe", ["bathroom there is unsafe"]),
        ("unsafe NEAR/1 bathroom", "the bathroom there is unsafe", []),
        ("unsafe NEAR bathroom", "unsafe " + "x " * 10 + "bathroom", ["unsafe " + "x " * 10 + "bathroom"]),
        ("(late OR tardy) AND NOT bus", "he was tardy", ["tardy"]),
        ("(late OR tardy) AND NOT bus", "he was late by bus", []),
        ("late OR tardy AND bus", "late", ["late"]),
        ("(late OR tardy) AND bus", "late", []),
        ("late NOT bus", "late again", ["late"]),
        ("couns* AND school", "counseling at school", ["counseling", "school"]),
        ("“school bus”", "the school bus came", ["school bus"]),
    ],
)
def test_what_a_rule_finds(rule: str, text: str, found: list[str]) -> None:
    assert places(rule, text) == found


@pytest.mark.parametrize(
    ("rule", "at", "what"),
    [
        ("", 1, "missing"),
        ("late AND", 9, "missing"),
        ("(late OR tardy", 1, "not closed"),
        ("late)", 5, "not expected"),
        ('"late', 1, "not closed"),
        ("NOT bus", 1, "something before"),
        ("late AND NOT NOT bus", 14, "missing"),
        ("late NEAR/0 bus", 6, "distance"),
        ("late NEAR/999 bus", 6, "distance"),
        ("(" * 50 + "late" + ")" * 50, 22, "brackets"),
        ("late " * 200, 500, "longer"),
        ("* AND late", 1, "missing"),
    ],
)
def test_a_rule_that_cannot_be_read_says_where(rule: str, at: int, what: str) -> None:
    with pytest.raises(RuleError, match=what) as caught:
        parse(rule, forms)
    assert caught.value.at == at
    assert str(caught.value).count(".") <= 1


def test_plain_phrases_are_no_rules() -> None:
    assert not any(is_rule(cue) for cue in ("fit in", "not safe", "and then", "I'm suspended", "C-note"))
    assert all(is_rule(cue) for cue in ('"fit in"', "late NOT bus", "unsafe NEAR/5 hall", "suspen*"))


def test_rules_match_lemmas_and_stand_beside_phrases() -> None:
    cues = CueSet("SAFE", "Safety", ("unsafe NEAR/4 bathroom", "belong", "(broken"))
    matcher = CueMatcher([cues], load_english().nlp)
    (hit,) = matcher.hits("The bathrooms, they said, are unsafe.")
    assert hit.reason == "cue “bathrooms, they said, are unsafe”"
    assert matcher.hits("We belonged.")
    assert len(matcher.problems) == 1
    assert "not closed" in matcher.problems[0]


def test_a_rule_reads_spanish_by_form() -> None:
    matcher = CueMatcher(
        [CueSet("FAM", "Families", ("(reunión OR junta) AND NOT cancel*",))], load_english().nlp
    )
    assert matcher.hits("Yo fui a la REUNION pero nadie nos dijo nada.")
    assert not matcher.hits("La reunión la cancelaron y no nos dijeron nada.")
