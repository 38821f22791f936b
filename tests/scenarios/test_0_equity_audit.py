"""Rows of equity audits: what was heard, found and recommended, for whom, and how anybody can check it."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.scenarios.district import COUNSELOR, KNOWN, LETTERS
from tests.scenarios.looking import (
    cells,
    joint,
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

MEASURES = "measure,group,number,of\nStudents with a trusted adult,students,310,500\n"
LINKS = "measure,code,fit,note\nStudents with a trusted adult,DEF.CUL.REL,agree,both say about half\n"


@not_served("strengths, areas to improve and next steps do not stand side by side, domain by domain")
def test_row_0_01_strengths_areas_next_steps(district: Path) -> None:
    """Domain by domain and group by group: what works, has moved, needs work, and comes next."""
    columns = ("Domain", "Who", "Strengths", "Moving", "To work on")
    section = report(district, "strengths")
    found = {(row[0], row[1]): row[2:] for row in table(section, *columns)}
    students = found["Culture and climate", "Students"]
    assert students[0] == "Adult-student relationships 8 of 16"
    assert students[1] == "Wellbeing and support 4 of 16"
    assert students[2].startswith("Wellbeing and support 10 of 16")
    assert "Send an interpreter to each meeting" in str(table(section, "Domain", "Next step", "Asked for by"))


def test_row_0_02_sources_side_by_side(district: Path, whole: str) -> None:
    """Documents and answers carry the same codes, and each kind of source is counted for itself."""
    heard = under(whole, "Who we heard from")
    sources = [row[1] for row in table(heard, "Stakeholder group", "Sessions", "People", "Turns", "Words")]
    assert "1 document" in sources
    assert "1 set of open survey answers" in sources
    wellbeing = named(themes_of(whole, "Culture and climate"), "Wellbeing and support")
    assert "19 of 54 people" in wellbeing[0]
    assert wellbeing[2] == "19 documents: 1"
    learning = named(themes_of(whole, "Staff and professional learning"), "Professional learning on equity")
    assert "19 of 54 people" in learning[0]
    assert "survey: 5 of 6 respondents" in learning[0]
    assert learning[2] == "19 survey: 5"
    posts = named(themes_of(whole, "Staff and professional learning"), "Hiring and who is on staff")
    assert posts[:2] == ["documents only", "none"]
    shown = only(joint(district, MEASURES, LINKS), group="students")
    assert shown["measured"] == "310 of 500"
    assert shown["said"] == "12 of 16"


def test_row_0_03_who_was_heard_and_who_is_missing(district: Path, whole: str) -> None:
    """Roles by kind of session, sites, modes, languages; where nobody of a group was heard is told."""
    text = under(whole, "Who we heard from")
    found = table(text, "Stakeholder group", "Sessions", "People", "Turns", "Words")
    assert named(found, "Students")[:2] == ["3 focus groups and 1 work session", "21"]
    assert named(found, "Families")[:2] == ["1 focus group", "6"]
    assert named(found, "School leaders")[:2] == ["2 focus groups", "11"]
    assert named(found, "All groups")[:2] == ["12 conversations", "65"]
    coverage = rows("analyse", "coverage", district)
    assert cells([only(coverage, name="community")], "state", "sessions", "sessions_of") == [("heard", 1, 2)]
    modes = rows("analyse", "talk", district, "--by", "mode")
    assert dict(cells(modes, "who", "people")) == {"in person": 60, "virtual": 5}
    languages = rows("analyse", "talk", district, "--by", "language")
    assert dict(cells(languages, "who", "people"))["es"] == 6
    matrix = rows("analyse", "coverage", district, "--by", "group", "--by", "site")
    places = {row["name"]: (row["state"], row["sessions"]) for row in matrix if row["of"] == "stakeholders"}
    assert places["students \u00b7 North"] == ("heard", 2)
    assert places["families \u00b7 South"] == ("heard", 1)
    assert places["families \u00b7 North"] == ("not heard", 0)
    assert places["community \u00b7 (not known)"] == ("not coded yet", 0)
    assert not [row for row in matrix if row["of"] == "stakeholders" and row["people"] != ""]
    methods = rows("analyse", "coverage", district, "--by", "group", "--by", "mode")
    assert only(methods, name="families \u00b7 virtual")["state"] == "not heard"


def test_row_0_04_own_framework(district: Path, whole: str, tmp_path: Path) -> None:
    """A firm's own framework takes the place of the shipped one; findings stand in its order."""
    own = tmp_path / "own.yaml"
    own.write_text(OWN_FRAMEWORK, "utf-8")
    project = tmp_path / "own.coder"
    told("new", project, "--codebook", own)
    (tmp_path / "FG-01.txt").write_text(TALK, "utf-8")
    told("import", project, "--yes", tmp_path / "FG-01.txt", "--group", "students")
    (tmp_path / "c.csv").write_text("transcript,turn,code\nFG-01,2,FW.OUT.A\nFG-01,3,FW.IN.B\n", "utf-8")
    told("codings", "import", project, tmp_path / "c.csv")
    text = report(project, "themes", "codebook")
    themes = under(text, "Themes by domain")
    assert re.findall(r"^### (.+)$", themes, re.M) == ["Doors", "Rooms", "Domains without evidence"]
    assert "No excerpt was coded under “Gardens” in the 1 transcript coded so far." in themes
    assert "Who gets in" in under(text, "Appendix: Codebook")
    # The shipped framework, in the order of its domains.
    findings = re.findall(r"^### (.+)$", under(whole, "Findings by domain"), re.M)
    assert findings == ["Culture and climate", "Families and community"]
    silent = under(whole, "Domains without evidence")
    assert "“Resources”" in silent
    assert "“Information and learning from it”" in silent


