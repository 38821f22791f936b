"""How a report looks: one calm set of styles, laid over the plain template."""

from __future__ import annotations

from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Inches, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from coder.report.word_xml import element, put_language, put_numbering

FONT = "Calibri"
ACCENT = "1F4E79"
INK = "222222"
QUIET = "555555"
RULE = "C9D3DD"
BAND = "F4F7FA"

_RIGHT = {
    "Table Number": "Table Text",
    "Table Number Strong": "Table Strong",
    "Table Head Number": "Table Head",
}
"""The styles of table text that stand at the right, and what they are based on."""

_BUILTIN = ("toc ", "footnote ")

TABLE_STYLE = "Report Table"
TEXT_WIDTH = 9360
"""The width of the text on Letter paper with one-inch margins, in twentieths of a point."""


def prepare(document: Document, language: str) -> None:
    """Set page, language and styles of a new document."""
    _page(document)
    _defaults(document, language)
    _body(document)
    _headings(document)
    _quotes(document)
    _tables(document)
    _notes(document)
    _contents(document)


def _page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Inches(8.5), Inches(11)
    section.left_margin = section.right_margin = Inches(1)
    section.top_margin = section.bottom_margin = Inches(1)
    section.header_distance = section.footer_distance = Inches(0.5)


def _defaults(document: Document, language: str) -> None:
    root = document.styles.element
    defaults = root.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    put_language(defaults, language)


def _body(document: Document) -> None:
    normal = _style(document, "Normal", size=10.5, color=INK, after=7)
    normal.paragraph_format.line_spacing = 1.15
    normal.paragraph_format.widow_control = True
    _style(document, "Text After Table", base="Normal", before=9)
    lead = _style(document, "Text Before Table", base="Normal", after=3)
    lead.paragraph_format.keep_with_next = True
    bullets = _style(document, "List Bullet", after=4)
    bullets.paragraph_format.left_indent = Inches(0.25)
    bullets.paragraph_format.first_line_indent = Inches(-0.2)
    footer = _style(document, "Footer", size=9, color=QUIET)
    footer.paragraph_format.tab_stops.clear_all()
    footer.paragraph_format.tab_stops.add_tab_stop(Inches(6.5), WD_TAB_ALIGNMENT.RIGHT)


def _headings(document: Document) -> None:
    title = _style(document, "Title", size=26, color=ACCENT, bold=True, before=0, after=2)
    _border(title, None)
    title.paragraph_format.line_spacing = 1.05
    _style(document, "Subtitle", size=13, color=QUIET, bold=False, italic=False, after=2)
    _border(_style(document, "Title Detail", base="Normal", size=10.5, color=QUIET, after=14), "bottom")
    for name, size, before, after in (
        ("Heading 1", 17, 24, 7),
        ("Heading 2", 13, 17, 5),
        ("Heading 3", 11, 13, 4),
    ):
        style = _style(document, name, size=size, color=ACCENT, bold=True, before=before, after=after)
        style.paragraph_format.keep_with_next = True
        style.paragraph_format.line_spacing = 1.05


def _quotes(document: Document) -> None:
    quote = _style(document, "Quote", size=10.5, color=INK, italic=False, before=5, after=0)
    source = _style(document, "Quote Attribution", base="Normal", size=9, color=QUIET, after=9)
    quote.paragraph_format.keep_with_next = quote.paragraph_format.keep_together = True
    for style in (quote, source):
        style.paragraph_format.left_indent = Inches(0.25)
        style.paragraph_format.right_indent = Inches(0.3)
        _border(style, "left")


def _tables(document: Document) -> None:
    caption = _style(document, "Caption", size=9.5, color=ACCENT, bold=True, before=8, after=4)
    caption.paragraph_format.keep_with_next = True
    text = _style(document, "Table Text", base="Normal", size=9.5, after=0)
    text.paragraph_format.line_spacing = 1.05
    head = _style(document, "Table Head", base="Table Text", size=9, bold=True, color=ACCENT)
    head.paragraph_format.keep_with_next = True
    _style(document, "Table Strong", base="Table Text", bold=True)
    for name, base in _RIGHT.items():
        _style(document, name, base=base).paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _style(document, "Table Quote", base="Table Text", after=2)
    _style(document, "Table Detail", base="Table Text", size=9, color=QUIET)
    _style(document, "Table Note", base="Table Text", size=9, color=QUIET, before=4, after=9)
    _table_items(document)
    document.styles.element.append(_table_style())
    figure = _style(document, "Figure", base="Normal", before=6, after=2)
    figure.paragraph_format.keep_with_next = True


def _notes(document: Document) -> None:
    note = _style(document, "footnote text", base="Normal", size=9, after=2)
    note.paragraph_format.line_spacing = 1.0
    mark: Any = document.styles.add_style("footnote reference", WD_STYLE_TYPE.CHARACTER, builtin=True)
    mark.font.superscript = True
    turn = _style(document, "Section Break", base="Normal", size=1, before=0, after=0)
    turn.paragraph_format.line_spacing = Pt(1)


