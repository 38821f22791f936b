"""Finds out what a file is and hands it to the reader for that."""

from __future__ import annotations

import re
import stat
from collections.abc import Callable
from pathlib import Path

from coder.errors import InputError
from coder.ingest.captions import TIMING, read_captions
from coder.ingest.decode import decode
from coder.ingest.draft import Draft
from coder.ingest.package import other_kind
from coder.ingest.plain import read_plain
from coder.ingest.source import Source
from coder.ingest.table import find_header, read_table
from coder.ingest.word import read_word

MAX_BYTES = 64 * 1024**2

Reader = Callable[[Source], Draft]

FORMATS: dict[str, Reader] = {
    "txt": read_plain,
    "docx": read_word,
    "vtt": read_captions,
    "srt": read_captions,
    "csv": read_table,
}
"""The formats that can be read, by the names a person may give."""

_SUFFIXES = {
    ".txt": "txt",
    ".md": "txt",
    ".markdown": "txt",
    ".text": "txt",
    ".vtt": "vtt",
    ".srt": "srt",
    ".csv": "csv",
    ".tsv": "csv",
    ".tab": "csv",
}
_AS_DOCX = "save it as .docx or .txt"
_TALK = "import its transcript, saved as .docx or .txt"
_FOREIGN = (
    (b"%PDF", "a PDF file", _AS_DOCX),
    (b"{\\rtf", "an RTF file", _AS_DOCX),
    (b"\x89PNG", "an image", _TALK),
    (b"\xff\xd8\xff", "an image", _TALK),
    (b"GIF8", "an image", _TALK),
    (b"II*\0", "an image", _TALK),
    (b"MM\0*", "an image", _TALK),
    (b"ID3", "a sound recording", _TALK),
    (b"OggS", "a sound recording", _TALK),
    (b"fLaC", "a sound recording", _TALK),
    (b"RIFF", "a sound recording, video or image", _TALK),
    (b"\x1aE\xdf\xa3", "a video", _TALK),
    (b"SQLite format 3\0", "a database", "export the transcript from the program that made it"),
    (b"\x1f\x8b", "a compressed archive", "unpack it and import the files inside"),
    (b"7z\xbc\xaf\x27\x1c", "a compressed archive", "unpack it and import the files inside"),
    (b"Rar!", "a compressed archive", "unpack it and import the files inside"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_TEXT_KINDS = (
    (re.compile(r"\s{0,100}(?:<\?xml|<!DOCTYPE|<html)", re.IGNORECASE), "an XML or HTML file", _AS_DOCX),
    (re.compile(r"\s{0,100}(?:@UTF8|@Begin)\s"), "a CHAT transcript", "save it as .txt"),
    (re.compile(r"\s{0,100}(?:\{\s{0,100}[\"}]|\[\s{0,100}\{)"), "a JSON file", "export it as .vtt or .docx"),
)


def read(path: Path, *, as_format: str | None = None, caps_speaker: str | None = None) -> Draft:
    """Read a transcript of any supported format.

    `as_format` is a key of `FORMATS` and overrules recognition; `caps_speaker` names whoever
    speaks in unlabelled paragraphs of capitals. Raises InputError for everything that cannot be
    read, with the reason and what to do about it.
    """
    if as_format is not None and as_format not in FORMATS:
        raise InputError(
            f"there is no format “{as_format}”",
            where=path.name,
            remedy=f"choose one of {', '.join(FORMATS)}",
        )
    data = load(path)
    name, why = detect(data, path.name) if as_format is None else _given(data, path.name, as_format)
    return FORMATS[name](Source(path.name, data, why, caps_speaker))


def _given(data: bytes, name: str, as_format: str) -> tuple[str, str]:
    foreign = _foreign(data, name)
    if foreign:
        raise foreign
    return as_format, "the format was given"


def load(path: Path) -> bytes:
    """The bytes of a regular file of bearable size. Raises InputError for anything else."""
    where = str(path)
    try:
        facts = path.stat()
        _check_facts(facts.st_mode, facts.st_size, where)
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise InputError(
            "there is no such file", where=where, remedy="check the name and the folder"
        ) from error
    except PermissionError as error:
        raise InputError(
            "the file may not be read", where=where, remedy="ask for permission to read it"
        ) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(
            f"the file cannot be read ({reason})", where=where, remedy="check the name and the disk"
        ) from error
    _check_facts(facts.st_mode, len(data), where)
    return data


def _check_facts(mode: int, size: int, where: str) -> None:
    if stat.S_ISDIR(mode):
        raise InputError("this is a folder", where=where, remedy="name the files inside it")
    if not stat.S_ISREG(mode):
        raise InputError(
            "this is a device or a pipe and not a file", where=where, remedy="save it to a file first"
        )
    if size == 0:
        raise InputError(
            "the file is empty", where=where, remedy="check that it was saved or downloaded whole"
        )
    if size > MAX_BYTES:
        raise InputError(
            f"the file is larger than {MAX_BYTES // 1024**2} MB",
            where=where,
            remedy="take out pictures, or split it into sessions",
        )


def detect(data: bytes, name: str) -> tuple[str, str]:
    """The format of some bytes and one phrase that says how it was recognized.

    The content decides and then the suffix of `name`. Raises InputError that says what the file
    is when it is nothing we read.
    """
    foreign = _foreign(data, name)
    if foreign:
        raise foreign
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        other = other_kind(data, name)
        if other:
            raise other
        return "docx", "a Word document by its parts"
    return _detect_text(data, name)


def _foreign(data: bytes, name: str) -> InputError | None:
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            return InputError(
                "the file is locked with a password", where=name, remedy="save a copy without the password"
            )
        return InputError("this is an old Word or Office file (.doc)", where=name, remedy=_AS_DOCX)
    if b"%PDF-" in data[:1024]:
        return InputError("this is a PDF file", where=name, remedy=_AS_DOCX)
    if data[4:8] == b"ftyp":
        return InputError("this is a recording or an image", where=name, remedy=_TALK)
    for magic, what, remedy in _FOREIGN:
        if data.startswith(magic):
            return InputError(f"this is {what}", where=name, remedy=remedy)
    return None


def _detect_text(data: bytes, name: str) -> tuple[str, str]:
    text = decode(data, name).text
    suffix = Path(name).suffix.casefold()
    if text.lstrip().startswith("WEBVTT"):
        return "vtt", "the word WEBVTT at its head"
    head = text[:20_000].lstrip().split("\n")
    if any(TIMING.match(line[:400]) for line in head[:2]):
        return "srt", "numbered times with arrows"
    for pattern, what, remedy in _TEXT_KINDS:
        if pattern.match(text[:400]):
            raise InputError(f"this is {what}", where=name, remedy=remedy)
    named = _SUFFIXES.get(suffix)
    if named in ("vtt", "srt"):
        return named, f"the suffix {suffix}"
    columns = find_header(text[:200_000], name)
    if named == "csv":
        return "csv", "the names of its columns" if columns else f"the suffix {suffix}"
    if columns and columns.speaker is not None and columns.text is not None:
        return "csv", "the names of its columns"
    return "txt", "plain text"
