"""What must hold for a Word package before any library opens it."""

from __future__ import annotations

import io
import re
import zipfile

from coder.errors import InputError

MAX_ENTRIES = 20_000
MAX_ENTRY = 512 * 1024**2
MAX_TOTAL = 2 * 1024**3
MAX_RATIO = 200
RATIO_FROM = 10 * 1024**2

MAIN_PART = "word/document.xml"
_TYPES = "[Content_Types].xml"
_WORD = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_KINDS = (
    ("xl/workbook.xml", "an Excel workbook", "save the sheet as .csv"),
    ("xl/workbook.bin", "an Excel workbook", "save the sheet as .csv"),
    ("ppt/presentation.xml", "a PowerPoint presentation", "save its text as .docx or .txt"),
    ("project.qde", "a REFI-QDA project", "import it as a project and not as a transcript"),
    ("content.xml", "an OpenDocument file", "save it as .docx or .txt"),
    ("META-INF/container.xml", "an e-book", "save it as .docx or .txt"),
)
_DOCTYPE = tuple("<!DOCTYPE".encode(name) for name in ("ascii", "utf-16-le", "utf-16-be"))
_BLOCK = 1024**2
_DRIVE = re.compile(r"[A-Za-z]:")


def other_kind(data: bytes, where: str) -> InputError | None:
    """The error for a zip that is not a Word document; None when it seems to be one."""
    names = {name.casefold(): name for name in open_zip(data, where).namelist()}
    if MAIN_PART in names.values():
        return None
    for part, what, remedy in _KINDS:
        if part.casefold() in names:
            return InputError(f"this is {what}", where=where, remedy=remedy)
    return InputError(
        "this is a zip archive and not a Word document",
        where=where,
        remedy="unpack it and import the files inside",
    )


def open_zip(data: bytes, where: str) -> zipfile.ZipFile:
    """The archive in `data`. Raises InputError when it is damaged."""
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except Exception as error:
        raise damaged(where) from error


def damaged(where: str) -> InputError:
    """The error for a Word file that its library cannot read."""
    return InputError(
        "the Word file is damaged or incomplete",
        where=where,
        remedy="open it in Word and save it again as .docx",
    )


def check_package(data: bytes, where: str) -> None:
    """Raise InputError unless `data` is a Word document that is safe to open."""
    archive = open_zip(data, where)
    with archive:
        entries = archive.infolist()
        problem = _directory_problem(entries)
        if problem:
            raise InputError(
                f"the Word file was refused because {problem}",
                where=where,
                remedy="open it in Word and save it again as .docx",
            )
        other = other_kind(data, where)
        if other:
            raise other
        try:
            _check_parts(archive, entries, where)
        except InputError:
            raise
        except Exception as error:
            raise damaged(where) from error


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
            return "its parts have names that do not belong in a Word file"
        names.add(name.casefold())
    return ""


def _bad_name(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return name.startswith(("/", "\\")) or ".." in parts or "\0" in name or bool(_DRIVE.match(name))


def _check_parts(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], where: str) -> None:
    if _TYPES not in archive.namelist() or _WORD not in archive.read(_TYPES):
        raise InputError(
            "this is not an ordinary Word document but a template, a file with macros or a renamed archive",
            where=where,
            remedy="save it as .docx",
        )
    for entry in entries:
        if _has_doctype(archive, entry):
            raise InputError(
                "the Word file declares a document type, which Word never writes",
                where=where,
                remedy="open it in Word and save it again as .docx",
            )


def _is_xml(name: str, head: bytes) -> bool:
    """Whether a part is XML by its name, or by how it begins in whatever encoding."""
    return name.casefold().endswith((".xml", ".rels")) or b"xml" in head[:64].replace(b"\0", b"")


def _has_doctype(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    """Whether an XML part holds a document type, read in blocks that overlap."""
    tail = b""
    with archive.open(entry) as part:
        block = part.read(_BLOCK)
        if not _is_xml(entry.filename, block):
            return False
        while block:
            piece = tail + block
            if any(mark in piece for mark in _DOCTYPE):
                return True
            tail = piece[-32:]
            block = part.read(_BLOCK)
    return False
