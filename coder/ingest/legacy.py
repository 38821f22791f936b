"""Reader for Word files from before 2007 (`.doc`), with the help of LibreOffice where it is there.

The conversion runs in a private folder with a profile of its own and leaves nothing behind.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from dataclasses import replace
from pathlib import Path

from coder.errors import InputError
from coder.ingest.draft import Draft
from coder.ingest.source import Source
from coder.ingest.word import read_word
from coder.wholefile import folder_for_a_while

TIME_LIMIT = 60
"""Seconds that a conversion may take; the first one on a computer is slow."""

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_AS_DOCX = "save it as .docx"
_KINDS = (
    ("EncryptedPackage", "the file is locked with a password", "save a copy without the password"),
    ("PowerPoint Document", "this is an old PowerPoint file (.ppt)", "save its text as .docx"),
    ("__substg1.0_", "this is an Outlook message", "save its text as .docx or .txt"),
    ("Workbook", "this is an old Excel workbook (.xls)", "save it as .xlsx or .csv"),
    ("Book", "this is an old Excel workbook (.xls)", "save it as .xlsx or .csv"),
)
_WORD = "WordDocument"
_OFFICES = ("soffice", "libreoffice")
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
)


def old_word(data: bytes, where: str) -> str:
    """How an old Word file was recognized; empty for bytes that are no Office file at all.

    Raises InputError that says what the file is when it is another old Office file.
    """
    if not data.startswith(OLE):
        return ""
    if _has(data, _KINDS[0][0]):
        raise InputError(_KINDS[0][1], where=where, remedy=_KINDS[0][2])
    if _has(data, _WORD):
        return "an old Word document by its parts"
    for stream, what, remedy in _KINDS[1:]:
        if _has(data, stream):
            raise InputError(what, where=where, remedy=remedy)
    raise InputError("this is an old Office file of a kind we cannot read", where=where, remedy=_AS_DOCX)


def _has(data: bytes, stream: str) -> bool:
    """Whether the directory of the file names a stream."""
    return stream.encode("utf-16-le") in data


def read_old_word(source: Source) -> Draft:
    """Read a `.doc` transcript; line numbers count its paragraphs.

    Raises InputError when LibreOffice is not there or cannot read the file.
    """
    office = find_office()
    if office is None:
        raise InputError(
            "this is an old Word file (.doc), which needs LibreOffice to be read",
            where=source.name,
            remedy=f"{_AS_DOCX}, or install LibreOffice",
        )
    converted = convert(source.data, office, source.name)
    draft = read_word(replace(source, data=converted, why=""))
    return replace(
        draft,
        source_sha256=source.sha256,
        format="doc",
        why=draft.why.replace("a Word document", "an old Word document, converted by LibreOffice", 1),
    )


def find_office() -> str | None:
    """The program that converts old files; None when it is not installed."""
    found = next((path for name in _OFFICES if (path := shutil.which(name))), None)
    return found or next((place for place in _PLACES if Path(place).is_file()), None)


def convert(data: bytes, office: str, where: str) -> bytes:
    """The bytes of an old Word file as a `.docx`; raises InputError when the conversion fails."""
    with folder_for_a_while() as place:
        (place / "in").mkdir()
        (place / "out").mkdir()
        file = place / "in" / "file.doc"
        file.write_bytes(data)
        command = [
            office,
            f"-env:UserInstallation={(place / 'profile').as_uri()}",
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--convert-to",
            "docx",
            "--outdir",
            str(place / "out"),
            str(file),
        ]
        _run(command, place, where)
        made = place / "out" / "file.docx"
        if not made.is_file():
            raise _failed(where, "LibreOffice could not read the old Word file")
        return made.read_bytes()


def _run(command: list[str], folder: Path, where: str) -> None:
    """Run LibreOffice; it starts a process of its own, so the whole group is ended when it is late."""
    quiet = subprocess.DEVNULL
    try:
        process = subprocess.Popen(  # noqa: S603 (a program found on this computer, no shell)
            command, cwd=folder, start_new_session=True, stdin=quiet, stdout=quiet, stderr=quiet
        )
    except OSError as error:
        raise _failed(where, "LibreOffice could not be started") from error
    try:
        process.wait(TIME_LIMIT)
    except subprocess.TimeoutExpired as error:
        raise _failed(where, f"LibreOffice did not finish within {TIME_LIMIT} seconds") from error
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.wait()


def _failed(where: str, what: str) -> InputError:
    return InputError(what, where=where, remedy="open it in Word and save it as .docx")
