"""Suggestions tried on documents that were not learned from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from coder.suggest.codes import CodeList, CodeText
from coder.suggest.engine import Engine, Semantic
from coder.suggest.examples import Example
from coder.suggest.words import words


@dataclass(frozen=True, slots=True)
class Tried:
    """A coded excerpt, its codes as they are now, and three codes each by the engine and two simple ways.

    `usual` are the most frequent codes of the other documents, `keyword` those that share most words.
    """

    asked: Example
    ranked: tuple[str, ...]
    score: float
    usual: tuple[str, ...]
    keyword: tuple[str, ...]


def left_out(
    codes: CodeList, documents: Mapping[str, Sequence[Example]], semantic: Semantic = "auto"
) -> list[Tried]:
    """Leave out one document after the other, learn from the others, and propose for it."""
    engine = Engine(codes, semantic)
    spoken = {entry.id: _spoken(entry) for entry in codes.entries}
    tried: list[Tried] = []
    for name, asked in documents.items():
        others = [example for other, some in documents.items() if other != name for example in some]
        engine.forget()
        engine.learn(others)
        counts = Counter(code for example in others for code in map(codes.follow, example.codes) if code)
        usual = tuple(code for code, _ in counts.most_common(3))
        for example, ranked in zip(asked, engine.suggest_many(asked), strict=True):
            now = replace(example, codes=tuple(filter(None, map(codes.follow, example.codes))))
            proposed = tuple(one.code for one in ranked)
            score = ranked[0].score if ranked else 0.0
            tried.append(Tried(now, proposed, score, usual, _keyword(spoken, example.text)))
    return tried


def _spoken(entry: CodeText) -> frozenset[str]:
    """The stems of everything that is said of a code."""
    said = " ".join([*entry.views, *entry.cues])
    return frozenset(stem for _, _, stem in words(said) if stem)


def _keyword(spoken: Mapping[str, frozenset[str]], text: str) -> tuple[str, ...]:
    here = {stem for _, _, stem in words(text) if stem}
    shared = {code: len(here & stems) for code, stems in spoken.items() if here & stems}
    return tuple(sorted(shared, key=lambda code: (-shared[code], code))[:3])
