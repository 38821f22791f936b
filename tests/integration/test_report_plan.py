"""What is chosen of a report: kept with the project, by the command line too, and verified as it was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import docx
import pytest

from coder.analysis.plots import BarChart
from coder.cli.main import run
from coder.domain.theme import Theme, ThemeStatus
from coder.report.build import SECTIONS, build_report
from coder.report.choosing import as_chosen
from coder.report.outline import Figure, Heading, List, Outline, Table
from coder.services import bootstrap
from coder.services.gathering import Claims, gather
from coder.services.report_facts import report_facts
from coder.services.report_plan import OUTLINE, Plan, keep_plan, plan_of, usual_plan
from coder.services.report_verifying import verify_report
from coder.services.reporting import ReportRequest, write_report
from coder.services.session import Session
from tests.integration.test_report import MOMENT, audit
from tests.wordfile import styled

__all__ = ["audit"]


def claims(session: Session) -> Claims:
    """A checked finding and a draft, each on words of several people."""
    material = gather(session)
    label = {transcript.id: transcript.label for transcript in material.transcripts}
    mine = [
        c for c in material.codings if c.code_id == "T.BEL" and label[c.transcript_id] in ("FG-A", "FG-B")
    ]
    codings = sorted(mine, key=lambda coding: (label[coding.transcript_id], coding.start))
    found = [
        Theme(f"{n}bcdef0123", f"Finding {n} says so.", ("T.BEL",), evidence=tuple(c.id for c in some))
        for n, some in enumerate((codings, codings[:4]), 1)
    ]
    return Claims((replace(found[0], status=ThemeStatus.CHECKED), found[1]))


def outline(session: Session, **options: str) -> Outline:
    facts = report_facts(gather(session), "P", MOMENT.date(), claims(session))
    chosen = {name.replace("_", "."): value for name, value in options.items()}
    return build_report(as_chosen(facts, chosen))


def words(found: Outline) -> str:
    return repr(found.parts)


def test_a_draft_is_marked_everywhere_and_left_out_everywhere(audit: Session) -> None:
    told = outline(audit).blocks
    lines = [block.text for block in told if isinstance(block, Heading)]
    lines += [item for block in told if isinstance(block, List) for item in block.items]
    cells = [cell for block in told if isinstance(block, Table) for row in block.rows for cell in row]
    lines += [line.text for cell in cells for line in cell.lines]
    drafts = [line for line in lines if "Finding 2 says so." in line]
    assert len(drafts) >= 3
    assert all("Finding 2 says so. (draft)" in line for line in drafts)
    assert not any("Finding 1 says so. (draft)" in line for line in lines)
    without = words(outline(audit, findings_drafts="no"))
    assert "Finding 2" not in without
    assert "Finding 1 says so." in without


def test_charts_stand_beside_their_numbers_and_can_be_left_out(audit: Session) -> None:
    found = outline(audit)
    figures = [block for block in found.blocks if isinstance(block, Figure)]
    tables = [block for block in found.blocks if isinstance(block, Table)]
    assert [figure.caption for figure in figures] == [
        "Who took part, by stakeholder group",
        "People behind each finding",
    ]
    for figure in figures:
        assert isinstance(figure.chart, BarChart)
        numbers = {bar.told.partition(" of ")[0] for bar in figure.chart.bars if bar.value is not None}
        told = {line.text.partition(" of ")[0] for t in tables for row in t.rows for line in row[-1].lines}
        told |= {row[2].lines[0].text for t in tables for row in t.rows if len(row) == 5}
        assert numbers <= told
        assert all(bar.label in figure.chart.alt for bar in figure.chart.bars)
    few = next(bar for bar in figures[0].chart.bars if "leader" in bar.label.casefold())  # type: ignore[union-attr]
    assert few.told != "2"
    left = outline(audit, heard_chart="no", findings_chart="no")
    assert not [block for block in left.blocks if isinstance(block, Figure)]


@pytest.mark.parametrize(
    ("option", "value", "gone"),
    [
        ("findings.ids", "no", "Evidence: "),
        ("codebook.lenses", "no", "Lenses and their values"),
        ("codebook.codes", "used", "T.OLD"),
        ("findings.quotes", "0", " said:"),
    ],
)
def test_an_option_takes_out_what_it_says(audit: Session, option: str, value: str, gone: str) -> None:
    facts = report_facts(gather(audit), "P", MOMENT.date(), claims(audit))
    assert value in next(
        one.values
        for section in SECTIONS
        for one in section.options
        if f"{section.name}.{one.name}" == option
    )
    before = words(build_report(facts))
    after = words(build_report(as_chosen(facts, {option: value})))
    assert gone not in after
    assert gone in before or gone == "T.OLD"


def test_a_plan_is_moved_within_its_ends_and_survives_what_it_does_not_know(audit: Session) -> None:
    plan = usual_plan(audit)
    assert plan.moved("heard", -5).order[0] == "heard"
    assert plan.moved("heard", 99).order[-1] == "heard"
    keep_plan(audit, plan)
    assert audit.store.meta()[OUTLINE] == ""
    audit.store.set_meta(
        {OUTLINE: '{"order": ["log", "ballads"], "wanted": ["log", "ballads"], "options": 3}'}
    )
    assert plan_of(audit) == plan
    audit.store.set_meta(
        {OUTLINE: '{"order": ["log", "ballads"], "wanted": ["log"], "options": {"log.tune": "x"}}'}
    )
    assert plan_of(audit).sections == ("log",)
    assert set(plan_of(audit).order) == set(plan.order)
    assert plan_of(audit).options == {}
    audit.store.set_meta({OUTLINE: "broken"})
    assert plan_of(audit) == plan


def test_a_report_is_verified_with_the_sections_it_was_written_with(audit: Session, tmp_path: Path) -> None:
    path = tmp_path / "r.docx"
    keep_plan(audit, Plan(usual_plan(audit).order, frozenset({"heard", "codebook"}), {"heard.chart": "no"}))
    write_report(audit, path)
    keep_plan(audit, usual_plan(audit))
    checks = list(verify_report(audit, path))
    assert not [check for check in checks if not check.ok]
    assert styled(docx.Document(str(path)), "Heading 1") == ["Who we heard from", "Appendix: Codebook"]


def test_the_command_line_chooses_and_keeps(
    audit: Session, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = audit.store.place
    assert run(["report", place, "--section", "log", "--section", "heard", "--keep"]) == 0
    assert run(["report", place, "-o", str(tmp_path / "r.docx")]) == 0
    assert styled(docx.Document(str(tmp_path / "r.docx")), "Heading 1") == [
        "Appendix: Change log",
        "Who we heard from",
    ]
    assert run(["report", place, "--option", "heard.chart=no", "--keep"]) == 0
    with bootstrap.session(place, "AM") as session:
        assert plan_of(session).sections == ("log", "heard")
        assert plan_of(session).options == {"heard.chart": "no"}
    assert run(["report", place, "--usual"]) == 0
    with bootstrap.session(place, "AM") as session:
        assert plan_of(session) == usual_plan(session)
    capsys.readouterr()
    for wrong in ("heard.tune=x", "heard.chart=perhaps", "chart"):
        assert run(["report", place, "-o", str(tmp_path / "x.docx"), "--option", wrong]) == 2
    assert "choose from yes, no" in capsys.readouterr().err
    assert not (tmp_path / "x.docx").exists()


def test_sections_that_are_named_come_before_the_plan(audit: Session, tmp_path: Path) -> None:
    keep_plan(audit, Plan(usual_plan(audit).order, frozenset({"heard"})))
    write_report(audit, tmp_path / "r.docx", request=ReportRequest(sections=("codebook",)))
    assert styled(docx.Document(str(tmp_path / "r.docx")), "Heading 1") == ["Appendix: Codebook"]
