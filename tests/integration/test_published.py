"""The tables of the demo: nothing that is hidden in them can be worked out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pytest

from coder.analysis.frame import Material, codings_frame
from coder.analysis.published import GridRow, people_tables, report_tables
from coder.analysis.recover import recoveries
from coder.analysis.suppression import protect
from coder.analysis.thresholds import Thresholds
from coder.services import bootstrap
from coder.services.demo import make_demo
from coder.services.gathering import Claims, gather, gather_claims
from coder.services.report_facts import report_facts


@dataclass(frozen=True)
class Demo:
    """Everything that a report reads of the demo."""

    material: Material
    claims: Claims


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The demo, read once."""
    place = make_demo(tmp_path_factory.mktemp("demo"), "AM")
    with bootstrap.session(str(place), "AM", readonly=True) as session:
        return Demo(gather(session), gather_claims(session))


def test_people_by_code_and_group_of_the_demo(demo: Demo) -> None:
    tables = people_tables(codings_frame(demo.material), demo.material)
    assert sum(len(table.rows) for table in tables) > 10
    assert recoveries(protect(tables)) == []
    # Seven leaders alone fall below eight in the larger table: the total would tell their numbers.
    strict = Thresholds(voices=8)
    safe = protect(tables, strict)
    assert any(cell.hidden for table in safe for cell in table.cells.values())
    assert recoveries(safe, strict) == []
    weak = protect(tables, strict, complementary=False)
    assert recoveries(weak, strict)


def test_the_whole_report_of_the_demo(demo: Demo) -> None:
    for limits in (Thresholds(), Thresholds(voices=7), Thresholds(voices=8), Thresholds(voices=12)):
        facts = report_facts(replace(demo.material, thresholds=limits), "Demo", date(2026, 1, 1), demo.claims)
        grids = [GridRow(f.id, f.groups, f.theme.groups) for f in facts.findings]
        tables = report_tables(facts.themes, facts.heard, grids, limits)
        assert sum(table.name.startswith("finding") for table in tables) > 2
        assert len(tables) > 10
        assert recoveries(tables, limits) == []
