"""Rows of collaborative audits, in which students and adults look at evidence together."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from coder.analysis.plain import grade
from coder.cli.main import cli
from coder.errors import InputError
from tests.scenarios.district import COUNSELOR, KNOWN
from tests.scenarios.looking import (
    cells,
    named,
    not_served,
    of_people,
    only,
    report,
    rows,
    said,
    table,
    themes_of,
    told,
    under,
)


@not_served("a finding does not tell which groups were never asked")
def test_row_4_06_every_finding_by_role(district: Path, whole: str) -> None:
    """What each role said of it, what nobody of them raised, and what they were never asked."""
    grid = rows("analyse", "grid", district)
    relations = only(grid, code="DEF.CUL.REL")
    assert [relations[group] for group in ("students", "educators", "families", "community")] == [
        "said, 12 of 16", "not raised", "not asked", "not asked",
    ]  # fmt: skip
    known = under(whole, "Findings by domain", KNOWN)
    found = table(known, "Stakeholder group", "People")
    assert named(found, "Students") == ["8 of 16"]
    assert named(found, "Educators")[0] in ("not raised", "0 of 11")
    assert named(found, "Families") == ["not asked"]


def test_row_4_09_who_speaks_where(district: Path) -> None:
    """In person and virtual: how many speak, how much, and what is raised in each."""
    talk = rows("analyse", "talk", district, "--by", "mode")
    virtual = only(talk, who="virtual")
    assert (virtual["people"], virtual["people_spoke"], virtual["turns"]) == (5, "5", 16)
    assert only(talk, who="in person")["people"] == 60
    found = rows("analyse", "people", district, "--by", "group", "--by", "mode")
    assert of_people(found, "CIQ.PRI", "students \u00b7 virtual") == (2, 5)
    assert cells([only(found, code="DEF.CUL.BIAS", group="students \u00b7 virtual")], "people") == [(1,)]
    kinds = rows("analyse", "people", district, "--by", "kind")
    assert of_people(kinds, "CIQ.PRI", "interview + work session") == (6, 10)


def test_row_4_10_respected_and_heard(district: Path, whole: str) -> None:
    """Being respected and heard, group by group, in numbers and words."""
    found = rows("analyse", "people", district, "--where", "code:CIQ.BEL")
    assert {row["group"]: (row["people"], row["people_of"]) for row in found if row["people"]} == {
        "students": (3, 21), "families": (1, 6),
    }  # fmt: skip
    heard = named(themes_of(whole, "Collaborative inquiry: general"), "Belonging, respected")
    assert "students 3 of 21" in heard[0]
    assert "families 1 of 6" in heard[0]
    words = under(whole, "Belonging, respected, heard (4)")
    assert "nadie nos preguntó" in words
    assert words.count("listened to us") == 3


def test_row_4_12_know_think_assume(district: Path) -> None:
    """Per finding what is known, thought and assumed; what a second source bears out moves up."""
    text = under(report(district, "findings"), COUNSELOR)
    told_apart = re.findall(r"^- (We \w+): (.+)$", text, re.M)
    assert told_apart == [
        ("We know", "There was one counselor for four hundred students."),
        ("We think", "Waiting keeps students away."),
        ("We assume", "Everybody knows where the office is."),
    ]
    told(
        "theme", "edit", district, "T2", "--know",
        "There was one counselor for four hundred students. Waiting keeps students away.", "--think", "",
    )  # fmt: skip
    text = under(report(district, "findings"), COUNSELOR)
    assert "- We know: There was one counselor for four hundred students. Waiting keeps" in text
    assert "We think" not in text
    basis = rows("analyse", "people", district, "--where", "lens:LENS.KNOW=data-cited")
    assert of_people(basis, "CIQ.KN.KNOW", "students") == (2, 21)


def test_row_4_13_commitments(district: Path) -> None:
    """Who does what by when, from the words in which it was promised to the recommendation it takes up."""
    found = rows("entry", "list", district, "commitment")
    assert cells(found, "action", "owner", "due", "status") == [
        ("Bring the new schedule to the team", "Schedule team", "June", "not yet"),
        ("Post the waiting times", "Counseling team", "May", "done"),
    ]
    codings = rows("list", district, "codings")
    promised = {row["id"][:8]: row["text"] for row in codings if row["code"] == "CIQ.COM"}
    words = [promised[id_] for row in found for id_ in row["codings"]]
    assert [text.partition(" to the team")[0] for text in words] == [
        "I will bring the new schedule",
        words[1],
    ]
    assert words[1].startswith("Our team will post the waiting times by May")
    assert cells(found, "recommendations") == [(["R1"],), (["R3"],)]
    with pytest.raises(InputError, match="needs"):
        told("entry", "add", district, "commitment", "action=Something")


def test_row_4_15_young_people_can_read_it(district: Path) -> None:
    """A sheet for students in short words; what reads harder than grade six is told."""
    sheet = report(district, variant="students", session="ST-S1")
    assert "4 of 5 people talked about" not in sheet
    assert "5 of 5 people talked about: adult-student relationships." in sheet
    assert "We do not use your names." in sheet
    assert "One of you" in sheet
    students = ("--variant", "students", "--session", "ST-S1")
    assert "grade" not in said("report", district, "-o", district.with_name("s.docx"), *students)
    hard = "Intergenerational institutional interconnectedness"
    for n, code in enumerate(("DEF.CUL.REL", "DEF.CUL.WELL", "DEF.TL.ACC", "CIQ.INQ")):
        told("codebook", "rename", district, code, f"{hard} {n}")
    warned = said("report", district, "-o", district.with_name("s.docx"), *students)
    assert re.search(r"reads at grade \d+\.\d, above 6", warned)


def test_row_4_02_strengths_students_first(district: Path, whole: str) -> None:
    """Strengths by people within groups, students before all others, in numbers and words."""
    found = rows("analyse", "people", district, "--where", "code:CIQ.STR")
    assert [(row["group"], row["people"], row["people_of"]) for row in found if row["people"]] == [
        ("students", 4, 21), ("families", 2, 6), ("community", 3, 5),
    ]  # fmt: skip
    columns = ("What", "Students", "Families", "Educators", "Community")
    told_of = table(under(whole, "Strengths"), *columns, "District leaders", "School leaders", "All")
    assert told_of[0][1:5] == ["4 of 21", "2 of 6", "Not raised", "3 of 5"]
    strength = named(themes_of(whole, "Collaborative inquiry: general"), "Strength or asset")
    assert strength[0].startswith("9 of 43 people students 4 of 21 families 2 of 6")
    words = under(whole, "Appendix: Every excerpt by code", "Strength or asset (9)")
    assert [words.count(text) for text in ("front desk", "nos llama", "homework club")] == [4, 2, 3]


def test_row_4_04_inequity_to_cause(district: Path) -> None:
    """Which causes stand with which inequity, in one turn and in turns beside it."""
    same = {(row["code"], row["with"]): row["people"] for row in _together(district, "turn")}
    assert same["CIQ.INQ", "CIQ.RC.RES"] == 5
    assert same["CIQ.INQ", "CIQ.RC.POL"] == 5
    assert ("CIQ.INQ", "CIQ.RC.COM") not in same
    beside = {(row["code"], row["with"]): row["both"] for row in _together(district, "adjacent")}
    assert beside["CIQ.INQ", "CIQ.RC.RES"] > 5
    chain = rows("analyse", "people", district, "--where", "code:CIQ.RC")
    assert of_people(chain, "CIQ.RC.POL", "families") == (5, 6)


def _together(project: Path, near: str) -> list[dict[str, object]]:
    return rows("analyse", "cooccurrence", project, "--near", near)


def test_row_4_05_priorities(district: Path, whole: str) -> None:
    """Priorities by how many want them and by votes, ties told, and no more than can be followed."""
    wanted = rows("analyse", "people", district, "--where", "code:CIQ.PRI")
    assert [(row["group"], row["people"]) for row in wanted if row["people"]] == [
        ("students", 7), ("families", 3), ("educators", 2),
    ]  # fmt: skip
    columns = ("Place", "Area", "Votes", "By whom", "Raised by", "Leverage", "Why")
    votes = table(under(whole, "Where to focus next"), *columns)
    assert [row[0] for row in votes] == ["1", "2 (shared)", "2 (shared)", "\u2014"]
    told("entry", "vote", district, "focus.2", "students", "1")
    votes = table(under(report(district, "focus"), "Where to focus next"), *columns)
    assert [row[:3] for row in votes][1] == ["2", "Letters that families can read", "5"]


def test_row_4_08_students_lead(district: Path, whole: str) -> None:
    """Students' words come first, their share is measured, and adults speaking about them stand apart."""
    finding = under(whole, "Findings by domain", COUNSELOR)
    assert "What students said:" in finding
    assert finding.index("What students said:") < finding.index("Stakeholder group")
    talk = only(rows("analyse", "talk", district), who="students")
    assert 0.3 < talk["share"] < 0.4
    about = rows("analyse", "people", district, "--where", "code:CIQ.V.ABOUT")
    assert of_people(about, "CIQ.V.ABOUT", "educators") == (2, 11)
    assert "students" not in {row["group"] for row in about if row["people"]}
    shift = rows("analyse", "people", district, "--where", "code:CIQ.V.SHIFT")
    assert of_people(shift, "CIQ.V.SHIFT", "educators") == (2, 11)
    # Where other people's words are chosen, the share of students is told to be too low.
    letter = re.findall(
        r"Evidence: ([0-9a-f]{8})", under(whole, "Findings by domain", "Families get letters")
    )[0]
    told("theme", "evidence", district, "T3", letter, "--star")
    checked = CliRunner().invoke(cli, ["theme", "check", str(district), "--students", "40"])
    assert "student-share" in checked.output
    assert re.search(r"students \d+%", said("report", district, "-o", district.with_name("r.md")))


