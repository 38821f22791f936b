"""Bytes become text by a rule that can be told, and nothing is repaired behind one's back."""

from __future__ import annotations

import codecs
import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.errors import InputError
from coder.ingest.decode import decode

WORDS = "Señora Núñez – “sí”, ¿y usted?\nYes."


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (WORDS.encode(), "utf-8"),
        (codecs.BOM_UTF8 + WORDS.encode(), "utf-8"),
        (codecs.BOM_UTF16_LE + WORDS.encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + WORDS.encode("utf-16-be"), "utf-16-be"),
        (WORDS.encode("utf-16-le"), "utf-16-le"),
        (WORDS.encode("utf-16-be"), "utf-16-be"),
        (codecs.BOM_UTF32_LE + WORDS.encode("utf-32-le"), "utf-32-le"),
        (WORDS.encode("cp1252"), "cp1252"),
    ],
)
def test_the_words_come_back(data: bytes, encoding: str) -> None:
    decoded = decode(data, "a.txt")
    assert decoded.text == WORDS
    assert decoded.encoding == encoding


def test_windows_1252_is_told_with_words_to_check() -> None:
    remarks = decode(WORDS.encode("cp1252"), "a.txt").remarks
    assert len(remarks) == 1
    assert "Windows-1252" in remarks[0].message
    assert "Señora" in remarks[0].message
    assert "Núñez" in remarks[0].message


def test_mojibake_is_told_and_kept() -> None:
    broken = "It’s María’s".encode().decode("cp1252")
    decoded = decode(broken.encode(), "a.txt")
    assert decoded.text == broken
    assert "wrong encoding" in decoded.remarks[0].message


def test_control_characters_are_told() -> None:
    decoded = decode(b"This is quite some text \x1b[31mred\x1b[0m", "a.txt")
    assert "\x1b" not in decoded.text
    assert "2 control or invisible characters" in decoded.remarks[0].message


def test_line_numbers_are_those_of_an_editor() -> None:
    decoded = decode(b"a\r\nb\x0cc\r\nd", "a.txt")
    assert decoded.text.split("\n") == ["a", "b", "c", "d"]
    assert decoded.line_numbers == (1, 2, 2, 3)


@pytest.mark.parametrize("data", [b"\0\1\2\3" * 50, b"abc\0def", bytes(range(1, 9)) * 20])
def test_binary_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="not a text file"):
        decode(data, "a.txt")


@given(st.text())
def test_utf8_text_has_a_number_for_each_line(text: str) -> None:
    try:
        decoded = decode(text.encode("utf-8", "replace"), "a.txt")
    except InputError:
        return
    assert len(decoded.line_numbers) == decoded.text.count("\n") + 1


@given(st.binary())
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    with contextlib.suppress(InputError):
        decode(data, "a.txt")
