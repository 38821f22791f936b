"""How alike excerpts are: in words and meaning, in the question they answer, in who speaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from coder.suggest.examples import Example
from coder.suggest.features import Floats, TextStore, Weights, weigh

QUESTION_NOW, QUESTION_LATER, QUESTION_FADES = 0.4, 0.1, 100
"""What the same question alone says: much after a few examples, little after several hundred."""

DENSE_SHARE = 0.02
"""Words in more than this share of the texts are multiplied as a full table, which is faster."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Excerpts as numbers, one row each."""

    words: sparse.csr_matrix
    vectors: Floats | None
    question_words: sparse.csr_matrix
    question_vectors: Floats | None
    question_shares: Floats
    questions: tuple[str, ...]
    role_shares: Floats
    roles: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.questions)


class Reader:
    """Turns excerpts into rows, with weights of words that were learned from some of them."""

    def __init__(self, store: TextStore, examples: Sequence[Example], definitions: Sequence[str]) -> None:
        self.store = store
        texts = [*(example.text for example in examples), *definitions]
        questions = list(dict.fromkeys(example.context for example in examples if example.context))
        counted = store.counts(texts, learn=True)
        asked = store.counts([*questions, *definitions], learn=True)
        self.weights: Weights = weigh(counted, store)
        self.question_weights: Weights = weigh(asked, store)
        self._examples = max(1, len(examples))
        self._questions = Counter(example.context for example in examples)
        self._roles = Counter(example.role for example in examples)

    def rows(self, examples: Sequence[Example]) -> Rows:
        """The rows of some excerpts."""
        texts = [example.text for example in examples]
        questions = tuple(example.context for example in examples)
        roles = tuple(example.role for example in examples)
        asked = self.store.counts(questions, learn=False)
        return Rows(
            self.weights.rows(self.store.counts(texts, learn=False)),
            self.store.vectors(texts),
            self.question_weights.stem_rows(asked),
            self._question_vectors(questions),
            self._telling(questions, self._questions),
            questions,
            self._telling(roles, self._roles),
            roles,
        )

    def _question_vectors(self, questions: tuple[str, ...]) -> Floats | None:
        different = list(dict.fromkeys(questions))
        vectors = self.store.vectors(different)
        if vectors is None:
            return None
        places = {question: place for place, question in enumerate(different)}
        return vectors[[places[question] for question in questions]]

    def _telling(self, values: Sequence[str], known: Counter[str]) -> Floats:
        """How much each value tells apart: nothing where all examples have it, or it is not given."""
        return np.array(
            [np.sqrt(1 - known[value] / self._examples) if value else 0 for value in values], dtype=np.float32
        )


def text_likeness(first: Rows, second: Rows) -> Floats:
    """Words plus meaning, `len(first)` × `len(second)`: 0 to 1, or to 2 with meaning."""
    likeness = products(first.words, second.words)
    if first.vectors is not None and second.vectors is not None:
        likeness += first.vectors @ second.vectors.T
    return likeness


def likeness(first: Rows, second: Rows, examples: int) -> Floats:
    """Everything together; the same words in answer to the same question count double."""
    text = text_likeness(first, second)
    if not (first.question_shares.any() or first.role_shares.any()):
        return text
    setting = _question_likeness(first, second) + _role_likeness(first, second)
    fade = QUESTION_FADES / (examples + QUESTION_FADES)
    weight = QUESTION_LATER + QUESTION_NOW * fade
    total: Floats = text * (1 + setting) + weight * setting
    return total


def products(first: sparse.csr_matrix, second: sparse.csr_matrix) -> Floats:
    """The cosine of each row of `first` with each of `second`."""
    if first.shape[0] * second.shape[0] < 250_000:
        small: Floats = (first @ second.T).toarray()
        return small
    seen = np.bincount(second.indices, minlength=second.shape[1])
    frequent = np.flatnonzero(seen > DENSE_SHARE * second.shape[0])
    rare = np.flatnonzero((seen > 0) & (seen <= DENSE_SHARE * second.shape[0]))
    table: Floats = first[:, frequent].toarray() @ second[:, frequent].toarray().T
    table += (first[:, rare] @ second[:, rare].T).toarray()
    return table


def _question_likeness(first: Rows, second: Rows) -> Floats:
    """The same question, the same words in it, the same meaning; computed once per question."""
    if not first.question_shares.any():
        return np.zeros((len(first), len(second)), np.float32)
    one, one_places = _different(first.questions)
    two, two_places = _different(second.questions)
    alike = 0.5 * (first.question_words[one] @ second.question_words[two].T).toarray()
    alike += 0.5 * _same([first.questions[n] for n in one], [second.questions[n] for n in two])
    if first.question_vectors is not None and second.question_vectors is not None:
        alike += first.question_vectors[one] @ second.question_vectors[two].T
    alike *= np.outer(first.question_shares[one], second.question_shares[two])
    spread: Floats = alike.astype(np.float32)[np.ix_(one_places, two_places)]
    return spread


def _role_likeness(first: Rows, second: Rows) -> Floats:
    if not first.role_shares.any():
        return np.zeros((len(first), len(second)), np.float32)
    same: Floats = 0.5 * _same(first.roles, second.roles) * np.outer(first.role_shares, second.role_shares)
    return same.astype(np.float32)


def _different(values: Sequence[str]) -> tuple[list[int], list[int]]:
    """Where each different value stands first, and which of them each value is."""
    places: dict[str, int] = {}
    first: list[int] = []
    which: list[int] = []
    for number, value in enumerate(values):
        if value not in places:
            places[value] = len(first)
            first.append(number)
        which.append(places[value])
    return first, which


def _same(first: Sequence[str], second: Sequence[str]) -> Floats:
    numbers = {value: number for number, value in enumerate(dict.fromkeys([*first, *second]))}
    one = np.array([numbers[value] for value in first])
    two = np.array([numbers[value] for value in second])
    return (one[:, None] == two[None]).astype(np.float32)
