"""A report from a stored project, opened again as a reader would."""

from __future__ import annotations

import contextlib
import io
import itertools
import sqlite3
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coder.domain.coding import Coding, Origin
from coder.domain.text import MARK
from coder.domain.transcript import Participant, Transcript, TranscriptFacts, TranscriptKind
from coder.errors import CoderError, InputError, StoreError
from coder.report.build import build_report
from coder.report.columns import column_widths
from coder.report.outline import Cell, Heading, Outline, Paragraph, Quote, Table, TitleBlock
from coder.report.word import draw
from coder.services.gathering import gather
from coder.services.report_facts import report_facts
from coder.services.reporting import write_report
from coder.services.session import Session, added, changed
from coder.store.reader import TranscriptRow
from tests import support
from tests.wordfile import paragraphs, styled, tables, text_of

MOMENT = datetime(2026, 3, 1, 12, tzinfo=UTC)
CODES = ("T.BEL", "T.REL", "T.WELL")


def words(n: int, voice: str) -> str:
    return f"There is one counselor for {n} hundred of us & so <you> just stop going, said {voice}."


def focus_group(label: str, group: str, voices: int, **facts: Any) -> Transcript:
    pairs = [("Facilitator", "When did an adult last ask how you were doing?")]
    pairs += [(f"P{n}", words(n, f"{label} {n}")) for n in range(1, voices + 1)]
    details = {
        "group": group,
        "date": "2025-04-09",
        "wave": "1",
        "site": "Hill School",
        "title": "Secret title",
    }
    return support.transcript(label, pairs, TranscriptFacts(**{**details, **facts}))


SPANISH = "Bueno, pues empiezo yo, porque si no aquí no arranca nadie, y el mensaje no lo entiendo."


@pytest.fixture
def audit(tmp_path: Path) -> Iterator[Session]:
    """Students, families, two leaders, a survey, a lone interview; all but one session coded."""
    families = support.transcript(
        "FG-B",
        [(f"M{n}", f"{SPANISH} {n}") for n in range(6)],
        TranscriptFacts(group="families", language="es"),
    )
    made = [
        focus_group("FG-A", "students", 7),
        families,
        focus_group("FG-C", "leaders", 2, wave="2", date="2026-03-12"),
        focus_group("SV-D", "leaders", 6, kind=TranscriptKind.SURVEY_COMMENTS),
        focus_group("Gabriel", "students", 1, kind=TranscriptKind.INTERVIEW),
        focus_group("FG-E", "students", 3),
    ]
    with support.project(tmp_path, *made) as session:
        roster(session)
        for transcript in gather(session).transcripts[:4]:
            code_all(session, transcript)
        yield session


def roster(session: Session) -> None:
    """Everybody in the first session is a participant at the high school."""
    speakers = gather(session).transcripts[0].speakers[1:]
    changes = []
    for n, speaker in enumerate(speakers):
        person = Participant(f"s{n}", f"S{n:02}", "students", {"school_level": "high"})
        changes += [
            added("participant", person),
            changed("speaker", speaker, replace(speaker, participant_id=person.id, version=2)),
        ]
    session.act("roster", "mapped", changes)


def code_all(session: Session, transcript: Transcript) -> None:
    """One code on every turn of a participant, in turns."""
    codings = [
        Coding(
            f"{n:04x}{place:04x}-{transcript.id}",
            transcript.id,
            turn.start,
            turn.end,
            transcript.words(turn),
            CODES[place % len(CODES)],
            "AM",
            Origin.ACCEPTED if place == 1 else Origin.TYPED,
            "2026-01-01",
        )
        for n, turn in enumerate(transcript.numbered)
        if (speaker := transcript.speaker(turn)) and speaker.label != "Facilitator"
        for place in (n, n + 1)
    ]
    session.act("code", "coded", [added("coding", coding) for coding in codings])


def written(session: Session, tmp_path: Path) -> Document:
    write_report(session, tmp_path / "report.docx")
    return docx.Document(str(tmp_path / "report.docx"))


