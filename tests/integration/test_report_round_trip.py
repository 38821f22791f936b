"""A report that is written, worked on by hand, and written again; variants; every quote as it was said."""

from __future__ import annotations

import html as html_text
import random
import re
from dataclasses import replace
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn

from coder.analysis.frame import Material
from coder.analysis.quotes import CUT
from coder.domain.codebook import CodeTree
from coder.domain.coding import Coding, Origin
from coder.domain.theme import Theme
from coder.domain.transcript import Participant, Transcript, TranscriptFacts
from coder.errors import InputError, Stopped
from coder.report import html, markdown
from coder.report.outline import LineKind, Outline, Quote, Table
from coder.report.variants import OF_SESSIONS, Variant, build, sections_of
from coder.services.gathering import Claims, gather
from coder.services.report_facts import report_facts
from coder.services.reporting import ReportRequest, write_report
from coder.services.session import Session, added, removed
from tests import support
from tests.integration.test_report import MOMENT, audit
from tests.wordfile import paragraphs, styled, tables, tags, text_of

__all__ = ["audit"]
BITS = ("you just go", "¿y entonces?", "[…]", "“quoted”", "it's", "&amp;", "<b>", "*so*", "|", "_", "👍🏽")


def test_what_people_do_to_a_report_stays_and_the_rest_is_current(audit: Session, tmp_path: Path) -> None:
    path = tmp_path / "r.docx"
    write_report(audit, path)
    document = docx.Document(str(path))
    heading = next(p for p in document.paragraphs if p.text == "How we worked")
    heading.insert_paragraph_before("Between two sections.")
    heading._p.addnext(document.add_paragraph("Inside a section.")._p)
    gone = next(s for s in document.element.body.iter(qn("w:sdt")) if "text:worked" in _tag(s))
    gone.getparent().remove(gone)
    document.styles["Quote"].font.italic = True
    document.save(str(path))
    before = text_of(document)
    coding = next(c for c in audit.store.codings() if c.transcript_id == audit.transcript("FG-A").id)
    audit.act("remove", "removed", [removed("coding", coding)])

    summary = write_report(audit, path)
    after = docx.Document(str(path))
    said = text_of(after)
    assert said.count("Between two sections.") == said.count("Inside a section.") == 1
    assert after.styles["Quote"].font.italic
    assert any("text:worked" in w and "taken out of the document by hand" in w for w in summary.warnings)
    assert "text:worked" not in tags(after)
    fresh = tmp_path / "fresh.docx"
    write_report(audit, fresh)
    for ours, current in zip(tables(after), tables(docx.Document(str(fresh))), strict=True):
        if "Acts" not in ours.rows[0].cells[0].text and ours.rows[0].cells[0].text != "Act":
            assert [c.text for r in ours.rows for c in r.cells] == [
                c.text for r in current.rows for c in r.cells
            ]
    assert said != before
    assert (tmp_path / "r (kept 1).docx").exists()


def _tag(sdt: object) -> str:
    return str(sdt.find(f".//{qn('w:tag')}").get(qn("w:val")))  # type: ignore[attr-defined]


def test_sections_are_chosen_and_ordered(audit: Session, tmp_path: Path) -> None:
    write_report(audit, tmp_path / "r.docx", request=ReportRequest(sections=("codebook", "heard")))
    document = docx.Document(str(tmp_path / "r.docx"))
    assert styled(document, "Heading 1") == ["Appendix: Codebook", "Who we heard from"]
    write_report(audit, tmp_path / "s.docx", request=ReportRequest(without=("codebook", "log")))
    assert "Appendix: Codebook" not in styled(docx.Document(str(tmp_path / "s.docx")), "Heading 1")
    with pytest.raises(InputError, match="choose from glance, heard"):
        write_report(audit, tmp_path / "t.docx", request=ReportRequest(sections=("nothing",)))


@pytest.mark.parametrize("variant", list(Variant))
@pytest.mark.parametrize("suffix", ["docx", "md", "html", "xlsx"])
def test_every_variant_in_every_shape(audit: Session, tmp_path: Path, variant: str, suffix: str) -> None:
    path = tmp_path / f"r.{suffix}"
    write_report(audit, path, request=ReportRequest(variant=variant))
    said = (
        {
            "docx": lambda: text_of(docx.Document(str(path))),
            "xlsx": lambda: str([c.value for s in openpyxl.load_workbook(path) for r in s for c in r]),
        }.get(suffix, path.read_text)()
        if suffix in ("docx", "xlsx")
        else path.read_text("utf-8")
    )
    for telling in ("Secret title", "Hill School", "Gabriel", "S00"):
        assert telling not in said


def test_a_return_sheet_of_a_lone_interview_tells_neither_number_nor_words(
    audit: Session, tmp_path: Path
) -> None:
    request = ReportRequest(variant=Variant.RETURN_SHEET, only=("FG-C",))
    write_report(audit, tmp_path / "r.docx", request=request)
    document = docx.Document(str(tmp_path / "r.docx"))
    assert styled(document, "Quote") == []
    assert not any(re.search(r"\d of \d", p.text) for p in paragraphs(document))
    assert any(p.text.startswith("You talked about: ") for p in paragraphs(document))


