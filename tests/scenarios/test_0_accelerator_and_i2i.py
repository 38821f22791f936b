"""Rows of accelerators, of Implementation to Impact, and of what becomes of recommendations."""

from __future__ import annotations

import re
from pathlib import Path

from tests.scenarios.looking import not_served, report, rows, table, told, under

STAGES = ("Not begun", "Exploring", "Setting up", "First use", "Routine use", "Do not know", "Middle")
IMPACTS = ("None seen", "Too soon", "Some", "Clear", "Harm")
SYSTEMS = "How far each system was described to be, in conversations"
DIFFERENCE = "What difference was described, and for whom, in conversations"
GAPS = "Where groups described systems differently, in conversations"


def test_row_0_10_what_is_working(whole: str) -> None:
    """What most people praised, widest first, and what stands beside it in their words."""
    found = table(
        under(whole, "Working, moving, to focus on", "What is working"), "What", "Raised so by", "Sessions"
    )
    names = [row[0] for row in found]
    assert names[:2] == ["Adult-student relationships", "Community partners"]
    assert found[0][1].startswith("8 of ")
    assert "Staff experience and retention" not in names
    known = under(whole, "Findings by domain", "Some adult at school knows students by name.")
    assert "knows my name and" in known


def test_row_0_11_where_we_have_moved(district: Path, whole: str) -> None:
    """What people say has become better, and wave beside wave, of groups of five or more."""
    found = table(
        under(whole, "Working, moving, to focus on", "Where we have moved"),
        "What",
        "Raised so by",
        "Sessions",
    )
    assert [(row[0], row[1].partition(" of ")[0]) for row in found] == [
        ("Wellbeing and support", "7"), ("Professional learning on equity", "4"),
    ]  # fmt: skip
    since = under(whole, "Since last time")
    moved = {(row[0], row[1]): row[2:] for row in table(since, "Code", "Group", "Wave 1", "Wave 2")}
    assert moved
    lines = [line for line in since.splitlines() if line.startswith("| **Wellbeing and support** | Students")]
    assert lines == ["| **Wellbeing and support** | Students | 10 of 11 | 4 of 5 |"]
    waves = rows("analyse", "waves", district, "--where", "lens:LENS.APP=progress")
    told_of = {(row["code"], row["group"]): (row["1"], row["2"]) for row in waves}
    assert told_of["DEF.HR.PL", "educators"] == ("not raised", "4 of 5")


def test_row_0_12_where_to_focus(district: Path, whole: str) -> None:
    """How widely a concern is shared by how much it would move; votes with their ties; at most five."""
    section = under(whole, "Where to focus next")
    quadrants = table(section, "Breadth", "High leverage", "Low leverage")
    assert quadrants == [
        [
            "Raised widely",
            "Time with a counselor; Letters that families can read",
            "Honors for all who want them",
        ],
        ["Raised by fewer", "\u2014", "Who is asked before a decision"],
    ]
    votes = table(section, "Place", "Area", "Votes", "By whom", "Raised by", "Leverage", "Why")
    assert [row[:4] for row in votes] == [
        ["1", "Time with a counselor", "8", "Students 6; educators 2"],
        ["2 (shared)", "Letters that families can read", "4", "Families 4"],
        ["2 (shared)", "Honors for all who want them", "4", "Board 4"],
        ["\u2014", "Who is asked before a decision", "0", "\u2014"],
    ]
    limit = told("recommend", "limit", district, "3")
    assert "3" in limit or told("recommend", "limit", district).strip() == "3"


def test_row_0_13_readout_of_a_work_session(district: Path) -> None:
    """One page of one session on the same day, from its notes: what worked, what moved, what to do next."""
    notes = district.with_name("notes.txt")
    notes.write_text(NOTES, "utf-8")
    facts = ("--label", "WS-2", "--kind", "work session", "--date", "2026-05-06")
    told("import", district, "--yes", notes, *facts)
    codings = district.with_name("notes.csv")
    codings.write_text("transcript,turn,code,LENS.APP\n" + NOTES_CODED, "utf-8")
    told("codings", "import", district, codings)
    page = under(report(district, "readout"), "Readout of the day")
    assert "Adult-student relationships" in page
    assert "Wellbeing and support" in page
    assert "Access to courses and opportunities" in page
    assert "Community partners" not in page
    assert len(page.split()) < 400


NOTES = "Facilitator: What works?\n\n" + "\n\n".join(
    f"{who}: {words}"
    for who in ("Ana", "Ben", "Cy", "Dee", "Eli")
    for words in ("Advisory works.", "Waiting got shorter.", "Honors stay closed to many.")
)
NOTES_CODED = "".join(
    f"WS-2,{2 + 3 * n + k},{code}\n"
    for n in range(5)
    for k, code in enumerate(("DEF.CUL.REL,working", "DEF.CUL.WELL,progress", "DEF.TL.ACC,focus"))
)


