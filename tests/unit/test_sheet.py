"""Excel: values as they were saved, dates and times by their formats, and limits on size."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import pytest

from coder.domain.transcript import TranscriptKind, TurnKind
from coder.errors import InputError
from coder.ingest import cells
from coder.ingest.draft import Draft
from coder.ingest.overrides import Overrides
from coder.ingest.sheet import read_sheet
from coder.ingest.source import Source

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="[h]:mm:ss"/>'
    '<numFmt numFmtId="165" formatCode="&quot;day&quot; 0.0"/></numFmts><cellXfs><xf numFmtId="0"/>'
    '<xf numFmtId="164"/><xf numFmtId="14"/><xf numFmtId="165"/><xf numFmtId="22"/></cellXfs></styleSheet>'
)


def links(*targets: tuple[str, str, str]) -> str:
    inner = "".join(
        f'<Relationship Id="{i}" Type="{LINKS}/{kind}" Target="{to}"/>' for i, kind, to in targets
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'


def inline(text: str) -> str:
    return f'<c t="inlineStr"><is><t>{text}</t></is></c>'


def rows(table: Sequence[Sequence[str]]) -> str:
    """Rows of cells that are XML already, or text."""
    made = ("".join(cell if cell.startswith("<c") else inline(cell) for cell in row) for row in table)
    return "".join(f"<row>{row}</row>" for row in made)


def packed(*sheets: str, strings: str = "", extra: dict[str, str] | None = None, main: str = MAIN) -> bytes:
    names = "".join(f'<sheet name="Sheet {n}" r:id="s{n}"/>' for n in range(1, len(sheets) + 1))
    parts = {
        "[Content_Types].xml": (
            f'<Types xmlns="{PACKAGE}/content-types"><Override PartName="/xl/workbook.xml" '
            f'ContentType="{TYPE}"/></Types>'
        ),
        "_rels/.rels": links(("r1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{LINKS}"><sheets>{names}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": links(
            ("t1", "styles", "styles.xml"),
            ("t2", "sharedStrings", "sharedStrings.xml"),
            *((f"s{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)),
        ),
        "xl/styles.xml": STYLES,
        "xl/sharedStrings.xml": f'<sst xmlns="{main}">{strings}</sst>',
        **{
            f"xl/worksheets/sheet{n}.xml": (
                f'<worksheet xmlns="{main}"><sheetData>{sheet}</sheetData></worksheet>'
            )
            for n, sheet in enumerate(sheets, 1)
        },
        **(extra or {}),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return file.getvalue()


def read(*sheets: str, strings: str = "", sheet: str | None = None, main: str = MAIN) -> Draft:
    data = packed(*sheets, strings=strings, main=main)
    return read_sheet(Source("a.xlsx", data, overrides=Overrides(sheet=sheet)))


def said(draft: Draft) -> list[tuple[str | None, str]]:
    return [(turn.speaker, turn.text) for turn in draft.spoken]


TALK = rows((("Speaker", "Text"), ("Wren", "One."), ("Otis", "Two.")))


def test_shared_strings_gaps_and_saved_values_of_formulas() -> None:
    strings = "<si><t>Speaker</t></si><si><r><t>Te</t></r><r><t>xt</t></r><rPh><t>no</t></rPh></si>"
    sheet = (
        '<row r="2"><c r="B2" t="s"><v>0</v></c><c r="D2" t="s"><v>1</v></c></row>'
        '<row r="4"><c r="B4" t="str"><f>A1</f><v>Wren</v></c>'
        '<c r="D4" t="inlineStr"><is><t>=1+1</t></is></c></row>'
        '<row r="5"><c r="D5"><f>SUM(A1:A9)</f><v>7</v></c></row>'
    )
    draft = read(sheet, strings=strings)
    assert said(draft) == [("Wren", "=1+1\n7")]
    assert draft.turns[0].line == 4


def test_strict_files() -> None:
    assert said(read(TALK, main="http://purl.oclc.org/ooxml/spreadsheetml/main"))[0] == ("Wren", "One.")


def test_times_dates_and_numbers() -> None:
    def number(value: str, style: int) -> str:
        return f'<c s="{style}"><v>{value}</v></c>'

    draft = read(
        rows(
            (
                ("Speaker", "Start", "Text"),
                ("Wren", number("0.000752314814814815", 1), number("45000", 2)),
                ("Otis", number("1.5", 1), number("0.30000000000000004", 0)),
                ("Wren", number("2", 0), number("12", 3)),
                ("Otis", number("3", 0), number("45000.5", 4)),
            )
        )
    )
    assert [turn.start_ms for turn in draft.turns] == [65_000, 129_600_000, 2_000, 3_000]
    assert [turn.text for turn in draft.turns] == ["2023-03-15", "0.3", "12", "2023-03-15 12:00:00"]


def test_the_sheet_that_holds_the_talk() -> None:
    notes = rows((("Agenda",), ("Welcome",)))
    draft = read(notes, TALK)
    assert said(draft) == [("Wren", "One."), ("Otis", "Two.")]
    assert "“Sheet 2” and not “Sheet 1”" in draft.remarks[0].message
    assert said(read(notes, TALK, sheet="sheet 2")) == said(draft)
    with pytest.raises(InputError, match="no column is named"):
        read(notes, TALK, sheet="1")
    with pytest.raises(InputError, match="there is no sheet “9”"):
        read(notes, TALK, sheet="9")


def test_a_place_that_is_given_twice_keeps_both() -> None:
    cells = (("A2", "Wren"), ("B2", "One."), ("B2", "Two."))
    sheet = "".join(f'<c r="{place}" t="str"><v>{words}</v></c>' for place, words in cells)
    assert said(read(rows((("Speaker", "Text"),)) + f'<row r="2">{sheet}</row>')) == [("Wren", "One.\nTwo.")]


def test_a_survey() -> None:
    question = "What would you change first?"
    answers = (("Respondent", "Role", question), ("R1", "Teacher", "The late buses, and all of the doors"))
    draft = read(rows(answers))
    assert draft.kind is TranscriptKind.SURVEY_COMMENTS
    assert [(turn.kind, turn.text) for turn in draft.turns] == [
        (TurnKind.EVENT, f"[{question}]"),
        (TurnKind.SPEECH, "The late buses, and all of the doors"),
    ]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (packed(TALK, extra={"xl/x.xml": "<!DOCTYPE a>"}), "declares a document type"),
        (packed('<row><c r="AAAA1"><v>1</v></c><c r="ZZZ1"><v>1</v></c></row>'), "holds more than"),
        (packed(TALK)[:-30], "damaged"),
        (packed("<row><c>"), "damaged"),
        (packed(), "no column is named"),
        (packed(TALK, extra={"../x": ""}), "names that do not belong"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",  # bytes of an archive hold the time
)
def test_what_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read_sheet(Source("a.xlsx", data))


def test_one_long_string_shown_in_many_cells_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "MAX_CHARACTERS", 10_000)
    many = "".join('<row><c t="s"><v>0</v></c></row>' for _ in range(20))
    with pytest.raises(InputError, match="holds more than"):
        read(many, strings=f"<si><t>{'x' * 1_000}</t></si>")


def test_a_cell_far_to_the_right_of_every_row_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "MAX_CELLS", 100_000)
    with pytest.raises(InputError, match="holds more than"):
        read("".join(f'<row><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 20)))
