"""`coder` by itself in a real terminal: projects, demo with its tour, keys; and outside of a terminal."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from coder.services.recent import recent_projects
from tests import support

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no such terminals")


class Window:
    """`coder` with some arguments in a terminal of its own."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        import pty

        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.environ.update(TERM="xterm-256color", COLUMNS="80", LINES="24", PYTHONPATH=str(support.ROOT))
            os.execv(sys.executable, [sys.executable, "-m", "coder", *arguments])
        self.seen = b""

    def until(self, words: str, seconds: float = 60) -> None:
        """Read until these words were drawn."""
        end = time.monotonic() + seconds
        while words.encode() not in self.seen:
            assert time.monotonic() < end, self.seen[-800:]
            if select.select([self.terminal], [], [], 0.1)[0]:
                self.seen += os.read(self.terminal, 65536)

    def press(self, keys: str) -> None:
        """Press keys, and forget what was drawn before."""
        self.seen = b""
        os.write(self.terminal, keys.encode())

    def ended(self) -> int:
        """The exit code, once it has ended."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            with suppress(OSError):
                if select.select([self.terminal], [], [], 0.05)[0]:
                    os.read(self.terminal, 65536)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.pid = 0
                return os.waitstatus_to_exitcode(status)
        raise AssertionError("it did not end")

    def close(self) -> None:
        """End it, if it has not ended."""
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.terminal)


@pytest.fixture
def windows(tmp_path: Path) -> Iterator[list[Window]]:
    opened: list[Window] = []
    yield opened
    for window in opened:
        window.close()


def test_from_the_projects_into_one_and_back(tmp_path: Path, windows: list[Window]) -> None:
    support.make(str(tmp_path / "tiny.coder"))
    windows.append(window := Window(tmp_path))
    window.until("No project yet.")
    window.press("o")
    window.until("tiny.coder")
    window.press("\r")
    window.until("FG-01")
    window.press("\x14")
    window.until("Your projects")
    window.until("Tiny audit")
    window.press("\r")
    window.until("FG-01")
    window.press("q")
    assert window.ended() == 0
    assert [Path(project.place).name for project in recent_projects()] == ["tiny.coder"]


def test_a_transcript_and_a_turn_can_be_opened_directly(tmp_path: Path, windows: list[Window]) -> None:
    place = str(tmp_path / "tiny.coder")
    support.make(place, support.transcript("FG-01"), support.transcript("FG-02 [/]"))
    windows.append(
        window := Window(tmp_path, "open", place, "--transcript", "FG-02 [/]", "--turn", "3", "--coder", "AM")
    )
    window.until("turn 3 of 4")
    assert b"FG-02 [/]" in window.seen
    window.press("q")
    assert window.ended() == 0


def test_the_demo_begins_its_tour(tmp_path: Path, windows: list[Window]) -> None:
    windows.append(window := Window(tmp_path, "demo", "--tour"))
    window.until("Tour 1 of", 120)
    window.press("q")
    assert window.ended() == 0
    windows.append(window := Window(tmp_path, "demo"))
    window.until("FG-01")
    window.press("q")
    assert window.ended() == 0


def plain(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "coder", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(support.ROOT)},
        stdin=subprocess.DEVNULL,
        timeout=120,
    )


def test_outside_of_a_terminal_coder_prints_its_help() -> None:
    done = plain()
    assert "Usage: coder" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_keys_are_printed_and_written(tmp_path: Path) -> None:
    done = plain("keys", "--format", "csv")
    assert done.stdout.splitlines()[0] == "command,keys,usual,does"
    assert "accept,⏎ 1,⏎ 1,Accept the first suggestion" in done.stdout
    assert "keys.toml" in done.stderr
    assert plain("keys", "--write").returncode == 0
    again = plain("keys", "--write")
    assert again.returncode == 2
    assert "one already" in again.stderr
    path = Path(os.environ["CODER_CONFIG_DIR"]) / "keys.toml"
    path.write_text('[keys]\naccept = "z"\nundo = "ctrl+m"\n')
    done = plain("keys")
    assert "undo keeps u: ctrl+m is Enter in a terminal" in done.stderr
    assert any(line.split()[:2] == ["accept", "z"] for line in done.stdout.splitlines())
