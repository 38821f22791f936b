"""Words in what people write that look like a person's name."""

from __future__ import annotations

import re
from collections.abc import Iterable

from coder.analysis.label_words import GENERIC, SITE_WORDS, TITLES
from coder.analysis.names import NameFinder
from coder.domain.text import fold

_TOKEN = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_TITLED = re.compile(
    r"(?<!\w)(?:Dr|Miss|Mister|Mrs?|Ms|Mx|Prof|Rev|Se\u00f1ora?|Sra?|Srta)\.?\s+[^\W\d_a-z][^\W\d_]*"
)
_BEGINS = re.compile(r"(?:^|[.!?:\u2026\u201c\"(\[\u2022\n])\s*$")
_POSSESSIVE = re.compile(r"['\u2019]s?$")

_PROPER_WORDS = """
    i january february march april may june july august september october november december monday
    tuesday wednesday thursday friday saturday sunday spring fall winter summer easter christmas ramadan
    eid diwali thanksgiving english spanish portuguese french german russian chinese mandarin cantonese
    arabic somali swahili haitian creole vietnamese korean japanese hmong khmer tagalog nepali urdu hindi
    american african asian european latino latina latine latinx hispanic black white indigenous native
    indian cape verdean brazilian mexican dominican guatemalan salvadoran puerto rican cuban jewish muslim
    christian catholic jew jews muslims christians america massachusetts boston states united google zoom
    internet chromebook chromebooks english algebra math mathematics science history biology chemistry
    spanish title federal congress senate house constitution covid committee council department
    association union academy center centre team task force plan act superintendent
"""

_PROPER = frozenset(map(fold, _PROPER_WORDS.split()))
"""Words with a capital that name no person. Folded."""


class PersonWords:
    """Finds the names of a project's people, and words that look like the name of anybody.

    `own` are words that the project uses itself, of its codes, groups and sites.
    """

    def __init__(self, labels: Iterable[str], own: Iterable[str] = ()) -> None:
        self._finder = NameFinder(labels)
        self._own = {fold(word) for text in own for word in _TOKEN.findall(text)}

    def found_in(self, text: str) -> list[str]:
        """The words that name somebody or look like it, each once, in their order."""
        found = dict.fromkeys(match.group() for match in _TITLED.finditer(text))
        for match in _TOKEN.finditer(text):
            word = _POSSESSIVE.sub("", match.group())
            if any(word in titled for titled in found):
                continue
            if self._finder.found_in(word) or self._looks_like(word, text[: match.start()]):
                found[word] = None
        # A name of several words that are none by themselves.
        if not found and self._finder.found_in(text):
            found["a name"] = None
        return list(found)

    def _looks_like(self, word: str, before: str) -> bool:
        plain = fold(word)
        if len(word) < 2 or not word[0].isupper() or word[1:] != word[1:].lower():
            return False
        if plain in _PROPER | GENERIC | SITE_WORDS | TITLES | self._own or plain.rstrip("s") in self._own:
            return False
        # A capital tells nothing where every text has one.
        return _BEGINS.search(before) is None
