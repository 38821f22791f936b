"""Learning which excerpts get which codes, from definitions and from what people coded.

One kernel ridge regression for all codes: every excerpt coded so far and every definition pulls
its codes towards excerpts that are like it. It needs no iterations, gives the same answer every
time, and takes a second for three thousand excerpts. Definitions alone say more while there are
few examples, so that their own comparison is added and fades code by code.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import linalg, sparse

from coder.suggest.codes import CodeList
from coder.suggest.examples import Example
from coder.suggest.features import Floats, TextStore
from coder.suggest.kernels import Reader, Rows, likeness, products

PULL = 0.5
"""How strongly the regression is held back (the ridge), per example of weight one."""

PSEUDO_WEIGHT = 0.5
"""What a definition or an example in the codebook weighs, against an excerpt coded by a person."""

REFUSED_WEIGHT, REFUSED_TARGET = 0.5, -0.3
"""A refused suggestion says what an excerpt is not, which is less than what it is."""

SIBLINGS, ALIKE, ALIKE_ONLY = 0.4, 0.1, 0.3
"""How much of an excerpt's evidence counts for codes of the same parent and codes that read alike."""

ALIKE_TEMPERATURE = 0.1

DEFINITION_SHARE, DEFINITION_FADES = 0.3, 100
"""What the comparison with definitions adds, and after how many examples it counts half."""

QUESTION_SHARE, WORD_SHARE = 0.5, 0.5
"""In that comparison: the question beside the excerpt, words beside meaning."""

SHARPNESS, SHARPNESS_WORDS = 0.03, 0.05
"""The temperature at which likenesses to definitions become shares, with and without a model."""

MOST_EXAMPLES = 4_000
"""Above this a sample is learned from, so that time and memory stay bounded."""

MOST_DEFINITIONS = 1_000
"""Above this many codes definitions are compared only, and codes do not stand for one another."""

SEED = 0


@dataclass(frozen=True, slots=True)
class Anchors:
    """What is learned from: excerpts, then definitions and codebook examples, one row each."""

    examples: tuple[Example, ...]
    kept: tuple[int, ...]
    """For each coded excerpt among them, its place in what was given to learn."""
    targets: Floats
    weights: Floats


