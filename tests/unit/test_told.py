"""Reading cells of tables as they are told, and who raised what and who did not."""

from __future__ import annotations

import pytest

from coder.analysis.count_table import HIDDEN
from coder.analysis.counting import State
from coder.analysis.told import Told, difference, read_cell, sort_key


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (3, Told(3, 3)),
        (0.25, Told(0.25, 0.25)),
        ("3 of 12", Told(3, 3, 12)),
        ("3\u20135 of 6", Told(3, 5, 6)),
        ("3\u20135", Told(3, 5)),
        ("said, 4 of 19", Told(4, 4, 19)),
        ("not raised", Told(0, 0, why=State.NOT_RAISED)),
        ("not asked", Told(0, 0, why=State.NOT_ASKED)),
        ("not coded yet", Told(0, 0, why=State.NOT_CODED)),
        ("<5", Told(hidden=True)),
        ("<10", Told(hidden=True)),
        (HIDDEN, Told(hidden=True)),
        ("FG-01", Told()),
        (None, Told()),
    ],
)
def test_a_cell_says_how_much_or_why_not(value: object, told: Told) -> None:
    assert read_cell(value) == told


def test_a_share_is_of_what_it_is_out_of_and_never_of_what_is_hidden() -> None:
    assert read_cell("3 of 12").share == 0.25
    assert read_cell("<5").share is None
    assert read_cell("not asked").share == 0.0


def test_numbers_come_before_their_absence_and_that_before_what_is_hidden() -> None:
    order = ["", "<5", "not asked", "not raised", "1 of 19", "2 of 7", "2\u20134 of 7"]
    assert sorted([*order[3:], *order[:3]], key=sort_key) == order
    assert sorted(["b", "A"], key=sort_key) == ["A", "b"]


def row(code: str, one: str, other: str) -> dict[str, str]:
    return {"code": code, "students": one, "leaders": other}


def test_only_what_was_asked_coded_and_told_is_an_answer() -> None:
    found = difference(
        [
            row("both", "3 of 9", "1 of 7"),
            row("few", "<5", "not raised"),
            row("hidden there", "3 of 9", "<5"),
            row("uncoded", "3 of 9", "not coded yet"),
            row("unasked", "3 of 9", "not asked"),
            row("answer", "3 of 9", "not raised"),
            row("perhaps", "0\u20132 of 9", "not raised"),
            row("there", "not raised", "2 of 7"),
            row("maybe there too", "3 of 9", "0\u20131 of 7"),
        ],
        "students",
        "leaders",
    )
    assert [(r["code"], why) for r, why in zip(found.rows, found.apart, strict=True)] == [
        ("answer", ""),
        ("perhaps", ""),
        ("unasked", "not asked"),
        ("uncoded", "not coded yet"),
        ("few", "too few people to tell"),
        ("hidden there", "too few people to tell"),
    ]
    assert found.answers == 2
    assert found.kept_apart() == {"not asked": 1, "not coded yet": 1, "too few people to tell": 2}
