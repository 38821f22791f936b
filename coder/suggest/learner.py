"""Learning which excerpts get which codes, from definitions and from what people coded.

One kernel ridge regression for all codes: every excerpt coded so far and every definition pulls
its codes towards excerpts that are like it. It needs no iterations, gives the same answer every
time, and takes a second for three thousand excerpts. Definitions alone say more while there are
few examples, so that their own comparison is added and fades.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import linalg

from coder.suggest.anchors import MOST_DEFINITIONS, Anchors, anchors_of, steady
from coder.suggest.codes import CodeList
from coder.suggest.examples import Example
from coder.suggest.features import Floats, TextStore
from coder.suggest.kernels import Likeness, Reader, Rows, likeness, products, stacked, whole_likeness

PULL = 0.5
"""How strongly the regression is held back (the ridge), per example of weight one."""

SIBLINGS, ALIKE, ALIKE_ONLY = 0.4, 0.1, 0.3
"""How much of an excerpt's evidence counts for codes of the same parent and codes that read alike."""

ALIKE_TEMPERATURE = 0.1

DEFINITION_SHARE, FADES = 0.3, 100
"""What the comparison with definitions adds, and after how many examples it counts half."""

QUESTION_SHARE, WORD_SHARE = 0.5, 0.5
"""In that comparison: the question beside the excerpt, words beside meaning."""

SHARPNESS = 0.03
"""The temperature at which likenesses to definitions become shares."""


class Definitions:
    """The codebook alone: how like each definition an excerpt is, and which codes are akin."""

    def __init__(self, codes: CodeList, reader: Reader) -> None:
        self.codes = codes
        self.size = len(codes.entries)
        self.texts = definition_texts(codes)
        self._reader = reader
        counted = reader.store.counts(self.texts, learn=False)
        self._words = reader.content_weights().rows(counted)
        self._words_turned = self._words.T.tocsr()
        self._asked = reader.question_weights.stem_rows(counted)
        self._asked_turned = self._asked.T.tocsr()
        self._views = self._read_views()
        self._kin = self._kinship() if self.size <= MOST_DEFINITIONS else None

    def shares(self, rows: Rows) -> Floats:
        """Excerpts × codes: what the comparison with definitions says, each row adding to one."""
        shares = _shares(self.likeness(rows), SHARPNESS)
        return 0.5 * shares + 0.5 * self.spread(shares)

    def likeness(self, rows: Rows) -> Floats:
        """How like each definition an excerpt is, with a part for the question it answers."""
        alike = products(rows.words, self._words, self._words_turned)
        asked = products(rows.question_words, self._asked, self._asked_turned)
        alike += QUESTION_SHARE * asked[rows.questions.which]
        if self._views is None or rows.vectors is None or rows.question_vectors is None:
            return alike
        meaning = rows.vectors @ self._views.T
        meaning += QUESTION_SHARE * (rows.question_vectors @ self._views.T)[rows.questions.which]
        total: Floats = meaning + WORD_SHARE * alike
        return total

    def spread(self, table: Floats) -> Floats:
        """Evidence for codes (anything × codes), with the part of it that counts for their kin."""
        spread: Floats = table if self._kin is None else table @ self._kin
        return spread

    def _read_views(self) -> Floats | None:
        """The mean vector of the ways to say what a code is."""
        texts = [view for entry in self.codes.entries for view in entry.views]
        owners = [place for place, entry in enumerate(self.codes.entries) for _ in entry.views]
        vectors = self._reader.store.vectors(texts)
        if vectors is None or not texts:
            return None
        means = np.zeros((self.size, vectors.shape[1]), np.float32)
        np.add.at(means, owners, vectors)
        # A code that is said in several ways would otherwise be less like everything.
        means /= np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-9)
        return means

    def _kinship(self) -> Floats:
        """Codes × codes, rows adding to one: how far evidence for one counts for another."""
        parents = [entry.parent for entry in self.codes.entries]
        numbers = {parent: number for number, parent in enumerate(dict.fromkeys(parents))}
        families = np.array([numbers[parent] for parent in parents])
        same = (families[:, None] == families[None]).astype(np.float32)
        siblings, reading = (SIBLINGS, ALIKE) if len(numbers) > 1 else (0.0, ALIKE_ONLY)
        own = 1 - siblings - reading
        kin: Floats = own * np.eye(self.size, dtype=np.float32)
        kin += siblings * same / same.sum(1, keepdims=True)
        if self.size > 1:
            kin += reading * _shares(self._reading_alike(), ALIKE_TEMPERATURE)
        return kin

    def _reading_alike(self) -> Floats:
        if self._views is None:
            alike = products(self._words, self._words, self._words_turned)
        else:
            alike = self._views @ self._views.T
        np.fill_diagonal(alike, -np.inf)
        return alike


