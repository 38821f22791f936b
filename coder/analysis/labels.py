"""What is told about who speaks in a quote, without telling who it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from coder.analysis.frame import Material, Source
from coder.analysis.people import attendance
from coder.analysis.thresholds import SMALLEST_GROUP
from coder.domain.transcript import Participant

ANYBODY = "Participant"
"""The label that people of all small groups share."""

_LEVELS = {
    "elementary": "elementary school",
    "middle": "middle school",
    "high": "high school",
    "district": "district level",
}
_SINGULAR = {"students": "Student", "families": "Family member", "educators": "Educator", "leaders": "Leader"}
_MARKS = {Source.TALK: "", Source.SURVEY: " (survey)", Source.DOCUMENTS: " (document)"}


class QuoteLabels:
    """Labels of everybody whose words a codebook's tables could be about, worked out once."""

    def __init__(self, material: Material) -> None:
        self._material = material
        self._known: dict[tuple[str, Source], dict[str, str]] = {}

    def label(self, person: str, codebook_id: str, source: Source) -> str:
        """What stands below a quote of a person; empty when they must not be quoted.

        Those who are meant are the people of the transcripts of `source` that carry any code of the
        codebook, as in its theme tables.
        """
        if (codebook_id, source) not in self._known:
            self._known[codebook_id, source] = self._all(codebook_id, source)
        label = self._known[codebook_id, source].get(person, "")
        return label and label + _MARKS[source]

    def _all(self, codebook_id: str, source: Source) -> dict[str, str]:
        present = attendance(self._material.from_source(source, codebook_id))
        everybody = frozenset[str]().union(*present.values())
        people = self._material.people
        return labels_of(
            {
                person: (self._material.groups[person], school_level(people.get(person)))
                for person in everybody
            },
            self._material.thresholds.voices,
        )


def labels_of(people: Mapping[str, tuple[str, str]], least: int = SMALLEST_GROUP) -> dict[str, str]:
    """Labels that each mean at least `least` of `people`, given with group and school level.

    The group, with the school level where that leaves nobody of the group in a small rest;
    `Participant` for all small groups together; nothing where even these are too few.
    """
    sizes = Counter(group for group, _ in people.values())
    large = {group for group, size in sizes.items() if group and size >= least}
    told = {group: _told_levels(people, group, least) for group in large}
    labels: dict[str, str] = {}
    for person, (group, level) in people.items():
        name = _SINGULAR.get(group, group[:1].upper() + group[1:]) if group in large else ANYBODY
        labels[person] = f"{name}, {_LEVELS[level]}" if level in told.get(group, ()) else name
    if sum(label == ANYBODY for label in labels.values()) < least:
        return {person: label for person, label in labels.items() if label != ANYBODY}
    return labels


def school_level(person: Participant | None) -> str:
    """`elementary`, `middle`, `high`, `district` or whatever else is noted; empty when nothing is."""
    level = str(person.attributes.get("school_level", "")) if person else ""
    return level.strip().casefold().removesuffix(" school")


def _told_levels(people: Mapping[str, tuple[str, str]], group: str, least: int) -> set[str]:
    """The school levels told within a group.

    None at all where a few would be left without one: their label would then point at them.
    """
    sizes = Counter(level for other, level in people.values() if other == group)
    told = {level for level, size in sizes.items() if level in _LEVELS and size >= least}
    left = sum(size for level, size in sizes.items() if level not in told)
    return set() if 0 < left < least else told
