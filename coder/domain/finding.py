"""Where words stand in a text when case, accents and the form of quotes are ignored."""

from __future__ import annotations

from functools import cached_property, lru_cache

from coder.domain.text import find_folded, fold

Place = tuple[int, int]
"""Half-open range in code points of the text."""

_SPACES = str.maketrans({"\n": " ", "\t": " ", "\u202f": " ", "\u2009": " "})

# Scripts that write without spaces: any place in them may begin a word.
_UNSPACED = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3040, 0x30FF), (0x3400, 0x9FFF))


class Searched:
    """One stretch of text in which several things are looked for."""

    def __init__(self, text: str) -> None:
        self.text = text
        # Most talk is ASCII, for which this is several times as fast.
        self._plain = _on_one_line(text) if text.isascii() else text.translate(_SPACES)

    @cached_property
    def folded(self) -> str:
        """The text as it is compared."""
        return fold(self._plain)

    def find(self, wanted: str, *, whole: bool) -> list[Place]:
        """Where `wanted` stands at the beginning of a word, and with `whole` at the end of one too."""
        needle = fold(wanted.translate(_SPACES))
        if not needle or needle not in self.folded:
            return []
        return [
            (start, end)
            for start, end in self._found(wanted, needle)
            if self._begins(start) and (not whole or self._ends(end))
        ]

    def _found(self, wanted: str, needle: str) -> list[Place]:
        if not all(map(_stays_one, set(self._plain))):
            return find_folded(self._plain, wanted.translate(_SPACES))
        # Here places in the folded text are places in the text.
        places: list[Place] = []
        at = self.folded.find(needle)
        while at >= 0:
            places.append((at, at + len(needle)))
            at = self.folded.find(needle, at + 1)
        return places

    def _begins(self, at: int) -> bool:
        return at == 0 or not (_is_word(self.text[at]) and _is_word(self.text[at - 1]))

    def _ends(self, at: int) -> bool:
        return at >= len(self.text) or not (_is_word(self.text[at]) and _is_word(self.text[at - 1]))


def _on_one_line(text: str) -> str:
    return text.replace("\n", " ").replace("\t", " ")


def joined(places: list[Place]) -> tuple[Place, ...]:
    """The places in order, those that overlap as one."""
    kept: list[Place] = []
    for start, end in sorted(places):
        if kept and start < kept[-1][1]:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
        else:
            kept.append((start, end))
    return tuple(kept)


@lru_cache(maxsize=10_000)
def _stays_one(character: str) -> bool:
    return len(fold(character)) == 1


@lru_cache(maxsize=10_000)
def _is_word(character: str) -> bool:
    if not character.isalnum():
        return False
    return not any(first <= ord(character) <= last for first, last in _UNSPACED)
