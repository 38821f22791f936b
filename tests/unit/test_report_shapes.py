"""A report as Markdown, HTML and a workbook, and the check of a Word document for access."""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Callable
from datetime import UTC, datetime
from html.parser import HTMLParser

import docx
import openpyxl
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import RGBColor

from coder.analysis.plots import Bar, BarChart
from coder.report import html, markdown, workbook
from coder.report.outline import (
    Cell,
    Figure,
    Heading,
    Line,
    LineKind,
    List,
    Outline,
    Paragraph,
    Part,
    Quote,
    Table,
    TitleBlock,
)
from coder.report.word import Options, draw
from coder.report.word_check import problems
from tests.wordfile import paragraphs, tables

MOMENT = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOSTILE = '<script>alert(1)</script> & "x" *y* | [z](http://evil) # =1+1'


def outline(text: str = HOSTILE) -> Outline:
    rows = (
        (Cell.of("=SUM(A1)"), Cell.of("12", number=True)),
        (Cell((Line(text, LineKind.QUOTE, "es", origin="Turn 3"),)), Cell.of("3", number=True)),
    )
    wide = Table("Wide", ("A", "B"), ((Cell.of("a"), Cell.of("b")),), "W.", wide=True)
    figure = Figure("A chart", BarChart("People", (Bar("Students", 3, "3 of 6"),)))
    return Outline(
        TitleBlock(text, "What people said"),
        "en-US",
        (
            Part("section:heard", "heard", (Heading(1, text),)),
            Part("text:heard", "heard", (Paragraph(text, see="table:heard", note="A note."), List((text,)))),
            Part("table:heard", "heard", (Table(text, ("Code", "People"), rows, "Two rows.", "A remark."),)),
            Part("figure:heard", "heard", (figure,)),
            Part("quotes:A", "voices", (Heading(2, "B"), Quote(text, "Student · 1", "es", "Turn 3"))),
            Part("matrix:1", "matrix", (wide,)),
        ),
    )


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_html_stands_alone_and_shows_text_as_typed() -> None:
    text = html.draw(outline())
    reader = Reader()
    reader.feed(text)
    names = [tag for tag, _ in reader.tags]
    assert not {"script", "link", "img", "iframe", "object"} & set(names)
    assert not any(key.startswith("on") for _, attributes in reader.tags for key in attributes)
    outside = [v for _, a in reader.tags for k, v in a.items() if k in ("src", "href") and v and v[0] != "#"]
    assert outside == []
    assert "".join(reader.words).count(HOSTILE) >= 5
    assert reader.tags[0] == ("html", {"lang": "en-US"})
    assert [a.get("scope") for tag, a in reader.tags if tag == "th"] == ["col"] * 4
    assert names.count("caption") == names.count("table") == 2
    levels = [int(tag[1]) for tag in names if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert ("p", {"lang": "es-US"}) in reader.tags
    ids = [a["id"] for _, a in reader.tags if "id" in a]
    assert len(ids) == len(set(ids))
    assert {f"#{id_}" for id_ in ids} >= {a["href"] for tag, a in reader.tags if tag == "a"}


def test_markdown_is_no_markup_where_people_typed_it() -> None:
    text = markdown.draw(outline())
    assert "\\<script\\>" in text
    assert "<script>" not in text
    assert "See Table 1." in text
    assert re.search(r"^\| Code \| People \|$", text, re.MULTILINE)
    assert "| ---: |" in text
    assert HOSTILE in re.sub(r"\\([\\`*_{}\[\]<>#|~])", r"\1", text)


def test_a_workbook_computes_nothing() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook.draw(outline())))
    assert len(book.sheetnames) == 3
    sheet = book[book.sheetnames[1]]
    assert [cell.value for cell in sheet[2]] == ["Code", "People"]
    assert [cell.value for cell in sheet[3]] == ["'=SUM(A1)", 12]
    assert all(cell.data_type != "f" for s in book for row in s.iter_rows() for cell in row)
    assert (book.properties.creator or "") == ""


def test_our_own_documents_pass_the_check() -> None:
    assert problems(draw(outline(), MOMENT), "r.docx") == []
    assert problems(draw(outline(), MOMENT, Options(comments=True)), "r.docx") == []


