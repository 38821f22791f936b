"""How far leaders perceive systems to be put into practice, and what difference they perceive for whom.

A statement about stage or impact belongs to the systems that are coded on the same words. One person counts
once for one system: at the lower middle of the stages they told, or as not aware where they told none.
Stages follow the four of implementation science (exploration, installation, initial and full implementation,
National Implementation Research Network), with 0 for what is not begun. All of it is perception.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from statistics import median_low

from coder.analysis.counting import touched
from coder.analysis.frame import Material, Source, voices_of
from coder.analysis.people import attendance, group_sizes, shown_together
from coder.domain.coding import Coding
from coder.domain.transcript import Transcript

STAGES = {"I2I.S0": 0, "I2I.S1": 1, "I2I.S2": 2, "I2I.S3": 3, "I2I.S4": 4}
NOT_AWARE = "I2I.DK"
IMPACTS = ("I2I.M0", "I2I.M1", "I2I.M2", "I2I.M3", "I2I.MN")
FELT = frozenset({"I2I.M2", "I2I.M3"})
"""The impacts that say that something is different for the better."""
BENEFICIARY = "I2I.FOR"
SEVERAL = 2
"""How many people have to say that they do not know before it is asked about."""
IN_USE = 3
"""The first stage in which something is used."""
_NO_SYSTEM = ("I2I", "CIQ", "JRN", "DEF.REC")
"""These codes and those under them say how something is talked about, and are no systems."""


@dataclass(frozen=True, slots=True)
class Perceived:
    """What the people of some groups, shown together, said of one system in one source.

    `stages` holds how many people told each stage, 0 to 4, `unaware` how many said that they do not
    know; `impacts` counts people by beneficiary (empty: not said) and impact. `of` is how many were heard.
    """

    source: Source
    groups: tuple[str, ...]
    system: str
    of: int
    stages: tuple[int, ...]
    unaware: int
    impacts: dict[tuple[str, str], int]
    felt: int
    """How many people told some or clear difference, of those who told any impact."""
    judged: int

    @property
    def told(self) -> int:
        """How many people told a stage."""
        return sum(self.stages)

    def middle(self, least: int) -> int | None:
        """The lower middle of the stages told; None where fewer than `least` people told one."""
        if self.told < least:
            return None
        return median_low(stage for stage, number in enumerate(self.stages) for _ in range(number))


@dataclass(frozen=True, slots=True)
class Gap:
    """Two groups that perceive a system differently; `difference` is in stages, the first one's more."""

    system: str
    source: Source
    ahead: tuple[str, ...]
    behind: tuple[str, ...]
    difference: int


def perceptions(material: Material, source: Source) -> list[Perceived]:
    """What was said of each system by the groups of one source, in the order of the codebooks.

    Groups of fewer people than the threshold are joined with others; nothing is told where all together
    are too few.
    """
    attended = attendance(_read(material, source))
    sizes, least = group_sizes(attended, material.groups), material.thresholds.voices
    said = _said(material, source)
    found = []
    for bundle in shown_together(sizes, least):
        of = sum(sizes[group] for group in bundle)
        if of < least:
            continue
        for system in sorted(said, key=_order(material)):
            people = {p: codes for p, codes in said[system].items() if material.groups[p] in bundle}
            if people:
                found.append(_perceived(source, bundle, system, of, people))
    # Those who spoke of the same system stand below each other.
    place = _order(material)
    return sorted(found, key=lambda one: place(one.system))


def gaps(found: Iterable[Perceived], least: int) -> list[Gap]:
    """Where two groups differ by a stage or more, the widest first."""
    by_system: dict[str, list[Perceived]] = defaultdict(list)
    for one in found:
        by_system[one.system].append(one)
    wide = []
    for system, several in by_system.items():
        placed = [(one.middle(least), one) for one in several]
        known = sorted(((m, one) for m, one in placed if m is not None), key=lambda pair: -pair[0])
        if len(known) > 1 and known[0][0] > known[-1][0]:
            (most, first), (fewest, last) = known[0], known[-1]
            wide.append(Gap(system, first.source, first.groups, last.groups, most - fewest))
    return sorted(wide, key=lambda gap: -gap.difference)


