"""The rules of recommendations."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.domain.codebook import Code, Codebook, CodeStatus, CodeTree
from coder.domain.recommendation import (
    Progress,
    Recommendation,
    Vote,
    deficit_codes,
    ranked,
    refuse_deficits,
    told_ties,
)
from coder.errors import InputError


def tree() -> CodeTree:
    codes = (
        Code("RDY", "rdy", None, 0, "Readiness", codable=False),
        Code("RDY.R1", "rdy", "RDY", 1, "Root cause"),
        Code("RDY.RX", "rdy", "RDY", 2, "Deficit"),
        Code("RDY.RX.FAM", "rdy", "RDY.RX", 3, "Families blamed"),
        Code("OLD", "rdy", None, 4, "Old", status=CodeStatus.MERGED, merged_into="RDY.RX"),
    )
    return CodeTree((Codebook("rdy", "Readiness", codes=codes),))


def recommendation(id_: str = "r1", **fields: object) -> Recommendation:
    return Recommendation(id_, f"Hire a counselor {id_}", **fields)  # type: ignore[arg-type]


def test_a_recommendation_needs_an_action() -> None:
    with pytest.raises(InputError, match="needs an action"):
        Recommendation("r1", "\n").checked()


@pytest.mark.parametrize("vote", [Vote("", 1), Vote("AM", 0), Vote("AM", -1)])
def test_a_vote_is_somebodys(vote: Vote) -> None:
    with pytest.raises(InputError, match="vote"):
        recommendation(votes=(vote,)).checked()


def test_who_votes_again_votes_instead() -> None:
    made = recommendation().voted("AM", 2).voted("students", 3).voted(" AM ", 1)
    assert made.votes == (Vote("AM", 1), Vote("students", 3))
    assert made.total == 4
    assert made.voted("AM", 0).votes == (Vote("students", 3),)
    with pytest.raises(InputError, match="fewer than 0"):
        made.voted("AM", -1)
    with pytest.raises(InputError, match="who voted"):
        made.voted("  ", 1)


def test_places_are_shared_and_ties_told() -> None:
    made = [
        recommendation("a", votes=(Vote("x", 2),), position=1),
        recommendation("b", votes=(Vote("x", 2),), position=0),
        recommendation("c", votes=(Vote("x", 1),), position=2),
        recommendation("d", position=3),
        recommendation("e", votes=(Vote("x", 9),), status=Progress.DROPPED, position=4),
    ]
    order = ranked(made)
    told = [(one.recommendation.id, one.place, one.tied) for one in order]
    assert told == [("b", 1, True), ("a", 1, True), ("c", 3, False), ("d", None, False), ("e", None, False)]
    assert told_ties(order) == [
        "2 recommendations share place 1 with 2 votes each: “Hire a counselor b”; “Hire a counselor a”"
    ]


@given(st.lists(st.integers(0, 4)))
def test_places_follow_votes(totals: list[int]) -> None:
    made = [
        recommendation(str(n), votes=(Vote("x", total),) if total else (), position=n)
        for n, total in enumerate(totals)
    ]
    for one in ranked(made):
        better = sum(total > one.recommendation.total for total in totals)
        assert one.place == (better + 1 if one.recommendation.total else None)
        assert one.tied == (one.place is not None and totals.count(one.recommendation.total) > 1)


@pytest.mark.parametrize("code", ["RDY.RX", "RDY.RX.FAM", "OLD"])
def test_a_deficit_is_no_root_cause(code: str) -> None:
    assert deficit_codes(tree()) == {"RDY.RX", "RDY.RX.FAM"}
    with pytest.raises(InputError, match="never a root cause"):
        refuse_deficits(recommendation(cause_codes=("RDY.R1", code)), tree(), {})
    with pytest.raises(InputError, match="never a root cause"):
        refuse_deficits(recommendation(cause_codings=("c1",)), tree(), {"c1": "RDY.RX"})
    assert not recommendation(cause_codes=(code,)).has_cause(tree(), {})
    assert not recommendation(cause_codings=("c1",)).has_cause(tree(), {"c1": "RDY.RX.FAM"})


def test_a_cause_is_words_a_code_or_words_that_are_there() -> None:
    assert recommendation(cause="One counselor for 400").has_cause(tree(), {})
    assert recommendation(cause_codes=("RDY.R1",)).has_cause(tree(), {})
    assert recommendation(cause_codings=("c1",)).has_cause(tree(), {"c1": "RDY.R1"})
    assert not recommendation(cause_codings=("gone",)).has_cause(tree(), {})
    assert not recommendation().has_cause(tree(), {})


def test_a_project_without_the_deficit_code_has_no_deficits() -> None:
    refuse_deficits(recommendation(cause_codes=("X",)), CodeTree(()), {})
