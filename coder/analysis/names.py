"""Whether words hold the name of somebody who spoke."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from coder.analysis.label_words import COMMON, GENERIC, LINKING, PARTICLES, SITE_WORDS, TITLES
from coder.domain.text import fold

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_CODE_LIKE = re.compile(r"(?:[^\W\d_]{0,2}|[A-Z]{3}|[a-z]{3})[\W_]*\d+[^\W\d_]?")
_BRACKETED = re.compile(r"[(\[{<]([^()\[\]{}<>]*)(?:[)\]}>]|$)")
_PRONOUN = r"(?:she|hers?|he|him|his|they|them|theirs?|ze|zir|hir|xe|xem|any|[eé]l|ell[aeo]s?|el[aeo]s?)"
_PRONOUNS = re.compile(rf"\b{_PRONOUN}(?:\s*/\s*{_PRONOUN})+\b", re.IGNORECASE)
_BETWEEN_PEOPLE = re.compile(r"\s+(?:and|y|e)\s+|[&/,;:+|]|\s[-\u2013\u2014]\s", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['\u2019]s$", re.IGNORECASE)
# English with a small "i" has no capitals at all, so that they tell nothing about names.
_SMALL_I = re.compile(r"(?<!\w)i(?![\w.])")

_SHORT = 3
"""Names of up to this many letters are too often words, and count only with a capital."""


class NameFinder:
    """Finds the names of a project's speakers in words, whole words only."""

    def __init__(self, labels: Iterable[str]) -> None:
        anyhow: set[str] = set()
        capital: set[str] = set()
        for name, described in {reading for label in labels for reading in readings(label)}:
            telling = len(name) > _SHORT and fold(name) not in COMMON and not described
            (anyhow if telling else capital).add(name)
        self._anyhow = _any_of({fold(name) for name in anyhow})
        self._capital = _any_of({form for name in capital for form in _capital_forms(name)})
        self._uncapitalized = _any_of({fold(name) for name in capital})

    def found_in(self, text: str) -> bool:
        """Whether `text` holds a name. Accents never matter.

        Nor does case, except in names that are short, or words too, or from a label that
        describes somebody: these count wherever they have a capital, even where every word would.
        """
        folded = fold(text)
        if self._anyhow.search(folded) or self._capital.search(_unaccented(text)):
            return True
        return bool(_SMALL_I.search(text) and self._uncapitalized.search(folded))


class SiteFinder:
    """Finds the sites of a project in words: `Weir` for `Weir Elementary`, as it is written."""

    def __init__(self, sites: Iterable[str]) -> None:
        self._pattern = _any_of({name for name in map(name_of_site, sites) if name})

    def found_in(self, text: str) -> bool:
        """Whether `text` holds the name of a site."""
        return bool(self._pattern.search(text))

    def names_in(self, text: str) -> set[str]:
        """The names of the sites in `text`, as `name_of_site` gives them."""
        return set(self._pattern.findall(text))


def name_of_site(site: str) -> str:
    """What a site is called by: `Weir` for `Weir Elementary`; empty where it is called by a kind alone."""
    return " ".join(word for word in _WORD.findall(site) if fold(word) not in SITE_WORDS)


def names_in(label: str) -> set[str]:
    """The names a label holds: the whole label and its single names, or nothing.

    Labels such as `T1`, `SPEAKER_00`, `Facilitator` or `Parent 3` hold none, and titles and
    pronouns are no names.
    """
    return {name for name, _ in readings(label)}


def readings(label: str) -> Iterator[tuple[str, bool]]:
    """Names, and whether they are from words that rather describe than name somebody."""
    label = _PRONOUNS.sub(" ", label)
    for inside in _BRACKETED.findall(label):
        yield from ((name, True) for name, _ in _named(inside))
    yield from _named(_BRACKETED.sub(" ", label))


def _named(label: str) -> Iterator[tuple[str, bool]]:
    singles = [single for part in _BETWEEN_PEOPLE.split(label) for single in _singles(part)]
    yield from singles
    if singles:
        yield " ".join(label.split()).strip(" ,;:-"), False


def _singles(part: str) -> Iterator[tuple[str, bool]]:
    part = part.strip()
    if _CODE_LIKE.fullmatch(part):
        return
    words = [_POSSESSIVE.sub("", word) for word in _WORD.findall(part)]
    described = _describes(part, words)
    titled = any(fold(word) in TITLES for word in words)
    for word in words:
        generic = fold(word) in GENERIC
        if len(word) > 1 and fold(word) not in TITLES | PARTICLES | LINKING and (titled or not generic):
            yield word, described or generic
            pieces = word.split("-")
            if len(pieces) > 1 and all(piece != piece.lower() for piece in pieces):
                yield from ((piece, described) for piece in pieces if fold(piece) not in GENERIC)


def _describes(part: str, words: list[str]) -> bool:
    """Whether a label is a description such as `Quiet girl in the back`.

    Where all of it is written large or small, only a linking word tells.
    """
    folded = list(map(fold, words))
    if part.islower() or part.isupper():
        return any(word in LINKING for word in folded)
    return any(
        word == word.lower() and plain not in PARTICLES | GENERIC
        for word, plain in zip(words, folded, strict=True)
        if word.upper() != word.lower()
    )


def _capital_forms(name: str) -> set[str]:
    plain = _unaccented(name)
    return {form for form in (plain, plain.title(), plain.upper()) if form != form.lower()} or {plain}


def _unaccented(text: str) -> str:
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text.replace("\u2019", "'"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _any_of(names: set[str]) -> re.Pattern[str]:
    if not names:
        return re.compile(r"(?!)")
    options = "|".join(re.escape(name) for name in sorted(names, key=lambda n: (-len(n), n)))
    return re.compile(rf"(?<!\w)(?:{options})(?!\w)")
