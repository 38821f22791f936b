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
from coder.ingest.overrides import Overrides
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
        (lambda name, part: part.replace(b"<w:body>", b"<w:body>" + b"<w:p/>" * 1_500_000), None, "marks"),
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


def test_a_new_teams_transcript() -> None:
    def line(name: str, time: str, words: str) -> str:
        return p(r(name, "<w:b/>") + r(f"   {time}") + "<w:r><w:br/></w:r>" + r(words))

    draft = read(
        of_paragraphs(
            p("Listening session-20250312_140210-Meeting Transcript"),
            p("March 12, 2025, 7:02PM"),
            p("27m 42s"),
            p("Hale, Wren started transcription"),
            line("Hale, Wren", "0:03", "Good afternoon."),
            line("Otis Park", "0:09", "Hi."),
            line("Hale, Wren", "0:09", "Who came by bus?"),
            line("Otis Park", "1:00:02", "Me."),
            p("Hale, Wren stopped transcription"),
        )
    )
    assert said(draft) == [
        ("Hale, Wren", "Good afternoon."),
        ("Otis Park", "Hi."),
        ("Hale, Wren", "Who came by bus?"),
        ("Otis Park", "Me."),
    ]
    assert draft.spoken[-1].start_ms == 3_602_000


@pytest.mark.parametrize("in_one", [True, False])
def test_an_old_teams_transcript(in_one: bool) -> None:
    cues = (
        ("0:0:0.0 --> 0:0:3.490", "Wren Hale", "Good afternoon"),
        ("0:0:3.490 --> 0:0:5.0", "Wren Hale", "everybody."),
        ("0:0:5.10 --> 0:0:9.0", "Otis Park", "Hi."),
        ("0:1:5.10 --> 0:1:9.0", "Wren Hale", "Who came by bus?"),
    )
    one = ["<w:r><w:br/></w:r>".join(r(line) for line in cue) for cue in cues]
    three = [line for cue in cues for line in cue]
    draft = read(of_paragraphs(*map(p, one if in_one else three)))
    assert said(draft) == [
        ("Wren Hale", "Good afternoon everybody."),
        ("Otis Park", "Hi."),
        ("Wren Hale", "Who came by bus?"),
    ]
    assert [turn.start_ms for turn in draft.spoken] == [0, 5_100, 65_100]


@pytest.mark.parametrize(
    "line",
    [
        "{name}: {words}",
        "{name}:\t{words}",
        "{name}\t{words}",
        "{name}-\t{words}",
    ],
)
def test_labels_that_people_type(line: str) -> None:
    talk = (("Interviewer", "Why?"), ("Wren", "Because."), ("Interviewer", "And?"), ("Wren", "That is all."))
    made = saved(lambda document: [document.add_paragraph(line.format(name=n, words=w)) for n, w in talk])
    assert said(read(made)) == list(talk)


def test_capitals_and_a_label_over_several_runs() -> None:
    draft = read(of_paragraphs(
        p(r("RESEARCHER", "<w:b/>") + r(" 2", "<w:b/>") + r(":") + "<w:r><w:tab/></w:r>" + r("Why?")),
        p("OTIS: Because."),
        p(r("RESEARCHER 2") + r(":") + r(" And?")),
        p("OTIS: That is all."),
    ))  # fmt: skip
    assert [name for name, _ in said(draft)] == ["RESEARCHER 2", "OTIS", "RESEARCHER 2", "OTIS"]
    assert draft.roles["RESEARCHER 2"] is Role.FACILITATOR


def test_a_style_that_is_bold_makes_labels() -> None:
    def build(document: docx.document.Document) -> None:
        for name, words in (("Wren", " One."), ("Otis", " Two."), ("Wren", " Three."), ("Otis", " Four.")):
            paragraph = document.add_paragraph()
            paragraph.add_run(name, style="Strong")
            paragraph.add_run(words)

    assert said(read(saved(build))) == SAID


def test_a_form_above_the_talk_names_nobody() -> None:
    fields = ("Interviewer: Wren Hale", "Date: March 3", "Place: Library")
    draft = read(of_paragraphs(*map(p, fields), p(""), *TALK))
    assert said(draft) == SAID
    assert draft.turns[0].kind is TurnKind.HEADER


def test_footnotes_page_headers_and_comments() -> None:
    plain = of_paragraphs(
        p(r("Wren: One.") + '<w:r><w:footnoteReference w:id="2"/></w:r>'),
        p(r("Otis: Two.") + '<w:r><w:commentReference w:id="1"/></w:r>'),
        *TALK[2:],
    )
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = (
        f'<Relationship Id="n1" Type="{kind}/footnotes" Target="footnotes.xml"/>'
        f'<Relationship Id="n2" Type="{kind}/header" Target="/word/header1.xml"/></Relationships>'
    )
    name = "word/_rels/document.xml.rels"
    note = f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="2">{p("He laughed.")}</w:footnote></w:footnotes>'
    header = f'<w:hdr xmlns:w="{W}">{p("Confidential")}</w:hdr>'
    draft = read(
        edited(
            plain,
            lambda part, data: data.replace(b"</Relationships>", links.encode()) if part == name else data,
            {"word/footnotes.xml": note.encode(), "word/header1.xml": header.encode()},
        )
    )
    assert said(draft) == SAID
    assert draft.turns[-1].kind is TurnKind.HEADER
    assert draft.turns[-1].text == "Note to paragraph 1: He laughed."
    told = " ".join(remark.message for remark in draft.remarks)
    assert "1 footnotes" in told
    assert "1 comments were not read" in told
    assert "Confidential" in told


def test_a_document_that_the_person_calls_an_artifact_has_no_speakers() -> None:
    draft = read_word(
        Source("a.docx", of_paragraphs(*TALK), overrides=Overrides(kind=TranscriptKind.ARTIFACT))
    )
    assert said(draft) == [(None, f"{name}: {words}") for name, words in SAID]
    assert draft.kind is TranscriptKind.ARTIFACT
    assert "without speakers" in draft.remarks[-1].message
