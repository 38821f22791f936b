"""Figures of suggestions against what people coded, counted by hand on invented trials."""

from __future__ import annotations

from coder.services.measuring import _row
from coder.suggest.codes import CodeList, CodeText
from coder.suggest.examples import Example
from coder.suggest.trial import Tried, left_out


def tried(codes: str, ranked: str, score: float) -> Tried:
    return Tried(Example("words", tuple(codes)), tuple(ranked), score, ("A",), ("B",))


def test_figures_are_those_counted_by_hand() -> None:
    some = [tried("A", "ABC", 0.9), tried("B", "ABC", 0.5), tried("B", "BCA", 0.4), tried("C", "", 0.0)]
    every = _row("all codes", "", some)
    assert (every["n"], every["precision"], every["recall"], every["found_in_3"]) == (4, 0.667, 0.5, 0.75)
    assert every["coverage_90"] == 0.25
    assert (every["usual"], every["keyword"]) == (0.25, 0.5)
    one = _row("A", "", some, "A")
    assert (one["n"], one["precision"], one["recall"], one["found_in_3"]) == (1, 0.5, 1.0, 1.0)


def test_a_document_is_not_learned_from_when_it_is_tried() -> None:
    entries = tuple(CodeText(id_, "", "", "", ()) for id_ in ("A", "B"))
    documents = {
        "one": [Example("zebra zebra", ["A"], document="one")],
        "two": [Example("zebra zebra", ["B"], document="two")],
    }
    first, second = left_out(CodeList(entries, {}), documents, semantic=False)
    assert (first.ranked[0], second.ranked[0]) == ("B", "A"), "each knows only what the other says"
    assert (first.usual, second.usual) == (("B",), ("A",))
