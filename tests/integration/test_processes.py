"""The sections and tables of processes on the demo, filled as its engagements are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from coder.exchange.codebook_yaml import load_codebook
from coder.report.build import build_report
from coder.report.outline import Heading, Outline, Quote, Table
from coder.report.variants import Variant, sections_of
from coder.services import bootstrap
from coder.services.analysing import PROCESSES, Request, analyse
from coder.services.demo import make_demo
from coder.services.demo_processes import fill
from coder.services.engagements import all_engagements
from coder.services.gathering import gather, gather_claims
from coder.services.processes import SECTIONS
from coder.services.projects import add_codebooks
from coder.services.report_facts import report_facts
from coder.services.reporting import check_quotes, section_names
from coder.services.resources import codebook_path
from coder.services.session import Session

FILLED = (
    *("i2i", "readiness", "improvement-plan", "performance-management", "accelerator", "equity-audit"),
    "district-diagnostic",
)


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    place = make_demo(tmp_path_factory.mktemp("demo"), "AM")
    with bootstrap.session(str(place), "AM") as opened:
        add_codebooks(opened, [load_codebook(codebook_path("readiness"))])
        for name in FILLED:
            fill(opened, name)
        yield opened


@pytest.fixture(scope="module")
def outline(session: Session) -> Outline:
    material, claims = gather(session), gather_claims(session)
    facts = report_facts(material, "Demo", date(2026, 1, 1), claims, frozenset(SECTIONS))
    check_quotes(material, facts)
    return build_report(facts, sections_of(Variant.FULL, tuple(SECTIONS), ()))


def test_every_process_says_something_in_every_section(outline: Outline) -> None:
    parts = {part.section for part in outline.parts}
    assert parts == set(SECTIONS)
    assert set(SECTIONS) <= PROCESSES
    assert set(SECTIONS) <= set(section_names())
    for table in outline.tables():
        assert table.rows, table.caption
        assert all(cell.lines[0].text for row in table.rows for cell in row), table.caption


def test_ratings_and_checks_are_borne_out_by_quotes(outline: Outline) -> None:
    quoted: dict[str, int] = {}
    for part in outline.parts:
        quoted[part.section] = quoted.get(part.section, 0) + sum(isinstance(b, Quote) for b in part.blocks)
    assert all(quoted[section] for section in ("readiness", "plan", "causes", "capacity"))
    headings = [block.text for block in outline.blocks if isinstance(block, Heading)]
    assert "Readiness at a glance" in headings


def test_leaders_are_told_apart_by_level_and_nobody_by_name(outline: Outline) -> None:
    stages = next(table for table in outline.tables() if table.caption.startswith("How far each system"))
    who = {row[1].lines[0].text for row in stages.rows}
    assert who == {"District leaders (8)", "School leaders (8)"}
    assert not any("R0" in cell.lines[0].text for row in stages.rows for cell in row)


def test_the_tables_on_the_command_line_are_those_of_the_report(session: Session, outline: Outline) -> None:
    for name in ("causes", "focus", "implementation"):
        table = analyse(session, name, Request())
        told = [
            t for part in outline.parts if part.section == name for t in part.blocks if isinstance(t, Table)
        ]
        assert len(table.rows) == sum(len(t.rows) for t in told)
    causes = analyse(session, "causes", Request()).rows
    assert causes[0]["no."] == "C1"
    with_people = [row["told by"] for row in causes if row["table"] == "causes"]
    assert with_people == sorted(with_people, key=lambda told: -int(told.split()[0]))


def test_a_usual_report_has_none_of_it(session: Session) -> None:
    usual = {section.name for section in sections_of(Variant.FULL, (), ())}
    assert not usual & set(SECTIONS)
    facts = report_facts(gather(session), "Demo", date(2026, 1, 1), gather_claims(session), usual)
    assert facts.processes == {}
    assert not any(id_.startswith("entry ") for id_ in facts.quotes.claims)


def test_withdrawn_words_are_neither_counted_nor_quoted(session: Session) -> None:
    material, claims = gather(session), gather_claims(session)
    cited = {id_ for entry in claims.entries for id_ in entry.codings}
    without = replace(material, codings=tuple(c for c in material.codings if c.id not in cited))
    facts = report_facts(without, "Demo", date(2026, 1, 1), claims, frozenset(SECTIONS))
    told = [cell for tables in facts.processes.values() for t in tables for row in t.rows for cell in row]
    assert not any(id_[:8] in cell for id_ in cited for cell in told)
    assert not any(quotes for id_, quotes in facts.quotes.claims.items() if id_.startswith("entry "))


def test_each_process_has_its_sections() -> None:
    own = {one.id: set(one.sections) & set(SECTIONS) for one in all_engagements()}
    assert own["i2i"] == {"implementation", "agenda"}
    assert own["readiness"] == {"readiness"}
    assert own["improvement-plan"] == {"causes"}
    assert own["performance-management"] == {"plan"}
    assert own["accelerator"] >= {"appraisal", "focus"}
    assert own["district-diagnostic"] == {"capacity"}
    assert own["equity-audit"] == {"sources", "intersections", "followup"}


def test_the_demo_has_cells_of_a_matrix_with_their_evidence(session: Session) -> None:
    cells = session.store.cells()
    assert sorted((cell.row_id, cell.code_id) for cell in cells) == [
        ("educators", "DEF.CUL.DISC"),
        ("families", "DEF.FAM.LANG"),
        ("students", "DEF.CUL.DISC"),
        ("students", "DEF.TL.ACC"),
    ]
    assert all(cell.evidence for cell in cells)
