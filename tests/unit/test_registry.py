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

from coder.domain.transcript import Role, TranscriptKind
from coder.errors import InputError
from coder.ingest import registry
from coder.ingest.overrides import Overrides
from coder.ingest.registry import FORMATS, detect, read
from coder.ingest.source import Source

OURS = ("txt", "vtt", "srt", "chat", "csv", "docx")
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
        (OLE + "EncryptedPackage".encode("utf-16-le"), "locked with a password", "without"),
        (b"\x89PNG\r\n\x1a\n", "an image", "transcript"),
        (b"\xff\xd8\xff\xe0", "an image", "transcript"),
        (b"ID3\x03", "a sound recording", "transcript"),
        (b"\0\0\0\x20ftypM4A ", "a recording", "transcript"),
        (b"SQLite format 3\0", "a database", "export"),
        (b"abc\0\1\2\3", "not a text file", "save the transcript"),
        (zipped("ppt/presentation.xml"), "a PowerPoint", ".docx"),
        (zipped("project.qde"), "a REFI-QDA project", "project"),
        (zipped("a.txt"), "a zip archive", "unpack"),
        (b"PK\x03\x04 broken", "damaged", "open it in Word"),
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
    with pytest.raises(InputError, match=r"no format “wav”.*choose one of .*csv.*txt"):
        read(path, as_format="wav")
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


def test_facilitators_and_kind_may_be_told(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TALK.replace("Otis", "Otis and Ana"))
    told = Overrides(facilitators=("wren", "Nobody"), kind=TranscriptKind.INTERVIEW)
    draft = read(path, told)
    assert draft.roles == {"Wren": Role.FACILITATOR, "Otis and Ana": Role.UNKNOWN}
    assert draft.kind is TranscriptKind.INTERVIEW
    assert [remark.message for remark in draft.remarks] == [
        "“Otis and Ana” stands for more than one person; it was kept as one label of nobody known",
        "Nobody called “Nobody” speaks here",
    ]


def test_an_encoding_may_be_told(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("Wren: αβγ\nOtis: δ\nWren: ε\nOtis: ζ\n".encode("cp1253"))
    assert read(path, Overrides(encoding="cp1253")).turns[0].text == "αβγ"
    for wrong in ("klingon", "hex", "undefined"):
        with pytest.raises(InputError, match="no encoding"):
            read(path, Overrides(encoding=wrong))


def test_what_a_preview_shows(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        "Wren: [00:01] What did you and Ms. Alder say?\nOtis: [00:05] My name is Otis, and she is not here.\n"
        "Wren: [00:09] So, Otis, what then?\nRule: none\n"
    )
    draft = read(path)
    assert draft.language == "en"
    assert draft.times == (1_000, 9_000)
    assert draft.words == {"Wren": 13, "Otis": 9}
    assert draft.people == {"Otis": 2, "Alder": 1}
    assert [remark.line for remark in draft.not_understood] == [4]
    accounting = draft.accounting()
    assert accounting is not None
    assert not accounting.unaccounted


HOSTILE = {
    "one line": ("so the bus ", 1_900_000),
    "colons": ("a:", 10_000_000),
    "lines": ("\n", 20_000_000),
    "carriage returns": ("a\r", 10_000_000),
    "brackets": ("[" * 900_000 + "\n", 22),
    "overlaps": ("Wren: " + "//A: b " * 120_000 + "\n", 22),
    "short turns": ("Wren: a b c\nOtis: a b c d\n", 300_000),
}


@pytest.mark.parametrize("told", [Overrides(), Overrides(as_format="txt")])
def test_a_text_of_very_many_words_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: Overrides
) -> None:
    monkeypatch.setattr(registry, "MAX_TEXT_BYTES", 1024)
    (tmp_path / "long.txt").write_text("Maya: One more word.\n" * 100)
    with pytest.raises(InputError, match=r"long\.txt: the text is larger than 0 MB; split it"):
        registry.read(tmp_path / "long.txt", told)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured as Linux does")
@pytest.mark.parametrize("name", HOSTILE)
def test_twenty_megabytes_are_read_or_refused_in_bounds(tmp_path: Path, name: str) -> None:
    piece, times = HOSTILE[name]
    (tmp_path / "a.txt").write_text(piece * times, newline="")
    program = (
        "import resource, sys, pathlib, coder.ingest.registry as r, coder.errors as e\n"
        "try: r.read(pathlib.Path(sys.argv[1]))\n"
        "except e.InputError as error: print(error)\n"
        # Not ru_maxrss, which a child takes over from the process that started it.
        "status = pathlib.Path('/proc/self/status').read_text().split()\n"
        "used = resource.getrusage(resource.RUSAGE_SELF)\n"
        "print(int(status[status.index('VmHWM:') + 1]) // 1024, used.ru_utime)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "a.txt")], capture_output=True, text=True, check=True
    )
    megabytes, seconds = done.stdout.split()[-2:]
    assert int(megabytes) < 300
    assert float(seconds) < 5


def test_a_capitals_speaker_reaches_the_reader(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TALK.replace("Otis: Two.\n", "\nWHY?\n\nOtis: Two.\n"))
    assert "Moderator" in read(path, Overrides(caps_speaker="Moderator")).speakers


def test_the_libraries_for_word_are_not_loaded_at_start() -> None:
    program = "import sys, coder.ingest.registry; print([m for m in ('docx', 'lxml') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@given(st.binary(max_size=400), st.sampled_from([".txt", ".csv", ".vtt", ".srt", ".docx", ""]))
def test_no_bytes_make_a_reader_fail_otherwise(data: bytes, suffix: str) -> None:
    with contextlib.suppress(InputError):
        detect(data, f"a{suffix}")
    for name in OURS:
        with contextlib.suppress(InputError):
            FORMATS[name](Source(f"a{suffix}", data))


@given(st.text(st.sampled_from('Wren:0 1\t\n,;|"[]()<v>-*#&{\\A.?É\u00a0'), max_size=300))
def test_no_text_makes_a_reader_fail_otherwise(text: str) -> None:
    head = "1\n00:01.0 --> 00:02.0\n"
    for content in (text, f"WEBVTT\n\n{head}{text}", f"speaker,text\n{text}", f"Respondent,Why\n{text}"):
        for name in OURS:
            with contextlib.suppress(InputError):
                FORMATS[name](Source("a", content.encode()))


def test_what_is_nobodys_can_be_given_to_somebody(tmp_path: Path) -> None:
    file = tmp_path / "talk.txt"
    file.write_text("We came by bus.\n\nNobody was there to meet us.\n")
    draft = read(file, Overrides(said_by="Moderator"))
    assert [(turn.speaker, turn.text) for turn in draft.spoken] == [
        ("Moderator", "We came by bus."),
        ("Moderator", "Nobody was there to meet us."),
    ]
    assert draft.roles == {"Moderator": Role.FACILITATOR}
    assert any("2 turns of nobody were given to “Moderator”" in remark.message for remark in draft.remarks)
