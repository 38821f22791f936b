"""Suggestions from the command line: listed, queued, measured, and put on many only after a list."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from coder.cli import main
from coder.domain.coding import Origin
from coder.services import bootstrap
from coder.services.coding import CodingService
from tests import support

MORE = (
    ("Facilitator", "Who helps?"),
    ("Ana", "There is one counselor, and nobody else in the building has time for any of us at all."),
    ("Bo", "We take the bus at six."),
    ("Ana", "At my old place we had one counselor too, and the line went around the corner every week."),
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two transcripts in which “one counselor” is said three times, and coded once."""
    path = tmp_path_factory.mktemp("made") / "audit.coder"
    support.make(str(path), support.transcript(), support.transcript("FG-02", MORE))
    with bootstrap.session(str(path), "AM") as session:
        talk = session.transcript("FG-01")
        CodingService(session).apply(talk, talk.turn(2).span, ["T.WELL"])
    return path


@pytest.fixture
def project(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("CODER_NAME", "AM")
    return str(shutil.copy(made, tmp_path / "audit.coder"))


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """The exit code, and what was printed as data and said to the reader."""
    code = main.run(list(arguments))
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def rows(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    code, printed, told = run(capsys, *arguments, "--format", "json")
    assert code == 0, told
    found: list[dict[str, Any]] = json.loads(printed)
    return found


def codings(project: str) -> list[tuple[str, Origin]]:
    with bootstrap.session(project, readonly=True) as session:
        return sorted((one.text, one.origin) for one in session.store.codings())


def test_what_is_suggested_is_listed_with_its_reason(
    project: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = [row for row in rows(capsys, "suggest", project, "--list") if row["code"] == "T.WELL"]
    assert [(row["transcript"], row["turn"]) for row in found] == [("FG-02", 2), ("FG-02", 4)]
    for row in found:
        assert "counselor" in row["reason"]
        assert "one counselor" in row["text"]


def test_the_queue_says_what_to_look_at_and_why(project: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = rows(capsys, "suggest", project, "--queue")
    assert [row["number"] for row in found] == list(range(1, len(found) + 1))
    waiting = {(row["transcript"], row["turn"]) for row in found}
    assert {("FG-02", 2), ("FG-02", 4)} <= waiting
    rare = rows(capsys, "suggest", project, "--queue", "--reason", "rare")
    assert {row["reason"] for row in rare} == {"rare"}
    assert {row["code"] for row in rare} >= {"T.WELL"}


def test_a_code_is_put_on_a_list_only_when_asked_and_taken_back_at_once(
    project: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = codings(project)
    found = rows(capsys, "suggest", project, "--apply", "T.WELL", "--least", "0.2")
    assert [(row["transcript"], row["turn"]) for row in found] == [("FG-02", 2), ("FG-02", 4)]
    assert codings(project) == before
    code, _, told = run(capsys, "suggest", project, "--apply", "T.WELL", "--least", "0.2", "--yes")
    assert code == 0
    assert "coder undo takes all of it back" in told
    after = codings(project)
    assert len(after) == len(before) + 2
    assert [origin for _, origin in after].count(Origin.ACCEPTED) == 2
    code, _, told = run(capsys, "undo", project)
    assert code == 0
    assert codings(project) == before


def test_nothing_is_put_anywhere_when_nothing_is_on_the_list(
    project: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = codings(project)
    assert rows(capsys, "suggest", project, "--apply", "T.WELL", "--least", "1", "--yes") == []
    assert codings(project) == before


def test_a_blind_pass_has_no_suggestions(project: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "blind", project, "on")[0] == 0
    for asked in (["--list"], ["--queue"], ["--apply", "T.WELL"]):
        code, printed, told = run(capsys, "suggest", project, *asked, "--format", "csv")
        assert code == 0
        assert "Suggestions are off in a blind pass." in told
        assert "counselor" not in printed + told
    assert run(capsys, "blind", project, "off")[0] == 0
    assert rows(capsys, "suggest", project, "--list")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ([], "say one of --list"),
        (["--list", "--queue"], "say one of --list"),
        (["--queue", "--reason", "hunch"], "hunch"),
        (["--apply", "T.NONE"], "T.NONE"),
        (["--apply", "T"], "T"),
    ],
)
def test_what_cannot_be_asked_is_one_sentence(
    project: str, capsys: pytest.CaptureFixture[str], asked: list[str], told: str
) -> None:
    before = codings(project)
    code, printed, said = run(capsys, "suggest", project, *asked)
    assert code == 2
    assert printed == ""
    assert told in said
    assert codings(project) == before


def test_there_is_nothing_to_measure_before_two_transcripts_are_coded(
    project: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, told = run(capsys, "suggest", project, "--evaluate")
    assert code == 0
    assert "code two transcripts first" in told
    assert rows(capsys, "suggest", project, "--checks") == []