def test_row_0_14_short_report_from_notes(tmp_path: Path) -> None:
    """Live notes, few codes, the matrix written at once: a short report in the order of the accelerator."""
    project, notes = tmp_path / "quick.coder", tmp_path / "WS-2.txt"
    told("new", project, "--engagement", "accelerator")
    notes.write_text(NOTES, "utf-8")
    told("import", project, "--yes", notes, "--kind", "work session", "--group", "educators")
    (tmp_path / "c.csv").write_text("transcript,turn,code,LENS.APP\n" + NOTES_CODED, "utf-8")
    told("codings", "import", project, tmp_path / "c.csv")
    told("matrix", "set", project, "WS-2", "DEF.CUL.REL", "--summary", "Advisory works for all five")
    matrix = rows("analyse", "matrix", project)
    assert "Advisory works for all five" in str([row for row in matrix if "WS-2" in str(row)])
    told("report", project, "-o", tmp_path / "r.md", "--without", "codebook")
    text = (tmp_path / "r.md").read_text("utf-8")
    headings = re.findall(r"^## (.+)$", text, re.M)
    assert headings.index("Who we heard from") < headings.index("Working, moving, to focus on")
    moved = table(under(text, "Where we have moved"), "What", "Raised so by", "Sessions")
    assert [row[:2] for row in moved] == [["Wellbeing and support", "5 of 5"]]
    assert len(text.split()) < 1600  # two to four pages


def test_row_0_15_systems_assessed(whole: str) -> None:
    """Systems by the names of the framework; only those that somebody was asked about and told of."""
    found = table(under(whole, SYSTEMS), "System", "Who", *STAGES)
    assert {row[0] for row in found} == {"Staff and professional learning", "Families and community"}


def test_row_0_16_two_groups_of_leaders(whole: str) -> None:
    """District leaders beside school leaders, said as what they perceive; no number of too few."""
    section = under(whole, "Implementation and impact")
    assert table(
        under(section, GAPS), "System", "Described as further along by", "than by", "Difference"
    ) == [["Families and community", "District leaders", "School leaders", "3 stages"]]
    assert "how leaders described each system, not what was found in schools" in section
    assert "neither is taken as what is so" in section


def test_row_0_17_implementation_progress(whole: str) -> None:
    """The spread of stages by system and group of those whose talk was coded for it, not knowing apart."""
    found = {tuple(row[:2]): row[2:] for row in table(under(whole, SYSTEMS), "System", "Who", *STAGES)}
    families, staff = "Families and community", "Staff and professional learning"
    assert found[families, "District leaders (5)"] == ["0", "0", "0", "1", "4", "0", "Routine use"]
    assert found[families, "School leaders (6)"] == ["0", "5", "0", "0", "0", "1", "Exploring"]
    assert found[staff, "District leaders (5)"] == ["0", "0", "0", "3", "0", "2", "\u2014"]
    assert found[staff, "School leaders (6)"] == ["0", "0", "6", "0", "0", "0", "Setting up"]


def test_row_0_18_impact_on_whom(whole: str, tmp_path: Path) -> None:
    """System by beneficiary and difference; what is in use and makes little difference becomes a question."""
    found = table(under(whole, DIFFERENCE), *IMPACT_COLUMNS)
    assert found == [
        ["Staff and professional learning", "District leaders (5)", "Staff", "0", "0", "3", "0", "0"],
        ["Families and community", "District leaders (5)", "Families", "0", "0", "0", "4", "0"],
        ["Families and community", "School leaders (6)", "Families", "5", "0", "0", "0", "0"],
    ]
    # In use, and nobody sees a difference: the corner that has to be talked about.
    text = report(_leaders(tmp_path), "implementation", "agenda")
    felt = table(under(text, DIFFERENCE.replace("conversations", "open survey answers")), *IMPACT_COLUMNS)
    assert felt == [["Families and community", "District leaders (5)", "Families", "5", "0", "0", "0", "0"]]
    asked = table(under(text, "Agenda of the session"), *QUESTION_COLUMNS)
    assert "What would have to be different for people to notice?" in [row[1] for row in asked]


IMPACT_COLUMNS = ("System", "Who said so", "Difference for", *IMPACTS)
QUESTION_COLUMNS = (
    "What was described",
    "Question",
    "What we know",
    "What we think",
    "What we will find out",
)


def test_row_0_19_current_status(tmp_path: Path) -> None:
    """A report of where things stand puts itself together: heard, systems, gaps, agenda, words."""
    project = _leaders(tmp_path)
    told("report", project, "-o", tmp_path / "status.md")
    text = (tmp_path / "status.md").read_text("utf-8")
    headings = re.findall(r"^## (.+)$", text, re.M)
    assert [name for name in headings if not name.startswith("Appendix")][:7] == [
        "At a glance", "Who we heard from", "How we worked", "How to read this report",
        "Implementation and impact", "Agenda of the session", "Themes by domain",
    ]  # fmt: skip
    found = table(
        under(text, "How far each system was described to be, in open survey answers"),
        "System",
        "Who",
        *STAGES,
    )
    assert [row[1:] for row in found] == [
        ["District leaders (5)", "0", "0", "0", "0", "5", "0", "Routine use"],
        ["School leaders (5)", "0", "0", "0", "4", "0", "1", "\u2014"],
    ]
    asked = table(under(text, "Agenda of the session"), *QUESTION_COLUMNS)
    assert asked[0][0].startswith("Families and community was described as in use, with little difference")
    assert all(not cell for row in asked for cell in row[2:])


