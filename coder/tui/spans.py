"""Choosing words inside a turn: sentence by sentence, and word by word at either end."""

from __future__ import annotations

import re

from coder.domain.transcript import Span

_SENTENCE_END = re.compile(r"[.!?…]+[\"”’')\]»]*(?=\s|$)|[。！？]+|\n+")
_WORD = re.compile(r"\S+")


def sentences(text: str, within: Span) -> list[Span]:
    """The sentences of the words in `within`, without the white space around them."""
    found: list[Span] = []
    start = within.start
    for mark in _SENTENCE_END.finditer(text, within.start, within.end):
        found.append(Span(start, mark.end()).trimmed(text))
        start = mark.end()
    found.append(Span(start, within.end).trimmed(text))
    return [span for span in found if len(span)]


def next_sentence(text: str, within: Span, selected: Span | None, step: int) -> Span | None:
    """The sentence behind (`step` 1) or before (-1) the selected words, going round."""
    found = sentences(text, within)
    if not found:
        return None
    if selected is None:
        return found[0] if step > 0 else found[-1]
    if step > 0:
        return next((span for span in found if span.start >= selected.end), found[0])
    return next((span for span in reversed(found) if span.end <= selected.start), found[-1])


def move_end(text: str, within: Span, selected: Span | None, words: int) -> Span:
    """The selection with its end one word further (`words` 1) or one word shorter (-1)."""
    now = selected or within.trimmed(text)
    ends = [word.end() for word in _WORD.finditer(text, within.start, within.end)]
    if words > 0:
        return Span(now.start, next((end for end in ends if end > now.end), now.end))
    shorter = [end for end in ends if now.start < end < now.end]
    return Span(now.start, shorter[-1]) if shorter else now


def move_start(text: str, within: Span, selected: Span | None, words: int) -> Span:
    """The selection with its start one word earlier (`words` 1) or one word later (-1)."""
    now = selected or within.trimmed(text)
    starts = [word.start() for word in _WORD.finditer(text, within.start, within.end)]
    if words > 0:
        earlier = [start for start in starts if start < now.start]
        return Span(earlier[-1], now.end) if earlier else now
    return Span(next((start for start in starts if now.start < start < now.end), now.start), now.end)
