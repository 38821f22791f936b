"""The names that a project knows, in whatever form somebody writes them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from coder.analysis.given_names import GIVEN, NICKNAMES
from coder.analysis.label_words import COMMON
from coder.analysis.names import readings
from coder.domain.text import fold
from coder.privacy.identifiers import Found, Kind

_LETTER = r"[^\W\d_]"
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_DASHES = {ord(c): "-" for c in "\u2010\u2011\u2012\u2013"} | {ord("\u2019"): "'"}
_THREE_LETTERS = """
    ace any art bee cam dan dee del don dot gem gus guy hal ham ida ira ivy jan jay jet joy kit lee
    leo les lex lou luz mac mar max may mel mia min nan pam pat paz peg ray rey rob rod roy rue sal
    sid sky sol son sue tab tad ted tim tod una val van vic wes win
"""
_THREE = frozenset(_THREE_LETTERS.split())
"""Names of three letters that are words as well in English, Spanish or Portuguese."""
_SHORT = 3
_DATED_AFTER = re.compile(r"\W{0,2}\d|\s+of\b")
_DATED_BEFORE = re.compile(r"\d(?:st|nd|rd|th)?\W{0,2}$")
_CLOCK = re.compile(r"\d\s?$")
_MONTHS = frozenset({"april", "may", "june", "august", "march", "jan", "mar", "sol"})


class KnownNames:
    """Finds names of people in words: any case, with or without accents, possessive, plural, as initials.

    Names that are words too, and very short ones, count only with a capital. `allowed` are names that
    stand for others, such as pseudonyms.
    """

    def __init__(self, labels: Iterable[str], allowed: Iterable[str] = ()) -> None:
        free = {fold(name) for name in allowed}
        free |= {fold(word) for name in allowed for word in name.split()}
        anyhow: set[str] = set()
        capital: set[str] = set()
        initials: set[tuple[str, str]] = set()
        for label in labels:
            for name, described in readings(label):
                if fold(name) in free:
                    continue
                known = all(fold(plain(word)) in GIVEN for word in name.split())
                wordlike = is_wordlike(name) or (described and not known)
                (capital if wordlike else anyhow).add(name)
                words = name.split()
                if len(words) > 1 and not described:
                    initials.add((plain(words[0])[:1].upper(), plain(words[-1])[:1].upper()))
                for short in NICKNAMES.get(fold(name), ()):
                    (capital if is_wordlike(short) or len(short) <= _SHORT else anyhow).add(short)
        self._anyhow = _any_of({_pattern(fold(plain(name))) for name in anyhow})
        self._capital = _any_of({_pattern(form) for name in capital for form in _capitals(name)})
        pairs = {rf"{a}\.[ ]?{b}\." for a, b in initials if a.isalpha() and b.isalpha()}
        self._initials = re.compile(rf"(?<![\w.])(?:{'|'.join(sorted(pairs))})(?!\w)") if pairs else None

    def find(self, text: str) -> Iterator[Found]:
        """The names in `text`, by their place in it."""
        shown, origin = shadow(text)
        lower = shown.lower() if len(shown.lower()) == len(shown) else shown
        spans = [(*match.span(), Kind.NAME) for match in self._anyhow.finditer(lower)]
        capital = (match.span() for match in self._capital.finditer(shown))
        spans += [(*span, Kind.NAME) for span in capital if not _is_date(shown, *span)]
        initials = self._initials.finditer(shown) if self._initials else iter(())
        spans += [(*m.span(), Kind.INITIALS) for m in initials if not _CLOCK.search(shown[: m.start()])]
        done = -1
        for start, end, kind in sorted(spans, key=lambda s: (s[0], -s[1])):
            if start >= done:
                first, last = origin[start], origin[end - 1] + 1
                yield Found(first, last, kind, text[first:last])
                done = end


def plain(text: str) -> str:
    """`text` without accents and invisible characters; case stays."""
    return shadow(text)[0]


def shadow(text: str) -> tuple[str, list[int] | range]:
    """`text` without accents and invisible characters, and where each of its characters stands in `text`."""
    if text.isascii():
        return text, range(len(text))
    shown: list[str] = []
    origin: list[int] = []
    for at, character in enumerate(text):
        for letter in _bare(character):
            shown.append(letter)
            origin.append(at)
    return "".join(shown), origin


def _bare(character: str) -> str:
    if character.isascii():
        return character
    bare = character.translate(_INVISIBLE).translate(_DASHES)
    if character in "đĐ":
        return "d" if character == "đ" else "D"
    return "".join(c for c in unicodedata.normalize("NFKD", bare) if not unicodedata.combining(c))


def is_wordlike(name: str) -> bool:
    """Whether a name is a word too, or too short to be told from one."""
    bare = fold(plain(name))
    return len(bare) < 3 or bare in COMMON or bare in _THREE


def _is_date(text: str, start: int, end: int) -> bool:
    if text[start:end].lower() not in _MONTHS:
        return False
    return bool(_DATED_AFTER.match(text, end) or _DATED_BEFORE.search(text[max(0, start - 6) : start]))


def _capitals(name: str) -> set[str]:
    bare = plain(name)
    return {form for form in (bare, bare.title(), bare.upper()) if form != form.lower()} or {bare}


def _pattern(name: str) -> str:
    """A name whose words may be parted by a hyphen or white space; possessive, and plural if not short."""
    joined = r"[\s\-_.]{0,2}".join(re.escape(word) for word in re.split(r"[\s-]+", name) if word)
    # Three letters and an s are often another word.
    return joined + (r"(?:'?[eE]?[sS]'?)?" if len(name) > _SHORT else r"(?:'[sS]?)?") if joined else ""


def _any_of(patterns: set[str]) -> re.Pattern[str]:
    some = sorted((p for p in patterns if p), key=lambda p: (-len(p), p))
    if not some:
        return re.compile(r"(?!)")
    return re.compile(rf"(?<!{_LETTER})(?:{'|'.join(some)})(?!{_LETTER})")
