"""Perceptions of implementation: worked by hand, told as perceptions, and never of a few."""

from __future__ import annotations

from dataclasses import replace

import pytest

from coder.analysis.frame import Material, Source
from coder.analysis.implementation import Gap, gaps, perceptions, unlike
from coder.analysis.implementation_tables import agenda_tables, implementation_tables
from coder.domain.codebook import CodeTree
from coder.domain.transcript import Transcript, TranscriptKind
from coder.exchange.codebook_yaml import load_codebook
from coder.services.resources import codebook_path
from tests.unit.test_themes import coding, talk

BOOKS = ("district-equity-domains", "implementation-to-impact", "lenses")
SYSTEM = "DEF.LG"


@pytest.fixture(scope="module")
def tree() -> CodeTree:
    return CodeTree(tuple(load_codebook(codebook_path(name)) for name in BOOKS))


def survey(label: str, group: str, number: int) -> Transcript:
    """One set of answers with one turn of each of so many people."""
    voices = [f"{label}{n}" for n in range(number)]
    return talk(label, voices, group=group, kind=TranscriptKind.SURVEY_COMMENTS)


def answered(answers: Transcript, told: list[str], meant: dict[int, str] | None = None) -> list[object]:
    """Codings: in each turn the system, and the codes (parted by blanks) that its person told."""
    found = []
    for number, codes in enumerate(told, 1):
        found.append(coding(answers, number, "DEF.LG.VIS"))
        for code in codes.split():
            one = coding(answers, number, f"I2I.{code}")
            who = (meant or {}).get(number)
            found.append(replace(one, lenses={"I2I.FOR": (who,)} if who and code.startswith("M") else {}))
    return found


def material(tree: CodeTree, *parts: tuple[Transcript, list[object]]) -> Material:
    codings = tuple(one for _, some in parts for one in some)
    return Material(tuple(t for t, _ in parts), (), codings, tree)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def leaders(tree: CodeTree) -> Material:
    """Six district leaders at 3 3 4 4 4 and one not aware; five school leaders at 0 0 1 1 1."""
    district, school = survey("D", "district leaders", 6), survey("S", "school leaders", 5)
    told = ["S3 M2", "S3 M0", "S4 M0", "S4 M0 MN", "S4", "DK"]
    return material(
        tree,
        (district, answered(district, told, {1: "students", 2: "students", 4: "staff"})),
        (school, answered(school, ["S0", "S0 S1", "S1", "S1", "S1 DK"])),
    )


def test_stages_are_counted_by_people_and_not_known_stands_apart(leaders: Material) -> None:
    district, school = perceptions(leaders, Source.SURVEY)
    assert (district.groups, district.of) == (("district leaders",), 6)
    assert (district.stages, district.unaware, district.middle(5)) == ((0, 0, 0, 2, 3), 1, 4)
    # Who told 0 and 1 counts once, at the lower middle; who told a stage is aware.
    assert (school.stages, school.unaware, school.middle(5)) == ((2, 3, 0, 0, 0), 0, 1)
    assert gaps([district, school], 5) == [
        Gap(SYSTEM, Source.SURVEY, ("district leaders",), ("school leaders",), 3)
    ]


def test_impact_is_counted_by_beneficiary(leaders: Material) -> None:
    district, school = perceptions(leaders, Source.SURVEY)
    assert district.impacts == {
        ("students", "I2I.M2"): 1,
        ("students", "I2I.M0"): 1,
        ("", "I2I.M0"): 1,
        ("staff", "I2I.M0"): 1,
        ("staff", "I2I.MN"): 1,
    }
    assert (district.felt, district.judged) == (1, 4)
    assert school.impacts == {}
    assert [kind for kind, _ in unlike([district, school], 5)] == ["little felt", "harm"]


