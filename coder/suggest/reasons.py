"""Why a code is proposed, in words that stand in the excerpt."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from coder.suggest.examples import Example, RankedCode
from coder.suggest.features import Floats
from coder.suggest.kernels import Likeness, Rows
from coder.suggest.learner import Learner
from coder.suggest.words import WORD, words

if TYPE_CHECKING:
    from coder.suggest.cues import Hit

QUOTED = 3
"""How many words of the excerpt a reason names at most."""

FLOOR = 1e-6


class Reasons:
    """The reasons for a batch of excerpts that one model has scored."""

    def __init__(self, learner: Learner, rows: Rows, compared: Likeness) -> None:
        self._learner = learner
        self._rows = rows
        self._compared = compared
        self._anchors = learner.anchors

    def ranked(
        self, row: int, excerpt: Example, place: int, score: float, hits: dict[str, Hit]
    ) -> RankedCode:
        """The suggestion of the code at `place` for the excerpt in `row`."""
        code = self._learner.definitions.codes.entries[place].id
        near = self._nearest(row, place)
        known = None if near is None else self._anchors.places[near - self._anchors.first]
        bounded = round(min(1.0, max(0.0, score)), 4)
        if code in hits:
            return RankedCode(code, bounded, hits[code].source, hits[code].reason, known)
        source, sentence = self._sentence(row, excerpt, place, near)
        return RankedCode(code, bounded, source, sentence, known)

    def _sentence(self, row: int, excerpt: Example, place: int, near: int | None) -> tuple[str, str]:
        quoted = self._quoted(row, excerpt.text, place)
        coded, asked, defined = self._parts(row, place)
        if near is None or defined >= coded + asked:
            shared = self._in_definition(excerpt.text, place)
            if shared:
                return "definition", f"{shared} as in the definition"
            return "definition", f"{quoted} close to what the code stands for"
        if asked > coded:
            return "question", f"{quoted} in answer to a question that often gets this code"
        document = self._anchors.rows[near].document
        where = f" in {document}" if document else ""
        alike = self._compared.text[row]
        if float(alike[near]) < 2 * float(np.median(alike)):
            return "words", f"{quoted} in excerpts with this code"
        return "example", f"{quoted} as in an excerpt coded{where}"

    @cached_property
    def _defined(self) -> Floats:
        return self._learner.defined(self._rows)

    def _parts(self, row: int, place: int) -> tuple[float, float, float]:
        """What coded excerpts add by their words, what they add by their question, what definitions add."""
        pull, first = self._learner.pull[:, place], self._anchors.first
        whole = self._compared.whole[row] * pull
        by_words = float(self._compared.text[row, first:] @ pull[first:])
        by_question = float(whole[first:].sum()) - by_words
        return by_words, by_question, float(whole[:first].sum()) + float(self._defined[row, place])

    def _nearest(self, row: int, place: int) -> int | None:
        """The anchor of the coded excerpt with this code that is most like the one in `row`."""
        first = self._anchors.first
        having = np.flatnonzero(self._anchors.targets[first:, place] > 0) + first
        if not len(having):
            return None
        return int(having[np.argmax(self._compared.whole[row, having])])

    def _quoted(self, row: int, text: str, place: int) -> str:
        """The words of the excerpt that speak most for the code, in the order of the text."""
        worth = self._worth(row, place)
        found: dict[str, tuple[float, int, str]] = {}
        for start, end, stem in words(text):
            number = self._learner.reader.store.stem_number(stem) if stem else None
            value = worth.get(number, 0.0) if number is not None else 0.0
            if stem and (stem not in found or found[stem][0] < value):
                found[stem] = (value, start, text[start:end])
        speaking = [entry for entry in found.values() if entry[0] > FLOOR]
        chosen = sorted(speaking or found.values(), key=lambda entry: (-entry[0], -len(entry[2])))[:QUOTED]
        if not chosen:
            first = WORD.search(text)
            return f"“{first[0] if first else text.strip()[:20]}”"
        return ", ".join(f"“{word}”" for _, _, word in sorted(chosen, key=lambda entry: entry[1]))

    def _worth(self, row: int, place: int) -> dict[int, float]:
        """Number of a stem in the excerpt → what it adds to the score of the code."""
        start, end = self._rows.words.indptr[row : row + 2]
        columns, values = self._rows.words.indices[start:end], self._rows.words.data[start:end]
        keep = columns < len(self._learner.reader.weights.stems)
        columns, values = columns[keep], values[keep]
        added = self._learner.rows.words_turned[columns] @ self._learner.pull[:, place] * values
        return dict(zip(columns.tolist(), added.tolist(), strict=True))

    def _in_definition(self, text: str, place: int) -> str:
        """The words of the excerpt that stand in the definition too."""
        defined = {stem for _, _, stem in words(self._learner.definitions.texts[place]) if stem}
        shared: dict[str, str] = {}
        for start, end, stem in words(text):
            if stem in defined:
                shared.setdefault(stem, text[start:end])
        return ", ".join(f"“{word}”" for word in list(shared.values())[:QUOTED])
