"""The suggester as the rest of the program sees it: a child process that may die and come back."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import coder
from coder.errors import CoderError
from coder.suggest.cues import CueSet, Hit

T = TypeVar("T")

TIMEOUT_SECONDS = 30.0
"""How long the child may think about one request before it counts as hung."""

BATCH_CHARACTERS = 20_000
"""Texts are sent in requests of about this size, so that each is answered in a second or two."""

SECONDS_PER_PHRASE = 0.002
"""How much longer it may think about each phrase of a new set of cues."""

ENGINE = "cues-1"
"""The name and generation of the way suggestions are made."""

_ROOT = str(Path(coder.__file__).resolve().parent.parent)


class SuggesterOff(CoderError):
    """Suggestions cannot be had; everything else goes on without them."""


class _Lost(Exception):
    """The child died, hung or answered nonsense."""


class Client:
    """Suggestions from a child process. Safe to use from several threads."""

    def __init__(self, *, timeout: float = TIMEOUT_SECONDS) -> None:
        self.timeout = timeout
        self.notice = ""
        """A sentence for the reader when suggestions are not as good as they could be."""
        self._cue_sets: tuple[CueSet, ...] = ()
        self._version = version_of(())
        self._child: _Child | None = None
        self._lock = threading.Lock()
        self._requests = 0
        self._failed = False
        self._closed = False

    @property
    def version(self) -> str:
        """A stable name for what makes the suggestions: the engine and the cues it was given."""
        return self._version

    def start(self) -> None:
        """Start the child, without waiting until it is ready.

        Raises SuggesterOff when no process can be started.
        """
        with self._lock:
            self._failed = False
            try:
                self._running()
            except _Lost as error:
                raise self._off() from error

    def load(self, cue_sets: Iterable[CueSet]) -> None:
        """Give the cues to look for from now on; starts the child when it does not run.

        Raises SuggesterOff.
        """
        wanted = tuple(cue_sets)
        with self._lock:
            self._cue_sets, self._version = wanted, version_of(wanted)
            self._failed = False
            self._with_child(lambda child: None)

    def suggest(self, texts: Sequence[str]) -> list[list[Hit]]:
        """The hits in each text, best first; blocks until they are there.

        A child that died or hung is replaced once. Raises SuggesterOff when that does not
        help, and from then on at once, until `start` or `load` is called.
        """
        return [hits for batch in _batches(texts) for hits in self._suggest(batch)]

    def close(self) -> None:
        """End the child at once, even while another thread waits for its answer."""
        self._closed = True
        child = self._child
        if child is not None:
            child.kill()
        with self._lock:
            self._drop()

    def _suggest(self, texts: list[str]) -> list[list[Hit]]:
        with self._lock:
            self._requests += 1
            request = {"op": "suggest", "id": self._requests, "texts": texts}
            return self._with_child(lambda child: child.hits(request, self.timeout))

    def _with_child(self, use: Callable[[_Child], T]) -> T:
        cause: _Lost | None = None
        for _ in range(0 if self._failed else 2):
            try:
                child = self._running()
                if child.version != self._version:
                    self.notice = child.load(self._cue_sets, self.timeout)
                    child.version = self._version
                return use(child)
            except _Lost as error:
                cause = error
                self._drop()
                if self._closed:
                    break
        raise self._off() from cause

    def _running(self) -> _Child:
        if self._child is not None and not self._child.alive:
            self._drop()
        if self._closed:
            raise _Lost("closed")
        if self._child is None:
            self._child = _Child()
            # `close` may have come between the question and the start.
            if self._closed:
                self._drop()
                raise _Lost("closed")
        return self._child

    def _drop(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.end()

    def _off(self) -> SuggesterOff:
        self._failed = True
        if self._closed:
            return SuggesterOff("suggestions are closed")
        return SuggesterOff(
            "suggestions are off because their process stops or does not answer",
            remedy="go on coding by hand, or start coder again",
        )


class _Child:
    """One running worker process."""

    def __init__(self) -> None:
        self.version = ""
        """What the process has been given to look for; empty for nothing."""
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter with our own module
                command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
            )
        except OSError as error:
            raise _Lost(str(error)) from error

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    @property
    def pid(self) -> int:
        return self._process.pid

    def load(self, cue_sets: tuple[CueSet, ...], timeout: float) -> str:
        """Hand over the cues; gives the notice to show, if any."""
        phrases = sum(len(cues.phrases) for cues in cue_sets)
        answer = self._ask({"op": "load", "cues": _plain(cue_sets)}, timeout + phrases * SECONDS_PER_PHRASE)
        return str(answer.get("notice", ""))

    def hits(self, request: dict[str, Any], timeout: float) -> list[list[Hit]]:
        """The answer to one request for suggestions."""
        answer = self._ask(request, timeout)
        found = answer.get("hits", ())
        if answer.get("id") != request["id"] or len(found) != len(request["texts"]):
            raise _Lost("an answer to another question")
        return [[Hit(*values) for values in hits] for hits in found]

    def kill(self) -> None:
        """Stop the process; it holds nothing that could be lost. Whoever waits for it is freed."""
        self._process.kill()

    def end(self) -> None:
        """Stop the process and let go of it; not while somebody waits for its answer."""
        self.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            # What was not sent cannot be sent any more.
            with contextlib.suppress(OSError):
                assert pipe is not None
                pipe.close()

    def _ask(self, request: dict[str, Any], timeout: float) -> dict[str, Any]:
        # Killing a hung process is what ends the wait for it, in writing as in reading.
        watchdog = threading.Timer(timeout, self._process.kill)
        watchdog.daemon = True
        watchdog.start()
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        try:
            stdin.write(json.dumps(request).encode() + b"\n")
            stdin.flush()
            answer = json.loads(stdout.readline())
        except (OSError, ValueError) as error:
            raise _Lost(str(error)) from error
        finally:
            watchdog.cancel()
        if not isinstance(answer, dict):
            raise _Lost("an answer of another shape")
        return answer


def version_of(cue_sets: Iterable[CueSet]) -> str:
    """The version a client has once it has loaded `cue_sets`: `cues-1+` and 8 hex digits."""
    content = json.dumps(_plain(cue_sets), separators=(",", ":"))
    return f"{ENGINE}+{hashlib.sha256(content.encode()).hexdigest()[:8]}"


def command() -> list[str]:
    """How the worker is started: without the current folder on its path, where a stray
    `json.py` would otherwise be run."""
    return [sys.executable, "-P", "-m", "coder.suggest.worker"]


def _environment() -> dict[str, str]:
    inherited = os.environ.get("PYTHONPATH", "")
    return {**os.environ, "PYTHONPATH": _ROOT + (os.pathsep + inherited if inherited else "")}


def _plain(cue_sets: Iterable[CueSet]) -> list[list[Any]]:
    return [[cues.code_id, cues.name, list(cues.phrases)] for cues in cue_sets]


def _batches(texts: Sequence[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    size = 0
    for text in texts:
        if batch and size + len(text) > BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
        batch.append(text)
        size += len(text)
    if batch:
        yield batch
