"""Who was heard: people, sessions, turns and words by stakeholder group and kind of session."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from coder.analysis.frame import Material, Source, counted_turns, person_of
from coder.domain.spoken import Conversation
from coder.domain.text import fold
from coder.domain.transcript import Role, Speaker, Transcript, TranscriptKind

GROUP_ORDER = ("students", "families", "educators", "leaders")
"""The stakeholder groups that come first, in this order; others follow by name."""

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

    def of_few(self, least: int) -> bool:
        """Whether it is a count among so few known people, fewer than `least`, that it must not be told."""
        return 0 < self.of < least


@dataclass(frozen=True, slots=True)
class HeardRow:
    """What groups that are shown together (None: unidentified voices) said in one source.

    `sessions` counts the transcripts of each kind that they took part in, `people` how many
    different ones there are in all of them, and `spoke` how many of these said anything.
    """

    groups: tuple[str, ...] | None
    source: Source
    sessions: tuple[tuple[TranscriptKind, int], ...]
    people: int
    spoke: Count
    turns: int
    words: int


def attendance(transcripts: Iterable[Conversation]) -> dict[str, frozenset[str]]:
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


def restricted(
    attended: Attendance, bundle: Collection[str], groups: Mapping[str, str]
) -> dict[str, frozenset[str]]:
    """The attendance of the stakeholder groups of one bundle alone."""
    return {
        transcript: frozenset(p for p in people if groups[p] in bundle)
        for transcript, people in attended.items()
    }


def in_order(groups: Iterable[str]) -> list[str]:
    """Stakeholder groups in the order of reports: the usual four, others by name, unnamed last."""
    rank = {group: place for place, group in enumerate(GROUP_ORDER)}
    return sorted(set(groups), key=lambda group: (group == "", rank.get(group, len(rank)), group))


def people_by_group(material: Material, source: Source) -> dict[str, int]:
    """Distinct people who attended, by group, of one source alone."""
    return group_sizes(attendance(material.from_source(source)), material.groups)


def group_sizes(attended: Attendance, groups: Mapping[str, str]) -> dict[str, int]:
    """Distinct people by group, in the order of reports."""
    tally = Counter(groups[person] for person in frozenset[str]().union(*attended.values()))
    return {group: tally[group] for group in in_order(tally)}


def repeated_labels(material: Material) -> list[str]:
    """Labels of participants in several transcripts of a source that nobody has matched with a person.

    Each of them counts as another person in every transcript, which one person may be.
    """
    found: set[str] = set()
    for source in Source:
        places: dict[str, list[Speaker]] = {}
        for transcript in material.from_source(source):
            for speaker in transcript.speakers:
                if speaker.role is Role.PARTICIPANT:
                    places.setdefault(fold(speaker.shown), []).append(speaker)
        found.update(
            same[0].shown
            for same in places.values()
            if len({s.transcript_id for s in same}) > 1 and not all(s.participant_id for s in same)
        )
    return sorted(found)


def shown_together(sizes: Mapping[str, int], least: int) -> list[tuple[str, ...]]:
    """Groups in bundles of at least `least` people, as far as there are enough.

    The smallest bundle is joined with the next smallest until none is too small, so that a
    small group can be worked out neither from its own line nor from the total.
    """
    bundles: list[tuple[str, ...]] = [
        (group,) for group in in_order(group for group, size in sizes.items() if size)
    ]

    def size(bundle: tuple[str, ...]) -> int:
        return sum(sizes[group] for group in bundle)

    while len(bundles) > 1 and min(map(size, bundles)) < least:
        first, second, *_ = sorted(bundles, key=size)
        bundles = [b for b in bundles if b not in (first, second)]
        bundles.append(tuple(in_order((*first, *second))))
    return sorted(bundles, key=lambda bundle: in_order(sizes).index(bundle[0]))


def who_was_heard(material: Material) -> tuple[HeardRow, ...]:
    """One row per source and groups shown together, unidentified voices in rows of their own."""
    rows: list[HeardRow] = []
    for source in Source:
        transcripts = material.from_source(source)
        bundles = shown_together(people_by_group(material, source), material.thresholds.voices)
        rows += [_heard(material, transcripts, bundle, source) for bundle in bundles]
        rows += _unidentified(transcripts, source)
    return tuple(sorted(rows, key=lambda row: row.groups is None))


def _heard(
    material: Material, transcripts: Sequence[Transcript], bundle: tuple[str, ...], source: Source
) -> HeardRow:
    attended = restricted(attendance(transcripts), bundle, material.groups)
    spoke: set[str] = set()
    unknown: Counter[str] = Counter()
    turns = words = 0
    for transcript in transcripts:
        for turn in counted_turns(transcript):
            person = person_of(transcript.speaker(turn))
            if person is None:
                unknown[transcript.id] += 1
            elif material.groups[person] in bundle:
                spoke.add(person)
                turns += 1
                words += len(transcript.words(turn).split())
    extents = extent(spoke, unknown, attended)
    present = [transcript for transcript in transcripts if attended[transcript.id]]
    return HeardRow(bundle, source, _by_kind(present), extents.of, extents, turns, words)


def _unidentified(transcripts: Sequence[Transcript], source: Source) -> list[HeardRow]:
    found = [
        (transcript, len(transcript.words(turn).split()))
        for transcript in transcripts
        for turn in counted_turns(transcript)
        if person_of(transcript.speaker(turn)) is None
    ]
    if not found:
        return []
    sessions = _by_kind({transcript.id: transcript for transcript, _ in found}.values())
    return [HeardRow(None, source, sessions, 0, Count(0, 0, 0), len(found), sum(n for _, n in found))]


def _by_kind(transcripts: Iterable[Transcript]) -> tuple[tuple[TranscriptKind, int], ...]:
    tally = Counter(transcript.facts.kind for transcript in transcripts)
    return tuple((kind, tally[kind]) for kind in TranscriptKind if tally[kind])
