"""Questions that recognize a file by its first bytes, by the parts of an archive or by its root."""

from __future__ import annotations

import re

from coder.ingest.legacy import old_word
from coder.ingest.package import package_format
from coder.ingest.recognize import Probe, matches_head

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_JSON = re.compile(r"\s{0,100}(?:\{\s{0,100}[\"}]|\[\s{0,100}\{)")
_ELAN = re.compile(
    r"\s{0,100}(?:<\?xml[^<>]{0,200}\?>)?\s{0,100}(?:<!--[^<>]{0,200}-->\s{0,100})?<ANNOTATION_DOCUMENT"
)
_CHAT = re.compile(r"\s{0,100}@(?:UTF8|Begin)\s")


def _is_package(probe: Probe, wanted: str) -> bool:
    return probe.data.startswith(_ZIP) and package_format(probe.data, probe.name) == wanted


def xlsx(probe: Probe) -> str:
    """An Excel workbook."""
    return "an Excel workbook by its parts" if _is_package(probe, "xlsx") else ""


def odt(probe: Probe) -> str:
    """An OpenDocument text."""
    return "an OpenDocument text by its parts" if _is_package(probe, "odt") else ""


def ods(probe: Probe) -> str:
    """An OpenDocument spreadsheet."""
    return "an OpenDocument spreadsheet by its parts" if _is_package(probe, "ods") else ""


def pdf(probe: Probe) -> str:
    """A PDF, which may have some junk before its head."""
    return "the mark %PDF at its head" if b"%PDF-" in probe.data[:1024] else ""


def rtf(probe: Probe) -> str:
    """Rich Text Format."""
    return "the mark {\\rtf at its head" if probe.data.startswith(b"{\\rtf") else ""


def doc(probe: Probe) -> str:
    """A Word file from before 2007."""
    return old_word(probe.data, probe.name)


def speech_json(probe: Probe) -> str:
    """Any JSON; its reader says when it is of a sort we do not know."""
    return "its JSON" if matches_head(probe, _JSON) else ""


def elan(probe: Probe) -> str:
    """An ELAN document by its root."""
    return "the root of an ELAN document" if _ELAN.match(probe.text[:800]) else ""


def cha(probe: Probe) -> str:
    """A CHAT transcript by its first line."""
    return "the marks of a CHAT transcript" if matches_head(probe, _CHAT) else ""
