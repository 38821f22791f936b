"""The content controls around blocks, and the other places that a document can name for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from docx.oxml.ns import qn

from coder.domain.text import visible
from coder.report.word_xml import element, number_of, sub

PREFIX = "coder:"
"""Begins the tag of a control that a person made to hold a block or a whole section."""

_LONGEST_TAG = 64
"""Word keeps no longer tag."""


def tag_of(part_id: str) -> str:
    """The tag of the control around a block."""
    told = visible(part_id)
    return told if len(told) <= _LONGEST_TAG else f"{told[:52]}~{number_of(told)}"


def bookmark_of(part_id: str) -> str:
    """The bookmark that a person puts where a block or a section is to stand: `coder_table_DEF_CUL`."""
    return "coder_" + re.sub(r"\W", "_", part_id, flags=re.ASCII)[:34]


def control(part_id: str, title: str, blocks: Iterable[Any], gallery: str = "") -> Any:
    """A control around blocks; `gallery` says what Word may offer for it."""
    made = element("w:sdt")
    properties = sub(made, "w:sdtPr")
    sub(properties, "w:alias", val=visible(title)[:_LONGEST_TAG])
    sub(properties, "w:id", val=str(number_of(part_id)))
    sub(properties, "w:tag", val=tag_of(part_id))
    if gallery:
        offered = sub(properties, "w:docPartObj")
        sub(offered, "w:docPartGallery", val=gallery)
        sub(offered, "w:docPartUnique")
    content = sub(made, "w:sdtContent")
    content.extend(blocks)
    return made


def content_of(made: Any) -> Any:
    """What stands in a control."""
    return made.find(qn("w:sdtContent"))


def controls(body: Any) -> Iterator[tuple[str, Any, bool]]:
    """Every control with a tag: the tag, itself, and whether it can hold paragraphs."""
    for made in body.iter(qn("w:sdt")):
        told = made.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
        content = content_of(made)
        if told is not None and content is not None:
            yield str(told.get(qn("w:val"))), made, not _in_paragraph(made)


def _in_paragraph(made: Any) -> bool:
    return any(above.tag == qn("w:p") for above in made.iterancestors(qn("w:p"), qn("w:txbxContent")))


def bookmarks(body: Any) -> dict[str, Any]:
    """The beginnings of the bookmarks that name a place for blocks."""
    return {
        str(start.get(qn("w:name"))): start
        for start in body.iter(qn("w:bookmarkStart"))
        if str(start.get(qn("w:name"))).startswith("coder_")
    }


def is_struck_out(content: Any) -> bool:
    """Whether tracked changes delete, or move elsewhere, all the words of a block."""
    gone = [*content.iter(qn("w:del"), qn("w:moveFrom"))]
    if not any(node.find(f".//{qn('w:r')}") is not None for node in gone):
        return False
    kept = (node for node in content.iter(qn("w:t"), qn("w:drawing")) if not _is_gone(node))
    return not any((node.text or node.tag == qn("w:drawing")) for node in kept)


def _is_gone(node: Any) -> bool:
    return next(node.iterancestors(qn("w:del"), qn("w:moveFrom")), None) is not None
