"""What a word with a capital is taken for without a list: the rules of the texts themselves."""

from __future__ import annotations

import pytest

from coder.privacy.candidates import Finder
from coder.privacy.identifiers import Kind
from coder.privacy.roster import KnownNames


def names(*texts: str, known: tuple[str, ...] = ()) -> list[list[str]]:
    """What is found to be a name in each text, without a language model."""
    found = Finder(KnownNames(known)).find(texts, [() for _ in texts])
    return [[one.words for one in some if one.kind is Kind.NAME] for some in found]


def test_a_word_that_mostly_has_no_capital_is_no_name() -> None:
    told = "They call it the Circle time."
    assert names(told) == [["Circle"]]
    assert names(told, "we sit in a circle", "the circle helps") == [[], [], []]
    # Once without a capital, or more often with one, says nothing.
    assert names(told, "we sit in a circle")[0] == ["Circle"]
    often = ("Ask the Circle now.", "So the Circle said.", "a circle, a circle")
    assert names(told, *often)[0] == ["Circle"]


def test_a_listed_name_stays_one_however_often_it_stands_without_a_capital() -> None:
    assert names("We saw Maya there.", "maya came, maya went, maya")[0] == ["Maya"]


def test_short_forms_of_two_words_are_no_names() -> None:
    assert names("And then I'm there, and We've seen it.") == [[]]


@pytest.mark.parametrize("name", ["Đặng", "Ömer", "Ñusta", "Łukasz", "Ángela", "Şule", "Џорџ"])
def test_capitals_of_every_alphabet_begin_a_name(name: str) -> None:
    assert names(f"So we asked {name} twice.") == [[name]]
    small = name.lower()
    assert names(f"So we asked {small} twice.") in ([[]], [[small]])


def test_a_name_found_once_is_found_everywhere() -> None:
    found = names("My name is Zorvanna.", "then zorvanna left", "and Zorvanna's sister")
    assert found[0] == ["Zorvanna"]
    assert found[2] == ["Zorvanna"]
    assert names("and Zorvanna's sister")[0] == ["Zorvanna"]
