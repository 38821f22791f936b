"""Names in the labels of speakers, and whether words hold them."""

from __future__ import annotations

import pytest

from coder.analysis.names import NameFinder, SiteFinder, names_in


@pytest.mark.parametrize(
    "label",
    [
        "T1",
        "P3",
        "R01",
        "S01",
        "Speaker 2",
        "SPEAKER_00",
        "Facilitator",
        "Interviewer",
        "Principal",
        "assistant principal",
        "Respondent",
        "Interpreter",
        "Student 4",
        "Student (female)",
        "they/them",
        "M",
        "",
    ],
)
def test_generic_labels_are_no_names(label: str) -> None:
    assert names_in(label) == set()


@pytest.mark.parametrize(
    ("label", "names"),
    [
        ("Maya Lopez (she/her)", {"Maya Lopez", "Maya", "Lopez"}),
        ("Maya Lopez she/her/hers", {"Maya Lopez", "Maya", "Lopez"}),
        ("jordan reyes", {"jordan reyes", "jordan", "reyes"}),
        ("MAYA LOPEZ", {"MAYA LOPEZ", "MAYA", "LOPEZ"}),
        ("Maya (student)", {"Maya"}),
        ("Student 4 (Maya)", {"Maya"}),
        ("Maria (Lupe) Garcia", {"Maria Garcia", "Maria", "Garcia", "Lupe"}),
        ("Maya (student", {"Maya"}),
        ("Maya and Jordan", {"Maya and Jordan", "Maya", "Jordan"}),
        ("Lopez, Maya", {"Lopez, Maya", "Maya", "Lopez"}),
        ("Maria de la Cruz", {"Maria de la Cruz", "Maria", "Cruz"}),
        ("Ms. English", {"Ms. English", "English"}),
        ("Ana-Maria Ruiz", {"Ana-Maria Ruiz", "Ana-Maria", "Ana", "Maria", "Ruiz"}),
    ],
)
def test_single_names_of_a_label(label: str, names: set[str]) -> None:
    assert names_in(label) == names


def test_names_are_found_as_whole_words() -> None:
    finder = NameFinder(["Ms. Okafor", "José", "Ana", "Will", "Spanish-speaking mother"])
    for words in ("ask Okafor", "ask jose.", "Ana's seat", "then Will came"):
        assert finder.found_in(words), words
    for words in ("banana", "an Analysis", "it will come", "speaking of it", "a Josette", "Spanish class"):
        assert not finder.found_in(words), words
    assert not SiteFinder(["Tamarack Falls High", ""]).found_in("he falls in high school")


@pytest.mark.parametrize("label", ["SAM", "Sam", "sam", "sam w.", "Sam (he/him)", "parent of Sam"])
def test_short_names_are_found_however_the_label_is_written(label: str) -> None:
    finder = NameFinder([label])
    assert finder.found_in("and then Sam told them")
    assert finder.found_in("and then SAM told them")
    assert not finder.found_in("the same thing again")


@pytest.mark.parametrize(
    ("label", "name"), [("MAY", "May"), ("hope", "Hope"), ("Grace", "Grace"), ("WILL DAY", "Will")]
)
def test_names_that_are_words_count_with_a_capital_only(label: str, name: str) -> None:
    finder = NameFinder([label])
    assert finder.found_in(f"so {name} told them")
    assert finder.found_in(f"{name} told them")
    assert finder.found_in(f"SO {name.upper()} TOLD THEM")
    assert not finder.found_in(f"We {name.lower()} they come")


def test_words_without_capitals_hide_no_name() -> None:
    finder = NameFinder(["Will", "Amy"])
    assert finder.found_in("so i told will about it")
    assert finder.found_in("i think amy said so")
    assert not finder.found_in("so I will tell them")


def test_accents_and_quote_marks_do_not_hide_a_name() -> None:
    finder = NameFinder(["Zoé", "O’Brien"])
    assert finder.found_in("ask Zoe")
    assert finder.found_in("ask O'Brien")
    assert NameFinder(["Zoe"]).found_in("ask Zoé")


def test_a_description_is_found_only_as_it_is_capitalized() -> None:
    finder = NameFinder(["Quiet girl in the back"])
    assert not finder.found_in("we sat in the back, quiet as ever")
    assert NameFinder(["Maya my sister"]).found_in("ask Maya")


def test_a_site_may_be_called_by_what_people_are_called() -> None:
    assert SiteFinder(["First Street Elementary"]).found_in("here at First Street")
    assert not SiteFinder(["First Street Elementary"]).found_in("a Street of shops")
