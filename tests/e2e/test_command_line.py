"""The program as its users run it: separate processes, real files."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.support import ROOT

HEAVY = (
    *("textual", "rich", "spacy", "sklearn", "pandas", "sqlalchemy"),
    *("docx", "yaml", "jsonschema", "tabulate"),
)
DESCRIBED = (
    *("demo", "new", "import", "open", "report", "list", "text", "history", "doctor"),
    "codings import",
)
TALK = (
    "Facilitator: How is it going?\n\nMaya: There is one counselor for us all.\n\nFacilitator: And then?\n\n"
    "Jordan: You stop going, you just stop.\n\nMaya: Yeah.\n\nJordan: [laughter] Nobody knows my name.\n"
)


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}


def coder(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "coder", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        env=environment(),
        timeout=300,
    )


def refused(result: subprocess.CompletedProcess[str], message: str, code: int = 2) -> None:
    assert result.returncode == code, result.stderr
    assert result.stdout == ""
    assert re.search(message, result.stderr), result.stderr
    assert len(result.stderr.strip().splitlines()) == 1, result.stderr
    assert "Traceback" not in result.stderr


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    path = folder / "audit.coder"
    assert coder("new", path).returncode == 0
    (folder / "FG-01.txt").write_text(TALK)
    assert coder("import", path, folder / "FG-01.txt", "--group", "students").returncode == 0
    return folder


@pytest.fixture
def project(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path / "audit.coder"


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['coder', '--help']\n"
        "try:\n import coder.cli.main as m; m.main()\nexcept SystemExit: pass\n"
        f"print([m for m in {HEAVY!r} if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=environment(),
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_every_command_has_help() -> None:
    readme = (ROOT / "README.md").read_text() + (ROOT / "docs" / "codebooks.md").read_text()
    for name in (*DESCRIBED, "codings export", "codebook show", "codebook check"):
        done = coder(*name.split(), "--help")
        assert done.returncode == 0
        assert len(done.stdout.split()) > 12
    for name in DESCRIBED:
        assert f"coder {name}" in readme


def test_a_sitting_from_file_to_word(project: Path, tmp_path: Path) -> None:
    codings = tmp_path / "codings.csv"
    codings.write_text(
        "transcript,turn,code,coder,LENS.APP\nFG-01,2,DEF.CUL.WELL,AM,focus\nFG-01,6,DEF.CUL.REL,AM,\n"
    )
    done = coder("codings", "import", project, codings)
    assert done.returncode == 0, done.stderr
    assert "Imported 2 codings (2 by AM)" in done.stderr
    rows = json.loads(coder("list", project, "codings", "--format", "json").stdout)
    assert [(row["turn"], row["code"], row["lenses"]) for row in rows] == [
        (2, "DEF.CUL.WELL", {"LENS.APP": ["focus"]}),
        (6, "DEF.CUL.REL", {}),
    ]
    text = coder("text", project, "FG-01").stdout
    assert all(text[row["start"] : row["end"]] == row["text"] for row in rows)
    assert coder("codings", "export", project, "-").stdout.count("\n") == 3
    done = coder("report", project, "-o", tmp_path / "r.docx")
    assert done.returncode == 0, done.stderr
    assert zipfile.is_zipfile(tmp_path / "r.docx")
    assert "import codings" in coder("history", project).stdout
    assert coder("doctor", project).returncode == 0
    assert stat.S_IMODE(project.stat().st_mode) == 0o600


LISTS = ("transcripts", "speakers", "participants", "codes", "codings", "memos")


@pytest.fixture(scope="module")
def full(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project in which every list has rows; an attribute is called like a fixed column."""
    folder = tmp_path_factory.mktemp("full")
    path = shutil.copy(made / "audit.coder", folder / "audit.coder")
    (folder / "roster.csv").write_text(
        "transcript,speaker,participant,role,group,id,grade\nFG-01,Maya,S01,participant,students,x,9\n"
    )
    (folder / "codings.csv").write_text(
        "transcript,turn,code,coder,memo\nFG-01,2,DEF.CUL.WELL,AM,ask about waits\n"
    )
    assert coder("import", path, "--roster", folder / "roster.csv").returncode == 0
    assert coder("codings", "import", path, folder / "codings.csv").returncode == 0
    return Path(path)


@pytest.mark.parametrize("what", LISTS)
def test_every_list_has_ids_in_every_format(full: Path, what: str) -> None:
    rows = json.loads(coder("list", full, what, "--format", "json").stdout)
    assert rows
    assert all(row["id"] for row in rows)
    cells = list(csv.DictReader(io.StringIO(coder("list", full, what, "--format", "csv").stdout)))
    assert [row["id"] for row in cells] == [row["id"] for row in rows]
    assert len(coder("list", full, what).stdout.splitlines()) == len(rows) + 2