TALK = "Facilitator: How is it?\n\n" + "\n\n".join(
    f"{who}: The door is open for us and we may come in whenever we like to."
    for who in ("Ana", "Ben", "Cy", "Dee", "Eli")
)
OWN_FRAMEWORK = """
codebook: {schema: 1, id: own, name: Our framework, version: "1.0", language: en}
codes:
  - id: FW
    name: Our framework
    codable: false
    children:
      - {id: FW.OUT, name: Doors, codable: false, children: [{id: FW.OUT.A, name: Who gets in}]}
      - {id: FW.IN, name: Rooms, codable: false, children: [{id: FW.IN.B, name: What is inside}]}
      - {id: FW.GA, name: Gardens, codable: false, children: [{id: FW.GA.C, name: Green}]}
"""


def test_row_0_05_extent_of_experience(district: Path, whole: str) -> None:
    """How far: different people of people by group, however often they say it; and who raised nothing."""
    found = rows("analyse", "people", district, "--by", "group")
    wanted = ("people", "people_of")
    # Inequity stands on 16 excerpts of 11 students: it is people who count.
    inequity = only(found, code="CIQ.INQ", group="students")
    assert (inequity["people"], inequity["people_of"], inequity["excerpts"]) == (11, 21, 15)
    assert cells([only(found, code="DEF.HR.RET", group="educators")], *wanted) == [(5, 11)]
    assert cells([only(found, code="DEF.CUL.BEL", group="students")], *wanted) == [(4, 16)]
    lines = named(themes_of(whole, "Culture and climate"), "Belonging and identity safety")
    assert "students 4 of 16" in lines[0]
    grid = only(rows("analyse", "grid", district), code="DEF.CUL.BEL")
    assert (grid["educators"], grid["families"], grid["students"]) == (
        "not raised",
        "not asked",
        "said, 4 of 16",
    )
    silent = only(rows("analyse", "coverage", district), name="community")
    assert silent["sessions"] < silent["sessions_of"]


