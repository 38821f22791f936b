"""What leads to a person without being a name: addresses, numbers, dates of birth."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What identifies somebody."""

    NAME = "name"
    INITIALS = "initials"
    SCHOOL = "school"
    STREET = "street address"
    TEAM = "team"
    PLACE = "place"
    EMAIL = "e-mail address"
    PHONE = "phone number"
    ID = "student or account number"
    BIRTH = "date of birth"
    HANDLE = "name on a network"
    EVENT = "event"


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """Some words, by their place in the text, that identify somebody."""

    start: int
    end: int
    kind: Kind
    words: str


_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|enero|febrero|marzo|abril|mayo|junio|julio|agosto"
    r"|septiembre|octubre|noviembre|diciembre|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro"
    r"|novembro|dezembro)"
)
_ORDINAL = (
    r"(?:(?:twenty|thirty)[- ])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh"
    r"|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth"
    r"|thirtieth)"
)
_YEAR = r"(?:(?:19|20)\d\d|two thousand(?: and)?(?: \w+)?|twenty \w+|nineteen \w+(?:[- ]\w+)?)"
_DAY = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?|{_ORDINAL})"
_DATE = (
    rf"(?:\d{{1,2}}[/.\-]\d{{1,2}}[/.\-](?:\d{{4}}|\d{{2}})|(?:19|20)\d\d-\d\d-\d\d"
    rf"|{_MONTH}\.?\s+(?:the\s+)?{_DAY}(?:\s*,?\s*(?:of\s+)?{_YEAR})?"
    rf"|(?:the\s+)?{_DAY}\s+(?:of\s+|de\s+)?{_MONTH}\.?(?:\s*,?\s*(?:of\s+|de\s+)?{_YEAR})?)"
)
_BORN = (
    r"\b(?:born|birthday|birth\s?date|date of birth|d\.?o\.?b\.?|nací|nacido|nacida|cumpleaños|fecha de"
    r" nacimiento|nasci|nascido|nascida|aniversário|data de nascimento|turn(?:s|ed)?\s+\w+)"
    r"(?:['\u2019]s)?[\s:,]+(?:(?:is|was|on|el|em|in|always|day|his|her|my|de)[\s:,]+){0,3}"
)
_STREET_WORD = (
    r"(?:street|st|avenue|ave|road|rd|lane|ln|drive|dr|court|ct|boulevard|blvd|place|pl|way|terrace|ter"
    r"|circle|cir|highway|hwy|parkway|pkwy|square|trail)"
)
_NOT_A_NAME = r"(?!(?:a|an|the|this|that|my|our|their|down|of|on|in|to|and|from|other|same|side|main)\b)"

_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        Kind.EMAIL,
        re.compile(
            r"[\w.+%'-]*[\w+]\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b"
            r"|\b[\w.+-]+\s+at\s+[\w-]+(?:\s+dot\s+|\.)(?:com|org|net|edu|us|gov|[a-z]{2}\.us)\b",
            re.I,
        ),
    ),
    (
        Kind.PHONE,
        re.compile(
            r"(?<![\w/-])(?:\+?1[\s.-]{0,2})?(?:\(\d{3}\)\s?|\d{3}[\s.\u2011\u2013-])\d{3}[\s.\u2011\u2013-]\d{4}"
            r"(?![\w/-])|(?<![\w/-])\+\d{1,3}[\s.-]?(?:\d[\s.-]?){7,12}\d(?![\w/-])"
            r"|(?<![\w.-])[2-9]\d{2}[2-9]\d{6}(?![\w.-])"
        ),
    ),
    (
        Kind.PHONE,
        re.compile(
            r"\b(?:call|phone|cell|text|number|reach\w*|dial)\b\W+(?:\w+\W+){0,3}?"
            r"(?P<x>\d{3}-\d{4})(?![\d-])",
            re.I,
        ),
    ),
    (
        Kind.PHONE,
        re.compile(
            r"(?<=\s)(?:(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)[\s,-]+){6,}"
            r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)\b",
            re.I,
        ),
    ),
    (Kind.ID, re.compile(r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])")),
    (Kind.BIRTH, re.compile(rf"{_BORN}(?P<x>{_DATE})", re.I)),
    (Kind.HANDLE, re.compile(r"(?<![\w@.])@[a-z_][\w.]{2,29}\b", re.I)),
    (
        Kind.ID,
        re.compile(
            r"\b(?:student|school|state|lunch|library|bus|badge|case|account|medicaid|locker)?\s*"
            r"(?:\bids?\b|i\.d\.|identification|pin|sid|sasid|ssn|number|no\.|#)"
            r"(?:\s*(?:number|no\.?|#|card))?[\s:,]*(?:(?:is|was|it's|son|es|é)\s+)?#?"
            r"(?P<x>[A-Z]{0,3}-?\d[\d-]{3,11})(?![\w-])",
            re.I,
        ),
    ),
    (
        Kind.STREET,
        re.compile(
            rf"(?<![\w.$-])\d{{1,5}}[a-z]?\s+(?:[nsew]\.?\s+|north\s+|south\s+|east\s+|west\s+)?"
            rf"(?:[^\W\d_][\w'\u2019-]*\s+){{1,3}}{_STREET_WORD}\b\.?"
            r"(?:,?\s+(?:apt|apartment|unit|#)\.?\s*\w+)?",
            re.I,
        ),
    ),
)


FULL_DATE = re.compile(
    r"(?<![\d/.-])\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d\d(?![\d/-])|(?<!\d)(?:19|20)\d\d-\d\d-\d\d(?!\d)"
)
"""A whole date in figures, which may be somebody's birth."""


def identifiers(text: str) -> Iterator[Found]:
    """What in `text` leads to somebody, but for names; by place, and each place once."""
    found: list[Found] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            named = "x" in pattern.groupindex and match.start("x") >= 0
            start, end = match.span("x" if named else 0)
            if kind is Kind.STREET and not _is_street(match.group()):
                continue
            if not any(start < other.end and other.start < end for other in found):
                found.append(Found(start, end, kind, text[start:end]))
    yield from sorted(found)


_TIMES = re.compile(
    r"(?:minutes?|hours?|years?|times?|days?|percent|kids?|students?|of|the|a|people|or|and)\b", re.I
)


def _is_street(words: str) -> bool:
    """Whether a number, words and a word such as `way` are an address, not `3 times a day on the road`."""
    street = re.sub(r",?\s+(?:apt|apartment|unit|#)\.?\s*\w+$", "", words, flags=re.I)
    number, *middle, last = street.split()
    first = middle[0] if middle else ""
    if any(_TIMES.fullmatch(word) for word in middle):
        return False
    capital = first[:1].isupper() and last[:1].isupper()
    # Without capitals only what is hardly ever anything else.
    plain = last.rstrip(".").lower() in (
        "street",
        "avenue",
        "ave",
        "road",
        "lane",
        "drive",
        "boulevard",
        "st",
    )
    return capital or (words == words.lower() and plain and number.isdigit())
