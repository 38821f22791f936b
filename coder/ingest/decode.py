"""Bytes → text, by a fixed rule instead of a guess, so that the result can be explained."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from coder.domain.text import MARK, canonical, visible
from coder.errors import InputError
from coder.ingest.draft import Remark

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NON_ASCII = re.compile("[^\x00-\x7f]")
_MOJIBAKE = re.compile(
    "\u00e2\u20ac|[\u00c2\u00c3][\u0080-\u00bf\u0192\u0152\u0153\u0160\u0161\u2018-\u2122]"
)
_CONTROLS = re.compile("[\x01-\x08\x0e-\x1f]")
_EDITOR_BREAKS = re.compile("\r\n|\r|\n")
_OTHER_BREAKS = re.compile("[\x0b\x0c\x85\u2028\u2029]")
_REACH = 24
MAX_LINES = 300_000
"""Most lines of a text, blank ones and those of times included: 75,000 captions."""
_SAMPLE = 65_536


@dataclass(frozen=True, slots=True)
class Decoded:
    """The canonical text of some bytes, the name of the encoding and what to tell the person.

    `line_numbers` gives for each line of the text its number in the file as an editor counts.
    """

    text: str
    encoding: str
    remarks: tuple[Remark, ...] = ()
    line_numbers: Sequence[int] = ()


def decode(data: bytes, where: str, encoding: str | None = None, *, most_lines: int = MAX_LINES) -> Decoded:
    """Turn bytes into canonical text.

    `encoding` is the one a person gave. Without it a byte-order mark decides; then UTF-16 by
    where the zero bytes stand; then strict UTF-8; else Windows-1252 with a remark. Raises
    InputError for what is not text, for an unknown encoding and for more than `most_lines` lines.
    """
    raw, used = _raw(data) if encoding is None else _as_told(data, encoding, where)
    if "\0" in raw or len(_CONTROLS.findall(raw[:_SAMPLE])) > len(raw[:_SAMPLE]) // 10:
        raise InputError(
            "this is not a text file", where=where, remedy="save the transcript as .docx or .txt"
        )
    _check_count(raw, most_lines, where)
    clean = canonical(raw)
    remarks = tuple(_remarks(raw, used, clean.replaced, guessed=encoding is None))
    return Decoded(clean.text, used, remarks, _line_numbers(raw))


def _check_count(raw: str, most: int, where: str) -> None:
    breaks = sum(raw.count(sign) for sign in "\n\r\x0b\x0c\x85\u2028\u2029") - raw.count("\r\n")
    if breaks >= most:
        raise InputError(
            f"the file has {breaks + 1:,} lines, and the limit is {most:,}",
            where=where,
            remedy="split it into sessions",
        )


def _as_told(data: bytes, encoding: str, where: str) -> tuple[str, str]:
    try:
        return data.decode(encoding, errors="replace"), encoding
    except (LookupError, UnicodeError) as error:
        raise InputError(
            f"there is no encoding of text called “{visible(encoding)[:40]}”",
            where=where,
            remedy="name one such as utf-8, windows-1252, windows-1253 or utf-16",
        ) from error


def _line_numbers(raw: str) -> Sequence[int]:
    """Canonical text also breaks lines at form feeds and such, which editors do not count."""
    if not _OTHER_BREAKS.search(raw):
        return range(1, raw.count("\n") + raw.count("\r") - raw.count("\r\n") + 2)
    lines = enumerate(_EDITOR_BREAKS.split(raw), 1)
    return tuple(number for number, line in lines for _ in range(1 + len(_OTHER_BREAKS.findall(line))))


def _raw(data: bytes) -> tuple[str, str]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace"), encoding
    wide = _utf16_order(data)
    if wide:
        return data.decode(wide, errors="replace"), wide
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace"), "cp1252"


def _utf16_order(data: bytes) -> str:
    """The byte order when every other byte is mostly zero; zero bytes are valid UTF-8, so ask first."""
    sample = data[:_SAMPLE]
    half = len(sample) // 2
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > max(1, 0.3 * half) and even <= 0.05 * half:
        return "utf-16-le"
    if even > max(1, 0.3 * half) and odd <= 0.05 * half:
        return "utf-16-be"
    return ""


def _remarks(raw: str, encoding: str, replaced: int, *, guessed: bool) -> Iterator[Remark]:
    if encoding == "cp1252" and guessed:
        yield Remark(
            "The file is not UTF-8 and was read as Windows-1252; "
            f"check these words: {_words(raw, _NON_ASCII)}"
        )
    if MARK in raw:
        yield Remark(f"{raw.count(MARK)} characters could not be read and are shown as {MARK}")
    if len(_MOJIBAKE.findall(raw[:1_000_000])) >= 2:
        yield Remark(
            "Some characters look as if the text had been saved in the wrong encoding before; "
            f"they were kept as they are: {_words(raw, _MOJIBAKE)}"
        )
    if replaced:
        yield Remark(f"{replaced} control or invisible characters were replaced by {MARK}")


def _words(raw: str, pattern: re.Pattern[str], most: int = 5) -> str:
    """Some of the words around the matches of `pattern`."""
    words: dict[str, None] = {}
    for found in islice(pattern.finditer(raw), 1_000):
        before = raw[max(0, found.start() - _REACH) : found.start()]
        after = raw[found.start() : found.start() + _REACH]
        head = "" if before[-1:].isspace() or not before else before.split()[-1]
        tail = after.split()[0] if after.split() else ""
        words[head + tail] = None
        if len(words) == most:
            break
    return ", ".join(canonical(word).text for word in words)