def _table_items(document: Document) -> None:
    item = _style(document, "Table Item", base="Table Text", after=1.5)
    item.paragraph_format.left_indent = Inches(0.12)
    item.paragraph_format.first_line_indent = Inches(-0.12)
    item.paragraph_format.tab_stops.add_tab_stop(Inches(0.12))
    bullets: Any = document.styles["List Bullet"].element
    number = bullets.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
    put_numbering(item.element.get_or_add_pPr(), number.get(qn("w:val")))


def _contents(document: Document) -> None:
    _style(document, "TOC Heading", size=12, color=ACCENT, bold=True, before=6, after=4)
    for level, indent, after in ((1, 0.0, 2), (2, 0.22, 1)):
        style = _style(
            document,
            f"toc {level}",
            base="Normal",
            size=10,
            color=INK,
            bold=level == 1,
            before=4 if level == 1 else 0,
            after=after,
        )
        style.paragraph_format.left_indent = Inches(indent)
        style.paragraph_format.line_spacing = 1.0


def _style(
    document: Document,
    name: str,
    *,
    base: str = "",
    size: float | None = None,
    color: str = "",
    bold: bool | None = None,
    italic: bool | None = None,
    before: float | None = None,
    after: float | None = None,
) -> ParagraphStyle:
    """The paragraph style of that name, made from `base` when it is new; sizes in points."""
    if base:
        style: Any = document.styles.add_style(
            name, WD_STYLE_TYPE.PARAGRAPH, builtin=name.startswith(_BUILTIN)
        )
        style.base_style = document.styles[base]
        style.quick_style = True
    else:
        style = document.styles[name]
        _font(style)
    style.font.size = Pt(size) if size else style.font.size
    style.font.color.rgb = RGBColor.from_string(color) if color else style.font.color.rgb
    style.font.bold, style.font.italic = bold, italic
    style.paragraph_format.space_before = Pt(before) if before is not None else None
    style.paragraph_format.space_after = Pt(after) if after is not None else None
    made: ParagraphStyle = style
    return made


def _font(style: Any) -> None:
    """Name the font itself; a theme would name another."""
    properties = style.element.get_or_add_rPr()
    for tag in ("w:rFonts", "w:spacing", "w:kern"):
        for old in properties.findall(qn(tag)):
            properties.remove(old)
    properties.insert(0, element("w:rFonts", ascii=FONT, hAnsi=FONT, cs=FONT, eastAsia=FONT))


def _border(style: ParagraphStyle, side: str | None) -> None:
    """Draw one thin line at one side of a paragraph, or none at all."""
    properties = style.element.get_or_add_pPr()
    for old in properties.findall(qn("w:pBdr")):
        properties.remove(old)
    if side is None:
        return
    border = element("w:pBdr")
    width, color, space = ("18", RULE, "8") if side == "left" else ("6", RULE, "10")
    border.append(element(f"w:{side}", val="single", sz=width, space=space, color=color))
    properties.insert_element_before(
        border,
        "w:shd",
        "w:tabs",
        "w:suppressAutoHyphens",
        "w:spacing",
        "w:ind",
        "w:contextualSpacing",
        "w:jc",
        "w:outlineLvl",
    )


def _table_style() -> Any:
    """Thin rules between rows, a light band on every other row, an accent line under the header."""
    return parse_xml(
        f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="ReportTable">'
        f'<w:name w:val="{TABLE_STYLE}"/><w:basedOn w:val="TableNormal"/><w:qFormat/>'
        '<w:tblPr><w:tblStyleRowBandSize w:val="1"/><w:tblStyleColBandSize w:val="1"/>'
        f'<w:tblBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="{ACCENT}"/>'
        f'<w:bottom w:val="single" w:sz="8" w:space="0" w:color="{ACCENT}"/>'
        f'<w:insideH w:val="single" w:sz="4" w:space="0" w:color="{RULE}"/></w:tblBorders>'
        '<w:tblCellMar><w:top w:w="50" w:type="dxa"/><w:left w:w="90" w:type="dxa"/>'
        '<w:bottom w:w="50" w:type="dxa"/><w:right w:w="90" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        '<w:tblStylePr w:type="firstRow"><w:tblPr/><w:tcPr><w:tcBorders>'
        f'<w:bottom w:val="single" w:sz="8" w:space="0" w:color="{ACCENT}"/></w:tcBorders>'
        '<w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>'
        '<w:tblStylePr w:type="band2Horz"><w:tblPr/><w:tcPr>'
        f'<w:shd w:val="clear" w:color="auto" w:fill="{BAND}"/></w:tcPr></w:tblStylePr></w:style>'
    )
