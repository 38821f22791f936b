"""Choosing the quotes of a report."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from coder.analysis.frame import Material, Source, person_of
from coder.analysis.labels import QuoteLabels
from coder.analysis.named_people import names_somebody
from coder.analysis.names import NameFinder, SiteFinder, name_of_site
from coder.domain.coding import Coding
from coder.domain.language import language_of
from coder.domain.sentences import sentences
from coder.domain.text import MARK, visible
from coder.domain.transcript import Role, Span, Speaker, Transcript
from coder.errors import StoreError

SHORTEST, LONGEST = 8, 60
"""The length of a quote, in words."""

MIDDLE = range(15, 41)
"""The length that reads best, in words."""

CUT = " […]"
"""Stands where the words that were said go on and the quote does not."""

PER_PERSON = 2
"""How many quotes one person may have in a document."""

STUDENTS = "students"

APPRAISAL = "LENS.APP"

_SITES = ("site", "school")
"""What a roster calls the place somebody belongs to."""

_SPECIFIC = (("LENS.SPEC", "example"), ("LENS.INT", "strong"))
_LANGUAGE_NAMES = {"english": "en", "spanish": "es", "español": "es", "portuguese": "pt", "português": "pt"}


@dataclass(frozen=True, slots=True)
class ChosenQuote:
    """Words fit to print, letter by letter those of the transcript, and how to label them."""

    coding_id: str
    code_id: str
    transcript_id: str
    start: int
    end: int
    text: str
    language: str
    label: str
    person: str
    group: str
    appraisal: str = ""
    """What the coder said of it by the lens of appraisal; empty for nothing."""
    origin: str = ""
    """Where it is from, for the team alone: no name, and no file's name."""
    cut: bool = False
    """Whether the coded words go on where the quote ends."""

    @property
    def shown(self) -> str:
        """The words as they are printed, a cut marked."""
        return f"{self.text}{CUT}" if self.cut else self.text

    @property
    def evidence(self) -> str:
        """What leads from the quote back to its coding."""
        return self.coding_id[:8]

    @property
    def attribution(self) -> str:
        """The label and the evidence id."""
        return f"{self.label} · {self.evidence}"


@dataclass(frozen=True, slots=True)
class QuoteSelection:
    """The quotes of one document by code, and by what else wanted some (`claims`).

    Excerpts that were left out for what they tell are counted: `skipped_for_names` hold the name of a
    speaker or participant, `skipped_for_sites` name a site where they would point at somebody,
    `skipped_for_few` are of people with too few beside them.
    """

    exemplars: Mapping[str, ChosenQuote] = field(default_factory=dict)
    sections: Mapping[str, tuple[ChosenQuote, ...]] = field(default_factory=dict)
    claims: Mapping[str, tuple[ChosenQuote, ...]] = field(default_factory=dict)
    skipped_for_names: int = 0
    skipped_for_sites: int = 0
    skipped_for_few: int = 0

    @property
    def all(self) -> tuple[ChosenQuote, ...]:
        """Every quote of the document."""
        many = (*self.claims.values(), *self.sections.values())
        return (*self.exemplars.values(), *(quote for quotes in many for quote in quotes))


@dataclass(frozen=True, slots=True)
class _Candidate:
    quote: ChosenQuote
    rank: tuple[object, ...]


def check_words(material: Material) -> None:
    """Make sure that every coding's words are still those of its transcript.

    Raises StoreError naming transcript and turn: an altered quote must stop an export.
    """
    for coding in material.codings:
        transcript = material.by_id[coding.transcript_id]
        if not coding.stands_in(transcript.text):
            turn = transcript.turn_at(coding.start)
            number = f" turn {turn.number}" if turn and turn.number else ""
            raise StoreError(
                "the words kept with a coding are not those of the transcript",
                where=f"{transcript.label}{number}",
                remedy="remove that coding and code the words again, or restore a backup",
            )


def choose_quotes(
    material: Material,
    code_ids: Sequence[str],
    per_code: int = 3,
    claims: Mapping[str, Sequence[str]] = MappingProxyType({}),
    per_claim: int = 4,
) -> QuoteSelection:
    """Choose an exemplar and up to `per_code` more quotes for each code; the same for the same data.

    `claims` name codings in the order in which their words are wanted; up to `per_claim` of each are
    chosen before all others.

    Starred first, then a specific example or strong words, then a middle length; students before
    others where that is equal. No words are used twice, and nobody is quoted more than
    `PER_PERSON` times. Raises StoreError when a coding's words are not those of its transcript.
    """
    check_words(material)
    pools, telling = _pools(material, set(code_ids) & material.tree.codes.keys())
    taken = _Taken()
    wanted = _claimed(pools, claims, taken, per_claim)
    # Codes with little to choose from choose first, so that others do not take their only words.
    order = sorted((code for code in code_ids if code in pools), key=lambda code: len(pools[code]))
    exemplars = {code: quote for code in order if (quote := taken.first(pools[code])) is not None}
    sections: dict[str, list[ChosenQuote]] = {code: [] for code in order}
    for _ in range(per_code):
        for code in order:
            others = {quote.person for quote in sections[code]}
            if (quote := taken.first(pools[code], avoid=others)) is not None:
                sections[code].append(quote)
    return QuoteSelection(
        {code: exemplars[code] for code in code_ids if code in exemplars},
        {code: tuple(_students_first(sections[code])) for code in code_ids if sections.get(code)},
        wanted,
        len(telling.named),
        len(telling.placed),
        len(telling.singled),
    )


