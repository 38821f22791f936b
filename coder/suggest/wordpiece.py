"""Words cut into the pieces that a BERT model knows."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import resources
from pathlib import Path

from coder.errors import InputError

UNKNOWN, START, END = "[UNK]", "[CLS]", "[SEP]"

LONGEST_WORD = 100
"""A run of more characters than this is no word, and becomes the unknown piece."""

# Code points that Unicode calls symbols but a BERT vocabulary treats as punctuation.
_ASCII_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_IDEOGRAPHS = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2FA1F))


class WordPiece:
    """The uncased tokenizer of BERT models over one vocabulary."""

    def __init__(self, pieces: Iterable[str]) -> None:
        self._ids = {piece: number for number, piece in enumerate(pieces)}
        missing = [piece for piece in (UNKNOWN, START, END) if piece not in self._ids]
        if missing:
            raise InputError(f"the vocabulary of the sentence model has no {missing[0]}")
        self._unknown = self._ids[UNKNOWN]
        self._word = lru_cache(maxsize=50_000)(self._cut)

    @classmethod
    def shipped(cls) -> WordPiece:
        """The English vocabulary that comes with the program."""
        text = resources.files("coder.suggest").joinpath("data", "bert-base-uncased.txt").read_text("utf-8")
        return cls(text.split("\n")[:-1])

    @classmethod
    def from_file(cls, path: Path) -> WordPiece:
        """A vocabulary file, one piece a line. Raises InputError when it is none."""
        try:
            text = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(
                "the vocabulary of the sentence model cannot be read", where=str(path)
            ) from error
        return cls(line.rstrip("\r") for line in text.removesuffix("\n").split("\n"))

    def ids(self, text: str, longest: int) -> list[int]:
        """The numbers of the pieces of `text` between start and end mark, at most `longest` in all."""
        found = [self._ids[START]]
        for word in _words(text):
            found.extend(self._word(word))
            if len(found) >= longest:
                break
        return [*found[: longest - 1], self._ids[END]]

    def _cut(self, word: str) -> tuple[int, ...]:
        """The longest known beginning, then the longest known continuation, and so on."""
        if len(word) > LONGEST_WORD:
            return (self._unknown,)
        pieces: list[int] = []
        start = 0
        while start < len(word):
            prefix = "##" if start else ""
            for end in range(len(word), start, -1):
                number = self._ids.get(prefix + word[start:end])
                if number is not None:
                    break
            else:
                return (self._unknown,)
            pieces.append(number)
            start = end
        return tuple(pieces)


def _words(text: str) -> Iterator[str]:
    """Words in lower case without accents; each mark of punctuation and each ideograph is one."""
    word: list[str] = []
    for character in unicodedata.normalize("NFD", text.lower()):
        category = unicodedata.category(character)
        if category == "Mn" or (category.startswith("C") and not character.isspace()):
            continue
        if character.isspace() or _stands_alone(character, category):
            if word:
                yield "".join(word)
                word = []
            if not character.isspace():
                yield character
        else:
            word.append(character)
    if word:
        yield "".join(word)


def _stands_alone(character: str, category: str) -> bool:
    if category.startswith("P") or character in _ASCII_PUNCTUATION:
        return True
    point = ord(character)
    return point >= _IDEOGRAPHS[0][0] and any(first <= point <= last for first, last in _IDEOGRAPHS)
