"""The child process that reads texts and learns, so that the keyboard never waits for it.

`python -m coder.suggest.worker` reads one JSON object a line and answers each with one line:

    {"op": "load", "codes": …, "vectors": folder}         →  {"op": "loaded", "notice": ""}
    {"op": "learn", "documents": {name: [example, …]}}    →  {"op": "learned"}
    {"op": "suggest", "id": n, "asked": [example, …]}     →  {"op": "hits", "id": n, "hits": …}
    {"op": "try", "cues": [cue, …], "texts": [text, …]}   →  {"op": "tried", "found": …, "problems": …}
    {"op": "quit"}                                        →  ends

An example is `[text, codes, context, role, document, refused]`. `hits` holds a list per example of
`[start, end, code_id, score, source, reason, near_document, near_text]`, best first. The process
ends when its input does, so it cannot outlive the program that started it.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterable
from dataclasses import astuple
from pathlib import Path
from typing import Any, TextIO

from coder.suggest.codes import CodeList
from coder.suggest.examples import Example
from coder.suggest.proposals import Proposer

NICENESS = 5
"""How far the process steps back behind the interface."""


def main() -> int:
    """Answer until the input ends or says quit."""
    answers = _private_stdout()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when a person presses ctrl+c
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    try:
        serve(sys.stdin.buffer, answers, Proposer())
    except BrokenPipeError:
        # Nobody listens any more; closing the pipe again at exit would only complain.
        os._exit(0)
    return 0


def serve(requests: Iterable[bytes], answers: TextIO, proposer: Proposer) -> None:
    """Answer each request line with one line."""
    for line in requests:
        request: dict[str, Any] = json.loads(line)
        if request["op"] == "quit":
            return
        answers.write(json.dumps(_answer(request, proposer)) + "\n")
        answers.flush()


def _answer(request: dict[str, Any], proposer: Proposer) -> dict[str, Any]:
    if request["op"] == "load":
        folder = Path(request["vectors"]) if request["vectors"] else None
        return {"op": "loaded", "notice": proposer.load(CodeList.from_plain(request["codes"]), folder)}
    if request["op"] == "learn":
        proposer.learn({name: _examples(some) for name, some in request["documents"].items()})
        return {"op": "learned"}
    if request["op"] == "try":
        from coder.suggest.cue_trial import tried

        places, problems = tried(request["cues"], request["texts"])
        return {"op": "tried", "found": places, "problems": problems}
    found = [[astuple(hit) for hit in hits] for hits in proposer.propose(_examples(request["asked"]))]
    return {"op": "hits", "id": request["id"], "hits": found}


def _examples(rows: Iterable[list[Any]]) -> list[Example]:
    return [Example(*row) for row in rows]


def _private_stdout() -> TextIO:
    """A channel to the parent that no library can print into: their prints go to stderr."""
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return channel


if __name__ == "__main__":
    sys.exit(main())
