"""Labels are told from words by the same rules in every format."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.domain.transcript import Role
from coder.ingest.draft import DraftTurn
from coder.ingest.labels import Style, guess_roles, learn, parse, plausible, to_ms


@pytest.mark.parametrize(
    ("line", "name", "rest", "start_ms"),
    [
        ("Wren  0:34  ", "Wren", "", 34_000),
        ("Wren\t1:02:03", "Wren", "", 3_723_000),
        ("**Wren**  0:34", "Wren", "", 34_000),
        ("**Wren** [0:21]", "Wren", "", 21_000),
        ("Speaker 1 (00:01): Hello.", "Speaker 1", "Hello.", 1_000),
        ("S01: [00:00:12] Hello.", "S01", "Hello.", 12_000),
        ("[00:00:12] Wren: Hello.", "Wren", "Hello.", 12_000),
        ("00:00:12 - 00:00:15 Wren: Hello.", "Wren", "Hello.", 12_000),
        ("**[00:12] SPEAKER_00:** Hello.", "SPEAKER_00", "Hello.", 12_000),
        ("Wren: 00:00:19", "Wren", "", 19_000),
        ("00:20 Wren:15 of us were sent out.", "Wren", "15 of us were sent out.", 20_000),
        ("[00:20] Wren:15 of us were sent out.", "Wren", "15 of us were sent out.", 20_000),
        ("[10:02] Student 1:30 kids.", "Student 1", "30 kids.", 602_000),
        ("[Wren Hale] 11:02:09", "Wren Hale", "", 39_729_000),
        ("Wren: Hello.", "Wren", "Hello.", None),
        ("  Wren : Hello.", "Wren", "Hello.", None),
        ("**Wren:** Hello.", "Wren", "Hello.", None),
        ("**Wren**: Hello.", "Wren", "Hello.", None),
        ("HALE: Hello.", "HALE", "Hello.", None),
        ("Wren:\tHello.", "Wren", "Hello.", None),
        ("Wren\tHello.", "Wren", "Hello.", None),
        ("Wren-\tHello.", "Wren", "Hello.", None),
        ("Ms. Hale: Hello.", "Ms. Hale", "Hello.", None),
        ("C.J. Hale: Hello.", "C.J. Hale", "Hello.", None),
        ("Wren:\u00a0Hello.", "Wren", "Hello.", None),
        ("Entrevistadora: ¿Y usted?", "Entrevistadora", "¿Y usted?", None),
    ],
)
def test_ways_of_writing_a_label(line: str, name: str, rest: str, start_ms: int | None) -> None:
    found = parse(line)
    assert found is not None
    assert (found.name, found.rest, found.start_ms) == (name, rest, start_ms)


@pytest.mark.parametrize(
    "line",
    [
        "Hello there.",
        "1:30 signal 1:45 and then nothing",
        "And he said: go home.",
        "I said: go home.",
        "https://example.org",
        "Date: April 9",
        "Nota: falta audio",
        "Q4: How was it?",
        "wren: lower case only",
        "Well, Wren: you know",
        "One two three four five six: words",
        "x" * 64 + ": words",
        "12: words",
        ": words",
        "",
    ],
)
def test_what_is_no_label(line: str) -> None:
    assert parse(line) is None


def test_an_answer_that_is_a_time_stays_words() -> None:
    found = parse("Wren: 7:30")
    assert found is not None
    assert (found.rest, found.start_ms) == ("7:30", None)


def test_a_name_must_recur_or_be_listed() -> None:
    lines = [("Wren: a", 0), ("Otis: b", 0), ("Wren: c", 0), ("Otis: d", 0), ("Rule: e", 0), ("Ines: f", 0)]
    assert learn(lines).names == {"Wren", "Otis"}
    assert learn(lines, frozenset({"Ines"})).names == {"Wren", "Otis", "Ines"}


def test_one_use_is_enough_beside_a_time() -> None:
    lines = [("Wren  0:01", 0), ("a", 0), ("Otis  0:05", 0), ("b", 0), ("Wren  0:09", 0), ("c", 0)]
    labels = learn(lines)
    assert labels.style is Style.TIMED
    assert labels.names == {"Wren", "Otis"}


def test_two_stray_colons_in_prose_are_no_conversation() -> None:
    prose = [("Words of a memo without anybody speaking.", 0)] * 40
    assert not learn([*prose, ("Goal: more buses", 0), ("Goal: fewer tests", 0)]).names


def test_bold_names_without_a_colon_count_when_they_recur() -> None:
    lines = [("Wren hello", 4), ("Otis yes", 4), ("Wren so", 4), ("Otis well", 4), ("Never again", 5)]
    labels = learn(lines)
    assert labels.style is Style.BOLD
    assert labels.names == {"Wren", "Otis"}
    found = labels.match("Wren hello", 4)
    assert found is not None
    assert found.rest == "hello"
    assert labels.match("Wren hello", 0) is None


def test_known_codes_may_be_followed_by_a_typing_error() -> None:
    labels = learn([("P1: a", 0), ("P2: b", 0), ("P1: c", 0), ("P2: d", 0)])
    for line in ("P1. Yes", "P1... Yes", "P1- Yes"):
        found = labels.mistyped(line)
        assert found is not None
        assert (found.name, found.rest) == ("P1", "Yes")
    assert labels.mistyped("P3. Yes") is None
    assert labels.mistyped("P1 said yes") is None


@pytest.mark.parametrize(("time", "ms"), [("0:34", 34_000), ("1:02:03", 3_723_000), ("00:00:03,5", 3_500)])
def test_times(time: str, ms: int) -> None:
    assert to_ms(time) == ms


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("Facilitator", Role.FACILITATOR),
        ("Moderadora", Role.FACILITATOR),
        ("Entrevistador", Role.FACILITATOR),
        ("I", Role.FACILITATOR),
        ("INT", Role.FACILITATOR),
        ("Researcher 2", Role.FACILITATOR),
        ("Intérprete", Role.OBSERVER),
        ("Note taker", Role.OBSERVER),
        ("Unknown Speaker", Role.UNKNOWN),
    ],
)
def test_labels_that_name_a_role(label: str, role: Role) -> None:
    assert guess_roles([DraftTurn("a", speaker=label), DraftTurn("b", speaker="Wren")]) == {label: role}


def test_who_asks_most_is_taken_for_the_facilitator_only_when_clear() -> None:
    asks = [DraftTurn("And you?", speaker="Wren"), DraftTurn("Yes.", speaker="Otis")] * 6
    assert guess_roles(asks) == {"Wren": Role.FACILITATOR}
    both = [DraftTurn("And you?", speaker="Wren"), DraftTurn("And you?", speaker="Otis")] * 6
    assert guess_roles(both) == {}


@given(st.text(max_size=300))
def test_any_line_is_a_plausible_label_or_none(line: str) -> None:
    found = parse(line)
    assert found is None or plausible(found.name)
