"""Ways in which a name can leave in a file, each planted in a file that is clean without it."""

from __future__ import annotations

import base64
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import docx
import openpyxl
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from openpyxl.comments import Comment
from PIL import Image, PngImagePlugin

Made = tuple[str, bytes]
"""A file's name and bytes."""

CLEAN = "Students said that nobody asks how they are."


def _docx(change: Callable[[Any], object] = lambda _: None) -> bytes:
    document = docx.Document()
    document.core_properties.author = "coder"
    document.add_paragraph(CLEAN)
    change(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _part(data: bytes, name: str, content: bytes) -> bytes:
    """The package with another part in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for member in old.infolist():
            if member.filename != name:
                new.writestr(member, old.read(member))
        new.writestr(name, content)
    return out.getvalue()


def _xlsx(change: Callable[[Any], object] = lambda _: None) -> bytes:
    book = openpyxl.Workbook()
    book.active["A1"] = CLEAN
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def png(**words: str) -> bytes:
    """A small picture with remarks."""
    info = PngImagePlugin.PngInfo()
    for key, value in words.items():
        info.add_text(key, value, zip=len(value) > 40)
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(out, "PNG", pnginfo=info)
    return out.getvalue()


def _runs(document: Any) -> None:
    paragraph = document.add_paragraph("and ")
    for letters in ("Ma", "y", "a"):
        paragraph.add_run(letters).bold = letters == "y"


def _tracked(document: Any) -> None:
    paragraph = document.add_paragraph("Somebody spoke.")._p
    paragraph.append(
        parse_xml(
            f'<w:del {nsdecls("w")} w:id="1" w:author="x" w:date="2026-01-01T00:00:00Z">'
            "<w:r><w:delText>She is called nothing</w:delText></w:r></w:del>"
        )
    )


def _deleted_name(document: Any) -> None:
    _tracked(document)
    document.element.body.iter(qn("w:delText")).__next__().text = "Maya"


def _alt(document: Any) -> None:
    document.add_picture(io.BytesIO(png()))
    next(document.element.body.iter(qn("wp:docPr"))).set("descr", "Maya at the board")


def _hidden_run(document: Any) -> None:
    document.add_paragraph().add_run("Maya").font.hidden = True


def _link(document: Any) -> None:
    document.part.relate_to(
        "file:///C:/Users/Maya%20Tran/notes.docx",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink",
        is_external=True,
    )


def _sheet(state: str) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        book.create_sheet("more").sheet_state = state

    return change


def _book_comment(book: Any) -> None:
    book.active["A1"].comment = Comment("ask Maya", "coder")


def _column(book: Any) -> None:
    book.active["Z99"] = "Maya"
    book.active.column_dimensions["Z"].hidden = True


def _properties(book: Any) -> None:
    book.properties.keywords = "Maya, students"


def _archive(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def _exif() -> bytes:
    data = png()
    body = b"eXIf" + b"MM\0*" + b"Maya Tran\0"
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return data[:33] + chunk + data[33:]


def _html(body: str) -> Made:
    return "r.html", f"<!doctype html><html><head></head><body><p>{CLEAN}</p>{body}</body></html>".encode()


def _svg(body: str) -> Made:
    return "c.svg", f'<svg xmlns="http://www.w3.org/2000/svg"><text>14</text>{body}</svg>'.encode()


def _text(name: str, words: str) -> Made:
    return name, f"{CLEAN}\n{words}\n".encode()


WAYS: dict[str, Callable[[], Made]] = {
    "a word of the text": lambda: ("r.docx", _docx(lambda d: d.add_paragraph("Maya left"))),
    "a possessive": lambda: ("r.docx", _docx(lambda d: d.add_paragraph("in maya’s seat"))),
    "a name cut into runs": lambda: ("r.docx", _docx(_runs)),
    "a name with a soft hyphen": lambda: ("r.docx", _docx(lambda d: d.add_paragraph("Ma\u00adya"))),
    "a name without its accent": lambda: _text("r.md", "Thuy left"),
    "a cell of a table": lambda: (
        "r.docx",
        _docx(lambda d: setattr(d.add_table(1, 1).cell(0, 0), "text", "Maya")),
    ),
    "a header": lambda: ("r.docx", _docx(lambda d: d.sections[0].header.add_paragraph("Maya"))),
    "a footer": lambda: ("r.docx", _docx(lambda d: d.sections[0].footer.add_paragraph("Maya"))),
    "the author": lambda: ("r.docx", _docx(lambda d: setattr(d.core_properties, "author", "Maya"))),
    "the last editor": lambda: (
        "r.docx",
        _docx(lambda d: setattr(d.core_properties, "last_modified_by", "M. Tran")),
    ),
    "a property of our own": lambda: (
        "r.docx",
        _part(_docx(), "docProps/custom.xml", b'<Properties><p name="Maya"/></Properties>'),
    ),
    "a comment": lambda: (
        "r.docx",
        _part(
            _docx(),
            "word/comments.xml",
            f'<w:comments {nsdecls("w")}><w:comment w:id="0"><w:p><w:r><w:t>Maya?</w:t></w:r></w:p>'
            "</w:comment></w:comments>".encode(),
        ),
    ),
    "a tracked change": lambda: ("r.docx", _docx(_tracked)),
    "a deleted name": lambda: ("r.docx", _docx(_deleted_name)),
    "an alternative text": lambda: ("r.docx", _docx(_alt)),
    "hidden text": lambda: ("r.docx", _docx(_hidden_run)),
    "the path of a link": lambda: ("r.docx", _docx(_link)),
    "an embedded workbook": lambda: (
        "r.docx",
        _part(_docx(), "word/embeddings/b.xlsx", _xlsx(lambda b: b.active.append(["Maya"]))),
    ),
    "an embedded object": lambda: (
        "r.docx",
        _part(_docx(), "word/embeddings/o.bin", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
    ),
    "the name of an embedded file": lambda: ("r.docx", _part(_docx(), "word/media/maya.png", png())),
    "a suppressed cell kept in a hidden column": lambda: ("t.xlsx", _xlsx(_column)),
    "a hidden sheet": lambda: ("t.xlsx", _xlsx(_sheet("hidden"))),
    "a very hidden sheet": lambda: ("t.xlsx", _xlsx(_sheet("veryHidden"))),
    "the name of a sheet": lambda: ("t.xlsx", _xlsx(lambda b: b.create_sheet("Maya Tran"))),
    "a remark on a cell": lambda: ("t.xlsx", _xlsx(_book_comment)),
    "the keywords": lambda: ("t.xlsx", _xlsx(_properties)),
    "the file's name": lambda: ("maya_tran.csv", CLEAN.encode()),
    "a file's name in one word": lambda: ("ReportMayaTran.md", CLEAN.encode()),
    "a quoted cell": lambda: _text("t.csv", '"FG-01","said ""MAYA"" twice"'),
    "initials": lambda: _text("r.md", "as M.T. said"),
    "a nickname": lambda: _text("r.md", "as Chris said"),
    "a plural": lambda: _text("r.md", "both Nguyens left"),
    "an evidence id": lambda: _text("r.md", "evidence maya-042"),
    "an e-mail address": lambda: _text("r.md", "write to who@example.org"),
    "a phone number": lambda: _text("r.md", "call (617) 555-0142"),
    "a date of birth": lambda: _text("r.md", "she was born on April 3, 2009"),
    "a student's number": lambda: _text("r.md", "her student ID is 4471902"),
    "a street address": lambda: _text("r.md", "we live at 48 Winter Street"),
    "a chart label": lambda: _svg("<text><tspan>Ma</tspan><tspan>ya</tspan></text>"),
    "a chart's description": lambda: _svg("<desc>Bars: Maya, 3</desc>"),
    "a label for screen readers": lambda: _svg('<g aria-label="Maya"/>'),
    "a remark in the source": lambda: _html("<!-- Maya's group -->"),
    "data for a script": lambda: _html('<script>const d = {"who": "Th\\u1ee7y"};</script>'),
    "a picture's alternative text": lambda: _html('<img alt="Maya" src="c.png">'),
    "a picture in the page": lambda: _html(
        f'<img src="data:image/png;base64,{base64.b64encode(png(Author="Maya")).decode()}">'
    ),
    "a letter written as a number": lambda: _html("<p>Th&#7911;y left</p>"),
    "a picture's remark": lambda: ("c.png", png(Title="Maya")),
    "a picture's packed remark": lambda: (
        "c.png",
        png(Description="The longest bar of all is that of Maya"),
    ),
    "a picture's camera data": lambda: ("c.png", _exif()),
    "bytes behind a picture": lambda: ("c.png", png() + b"Maya"),
    "a source in an exchange file": lambda: (
        "p.qdpx",
        _archive({"p.qde": b"<P/>", "s/1.txt": b"Maya"}),
    ),
    "a user in an exchange file": lambda: (
        "p.qdpx",
        _archive({"project.qde": b'<Project><Users><User name="Maya Tran"/></Users></Project>'}),
    ),
    "text in two bytes a letter": lambda: ("t.csv", "who\nMaya\n".encode("utf-16")),
}
"""What is planted, and the file it is in."""

CLEANS: dict[str, Callable[[], Made]] = {
    "docx": lambda: ("r.docx", _docx()),
    "xlsx": lambda: ("t.xlsx", _xlsx()),
    "png": lambda: ("c.png", png(Title="People by group")),
    "svg": lambda: _svg(""),
    "html": lambda: _html(""),
    "md": lambda: _text("r.md", "In May 2026, 14 of 20 students hope so; see page 3."),
    "csv": lambda: _text("t.csv", "FG-01,12,0.45,2026-11-30T23:59:43.241Z"),
    "qdpx": lambda: ("p.qdpx", _archive({"project.qde": b"<Project/>", "s/1.txt": CLEAN.encode()})),
}
"""Files in which nothing is planted."""
