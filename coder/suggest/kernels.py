"""How alike excerpts are: in words and meaning, in the question they answer, in who speaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from coder.suggest.examples import Example
from coder.suggest.features import Floats, TextStore, Weights, weigh

QUESTION_NOW, QUESTION_LATER = 0.4, 0.1
"""What the same question alone says: much after a few examples, little after several hundred."""

DENSE_SHARE = 0.02
"""Words in more than this share of the texts are multiplied as a full table, which is faster."""

SMALL_TABLE = 250_000
"""Below so many cells that is not worth while."""


@dataclass(frozen=True, slots=True)
class Values:
    """What each excerpt has of something that several share: its question, or the speaker's role.

    Words and vectors of questions stand once per different question, in the order of `different`.
    """

    different: tuple[str, ...]
    shares: Floats
    """How much each different value tells apart: nothing where all excerpts have it, or it is empty."""
    which: NDArray[np.intp]
    """For each excerpt, the place of its value in `different`."""


@dataclass(frozen=True)
class Rows:
    """Excerpts as numbers, one row each."""

    words: sparse.csr_matrix
    vectors: Floats | None
    questions: Values
    question_words: sparse.csr_matrix
    question_vectors: Floats | None
    roles: Values

    def __len__(self) -> int:
        return self.words.shape[0]  # type: ignore[no-any-return]

    @cached_property
    def words_turned(self) -> sparse.csr_matrix:
        """Words × excerpts, which is what others are multiplied with."""
        return self.words.T.tocsr()


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike excerpts are: `text` by words and meaning alone, `whole` with question and role."""

    text: Floats
    whole: Floats


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
        self.basis = len(examples)
        self._examples = max(1, len(examples))
        self._questions = Counter(example.context for example in examples)
        self._roles = Counter(example.role for example in examples)

    def rows(self, examples: Sequence[Example]) -> Rows:
        """The rows of some excerpts."""
        texts = [example.text for example in examples]
        questions = self._values([example.context for example in examples], self._questions)
        asked = self.store.counts(questions.different, learn=False)
        return Rows(
            self.weights.rows(self.store.counts(texts, learn=False)),
            self.store.vectors(texts),
            questions,
            self.question_weights.stem_rows(asked),
            self.store.vectors(questions.different),
            self._values([example.role for example in examples], self._roles),
        )

    def content_weights(self) -> Weights:
        """The weights of words without those that only tell how something is said."""
        return Weights(
            self.weights.stems, self.weights.parts * self.store.content_parts()[: len(self.weights.parts)]
        )

    def _values(self, values: Sequence[str], known: Counter[str]) -> Values:
        places = {value: place for place, value in enumerate(dict.fromkeys(values))}
        telling = [np.sqrt(1 - known[value] / self._examples) if value else 0 for value in places]
        which = np.array([places[value] for value in values], dtype=np.intp)
        return Values(tuple(places), np.array(telling, np.float32), which)


def likeness(first: Rows, second: Rows, fade: float) -> Likeness:
    """Each of `first` with each of `second`; the same words in answer to the same question count double.

    `fade` is how much of the weight of a question on its own is left, 1 before any example.
    """
    text = _text_likeness(first, second)
    return Likeness(text, _with_setting(text.copy(), first, second, fade))


def whole_likeness(first: Rows, second: Rows, fade: float) -> Floats:
    """The `whole` of `likeness`, with less memory."""
    return _with_setting(_text_likeness(first, second), first, second, fade)


def _text_likeness(first: Rows, second: Rows) -> Floats:
    text = products(first.words, second.words, second.words_turned)
    # Without anchors there is nothing to be like.
    if first.vectors is not None and second.vectors is not None and len(second.vectors):
        text += first.vectors @ second.vectors.T
    return text


def _with_setting(text: Floats, first: Rows, second: Rows, fade: float) -> Floats:
    """`text`, changed in place: tables of thousands of excerpts are the largest things in memory."""
    setting = _setting(first, second)
    if setting is None:
        return text
    setting += 1
    text *= setting
    setting -= 1
    setting *= QUESTION_LATER + QUESTION_NOW * fade
    text += setting
    return text


def products(first: sparse.csr_matrix, second: sparse.csr_matrix, turned: sparse.csr_matrix) -> Floats:
    """The cosine of each row of `first` with each of `second`; `turned` is `second` on its side."""
    if first.shape[0] * second.shape[0] < SMALL_TABLE:
        small: Floats = (first @ turned).toarray()
        return small
    seen = np.diff(turned.indptr)
    frequent = np.flatnonzero(seen > DENSE_SHARE * second.shape[0])
    rare = np.flatnonzero((seen > 0) & (seen <= DENSE_SHARE * second.shape[0]))
    table: Floats = first[:, frequent].toarray() @ second[:, frequent].toarray().T
    table += (first[:, rare] @ turned[rare]).toarray()
    return table


def stacked(first: Rows, second: Rows) -> Rows:
    """The rows of both, one below the other. Questions and roles are numbered anew."""
    return Rows(
        sparse.vstack([first.words, second.words], format="csr"),
        _joined(first.vectors, second.vectors),
        _together(first.questions, second.questions),
        sparse.vstack([first.question_words, second.question_words], format="csr"),
        _joined(first.question_vectors, second.question_vectors),
        _together(first.roles, second.roles),
    )


def _setting(first: Rows, second: Rows) -> Floats | None:
    """How alike question and role are, or None where no excerpt has any that tells."""
    parts: list[Floats] = []
    if first.questions.shares.any() and second.questions.shares.any():
        alike = 0.5 * (first.question_words @ second.question_words.T).toarray()
        alike += 0.5 * _same(first.questions, second.questions)
        asked = second.question_vectors
        if first.question_vectors is not None and asked is not None and len(asked):
            alike += first.question_vectors @ asked.T
        parts.append(_spread(alike, first.questions, second.questions))
    if first.roles.shares.any() and second.roles.shares.any():
        parts.append(_spread(0.5 * _same(first.roles, second.roles), first.roles, second.roles))
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else parts[0] + parts[1]


def _spread(alike: Floats, first: Values, second: Values) -> Floats:
    """What is known of different values, for the excerpts that have them."""
    weighed = (alike * np.outer(first.shares, second.shares)).astype(np.float32)
    spread: Floats = weighed[:, second.which][first.which]
    return spread


def _same(first: Values, second: Values) -> Floats:
    places: dict[str, list[int]] = {}
    for place, value in enumerate(second.different):
        places.setdefault(value, []).append(place)
    table = np.zeros((len(first.different), len(second.different)), np.float32)
    for row, value in enumerate(first.different):
        table[row, places.get(value, [])] = 1
    return table


def _together(first: Values, second: Values) -> Values:
    return Values(
        first.different + second.different,
        np.concatenate([first.shares, second.shares]),
        np.concatenate([first.which, second.which + len(first.different)]),
    )


def _joined(first: Floats | None, second: Floats | None) -> Floats | None:
    if first is None or second is None:
        return None
    return np.vstack([first, second])
