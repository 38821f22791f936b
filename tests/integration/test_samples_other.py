"""Real transcripts in other formats than plain text and captions, and hostile files of these formats.

The samples come out with the counts their manifest gives; no hostile file takes more than five
seconds or 300 MB.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from coder.domain.transcript import Role, TranscriptKind
from coder.errors import InputError
from coder.ingest.overrides import Overrides
from coder.ingest.registry import read
from tests.support import ROOT, SHARED

SAMPLES = SHARED / "samples"
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not beside this repository")

SECONDS = 5
MEGABYTES = 300


@needs_samples
@pytest.mark.parametrize(
    ("name", "speakers", "turns"),
    [
        ("otter_docx/otter_BSR01.docx", 2, 83),
        ("pdf_otter/otter_BSR03.pdf", 2, 92),
        ("pdf_maxqda/maxqda_P1.pdf", 2, 94),
        ("es_focusgroup/cis_GD01_gold.csv", 8, 692),
        ("cha/chat_multi.cha", 2, 12),
        ("cha/chat_bullets.cha", 4, 22),
        ("whisper/whisperx_schoolboard.json", 4, 6),
        ("speech_json/dpe_kate.json", 3, 44),
        ("csv_cp1252/gennovate_IN8_F.csv", 0, 162),
    ],
)
def test_speakers_and_turns(name: str, speakers: int, turns: int) -> None:
    draft = read(SAMPLES / name)
    assert (len(draft.speakers), len(draft.spoken)) == (speakers, turns)


@needs_samples
def test_the_segments_of_a_school_board() -> None:
    draft = read(SAMPLES / "whisper/whisperx_schoolboard.json")
    assert draft.why.endswith("WhisperX with 97 segments")
    words = json.loads((SAMPLES / "whisper/whisperx_schoolboard.json").read_text(encoding="utf-8"))
    said = [word for turn in draft.spoken for word in turn.text.split()]
    assert said == [word for segment in words["segments"] for word in segment["text"].split()]


@needs_samples
def test_a_focus_group_in_pdf_is_like_its_text() -> None:
    told = Overrides(caps_speaker="MOD")
    pdf, text = (read(SAMPLES / f"es_focusgroup/cis_GD01.{suffix}", told) for suffix in ("pdf", "txt"))
    # One word is parted at the end of a line, with a hyphen that the text kept apart from its rest.
    as_said = [
        [(turn.speaker, " ".join(turn.text.replace("PRO- ", "PRO-").split())) for turn in draft.spoken]
        for draft in (pdf, text)
    ]
    assert as_said[0] == as_said[1]
    assert pdf.roles == {"MOD": Role.FACILITATOR}


@needs_samples
def test_the_numbers_in_a_margin_are_told() -> None:
    told = [remark.message for remark in read(SAMPLES / "pdf_maxqda/maxqda_P1.pdf").remarks]
    assert any(message.startswith("95 numbers") for message in told)


@needs_samples
@pytest.mark.parametrize("name", ["codebook/mannheimer_codebook.pdf", "codebook/maxqda_code-system.pdf"])
def test_a_document_without_speakers(name: str) -> None:
    assert read(SAMPLES / name).kind is TranscriptKind.ARTIFACT


@needs_samples
@pytest.mark.parametrize("name", ["qdpx/oltas_teszt.qdpx", "qdpx/skyloom_TestProject.qdpx"])
def test_a_project_is_not_a_transcript(name: str) -> None:
    with pytest.raises(InputError, match="import it as a project"):
        read(SAMPLES / name)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "this is an image"),
        (b"ID3\x04" + b"\0" * 99, "this is a sound recording"),
        (b"\0\0\0\x18ftypmp42" + b"\0" * 99, "this is a recording"),
        (b"\x1aE\xdf\xa3" + b"\0" * 99, "this is a video"),
        (b"\x1f\x8b\x08" + b"\0" * 99, "this is a compressed archive"),
        (b"\x7fELF" + b"\0" * 99, "this is not a text file"),
    ],
)
def test_one_right_sentence_for_other_files(tmp_path: Path, data: bytes, words: str) -> None:
    (tmp_path / "a").write_bytes(data)
    with pytest.raises(InputError, match=words):
        read(tmp_path / "a")


def zipped(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return file.getvalue()


def _types(main: str, kind: str) -> bytes:
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/{main}" '
        f'ContentType="application/vnd.openxmlformats-officedocument.{kind}.main+xml"/></Types>'
    ).encode()


def word(body: bytes, **more: bytes) -> bytes:
    main = b'<w:document xmlns:w="urn:w"><w:body>' + body + b"</w:body></w:document>"
    types = _types("word/document.xml", "wordprocessingml.document")
    return zipped({"[Content_Types].xml": types, "word/document.xml": main, **more})


def excel(sheet: bytes, strings: bytes = b"") -> bytes:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = (
        f'<Relationships><Relationship Id="s" Type="{kind}/worksheet" Target="sheet.xml"/>'
        f'<Relationship Id="t" Type="{kind}/sharedStrings" Target="strings.xml"/></Relationships>'
    )
    return zipped(
        {
            "[Content_Types].xml": _types("xl/workbook.xml", "spreadsheetml.sheet"),
            "xl/workbook.xml": b'<w xmlns:r="urn:r"><sheets><sheet name="A" r:id="s"/></sheets></w>',
            "xl/_rels/workbook.xml.rels": links.encode(),
            "xl/sheet.xml": b"<w><sheetData>" + sheet + b"</sheetData></w>",
            "xl/strings.xml": b"<sst>" + strings + b"</sst>",
        }
    )


def opened(body: bytes) -> bytes:
    spaces = b'xmlns:o="urn:o" xmlns:t="urn:t" xmlns:b="urn:b"'
    content = b"<o:d " + spaces + b"><o:body>" + body + b"</o:body></o:d>"
    return zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": content})


def deflated_pdf(size: int) -> bytes:
    """A PDF whose page is drawn by a stream that unpacks to `size` bytes."""
    import zlib

    stream = zlib.compress(b"BT /F1 9 Tf (x) Tj ET\n" * (size // 22))
    head = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj "
    tree = b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    page = b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources 6 0 R>>endobj "
    font = (
        b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj 6 0 obj<</Font<</F1 5 0 R>>>>endobj "
    )
    body = b"4 0 obj<</Length %d/Filter/FlateDecode>>stream\n" % len(stream) + stream + b"\nendstream endobj "
    return head + tree + page + font + body + b"trailer<</Root 1 0 R>>"


TALK = (("Wren", "One."), ("Otis", "Two."), ("Wren", "Three."), ("Otis", "Four."))
PARAGRAPHS = [f"{name}: {words}" for name, words in TALK]
ROWS = [b"<c t='inlineStr'><is><t>%s</t></is></c>" % cell.encode() for pair in TALK for cell in pair]
HEADER = b"<row>" + b"".join(b"<c t='str'><v>%s</v></c>" % name for name in (b"speaker", b"text")) + b"</row>"
RECOGNIZED: dict[str, Callable[[], bytes]] = {
    "docx": lambda: word(b"".join(b"<w:p><w:r><w:t>%s</w:t></w:r></w:p>" % p.encode() for p in PARAGRAPHS)),
    "xlsx": lambda: excel(
        HEADER + b"".join(b"<row>" + a + b + b"</row>" for a, b in zip(ROWS[::2], ROWS[1::2], strict=True))
    ),
    "odt": lambda: opened(
        b"<o:text>" + b"".join(b"<t:p>%s</t:p>" % p.encode() for p in PARAGRAPHS) + b"</o:text>"
    ),
    "rtf": lambda: b"{\\rtf1 " + b"\\par ".join(p.encode() for p in PARAGRAPHS) + b"}",
    "cha": lambda: b"@UTF8\n@Begin\n" + b"".join(b"*%s:\t%s\n" % (a.encode(), b.encode()) for a, b in TALK),
    "json": lambda: json.dumps([{"speaker": a, "text": b} for a, b in TALK]).encode(),
}


@pytest.mark.parametrize("name", sorted(RECOGNIZED))
def test_formats_are_recognized_by_their_content(name: str, tmp_path: Path) -> None:
    place = tmp_path / "transcript.txt"
    place.write_bytes(RECOGNIZED[name]())
    for draft in (read(place), read(place, as_format=name)):
        assert [(turn.speaker, turn.text) for turn in draft.spoken] == list(TALK)
        assert draft.format == name


HOSTILE: dict[str, Callable[[], bytes]] = {
    "bomb.docx": lambda: word(b"<w:p/>" * 20_000_000),
    "bomb in blocks.docx": lambda: word(b"", **{f"word/{n}.xml": b" " * 9_000_000 for n in range(60)}),
    "text.docx": lambda: word(b"<w:p><w:r><w:t>" + b"a b " * 2_400_000 + b"</w:t></w:r></w:p>"),
    "deep.docx": lambda: word(b"<w:tbl><w:tr><w:tc>" * 80 + b"</w:tc></w:tr></w:tbl>" * 80),
    "marks.docx": lambda: word(b"<w:p w:a='1'/>" * 400_000),
    "doctype.docx": lambda: word(b"", **{"word/x.xml": b'<!DOCTYPE a [<!ENTITY a "b">]><a/>'}),
    "bomb.odt": lambda: opened(b"<o:text>" + b"<t:p/>" * 20_000_000 + b"</o:text>"),
    "spaces.odt": lambda: opened(
        b"<o:text>" + b'<t:p><t:s t:c="999999999"/>x</t:p>' * 100_000 + b"</o:text>"
    ),
    "cells.xlsx": lambda: excel(
        b"".join(b'<row><c r="XFD%d"><v>1</v></c></row>' % n for n in range(1, 50_000))
    ),
    "strings.xlsx": lambda: excel(
        b'<row><c t="s"><v>0</v></c><c t="s"><v>0</v></c></row>' * 60_000,
        b"<si><t>" + os.urandom(150_000).hex().encode() + b"</t></si>",
    ),
    "marks.xlsx": lambda: excel(b"<a/>" * 25_000_000),
    "gaps.xlsx": lambda: excel(b'<row r="1048576"><c><v>1</v></c></row>' * 300_000),
    "lists.json": lambda: b"[" * 60_000_000,
    "objects.json": lambda: b'{"segments": [' + b'{"a":1},' * 7_000_000 + b"{}]}",
    "segments.json": lambda: b'{"segments": [' + b'{"text":"a b"},' * 300_000 + b'{"text":"c"}]}',
    "laughs.eaf": lambda: b'<!DOCTYPE a [<!ENTITY a "b">]><ANNOTATION_DOCUMENT>&a;</ANNOTATION_DOCUMENT>',
    "marks.eaf": lambda: b"<ANNOTATION_DOCUMENT>" + b"<a/>" * 15_000_000,
    "braces.rtf": lambda: b"{\\rtf1 " + b"{}" * 30_000_000,
    "words.rtf": lambda: b"{\\rtf1 " + b"\\b0" * 20_000_000,
    "picture.rtf": lambda: b"{\\rtf1 {\\pict " + b"0a" * 30_000_000 + b"}Wren: Hi.}",
    "paragraphs.rtf": lambda: b"{\\rtf1 " + b"a\\par " * 650_000 + b"}",
    "lines.cha": lambda: b"@UTF8\n@Begin\n" + b"*WRE:\ta .\n" * 300_000,
    "codes.cha": lambda: b"@UTF8\n@Begin\n*WRE:\t" + b"[=! a(b)c: &=d <" * 60_000 + b"\n",
    "quotes.csv": lambda: b'speaker,text\nWren,"' + b'a""\n' * 5_000_000,
    "wide.csv": lambda: b"speaker,text\n" + b"," * 20_000_000,
    "bomb.pdf": lambda: deflated_pdf(60_000_000),
    "junk.pdf": lambda: b"%PDF-1.7\n" + os.urandom(20_000_000),
    "kids.pdf": lambda: (
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]/Count 99999999>>endobj "
        b"trailer<</Root 1 0 R>>"
    ),
}

MEASURE = """
import os, resource, sys
from pathlib import Path
from coder.errors import InputError
from coder.ingest.registry import read
import lxml.etree
start = sum(os.times()[:4])
try:
    said = f"read {len(read(Path(sys.argv[1])).spoken)} turns"
except InputError as error:
    said = f"refused: {error}"
# Processor time, of children too: what else runs on the machine does not lengthen it.
took = sum(os.times()[:4]) - start
status = Path("/proc/self/status").read_text()
mine = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
print(took, max(mine, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024, said)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells how much memory a process took")
@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_no_hostile_file_takes_long_or_much(name: str, tmp_path: Path) -> None:
    place = tmp_path / name.replace(" ", "_")
    place.write_bytes(HOSTILE[name]())
    before = sorted(tmp_path.iterdir())
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(place)],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    took, most, said = done.stdout.split(" ", 2)
    assert (float(took) < SECONDS, float(most) < MEGABYTES) == (True, True), done.stdout
    assert said.startswith(("read", "refused"))
    assert sorted(tmp_path.iterdir()) == before