def test_row_4_11_skill_with_data(district: Path, whole: str) -> None:
    """Who says that they learned to read data, in their words; and data in words that students can read."""
    grown = rows("analyse", "people", district, "--where", "code:CIQ.CAP")
    assert of_people(grown, "CIQ.CAP", "students") == (1, 21)
    assert "now I can read it" in under(
        whole, "Appendix: Every excerpt by code", "Growing skill with data (1)"
    )
    sheet = report(district, variant="students", session="ST-N2")
    assert "4 of 5 people talked about: wellbeing and support." in sheet
    assert grade(sheet.partition("Thank you")[2]) < 6


def test_row_4_14_made_together(district: Path, whole: str) -> None:
    """An improvement that students and adults made together, with the session it is from."""
    found = rows("analyse", "people", district, "--by", "session", "--by", "group", "--where", "code:CIQ.COD")
    assert of_people(found, "CIQ.COD", "WS-1 \u00b7 students") == (3, 5)
    assert of_people(found, "CIQ.COD", "WS-1 \u00b7 educators") == (1, 5)
    made = under(whole, "Improvements and commitments", "Improvements made together")
    columns = ("Session", "At the table", "Said it", "What it is about", "Evidence")
    assert [row[:3] for row in table(made, *columns)] == [
        ["Work session, 2026-04", "Students; educators", "4 of 10"]
    ]
    places = rows("search", district, "code:CIQ.COD")
    assert {row["transcript"] for row in places} == {"WS-1"}
    assert "student seat on the hiring panel" in str(places)


