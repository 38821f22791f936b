"""Words that may be names of people, schools, teams and streets, without a list of who was there.

Four ways are taken together: names that are listed or known, what a language model calls a person or an
organization, what stands before and behind a name ("Mr.", "my name is", "said"), and what was found once
and stands elsewhere too. Each finding is for a person to confirm.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import regex as re

from coder.analysis.given_names import GIVEN, NICKNAMES
from coder.analysis.label_words import COMMON, GENERIC, TITLES
from coder.analysis.name_words import ORDINARY, PLACES
from coder.domain.text import fold
from coder.privacy.identifiers import FULL_DATE, Found, Kind, identifiers
from coder.privacy.roster import KnownNames, plain

Entity = tuple[int, int, str]

_W = r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*"
_CAP = r"(?:(?<![^\W\d_]['\u2019]?)[\p{Lu}\p{Lt}][^\W\d_]*(?:['\u2019-][^\W\d_]+)*)"
_NAME = rf"{_CAP}(?:[ \t]+{_CAP}){{0,2}}"
_S = r"['\u2019]s"
_TITLE_WORDS = """
    mr mrs ms miss mister dr doctor coach principal superintendent officer profe profesor profesora
    señor señora senor senora don doña dona sister brother father pastor imam madame monsieur madan aunt
    auntie uncle tía tío tia tio nhô nha chị cô anh bà ông thầy cousin dean nurse councilor counselor
    professor
"""
_TITLE = "(?:" + "|".join(_TITLE_WORDS.split()) + ")"
_TITLED = re.compile(rf"(?<!\w)(?i:{_TITLE})\b\.?[ \t]+(?P<x>{_NAME})")
_TITLED_SMALL = re.compile(rf"(?<!\w)(?:mr|mrs|ms|miss|dr|coach)\.?[ \t]+(?P<x>{_W})", re.I)
_SAID_BEFORE = (
    rf"my name(?:{_S}| is)|(?:i['\u2019]m|i am|this is|that is|that{_S}|it{_S}|she{_S}|he{_S}"
    r"|they['\u2019]re)|named|called|calls? (?:me|him|her|us|them)|goes by|me llamo|se llama"
    r"|mi hij[oa]|mi herman[oa]|me chamo|se chama|meu nome é|my (?:son|daughter|friend|brother|sister"
    r"|cousin|grandson|granddaughter|roommate|neighbor|kid|teacher|uncle|aunt|nephew|niece)"
)
_CALLED = re.compile(rf"\b(?i:{_SAID_BEFORE})[ \t]*,?[ \t]+(?P<x>{_NAME})")
_CALLED_SMALL = re.compile(
    rf"\b(?:my name is|named|goes by|call (?:me|him|her)|we call (?:him|her)|this (?:kid|girl|boy|guy))[ \t]+"
    rf"(?P<x>{_W})"
)
_DOES = """
    said says told asked asks goes went got knows knew thinks came left lives sits wrote called cried
    laughed helped is was has had will would didn't doesn't isn't wears plays scored agreed spoke speaks
    moved waited felt lost needs
"""
_SPEAKS = re.compile(
    rf"(?P<x>{_NAME})(?={_S}\b|[ \t]+(?:{'|'.join(_DOES.split())}|and I)\b)".replace("n't", r"n['\u2019]t")
)
_PHRASE = re.compile(rf"{_CAP}(?:[ \t]+(?:(?:de|da|do|dos|del|la|van|von|al|bin|ni)[ \t]+)?{_CAP}){{0,3}}")
_SCHOOL_WORDS = (
    r"(?:elementary|middle|high|junior high|charter|academy|prep|preparatory|primary|montessori|vocational"
    r"|technical|international|community)"
)
_SCHOOL = re.compile(
    rf"(?P<x>(?:{_CAP}[.]?[ \t]+){{1,3}}(?i:{_SCHOOL_WORDS}(?:[ \t]+school)?|school|college|academy)\b)"
)
_SCHOOL_SMALL = re.compile(rf"\b(?P<x>{_W}[ \t]+{_SCHOOL_WORDS}(?:[ \t]+school)?)\b")
_TEAM_WORDS = """
    falcons panthers tigers lions eagles hawks bears wolves wildcats bulldogs cougars warriors knights
    rams raiders titans trojans vikings spartans cardinals hornets patriots pirates comets storm lancers
    mustangs rockets jaguars huskies bobcats ravens owls sharks chargers bruins colts broncos dragons
    stallions robowolves devils saints giants cavaliers crusaders minutemen clippers blazers thunder
    lightning
