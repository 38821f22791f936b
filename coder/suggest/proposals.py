"""What the engine proposes for turns: few codes, each on the words that speak for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from coder.domain.language import language_of
from coder.domain.sentences import sentences
from coder.domain.transcript import Span
from coder.suggest.cues import SOURCE, Hit
from coder.suggest.engine import Engine
from coder.suggest.examples import Example, RankedCode

if TYPE_CHECKING:
    from coder.suggest.codes import CodeList
    from coder.suggest.features import Floats

WORTH = (0.22, 0.26, 0.3)
"""The scores under which the first, second and further suggestions are not worth reading.

docs/suggestions.md says what they cost.
"""

WORTH_ALONE = 0.3
"""As `WORTH`, where only the definition speaks for a code, and in answers of few words without a cue."""

FOREIGN_FROM, WORTH_FOREIGN = 50, 0.4
"""Below so many lessons in a language that is not the usual one, what fits is told by the language alone:
of such suggestions without a cue only those with this score are shown."""

FEW_WORDS = 8
"""Of fewer words only a cue or a score of `WORTH_ALONE` tells anything."""

LEAST_WORDS = 4
"""Of fewer words a definition never tells anything."""

MOST = 6
"""How many codes a turn is given at most, so that others move up when some are settled."""

LONG = 160
"""Characters from which the sentences of a turn are looked at one by one."""

MOST_SENTENCES = 40

SHARE = 0.8
"""A sentence beside the best one belongs to a suggestion when it scores at least this share of it."""

BETWEEN = 0.5
"""Or when it stands at least so far from what all sentences score on average toward the best one."""

NEARLY_ALL = 0.75
"""A span of more than this share of the turn is made the whole turn."""


class Proposer:
    """An engine that is given codes once and lessons document by document."""

    def __init__(self) -> None:
        self._engine: Engine | None = None
        self._documents: dict[str, list[Example]] = {}
        self._languages: Counter[str] = Counter()

    def load(self, codes: CodeList, vectors: Path | None) -> str:
        """Go on with these codes and what was learned so far; gives the notice to show, if any."""
        self._engine = Engine(codes, "auto", vectors)
        self._engine.suggest("ready")
        self._engine.learn(one for name in sorted(self._documents) for one in self._documents[name])
        return self._engine.notice or self._engine.cue_notice

    def learn(self, documents: Mapping[str, list[Example]]) -> None:
        """Take what was decided in some documents for what was known of them; fitting comes later.

        What has not changed keeps its place, so that little has to be fitted anew.
        """
        for name in sorted(documents):
            before, now = self._documents.get(name, []), documents[name]
            self._languages.subtract(language_of(one.text) for one in before)
            self._languages.update(language_of(one.text) for one in now)
            changed = {_all_of(one) for one in before} ^ {_all_of(one) for one in now}
            touched = {one.place for one in (*before, *now) if _all_of(one) in changed}
            if self._engine is not None:
                self._engine.unlearn(one for one in before if one.place in touched)
                self._engine.learn(one for one in now if one.place in touched)
        self._documents.update(documents)

    def propose(self, asked: Sequence[Example]) -> list[list[Hit]]:
        """The hits in each turn, best first."""
        if self._engine is None:
            return [[] for _ in asked]
        ranked = self._engine.suggest_many(asked, MOST)
        worth = [
            [
                entry
                for rank, entry in enumerate(some)
                if _is_worth(entry, turn, rank, foreign=self._is_foreign(turn))
            ]
            for turn, some in zip(asked, ranked, strict=True)
        ]
        codes = [[entry.code for entry in some] for some in worth]
        return [
            [
                Hit(span.start, span.end, entry.code, entry.score, entry.source, entry.reason, *near)
                for entry, span in zip(some, spans, strict=True)
                for near in [self._near(entry.near)]
            ]
            for some, spans in zip(worth, _located(self._engine, asked, codes), strict=True)
        ]

    def _is_foreign(self, turn: Example) -> bool:
        """Whether a turn is in a language in which little was decided, and most in another."""
        language = language_of(turn.text)
        usual = max(self._languages.values(), default=0)
        return bool(language) and self._languages[language] < min(FOREIGN_FROM, usual)

    def _near(self, place: int | None) -> tuple[str, str]:
        if place is None or self._engine is None:
            return "", ""
        example = self._engine.examples[place]
        return example.document, example.text


def _is_worth(entry: RankedCode, turn: Example, rank: int, *, foreign: bool) -> bool:
    """Whether a suggestion is worth the time to read it."""
    # A cue is there to be found: that another code is likelier does not make its words less so.
    size, floor = len(turn.text.split()), WORTH[0 if entry.source == SOURCE else min(rank, len(WORTH) - 1)]
    if entry.source == "definition" and size < LEAST_WORDS:
        return False
    if entry.source == "definition" or (entry.source != SOURCE and size < FEW_WORDS):
        floor = max(floor, WORTH_ALONE)
    if foreign and entry.source != SOURCE:
        floor = max(floor, WORTH_FOREIGN)
    return entry.score >= floor


def _all_of(example: Example) -> tuple[object, ...]:
    """What tells whether two lessons say the same."""
    return (*example.place, tuple(example.codes), tuple(example.refused))


def _located(
    engine: Engine, turns: Sequence[Example], codes: Sequence[Sequence[str]]
) -> Iterator[list[Span]]:
    """For each code of each turn, the words of the turn that speak for it."""
    wholes = [Span(0, len(turn.text)).trimmed(turn.text) for turn in turns]
    parts = [
        sentences(turn.text, whole)[:MOST_SENTENCES] if len(turn.text) >= LONG and wanted else []
        for turn, whole, wanted in zip(turns, wholes, codes, strict=True)
    ]
    # All sentences at once: read together they take half as long.
    tables = engine.part_scores(turns, [some if len(some) > 1 else [] for some in parts])
    for whole, some, table, wanted in zip(wholes, parts, tables, codes, strict=True):
        places = [engine.codes.places[code] for code in wanted]
        yield [_run(some, table[:, place], whole) if len(table) else whole for place in places]


def _run(parts: Sequence[Span], scores: Floats, whole: Span) -> Span:
    """The best sentence with those beside it that speak for the code nearly as much."""
    first = last = int(scores.argmax())
    best, usual = float(scores[first]), float(scores.mean())
    enough = min(SHARE * best, usual + BETWEEN * (best - usual))
    while first > 0 and scores[first - 1] >= enough:
        first -= 1
    while last + 1 < len(parts) and scores[last + 1] >= enough:
        last += 1
    span = Span(parts[first].start, parts[last].end)
    return whole if len(span) > NEARLY_ALL * len(whole) else span
