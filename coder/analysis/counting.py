"""Counting how widely codes were raised, for any people and sessions: what every table is made of.

The measures are those of Krueger & Casey, *Focus Groups*: frequency (excerpts), extensiveness
(different people), spread over sessions, specificity, intensity, internal consistency.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from coder.analysis.frame import Counted, Source, Voices, voices_of
from coder.analysis.people import Attendance, Count, attendance
from coder.analysis.query import Terms, check_names, fits_seat
from coder.analysis.thresholds import SMALLEST_GROUP, Thresholds, few
from coder.domain.codebook import CodeTree
from coder.domain.protocol import Protocol
from coder.domain.spoken import Coded, Conversation

BETWEEN = " \u00b7 "
"""Stands between the two values of a pair."""


class State(StrEnum):
    """Why there is or is not evidence of a code; the last three are three different things."""

    RAISED = "raised"
    NOT_RAISED = "not raised"
    NOT_ASKED = "not asked"
    NOT_CODED = "not coded yet"


class Mention(NamedTuple):
    """A coding on the words of one turn of a voice that counts; `person` is None where unidentified."""

    transcript_id: str
    turn: int
    person: str | None
    coding: Coded


@dataclass(frozen=True, slots=True)
class Column:
    """What is counted together: its values, and the people of them in each transcript."""

    values: tuple[str, ...]
    attended: Attendance
    name: str = ""

    @property
    def label(self) -> str:
        """The values as a person reads them."""
        return self.name or " + ".join(value or "(not known)" for value in self.values)


@dataclass(frozen=True, slots=True)
class Tally:
    """How widely one code was raised among the people of one column.

    `people` and `spoke` are of those who attended the sessions in which the code was asked about or
    could arise; `sessions` is of these sessions.
    """

    state: State
    excerpts: int
    people: Count
    spoke: Count
    sessions: Count
    hidden: bool = False
    least: int = SMALLEST_GROUP
    """Of fewer people than this nothing is told."""

    @property
    def few(self) -> str:
        """What stands for its numbers where they are hidden."""
        return few(self.least)

    @property
    def told(self) -> str:
        """`3 of 12`; `<5` where the people are too few to be told; why not where nobody raised it."""
        if self.hidden:
            return self.few
        return str(self.people) if self.state is State.RAISED else self.state.value


@dataclass(frozen=True)
class Scope:
    """The conversations, people and codings that a table counts, after its terms."""

    material: Counted
    terms: Terms = field(default_factory=Terms)
    protocol: Protocol = field(default_factory=Protocol)
    read: Collection[tuple[str, int]] = ()
    """Turns that somebody has read and found to hold nothing: transcript id and `seq`."""

    @property
    def thresholds(self) -> Thresholds:
        """How many people a number must be about: what goes with the evidence."""
        return self.material.thresholds

    @cached_property
    def talk(self) -> tuple[Conversation, ...]:
        """The conversations in which anybody whom the terms mean took part."""
        return tuple(t for t in self.material.from_source(Source.TALK) if self._all_attended[t.id])

    @cached_property
    def attended(self) -> dict[str, frozenset[str]]:
        """Conversation → the people whom the terms mean."""
        return {t.id: self._all_attended[t.id] for t in self.talk}

    @cached_property
    def _all_attended(self) -> dict[str, frozenset[str]]:
        check_names(self.material, [name for name, _ in self.terms.wanted], of_codings=True)
        talk = self.material.from_source(Source.TALK)
        everybody = attendance(talk)
        if not self.terms.of_seats:
            return everybody
        return {
            t.id: frozenset(p for p in everybody[t.id] if fits_seat(self.material, self.terms, t, p))
            for t in talk
        }

    @cached_property
    def turns(self) -> dict[str, Voices]:
        """Conversation \u2192 its turns of voices that count."""
        return {t.id: voices_of(t) for t in self.talk}

    @cached_property
    def voices(self) -> dict[str, tuple[frozenset[str], int]]:
        """Conversation \u2192 who of those meant spoke, and how many turns are of unidentified voices."""
        return {
            id_: (self.attended[id_].intersection(turns.persons), turns.persons.count(None))
            for id_, turns in self.turns.items()
        }

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """Every coding that the terms mean, once for each turn of a counted voice that it touches."""
        kinds = {(coding.code_id, coding.coder) for coding in self.material.codings}
        wanted = {kind for kind in kinds if self._wanted(*kind)}
        by_place: dict[str, list[Coded]] = defaultdict(list)
        of_lenses = bool(self.terms.values("lens"))
        for coding in self.material.codings:
            fits = (coding.code_id, coding.coder) in wanted
            if fits and (not of_lenses or self.terms.fits_lenses(coding.lenses)):
                by_place[coding.transcript_id].append(coding)
        return tuple(
            mention
            for id_, codings in by_place.items()
            if id_ in self.turns
            for mention in _mentions(id_, codings, self.turns[id_], self.attended[id_])
        )

    def _wanted(self, code_id: str, coder: str) -> bool:
        known = code_id in self.material.tree.codes
        return known and self.terms.fits_code(code_id) and self.terms.fits_coder(coder)

    def open_to(self, code_id: str, raised: Collection[str] = ()) -> frozenset[str]:
        """The coded conversations in which a code was asked about or could arise, or was raised anyway."""
        return self._coded(code_id) & (self.asked(code_id) | frozenset(raised))

    def state(self, code_id: str, column: Column, raised: bool) -> State:
        """Why there is or is not evidence of a code among the people of a column."""
        places = {id_ for id_, people in column.attended.items() if people}
        if raised:
            return State.RAISED
        asked = places & self.asked(code_id)
        if not asked:
            return State.NOT_ASKED
        return State.NOT_RAISED if asked & self._coded(code_id) else State.NOT_CODED

    def _coded(self, code_id: str) -> frozenset[str]:
        book = self.material.tree.codes[code_id].codebook_id
        return self.material.coded_with.get(book, frozenset()) & self.attended.keys()

    def read_through(self, code_id: str) -> frozenset[str]:
        """The conversations coded with the codebook of a code in which no turn waits for a code any more."""
        return self._coded(code_id) & self._finished

    @cached_property
    def _finished(self) -> frozenset[str]:
        """The conversations of which every turn of a counted voice is coded or read."""
        done: dict[str, set[int]] = defaultdict(set)
        for id_, seq in self.read:
            done[id_].add(seq)
        for coding in self.material.codings:
            turns = self.turns.get(coding.transcript_id)
            if turns is not None:
                done[coding.transcript_id].update(turns.seqs[n] for n in touched(turns, coding))
        return frozenset(id_ for id_, turns in self.turns.items() if done[id_].issuperset(turns.seqs))

    def asked(self, code_id: str) -> frozenset[str]:
        """The conversations in which a code was asked about, or could arise."""
        labels = self.protocol.asked_in(code_id)
        return frozenset(t.id for t in self.talk if labels is None or t.label in labels)


def _mentions(
    transcript_id: str, codings: Iterable[Coded], turns: Voices, attended: frozenset[str]
) -> Iterator[Mention]:
    """The mentions of one conversation by those who are meant, or by nobody known."""
    meant = {*attended, None}
    numbers, persons = turns.numbers, turns.persons
    for coding in codings:
        for n in touched(turns, coding):
            if persons[n] in meant:
                yield Mention(transcript_id, numbers[n], persons[n], coding)


def touched(turns: Voices, coding: Coded) -> Sequence[int]:
    """The places in `turns` of those that share a character with a coding."""
    starts, ends, start, end = turns.starts, turns.ends, coding.start, coding.end
    first = bisect_right(starts, start) - 1
    if first >= 0 and end <= ends[first]:
        return (first,)
    return [n for n in range(max(0, first), bisect_left(starts, end)) if ends[n] > start]


def units(tree: CodeTree, mentions: Iterable[Mention], *, subtree: bool) -> dict[str, list[Mention]]:
    """The mentions of each code in the order of the codebooks; of it and all below it with `subtree`."""
    by_code: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_code[mention.coding.code_id].append(mention)
    if subtree:
        for code_id, own in list(by_code.items()):
            for above in tree.ancestors(code_id):
                by_code[above.id] = by_code[above.id] + own
    return {code_id: by_code[code_id] for code_id in tree.codes if code_id in by_code}


def hide_few(tallies: Sequence[Tally], least: int) -> list[Tally]:
    """Hide the tallies of fewer than `least` people, and the next smallest that would tell them.

    What is hidden is of at least that many people together, so that a total does not give it away.
    """
    order = sorted((n for n, t in enumerate(tallies) if t.people.of), key=lambda n: (tallies[n].people.of, n))
    hidden = {n for n in order if tallies[n].hidden}
    together = sum(tallies[n].people.of for n in hidden)
    for n in order:
        if tallies[n].people.of >= least and (not hidden or together >= least):
            break
        if n not in hidden:
            hidden.add(n)
            together += tallies[n].people.of
    return [replace(tally, hidden=True) if n in hidden else tally for n, tally in enumerate(tallies)]
