"""Tracked changes of a Word file: who changed what when, to tell whether others made them before."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
ADDED = frozenset(f"{{{WORD}}}{tag}" for tag in ("ins", "moveTo"))
GONE = frozenset(f"{{{WORD}}}{tag}" for tag in ("del", "moveFrom"))

A_TRACKED_CHANGE = "a tracked change"
"""What a finding says of one."""

Made = tuple[str, str, str, str]
"""One change: its kind, its author, when, and the words in it."""


def changes(data: bytes) -> frozenset[Made]:
    """Every tracked change in a Word file; none where it cannot be opened."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [name for name in archive.namelist() if name.endswith(".xml")]
            return frozenset(made for name in names for made in _in_part(archive.read(name)))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError):
        return frozenset()


def _in_part(content: bytes) -> Iterator[Made]:
    from lxml import etree

    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except (etree.XMLSyntaxError, ValueError):
        return
    for node in root.iter(*ADDED, *GONE):
        author, when = (node.get(f"{{{WORD}}}{name}", "") for name in ("author", "date"))
        yield str(node.tag), author, when, "".join(node.itertext())
