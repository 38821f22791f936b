"""Which codes stand together: in the same excerpt, the same turn or adjacent turns."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, pairwise

from coder.analysis.counting import Mention, Scope


class Near(StrEnum):
    """How near two codes must stand to be together."""

    EXCERPT = "excerpt"
    TURN = "turn"
    ADJACENT = "adjacent"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two codes: the places with the first, the second and both, of all places, and the people of both."""

    first: str
    second: str
    of_first: int
    of_second: int
    both: int
    places: int
    people: int

    @property
    def jaccard(self) -> float:
        """Places with both of places with either (Jaccard 1912, *New Phytologist* 11: 37-50)."""
        return jaccard(self.of_first, self.of_second, self.both)

    @property
    def lift(self) -> float:
        """How many times as often together as by chance."""
        return lift(self.of_first, self.of_second, self.both, self.places)


def jaccard(first: int, second: int, both: int) -> float:
    """|A \u2229 B| / |A \u222a B|, 0 to 1; 0 without any (Jaccard 1912, *New Phytologist* 11: 37-50)."""
    either = first + second - both
    return both / either if either else 0.0


def lift(first: int, second: int, both: int, places: int) -> float:
    """P(A, B) / (P(A) P(B)): 1 is chance (Brin, Motwani, Ullman & Tsur 1997, there called interest)."""
    return both * places / (first * second) if first and second else 0.0


def pairs(scope: Scope, near: Near = Near.EXCERPT) -> list[Pair]:
    """Every two codes that stand together anywhere, the most frequent first.

    Places are excerpts (coded words of one turn that overlap), the turns of counted voices in coded
    conversations, or two of these turns that follow each other, whatever a facilitator said between.
    """
    held, people, places = _places(scope, near)
    single: Counter[str] = Counter()
    both: Counter[tuple[str, str]] = Counter()
    voices: dict[tuple[str, str], set[str]] = defaultdict(set)
    for place, codes in held.items():
        single.update(codes)
        for pair in combinations(sorted(codes), 2):
            both[pair] += 1
            voices[pair] |= people.get(place, set())
    found = [
        Pair(a, b, single[a], single[b], number, places, len(voices[a, b])) for (a, b), number in both.items()
    ]
    return sorted(found, key=lambda pair: (-pair.both, pair.first, pair.second))


def places_of(scope: Scope, near: Near) -> dict[_Place, list[Mention]]:
    """The places of `pairs` with what was coded in each, in the order of the transcripts."""
    if near is Near.EXCERPT:
        return _by_excerpt(scope.mentions)
    by_turn: dict[_Place, list[Mention]] = defaultdict(list)
    for mention in scope.mentions:
        by_turn[mention.transcript_id, mention.turn, 0].append(mention)
    if near is Near.TURN:
        return by_turn
    found: dict[_Place, list[Mention]] = {}
    for id_, numbers in _turns(scope).items():
        for one, other in pairwise(numbers):
            together = by_turn.get((id_, one, 0), []) + by_turn.get((id_, other, 0), [])
            if together:
                found[id_, one, other] = together
    return found


_Place = tuple[str, int, int]
_Held = dict[_Place, set[str]]


def _places(scope: Scope, near: Near) -> tuple[_Held, _Held, int]:
    """Place \u2192 codes, place \u2192 people, and how many places there are."""
    if near is Near.EXCERPT:
        held, people = _excerpts(scope.mentions)
        return held, people, len(held)
    by_turn: _Held = defaultdict(set)
    who: _Held = defaultdict(set)
    for mention in scope.mentions:
        place = (mention.transcript_id, mention.turn, 0)
        by_turn[place].add(mention.coding.code_id)
        who[place] |= {mention.person} if mention.person else set()
    turns = _turns(scope)
    if near is Near.TURN:
        return by_turn, who, sum(map(len, turns.values()))
    return _adjacent(by_turn, turns), _adjacent(who, turns), sum(len(t) - 1 for t in turns.values() if t)


def _turns(scope: Scope) -> dict[str, Sequence[int]]:
    coded = scope.material.coded_ids
    return {id_: turns.numbers for id_, turns in scope.turns.items() if id_ in coded}


def _adjacent(by_turn: _Held, turns: dict[str, Sequence[int]]) -> _Held:
    held: _Held = {}
    for id_, numbers in turns.items():
        for one, other in pairwise(numbers):
            codes = by_turn.get((id_, one, 0), set()) | by_turn.get((id_, other, 0), set())
            if codes:
                held[id_, one, other] = codes
    return held


def _excerpts(mentions: Iterable[Mention]) -> tuple[_Held, _Held]:
    held: _Held = {}
    people: _Held = {}
    for place, together in _by_excerpt(mentions).items():
        held[place] = {m.coding.code_id for m in together}
        people[place] = {m.person for m in together if m.person}
    return held, people


def _by_excerpt(mentions: Iterable[Mention]) -> dict[_Place, list[Mention]]:
    found: dict[_Place, list[Mention]] = defaultdict(list)
    at, reach, number = ("", 0), 0, 0
    for m in sorted(mentions, key=lambda m: (m.transcript_id, m.turn, m.coding.start, m.coding.end)):
        if (m.transcript_id, m.turn) != at or m.coding.start >= reach:
            at, reach, number = (m.transcript_id, m.turn), 0, number + 1
        reach = max(reach, m.coding.end)
        found[m.transcript_id, m.turn, number].append(m)
    return found