"""
_TEAM = re.compile(rf"(?P<x>(?:{_CAP}[ \t]+){{0,2}}(?i:{'|'.join(_TEAM_WORDS.split())}))\b")
_START = re.compile(r"(?:^|[.!?…:;]['\"”\u2019)]*\s+|[\n\"“(\[]\s*)$")
_JOINED = re.compile(rf"(?:{_S})?[ \t]*(?:,|and|or|y|e|&)[ \t]+(?:and[ \t]+)?{_CAP}")


class Finder:
    """Finds what may identify somebody in the texts of one project, taken together."""

    def __init__(self, known: KnownNames, schools: Iterable[str] = ()) -> None:
        self._known = known
        names = {" ".join(school.split()) for school in schools if len(school.split()) > 1}
        some = "|".join(re.escape(name) for name in sorted(names, key=lambda n: -len(n)))
        self._schools = re.compile(rf"(?<!\w)(?:{some})(?!\w)", re.I) if some else None

    def find(self, texts: Sequence[str], seen: Sequence[Sequence[Entity]]) -> list[list[Found]]:
        """For every text what was found, by place; `seen` is what a language model saw in each."""
        words = _Words(texts)
        first = [
            _settled([*self._known_in(text), *(one for one in self._once(text, some) if not words.deny(one))])
            for text, some in zip(texts, seen, strict=True)
        ]
        again = _Again((found for some in first for found in some), words)
        return [_settled([*some, *again.find(text)]) for text, some in zip(texts, first, strict=True)]

    def _known_in(self, text: str) -> Iterator[Found]:
        for one in self._known.find(text):
            bare = re.sub(r"['\u2019][sS]?$", "", one.words)
            yield _found(text, one.start, one.start + len(bare), one.kind)

    def _once(self, text: str, entities: Sequence[Entity]) -> Iterator[Found]:
        yield from identifiers(text)
        yield from (_found(text, *match.span(), Kind.BIRTH) for match in FULL_DATE.finditer(text))
        if self._schools is not None:
            yield from (_found(text, *m.span(), Kind.SCHOOL) for m in self._schools.finditer(text))
        yield from _institutions(text)
        yield from _called(text)
        yield from _listed(text)
        for start, end, label in entities:
            yield from _entity(text, start, end, label)


class _Words:
    """What the texts themselves tell about a word with a capital: whether it is an ordinary one elsewhere."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._small: Counter[str] = Counter()
        self._large: Counter[str] = Counter()
        for text in texts:
            for word in re.findall(_W, text):
                (self._small if word == word.lower() else self._large)[fold(word)] += 1

    def deny(self, found: Found) -> bool:
        """Whether a name that no list has is made of words that mostly have no capital, or of `I'm`."""
        if found.kind is not Kind.NAME:
            return False
        words = re.findall(_W, found.words)
        return bool(words) and all(self.is_ordinary(word) for word in words)

    def is_ordinary(self, word: str) -> bool:
        """Whether a single word is one that mostly has no capital, or is short for two."""
        if _SHORTENED.fullmatch(word):
            return True
        bare = fold(re.sub(r"['\u2019]s?$", "", word))
        if bare in GIVEN or bare in COMMON:
            return False
        return self._small[bare] >= _OFTEN and self._small[bare] >= self._large[bare]


_SHORTENED = re.compile(r"(?i:i|you|we|they|he|she|it|that|there|who|what|let)['\u2019](?i:m|d|ve|ll|re|s)")
_OFTEN = 2
"""A word that stands so often without a capital is no name, unless a list has it."""