def test_writing_can_be_stopped_and_leaves_nothing(audit: Session, tmp_path: Path) -> None:
    def stop(step: str) -> None:
        if step.startswith("drawing block"):
            raise Stopped("stopped")

    before = len(list(audit.store.events()))
    with pytest.raises(Stopped):
        write_report(audit, tmp_path / "r.docx", stop)
    assert not (tmp_path / "r.docx").exists()
    assert len(list(audit.store.events())) == before


def test_any_excerpt_is_listed_where_that_is_wanted(audit: Session, tmp_path: Path) -> None:
    write_report(audit, tmp_path / "r.docx", request=ReportRequest(sections=("excerpts",)))
    quotes = [text[1:-1] for text in styled(docx.Document(str(tmp_path / "r.docx")), "Quote")]
    texts = [transcript.text for transcript in gather(audit).transcripts]
    assert len(quotes) > 20
    assert all(any(quote in text for text in texts) for quote in quotes)


def test_findings_lead_to_their_evidence(audit: Session, tmp_path: Path) -> None:
    material = gather(audit)
    mine = [c for c in material.codings if c.code_id == "T.BEL"][:4]
    theme = Theme(
        "abcdef0123",
        "Students belong when adults know their names.",
        ("T.BEL",),
        evidence=tuple(c.id for c in mine),
        coder="AM",
    )
    audit.act("theme", "wrote", [added("theme", theme)])
    write_report(audit, tmp_path / "r.docx")
    document = docx.Document(str(tmp_path / "r.docx"))
    said = text_of(document)
    assert "Students belong when adults know their names. (draft)" in said
    assert f"Evidence: {', '.join(c.id[:8] for c in mine)}." in said
    assert "claim:abcdef01" in tags(document)


def printed(outline: Outline) -> list[str]:
    """Every quote of an outline, without the mark of a cut."""
    found = [block.text for block in outline.blocks if isinstance(block, Quote)]
    for table in (block for block in outline.blocks if isinstance(block, Table)):
        lines = (line for row in table.rows for cell in row for line in cell.lines)
        found += [line.text[1:-1] for line in lines if line.kind is LineKind.QUOTE]
    return [quote.removesuffix(CUT) for quote in found]


def made_up(seed: int) -> tuple[Material, list[Theme]]:
    """A project of random sessions, groups, words and codings, with themes on some of them."""
    dice = random.Random(seed)
    transcripts, codings, people = [], [], []
    for n in range(dice.randint(1, 4)):
        voices = dice.randint(1, 8)
        talk = [
            (f"P{dice.randrange(voices)}", " ".join(dice.choices(BITS, k=dice.randint(3, 25))))
            for _ in range(dice.randint(2, 14))
        ]
        group = dice.choice(("students", "families", "leaders", ""))
        transcript = support.transcript(f"S{n}", talk, TranscriptFacts(group=group, wave=str(n % 2 + 1)))
        person = Participant(f"p{n}", f"Q{n}", group, {"school_level": "high"})
        people.append(person)
        speakers = (replace(transcript.speakers[0], participant_id=person.id), *transcript.speakers[1:])
        transcripts.append(replace(transcript, speakers=speakers))
        codings += coded(dice, transcripts[-1], n)
    themes = (
        [
            Theme(
                f"{seed}-{n}",
                "They say so.",
                ("T.BEL",),
                evidence=some(dice, codings),
            )
            for n in range(2)
        ]
        if codings
        else []
    )
    return Material(tuple(transcripts), tuple(people), tuple(codings), CodeTree((support.book(),))), themes


def some(dice: random.Random, codings: list[Coding]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(coding.id for coding in dice.choices(codings, k=4)))


def coded(dice: random.Random, transcript: Transcript, place: int) -> list[Coding]:
    found = []
    for turn in transcript.numbered:
        for code in dice.sample(("T.BEL", "T.REL", "T.WELL"), dice.randint(0, 3)):
            words = transcript.words(turn)
            start = dice.randrange(len(words))
            end = dice.randint(start + 1, len(words))
            found.append(
                Coding(
                    f"{place:02x}{turn.number:03x}{code[-3:]}{dice.randrange(10**6)}",
                    transcript.id,
                    turn.start + start,
                    turn.start + end,
                    words[start:end],
                    code,
                    "AM",
                    Origin.TYPED,
                    "2026-01-01",
                )
            )
    return found


@pytest.mark.parametrize("seed", range(0, 200, 20))
def test_every_quote_of_two_hundred_projects_is_as_it_was_said(seed: int) -> None:
    quoted = 0
    for number in range(seed, seed + 20):
        material, themes = made_up(number)
        facts = report_facts(material, "P", MOMENT.date(), Claims(themes), {"excerpts", "since", "across"})
        outline = build(facts, Variant.FULL, sections_of(Variant.FULL, (), ()))
        every = build(facts, Variant.FULL, sections_of(Variant.FULL, ("excerpts", "findings"), ()))
        marked, page = markdown.draw(outline), html_text.unescape(html.draw(outline))
        for quote in [*printed(outline), *printed(every)]:
            assert any(quote in t.text for t in material.transcripts), quote
            quoted += 1
        for quote in printed(outline):
            assert markdown.escaped(quote) in marked
            assert quote in page
        assert not set(OF_SESSIONS) & {Variant.FULL}
    assert quoted > 20
