"""Themes, recommendations and evidence from the command line, as its users do it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.test_command_line import TALK, coder, environment, refused
from tests.e2e.test_people_commands import told

CODINGS = (
    "transcript,turn,code,coder,excerpt,LENS.APP\n"
    "FG-01,2,DEF.CUL.WELL,AM,one counselor,focus\n"
    "FG-01,2,DEF.CUL.BEL,AM,,focus\n"
    "FG-01,6,DEF.CUL.WELL,AM,,working\n"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    (folder / "FG-01.txt").write_text(TALK)
    (folder / "codings.csv").write_text(CODINGS)
    for command in (("new",), ("import", "FG-01.txt"), ("codings import", "codings.csv")):
        names = command[0].split()
        more = ("--group", "students") if names == ["import"] else ()
        done = coder(*names, folder / "audit.coder", *(folder / name for name in command[1:]), *more)
        assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def project(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path / "audit.coder"


def rows(*arguments: object) -> list[dict[str, object]]:
    done = coder(*arguments, "--format", "json")
    assert done.returncode in (0, 1), done.stderr
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


def in_folder(folder: Path, *arguments: object, own: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "coder", *map(str, arguments)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**environment(), "CODER_STATE_DIR": str(own)},
        stdin=subprocess.DEVNULL,
    )


def test_a_theme_from_its_claim_to_its_end(project: Path) -> None:
    done = coder(
        *("theme", "add", project, "Students go without a counselor.", "--code", "DEF.CUL.WELL"),
        *("--lens", "LENS.APP=focus", "--group", "students", "--know", "one for 400", "--coder", "AM"),
    )
    assert (done.returncode, done.stderr) == (0, "Wrote theme T1.\n")
    (theme,) = rows("theme", "list", project)
    assert theme["id"] == done.stdout.strip()
    assert (theme["number"], theme["codes"], theme["groups"]) == ("T1", ["DEF.CUL.WELL"], ["students"])
    (candidate,) = rows("theme", "evidence", project, "T1")
    assert candidate["text"] == "one counselor"
    assert told("theme", "evidence", project, "T1", "--all").startswith("Added 1 coding to theme")
    assert told("theme", "evidence", project, "T1", candidate["evidence"], "--flag").startswith(
        "Flagged a quote"
    )
    (against,) = rows("theme", "negative", project, "T1")
    assert against["reason"] == "working, where the theme says focus"
    refused(coder("theme", "status", project, "T1", "final"), "without having looked for negative cases")
    told("theme", "negative", project, "T1", against["evidence"])
    told("theme", "status", project, "T1", "final")
    shown = [(row["says"], row["chosen"], row["turn"]) for row in rows("theme", "show", project, "T1")]
    assert shown == [("for", "flagged", 2), ("against", "", 6)]
    page = coder("theme", "show", project, "T1").stdout
    assert "looked for: yes; 1 found" in page
    assert "one for 400" in page
    assert told("undo", project).startswith("Undone: final now, theme")
    assert rows("theme", "list", project)[0]["status"] == "draft"
    assert coder("doctor", project).returncode == 0


def test_a_topic_is_told_and_written_all_the_same(project: Path) -> None:
    assert "looks like a topic" in told("theme", "add", project, "Counselors at school")
    assert told("theme", "edit", project, "1", "--claim", "Students wait.", "--measure", "Q7").startswith(
        "Edited"
    )
    (theme,) = rows("theme", "list", project)
    assert (theme["claim"], theme["measures"]) == ("Students wait.", ["Q7"])
    told("theme", "edit", project, "1", "--measure", "")
    assert rows("theme", "list", project)[0]["measures"] == []
    told("theme", "add", project, "Families wait.")
    told("theme", "move", project, "T2", "1")
    assert [row["claim"] for row in rows("theme", "list", project)] == ["Families wait.", "Students wait."]
    told("theme", "remove", project, "T1")
    assert len(rows("theme", "list", project)) == 1


def test_recommendations_are_written_and_voted_on(project: Path) -> None:
    told("theme", "add", project, "Students wait.")
    first = told("recommend", "add", project, "Hire a counselor", "--theme", "T1", "--cause", "One for 400")
    assert first == "Wrote recommendation R1.\n"
    second = told("recommend", "add", project, "Open the library at lunch")
    assert second.splitlines()[1:] == ["It has no root cause yet.", "It answers no theme yet."]
    for name, by, count in (
        ("R1", "students", 3),
        ("R2", "students", 2),
        ("R2", "AM", 1),
        ("R1", "students", 3),
    ):
        coder("recommend", "vote", project, name, by, count)
    listed = coder("recommend", "list", project)
    assert "share place 1 with 3 votes each" in listed.stderr
    found = rows("recommend", "list", project)
    assert [(row["number"], row["place"], row["tied"], row["votes"]) for row in found] == [
        ("R1", 1, True, {"students": 3}),
        ("R2", 1, True, {"students": 2, "AM": 1}),
    ]
    told("recommend", "edit", project, "R2", "--owner", "Principal", "--asked-by", "students", "--analysts")
    told("recommend", "status", project, "R2", "agreed")
    last = rows("recommend", "list", project)[1]
    assert (last["owner"], last["asked_by"], last["analysts"], last["status"]) == (
        "Principal",
        ["students"],
        True,
        "agreed",
    )
    told("recommend", "remove", project, "R2")
    assert len(rows("recommend", "list", project)) == 1


def test_more_than_the_limit_is_told(project: Path) -> None:
    assert coder("recommend", "limit", project, 1).stdout == "1\n"
    told("recommend", "add", project, "One")
    assert "more than the 1 that can be followed" in told("recommend", "add", project, "Two")
    assert ("limit", "recommendations") in [(r["rule"], r["place"]) for r in rows("theme", "check", project)]


def test_checks_end_with_one_when_something_is_found(project: Path) -> None:
    assert coder("theme", "check", project).returncode == 0
    told("theme", "add", project, "Counselors at school")
    done = coder("theme", "check", project, "--format", "csv")
    assert done.returncode == 1
    assert [line.split(",")[1] for line in done.stdout.splitlines()] == ["rule", "topic", "no-evidence"]


def test_from_a_recommendation_to_the_words(project: Path, tmp_path: Path) -> None:
    coding = next(row for row in rows("list", project, "codings") if row["code"] == "DEF.CUL.BEL")
    short = str(coding["id"])[:8]
    told("theme", "add", project, "Students wait.", "--evidence", short)
    told("recommend", "add", project, "Hire a counselor", "--theme", "T1")
    recommendation = str(rows("recommend", "list", project)[0]["id"])
    page = coder("show", project, recommendation[:8]).stdout
    assert "T1 Students wait." in page
    assert short in page
    own = tmp_path / "own"
    excerpt = in_folder(project.parent, "show", short, own=own)
    assert (excerpt.returncode, excerpt.stderr) == (0, "In audit.coder:\n")
    assert str(coding["id"]) in excerpt.stdout
    assert "FG-01 turn 2" in excerpt.stdout
    assert "AM, imported" in excerpt.stdout
    assert "DEF.CUL.BEL" in excerpt.stdout
    assert "for T1 Students wait." in excerpt.stdout
    marked = [line for line in excerpt.stdout.splitlines() if line.startswith(">")]
    assert marked[0].startswith("> 2 Maya: ")
    assert " ".join(line[1:].strip() for line in marked).endswith(str(coding["text"]))
    assert rows("show", project, short) == [coding]


def test_without_a_project_the_one_is_meant_that_can_be(project: Path, tmp_path: Path) -> None:
    empty, own = tmp_path / "empty", tmp_path / "own"
    empty.mkdir()
    nowhere = in_folder(empty, "show", "abcd1234", own=own)
    assert nowhere.returncode == 2
    assert "no project is in this folder; name one before the id" in nowhere.stderr
    shutil.copy(project, empty / "a.coder")
    shutil.copy(project, empty / "b.coder")
    assert "there are 2 projects" in in_folder(empty, "show", "abcd1234", own=own).stderr
    own.mkdir()
    row = {"place": str(empty / "b.coder"), "name": "b", "coder": "AM", "at": "2026-01-01"}
    (own / "recent.json").write_text(json.dumps([row]))
    assert str(Path("empty", "b.coder")) in in_folder(empty, "show", "abcd1234", own=own).stderr


@pytest.mark.parametrize(
    ("command", "what"),
    [
        (("show", "abc"), "too short"),
        (("show", "zzzz9999"), "no id begins"),
        (("theme", "show", "T9"), "is no theme"),
        (("theme", "add", "Students wait.", "--code", "NO"), "there is no code"),
        (("theme", "add", "Students wait.", "--lens", "focus"), "is no lens value"),
        (("theme", "add", "Students wait.", "--group", "nobody"), "there is no group"),
        (("theme", "add", "Students wait.", "--evidence", "zzzz9999"), "no id begins"),
        (("theme", "add", " "), "needs a claim"),
        (("theme", "check", "--students", "30"), ""),
        (
            (
                "recommend",
                "show",
            ),
            "No such command",
        ),
        (("recommend", "vote", "R1", "AM"), "is no recommendation"),
        (("recommend", "add", "Hire", "--theme", "T1"), "is no theme"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(project: Path, command: tuple[str, ...], what: str) -> None:
    place = 1 if command[0] == "show" else 2
    done = coder(*command[:place], project, *command[place:])
    if not what:
        assert done.returncode == 0
        return
    assert done.returncode == 2
    assert what in done.stderr
    assert "Traceback" not in done.stderr
    assert rows("theme", "list", project) == []


def test_a_blind_pass_sees_no_claims_and_no_words_of_others_coding(project: Path) -> None:
    assert coder("theme", "add", project, "Students wait.", "--coder", "AM").returncode == 0
    evidence = str(rows("list", project, "codings")[0]["id"])[:8]
    own = in_folder(project.parent, "blind", project, "on", own=project.parent)
    assert own.returncode == 0, own.stderr
    for command in (
        ("theme", "list"),
        ("theme", "show", "T1"),
        ("theme", "check"),
        ("theme", "evidence", "T1"),
        ("theme", "add", "I think so."),
        ("recommend", "list"),
        ("recommend", "add", "Meet"),
        ("show", "T1"),
        ("show", evidence),
    ):
        words = 1 if command[0] == "show" else 2
        names = (*command[:words], project, *command[words:])
        done = in_folder(project.parent, *names, own=project.parent)
        assert (done.returncode, done.stdout) == (2, ""), command
        assert "this is a blind pass" in done.stderr
        assert "coder blind PROJECT off" in done.stderr


def test_untrusted_text_reaches_no_terminal_raw(project: Path) -> None:
    told("theme", "add", project, "Students \x1b[31m wait [/] for it.", "--group", "students")
    told("recommend", "add", project, "Hire \x1b]0;x\x07 [b]", "--theme", "T1")
    for command in (("theme", "list"), ("theme", "show", "1"), ("recommend", "list"), ("show", "R1")):
        place = 1 if command[0] == "show" else 2
        done = coder(*command[:place], project, *command[place:])
        assert done.returncode == 0
        assert "\x1b" not in done.stdout + done.stderr
