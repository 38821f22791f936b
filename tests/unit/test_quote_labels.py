"""What is told about who is quoted: a label never means fewer than five people."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.analysis.frame import Material, Source
from coder.analysis.labels import QuoteLabels, labels_of
from coder.domain.codebook import CodeTree
from coder.domain.coding import Coding, Origin
from coder.domain.transcript import Participant, Transcript, TranscriptFacts, TranscriptKind
from tests import support

Sizes = list[tuple[str, str, int]]


def people(sizes: Sizes) -> dict[str, tuple[str, str]]:
    """People named after their group and level, as many of each as stated."""
    return {f"{group} {level} {n}": (group, level) for group, level, number in sizes for n in range(number)}


@pytest.mark.parametrize(
    ("sizes", "labels"),
    [
        ([("students", "high", 5)], {"Student, high school": 5}),
        ([("students", "high", 5), ("students", "middle", 5)], {"Student, high": 5, "Student, middle": 5}),
        ([("students", "high", 6), ("students", "elementary", 1)], {"Student": 7}),
        ([("students", "high", 6), ("students", "", 1)], {"Student": 7}),
        (
            [("students", "high", 6), ("students", "elementary", 3), ("students", "", 2)],
            {"Student, high": 6, "Student": 5},
        ),
        ([("students", "high", 4), ("students", "middle", 1)], {"Student": 5}),
        ([("families", "elementary", 9)], {"Family member, elementary school": 9}),
        ([("leaders", "Weir Elementary", 9)], {"Leader": 9}),
        ([("students", "high", 9), ("leaders", "", 1)], {"Student, high school": 9}),
        ([("students", "high", 9), ("leaders", "", 3), ("", "", 2)], {"Student, high": 9, "Participant": 5}),
        ([("", "high", 9)], {"Participant": 9}),
        ([("students", "high", 4)], {}),
        ([], {}),
    ],
)
def test_label_ladder(sizes: Sizes, labels: dict[str, int]) -> None:
    found = Counter(label.removesuffix(" school") for label in labels_of(people(sizes)).values())
    assert found == {label.removesuffix(" school"): number for label, number in labels.items()}


SIZES = st.lists(
    st.tuples(
        st.sampled_from(["students", "families", "leaders", ""]),
        st.sampled_from(["high", "middle", "", "Weir"]),
        st.integers(0, 8),
    ),
    max_size=8,
    unique_by=lambda size: size[:2],
)


@given(SIZES)
def test_every_label_means_five_people_at_least(sizes: Sizes) -> None:
    assert all(number >= 5 for number in Counter(labels_of(people(sizes)).values()).values())


def session(label: str, voices: int, **facts: Any) -> Transcript:
    talk = [(f"P{n}", f"Words of {label} number {n}.") for n in range(voices)]
    return support.transcript(label, talk, TranscriptFacts(**{"group": "leaders", **facts}))


def coded(*transcripts: Transcript) -> tuple[Coding, ...]:
    return tuple(
        Coding(f"{t.label}-1", t.id, 0, 5, t.text[:5], "T.BEL", "AM", Origin.TYPED, "2026-01-01")
        for t in transcripts
    )


def label(material: Material, transcript: Transcript) -> str:
    person = transcript.speakers[0].participant_id or transcript.speakers[0].id
    return QuoteLabels(material).label(person, "tiny", Source.of(transcript.facts.kind))


def test_respondents_are_counted_among_themselves() -> None:
    tree = CodeTree((support.book(),))
    talk, waiting = session("FG-1", 6), session("FG-2", 9)
    survey = session("SV-1", 4, kind=TranscriptKind.SURVEY_COMMENTS)
    larger = session("SV-2", 6, kind=TranscriptKind.SURVEY_COMMENTS)
    few = Material((talk, survey), (), coded(talk, survey), tree)
    assert (label(few, talk), label(few, survey)) == ("Leader", "")
    many = Material((talk, larger), (), coded(talk, larger), tree)
    assert (label(many, talk), label(many, larger)) == ("Leader", "Leader (survey)")
    lone = session("INT-1", 1, kind=TranscriptKind.INTERVIEW)
    uncoded = Material((lone, waiting), (), coded(lone), tree)
    assert label(uncoded, lone) == ""


def test_people_of_the_roster_who_never_came_are_not_counted() -> None:
    talk = session("FG-1", 1)
    roster = tuple(Participant(f"p{n}", f"L{n}", "leaders") for n in range(9))
    talk = replace(talk, speakers=tuple(replace(s, participant_id="p0") for s in talk.speakers))
    assert label(Material((talk,), roster, coded(talk), CodeTree((support.book(),))), talk) == ""