@pytest.mark.parametrize("what", ["participants", "codings", "memos"])
def test_an_empty_list_has_its_columns(project: Path, what: str) -> None:
    assert json.loads(coder("list", project, what, "--format", "json").stdout) == []
    head, *rows = coder("list", project, what, "--format", "csv").stdout.splitlines()
    assert head.startswith("id,")
    assert rows == []
    assert f"There are no {what} yet" in coder("list", project, what).stderr


def test_attributes_stand_beside_the_fixed_columns(full: Path) -> None:
    (row,) = json.loads(coder("list", full, "participants", "--format", "json").stdout)
    assert (row["id"] != "x", row["attributes"]) == (True, {"id": "x", "grade": "9"})
    table = coder("list", full, "participants", "--format", "csv").stdout
    (cells,) = csv.DictReader(io.StringIO(table))
    assert (cells["id"], cells["attribute:id"], cells["grade"]) == (row["id"], "x", "9")
    assert "attribute:id" in coder("list", full, "participants").stdout


def test_the_doctor_finds_what_the_log_did_not_make(full: Path, tmp_path: Path) -> None:
    assert coder("doctor", full).returncode == 0
    path = shutil.copy(full, tmp_path / "altered.coder")
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("update participants set label = char(27) || '[31m' || label")
    done = coder("doctor", path)
    assert done.returncode == 1
    assert re.search("objects +NO +participant .* another label", done.stdout), done.stdout
    for shape in ("table", "csv", "json"):
        assert "\x1b" not in coder("list", path, "participants", "--format", shape).stdout
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("update speakers set role = 'boss'")
    refused(coder("list", path, "speakers"), "speakers, id .*the project is damaged; restore a backup")
    assert coder("doctor", path).returncode == 1


def test_an_uncoded_project_reports_in_one_sentence(project: Path, tmp_path: Path) -> None:
    done = coder("report", project, "-o", tmp_path / "r.docx")
    assert done.returncode == 0
    assert "No transcript has been coded yet" in done.stderr
    assert zipfile.is_zipfile(tmp_path / "r.docx")


def make_bad(tmp_path: Path, kind: str) -> Path:
    path = tmp_path / "bad.docx"
    if kind == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("hello.txt", "hello")
    elif kind == "empty":
        path = tmp_path / "bad.txt"
        path.write_bytes(b"")
    elif kind == "binary":
        path = tmp_path / "bad.txt"
        path.write_bytes(bytes(range(256)) * 64)
    elif kind == "folder":
        path = tmp_path / "folder.txt"
        path.mkdir()
    elif kind == "fifo":
        os.mkfifo(path)
    return path


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("zip", "bad.docx.*Word"),
        ("empty", "bad.txt.*empty"),
        ("binary", "bad.txt"),
        ("folder", "folder.txt.*folder"),
        ("missing", "bad.docx.*no such file"),
        ("fifo", "bad.docx"),
    ],
)
def test_what_cannot_be_imported_changes_nothing(
    project: Path, tmp_path: Path, kind: str, message: str
) -> None:
    bad = make_bad(tmp_path, kind)
    before = coder("history", project, "--format", "json").stdout
    refused(coder("import", project, bad), message)
    assert coder("history", project, "--format", "json").stdout == before


def test_the_good_files_are_kept_when_others_fail(project: Path, tmp_path: Path) -> None:
    good = tmp_path / "FG-02.txt"
    good.write_text(TALK.replace("counselor", "librarian"))
    done = coder("import", project, make_bad(tmp_path, "zip"), good)
    assert done.returncode == 2
    labels = [
        row["label"] for row in json.loads(coder("list", project, "transcripts", "--format", "json").stdout)
    ]
    assert labels == ["FG-01", "FG-02"]


def test_the_same_file_is_not_imported_twice(project: Path, tmp_path: Path) -> None:
    refused(coder("import", project, tmp_path / "FG-01.txt"), "already a transcript 'FG-01'")
    refused(coder("import", project, tmp_path / "FG-01.txt", "--label", "other"), "imported before, as FG-01")


def test_an_unknown_codebook_leaves_no_file(tmp_path: Path) -> None:
    refused(
        coder("new", tmp_path / "x.coder", "--codebook", "nope"),
        "no codebook 'nope'.*district-equity-domains",
    )
    assert list(tmp_path.iterdir()) == []


def test_an_existing_file_is_not_replaced(project: Path) -> None:
    refused(coder("new", project), "already a file of that name")


