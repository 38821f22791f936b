"""Reports in a firm's template: its styles, headers and cover stay, whatever language they are named in."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.shared import Pt, RGBColor

from coder.errors import InputError
from coder.report.outline import Cell, Heading, List, Outline, Paragraph, Part, Quote, Table, TitleBlock
from coder.report.word import draw_from
from tests.wordfile import paragraphs, tables, tags

MOMENT = datetime(2026, 3, 1, 12, tzinfo=UTC)
WORDS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
GERMAN = {
    "heading 1": "Überschrift 1",
    "heading 2": "Überschrift 2",
    "Title": "Titel",
    "caption": "Beschriftung",
    "Quote": "Zitat",
    "List Bullet": "Aufzählungszeichen",
    "Normal": "Standard",
}


def outline() -> Outline:
    rows = ((Cell.of("Students"), Cell.of("6", number=True)),)
    table = Table("Who", ("Group", "People"), rows, "One row.")
    return Outline(
        TitleBlock("Audit", "What people said", ("March 1, 2026",)),
        "en-US",
        (
            Part("section:heard", "heard", (Heading(1, "Who we heard from"),)),
            Part("table:heard", "heard", (Paragraph("Six people.", note="A note."), List(("One.",)), table)),
            Part("quotes:A", "voices", (Heading(2, "Belonging"), Quote("You go.", "Student", "es"))),
        ),
    )


def as_template(document: Document, kind: bytes = b"template.main+xml") -> bytes:
    """The bytes of a .dotx."""
    buffer, made = io.BytesIO(), io.BytesIO()
    document.save(buffer)
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "[Content_Types].xml":
                content = content.replace(b"document.main+xml", kind)
            target.writestr(name, content)
    return made.getvalue()


def german(document: Document) -> None:
    for style in document.styles.element.findall(qn("w:style")):
        name = style.find(qn("w:name"))
        new = GERMAN.get(name.get(qn("w:val")))
        if new:
            name.set(qn("w:val"), new)
            style.set(qn("w:styleId"), new.replace(" ", "").replace("Ü", "").replace("ä", ""))
    for based in document.styles.element.iter(qn("w:basedOn"), qn("w:next")):
        if based.get(qn("w:val")) == "Normal":
            based.set(qn("w:val"), "Standard")


def covered(document: Document) -> None:
    document.add_paragraph("Prepared by the firm")
    document.add_page_break()


def headed(document: Document) -> None:
    section = document.sections[0]
    section.header.paragraphs[0].text = "The firm, Main Street"
    section.footer.paragraphs[0].text = "Confidential"
    document.styles["Heading 1"].font.color.rgb = RGBColor(0x66, 0x00, 0x33)
    document.styles["Normal"].font.name = "Georgia"
    document.styles["Normal"].font.size = Pt(12)


def made(change: Callable[[Document], None]) -> Document:
    template = docx.Document()
    change(template)
    content, _ = draw_from(outline(), MOMENT, as_template(template), "firm.dotx")
    return docx.Document(io.BytesIO(content))


def test_styles_of_another_language_are_found_and_none_is_added_twice() -> None:
    document = made(german)
    by_text = {p.text: p.style.name for p in paragraphs(document) if p.style is not None}
    assert by_text["Who we heard from"] == "Überschrift 1"
    assert by_text["“You go.”"] == "Zitat"
    assert by_text["One."] == "Aufzählungszeichen"
    assert by_text["Audit"] == "Titel"
    root: Any = document.styles.element
    names = [str(style.find(qn("w:name")).get(qn("w:val"))) for style in root.findall(qn("w:style"))]
    assert not {"heading 1", "Quote", "Normal", "caption"} & set(names)
    assert len(names) == len(set(names))


def test_a_cover_stays_before_the_report() -> None:
    document = made(covered)
    texts = [p.text for p in paragraphs(document) if p.text]
    assert texts[0] == "Prepared by the firm"
    assert texts.index("Audit") < texts.index("Six people.")
    assert tags(document) == ["contents", "table:heard", "quotes:A"]


def test_headers_footers_and_looks_stay() -> None:
    document = made(headed)
    section = document.sections[0]
    assert section.header.paragraphs[0].text == "The firm, Main Street"
    assert [p.text for p in section.footer.paragraphs] == ["Confidential"]
    assert document.styles["Heading 1"].font.color.rgb == RGBColor(0x66, 0x00, 0x33)
    assert document.styles["Normal"].font.name == "Georgia"
    added = document.styles["Table Text"]
    assert added.font.name is None
    assert added.base_style is not None
    assert added.base_style.name == "Normal"


def test_a_template_names_places() -> None:
    def placed(document: Document) -> None:
        p = document.add_paragraph("Numbers")
        p._p.append(parse_xml(f'<w:bookmarkStart {WORDS} w:id="3" w:name="coder_table_heard"/>'))
        p._p.append(parse_xml(f'<w:bookmarkEnd {WORDS} w:id="3"/>'))
        document.add_paragraph("The end of our own text")

    texts = [p.text for p in paragraphs(made(placed))]
    assert texts.index("Numbers") < texts.index("One.") < texts.index("The end of our own text")
    assert texts.index("The end of our own text") < texts.index("Audit")


def test_a_template_without_lists_and_notes_gets_them() -> None:
    def bare(document: Document) -> None:
        root: Any = document.styles.element
        for style in list(root.findall(qn("w:style"))):
            if style.get(qn("w:type")) != "paragraph" or not style.get(qn("w:default")):
                root.remove(style)
        for key, rel in list(document.part.rels.items()):
            if rel.reltype.endswith("/numbering"):
                del document.part.rels[key]

    document = made(bare)
    assert len(tables(document)) == 1
    assert document.part.numbering_part.element.findall(qn("w:num"))
    notes = next(rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/footnotes"))
    assert b"A note." in notes.blob


@pytest.mark.parametrize("content", [b"nothing", b"PK\x03\x04 cut off", b""])
def test_what_is_no_template_is_refused_in_a_sentence(content: bytes) -> None:
    with pytest.raises(InputError, match=r"firm\.dotx"):
        draw_from(outline(), MOMENT, content, "firm.dotx")


def test_macros_are_refused() -> None:
    content = as_template(docx.Document(), b"document.macroEnabled.main+xml")
    with pytest.raises(InputError):
        draw_from(outline(), MOMENT, content, "firm.dotm")


def test_the_path_of_the_template_is_forgotten() -> None:
    document = docx.Document()
    path = "file:///C:/Users/jane/firm.dotx"
    settings = next(r.target_part for r in document.part.rels.values() if r.reltype.endswith("/settings"))
    key = settings.relate_to(path, f"{LINKS}/attachedTemplate", is_external=True)
    node = parse_xml(f'<w:attachedTemplate {WORDS} xmlns:r="{LINKS}" r:id="{key}"/>')
    document.settings.element.insert(0, node)
    content, _ = draw_from(outline(), MOMENT, as_template(document), "firm.dotx")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert not any(b"jane" in archive.read(name) for name in archive.namelist())
