"""Changing codebooks and searching from the command line, as a team lead would script it."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest

from tests.e2e.test_command_line import TALK, coder, refused

CODINGS = (
    "transcript,turn,code,coder,excerpt\nFG-01,2,DEF.CUL.WELL,AM,one counselor\nFG-01,6,DEF.CUL.REL,JR,\n"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    (folder / "FG-01.txt").write_text(TALK)
    (folder / "codings.csv").write_text(CODINGS)
    for command in (("new",), ("import", "FG-01.txt"), ("codings import", "codings.csv")):
        done = coder(*command[0].split(), folder / "audit.coder", *(folder / name for name in command[1:]))
        assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def project(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path / "audit.coder"


def told(*arguments: object) -> str:
    done = coder(*arguments, "--coder", "AM")
    assert done.returncode == 0, done.stderr
    return done.stderr


def rows(*arguments: object) -> list[dict[str, str]]:
    done = coder(*arguments, "--format", "csv")
    assert done.returncode == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout)))


def code_of(project: Path, coder_name: str) -> str:
    return next(r["code"] for r in rows("list", project, "codings") if r["coder"] == coder_name)


def test_codes_are_added_renamed_merged_and_retired_with_their_reasons(project: Path) -> None:
    done = coder("codebook", "add", project, "Being heard", "--under", "cul.bel", "--reason", "said often")
    assert done.returncode == 2
    assert "did you mean" in done.stderr
    done = coder("codebook", "add", project, "Being heard", "--under", "DEF.CUL", "--reason", "said often")
    assert (done.returncode, done.stdout) == (0, "DEF.CUL.BEIN\n")
    assert "Renamed DEF.CUL.BEIN" in told("codebook", "rename", project, "BEIN", "Being listened to")
    dry = told("codebook", "merge", project, "WELL", "BEIN", "--dry-run")
    assert "1 coding by AM becomes BEIN." in dry
    assert code_of(project, "AM") == "DEF.CUL.WELL"
    assert "Merged DEF.CUL.WELL" in told("codebook", "merge", project, "WELL", "BEIN", "--reason", "one idea")
    assert code_of(project, "AM") == "DEF.CUL.BEIN"
    assert "Retired DEF.CUL.REL" in told("codebook", "retire", project, "REL")
    assert "Brought back DEF.CUL.REL" in told("codebook", "restore", project, "rel")
    found = rows("codebook", "changes", project, "--since", "2020-01-01")
    assert [(row["action"], row["reason"]) for row in found[-5:]] == [
        ("add code", "said often"),
        ("rename code", ""),
        ("merge codes", "one idea"),
        ("retire code", ""),
        ("bring back code", ""),
    ]
    assert rows("codebook", "changes", project, "--since", "2999-01-01") == []
    told("undo", project)
    told("undo", project)
    told("undo", project)
    assert code_of(project, "AM") == "DEF.CUL.WELL"
    assert coder("doctor", project).returncode == 0


def test_definition_place_color_and_a_split(project: Path, tmp_path: Path) -> None:
    told(
        "codebook",
        "define",
        project,
        "WELL",
        "--definition",
        "How one is.",
        "--cue",
        "sleep",
        "--cue",
        "tired",
    )
    told("codebook", "move", project, "WELL", "--under", "DEF.CUL", "--before", "DEF.CUL.BEL")
    told("codebook", "color", project, "WELL", "#4477AA")
    shown = json.loads(coder("codebook", "show", project, "--format", "json").stdout)
    well = next(row for row in shown if row["id"] == "DEF.CUL.WELL")
    assert (well["definition"], well["cues"], well["color"]) == ("How one is.", ["sleep", "tired"], "#4477aa")
    ids = [row["id"] for row in shown if row["parent"] == "DEF.CUL"]
    assert ids.index("DEF.CUL.WELL") == ids.index("DEF.CUL.BEL") - 1
    table = tmp_path / "split.csv"
    coding = next(row["id"] for row in rows("list", project, "codings") if row["coder"] == "AM")
    table.write_text(f"coding,name\n{coding},Waiting for help\n")
    assert "into DEF.CUL.WAIT Waiting for help" in told("codebook", "split", project, "WELL", table)
    assert code_of(project, "AM") == "DEF.CUL.WAIT"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("rename", "WELL", " "), "a code needs a name"),
        (("define", "WELL"), "nothing to change was given"),
        (("merge", "WELL", "WELL"), "merged with itself"),
        (("color", "WELL", "blue"), "is not a color"),
        (("retire", "ACC"), "did you mean DEF"),
        (("changes", "--since", "soon"), "is no date"),
        (("split", "WELL", "missing.csv"), "there is no such file"),
    ],
)
def test_what_cannot_be_is_one_sentence(project: Path, arguments: tuple[str, ...], message: str) -> None:
    refused(coder("codebook", arguments[0], project, *arguments[1:]), message)


def test_search_prints_text_csv_and_json(project: Path) -> None:
    done = coder("search", project, "counsel code:CUL.WELL OR counsel code:DEF.CUL.WELL")
    assert done.returncode == 2
    done = coder("search", project, "counsel code:DEF.CUL.WELL", "--context", "1")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == 3
    assert "»counsel«or" in lines[1]
    assert done.stderr.strip() == "1 turn in 1 transcript."
    (row,) = rows("search", project, '"one counselor"')
    assert (row["transcript"], row["turn"], row["found"]) == ("FG-01", "2", "one counselor")
    (hit,) = json.loads(coder("search", project, "~counselors", "--format", "json").stdout)
    assert hit["found"] == ["counselor"]
    assert coder("search", project, "zebra").stderr.strip() == "No turn fits."
    refused(coder("search", project, "(a"), "character 1 of the query: this parenthesis is not closed")
    refused(coder("search", project, "a", "--transcript", "FG-9"), "there is no transcript 'FG-9'")


def test_every_new_command_has_help() -> None:
    names = ["add", "rename", "define", "move", "merge", "split", "retire", "restore", "color", "changes"]
    for arguments in (("search",), *(("codebook", name) for name in names)):
        done = coder(*arguments, "--help")
        assert done.returncode == 0
        assert len(done.stdout.split()) > 12
