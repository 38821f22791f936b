"""What a document remembers of the blocks that were put into it, so that hands can be told from machine.

It is a part of its own in the file, and holds digests and no words. Word and LibreOffice keep it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part as FilePart
from docx.oxml.ns import qn
from lxml import etree

from coder.report.word_xml import words_of

NAMESPACE = "urn:coder:report:1"
_LONGEST = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Written:
    """One block as it was written: a digest of what it was drawn from, and of each of its paragraphs.

    `deleted` is a block that a person took out, `section` the one it belongs to.
    """

    whole: str
    lines: tuple[tuple[str, str], ...] = ()
    deleted: bool = False
    section: str = ""


@dataclass
class Record:
    """The blocks by id, and the ids of the styles by the names that reports know."""

    blocks: dict[str, Written] = field(default_factory=dict)
    styles: dict[str, str] = field(default_factory=dict)

    def save(self, document: Document) -> None:
        """Keep it in the document, instead of what was kept before."""
        _take_out(document)
        root = etree.Element(f"{{{NAMESPACE}}}report", nsmap={None: NAMESPACE})
        for name, id_ in sorted(self.styles.items()):
            etree.SubElement(root, f"{{{NAMESPACE}}}style", name=name, id=id_)
        for block, written in self.blocks.items():
            styles = list(dict.fromkeys(style for _, style in written.lines))
            made = etree.SubElement(root, f"{{{NAMESPACE}}}block", id=block, whole=written.whole)
            if written.deleted:
                made.set("deleted", "1")
            if written.section:
                made.set("section", written.section)
            made.set("styles", "\n".join(styles))
            made.text = " ".join(f"{digest}:{styles.index(style)}" for digest, style in written.lines)
        part = document.part
        taken = {str(p.partname) for p in part.package.iter_parts()}
        numbers = (n for n in range(1, len(taken) + 2) if f"/customXml/item{n}.xml" not in taken)
        name = PackURI(f"/customXml/item{next(numbers)}.xml")
        blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        part.relate_to(FilePart(name, "application/xml", blob, part.package), RT.CUSTOM_XML)


def read(document: Document) -> Record | None:
    """What a document remembers; None when it remembers nothing, or nothing that can be read."""
    for relation in _ours(document):
        try:
            return _parsed(relation.target_part.blob)
        except (etree.XMLSyntaxError, ValueError, IndexError):
            return None
    return None


def lines_of(blocks: Iterable[Any]) -> tuple[tuple[str, str], ...]:
    """The digest and the style of every paragraph."""
    return tuple((digest(words_of(p)), style_of(p)) for block in blocks for p in block.iter(qn("w:p")))


def style_of(paragraph: Any) -> str:
    """The id of a paragraph's style; empty for the usual one."""
    told = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return "" if told is None else str(told.get(qn("w:val")))


def digest(text: str) -> str:
    """A short name for words, from which they cannot be had back."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]


def _parsed(blob: bytes) -> Record:
    if len(blob) > _LONGEST:
        raise ValueError("too long")
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    root = etree.fromstring(blob, parser)
    record = Record()
    for made in root:
        if made.tag == f"{{{NAMESPACE}}}style":
            record.styles[made.get("name", "")] = made.get("id", "")
        elif made.tag == f"{{{NAMESPACE}}}block":
            styles = made.get("styles", "").split("\n")
            pairs = (pair.split(":") for pair in (made.text or "").split())
            lines = tuple((told, styles[int(place)]) for told, place in pairs)
            record.blocks[made.get("id", "")] = Written(
                made.get("whole", ""), lines, made.get("deleted") == "1", made.get("section", "")
            )
    return record


def _ours(document: Document) -> list[Any]:
    return [
        relation
        for relation in document.part.rels.values()
        if relation.reltype == RT.CUSTOM_XML
        and not relation.is_external
        and NAMESPACE.encode() in relation.target_part.blob[:600]
    ]


def _take_out(document: Document) -> None:
    gone = {relation.rId for relation in _ours(document)}
    for key in gone:
        del document.part.rels[key]
