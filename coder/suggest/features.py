"""Excerpts, questions and codes as numbers: weighted words, parts of words and vectors of meaning."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from coder.suggest.sentences import Embeds
from coder.suggest.words import SMALL, part_counts, stem_counts

Floats = NDArray[np.float32]

KEPT_TEXTS = 20_000
"""How many texts stay counted and embedded; a text costs about 4 kB."""

FLOOR = 0.5
"""What a word says that stands in every text; a definition's own words should outweigh it."""


@dataclass(frozen=True, slots=True)
class Counts:
    """One text: the numbers of its stems and its parts of words, and how much each counts."""

    stems: NDArray[np.int32]
    stem_values: Floats
    parts: NDArray[np.int32]
    part_values: Floats


class TextStore:
    """Texts counted and embedded once. Holds the vocabulary, and no text for ever."""

    def __init__(self, model: Embeds | None) -> None:
        self.model = model
        self._stems: dict[str, int] = {}
        self._parts: dict[str, int] = {}
        self._counts: OrderedDict[str, Counts] = OrderedDict()
        self._vectors: OrderedDict[str, Floats] = OrderedDict()

    @property
    def stems(self) -> int:
        """How many stems and pairs of stems are known."""
        return len(self._stems)

    @property
    def parts(self) -> int:
        """How many parts of words are known."""
        return len(self._parts)

    def stem_number(self, stem: str) -> int | None:
        """The number of a stem, if it has been seen."""
        return self._stems.get(stem)

    def content_parts(self) -> NDArray[np.bool_]:
        """For each known part of a word, whether it is of a word that says what an excerpt is about."""
        return np.fromiter((not part.startswith(SMALL) for part in self._parts), bool, len(self._parts))

    def counts(self, texts: Sequence[str], *, learn: bool) -> list[Counts]:
        """The counted texts; with `learn`, new words get numbers, otherwise they are left out."""
        return [self._counted(text, learn) for text in texts]

    def vectors(self, texts: Sequence[str]) -> Floats | None:
        """A row of meaning per text, or None without a model.

        Rows are rounded to half precision, so that they do not depend on the texts read with them.
        """
        if self.model is None:
            return None
        new = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        if new:
            self.keep_vectors(zip(new, self.model.vectors(new).astype(np.float16), strict=True))
        rows = np.array([self._vectors[text] for text in texts], dtype=np.float32)
        for text in set(texts):
            self._vectors.move_to_end(text)
        _trim(self._vectors)
        return rows

    def keep_vectors(self, known: Iterable[tuple[str, Any]]) -> None:
        """Take over vectors that were computed before."""
        self._vectors.update(known)

    def known_vectors(self, texts: Iterable[str]) -> dict[str, Any]:
        """The vectors that are at hand for some texts."""
        return {text: self._vectors[text] for text in texts if text in self._vectors}

    def _counted(self, text: str, learn: bool) -> Counts:
        known = self._counts.get(text)
        if known is not None:
            self._counts.move_to_end(text)
            return known
        stems, stem_values = _numbered(stem_counts(text), self._stems, learn)
        parts, part_values = _numbered(part_counts(text), self._parts, learn)
        counts = Counts(stems, stem_values, parts, part_values)
        if learn:
            self._counts[text] = counts
            _trim(self._counts)
        return counts


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each stem and each part of a word says: the rarer in what was learned, the more."""

    stems: Floats
    parts: Floats

    def rows(self, counts: Sequence[Counts]) -> sparse.csr_matrix:
        """A row of length one per text (texts × stems and parts); stems and parts weigh the same."""
        stems = _weighted([(entry.stems, entry.stem_values) for entry in counts], self.stems)
        parts = _weighted([(entry.parts, entry.part_values) for entry in counts], self.parts)
        return _unit(sparse.hstack([stems, parts], format="csr"))

    def stem_rows(self, counts: Sequence[Counts]) -> sparse.csr_matrix:
        """As `rows`, with stems only: questions are worded by one person and need no more."""
        return _weighted([(entry.stems, entry.stem_values) for entry in counts], self.stems)


def weigh(counts: Sequence[Counts], store: TextStore) -> Weights:
    """The weights that follow from some texts."""
    stems = _rarity([entry.stems for entry in counts], store.stems)
    return Weights(stems, _rarity([entry.parts for entry in counts], store.parts))


def _numbered(counts: dict[str, int], numbers: dict[str, int], learn: bool) -> tuple[Any, Floats]:
    if learn:
        for feature in counts:
            numbers.setdefault(feature, len(numbers))
    known = [(numbers[feature], count) for feature, count in counts.items() if feature in numbers]
    indices = np.array([number for number, _ in known], dtype=np.int32)
    # The second "bus" in a turn says less than the first.
    return indices, (1 + np.log(np.array([count for _, count in known], dtype=np.float32)))


def _rarity(found: Sequence[NDArray[np.int32]], size: int) -> Floats:
    seen = np.bincount(np.concatenate(found), minlength=size) if found else np.zeros(size)
    # A word that stands in none of them has no weight, whatever other texts have been read before.
    rarity: Floats = np.where(seen > 0, np.log((1 + len(found)) / (1 + seen)) + FLOOR, 0).astype(np.float32)
    return rarity


def _weighted(rows: Sequence[tuple[NDArray[np.int32], Floats]], weights: Floats) -> sparse.csr_matrix:
    size = len(weights)
    # Words that came after the weights were made have none yet.
    kept = [(indices[indices < size], values[indices < size]) for indices, values in rows]
    bounds = np.cumsum([0, *(len(indices) for indices, _ in kept)])
    columns = np.concatenate([indices for indices, _ in kept]) if kept else np.zeros(0, np.int32)
    values = np.concatenate([values for _, values in kept]) if kept else np.zeros(0, np.float32)
    return _unit(sparse.csr_matrix((values * weights[columns], columns, bounds), shape=(len(kept), size)))


def _unit(rows: sparse.csr_matrix) -> sparse.csr_matrix:
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    per_value = np.repeat(np.where(lengths > 0, lengths, 1), np.diff(rows.indptr))
    rows.data = (rows.data / per_value).astype(np.float32)
    return rows


def _trim(kept: OrderedDict[str, Any]) -> None:
    while len(kept) > KEPT_TEXTS:
        kept.popitem(last=False)
