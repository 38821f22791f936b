"""Which of a few languages some words are in, told from their function words."""

from __future__ import annotations

import re
from functools import lru_cache

from coder.domain.text import fold

_WORDS = {
    "en": (
        "the and of to is was that it you they we my this what with have had not are be for but do "
        "did were there your them he she his her our would could when just because who how their i "
        "i'm it's don't from been about get got so if or at on all can"
    ),
    "es": (
        "el la los las y de que es en un una no se lo por con para su como pero mas yo le ya o esta "
        "muy sin sobre ser hay me mi cuando todo nos porque ni eso este si ella ellos era fue son "
        "tengo tiene del al asi pues aqui donde nada usted ustedes a les te ese esa nosotros entonces"
    ),
    "pt": (
        "o a os as e de que em um uma nao se por com para seu sua como mas eu ja ou muito sem sobre "
        "ser ha me meu minha quando tudo nos porque nem isso este ela eles era foi sao tenho tem do "
        "da dos das ao assim aqui onde nada voce voces no na nos nas pra ele gente entao tambem esta"
    ),
}
_FUNCTION_WORDS = {language: frozenset(words.split()) for language, words in _WORDS.items()}
# Letters that only one of the languages writes weigh as much as two function words.
_LETTERS = {"es": re.compile("[ñ¿¡]", re.I), "pt": re.compile("[ãõç]|lh|nh", re.I)}
_TOKEN = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")


def function_words(language: str) -> frozenset[str]:
    """The function words of `en`, `es` or `pt`, folded; empty for any other language."""
    return _FUNCTION_WORDS.get(language, frozenset())


@lru_cache(maxsize=32_768)
def language_of(text: str) -> str:
    """`en`, `es` or `pt` for words in that language, or an empty string where that is not clear.

    The language with the most function words wins; it needs two of them, and no tie.
    """
    tokens = [fold(token) for token in _TOKEN.findall(text)]
    scores = {
        language: sum(token in words for token in tokens) + 2 * _own_letters(language, text)
        for language, words in _FUNCTION_WORDS.items()
    }
    best = max(scores.values())
    winners = [language for language, score in scores.items() if score == best]
    return winners[0] if best >= 2 and len(winners) == 1 else ""


def _own_letters(language: str, text: str) -> bool:
    pattern = _LETTERS.get(language)
    return bool(pattern and pattern.search(text))
