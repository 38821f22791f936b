"""The columns of a table of people, and how widely each code was raised in each of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from coder.analysis.counting import BETWEEN, Column, Mention, Scope, Tally
from coder.analysis.frame import Counted
from coder.analysis.people import Attendance, Count, extent, shown_together
from coder.analysis.protecting import Margins, protected_grid, protected_row
from coder.analysis.query import Terms, check_names, seat_value
from coder.analysis.themes import excerpt_count
from coder.domain.spoken import Conversation


def columns(scope: Scope, by: Sequence[str]) -> list[Column]:
    """What a table counts apart: the values of one fact, small ones together, or of two facts.

    No column of one fact is of fewer people than the threshold unless all people meant are fewer.
    Those of two facts are the columns of the one within those of the other, and may be of few. Without
    `by`, one column of everybody.
    """
    check_names(scope.material, by)
    if len(by) < 2:
        return _of_one(scope, tuple(by))
    first, second = (_of_one(scope, (name,)) for name in by)
    return [pair for _, _, pair in _pairs(first, second)]


def _of_one(scope: Scope, by: tuple[str, ...]) -> list[Column]:
    people: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for transcript in scope.talk:
        for person in scope.attended[transcript.id]:
            value = value_of(scope.material, by, transcript, person)
            people[value][transcript.id].add(person)
    sizes = {value: len(set().union(*places.values())) for value, places in people.items()}
    bundles = shown_together(sizes, scope.thresholds.voices)
    return [_column(bundle, people, scope.attended) for bundle in bundles]


def _pairs(first: Sequence[Column], second: Sequence[Column]) -> list[tuple[int, int, Column]]:
    """The people of each column of the one within each of the other, where there are any."""
    found = []
    for i, one in enumerate(first):
        for j, other in enumerate(second):
            attended = {id_: people & other.attended[id_] for id_, people in one.attended.items()}
            values = tuple(f"{a}{BETWEEN}{b}" for a in one.values for b in other.values)
            if any(attended.values()):
                name = f"{one.label}{BETWEEN}{other.label}"
                found.append((i, j, Column(values, attended, name)))
    return found


def value_of(material: Counted, by: Sequence[str], transcript: Conversation, person: str | None) -> str:
    """The values of the facts `by` of somebody in a transcript, as one; `everybody` without any."""
    if not by:
        return "everybody"
    return BETWEEN.join(seat_value(material, name, transcript, person) for name in by)


def _column(
    bundle: tuple[str, ...], people: Mapping[str, Mapping[str, set[str]]], ids: Iterable[str]
) -> Column:
    attended = {id_: frozenset[str]().union(*(people[value].get(id_, ()) for value in bundle)) for id_ in ids}
    return Column(bundle, attended)


class Tallier:
    """Counts codes in the columns of one table, remembering who could have raised what."""

    def __init__(self, scope: Scope, by: Sequence[str]) -> None:
        self.scope = scope
        self._by = tuple(by)
        self.columns = columns(scope, by)
        self._spoke: dict[tuple[int, frozenset[str]], Count] = {}
        self._values: dict[str, str] = {}

    def row(self, code_id: str, mentions: Sequence[Mention]) -> list[Tally]:
        """One tally for each column; what would single out a few is hidden, and what would tell it."""
        found = self._own(code_id, mentions)
        limits = self.scope.thresholds
        if not self._by:
            return [replace(tally, hidden=tally.hidden or self._few(tally)) for tally in found]
        (total,) = self._everybody.row(code_id, mentions)
        if len(self._by) == 1:
            return protected_row(found, total, limits)
        rows, columns = (margin.row(code_id, mentions) for margin in self._margins)
        places = [(i, j) for i, j, _ in _pairs(*(margin.columns for margin in self._margins))]
        grid = protected_grid(dict(zip(places, found, strict=True)), Margins(rows, columns, total), limits)
        return [grid[at] for at in places]

    def _few(self, tally: Tally) -> bool:
        return 0 < tally.people.of < self.scope.thresholds.voices

    @cached_property
    def _everybody(self) -> Tallier:
        return Tallier(self.scope, ())

    @cached_property
    def _margins(self) -> tuple[Tallier, Tallier]:
        one, other = self._by
        return Tallier(self.scope, (one,)), Tallier(self.scope, (other,))

    @cached_property
    def _left_out(self) -> tuple[frozenset[str], ...]:
        """The people of each column whom the terms leave out: of few, they are told by what is counted."""
        if not self.scope.terms.of_seats:
            return tuple(frozenset() for _ in self.columns)
        codings = tuple(pair for pair in self.scope.terms.wanted if pair not in self.scope.terms.of_seats)
        whole = replace(self.scope, terms=Terms(codings))
        people: dict[str, set[str]] = defaultdict(set)
        for transcript in whole.talk:
            for person in whole.attended[transcript.id]:
                people[value_of(whole.material, self._by, transcript, person)].add(person)
        return tuple(
            frozenset[str]().union(*(people[value] for value in column.values))
            - frozenset[str]().union(*column.attended.values())
            for column in self.columns
        )

    def _own(self, code_id: str, mentions: Sequence[Mention]) -> list[Tally]:
        open_ids = self.scope.open_to(code_id, {m.transcript_id for m in mentions})
        found = [self._tally(n, code_id, mentions, open_ids) for n in range(len(self.columns))]
        least = self.scope.thresholds.voices
        return [
            replace(tally, hidden=True) if 0 < len(out) < least else tally
            for tally, out in zip(found, self._left_out, strict=True)
        ]

    def _tally(self, n: int, code_id: str, mentions: Sequence[Mention], ids: frozenset[str]) -> Tally:
        column = self.columns[n]
        attended = {id_: column.attended[id_] for id_ in ids if column.attended[id_]}
        near = [m for m in mentions if m.transcript_id in attended]
        own = [m for m in near if m.person in attended[m.transcript_id]]
        people = extent({m.person for m in own if m.person}, _unidentified(near), attended)
        own += [m for m in near if m.person is None and self._is_of(m, column)]
        places = {m.transcript_id for m in own}
        return Tally(
            self.scope.state(code_id, column, bool(own) or people.high > 0),
            excerpt_count((m.transcript_id, m.coding.start, m.coding.end) for m in own),
            people,
            self._spoken(n, frozenset(attended), attended),
            Count.exact(len(places), len(attended)),
            least=self.scope.thresholds.voices,
        )

    def _is_of(self, mention: Mention, column: Column) -> bool:
        """Whether the words of nobody known are counted under a column, by what is told of all."""
        id_ = mention.transcript_id
        if id_ not in self._values:
            self._values[id_] = value_of(self.scope.material, self._by, self.scope.material.by_id[id_], None)
        return self._values[id_] in column.values

    def _spoken(self, n: int, ids: frozenset[str], attended: Attendance) -> Count:
        if (n, ids) not in self._spoke:
            voices = {id_: self.scope.voices[id_] for id_ in ids}
            known = (p for id_, (people, _) in voices.items() for p in people & attended[id_])
            unknown = {id_: turns for id_, (_, turns) in voices.items() if turns}
            self._spoke[n, ids] = extent(known, unknown, attended)
        return self._spoke[n, ids]


def _unidentified(mentions: Iterable[Mention]) -> Counter[str]:
    # By turn and not by excerpt: several excerpts of one turn still come from one person.
    places = {(m.transcript_id, m.turn) for m in mentions if m.person is None}
    return Counter(id_ for id_, _ in places)
