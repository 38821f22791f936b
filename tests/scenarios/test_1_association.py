"""Rows of an association's strategy for its members."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from coder.errors import InputError
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


def test_row_1_01_symptoms_and_causes(district: Path, whole: str) -> None:
    """What shows and what is said to be behind it; blame of people stays with the team."""
    found = rows("analyse", "people", district)
    assert of_people(found, "DEF.CUL.WELL", "students") == (14, 16)
    assert of_people(found, "CIQ.RC.RES", "students") == (5, 21)
    assert of_people(found, "RDY.R1", "educators") == (3, 6)
    pairs = rows("analyse", "cooccurrence", district, "--near", "turn")
    linked = {(row["code"], row["with"]): row["people"] for row in pairs}
    assert linked["CIQ.RC.RES", "DEF.CUL.WELL"] == 5
    assert linked["CIQ.RC.POL", "DEF.FAM.LANG"] == 5
    # The team finds the explanation by who people are, and it is a cause of nothing.
    assert of_people(found, "RDY.RX", "educators") == (1, 6)
    assert [row["code"] for row in rows("analyse", "counts", district) if row["code"] == "RDY.RX"]
    causes = [row[0] for row in themes_of(whole, "Causes and strategies")]
    assert causes == ["Root cause offered RDY.R1", "Strategy named RDY.S1"]
    assert "no wonder" not in whole
    assert "stay with the team for its own discussion" in under(whole, "How we worked")
    with pytest.raises(InputError):
        told("recommend", "edit", district, "R3", "--cause-code", "RDY.RX")
    assert under(whole, "Recommendation 1").count("Root cause: Staffing follows old numbers") == 1


def test_row_1_02_racial_literacy(district: Path, whole: str) -> None:
    """How far what people connect reaches, group by group and for nobody alone."""
    profile = {
        reach: {
            row["group"]: (row["people"], row["people_of"])
            for row in rows("analyse", "people", district, "--where", f"lens:JRN.REACH={reach}")
            if row["code"] == "JRN.X.LIT" and row["people_of"]
        }
        for reach in ("society", "institution", "people", "self")
    }
    assert profile["institution"] == {"district leaders": (3, 5), "school leaders": (0, 11)}
    assert profile["self"] == {"district leaders": (0, 5), "school leaders": (1, 11)}
    assert profile["society"] == profile["people"] == {}
    lens = named(
        table(under(whole, "Appendix: Codebook", "Lenses"), "Lens", "What it tells", "Values"), "Reach"
    )
    assert all(word in lens[1] for word in ("Society", "Institution", "People", "Self"))


def test_row_1_03_believed_done_written(district: Path, whole: str) -> None:
    """Beliefs and behaviors beside the practice they are about, and what documents say of the same."""
    pairs = rows("analyse", "cooccurrence", district)
    of = {(row["code"], row["with"]): (row["people"], row["both"]) for row in pairs}
    assert of["DEF.LG.POL", "JRN.L.NAME"] == (3, 3)
    assert of["DEF.LG.POL", "JRN.G.CHANGE"] == (2, 2)
    policy = named(themes_of(whole, "Leadership and governance"), "Policy and procedure")
    assert policy[0].startswith("5 of 54 people")
    assert "district leaders 3 of 5" in policy[0]
    assert "school leaders 2 of 11" in policy[0]
    assert policy[2] == "5 documents: 1"
    written = rows("search", district, "code:DEF.LG.POL kind:artifact")
    assert "Placement follows the recommendation" in str(written)


def test_row_1_04_other_dimensions(district: Path, whole: str) -> None:
    """Who is affected, in the words of those who spoke: each dimension by group, and two tied together."""
    wanted = {
        "language": ("DEF.TL.ACC", "students", 2, 11),
        "gender": ("DEF.TL.ACC", "students", 2, 11),
        "newcomer": ("DEF.TL.ACC", "students", 3, 11),
        "race-ethnicity": ("DEF.CUL.BEL", "students", 3, 16),
        "intersect": ("DEF.TL.ACC", "students", 2, 11),
    }
    for value, (code, group, people, of) in wanted.items():
        found = rows("analyse", "people", district, "--where", f"lens:LENS.WHO={value}")
        assert of_people(found, code, group) == (people, of)
    found = rows("analyse", "people", district, "--where", "lens:LENS.WHO=disability")
    assert not [row for row in found if row["people"] not in (0, "<5")]
    values = under(whole, "Appendix: Codebook", "Lenses")
    for name in ("Gender", "Disability", "Sexual orientation", "Language", "Gender identity", "Two or more"):
        assert name.split()[0] in values


def test_row_1_05_different_districts(district: Path) -> None:
    """One question in several districts, each with what is known of it; none of fewer than five people."""
    known = ("district", "setting")
    give_attributes(district, "DL-1", known, *[("Alder", "rural")] * 5)
    give_attributes(district, "SL-1", known, *[("Birch", "city")] * 6)
    found = rows("analyse", "people", district, "--by", "district", "--by", "setting")
    assert of_people(found, "I2I.S1", "Birch · city") == (5, 6)
    assert of_people(found, "I2I.S4", "Alder · rural") == (4, 5)
    assert of_people(found, "I2I.S4", "Birch · city") == (0, 6)


def test_row_1_06_bank_of_practices(district: Path, whole: str) -> None:
    """What was changed, spoken up about or shared, word for word, for others to take up."""
    text = under(whole, "Appendix: Every excerpt by code")
    bank = under(text, "Zone 3 (growth)")
    assert "Zone 3: changing a structure (2)" in bank
    assert bank.count("We rewrote how students are placed") == 2
    assert "School leaders · " in bank
    assert "I am still afraid" not in bank
    found = rows("search", district, "code:JRN.G")
    assert [row["turn"] for row in found if "rewrote" in str(row)] == [7, 8]


def test_row_1_10_how_this_was_done(district: Path) -> None:
    """Method and numbers come from the log, and the log counts what was done."""
    told("codebook", "add", district, "Bus stops", "--under", "DEF.RES", "--reason", "asked for")
    text = report(district, "worked", "reliability", "log")
    worked = under(text, "How we worked")
    assert "So far 13 of the 14 transcripts carry codings" in worked
    assert "5 began as machine suggestions (5 accepted as proposed, 0 corrected)" in worked
    assert "Not coded yet, and therefore in no count of themes: 1 interview." in worked
    history = rows("history", district)
    done = table(under(text, "Appendix: Change log"), "Act", "Times", "First", "Last")
    for action in ("import", "code", "theme", "recommendation"):
        assert named(done, action)[0] == str(sum(row["action"] == action for row in history))
    assert "No transcript was coded by more than one coder" in under(text, "Appendix: Reliability")
    assert "AM" not in re.findall(r"\w+", text)


def test_row_1_13_survey_answers_apart(district: Path, whole: str) -> None:
    """Open answers are coded beside the groups and stand in a line of their own; no count has both."""
    training = named(themes_of(whole, "Staff and professional learning"), "Professional learning on equity")
    assert "educators 8 of 11" in training[0]
    assert "survey: 5 of 6 respondents" in training[0]
    assert training[1:3] == ["4 of 10", "19 survey: 5"]
    counted = only(rows("analyse", "people", district), code="DEF.HR.PL", group="educators")
    assert (counted["people"], counted["people_of"], counted["excerpts"]) == (8, 11, 8)
    heard = under(whole, "Who we heard from")
    assert "6 people answered open survey questions: 6 educators. Their answers are counted apart." in heard


def test_row_1_23_measures_of_success(district: Path) -> None:
    """Measures beside what people said, with a judgement of whether they agree; small records are hidden."""
    measures = (
        "measure,group,number,of\nFamilies reached in their language,families,120,400\n"
        "Staff of color kept,educators,4,6\n"
    )
    links = (
        "measure,code,fit,note\nFamilies reached in their language,DEF.FAM.LANG,agree,few are reached\n"
        "Staff of color kept,DEF.HR.RET,differs,\n"
    )
    found = joint(district, measures, links)
    reached = only(found, measure="Families reached in their language", group="families")
    assert (reached["measured"], reached["said"], reached["fit"]) == ("120 of 400", "5 of 6", "agree")
    kept = only(found, measure="Staff of color kept", group="educators")
    assert "4" not in kept["measured"]
    assert kept["fit"] == "differs"
    with pytest.raises(InputError, match="no cause"):
        joint(district, measures, links.replace("few are reached", "because of the letters"))


def test_row_1_24_dated_steps(district: Path, whole: str, tmp_path: Path) -> None:
    """Steps with their dates: done, partly, not yet; from a table, and back into one."""
    steps = rows("entry", "list", district, "milestone")
    assert cells(steps, "step", "due", "status") == [
        ("Framework recommended", "2021-09", "done"),
        ("Survey of members", "2021-11", "partly"),
        ("Measures agreed", "2022-12", "not yet"),
    ]
    shown = table(under(whole, "Milestones"), "Step", "Due", "So far")
    assert shown[1] == ["Survey of members", "2021-11", "Partly"]
    told("entry", "edit", district, "milestone.2", "status=done")
    more = tmp_path / "steps.csv"
    more.write_text("step,due,status\nResource guide,2021-10,partly\n", "utf-8")
    told("entry", "load", district, "milestone", more)
    steps = rows("entry", "list", district, "milestone")
    assert [row["status"] for row in steps] == ["done", "done", "not yet", "partly"]
    with pytest.raises(InputError, match="is no answer"):
        told("entry", "add", district, "milestone", "step=X", "status=almost")
    planned = rows("engagement", "compare", "association-audit", "i2i")
    assert "Survey of members (2021-11)" in str(only(planned, what="milestones"))


def test_row_1_12_what_changed_and_why(district: Path, whole: str) -> None:
    """Waves side by side, adjustments of the plan, and changes of the codebook with their reasons."""
    since = under(whole, "Since last time")
    assert "| **Wellbeing and support** | Students | 10 of 11 | 4 of 5 |" in since
    assert "| **Wellbeing and support** | Educators | 2 of 6 | 3 of 5 |" in since
    assert "a difference is not a change in anybody" in since
    adjusted = rows("analyse", "people", district, "--where", "code:I2I.PM.ADJ")
    assert of_people(adjusted, "I2I.PM.ADJ", "educators") == (1, 5)
    told("codebook", "rename", district, "CIQ.STR", "Strength we have", "--reason", "Said so in May")
    text = report(district, "worked", "plan")
    changes = table(under(text, "How the codebook was adapted"), "Day", "What", "Why")
    assert changes[0][1:] == ["Renamed CIQ.STR from Strength or asset to Strength we have", "Said so in May"]
    assert "Keep the second post" in under(text, "Are we doing what we said?")


TRACKS = ("Looking at ourselves", "Growing as leaders", "Changing districts")


def _tracks(project: Path) -> list[str]:
    """Codes for three tracks, put on what members said."""
    top = told("codebook", "add", project, "Tracks", "--codebook", "leadership-journey").strip()
    codes = [told("codebook", "add", project, name, "--under", top).strip() for name in TRACKS]
    spoken = {row["code"]: [] for row in rows("list", project, "codings")}
    for row in rows("list", project, "codings"):
        spoken[row["code"]].append((row["transcript"], row["turn"]))
    lines = [(*place, codes[0]) for place in spoken["JRN.L.NAME"]]
    lines += [(*place, code) for place in spoken["JRN.L.SEEK"] for code in codes[1:]]
    more = project.with_name("tracks.csv")
    text = "\n".join(",".join(map(str, line)) for line in [("transcript", "turn", "code"), *lines])
    more.write_text(text + "\n", "utf-8")
    told("codings", "import", project, more)
    return codes


def test_row_1_09_tracks(district: Path) -> None:
    """Each track with what was said in it, and which tracks stand together."""
    first, second, third = _tracks(district)
    found = rows("analyse", "people", district, "--where", "group:school leaders")
    assert of_people(found, second, "school leaders") == (7, 11)
    found = rows("analyse", "cooccurrence", district)
    pairs = {frozenset((row["code"], row["with"])): row["people"] for row in found}
    assert pairs[frozenset((second, third))] == 7
    assert frozenset((first, second)) not in pairs
    summary = report(district, "themes", "voices")
    assert named(themes_of(summary, "Tracks"), TRACKS[1])[0].startswith("7 of 16 people")
    assert named(themes_of(summary, "Tracks"), TRACKS[0])[0].startswith("3 of 16 people")


def test_row_1_25_names_of_tracks(district: Path) -> None:
    """Whatever tracks are called today can be called otherwise; ids, codings and the reason stay."""
    code = _tracks(district)[0]
    told(
        "codebook", "rename", district, code, "Audit, action, refinement", "--reason", "The page says so now"
    )
    summary = report(district, "themes", "worked")
    assert [row[0].partition(" JRN")[0] for row in themes_of(summary, "Tracks")].count(TRACKS[0]) == 0
    assert named(themes_of(summary, "Tracks"), "Audit, action, refinement")[0].startswith("3 of 16 people")
    assert "The page says so now" in under(summary, "How the codebook was adapted")
    shipped = told("engagement", "compare", "association-audit", "equity-audit")
    assert "refinement" not in shipped


def test_row_1_22_support_by_stage_and_context(district: Path) -> None:
    """What support is asked for, by stage of the work and kind of community, five people or more in each."""
    give_attributes(district, "SL-1", ("stage", "setting"), *[("exploring", "city")] * 6)
    give_attributes(district, "SL-2", ("stage", "setting"), *[("first use", "rural")] * 5)
    needs = rows("analyse", "people", district, "--by", "stage", "--by", "setting", "--where", "code:JRN.X")
    assert of_people(needs, "JRN.X.SUP", "exploring \u00b7 city") == (3, 6)
    assert of_people(needs, "JRN.X.BAR", "exploring \u00b7 city") == (3, 6)
    assert of_people(needs, "JRN.X.SUP", "first use \u00b7 rural") == (0, 5)
    told("privacy", "withdraw", district, _label(district, "SL-2", 1))
    needs = rows("analyse", "people", district, "--by", "stage", "--by", "setting", "--where", "code:JRN.X")
    assert not [row for row in needs if row["group"] == "first use \u00b7 rural" and row["people_of"] == 4]


def _label(project: Path, session: str, number: int) -> str:
    """The pseudonym of a voice."""
    voices = [row for row in rows("list", project, "speakers") if row["transcript"] == session]
    return next(str(row["participant"]) for row in voices if row["label"] == f"P{number}")


@not_served("a codebook cannot be relabelled with its crosswalk kept")
def test_row_1_07_association_as_subject(district: Path, tmp_path: Path) -> None:
    """The codebook of districts in the terms of an association, still comparable code by code."""
    told(
        "codebook",
        "relabel",
        "district-equity-domains",
        "-o",
        tmp_path / "own.yaml",
        "--name",
        "Our association",
    )
    told("new", tmp_path / "own.coder", "--codebook", tmp_path / "own.yaml")
    crosswalk = rows("crosswalk", "show", tmp_path / "own.coder")
    assert ("DEF.FAM.ENG", "same") in {(row["to"], row["fit"]) for row in crosswalk}


@not_served("there is no copy for reviewers that takes comments on each finding")
def test_row_1_08_review_copy(district: Path, tmp_path: Path) -> None:
    """Reviewers see findings, comment on each, and change nothing."""
    told("review-pack", district, "-o", tmp_path / "review.docx")
    assert "Comments of the committee" in report(district, variant="review")


@not_served("findings do not stand beside the items of a plan")
def test_row_1_11_plan_alignment(district: Path) -> None:
    """Each finding with the plan items that answer it, and those that none answers."""
    found = table(report(district, "alignment"), "Finding", "Plan items")
    assert named(found, "Students go without a counselor")[0] == "Add a counselor"
    assert "none" in named(found, "Some adult at school")[0].casefold()


@not_served("providers that were recommended do not stand beside the difference they made")
def test_row_1_18_candidates(district: Path) -> None:
    """Recommended by how many, and with which difference; both are needed."""
    assert "Our network of principals" in under(report(district, "resources"), "Candidates")


@not_served("there is no private sheet for one person that stays on this computer")
def test_row_1_19_private_reflection(district: Path, tmp_path: Path) -> None:
    """A sheet of prompts for oneself, kept out of the project and its reports."""
    told("reflect", district, "-o", tmp_path / "mine.md")
    assert "only for you" in (tmp_path / "mine.md").read_text("utf-8")


@not_served("frameworks cannot be set against each other")
def test_row_1_20_crosswalk_of_frameworks(district: Path) -> None:
    """Code beside code, and how much of one framework the other covers."""
    coverage = rows("crosswalk", "coverage", "district-equity-domains", "readiness")
    assert only(coverage, code="DEF.CUL.REL")["to"] == "RDY.L3"


@not_served("findings, core values and plan items do not stand in one matrix")
def test_row_1_21_core_values(district: Path) -> None:
    """Which value each finding and each plan item serves."""
    told("entry", "add", district, "value", "value=Every student is known", "--theme", "T1")
    assert "Every student is known" in report(district, "alignment")
