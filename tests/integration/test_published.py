"""The tables of the demo: nothing that is hidden in them can be worked out."""

from __future__ import annotations

from datetime import date

import pytest

from coder.analysis.count_table import Thresholds
from coder.analysis.frame import Material, codings_frame
from coder.analysis.published import people_tables, report_tables
from coder.analysis.recover import recoveries
from coder.analysis.suppression import protect
from coder.services import bootstrap
from coder.services.demo import make_demo
from coder.services.gathering import gather
from coder.services.report_facts import report_facts


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Material:
    """Everything that counting reads of the demo."""
    place = make_demo(tmp_path_factory.mktemp("demo"), "AM")
    with bootstrap.session(str(place), "AM", readonly=True) as session:
        return gather(session)


def test_people_by_code_and_group_of_the_demo(demo: Material) -> None:
    tables = people_tables(codings_frame(demo), demo)
    assert sum(len(table.rows) for table in tables) > 10
    assert recoveries(protect(tables)) == []
    # Seven leaders alone fall below eight in the larger table: the total would tell their numbers.
    strict = Thresholds(voices=8)
    safe = protect(tables, strict)
    assert any(cell.hidden for table in safe for cell in table.cells.values())
    assert recoveries(safe, strict) == []
    weak = protect(tables, strict, complementary=False)
    assert recoveries(weak, strict)


def test_the_whole_report_of_the_demo(demo: Material) -> None:
    facts = report_facts(demo, "Demo", date(2026, 1, 1))
    tables = report_tables(facts.themes, facts.heard)
    assert len(tables) > 10
    assert recoveries(tables) == []
