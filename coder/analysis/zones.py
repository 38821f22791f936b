"""How groups speak of their own journey: zones by group and wave, moves between waves, what helps.

Zones are of talk. A person's is worked out only to count a group of enough people, and kept nowhere; what
would give it away, because all of a group are alike, is not told either.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from coder.analysis.counting import Mention, Scope
from coder.analysis.frame import Material
from coder.analysis.movement import moves
from coder.analysis.people import shown_together
from coder.analysis.process_table import TO_FILL, ProcessTable
from coder.analysis.themes import excerpt_count
from coder.domain.zones import ZONES, zone_of

SUPPORT, BARRIER = "JRN.X.SUP", "JRN.X.BAR"
ALIKE = "not told"
"""Stands where all of a group are alike, so that a number would tell of each of them."""

_Zoned = tuple[Mention, str]
_By = Mapping[str, str]
_PROMPTS = (
    "Where did we say that something is not here, and who sees it otherwise?",
    "What do we steer around when we are together?",
    "What did we notice this time that we had not seen before?",
    "Whom did we ask, and what did we hear?",
    "Who spoke up or changed how something works, and what did it take?",
    "What holds us, and what would help us most before we meet again?",
)


def zone_tables(material: Material) -> Iterator[ProcessTable]:
    """All that is told of zones, each table where there is something to tell, then a sheet for teams."""
    scope = Scope(material)
    zoned = [(one, zone) for one in scope.mentions if (zone := zone_of(one.coding.code_id))]
    if not zoned:
        return
    yield from _mix(material, zoned)
    yield from _transitions(material, zoned)
    yield from _held_and_helped(scope)
    yield ProcessTable(
        "reflection",
        "A sheet for teams",
        ("To talk about", "What we say", "What we will do"),
        tuple((prompt, TO_FILL, TO_FILL) for prompt in _PROMPTS),
        "It stays with the team: it asks about the group, and nobody has to say where they stand.",
    )


def _mix(material: Material, zoned: Sequence[_Zoned]) -> Iterator[ProcessTable]:
    names = [material.tree.codes[zone].name for zone in ZONES if zone in material.tree.codes]
    rows = []
    for wave in _waves(material, zoned):
        said = [one for one in zoned if material.by_id[one[0].transcript_id].facts.wave == wave]
        rows += [(f"wave {wave}" if wave else "", *row) for row in _mixes(material, said)]
    if rows and len(names) == len(ZONES):
        yield ProcessTable(
            "mix",
            "Zones by group",
            ("Wave", "Who spoke", "People", *names),
            tuple(rows),
            "Zones are of what was said, never of a person; the same person may speak from several.",
            "Coded excerpts in each zone. The people are those whose words they are; groups that are too "
            "small stand together.",
        )


def _mixes(material: Material, said: Sequence[_Zoned]) -> Iterator[tuple[str, ...]]:
    least = material.thresholds.voices
    people = {one.person for one, _ in said if one.person is not None}
    for bundle in _bundles(material, people):
        inside = {person for person in people if material.groups[person] in bundle}
        told = [f"<{least}"] * (1 + len(ZONES))
        if len(inside) >= least:
            spans = {
                (one.transcript_id, one.coding.start, one.coding.end, zone)
                for one, zone in said
                if one.person in inside
            }
            told = [str(len(inside)), *_unless_alike([_excerpts(spans, zone) for zone in ZONES])]
        yield (_named(bundle), *told)


def _excerpts(spans: Iterable[tuple[str, int, int, str]], zone: str) -> int:
    """How many excerpts are in a zone; words that two coders marked are one."""
    return excerpt_count((id_, start, end) for id_, start, end, own in spans if own == zone)


def _unless_alike(numbers: Sequence[int]) -> list[str]:
    """The numbers, or none of them where all there is stands in one place."""
    alike = max(numbers) == sum(numbers)
    return [ALIKE if alike else str(number) for number in numbers]


def _transitions(material: Material, zoned: Sequence[_Zoned]) -> Iterator[ProcessTable]:
    rows = []
    for before, after in pairwise(wave for wave in _waves(material, zoned) if wave):
        first, second = (_stands(material, zoned, wave) for wave in (before, after))
        both = first.keys() & second.keys()
        for bundle in _bundles(material, both):
            inside = {person for person in both if material.groups[person] in bundle}
            rows.append((f"{before} to {after}", _named(bundle), *_moved(material, inside, first, second)))
    if rows:
        yield ProcessTable(
            "moves",
            "Movement between waves",
            ("Waves", "Who", "In both", "On", "Back", "As before", "From several alike"),
            tuple(rows),
            "Zones are no ladder: people go on, go back and come again, and none of that is a failure.",
            "People who spoke in both waves, by the zone that most of their words were in. Nothing is told "
            "of fewer people than the project tells of, nor where all moved alike.",
        )


def _moved(material: Material, people: set[str], first: _By, second: _By) -> list[str]:
    least = material.thresholds.voices
    if len(people) < least:
        return [f"<{least}"] * 5
    clear = {person for person in people if first[person] and second[person]}
    found = moves(ZONES, {p: first[p] for p in clear}, {p: second[p] for p in clear})
    told = [found.forward, found.back, found.same, len(people) - len(clear)]
    return [str(len(people)), *_unless_alike(told)]


def _stands(material: Material, zoned: Iterable[_Zoned], wave: str) -> dict[str, str]:
    """Person → the zone of most of their excerpts in a wave, empty where several have as many."""
    spans: dict[str, set[tuple[str, int, int, str]]] = defaultdict(set)
    for one, zone in zoned:
        if one.person is not None and material.by_id[one.transcript_id].facts.wave == wave:
            spans[one.person].add((one.transcript_id, one.coding.start, one.coding.end, zone))
    return {
        person: _most(Counter({zone: _excerpts(own, zone) for *_, zone in own}))
        for person, own in spans.items()
    }


def _most(numbers: Counter[str]) -> str:
    (zone, most), *others = numbers.most_common()
    return "" if others and others[0][1] == most else zone


def _held_and_helped(scope: Scope) -> Iterator[ProcessTable]:
    """Supports and barriers beside the zones of the same turn, else of the turns next to it."""
    material = scope.material
    near = _zones_near(scope)
    told: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in scope.mentions:
        for code in (SUPPORT, BARRIER):
            if one.person is not None and f"{one.coding.code_id}.".startswith(f"{code}."):
                for zone in near.get((one.transcript_id, one.turn), ()) or ("",):
                    told[zone, code].add(one.person)
    of = len(_all(scope))
    if told:
        yield ProcessTable(
            "supports",
            "What helps and what holds, by zone",
            ("Zone that was spoken from", "Named a support", "Named a barrier"),
            tuple(
                (
                    material.tree.codes[zone].name if zone else "no zone near it",
                    *(
                        _told(len(told[zone, code]), of, scope.thresholds.voices)
                        for code in (SUPPORT, BARRIER)
                    ),
                )
                for zone in (*ZONES, "")
                if zone or told[zone, SUPPORT] or told[zone, BARRIER]
            ),
            note="People of all who took part. The zone is that of the same turn, else of those next to it.",
        )


def _told(people: int, of: int, least: int) -> str:
    """`2 of 11`; no number of few, nor of all, who would each be told of."""
    return f"<{least}" if of < least else ALIKE if people == of else f"{people} of {of}"


def _all(scope: Scope) -> frozenset[str]:
    """Everybody who took part in a conversation that was read with the codes of the journey."""
    codes = scope.material.tree.codes
    coded = scope.material.coded_with.get(codes[ZONES[0]].codebook_id, ()) if ZONES[0] in codes else ()
    return frozenset[str]().union(*(scope.attended[id_] for id_ in coded if id_ in scope.attended))


def _zones_near(scope: Scope) -> dict[tuple[str, int], set[str]]:
    own: dict[tuple[str, int], set[str]] = defaultdict(set)
    for one in scope.mentions:
        if zone := zone_of(one.coding.code_id):
            own[one.transcript_id, one.turn].add(zone)
    near = dict(own)
    for id_, voices in scope.turns.items():
        for place, number in enumerate(voices.numbers):
            if (id_, number) not in own:
                beside = voices.numbers[max(0, place - 1) : place + 2]
                near[id_, number] = set[str]().union(*(own.get((id_, other), set()) for other in beside))
    return near


def _waves(material: Material, zoned: Iterable[_Zoned]) -> list[str]:
    return sorted({material.by_id[one.transcript_id].facts.wave for one, _ in zoned})


def _bundles(material: Material, people: Iterable[str]) -> list[tuple[str, ...]]:
    sizes = Counter(material.groups[person] for person in people)
    return shown_together(sizes, material.thresholds.voices)


def _named(bundle: Sequence[str]) -> str:
    return " and ".join(group or "others" for group in bundle)
