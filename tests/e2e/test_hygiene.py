"""Files for their owner alone, no words of people where a fault is told, and no way onto a network."""

from __future__ import annotations

import ast
import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from coder.cli import main
from coder.services import bootstrap, crashes, hygiene
from coder.services.reporting import write_report
from coder.tui.app import CoderApp
from coder.wholefile import folder_for_a_while
from tests import support
from tests.e2e.driving import opened

SECRET = "one counselor for four hundred of us"

CLIENTS = {
    *("socket", "ssl", "http", "urllib.request", "urllib3", "requests", "httpx", "aiohttp", "websockets"),
    *("ftplib", "smtplib", "poplib", "imaplib", "telnetlib", "xmlrpc", "webbrowser", "socketserver"),
}


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in (
            "import_module",
            "__import__",
        ):
            names |= {a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)}
    return names


def test_no_module_imports_what_speaks_to_a_network() -> None:
    found = {
        (path.name, name)
        for path in (support.ROOT / "coder").rglob("*.py")
        for name in imported(path)
        for client in CLIENTS
        if name == client or name.startswith(f"{client}.")
    }
    assert found == set()


SCENARIO = """
import socket, sys
real = socket.socket
class Forbidden(real):
    def __init__(self, family=-1, *more, **named):
        if family not in (-1, socket.AF_UNIX) and more[:1] != (0,):
            raise AssertionError("a socket was opened")
        super().__init__(family, *more, **named)
    def connect(self, *_): raise AssertionError("something was connected to")
    def bind(self, *_): raise AssertionError("something was listened at")
def forbidden(*_, **__): raise AssertionError("a name was looked up")
socket.socket = Forbidden
socket.create_connection = socket.getaddrinfo = socket.gethostbyname = forbidden
NAMES = ("socket.connect", "socket.bind", "socket.getaddrinfo")
sys.addaudithook(lambda name, _: forbidden() if name in NAMES else None)
from coder.cli.main import run
sys.exit(run(sys.argv[1:]))
"""


def offline(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", SCENARIO, *arguments], capture_output=True, text=True, env={**os.environ}
    )


def test_the_whole_way_from_a_file_to_word_opens_no_socket(tmp_path: Path) -> None:
    place, report = str(tmp_path / "a.coder"), tmp_path / "report.docx"
    table = tmp_path / "codings.csv"
    table.write_text("transcript,code,coder,turn\nINT-01,DEF.CUL.BEL,AM,3\n")
    sample = next((support.ROOT / "transcripts_sample").glob("INT-01*"))
    for arguments in (
        ["new", place],
        ["import", place, str(sample), "--yes"],
        ["codings", "import", place, str(table)],
        ["search", place, "school"],
        ["analyse", "counts", place],
        ["report", place, "-o", str(report)],
        ["history", place],
        ["verify", place],
        ["verify", str(report)],
        ["backup", "--list"],
    ):
        done = offline(*arguments)
        assert done.returncode == 0, (arguments, done.stderr)
    assert report.stat().st_size


async def test_the_interface_opens_no_socket(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    reached: list[object] = []

    def connect(self: socket.socket, address: object) -> None:
        reached.append(address)
        raise AssertionError("something was connected to")

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **_: reached.append(a))
    async with opened(path) as pilot:
        await pilot.press("down", "c", "b", "e", "l", "enter")
        assert isinstance(pilot.app, CoderApp)
    assert reached == []


