"""Finding codes by a few letters of the id, the name, an alias or the definition, misspelled perhaps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from coder.domain.codebook import Code
from coder.domain.text import fold

_ID, _NAME, _ALIAS, _DEFINITION = 4.0, 3.0, 2.0, 1.0
_WHOLE, _START, _INSIDE, _SLIP, _SPREAD = 1.5, 1.0, 0.6, 0.5, 0.3
_SHORTEST_SLIP = 4
"""Letters from which a word may have one wrong: in shorter ones everything would fit."""
_SHORTEST_SPREAD = 3
_RECENT = 0.25
"""What it weighs that a code was used a moment ago; less than any difference in fit."""


@dataclass(frozen=True, slots=True)
class _Entry:
    code: Code
    fields: tuple[tuple[float, tuple[str, ...]], ...]
    definition: str


class CodeIndex:
    """The usable ones of some codes, prepared for searching at every key."""

    def __init__(self, codes: Iterable[Code], recent: Sequence[str] = ()) -> None:
        self._entries = [_entry(code) for code in codes if code.usable]
        self._recent = frozenset(recent)

    def find(self, query: str) -> list[Code]:
        """The codes that fit every word of `query`, best first, in the order of the codebook where equal.

        A word fits where it begins a word, stands inside one, or does so with one letter wrong,
        missing, added or swapped; its letters may also be spread over a name (`blg` → Belonging).
        """
        words = fold(query).replace(".", " ").split()
        if not words:
            return []
        scored = [
            (-score - _RECENT * (entry.code.id in self._recent), order, entry.code)
            for order, entry in enumerate(self._entries)
            if (score := _fit(entry, words)) > 0
        ]
        return [code for _, _, code in sorted(scored, key=lambda row: row[:2])]


def _entry(code: Code) -> _Entry:
    return _Entry(
        code,
        (
            (_ID, tuple(fold(code.id).replace(".", " ").split())),
            (_NAME, tuple(_words(code.name))),
            (_ALIAS, tuple(_words(" ".join(code.aliases)))),
        ),
        fold(code.definition),
    )


def _words(text: str) -> list[str]:
    return [word for part in fold(text).split() if (word := part.strip("()[]{},;:!?\"'“”‘’/"))]


def _fit(entry: _Entry, words: list[str]) -> float:
    total = 0.0
    for word in words:
        best = max(
            (weight * _hit(word, token, weight) for weight, tokens in entry.fields for token in tokens),
            default=0.0,
        )
        if len(word) > 2 and best < _DEFINITION * _INSIDE and word in entry.definition:
            best = _DEFINITION * _INSIDE
        if not best:
            return 0.0
        total += best
    return total


def _hit(word: str, token: str, weight: float) -> float:
    """How well a typed word fits a word of a code; 0 when it does not."""
    if token == word:
        return _WHOLE
    if token.startswith(word):
        return _START
    if weight == _ID:
        # Ids are short: everything else would fit by chance.
        return 0.0
    if len(word) > 2 and word in token:
        return _INSIDE
    if len(word) >= _SHORTEST_SLIP and one_slip(word, token):
        return _SLIP
    if len(word) >= _SHORTEST_SPREAD and token[0] == word[0] and _spread(word, token):
        return _SPREAD
    return 0.0


def one_slip(word: str, token: str) -> bool:
    """Whether `word` begins `token` when one letter is wrong, missing, added or swapped with the next."""
    at = 0
    while at < min(len(word), len(token)) and word[at] == token[at]:
        at += 1
    rest, there = word[at:], token[at:]
    return (
        there.startswith(rest[1:])  # one too many
        or there[1:].startswith(rest[1:])  # another one
        or there[1:].startswith(rest)  # one missing
        or (len(rest) > 1 and there.startswith(rest[1] + rest[0] + rest[2:]))
    )


def _spread(word: str, token: str) -> bool:
    letters = iter(token)
    return all(letter in letters for letter in word)
