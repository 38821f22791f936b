"""Capitalized names in the words of a transcript that look like people, by a few simple rules."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_NAME = r"(?P<name>[A-ZÀ-ÖØ-Þ][\w’'-]{1,20}(?: [A-ZÀ-ÖØ-Þ][\w’'-]{1,20})?)"
_TITLES = "Mr|Mrs|Ms|Mx|Dr|Sr|Sra|Srta|Prof|Miss|Coach|Principal|Señora?|Maestr[ao]|Don|Doña"
_INTRODUCED = "[Mm]y name is|[Mm]y name's|[Mm]e llamo|[Mm]i nombre es|[Mm]eu nome é|[Mm]e chamo"
_GREETED = "[Tt]hank you|[Tt]hanks|[Gg]racias|[Oo]brigad[ao]|[Hh]i|[Hh]ello|[Hh]ey|[Hh]ola"
_OPENING = "So|Okay|Ok|Well|And|Yes|Yeah|Right|Now|Bueno|Sí"
_ASKED = "what|how|do|did|can|could|would|you|go|any|tell|por|qué|cómo|usted|tú|y"
_RULES = tuple(
    re.compile(rule)
    for rule in (
        rf"\b(?:{_TITLES})\b\.? {_NAME}",
        rf"\b(?:{_INTRODUCED}) {_NAME}",
        rf"\b(?:{_GREETED}),? {_NAME}(?=[.,!?])",
        rf"^(?:(?:{_OPENING}),? )?{_NAME}, (?=(?:{_ASKED})\b)",
    )
)
_CAPITALIZED = re.compile(r"[A-ZÀ-ÖØ-Þ][\w’'-]{1,20}")
_OTHERS = """
Yes Yeah No Okay Ok Well So And But Oh Um Uh Right Now Sure Then Also Like Maybe Because Actually Everyone
Everybody All Guys Folks You God Sí Bueno Pues Todos Todas Monday Tuesday Wednesday Thursday Friday
Saturday Sunday I We They He She It This That There Here What How Who Why When Where Hello Hi Hey Hola
Thanks Thank Yo Tú Él Ella Nosotros Usted Ustedes Es Eso Esto Claro Hombre Mira Vale Eu Você Ele Ela Isso
"""
_NOT_PEOPLE = frozenset(_OTHERS.split())

_MOST = 4_000_000
"""Characters in which names are looked for, several times as many as any talk has: it takes its time."""


def people_in(texts: Iterable[str]) -> dict[str, int]:
    """The names that look like those of people and how often each stands in the words, most often first."""
    seen: dict[str, None] = {}
    words: Counter[str] = Counter()
    left = _MOST
    for text in texts:
        left -= len(text)
        for rule in _RULES if left > 0 else ():
            for found in rule.finditer(text):
                name = found["name"].removesuffix("'s").removesuffix("’s")
                first = re.split("[ '’]", name)[0]
                if first not in _NOT_PEOPLE and not any(map(str.isdigit, name)):
                    seen[name] = None
        words.update(_CAPITALIZED.findall(text))
    counts = {name: max(1, min(words[part] for part in name.split())) for name in seen}
    return dict(sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])))