class Learner:
    """A fitted model: excerpts in, a score per code out."""

    def __init__(self, codes: CodeList, store: TextStore, examples: Sequence[Example]) -> None:
        """Fit to the codes and the examples; texts that `store` does not know are embedded."""
        self.codes = codes
        self.store = store
        self.size = len(codes.entries)
        self.definitions = [". ".join(entry.views) for entry in codes.entries]
        self.anchors = _anchors(codes, self.definitions, examples)
        self.coded = len(self.anchors.kept)
        self.reader = Reader(store, self.anchors.examples[: self.coded], self.definitions)
        self._views, self._view_codes = self._read_views()
        self.definition_rows = self.reader.rows([Example(text) for text in self.definitions])
        counted = store.counts(self.definitions, learn=False)
        self._asked_definitions = self.reader.question_weights.stem_rows(counted)
        self._kin = self._kinship() if self.size <= MOST_DEFINITIONS else None
        self.rows = self.reader.rows(self.anchors.examples)
        self.columns = self.rows.words.tocsc()
        self.pull = self._fit()

    def read(self, examples: Sequence[Example]) -> Rows:
        """Excerpts as this model sees them."""
        return self.reader.rows(examples)

    def scores(self, rows: Rows) -> Floats:
        """Excerpts × codes, and in a last column how much there is nothing to code."""
        learned = likeness(rows, self.rows, self.coded) @ self.pull
        learned[:, : self.size] += self.defined(rows)
        return learned

    def defined(self, rows: Rows) -> Floats:
        """What the comparison with definitions alone adds (excerpts × codes)."""
        temperature = SHARPNESS_WORDS if self._views is None else SHARPNESS
        shares = _shares(self.definition_likeness(rows), temperature)
        fade = DEFINITION_FADES / (self.coded + DEFINITION_FADES)
        return DEFINITION_SHARE * fade * self._spread(shares)

    def _spread(self, table: Floats) -> Floats:
        """Evidence for codes, with the part of it that counts for their kin."""
        spread: Floats = table if self._kin is None else table @ self._kin
        return spread

    def definition_likeness(self, rows: Rows) -> Floats:
        """How like each definition an excerpt is, with a part for the question it answers."""
        alike = products(rows.words, self.definition_rows.words)
        alike += QUESTION_SHARE * products(rows.question_words, self._asked_definitions)
        if self._views is None or rows.vectors is None or rows.question_vectors is None:
            return alike
        meaning = (rows.vectors + QUESTION_SHARE * rows.question_vectors) @ self._views.T
        total: Floats = meaning + WORD_SHARE * alike
        return total

    def _read_views(self) -> tuple[Floats | None, list[int]]:
        """The mean vector of the ways to say what a code is."""
        texts = [view for entry in self.codes.entries for view in entry.views]
        owners = [place for place, entry in enumerate(self.codes.entries) for _ in entry.views]
        vectors = self.store.vectors(texts)
        if vectors is None:
            return None, owners
        means = np.zeros((self.size, vectors.shape[1] if len(texts) else 0), np.float32)
        np.add.at(means, owners, vectors)
        means /= np.maximum(1, np.bincount(owners, minlength=self.size))[:, None]
        return means, owners

    def _kinship(self) -> Floats:
        """Codes × codes, rows adding to one: how far evidence for one counts for another."""
        parents = [entry.parent for entry in self.codes.entries]
        numbers = {parent: number for number, parent in enumerate(dict.fromkeys(parents))}
        families = np.array([numbers[parent] for parent in parents])
        same = (families[:, None] == families[None]).astype(np.float32)
        if self._views is not None:
            unit = self._views / np.maximum(np.linalg.norm(self._views, axis=1, keepdims=True), 1e-9)
            alike = unit @ unit.T
        else:
            alike = products(self.definition_rows.words, self.definition_rows.words)
        np.fill_diagonal(alike, -np.inf)
        siblings, reading = (SIBLINGS, ALIKE) if len(numbers) > 1 else (0.0, ALIKE_ONLY)
        own = 1 - siblings - reading
        kin = own * np.eye(self.size, dtype=np.float32) + siblings * same / same.sum(1, keepdims=True)
        if self.size > 1:
            kin += reading * _shares(alike, ALIKE_TEMPERATURE)
        return kin.astype(np.float32)

    def _fit(self) -> Floats:
        """What each anchor adds to each code, per likeness to it (anchors × codes and nothing)."""
        table = likeness(self.rows, self.rows, self.coded)
        table[np.diag_indices_from(table)] += PULL / self.anchors.weights
        targets = np.hstack([self._spread(self.anchors.targets[:, : self.size]), self.anchors.targets[:, self.size :]])
        factor = linalg.cho_factor(table, lower=True, overwrite_a=True, check_finite=False)
        solved: Floats = linalg.cho_solve(factor, targets, check_finite=False).astype(np.float32)
        return solved


def _anchors(codes: CodeList, definitions: Sequence[str], examples: Sequence[Example]) -> Anchors:
    kept = _sample(examples)
    rows = [examples[place] for place in kept]
    targets = [_targets(codes, example) for example in rows]
    weights = [REFUSED_WEIGHT if example.refused and not example.codes else 1.0 for example in rows]
    if len(codes.entries) <= MOST_DEFINITIONS:
        for place, entry in enumerate(codes.entries):
            shown = [(text, 1.0) for text in (definitions[place], *entry.samples)]
            for text, target in [*shown, *((text, REFUSED_TARGET) for text in entry.counters)]:
                rows.append(Example(text))
                targets.append({place: target})
                weights.append(PSEUDO_WEIGHT)
    table = np.zeros((len(rows), len(codes.entries) + 1), np.float32)
    for number, marks in enumerate(targets):
        for place, target in marks.items():
            table[number, place] = target
    return Anchors(tuple(rows), tuple(kept), table, np.array(weights, np.float32))


def _targets(codes: CodeList, example: Example) -> dict[int, float]:
    """Place of a code → what its score should be for this excerpt, where that is not nothing."""
    marks = {codes.places[code]: REFUSED_TARGET for code in map(codes.follow, example.refused) if code}
    marks.update({codes.places[code]: 1.0 for code in map(codes.follow, example.codes) if code})
    return marks or {len(codes.entries): 1.0}


def _sample(examples: Sequence[Example]) -> list[int]:
    """The places of the examples to learn from: all, or the coded ones first when there are too many."""
    places = list(range(len(examples)))
    if len(places) <= MOST_EXAMPLES:
        return places
    random.Random(SEED).shuffle(places)
    places.sort(key=lambda place: not examples[place].codes)
    return sorted(places[:MOST_EXAMPLES])


def _shares(table: Floats, temperature: float) -> Floats:
    """Each row as shares that add to one; the higher a value, the larger its share."""
    if not table.size:
        return table
    heights = np.exp((table - table.max(axis=1, keepdims=True)) / temperature)
    shares: Floats = heights / heights.sum(axis=1, keepdims=True)
    return shares
