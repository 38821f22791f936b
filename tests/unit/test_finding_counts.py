"""Who is counted behind a claim, and how a report tells whose words it quotes."""

from __future__ import annotations

from datetime import date

import pytest

from coder.analysis.people import Count
from coder.analysis.quotes import ChosenQuote, QuoteSelection
from coder.analysis.themes import GroupCount
from coder.domain.codebook import CodeTree
from coder.domain.theme import Theme
from coder.report.facts import Finding, ReportFacts
from coder.services.report_warnings import balance
from tests import support

GROUPS = (
    GroupCount(("students",), Count.exact(7, 12)),
    GroupCount(("families", "staff"), Count.exact(6, 9)),
)


def people(*claimed: str, whole: bool = True, groups: tuple[GroupCount, ...] = GROUPS) -> str | None:
    theme = Theme("t1", "Nobody asks.", groups=claimed)
    found = Finding(theme, ("",), groups, (), (), whole=whole).people
    return None if found is None else str(found)


def test_only_the_claimed_groups_are_counted() -> None:
    assert people() == "13 of 21"
    assert people("students") == "7 of 12"
    assert people("families", "staff") == "6 of 9"
    assert people("students", "families", "staff") == "13 of 21"


@pytest.mark.parametrize("claimed", [("families",), ("staff",), ("students", "staff"), ("others",)])
def test_nothing_is_told_of_one_of_several_groups_that_are_shown_together(claimed: tuple[str, ...]) -> None:
    assert people(*claimed) is None


def test_nothing_is_told_of_all_where_a_group_is_hidden() -> None:
    assert people(whole=False) is None
    # What is claimed is shown all the same.
    assert people("students", whole=False) == "7 of 12"
    open_ended = (GroupCount(("students",), Count(6, 7, 12)),)
    assert people(groups=open_ended) is None


def quote(number: int, transcript: str, person: str, group: str) -> ChosenQuote:
    return ChosenQuote(f"c{number}", "T.WELL", transcript, 0, 9, "some words", "en", "", person, group)


def test_the_balance_counts_every_quote_that_stands_in_the_report_once() -> None:
    one, two, three = (
        quote(1, "A", "P1", "students"),
        quote(2, "A", "P1", "students"),
        quote(3, "B", "P2", "families"),
    )
    four = quote(4, "A", "P3", "")
    unused = quote(5, "C", "P4", "staff")
    chosen = QuoteSelection({"T.WELL": one}, {"T": (one, two)}, {"t1": (three, unused)})
    finding = Finding(Theme("t1", "Nobody asks."), ("",), (), (), (), quotes=(three, one), contrary=(four,))
    facts = ReportFacts(
        "Audit", date(2026, 3, 12), CodeTree((support.book(),)), quotes=chosen, findings=(finding,)
    )
    assert balance(facts) == (
        "4 quotes: students 2, families 1, no group 1; students 50%; at most 3 of one session, "
        "2 of one person"
    )
    assert balance(ReportFacts("Audit", date(2026, 3, 12), CodeTree((support.book(),)))) == ""
