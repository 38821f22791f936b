"""Whether words name somebody whom no roster knows: reason enough not to quote them."""

from __future__ import annotations

import regex as re

from coder.analysis.given_names import GIVEN
from coder.analysis.label_words import COMMON, GENERIC
from coder.analysis.name_words import ORDINARY, PLACES
from coder.domain.text import fold

_CAPITAL = r"(?<![^\W\d_]['\u2019]?)\p{Lu}[^\W\d_]+"
_TITLES = "mr mrs ms miss mister dr coach principal superintendent señor señora profesor profesora professora"
_TITLED = re.compile(rf"(?<!\w)(?:{'|'.join(_TITLES.split())})\.?[ \t]+(?-i:{_CAPITAL})", re.IGNORECASE)
_WORD = re.compile(_CAPITAL)
_NO_NAMES = ORDINARY | COMMON | PLACES | GENERIC


def names_somebody(text: str) -> bool:
    """Whether words hold a listed given name with a capital, or a title with a name behind it.

    Given names that are words as well, such as Will, tell nothing by themselves.
    """
    if _TITLED.search(text):
        return True
    return any(word in GIVEN and word not in _NO_NAMES for word in map(fold, _WORD.findall(text)))
