"""Processes as data: what joins, what is refused, and that the shipped ones name only what is there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from coder.domain.engagement import Engagement, joined
from coder.errors import InputError
from coder.exchange.engagement_yaml import from_content, load_engagement, to_content
from coder.services.engagements import all_engagements, engagement_named, findings, shipped_engagements
from coder.services.reporting import section_names

SHIPPED = (
    "accelerator",
    "association-audit",
    "collaborative-audit",
    "district-diagnostic",
    "equity-audit",
    "i2i",
    "improvement-plan",
    "leadership-journey",
    "performance-management",
    "readiness",
)
SMALL = """
engagement: { id: listening, name: Listening round, version: "1" }
codebooks: [district-equity-domains]
groups: [students]
sections: [heard, themes]
"""


def test_ten_processes_come_with_the_program() -> None:
    assert tuple(shipped_engagements()) == SHIPPED
    assert all_engagements()[0].id == "equity-audit"


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_process_names_codes_and_groups_that_are_there(name: str) -> None:
    found = engagement_named(name)
    assert findings(found, section_names()) == []
    assert found.purpose
    assert found.timeline
    assert found.milestones
    assert found.deliverables


@pytest.mark.parametrize("name", SHIPPED)
def test_a_process_is_the_same_after_it_was_kept(name: str) -> None:
    found = engagement_named(name)
    assert from_content(to_content(found), "here") == found


def test_joining_keeps_the_strictest_of_everything() -> None:
    first = Engagement(
        "a", "A", "1", "", sections=("heard", "themes", "codebook"), recommendations=4, voices=5, strategies=3
    )
    second = replace(
        first,
        id="b",
        sections=("heard", "stages", "codebook"),
        recommendations=6,
        voices=7,
        records=12,
        strategies=0,
    )
    both = joined([first, second])
    assert both.sections == ("heard", "stages", "themes", "codebook")
    assert both.recommendations == 4
    assert both.strategies == 3
    assert (both.voices, both.records) == (7, 12)
    assert joined([first]).sections == first.sections


def test_a_file_of_ones_own_is_read(tmp_path: Path) -> None:
    file = tmp_path / "listening.yaml"
    file.write_text(SMALL)
    found = load_engagement(file)
    assert (found.id, found.sections, found.voices) == ("listening", ("heard", "themes"), 5)
    assert findings(found, ("heard",)) == ["sections: no report has themes"]


@pytest.mark.parametrize(
    ("added", "said"),
    [
        ("thresholds: { voices: '4' }", "would point at somebody"),
        ("thresholds: { records: '4' }", "cannot be the smallest shown"),
        ("thresholds: { student_share: '101' }", "at most 100 percent"),
        ("limits: { recommendations: many }", "many"),
        ("surprise: yes", "surprise"),
        ("sections: [heard, heard]", "stands twice"),
        ("questions: [{ codes: [X] }]", "words"),
    ],
)
def test_what_is_wrong_in_a_file_is_named(tmp_path: Path, added: str, said: str) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(SMALL.replace("sections: [heard, themes]\n", "") + added)
    with pytest.raises(InputError, match=said) as told:
        load_engagement(file)
    assert "mine.yaml" in str(told.value)


def test_an_unknown_process_lists_those_there_are() -> None:
    with pytest.raises(InputError, match="equity-audit"):
        engagement_named("audit")
