"""What one session said, for the people who were there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from coder.analysis.counting import Scope
from coder.analysis.frame import Material
from coder.analysis.quotes import LONGEST, PER_PERSON, SHORTEST, STUDENTS, ChosenQuote, every_quote
from coder.domain.spoken import Conversation
from coder.domain.transcript import TranscriptKind
from coder.domain.zones import zone_of

MOST = 8
"""How many things a sheet tells at most."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing that was raised: the code, how many people (None: not told), and somebody's words."""

    code_id: str
    people: int | None
    quote: ChosenQuote | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One session: its number among its kind, its day, its people (0: not to be told), what was heard."""

    key: str
    kind: TranscriptKind
    number: int
    date: str
    group: str
    people: int
    heard: tuple[Heard, ...]


def sheets(material: Material, labels: Iterable[str] = (), *, students: bool = False) -> list[Sheet]:
    """One sheet for each coded conversation, or for those with these labels, or for students' alone.

    Numbers and words stand only where as many people took part as the thresholds ask.
    """
    scope, wanted = Scope(material), {label.casefold() for label in labels}
    quotes = _by_transcript(material)
    numbers: dict[TranscriptKind, int] = defaultdict(int)
    found = []
    for transcript in scope.talk:
        numbers[transcript.facts.kind] += 1
        fits = transcript.label.casefold() in wanted if wanted else transcript.id in material.coded_ids
        if fits and (not students or transcript.facts.group == STUDENTS):
            found.append(_sheet(scope, transcript, numbers[transcript.facts.kind], quotes[transcript.id]))
    return found


def _sheet(scope: Scope, transcript: Conversation, number: int, quotes: Sequence[ChosenQuote]) -> Sheet:
    attended = len(scope.attended[transcript.id])
    enough = attended >= scope.thresholds.voices
    people: dict[str, set[str]] = defaultdict(set)
    turns: dict[str, set[int]] = defaultdict(set)
    for mention in scope.mentions:
        # Of few people even that somebody spoke from a zone of a journey would place them.
        if mention.transcript_id == transcript.id and (enough or not zone_of(mention.coding.code_id)):
            turns[mention.coding.code_id].add(mention.turn)
            if mention.person is not None:
                people[mention.coding.code_id].add(mention.person)
    order = list(scope.material.tree.codes)
    first = sorted(turns, key=lambda c: (-len(people[c]), -len(turns[c]), order.index(c)))[:MOST]
    told = sorted(first, key=order.index) if not enough else first
    said = dict(_chosen(told, quotes)) if enough else {}
    facts = transcript.facts
    return Sheet(
        transcript.id,
        facts.kind,
        number,
        facts.date,
        facts.group if enough else "",
        attended if enough else 0,
        tuple(Heard(c, len(people[c]) if enough else None, said.get(c)) for c in told),
    )


def _chosen(codes: Sequence[str], quotes: Sequence[ChosenQuote]) -> Iterator[tuple[str, ChosenQuote]]:
    used: list[ChosenQuote] = []
    for code in codes:
        for quote in quotes:
            often = sum(other.person == quote.person for other in used) >= PER_PERSON
            twice = any(quote.start < other.end and other.start < quote.end for other in used)
            if quote.code_id == code and not often and not twice:
                used.append(quote)
                yield code, quote
                break


def _by_transcript(material: Material) -> dict[str, list[ChosenQuote]]:
    found: dict[str, list[ChosenQuote]] = defaultdict(list)
    for quotes in every_quote(material, list(material.tree.codes)).values():
        for quote in quotes:
            if SHORTEST <= len(quote.text.split()) <= LONGEST:
                found[quote.transcript_id].append(quote)
    return found
