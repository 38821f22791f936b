"""Entries and the tables of processes from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests import support
from tests.e2e.test_command_line import coder, refused


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny project; each test writes in tables of its own."""
    path = tmp_path_factory.mktemp("entries") / "tiny.coder"
    support.make(str(path))
    return path


def test_an_entry_is_written_changed_voted_on_listed_and_removed(project: Path) -> None:
    done = coder("entry", "add", project, "focus", "area=Support", "leverage=HIGH", "--code", "T.WELL")
    assert done.returncode == 0, done.stderr
    id_ = done.stdout.strip()
    assert done.stderr == "Wrote focus.1.\n"
    assert coder("entry", "vote", project, "focus.1", "students", "3").returncode == 0
    told = coder("entry", "edit", project, id_[:8], "why=It holds up all else.")
    assert told.stderr == "Edited focus: T.WELL Support.\n"
    (row,) = json.loads(coder("entry", "list", project, "focus", "--format", "json").stdout)
    assert (row["entry"], row["area"], row["leverage"]) == ("focus.1", "Support", "high")
    assert (row["why"], row["codes"], row["votes"]) == ("It holds up all else.", ["T.WELL"], {"students": 3})
    assert "area: Support" in coder("entry", "list", project).stdout
    assert coder("entry", "remove", project, "support").stderr == "Removed focus: T.WELL Support.\n"
    assert "no entries yet" in coder("entry", "list", project, "focus").stderr
    assert coder("undo", project).returncode == 0
    assert "focus.1" in coder("entry", "list", project, "focus").stdout


def test_a_table_from_a_file_is_told_as_tables(project: Path, tmp_path: Path) -> None:
    file = tmp_path / "causes.csv"
    file.write_text("cause,codes\nFew people,T.WELL\nNo time,T.REL\n")
    assert coder("entry", "load", project, "cause", file).stderr == "Wrote 2 of 2 rows.\n"
    again = coder("entry", "load", project, "cause", file)
    assert again.stderr == "Wrote 0 of 2 rows; the others are there already.\n"
    done = coder("entry", "add", project, "strategy", "strategy=Hire", "--entry", "Few people")
    assert done.returncode == 0, done.stderr
    told = coder("analyse", "causes", project)
    assert "No strategy is meant for C2." in told.stderr
    # Two tables below each other, each with columns of its own.
    assert [line.split()[:2] for line in told.stdout.splitlines() if line.startswith("table")] == [
        ["table", "no."],
        ["table", "no."],
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("add", "focus", "Support", "--code", "T.WELL"), "'Support' does not say which field it is"),
        (("list", "plans"), "there is no table of entries 'plans'"),
        (("add", "rating", "value=2", "--code", "T.WELL"), "a rating of 2 needs an excerpt"),
        (("remove", "strategy.9"), "'strategy.9' is no entry"),
    ],
)
def test_what_is_wrong_is_told_in_one_sentence(
    project: Path, arguments: tuple[str, ...], message: str
) -> None:
    refused(coder("entry", arguments[0], project, *arguments[1:]), message)


def test_every_table_is_shown_with_its_fields() -> None:
    rows = json.loads(coder("entry", "tables", "--format", "json").stdout)
    by_name = {row["table"]: row for row in rows}
    assert by_name["check"]["answers"]["did"] == ["yes", "partly", "no", "no evidence"]
    assert by_name["strategy"]["fields"] == ["strategy", "owner?", "due?", "measure?"]
    assert by_name["focus"]["votes"] is True
