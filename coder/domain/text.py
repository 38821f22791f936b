"""What happens to a character between a foreign file and a screen."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MARK = "\N{REPLACEMENT CHARACTER}"
"""Stands where a character was that must not reach a terminal or a document."""

_LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_LINE_BREAK = re.compile("[\n\r\x0b\x0c\x85\u2028\u2029]")
# ESC sequences whole, so that a stripped colour code leaves one mark and not "[31m".
_ESCAPES = re.compile(
    "\x1b\\][^\x07\x1b\x9c]{0,4096}(?:\x07|\x1b\\\\|\x9c)?|\x1b\\[[0-?]{0,64}[ -/]{0,8}[@-~]|\x1b"
)
# The last two are no characters at all; XML, and so Word, refuses them.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Marks that reorder or hide neighboring text.
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\ufff9-\ufffb\u2060-\u2064]")
_BOM = "\ufeff"

# Characters that show nothing by themselves, the soft hyphen aside, which quotes keep.
_BLANK_LETTERS = (
    "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef"
)
_SHOWS_NOTHING = re.compile(
    f"[{_BLANK_LETTERS}\u180e\u200b-\u200d\u2065\u206a-\u206f\ufff0-\ufff8"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_BLANK = re.compile(f"[{_BLANK_LETTERS}]")
_EMOJI = (
    "\xa9\xae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u2460-\u24ff\u25a0-\u27bf\u2900-\u297f"
    "\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
# Scripts from Arabic to Mongolian and their like, whose letters change their form by a joiner.
_JOINED = (
    "\u0600-\u061b\u061d-\u109f\u1780-\u17b3\u17b6-\u180a\u1810-\u18af\u1900-\u1cff\ua800-\uabff"
    "\ufb50-\ufdff\ufe70-\ufefc\U00011000-\U00011fff\U0001e900-\U0001e95f"
)
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17b3\u17b6-\u17ff"
"""Scripts without spaces, where a blank of no width says where a line may break."""
_IDEOGRAPHS = "\u2200-\u22ff\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# At the ends of a piece of text what a joiner joins may stand in the next piece.
_NEEDED = re.compile(
    f"(?:(?<=[{_JOINED}])|\\A(?=.[{_JOINED}]))[\u200c\u200d]"
    f"|(?:(?<=[{_EMOJI}])|(?<=[{_EMOJI}]\ufe0f)|\\A)\u200d(?=[{_EMOJI}])|(?<=[{_EMOJI}])\u200d\\Z"
    f"|(?<=[{_EMOJI}])[\ufe0e\ufe0f]|(?<=[0-9#*])\ufe0f(?=\u20e3)"
    f"|(?<=[{_UNSPACED}])\u200b|(?<=[{_IDEOGRAPHS}\u1000-\u109f])[\ufe00-\ufe0f\U000e0100-\U000e01ef]"
    "|(?<=[\u1820-\u18aa])[\u180b-\u180f]|\u115f(?=[\u1160-\u11ff])|(?<=[\u1100-\u115f])\u1160"
    "|(?<=\U0001f3f4)[\U000e0030-\U000e007a]{2,6}\U000e007f"
)
"""Invisible characters that make visible ones look right: inside emoji, and where a script needs them."""


@dataclass(frozen=True, slots=True)
class CleanText:
    """A text that is safe to store, and how many characters had to be replaced."""

    text: str
    replaced: int


def canonical(raw: str) -> CleanText:
    """Make the one text that is kept for ever.

    Line breaks become LF, byte-order marks go, and control, bidi-override, invisible and unpaired
    surrogate characters become `MARK`. Everything else stays, because quotes must be verbatim: such as
    non-breaking spaces, soft hyphens, smart quotes, combining marks, and joiners where emoji and
    scripts need them.
    """
    if _is_harmless(raw):
        return CleanText(raw, 0)
    text = _LINE_BREAKS.sub("\n", raw).replace(_BOM, "")
    replaced = 0
    for pattern in (_ESCAPES, _CONTROLS, _BIDI):
        text, count = pattern.subn(MARK, text)
        replaced += count
    text, hidden = _without_hidden(text)
    return CleanText(text, replaced + hidden)


def _is_harmless(line: str) -> bool:
    # What is replaced is not printable, a few letters that show nothing aside.
    return line.isprintable() and (line.isascii() or not _BLANK.search(line))


def _without_hidden(text: str) -> tuple[str, int]:
    """`text` with a mark for each character that shows nothing and is not needed, and their number."""
    if text.isascii() or not _SHOWS_NOTHING.search(text):
        return text, 0
    needed = frozenset(at for found in _NEEDED.finditer(text) for at in range(*found.span()))
    hidden = [found.start() for found in _SHOWS_NOTHING.finditer(text) if found.start() not in needed]
    letters = list(text)
    for at in hidden:
        letters[at] = MARK
    return "".join(letters), len(hidden)


def visible(text: str) -> str:
    """`text` made safe for one line of a terminal, a label or a document title.

    Applied again before drawing, so that a file written by another program cannot
    smuggle an escape sequence past the import.
    """
    return text if _is_harmless(text) else canonical(text).text.replace("\n", " ").replace("\t", " ")


def masked(text: str) -> str:
    """`text` on one line, safe for a terminal, with one mark or space for each character that is not.

    Of the same length, so that offsets hold, and nothing that may be seen is lost: names that differ
    still do.
    """
    line = _LINE_BREAK.sub(" ", text).replace("\t", " ").replace(_BOM, MARK)
    for pattern in (_CONTROLS, _BIDI):
        line = pattern.sub(MARK, line)
    return _without_hidden(line)[0]


def fold(text: str) -> str:
    """A shadow of `text` for matching: no case, no accents, plain quotes and spaces."""
    if text.isascii():
        return text.casefold()
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
