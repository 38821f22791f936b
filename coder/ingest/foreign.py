"""One right sentence for each sort of file that holds no transcript we can read."""

from __future__ import annotations

import re

from coder.errors import InputError

_AS_DOCX = "save it as .docx or .txt"
_TALK = "import its transcript, saved as .docx or .txt"
_UNPACK = "unpack it and import the files inside"
_MAGIC = (
    (b"{\\rtf", "an RTF file", _AS_DOCX, "rtf"),
    (b"\x89PNG", "an image", _TALK, ""),
    (b"\xff\xd8\xff", "an image", _TALK, ""),
    (b"GIF8", "an image", _TALK, ""),
    (b"II*\0", "an image", _TALK, ""),
    (b"MM\0*", "an image", _TALK, ""),
    (b"ID3", "a sound recording", _TALK, ""),
    (b"OggS", "a sound recording", _TALK, ""),
    (b"fLaC", "a sound recording", _TALK, ""),
    (b"RIFF", "a sound recording, video or image", _TALK, ""),
    (b"\x1aE\xdf\xa3", "a video", _TALK, ""),
    (b"SQLite format 3\0", "a database", "export the transcript from the program that made it", ""),
    (b"\x1f\x8b", "a compressed archive", _UNPACK, ""),
    (b"7z\xbc\xaf\x27\x1c", "a compressed archive", _UNPACK, ""),
    (b"Rar!", "a compressed archive", _UNPACK, ""),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_TEXT = (
    (re.compile(r"\s{0,100}(?:<\?xml|<!DOCTYPE|<html)", re.IGNORECASE), "an XML or HTML file", _AS_DOCX),
)


def foreign_bytes(data: bytes, name: str, wanted: str = "") -> InputError | None:
    """The error for bytes of a sort that is not `wanted` and not text; None when they may be read."""
    if data.startswith(_OLE):
        return _ole(data, name, wanted)
    if b"%PDF-" in data[:1024] and wanted != "pdf":
        return InputError("this is a PDF file", where=name, remedy=_AS_DOCX)
    if data[4:8] == b"ftyp":
        return InputError("this is a recording or an image", where=name, remedy=_TALK)
    for magic, what, remedy, format_name in _MAGIC:
        if data.startswith(magic) and wanted != (format_name or None):
            return InputError(f"this is {what}", where=name, remedy=remedy)
    return None


def _ole(data: bytes, name: str, wanted: str) -> InputError | None:
    if _ENCRYPTED in data:
        return InputError(
            "the file is locked with a password", where=name, remedy="save a copy without the password"
        )
    if wanted == "doc":
        return None
    return InputError("this is an old Word or Office file (.doc)", where=name, remedy=_AS_DOCX)


def foreign_text(text: str, name: str) -> InputError | None:
    """The error for text that is marked up for machines; None for any other."""
    for pattern, what, remedy in _TEXT:
        if pattern.match(text[:400]):
            return InputError(f"this is {what}", where=name, remedy=remedy)
    return None