def test_a_small_group_is_told_with_another_and_has_no_gap(tree: CodeTree) -> None:
    district, school = survey("D", "district leaders", 4), survey("S", "school leaders", 5)
    few = material(
        tree,
        (district, answered(district, ["S4"] * 4)),
        (school, answered(school, ["S0"] * 5)),
    )
    (both,) = perceptions(few, Source.SURVEY)
    assert (set(both.groups), both.of) == ({"district leaders", "school leaders"}, 9)
    assert both.stages == (5, 0, 0, 0, 4)
    assert gaps([both], 5) == []
    alone = survey("D", "district leaders", 4)
    assert perceptions(material(tree, (alone, answered(alone, ["S4"] * 4))), Source.SURVEY) == []


def test_a_survey_is_never_pooled_with_conversations(leaders: Material, tree: CodeTree) -> None:
    group = talk("FG", [f"P{n}" for n in range(5)], group="school leaders")
    heard = answered(group, ["S2"] * 5)
    both = replace(leaders, transcripts=(*leaders.transcripts, group), codings=(*leaders.codings, *heard))
    assert perceptions(both, Source.SURVEY) == perceptions(leaders, Source.SURVEY)
    assert [one.stages for one in perceptions(both, Source.TALK)] == [(0, 0, 5, 0, 0)]
    assert [table.id for table in implementation_tables(both)] == [
        *("stages:survey", "impact:survey", "gaps:survey", "stages:talk"),
    ]


def test_a_stage_without_a_system_and_a_request_count_nothing(tree: CodeTree) -> None:
    answers = survey("D", "district leaders", 5)
    codings: list[object] = [coding(answers, n, "I2I.S1") for n in range(1, 6)]
    codings += [coding(answers, n, "DEF.REC") for n in range(1, 6)]
    assert perceptions(material(tree, (answers, codings)), Source.SURVEY) == []


def test_tables_tell_perceptions_and_the_agenda_asks(leaders: Material) -> None:
    stages, _, between = implementation_tables(leaders)
    assert stages.rows[0] == (
        *("Leadership and governance", "district leaders (6)"),
        *("0", "0", "0", "2", "3", "1", "routine use"),
    )
    assert "how leaders described each system, not what was found" in stages.before
    assert between.rows == (("Leadership and governance", "district leaders", "school leaders", "3 stages"),)
    _, questions = agenda_tables(leaders)
    said = [row[0] for row in questions.rows]
    assert said[0].endswith("was described as further along by district leaders than by school leaders.")
    assert all("described" in sentence for sentence in said)
    assert len(said) == 3
    assert all(set(cell) == {"_"} for row in questions.rows for cell in row[2:])


def test_who_do_not_know_are_asked_about_when_they_are_several(tree: CodeTree) -> None:
    answers = survey("D", "district leaders", 6)
    told = ["S1", "S1", "S1", "S1", "DK", "DK"]
    (one,) = perceptions(material(tree, (answers, answered(answers, told))), Source.SURVEY)
    assert [kind for kind, _ in unlike([one], 5)] == ["unaware"]
    (few,) = perceptions(material(tree, (answers, answered(answers, [*told[:5], "S1"]))), Source.SURVEY)
    assert list(unlike([few], 5)) == []


def test_nothing_is_told_without_codings(tree: CodeTree) -> None:
    answers = survey("D", "district leaders", 6)
    assert list(implementation_tables(material(tree, (answers, [])))) == []
    assert list(agenda_tables(material(tree, (answers, [])))) == []


@pytest.mark.parametrize(
    ("told", "number"),
    [("DK DK DK", ""), ("S1 DK DK", ""), ("DK DK DK DK DK", ""), ("S1 S1 S1 DK DK", " (2 of 5)")],
)
def test_no_number_is_told_of_few_or_where_all_are_alike(tree: CodeTree, told: str, number: str) -> None:
    answers = survey("D", "district leaders", 6)
    _, questions = agenda_tables(material(tree, (answers, answered(answers, told.split()))))
    assert questions.rows[0][0].endswith(f"not known by district leaders{number}.")


def test_people_whom_nobody_coded_are_not_among_those_heard(tree: CodeTree) -> None:
    few, unread = survey("D", "district leaders", 4), survey("E", "district leaders", 6)
    parts = (few, answered(few, ["S4"] * 4)), (unread, [])
    assert perceptions(material(tree, *parts), Source.SURVEY) == []
