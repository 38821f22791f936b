"""Words for how many, by one printed scale, and only where there are enough people for them.

People give different meanings to "a few" or "a majority" (McCall & Walters, AERA 1998), so the scale
is printed with every text that uses it, and below `LEAST_PEOPLE` there are counts alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from coder.analysis.people import Count
from coder.analysis.thresholds import SMALLEST_GROUP
from coder.errors import InputError

LEAST_PEOPLE = 10
"""Below so many people in all, a count is written as a count: no word, no percentage."""

NO_ONE = "no one"
ONE = "one participant"
ALL = "all"


@dataclass(frozen=True, slots=True)
class Step:
    """One word of the scale, for shares of people below `below` percent."""

    word: str
    below: int


STEPS = (
    Step("a few", 20),
    Step("some", 45),
    Step("about half", 56),
    Step("many", 80),
    Step("most", 95),
    Step("nearly all", 100),
)
"""Each word for the shares from where the one before ends; none of all is `no one`, all of all `all`."""

_NEAR = 4
"""How many words behind a word of the scale the people may stand of whom it speaks."""

_PEOPLE = frozenset({NO_ONE, ONE, "nobody", "one person", "everyone", "everybody"})
_VERBS_OF_SAYING = """
    agree agreed ask asked are believe believed can could describe described did do expect expected feel
    felt find found had have hear heard know knew mention mentioned named name need needed raise raised
    report reported said say saw see speak spoke talked tell told think thought trust trusted want wanted
    were worry worried wish wished
"""
_SAYING = frozenset(_VERBS_OF_SAYING.split())
_STOPPING = frozenset(
    {"and", "but", "in", "on", "at", "for", "to", "with", "is", "are", "was", "were", "that"}
)

_WORDS = (NO_ONE, ONE, *(step.word for step in STEPS), ALL)
_OTHERS = {
    "nobody": NO_ONE,
    "none of": NO_ONE,
    "one person": ONE,
    "few": "a few",
    "several": "some",
    "half": "about half",
    "half of": "about half",
    "majority": "most",
    "a majority": "most",
    "almost all": "nearly all",
    "everyone": ALL,
    "everybody": ALL,
}
_FOUND = re.compile(
    r"(?<!\w)(?:" + "|".join(sorted(map(re.escape, {*_WORDS, *_OTHERS}), key=len, reverse=True)) + r")(?!\w)",
    re.IGNORECASE,
)


def word_for(count: Count, *, complete: bool = True) -> str | None:
    """The word of the scale for people out of the people who had the chance; None where only a count will do.

    None below `LEAST_PEOPLE` people, where unidentified voices leave two words open, and for nobody
    where not `complete`: that no one raised a thing is told only if it was asked and all is coded.
    """
    if count.of < LEAST_PEOPLE:
        return None
    low, high = _word(count.low, count.of), _word(count.high, count.of)
    return None if low != high or (low == NO_ONE and not complete) else low


def in_words(count: Count, noun: str, *, complete: bool = True, least: int = SMALLEST_GROUP) -> str:
    """`3 of the 6 students`; from ten people on with the word and the count: `some students (5 of 12)`.

    Raises InputError for a count among fewer than `least` people, which is never told.
    """
    if count.of_few(least):
        raise InputError(f"a count among fewer than {least} people is not told")
    word = word_for(count, complete=complete)
    if word is None:
        return count.in_words(noun)
    if word == ONE:
        return f"{ONE} ({count})"
    return f"none of the {noun} ({count})" if word == NO_ONE else f"{word} {noun} ({count})"


def scale() -> tuple[tuple[str, str], ...]:
    """The scale as it is printed: words and the share of people they stand for."""
    rows = [(NO_ONE, "0, where it was asked and all is coded"), (ONE, "1 person")]
    start = 0
    for step in STEPS:
        share = f"2 people or more, below {step.below}%" if not start else f"{start}\u2013{step.below - 1}%"
        rows.append((step.word, share))
        start = step.below
    return (*rows, (ALL, "100%"), ("counts only", f"fewer than {LEAST_PEOPLE} people in all"))


def disagreements(sentence: str, count: Count) -> list[str]:
    """The words of the scale in a sentence, and percentages, that the count does not bear out.

    Words that mean the same, such as `a majority`, are held to the step of the scale they stand for.
    """
    right = word_for(count)
    found = [match.group() for match in _FOUND.finditer(sentence)]
    wrong = [word for word in found if _OTHERS.get(word.casefold(), word.casefold()) != right]
    if count.of < LEAST_PEOPLE:
        wrong += re.findall(r"\d+(?:\.\d+)?\s?%|\d+ percent", sentence)
    return wrong


@dataclass(frozen=True, slots=True)
class Quantity:
    """A word of the scale that a sentence says of people; `noun` is what it calls them, where it does."""

    text: str
    word: str
    """The word of the scale that it stands for."""
    noun: str


def quantities(sentence: str, nouns: Collection[str]) -> list[Quantity]:
    """The words of the scale in a sentence that speak of people, and not of `many barriers` or `all day`.

    They do so when a noun for people (`nouns`, in small letters) or `them` follows closely, when they are
    words for people, or when a verb of saying or feeling comes next: `most described …`. What a `not` goes
    before, such as `not all`, is left alone.
    """
    found = []
    for match in _FOUND.finditer(sentence):
        text = match.group()
        before = re.findall(r"[\w']+", sentence[: match.start()].lower())[-1:]
        after = re.findall(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*|[,;:.!?]", sentence[match.end() :].lower())
        if before in (["not"], ["at"], ["the"]) and text.casefold() != "majority":
            continue
        noun = _noun(after[:_NEAR], nouns)
        word = _OTHERS.get(text.casefold(), text.casefold())
        of_itself = text.casefold() in _PEOPLE or after[:1] in ([verb] for verb in _SAYING)
        if noun is not None or of_itself:
            found.append(Quantity(text, word, noun or ""))
    return found


def _noun(words: Sequence[str], nouns: Collection[str]) -> str | None:
    for word in words:
        if word in nouns:
            return word
        if word in ("them", "those", "us"):
            return ""
        if word in _STOPPING or not word[0].isalpha():
            break
    return None


def _word(number: int, of: int) -> str:
    if number == 0:
        return NO_ONE
    if number == of:
        return ALL
    if number == 1:
        return ONE
    return next(step.word for step in STEPS if number * 100 < step.below * of)
