"""Choosing words: sentence by sentence, word by word at either end, and step by step wider or narrower."""

from __future__ import annotations

import re

from coder.domain.sentences import sentences
from coder.domain.transcript import Span

__all__ = ["sentences"]

_WORD = re.compile(r"\S+")


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


def wider(text: str, turn: Span, exchange: Span, now: Span) -> Span:
    """The next larger unit around `now`: whole words, whole sentences, the turn, the exchange of turns."""
    for around in (
        _words_around(text, now),
        _sentences_around(text, turn, now),
        turn.trimmed(text),
        exchange,
    ):
        if around != now and around.contains(now):
            return around
    return now


def narrower(text: str, turn: Span, now: Span) -> Span:
    """The next smaller unit inside `now`: the turn, its first sentence, its first word."""
    whole = turn.trimmed(text)
    part = Span(max(now.start, whole.start), max(whole.start, min(now.end, whole.end)))
    first = next(iter(sentences(text, part)), part)
    word = _WORD.search(text, part.start, part.end)
    for inside in (whole, first, Span(*word.span()) if word else part):
        if inside != now and now.contains(inside):
            return inside
    return now


def _words_around(text: str, now: Span) -> Span:
    start, end = now.start, now.end
    while start and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return Span(start, end)


def _sentences_around(text: str, turn: Span, now: Span) -> Span:
    touched = [span for span in sentences(text, turn) if span.overlaps(now)]
    return Span(touched[0].start, touched[-1].end) if touched else now
