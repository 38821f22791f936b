"""Tables: transcripts by row and open survey answers by respondent."""

from __future__ import annotations

import csv

import pytest

from coder.domain.transcript import Role, TranscriptKind, TurnKind
from coder.errors import InputError
from coder.ingest.draft import Draft
from coder.ingest.overrides import Overrides
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
        "Rows without a speaker were given to whoever spoke before",
        "Rows without words were left out",
    ]


def test_whole_numbers_in_start_and_end_are_milliseconds() -> None:
    draft = read("start\tend\ttext\n0\t1500\tHello\n1500\t2000\tyou\n9000\t9500\tAgain\n")
    assert [(turn.text, turn.start_ms, turn.end_ms) for turn in draft.turns] == [
        ("Hello you", 0, 2_000),
        ("Again", 9_000, 9_500),
    ]
    assert "joined until a pause" in draft.remarks[0].message
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
        read('speaker,text\nWren,"' + "xxxx\n" * 250_000)
    assert csv.field_size_limit() == before


def told(text: str, /, **columns: str) -> Draft:
    return read_table(Source("a.csv", text.encode(), overrides=Overrides(columns=columns)))


def test_a_table_of_time_spans() -> None:
    draft = read("Timespan,Content,Speaker\n0:00.0 - 0:04.5,Why?,Interviewer\n0:04.5 - 1:02:00.0,So.,Wren\n")
    assert said(draft) == [("Interviewer", "Why?"), ("Wren", "So.")]
    assert [(turn.start_ms, turn.end_ms) for turn in draft.turns] == [(0, 4_500), (4_500, 3_720_000)]


def test_dates_in_a_column_of_times_are_no_times() -> None:
    assert read("Timestamp,Speaker,Text\n2025-05-22 10:30:00,Wren,Hi\n").turns[0].start_ms is None


def test_an_unnamed_index_column_and_tabs_in_a_csv() -> None:
    assert said(read("\tspeaker\ttext\n0\tWren\tYes, we do\n1\tOtis\tNo\n")) == [
        ("Wren", "Yes, we do"),
        ("Otis", "No"),
    ]


def test_columns_that_a_person_names() -> None:
    text = "Who said it,What,When\nWren,One,0:01\nOtis,Two,0:05\n"
    by_name = told(text, speaker="who said it", text="What", start="When")
    assert (
        said(by_name)
        == said(told(text.split("\n", 1)[1], speaker="A", text="2"))
        == [
            ("Wren", "One"),
            ("Otis", "Two"),
        ]
    )
    assert by_name.turns[1].start_ms == 5_000
    with pytest.raises(InputError, match=r"no column is called “Whom”.*Who said it"):
        told(text, speaker="Whom")
    with pytest.raises(InputError, match="nothing that a column can hold"):
        told(text, color="What")


def test_a_table_without_a_header_whose_speakers_recur() -> None:
    draft = read("Wren,1,That is what I meant\nOtis,2,No\nWren,3,It is\nOtis,4,Fine\n")
    assert said(draft)[0] == ("Wren", "That is what I meant")
    assert "told by what they hold" in draft.remarks[0].message


def test_a_form_that_nobody_signs() -> None:
    draft = read(
        f"Timestamp,{Q1},{Q2}\n5/22/2025 10:30:01,{LONG.replace(',', '')},Late buses and the doors\n"
    )
    assert draft.kind is TranscriptKind.SURVEY_COMMENTS
    assert draft.speakers == ("Row 1",)
    assert len(draft.spoken) == 2


def test_survey_programs_that_write_several_headers() -> None:
    monkey = f"Respondent ID,{Q1},{Q2}\n,Open-Ended Response,Open-Ended Response\n7,{Q1} All of it,Nothing\n"
    assert said(read(monkey))[0] == ("7", f"{Q1} All of it")
    qualtrics = (
        f'ResponseId,QID1,QID2\nResponse ID,{Q1},{Q2}\n"{{""ImportId"":""_r""}}","{{""ImportId"":""1""}}",x\n'
        "R_1,The late buses are a problem for all of us,Everything about it\n"
    )
    assert [turn.text for turn in read(qualtrics).turns][:2] == [
        f"[{Q1}]",
        "The late buses are a problem for all of us",
    ]


def test_many_rows_of_one_speaker_take_no_time() -> None:
    draft = read("speaker,text\nWren,one\n" + ",two\n" * 100_000)
    assert len(draft.spoken) == 1
