"""What python-docx has no words for: fields, bookmarks, language and table properties."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Twips
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run

_AFTER_LANG = ("w:eastAsianLayout", "w:specVanish", "w:oMath")
_AFTER_NUM = (
    "w:suppressLineNumbers",
    "w:pBdr",
    "w:shd",
    "w:tabs",
    "w:suppressAutoHyphens",
    "w:kinsoku",
    "w:wordWrap",
    "w:overflowPunct",
    "w:topLinePunct",
    "w:autoSpaceDE",
    "w:autoSpaceDN",
    "w:bidi",
    "w:adjustRightInd",
    "w:snapToGrid",
    "w:spacing",
    "w:ind",
    "w:contextualSpacing",
    "w:mirrorIndents",
    "w:suppressOverlap",
    "w:jc",
    "w:textDirection",
    "w:textAlignment",
    "w:textboxTightWrap",
    "w:outlineLvl",
    "w:divId",
    "w:cnfStyle",
    "w:rPr",
    "w:sectPr",
    "w:pPrChange",
)


def element(tag: str, **attributes: str) -> Any:
    """A WordprocessingML element; attributes are in the `w` namespace."""
    made: Any = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def begin_field(paragraph: Paragraph, instruction: str) -> None:
    """Open a field; what follows until `end_field` is its cached result."""
    for kind in ("begin", None, "separate"):
        run = paragraph.add_run()._r
        if kind:
            run.append(element("w:fldChar", fldCharType=kind))
        else:
            text = element("w:instrText")
            text.set(qn("xml:space"), "preserve")
            text.text = f" {instruction} "
            run.append(text)


def end_field(paragraph: Paragraph) -> None:
    """Close the field opened last."""
    paragraph.add_run()._r.append(element("w:fldChar", fldCharType="end"))


def add_field(paragraph: Paragraph, instruction: str, cached: str) -> None:
    """A field with the result that readers show who never compute fields."""
    begin_field(paragraph, instruction)
    paragraph.add_run(cached)
    end_field(paragraph)


def add_bookmark(paragraph: Paragraph, name: str, number: int) -> None:
    """Put a bookmark around everything in `paragraph`."""
    start = element("w:bookmarkStart", id=str(number), name=name)
    place = 1 if paragraph._p.pPr is not None else 0
    paragraph._p.insert(place, start)
    paragraph._p.append(element("w:bookmarkEnd", id=str(number)))


def add_link(paragraph: Paragraph, bookmark: str, text: str) -> None:
    """Text that leads to a bookmark of the same document."""
    link = element("w:hyperlink", anchor=bookmark, history="1")
    run = paragraph.add_run(text)._r
    link.append(run)
    paragraph._p.append(link)


def set_run_language(run: Run, tag: str) -> None:
    """Say which language a run is in, for spelling and for screen readers."""
    put_language(run._r.get_or_add_rPr(), tag)


def put_language(properties: Any, tag: str) -> None:
    """Set `w:lang` of run properties at the place the schema wants."""
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    properties.insert_element_before(element("w:lang", val=tag), *_AFTER_LANG)


def put_numbering(properties: Any, number_id: str) -> None:
    """Set `w:numPr` of paragraph properties at the place the schema wants."""
    numbering = element("w:numPr")
    numbering.append(element("w:numId", val=number_id))
    properties.insert_element_before(numbering, *_AFTER_NUM)


def describe_table(table: Table, title: str, description: str) -> None:
    """Alt text, and the header row as the only part the style marks."""
    properties = table._tbl.tblPr
    for old in properties.findall(qn("w:tblLook")):
        properties.remove(old)
    properties.append(
        element(
            "w:tblLook",
            val="0420",
            firstRow="1",
            lastRow="0",
            firstColumn="0",
            lastColumn="0",
            noHBand="0",
            noVBand="1",
        )
    )
    properties.append(element("w:tblCaption", val=title))
    properties.append(element("w:tblDescription", val=description))


def keep_rows_whole(table: Table) -> None:
    """No row runs over a page break, and the first row repeats on every page."""
    for number, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()
        properties.append(element("w:cantSplit"))
        if number == 0:
            properties.append(element("w:tblHeader"))


def set_widths(table: Table, widths: Sequence[int]) -> None:
    """Fix the column widths, in twentieths of a point."""
    table.autofit = False
    total = table._tbl.tblPr.find(qn("w:tblW"))
    if total is not None:
        total.set(qn("w:type"), "dxa")
        total.set(qn("w:w"), str(sum(widths)))
    for column, width in zip(table._tbl.tblGrid.findall(qn("w:gridCol")), widths, strict=True):
        column.set(qn("w:w"), str(width))
    for row in table._tbl.tr_lst:
        for cell, width in zip(row.tc_lst, widths, strict=True):
            cell.width = Twips(width)
