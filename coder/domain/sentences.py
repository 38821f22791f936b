"""Where sentences begin and end, by rule."""

from __future__ import annotations

import re

from coder.domain.transcript import Span

_SENTENCE_END = re.compile(r"[.!?…]+[\"”’')\]»]*(?=\s|$)|[。！？]+|\n+")
_SHORT = re.compile(
    r"(?:^|[\s(\[“\"'¿¡])(?:mr|mrs|ms|mx|dr|prof|st|jr|sr|sra|srta|dra|vs|no|e\.g|i\.e|p\.ej|[^\W\d_])\.$",
    re.IGNORECASE,
)
"""What ends in a full stop and not a sentence: titles, abbreviations, initials."""


def sentences(text: str, within: Span) -> list[Span]:
    """The sentences of the words in `within`, without the white space around them."""
    found: list[Span] = []
    start = within.start
    for mark in _SENTENCE_END.finditer(text, within.start, within.end):
        if mark[0] == "." and _is_short(text, start, mark.end(), within.end):
            continue
        found.append(Span(start, mark.end()).trimmed(text))
        start = mark.end()
    found.append(Span(start, within.end).trimmed(text))
    return [span for span in found if len(span)]


def _is_short(text: str, start: int, end: int, limit: int) -> bool:
    """Whether a full stop belongs to a title or an initial before a name, and not to a sentence."""
    follows = text[end:limit].lstrip(" ")
    found = _SHORT.search(text, max(start, end - 8), end)
    # “I” and “no” end sentences too; before a capital, initials and titles are likelier than they.
    alone = text[max(start, end - 2) : end].lower() in ("i.", "o.")
    no = text[max(start, end - 3) : end].lower() == "no."
    return bool(found and follows[:1].isupper() and not alone and not no) or (no and follows[:1].isdigit())
