"""The basic forms that a word may have (`felt`: feel, felt), found in a process of its own.

`python -m coder.suggest.lemmas` reads a JSON list of words a line and answers each with one line, a
list of lists of basic forms. It ends when its input does.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import coder
from coder.errors import CoderError
from coder.suggest.model import load_english

TIMEOUT_SECONDS = 30.0
"""How long the process may think about one list of words before it counts as hung."""

KINDS = ("verb", "noun", "adj", "adv")

_ROOT = str(Path(coder.__file__).resolve().parent.parent)


class Lemmas:
    """Basic forms of words. The process starts with the first question and ends with `close`."""

    def __init__(self) -> None:
        self._known: dict[str, frozenset[str]] = {}
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Lemmas:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def of(self, words: Iterable[str]) -> dict[str, frozenset[str]]:
        """The basic forms of each word, in small letters. Raises CoderError when they cannot be had."""
        wanted = list(dict.fromkeys(words))
        new = [word for word in wanted if word not in self._known]
        if new:
            for word, forms in zip(new, self._ask(new), strict=True):
                self._known[word] = frozenset(forms)
        return {word: self._known[word] for word in wanted}

    def stop(self) -> None:
        """End the process at once, even while another thread waits for its answer."""
        process = self._process
        if process is not None:
            process.kill()

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with contextlib.suppress(OSError):
                    assert pipe is not None
                    pipe.close()

    def _ask(self, words: Sequence[str]) -> list[list[str]]:
        try:
            process = self._running()
            watchdog = threading.Timer(TIMEOUT_SECONDS, process.kill)
            watchdog.daemon = True
            watchdog.start()
            try:
                assert process.stdin is not None
                assert process.stdout is not None
                process.stdin.write(json.dumps(list(words)).encode() + b"\n")
                process.stdin.flush()
                answer = json.loads(process.stdout.readline())
            finally:
                watchdog.cancel()
            if len(answer) != len(words):
                raise ValueError("an answer to another question")
        except (OSError, ValueError) as error:
            self.close()
            raise CoderError(
                "the forms of words cannot be found", remedy="search for the forms themselves, with OR"
            ) from error
        return [list(map(str, forms)) for forms in answer]

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            inherited = os.environ.get("PYTHONPATH", "")
            # Without the current folder on its path, where a stray `json.py` would otherwise be run.
            self._process = subprocess.Popen(  # our own interpreter with our own module
                [sys.executable, "-P", "-m", "coder.suggest.lemmas"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": _ROOT + (os.pathsep + inherited if inherited else "")},
            )
        return self._process


class Lemmatizer:
    """The rules and exceptions of the English model, asked for a word alone, as any kind of word."""

    def __init__(self) -> None:
        nlp = load_english().nlp
        self._exceptions: dict[str, Any] = {}
        self._rules: dict[str, list[tuple[str, str]]] = {}
        self._known: dict[str, frozenset[str]] = {}
        if "lemmatizer" in nlp.pipe_names:
            lookups = nlp.get_pipe("lemmatizer").lookups  # type: ignore[attr-defined]
            index, exceptions, rules = (
                lookups.get_table(f"lemma_{name}", {}) for name in ("index", "exc", "rules")
            )
            for kind in KINDS:
                self._known[kind] = frozenset(index.get(kind, ()))
                self._exceptions[kind] = exceptions.get(kind, {})
                self._rules[kind] = [(old, new) for old, new in rules.get(kind, ())]

    def of(self, word: str) -> list[str]:
        """Every basic form that the word may have; at least the word itself."""
        found = {word}
        for kind, known in self._known.items():
            found.update(self._exceptions[kind].get(word, ()))
            for old, new in self._rules[kind]:
                form = word[: len(word) - len(old)] + new
                if word.endswith(old) and form in known:
                    found.add(form)
        return sorted(found)


def main() -> int:
    """Answer until the input ends."""
    lemmatizer = Lemmatizer()
    for line in sys.stdin.buffer:
        answer = [lemmatizer.of(str(word)) for word in json.loads(line)]
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
