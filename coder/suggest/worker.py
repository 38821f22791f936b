"""The child process that reads texts and learns, so that the keyboard never waits for it.

`python -m coder.suggest.worker` reads one JSON object a line and answers each with one line:

    {"op": "load", "codes": …, "vectors": folder}         →  {"op": "loaded", "notice": ""}
    {"op": "study", "reader": module, "place": …}         →  {"op": "studied", "examples": n}
    {"op": "suggest", "id": n, "asked": [example, …]}     →  {"op": "hits", "id": n, "hits": …}
    {"op": "try", "cues": [cue, …], "texts": [text, …]}   →  {"op": "tried", "found": …, "problems": …}
    {"op": "quit"}                                        →  ends

`study` reads what people decided by the named module, which belongs to the part of the program that
knows projects; so that never goes through the process that has the keyboard. An example is
`[text, codes, context, role, document, refused]`. `hits` holds a list per example of
`[start, end, code_id, score, source, reason, near_document, near_text]`, best first. The process
ends when its input does, so it cannot outlive the program that started it.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import signal
import sys
from collections.abc import Iterable, Mapping
from dataclasses import astuple
from pathlib import Path
from typing import Any, Protocol, TextIO

from coder.errors import CoderError
from coder.suggest.codes import CodeList
from coder.suggest.examples import Example
from coder.suggest.proposals import Proposer

NICENESS = 5
"""How far the process steps back behind the interface."""


class Reads(Protocol):
    """Reads what was decided in a project."""

    def lessons(self) -> Mapping[str, list[Example]]:
        """By document, the examples that have changed since the last time. Raises CoderError."""


def main() -> int:
    """Answer until the input ends or says quit."""
    answers = _private_stdout()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when a person presses ctrl+c
    _step_back()
    try:
        serve(sys.stdin.buffer, answers, Learns())
    except BrokenPipeError:
        # Nobody listens any more; closing the pipe again at exit would only complain.
        os._exit(0)
    return 0


class Learns:
    """A proposer, and the projects that it learns from."""

    def __init__(self) -> None:
        self.proposer = Proposer()
        self._readers: dict[tuple[str, str], Reads] = {}

    def study(self, reader: str, place: str) -> int:
        """Learn what was decided since; gives how many examples were read."""
        if (reader, place) not in self._readers:
            self._readers[reader, place] = importlib.import_module(reader).Reader(place)
        try:
            changed = self._readers[reader, place].lessons()
        except CoderError:
            # Read with the next decision; until then suggestions stay as they are.
            return 0
        if changed:
            self.proposer.learn(changed)
        return sum(map(len, changed.values()))


def serve(requests: Iterable[bytes], answers: TextIO, learns: Learns) -> None:
    """Answer each request line with one line."""
    for line in requests:
        request: dict[str, Any] = json.loads(line)
        if request["op"] == "quit":
            return
        answers.write(json.dumps(_answer(request, learns)) + "\n")
        answers.flush()


def _answer(request: dict[str, Any], learns: Learns) -> dict[str, Any]:
    proposer = learns.proposer
    if request["op"] == "load":
        folder = Path(request["vectors"]) if request["vectors"] else None
        return {"op": "loaded", "notice": proposer.load(CodeList.from_plain(request["codes"]), folder)}
    if request["op"] == "study":
        return {"op": "studied", "examples": learns.study(request["reader"], request["place"])}
    if request["op"] == "try":
        from coder.suggest.cue_trial import tried

        places, problems = tried(request["cues"], request["texts"])
        return {"op": "tried", "found": places, "problems": problems}
    found = [[astuple(hit) for hit in hits] for hits in proposer.propose(_examples(request["asked"]))]
    return {"op": "hits", "id": request["id"], "hits": found}


def _examples(rows: Iterable[list[Any]]) -> list[Example]:
    return [Example(*row) for row in rows]


def _step_back() -> None:
    """Let others go first, but not so far that suggestions starve on a busy machine."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    if hasattr(os, "SCHED_BATCH"):
        # Who has just woken up here never pushes aside who draws a key; some containers forbid to say so.
        with contextlib.suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


def _private_stdout() -> TextIO:
    """A channel to the parent that no library can print into: their prints go to stderr."""
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return channel


if __name__ == "__main__":
    sys.exit(main())
