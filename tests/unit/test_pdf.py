"""PDF: talk out of pages, and nothing that belongs to the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from coder.domain.transcript import TranscriptKind
from coder.errors import InputError
from coder.ingest import pdf
from coder.ingest.draft import Draft
from coder.ingest.overrides import Overrides
from coder.ingest.source import Source

pytest.importorskip("pypdfium2", reason="the PDF library is not installed")


@dataclass(frozen=True)
class Put:
    """A line of text at a place on a page, in points from the lower left corner."""

    x: float
    y: float
    text: str
    font: str = "F1"


def made(pages: Sequence[Sequence[Put]], trailer: str = "") -> bytes:
    """A PDF of A4 pages with Helvetica (F1) and Helvetica Bold (F2) in 10 points."""
    fonts = "".join(
        f"/{name} << /Type /Font /Subtype /Type1 /BaseFont /{base} /Encoding /WinAnsiEncoding >> "
        for name, base in (("F1", "Helvetica"), ("F2", "Helvetica-Bold"))
    )
    kids = " ".join(f"{3 + 2 * at} 0 R" for at in range(len(pages)))
    parts: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
    ]
    for at, page in enumerate(pages):
        drawn = "".join(
            f"BT /{one.font} 10 Tf {one.x} {one.y} Td ({_escaped(one.text)}) Tj ET\n" for one in page
        ).encode("cp1252")
        parts.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {4 + 2 * at} 0 R "
            f"/Resources << /Font << {fonts} >> >> >>".encode()
        )
        parts.append(f"<< /Length {len(drawn)} >>\nstream\n".encode() + drawn + b"\nendstream")
    return _assembled(parts, trailer)


def _escaped(text: str) -> str:
    return "".join(f"\\{sign}" if sign in "()\\" else sign for sign in text)


def _assembled(parts: Sequence[bytes], trailer: str) -> bytes:
    data = bytearray(b"%PDF-1.4\n")
    places: list[int] = []
    for number, part in enumerate(parts, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n".encode() + part + b"\nendobj\n"
    start = len(data)
    data += f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n".encode()
    data += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    data += f"trailer << /Size {len(parts) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF".encode()
    return bytes(data)


def page(*lines: str, top: float = 780, step: float = 14) -> list[Put]:
    """Lines below each other; an empty one leaves a gap."""
    return [Put(60, top - step * at, line) for at, line in enumerate(lines) if line]


def read(*pages: Sequence[Put], kind: TranscriptKind | None = None) -> Draft:
    return pdf.read_pdf(Source("a.pdf", made(pages), overrides=Overrides(kind=kind)))


def said(draft: Draft) -> list[tuple[str | None, str]]:
    return [(turn.speaker, turn.text) for turn in draft.spoken]


LONG = "and this is a line that goes on nearly as far as the page is wide and so it is wrapped right"
TALK = ("Wren: One.", "Otis: Two.", "Wren: Three.", "Otis: Four.")
SAID = [("Wren", "One."), ("Otis", "Two."), ("Wren", "Three."), ("Otis", "Four.")]


def test_labels_wrapped_lines_and_paragraphs() -> None:
    draft = read(page(f"Wren: {LONG}", "here.", "", "A new paragraph.", "", *TALK))
    assert said(draft)[0] == ("Wren", f"{LONG} here.\nA new paragraph.")
    assert said(draft)[1:] == SAID
    assert draft.turns[0].line == 1


def test_page_headers_footers_and_numbers_that_count_the_pages() -> None:
    def with_edges(number: int, lines: Sequence[str]) -> list[Put]:
        return [
            Put(60, 815, "Listening session 4"),
            *page(*lines),
            Put(60, 30, f"Page {number} of 3"),
            Put(500, 30, "Draft"),
        ]

    draft = read(
        with_edges(1, ("Wren: One.", "Otis: Two. It goes on over the")),
        with_edges(2, ("page.", "Wren: Three.")),
        with_edges(3, ("Otis: Four.", "Wren: 7 of 9.")),
    )
    assert said(draft) == [
        ("Wren", "One."),
        ("Otis", "Two. It goes on over the page."),
        ("Wren", "Three."),
        ("Otis", "Four."),
        ("Wren", "7 of 9."),
    ]
    assert "6 page headers, footers and page numbers" in draft.remarks[0].message


def test_labels_with_times_at_the_edge_of_pages_stay() -> None:
    pages = [
        page(f"Wren Hale  0:0{at}", "Yes.", f"Otis Park  0:0{at + 1}", "No.", top=780 - 10 * at)
        for at in range(0, 8, 2)
    ]
    assert len(read(*pages).spoken) == 8


@pytest.mark.parametrize("margin", ["beside", "inline"])
def test_paragraph_numbers_in_the_margin(margin: str) -> None:
    lines = [f"{'Wren' if at % 2 else 'Otis'}: This is turn {at}." for at in range(1, 9)]
    if margin == "inline":
        shown = page(*(f"{at} {line}" for at, line in enumerate(lines, 1)))
    else:
        shown = [*page(*lines), *(Put(20, 780 - 14 * at, str(at + 1)) for at in range(8))]
    draft = read(shown)
    assert [turn.text for turn in draft.spoken] == [f"This is turn {at}." for at in range(1, 9)]
    assert "8 numbers that count" in draft.remarks[0].message


def test_margin_numbers_that_each_page_draws_to_the_end_of_the_document() -> None:
    """Some programs draw all numbers on each page, and those beyond its lower edge are not seen."""

    def with_all(first: int, lines: Sequence[str]) -> list[Put]:
        return [*page(*lines), *(Put(20, 780 - 300 * at, str(first + at)) for at in range(21 - first))]

    lines = [
        f"{'Wren' if at % 2 else 'Otis'}: This is turn {word}." for at, word in enumerate("abcdefghijkl")
    ]
    draft = read(with_all(1, lines[:4]), with_all(5, lines[4:8]), with_all(18, lines[8:]))
    assert [turn.text for turn in draft.spoken] == [f"This is turn {word}." for word in "abcdefghijkl"]
    assert "20 numbers that count" in draft.remarks[0].message
    assert "from 1 to 20" in draft.remarks[0].message


def test_numbers_below_each_other_in_a_margin_are_no_word() -> None:
    """The library takes single signs in a narrow column for vertical writing."""
    pages = [
        [*page(*TALK), *(Put(20, 780 - 14 * at, str(first + at)) for at in range(len(TALK)))]
        for first in (1, 5)
    ]
    draft = read(*pages)
    assert said(draft) == [*SAID, *SAID]
    assert "8 numbers that count" in draft.remarks[0].message


def test_the_footer_of_a_last_page_with_few_lines() -> None:
    def with_footer(number: int, lines: Sequence[str]) -> list[Put]:
        return [*page(*lines), Put(60, 30, f"Page {number} of 3")]

    draft = read(with_footer(1, TALK), with_footer(2, TALK), with_footer(3, TALK[:1]))
    assert said(draft) == [*SAID, *SAID, SAID[0]]


def test_non_breaking_spaces_and_tabs_are_folded() -> None:
    draft = read(page(*(line.replace(" ", "\u00a0") for line in TALK)))
    assert said(draft) == SAID
    wide = [put for at, line in enumerate(TALK) for put in _in_columns(line.replace(":", ""), 780 - 14 * at)]
    assert said(read(wide)) == SAID


def _in_columns(line: str, y: float) -> list[Put]:
    name, words = line.split(" ")
    return [Put(60, y, name), Put(160, y, words)]


def test_bold_names_without_a_colon() -> None:
    lines = [(name, words) for name, words in (line.split(": ") for line in TALK)]
    shown = [
        put
        for at, (name, words) in enumerate(lines)
        for put in (Put(60, 780 - 20 * at, name, "F2"), Put(100, 780 - 20 * at, words))
    ]
    assert said(read(shown)) == SAID


def test_words_parted_at_the_end_of_a_line() -> None:
    def line(text: str, right: str = "-") -> pdf.PdfLine:
        return pdf.PdfLine(0, text + right, 60, 500, 0, 10, 0, True)

    lines = [line("the infor", "\x02"), line("mation we", "\x02"), line("got in", "\x02"), line("beta", "")]
    remarks: list[object] = []
    joined = pdf._in_one_word([*lines, line("in it", "")], remarks)  # type: ignore[arg-type]
    assert " ".join(one.text for one in joined).startswith("the information wegot in-beta")
    assert len(remarks) == 1


def test_a_policy_is_read_by_paragraph() -> None:
    draft = read(
        page("Policy 12", "", "Note: All of us ride the bus.", "", "Wren: x"), kind=TranscriptKind.ARTIFACT
    )
    assert said(draft) == [(None, "Policy 12"), (None, "Note: All of us ride the bus."), (None, "Wren: x")]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (made([[]]), "pictures of its pages and no text"),
        (made([page("Wren: Hi.")])[:300], "damaged|no text"),
        (b"%PDF-1.7 junk", "damaged"),
        (
            made(
                [page("Wren: Hi.")],
                "/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <"
                + "41" * 32
                + "> /U <"
                + "42" * 32
                + "> >> "
                "/ID [<00> <00>]",
            ),
            "locked with a password",
        ),
    ],
)
def test_what_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(InputError, match=words):
        pdf.read_pdf(Source("a.pdf", data))


def test_too_many_pages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="more than 3,000 pages"):
        pdf.read_pdf(Source("a.pdf", made([page("Wren: Hi.")] * 3_005)))
