"""What the evidence of a theme says: how many people bear it out, and which words speak against it.

People are counted by extensiveness, as everywhere (see `coder.analysis.themes`): those whose words are
evidence, out of those who attended a conversation coded with the codebooks of the theme.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from coder.analysis.frame import Material, Source, is_counted, person_of
from coder.analysis.people import (
    Attendance,
    Count,
    attendance,
    extent,
    group_sizes,
    in_order,
    restricted,
    shown_together,
)
from coder.analysis.themes import GroupCount
from coder.analysis.thresholds import Thresholds
from coder.domain.coding import Coding
from coder.domain.theme import Theme

OPPOSITES: Mapping[str, frozenset[str]] = {
    "working": frozenset({"focus", "mixed"}),
    "progress": frozenset({"focus", "mixed"}),
    "focus": frozenset({"working", "progress", "mixed"}),
}
"""Values of the appraisal lens, and those that speak against them at least in part."""


@dataclass(frozen=True, slots=True)
class ClaimCount:
    """The people whose words bear a theme out, in conversations alone.

    `people` are of the groups that the theme claims, of all where it claims none; `by_group` is for
    checking sentences and never printed, `groups` joins what would be too small to be told.
    """

    people: Count
    groups: tuple[GroupCount, ...]
    by_group: Mapping[str, Count]
    thresholds: Thresholds

    def told(self, count: Count) -> str:
        """`7 of 24`, and nothing told among so few people that one of them could be meant."""
        return f"of {self.thresholds.few}" if count.of_few(self.thresholds.voices) else str(count)


@dataclass(frozen=True, slots=True)
class Against:
    """A coding that may speak against a theme, and why."""

    coding: Coding
    reason: str


def claim_count(theme: Theme, material: Material) -> ClaimCount:
    """Count the people of a theme's evidence; codings that were removed count nobody."""
    base = _base(theme, material)
    evidence = [coding for coding in material.codings if coding.id in theme.evidence]
    known, unidentified = _voices(evidence, material, base)
    sizes, least = group_sizes(base, material.groups), material.thresholds.voices

    def among(groups: Iterable[str]) -> Count:
        return extent(known, unidentified, restricted(base, tuple(groups), material.groups))

    return ClaimCount(
        among(theme.groups or sizes),
        tuple(GroupCount(bundle, among(bundle)) for bundle in shown_together(sizes, least)),
        {group: among((group,)) for group in sizes},
        material.thresholds,
    )


def theme_codes(theme: Theme, material: Material) -> frozenset[str]:
    """The codes of a theme with all below them, as they are called today."""
    tree = material.tree
    today = {tree.resolve(code) for code in theme.code_ids} & tree.codes.keys()
    return frozenset[str]().union(*map(tree.subtree, today))


def candidates(theme: Theme, material: Material) -> list[Coding]:
    """The codings of a theme's codes and lens values that it does not name yet, by place."""
    codes = theme_codes(theme, material)
    return [
        coding
        for coding in _in_place(material)
        if coding.code_id in codes
        and coding.id not in theme.codings
        and all(set(values) & {*coding.lenses.get(lens, ())} for lens, values in theme.lenses.items())
    ]


def disconfirming(theme: Theme, material: Material) -> list[Against]:
    """The codings of a theme's codes that may speak against it and that it does not name yet.

    Those with an appraisal opposite to the theme's (or, where it names none, to that of most of its
    evidence) come first, then those from groups that it does not claim; both by place.
    """
    codes, opposed = theme_codes(theme, material), _opposed(theme, material)
    contrary: list[Against] = []
    elsewhere: list[Against] = []
    for coding in _in_place(material):
        if coding.code_id not in codes or coding.id in theme.codings:
            continue
        reasons = [
            f"{value}, where the theme says {' or '.join(sorted(ours))}"
            for lens, ours in opposed.items()
            for value in coding.lenses.get(lens, ())
            if value not in ours and any(value in OPPOSITES[our] for our in ours)
        ]
        others = sorted(groups_of(coding, material) - set(theme.groups)) if theme.groups else []
        kind = contrary if reasons else elsewhere
        reasons += [f"{group}, whom the theme does not claim" for group in others if group]
        if reasons:
            kind.append(Against(coding, "; ".join(reasons)))
    return [*contrary, *elsewhere]


def groups_of(coding: Coding, material: Material) -> frozenset[str]:
    """The stakeholder groups of those who speak in a coding."""
    transcript = material.by_id[coding.transcript_id]
    return frozenset(
        material.group_of(person_of(transcript.speaker(turn)), transcript)
        for turn in transcript.turns_in(coding.span)
        if is_counted(transcript, turn)
    )


def _base(theme: Theme, material: Material) -> Attendance:
    """Who had the chance: the people of the conversations coded with the codebooks of the theme."""
    codes = material.tree.codes
    carried = {coding.code_id for coding in material.codings if coding.id in theme.evidence}
    named = [material.tree.resolve(code) for code in theme.code_ids]
    books = {codes[code].codebook_id for code in (*named, *carried) if code in codes}
    return attendance(t for book in sorted(books) for t in material.from_source(Source.TALK, book))


def _voices(codings: Iterable[Coding], material: Material, base: Attendance) -> tuple[set[str], Counter[str]]:
    """The people who speak in codings, and how many unidentified turns there are in each transcript."""
    known: set[str] = set()
    turns: set[tuple[str, int]] = set()
    for coding in codings:
        transcript = material.by_id[coding.transcript_id]
        for turn in transcript.turns_in(coding.span) if transcript.id in base else ():
            person = person_of(transcript.speaker(turn))
            if person is not None:
                known.add(person)
            elif is_counted(transcript, turn):
                turns.add((transcript.id, turn.seq))
    return known, Counter(transcript_id for transcript_id, _ in turns)


def _opposed(theme: Theme, material: Material) -> dict[str, set[str]]:
    """Lens → the values of a theme that others may oppose."""
    named = {lens: {v for v in values if v in OPPOSITES} for lens, values in theme.lenses.items()}
    named = {lens: values for lens, values in named.items() if values}
    if named:
        return named
    tally: dict[str, Counter[str]] = {}
    for coding in material.codings:
        for lens, values in coding.lenses.items() if coding.id in theme.evidence else ():
            tally.setdefault(lens, Counter()).update(value for value in values if value in OPPOSITES)
    return {lens: {values.most_common(1)[0][0]} for lens, values in tally.items() if values}


def _in_place(material: Material) -> list[Coding]:
    order = {transcript.id: n for n, transcript in enumerate(material.transcripts)}
    return sorted(material.codings, key=lambda c: (order[c.transcript_id], c.start, c.end, c.id))


def groups_spoken(theme: Theme, material: Material) -> list[str]:
    """The stakeholder groups whose words are evidence of a theme, in the order of reports."""
    evidence = [coding for coding in material.codings if coding.id in theme.evidence]
    return in_order(group for coding in evidence for group in groups_of(coding, material))
