"""Rows of a transcript as they are drawn: always as wide as they should be, in every script."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from coder.domain.codebook import CodeTree
from coder.domain.coding import Coding, Mark, MarkKind, Origin
from coder.domain.transcript import Role, Span, Transcript
from coder.tui.cursor import Cursor
from coder.tui.drawing import ASIDE, BAR, EXCHANGE, HERE, Scene, clock, draw
from coder.tui.filters import By, Filter, Option
from coder.tui.marks import BOOKMARK, GLYPHS, READ
from coder.tui.page import Page
from coder.tui.state import TranscriptState
from tests import support

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
SCRIPTS = (
    *("plain words", "cafe\u0301 n\u0303o", "我们在学校很高兴。", "学校で、先生が。", "한국어 문장"),
    *("שלום עולם", "مرحبا بالعالم", "abc אבג 123", "नमस्ते दुनिया", "ไทยน้ำใจ", "Xin chào Việt"),
    *(FAMILY, "\U0001f1e9\U0001f1ea\U0001f1eb\U0001f1f7", "\U0001f44d\U0001f3fd", "1\ufe0f\u20e3", "❤️"),
    *("[laughter]", "[/]", "\x1b[31mred", "\u202eabc", "\u2066x", "a\tb\nc", "\u3000wide", "ｶﾞ"),
)
FORBIDDEN = {*map(chr, range(32)), *map(chr, range(127, 160)), *"\u202a\u202b\u202d\u202e\u2066\u2067\u2069"}
"""Characters that must never be drawn."""
LETTERS = st.characters(exclude_categories=("Cs",))
WORDS = st.lists(st.one_of(st.sampled_from(SCRIPTS), st.text(LETTERS, max_size=8)), min_size=1, max_size=12)


class Pens:
    """Styles without a widget: every part has attributes of its own."""

    base = Style()

    def __call__(self, name: str) -> Style:
        return {"selected": Style(reverse=True), "focused": Style(bold=True)}.get(name, Style(italic=True))

    def ground(self, name: str) -> Style:
        return Style()


def coding(talk: Transcript, span: Span, number: int = 0, coder: str = "AM") -> Coding:
    words = span.of(talk.text)
    at = f"2026-01-01T00:00:{number:02}.000Z"
    return Coding(f"c{number}", talk.id, span.start, span.end, words, "T.BEL", coder, Origin.TYPED, at)


def state(talk: Transcript, *codings: Coding, marks: tuple[Mark, ...] = ()) -> TranscriptState:
    return TranscriptState(talk, CodeTree((support.book(),)), "AM", codings, (), (), {}, "Tiny", marks)


def rows(scene: Scene, width: int) -> list[Strip]:
    scene.page.settle(0, 10_000)
    found = scene.page.rows(0, scene.page.height)
    return [draw(scene, row, width, Pens()) for row in found]


def line(scene: Scene, width: int, text: str) -> Strip:
    """The row on which a text stands."""
    return next(strip for strip in rows(scene, width) if text in strip.text)


def styled(strip: Strip, text: str) -> Style:
    """The style of the piece of a row that holds a text."""
    return next(segment.style or Style() for segment in strip if text in segment.text)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_every_row_is_as_wide_as_the_widget(data: st.DataObject) -> None:
    said = [" ".join(data.draw(WORDS)) or "x" for _ in range(3)]
    names = data.draw(st.lists(st.sampled_from(SCRIPTS), min_size=3, max_size=3))
    talk = support.transcript(talk=list(zip(names, said, strict=True)))
    offsets = st.integers(0, len(talk.text))
    pairs = data.draw(st.lists(st.tuples(offsets, offsets), max_size=5))
    spans = [Span(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]]
    codings = [coding(talk, span, at, "AM" if at % 2 else "BK") for at, span in enumerate(spans)]
    selected = data.draw(st.sampled_from([None, *spans]))
    width = data.draw(st.integers(38, 120))
    airy, timed = data.draw(st.booleans()), data.draw(st.booleans())
    only = data.draw(st.sampled_from([None, (0,), (0, 2), (1,)]))
    if only and max(only) >= len(talk.turns):
        only = None
    page = Page(talk, width, airy=airy, timed=timed, only=only)
    lit = data.draw(st.sampled_from([None, Span(0, len(talk.text) // 2)]))
    scene = Scene(state(talk, *codings), page, Cursor(0, selected), lit, data.draw(st.booleans()))
    for strip in rows(scene, width):
        # The pieces together, and the row as a terminal gets it, which joins signs over pieces.
        assert strip.cell_length == width
        assert cell_len(strip.text) == width
        assert not FORBIDDEN.intersection(strip.text)


@pytest.mark.parametrize("words", [s for s in SCRIPTS if s.isprintable() and "\t" not in s])
def test_words_stand_in_their_order_and_as_typed(words: str) -> None:
    talk = support.transcript(talk=[("P1", words)])
    scene = Scene(state(talk), Page(talk, 80, airy=False), Cursor())
    assert rows(scene, 80)[0].text.rstrip().endswith(words.replace("\ufe0f", ""))


def test_a_coding_that_begins_inside_a_sign_does_not_tear_it() -> None:
    talk = support.transcript(talk=[("P1", f"so {FAMILY} there and more")])
    inside = Span(talk.text.index(FAMILY) + 2, talk.text.index("there") + 5)
    scene = Scene(state(talk, coding(talk, inside)), Page(talk, 80, airy=False), Cursor())
    strip = rows(scene, 80)[0]
    assert any(segment.text == f"{FAMILY} there" for segment in strip)
    assert styled(strip, FAMILY).underline
    assert not styled(strip, "and more").underline


def test_overlapping_codings_are_told_apart_without_color() -> None:
    talk = support.transcript(talk=[("P1", "one two three four five")])

    def words(first: str, last: str) -> Span:
        return Span(talk.text.index(first), talk.text.index(last) + len(last))

    codings = [
        coding(talk, words("one", "four"), 1),
        coding(talk, words("two", "five"), 2),
        coding(talk, words("three", "three"), 3),
    ]
    scene = Scene(state(talk, *codings), Page(talk, 80, airy=False), Cursor())
    strip = rows(scene, 80)[0]
    looks = {word: styled(strip, word) for word in ("one", "two", "three", "four", "five")}
    assert [bool(looks[word].underline) for word in looks] == [True] * 5
    assert [bool(looks[word].underline2) for word in looks] == [False, True, True, True, False]
    assert [word for word in looks if looks[word].overline] == ["three"]
    assert all(glyph in strip.text for glyph in GLYPHS)


def test_the_place_and_the_selection_need_no_color() -> None:
    talk = support.transcript()
    chosen = Span(talk.turn(2).start, talk.turn(2).start + 9)
    scene = Scene(state(talk), Page(talk, 44, airy=False), Cursor(1, chosen))
    drawn = rows(scene, 44)
    assert [strip.text[0] for strip in drawn if strip.text[0] != " "] == [HERE, BAR, BAR]
    assert styled(line(scene, 44, "There is"), "There is").reverse
    assert not any(segment.style and segment.style.reverse for segment in drawn[0])
    away = rows(replace(scene, active=False), 44)
    assert [strip.text[0] for strip in away if strip.text[0] != " "] == [ASIDE, EXCHANGE, EXCHANGE]


def test_what_is_not_read_now_is_dimmed() -> None:
    talk = support.transcript()
    lit = Span(talk.turn(2).start, talk.turn(2).end)
    scene = Scene(state(talk), Page(talk, 100, airy=False), Cursor(3), lit)
    assert not styled(line(scene, 100, "one counselor"), "one counselor").italic
    assert styled(line(scene, 100, "librarian"), "librarian").italic
    assert line(scene, 100, "one counselor").text.startswith(EXCHANGE)


def test_marks_and_times_have_their_columns() -> None:
    talk = support.transcript()
    turns = tuple(replace(turn, start_ms=turn.seq * 1_000_000) for turn in talk.turns)
    talk = replace(talk, turns=turns)
    marks = (
        Mark("m1", talk.id, talk.turn(2).seq, MarkKind.READ, "AM", "2026-01-01"),
        Mark("m2", talk.id, talk.turn(3).seq, MarkKind.BOOKMARK, "AM", "2026-01-01"),
        Mark("m3", talk.id, talk.turn(4).seq, MarkKind.BOOKMARK, "BK", "2026-01-01"),
    )
    scene = Scene(state(talk, marks=marks), Page(talk, 100, airy=False, timed=True), Cursor())
    assert f" {READ} " in line(scene, 100, "one counselor").text
    assert f" 3{BOOKMARK}" in line(scene, 100, "Jordan").text
    assert BOOKMARK not in line(scene, 100, "librarian").text
    assert "16:40 Maya" in line(scene, 100, "one counselor").text
    assert clock(3_723_000) == "1:02:03"


def test_a_code_outweighs_the_mark_of_a_read_turn() -> None:
    talk = support.transcript()
    mark = Mark("m1", talk.id, talk.turn(2).seq, MarkKind.READ, "AM", "2026-01-01")
    coded = state(talk, coding(talk, talk.turn(2).span), marks=(mark,))
    scene = Scene(coded, Page(talk, 100, airy=False), Cursor())
    assert READ not in "".join(strip.text for strip in rows(scene, 100))


def test_turns_left_out_are_told_on_a_line() -> None:
    talk = support.transcript()
    only = Filter((Option(By.SPEAKER, talk.turn(2).speaker_id or "", "Maya"),)).turns(state(talk), {})
    assert [talk.turns[at].number for at in only] == [2, 4]
    page = Page(talk, 100, airy=False, only=only)
    shown = [strip.text.strip() for strip in rows(Scene(state(talk), page, Cursor(1)), 100)]
    assert shown[0] == "… 1 turn hidden"
    assert "… 2 turns hidden" in shown
    assert not any("Jordan" in text for text in shown)
    assert talk.role(talk.turn(1)) is Role.FACILITATOR
