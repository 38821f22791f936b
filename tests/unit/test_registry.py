"""What a file is decides how it is read; what cannot be read is named, with a remedy."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.errors import InputError
from coder.ingest import registry
from coder.ingest.registry import FORMATS, detect, read
from coder.ingest.source import Source

TALK = "Wren: One.\nOtis: Two.\nWren: Three.\nOtis: Four.\n"
VTT = "WEBVTT\n\n00:01.000 --> 00:02.000\nWren: One.\n"
SRT = "1\n00:00:01,000 --> 00:00:02,000\nWren: One.\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TABLE = "speaker,text\nWren,One.\n"


def zipped(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return file.getvalue()


def named(value: str | bytes) -> str:
    """A name for a case that is the same in every process; a zip holds the time it was made."""
    return value if isinstance(value, str) else "bytes"


def word() -> bytes:
    document = docx.Document()
    for line in TALK.splitlines():
        document.add_paragraph(line)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "found"),
    [
        ("a.txt", TALK.encode(), "txt"),
        ("a.md", TALK.encode(), "txt"),
        ("a", TALK.encode(), "txt"),
        ("a.vtt", VTT.encode(), "vtt"),
        ("a.txt", b"\xef\xbb\xbf" + VTT.encode(), "vtt"),
        ("a.srt", SRT.encode(), "srt"),
        ("a.txt", SRT.encode(), "srt"),
        ("a.csv", TABLE.encode(), "csv"),
        ("a.tsv", TABLE.replace(",", "\t").encode(), "csv"),
        ("a.txt", TABLE.replace(",", "\t").encode(), "csv"),
        ("a.docx", word(), "docx"),
        ("a.txt", word(), "docx"),
    ],
    ids=named,
)
def test_content_decides_before_the_suffix(tmp_path: Path, name: str, data: bytes, found: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    draft = read(path)
    assert draft.format == found
    assert draft.speakers[0] == "Wren"
    assert draft.source_name == name
    assert draft.source_sha256 == hashlib.sha256(data).hexdigest()
    assert draft.why


@pytest.mark.parametrize(
    ("data", "words", "remedy"),
    [
        (b"%PDF-1.7\n", "a PDF file", "save it as .docx or .txt"),
        (b"{\\rtf1 hi}", "an RTF file", "save it as .docx or .txt"),
        (OLE + b"\0" * 50, "an old Word or Office file", "save it as .docx"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "locked with a password", "without"),
        (b"\x89PNG\r\n\x1a\n", "an image", "transcript"),
        (b"\xff\xd8\xff\xe0", "an image", "transcript"),
        (b"ID3\x03", "a sound recording", "transcript"),
        (b"\0\0\0\x20ftypM4A ", "a recording", "transcript"),
        (b"SQLite format 3\0", "a database", "export"),
        (b"abc\0\1\2\3", "not a text file", "save the transcript"),
        (zipped("xl/workbook.xml"), "an Excel workbook", ".csv"),
        (zipped("project.qde"), "a REFI-QDA project", "project"),
        (zipped("content.xml"), "an OpenDocument file", ".docx"),
        (zipped("a.txt"), "a zip archive", "unpack"),
        (b"PK\x03\x04 broken", "damaged", "open it in Word"),
        (b'{"segments": []}', "a JSON file", "export"),
        (b"@UTF8\n@Begin\n", "a CHAT transcript", ".txt"),
        (b"<!DOCTYPE html><p>", "an XML or HTML file", ".docx"),
    ],
    ids=named,
)
def test_what_cannot_be_read_is_named(tmp_path: Path, data: bytes, words: str, remedy: str) -> None:
    path = tmp_path / "a.dat"
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        read(path)
    assert words in caught.value.what
    assert remedy in caught.value.remedy
    assert caught.value.where == "a.dat"


def test_a_given_format_overrules_recognition(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TABLE)
    assert read(path, as_format="txt").format == "txt"
    with pytest.raises(InputError, match=r"no format “odt”.*choose one of txt, docx, vtt, srt, csv"):
        read(path, as_format="odt")
    with pytest.raises(InputError, match="Word file is damaged"):
        read(path, as_format="docx")
    path.write_bytes(b"%PDF-1.4 text only")
    with pytest.raises(InputError, match="PDF"):
        read(path, as_format="txt")


def test_paths_that_are_no_readable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="no such file"):
        read(tmp_path / "gone.txt")
    with pytest.raises(InputError, match="folder"):
        read(tmp_path)
    with pytest.raises(InputError, match="cannot be read"):
        read(tmp_path / "a\0b")
    with pytest.raises(InputError, match="cannot be read"):
        read(tmp_path / ("x" * 300))
    empty = tmp_path / "empty.txt"
    empty.touch()
    with pytest.raises(InputError, match="empty"):
        read(empty)
    monkeypatch.setattr(registry, "MAX_BYTES", 1024**2)
    empty.write_bytes(b"a" * (1024**2 + 1))
    with pytest.raises(InputError, match="larger than 1 MB"):
        read(empty)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="pipe"):
        read(tmp_path / "pipe")


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TALK)

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(InputError, match="may not be read"):
        read(path)


def test_a_capitals_speaker_reaches_the_reader(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TALK.replace("Otis: Two.\n", "\nWHY?\n\nOtis: Two.\n"))
    assert "Moderator" in read(path, caps_speaker="Moderator").speakers


def test_the_libraries_for_word_are_not_loaded_at_start() -> None:
    program = "import sys, coder.ingest.registry; print([m for m in ('docx', 'lxml') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@given(st.binary(max_size=400), st.sampled_from([".txt", ".csv", ".vtt", ".srt", ".docx", ""]))
def test_no_bytes_make_a_reader_fail_otherwise(data: bytes, suffix: str) -> None:
    with contextlib.suppress(InputError):
        detect(data, f"a{suffix}")
    for reader in FORMATS.values():
        with contextlib.suppress(InputError):
            reader(Source(f"a{suffix}", data))


@given(st.text(st.sampled_from('Wren:0 1\t\n,;|"[]()<v>-*#&{\\A.?É\u00a0'), max_size=300))
def test_no_text_makes_a_reader_fail_otherwise(text: str) -> None:
    head = "1\n00:01.0 --> 00:02.0\n"
    for content in (text, f"WEBVTT\n\n{head}{text}", f"speaker,text\n{text}", f"Respondent,Why\n{text}"):
        for name in ("txt", "vtt", "csv"):
            with contextlib.suppress(InputError):
                FORMATS[name](Source("a", content.encode()))
