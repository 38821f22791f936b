"""What keeps people from reading a Word document: titles, languages, headings, tables, pictures, contrast.

The rules are those of Section 508 and WCAG 2.1 that a file can be measured by.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn

from coder.domain.text import visible
from coder.report.word_file import open_word
from coder.report.word_looks import Looks, contrast
from coder.report.word_xml import words_of

LEAST_CONTRAST, LEAST_CONTRAST_LARGE, LARGE = 4.5, 3.0, 18.0
"""WCAG 1.4.3: contrast of words, of large ones, and from which size in points they are large."""

_TYPED_BULLET = re.compile(r"\s*(?:[\u2022\u25cf\u25aa*\u00b7\u2013-]|\d{1,2}[.)])\s+\S")
_SHOWN = 40


def problems(content: bytes, where: str) -> list[str]:
    """Every problem in a sentence, with its place; nothing where everybody can read it.

    Raises InputError when `content` is no Word document that can be opened.
    """
    document = open_word(content, where)
    return [sentence for check in _CHECKS for sentence in check(document)]


def _properties(document: Document) -> Iterator[str]:
    if not document.core_properties.title.strip():
        yield "The document has no title among its properties."
    language = document.styles.element.find(
        "/".join(map(qn, ("w:docDefaults", "w:rPrDefault", "w:rPr", "w:lang")))
    )
    if not document.core_properties.language and (language is None or not language.get(qn("w:val"))):
        yield "The document does not say which language it is in."


def _headings(document: Document) -> Iterator[str]:
    looks, before = Looks(document), 0
    found = [(level, p) for p in _paragraphs(document) if (level := looks.level(p))]
    if not found:
        yield "The document has no heading."
    for level, p in found:
        text = words_of(p).strip()
        if not text:
            yield f"A heading of level {level} is empty."
        if level > before + 1:
            yield f"The heading \u201c{_short(text)}\u201d is of level {level}, after one of level {before}."
        before = level


def _tables(document: Document) -> Iterator[str]:
    for number, table in enumerate(document.element.body.iter(qn("w:tbl")), 1):
        name = f"Table {number}"
        properties = table.find(qn("w:tblPr"))
        described = properties.find(qn("w:tblDescription")) if properties is not None else None
        if described is None or not str(described.get(qn("w:val"))).strip():
            yield f"{name} has no description for those who do not see it."
        yield from _rows(name, list(_own(table, "w:tr")))


def _rows(name: str, rows: list[Any]) -> Iterator[str]:
    if not rows:
        return
    if rows[0].find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is None:
        yield f"{name} has no row that is marked as its header."
    if any(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is None for row in rows):
        yield f"{name} has rows that may break over two pages."
    cells = [cell for row in rows for cell in _own(row, "w:tc")]
    if any(cell.find(f"{qn('w:tcPr')}/{qn(tag)}") is not None for cell in cells for tag in _MERGED):
        yield f"{name} has merged cells."
    if any(not words_of(cell).strip() for cell in _own(rows[0], "w:tc")):
        yield f"{name} has an empty header cell."
    if any(not words_of(cell).strip() for row in rows[1:] for cell in _own(row, "w:tc")):
        yield f"{name} has empty cells."
    widths = {len(list(_own(row, "w:tc"))) for row in rows}
    if len(widths) > 1:
        yield f"{name} has rows with different numbers of cells."


def _own(owner: Any, tag: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, also in controls, not those of tables inside."""
    for child in owner:
        if child.tag == qn(tag):
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent")):
            yield from _own(child, tag)


def _pictures(document: Document) -> Iterator[str]:
    for number, picture in enumerate(document.element.body.iter(qn("wp:docPr")), 1):
        if not (picture.get("descr") or "").strip():
            yield f"Picture {number} has no words for those who do not see it."
    for number, _ in enumerate(document.element.body.iter(qn("w:pict")), 1):
        yield f"The old-style drawing {number} cannot carry words; put it in again as a picture."


def _contrast(document: Document) -> Iterator[str]:
    looks = Looks(document)
    seen: set[tuple[str, str]] = set()
    for p in document.element.body.iter(qn("w:p")):
        for run in p.iter(qn("w:r")):
            if not words_of(run).strip():
                continue
            ink, paper, size = looks.color(p, run), looks.paper(p, run), looks.size(p, run)
            least = LEAST_CONTRAST_LARGE if size >= LARGE else LEAST_CONTRAST
            if (ink, paper) not in seen and contrast(ink, paper) < least:
                seen.add((ink, paper))
                yield (
                    f"\u201c{_short(words_of(run))}\u201d stands out from its ground by only "
                    f"{contrast(ink, paper):.1f} to 1 (#{ink} on #{paper}); {least} are needed."
                )


def _lists(document: Document) -> Iterator[str]:
    looks = Looks(document)
    for p in _paragraphs(document):
        text = words_of(p)
        plain = not looks.is_list(p) and not looks.level(p) and not looks.is_contents(p)
        if plain and _TYPED_BULLET.match(text):
            yield f"\u201c{_short(text)}\u201d looks like an item of a list and is not one."


def _empty(document: Document) -> Iterator[str]:
    run = 0
    for p in _paragraphs(document):
        blank = not words_of(p).strip() and p.find(f".//{qn('w:drawing')}") is None
        has_break = p.find(f".//{qn('w:sectPr')}") is not None or p.find(f".//{qn('w:br')}") is not None
        run = run + 1 if blank and not has_break else 0
        if run == 2:
            yield "Empty paragraphs make a gap; space belongs to styles."


def _paragraphs(document: Document) -> Iterator[Any]:
    """The paragraphs outside tables."""
    for p in document.element.body.iter(qn("w:p")):
        if next(p.iterancestors(qn("w:tbl")), None) is None:
            yield p


def _short(text: str) -> str:
    told = visible(" ".join(text.split()))
    return told if len(told) <= _SHOWN else f"{told[: _SHOWN - 1]}\u2026"


_MERGED = ("w:gridSpan", "w:vMerge", "w:hMerge")
_CHECKS: tuple[Callable[[Document], Iterator[str]], ...] = (
    *(_properties, _headings, _tables, _pictures, _contrast, _lists, _empty),
)
