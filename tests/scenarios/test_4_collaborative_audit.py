"""Rows of collaborative audits, in which students and adults look at evidence together."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

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
