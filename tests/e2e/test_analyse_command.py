"""Counting from the command line, as its users do it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.e2e.test_command_line import coder, refused

HEADINGS = ["code", "group", "excerpts", "people", "people_of", "people_spoke", "sessions", "sessions_of"]
TABLES = ("counts", "people", "crosstab", "cooccurrence", "talk", "coverage", "waves")


def talk(voices: str) -> str:
    return "Facilitator: How is it here?\n\n" + "\n\n".join(
        f"{voice}: Nobody at this school knows my name, not one of them." for voice in voices.split() * 2
    )


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("counted")
    (folder / "FG-01.txt").write_text(talk("Ana Ben Cy Dee Eli Flo"))
    (folder / "FG-02.txt").write_text(talk("Gus Hal Ida Joy Kit"))
    (folder / "INT-01.txt").write_text(talk("Lea"))
    (folder / "sessions.csv").write_text(
        "transcript,group,wave\nFG-01,students,1\nFG-02,families,2\nINT-01,leaders,2\n"
    )
    (folder / "codings.csv").write_text(
        "transcript,turn,code,coder\nFG-01,1,DEF.CUL.REL,AM\nFG-01,2,DEF.CUL.REL,AM\nFG-01,3,DEF.CUL.REL,JR\n"
        "FG-02,2,DEF.CUL.BEL,AM\nINT-01,2,DEF.CUL.BEL,AM\n"
    )
    (folder / "protocol.csv").write_text(
        "question,codes,transcripts\nWho knows your name?,DEF.CUL.REL,FG-01\n"
    )
    made = folder / "audit.coder"
    texts = [folder / f"{label}.txt" for label in ("FG-01", "FG-02", "INT-01")]
    for command in (
        ("new", made),
        ("import", made, "--yes", *texts, "--sessions", folder / "sessions.csv"),
        ("codings", "import", made, folder / "codings.csv"),
    ):
        done = coder(*command)
        assert done.returncode == 0, done.stderr
    return made


def csv_of(*arguments: object) -> list[list[str]]:
    done = coder("analyse", *arguments, "--format", "csv")
    assert done.returncode == 0, done.stderr
    return list(csv.reader(io.StringIO(done.stdout)))


def test_people_by_group_has_exactly_its_columns(project: Path) -> None:
    found = csv_of("people", project, "--by", "group")
    assert found[0] == HEADINGS
    # Families and leaders are one line, as one leader alone must not be told.
    assert ["DEF.CUL.REL", "students", "2", "2", "6", "6", "1", "1"] in found
    assert ["DEF.CUL.BEL", "families + leaders", "2", "2", "6", "6", "2", "2"] in found


@pytest.mark.parametrize("table", TABLES)
def test_every_table_comes_in_every_format(project: Path, table: str) -> None:
    rows = json.loads(coder("analyse", table, project, "--format", "json").stdout)
    shown = csv_of(table, project)
    assert len(shown) == len(rows) + 1
    if rows:
        assert list(rows[0]) == shown[0]
    done = coder("analyse", table, project)
    assert done.returncode == 0, done.stderr


def test_what_was_not_asked_is_told_apart(project: Path) -> None:
    plain = csv_of("crosstab", project)
    assert ["DEF.CUL.REL", "2 of 6", "not raised"] in plain
    asked = csv_of("crosstab", project, "--protocol", project.parent / "protocol.csv")
    assert ["DEF.CUL.REL", "2 of 6", "not asked"] in asked


def test_fewer_than_five_are_never_told(project: Path) -> None:
    for table in ("counts", "people"):
        (found,) = json.loads(
            coder("analyse", table, project, "--where", "group:leaders", "--format", "json").stdout
        )
        assert {found[name] for name in HEADINGS[2:]} == {"<5"}
    (share,) = csv_of("talk", project, "--where", "group:leaders")[1:]
    assert share[2:] == ["<5"] * 5


def test_narrowed_by_terms_coder_and_people(project: Path) -> None:
    assert [row[0] for row in csv_of("counts", project, "--min-people", "2")[1:]] == [
        "DEF.CUL.BEL",
        "DEF.CUL.REL",
    ]
    assert csv_of("counts", project, "--min-people", "3")[1:] == []
    assert [row[0] for row in csv_of("counts", project, "--coder", "JR")[1:]] == ["DEF.CUL.REL"]
    assert [row[0] for row in csv_of("counts", project, "--where", "code:DEF.CUL.BEL")[1:]] == ["DEF.CUL.BEL"]


def test_slips_are_explained(project: Path, tmp_path: Path) -> None:
    refused(coder("analyse", "people", project, "--by", "shoe"), "nothing is known of 'shoe'")
    refused(coder("analyse", "people", project, "--where", "students"), "is no term")
    wrong = tmp_path / "protocol.csv"
    wrong.write_text("question,codes,transcripts\nWhat?,NO.SUCH,FG-01\n")
    refused(coder("analyse", "counts", project, "--protocol", wrong), "there is no code 'NO.SUCH'")
