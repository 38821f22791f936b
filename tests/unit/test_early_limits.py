"""A file with far more turns than any session is refused while it is read, not after it was built up."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest

from coder.errors import InputError
from coder.ingest import decode, source
from coder.ingest.draft import DraftTurn
from coder.ingest.lines import Line
from coder.ingest.registry import FORMATS
from coder.ingest.source import Source

MOST = 50
MANY = 5_000


def spoken(number: int) -> tuple[str, str]:
    return ("Wren", "Otis")[number % 2], f"hi {number}"


def doubtful(number: int) -> str:
    """A name in small letters that no other line has."""
    return "ann" + "".join(chr(97 + number // 26**place % 26) for place in range(4))


TEXTS: dict[str, tuple[str, Callable[[int], str]]] = {
    "plain": ("txt", lambda n: "{}: {}\n".format(*spoken(n))),
    "doubtful": ("txt", lambda n: f"{doubtful(n)}: so\n" if n % 3 else "{}: {}\n".format(*spoken(n))),
    "paragraphs": ("txt", lambda n: f"So {n} it is.\n\n"),
    "main lines": ("cha", lambda n: "*{}:\t{} .\n".format(*spoken(n))),
    "messages": ("chat", lambda n: "10:00:00\t{}:\t{}\n".format(*spoken(n))),
    "rows": ("csv", lambda n: ("" if n else "speaker,text\n") + "{},{}\n".format(*spoken(n))),
    "answers": ("csv", lambda n: ("" if n else "Respondent,What would you change?\n") + f"R{n},All of {n}\n"),
    "rtf": ("rtf", lambda n: ("" if n else "{\\rtf1 ") + "{}: {}\\par ".format(*spoken(n))),
}


def made(name: str, count: int) -> tuple[str, bytes]:
    format_name, line = TEXTS[name]
    return format_name, "".join(map(line, range(count))).encode()


def counting(monkeypatch: pytest.MonkeyPatch, kind: type[Any]) -> list[int]:
    """How many objects of a kind the readers make, in a list of one number that grows."""
    count = [0]

    def build(*given: Any, **named: Any) -> Any:
        count[0] += 1
        return kind(*given, **named)

    for name in (
        "talk",
        "plain",
        "chat",
        "chatlog",
        "table",
        "document",
        "captions",
        "artifact",
        "speech_json",
    ):
        module = import_module(f"coder.ingest.{name}")
        if hasattr(module, kind.__name__):
            monkeypatch.setattr(module, kind.__name__, build)
    return count


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_no_more_turns_are_built_than_the_limit(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "MAX_TURNS", MOST)
    format_name, data = made(name, MANY)
    turns = counting(monkeypatch, DraftTurn)
    with pytest.raises(InputError, match=r"a: the file has more than 50 turns; split it into sessions"):
        FORMATS[format_name](Source("a", data))
    assert turns[0] <= MOST + 2


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_a_file_at_the_limit_is_read(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    format_name, data = made(name, MOST // 2)
    monkeypatch.setattr(source, "MAX_TURNS", MOST)
    monkeypatch.setattr(source, "MAX_LINES", MOST)
    assert FORMATS[format_name](Source("a", data)).spoken


@pytest.mark.parametrize("name", ["plain", "doubtful", "paragraphs", "rtf", "rows"])
def test_too_many_lines_are_counted_before_they_are_read(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "MAX_LINES", MOST)
    format_name, data = made(name, MANY)
    lines, turns = counting(monkeypatch, Line), counting(monkeypatch, DraftTurn)
    with pytest.raises(InputError, match="lines of words, and the limit is 50"):
        FORMATS[format_name](Source("a", data))
    assert lines[0] <= MOST + 1
    assert turns[0] == 0


def test_a_table_of_very_many_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coder.ingest.table.MAX_CELLS", MOST)
    with pytest.raises(InputError, match="the table has more than 50 cells"):
        FORMATS["csv"](Source("a", b"speaker,text\n" + b"Wren,hi,,,,,,,,,\n" * 20))


@pytest.mark.parametrize("name", ["plain", "doubtful", "main lines", "messages", "rows", "answers"])
def test_a_refused_file_takes_a_few_times_its_size(name: str) -> None:
    format_name, data = made(name, 600_000)
    assert data.count(b"\n") > decode.MAX_LINES
    tracemalloc.start()
    try:
        with pytest.raises(InputError, match="lines, and the limit is 300,000"):
            FORMATS[format_name](Source("a", data))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 4 * len(data)


@pytest.mark.parametrize("form", ["list", "segments", "transcription"])
def test_too_many_segments_are_counted_before_they_are_read(
    form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "MAX_LINES", MOST)
    turns = counting(monkeypatch, DraftTurn)
    segments = [{"text": f"hi {number}"} for number in range(MANY)]
    data = json.dumps(segments if form == "list" else {form: segments}).encode()
    with pytest.raises(InputError, match="5,000 lines of words, and the limit is 50"):
        FORMATS["json"](Source("a", data))
    assert turns[0] == 0


def test_json_laid_out_for_people_may_have_more_lines() -> None:
    """Each word of a long session takes several lines there."""
    words = [{"word": "so", "start": 1, "end": 2, "score": 0.5, "speaker": "A"} for _ in range(45_000)]
    text = json.dumps([{"text": "so", "speaker": "A", "words": words}], indent=1)
    assert text.count("\n") > decode.MAX_LINES
    assert FORMATS["json"](Source("a", text.encode())).spoken
