"""Who speaks in Word files, by the many ways in which people type it."""

from __future__ import annotations

import docx
import pytest

from coder.domain.transcript import Role, TranscriptKind, TurnKind
from coder.ingest.overrides import Overrides
from coder.ingest.source import Source
from coder.ingest.word import read_word
from tests.unit.test_word_reader import SAID, TALK, W, edited, of_paragraphs, p, r, read, said, saved


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