def test_missing_locked_and_read_only_projects(project: Path, tmp_path: Path) -> None:
    refused(coder("list", tmp_path / "no.coder", "codes"), "no such project")
    refused(coder("list", tmp_path / "FG-01.txt", "codes"), "not a coder project")
    (tmp_path / "FG-02.txt").write_text(TALK + "x")
    before = project.read_bytes()
    lock = sqlite3.connect(project, isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")
    refused(coder("import", project, tmp_path / "FG-02.txt"), "another program is writing")
    lock.execute("ROLLBACK")
    lock.close()
    project.chmod(0o444)
    for command in (("import", project, tmp_path / "FG-02.txt"), ("open", project)):
        refused(coder(*command), "read-only")
    assert project.read_bytes() == before
    assert coder("list", project, "transcripts").returncode == 0


def test_the_screen_needs_a_terminal(project: Path) -> None:
    refused(coder("open", project), "needs a terminal")


def test_wrong_use_is_told(tmp_path: Path) -> None:
    assert coder("nonsense").returncode == 2
    assert coder("list").returncode == 2
    refused(coder("import", tmp_path / "x.coder"), "nothing was named")
    refused(coder("demo", tmp_path / "d", "-o", "r.docx"), "-o goes with --headless")


SHOW = ("codebook", "show", "district-equity-domains", "--format", "json")


@pytest.mark.parametrize("command", [SHOW, ("--help",), ("doctor",)])
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_closed_pipe_is_no_error(command: tuple[str, ...], unbuffered: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "coder", *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(PYTHONUNBUFFERED=unbuffered),
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        if command is SHOW:
            process.stdout.read(1)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("command", [SHOW, ("--help",), ("doctor",)])
def test_a_full_disk_is_one_sentence(command: tuple[str, ...], unbuffered: str) -> None:
    with Path("/dev/full").open("w") as full_disk:
        done = subprocess.run(
            [sys.executable, "-m", "coder", *command],
            stdout=full_disk,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            env=environment(PYTHONUNBUFFERED=unbuffered),
        )
    assert done.returncode == 2
    assert re.fullmatch(r"the output cannot be written \(No space left on device\).*\n", done.stderr)


def test_what_cannot_be_told_changes_no_exit_code(project: Path) -> None:
    for command, code in ((f"list {project} codings", 0), (f"list {project}x codings", 2)):
        for streams in ("2>/dev/full", "2>&-", ">&- 2>&-"):
            line = f"{sys.executable} -m coder {command} {streams}"
            assert subprocess.run(line, shell=True, check=False, cwd=ROOT).returncode == code, line


def test_text_is_the_same_bytes_everywhere(tmp_path: Path) -> None:
    words = "Ana: ¿Y por qué? “Porque sí” 👩‍👧\n\nBo: José dice que no — nunca.\n"
    (tmp_path / "FG-02.txt").write_text(words, encoding="utf-8")
    project = tmp_path / "a.coder"
    assert coder("new", project).returncode == 0
    assert coder("import", project, tmp_path / "FG-02.txt").returncode == 0
    outputs = {
        subprocess.run(
            [sys.executable, "-m", "coder", "text", project, "FG-02"],
            capture_output=True,
            check=True,
            env=environment(PYTHONIOENCODING=encoding),
        ).stdout
        for encoding in ("utf-8", "ascii", "latin-1", "utf-16")
    }
    assert len(outputs) == 1
    assert "¿Y por qué? “Porque sí” 👩‍👧" in outputs.pop().decode("utf-8")


@pytest.mark.parametrize(
    "command",
    [
        ("list", "x\udcff.coder", "codes"),
        ("list", "{project}", "\udcff"),
        ("text", "{project}", "\udcff"),
        ("open", "{project}", "--coder", "\udcff"),
        ("import", "{project}", "\udcff.txt"),
        ("report", "{project}", "-o", "{folder}/no/\udcff.docx"),
        ("new", "{folder}/no/\udcff.coder"),
        ("codebook", "show", "\udcff"),
        ("codebook", "check", "\udcff"),
        ("codings", "import", "{project}", "\udcff"),
        ("\udcff",),
    ],
)
def test_names_that_are_not_utf8_are_told(project: Path, command: tuple[str, ...]) -> None:
    done = coder(*(part.format(project=project, folder=project.parent) for part in command))
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_a_password_is_never_told() -> None:
    done = coder("list", "postgresql://ana:secret@127.0.0.1:1/audit", "codes")
    refused(done, "postgresql://…@127.0.0.1:1/audit")
    assert "secret" not in done.stderr
    assert "ana" not in done.stderr


def test_codebook_check_finds_gaps(tmp_path: Path) -> None:
    book = tmp_path / "thin.yaml"
    book.write_text("codebook: {schema: 1, id: thin, name: Thin, version: 1}\ncodes: [{id: A, name: A}]\n")
    done = coder("codebook", "check", book)
    assert done.returncode == 1
    assert "A: has no definition" in done.stdout
    assert coder("codebook", "check", ROOT / "codebooks" / "readiness.yaml").returncode == 0
