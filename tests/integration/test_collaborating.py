"""What a collaborative audit tells, counted by hand on two small circles."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from coder.analysis.collaborating import Inquiry, knowing_tables
from coder.domain.theme import Theme
from coder.services import bootstrap, demo, demo_journeys
from coder.services.analysing import Request, analyse
from coder.services.engagements import engagement_named
from coder.services.entries import EntryService
from coder.services.gathering import gather_outside
from coder.services.session import Session

DISC, ACC, REL = "DEF.CUL.DISC", "DEF.TL.ACC", "DEF.CUL.REL"
_CODED = {
    "students": (
        ("CIQ.STR", ACC),
        ("CIQ.INQ", DISC),
        ("CIQ.RC.PRA", ACC),
        ("CIQ.INQ", "CIQ.RC.POL", DISC),
        ("CIQ.PRI", ACC),
    ),
    "families": (
        ("CIQ.STR", REL),
        ("CIQ.V.ABOUT", DISC),
        ("CIQ.V.ABOUT", DISC),
        ("CIQ.COD", REL),
        ("CIQ.KN.KNOW", DISC),
        (REL,),
        (REL,),
    ),
}
"""What one person after the other said, one turn each."""


@pytest.fixture(scope="module")
def audit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    circles = {
        f"C-{group}": (
            group,
            "1",
            [(f"{group}{n}", f"So it is, said {n}.", codes) for n, codes in enumerate(said)],
        )
        for group, said in _CODED.items()
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(demo, "_bring_in", lambda session: None)
        patch.setattr(demo_journeys, "_CIRCLES", circles)
        place = demo.make_demo(tmp_path_factory.mktemp("audit"), "t", engagement_named("association-audit"))
    with bootstrap.session(str(place), "t") as session:
        yield session


def _rows(session: Session, name: str, table: str) -> list[tuple[str, ...]]:
    rows = analyse(session, name, Request()).rows
    return [tuple(list(row.values())[1:]) for row in rows if row["table"] == table]


def _named(session: Session, code: str) -> str:
    return session.tree.codes[code].name


def test_strengths_are_told_by_group_with_the_students_first(audit: Session) -> None:
    table = analyse(audit, "strengths", Request())
    assert table.fields == ("table", "what", "students", "families", "all")
    first, *others = _rows(audit, "strengths", "strengths")
    assert first == ("all of these", "1 of 5", "1 of 7", "2 of 12")
    assert sorted(others) == sorted(
        [
            (_named(audit, ACC), "1 of 5", "not raised", "1 of 12"),
            (_named(audit, REL), "not raised", "1 of 7", "1 of 12"),
        ]
    )


def test_causes_are_linked_within_a_turn_and_between_turns_that_follow_each_other(audit: Session) -> None:
    # The third student names practice between two who name what is unfair; the fourth names both at once.
    found = {row[0]: row[1:] for row in _rows(audit, "inequities", "chains")}
    assert found == {
        _named(audit, "CIQ.RC.PRA"): ("0", "2", "not said", "1 of 5", "not raised", "1 of 12"),
        _named(audit, "CIQ.RC.POL"): ("1", "0", "not said", "1 of 5", "not raised", "1 of 12"),
    }


def test_adults_about_students_stand_apart_from_students(audit: Session) -> None:
    # Three families speak of discipline, two of them of students'.
    assert _rows(audit, "inequities", "about") == [(_named(audit, DISC), "2 of 5", "families 2 of 7")]


def test_groups_counted_once_and_people_counted_give_other_places(audit: Session) -> None:
    # Discipline (2/5 + 3/7) / 2, courses (3/5 + 0) / 2, relationships (0 + 4/7) / 2.
    assert _rows(audit, "weights", "weights") == [
        (_named(audit, DISC), "41%", "1", "5 of 12", "1"),
        (_named(audit, ACC), "30%", "2", "3 of 12", "3"),
        (_named(audit, REL), "29%", "3", "4 of 12", "2"),
    ]


def test_priorities_share_a_place_where_their_votes_are_the_same(audit: Session) -> None:
    service = EntryService(audit)
    for area, votes in (("Late buses", 3), ("One form", 1), ("Answers in two weeks", 3)):
        made = service.add("focus", {"area": area, "leverage": "high"}, codes=(ACC,))
        service.vote(made, "students", votes)
    assert _rows(audit, "priorities", "votes") == [
        ("Late buses", "3", "1, shared by 2"),
        ("Answers in two weeks", "3", "1, shared by 2"),
        ("One form", "1", "3"),
    ]
    assert _rows(audit, "priorities", "priorities")[0] == ("all of these", "1 of 5", "not raised", "1 of 12")


def test_improvements_lead_to_their_session_and_promises_to_their_words(audit: Session) -> None:
    made = next(one.id for one in audit.store.codings() if one.code_id == "CIQ.COD")
    fields = {"action": "Write one form", "owner": "Families and the office", "due": "May"}
    EntryService(audit).add("commitment", fields, codings=(made,))
    about = _named(audit, REL)
    assert _rows(audit, "together", "together") == [
        ("focus group, 2025-05", "families", "1 of 7", about, made[:8])
    ]
    assert _rows(audit, "together", "commitments") == [
        ("Families and the office", "Write one form", "May", "not told", made[:8])
    ]


def test_a_finding_stands_as_it_was_said_until_a_second_source_bears_it_out(audit: Session) -> None:
    material = gather_outside(audit)
    evidence = tuple(one.id for one in material.codings if one.code_id == DISC)
    (table,) = knowing_tables(Inquiry(material), [Theme("t", "It is so.", evidence=evidence)], material)
    assert table.rows == (
        ("It is so.", "1 of 12", "0 of 12", "0 of 12", "conversations", "known by some, one source"),
    )


def test_milestones_are_told_with_how_far_they_are(audit: Session) -> None:
    assert _rows(audit, "milestones", "milestones")[3] == ("Guidebook of providers", "2021-10", "partly")
