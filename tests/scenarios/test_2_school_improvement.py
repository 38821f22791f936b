"""Rows of school improvement: readiness, plans, coaching, and what a district can do."""

from __future__ import annotations

from pathlib import Path

import pytest

from coder.domain.consent import Consent
from coder.errors import InputError
from coder.services.bootstrap import session
from coder.services.consenting import ConsentService
from tests.scenarios.looking import cells, give_attributes, joint, of_people, only, report, rows, told, under


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