def test_headings_make_one_chain(audit: Session, tmp_path: Path) -> None:
    document = written(audit, tmp_path)
    levels = [
        int(p.style.name[-1])
        for p in paragraphs(document)
        if p.style is not None and p.style.name and p.style.name.startswith("Heading ")
    ]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert styled(document, "Heading 1") == [
        "At a glance",
        "Who we heard from",
        "How we worked",
        "How to read this report",
        "Themes by domain",
        "In their own words",
        "Since last time",
        "Appendix: Codebook",
        "Appendix: Reliability",
        "Appendix: COREQ",
        "Appendix: Change log",
    ]
    assert styled(document, "Title") == ["Tiny audit"]
    assert all(p.text.strip() or p._p.xpath(".//w:drawing") for p in paragraphs(document))


def test_every_table_can_be_read(audit: Session, tmp_path: Path) -> None:
    document = written(audit, tmp_path)
    captions = [text for text in styled(document, "Caption") if text.startswith("Table")]
    assert len(tables(document)) == len(captions) >= 4
    for number, (table, caption) in enumerate(zip(tables(document), captions, strict=True), 1):
        assert caption.startswith(f"Table {number}. ")
        properties = table._tbl.tblPr
        assert properties.find(qn("w:tblCaption")) is not None
        assert len(properties.find(qn("w:tblDescription")).get(qn("w:val"))) > 20
        rows = [row._tr.trPr for row in table.rows]
        assert [row.find(qn("w:tblHeader")) is not None for row in rows] == [True] + [False] * (len(rows) - 1)
        assert all(row.find(qn("w:cantSplit")) is not None for row in rows)
        assert all(cell.text.strip() for row in table.rows for cell in row.cells)
        before = table._tbl.getprevious()
        assert before is not None
        assert before.pPr.pStyle.val == "Caption"


def test_every_quote_is_verbatim_and_used_once(audit: Session, tmp_path: Path) -> None:
    document = written(audit, tmp_path)
    cells = [
        p for table in tables(document) for row in table.rows for cell in row.cells for p in cell.paragraphs
    ]
    exemplars = [p.text for p in cells if p.style is not None and p.style.name == "Table Quote"]
    quotes = [text[1:-1] for text in [*exemplars, *styled(document, "Quote")]]
    texts = [transcript.text for transcript in gather(audit).transcripts]
    assert len(quotes) == len(set(quotes)) > 6
    assert all(any(quote in text for text in texts) for quote in quotes)
    assert len(styled(document, "Quote")) == len(styled(document, "Quote Attribution"))
    assert any("Student, high school · " in line for line in styled(document, "Quote Attribution"))


def test_counts_stand_in_the_tables(audit: Session, tmp_path: Path) -> None:
    everything = text_of(written(audit, tmp_path))
    assert "students 5 of 7" in everything
    assert "families and leaders " in everything
    assert "survey: 4 of 6 respondents" in everything
    assert "%" not in everything
    assert "Wave 1 (April 2025)" in everything


def test_nothing_tells_who_or_where(audit: Session, tmp_path: Path) -> None:
    everything = text_of(written(audit, tmp_path))
    for telling in ("Secret title", "Hill School", "Gabriel", "S00"):
        assert telling not in everything
    assert "FG-E" not in everything
    assert "in no count of themes: 1 focus group and 1 interview." in everything


def test_language_and_properties(audit: Session, tmp_path: Path) -> None:
    document = written(audit, tmp_path)
    spanish = [
        lang
        for run in document.element.body.iter(qn("w:r"))
        for lang in run.iter(qn("w:lang"))
        if lang.get(qn("w:val")) == "es-US"
    ]
    assert spanish
    default = document.styles.element.find(
        "/".join(map(qn, ("w:docDefaults", "w:rPrDefault", "w:rPr", "w:lang")))
    )
    assert default.get(qn("w:val")) == "en-US"
    core = document.core_properties
    assert (core.title, core.language, core.author, core.comments) == ("Tiny audit", "en-US", "", "")
    assert "PAGE" in document.sections[0].footer._element.xml
    names = zipfile.ZipFile(tmp_path / "report.docx").namelist()
    assert not any("thumbnail" in name or "app.xml" in name for name in names)