def broken(change: Callable[[Document], object]) -> list[str]:
    document = docx.Document(io.BytesIO(draw(outline("Plain"), MOMENT)))
    change(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return problems(buffer.getvalue(), "r.docx")


def no_title(document: Document) -> None:
    document.core_properties.title = ""


def skipped(document: Document) -> None:
    document.add_paragraph("Top", style="Heading 1")
    document.add_paragraph("Deeper", style="Heading 3")


def no_header(document: Document) -> None:
    row = tables(document)[0].rows[0]._tr
    row.trPr.remove(row.trPr.find(qn("w:tblHeader")))


def no_alt_table(document: Document) -> None:
    properties = tables(document)[0]._tbl.tblPr
    properties.remove(properties.find(qn("w:tblDescription")))


def no_alt_picture(document: Document) -> None:
    next(document.element.body.iter(qn("wp:docPr"))).set("descr", "")


def merged(document: Document) -> None:
    row = tables(document)[0].rows[1]
    row.cells[0].merge(row.cells[1])


def empty_head(document: Document) -> None:
    tables(document)[0].rows[0].cells[0].paragraphs[0].runs[0].text = ""


def faint(document: Document) -> None:
    run = document.add_paragraph().add_run("Hard to see")
    run.font.color.rgb = RGBColor(0xBB, 0xBB, 0xBB)


def typed_list(document: Document) -> None:
    document.add_paragraph("\u2022 an item")


def gap(document: Document) -> None:
    document.add_paragraph("")
    document.add_paragraph("")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (no_title, "has no title"),
        (skipped, "is of level 3, after one of level 1"),
        (no_header, "marked as its header"),
        (no_alt_table, "has no description"),
        (no_alt_picture, "has no words for those"),
        (merged, "merged cells"),
        (empty_head, "empty header cell"),
        (faint, "stands out from its ground by only 1.9 to 1"),
        (typed_list, "looks like an item of a list"),
        (gap, "Empty paragraphs"),
    ],
)
def test_each_thing_that_shuts_people_out_is_told(change: Callable[[Document], object], told: str) -> None:
    found = broken(change)
    assert any(told in sentence for sentence in found), found
    assert all(sentence.endswith(".") and "\n" not in sentence for sentence in found)


def test_comments_stand_on_quotes_in_nobodys_name() -> None:
    document = docx.Document(io.BytesIO(draw(outline("Plain"), MOMENT, Options(comments=True))))
    comments = list(document.comments)
    assert [comment.text for comment in comments] == ["Turn 3", "Turn 3"]
    assert {comment.author for comment in comments} == {"coder"}
    anchored = [p.text for p in paragraphs(document) if p._p.find(qn("w:commentRangeStart")) is not None]
    assert anchored == ["“Plain”"]
    assert not list(docx.Document(io.BytesIO(draw(outline("Plain"), MOMENT))).comments)


def test_a_wide_table_gets_pages_on_their_side_and_the_rest_none() -> None:
    document = docx.Document(io.BytesIO(draw(outline(), MOMENT)))
    sections = [(s.page_width or 0) > (s.page_height or 0) for s in document.sections]
    assert sections == [False, True, False]
    assert all(section.footer.paragraphs[0].text for section in document.sections)
    wide = tables(document)[1]._tbl
    assert sum(int(c.get(qn("w:w"))) for c in wide.tblGrid.findall(qn("w:gridCol"))) == 12960


def test_a_wide_table_takes_its_heading_along() -> None:
    wide = Table("Wide", ("A", "B"), ((Cell.of("a"), Cell.of("b")),), "W.", wide=True)
    parts = (
        Part("one", "one", (Heading(1, "Before"), Paragraph("Some words."))),
        Part("two", "two", (Heading(1, "Across"), wide)),
    )
    document = docx.Document(io.BytesIO(draw(Outline(TitleBlock("T", ""), "en-US", parts), MOMENT)))
    body = list(document.element.body.iter(qn("w:p"), qn("w:sectPr")))
    across = next(n for n, one in enumerate(body) if one.text == "Across" and one.style == "Heading1")
    turns = [n for n, one in enumerate(body) if one.tag == qn("w:sectPr")]
    words = [n for n, one in enumerate(body) if one.tag == qn("w:p") and one.text == "Some words."]
    assert any(words[0] < n < across for n in turns)
