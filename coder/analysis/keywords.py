"""Words and phrases that one stakeholder group uses more than the others do, with how sure that is.

The log-odds ratio with an informative Dirichlet prior of Monroe, Colaresi & Quinn, *Fightin' Words*
(Political Analysis 16, 2008, equations 16, 19 and 22): the prior is the use of all groups together.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from coder.analysis.frame import Material, Source, counted_turns, person_of
from coder.analysis.people import in_order
from coder.domain.language import function_words, language_of
from coder.domain.text import fold
from coder.domain.transcript import Transcript, Turn
from coder.errors import InputError

PRIOR_WORDS = 500.0
"""How many words of the use of all together every group is thought to have said beforehand."""

Z_95 = 1.959964
LONGEST = 4
"""The most words that a phrase can have."""

_PART = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*|[.?!;:,\u2014\n\[\]()\"]")
_FILLERS = "um uh uhm mm mhm hmm eh ah oh yeah ok okay"
_ENGLISH = (
    "i'm i've i'd i'll you're you've you'll we're we've we'll they're they've that's there's what's he's "
    "she's isn't aren't wasn't weren't doesn't didn't won't can't couldn't wouldn't shouldn't haven't "
    "hasn't a an in by from as me us them these those which then than too very also am will would could "
    "should being does into out up any some no"
)


@dataclass(frozen=True, slots=True)
class KeyTerm:
    """A word or phrase, how often a group says it, and how many of its people do.

    `log_odds` compares the group with all others (0: alike), between `low` and `high` with 95 %
    confidence; `z` is it in standard errors. `others` counts the term among the other groups.
    """

    term: str
    group: str
    count: int
    people: int
    people_spoke: int
    others: int
    log_odds: float
    low: float
    high: float
    z: float


@dataclass(frozen=True, slots=True)
class _Use:
    """What known people said: terms by person, and the people of each group."""

    terms: Mapping[str, Counter[str]]
    people: Mapping[str, tuple[str, ...]]


def key_terms(material: Material, words: int = 1, *, prior: float = PRIOR_WORDS) -> tuple[KeyTerm, ...]:
    """Terms of so many `words` that a group says more than the others, the surest first in each group.

    Of conversations, and of participants who are known: neither facilitators nor unidentified voices
    count. A term is shown of a group in which as many people said it as the thresholds ask; a group is
    compared where it and the others have as many speakers each. Function words are left out.

    Raises InputError for a phrase longer than four words.
    """
    if not 1 <= words <= LONGEST:
        raise InputError(f"phrases have 1 to {LONGEST} words, not {words}")
    least = material.thresholds.voices
    use = _use(material, words)
    together: Counter[str] = Counter()
    for counts in use.terms.values():
        together.update(counts)
    total = together.total()
    found: list[KeyTerm] = []
    for group in in_order(use.people):
        speakers = use.people[group]
        if min(len(speakers), len(use.terms) - len(speakers)) >= least:
            alphas = prior / total if total else 0.0
            found += _of_group(group, speakers, use, together, alphas, least)
    return tuple(found)


def log_odds(
    count: int, of: int, other: int, other_of: int, alpha: float, alphas: float
) -> tuple[float, float]:
    """The log-odds ratio and its standard error for a term said `count` times in `of` words.

    `alpha` is the prior of the term and `alphas` that of all terms (Monroe, Colaresi & Quinn 2008:
    equation 16 for the ratio, 19 for its variance).
    """
    here = math.log((count + alpha) / (of + alphas - count - alpha))
    there = math.log((other + alpha) / (other_of + alphas - other - alpha))
    return here - there, math.sqrt(1 / (count + alpha) + 1 / (other + alpha))


def terms_of(text: str, words: int, language: str = "en") -> Iterator[str]:
    """The terms of a text, folded; no phrase goes past punctuation or begins or ends in a function word."""
    stop = stop_words(language)
    run: list[str] = []
    for part in _PART.findall(text):
        token = _folded(part)
        if not token[0].isalpha():
            run = []
            continue
        run = [*run[-(words - 1) :], token] if words > 1 else [token]
        if len(run) == words and run[0] not in stop and token not in stop:
            yield " ".join(run)


@lru_cache(maxsize=8)
def stop_words(language: str) -> frozenset[str]:
    """The words of a language that say how a sentence is built, or nothing; folded."""
    more = f"{_FILLERS} {_ENGLISH if language == 'en' else ''}"
    return function_words(language) | frozenset(map(fold, more.split()))


@lru_cache(maxsize=65536)
def _folded(token: str) -> str:
    return fold(token)


def _use(material: Material, words: int) -> _Use:
    terms: dict[str, Counter[str]] = defaultdict(Counter)
    for transcript in material.from_source(Source.TALK):
        for turn in counted_turns(transcript):
            person = person_of(transcript.speaker(turn))
            if person is not None:
                terms[person].update(terms_in(transcript, turn, words))
    people: dict[str, list[str]] = defaultdict(list)
    for person in terms:
        people[material.groups[person]].append(person)
    return _Use(dict(terms), {group: tuple(some) for group, some in people.items()})


def terms_in(transcript: Transcript, turn: Turn, words: int) -> Iterator[str]:
    """The terms that are counted in a turn."""
    said = transcript.words(turn)
    return terms_of(said, words, _language(said, transcript))


def _language(said: str, transcript: Transcript) -> str:
    told = transcript.facts.language[:2].casefold()
    return told if told in ("en", "es", "pt") else language_of(said) or "en"


def _of_group(
    group: str,
    speakers: tuple[str, ...],
    use: _Use,
    together: Counter[str],
    prior_share: float,
    least: int,
) -> list[KeyTerm]:
    own: Counter[str] = Counter()
    people: Counter[str] = Counter()
    for person in speakers:
        own.update(use.terms[person])
        people.update(use.terms[person].keys())
    of, all_of = own.total(), together.total()
    found = []
    for term, number in people.items():
        if number < least or together[term] == all_of:
            continue
        count, other = own[term], together[term] - own[term]
        ratio, error = log_odds(
            count, of, other, all_of - of, prior_share * together[term], prior_share * all_of
        )
        low, high = ratio - Z_95 * error, ratio + Z_95 * error
        if ratio > 0:
            found.append(
                KeyTerm(term, group, count, number, len(speakers), other, ratio, low, high, ratio / error)
            )
    return sorted(found, key=lambda term: (-term.z, term.term))
