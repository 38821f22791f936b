"""The ways to suggest codes that our engines are measured against, and the engines themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from suggest_data import Coded, Table

from coder.suggest import Engine, Example
from coder.suggest.words import words

Scorer = Callable[[Sequence[Example], Sequence[Example]], Table]
"""(what was coded, what is asked) → excerpts × codes."""


def most_frequent(data: Coded) -> Scorer:
    """The codes in the order of how often they were used so far."""

    def score(coded: Sequence[Example], asked: Sequence[Example]) -> Table:
        counts = np.array([sum(code in example.codes for example in coded) for code in data.ids], float)
        return np.tile(counts, (len(asked), 1))

    return score


def keyword(data: Coded) -> Scorer:
    """How many stems an excerpt shares with the name and definition of a code. It does not learn."""
    defined = [_stems(f"{code.name} {code.definition}") for code in data.codes if code.usable]

    def score(coded: Sequence[Example], asked: Sequence[Example]) -> Table:
        return np.array(
            [[len(_stems(example.text) & stems) for stems in defined] for example in asked], float
        )

    return score


def regression(data: Coded, *, context: bool) -> Scorer:
    """TF-IDF of words and parts of words with a logistic regression per code; the usual first choice."""
    from scipy import sparse
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import OneHotEncoder

    def features(coded: Sequence[Example], asked: Sequence[Example]) -> tuple[sparse.csr_matrix, ...]:
        readers = [
            TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True),
        ]
        tables = [
            [r.fit_transform([e.text for e in coded]), r.transform([e.text for e in asked])] for r in readers
        ]
        if context and any(example.context for example in coded):
            question = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
            known = question.fit_transform([e.context for e in coded])
            tables.append([0.5 * known, 0.5 * question.transform([e.context for e in asked])])
            which = OneHotEncoder(handle_unknown="ignore")
            known = which.fit_transform([[e.context] for e in coded])
            tables.append([0.5 * known, 0.5 * which.transform([[e.context] for e in asked])])
        return tuple(sparse.hstack(side).tocsr() for side in zip(*tables, strict=True))

    def score(coded: Sequence[Example], asked: Sequence[Example]) -> Table:
        table = np.full((len(asked), len(data.ids)), -50.0)
        if not coded:
            return np.zeros_like(table)
        known, new = features(coded, asked)
        for place, code in enumerate(data.ids):
            has = np.array([code in example.codes for example in coded])
            if has.all():
                table[:, place] = 50
            elif has.any():
                model = LogisticRegression(C=10, solver="liblinear").fit(known, has)
                table[:, place] = model.decision_function(new)
        return table

    return score


def engine(data: Coded, *, semantic: bool, context: bool) -> Scorer:
    """Our engine; one for all runs, so that a text is embedded once."""
    ours = Engine(data.codes, semantic)

    def seen(examples: Sequence[Example]) -> list[Example]:
        return list(examples) if context else [replace(example, context="") for example in examples]

    def score(coded: Sequence[Example], asked: Sequence[Example]) -> Table:
        ours.forget()
        ours.learn(seen(coded))
        return ours.scores([replace(example, codes=()) for example in seen(asked)]).astype(float)

    return score


def _stems(text: str) -> set[str]:
    return {stem for _, _, stem in words(text) if stem}