def _read(material: Material, source: Source) -> list[Transcript]:
    """The transcripts that somebody coded with the codebook of stages; others say nothing about them."""
    code = material.tree.codes.get(NOT_AWARE)
    return material.from_source(source, code.codebook_id) if code else []


Said = dict[str, dict[str, list[tuple[str, tuple[str, ...]]]]]
"""System → person → the codes of stage or impact that they told, with the beneficiaries."""


def _said(material: Material, source: Source) -> Said:
    found: Said = defaultdict(lambda: defaultdict(list))
    wanted = {t.id for t in _read(material, source)}
    by_place: dict[str, list[Coding]] = defaultdict(list)
    for coding in material.codings:
        if coding.transcript_id in wanted:
            by_place[coding.transcript_id].append(coding)
    for id_, codings in by_place.items():
        voices = voices_of(material.by_id[id_])
        systems = [(c, s) for c in codings if (s := _system(material, c.code_id))]
        for coding in codings:
            if coding.code_id not in STAGES and coding.code_id not in (NOT_AWARE, *IMPACTS):
                continue
            own = {s for c, s in systems if c.span.overlaps(coding.span)}
            for person in {voices.persons[n] for n in touched(voices, coding)} - {None}:
                for system in own:
                    found[system][str(person)].append((coding.code_id, coding.lenses.get(BENEFICIARY, ())))
    return found


def _system(material: Material, code_id: str) -> str:
    """The domain that a code stands for as a system; empty where it is none."""
    tree = material.tree
    if code_id not in tree.codes or f"{code_id}.".startswith(tuple(f"{no}." for no in _NO_SYSTEM)):
        return ""
    return tree.domain(code_id).id


def _perceived(
    source: Source,
    bundle: tuple[str, ...],
    system: str,
    of: int,
    people: dict[str, list[tuple[str, tuple[str, ...]]]],
) -> Perceived:
    stages, unaware = [0] * len(STAGES), 0
    impacts: dict[tuple[str, str], set[str]] = defaultdict(set)
    felt, judged = set(), set()
    for person, told in people.items():
        own = [STAGES[code] for code, _ in told if code in STAGES]
        if own:
            stages[median_low(own)] += 1
        elif any(code == NOT_AWARE for code, _ in told):
            unaware += 1
        for code, meant in told:
            if code in IMPACTS:
                judged.add(person)
                felt |= {person} if code in FELT else set()
                for beneficiary in meant or ("",):
                    impacts[beneficiary, code].add(person)
    counts = {place: len(some) for place, some in impacts.items()}
    return Perceived(source, bundle, system, of, tuple(stages), unaware, counts, len(felt), len(judged))


def _order(material: Material) -> Callable[[str], int]:
    places = {domain: n for n, domain in enumerate(material.tree.domains)}
    return lambda system: places.get(system, len(places))


def unlike(found: Iterable[Perceived], least: int) -> Iterator[tuple[str, Perceived]]:
    """What is worth talking about in one group: `unaware`, `little felt`, `harm`, `spread`, with where."""
    for one in found:
        middle = one.middle(least)
        known = one.told + one.unaware
        if one.unaware >= SEVERAL and 4 * one.unaware >= known:
            yield "unaware", one
        if middle is not None and middle >= IN_USE and one.judged and 2 * one.felt < one.judged:
            yield "little felt", one
        if any(code == "I2I.MN" for _, code in one.impacts):
            yield "harm", one
        told = [stage for stage, number in enumerate(one.stages) if number]
        if one.told >= least and told[-1] - told[0] >= IN_USE:
            yield "spread", one
