"""What may be wrong with the sentences and quotes of a report, before anybody reads it.

Each rule has an id, names the place, says what it saw in a sentence, and what to do. It never
changes anything, and every remark may be left standing by somebody who knows better.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from coder.analysis.people import Count
from coder.analysis.person_words import PersonWords
from coder.analysis.quantifiers import LEAST_PEOPLE, quantities, word_for
from coder.analysis.quotes import PER_PERSON, STUDENTS
from coder.analysis.thresholds import SMALLEST_GROUP

STUDENT_FLOOR = 30
"""The least share of quotes, in percent, that should be of students, unless a project says otherwise."""

RULES = {
    "quantifier": "a word for how many that the evidence does not bear out",
    "count": "a number of people that the evidence does not give",
    "percentage": f"a percentage of fewer than {LEAST_PEOPLE} people",
    "name": "a word that looks like a person's name",
    "not-raised": "“not raised” while coding is unfinished",
    "topic": "a claim without a verb",
    "no-evidence": "a theme without evidence",
    "gone": "evidence that was removed",
    "withdrawn": "evidence that may not be used any more",
    "negative": "negative cases that nobody has looked for",
    "group": "a group that is claimed and not heard in the evidence",
    "quote-twice": "words quoted twice",
    "speaker-often": f"one speaker quoted more than {PER_PERSON} times",
    "student-share": "too few quotes of students",
    "no-theme": "a recommendation that answers no theme",
    "no-cause": "a recommendation without a root cause",
    "limit": "more recommendations than the project allows",
    "tie": "recommendations that share a place",
}
"""The rules by id, and what each looks for."""

_PEOPLE_NOUNS = {
    "students": "student students pupil pupils kids children youth learners scholars",
    "families": "family families parent parents caregiver caregivers guardian guardians",
    "educators": "educator educators teacher teachers staff counselors paraprofessionals",
    "leaders": "leader leaders principal principals administrator administrators",
    "": "people participants participant adults adult voices respondents",
}
"""Stakeholder group → the nouns that mean its people; none for those that mean everybody."""

_NUMBERS = re.compile(
    r"(?<![\d.,%])(\d{1,4}) (?:out )?of (?:the |all )?(\d{1,4})(?![\d.,]*%|\.\d)(?:\s+([^\W\d_]+))?"
)
_PERCENT = re.compile(r"\d+(?:\.\d+)?\s?(?:%|percent\b)")
_RAISED = "raised|mentioned|brought up|named|discussed"
_NOT_RAISED = re.compile(
    rf"\b(?:not|never|nowhere)\s+(?:once\s+)?(?:been\s+)?(?:{_RAISED})\b"
    rf"|\b(?:no one|nobody|none of (?:the |them\b|those\b)?\s?\w*)\s+(?:{_RAISED}|spoke|talked)\b"
    r"|\b(?:did|does)(?: not|n['\u2019]t) (?:come up|mention|raise)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark: which rule, where, what was seen, and what to do."""

    rule: str
    place: str
    sentence: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Passage:
    """Something that a person wrote for the report, and the people of whom it speaks where they are known."""

    place: str
    text: str
    people: Count | None = None
    by_group: Mapping[str, Count] = field(default_factory=dict)
    least: int = SMALLEST_GROUP
    """Of fewer people than this no number is told."""

    def count_for(self, noun: str) -> Count | None:
        """The people that a noun in the passage means."""
        group = group_of(noun, self.by_group)
        return self.by_group.get(group, self.people) if group else self.people


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words that the report will quote, where it does, and whose they are."""

    place: str
    coding_id: str
    transcript_id: str
    start: int
    end: int
    person: str
    group: str
    where: str = ""
    """The turn, for a sentence: `FG-01 turn 12`."""


def group_of(noun: str, groups: Iterable[str]) -> str:
    """The stakeholder group that a noun means; empty for everybody."""
    plain = noun.casefold()
    own = next((group for group in groups if plain in (group.casefold(), group.casefold().rstrip("s"))), "")
    return own or next((group for group, words in _PEOPLE_NOUNS.items() if plain in words.split()), "")


def passage_findings(
    passages: Iterable[Passage], people: PersonWords, unfinished: Sequence[str] = ()
) -> Iterator[Finding]:
    """Look at sentences: words for how many, numbers, names, and what is said not to have been raised.

    `unfinished` are the labels of transcripts that hold turns nobody has coded or marked as read.
    """
    for passage in passages:
        yield from _quantifiers(passage)
        yield from _numbers(passage)
        for name in people.found_in(passage.text):
            yield Finding(
                "name",
                passage.place,
                f"“{name}” looks like a person's name",
                "write the role instead, or leave it if it names nobody",
            )
        if unfinished and (match := _NOT_RAISED.search(passage.text)):
            named = ", ".join(unfinished[:6]) + (", …" if len(unfinished) > 6 else "")
            yield Finding(
                "not-raised",
                passage.place,
                f"“{match.group()}” is said while coding is unfinished in {named}",
                "finish coding these first, or leave the sentence out",
            )


def quote_findings(
    quotes: Sequence[Quoted], floor: int = STUDENT_FLOOR, students_heard: bool = True
) -> Iterator[Finding]:
    """Look at quotes together: the same words twice, one speaker often, too few students.

    `floor` is the least share of students' quotes in percent.
    """
    yield from _twice(quotes)
    for person, number in Counter(quote.person for quote in quotes if quote.person).items():
        if number > PER_PERSON:
            own = [quote for quote in quotes if quote.person == person]
            places = ", ".join(dict.fromkeys(quote.place for quote in own))
            yield Finding(
                "speaker-often",
                places,
                f"one speaker is quoted {number} times ({', '.join(quote.where for quote in own)})",
                f"keep {PER_PERSON} of them at most, and let others speak",
            )
    students = sum(quote.group == STUDENTS for quote in quotes)
    if quotes and students_heard and students * 100 < floor * len(quotes):
        yield Finding(
            "student-share",
            "all quotes",
            f"{students} of {len(quotes)} quotes are of students, below {floor}%",
            "choose more quotes of students",
        )


def _quantifiers(passage: Passage) -> Iterator[Finding]:
    nouns = {word for words in _PEOPLE_NOUNS.values() for word in words.split()}
    nouns |= {group.casefold() for group in passage.by_group if group}
    for found in quantities(passage.text, nouns):
        count = passage.count_for(found.noun)
        if count is None or not count.of:
            continue
        right = word_for(count)
        if right == found.word:
            continue
        sentence, remedy = f"“{found.text}” does not agree with the evidence", ""
        if count.of_few(passage.least):
            sentence, remedy = f"“{found.text}” is said of too few people", "tell neither word nor number"
        elif right is None:
            told = count.in_words(found.noun or "people")
            remedy = f"write the count: {told}"
        else:
            sentence += f", which is {count} people"
            remedy = f"write “{right}”, or add evidence"
        yield Finding("quantifier", passage.place, sentence, remedy)


def _numbers(passage: Passage) -> Iterator[Finding]:
    for match in _NUMBERS.finditer(passage.text):
        count = passage.count_for(match.group(3) or "")
        told = (int(match.group(1)), int(match.group(2)))
        if count is not None and count.of and told[1] != count.of:
            known = {known.of for known in passage.by_group.values()}
            if told[1] not in known:
                yield _wrong_number(passage, match.group().strip(), count)
        elif count is not None and count.of and not count.low <= told[0] <= count.high:
            yield _wrong_number(passage, match.group().strip(), count)
    few = passage.people is not None and 0 < passage.people.of < LEAST_PEOPLE
    if few and (share := _PERCENT.search(passage.text)):
        yield Finding(
            "percentage",
            passage.place,
            f"“{share.group()}” is a percentage of fewer than {LEAST_PEOPLE} people",
            "write the count instead",
        )


def _wrong_number(passage: Passage, text: str, count: Count) -> Finding:
    given = "too few people to tell" if count.of_few(passage.least) else f"{count} people"
    return Finding("count", passage.place, f"“{text}” is not what the evidence gives", f"it gives {given}")


def _twice(quotes: Sequence[Quoted]) -> Iterator[Finding]:
    by_transcript: dict[str, list[Quoted]] = defaultdict(list)
    for quote in quotes:
        by_transcript[quote.transcript_id].append(quote)
    for same in by_transcript.values():
        same.sort(key=lambda quote: (quote.start, quote.end))
        reach = same[0]
        for quote in same[1:]:
            if quote.start < reach.end:
                place = reach.place if reach.place == quote.place else f"{reach.place} and {quote.place}"
                yield Finding(
                    "quote-twice",
                    place,
                    f"the same words are quoted twice ({quote.where})",
                    "keep one of them",
                )
            reach = max(reach, quote, key=lambda one: one.end)
