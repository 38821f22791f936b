"""Projects that only their passphrase opens: made, opened, converted, given another, and never told."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from coder.errors import InputError, StoreError
from coder.services import backups, bootstrap, passphrases, unlocking, verifying
from coder.services.coding import CodingService
from coder.services.glancing import first_look
from coder.services.report_verifying import verify_report
from coder.services.reporting import write_report
from coder.services.rescuing import rescue
from coder.store import driver
from coder.wholefile import check_target
from tests import support

pytest.importorskip("sqlcipher3", reason="the extra `encrypted` is not installed")

SECRET, OTHER = "four hundred o'clock words", "another quiet sentence"
WORDS = b"one counselor for four hundred"


class Answers:
    """Answers the questions for passphrases, and keeps them."""

    def __init__(self) -> None:
        self.given: list[str] = []
        self.asked: list[str] = []

    def __call__(self, question: str) -> str:
        self.asked.append(question)
        return self.given.pop(0)


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Iterator[Answers]:
    monkeypatch.setattr(driver, "_KEYS", {})
    found = Answers()
    monkeypatch.setattr(passphrases, "ask", found)
    monkeypatch.setattr(passphrases, "can_ask", lambda: True)
    yield found
    assert found.given == []


def forget() -> None:
    driver._KEYS.clear()


@pytest.fixture
def project(tmp_path: Path, answers: Answers) -> Path:
    path = tmp_path / "secret.coder"
    answers.given = [SECRET, SECRET]
    unlocking.make_encrypted(str(path))
    support.make(str(path))
    forget()
    return path


def held(*folders: Path) -> list[Path]:
    """The files in which words of the transcript, or a passphrase, can be read."""
    found = []
    for folder in folders:
        for path in folder.rglob("*"):
            content = path.read_bytes() if path.is_file() else b""
            if WORDS in content or SECRET.encode() in content or OTHER.encode() in content:
                found.append(path)
    return found


def test_nothing_can_be_read_without_the_passphrase(project: Path, answers: Answers, tmp_path: Path) -> None:
    answers.given = [SECRET]
    with bootstrap.session(str(project), "AM") as session:
        talk = session.transcript("FG-01")
        CodingService(session).apply(talk, talk.turn(2).span, ["T.WELL"])
        write = session.store.event_count()
    assert len(answers.asked) == 3
    with bootstrap.session(str(project), "AM") as session:
        assert session.store.event_count() == write
    assert len(answers.asked) == 3, "it is asked for once in a run"
    assert len(backups.all_backups()) == 2
    own = Path(os.environ["CODER_DATA_DIR"]).parent
    assert held(tmp_path, own) == []
    assert first_look(str(project), "AM") is None
    forget()
    answers.given = [OTHER]
    with pytest.raises(StoreError, match="does not open with this passphrase; .* nobody can read it") as told:  # noqa: RUF043
        bootstrap.session(str(project), "AM").__enter__()
    assert OTHER not in str(told.value)
    with pytest.raises(InputError, match="a project, not a place for an export"):
        check_target(project)


def test_backups_restored_and_rescued_projects_stay_encrypted(
    project: Path, answers: Answers, tmp_path: Path
) -> None:
    answers.given = [SECRET]
    with bootstrap.session(str(project), "AM"):
        pass
    backup = backups.all_backups()[0].path
    answers.given = [SECRET]
    verifying.restore(backup, tmp_path / "again.coder")
    rescue(project, tmp_path / "saved.coder", "AM")
    assert held(tmp_path, backup.parent) == []
    forget()
    answers.given = [SECRET] * 3
    for path in (backup, tmp_path / "again.coder", tmp_path / "saved.coder"):
        assert all(check.ok for check in verifying.verify(str(path)))


def test_it_is_converted_both_ways_and_given_another_passphrase(
    project: Path, answers: Answers, tmp_path: Path
) -> None:
    plain, again = tmp_path / "plain.coder", tmp_path / "again.coder"
    answers.given = [SECRET]
    unlocking.decrypt(project, plain)
    assert all(check.ok for check in verifying.verify(str(plain)))
    assert held(tmp_path) == [plain]
    assert plain.stat().st_mode & 0o777 == 0o600
    answers.given = [OTHER, OTHER]
    told = unlocking.encrypt(plain, again)
    assert "Nobody can open the project without it" in told
    assert "still there unencrypted" in told
    answers.given = [SECRET, SECRET]
    unlocking.rekey(again)
    forget()
    answers.given = [SECRET]
    assert all(check.ok for check in verifying.verify(str(again)))
    assert held(tmp_path) == [plain]
    with pytest.raises(InputError, match="already a file"):
        unlocking.encrypt(plain, again)


def test_a_report_of_an_encrypted_project_is_verified_without_a_readable_copy(
    project: Path, answers: Answers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers.given = [SECRET]
    seen: list[bool] = []
    remove = bootstrap.open_project

    def opening(place: str, **more: bool) -> object:
        seen.append(driver.is_plain(Path(place)))
        return remove(place, **more)

    with bootstrap.session(str(project), "AM") as session:
        write_report(session, tmp_path / "report.docx")
        monkeypatch.setattr(bootstrap, "open_project", opening)
        assert all(check.ok for check in verify_report(session, tmp_path / "report.docx"))
    assert seen
    assert not any(seen)


@pytest.mark.parametrize(
    ("given", "told"),
    [(["short"], "at least 8"), ([SECRET, OTHER], "two different"), (["a\nline and more"], "cannot be")],
)
def test_what_is_no_passphrase_is_told(given: list[str], told: str, answers: Answers, tmp_path: Path) -> None:
    answers.given = given
    with pytest.raises(InputError, match=told):
        unlocking.make_encrypted(str(tmp_path / "x.coder"))
    assert not (tmp_path / "x.coder").exists()


def test_without_the_extra_one_sentence_names_it(
    project: Path, answers: Answers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sqlcipher3", None)
    for act in (
        lambda: unlocking.make_encrypted(str(tmp_path / "y.coder")),
        lambda: bootstrap.session(str(project)).__enter__(),
    ):
        with pytest.raises(InputError, match="install coder with the extra `encrypted`"):
            act()


def test_the_command_line_asks_by_a_descriptor_alone(tmp_path: Path) -> None:
    def coder(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        reading, writing = os.pipe()
        os.write(writing, given.encode())
        os.close(writing)
        try:
            return subprocess.run(
                [
                    sys.executable,
                    "-m",
                    "coder",
                    *(["--passphrase-fd", str(reading)] if given else []),
                    *arguments,
                ],
                capture_output=True,
                text=True,
                stdin=subprocess.DEVNULL,
                pass_fds=[reading],
            )
        finally:
            os.close(reading)

    made = coder("new", str(tmp_path / "a.coder"), "--encrypted", given=f"{SECRET}\n")
    assert made.returncode == 0, made.stderr
    assert "Nobody can open the project without it" in made.stderr
    done = coder("list", str(tmp_path / "a.coder"), "codes", given=f"{SECRET}\n")
    assert done.returncode == 0, done.stderr
    done = coder("list", str(tmp_path / "a.coder"), "codes")
    assert done.returncode == 2
    assert "--passphrase-fd" in done.stderr
    done = coder("list", str(tmp_path / "a.coder"), "codes", given="something else\n")
    assert done.returncode == 2
    assert "something else" not in done.stderr + done.stdout
    assert "does not open with this passphrase" in done.stderr