def every_quote(material: Material, code_ids: Sequence[str]) -> dict[str, tuple[ChosenQuote, ...]]:
    """Every excerpt that may be printed, by code, in the order of the transcripts; however long or short.

    Raises StoreError when a coding's words are not those of its transcript.
    """
    check_words(material)
    pools, _ = _pools(material, set(code_ids) & material.tree.codes.keys(), any_length=True)
    place = {transcript.id: n for n, transcript in enumerate(material.transcripts)}
    return {
        code: tuple(
            sorted((c.quote for c in pools[code]), key=lambda q: (place[q.transcript_id], q.start, q.end))
        )
        for code in code_ids
        if code in pools
    }


def _claimed(
    pools: Mapping[str, Sequence[_Candidate]],
    claims: Mapping[str, Sequence[str]],
    taken: _Taken,
    most: int,
) -> dict[str, tuple[ChosenQuote, ...]]:
    by_id = {candidate.quote.coding_id: candidate for pool in pools.values() for candidate in pool}
    found: dict[str, tuple[ChosenQuote, ...]] = {}
    for claim, ids in claims.items():
        quotes: list[ChosenQuote] = []
        for candidate in (by_id[id_] for id_ in ids if id_ in by_id):
            if len(quotes) < most and (quote := taken.first([candidate])) is not None:
                quotes.append(quote)
        if quotes:
            found[claim] = tuple(_students_first(quotes))
    return found


def quote_language(text: str, transcript_language: str) -> str:
    """The language of a quote: that of its own words where they tell, else that of the transcript."""
    stated = transcript_language.strip().casefold()
    code = re.match(r"[a-z]{2,3}(?![a-z])", stated)
    usual = _LANGUAGE_NAMES.get(stated) or (code.group() if code else "en")
    return language_of(text) or usual


class _Taken:
    """What the document has quoted already."""

    def __init__(self) -> None:
        self._spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._words: set[str] = set()
        self._people: Counter[str] = Counter()

    def first(self, pool: Iterable[_Candidate], avoid: Iterable[str] = ()) -> ChosenQuote | None:
        """Take the best quote of a pool that may still be used."""
        for candidate in pool:
            quote = candidate.quote
            if quote.person not in avoid and self._free(quote):
                self._spans[quote.transcript_id].append((quote.start, quote.end))
                self._words.add(quote.text)
                self._people[quote.person] += 1
                return quote
        return None

    def _free(self, quote: ChosenQuote) -> bool:
        return (
            self._people[quote.person] < PER_PERSON
            and quote.text not in self._words
            and not any(
                quote.start < end and start < quote.end for start, end in self._spans[quote.transcript_id]
            )
        )


class _Telling:
    """Keeps words that tell who or where out of the quotes, and counts them."""

    def __init__(self, material: Material) -> None:
        speakers = [speaker for transcript in material.transcripts for speaker in transcript.speakers]
        names = {name for speaker in speakers for name in (speaker.label, speaker.name)}
        self._names = NameFinder(names | {person.label for person in material.participants})
        self._sites = SiteFinder(transcript.facts.site for transcript in material.transcripts)
        self._at_site = _people_by_site(material)
        self._least = material.thresholds.voices
        self.named: set[tuple[str, int, int]] = set()
        self.placed: set[tuple[str, int, int]] = set()
        self.singled: set[tuple[str, int, int]] = set()

    def keeps_out(self, quote: ChosenQuote) -> bool:
        """Whether a quote holds a name, is of too few people, or names a site that would tell of whom it is.

        No words of a student name a site. Others' do not where fewer people of their group than may be
        told of were heard from there, or it is not known how many.
        """
        if not quote.label:
            reason = self.singled
        elif self._names.found_in(quote.text) or names_somebody(quote.text):
            reason = self.named
        elif any(self._points_at(quote.group, site) for site in self._sites.names_in(quote.text)):
            reason = self.placed
        else:
            return False
        reason.add((quote.transcript_id, quote.start, quote.end))
        return True

    def _points_at(self, group: str, site: str) -> bool:
        return group == STUDENTS or len(self._at_site[group, site]) < self._least


