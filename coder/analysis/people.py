"""Who was heard: people, sessions, turns and words by stakeholder group and kind of session."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from coder.analysis.frame import CONVERSATIONS, Material, counted_turns, person_of
from coder.domain.transcript import Transcript, TranscriptKind

GROUP_ORDER = ("students", "families", "educators", "leaders")
"""The stakeholder groups that come first, in this order; others follow by name."""

SMALLEST_GROUP = 5
"""A group of fewer people than this is never shown, or named in a quote's label, on its own."""

Attendance = Mapping[str, frozenset[str]]
"""Transcript id → the people who attended."""


@dataclass(frozen=True, slots=True)
class Count:
    """`low` to `high` out of `of`; the two are the same unless a voice is unidentified."""

    low: int
    high: int
    of: int

    @classmethod
    def exact(cls, number: int, of: int) -> Count:
        """A count without doubt."""
        return cls(number, number, of)

    @property
    def number(self) -> str:
        """`3`, or `3–5` where unidentified voices leave it open."""
        return str(self.low) if self.low == self.high else f"{self.low}\u2013{self.high}"

    def __str__(self) -> str:
        return f"{self.number} of {self.of}"

    def in_words(self, noun: str) -> str:
        """`3 of the 6 students`: a count is never turned into a share or a word for one."""
        return f"{self.number} of the {self.of} {noun}"

    def __add__(self, other: Count) -> Count:
        of = self.of + other.of
        return Count(self.low + other.low, min(self.high + other.high, of), of)


@dataclass(frozen=True, slots=True)
class HeardRow:
    """What one group (None: unidentified voices) said in one kind of session."""

    group: str | None
    kind: TranscriptKind
    sessions: int
    people: int
    spoke: Count
    turns: int
    words: int


def attendance(transcripts: Iterable[Transcript]) -> dict[str, frozenset[str]]:
    """The people of each transcript: everybody with the role of a participant, silent or not."""
    return {
        transcript.id: frozenset(p for s in transcript.speakers if (p := person_of(s)) is not None)
        for transcript in transcripts
    }


def extent(known: Iterable[str], unidentified: Mapping[str, int], attended: Attendance) -> Count:
    """How many of those who attended are meant, when some of the voices are unidentified.

    `known` are the people identified, `unidentified` the number of unidentified turns per
    transcript. Low: every unidentified voice belongs to somebody already counted. High: each
    turn is another person, as far as there are others who attended that session.
    """
    everybody = frozenset[str]().union(*attended.values())
    counted = everybody & frozenset(known)
    others = {
        transcript: attended[transcript] - counted for transcript in unidentified if transcript in attended
    }
    room = sum(min(unidentified[transcript], len(rest)) for transcript, rest in others.items())
    pool = len(frozenset[str]().union(*others.values()))
    return Count(len(counted), len(counted) + min(room, pool), len(everybody))


def restricted(attended: Attendance, group: str, groups: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """The attendance of one stakeholder group alone."""
    return {
        transcript: frozenset(p for p in people if groups[p] == group)
        for transcript, people in attended.items()
    }


def in_order(groups: Iterable[str]) -> list[str]:
    """Stakeholder groups in the order of reports: the usual four, others by name, unnamed last."""
    rank = {group: place for place, group in enumerate(GROUP_ORDER)}
    return sorted(set(groups), key=lambda group: (group == "", rank.get(group, len(rank)), group))


def people_by_group(material: Material, *, conversations: bool) -> dict[str, int]:
    """Distinct people who attended, by group: of the sessions, or of the open survey answers."""
    wanted = CONVERSATIONS if conversations else {TranscriptKind.SURVEY_COMMENTS}
    present = attendance(t for t in material.transcripts if t.facts.kind in wanted)
    everybody = frozenset[str]().union(*present.values())
    tally = Counter(material.groups[person] for person in everybody)
    return {group: tally[group] for group in in_order(tally)}


def shown_together(sizes: Mapping[str, int]) -> list[tuple[str, ...]]:
    """Groups in bundles of at least `SMALLEST_GROUP` people, as far as there are enough.

    The smallest bundle is joined with the next smallest until none is too small, so that a
    small group can be worked out neither from its own line nor from the total.
    """
    bundles: list[tuple[str, ...]] = [
        (group,) for group in in_order(group for group, size in sizes.items() if size)
    ]

    def size(bundle: tuple[str, ...]) -> int:
        return sum(sizes[group] for group in bundle)

    while len(bundles) > 1 and min(map(size, bundles)) < SMALLEST_GROUP:
        first, second, *_ = sorted(bundles, key=size)
        bundles = [b for b in bundles if b not in (first, second)]
        bundles.append(tuple(in_order((*first, *second))))
    return sorted(bundles, key=lambda bundle: in_order(sizes).index(bundle[0]))


def who_was_heard(material: Material) -> tuple[HeardRow, ...]:
    """One row per stakeholder group and kind of session, unidentified voices in rows of their own."""
    rows: list[HeardRow] = []
    for kind in TranscriptKind:
        transcripts = [t for t in material.transcripts if t.facts.kind is kind]
        attended = attendance(transcripts)
        present = {material.groups[p] for people in attended.values() for p in people}
        rows += [
            _heard(material, transcripts, restricted(attended, group, material.groups), group, kind)
            for group in in_order(present)
        ]
        rows += _unidentified(transcripts, kind)
    place = {group: n for n, group in enumerate(in_order(r.group for r in rows if r.group is not None))}
    return tuple(
        sorted(
            rows,
            key=lambda row: (
                place.get(row.group or "", len(place)) if row.group is not None else len(place) + 1
            ),
        )
    )


def _heard(
    material: Material,
    transcripts: Sequence[Transcript],
    attended: Attendance,
    group: str,
    kind: TranscriptKind,
) -> HeardRow:
    spoke: set[str] = set()
    unknown: Counter[str] = Counter()
    turns = words = 0
    for transcript in transcripts:
        for turn in counted_turns(transcript):
            person = person_of(transcript.speaker(turn))
            if person is None:
                unknown[transcript.id] += 1
            elif material.groups[person] == group:
                spoke.add(person)
                turns += 1
                words += len(transcript.words(turn).split())
    extents = extent(spoke, unknown, attended)
    sessions = sum(bool(people) for people in attended.values())
    return HeardRow(group, kind, sessions, extents.of, extents, turns, words)


def _unidentified(transcripts: Sequence[Transcript], kind: TranscriptKind) -> list[HeardRow]:
    found = [
        (transcript.id, len(transcript.words(turn).split()))
        for transcript in transcripts
        for turn in counted_turns(transcript)
        if person_of(transcript.speaker(turn)) is None
    ]
    if not found:
        return []
    sessions = len({transcript for transcript, _ in found})
    return [HeardRow(None, kind, sessions, 0, Count(0, 0, 0), len(found), sum(n for _, n in found))]
