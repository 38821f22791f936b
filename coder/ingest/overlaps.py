"""Words that somebody says into another's turn, written `//Name: words//`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from coder.ingest.labels import plausible

_OVERLAP = re.compile(
    r"(?<!:)//[ \t]{0,3}(?P<name>[^\s:/][^:/\n]{0,62}):[ \t]{0,3}(?P<words>(?:(?!//)[^\n]){1,2000})//"
)
_MOST = 100
"""In one line; what comes after so many stays words."""


def parts(text: str) -> Iterator[tuple[str | None, str]]:
    """The pieces of a turn in order: who says each one, None for whose turn it is, and the words."""
    end = 0
    for found in islice(_OVERLAP.finditer(text), _MOST) if "//" in text else ():
        if not plausible(found["name"].strip()) or not found["words"].strip():
            continue
        before = text[end : found.start()].strip()
        if before:
            yield None, before
        yield " ".join(found["name"].split()), found["words"].strip()
        end = found.end()
    rest = text[end:].strip()
    if rest or not end:
        yield None, rest