def test_everything_that_is_written_is_for_its_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        place = str(tmp_path / "tiny.coder")
        support.make(place)
        with bootstrap.session(place, "AM") as session:
            write_report(session, tmp_path / "report.docx")
        with bootstrap.session(place, "AM"):
            pass
    finally:
        os.umask(before)
    own = Path(os.environ["CODER_DATA_DIR"]).parent
    written = [path for path in (*tmp_path.rglob("*"), *own.rglob("*")) if path != own]
    assert len(written) > 5
    assert [path for path in written if path.stat().st_mode & 0o077] == []
    checks = [*hygiene.own_files(), *hygiene.project_file(Path(place))]
    assert [check.detail for check in checks if not check.ok] == []


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary files where nobody else has any."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_copies_that_a_killed_program_left_are_gone_after_the_next_start(
    tmp_path: Path, temporary: Path
) -> None:
    place = tmp_path / "tiny.coder"
    support.make(str(place))
    code = (
        "import os, signal\n"
        "from coder.wholefile import folder_for_a_while\n"
        "with folder_for_a_while() as folder:\n"
        "    (folder / 'then.coder').write_text('said')\n"
        "    print(oct(folder.stat().st_mode & 0o777), flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    named = {**os.environ, "TMPDIR": str(temporary)}
    killed = subprocess.run([sys.executable, "-c", code], env=named, capture_output=True, text=True)
    assert killed.stdout == "0o700\n"
    (temporary / "coder-of-no-number-x").mkdir()
    with folder_for_a_while() as mine:
        pass
    assert [path.name for path in temporary.iterdir()] == ["coder-of-no-number-x"]
    (temporary / f"coder-of-{dead_process()}-x").mkdir()
    (temporary / f"coder-of-{os.getpid()}-x").mkdir()
    with bootstrap.session(str(place), "AM"):
        pass
    assert not mine.exists()
    left = {path.name for path in temporary.iterdir()}
    assert left == {"coder-of-no-number-x", f"coder-of-{os.getpid()}-x"}


def dead_process() -> int:
    """The number of a process that has ended."""
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    return dead.pid


def test_the_doctor_finds_what_others_may_read_and_what_was_left_half_written(
    tmp_path: Path, temporary: Path
) -> None:
    place = tmp_path / "tiny.coder"
    support.make(str(place))
    with bootstrap.session(str(place), "AM"):
        pass
    place.chmod(0o644)
    dead = dead_process()
    data = Path(os.environ["CODER_DATA_DIR"])
    (data / f".x.coder.{dead}.abc.part").touch(0o600)
    (tmp_path / f".tiny.coder.{dead}.new").touch(0o600)
    (temporary / f"coder-of-{dead}-x").mkdir(0o700)
    checks = [*hygiene.own_files(), *hygiene.project_file(place)]
    wrong = {check.name for check in checks if not check.ok}
    assert wrong == {"private project", "unfinished files", "unfinished copies", "temporary copies"}


def fail(*_: object, **__: object) -> None:
    words = SECRET
    raise KeyError(words)


def test_a_fault_is_one_sentence_without_a_word_of_anybody(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(main.cli, "main", fail)
    assert main.run(["list", "x", "codes"]) == 2
    told = capsys.readouterr().err
    assert "Something went wrong that should not (KeyError in" in told
    assert SECRET not in told
    assert told.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setenv(crashes.ASKED, str(tmp_path / "fault.txt"))
    main.run(["list", "x", "codes"])
    report = (tmp_path / "fault.txt").read_text()
    assert "KeyError" in report
    assert "fail" in report
    assert SECRET not in report
    assert (tmp_path / "fault.txt").stat().st_mode & 0o777 == 0o600


async def test_a_fault_of_the_interface_shows_no_words(
    path: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from coder.tui.screens.coding import CodingScreen

    monkeypatch.setattr(CodingScreen, "take_key", fail)
    apps: list[CoderApp] = []
    with pytest.raises(KeyError):
        await break_down(path, apps)
    left = apps[0]._exit_renderables
    shown = "".join(segment.text for one in left for segment in one.segments)  # type: ignore[union-attr]
    shown += capsys.readouterr().err
    assert "Something went wrong that should not (KeyError" in shown
    assert SECRET not in shown


async def break_down(path: str, apps: list[CoderApp]) -> None:
    async with opened(path) as pilot:
        assert isinstance(pilot.app, CoderApp)
        apps.append(pilot.app)
        await pilot.press("down")
        await pilot.pause()
