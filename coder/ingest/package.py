"""What must hold for a zip package or an XML text before anything in it is read.

The list of members is checked first, then every XML member for a document type; members are read
in memory and never unpacked to disk.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from coder.errors import InputError
from coder.ingest.source import MAX_LINES

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_ENTRIES = 20_000
MAX_ENTRY = 512 * 1024**2
MAX_TOTAL = 2 * 1024**3
MAX_RATIO = 200
RATIO_FROM = 10 * 1024**2
MAX_XML = 128 * 1024**2
"""Most bytes of XML in one package, and so of one member that is parsed."""
MAX_TREE = 150 * 1024**2
"""Most bytes that the tree of one XML text may take."""

MAIN_PART = "word/document.xml"
_TYPES = "[Content_Types].xml"
_KINDS = (
    ("xl/workbook.bin", "a binary Excel workbook", "save it as .xlsx or .csv"),
    ("ppt/presentation.xml", "a PowerPoint presentation", "save its text as .docx or .txt"),
    ("project.qde", "a REFI-QDA project", "import it as a project and not as a transcript"),
    ("meta-inf/container.xml", "an e-book", "save it as .docx or .txt"),
    ("index/document.iwa", "a Pages or Numbers document", "export it as .docx or .csv"),
    ("content.xml", "an OpenDocument file that is neither text nor spreadsheet", "save it as .odt or .docx"),
)
_OPEN_KINDS = {"text": "odt", "text-template": "odt", "spreadsheet": "ods", "spreadsheet-template": "ods"}
_DOCTYPE = tuple("<!DOCTYPE".encode(name) for name in ("ascii", "utf-16-le", "utf-16-be"))
_BLOCK = 1024**2
_PARAGRAPH = re.compile(rb"<(?:[\w.-]{1,20}:)?p[\s/>]")
_DRIVE = re.compile(r"[A-Za-z]:")
_NODE, _ATTRIBUTE = 120, 216


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file is called in messages, and what helps when it is damaged."""

    what: str
    remedy: str


WORD = Kind("the Word file", "open it in Word and save it again as .docx")
EXCEL = Kind("the Excel file", "open it in Excel and save it again as .xlsx")
OPEN = Kind("the OpenDocument file", "open it in LibreOffice and save it again")
OPEN_TEXT = Kind("the OpenDocument text", OPEN.remedy)
KINDS = {"docx": WORD, "xlsx": EXCEL, "odt": OPEN_TEXT, "ods": OPEN}


