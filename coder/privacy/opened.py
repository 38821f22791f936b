"""Everything in a file that somebody could read, seen or not: opened from its bytes, whoever wrote it."""

from __future__ import annotations

import base64
import binascii
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from coder.errors import InputError
from coder.privacy.tracked import A_TRACKED_CHANGE, ADDED, GONE

DEEPEST = 4
"""So many files within files are opened."""

MOST_BYTES = 512 * 1024 * 1024
"""An archive that grows beyond this is not opened."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text of a file: where it stands, and whether it is prose or a name, number or property."""

    place: str
    text: str
    prose: bool = True


@dataclass(frozen=True, slots=True)
class Hidden:
    """Something in a file that may not leave, whatever it says."""

    place: str
    what: str


_BLOCKS_WORDS = """
    p si is text title desc td th li h h1 h2 h3 h4 h5 h6 figcaption caption comment dt dd
"""
_BLOCKS = frozenset(_BLOCKS_WORDS.split())
_BREAKS = frozenset(["tab", "br", "cr", "line-break", "s"])
_TOLD_WORDS = """
    descr title alt aria-label author content value name href target src label
"""
_TOLD = frozenset(_TOLD_WORDS.split())
_MARKED_UP = ("html", "htm", "svg", "xml", "xhtml", "qde")
_STRINGS = re.compile(rb"[\x20-\x7e\x80-\xff]{4,}")
_WIDE = re.compile(rb"(?:[\x20-\x7e\xa0-\xff]\x00){3,}")
_DATA = re.compile(r"data:[\w/+.-]+;base64,([A-Za-z0-9+/=\s]{16,})")
_PLACES = (
    ("word/header", "a header"),
    ("word/footer", "a footer"),
    ("word/comments", "a comment"),
    ("word/footnotes", "a footnote"),
    ("word/endnotes", "an endnote"),
    ("word/document", "the text"),
    ("word/embeddings", "an embedded file"),
    ("docProps/", "the document properties"),
    ("customXml/", "the document properties"),
    ("xl/comments", "a comment"),
    ("xl/threadedComments", "a comment"),
    ("xl/persons", "a comment"),
    ("xl/sharedStrings", "the sheets"),
    ("xl/worksheets", "a sheet"),
    ("xl/workbook", "the names of sheets"),
    ("xl/embeddings", "an embedded file"),
    ("xl/charts", "a chart"),
    ("word/charts", "a chart"),
)


def opened(name: str, data: bytes, depth: int = 0) -> Iterator[Piece | Hidden]:
    """The pieces of a file called `name`, and what is hidden in it.

    Raises InputError for an archive that cannot be opened safely.
    """
    if data.startswith(b"PK\x03\x04"):
        yield from _archive(name, data, depth)
    elif data.startswith(b"\x89PNG\r\n\x1a\n"):
        yield from _png(data, depth)
    elif data.startswith((b"\xff\xd8\xff", b"GIF8", b"%PDF", b"\xd0\xcf\x11\xe0", b"RIFF", b"II*", b"MM\0*")):
        if data.startswith(b"\xd0\xcf\x11\xe0"):
            yield Hidden("an embedded file", "it cannot be looked into")
        yield from _strings("inside the file", data)
    elif b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield from _strings("inside the file", data)
    else:
        yield from _text(name, _decoded(data), depth)


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _text(name: str, text: str, depth: int) -> Iterator[Piece | Hidden]:
    head = text.lstrip()[:200].lower()
    ending = name.rpartition(".")[2].lower()
    if ending in ("html", "htm", "svg", "xml", "xhtml", "qde") or head.startswith(
        ("<?xml", "<!doctype", "<svg")
    ):
        yield from _markup(name, text.encode("utf-8"), depth, html="html" in ending or "<html" in head)
        return
    yield Piece("", text)
    if "\\u" in text:
        yield Piece("", _unescaped(text))
    yield from _embedded(text, depth)


def _unescaped(text: str) -> str:
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)


def _embedded(text: str, depth: int) -> Iterator[Piece | Hidden]:
    """Files that are written into text."""
    for found in _DATA.finditer(text):
        try:
            data = base64.b64decode(re.sub(r"\s", "", found[1]))
        except (ValueError, binascii.Error):
            continue
        if depth < DEEPEST:
            yield from _within("an embedded file", opened("", data, depth + 1))


def _within(place: str, pieces: Iterator[Piece | Hidden]) -> Iterator[Piece | Hidden]:
    for piece in pieces:
        inner = f"{place}: {piece.place}" if piece.place and piece.place != place else place
        if isinstance(piece, Hidden):
            yield Hidden(inner, piece.what)
        else:
            yield Piece(inner, piece.text, piece.prose)


def _archive(name: str, data: bytes, depth: int) -> Iterator[Piece | Hidden]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
        if sum(member.file_size for member in members) > MOST_BYTES:
            raise InputError("the file grows too large when it is opened", where=name, remedy="split it")
        yield Piece("the file's own remarks", archive.comment.decode("utf-8", "replace"))
        for member in members:
            content = archive.read(member)
            place = next((p for start, p in _PLACES if member.filename.startswith(start)), member.filename)
            yield Piece("the name of an embedded file", member.filename, prose=False)
            yield Piece("the file's own remarks", member.comment.decode("utf-8", "replace"))
            if depth >= DEEPEST:
                yield Hidden(place, "it is nested too deep to be looked into")
                continue
            yield from _member(place, member.filename, content, depth)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise InputError("the file is damaged", where=name, remedy="write it again") from error


