"""`coder import` as its users run it: previews, questions, and many files at once."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.support import ROOT

TALK = (
    "Facilitator: How do you get to school, and how long does it take?\n\nWren: By bus, when it comes.\n\n"
    "Facilitator: And when it does not?\n\nOtis: Then we walk.\n\nWren: My name is Wren Halloway.\n\n"
    "Otis: Not fun, {}.\n"
)
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **more}


def coder(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "coder", *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        env=environment(),
        timeout=120,
    )


def labels(project: Path) -> list[str]:
    rows = json.loads(coder("list", project, "transcripts", "--format", "json").stdout)
    return [row["label"] for row in rows]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "audit.coder"
    assert coder("new", path).returncode == 0
    return path


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    return made(tmp_path, 3)


def made(folder: Path, count: int) -> list[Path]:
    paths = [folder / f"FG-{number:03}.txt" for number in range(1, count + 1)]
    for path in paths:
        path.write_text(TALK.format(path.stem))
    return paths


def test_a_dry_run_needs_no_project_and_writes_nothing(tmp_path: Path, files: list[Path]) -> None:
    before = sorted(tmp_path.iterdir())
    done = coder("import", tmp_path / "none.coder", *files[:1], "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "FG-001.txt, to be called FG-001" in done.stdout
    assert re.search(r"format +txt: plain text", done.stdout)
    assert re.search(r"Facilitator +2 +17 +facilitator +How do you", done.stdout), done.stdout
    assert "Wren Halloway (1)" in done.stdout
    assert "Nothing was kept" in done.stderr
    assert sorted(tmp_path.iterdir()) == before


def test_a_dry_run_on_a_project_changes_nothing(tmp_path: Path, project: Path, files: list[Path]) -> None:
    coder("import", project, files[0])
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    done = coder("import", project, *files, "--dry-run", "--format", "json")
    assert done.returncode == 1
    rows = json.loads(done.stdout)
    assert [row["result"] for row in rows] == ["is known", "would be kept", "would be kept"]
    assert "already a transcript" in rows[0]["error"]
    assert rows[0]["turns"] == 6
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_dry_run_on_what_is_no_project(tmp_path: Path, files: list[Path]) -> None:
    done = coder("import", files[1], files[0], "--dry-run")
    assert done.returncode == 2
    assert "not a coder project" in done.stderr


def test_json_has_one_object_a_file(tmp_path: Path, files: list[Path]) -> None:
    missing = tmp_path / "gone.txt"
    done = coder("import", tmp_path / "x.coder", files[0], missing, "--dry-run", "--format", "json")
    assert done.returncode == 2
    first, second = json.loads(done.stdout)
    assert {
        "file": str(files[0]),
        "format": "txt",
        "turns": 6,
        "speakers": ["Facilitator", "Wren", "Otis"],
        "remarks": [],
        "facilitators": ["Facilitator"],
        "language": "en",
        "times": None,
        "label": "FG-001",
        "result": "would be kept",
        "people": {"Wren Halloway": 1},
    }.items() <= first.items()
    assert first["who"][1] == {
        "label": "Wren",
        "turns": 2,
        "words": 10,
        "role": "participant",
        "first_words": "By bus, when it comes.",
    }
    assert (second["file"], second["result"], second["turns"]) == (str(missing), "failed", 0)
    assert "no such file" in second["error"]
    assert second["error"] in done.stderr


def test_csv_has_one_line_a_file(project: Path, files: list[Path]) -> None:
    done = coder("import", project, *files, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [(row["label"], row["result"], row["speakers"]) for row in rows] == [
        (path.stem, "kept", "Facilitator,Wren,Otis") for path in files
    ]


def test_good_files_are_kept_and_told_in_a_table(tmp_path: Path, project: Path, files: list[Path]) -> None:
    (tmp_path / "bad.docx").write_bytes(b"PK\x03\x04 nothing")
    (tmp_path / "empty.txt").write_bytes(b"")
    done = coder("import", project, tmp_path / "bad.docx", files[0], tmp_path / "empty.txt", *files[1:])
    assert done.returncode == 2
    results = [line.split()[-1] for line in done.stdout.splitlines()[2:]]
    assert results == ["failed", "kept", "failed", "kept", "kept"]
    assert labels(project) == ["FG-001", "FG-002", "FG-003"]
    assert "bad.docx" in done.stderr
    assert "empty.txt" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_same_label_twice_in_one_dry_run(tmp_path: Path, files: list[Path]) -> None:
    (tmp_path / "more").mkdir()
    twin = made(tmp_path / "more", 1)[0]
    twin.write_text(TALK.format("at all"))
    done = coder("import", tmp_path / "x.coder", files[0], twin, "--dry-run")
    assert done.returncode == 1
    assert "another of these files would be called FG-001" in done.stderr


def test_a_taken_label_names_the_option_that_mends_it(tmp_path: Path, project: Path) -> None:
    first, second, *_ = made(tmp_path, 3)
    assert coder("import", project, first).returncode == 0
    (tmp_path / "more").mkdir()
    twin = tmp_path / "more" / first.name
    twin.write_text(TALK.format("at all"))
    for files, way in (((twin,), "with --label."), ((twin, second), "with --label, importing it alone.")):
        done = coder("import", project, *files)
        assert f"already a transcript 'FG-001'; give it another label {way}" in done.stderr
    assert "another label with --label." in coder("import", project, twin, "--dry-run").stderr


def test_overrides(tmp_path: Path, project: Path) -> None:
    table = tmp_path / "table.txt"
    table.write_bytes("Who;Said;Note\nZoë;One.;x\nOtis;Two.;y\n".encode("cp1252"))
    how = (
        "--as",
        "csv",
        "--encoding",
        "cp1252",
        "--columns",
        "speaker=Who,text=Said",
        "--facilitator",
        "otis",
    )
    done = coder("import", project, table, *how, "--format", "json")
    assert done.returncode == 0, done.stderr
    (row,) = json.loads(done.stdout)
    assert (row["format"], row["speakers"], row["facilitators"]) == ("csv", ["Zoë", "Otis"], ["Otis"])
    odd = tmp_path / "odd.txt"
    odd.write_text("{Wren} One.\n{Otis} Two.\n{Wren} Three.\n")
    done = coder(
        "import", project, odd, "--speaker-regex", r"\{(\w+)\} ", "--kind", "interview", "--format", "json"
    )
    (row,) = json.loads(done.stdout)
    assert (row["speakers"], row["turns"], row["kind"]) == (["Wren", "Otis"], 3, "interview")


@pytest.mark.parametrize(
    ("how", "message"),
    [
        (("--columns", "speaker"), "names no column"),
        (("--as", "nonsense"), "there is no format"),
        (("--encoding", "nonsense"), "nonsense"),
        (("--speaker-regex", "("), "FG-001.txt"),
        (("--kind", "party"), "not a kind of transcript"),
    ],
)
def test_wrong_overrides_are_one_sentence(
    project: Path, files: list[Path], how: tuple[str, ...], message: str
) -> None:
    done = coder("import", project, files[0], *how)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert labels(project) == []


def test_the_kind_in_the_session_list_reaches_the_reader(
    tmp_path: Path, project: Path, files: list[Path]
) -> None:
    (tmp_path / "sessions.csv").write_text("transcript,kind,group\nFG-001,interview,students\n")
    done = coder("import", project, *files[:2], "--sessions", tmp_path / "sessions.csv", "--format", "json")
    assert [row["kind"] for row in json.loads(done.stdout)] == ["interview", "focus group"]


class Terminal:
    """A process whose stdin and stderr, and stdout unless it is to be read apart, are a terminal."""

    def __init__(self, *arguments: object, stdout: Any = None) -> None:
        self.ours, theirs = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "coder", *map(str, arguments)],
            stdin=theirs,
            stdout=stdout or theirs,
            stderr=theirs,
            env=environment(COLUMNS="100", LINES="30", TERM="xterm"),
        )
        os.close(theirs)
        self.seen = b""

    def until(self, wanted: bytes) -> None:
        end = time.monotonic() + 60
        start = len(self.seen)
        while wanted not in self.seen[start:]:
            assert time.monotonic() < end, self.seen
            assert self._read() or self.process.poll() is None, self.seen

    def type(self, text: str) -> None:
        os.write(self.ours, text.encode())

    def interrupt(self) -> None:
        """Ctrl-C; again where it fell into the moment before the terminal is read and went unheard."""
        end = time.monotonic() + 60
        while self.process.poll() is None and time.monotonic() < end:
            self.process.send_signal(signal.SIGINT)
            heard = time.monotonic() + 3
            while self.process.poll() is None and time.monotonic() < heard:
                self._read()

    def finish(self) -> int:
        end = time.monotonic() + 60
        while self._read() or self.process.poll() is None:
            assert time.monotonic() < end, self.seen
        os.close(self.ours)
        return self.process.wait(timeout=60)

    def _read(self) -> bytes:
        """What came within a moment; nothing also when the other end is closed, or seems to be."""
        if not select.select([self.ours], [], [], 0.2)[0]:
            return b""
        try:
            data = os.read(self.ours, 65_536)
        except OSError:
            time.sleep(0.02)
            return b""
        self.seen += data
        return data


def test_on_a_terminal_each_file_is_asked_about(project: Path, files: list[Path]) -> None:
    terminal = Terminal("import", project, *files)
    for answer in ("\n", "what\n", "n\n", "Y\n"):
        terminal.until(b"Keep it? [Y/n/q]")
        terminal.type(answer)
    assert terminal.finish() == 0
    assert b"Type y to keep it" in terminal.seen
    assert b"Reading 2 of 3: FG-002.txt" in terminal.seen
    assert b"left out" in terminal.seen
    assert b"\x1b" not in terminal.seen
    assert labels(project) == ["FG-001", "FG-003"]


def test_q_leaves_out_the_rest(project: Path, files: list[Path]) -> None:
    terminal = Terminal("import", project, *files)
    terminal.until(b"Keep it?")
    terminal.type("y\n")
    terminal.until(b"Keep it?")
    terminal.type("q\n")
    assert terminal.finish() == 0
    assert b"not reached" in terminal.seen
    assert labels(project) == ["FG-001"]


def test_yes_asks_nothing(project: Path, files: list[Path]) -> None:
    terminal = Terminal("import", project, *files, "--yes")
    assert terminal.finish() == 0
    assert b"Keep it?" not in terminal.seen
    assert len(labels(project)) == 3


def test_a_stop_at_the_question_keeps_what_was_kept(project: Path, files: list[Path]) -> None:
    terminal = Terminal("import", project, *files)
    terminal.until(b"Keep it?")
    terminal.type("y\n")
    terminal.until(b"Keep it?")
    terminal.interrupt()
    assert terminal.finish() == 130
    assert labels(project) == ["FG-001"]
    assert b"Traceback" not in terminal.seen


def test_a_stop_while_reading_comes_between_files(tmp_path: Path, project: Path) -> None:
    many = made(tmp_path, 400)
    with (tmp_path / "rows.json").open("wb") as out:
        terminal = Terminal("import", project, *many, "--yes", "--format", "json", stdout=out)
        terminal.until(b"Reading 5 of 400")
        terminal.process.send_signal(signal.SIGINT)
        assert terminal.finish() == 130
    rows = json.loads((tmp_path / "rows.json").read_text())
    results = [row["result"] for row in rows]
    kept = results.count("kept")
    assert 4 <= kept < 400
    assert results == ["kept"] * kept + ["not reached"] * (400 - kept)
    assert labels(project) == [path.stem for path in many[:kept]]
    assert b"Stopping behind this file" in terminal.seen


def test_escape_sequences_reach_no_terminal(tmp_path: Path, project: Path) -> None:
    evil = "\x1b]0;owned\x07\x1b[31m\x9b2J\u202e"
    padding = "and so on and on " * 20
    path = tmp_path / "a\x1b[2J\u202eb.txt"
    path.write_text(
        f"Facil{evil}itator: Why {evil}?\n\nWren: {evil}No. My name is Wren{evil} Hal\x1b[0mloway.\n\n"
        f"Facil{evil}itator: And {evil}so {padding}?\n\nWren: Yes {padding}{evil}.\n\n{evil}: once\n",
        encoding="utf-8",
    )
    for how in ("table", "csv", "json"):
        done = coder("import", project, path, "--dry-run", "--format", how)
        assert done.returncode == 0, done.stderr
        assert not _UNSAFE.findall(done.stdout), how
        assert not _UNSAFE.findall(done.stderr), how
    assert "characters were replaced" in done.stdout
    assert json.loads(done.stdout)[0]["replaced"] > 0
    terminal = Terminal("import", project, path)
    terminal.until(b"Keep it?")
    terminal.type("y\n")
    assert terminal.finish() == 0
    assert not _UNSAFE.findall(terminal.seen.decode().replace("\r", ""))
    done = coder("import", project, path)
    assert done.returncode == 2
    assert not _UNSAFE.findall(done.stderr)
