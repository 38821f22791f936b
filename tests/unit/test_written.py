"""What people wrote for processes, as tables; worked by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from coder.analysis.accelerating import (
    appraisal_tables,
    focus_tables,
    pair_of_facts,
    pair_tables,
    readout_tables,
    source_tables,
)
from coder.analysis.followed import followup_tables
from coder.analysis.frame import Material, codings_frame
from coder.analysis.published import protected_report
from coder.analysis.themes import theme_rows
from coder.analysis.thresholds import Thresholds
from coder.analysis.written import (
    Written,
    capacity_tables,
    cause_tables,
    plan_tables,
    readiness_tables,
)
from coder.domain.codebook import CodeTree
from coder.domain.entry import Entry
from coder.domain.recommendation import Progress, Recommendation, Vote
from coder.domain.transcript import Participant, TranscriptKind
from coder.services.processes import entry_grids, entry_groups, entry_quotes
from tests import support
from tests.unit.test_themes import coding, each_turn_of, talk

STUDENTS = talk("FG-S", [f"S{n}" for n in range(1, 7)])
FAMILIES = talk("FG-F", [f"F{n}" for n in range(1, 6)], group="families")
LEADERS = talk("FG-L", ["L1", "L2"], group="leaders")
CODED = (
    *each_turn_of(STUDENTS, "S1 S2 S3"),
    *each_turn_of(FAMILIES, "F1"),
    coding(STUDENTS, 4, "T.REL"),
    coding(FAMILIES, 2, "T.WELL"),
)
HEARD = Material((STUDENTS, FAMILIES), (), CODED, CodeTree((support.book(),)))
"""Of six students three say T.BEL and one T.REL, of five families one each T.BEL and T.WELL."""


def entry(id_: str, table: str, fields: Mapping[str, str], **links: tuple[str, ...]) -> Entry:
    return Entry(id_, table, dict(fields), **links)  # type: ignore[arg-type]


def written(*entries: Entry, material: Material = HEARD, **more: object) -> Written:
    grids = list(entry_grids(entries, material))
    _, safe = protected_report(theme_rows(codings_frame(material), material), grids, material.thresholds)
    placed = [replace(one, position=n) for n, one in enumerate(entries)]
    return Written(placed, material, groups=entry_groups(safe), **more)  # type: ignore[arg-type]


def test_ratings_stand_in_a_grid_with_the_distance_between_roles() -> None:
    own = CODED[0].id
    kept = written(
        entry("a", "rating", {"value": "1", "why": "Early."}, codes=("T.BEL",), codings=(own, "gone")),
        entry("b", "rating", {"value": "3", "role": "families"}, codes=("T.BEL",), codings=(CODED[3].id,)),
        entry("c", "rating", {"value": "1", "role": "students"}, codes=("T.BEL",)),
        entry("d", "rating", {"value": "0"}, codes=("T.REL",)),
        entry("e", "rating", {"value": "2"}, codes=("T.BEL",), codings=(own,)),
    )
    grid, ratings = readiness_tables(kept)
    assert grid.columns == ("Tiny",)
    assert grid.rows == (
        ("Wellbeing: not rated",),
        ("Trusted adults: 0 no sign",),
        ("Belonging: 2 in place",),
    )
    assert ratings.rows[1] == (
        *("Belonging", "2 in place", "families 3; students 1", "2", ""),
        f"{own[:8]}, {CODED[3].id[:8]}",
    )
    assert list(ratings.rows[0][1:4]) == ["0 no sign", "", ""]


def test_a_role_of_few_people_is_not_told() -> None:
    few = replace(HEARD, transcripts=(*HEARD.transcripts, LEADERS))
    kept = written(
        entry("a", "rating", {"value": "3", "role": "leaders", "why": "They say so."}, codes=("T.BEL",)),
        entry("b", "rating", {"value": "1", "role": "students"}, codes=("T.BEL",)),
        material=few,
    )
    grid, ratings = readiness_tables(kept)
    assert ratings.rows == (("Belonging", "1 by role", "leaders not told; students 1", "", "", "none"),)
    assert ("Belonging: 1 by role",) in grid.rows


def test_causes_are_by_people_and_strategies_are_mapped_and_warned_of() -> None:
    cause = entry("a", "cause", {"cause": "Few know us"}, codes=("T.REL",))
    wide = entry("b", "cause", {"cause": "No place"}, codes=("T.BEL",))
    plans = [
        entry(f"s{n}", "strategy", {"strategy": f"Do {n}"}, entries=("b",) if n < 3 else ()) for n in range(4)
    ]
    causes, strategies = cause_tables(written(cause, wide, *plans, strategies=3))
    assert [row[:4] for row in causes.rows] == [
        ("C1", "No place", "4 of 11", "students 3 of 6; families 1 of 5"),
        ("C2", "Few know us", "1 of 11", "students 1 of 6; families 0 of 5"),
    ]
    assert strategies.columns[2:4] == ("C1", "C2")
    assert strategies.rows[0][:4] == ("S1", "Do 0", "yes", "")
    assert strategies.items == (
        "There are 4 strategies, more than the 3 that can be followed at once: choose.",
        "S4 is meant for no root cause: name one, or leave it out.",
        "No strategy is meant for C2.",
    )


def test_people_behind_a_cause_are_those_of_its_own_excerpts_where_it_names_some() -> None:
    one = entry("a", "cause", {"cause": "c"}, codes=("T.BEL",), codings=(CODED[0].id, CODED[3].id))
    (causes,) = cause_tables(written(one))
    assert causes.rows[0][2] == "2 of 11"


def test_few_people_behind_a_cause_are_not_told() -> None:
    few = Material((LEADERS,), (), tuple(each_turn_of(LEADERS, "L1")), HEARD.tree)
    (causes,) = cause_tables(written(entry("a", "cause", {"cause": "c"}, codes=("T.BEL",)), material=few))
    assert causes.rows[0][2] == "not told in full"
    assert "1" not in causes.rows[0][3].replace("<5", "")


def test_a_plan_is_checked_over_waves_in_the_order_they_were_written() -> None:
    items = [entry("p", "plan-item", {"item": "Late bus"}), entry("q", "plan-item", {"item": "Letters"})]
    checks = [
        entry("1", "check", {"did": "no", "difference": "no", "wave": "spring"}, entries=("p",)),
        entry("2", "check", {"did": "yes", "difference": "some", "wave": "fall", "note": "Go on."},
              entries=("p",), codings=(CODED[0].id,)),
    ]  # fmt: skip
    (plan,) = plan_tables(written(*items, *checks))
    assert plan.columns[3:5] == ("spring", "fall")
    assert plan.rows[0] == (
        *("P1", "Late bus", "to be named", "done: no; difference: no", "done: yes; difference: some"),
        *("Go on.", CODED[0].id[:8]),
    )
    assert plan.rows[1][3:] == ("not checked", "not checked", "", "none")
    assert plan.items == ("P2 was not looked at yet.",)


def test_areas_by_breadth_and_leverage_and_by_votes_with_ties() -> None:
    def area(name: str, leverage: str, code: str, votes: int) -> Entry:
        made = entry(name, "focus", {"area": name, "leverage": leverage}, codes=(code,))
        return replace(made, votes=(Vote("students", votes),) if votes else ())

    kept = written(
        area("belonging", "high", "T.BEL", 4), area("adults", "low", "T.REL", 4),
        area("help", "high", "T.WELL", 0),
    )  # fmt: skip
    quadrants, votes = focus_tables(kept)
    # People: 4, 1, 1; no fewer than the middle one (1) is all of them.
    assert quadrants.rows == (
        ("Raised widely", "belonging; help", "adults"),
        ("Raised by fewer", "", ""),
    )
    assert [row[:5] for row in votes.rows] == [
        ("1 (shared)", "belonging", "4", "students 4", "4 of 11"),
        ("1 (shared)", "adults", "4", "students 4", "1 of 11"),
        ("", "help", "0", "", "1 of 11"),
    ]


def test_capacity_by_department_and_hand_offs_worst_first() -> None:
    kept = written(
        entry("a", "capacity", {"department": "HR", "value": "1"}, codes=("T.BEL",)),
        entry("b", "capacity", {"department": "IT", "value": "2"}, codes=("T.REL",)),
        entry("h", "handoff", {"what": "plans", "from": "HR", "to": "IT", "state": "works"}),
        entry("i", "handoff", {"what": "names", "from": "IT", "to": "HR", "state": "breaks down"}),
    )
    capacity, handed = capacity_tables(kept)
    assert capacity.columns == ("Capacity", "HR", "IT")
    assert capacity.rows == (
        ("Trusted adults", "not rated", "2 in place"),
        ("Belonging", "1 emerging", "not rated"),
    )
    assert [row[0] for row in handed.rows] == ["names", "plans"]


def test_the_last_that_is_known_of_each_recommendation_stands() -> None:
    given = (
        Recommendation("r1", "Hire"),
        Recommendation("r2", "Move"),
        Recommendation("r3", "No", status=Progress.DROPPED),
    )
    kept = written(
        entry("a", "followup", {"status": "agreed"}, recommendations=("r1",)),
        entry("b", "followup", {"status": "done", "told": "Hired."}, recommendations=("r1",)),
        recommendations=given,
    )
    (table,) = followup_tables(kept)
    assert [row[:4] for row in table.rows] == [
        ("R1", "Hire", "done", "Hired."),
        ("R2", "Move", "not known", ""),
    ]
    assert table.before == "Something is known of 1 of the 2 earlier recommendations."


def test_what_works_and_what_to_focus_on_are_counted_by_people() -> None:
    tree = CodeTree((replace(support.book(), lenses=(replace(support.book().lenses[0], id="LENS.APP"),)),))
    told = [replace(one, lenses={"LENS.APP": ("focus",)}) for one in CODED[:4]]
    told.append(replace(CODED[4], lenses={"LENS.APP": ("working",)}))
    material = replace(HEARD, codings=tuple(told), tree=tree)
    working, focus = appraisal_tables(material)
    assert (working.rows, focus.rows) == (
        (("Trusted adults", "1 of 11", "1 of 2"),),
        (("Belonging", "4 of 11", "2 of 2"),),
    )
    day = [
        replace(t, facts=replace(t.facts, kind=TranscriptKind.WORK_SESSION, date=date))
        for t, date in ((STUDENTS, "2026-03-02"), (FAMILIES, "2026-03-01"))
    ]
    (readout,) = readout_tables(replace(material, transcripts=tuple(day)))
    assert readout.rows == (("Trusted adults (1)", "", "Belonging (3)"),)
    assert readout.before == "From 1 set of notes and work sessions of 2026-03-02."


def test_sources_stand_beside_each_other_and_are_never_added() -> None:
    answers = talk("SV", [f"A{n}" for n in range(5)], group="educators", kind=TranscriptKind.SURVEY_COMMENTS)
    paper = talk("AR", ["?"], kind=TranscriptKind.ARTIFACT)
    material = replace(
        HEARD,
        transcripts=(*HEARD.transcripts, answers, paper),
        codings=(*CODED, coding(answers, 1), coding(answers, 2), coding(paper, 1)),
    )
    (table,) = source_tables(material, theme_rows(codings_frame(material), material))
    assert [row[1:] for row in table.rows] == [("Belonging", "4 of 11", "2 of 5", "1", "3 sources")]


def test_two_facts_at_once_join_what_would_tell_of_a_few() -> None:
    people = []
    spoken = []
    for made, group in ((STUDENTS, "students"), (FAMILIES, "families")):
        for n, speaker in enumerate(made.speakers):
            people.append(
                Participant(f"{speaker.id}p", speaker.label, group, {"grade": "high" if n else "low"})
            )
        own = tuple(replace(s, participant_id=f"{s.id}p") for s in made.speakers)
        spoken.append(replace(made, speakers=own))
    material = Material(tuple(spoken), tuple(people), CODED, HEARD.tree, Thresholds())
    assert pair_of_facts(material) == ("group", "grade")
    (table,) = pair_tables(material, ("group", "grade"))
    # One student and one family are low: told alone, or beside the rest, they would be pointed at.
    assert table.columns == ("Code", "Group", "high + low")
    assert table.rows[:2] == (("Belonging", "students", "3 of 6"), ("Belonging", "families", "1 of 5"))
    assert pair_of_facts(HEARD) is None


def test_excerpts_are_quoted_only_where_a_section_tells_of_them() -> None:
    kept = [entry("a", "cause", {"cause": "c"}, codings=("x",)), entry("b", "cause", {"cause": "d"})]
    assert entry_quotes(kept, {"causes"}) == {"entry a": ("x",)}
    assert entry_quotes(kept, {"plan"}) == {}


def test_only_ratings_that_are_told_are_borne_out() -> None:
    few = replace(HEARD, transcripts=(*HEARD.transcripts, LEADERS))
    rated = ({"value": "3"}, {"value": "3", "role": "leaders"}, {"value": "2", "role": "students"},
             {"value": "2", "role": "families"}, {"value": "2"})  # fmt: skip
    kept = written(
        *(entry(f"e{n}", "rating", one, codes=("T.BEL",)) for n, one in enumerate(rated)), material=few
    )
    assert list(readiness_tables(kept))[1].evidence == {
        "Belonging: 2 in place": ("e4",),
        "Belonging, students: 2 in place": ("e2",),
        "Belonging, families: 2 in place": ("e3",),
    }


def test_people_whom_nobody_coded_make_no_role_large_enough() -> None:
    unread = talk("FG-M", [f"M{n}" for n in range(6)], group="leaders")
    one = entry("a", "rating", {"value": "3", "role": "leaders"}, codes=("T.BEL",))
    kept = written(one, material=replace(HEARD, transcripts=(*HEARD.transcripts, unread)))
    assert list(readiness_tables(kept))[1].rows[0][1:3] == ("not rated", "leaders not told")


def test_nothing_stands_when_all_that_it_rested_on_is_withdrawn() -> None:
    gone = ("gone",)
    kept = written(
        entry("a", "rating", {"value": "3", "why": "So."}, codes=("T.BEL",), codings=gone),
        entry("p", "plan-item", {"item": "Bus"}),
        entry(
            "c", "check", {"did": "yes", "difference": "some", "note": "On."}, entries=("p",), codings=gone
        ),
        entry("d", "capacity", {"department": "HR", "value": "1"}, codes=("T.BEL",), codings=gone),
    )
    rated = list(readiness_tables(kept))[1]
    (plan,), (capacity,) = plan_tables(kept), capacity_tables(kept)
    assert rated.rows == (("Belonging", "not rated", "", "", "", "none"),)
    assert plan.rows == (("P1", "Bus", "to be named", "not checked", "", "none"),)
    assert plan.items == ("P1 was not looked at yet.",)
    assert capacity.rows == (("Belonging", "not rated"),)
    assert [dict(table.evidence) for table in (rated, plan, capacity)] == [{}, {}, {}]


def test_recommendations_have_the_numbers_of_the_report() -> None:
    given = (
        Recommendation("r0", "No", status=Progress.DROPPED),
        Recommendation("r1", "Hire", votes=(Vote("students", 1),)),
        Recommendation("r2", "Move", votes=(Vote("students", 4),)),
    )
    noted = [entry(f"f{id_}", "followup", {"status": "done"}, recommendations=(id_,)) for id_ in ("r0", "r1")]
    (table,) = followup_tables(written(*noted, recommendations=given))
    assert [row[:2] for row in table.rows] == [("R1", "Move"), ("R2", "Hire"), ("", "No")]
