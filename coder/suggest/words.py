"""Texts as counts of word stems, pairs of stems and parts of words, in three languages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any

from coder.domain.language import language_of
from coder.domain.text import fold

LONGEST = 20_000
"""Of a longer text only so many characters are counted: an excerpt is a paragraph, not a book."""

PARTS = (3, 4, 5)
"""How many letters the counted parts of words have."""

SMALL = "·"
"""Stands before the parts of stop words: they tell how something is said, not what it is
about, and must not be found inside other words."""

WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W\d_]+)*")

_STEMMERS = {"en": "english", "es": "spanish", "pt": "portuguese"}

# Words too common to say what an excerpt is about. Negations and "should" stay: they carry stance.
_STOP = {
    "en": (
        "a an the and or but if then so because as of at by for with about into through during before "
        "after to from up down in out on off over under again further once here there when where why how "
        "what which who whom this that these those i me my we our us you your he him his she her it its "
        "they them their am is are was were be been being have has had having do does did doing will "
        "would can could shall may might just also too very really than both each any some such own same "
        "other only more most much many few all every let get got gets go goes going went say says said "
        "know like well oh um uh yeah yes ok okay i'm i've i'll i'd it's that's there's he's she's "
        "you're they're we're let's ones one s t re ve ll d m etc eg ie e.g i.e among"
    ),
    "es": (
        "el la los las un una unos unas y o u e pero si entonces pues porque como de del a al por para "
        "con sobre en entre desde hasta que cual cuales quien quienes cuando donde este esta esto estos "
        "estas ese esa eso esos esas yo me mi mis tu te tus el ella ello ellos ellas nos nosotros "
        "nuestro nuestra su sus se le les lo es son era eran fue fueron ser sido ha han he hay haber "
        "hemos habia estar estoy esta estan estaba tiene tienen tengo muy mas tambien ya asi aqui ahi "
        "alli eh bueno todo toda todos todas otro otra otros otras"
    ),
    "pt": (
        "o a os as um uma uns umas e ou mas se entao pois porque como de do da dos das em no na nos nas "
        "ao aos por pelo pela para pra com sobre entre desde ate que qual quais quem quando onde este "
        "esta isto estes estas esse essa isso esses essas eu me meu minha tu te ele ela eles elas nos "
        "nosso nossa seu sua seus suas lhe e sao era eram foi foram ser sido ha tem tinha estar estou "
        "esta estao estava muito mais tambem ja assim aqui ai ali bom todo toda todos todas outro outra "
        "outros outras gente"
    ),
}
_STOP_WORDS = {language: frozenset(fold(words).split()) for language, words in _STOP.items()}


def words(text: str) -> Iterator[tuple[int, int, str]]:
    """Each word of `text` with its start and end and its stem; a stop word has an empty stem."""
    text = text[:LONGEST]
    language = language_of(text) or "en"
    for found in WORD.finditer(text):
        yield found.start(), found.end(), stem(found[0], language)


@lru_cache(maxsize=100_000)
def stem(word: str, language: str) -> str:
    """What the forms of a word have in common, without case and accents; empty for a stop word."""
    plain = word.lower().replace("\u2019", "'")
    folded = fold(plain)
    if folded in _STOP_WORDS[language]:
        return ""
    # Stemmers know endings by their accents, so these go after it.
    return fold(str(_stemmer(language).stemWord(plain)).removesuffix("'s"))


def stem_counts(text: str) -> Counter[str]:
    """The stems of `text` and its pairs of neighboring stems, with how often each stands there."""
    stems = [stem for _, _, stem in words(text)]
    pairs = (f"{first} {second}" for first, second in pairwise(stems))
    return Counter([stem for stem in stems if stem] + [pair for pair in pairs if pair.strip()])


def part_counts(text: str) -> Counter[str]:
    """The runs of three to five letters within the words of `text`, which forgive forms and typos."""
    counts: Counter[str] = Counter()
    for start, end, stem in words(text):
        parts = _parts(text[start:end])
        counts.update(parts if stem else [f"{SMALL}{part}" for part in parts])
    return counts


@lru_cache(maxsize=50_000)
def _parts(word: str) -> tuple[str, ...]:
    marked = f" {fold(word)} "
    return tuple(marked[at : at + n] for n in PARTS for at in range(len(marked) - n + 1))


@cache
def _stemmer(language: str) -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer(_STEMMERS[language])
