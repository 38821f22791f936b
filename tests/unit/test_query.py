"""Reading queries: what they mean, and what is told where they are wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.domain.finding import Searched, joined
from coder.domain.query import Either, Every, Field, Lemma, Not, Pattern, Phrase, Word, explain, parse, walk
from coder.domain.text import fold
from coder.errors import InputError


def test_terms_and_where_they_stand() -> None:
    assert parse("felt") == Word("felt", 0)
    assert parse('  "felt unsafe"') == Phrase("felt unsafe", 2)
    assert parse("“felt unsafe”") == Phrase("felt unsafe", 0)
    assert parse("~feel") == Lemma("feel", 0)
    assert parse(r"/a\/b/c") == Pattern(r"a\/b", True, 0)
    assert parse("code:DEF.CUL.BEL") == Field("code", "DEF.CUL.BEL", 0)
    assert parse('"home language":"Cape Verdean"') == Field("home language", "Cape Verdean", 0)
    assert parse("starred") == Field("starred", "", 0)
    assert parse("uncoded:AM") == Field("uncoded", "AM", 0)
    assert parse("12:30") == Word("12:30", 0)
    assert parse("and/or") == Word("and/or", 0)
    assert parse("well-being") == Word("well-being", 0)


def test_how_terms_hold_together() -> None:
    assert parse("a b OR c") == Either((Every((Word("a", 0), Word("b", 2)), 0), Word("c", 7)), 0)
    assert parse("a (b OR c)") == Every((Word("a", 0), Either((Word("b", 3), Word("c", 8)), 3)), 0)
    assert parse('-"x y" z') == Every((Not(Phrase("x y", 1), 0), Word("z", 7)), 0)
    assert parse("or and not") == Every((Word("or", 0), Word("and", 3), Word("not", 7)), 0)


@pytest.mark.parametrize(
    ("query", "place", "what"),
    [
        ("", "", "nothing to search for"),
        ("a OR", "character 5", "something is missing"),
        ("OR a", "character 1", "something is missing"),
        ("(a", "character 1", "not closed"),
        ("a)", "character 2", "none that opens"),
        ("()", "character 2", "something is missing"),
        ('b "x', "character 3", "quotation marks are not closed"),
        ('""', "character 1", "nothing stands between"),
        ("b /x", "character 3", "has no end"),
        ("//", "character 1", "is empty"),
        ("/a/x", "character 4", "only c may stand"),
        ("b ~", "character 3", "needs a word"),
        ("b role:", "character 3", "role: needs a value"),
        ("x" * 2001, "", "longer than 2,000"),
        ("(" * 60 + "a" + ")" * 60, "character 41", "too many parentheses"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(query: str, place: str, what: str) -> None:
    with pytest.raises(InputError, match=what) as told:
        parse(query)
    assert told.value.where.startswith(place)
    assert told.value.remedy


def test_a_query_is_told_in_words() -> None:
    assert explain(parse('code:BEL role:student "felt"')) == "coded BEL and role student and “felt”"
    assert explain(parse("-(a OR ~b)")) == "not (“a…” or any form of “b”)"


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_in_one_sentence(query: str) -> None:
    told, term = "", None
    try:
        term = parse(query)
    except InputError as error:
        told = str(error)
    assert "\n" not in told
    if term is not None:
        assert explain(term)
        assert all(0 <= one.at < len(query) for one in walk(term))


TEXT = st.text(st.sampled_from("aAeéE\u0301ß İıﬁ’'-我学\U0001f468\u200d.\n"), max_size=30)


@given(TEXT, st.text(st.sampled_from("aeéfiIs我 -"), min_size=1, max_size=4), st.booleans())
def test_found_words_stand_exactly_where_they_are_said_to(text: str, wanted: str, whole: bool) -> None:
    for start, end in Searched(text).find(wanted, whole=whole):
        assert 0 <= start < end <= len(text)
        assert fold(wanted).replace("\n", " ") in fold(text[start:end].replace("\n", " "))


def test_words_begin_words_and_phrases_are_whole() -> None:
    said = "The unsafe feeling: I felt\nunsafe, façade unSAFEly."
    assert [said[a:b] for a, b in Searched(said).find("unsafe", whole=False)] == [
        "unsafe",
        "unsafe",
        "unSAFE",
    ]
    assert [said[a:b] for a, b in Searched(said).find("felt unsafe", whole=True)] == ["felt\nunsafe"]
    assert [said[a:b] for a, b in Searched(said).find("facade", whole=True)] == ["façade"]
    assert Searched(said).find("safe", whole=False) == []
    assert Searched("我们在学校").find("学校", whole=True) == [(3, 5)]


def test_places_that_overlap_become_one() -> None:
    assert joined([(5, 8), (0, 3), (2, 4)]) == ((0, 4), (5, 8))


def test_many_minuses_cancel_each_other() -> None:
    assert parse("-" * 1500 + "a") == Word("a", 1500)
    assert parse("-" * 1501 + "a") == Not(Word("a", 1501), 0)
    assert explain(parse("---(a b)")) == "not (“a…” and “b…”)"
    with pytest.raises(InputError, match="character 2"):
        parse("--)")
