"""Small questions about a file, asked one after the other until one knows its format."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from coder.ingest.captions import TIMING
from coder.ingest.chatlog import is_chat
from coder.ingest.decode import decode
from coder.ingest.package import open_zip, other_kind
from coder.ingest.table import find_header

_HEAD = 200_000
_FIRST = 400
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")


@dataclass(frozen=True)
class Probe:
    """The bytes of a file and its name, with what several questions need worked out once.

    Its properties raise InputError for bytes that are damaged or not text.
    """

    data: bytes
    name: str
    encoding: str | None = None

    @cached_property
    def suffix(self) -> str:
        """The end of the name with its period, such as `.vtt`; empty when there is none."""
        return Path(self.name).suffix.casefold()

    @cached_property
    def text(self) -> str:
        """The head of the file as canonical text."""
        end = len(self.data) if len(self.data) <= _HEAD else self.data.rfind(b"\n", 0, _HEAD) + 1 or _HEAD
        return decode(self.data[:end], self.name, self.encoding).text

    @cached_property
    def parts(self) -> frozenset[str]:
        """The folded names of the members of a zip archive; empty for other files."""
        if not self.data.startswith(_ZIP):
            return frozenset()
        return frozenset(name.casefold() for name in open_zip(self.data, self.name).namelist())


def docx(probe: Probe) -> str:
    """A Word package."""
    if not probe.data.startswith(_ZIP):
        return ""
    other = other_kind(probe.data, probe.name)
    if other:
        raise other
    return "a Word document by its parts"


def webvtt(probe: Probe) -> str:
    """Captions that say so."""
    return "the word WEBVTT at its head" if probe.text[:_FIRST].lstrip().startswith("WEBVTT") else ""


def subrip(probe: Probe) -> str:
    """Captions whose first or second line is a pair of times."""
    head = probe.text[:20_000].lstrip().split("\n")[:2]
    return "numbered times with arrows" if any(TIMING.match(line[:_FIRST]) for line in head) else ""


def named_vtt(probe: Probe) -> str:
    """Captions by their name only."""
    return "the suffix .vtt" if probe.suffix == ".vtt" else ""


def named_srt(probe: Probe) -> str:
    """Captions by their name only."""
    return "the suffix .srt" if probe.suffix == ".srt" else ""


def chat(probe: Probe) -> str:
    """Messages that Zoom saved."""
    return "messages with times and names" if is_chat(probe.text) else ""


def table(probe: Probe) -> str:
    """A table by the names of its columns, or by its suffix."""
    columns = find_header(probe.text, probe.name)
    named = probe.suffix in (".csv", ".tsv", ".tab")
    if columns and (named or (columns.speaker is not None and columns.text is not None)):
        return "the names of its columns"
    return f"the suffix {probe.suffix}" if named else ""


def plain(probe: Probe) -> str:
    """Any text."""
    return "plain text" if probe.text is not None else ""


def matches_head(probe: Probe, pattern: re.Pattern[str]) -> bool:
    """Whether the first characters of the text match `pattern`."""
    return bool(pattern.match(probe.text[:_FIRST]))
