"""`coder privacy` as it is typed: consent, scan, pseudonymise, restore, erase; refusals are one sentence."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from coder.cli.main import run
from tests import support

PHRASE = "correct horse battery\n"


@pytest.fixture
def audit(tmp_path: Path) -> str:
    place = str(tmp_path / "audit.coder")
    support.make(place)
    return place


def coder(*words: object, typed: str = "") -> Result:
    """Run the command line in this process, with what is typed."""
    from coder.cli.main import cli

    return CliRunner().invoke(cli, [str(word) for word in words], input=typed)


def code(capfd: pytest.CaptureFixture[str], *words: object) -> tuple[int, str]:
    """The exit code of a whole run, and what it told."""
    done = run([str(word) for word in words])
    return done, capfd.readouterr().err


def test_a_name_out_and_back(audit: str, tmp_path: Path) -> None:
    scanned = coder("privacy", "scan", audit, "--format", "csv")
    rows = {row["words"]: row for row in csv.DictReader(io.StringIO(scanned.stdout))}
    # In the words of the talk nobody is named, but for the rest of it.
    assert "Facilitator" not in rows
    key = tmp_path / "a.key"
    done = coder(
        "privacy", "pseudonymise", audit, "--name", "librarian=[a person]", "--name", "Maya=Student 1",
        "--key", key, typed=PHRASE,
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    text = coder("text", audit, "FG-01", "--speakers").stdout
    assert "[a person] does" in text
    assert "Student 1" in text
    assert "Maya" not in text
    assert coder("privacy", "erase", audit, "--names", "--key", key, "--yes", typed=PHRASE).exit_code == 0
    assert "Maya" not in coder("history", audit, "--format", "json").stdout
    assert coder("privacy", "restore", audit, "--key", key, typed=PHRASE).exit_code == 0
    text = coder("text", audit, "FG-01", "--speakers").stdout
    assert "The librarian does" in text
    assert "Maya" in text


def test_consent_withdrawal_and_erasure(audit: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert code(capfd, "privacy", "consent", audit, "Jordan", "team-only")[0] == 0
    done, told = code(capfd, "privacy", "withdraw", audit, "Maya", "--reason", "asked")
    assert (done, "Nothing was exported before" in told) == (0, True)
    listed = coder("privacy", "consent", audit, "--format", "csv").stdout
    assert "FG-01/Maya,withdrawn" in listed
    assert "FG-01/Jordan,team only" in listed
    assert code(capfd, "privacy", "erase", audit, "Maya", "--yes")[0] == 0
    assert "librarian" not in coder("text", audit, "FG-01").stdout
    assert code(capfd, "doctor", audit)[0] == 0


def test_a_table_with_a_name_stops_with_exit_code_1(
    audit: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "in.csv"
    table.write_text("transcript,turn,code,memo\nFG-01,2,T.WELL,as Maya says\n", "utf-8")
    assert code(capfd, "codings", "import", audit, table)[0] == 0
    out = tmp_path / "out.csv"
    done, told = code(capfd, "codings", "export", audit, out)
    assert (done, out.exists()) == (1, False)
    assert "Maya" in told
    assert code(capfd, "codings", "export", audit, "-")[0] == 1
    assert code(capfd, "codings", "export", audit, out, "--despite-leaks", "for the team")[0] == 0
    assert out.exists()
    assert code(capfd, "privacy", "scan", out, "--project", audit)[0] == 1
    done, told = code(capfd, "privacy", "withdraw", audit, "Maya")
    assert "out.csv" in told
    assert "holds words of theirs" in told


@pytest.mark.parametrize(
    "words",
    [
        ("consent", "{p}", "Zed", "withdrawn"),
        ("consent", "{p}", "Maya"),
        ("erase", "{p}", "--yes"),
        ("pseudonymise", "{p}", "--key", "{f}/k", "--name", "Maya"),
        ("pseudonymise", "{p}", "--key", "{f}/k"),
        ("restore", "{p}", "--key", "{p}"),
    ],
)
def test_bad_input_is_one_sentence(
    audit: str, tmp_path: Path, capfd: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    done, told = code(capfd, "privacy", *(w.format(p=audit, f=tmp_path) for w in words))
    assert done == 2
    assert len(told.strip().splitlines()) == 1
    assert "Traceback" not in told
