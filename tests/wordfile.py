"""Word documents as a reader sees them: what stands in content controls is in the text like all else."""

from __future__ import annotations

from typing import Any

from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph


def paragraphs(document: Document) -> list[Paragraph]:
    """The paragraphs outside tables, in order."""
    body: Any = document.element.body
    return [
        Paragraph(p, document._body)
        for p in body.iter(qn("w:p"))
        if next(p.iterancestors(qn("w:tbl")), None) is None
    ]


def tables(document: Document) -> list[Table]:
    """The tables in order."""
    body: Any = document.element.body
    return [Table(table, document._body) for table in body.iter(qn("w:tbl"))]


def styled(document: Document, style: str) -> list[str]:
    """The words of the paragraphs of a style, outside tables."""
    return [p.text for p in paragraphs(document) if p.style is not None and p.style.name == style]


def text_of(document: Document) -> str:
    """All words of the body."""
    body: Any = document.element.body
    return "\n".join(node.text or "" for node in body.iter(qn("w:t")))


def tags(document: Document) -> list[str]:
    """The tags of the content controls in order."""
    body: Any = document.element.body
    return [str(tag.get(qn("w:val"))) for tag in body.iter(qn("w:tag"))]
