"""Rows of leaders' journeys: zones of talk by group, movement, what helps; nothing about one person."""

from __future__ import annotations

from pathlib import Path

from tests.scenarios.looking import report, rows, table, told, under

MIX = ("Wave", "Who spoke", "People", "Zone 1 (fear)", "Zone 2 (learning)", "Zone 3 (growth)")


def test_row_1_14_zones_by_group(district: Path) -> None:
    """The mix of zones by group and wave; no list, table or file tells the zone of a person."""
    assert table(report(district, "zones"), *MIX) == [
        ["Wave 1", "District leaders", "5", "2", "3", "0"],
        ["Wave 1", "School leaders", "6", "5", "4", "0"],
        ["Wave 2", "School leaders", "5", "1", "4", "2"],
    ]
    zoned = [
        row
        for row in rows("list", district, "codings")
        if row["code"].startswith(("JRN.F", "JRN.L", "JRN.G"))
    ]
    assert len(zoned) == 21
    assert {row["speaker"] for row in zoned} == {""}
    # One leaves, and five are four: too few to be told of.
    told("privacy", "withdraw", district, _label(district, "DL-1", 1))
    left = table(report(district, "zones"), *MIX)
    assert not [row for row in left if row[1] == "District leaders"]


def test_row_1_15_movement_between_waves(district: Path) -> None:
    """Forward, back and the same between two waves, of groups of five or more who were in both."""
    again = district.with_name("again.csv")
    same = {1: 1, 2: 2, 3: 4, 4: 5, 5: 6}
    lines = [
        f"SL-2,P{now},{_label(district, 'SL-1', was)},participant,school leaders" for now, was in same.items()
    ]
    again.write_text("\n".join(["transcript,speaker,participant,role,group", *lines]) + "\n", "utf-8")
    told("import", district, "--roster", again)
    section = under(report(district, "zones"), "Movement between waves")
    columns = ("Waves", "Who", "In both", "On", "Back", "As before", "From several alike")
    assert table(section, *columns) == [["1 to 2", "School leaders", "5", "2", "1", "0", "2"]]
    assert "none of that is a failure" in section
    told("privacy", "withdraw", district, _label(district, "SL-1", 6))
    after = report(district, "zones")
    assert (
        "| 1 to 2 | School leaders | <5" in after.replace("\\", "") or "Movement between waves" not in after
    )


def test_row_1_16_sheet_for_a_team(district: Path) -> None:
    """Questions for a team with room to write; nobody is named and nobody has to say where they stand."""
    sheet = under(report(district, "zones"), "A sheet for teams")
    asked = table(sheet, "To talk about", "What we say", "What we will do")
    assert len(asked) == 6
    assert "What do we steer around when we are together?" in [row[0] for row in asked]
    assert all(not cell.strip("_") for row in asked for cell in row[1:])
    assert "nobody has to say where they stand" in sheet


def test_row_1_17_what_helps_by_zone(district: Path, whole: str) -> None:
    """Supports and barriers by the zone they were named from, in people and in words."""
    section = under(report(district, "zones"), "What helps and what holds, by zone")
    found = {
        row[0]: row[1:]
        for row in table(section, "Zone that was spoken from", "Named a support", "Named a barrier")
    }
    assert found["Zone 2 (learning)"] == ["3 of 16", "1 of 16"]
    assert found["No zone near it"] == ["0 of 16", "2 of 16"]
    named = under(whole, "Appendix: Every excerpt by code", "Support asked for or used (3)")
    assert named.count("Our network of principals") == 3


def _label(project: Path, session: str, number: int) -> str:
    """The pseudonym of a voice."""
    voices = [row for row in rows("list", project, "speakers") if row["transcript"] == session]
    return next(str(row["participant"]) for row in voices if row["label"] == f"P{number}")
