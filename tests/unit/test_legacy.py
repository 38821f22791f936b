"""Files from before 2007: Word through LibreOffice, and a right sentence for the others."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import docx
import pytest

from coder.errors import InputError
from coder.ingest import legacy
from coder.ingest.legacy import OLE, find_office, old_word, read_old_word
from coder.ingest.source import Source

OFFICE = find_office()


def ole(stream: str) -> bytes:
    return OLE + b"\0" * 600 + stream.encode("utf-16-le") + b"\0" * 600


@pytest.mark.parametrize(
    ("stream", "words"),
    [
        ("Workbook", r"old Excel workbook \(.xls\); save it as .xlsx or .csv"),
        ("PowerPoint Document", "old PowerPoint"),
        ("EncryptedPackage", "locked with a password"),
        ("__substg1.0_1000", "Outlook message"),
        ("Whatever", "of a kind we cannot read"),
    ],
)
def test_other_old_files_are_told_apart(stream: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        old_word(ole(stream), "a.doc")


def test_an_old_word_file_is_recognized() -> None:
    assert old_word(ole("WordDocument"), "a.doc")
    assert not old_word(b"Wren: Hi.", "a.doc")


def test_without_libreoffice_the_remedy_is_to_save_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(legacy, "find_office", lambda: None)
    with pytest.raises(InputError, match=r"needs LibreOffice to be read; save it as .docx"):
        read_old_word(Source("a.doc", ole("WordDocument")))


def program(folder: Path, lines: str) -> str:
    place = folder / "office"
    place.write_text(f"#!/bin/sh\n{lines}\n", encoding="utf-8")
    place.chmod(0o755)
    return str(place)


def test_a_program_that_never_ends_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(legacy, "TIME_LIMIT", 0.3)
    slow = program(tmp_path, f"(sleep 5; touch {tmp_path}/alive) & sleep 60")
    with pytest.raises(InputError, match="did not finish"):
        legacy.convert(b"x", slow, "a.doc")


def test_a_program_that_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="could not read the old Word file"):
        legacy.convert(b"x", program(tmp_path, "exit 1"), "a.doc")
    with pytest.raises(InputError, match="could not be started"):
        legacy.convert(b"x", str(tmp_path / "missing"), "a.doc")


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_a_real_old_word_file(tmp_path: Path) -> None:
    document = docx.Document()
    for text in ("Facilitator: Why?", "Wren: Because.", "Facilitator: And?", "Wren: That is all."):
        document.add_paragraph(text)
    modern = io.BytesIO()
    document.save(modern)
    (tmp_path / "a.docx").write_bytes(modern.getvalue())
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        str(OFFICE),
        profile,
        "--headless",
        "--convert-to",
        "doc:MS Word 97",
        "--outdir",
        str(tmp_path),
    ]
    subprocess.run([*command, str(tmp_path / "a.docx")], check=True, capture_output=True, timeout=120)
    data = (tmp_path / "a.doc").read_bytes()
    draft = read_old_word(Source("a.doc", data, old_word(data, "a.doc")))
    assert [(turn.speaker, turn.text) for turn in draft.spoken] == [
        ("Facilitator", "Why?"),
        ("Wren", "Because."),
        ("Facilitator", "And?"),
        ("Wren", "That is all."),
    ]
    assert draft.format == "doc"