@dataclass(frozen=True)
class Package:
    """The members of a checked archive; their names count without regard to case."""

    archive: zipfile.ZipFile
    where: str
    kind: Kind

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The names of the members, by folded name."""
        return {name.casefold(): name for name in self.archive.namelist()}

    def part(self, name: str) -> bytes | None:
        """The bytes of a member, None when there is none. Raises InputError for a damaged one."""
        real = self.names.get(name.casefold())
        if real is None:
            return None
        try:
            return self.archive.read(real)
        except _ZIP_ERRORS as error:
            raise damaged(self.where, self.kind) from error

    def xml(self, name: str) -> _Element | None:
        """The root of an XML member, None when there is none."""
        data = self.part(name)
        return None if data is None else parse_xml(data, self.where, self.kind)

    def related(self, part: str, kind: str) -> list[str]:
        """The members that `part` (empty for the package) names as related by `kind`."""
        return [target for link, target in self._links(part) if (link.get("Type") or "").endswith(f"/{kind}")]

    def links(self, part: str) -> dict[str, str]:
        """The members that `part` names, by the identifiers it calls them by."""
        return {link.get("Id") or "": target for link, target in self._links(part)}

    def _links(self, part: str) -> list[tuple[_Element, str]]:
        folder, _, file = part.rpartition("/")
        root = self.xml(posixpath.join(folder, "_rels", f"{file}.rels"))
        return [
            (link, posixpath.normpath(posixpath.join("/", folder, link.get("Target") or "")).lstrip("/"))
            for link in (() if root is None else root)
            if link.get("TargetMode") != "External"
        ]


_ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    RuntimeError,
    NotImplementedError,
    ValueError,
    KeyError,
)


def package_format(data: bytes, where: str) -> str:
    """Which of `docx`, `xlsx`, `odt` and `ods` a zip archive is.

    Raises InputError that says what it is when it is none of them.
    """
    with open_zip(data, where) as archive:
        names = {name.casefold() for name in archive.namelist()}
        head = _mimetype(archive) if "mimetype" in names else ""
        types = _content_types(archive) if _TYPES.casefold() in names else b""
    if head.startswith("application/vnd.oasis.opendocument."):
        kind = _OPEN_KINDS.get(head.rpartition(".")[2].strip())
        if kind:
            return kind
    elif b"wordprocessingml" in types:
        return "docx"
    elif b"spreadsheetml" in types and "xl/workbook.bin" not in names:
        return "xlsx"
    for part, what, remedy in _KINDS:
        if part in names:
            raise InputError(f"this is {what}", where=where, remedy=remedy)
    raise InputError(
        "this is a zip archive and not a Word document",
        where=where,
        remedy="unpack it and import the files inside",
    )


def _mimetype(archive: zipfile.ZipFile) -> str:
    try:
        with archive.open("mimetype") as part:
            return part.read(200).decode("latin-1")
    except _ZIP_ERRORS:
        return ""


def _content_types(archive: zipfile.ZipFile) -> bytes:
    """The content types that make a kind; those of embedded objects are named by extension only."""
    try:
        name = next(name for name in archive.namelist() if name.casefold() == _TYPES.casefold())
        with archive.open(name) as part:
            types = part.read(_BLOCK)
    except _ZIP_ERRORS:
        return b""
    return b" ".join(re.findall(rb"<[\w:]{0,20}Override\b[^<>]{1,600}\.main\+xml\"", types))


def other_kind(data: bytes, where: str) -> InputError | None:
    """The error for a zip that is not a Word document; None when it is one."""
    try:
        kind = package_format(data, where)
    except InputError as error:
        return error
    if kind == "docx":
        return None
    return InputError("this is not a Word document", where=where, remedy=f"import it as {kind}")


def open_zip(data: bytes, where: str, kind: Kind = WORD) -> zipfile.ZipFile:
    """The archive in `data`. Raises InputError when it is damaged."""
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except Exception as error:
        raise damaged(where, kind) from error


def damaged(where: str, kind: Kind = WORD) -> InputError:
    """The error for a file that cannot be read as what it claims to be."""
    return InputError(f"{kind.what} is damaged or incomplete", where=where, remedy=kind.remedy)


def open_package(data: bytes, where: str, wanted: str) -> Package:
    """The members of an archive of the format `wanted`, once it is known to be safe.

    Raises InputError when it is unsafe, damaged or of another format.
    """
    kind = KINDS[wanted]
    archive = open_zip(data, where, kind)
    entries = archive.infolist()
    problem = _directory_problem(entries)
    if problem:
        raise _refused(where, kind, f"was refused because {problem}")
    found = package_format(data, where)
    if found != wanted:
        raise InputError(f"this is not {wanted} but {found}", where=where, remedy=f"import it as {found}")
    try:
        _check_xml(archive, entries, where, kind)
    except InputError:
        raise
    except Exception as error:
        raise damaged(where, kind) from error
    return Package(archive, where, kind)


def _refused(where: str, kind: Kind, why: str) -> InputError:
    return InputError(f"{kind.what} {why}", where=where, remedy=kind.remedy)


def _directory_problem(entries: list[zipfile.ZipInfo]) -> str:
    """What is wrong with the list of entries, which is read before any of them is unpacked."""
    if len(entries) > MAX_ENTRIES:
        return f"it has more than {MAX_ENTRIES:,} parts"
    if sum(entry.file_size for entry in entries) > MAX_TOTAL:
        return "it would unpack to more than 2 GB"
    names: set[str] = set()
    for entry in entries:
        name = entry.orig_filename
        if entry.flag_bits & 0x1:
            return "it is encrypted"
        if entry.file_size > MAX_ENTRY:
            return "one of its parts would unpack to more than 512 MB"
        if entry.file_size > RATIO_FROM and entry.file_size > MAX_RATIO * max(1, entry.compress_size):
            return "one of its parts is packed so tightly that it looks like an attack"
        if _bad_name(name) or name.casefold() in names:
            return "its parts have names that do not belong in such a file"
        names.add(name.casefold())
    return ""


def _bad_name(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return name.startswith(("/", "\\")) or ".." in parts or "\0" in name or bool(_DRIVE.match(name))


def _check_xml(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], where: str, kind: Kind) -> None:
    total = paragraphs = 0
    for entry in entries:
        with archive.open(entry) as part:
            head = part.read(64)
            if not _is_xml(entry.filename, head):
                continue
            while head:
                total += len(head)
                if _has_doctype(head):
                    raise _refused(where, kind, "declares a document type, which no office program writes")
                if total > MAX_XML:
                    raise _refused(where, kind, "was refused because it holds more text than any talk has")
                # Blank ones count as well: whatever is there is walked through one by one.
                paragraphs += sum(1 for _ in _PARAGRAPH.finditer(head)) if kind in (WORD, OPEN_TEXT) else 0
                if paragraphs > MAX_LINES:
                    why = f"has more than {MAX_LINES:,} paragraphs"
                    raise InputError(f"{kind.what} {why}", where=where, remedy="split it into sessions")
                block = part.read(_BLOCK)
                head = head[-32:] + block if block else b""


def _is_xml(name: str, head: bytes) -> bool:
    """Whether a part is XML by its name, or by how it begins in whatever encoding."""
    return name.casefold().endswith((".xml", ".rels")) or b"xml" in head.replace(b"\0", b"")


def _has_doctype(data: bytes) -> bool:
    return any(mark in data for mark in _DOCTYPE)


def parse_xml(data: bytes, where: str, kind: Kind) -> _Element:
    """The root of an XML text, with no entity expanded and nothing fetched.

    Raises InputError for a document type, for damage and for a text whose tree would be huge.
    """
    from lxml import etree

    if _has_doctype(data):
        raise _refused(where, kind, "declares a document type, which makes it unsafe to read")
    if len(data) + _NODE * data.count(b"<") + _ATTRIBUTE * data.count(b"=") > MAX_TREE:
        raise _refused(where, kind, "was refused because it holds far more marks than any talk has")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise damaged(where, kind) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise _refused(where, kind, "declares a document type, which makes it unsafe to read")
    return root
