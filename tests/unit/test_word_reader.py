"""Word files: the whole visible text, whatever it is wrapped in, and no unsafe package opened."""

from __future__ import annotations

import contextlib
import io
import zipfile
from collections.abc import Callable

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coder.domain.transcript import Role, TranscriptKind, TurnKind
from coder.errors import InputError
from coder.ingest import package
from coder.ingest.draft import Draft
from coder.ingest.source import Source
from coder.ingest.word import read_word

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def saved(build: Callable[[docx.document.Document], None]) -> bytes:
    document = docx.Document()
    build(document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


Edit = Callable[[str, bytes], bytes | None]


def edited(data: bytes, edit: Edit, extra: dict[str, bytes] | None = None) -> bytes:
    """The package with each part passed through `edit` (None drops it), and `extra` parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = edit(name, old.read(name))
            if part is not None:
                new.writestr(name, part)
        for name, part in (extra or {}).items():
            new.writestr(name, part)
    return file.getvalue()


def of_paragraphs(*paragraphs: str) -> bytes:
    """A document with a body of the given XML."""
    xml = "".join(paragraphs)
    head = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document '
        f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
        'xmlns:v="urn:schemas-microsoft-com:vml">'
    )
    body = f"{head}<w:body>{xml}<w:sectPr/></w:body></w:document>".encode()
    empty = saved(lambda document: None)
    return edited(empty, lambda name, part: body if name == package.MAIN_PART else part)


def p(inner: str) -> str:
    return f"<w:p>{inner if '<' in inner else r(inner)}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def read(data: bytes) -> Draft:
    return read_word(Source("a.docx", data))


def said(draft: Draft) -> list[tuple[str | None, str]]:
    return [(turn.speaker, turn.text) for turn in draft.spoken]


TALK = (p("Wren: One."), p("Otis: Two."), p("Wren: Three."), p("Otis: Four."))
SAID = [("Wren", "One."), ("Otis", "Two."), ("Wren", "Three."), ("Otis", "Four.")]


def test_paragraphs_labels_and_header() -> None:
    def build(document: docx.document.Document) -> None:
        document.core_properties.title = "Grade 11"
        talk = "Second group|Facilitator: Why?|Wren:\tBecause.|And so on.|Facilitator: Ok?|Wren: Yes."
        for text in talk.split("|"):
            document.add_paragraph(text)

    draft = read(saved(build))
    assert [(turn.kind, turn.text) for turn in draft.turns[:3]] == [
        (TurnKind.HEADER, "Second group"),
        (TurnKind.SPEECH, "Why?"),
        (TurnKind.SPEECH, "Because.\nAnd so on."),
    ]
    assert draft.title == "Grade 11"
    assert draft.roles == {"Facilitator": Role.FACILITATOR}
    assert draft.turns[2].line == 3


def test_tracked_changes_are_read_as_accepted() -> None:
    change = 'w:id="1" w:author="A" w:date="2025-01-01T00:00:00Z"'
    draft = read(
        of_paragraphs(
            p(
                r("Wren: I ")
                + f"<w:ins {change}>{r('really ')}</w:ins>"
                + f"<w:del {change}><w:r><w:delText>never </w:delText></w:r></w:del>"
                + r("left.")
            ),
            p(f"<w:moveFrom {change}>{r('Otis: gone')}</w:moveFrom>"),
            p(f"<w:moveTo {change}>{r('Otis: here')}</w:moveTo>"),
            *TALK,
        )
    )
    assert said(draft)[:2] == [("Wren", "I really left."), ("Otis", "here")]
    assert "tracked changes" in draft.remarks[0].message


def test_content_controls_links_and_smart_tags() -> None:
    draft = read(
        of_paragraphs(
            f"<w:sdt><w:sdtPr/><w:sdtContent>{p('Wren: In a block.')}</w:sdtContent></w:sdt>",
            p(
                r("Otis: An ")
                + f"<w:sdt><w:sdtContent>{r('inline ')}</w:sdtContent></w:sdt>"
                + f'<w:hyperlink w:anchor="x">{r("link ")}</w:hyperlink>'
                + f'<w:smartTag w:element="place">{r("place")}</w:smartTag>'
                + f'<w:fldSimple w:instr="PAGE">{r(".")}</w:fldSimple>'
            ),
            *TALK,
        )
    )
    assert said(draft) == [("Wren", "In a block."), ("Otis", "An inline link place."), *SAID]


def test_text_boxes_come_once_after_their_paragraph() -> None:
    box = f"<w:txbxContent>{p('Otis: In the box.')}</w:txbxContent>"
    both = (
        "<w:r><mc:AlternateContent>"
        f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    draft = read(of_paragraphs(p(r("Wren: Before") + both + r(" after.")), *TALK))
    assert said(draft) == [("Wren", "Before after."), ("Otis", "In the box."), *SAID]
    assert "text boxes" in draft.remarks[0].message


def test_hidden_text_is_kept_and_told() -> None:
    hidden = r("unseen.", "<w:vanish/>") + r(" End.", '<w:vanish w:val="0"/>')
    draft = read(of_paragraphs(p(r("Wren: Seen, ") + hidden), *TALK))
    assert said(draft)[0] == ("Wren", "Seen, unseen. End.")
    assert draft.remarks[0].message.startswith("1 pieces of hidden text")


def test_breaks_tabs_and_hyphens() -> None:
    draft = read(
        of_paragraphs(
            p(r("Wren   0:03") + "<w:r><w:br/></w:r>" + r("Hello there.")),
            p(
                r("Otis   0:09")
                + "<w:r><w:br/></w:r>"
                + r("Non")
                + "<w:r><w:noBreakHyphen/></w:r>"
                + r("stop")
                + "<w:r><w:tab/></w:r>"
                + r("talk.")
            ),
            p(r("Wren   1:02:03") + "<w:r><w:br/></w:r>" + r("Bye.")),
        )
    )
    assert said(draft) == [("Wren", "Hello there."), ("Otis", "Non\u2011stop\ttalk."), ("Wren", "Bye.")]
    assert [turn.start_ms for turn in draft.turns] == [3_000, 9_000, 3_723_000]


def test_bold_names_without_a_colon_over_several_runs() -> None:
    bold = "<w:b/>"
    draft = read(
        of_paragraphs(
            p(r("Wren ", bold) + r("Hale", bold) + r(" Good morning.")),
            p(r("Otis", bold)),
            p("Hi."),
            p(r("Wren Hale ", bold) + r("So.")),
            p(r("Otis", bold) + r(" No.", '<w:b w:val="false"/>')),
        )
    )
    assert said(draft) == [
        ("Wren Hale", "Good morning."),
        ("Otis", "Hi."),
        ("Wren Hale", "So."),
        ("Otis", "No."),
    ]
    assert draft.why.endswith("names in bold")


def test_a_table_with_speakers_in_its_first_column() -> None:
    def build(document: docx.document.Document) -> None:
        document.add_paragraph("A header")
        table = document.add_table(rows=0, cols=2)
        rows = (("Wren:", "One."), ("Otis", "Two.\nTwo more."), ("Wren", "Three."), ("", "Still Wren."))
        for name, words in rows:
            row = table.add_row().cells
            row[0].text, row[1].text = name, words

    draft = read(saved(build))
    assert said(draft) == [("Wren", "One."), ("Otis", "Two.\nTwo more."), ("Wren", "Three.\nStill Wren.")]


def test_a_table_with_named_columns_and_times() -> None:
    def build(document: docx.document.Document) -> None:
        table = document.add_table(rows=0, cols=3)
        for cells in (("Time", "Speaker", "Text"), ("0:01", "Wren", "One."), ("0:05", "Otis", "Two.")):
            for cell, text in zip(table.add_row().cells, cells, strict=True):
                cell.text = text

    draft = read(saved(build))
    assert said(draft) == [("Wren", "One."), ("Otis", "Two.")]
    assert [turn.start_ms for turn in draft.spoken] == [1_000, 5_000]
    assert draft.turns[0].text == "Time\tSpeaker\tText"


def test_a_document_without_speakers_is_an_artifact() -> None:
    draft = read(of_paragraphs(p("We believe in buses."), p("All of them.")))
    assert draft.kind is TranscriptKind.ARTIFACT
    assert len(draft.spoken) == 2


def test_typewriter_paragraphs_are_joined() -> None:
    draft = read(of_paragraphs(p("     Wren: It was"), p("     raining hard."), *TALK))
    assert said(draft)[0] == ("Wren", "It was raining hard.")


def keep(name: str, part: bytes) -> bytes | None:
    return part


@pytest.mark.parametrize(
    ("edit", "extra", "words"),
    [
        (
            lambda name, part: None if name == "[Content_Types].xml" else part,
            None,
            "zip archive and not a Word",
        ),
        (keep, {"../evil.xml": b"<a/>"}, "names that do not belong"),
        (keep, {"/evil.xml": b"<a/>"}, "names that do not belong"),
        (keep, {"C:\\evil.xml": b"<a/>"}, "names that do not belong"),
        (keep, {"WORD/document.xml": b"<a/>"}, "names that do not belong"),
        (keep, {"word/bomb.xml": b" " * 12_000_000}, "looks like an attack"),
        (keep, {"word/x.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, "declares a document type"),
        (keep, {"word/x.bin": "<?xml?><!DOCTYPE a>".encode("utf-16")}, "declares a document type"),
        (lambda name, part: None if name == "word/document.xml" else part, None, "damaged"),
        (lambda name, part: part[:200] if name == "word/document.xml" else part, None, "damaged"),
        (lambda name, part: part.replace(b"<w:body>", b"<w:body>" + b"<w:p>" * 300), None, "damaged"),
        (lambda name, part: part.replace(b"<w:body>", b"<w:body>" + b"<w:b/>" * 1_500_000), None, "marks"),
        (lambda name, part: part.replace(b"<w:body>", b"<w:body>" + b"<w:p/>" * 200_000), None, "paragraphs"),
    ],
)
def test_unsafe_or_broken_packages_are_refused(
    edit: Edit, extra: dict[str, bytes] | None, words: str
) -> None:
    data = edited(of_paragraphs(*TALK), edit, extra)
    with pytest.raises(InputError, match=words):
        read(data)


def test_an_encrypted_part_is_refused() -> None:
    data = bytearray(of_paragraphs(*TALK))
    entry = data.find(b"PK\x01\x02")
    data[entry + 8] |= 1
    with pytest.raises(InputError, match="encrypted"):
        read(bytes(data))


def test_a_truncated_package_is_refused() -> None:
    with pytest.raises(InputError, match="damaged"):
        read(of_paragraphs(*TALK)[:-100])


def test_too_many_parts_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_ENTRIES", 3)
    with pytest.raises(InputError, match="more than 3 parts"):
        read(of_paragraphs(*TALK))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(min_value=0), st.binary(min_size=1, max_size=8))
def test_damage_anywhere_is_an_input_error_or_none(at: int, junk: bytes) -> None:
    data = bytearray(PACKAGE)
    at %= len(data)
    data[at : at + len(junk)] = junk
    with contextlib.suppress(InputError):
        read(bytes(data))


PACKAGE = of_paragraphs(*TALK)


def renamed(data: bytes, old: str, new: str) -> bytes:
    """The package with one string replaced in the names and contents of all parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(file, "w") as target:
        for name in source.namelist():
            part = source.read(name).replace(old.encode(), new.encode())
            target.writestr(name.replace(old, new), part)
    return file.getvalue()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("word/document.xml", "word/document2.xml"),
        ("word/document.xml", "body/main.xml"),
        (W, "http://purl.oclc.org/ooxml/wordprocessingml/main"),
        (
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        ),
        ("document.main+xml", "template.main+xml"),
    ],
)
def test_strict_files_templates_and_main_parts_of_another_name(old: str, new: str) -> None:
    assert said(read(renamed(of_paragraphs(*TALK), old, new))) == SAID


def test_too_many_paragraphs_are_refused_before_any_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("it was parsed")

    many = b"<w:p><w:r><w:t>Ana: So.</w:t></w:r></w:p>" * 151_000
    data = edited(of_paragraphs(*TALK), lambda name, part: part.replace(b"<w:body>", b"<w:body>" + many))
    monkeypatch.setattr(package, "parse_xml", never)
    with pytest.raises(InputError, match=r"more than 150,000 paragraphs; split it into sessions"):
        read(data)
