"""What happens to a character between a foreign file and a screen."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MARK = "\N{REPLACEMENT CHARACTER}"
"""Stands where a character was that must not reach a terminal or a document."""

_LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# ESC sequences whole, so that a stripped colour code leaves one mark and not "[31m".
_ESCAPES = re.compile(
    "\x1b\\][^\x07\x1b\x9c]{0,4096}(?:\x07|\x1b\\\\|\x9c)?|\x1b\\[[0-?]{0,64}[ -/]{0,8}[@-~]|\x1b"
)
# The last two are no characters at all; XML, and so Word, refuses them.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Marks that reorder or hide neighboring text; the joiners U+200C/U+200D stay: scripts and emoji need them.
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\ufff9-\ufffb\u2060-\u2064]")
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class CleanText:
    """A text that is safe to store, and how many characters had to be replaced."""

    text: str
    replaced: int


def canonical(raw: str) -> CleanText:
    """Make the one text that is kept for ever.

    Line breaks become LF, a leading BOM goes, and control, bidi-override and unpaired
    surrogate characters become `MARK`. Everything else, such as non-breaking spaces, smart
    quotes, combining marks and joiners, stays, because quotes must be verbatim.
    """
    text = _LINE_BREAKS.sub("\n", raw.removeprefix(_BOM))
    replaced = 0
    for pattern in (_ESCAPES, _CONTROLS, _BIDI):
        text, count = pattern.subn(MARK, text)
        replaced += count
    return CleanText(text.replace(_BOM, ""), replaced)


def visible(text: str) -> str:
    """`text` made safe for one line of a terminal, a label or a document title.

    Applied again before drawing, so that a file written by another program cannot
    smuggle an escape sequence past the import.
    """
    # What is replaced is never printable, and nearly every text that is drawn is printable as it stands.
    return text if text.isprintable() else _visible(text)


def _visible(text: str) -> str:
    return canonical(text).text.replace("\n", " ").replace("\t", " ")


def fold(text: str) -> str:
    """A shadow of `text` for matching: no case, no accents, plain quotes and spaces."""
    plain = text.translate(_PLAIN)
    if plain.isascii():
        return plain.lower()
    decomposed = unicodedata.normalize("NFKD", plain)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def find_folded(text: str, wanted: str) -> list[tuple[int, int]]:
    """Where `wanted` stands in `text` when case, accents and the form of quotes are ignored.

    Half-open ranges in code points of `text`. Folding may make a character longer or shorter, so
    positions are mapped back character by character.
    """
    shadow: list[str] = []
    origin: list[int] = []
    for at, character in enumerate(text):
        folded = fold(character)
        shadow.append(folded)
        origin.extend([at] * len(folded))
    joined, needle = "".join(shadow), fold(wanted)
    found: list[tuple[int, int]] = []
    at = joined.find(needle) if needle else -1
    while at >= 0:
        end = origin[at + len(needle) - 1] + 1
        while end < len(text) and not shadow[end]:
            end += 1  # a combining mark belongs to the character before it
        found.append((origin[at], end))
        at = joined.find(needle, at + 1)
    return found


def sha256(text: str) -> str:
    """Hex digest of the UTF-8 bytes of `text`."""
    # Here, because it brings a library that drawing a screen does without.
    import hashlib

    return hashlib.sha256(text.encode("utf-8")).hexdigest()


_PLAIN = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\xa0": " "})
