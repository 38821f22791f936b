"""Every character of Word, RTF and OpenDocument files and of tables is in a turn or in a remark."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from dataclasses import replace

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coder.errors import InputError
from coder.ingest.draft import Draft
from coder.ingest.odf import read_text
from coder.ingest.rtf import read_rtf
from coder.ingest.source import Source
from coder.ingest.table import read_table
from coder.ingest.word import read_word

PIECES = ["so", "Yes.", "1:30", "[laughter]", "No:", "THE", "bus,", "(late)", "a\tb", "Ana: x"]
WORDS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map(" ".join)
NAME = st.sampled_from(["Wren", "Otis Hale", "P3", "student 2", "Facilitator", "O'Neil"])
TALK = st.lists(st.tuples(NAME, WORDS), min_size=1, max_size=12)
OPENING = st.sampled_from(["{name}: ", "{name}:\t", "{name}  0:34\n", "{name}\t", ""])


def assert_accounted(read: Callable[[Source], Draft], source: Source) -> None:
    """Also where nobody says anything: such a file is refused as a whole."""
    try:
        draft = read(source)
    except InputError:
        return
    found = draft.accounting()
    assert found is not None
    assert (found.unaccounted, found.invented, found.lines) == (0, 0, ()), draft
    assert found.total == found.in_turns + found.structure + found.told


def word(paragraphs: list[str], rows: list[tuple[str, str]]) -> Source:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if rows:
        table = document.add_table(rows=0, cols=2)
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    file = io.BytesIO()
    document.save(file)
    return Source("a.docx", file.getvalue())


@settings(max_examples=25, deadline=None)
@given(TALK, OPENING, st.booleans())
def test_word(talk: list[tuple[str, str]], opening: str, table: bool) -> None:
    lines = [opening.format(name=name) + words for name, words in talk * 2]
    assert_accounted(read_word, (word(lines, talk * 2 if table else [])))


@settings(max_examples=50, deadline=None)
@given(TALK, OPENING)
def test_rtf(talk: list[tuple[str, str]], opening: str) -> None:
    lines = [opening.format(name=name) + words for name, words in talk * 2]
    marked = "\\par ".join(line.replace("\t", "\\tab ").replace("\n", "\\line ") for line in lines)
    note = "{\\footnote A note here.}"
    assert_accounted(read_rtf, (Source("a.rtf", f"{{\\rtf1\\ansi {marked}{note}\\par}}".encode())))


@settings(max_examples=50, deadline=None)
@given(TALK, OPENING)
def test_odt(talk: list[tuple[str, str]], opening: str) -> None:
    lines = [opening.format(name=name) + words for name, words in talk * 2]
    body = "".join(
        f"<text:p>{line}</text:p>".replace("\t", "<text:tab/>").replace("\n", "<text:line-break/>")
        for line in lines
    )
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    text = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    content = (
        f'<office:document-content xmlns:office="{office}" xmlns:text="{text}">'
        f"<office:body><office:text>{body}"
        "</office:text></office:body></office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", content)
    assert_accounted(read_text, (Source("a.odt", file.getvalue())))


CELL = st.one_of(WORDS, st.sampled_from(["", "[pause]", 'He said "no",\nthen left']))
HEADS = st.sampled_from(
    [["Time", "Speaker", "Text"], ["Text", "Note", "Speaker"], ["Respondent", "Why do you come?", "Role"]]
)


@given(st.lists(st.tuples(CELL, CELL, CELL), min_size=2, max_size=12), HEADS, st.booleans())
def test_tables(rows: list[tuple[str, str, str]], heads: list[str], titled: bool) -> None:
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerows([["Library group", "", ""]] if titled else [])
    writer.writerows([heads, *rows])
    assert_accounted(read_table, Source("a.csv", file.getvalue().encode()))


@pytest.mark.parametrize("gone", [0, 1, 3])
def test_a_lost_turn_is_found(gone: int) -> None:
    talk = [
        ("Wren", "One apple on the table."),
        ("Otis", "Two pears."),
        ("Wren", "Three."),
        ("Otis", "Four figs."),
    ]
    for draft in (
        read_word(word([f"{name}: {words}" for name, words in talk], [])),
        read_table(Source("a.csv", "\n".join(["speaker,text", *map(",".join, talk)]).encode())),
    ):
        short = replace(draft, turns=draft.turns[:gone] + draft.turns[gone + 1 :]).accounting()
        assert short is not None
        assert short.unaccounted
