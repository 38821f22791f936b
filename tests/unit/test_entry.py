"""The rules of entries, table by table."""

from __future__ import annotations

import pytest

from coder.domain.entry import LINKS, Entry
from coder.domain.entry_tables import ENTRY_TABLES, entry_table
from coder.domain.recommendation import Vote
from coder.errors import InputError


def checked(table: str, fields: dict[str, str], **links: tuple[str, ...]) -> Entry:
    return Entry("e", table, fields, **links).checked(entry_table(table))  # type: ignore[arg-type]


def test_words_come_in_order_and_in_the_fields_of_the_table() -> None:
    made = checked("strategy", {"due": " fall ", "strategy": "Hire  a\ncounselor", "owner": ""})
    assert list(made.fields.items()) == [("strategy", "Hire a counselor"), ("due", "fall")]
    assert made.lead == "Hire a counselor"
    assert made["measure"] == ""


def test_answers_are_told_as_the_table_writes_them() -> None:
    made = checked("check", {"did": "Partly", "difference": "TOO SOON"}, entries=("p",), codings=("c",))
    assert (made["did"], made["difference"]) == ("partly", "too soon")
    with pytest.raises(InputError, match="'maybe' is no answer; use yes, partly, no, no evidence"):
        checked("check", {"did": "maybe", "difference": "no"}, entries=("p",))


@pytest.mark.parametrize(
    ("table", "fields", "links", "said"),
    [
        ("strategy", {"strategy": "s", "cost": "5"}, {}, "strategy has no field 'cost'; it has strategy"),
        ("strategy", {"owner": "me"}, {}, "strategy needs strategy"),
        ("strategy", {"strategy": "s"}, {"themes": ("t",)}, "strategy leads to no themes"),
        ("cause", {"cause": "c"}, {}, "cause leads to at least 1 of the codes, and this one to 0"),
        (
            "rating",
            {"value": "1"},
            {"codes": ("A", "B")},
            "rating leads to 1 of the codes, and this one to 2",
        ),
        ("rating", {"value": "2"}, {"codes": ("A",)}, "a rating of 2 needs an excerpt"),
        ("rating", {"value": "4"}, {"codes": ("A",)}, "'4' is no answer; use 0, 1, 2, 3"),
        ("check", {"did": "yes", "difference": "too soon"}, {"entries": ("p",)}, "needs an excerpt"),
        ("handoff", {"what": "w", "from": "HR", "to": "hr", "state": "works"}, {}, "between two departments"),
    ],
)
def test_what_is_not_sound_is_refused(
    table: str, fields: dict[str, str], links: dict[str, tuple[str, ...]], said: str
) -> None:
    with pytest.raises(InputError, match=said):
        checked(table, fields, **links)


def test_no_evidence_needs_no_evidence() -> None:
    assert checked("rating", {"value": "0"}, codes=("A",))["value"] == "0"
    made = checked("check", {"did": "no evidence", "difference": "no evidence"}, entries=("p",))
    assert made["did"] == "no evidence"


def test_votes_are_somebodys_and_only_where_there_is_voting() -> None:
    one = checked("focus", {"area": "a", "leverage": "high"}, codes=("A",))
    twice = one.voted("students", 2).voted("families", 1).voted("students", 3)
    assert twice.votes == (Vote("students", 3), Vote("families", 1))
    assert (twice.total, twice.voted("students", 0).total) == (4, 1)
    with pytest.raises(InputError, match="nobody votes on cause"):
        checked("cause", {"cause": "c"}, codes=("A",)).voted("me", 1).checked(entry_table("cause"))
    with pytest.raises(InputError, match="no fewer than 0"):
        one.voted("students", -1)


def test_codings_that_became_one_are_named_once() -> None:
    made = checked("cause", {"cause": "c"}, codes=("A",), codings=("x", "y", "z"))
    assert made.led({"y": "x"}).codings == ("x", "z")


def test_every_table_can_be_written_and_told() -> None:
    for table in ENTRY_TABLES.values():
        names = [one.name for one in table.fields]
        assert table.fields[0].required, table.name
        assert len({*names}) == len(names)
        # A field called as a link or as a column of its own could not be told apart in a file.
        assert not {*names} & {*LINKS, "votes", "entry", "id", "coder", "created_at"}, table.name
        assert all(link.kind in LINKS for link in table.links)
        assert all(name in ENTRY_TABLES for link in table.links for name in link.tables)


def test_a_table_that_is_not_there() -> None:
    with pytest.raises(InputError, match="no table of entries 'plans'; use one of rating"):
        entry_table("plans")
