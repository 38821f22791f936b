"""Pages of long transcripts: laid out where one looks, steady while more is laid out."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from coder.domain.transcript import Transcript
from coder.tui import page as pages
from coder.tui.page import GAP, HIDDEN, Page, Row
from tests import support


def talk(turns: int, seed: int = 1) -> Transcript:
    chance = random.Random(seed)
    words = ("we", "school", "counselor", "café", "我们在学校", "sometimes", "no")
    return support.transcript(
        talk=[
            ("Maya" if at % 3 else "Facilitator", " ".join(chance.choices(words, k=chance.randint(1, 40))))
            for at in range(turns)
        ]
    )


LONG = talk(150)
FEW = settings(max_examples=25)


def all_rows(page: Page) -> list[Row]:
    """Every row, after everything has been laid out."""
    for at in range(len(page.transcript.turns)):
        page.place(at)
    return page.rows(0, page.height)


@FEW
@given(st.integers(30, 140), st.booleans(), st.integers(0, 149), st.integers(5, 50))
def test_what_is_in_sight_does_not_move_while_more_is_laid_out(
    width: int, airy: bool, turn: int, rows: int
) -> None:
    page = Page(LONG, width, airy=airy)
    top = page.place(turn)[0]
    seen = [page.row(top)]
    top += page.settle(top, rows)
    height = page.height
    assert page.row(top) == seen[0]
    # Everything near is exact by now: looking at it moves nothing any more.
    page.rows(max(0, top - rows), min(height, top + 2 * rows))
    assert page.height == height
    whole = all_rows(Page(LONG, width, airy=airy))
    at = whole.index(seen[0])
    assert page.rows(top, top + rows) == whole[at : at + rows]


@FEW
@given(st.integers(20, 140), st.booleans(), st.lists(st.integers(0, 149), max_size=40))
def test_rows_are_the_same_in_whatever_order_they_are_asked_for(
    width: int, airy: bool, turns: list[int]
) -> None:
    page = Page(LONG, width, airy=airy)
    for turn in turns:
        first, last = page.place(turn)
        assert {row.turn for row in page.rows(first, last)} == {turn}
    rows = all_rows(page)
    assert rows == all_rows(Page(LONG, width, airy=airy))
    assert page.row(len(rows)) is None
    assert page.row(-1) is None
    for turn in turns:
        first, last = page.place(turn)
        words = "".join(LONG.text[row.start : row.end] for row in rows[first:last])
        assert words.replace(" ", "") == LONG.words(LONG.turns[turn]).replace(" ", "")
        assert all(row.line >= 0 for row in rows[first:last])
        assert last == len(rows) or rows[last].line <= 0


def test_characters_are_found_on_their_rows() -> None:
    page = Page(LONG, 60, airy=True)
    for turn in (0, 7, 100, 149):
        span = LONG.turns[turn].span
        for offset in (span.start, (span.start + span.end) // 2, span.end - 1):
            row = page.row(page.row_of(offset))
            assert row is not None
            assert (row.turn, row.start <= offset <= row.end + 1) == (turn, True)


def test_turns_left_out_are_counted_where_they_would_stand() -> None:
    talk_of_ten = talk(10)
    rows = all_rows(Page(talk_of_ten, 80, airy=False, only=[2, 3, 7]))
    assert [(row.turn, row.hidden) for row in rows if row.line == HIDDEN] == [(0, 2), (4, 3), (8, 2)]
    assert {row.turn for row in rows if row.line >= 0} == {2, 3, 7}
    page = Page(talk_of_ten, 80, airy=False, only=[2, 3, 7])
    assert page.place(5) == page.place(7)
    assert page.place(9) == page.place(7)


def test_a_page_may_show_nothing() -> None:
    page = Page(talk(3), 80, airy=False, only=[])
    assert page.height == 1
    assert page.place(1) == (0, 1)
    assert [(row.line, row.hidden) for row in page.rows(0, 1)] == [(HIDDEN, 3)]
    nobody = Page(support.transcript(talk=[]), 80, airy=False)
    assert (nobody.height, nobody.row(0), nobody.settle(0, 10)) == (0, None, 0)


def test_a_page_of_any_length_lays_out_only_what_is_near() -> None:
    laid: list[int] = []
    wrapped = pages.wrap

    def counting(text: str, width: int) -> list[pages.Line]:
        laid.append(1)
        return wrapped(text, width)

    pages.wrap = counting
    try:
        page = Page(talk(6_400), 80, airy=True)
        page.place(6_399)
        page.settle(page.height - 40, 40)
    finally:
        pages.wrap = wrapped
    assert len(laid) < 200


def test_gaps_stand_between_turns_where_there_is_room() -> None:
    rows = all_rows(Page(talk(5), 80, airy=True))
    assert sum(row.line == GAP for row in rows) == 5
    assert not any(row.line == GAP for row in all_rows(Page(talk(5), 80, airy=False)))
