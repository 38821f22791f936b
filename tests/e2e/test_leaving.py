"""A real terminal that is closed, and a real process that is told to end, while a memo is open."""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests import support
from tests.e2e.driving import drafts, memos

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no such terminals")


class Window:
    """The coding screen of a project in a terminal of its own."""

    def __init__(self, path: str) -> None:
        import pty

        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm-256color", COLUMNS="80", LINES="24", PYTHONPATH=str(support.ROOT))
            command = [sys.executable, "-m", "coder", "open", path, "--coder", "AM"]
            os.execv(sys.executable, command)
        self.seen = b""

    def until(self, words: bytes) -> None:
        """Read until these words were drawn."""
        end = time.monotonic() + 60
        while words not in self.seen:
            assert time.monotonic() < end, self.seen[-500:]
            if select.select([self.terminal], [], [], 0.1)[0]:
                self.seen += os.read(self.terminal, 65536)

    def type(self, keys: bytes) -> None:
        """Press keys."""
        self.seen = b""
        os.write(self.terminal, keys)

    def keeps(self, words: str, path: str) -> None:
        """Read on until these words are kept as a draft."""
        end = time.monotonic() + 60
        while not any(words in draft for draft in drafts(path)):
            assert time.monotonic() < end, "no draft was kept"
            if select.select([self.terminal], [], [], 0.05)[0]:
                os.read(self.terminal, 65536)

    def close(self) -> None:
        """What a window manager does."""
        if self.terminal >= 0:
            os.close(self.terminal)
            self.terminal = -1

    def ended(self) -> int | None:
        """Wait for the end of the process and give its exit code, negative for a signal; None if it hangs."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            if self.terminal >= 0 and select.select([self.terminal], [], [], 0.05)[0]:
                with suppress(OSError):
                    os.read(self.terminal, 65536)
            if os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
            time.sleep(0.01)
        return None


@contextmanager
def memo_open(path: str) -> Iterator[Window]:
    """A window in which a memo is being written."""
    window = Window(path)
    try:
        window.until(b"help")
        window.type(b"m")
        window.until(b"keeps and closes")
        window.type(b"not closed yet")
        window.keeps("not closed yet", path)
        yield window
    finally:
        window.close()
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(window.pid, signal.SIGKILL)
            os.waitpid(window.pid, 0)


@pytest.fixture
def quiet_project(tmp_path: Path) -> str:
    place = str(tmp_path / "tiny.coder")
    support.make(place)
    return place


@pytest.mark.parametrize("how", ["SIGHUP", "SIGTERM", "close"])
def test_an_open_memo_is_saved(quiet_project: str, how: str) -> None:
    with memo_open(quiet_project) as window:
        if how == "close":
            window.close()
        else:
            os.kill(window.pid, getattr(signal, how))
        assert window.ended() == 0
    assert memos(quiet_project) == ["not closed yet"]
    assert drafts(quiet_project) == []


def test_a_killed_window_leaves_a_draft(quiet_project: str) -> None:
    with memo_open(quiet_project) as window:
        os.kill(window.pid, signal.SIGKILL)
        assert window.ended() == -signal.SIGKILL
    assert memos(quiet_project) == []
    assert "not closed yet" in drafts(quiet_project)[0]
