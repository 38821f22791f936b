"""The terms of a query as tests on one turn."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NoReturn

from coder.domain.coding import Coding, Mark, Memo, is_done
from coder.domain.finding import Place, Searched, joined
from coder.domain.query import (
    CODING_FIELDS,
    STARRED,
    UNCODED,
    Either,
    Every,
    Field,
    Lemma,
    Not,
    Pattern,
    Phrase,
    Term,
    Word,
    walk,
)
from coder.domain.text import fold
from coder.domain.transcript import NOT_CODED, Participant, Role, Span, Transcript, Turn
from coder.errors import InputError
from coder.services.search_names import FACTS, Known, Named
from coder.services.search_patterns import compile_pattern

PATTERN_SECONDS = 0.5
"""How long a pattern may think about one turn."""

SLOW, SLOW_SECONDS = 0.02, 0.8
"""From when a pattern counts as slow on a turn, and how long it may be slow in all."""


@dataclass(frozen=True, slots=True)
class Found:
    """Why a turn fits: places of words in the turn, and codings on it; both may be empty."""

    words: tuple[Place, ...] = ()
    codings: tuple[Coding, ...] = ()

    def __add__(self, other: Found) -> Found:
        return Found(self.words + other.words, self.codings + other.codings)

    def marks_in(self, turn: Span) -> tuple[Span, ...]:
        """What to point at: the words, else the codings as far as they are in the turn, else all of it."""
        if self.words:
            return tuple(Span(turn.start + start, turn.start + end) for start, end in joined([*self.words]))
        spans = {Span(max(turn.start, c.start), min(turn.end, c.end)) for c in self.codings}
        return tuple(sorted(spans)) or (turn,)


class Looked:
    """One turn after the other of one transcript, with what is known about it as far as it is asked."""

    def __init__(
        self,
        transcript: Transcript,
        codings: Sequence[Coding],
        memos: Sequence[Memo],
        people: Mapping[str, Participant],
        forms: Mapping[str, frozenset[str]],
        marks: Sequence[Mark] = (),
    ) -> None:
        self.transcript, self._people, self.forms = transcript, people, forms
        self._all_codings, self._all_memos, self._all_marks = codings, memos, marks
        self.turn: Turn = transcript.turns[0] if transcript.turns else None  # type: ignore[assignment]
        self._searched: Searched | None = None

    def at(self, turn: Turn) -> None:
        """Go to another turn."""
        self.turn, self._searched = turn, None

    @property
    def words(self) -> Searched:
        """The words of the turn."""
        if self._searched is None:
            self._searched = Searched(self.transcript.words(self.turn))
        return self._searched

    @property
    def codings(self) -> Sequence[Coding]:
        """The codings on the turn."""
        return self._codings_by_turn.get(self.turn.seq, ())

    @property
    def marks(self) -> Sequence[Mark]:
        """The marks on the turn."""
        return self._marks_by_turn.get(self.turn.seq, ())

    @property
    def memos(self) -> Iterable[str]:
        """The memos on the turn, on words in it and on its codings."""
        yield from self._memos_by_target.get(f"{self.transcript.id}:{self.turn.seq}", ())
        for start, end, text in self._memos_on_words:
            if start < self.turn.end and self.turn.start < end:
                yield text
        for coding in self.codings:
            yield from self._memos_by_target.get(coding.id, ())

    @property
    def role(self) -> Role:
        """The role of who speaks."""
        return self.transcript.role(self.turn)

    @property
    def person(self) -> Participant | None:
        """The person who speaks, if known."""
        speaker = self.transcript.speaker(self.turn)
        return self._people.get(speaker.participant_id) if speaker and speaker.participant_id else None

    def values(self, named: Named) -> Iterable[str]:
        """What a field is for this turn."""
        facts, person, name = self.transcript.facts, self.person, named.name
        speaker = self.transcript.speaker(self.turn)
        if named.attribute and name != "role":
            return [person.attributes[name]] if person and name in person.attributes else []
        if name == "speaker":
            return [speaker.shown, speaker.label] if speaker else []
        if name == "label":
            return [self.transcript.label]
        group = person.group if person and person.group else facts.group
        if name == "group":
            return [group]
        if name in FACTS:
            return [str(getattr(facts, name))]
        if speaker is None:
            return []
        told = [person.attributes[key] for key in person.attributes if fold(key) == "role"] if person else []
        return [self.role.value, *told, *([group] if self.role not in NOT_CODED else [])]

    @cached_property
    def _codings_by_turn(self) -> dict[int, list[Coding]]:
        found: dict[int, list[Coding]] = {}
        for coding in self._all_codings:
            for turn in self.transcript.turns_in(coding.span):
                found.setdefault(turn.seq, []).append(coding)
        return found

    @cached_property
    def _marks_by_turn(self) -> dict[int, list[Mark]]:
        found: dict[int, list[Mark]] = {}
        for mark in self._all_marks:
            found.setdefault(mark.seq, []).append(mark)
        return found

    @cached_property
    def _memos_by_target(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for memo in self._all_memos:
            found.setdefault(memo.target_id, []).append(memo.text)
        return found

    @cached_property
    def _memos_on_words(self) -> list[tuple[int, int, str]]:
        found: list[tuple[int, int, str]] = []
        for memo in self._all_memos:
            start, _, end = memo.target_id.rpartition(":")[2].partition("-")
            if memo.target_kind == "span" and start.isdecimal() and end.isdecimal():
                found.append((int(start), int(end), memo.text))
        return found


Test = Callable[[Looked], Found | None]
"""Whether a turn fits, and why."""

YES = Found()


def lemmas_of(term: Term) -> tuple[str, ...]:
    """The words of which a query wants any form, as they are compared."""
    return tuple(dict.fromkeys(fold(one.text) for one in walk(term) if isinstance(one, Lemma)))


def compiled(term: Term, known: Known) -> Test:
    """A term as a test. Raises InputError for what the project does not have and for bad patterns."""
    match term:
        case Word(text) | Phrase(text):
            return _text(text, whole=isinstance(term, Phrase))
        case Lemma(text):
            return _lemma(fold(text))
        case Pattern():
            return _pattern(term)
        case Field(name) if name in CODING_FIELDS:
            return _coded([_coding_test(known.named(term))], [])
        case Field():
            return _field(known.named(term))
        case Not(inner):
            return _not(compiled(inner, known))
        case Either(terms):
            return _either([compiled(one, known) for one in terms])
        case Every(terms):
            return _every(terms, known)


def _text(text: str, *, whole: bool) -> Test:
    def test(looked: Looked) -> Found | None:
        places = looked.words.find(text, whole=whole)
        return Found(tuple(places)) if places else None

    return test


def _lemma(lemma: str) -> Test:
    def test(looked: Looked) -> Found | None:
        forms = looked.forms.get(lemma, (lemma,))
        places = [place for form in forms for place in looked.words.find(form, whole=True)]
        return Found(tuple(places)) if places else None

    return test


def _pattern(term: Pattern) -> Test:
    found, spent = compile_pattern(term), 0.0

    def test(looked: Looked) -> Found | None:
        nonlocal spent
        begun = time.monotonic()
        try:
            # With `concurrent` other threads, such as the one that takes the keys, go on meanwhile.
            matches = found.finditer(looked.words.text, timeout=PATTERN_SECONDS, concurrent=True)
            places = tuple((m.start(), m.end()) for m in matches if m.end() > m.start())
        except (TimeoutError, MemoryError):
            _too_slow(term)
        took = time.monotonic() - begun
        spent += took if took > SLOW else 0.0
        if spent > SLOW_SECONDS:
            _too_slow(term)
        return Found(places) if places else None

    return test


def _too_slow(term: Pattern) -> NoReturn:
    raise InputError(
        "this pattern takes too long",
        where=f"character {term.at + 1} of the query",
        remedy="make it simpler; a repetition inside a repetition is the usual cause",
    )


def _field(named: Named) -> Test:
    def holds(looked: Looked) -> Found | None:
        return YES if not named.values.isdisjoint(looked.values(named)) else None

    def memo(looked: Looked) -> Found | None:
        wanted = [*named.values]
        fits = (not wanted or Searched(text).find(wanted[0], whole=False) for text in looked.memos)
        return YES if any(fits) else None

    def uncoded(looked: Looked) -> Found | None:
        if not looked.transcript.wants_code(looked.turn):
            return None
        return None if any(is_done(who, looked.codings, looked.marks) for who in named.values) else YES

    return memo if named.name == "memo" else uncoded if named.name == UNCODED else holds


CodingTest = Callable[[Coding], bool]


def _coding_test(named: Named) -> CodingTest:
    if named.name == STARRED:
        return lambda coding: coding.starred
    if named.name == "coder":
        return lambda coding: coding.coder in named.values
    if named.name == "code":
        return lambda coding: not named.values or coding.code_id in named.values
    return lambda coding: any((id_, v) in named.lens_values for id_, vs in coding.lenses.items() for v in vs)


def _coded(codes: Sequence[CodingTest], filters: Sequence[CodingTest]) -> Test:
    """For each of `codes` a coding on the turn that passes it and all `filters`."""

    def test(looked: Looked) -> Found | None:
        left = [coding for coding in looked.codings if all(passes(coding) for passes in filters)]
        fitting = [tuple(filter(passes, left)) for passes in codes]
        if not left or not all(fitting):
            return None
        groups = fitting or [tuple(left)]
        return Found((), tuple({coding.id: coding for group in groups for coding in group}.values()))

    return test


def _not(test: Test) -> Test:
    return lambda looked: YES if test(looked) is None else None


def _either(tests: Sequence[Test]) -> Test:
    def either(looked: Looked) -> Found | None:
        found = [one for test in tests if (one := test(looked)) is not None]
        return sum(found, YES) if found else None

    return either


def _every(terms: Sequence[Term], known: Known) -> Test:
    """All terms; those on codings are held against one and the same coding."""
    codes: list[CodingTest] = []
    filters: list[CodingTest] = []
    others: list[Term] = []
    asks = any(isinstance(term, Field) and term.name in CODING_FIELDS for term in terms)
    for term in terms:
        inner = term.term if isinstance(term, Not) else term
        if not (asks and isinstance(inner, Field) and inner.name in CODING_FIELDS):
            others.append(term)
        elif isinstance(term, Not) and inner.name == "code":
            others.append(term)  # that code on no coding of the turn
        else:
            passes = _coding_test(known.named(inner))
            if isinstance(term, Not):
                passes = _unless(passes)
            (codes if inner.name == "code" else filters).append(passes)
    # What costs least is asked first.
    others.sort(key=lambda term: isinstance(term, Word | Phrase | Lemma | Pattern))
    tests = [compiled(term, known) for term in others]
    if codes or filters:
        tests.insert(0, _coded(codes, filters))

    def every(looked: Looked) -> Found | None:
        found = YES
        for test in tests:
            one = test(looked)
            if one is None:
                return None
            found += one
        return found

    return every


def _unless(passes: CodingTest) -> CodingTest:
    return lambda coding: not passes(coding)
