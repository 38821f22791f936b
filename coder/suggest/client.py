"""The suggester as the rest of the program sees it: a child process that may die and come back."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

import coder
from coder.errors import CoderError
from coder.suggest.codes import CodeList
from coder.suggest.cues import Hit
from coder.suggest.examples import Example

T = TypeVar("T")

TIMEOUT_SECONDS = 30.0
"""How long the child may think about one request before it counts as hung."""

BATCH_CHARACTERS = 20_000
"""Texts are sent in requests of about this size, so that each is answered in a second or two."""

SECONDS_PER_TEXT = 0.05
"""How much longer it may think about each text that it has not read yet."""

STARTING = 4
"""How many times as long it may take at first, when it loads all that it needs."""

STUDY_SECONDS = 900.0
"""How long it may read what was decided in a project: on a busy machine it steps back behind all others."""

NO_CODES = CodeList((), {})

ENGINE = "engine-1"
"""The name and generation of the way suggestions are made."""

_FIELDS = tuple(part.name for part in fields(Example))

_ROOT = str(Path(coder.__file__).resolve().parent.parent)


class SuggesterOff(CoderError):
    """Suggestions cannot be had; everything else goes on without them."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is to be learned: a project, up to an event of its log at least.

    `reader` names the module by which the child reads it: `Reader(place).lessons()` there gives, by
    document, the examples that have changed.
    """

    reader: str
    place: str
    seq: int


class _Lost(Exception):
    """The child died, hung or answered nonsense."""


class Client:
    """Suggestions from a child process. Safe to use from several threads."""

    def __init__(self, *, timeout: float = TIMEOUT_SECONDS, vectors: Path | None = None) -> None:
        """`vectors` is the folder in which the child keeps what its sentence model made of texts."""
        self.timeout = timeout
        self.notice = ""
        """A sentence for the reader when suggestions are not as good as they could be."""
        self._codes = NO_CODES
        self._version = version_of(NO_CODES)
        self._vectors = str(vectors) if vectors else ""
        self._subject: Subject | None = None
        self._child: _Child | None = None
        self._lock = threading.Lock()
        self._requests = 0
        self._failed = False
        self._closed = False

    @property
    def version(self) -> str:
        """A stable name for what makes the suggestions: the engine and the codes it was given."""
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

    def load(self, codes: CodeList) -> None:
        """Give the codes to propose from now on; starts the child when it does not run.

        Raises SuggesterOff.
        """
        with self._lock:
            self._codes, self._version = codes, version_of(codes)
            self._failed = False
            self._with_child(lambda child: None)

    def study(self, subject: Subject) -> None:
        """Learn what was decided; the child is told with the next question, and reads it by itself."""
        # Without the lock, which is held while the child thinks: whoever decides must not wait for it.
        self._subject = subject

    def suggest(self, asked: Sequence[Example]) -> list[list[Hit]]:
        """The hits in each turn, best first; blocks until they are there.

        A child that died or hung is replaced once. Raises SuggesterOff when that does not
        help, and from then on at once, until `start` or `load` is called.
        """
        return [hits for batch in _batches(asked) for hits in self._suggest(batch)]

    def try_cues(self, cues: Sequence[str], texts: Sequence[str]) -> tuple[list[list[int]], list[str]]:
        """For each cue the places of the texts that it finds, and what is wrong with rules.

        Raises SuggesterOff.
        """
        request = {"op": "try", "cues": list(cues), "texts": list(texts)}
        with self._lock:
            return self._with_child(lambda child: child.tried(request, self.timeout))

    def close(self) -> None:
        """End the child at once, even while another thread waits for its answer."""
        self._closed = True
        child = self._child
        if child is not None:
            child.kill()
        with self._lock:
            self._drop()

    def _suggest(self, asked: list[Example]) -> list[list[Hit]]:
        with self._lock:
            self._requests += 1
            request = {"op": "suggest", "id": self._requests, "asked": [_plain(turn) for turn in asked]}
            return self._with_child(lambda child: child.hits(request, self.timeout))

    def _with_child(self, use: Callable[[_Child], T]) -> T:
        cause: _Lost | None = None
        for _ in range(0 if self._failed else 2):
            try:
                child = self._running()
                if child.version != self._version:
                    self.notice = child.load(self._codes, self._vectors, self.timeout)
                    child.version = self._version
                if self._subject is not None:
                    child.study(self._subject)
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
        """What the process has been given to propose; empty for nothing."""
        self.subject: Subject | None = None
        """What the process was last told to learn."""
        self._unfitted = 0
        """How many examples it may still have to read before it can answer."""
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

    def load(self, codes: CodeList, vectors: str, timeout: float) -> str:
        """Hand over the codes; gives the notice to show, if any."""
        texts = sum(len(entry.views) + len(entry.samples) + len(entry.cues) for entry in codes.entries)
        request = {"op": "load", "codes": codes.plain(), "vectors": vectors}
        answer = self._ask(request, STARTING * timeout + texts * SECONDS_PER_TEXT)
        return str(answer.get("notice", ""))

    def study(self, subject: Subject) -> None:
        """Say what is to be learned, unless that was said already."""
        if subject != self.subject:
            answer = self._ask({"op": "study", **asdict(subject)}, STUDY_SECONDS)
            self.subject, self._unfitted = subject, int(answer.get("examples", 0))

    def hits(self, request: dict[str, Any], timeout: float) -> list[list[Hit]]:
        """The answer to one request for suggestions."""
        unread = len(request["asked"]) + self._unfitted
        answer = self._ask(request, timeout + unread * SECONDS_PER_TEXT)
        self._unfitted = 0
        found = answer.get("hits", ())
        if answer.get("id") != request["id"] or len(found) != len(request["asked"]):
            raise _Lost("an answer to another question")
        return [[Hit(*values) for values in hits] for hits in found]

    def tried(self, request: dict[str, Any], timeout: float) -> tuple[list[list[int]], list[str]]:
        """The answer to one request to try cues."""
        answer = self._ask(request, timeout)
        found = answer.get("found", ())
        if len(found) != len(request["cues"]):
            raise _Lost("an answer to another question")
        return [[int(place) for place in places] for places in found], [str(p) for p in answer["problems"]]

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


def _plain(asked: Example) -> list[object]:
    # As `astuple`, which copies everything that it meets and takes fifty times as long.
    return [getattr(asked, name) for name in _FIELDS]


def version_of(codes: CodeList) -> str:
    """The version a client has once it has loaded `codes`: `engine-1+` and 8 hex digits."""
    content = json.dumps(codes.plain(), separators=(",", ":"))
    return f"{ENGINE}+{hashlib.sha256(content.encode()).hexdigest()[:8]}"


def command() -> list[str]:
    """How the worker is started: without the current folder on its path, where a stray
    `json.py` would otherwise be run."""
    return [sys.executable, "-P", "-m", "coder.suggest.worker"]


def _environment() -> dict[str, str]:
    inherited = os.environ.get("PYTHONPATH", "")
    path = _ROOT + (os.pathsep + inherited if inherited else "")
    # Else fitting takes every processor at once, and the keyboard needs one.
    threads = str(max(1, (os.cpu_count() or 1) - 1))
    return {"OPENBLAS_NUM_THREADS": threads, "OMP_NUM_THREADS": threads, **os.environ, "PYTHONPATH": path}


def _batches(asked: Sequence[Example]) -> Iterator[list[Example]]:
    batch: list[Example] = []
    size = 0
    for turn in asked:
        if batch and size + len(turn.text) > BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
        batch.append(turn)
        size += len(turn.text)
    if batch:
        yield batch
