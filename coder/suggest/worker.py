"""The child process that reads texts, so that the keyboard never waits for it.

`python -m coder.suggest.worker` reads one JSON object a line and answers each with one line:

    {"op": "load", "cues": [[code_id, name, [phrase, …]], …]}  →  {"op": "loaded", "notice": ""}
    {"op": "suggest", "id": n, "texts": [text, …]}             →  {"op": "hits", "id": n, "hits": …}
    {"op": "quit"}                                             →  ends

`hits` holds a list per text of `[start, end, code_id, score, source, reason]`, best first. The
process ends when its input does, so it cannot outlive the program that started it.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterable
from dataclasses import astuple
from typing import Any, TextIO

from coder.suggest.cues import CueMatcher, CueSet
from coder.suggest.model import English, load_english

NICENESS = 5
"""How far the process steps back behind the interface."""


def main() -> int:
    """Answer until the input ends or says quit."""
    answers = _private_stdout()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when a person presses ctrl+c
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    try:
        serve(sys.stdin.buffer, answers, load_english())
    except BrokenPipeError:
        # Nobody listens any more; closing the pipe again at exit would only complain.
        os._exit(0)
    return 0


def serve(requests: Iterable[bytes], answers: TextIO, english: English) -> None:
    """Answer each request line with one line."""
    matcher = CueMatcher((), english.nlp)
    for line in requests:
        request: dict[str, Any] = json.loads(line)
        if request["op"] == "quit":
            return
        if request["op"] == "load":
            cues = [CueSet(code_id, name, tuple(phrases)) for code_id, name, phrases in request["cues"]]
            matcher = CueMatcher(cues, english.nlp)
            answer: dict[str, Any] = {"op": "loaded", "notice": english.notice}
        else:
            found = [[astuple(hit) for hit in hits] for hits in matcher.hits_of(request["texts"])]
            answer = {"op": "hits", "id": request["id"], "hits": found}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def _private_stdout() -> TextIO:
    """A channel to the parent that no library can print into: their prints go to stderr."""
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return channel


if __name__ == "__main__":
    sys.exit(main())
