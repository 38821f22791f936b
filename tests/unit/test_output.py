"""What reaches a terminal: nothing that steers it, and every column in its place."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Sequence

import pytest

from coder.cli import main
from coder.cli.output import Row, emit, put, say
from coder.errors import InputError
from coder.services.listing import FIELDS

ESCAPE = "AM\x1b[31m\x9b2J\u202eX"
PERSON: Row = {
    "id": "1",
    "label": "S01",
    "group": "students",
    "transcripts": "FG-01",
    "attributes": {"id": "false id", "label": "false label", "grade": "9", "=cmd()": "x"},
}


def printed(capsys: pytest.CaptureFixture[str], rows: Sequence[Row], shape: str, **more: object) -> str:
    emit(rows, shape, **more)  # type: ignore[arg-type]
    return capsys.readouterr().out


def is_safe(text: str) -> bool:
    return not any(mark in text for mark in "\x1b\x9b\u202e")


@pytest.mark.parametrize("shape", ["table", "csv", "json"])
def test_no_cell_or_heading_steers_the_terminal(capsys: pytest.CaptureFixture[str], shape: str) -> None:
    out = printed(capsys, [{"id": ESCAPE, "attributes": {ESCAPE: ESCAPE}}], shape)
    assert "AM" in out
    assert is_safe(out)


def test_json_escapes_and_loses_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"id": ESCAPE + "\udcff", "text": "José “dice” 👩‍👧"}]
    out = printed(capsys, rows, "json")
    assert json.loads(out) == rows
    assert "José “dice” 👩‍👧" in out


def test_csv_keeps_line_breaks_and_tabs(capsys: pytest.CaptureFixture[str]) -> None:
    words = "one\ntwo\tthree"
    out = printed(capsys, [{"id": "1", "text": words}], "csv")
    assert list(csv.reader(io.StringIO(out)))[1] == ["1", words]


def test_narration_never_steers_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    say(f"Wrote {ESCAPE}\udcff")
    err = capsys.readouterr().err
    assert err.startswith("Wrote AM")
    assert is_safe(err)
    assert "\udcff" not in err


@pytest.mark.parametrize("terminal", [True, False])
def test_text_is_cleaned_for_a_terminal_alone(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, terminal: bool
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)
    put(f"{ESCAPE}\nsecond line")
    out = capsys.readouterr().out
    assert out.endswith("\nsecond line\n")
    assert is_safe(out) is terminal


def test_attributes_never_replace_a_fixed_column(capsys: pytest.CaptureFixture[str]) -> None:
    fields = FIELDS["participants"]
    assert json.loads(printed(capsys, [PERSON], "json", fields=fields)) == [PERSON]
    cells = next(csv.DictReader(io.StringIO(printed(capsys, [PERSON], "csv", fields=fields))))
    assert cells == {
        "id": "1",
        "label": "S01",
        "group": "students",
        "transcripts": "FG-01",
        "attribute:id": "false id",
        "attribute:label": "false label",
        "grade": "9",
        "attribute:=cmd()": "x",
    }
    table = printed(capsys, [PERSON], "table", columns=("label", "attributes"), fields=fields)
    assert table.split()[:4] == ["label", "attribute:id", "attribute:label", "grade"]
    assert "S01" in table


def test_an_attribute_keeps_its_column_beside_a_renamed_one(capsys: pytest.CaptureFixture[str]) -> None:
    row: Row = {"id": "1", "attributes": {"id": "a", "attribute:id": "b", "attributes": "c"}}
    out = printed(capsys, [row], "csv", fields=("id", "attributes"))
    assert next(csv.DictReader(io.StringIO(out))) == {
        "id": "1",
        "attribute:attribute:id": "a",
        "attribute:id": "b",
        "attribute:attributes": "c",
    }


@pytest.mark.parametrize("what", sorted(FIELDS))
def test_a_list_without_rows_has_its_columns(capsys: pytest.CaptureFixture[str], what: str) -> None:
    out = printed(capsys, [], "csv", columns=("label",), fields=FIELDS[what])
    assert out.splitlines() == [",".join(name for name in FIELDS[what] if name != "attributes")]


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (PermissionError(13, "Permission denied", "a\x1b\udcff.csv"), "a��.csv: the file cannot be used"),
        (PermissionError(13, "Permission denied", b"a.csv"), "a.csv: the file cannot be used"),
        (OSError(28, "No space left on device"), r"the output cannot be written \(No space"),
        (OSError("odd"), r"the output cannot be written \(odd\)"),
        (UnicodeEncodeError("utf-8", "r\udcff.docx", 1, 2, "surrogates"), "r�.docx: this holds characters"),
    ],
)
def test_what_the_system_refuses_is_one_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, error: Exception, sentence: str
) -> None:
    def refuse(**_: object) -> None:
        raise error

    monkeypatch.setattr(main.cli, "main", refuse)
    assert main.run(["list"]) == InputError.exit_code
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1
    assert re.match(sentence, err), err