def test_row_0_06_codes_of_our_own(district: Path) -> None:
    """A code of the project's own, where it came from and why, and what the report says of it."""
    made = told(
        "codebook", "add", district, "Bus stops", "--under", "DEF.RES", "--definition", "Where buses stop.",
        "--reason", "Three groups spoke of buses",
    ).strip()  # fmt: skip
    (change,) = rows("codebook", "changes", district)[-1:]
    assert "Bus stops" in json.dumps(change)
    assert "Three groups spoke of buses" in json.dumps(change)
    assert made.endswith("BUS-STOPS") or made.startswith("DEF.RES.")
    text = report(district, "worked", "codebook")
    adapted = table(under(text, "How we worked", "How the codebook was adapted"), "Day", "What", "Why")
    assert [row[1:] for row in adapted] == [[f"Added code {made} Bus stops", "Three groups spoke of buses"]]
    assert "Where buses stop." in under(text, "Appendix: Codebook")


def test_row_0_08_recommendations_lead_to_words(district: Path, whole: str) -> None:
    """From an action to its findings to the words, with who asked for it, owner, time and measure."""
    text = under(whole, "Recommendation 1")
    for line in (
        "Asked for by: students", "Root cause: Staffing follows old numbers", "Owner: Student services",
        "Timing: By fall", "Measure: Days until a first visit", "Votes: 8 votes, place 1",
    ):  # fmt: skip
        assert f"- {line}" in text
    assert COUNSELOR in text
    evidence = re.findall(r"evidence ([0-9a-f, ]+)\)", text)[0].split(", ")
    assert len(evidence) == 12
    shown = [row for id_ in evidence for row in rows("show", district, id_)]
    assert {(row["code"], *row["lenses"]["LENS.APP"]) for row in shown} == {("DEF.CUL.WELL", "focus")}
    assert sum(row["text"].startswith("There is one counselor for four hundred of us") for row in shown) == 5
    theirs = under(whole, "Recommendation 3")
    assert "- Asked for by: those who wrote this report" in theirs


def test_row_0_09_board(district: Path) -> None:
    """Every session with when it was held, how much of it is coded, by whom besides, and what waits."""
    board = rows("list", district, "board")
    assert [row["state"] for row in board].count("coded") == 13
    assert only(board, transcript="IN-1")["state"] == "transcribed"
    first = only(board, transcript="ST-N1")
    assert (first["held"], first["turns_to_code"], first["turns_done"]) == ("2025-03-04", 16, 16)
    table_of = district.with_name("twice.csv")
    table_of.write_text(
        "transcript,turn,code,coder\nST-N1,2,DEF.CUL.REL,JR\nIN-1,2,DEF.CUL.REL,JR\n", "utf-8"
    )
    told("codings", "import", district, table_of)
    board = rows("list", district, "board")
    first = only(board, transcript="ST-N1")
    assert (first["turns_twice"], first["coders"], first["state"]) == (1, 2, "reviewed")
    assert only(board, transcript="IN-1")["state"] == "coded"
    # A correction of words lets a coding wait: the session is not through any more.
    told("turns", district, "ST-N1", "edit", "2", "Somebody at the gate greets me.")
    first = only(rows("list", district, "board"), transcript="ST-N1")
    assert (first["waiting"] > 0, first["state"]) == (True, "coding")
    saved = told("list", district, "board", "--format", "csv")
    assert saved.splitlines()[0].split(",")[:3] == ["id", "transcript", "kind"]


def test_row_0_22_processes_side_by_side(tmp_path: Path) -> None:
    """What three processes give, set side by side, and what the one that is chosen brings along."""
    found = rows("engagement", "compare", "equity-audit", "accelerator", "i2i")
    timeline = only(found, what="timeline")
    assert (timeline["equity-audit"], timeline["accelerator"], timeline["i2i"]) == (
        "6 to 8 months", "3 to 4 months", "one month",
    )  # fmt: skip
    for what in ("activities", "deliverables"):
        assert (
            len({str(only(found, what=what)[name]) for name in ("equity-audit", "accelerator", "i2i")}) == 3
        )
    told("new", tmp_path / "i2i.coder", "--engagement", "i2i")
    codes = {row["id"] for row in rows("list", tmp_path / "i2i.coder", "codes")}
    assert {"I2I.S4", "DEF.CUL.BEL", "LENS.APP"} - codes <= {"LENS.APP"}
    assert "CIQ.STR" not in codes