def test_summary_and_event(audit: Session, tmp_path: Path) -> None:
    summary = write_report(audit, tmp_path / "report.docx")
    document = docx.Document(str(tmp_path / "report.docx"))
    assert summary.tables == len(tables(document))
    assert summary.codings == len(audit.store.codings())
    assert "Gabriel, FG-E" in summary.warnings[0]
    last = list(audit.store.events())[-1]
    assert (last.action, last.summary, last.undoable) == ("report", "wrote report.docx", False)


def test_altered_words_stop_the_report(audit: Session, tmp_path: Path) -> None:
    coding = audit.store.codings(gather(audit).transcripts[0].id)[0]
    # The program itself refuses to store this, so the words are altered behind its back.
    with contextlib.closing(sqlite3.connect(audit.store.place)) as connection:
        connection.execute("UPDATE codings SET text = replace(text, 'one', 'no') WHERE id = ?", (coding.id,))
        connection.commit()
    with pytest.raises(StoreError, match="FG-A turn 2"):
        write_report(audit, tmp_path / "report.docx")
    assert not (tmp_path / "report.docx").exists()


def test_uncoded_project(session: Session, tmp_path: Path) -> None:
    summary = write_report(session, tmp_path / "report.docx")
    document = docx.Document(str(tmp_path / "report.docx"))
    assert "No transcript has been coded yet, so this report has no theme tables." in text_of(document)
    assert styled(document, "Heading 1") == [
        "At a glance",
        "Who we heard from",
        "How we worked",
        "Appendix: Codebook",
        "Appendix: Change log",
    ]
    assert (summary.codings, summary.quotes) == (0, 0)
    assert summary.tables == len(tables(document)) >= 3


def test_same_facts_same_bytes(audit: Session) -> None:
    outline = build_report(report_facts(gather(audit), "Tiny audit", MOMENT.date()))
    assert draw(outline, MOMENT) == draw(outline, MOMENT)


@pytest.mark.parametrize("place", ["folder", "missing/report.docx", "locked/report.docx"])
def test_places_that_cannot_be_written(session: Session, tmp_path: Path, place: str) -> None:
    (tmp_path / "folder").mkdir()
    locked = tmp_path / "locked"
    locked.mkdir()
    locked.chmod(0o500)
    before = sorted(path for path in tmp_path.rglob("*") if "coder" not in path.name)
    events = len(list(session.store.events()))
    with pytest.raises(InputError):
        write_report(session, tmp_path / place)
    assert sorted(path for path in tmp_path.rglob("*") if "coder" not in path.name) == before
    assert len(list(session.store.events())) == events
    locked.chmod(0o700)


def test_a_report_is_replaced_whole(session: Session, tmp_path: Path) -> None:
    target = tmp_path / "Report.DOCX"
    target.write_text("an older file")
    write_report(session, target)
    assert target.read_bytes().startswith(b"PK")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("name", ["tiny.coder", "report", "report.txt", "docx", ".docx", ".md"])
def test_only_a_word_document_is_written(session: Session, tmp_path: Path, name: str) -> None:
    before = sorted(tmp_path.iterdir())
    with pytest.raises(InputError, match=r"\.docx, \.md"):
        write_report(session, tmp_path / name)
    assert sorted(tmp_path.iterdir()) == before
    assert session.store.transcripts()


def test_a_report_that_cannot_be_logged_is_not_written(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object, **__: object) -> None:
        raise StoreError("the project is locked")

    monkeypatch.setattr(session, "act", locked)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(StoreError, match="locked"):
        write_report(session, tmp_path / "report.docx")
    assert sorted(tmp_path.iterdir()) == before
    (tmp_path / "report.docx").write_text("an older file")
    with pytest.raises(StoreError, match="locked"):
        write_report(session, tmp_path / "report.docx")
    assert (tmp_path / "report.docx").read_text() == "an older file"


