"""A program in a pseudo-terminal, driven by keys and timed by the bytes that it draws."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

COLUMNS, ROWS = 120, 40
QUIET = 0.04
"""Seconds without a byte after which a drawing counts as whole."""


class Gone(Exception):
    """The program ended or does not answer."""


class Terminal:
    """One running program and the pseudo-terminal it draws on."""

    def __init__(self, arguments: Sequence[str], env: Mapping[str, str], cwd: Path) -> None:
        self.began = time.perf_counter()
        self.seen = bytearray()
        """What was drawn since `forget` was called last."""
        self.pid, self._fd = pty.fork()
        if self.pid == 0:  # pragma: no cover - another process
            os.chdir(cwd)
            os.execve(arguments[0], list(arguments), {**os.environ, **env})  # noqa: S606 - our own program
        size = struct.pack("HHHH", ROWS, COLUMNS, 0, 0)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, size)

    def until(self, sign: bytes, seconds: float) -> float:
        """Seconds from the start of the program until `sign` is drawn. Raises Gone."""
        while sign not in self.seen:
            if not self._take(seconds - (time.perf_counter() - self.began)):
                raise Gone(f"{sign!r} never appeared; the end of what was drawn: {bytes(self.seen[-800:])!r}")
        return time.perf_counter() - self.began

    def key(self, key: bytes, patience: float = 10.0) -> tuple[float, float]:
        """Press a key: seconds to the first byte and to the last of what it draws. Raises Gone."""
        self.rest()
        pressed = time.perf_counter()
        os.write(self._fd, key)
        if not self._take(patience):
            raise Gone(f"nothing was drawn after {key!r}")
        first = last = time.perf_counter()
        while self._take(QUIET):
            last = time.perf_counter()
        return first - pressed, last - pressed

    def send(self, keys: bytes) -> None:
        """Press keys without waiting for anything."""
        os.write(self._fd, keys)

    def rest(self, quiet: float = QUIET, most: float = 5.0) -> None:
        """Wait until nothing is drawn for `quiet` seconds, at most `most`."""
        end = time.perf_counter() + most
        while time.perf_counter() < end and self._take(quiet):
            pass

    def listen(self, seconds: float) -> None:
        """Take in what is drawn for some time."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            with contextlib.suppress(Gone):
                self._take(left)

    def forget(self) -> None:
        """Begin `seen` anew."""
        self.seen.clear()

    def kill(self) -> None:
        """End the program as a failing machine would."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        self.close()

    def close(self) -> None:
        """Wait for the end of the program and let go of the terminal."""
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.pid, 0)
        with contextlib.suppress(OSError):
            os.close(self._fd)

    def _take(self, seconds: float) -> bool:
        ready, _, _ = select.select([self._fd], [], [], max(0.0, seconds))
        if not ready:
            return False
        try:
            drawn = os.read(self._fd, 65536)
        except OSError as error:
            raise Gone(f"the program ended: {bytes(self.seen[-800:])!r}") from error
        self.seen += drawn
        return True
