"""How plain a text is: the school grade at which it can be read (Flesch and Kincaid, 1975)."""

from __future__ import annotations

import re

_SENTENCE = re.compile(r"[^.!?:\n]+[.!?:\n]*")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_VOWELS = re.compile(r"[aeiouy]+")


def grade(text: str) -> float:
    """The school grade of an English text: 0.39 words a sentence + 11.8 syllables a word - 15.59.

    0 for a text without words; never below 0.
    """
    sentences = [found for found in _SENTENCE.findall(text) if _WORD.search(found)]
    words = _WORD.findall(text)
    if not words:
        return 0.0
    spoken = sum(map(syllables, words))
    return max(0.0, 0.39 * len(words) / len(sentences) + 11.8 * spoken / len(words) - 15.59)


def syllables(word: str) -> int:
    """How many syllables an English word has, told from its vowels; one at least."""
    plain = word.casefold()
    number = len(_VOWELS.findall(plain))
    # A final e is silent, but not after l and a consonant as in "table".
    if plain.endswith("e") and not re.search(r"[^aeiouy]le$", plain):
        number -= 1
    return max(1, number)