def _leaders(folder: Path) -> Path:
    """A project of the process, made of the open answers of five district and five school leaders."""
    project = folder / "i2i.coder"
    told("new", project, "--engagement", "i2i")
    codes = ["transcript,turn,code,I2I.FOR"]
    for label, group, stages in (
        ("SV-8", "district leaders", ["I2I.S4"] * 5),
        ("SV-9", "school leaders", [*["I2I.S3"] * 4, "I2I.DK"]),
    ):
        answers = folder / f"{label}.csv"
        lines = [f"{group[0]}{n},Interpreters are used as far as I see it in year {n}" for n in range(1, 6)]
        answers.write_text(
            "\n".join(["respondent,How far is interpreting in place?", *lines]) + "\n", "utf-8"
        )
        told("import", project, "--yes", answers, "--kind", "survey comments", "--group", group)
        for n, stage in enumerate(stages, 1):
            codes += [f"{label},{n},DEF.FAM.LANG,", f"{label},{n},{stage},"]
            codes += [f"{label},{n},I2I.M0,families"] if stage == "I2I.S4" else []
    (folder / "codes.csv").write_text("\n".join(codes) + "\n", "utf-8")
    told("codings", "import", project, folder / "codes.csv")
    return project


def test_row_0_20_session_to_unpack(whole: str) -> None:
    """An agenda with times, questions from gaps and from what is not known, and columns left open."""
    section = under(whole, "Agenda of the session")
    parts = table(section, "Part", "Minutes", "What happens")
    assert [row[:2] for row in parts] == [
        ["Welcome", "10"], ["Reading", "15"], ["Questions", "45"], ["What next", "20"],
    ]  # fmt: skip
    asked = table(section, *QUESTION_COLUMNS)
    assert [row[1] for row in asked] == [
        "What does each group see that the other does not?",
        "Who would need to know, and how would they hear of it?",
    ]
    assert "further along by district leaders than by school leaders" in asked[0][0]
    assert "not known by district leaders (2 of 5)" in asked[1][0]
    assert all(not cell for row in asked for cell in row[2:])


def test_row_0_21_answers_to_report_in_one_go(tmp_path: Path) -> None:
    """From a table of answers to a Word report in one sitting, with nothing done by hand but the codes."""
    project = _leaders(tmp_path)
    told("report", project, "-o", tmp_path / "status.docx")
    assert (tmp_path / "status.docx").stat().st_size > 10_000
    assert [row["state"] for row in rows("list", project, "board")] == ["coded", "coded"]


def test_row_0_26_since_the_audit(district: Path) -> None:
    """What became of each earlier recommendation, how that is known, and the words behind it."""
    section = under(report(district, "followup"), "Since the audit")
    columns = ("No.", "Recommendation", "Now", "What was done", "As of", "How that is known", "Evidence")
    found = {row[1]: row[2:] for row in table(section, *columns)}
    hired = found["Add a second counselor to each school"]
    assert hired[:4] == ["Started", "One counselor began", "March 2026", "Staff list"]
    assert found["Send an interpreter to each meeting"][0] == "Not begun"
    assert found["Publish waiting times"][0] == "Not known"
    assert "Something is known of 2 of the 3 earlier recommendations." in section
    assert "Fewer of my students wait in the hallway since then" in section
    told("entry", "edit", district, "followup.2", "status=done", "told=Two interpreters were hired")
    found = {row[1]: row[2:] for row in table(report(district, "followup"), *columns)}
    assert found["Send an interpreter to each meeting"][:2] == ["Done", "Two interpreters were hired"]


@not_served("agreement between coders is not calculated")
def test_row_0_07_independent_and_checkable(district: Path, whole: str) -> None:
    """Agreement of a blind sample, negative cases of each finding, and what began as a suggestion."""
    assert "5 began as machine suggestions" in under(whole, "How we worked")
    assert "Negative cases: 4 excerpts speak against it" in under(whole, "Findings by domain")
    coded = "".join(f"ST-N1,{turn},DEF.CUL.REL,JR\n" for turn in (2, 3, 4, 6))
    twice = district.with_name("twice.csv")
    twice.write_text(f"transcript,turn,code,coder\n{coded}", "utf-8")
    told("codings", "import", district, twice)
    reliability = under(report(district, "reliability"), "Appendix: Reliability")
    assert re.search(r"alpha", reliability)
    assert "16 units" in reliability
