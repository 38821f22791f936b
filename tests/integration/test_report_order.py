"""What Word and readers are strict about: the order of elements, notes beside tables, ids that lead on."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from coder.cli.main import run
from coder.report.outline import Cell, Outline, Paragraph, Quote, Table, TitleBlock
from coder.report.word import Options, draw, draw_into
from coder.services.demo import make_demo
from tests.integration.test_report import MOMENT
from tests.wordfile import paragraphs, tables
from tests.wordorder import disorder


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The finished demo with its report, comments among it."""
    folder = tmp_path_factory.mktemp("demo")
    project = make_demo(folder, "AM")
    assert run(["report", str(project), "-o", str(folder / "r.docx"), "--comments"]) == 0
    return folder


def test_the_report_of_the_demo_is_in_the_order_that_word_wants(demo: Path) -> None:
    content = (demo / "r.docx").read_bytes()
    assert disorder(content) == []
    assert run(["report", str(demo / "demo.coder"), "-o", str(demo / "r.docx")]) == 0
    assert disorder((demo / "r.docx").read_bytes()) == []


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda text: text.replace("<w:pStyle", "<w:keepNext/><w:pStyle", 1), "pPr holds keepNext pStyle"),
        (lambda text: text.replace("<w:tblStyle ", "<w:tblCaption/><w:tblStyle ", 1), "tblPr holds"),
        (lambda text: text.replace("<w:tcPr>", "<w:tcPr><w:vAlign/>", 1), "tcPr holds vAlign tcW"),
        (lambda text: re.sub(r"(<w:pgSz[^>]*/>)(<w:pgMar[^>]*/>)", r"\2\1", text), "sectPr holds"),
        (lambda text: text.replace("</w:body>", "<w:p/></w:body>"), "last section of the body"),
    ],
)
def test_disorder_is_seen(spoil: Callable[[str], str], told: str) -> None:
    table = Table("T", ("A",), ((Cell.of("b"),),), "A table.")
    content = draw(Outline.of(TitleBlock("A", "b"), "en-US", table), MOMENT)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, spoil(text.decode()).encode() if name == "word/document.xml" else text)
    assert any(told in sentence for sentence in disorder(out.getvalue()))


def test_what_is_written_again_with_notes_and_comments_is_in_order() -> None:
    quote = Quote("Y luego?", "Student · 1a2b3c4d", "es", "Evidence 1a2b3c4d")
    first = Outline.of(TitleBlock("A", "b"), "en-US", Paragraph("One.", note="A note."), quote)
    second = Outline.of(TitleBlock("A", "b"), "en-US", Paragraph("Two.", note="Another."), quote)
    content = draw(first, MOMENT, Options(comments=True))
    again = draw_into(second, MOMENT, content, "r.docx", Options(comments=True))
    assert again is not None
    assert disorder(content) == disorder(again[0]) == []


def test_a_note_stands_on_the_page_of_the_last_row() -> None:
    rows = tuple((Cell.of(f"{n} " + "word " * 30),) for n in range(40))
    content = draw(
        Outline.of(TitleBlock("A", "b"), "en-US", Table("T", ("A",), rows, "t", "A note.")), MOMENT
    )
    (table,) = tables(docx.Document(io.BytesIO(content)))
    kept = [row.find(f".//{qn('w:keepNext')}") is not None for row in table._tbl.iter(qn("w:tr"))]
    assert kept == [False] * 40 + [True]


def test_every_recommendation_leads_to_the_excerpts_by_their_ids(
    demo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a reader would: from each recommendation in the document through its findings to the words."""
    project = str(demo / "demo.coder")
    document = docx.Document(str(demo / "r.docx"))
    led: dict[str, set[str]] = {}
    here = ""
    for p in paragraphs(document):
        if p.style is not None and p.style.name.startswith("Heading"):
            here = p.text if p.text.startswith("Recommendation ") else ""
        elif here:
            led.setdefault(here, set()).update(re.findall(r"\b[0-9a-f]{8}\b", p.text))
    assert len(led) == 4
    for heading, ids in led.items():
        shown = {id_: _shown(project, id_, capsys) for id_ in ids}
        told = [text for text in shown.values() if re.search(r"^place +\S+ turn \d+", text, re.MULTILINE)]
        themes = [text for text in shown.values() if text.startswith("theme")]
        assert len(told) + len(themes) == len(ids), heading
        assert themes
        assert len(ids) > 5
    quoted = re.findall(r"· ([0-9a-f]{8})$", "\n".join(p.text for p in paragraphs(document)), re.MULTILINE)
    assert len(quoted) > 40
    for id_, words in list(_quotes(document))[:12]:
        assert words[:40] in " ".join(_shown(project, id_, capsys).split())


def _quotes(document: docx.document.Document) -> list[tuple[str, str]]:
    found, before = [], ""
    for p in paragraphs(document):
        if p.style is not None and p.style.name == "Quote Attribution":
            found.append((p.text.rsplit(" ", 1)[-1], " ".join(before[1:-1].split())))
        before = p.text
    return found


def _shown(project: str, id_: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert run(["show", project, id_]) == 0
    return capsys.readouterr().out
