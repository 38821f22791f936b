"""Who has been heard: talk shares, and what of stakeholders and codebooks is not covered yet."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from coder.analysis.counting import BETWEEN, Column, Mention, Scope, State, Tally
from coder.analysis.frame import person_of, voices_of
from coder.analysis.people import Count, extent, in_order
from coder.analysis.tallying import Tallier, columns, value_of
from coder.domain.spoken import Conversation


@dataclass(frozen=True, slots=True)
class TalkRow:
    """Turns and words of a voice or of groups, of the words of all voices that count there.

    `people` is how many are meant and `spoke` how many of them said anything.
    """

    session: str
    name: str
    spoke: Count
    turns: int
    words: int
    of_words: int

    @property
    def share(self) -> float:
        """Part of the words, 0 to 1."""
        return self.words / self.of_words if self.of_words else 0.0


def talk_by_speaker(scope: Scope) -> list[TalkRow]:
    """One row per session and speaker who counts, silent ones among them; unidentified voices as one."""
    return [row for transcript in scope.talk for row in _speakers(scope, transcript)]


def _speakers(scope: Scope, transcript: Conversation) -> list[TalkRow]:
    turns, words = _amounts(transcript)
    attended = scope.attended[transcript.id]
    total = sum(words.values())
    named = {person: s.shown for s in transcript.speakers if (person := person_of(s)) in attended and person}
    rows = [
        TalkRow(transcript.label, name, Count.exact(int(turns[p] > 0), 1), turns[p], words[p], total)
        for p, name in named.items()
    ]
    rows.sort(key=lambda row: (-row.words, row.name))
    if turns[None]:
        rows.append(
            TalkRow(transcript.label, "(unidentified)", Count(0, 0, 0), turns[None], words[None], total)
        )
    return rows


def _amounts(transcript: Conversation) -> tuple[Counter[str | None], Counter[str | None]]:
    turns, text = voices_of(transcript), transcript.text
    words: Counter[str | None] = Counter()
    for person, start, end in zip(turns.persons, turns.starts, turns.ends, strict=True):
        words[person] += len(text[start:end].split())
    return Counter(turns.persons), words


def talk_by(scope: Scope, by: Sequence[str] = ("group",)) -> list[TalkRow]:
    """One row per column of a fact, such as the stakeholder group, over all sessions."""
    amounts = {t.id: _amounts(t) for t in scope.talk}
    total = sum(words.total() for _, words in amounts.values())
    rows = []
    for column in columns(scope, by):
        turns = words = 0
        for id_, people in column.attended.items():
            turns += sum(amounts[id_][0][p] for p in people)
            words += sum(amounts[id_][1][p] for p in people)
        rows.append(TalkRow("all", column.label, _spoke(scope, column), turns, words, total))
    unknown = [(turns[None], words[None]) for turns, words in amounts.values()]
    if any(turns for turns, _ in unknown):
        told = (sum(turns for turns, _ in unknown), sum(words for _, words in unknown))
        rows.append(TalkRow("all", "(unidentified)", Count(0, 0, 0), *told, total))
    return rows


def _spoke(scope: Scope, column: Column) -> Count:
    present = {id_: people for id_, people in column.attended.items() if people}
    known = (p for id_, people in present.items() for p in people & scope.voices[id_][0])
    unknown = {id_: scope.voices[id_][1] for id_ in present if scope.voices[id_][1]}
    return extent(known, unknown, present)


@dataclass(frozen=True, slots=True)
class StakeholderRow:
    """A group: who attended and spoke, its sessions and how many of them are coded, and what it lacks."""

    name: str
    spoke: Count
    sessions: Count
    state: str


def stakeholders(scope: Scope, by: Sequence[str] = ("group",)) -> list[StakeholderRow]:
    """Who has been heard by group, and which groups of the roster have not."""
    coded = scope.material.coded_ids
    rows = []
    for column in columns(scope, by):
        places = {id_ for id_, people in column.attended.items() if people}
        spoke = _spoke(scope, column)
        left_out = bool(places) and places <= scope.material.closed
        state = "heard" if places & coded else "left out" if left_out else State.NOT_CODED.value
        state = state if spoke.high else "silent"
        rows.append(StakeholderRow(column.label, spoke, Count.exact(len(places & coded), len(places)), state))
    return rows + [
        StakeholderRow(name, Count(0, 0, 0), Count(0, 0, 0), "not heard") for name in _unheard(scope, by)
    ]


def _unheard(scope: Scope, by: Sequence[str]) -> list[str]:
    """The values of people of the roster who are in no conversation, where nobody of theirs is."""
    if tuple(by) != ("group",):
        return []
    heard = {value_of(scope.material, by, t, person) for t in scope.talk for person in scope.attended[t.id]}
    return in_order({person.group for person in scope.material.participants if person.group} - heard)


@dataclass(frozen=True, slots=True)
class PairRow:
    """Two values, such as a group and a site: the sessions of both and how many of them are coded.

    How many people there were is not told: it could be worked out of the table by one fact what a
    few of them are.
    """

    name: str
    sessions: Count
    state: str


def by_pairs(scope: Scope, by: Sequence[str]) -> list[PairRow]:
    """Every pair of values of two facts, those of which nobody has been heard among them."""
    places: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for transcript in scope.talk:
        for person in scope.attended[transcript.id]:
            pair = tuple(value_of(scope.material, (name,), transcript, person) for name in by)
            places[pair].add(transcript.id)
    values = [in_order({pair[place] for pair in places}) for place in range(len(by))]
    return [_pair(scope, pair, places.get(pair, set())) for pair in itertools.product(*values)]


def _pair(scope: Scope, pair: tuple[str, ...], places: set[str]) -> PairRow:
    coded = places & scope.material.coded_ids
    state = "heard" if coded else State.NOT_CODED.value if places else "not heard"
    name = BETWEEN.join(value or "(not known)" for value in pair)
    return PairRow(name, Count.exact(len(coded), len(places)), state)


@dataclass(frozen=True, slots=True)
class DomainRow:
    """A branch of a codebook: how many of its codes have evidence, and how widely it was raised."""

    domain_id: str
    codes: Count
    tally: Tally


def framework(scope: Scope) -> list[DomainRow]:
    """Every branch of the codebooks, those without evidence among them, in the order of the codebooks."""
    tree = scope.material.tree
    tallier = Tallier(scope, ())
    if not tallier.columns:
        return []
    branch = {code_id: tree.domain(code_id).id for code_id in tree.codes}
    own: dict[str, list[Mention]] = {id_: [] for id_ in branch.values()}
    for mention in scope.mentions:
        own[branch[mention.coding.code_id]].append(mention)
    members = Counter(branch[code.id] for code in tree.codes.values() if code.usable)
    used = {mention.coding.code_id for mention in scope.mentions}
    found = Counter(branch[code_id] for code_id in used if tree.codes[code_id].usable)
    return [
        DomainRow(id_, Count.exact(found[id_], members[id_]), tallier.row(id_, own[id_])[0])
        for id_ in tree.domains
    ]
