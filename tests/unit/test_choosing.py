"""Choosing words by units and across turns, codes by a few letters, and the digits of recent codes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.domain.code_index import CodeIndex, one_slip
from coder.domain.codebook import Code, CodeStatus, CodeTree
from coder.domain.coding import Coding, Origin
from coder.domain.recoding import cut_at, merged, next_to_merge
from coder.domain.transcript import Span
from coder.errors import InputError
from coder.tui.cursor import Cursor
from coder.tui.recent_codes import DIGITS, RecentCodes
from coder.tui.spans import narrower, sentences, wider
from coder.tui.state import TranscriptState
from tests import support

TEXT = "Ms. Alder asked. I said no. No. 5 came, e.g. Monday."


def state() -> TranscriptState:
    return TranscriptState(support.transcript(), CodeTree((support.book(),)), "AM")


def coding(start: int, end: int, id_: str = "c1", **more: object) -> Coding:
    values: dict[str, object] = {"code_id": "T.BEL", "coder": "AM", "origin": Origin.TYPED, "created_at": id_}
    values.update(more)
    return Coding(id_, "t", start, end, TEXT[start:end], **values)  # type: ignore[arg-type]


def test_titles_and_initials_end_no_sentence() -> None:
    found = [span.of(TEXT) for span in sentences(TEXT, Span(0, len(TEXT)))]
    assert found == ["Ms. Alder asked.", "I said no.", "No. 5 came, e.g. Monday."]


@given(st.integers(0, len(TEXT)), st.integers(0, len(TEXT)))
def test_every_step_wider_holds_the_one_before_and_every_step_narrower_is_held(a: int, b: int) -> None:
    now = Span(min(a, b), max(a, b))
    turn = Span(0, len(TEXT))
    while (around := wider(TEXT, turn, turn, now)) != now:
        assert around.contains(now)
        assert len(around) > len(now)
        now = around
    while (inside := narrower(TEXT, turn, now)) != now:
        assert now.contains(inside)
        assert len(inside) < len(now)
        now = inside
    assert " " not in now.of(TEXT).strip()


@given(st.lists(st.sampled_from([1, -1, "wide", "narrow"]), max_size=12), st.integers(0, 3))
def test_a_selection_always_holds_words_and_its_turn(moves: list[int | str], index: int) -> None:
    shown, cursor = state(), Cursor(index)
    for move in moves:
        if move == "wide":
            cursor = cursor.wider(shown)
        elif move == "narrow":
            cursor = cursor.narrower(shown)
        else:
            cursor = cursor.across(shown, int(move))
        span = cursor.span(shown)
        assert span.of(shown.transcript.text).strip()
        assert cursor.index == index
        assert index in cursor.touched(shown)
        assert span.overlaps(shown.stops[index].span)


def test_there_and_back_again_is_the_same_selection() -> None:
    shown = state()
    for step in (1, -1):
        cursor = Cursor(1).across(shown, step)
        assert cursor.selected is not None
        assert cursor.across(shown, -step).selected is None


def index(*codes: Code, recent: tuple[str, ...] = ()) -> CodeIndex:
    return CodeIndex(codes or support.book().codes, recent)


def ids(found: list[Code]) -> list[str]:
    return [code.id for code in found]


@pytest.mark.parametrize(
    "typed", ["bel", "BEL", "T.BEL", "belonging", "belnging", "beolnging", "belongimg", "blg", "bélong"]
)
def test_codes_are_found_by_what_fingers_type(typed: str) -> None:
    assert ids(index().find(typed))[0] == "T.BEL"


def test_codes_are_found_by_alias_and_definition_and_not_when_retired() -> None:
    assert ids(index().find("support")) == ["T.WELL"]
    assert ids(index().find("about")) == ["T.WELL", "T.REL", "T.BEL"]
    assert ids(index(recent=("T.BEL",)).find("about"))[0] == "T.BEL"
    assert index().find("xyzzy") == []
    old = Code("X", "b", None, 0, "Old", status=CodeStatus.RETIRED)
    assert index(old).find("old") == []


def test_one_slip_is_one() -> None:
    assert all(
        one_slip(word, "belonging") for word in ("blonging", "belonhing", "bbelong", "eblong", "xelong")
    )
    assert not any(one_slip(word, "belonging") for word in ("blnging", "bxxong", "wellbeing"))


def test_codes_keep_their_digits_until_they_are_unused_longest() -> None:
    recent = RecentCodes()
    for code in "abcdef":
        recent.use(code)
    assert recent.places() == list(zip(DIGITS, "abcdef", strict=True))
    recent.use("a")
    recent.use("g")
    assert [code for _, code in recent.places()] == ["a", "g", "c", "d", "e", "f"]
    assert recent.latest[:2] == ("g", "a")
    recent.keep("acd")
    assert [code for _, code in recent.places()] == ["a", "c", "d"]
    recent.begin(["z", "a", "y"])
    assert recent.latest[0] == "a"
    assert {code for _, code in recent.places()} == set("acdzy")


def test_a_coding_is_cut_inside_only() -> None:
    whole = Span(4, 26)
    assert [part.of(TEXT) for part in cut_at(TEXT, whole, Span(17, 18))] == ["Alder asked.", "I said no"]
    assert [part.of(TEXT) for part in cut_at(TEXT, whole, Span(4, 16))] == ["Alder asked.", "I said no"]
    for outside in (whole, Span(0, 60), Span(30, 40)):
        with pytest.raises(InputError):
            cut_at(TEXT, whole, outside)


def test_what_touches_is_merged_and_what_is_someone_elses_is_not() -> None:
    first = coding(0, 16)
    others = [
        coding(17, 27, "c2"),
        coding(17, 27, "c3", coder="JR"),
        coding(0, 16, "c4", code_id="T.REL"),
        coding(28, 30, "c5"),
    ]
    found = next_to_merge(TEXT, first, [first, *others])
    assert found is others[0]
    whole = merged(TEXT, first, found, CodeTree((support.book(),)))
    assert (whole.id, whole.text, whole.version) == ("c1", "Ms. Alder asked. I said no.", 2)
    assert next_to_merge(TEXT, others[3], [first, others[3]]) is None
    assert (
        merged(TEXT, first, coding(17, 27, origin=Origin.ACCEPTED), CodeTree(())).origin is Origin.CORRECTED
    )
    assert merged(TEXT, first, coding(17, 27, origin=Origin.IMPORTED), CodeTree(())).origin is Origin.TYPED
