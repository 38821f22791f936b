"""Every rule about sentences, quotes, themes and recommendations finds what it is for, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.analysis.claim_counts import candidates, claim_count, disconfirming
from coder.analysis.claim_lint import Claims, chosen_quotes, claim_findings, unfinished
from coder.analysis.frame import Material
from coder.analysis.lint import RULES, Finding, Passage, Quoted, passage_findings, quote_findings
from coder.analysis.people import Count
from coder.analysis.person_words import PersonWords
from coder.analysis.quantifiers import STEPS, quantities, word_for
from coder.domain.coding import Coding
from coder.domain.recommendation import Progress, Recommendation, Vote
from coder.domain.theme import Looked, Theme, ThemeStatus
from tests.unit.test_themes import coding, material, talk

NOBODY = PersonWords([])
STUDENTS = [f"S{n}" for n in range(1, 13)]


def told(found: Iterable[Finding]) -> list[tuple[str, str]]:
    return [(one.rule, one.place) for one in found]


def lint(
    text: str, people: Count | None = None, unfinished: list[str] | None = None, **by: Count
) -> list[Finding]:
    return list(passage_findings([Passage("T1", text, people, by)], NOBODY, unfinished or []))


# -- words for how many


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Most students wait.", [("Most", "most", "students")]),
        ("A majority of the families waits.", [("A majority", "most", "families")]),
        ("About half of the older students wait.", [("About half", "about half", "students")]),
        ("Nobody asks.", [("Nobody", "no one", "")]),
        ("Many described it, few of them twice.", [("Many", "many", ""), ("few", "a few", "")]),
        ("They face many barriers all day for half an hour.", []),
        ("Not all students wait.", []),
        ("The few students who came", []),
        ("Some of the rules hurt students.", []),
    ],
)
def test_only_words_about_people_count(text: str, found: list[tuple[str, str, str]]) -> None:
    nouns = {"students", "families"}
    assert [(one.text, one.word, one.noun) for one in quantities(text, nouns)] == found


def test_a_word_that_the_evidence_does_not_bear_out_is_told_with_the_right_one() -> None:
    (one,) = lint("Most students wait.", Count.exact(12, 20))
    assert (one.rule, one.remedy) == ("quantifier", "write “many”, or add evidence")
    assert "12 of 20" in one.sentence
    assert lint("Many students wait.", Count.exact(12, 20)) == []


def test_a_word_is_held_to_the_group_it_speaks_of() -> None:
    by = {"students": Count.exact(12, 20), "families": Count.exact(2, 12)}
    assert lint("Many students and a few parents wait.", Count.exact(14, 32), **by) == []
    (one,) = lint("Many students and many parents wait.", Count.exact(14, 32), **by)
    assert "2 of 12" in one.sentence


def test_below_ten_people_the_count_is_written_and_below_five_nothing() -> None:
    (one,) = lint("Most students wait.", Count.exact(5, 6))
    assert one.remedy == "write the count: 5 of the 6 students"
    (one,) = lint("Most students wait.", Count.exact(3, 4))
    assert one.remedy == "tell neither word nor number"
    assert not any(digit in one.sentence + one.remedy for digit in "0123456789")


@given(st.integers(10, 80), st.data())
def test_the_right_word_is_never_told_and_every_other_is(of: int, data: st.DataObject) -> None:
    number = data.draw(st.integers(2, of))
    right = word_for(Count.exact(number, of))
    for word in (*(step.word for step in STEPS), "all"):
        found = lint(f"{word} students wait.", Count.exact(number, of))
        assert told(found) == ([] if word == right else [("quantifier", "T1")])


# -- numbers


def test_numbers_that_the_evidence_does_not_give_are_told() -> None:
    by = {"students": Count.exact(9, 19), "families": Count.exact(11, 12)}
    assert lint("9 of the 19 students and 11 of 12 families wait.", Count.exact(20, 31), **by) == []
    assert told(lint("10 of the 19 students wait.", Count.exact(20, 31), **by)) == [("count", "T1")]
    assert told(lint("9 of the 21 students wait.", Count.exact(20, 31), **by)) == [("count", "T1")]
    assert lint("On 3 of 4 days the bus is late", None) == []


def test_a_percentage_of_few_people_is_told() -> None:
    assert told(lint("50% wait.", Count.exact(3, 6))) == [("percentage", "T1")]
    assert told(lint("33.3 percent wait.", Count.exact(3, 9))) == [("percentage", "T1")]
    assert lint("50% wait.", Count.exact(10, 20)) == []


# -- not raised, names


@pytest.mark.parametrize(
    "text",
    [
        "Buses were not raised.",
        "Nobody mentioned buses.",
        "Buses never came up: they did not come up.",
        "None of the students raised it.",
    ],
)
def test_not_raised_is_only_said_when_all_is_coded(text: str) -> None:
    (one,) = [found for found in lint(text, unfinished=["FG-02"]) if found.rule == "not-raised"]
    assert "FG-02" in one.sentence
    assert [found.rule for found in lint(text)] == []


def test_a_name_is_told() -> None:
    found = passage_findings([Passage("R1 action", "Thank Maya")], PersonWords(["Maya"]))
    assert told(found) == [("name", "R1 action")]


# -- quotes


def quote(place: str, start: int, person: str, group: str = "students", end: int = 0) -> Quoted:
    return Quoted(place, f"c{start}", "t1", start, end or start + 10, person, group, f"FG-01 turn {start}")


def test_words_quoted_twice_are_told_even_in_part() -> None:
    quotes = [quote("T1", 0, "a", end=30), quote("T2", 20, "b"), quote("T3", 40, "c")]
    assert told(quote_findings(quotes)) == [("quote-twice", "T1 and T2")]
    assert told(quote_findings([quote("T1", 0, "a"), quote("T1", 0, "a")])) == [("quote-twice", "T1")]
    other = replace(quote("T2", 0, "b"), transcript_id="t2")
    assert told(quote_findings([quote("T1", 0, "a"), other])) == []


def test_a_speaker_is_quoted_twice_at_most() -> None:
    quotes = [quote(f"T{n}", 20 * n, "a") for n in range(1, 4)]
    (one,) = quote_findings(quotes)
    assert (one.rule, one.place) == ("speaker-often", "T1, T2, T3")
    assert told(quote_findings(quotes[:2])) == []
    assert told(quote_findings([replace(q, person="") for q in quotes])) == []


def test_students_have_their_share() -> None:
    quotes = [quote("T1", 0, "a"), *(quote("T1", 20 * n, f"f{n}", "families") for n in range(1, 4))]
    assert told(quote_findings(quotes)) == [("student-share", "all quotes")]
    assert told(quote_findings(quotes, floor=25)) == []
    assert told(quote_findings(quotes, students_heard=False)) == []
    assert told(quote_findings([])) == []


# -- themes and recommendations


def audit(**lens: str) -> Material:
    """Twelve students of whom ten are coded, and six families of whom one is."""
    students, families = (
        talk("FG-S", STUDENTS),
        talk("FG-F", [f"F{n}" for n in range(1, 7)], group="families"),
    )
    codings = [coding(students, n) for n in range(1, 11)] + [coding(families, 1)]
    if lens:
        codings = [replace(one, lenses={"L.APP": (lens["app"],)}) for one in codings]
    return material([students, families], codings)


def theme(made: Material, claim: str = "Most students wait for answers.", **fields: Any) -> Theme:
    usual = {
        "code_ids": ("T.BEL",),
        "evidence": tuple(one.id for one in made.codings[:10]),
        "groups": ("students",),
    }
    return Theme("t1", claim, **{**usual, **fields})


def remarks(
    made: Material, *themes: Theme, advice: Iterable[Recommendation] = (), **more: Any
) -> list[tuple[str, str]]:
    return told(claim_findings(Claims(list(themes), list(advice), made, **more)))


def test_the_people_of_the_evidence_are_counted_among_the_groups_it_claims() -> None:
    made = audit()
    count = claim_count(theme(made), made)
    assert (str(count.people), str(count.by_group["students"])) == ("10 of 12", "10 of 12")
    everybody = claim_count(theme(made, groups=()), made)
    assert str(everybody.people) == "10 of 18"
    assert str(claim_count(theme(made, evidence=()), made).people) == "0 of 12"


def test_a_sound_theme_has_no_remark() -> None:
    made = audit()
    assert remarks(made, theme(made)) == []


def test_what_a_theme_lacks_is_told() -> None:
    made = audit()
    assert ("no-evidence", "T1") in remarks(made, theme(made, "Students wait.", evidence=()))
    assert ("topic", "T1 claim") in remarks(made, theme(made, "Waiting for answers"))
    gone = theme(made, evidence=(*(one.id for one in made.codings[:10]), "removed"))
    assert remarks(made, gone) == [("gone", "T1")]
    assert remarks(made, theme(made, code_ids=("T.BEL", "T.NO"))) == [("gone", "T1")]
    assert ("negative", "T1") in remarks(made, theme(made, status=ThemeStatus.CHECKED))
    assert remarks(made, theme(made, status=ThemeStatus.CHECKED, looked=Looked.YES)) == []
    assert ("group", "T1") in remarks(made, theme(made, "They wait.", groups=("students", "families")))
    assert ("quantifier", "T1 claim") in remarks(made, theme(made, "Nearly all students wait."))


def test_quotes_are_looked_at_over_all_themes() -> None:
    made = audit()
    first, second = made.codings[0].id, made.codings[1].id
    one = theme(made, starred=(first, second), flagged=first)
    two = replace(theme(made, starred=(first,)), id="t2")
    assert remarks(made, one, two) == [("quote-twice", "T1 and T2")]
    gone = theme(made, evidence=("gone",), starred=("gone",))
    assert chosen_quotes([("T1", gone)], made) == []


def test_what_recommendations_lack_is_told() -> None:
    made, sound = audit(), Recommendation("r1", "Write back", ("t1",), cause="Nobody is in charge")
    advice = [sound, Recommendation("r2", "Meet"), Recommendation("r3", "Rest", status=Progress.DROPPED)]
    assert remarks(made, theme(made), advice=advice) == [("no-theme", "R2"), ("no-cause", "R2")]
    many = [replace(sound, id=str(n), votes=(Vote("a", n),)) for n in range(1, 7)]
    assert remarks(made, theme(made), advice=many) == [("limit", "recommendations")]
    assert remarks(made, theme(made), advice=many, limit=6) == []
    tied = [replace(sound, id=str(n), votes=(Vote("a", 2),)) for n in range(2)]
    assert remarks(made, theme(made), advice=tied) == [("tie", "recommendations")]


def test_every_rule_that_is_told_is_explained() -> None:
    assert all(words for words in RULES.values())
    made = audit()
    found = claim_findings(Claims([theme(made, "Waiting", evidence=())], [Recommendation("r", "Go")], made))
    assert {one.rule for one in found} <= set(RULES)


# -- codings to choose from


def test_disconfirming_are_opposite_appraisals_first_and_then_other_groups() -> None:
    made = audit(app="focus")
    working = replace(made.codings[9], lenses={"L.APP": ("working",)})
    made = replace(made, codings=(*made.codings[:9], working, made.codings[10]))
    found = disconfirming(theme(made, evidence=(made.codings[0].id,)), made)
    assert [(one.coding.id, one.reason) for one in found] == [
        (working.id, "working, where the theme says focus"),
        (made.codings[10].id, "families, whom the theme does not claim"),
    ]
    named = theme(made, evidence=(), negative_cases=(working.id,), looked=Looked.YES, groups=())
    assert disconfirming(replace(named, lenses={"L.APP": ("focus",)}), made) == []


def test_candidates_have_the_codes_and_lens_values_and_are_not_named_yet() -> None:
    made = audit(app="focus")
    working = replace(made.codings[9], lenses={"L.APP": ("working",)})
    made = replace(made, codings=(*made.codings[:9], working, made.codings[10]))
    asked = theme(made, evidence=(made.codings[0].id,), lenses={"L.APP": ("focus",)})
    assert {one.id for one in candidates(asked, made)} == {one.id for one in made.codings} - {
        made.codings[0].id,
        working.id,
    }
    # A group of codes stands for all below it.
    assert len(candidates(replace(asked, code_ids=("T",), lenses={}), made)) == 10
    assert candidates(replace(asked, code_ids=("gone",)), made) == []


def test_a_transcript_is_finished_when_every_turn_is_coded_or_read() -> None:
    session = talk("FG-1", ["A", "B"])
    made = material([session], [coding(session, 1)])
    assert unfinished(made, {}) == ["FG-1"]
    assert unfinished(made, {session.id: {session.turn(2).seq}}) == []


def test_a_coding_over_turns_counts_everybody_in_it() -> None:
    session = talk("FG-1", STUDENTS)
    first, last = session.turn(1), session.turn(3)
    long = replace(
        coding(session, 1), start=first.start, end=last.end, text=session.text[first.start : last.end]
    )
    made: Material = material([session], [long])
    one: Coding = made.codings[0]
    assert str(claim_count(theme(made, evidence=(one.id,)), made).people) == "3 of 12"
