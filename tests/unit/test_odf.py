"""OpenDocument: only the body is read; repeated cells do not blow up."""

from __future__ import annotations

import io
import zipfile

import pytest

from coder.domain.transcript import TranscriptKind, TurnKind
from coder.errors import InputError
from coder.ingest.draft import Draft
from coder.ingest.odf import read_book, read_text
from coder.ingest.overrides import Overrides
from coder.ingest.source import Source

OASIS = "urn:oasis:names:tc:opendocument:xmlns"
SPACES = " ".join(
    f'xmlns:{prefix}="{OASIS}:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("style", "style"),
        ("draw", "drawing"),
        ("fo", "xsl-fo-compatible"),
    )
)


def packed(kind: str, body: str, styles: str = "", extra: dict[str, str] | None = None) -> bytes:
    content = (
        f"<?xml version='1.0'?><office:document-content {SPACES}>"
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr("content.xml", content)
        for name, part in (extra or {}).items():
            archive.writestr(name, part)
    return file.getvalue()


def text(body: str, styles: str = "", extra: dict[str, str] | None = None) -> Draft:
    return read_text(Source("a.odt", packed("text", body, styles, extra)))


def book(body: str, sheet: str | None = None) -> Draft:
    return read_book(Source("a.ods", packed("spreadsheet", body), overrides=Overrides(sheet=sheet)))


def said(draft: Draft) -> list[tuple[str | None, str]]:
    return [(turn.speaker, turn.text) for turn in draft.spoken]


def p(inner: str) -> str:
    return f"<text:p>{inner}</text:p>"


def row(*cells: str, more: str = "") -> str:
    inner = "".join(f"<table:table-cell>{p(cell) if cell else ''}</table:table-cell>" for cell in cells)
    return f"<table:table-row {more}>{inner}</table:table-row>"


TALK = p("Wren: One.") + p("Otis: Two.") + p("Wren: Three.") + p("Otis: Four.")
SAID = [("Wren", "One."), ("Otis", "Two."), ("Wren", "Three."), ("Otis", "Four.")]


def test_paragraphs_spaces_tabs_lists_and_sections() -> None:
    draft = text(
        "<text:h>Second group</text:h>"
        + p(
            'Wren:<text:tab/>One,<text:s text:c="2"/>\n  two<text:line-break/>'
            "and <text:span>three</text:span>."
        )
        + "<text:section><text:list><text:list-item>"
        + p("Otis: Two.")
        + "</text:list-item></text:list></text:section>"
        + TALK
    )
    assert draft.turns[0].kind is TurnKind.HEADER
    assert said(draft)[:2] == [("Wren", "One,   two\nand three."), ("Otis", "Two.")]


def test_margins_changes_notes_and_comments_stay_out_of_the_talk() -> None:
    header = f"<style:header>{p('Page 1 of 1')}</style:header>"
    master = f"<office:document-styles {SPACES}>{header}</office:document-styles>"
    draft = text(
        f"<text:tracked-changes><text:changed-region>{p('never')}</text:changed-region></text:tracked-changes>"
        + p("Wren: One.<office:annotation>" + p("Really?") + "</office:annotation>")
        + p(f"Otis: Two.<text:note><text:note-body>{p('He laughed.')}</text:note-body></text:note>")
        + p("Wren: Three.")
        + p(f"Otis: Four.<draw:frame><draw:text-box>{p('Wren: Boxed.')}</draw:text-box></draw:frame>"),
        extra={"styles.xml": master},
    )
    assert said(draft) == [*SAID, ("Wren", "Boxed.")]
    assert draft.turns[-1].text == "Note to paragraph 2: He laughed."
    told = " ".join(remark.message for remark in draft.remarks)
    assert all(what in told for what in ("1 tracked changes", "1 comments", "1 text boxes", "1 footnotes"))


def test_bold_names_and_a_table() -> None:
    style = "<style:style style:name='B'><style:text-properties fo:font-weight='bold'/></style:style>"
    bold = "<text:span text:style-name='B'>{}</text:span> {}"
    talk = [p(bold.format(name, words)) for name, words in (("Wren", "a"), ("Otis", "b")) * 2]
    assert said(text("".join(talk), style)) == [("Wren", "a"), ("Otis", "b")] * 2
    table = (
        "<table:table>" + row("Wren", "One.") + row("Otis", "Two.") + row("Wren", "Three.") + "</table:table>"
    )
    assert said(text(table)) == SAID[:3]


def test_a_book_with_repeated_rows_and_cells() -> None:
    blank = row("", more='table:number-rows-repeated="1048000"')
    sheet = (
        "<table:table table:name='Notes'>" + row("nothing") + "</table:table><table:table table:name='Talk'>"
        + row("Time", "Speaker", "Text") + row("0:01", "Wren", "One.") + blank.replace("1048000", "3")
        + row("0:05", "Otis", "Two.") + blank + "</table:table>"
    )  # fmt: skip
    draft = book(sheet)
    assert said(draft) == SAID[:2]
    assert [turn.line for turn in draft.turns] == [2, 6]
    assert "“Talk” and not “Notes”" in draft.remarks[0].message
    assert said(book(sheet, sheet="2")) == SAID[:2]
    with pytest.raises(InputError, match=r"no sheet “Third”.*Notes, Talk"):
        book(sheet, sheet="Third")


def test_a_survey_in_a_book() -> None:
    question = "What works well in your building?"
    rows = row("Respondent", question) + row("R1", "The morning circle, and that we all speak")
    draft = book(f"<table:table>{rows}</table:table>")
    assert draft.kind is TranscriptKind.SURVEY_COMMENTS
    assert [turn.text for turn in draft.turns] == [
        f"[{question}]",
        "The morning circle, and that we all speak",
    ]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (packed("text", p("Wren: a"), extra={"x.xml": "<!DOCTYPE a>"}), "declares a document type"),
        (packed("text", ""), "no words"),
        (packed("text", "<text:section>" * 300), "damaged"),
        (packed("spreadsheet", ""), "not odt but ods"),
        (packed("presentation", ""), "neither text nor spreadsheet"),
        (packed("text", p("Wren: a"))[:-40], "damaged"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",  # bytes of an archive hold the time
)
def test_what_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read_text(Source("a.odt", data))


def test_a_row_that_repeats_a_million_times_is_refused() -> None:
    with pytest.raises(InputError, match="holds more than"):
        book(
            "<table:table>" + row("speaker", "text")
            + row("Wren", "One.", more='table:number-rows-repeated="9999999"') + "</table:table>"
        )  # fmt: skip
