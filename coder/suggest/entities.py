"""Names that spaCy's small English model sees in words, found in a process of its own.

`python -m coder.suggest.entities` reads one JSON list of texts and answers with one line: for every text a
list of `[start, end, label]`. In a process of its own, because it takes long and much memory.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import coder
from coder.errors import CoderError
from coder.suggest.model import MODELS

LABELS = frozenset({"PERSON", "ORG", "FAC", "GPE", "LOC"})

_ROOT = str(Path(coder.__file__).resolve().parent.parent)


def entities(texts: Sequence[str]) -> list[list[tuple[int, int, str]]]:
    """For every text what the model takes for a person, an organization or a place, by characters.

    Empty lists where no model is installed. Raises CoderError when the process fails.
    """
    if not any(find_spec(name) for name in MODELS):
        return [[] for _ in texts]
    paths = [_ROOT, *filter(None, [os.environ.get("PYTHONPATH", "")])]
    done = subprocess.run(
        [sys.executable, "-m", "coder.suggest.entities"],
        input=json.dumps(list(texts)).encode("utf-8"),
        capture_output=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        check=False,
    )
    try:
        found = json.loads(done.stdout)
        return [[(int(a), int(b), str(label)) for a, b, label in some] for some in found]
    except (ValueError, TypeError) as error:
        raise CoderError("the search for names ended early", remedy="try again") from error


def _answer() -> None:
    import spacy

    texts = json.loads(sys.stdin.buffer.read())
    name = next(name for name in MODELS if find_spec(name))
    nlp = spacy.load(name, exclude=["parser", "lemmatizer", "attribute_ruler"])
    nlp.max_length = max(map(len, texts), default=0) + 1
    found = [
        [[e.start_char, e.end_char, e.label_] for e in doc.ents if e.label_ in LABELS]
        for doc in nlp.pipe(texts, batch_size=64)
    ]
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    _answer()
