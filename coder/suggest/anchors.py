"""What the model is anchored to: the codebook's own words, then the excerpts that people coded."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from coder.suggest.codes import CodeList
from coder.suggest.examples import Example
from coder.suggest.features import Floats

PSEUDO_WEIGHT = 0.5
"""What a definition or an example in the codebook weighs, against an excerpt coded by a person."""

REFUSED_WEIGHT, REFUSED_TARGET = 0.5, -0.3
"""A refused suggestion says what an excerpt is not, which is less than what it is."""

MOST_EXAMPLES = 4_000
"""Above this a sample is learned from, so that time and memory stay bounded."""

MOST_DEFINITIONS = 1_000
"""Above this many codes definitions are compared only, and codes do not stand for one another."""

STEADY_FROM, STEADY_SHARE = 64, 1.05
"""From so many examples the weights of words are made anew only when this share more has come."""

SEED = 0


@dataclass(frozen=True, slots=True)
class Anchors:
    """Definitions and codebook examples, then coded excerpts, one row each."""

    rows: tuple[Example, ...]
    targets: Floats
    """Rows × codes, and a last column for there being nothing to code."""
    weights: Floats
    first: int
    """Where the coded excerpts begin."""
    places: tuple[int, ...]
    """For each coded excerpt, its place in what was given to learn."""

    def begins(self, other: Anchors) -> bool:
        """Whether `other` has the same rows and more behind them."""
        return self.first == other.first and self.rows == other.rows[: len(self.rows)]


def anchors_of(codes: CodeList, definitions: Sequence[str], examples: Sequence[Example]) -> Anchors:
    """The anchors for a codebook, whose definitions are given as texts, and some examples."""
    rows: list[Example] = []
    targets: list[dict[int, float]] = []
    if len(codes.entries) <= MOST_DEFINITIONS:
        for place, entry in enumerate(codes.entries):
            shown = [(text, 1.0) for text in (definitions[place], *entry.samples)]
            for text, target in [*shown, *((text, REFUSED_TARGET) for text in entry.counters)]:
                rows.append(Example(text))
                targets.append({place: target})
    first, places = len(rows), _sample(examples)
    weights = [PSEUDO_WEIGHT] * first
    for place in places:
        rows.append(examples[place])
        targets.append(_targets(codes, examples[place]))
        weights.append(REFUSED_WEIGHT if not examples[place].codes and examples[place].refused else 1.0)
    table = np.zeros((len(rows), len(codes.entries) + 1), np.float32)
    for number, marks in enumerate(targets):
        for place, target in marks.items():
            table[number, place] = target
    return Anchors(tuple(rows), table, np.array(weights, np.float32), first, tuple(places))


def steady(examples: int) -> int:
    """How many of so many examples the weights of words are made from.

    It depends on the number alone, so that learning bit by bit ends where learning at once does.
    """
    size = STEADY_FROM
    if examples <= size:
        return examples
    while (larger := int(size * STEADY_SHARE)) <= examples:
        size = larger
    return size


def _targets(codes: CodeList, example: Example) -> dict[int, float]:
    """Place of a code → what its score should be for this excerpt, where that is not nothing."""
    marks = {codes.places[code]: REFUSED_TARGET for code in map(codes.follow, example.refused) if code}
    marks.update({codes.places[code]: 1.0 for code in map(codes.follow, example.codes) if code})
    return marks or {len(codes.entries): 1.0}


def _sample(examples: Sequence[Example]) -> list[int]:
    """The places of the examples to learn from: all, or coded ones first when there are too many."""
    places = list(range(len(examples)))
    if len(places) <= MOST_EXAMPLES:
        return places
    random.Random(SEED).shuffle(places)  # noqa: S311 - a sample, not a secret
    places.sort(key=lambda place: not examples[place].codes)
    return sorted(places[:MOST_EXAMPLES])
