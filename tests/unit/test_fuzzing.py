"""Broken input is a result or a sentence, never a fault; `CODER_FUZZ_SECONDS=600` breaks more of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import fuzzing
from coder.domain.query import parse
from coder.errors import CoderError
from coder.exchange.codebook_yaml import load_codebook

SECONDS = float(os.environ.get("CODER_FUZZ_SECONDS", "3"))

QUERY = st.lists(
    st.sampled_from(
        [
            *"()\"'/~*:|-&",
            " ",
            "AND",
            "OR",
            "NOT",
            "code:",
            "speaker:",
            "lens:",
            "BEL",
            "word",
            "é",
            "\x00",
            "\u202e",
        ]
    )
    | st.text(max_size=5),
    max_size=30,
).map("".join)

LEAF = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
KEYS = st.sampled_from(
    ["id", "name", "codes", "lenses", "values", "version", "cues", "children", "definition"]
)
BOOK = st.recursive(
    LEAF, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4)
)


@given(QUERY)
def test_any_query_is_read_or_refused_with_a_sentence(query: str) -> None:
    try:
        parse(query)
    except CoderError as error:
        told = str(error)
    else:
        return
    assert told.endswith(".")


@settings(max_examples=25)
@given(BOOK)
def test_any_codebook_is_read_or_refused_with_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, book: object
) -> None:
    import yaml

    path = tmp_path_factory.mktemp("book") / "book.yaml"
    path.write_text(yaml.safe_dump(book, allow_unicode=False), "utf-8")
    try:
        load_codebook(path)
    except CoderError as error:
        told = str(error)
    else:
        return
    assert "book.yaml" in told


def test_no_broken_file_is_a_fault_of_the_program(tmp_path: Path) -> None:
    found = [(name, fault) for name, fault, _ in fuzzing.feed(SECONDS, 20_261_130, tmp_path)]
    assert found == []


def test_what_is_not_handled_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Path) -> None:
        raise KeyError("x")

    monkeypatch.setattr(fuzzing, "targets", lambda: {"broken reader": fail})
    found = list(fuzzing.feed(0.2, 1, tmp_path))
    assert [(name, fault.split()[0]) for name, fault, _ in found] == [("broken reader", "KeyError")]
    assert found[0][2].is_file()