@not_served("questions to chase have no answers beside them")
def test_row_4_01_inquiry_log(district: Path) -> None:
    """Every question that was asked, with its answer or as open."""
    log = report(district, "inquiry")
    assert "Do we know how many wait longer than a week" in under(log, "Open")
    told("entry", "add", district, "question", "question=How many wait?", "answer=Half of them")
    assert "Half of them" in under(report(district, "inquiry"), "Answered")


def test_row_4_03_inequities(whole: str) -> None:
    """What is called unfair, for whom as it was said, and by how many of each group, students first."""
    section = under(whole, "What is not fair, and why")
    groups = ("Students", "Families", "Educators", "Community", "District leaders", "School leaders", "All")
    unfair = table(section, "What", *groups)
    assert unfair[0][1:5] == ["11 of 21", "5 of 6", "Not raised", "Not raised"]
    assert named(unfair, "Access to courses and opportunities")[0] == "5 of 21"
    assert named(unfair, "Language access for families")[:2] == ["Not raised", "5 of 6"]
    columns = ("Cause", "Same turn", "Next turn", "For whom, as said", *groups)
    rules = named(table(section, *columns), "Root cause: rules and structures")
    assert rules[:5] == ["5", "0", "Language", "Not raised", "5 of 6"]
    apart = table(section, "What", "Students said", "Adults said about students")
    assert apart == [["Wellbeing and support", "14 of 16", "Educators 2 of 11"]]


def test_row_4_07_equal_weight(whole: str) -> None:
    """Each group once beside each person once, and where the order differs."""
    columns = ("What", "Groups once", "Place", "People", "Place among people")
    found = table(under(whole, "Groups once, or people"), *columns)
    # Three of five and two of eleven leaders, and nobody of four other groups: a mean of 13%, of 54 people 5.
    policy = named(found, "Policy and procedure")
    assert (policy[0], policy[2]) == ("13%", "5 of 54")
    assert named(found, "Teach: professional culture")[::2] == ["33%", "4 of 12"]
    assert any(row[2] != row[4] for row in found)