def _found(text: str, start: int, end: int, kind: Kind) -> Found:
    return Found(start, end, kind, text[start:end])


def _institutions(text: str) -> Iterator[Found]:
    for pattern, kind in ((_SCHOOL, Kind.SCHOOL), (_TEAM, Kind.TEAM)):
        for match in pattern.finditer(text):
            start, end = _telling(text, *match.span("x"))
            words = text[start:end].split()
            named = [w for w in words if w[:1].isupper() and fold(w) not in ORDINARY | GENERIC]
            if kind is Kind.TEAM:
                named = words if words and words[-1][:1].isupper() else []
            if named:
                yield _found(text, start, end, kind)
    for match in _SCHOOL_SMALL.finditer(text):
        words = match["x"].split()
        if match["x"] == match["x"].lower() and fold(words[0]) not in ORDINARY | GENERIC | COMMON:
            yield _found(text, *match.span("x"), Kind.SCHOOL)


def _telling(text: str, start: int, end: int) -> tuple[int, int]:
    """The words without those at their beginning that belong to the sentence."""
    for word in re.finditer(r"\S+", text[start:end]):
        bare = fold(word.group().strip(".'’"))
        if bare not in ORDINARY or (word.group()[:1].isupper() and not _begins(text, start + word.start())):
            return start + word.start(), end
    return start, start


def _begins(text: str, at: int) -> bool:
    """Whether a sentence begins there, so that a capital says nothing."""
    return bool(_START.search(text[max(0, at - 8) : at])) or at == 0


def _called(text: str) -> Iterator[Found]:
    for pattern in (_TITLED, _CALLED):
        for match in pattern.finditer(text):
            start, end = match.span("x")
            words = text[start:end]
            if words[:1].isupper() and fold(words.split()[0]) not in ORDINARY | GENERIC - COMMON:
                yield _found(text, start, _until(text, start, end), Kind.NAME)
    for pattern in (_TITLED_SMALL, _CALLED_SMALL):
        for match in pattern.finditer(text):
            if fold(match["x"]) not in ORDINARY | GENERIC:
                yield _found(text, *match.span("x"), Kind.NAME)
    for match in _SPEAKS.finditer(text):
        start, end = match.span("x")
        if _is_name(text, start, end, telling=True):
            yield _found(text, start, _until(text, start, end), Kind.NAME)


def _until(text: str, start: int, end: int) -> int:
    """The end of a name without ordinary words behind it and without its possessive ending."""
    words = list(re.finditer(r"\S+", text[start:end]))
    while len(words) > 1 and fold(words[-1].group()) in ORDINARY:
        words.pop()
    last = words[-1]
    bare = re.sub(r"['\u2019]s?$", "", last.group())
    return start + last.start() + len(bare)


def _is_name(text: str, start: int, end: int, *, telling: bool = False) -> bool:
    """Whether words with capitals are a name; `telling` when what follows speaks of a person."""
    words = [fold(plain(re.sub(r"['\u2019]s?$", "", word))) for word in text[start:end].split()]
    if all(word in ORDINARY | GENERIC | PLACES | TITLES for word in words):
        return False
    if any(word in GIVEN for word in words):
        return True
    first = _begins(text, start)
    if all(word in COMMON | ORDINARY for word in words):
        # Hope and hope: a capital inside a sentence is a name, one at its start only before a doing.
        return telling and (not first or any(word in COMMON for word in words))
    return telling or not first


