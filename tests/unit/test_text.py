"""What may and may not survive the way into a transcript."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.domain.text import MARK, canonical, fold, visible


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("one\r\ntwo\rthree\u2028four\x0cfive", "one\ntwo\nthree\nfour\nfive"),
        ("\ufeffword", "word"),
        ("a\x1b[31mred\x1b[0m", f"a{MARK}red{MARK}"),
        ("x\x1b]52;c;UFdORUQ=\x07y", f"x{MARK}y"),
        ("left\u202eright", f"left{MARK}right"),
        ("lone \ud800 half", f"lone {MARK} half"),
        ("stays\xa0put \u200d “quotes” e\u0301", "stays\xa0put \u200d “quotes” e\u0301"),
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


@given(st.text(st.characters(codec=None)))
def test_visible_is_one_line(raw: str) -> None:
    assert not set(visible(raw)) & set("\n\t\r\x1b\x07")


def test_fold_ignores_case_accents_and_quotes() -> None:
    assert fold("¿Dónde ESTÁ “Ana”?") == '¿donde esta "ana"?'
