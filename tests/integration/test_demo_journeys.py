"""The demo of a process: its codebooks, sections and what people wrote for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from coder.cli.main import cli
from coder.errors import InputError
from coder.services import bootstrap, demo
from coder.services.analysing import Request, analyse
from coder.services.engagements import engagement_named, shipped_engagements
from coder.services.entries import EntryService
from coder.services.report_plan import plan_of
from coder.services.session import Session


@pytest.fixture(scope="module")
def journey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """The demo of the leadership journey, without the bundled sessions, which it does not need."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(demo, "_bring_in", lambda session: None)
        place = demo.make_demo(
            tmp_path_factory.mktemp("journey"), "t", engagement_named("leadership-journey")
        )
    with bootstrap.session(str(place), "t", readonly=True) as session:
        yield session


@pytest.mark.parametrize("name", sorted(shipped_engagements()))
def test_the_demo_of_a_process_has_its_codebooks_first_and_its_sections(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "_bring_in", lambda session: None)
    monkeypatch.setattr(demo, "FILLS", ())
    engagement = engagement_named(name)
    place = demo.make_demo(tmp_path, "t", engagement)
    assert place.name == f"demo-{name}.coder"
    with bootstrap.session(str(place), "t", readonly=True) as session:
        books = [book.id for book in session.tree.codebooks]
        assert books[: len(engagement.codebooks)] == list(engagement.codebooks)
        assert {*demo.CODEBOOKS} <= {*books}
        assert plan_of(session).sections == engagement.sections
        assert session.name == f"Tamarack Falls: {engagement.name}"


def test_the_circles_are_the_same_people_in_two_waves(journey: Session) -> None:
    rows = analyse(journey, "waves", Request(where=("code:JRN.F.RISK",))).rows
    # Lee and Sal, then nobody, of six principals; Dee both times of five in the district's office.
    assert {row["group"]: (row["1"], row["2"]) for row in rows} == {
        "principals": ("2 of 6", "not raised"),
        "district leaders": ("1 of 5", "1 of 5"),
    }
    assert len(journey.store.participants()) == 11


def test_what_is_promised_and_reached_is_in_the_demos(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "_bring_in", lambda session: None)
    for name, table, wanted in (
        ("collaborative-audit", "commitment", ["partly", "done", "not yet"]),
        ("association-audit", "milestone", ["done", "done", "done", "partly", "done", "partly", "not yet"]),
    ):
        place = demo.make_demo(tmp_path, "t", engagement_named(name))
        with bootstrap.session(str(place), "t", readonly=True) as session:
            assert [entry["status"] for entry in EntryService(session).all(table)] == wanted


def test_a_process_that_is_none_is_told_before_anything_is_made(tmp_path: Path) -> None:
    ran = CliRunner().invoke(cli, ["demo", str(tmp_path / "d"), "--engagement", "audit", "--headless"])
    assert isinstance(ran.exception, InputError) or ran.exit_code == 2
    assert not (tmp_path / "d").exists()