def _listed(text: str) -> Iterator[Found]:
    """Names of the list, with or without a capital, and words with a capital inside a sentence."""
    for match in re.finditer(_W, text):
        bare = fold(plain(re.sub(r"['\u2019]s?$", "", match.group())))
        pieces = [piece for piece in bare.split("-") if piece]
        if pieces and all(piece in GIVEN for piece in pieces) and bare not in ORDINARY:
            end = match.start() + len(re.sub(r"['\u2019]s?$", "", match.group()))
            yield _found(text, match.start(), end, Kind.NAME)
    for match in _PHRASE.finditer(text):
        start, end = _telling(text, *match.span())
        if start == end:
            continue
        end = _until(text, start, end)
        words = [fold(plain(w)) for w in text[start:end].split()]
        inside = not _begins(text, start)
        rare = [w for w in words if w not in ORDINARY | GENERIC | PLACES | TITLES | COMMON]
        named = any(w in GIVEN for w in words)
        common = inside and any(w in COMMON for w in words) and not any(w in _MONTHS for w in words)
        if (rare and (inside or named or _in_list(text, end))) or common:
            yield _found(text, start, end, Kind.NAME)


_MONTHS = frozenset({"april", "august", "june", "may", "march"})


def _in_list(text: str, end: int) -> bool:
    """Whether another word with a capital is joined to it: `Phuong and Khanh share a desk`."""
    behind = re.match(
        rf"(?:['\u2019]s)?[ \t]*(?:,|and|or|y|e|&)[ \t]+(?:and[ \t]+)?{_CAP}", text[end : end + 40]
    )
    return behind is not None


def _entity(text: str, start: int, end: int, label: str) -> Iterator[Found]:
    start, end = _telling(text, start, end)
    if start == end or not text[start:end].strip():
        return
    end = _until(text, start, end)
    words = [fold(plain(word)) for word in text[start:end].split()]
    if all(word in ORDINARY | GENERIC | PLACES | TITLES for word in words) or "\n" in text[start:end]:
        return
    if (label == "PERSON" and text[start].isupper()) or (
        label in ("ORG", "FAC") and len(words) > 1 and any(word in GIVEN for word in words)
    ):
        yield _found(text, start, end, Kind.NAME)


class _Again:
    """What was found once is looked for everywhere, single names and short forms too."""

    def __init__(self, found: Iterable[Found], words: _Words) -> None:
        anyhow: set[str] = set()
        capital: set[str] = set()
        for one in found:
            if one.kind is not Kind.NAME:
                continue
            singles = [re.sub(r"['\u2019]s?$", "", word) for word in one.words.split()]
            for word in singles:
                bare = fold(plain(word))
                if len(bare) < 2 or bare in ORDINARY | GENERIC | TITLES or words.is_ordinary(word):
                    continue
                wordlike = bare in COMMON or len(bare) < 4 or bare not in GIVEN
                (capital if wordlike else anyhow).add(word)
                for short in NICKNAMES.get(bare, ()):
                    capital.add(short.capitalize())
        self._names = KnownNames(anyhow)
        longest_first = sorted(capital, key=lambda name: (-len(name), name))
        some = "|".join(map(re.escape, longest_first)) or "(?!)"
        self._capital = re.compile(rf"(?<![^\W\d_])(?:{some})(?![^\W\d_])")

    def find(self, text: str) -> Iterator[Found]:
        for one in self._names.find(text):
            bare = re.sub(r"['\u2019]s?$|['\u2019]$", "", one.words)
            yield _found(text, one.start, one.start + len(bare), one.kind)
        for match in self._capital.finditer(text):
            sure = fold(match.group()) not in COMMON or not _begins(text, match.start())
            if sure or _SPEAKS.match(text, match.start()):
                yield _found(text, *match.span(), Kind.NAME)


def _settled(found: Iterable[Found]) -> list[Found]:
    """Each place once: the longest finding, and what no other covers."""
    rank = [Kind.EMAIL, Kind.PHONE, Kind.BIRTH, Kind.ID, Kind.STREET, Kind.SCHOOL, Kind.TEAM, Kind.HANDLE]
    order = {kind: place for place, kind in enumerate(rank)}
    kept: list[Found] = []
    for one in sorted(found, key=lambda f: (order.get(f.kind, 99), -(f.end - f.start), f.start)):
        if one.start < one.end and not any(one.start < o.end and o.start < one.end for o in kept):
            kept.append(one)
    return sorted(kept)
