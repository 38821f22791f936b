"""What may and may not survive the way into a transcript."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.domain.text import MARK, canonical, fold, masked, visible


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("one\r\ntwo\rthree\u2028four\x0cfive", "one\ntwo\nthree\nfour\nfive"),
        ("\ufeffword", "word"),
        ("a\x1b[31mred\x1b[0m", f"a{MARK}red{MARK}"),
        ("x\x1b]52;c;UFdORUQ=\x07y", f"x{MARK}y"),
        ("left\u202eright", f"left{MARK}right"),
        ("lone \ud800 half", f"lone {MARK} half"),
        ("stays\xa0put so\xadft “quotes” e\u0301", "stays\xa0put so\xadft “quotes” e\u0301"),
        ("Ma\u200bria \u200d and \u3164\u200c", f"Ma{MARK}ria {MARK} and {MARK}{MARK}"),
        ("a\ufe0fb\U000e0041\u034f", f"a{MARK}b{MARK}{MARK}"),
        ("[laughter] [/] [@click=app.quit]x[/]", "[laughter] [/] [@click=app.quit]x[/]"),
    ],
)
def test_canonical(raw: str, clean: str) -> None:
    assert canonical(raw).text == clean


def test_counts_what_it_replaced() -> None:
    assert canonical("a\x00b\x1bc").replaced == 2


@given(st.text(st.characters(codec=None)))
def test_nothing_dangerous_survives(raw: str) -> None:
    text = canonical(raw).text
    assert not any(ord(c) < 32 and c not in "\n\t" for c in text)
    assert not any(0x7F <= ord(c) <= 0x9F or 0xD800 <= ord(c) <= 0xDFFF for c in text)
    assert canonical(text).text == text
    text.encode("utf-8")
    assert not set(visible(raw)) & set("\u200b\u3164\u180e\u2065")


@given(st.text(st.characters(codec=None)))
def test_visible_is_one_line(raw: str) -> None:
    assert not set(visible(raw)) & set("\n\t\r\x1b\x07")


def test_fold_ignores_case_accents_and_quotes() -> None:
    assert fold("¿Dónde ESTÁ “Ana”?") == '¿donde esta "ana"?'


@pytest.mark.parametrize(
    "text",
    [
        "می\u200cخواهم",
        "क्\u200dष and മലയാള\u200d",
        "👨\u200d👩\u200d👧, ❤\ufe0f\u200d🔥, 🏴\u200d☠\ufe0f and 1\ufe0f\u20e3",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "ភាសា\u200bខ្មែរ",
        "葛\U000e0100",
    ],
)
def test_what_emoji_and_scripts_need_stays(text: str) -> None:
    assert canonical(text).text == visible(text) == masked(text) == text
    assert canonical(text).replaced == 0


def test_a_piece_of_an_emoji_or_word_is_drawn_as_it_was() -> None:
    for text in ("می\u200cخواهم", "👨\u200d👩"):
        for at in range(len(text) + 1):
            assert visible(text[:at]) + visible(text[at:]) == text


@given(st.text(st.characters(codec=None)))
def test_masked_keeps_every_offset_and_is_harmless(raw: str) -> None:
    shown = masked(raw)
    assert len(shown) == len(raw)
    assert visible(shown) == shown
    assert not set(shown) & set("\n\t\r\x1b\x07\u200b")


def test_masked_names_that_differ_stay_different() -> None:
    assert masked("\x1b]0;A\x07.txt") == f"{MARK}]0;A{MARK}.txt" != masked("\x1b]0;B\x07.txt")