def _member(place: str, filename: str, content: bytes, depth: int) -> Iterator[Piece | Hidden]:
    if filename.endswith((".xml", ".rels", ".vml", ".qde")):
        yield from _within(place, _markup(filename, content, depth))
    else:
        yield from _within(place, opened(filename, content, depth + 1))


def _markup(name: str, data: bytes, depth: int, *, html: bool = False) -> Iterator[Piece | Hidden]:
    from lxml import etree

    try:
        if html:
            root = etree.fromstring(data, etree.HTMLParser(recover=True, no_network=True, encoding="utf-8"))
        else:
            safe = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
            root = etree.fromstring(data, safe)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        yield Piece("", _decoded(data))
        return
    yield from _outside(root)
    for node in root.iter():
        if not isinstance(node.tag, str):
            yield Piece("a remark in the file", node.text or "")
            yield Piece("", node.tail or "")
            continue
        yield from _node(node, depth)
    if name.endswith("workbook.xml"):
        yield from _hidden_sheets(root)


def _outside(root: object) -> Iterator[Piece]:
    """Remarks before and behind the outermost element."""
    for nodes in (root.itersiblings(preceding=True), root.itersiblings()):  # type: ignore[attr-defined]
        yield from (Piece("a remark in the file", node.text or "") for node in nodes)


def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2]


def _node(node: object, depth: int) -> Iterator[Piece | Hidden]:
    tag = _local(node.tag)  # type: ignore[attr-defined]
    if node.tag in ADDED | GONE:  # type: ignore[attr-defined]
        yield Hidden("", A_TRACKED_CHANGE)
    for key, value in node.attrib.items():  # type: ignore[attr-defined]
        name = _local(key)
        place = "an alternative text" if name in ("descr", "alt", "aria-label", "title") else ""
        yield Piece(place, unquote(value), prose=name in _TOLD)
        yield from _embedded(value, depth)
    text, tail = node.text or "", node.tail or ""  # type: ignore[attr-defined]
    if tag in ("script", "style"):
        yield Piece("", _unescaped(text), prose=tag == "script")
        yield from _embedded(text, depth)
    elif tag in _BLOCKS:
        yield Piece("", _joined(node))
        if next(node.iter(*ADDED, *GONE), None) is not None:  # type: ignore[attr-defined]
            # As it reads once the changes are accepted, and once they are taken back.
            yield Piece("", _joined(node, GONE))
            yield Piece("", _joined(node, ADDED))
    if text.strip() and tag not in ("script", "style"):
        yield Piece("", text)
    if tail.strip():
        yield Piece("", tail)


def _joined(node: object, without: frozenset[str] = frozenset()) -> str:
    """The text of a paragraph whose words may be cut into runs; paragraphs within it stand apart."""
    parts: list[str] = []

    def walk(inner: object, outermost: bool) -> None:
        if inner.tag in without:  # type: ignore[attr-defined]
            return
        tag = _local(inner.tag)  # type: ignore[attr-defined]
        apart = not outermost and tag in _BLOCKS
        parts.append("\n" if apart else " " if tag in _BREAKS else "")
        parts.append(inner.text or "" if isinstance(inner.tag, str) else "")  # type: ignore[attr-defined]
        for child in inner:  # type: ignore[attr-defined]
            walk(child, False)
            parts.append(child.tail or "")
        parts.append("\n" if apart else "")

    walk(node, True)
    return "".join(parts)


def _hidden_sheets(root: object) -> Iterator[Hidden]:
    for sheet in root.iter():  # type: ignore[attr-defined]
        if _local(sheet.tag) == "sheet" and sheet.get("state") in ("hidden", "veryHidden"):
            yield Hidden("", "a hidden sheet")


def _png(data: bytes, depth: int) -> Iterator[Piece | Hidden]:
    at = 8
    while at + 8 <= len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        if kind in (b"tEXt", b"iTXt", b"zTXt"):
            yield Piece("the picture's own remarks", _chunk(kind, body))
        elif kind not in (b"IDAT", b"IHDR", b"PLTE", b"IEND", b"tRNS"):
            yield from _strings("the picture's own remarks", body)
        at += 12 + length
        if kind == b"IEND":
            break
    if data[at:].strip(b"\0"):
        yield Hidden("behind the picture", "more bytes than the picture has")
        yield from _strings("behind the picture", data[at:])


def _chunk(kind: bytes, body: bytes) -> str:
    key, _, rest = body.partition(b"\0")
    if kind == b"zTXt":
        rest = _inflated(rest[1:])
    elif kind == b"iTXt" and len(rest) > 2:
        packed, rest = rest[0], rest[2:]
        _, _, rest = rest.partition(b"\0")
        _, _, rest = rest.partition(b"\0")
        rest = _inflated(rest) if packed else rest
    return f"{key.decode('latin-1')}: {_decoded(rest)}"


def _inflated(data: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, 1024 * 1024)
    except zlib.error:
        return data


def _strings(place: str, data: bytes) -> Iterator[Piece]:
    """What reads as text among bytes."""
    for found in _STRINGS.finditer(data):
        yield Piece(place, _decoded(found.group()), prose=False)
    for found in _WIDE.finditer(data):
        yield Piece(place, found.group().decode("utf-16-le", "replace"), prose=False)