@dataclass(frozen=True)
class Learner:
    """A fitted model: excerpts in, a score per code out."""

    definitions: Definitions
    reader: Reader
    anchors: Anchors
    rows: Rows
    fade: float
    """How much of what is known without examples still counts, 1 to 0."""
    factor: Floats
    """The Cholesky factor of the likeness of all anchors, so that more can be added in a moment."""
    pull: Floats
    """What each anchor adds to each code, and to there being nothing, per likeness to it."""

    def compare(self, rows: Rows) -> Likeness:
        """Excerpts × anchors."""
        return likeness(rows, self.rows, self.fade)

    def scores(self, rows: Rows, compared: Likeness) -> Floats:
        """Excerpts × codes, and in a last column how much there is nothing to code."""
        learned = compared.whole @ self.pull
        learned[:, : self.definitions.size] += self.defined(rows)
        return learned

    def defined(self, rows: Rows) -> Floats:
        """What the comparison with definitions alone adds (excerpts × codes)."""
        added: Floats = DEFINITION_SHARE * self.fade * self.definitions.shares(rows)
        return added


def definition_texts(codes: CodeList) -> list[str]:
    """All that is said of each code, as one text."""
    return [". ".join(entry.views) for entry in codes.entries]


def fit(codes: CodeList, store: TextStore, examples: Sequence[Example], before: Learner | None) -> Learner:
    """A model of the codes and the examples. Texts that `store` does not know are embedded.

    `before` is what was fitted to the first of these examples: as long as the weights of words
    are steady, the rest is added to it, with the same result as fitting anew.
    """
    anchors = anchors_of(codes, definition_texts(codes), examples)
    basis = steady(len(examples))
    if before is not None and before.anchors.begins(anchors) and before.reader.basis == basis:
        return _extended(before, anchors)
    reader = Reader(store, examples[:basis], definition_texts(codes))
    definitions = Definitions(codes, reader)
    rows = reader.rows(anchors.rows)
    fade = FADES / (basis + FADES)
    # On its side it is the same table, in the order of memory that the solver wants.
    table = whole_likeness(rows, rows, fade).T
    table[np.diag_indices_from(table)] += PULL / anchors.weights
    factor = linalg.cholesky(table, lower=True, overwrite_a=True, check_finite=False)
    return Learner(definitions, reader, anchors, rows, fade, factor, _pull(factor, anchors, definitions))


def _extended(before: Learner, anchors: Anchors) -> Learner:
    """The model with more anchors behind those it has: their rows of the factor follow from the others."""
    known = len(before.anchors.rows)
    if known == len(anchors.rows):
        return before
    new = before.reader.rows(anchors.rows[known:])
    across = whole_likeness(new, before.rows, before.fade)
    among = whole_likeness(new, new, before.fade)
    among[np.diag_indices_from(among)] += PULL / anchors.weights[known:]
    below = linalg.solve_triangular(before.factor, across.T, lower=True, check_finite=False).T
    corner = linalg.cholesky(among - below @ below.T, lower=True, check_finite=False)
    factor = np.zeros((len(anchors.rows), len(anchors.rows)), np.float32, order="F")
    factor[:known, :known], factor[known:, :known], factor[known:, known:] = before.factor, below, corner
    rows = stacked(before.rows, new)
    pull = _pull(factor, anchors, before.definitions)
    return Learner(before.definitions, before.reader, anchors, rows, before.fade, factor, pull)


def _pull(factor: Floats, anchors: Anchors, definitions: Definitions) -> Floats:
    size = definitions.size
    targets = np.hstack([definitions.spread(anchors.targets[:, :size]), anchors.targets[:, size:]])
    solved: Floats = linalg.cho_solve((factor, True), targets, check_finite=False).astype(np.float32)
    return solved


def _shares(table: Floats, temperature: float) -> Floats:
    """Each row as shares that add to one; the higher a value, the larger its share."""
    if not table.size:
        return table
    heights = np.exp((table - table.max(axis=1, keepdims=True)) / temperature)
    shares: Floats = heights / heights.sum(axis=1, keepdims=True)
    return shares