def _people_by_site(material: Material) -> defaultdict[tuple[str, str], set[str]]:
    """Who was heard, by group and by the name of the site that their session or the roster gives."""
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for transcript in material.transcripts:
        for person in (p for speaker in transcript.speakers if (p := person_of(speaker)) is not None):
            known = material.people.get(person)
            told = [str(known.attributes.get(name, "")) for name in _SITES] if known else []
            for site in (transcript.facts.site, *told):
                found[material.group_of(person, transcript), name_of_site(site)].add(person)
    return found


def _pools(
    material: Material, wanted: set[str], *, any_length: bool = False
) -> tuple[dict[str, list[_Candidate]], _Telling]:
    labels, telling = QuoteLabels(material), _Telling(material)
    order = {transcript.id: place for place, transcript in enumerate(material.transcripts)}
    pools: dict[str, list[_Candidate]] = defaultdict(list)
    for coding in material.codings:
        transcript = material.by_id[coding.transcript_id]
        if coding.code_id not in wanted:
            continue
        words = coding.text if any_length else _cut(coding.text)
        speaker = _voice(transcript, coding, words)
        if speaker is None:
            continue
        quote = _quote(material, transcript, coding, words, speaker, labels)
        if not telling.keeps_out(quote):
            pools[coding.code_id].append(_Candidate(quote, _rank(coding, quote, order[transcript.id])))
    for pool in pools.values():
        pool.sort(key=lambda candidate: candidate.rank)
    return pools, telling


def _cut(text: str) -> str:
    """Words of a length that can be read: all, or the first whole sentences; empty where there are none."""
    if len(text.split()) <= LONGEST:
        return text if len(text.split()) >= SHORTEST else ""
    kept = ""
    for sentence in sentences(text, Span(0, len(text))):
        if len(text[: sentence.end].split()) > LONGEST:
            break
        kept = text[: sentence.end]
    return kept if len(kept.split()) >= SHORTEST else ""


def _voice(transcript: Transcript, coding: Coding, words: str) -> Speaker | None:
    """The one participant whose turn holds the whole coding, if `words` of it are fit to print."""
    turns = list(transcript.turns_in(coding.span))
    if len(turns) != 1 or turns[0].number is None or not turns[0].span.contains(coding.span):
        return None
    # What a document cannot show letter by letter, a line break or a control character, is no quote.
    fit = bool(words) and visible(words) == words
    fit = fit and not any(mark in words for mark in (MARK, "\ufffe", "\uffff"))
    speaker = transcript.speaker(turns[0])
    return speaker if fit and speaker and speaker.role is Role.PARTICIPANT else None


def _quote(
    material: Material,
    transcript: Transcript,
    coding: Coding,
    words: str,
    speaker: Speaker,
    labels: QuoteLabels,
) -> ChosenQuote:
    person = person_of(speaker) or speaker.id
    group = material.group_of(person, transcript)
    codebook = material.tree.codes[coding.code_id].codebook_id
    return ChosenQuote(
        coding.id,
        coding.code_id,
        transcript.id,
        coding.start,
        coding.start + len(words),
        words,
        quote_language(words, transcript.facts.language),
        labels.label(person, codebook, Source.of(transcript.facts.kind)),
        person,
        group,
        next(iter(coding.lenses.get(APPRAISAL, ())), ""),
        _origin(transcript, coding),
        len(words) < len(coding.text),
    )


def _origin(transcript: Transcript, coding: Coding) -> str:
    """Where a quote is from, without a label, which was a file's name and may name somebody."""
    turn = transcript.turn_at(coding.start)
    kind = transcript.facts.kind.value.replace("_", " ")
    wave = f", wave {transcript.facts.wave}" if transcript.facts.wave else ""
    number = f", turn {turn.number}" if turn and turn.number else ""
    return (
        f"Evidence {coding.id[:8]}: {kind}{wave}{number}; code {coding.code_id}, {coding.origin.value}. "
        f"In context: coder show {coding.id[:8]}"
    )


def _rank(coding: Coding, quote: ChosenQuote, place: int) -> tuple[object, ...]:
    specific = sum(value in coding.lenses.get(lens, ()) for lens, value in _SPECIFIC)
    words = len(quote.text.split())
    return (
        not coding.starred,
        quote.cut,
        -specific,
        words not in MIDDLE,
        quote.group != STUDENTS,
        abs(words - MIDDLE[len(MIDDLE) // 2]),
        place,
        coding.start,
        coding.end,
        coding.id,
    )


def _students_first(quotes: Iterable[ChosenQuote]) -> list[ChosenQuote]:
    return sorted(quotes, key=lambda quote: quote.group != STUDENTS)
