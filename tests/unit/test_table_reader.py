"""Tables: transcripts by row and open survey answers by respondent."""

from __future__ import annotations

import csv

import pytest

from coder.domain.transcript import Role, TranscriptKind, TurnKind
from coder.errors import InputError
from coder.ingest.draft import Draft
from coder.ingest.source import Source
from coder.ingest.table import read_table

Q1 = "What works well in your building?"
Q2 = "What would you change first?"
LONG = "The morning circle, because everybody gets to speak"
SURVEY = (
    f"Respondent,Role,Submitted,{Q1},{Q2}\n"
    f'R01,Principal,2025-05-22,"{LONG}",N/A\n'
    "R02,Teacher,2025-05-23,,Late buses\n"
    f"R03,Teacher,2025-05-23,Our library staff are wonderful people,{LONG}\n"
    "R04,Principal,2025-05-24,Nothing,Everything about the schedule should change\n"
    "R05,Teacher,2025-05-24,Lunch,The doors\n"
)


def read(text: str, encoding: str = "utf-8") -> Draft:
    return read_table(Source("a.csv", text.encode(encoding)))


def said(draft: Draft) -> list[tuple[str | None, str]]:
    return [(turn.speaker, turn.text) for turn in draft.spoken]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_a_transcript_by_any_delimiter(delimiter: str) -> None:
    rows = [["Time", "SPEAKER", "Words"], ["0:01", "Facilitator", "Why?"], ["0:05", "Wren", "Because."]]
    draft = read("\r\n".join(delimiter.join(row) for row in rows))
    assert said(draft) == [("Facilitator", "Why?"), ("Wren", "Because.")]
    assert [turn.start_ms for turn in draft.turns] == [1_000, 5_000]
    assert [turn.line for turn in draft.turns] == [2, 3]
    assert draft.roles == {"Facilitator": Role.FACILITATOR}


def test_what_people_put_into_cells() -> None:
    draft = read(
        'n,speaker,text\n1,DB:,"He said ""no"",\nthen left"\n,,\n2,,and came back\n'
        "3,[Cross Talk 3:00],\n4,Wren,\n5,,[pause]\n6,Wren,Ok\n"
    )
    assert [(turn.kind, turn.speaker, turn.text) for turn in draft.turns] == [
        (TurnKind.SPEECH, "DB", 'He said "no",\nthen left\nand came back'),
        (TurnKind.EVENT, None, "[Cross Talk 3:00]"),
        (TurnKind.EVENT, None, "[pause]"),
        (TurnKind.SPEECH, "Wren", "Ok"),
    ]
    assert [remark.message.split(" (")[0] for remark in draft.remarks] == [
        "These columns were not read: n",
        "Rows without words were left out",
    ]


def test_whole_numbers_in_start_and_end_are_milliseconds() -> None:
    assert read("start\tend\ttext\n0\t1500\tHello\n1500\t2000\tyou\n").turns[0].end_ms == 1_500
    assert read("start\ttext\n1.5\tHello\n").turns[0].start_ms == 1_500


def test_a_title_above_the_header_and_windows_1252() -> None:
    draft = read("Our table\n\nhablante;texto\nSeñora;Sí, señor\n", "cp1252")
    assert said(draft) == [("Señora", "Sí, señor")]


def test_open_answers_come_row_by_row_after_their_question() -> None:
    draft = read(SURVEY)
    assert draft.kind is TranscriptKind.SURVEY_COMMENTS
    assert [(turn.kind, turn.speaker, turn.text) for turn in draft.turns[:6]] == [
        (TurnKind.EVENT, None, f"[{Q1}]"),
        (TurnKind.SPEECH, "R01", LONG),
        (TurnKind.EVENT, None, f"[{Q2}]"),
        (TurnKind.SPEECH, "R01", "N/A"),
        (TurnKind.EVENT, None, f"[{Q2}]"),
        (TurnKind.SPEECH, "R02", "Late buses"),
    ]
    assert len(draft.spoken) == 9
    assert draft.remarks[0].message.endswith("not read: Role, Submitted")


def test_a_row_without_a_respondent_is_named_by_its_number() -> None:
    draft = read(SURVEY.replace("R02,", ","))
    assert "Row 2" in draft.speakers
    assert draft.remarks[1].line == 3


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "one line only", "speaker\nWren\n"])
def test_a_table_without_known_columns_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="no column is named"):
        read(text)


def test_a_table_without_words_is_refused() -> None:
    with pytest.raises(InputError, match="no words"):
        read("speaker,text\nWren,\n")


def test_an_endless_cell_is_refused_and_the_limit_put_back() -> None:
    before = csv.field_size_limit()
    with pytest.raises(InputError, match="cannot be read near line 2"):
        read('speaker,text\nWren,"' + "x\n" * 600_000)
    assert csv.field_size_limit() == before
