"""Correcting from the command line, as its users do it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.e2e.test_command_line import TALK, coder, refused

CODINGS = (
    "transcript,turn,code,coder,excerpt\nFG-01,2,DEF.CUL.WELL,AM,one counselor\nFG-01,6,DEF.CUL.REL,AM,\n"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    (folder / "FG-01.txt").write_text(TALK)
    (folder / "codings.csv").write_text(CODINGS)
    for command in (("new",), ("import", "FG-01.txt"), ("codings import", "codings.csv")):
        names = command[0].split()
        done = coder(*names, folder / "audit.coder", *(folder / name for name in command[1:]))
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


def rows(*arguments: object) -> list[dict[str, object]]:
    done = coder(*arguments, "--format", "json")
    assert done.returncode == 0, done.stderr
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


def names(project: Path) -> dict[object, object]:
    return {row["name"]: row["turns"] for row in rows("speakers", project, "FG-01")}


def test_speakers_are_corrected(project: Path) -> None:
    at = ("speakers", project, "FG-01")
    assert names(project) == {"Facilitator": 2, "Maya": 2, "Jordan": 2}
    assert "Renamed Maya to Ana in FG-01." in told(*at, "rename", "Maya", "Ana")
    assert "Merged Jordan into Ana" in told(*at, "merge", "Jordan", "Ana")
    assert names(project) == {"Facilitator": 2, "Ana": 4, "Jordan": 0}
    assert "Undone: merged Jordan into Ana" in told("undo", project)
    assert "Redone: merged Jordan into Ana" in told("redo", project)
    assert "There is nothing to do again." in told("redo", project)
    told(*at, "assign", "4, 5-6", "Bo", "--new")
    told(*at, "assign", "5-", "jordan", "--of", "Bo")
    told(*at, "assign", "5", "Bo")
    told(*at, "role", "Ana", "observer")
    told(*at, "person", "Bo", "P7", "--group", "students", "--set", "grade=11")
    assert names(project) == {"Facilitator": 2, "Ana": 1, "Jordan": 1, "Bo": 2}
    (person,) = rows("list", project, "participants")
    assert (person["label"], person["group"], person["attributes"]) == ("P7", "students", {"grade": "11"})
    assert "took Bo off" in told(*at, "person", "Bo", "--nobody").replace("Took", "took")
    first = coder("text", project, "FG-01", "--revision", 1, "--speakers").stdout
    assert "   4 Jordan: You stop going" in first


def test_turns_are_corrected_and_codings_reviewed(project: Path, tmp_path: Path) -> None:
    at = ("turns", project, "FG-01")
    before = coder("text", project, "FG-01").stdout
    assert "decide with `coder review`" in told(*at, "edit", 2, "There is one counsellor for all of us.")
    told(*at, "split", 4, 4, "--speaker", "Maya")
    told(*at, "insert", 0, "Ana", "Hm.", "--new")
    told(*at, "delete", 1)
    told(*at, "insert", 0, "Facilitator", "Welcome.")
    told(*at, "join", 1)
    assert "moved with their words: 1" in told(*at, "delete", 3)
    assert [(row["turn"], row["speaker"], row["text"]) for row in rows(*at)][:4] == [
        (1, "Facilitator", "Welcome. How is it going?"),
        (2, "Maya", "There is one counsellor for all of us."),
        (3, "Jordan", "You stop going,"),
        (4, "Maya", "you just stop."),
    ]
    (waiting,) = rows("review", project)
    assert (waiting["was"], waiting["text"]) == ("one counselor", "one counsellor")
    assert rows("list", project, "review") == [waiting]
    assert "one counsellor" in coder("review", project).stdout
    assert "Kept DEF.CUL.WELL" in told("review", project, "keep", waiting["id"])
    assert rows("review", project) == []
    assert "Nothing is to be reviewed" in coder("review", project).stderr
    assert "Undone: kept DEF.CUL.WELL" in told("undo", project)
    assert "Removed DEF.CUL.WELL" in told("review", project, "remove", waiting["id"])
    text = coder("text", project, "FG-01").stdout
    for row in rows("list", project, "codings"):
        assert text[int(str(row["start"])) : int(str(row["end"]))] == row["text"]
    assert coder("text", project, "FG-01", "--revision", 1).stdout == before
    again = tmp_path / "again.txt"
    again.write_text(TALK.replace("Nobody", "No one"))
    assert "Read again.txt again for FG-01." in told("reimport", project, "FG-01", again)
    assert [row["was"] for row in rows("review", project)] == ["[laughter] Nobody knows my name."]
    assert coder("doctor", project).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("speakers {} FG-01 rename Nobody X", "no speaker 'Nobody'.*Maya"),
        ("speakers {} FG-01 rename Maya Jordan", "already a speaker 'Jordan'"),
        ("speakers {} FG-01 role Maya king", "'king' is not a role.*facilitator"),
        ("speakers {} FG-01 assign 3-1 Maya", "does not name turns"),
        ("speakers {} FG-01 assign 1-99 Maya", "no turn 7"),
        ("speakers {} FG-01 assign 3- Maya --of Nobody", "no speaker 'Nobody'"),
        ("turns {} FG-01 insert 1 Maya words --new", "already a speaker 'Maya'"),
        ("speakers {} FG-01 person Maya", "participant or --nobody"),
        ("speakers {} FG-01 person Maya P1 --set x", "NAME=VALUE"),
        ("speakers {} FG-09", "no transcript 'FG-09'"),
        ("turns {} FG-01 edit 9 words", "no turn 9"),
        ("turns {} FG-01 join 6", "no turn follows"),
        ("turns {} FG-01 split 1 99", "no word 99"),
        ("turns {} FG-01 insert 1 Nobody words", "no speaker 'Nobody'"),
        ("reimport {} FG-01 none.txt", "no such file"),
        ("review {} keep nope", "no coding in review begins with 'nope'"),
        ("text {} FG-01 --revision 7", "no revision 7"),
        ("undo none.coder", "no such project"),
    ],
)
def test_wrong_use_is_one_sentence(made: Path, arguments: str, message: str) -> None:
    refused(coder(*(part.format(made / "audit.coder") for part in arguments.split())), message)


@pytest.mark.parametrize("name", ["speakers", "turns", "reimport", "review", "undo", "redo"])
def test_every_command_has_help(name: str) -> None:
    done = coder(name, "--help")
    assert done.returncode == 0
    assert len(done.stdout.split()) > 12
    for sub in {"speakers": ["rename", "merge"], "turns": ["split"]}.get(name, []):
        assert "Usage" in coder(name, "P", "T", sub, "--help").stdout
