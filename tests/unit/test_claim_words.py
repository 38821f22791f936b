"""Whether a claim is a sentence, and which of its words look like names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.analysis.person_words import PersonWords
from coder.domain.claim_words import looks_like_topic

TOPICS = [
    "Belonging at school",
    "Student needs",
    "Student needs and supports",
    "Access to honors classes for newcomers",
    "Language and family engagement",
    "Staff retention: experiences of educators of color",
    "Work with families in four languages",
    "Fear of retaliation",
    "Trust",
    "",
]
CLAIMS = [
    "Students name one adult who knows them.",
    "The district needs counselors",
    "Students need more time with counselors.",
    "Families wait for answers in their language",
    "Discipline falls on the same students",
    "Educators don't feel heard",
    "Nobody counts who is sent out.",
    "Advisory works where advisors were shown how",
    "Many students travel an hour to school",
    "Leaders describe progress that students doubt",
]


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_is_no_claim(topic: str) -> None:
    assert looks_like_topic(topic)


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_claim_has_a_verb(claim: str) -> None:
    assert not looks_like_topic(claim)


@given(st.text())
def test_any_text_can_be_asked_about(text: str) -> None:
    assert looks_like_topic(text) in (True, False)


@pytest.fixture(scope="module")
def words() -> PersonWords:
    return PersonWords(["Maya", "Mr. Reyes", "Student 3"], ["Weir Elementary", "students", "Honors for All"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Students trust Maya and the librarian.", ["Maya"]),
        ("Maya's words stand for many.", ["Maya"]),
        ("Ask Ms. Delacroix to stay.", ["Ms. Delacroix"]),
        ("What Reyes does at the door works.", ["Reyes"]),
        ("Families told Hodan that they wait.", ["Hodan"]),
        ("Students at Weir Elementary wait for the bus.", []),
        ("Letters in Spanish, Portuguese and Somali reach families in March.", []),
        ("The IEP team meets. Families wait. “Nobody calls,” say students.", []),
        ("Student 3 and other students wait.", []),
        ("Tell the School Committee in four sentences.", []),
        ("", []),
    ],
)
def test_names_are_found_and_other_capitals_are_not(words: PersonWords, text: str, found: list[str]) -> None:
    assert words.found_in(text) == found
