"""RTF: text in its fonts' encodings, bold labels, tables, and nothing that belongs to the page."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.domain.transcript import TurnKind
from coder.errors import InputError
from coder.ingest.draft import Draft
from coder.ingest.rtf import read_rtf
from coder.ingest.source import Source

HEAD = r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial Cyr;}}"


def read(body: str) -> Draft:
    return read_rtf(Source("a.rtf", f"{HEAD}{body}}}".encode("latin-1")))


def said(draft: Draft) -> list[tuple[str | None, str]]:
    return [(turn.speaker, turn.text) for turn in draft.spoken]


TALK = r"Wren: One.\par Otis: Two.\par Wren: Three.\par Otis: Four.\par"


def test_letters_quotes_and_signs() -> None:
    draft = read(
        r"\pard Wren: Caf\'e9 \u8220?yes\u8221? \u-10179?\u-8704? {\f1\'c4\'e0}\emdash no\~more\par " + TALK
    )
    assert said(draft)[0] == ("Wren", "Café “yes” 😀 Да—no\u00a0more")


def test_what_is_not_talk_stays_out() -> None:
    draft = read(
        r"{\header Page 1 of 9\par}{\footer Confidential\par}{\info{\title A}}{\*\generator Word;}"
        r"{\pict\wmetafile8 0a0b0c}{\field{\*\fldinst HYPERLINK x}{\fldrslt Wren}}: One{\deleted never}.\par "
        r"Otis: Two.{\footnote He laughed.}\par Wren: Three.\par Otis: Four.{\v Not seen.}\par"
    )
    assert said(draft) == [("Wren", "One."), ("Otis", "Two."), ("Wren", "Three."), ("Otis", "Four.Not seen.")]
    assert (draft.turns[-1].kind, draft.turns[-1].text) == (
        TurnKind.HEADER,
        "Note to paragraph 2: He laughed.",
    )
    told = [remark.message for remark in draft.remarks]
    assert any("hidden text" in message for message in told)
    assert any("deleted by tracked changes" in message for message in told)
    assert any("2 page headers and footers" in message for message in told)


def test_bold_names_line_breaks_and_tabs() -> None:
    draft = read(
        r"{\b Wren Hale} Good.\line More.\par{\b Otis}\par Hi.\par"
        r"{\b Wren Hale} So.\tab There.\par{\b Otis} No.\par"
    )
    assert said(draft) == [
        ("Wren Hale", "Good.\nMore."),
        ("Otis", "Hi."),
        ("Wren Hale", "So.\tThere."),
        ("Otis", "No."),
    ]


def test_a_table_with_speakers() -> None:
    rows = (("Wren", "One."), ("Otis", r"Two.\par More."), ("Wren", "Three."))
    body = "".join(rf"\trowd\cellx1\cellx2\intbl {a}\cell {b}\cell\row" for a, b in rows)
    assert said(read(body + r"\pard\par")) == [("Wren", "One."), ("Otis", "Two.\nMore."), ("Wren", "Three.")]


def test_binary_pictures_do_not_end_their_group() -> None:
    assert said(read(r"{\pict\bin4 }}}}}" + TALK))[0] == ("Wren", "One.")


@pytest.mark.parametrize("body", ["", r"{\pict 00}"])
def test_no_words(body: str) -> None:
    with pytest.raises(InputError, match="no words"):
        read(body)


@pytest.mark.parametrize("body", ["{" * 2_000, r"\b0" * 2_000_000])
def test_far_too_many_marks(body: str) -> None:
    with pytest.raises(InputError, match="far more marks"):
        read(body)


@given(st.text(st.sampled_from("\\{}'*~-ab019 \n;"), max_size=200))
def test_damage_is_an_input_error_or_none(body: str) -> None:
    with contextlib.suppress(InputError):
        read(body)