def test_row_0_23_withdrawn_everywhere(district: Path) -> None:
    """Whoever takes back their words is in no table, quote, count or export, and it is told what had left."""
    before = report(district, "excerpts", "heard")
    assert "no adult did a thing" in before
    listed = said("privacy", "withdraw", district, "P008", "--reason", "asked on Monday")
    assert ".md" in listed
    assert only(rows("analyse", "people", district), code="DEF.CUL.REL", group="students")["people_of"] == 15
    for sections in (("themes", "voices"), ("findings",), ("excerpts",), ("glance", "heard")):
        text = report(district, *sections)
        assert "no adult did a thing" not in text
    assert "| Students | 3 focus groups and 1 work session | 20 |" in text
    assert "| Students | 3 focus groups and 1 work session | 21 |" in before
    exported = district.with_name("codings.csv")
    told("codings", "export", district, exported)
    assert "no adult did a thing" not in exported.read_text("utf-8")
    assert not [row for row in rows("analyse", "kwic", district, "cousin") if row]


def test_row_0_24_one_page_whole_and_tables(district: Path) -> None:
    """Three lengths from the same evidence: their numbers are the same."""
    page, full, tables = (report(district, variant=name) for name in ("one-page", "full", "tables"))
    assert f"- {KNOWN} (8 of 16 people)" in page
    assert "- Add a second counselor to each school" in page
    assert "| " not in page
    assert "It rests on the words of 8 of the 16 students" in full
    assert "What words for how many people mean" in full
    for text in (full, tables):
        wellbeing = named(themes_of(text, "Culture and climate"), "Wellbeing and support")
        assert wellbeing[0].startswith("19 of 54 people students 14 of 16")
    assert "Appendix: COREQ" in full
    assert "Findings by domain" not in tables
    assert len(page) < len(tables) < len(full)


def test_row_0_25_what_we_heard_from_you(district: Path) -> None:
    """The people of one session get their own sheet: their counts and words, and nobody else's."""
    sheet = report(district, variant="return-sheet", session="FA-1")
    assert "Thank you for talking with us. This is what we heard with 6 people." in sheet
    assert "5 of 6 people talked about: language access for families." in sheet
    assert "La carta de la escuela" in sheet
    assert "counselor" not in sheet
    assert "Is this right?" in sheet
    check = report(district, variant="member-check")
    answers = table(check, "We heard", "Is it right?", "What should change?")
    assert [row[0] for row in answers] == [KNOWN, COUNSELOR, LETTERS]


def test_row_0_27_no_aggregate_hides_people(district: Path, whole: str) -> None:
    """By group and by pairs; what is about fewer than five people is not told, and cannot be worked out."""
    pairs = rows("analyse", "people", district, "--by", "home_language", "--by", "group")
    access = only(pairs, code="DEF.TL.ACC", group="Spanish · students")
    assert (access["people"], access["people_of"]) == (3, 5)
    assert only(pairs, code="DEF.TL.ACC", group="English · students")["people"] == 2
    who = rows("analyse", "people", district, "--where", "lens:LENS.WHO=intersect")
    assert of_people(who, "DEF.TL.ACC", "students") == (2, 11)
    # One of the five takes back their words: what is left of this part is too few to be told.
    told("privacy", "withdraw", district, "P011")
    pairs = rows("analyse", "people", district, "--by", "home_language", "--by", "group")
    hidden = [row for row in pairs if row["code"] == "DEF.CUL.WELL" and row["people"] == "<5"]
    assert len(hidden) != 1
    assert not [row for row in pairs if row["group"] == "Spanish · students" and row["people"] in range(1, 5)]
    assert "fewer than 5 people" in whole