def test_an_import_while_reading_is_for_the_next_report(
    audit: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = audit.store.transcripts()
    late = rows[0].id
    monkeypatch.setattr(audit.store, "transcripts", lambda: rows[1:])
    material = gather(audit)
    assert late not in {coding.transcript_id for coding in material.codings}
    assert report_facts(material, "Tiny audit", MOMENT.date()).themes


def test_codings_made_while_reading_are_for_the_next_report(
    audit: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, before = audit.store.transcripts, len(audit.store.codings())

    def while_others_code() -> list[TranscriptRow]:
        monkeypatch.undo()
        code_all(audit, audit.transcript("FG-E"))
        return read()

    monkeypatch.setattr(audit.store, "transcripts", while_others_code)
    assert len(gather(audit).codings) == before


def test_labels_that_may_be_one_person_are_warned_about(audit: Session, tmp_path: Path) -> None:
    warnings = write_report(audit, tmp_path / "report.docx").warnings
    (told,) = (warning for warning in warnings if "another person" in warning)
    assert told.endswith(": P1, P2, P3")


@given(st.text(max_size=40))
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_can_be_drawn(text: str) -> None:
    outline = Outline.of(
        TitleBlock(text, text),
        "en-US",
        Heading(1, text),
        Paragraph(text),
        Quote(text, text, "pt"),
        Table(text, ("Column",), ((Cell.of(text),),), text),
    )
    assert docx.Document(io.BytesIO(draw(outline, MOMENT))).element.xpath("//w:tbl")


def test_hostile_characters_are_marked() -> None:
    outline = Outline.of(TitleBlock("A\x00B\ufffeC\ud800", ""), "en-US")
    assert styled(docx.Document(io.BytesIO(draw(outline, MOMENT))), "Title") == [f"A{MARK}B{MARK}C{MARK}"]


def test_columns_fill_the_page_and_hold_their_words() -> None:
    table = Table(
        "", ("Code", "Excerpts", "Words"), ((Cell.of("a"), Cell.of("9"), Cell.of("long talk " * 40)),), ""
    )
    widths = column_widths(table, 9360)
    assert sum(widths) == 9360
    assert widths[2] > widths[1] > 900


def test_sentences_get_the_room_beside_short_lines() -> None:
    titles = ("Element", "Rating", "By role", "Disagreement", "What it rests on", "Evidence")
    said = ("Learn: safety, order and engagement", "1 emerging", "Leaders 2; students 1", "1")
    words = "Rules are there and are used unevenly. Leaders point to the drop in referrals."
    row = (*map(Cell.of, said), Cell.of(words), Cell.of("e0c85f74, c7520bdb, 4890316a, 8050d90e"))
    widths = column_widths(Table("", titles, (row, row), ""), 9360)
    assert sum(widths) == 9360
    assert widths[4] == max(widths)
    assert all(width > 106 * len(title.split()[0]) for width, title in zip(widths, titles, strict=True))


def test_errors_are_one_sentence(session: Session, tmp_path: Path) -> None:
    with pytest.raises(CoderError) as caught:
        write_report(session, tmp_path)
    assert str(caught.value).count("\n") == 0
    assert str(caught.value).endswith(".")


def test_a_report_that_somebody_worked_on_is_kept(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "report.docx"
    write_report(session, path)
    assert not any("kept" in warning for warning in write_report(session, path).warnings)
    document = docx.Document(str(path))
    document.add_paragraph("Written by hand at midnight.")
    document.save(str(path))
    assert "report (kept 1).docx" in write_report(session, path).warnings[0]
    assert "Written by hand at midnight." in text_of(docx.Document(str(tmp_path / "report (kept 1).docx")))
    assert "Written by hand at midnight." in text_of(docx.Document(str(path)))
