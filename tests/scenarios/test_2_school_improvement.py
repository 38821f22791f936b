"""Rows of school improvement: readiness, plans, coaching, and what a district can do."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from coder.cli.main import cli
from coder.domain.consent import Consent
from coder.errors import InputError
from coder.services.bootstrap import session
from coder.services.consenting import ConsentService
from tests.scenarios.looking import (
    cells,
    give_attributes,
    joint,
    named,
    not_served,
    of_people,
    only,
    report,
    rows,
    table,
    themes_of,
    told,
    under,
)


def test_row_2_09_coaching_needs_inside(district: Path) -> None:
    """What leaders need of coaching is counted by role; their words stay with the team."""
    leaders = [row for row in rows("list", district, "participants") if row["group"] == "school leaders"]
    assert len(leaders) == 11
    with session(str(district), "AM") as opened:
        consents = ConsentService(opened)
        for row in leaders:
            consents.tell(consents.person(row["label"]), Consent.TEAM_ONLY)
    needs = rows("analyse", "people", district, "--where", "code:JRN.X")
    assert of_people(needs, "JRN.X.SUP", "school leaders") == (3, 11)
    assert of_people(needs, "JRN.X.BAR", "school leaders") == (3, 11)
    text = report(district, "themes", "voices", "excerpts")
    assert "network of principals" not in text
    assert "no time for any of this" not in text
    assert "Support asked for or used" in text
    exported = district.with_name("codings.csv")
    told("codings", "export", district, exported)
    assert "network of principals" not in exported.read_text("utf-8")


def test_row_2_10_shared_practice_by_team(district: Path, whole: str) -> None:
    """Shared planning and collective work, team by team of five or more; smaller ones are put together."""
    give_attributes(district, "ED-1", ("team",), *[("grade 9",)] * 6)
    give_attributes(district, "ED-2", ("team",), *[("grade 10",)] * 2, *[("grade 11",)] * 3)
    found = rows("analyse", "people", district, "--by", "team", "--where", "group:educators")
    shared = [row for row in found if row["code"] == "RDY.T3"]
    assert cells([only(shared, group="grade 9")], "people", "people_of") == [(4, 6)]
    assert {row["group"] for row in found} >= {"grade 9"}
    for row in found:
        assert row["group"] not in ("grade 10", "grade 11") or row["people_of"] in (0, "<5")
    words = under(whole, "Teach: professional culture (4)")
    assert words.count("Common planning is there") == 3


def test_row_2_15_codes_beside_indicators(district: Path) -> None:
    """A code's way over the waves beside an indicator's, without a word of cause."""
    waves = only(rows("analyse", "waves", district), code="DEF.CUL.WELL", group="students")
    assert (waves["1"], waves["2"]) == ("10 of 11", "4 of 5")
    links = "measure,code,fit,note\nSent out of class,DEF.CUL.WELL,{},{}\n"
    told_by_wave = {}
    for wave, number in (("1", 180), ("2", 110)):
        measures = f"measure,group,number,of\nSent out of class,students,{number},900\n"
        shown = joint(district, measures, links.format("agree", "fewer now"), "--where", f"wave:{wave}")
        found = only(shown, group="students")
        told_by_wave[wave] = (found["measured"], found["said"], found["fit"])
    assert told_by_wave == {"1": ("180 of 900", "10 of 11", "agree"), "2": ("110 of 900", "4 of 5", "agree")}
    with pytest.raises(InputError, match="no cause"):
        joint(district, measures, links.format("agree", "the counselor led to fewer"))


def test_row_2_04_nine_elements(whole: str) -> None:
    """Ready to learn, teach and act, three elements each, with what is not rated told as such."""
    grid = table(under(whole, "Readiness at a glance"), "Ready to learn", "Ready to teach", "Ready to act")
    assert len(grid) == 3
    assert grid[0][0] == "Learn: safety, order and engagement: 3 kept going"
    assert grid[2][1] == "Teach: professional culture: 1 emerging"
    assert grid[0][2] == "Act: authority over resources: 1 emerging"
    assert sum(cell.endswith("not rated") for row in grid for cell in row) == 6


def test_row_2_05_readiness_with_evidence(district: Path) -> None:
    """Each element from 0 to 3 with its excerpts, by role, and how far roles are apart."""
    section = under(report(district, "readiness"), "Readiness")
    columns = ("Element", "Rating", "By role", "Disagreement", "What it rests on", "Evidence")
    culture = named(table(section, *columns), "Teach: professional culture")
    assert culture[:3] == ["1 emerging", "Educators 2; school leaders 0", "2"]
    assert len(culture[4].split(", ")) == 4
    quoted = under(section, "Teach: professional culture: 1 emerging")
    assert quoted.count("Common planning is there but it gets taken for coverage") == 3
    assert "look at student work together" in under(
        section, "Teach: professional culture, educators: 2 in place"
    )
    with pytest.raises(InputError, match="needs an excerpt"):
        told("entry", "add", district, "rating", "value=2", "--code", "RDY.L2")


def test_row_2_06_causes_to_strategies(district: Path) -> None:
    """Causes by people, strategies mapped to them, and warnings: too many, for no cause, a cause without."""
    section = under(report(district, "causes"), "Root causes and strategies")
    causes = table(section, "No.", "Cause", "Told by", "By group", "Evidence")
    assert [row[1] for row in causes] == [
        "There is one counselor for four hundred", "The schedule is made without those who teach",
    ]  # fmt: skip
    assert "tudents 5 of 21" in causes[0][3]
    assert "ducators 3 of" in causes[1][3]
    strategies = table(section, "No.", "Strategy", "C1", "C2", "Owner", "Due", "Measure")
    assert strategies[0][1:] == [
        "Protect the planning hour", "\u2014", "Yes", "Principal", "August", "Hours kept of hours planned",
    ]  # fmt: skip
    assert "S2 is meant for no root cause" in section
    assert "No strategy is meant for C1." in section
    for n in range(3):
        told("entry", "add", district, "strategy", f"strategy=More {n}", "--entry", "cause.1")
    assert "There are 5 strategies, more than the 4" in report(district, "causes")
    with pytest.raises(InputError):
        told("entry", "add", district, "cause", "cause=Those families", "--code", "RDY.RX")


def test_row_2_11_did_we_and_does_it(district: Path) -> None:
    """Each item over the waves: done as planned, a difference made, adjusted; an answer needs its words."""
    section = under(report(district, "plan"), "Are we doing what we said?")
    columns = ("No.", "What the plan says", "Owner", "2025-fall", "2026-spring", "Adjusted", "Evidence")
    found = {row[1]: row[2:] for row in table(section, *columns)}
    assert found["Add a counselor"][:4] == [
        "Student services", "Done: partly; difference: too soon", "Done: yes; difference: some",
        "Keep the second post",
    ]  # fmt: skip
    assert found["Send interpreters"][1:3] == ["Not checked", "Done: no; difference: no evidence"]
    assert "We said we would add a counselor and we did" in section
    assert "did not happen" in under(section, "P2 Send interpreters: done: no")
    with pytest.raises(InputError, match="needs an excerpt"):
        told("entry", "add", district, "check", "did=yes", "difference=yes", "--entry", "plan-item.2")


def test_row_2_12_few_recommendations_of_high_yield(district: Path) -> None:
    """Capacity by department with its words; areas by breadth and leverage; more than a few are warned of."""
    text = report(district, "capacity", "focus")
    rated = table(under(text, "Capacity by department"), "Capacity", "Family office", "Student services")
    assert rated == [["Condition: district capacity to support", "1 emerging", "0 no sign"]]
    assert "sit for weeks between two offices" in under(text, "Family office, Condition")
    areas = table(under(text, "Where to focus next"), "Breadth", "High leverage", "Low leverage")
    assert areas[0][1].split("; ")[0] == "Time with a counselor"
    told("recommend", "limit", district, "2")
    checked = CliRunner().invoke(cli, ["theme", "check", str(district)])
    assert checked.exit_code == 1
    assert "there are 3, and no more than 2 can be followed" in checked.output


def test_row_2_13_who_hands_on_to_whom(district: Path) -> None:
    """Who hands what to whom, what breaks down first, and the words that tell of it."""
    section = under(report(district, "capacity"), "Hand-offs between departments")
    found = table(section, "What", "From", "To", "How it goes", "What stands in the way", "Evidence")
    assert [row[:5] for row in found] == [
        ["Requests for interpreters", "Schools", "Family office", "Breaks down", "Nobody owns the list"],
        ["Lists of new students", "Registrar", "Schools", "Works", "\u2014"],
    ]
    assert len(found[0][5].split(", ")) == 3
    with pytest.raises(InputError, match="between two departments"):
        told("entry", "add", district, "handoff", "what=X", "from=A", "to=a", "state=works")


def test_row_2_14_freedom_needed_and_given(district: Path) -> None:
    """What schools of a zone need to decide and cannot: told by people, rated by school, with the words."""
    needs = rows("analyse", "people", district, "--where", "code:RDY.A1")
    assert of_people(needs, "RDY.A1", "school leaders") == (2, 6)
    for school, value in (("North", "1"), ("South", "0")):
        links = ("--code", "RDY.A1", *(("--evidence", ids(district, "RDY.A1")[0]) if value == "1" else ()))
        told("entry", "add", district, "capacity", f"department={school}", f"value={value}", *links)
    section = under(report(district, "capacity"), "Capacity by department")
    columns = ("Capacity", "Family office", "Student services", "North", "South")
    authority = named(table(section, *columns), "Act: authority over resources")
    assert authority == ["Not rated", "Not rated", "1 emerging", "0 no sign"]
    assert "We cannot hire a counselor by ourselves" in under(section, "North, Act: authority")


def test_row_2_03_goals_and_measures(district: Path) -> None:
    """What the plan aims at, with who sees to it, by when and how one will know; what lacks a measure."""
    section = under(report(district, "causes"), "Strategies and the causes they are meant for")
    aims = {
        row[1]: row[-3:] for row in table(section, "No.", "Strategy", "C1", "C2", "Owner", "Due", "Measure")
    }
    assert aims["Protect the planning hour"] == ["Principal", "August", "Hours kept of hours planned"]
    assert aims["Buy banners"] == ["To be named", "To be set", "To be set"]
    listed = rows("recommend", "list", district)
    assert {row["action"]: row["measure"] for row in listed}["Add a second counselor to each school"]
    text = report(district, "recommendations")
    assert under(text, "Recommendation 2").count("Measure: to be set") == 1
    told("entry", "edit", district, "strategy.2", "measure=Days with a banner")
    assert "Days with a banner" in report(district, "causes")


def test_row_2_07_skeleton_of_a_plan(tmp_path: Path) -> None:
    """The steps to a plan with their time, and a report that has its parts in order before all is filled."""
    steps = only(rows("engagement", "compare", "improvement-plan", "readiness"), what="milestones")
    assert "Causes agreed (month 1)" in str(steps["improvement-plan"])
    project, talk = tmp_path / "plan.coder", tmp_path / "FG-1.txt"
    told("new", project, "--engagement", "improvement-plan")
    said = "\n\n".join(f"{who}: The bell comes too soon." for who in VOICES * 2)
    talk.write_text(f"Facilitator: Why?\n\n{said}\n", "utf-8")
    told("import", project, "--yes", talk, "--group", "educators")
    coded = tmp_path / "c.csv"
    coded.write_text("transcript,turn,code\n" + "".join(f"FG-1,{n},RDY.R1\n" for n in range(2, 7)), "utf-8")
    told("codings", "import", project, coded)
    told("entry", "add", project, "cause", "cause=The bell comes too soon", "--code", "RDY.R1")
    told("entry", "add", project, "strategy", "strategy=Move the bell", "--entry", "cause.1")
    theme = told("theme", "add", project, "The bell cuts lessons short.", "--code", "RDY.R1").strip()
    told("recommend", "add", project, "Move the bell", "--theme", theme, "--cause", "An old timetable")
    told("report", project, "-o", tmp_path / "plan.md")
    text = (tmp_path / "plan.md").read_text("utf-8")
    headings = [line[3:] for line in text.splitlines() if line.startswith("## ")]
    order = ["Who we heard from", "Root causes and strategies", "Findings by domain", "Recommendations"]
    assert [name for name in headings if name in order] == order
    causes = table(under(text, "Root causes"), "No.", "Cause", "Told by", "By group", "Evidence")
    assert causes[0][1:3] == ["The bell comes too soon", "5 of 5"]
    assert under(text, "Recommendation 1").count("Owner: to be named") == 1


VOICES = ("Ana", "Ben", "Cy", "Dee", "Eli")


def test_row_2_08_bank_of_ideas(district: Path, whole: str) -> None:
    """Ideas word for word by theme, with the group that proposed them, and how many of it did."""
    ideas = under(whole, "Appendix: Every excerpt by code", "Participant recommendation (6)")
    assert ideas.count("> Student") == 3
    assert ideas.count("> Family member") == 3
    assert "second counselor" in ideas
    assert "manden un intérprete" in ideas
    proposed = rows("analyse", "people", district, "--where", "code:DEF.REC")
    assert of_people(proposed, "DEF.REC", "students") == (3, 16)
    assert of_people(proposed, "DEF.REC", "families") == (3, 6)
    strategies = under(whole, "Appendix: Every excerpt by code", "Strategy named (2)")
    assert strategies.count("protect the planning hour") == 2
    together = under(whole, "Appendix: Every excerpt by code", "Co-created improvement (4)")
    assert (together.count("> Student"), together.count("> Educator")) == (3, 1)
    beside = rows("analyse", "cooccurrence", district)
    assert {"code": "CIQ.PRI", "with": "DEF.REC"}.items() <= only(beside, code="CIQ.PRI").items()


@not_served("strengths and needs of a group do not stand side by side")
def test_row_2_01_strengths_before_needs(district: Path) -> None:
    """Group by group what is there to build on, then what is needed."""
    found = table(report(district, "strengths"), "Domain", "Who", "Strengths", "Moving", "To work on")
    families = [row for row in found if row[1] == "Families"]
    assert [
        families[0][2], families[0][4],
    ] == ["Family voice and welcome 2 of 6", "Language access for families 5 of 6"]  # fmt: skip


def test_row_2_02_context_and_conditions(district: Path, whole: str) -> None:
    """The conditions of a school: what people say of each, rated with its words, what nobody told of."""
    told_of = named(themes_of(whole, "Conditions"), "Condition: district capacity to support")
    assert told_of[0].startswith("3 of 12 people")
    assert "school leaders 3 of 6" in told_of[0]
    evidence = ("--evidence", ids(district, "RDY.C4")[0])
    told("entry", "add", district, "rating", "value=1", "why=Requests wait", "--code", "RDY.C4", *evidence)
    section = under(report(district, "readiness"), "Readiness")
    grid = table(section, "Ready to learn", "Ready to teach", "Ready to act", "Conditions")
    assert [row[3] for row in grid] == [
        "Condition: leadership: not rated", "Condition: instructional focus: not rated",
        "Condition: overall effectiveness: not rated", "Condition: district capacity to support: 1 emerging",
    ]  # fmt: skip
    assert "sit for weeks between two offices" in section


def ids(project: Path, code: str) -> list[str]:
    """The ids of the codings of a code."""
    return [row["id"] for row in rows("list", project, "codings") if row["code"] == code]
