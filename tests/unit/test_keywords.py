"""Words that differ between groups, with people beside counts; key words in context."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from coder.analysis.context import in_context
from coder.analysis.frame import Material
from coder.analysis.keywords import key_terms, log_odds, terms_of
from coder.analysis.thresholds import Thresholds
from coder.errors import InputError
from tests import support
from tests.unit.test_themes import TREE, talk


def two_groups(buses: int = 5) -> Material:
    """Students who all speak of the counselor, and families `buses` of whom speak of the bus."""
    students = support.transcript(
        "FG-S",
        [("Facilitator", "Tell me about the counselor and the bus, the bus, the bus.")]
        + [(f"S{n}", "The counselor is kind. Lunch lines are long and the school is big.") for n in range(6)],
        support.TranscriptFacts(group="students"),
    )
    families = support.transcript(
        "FG-F",
        [
            (f"F{n}", "The late bus worries us." if n < buses else "Lunch is fine and the school is big.")
            for n in range(6)
        ],
        support.TranscriptFacts(group="families"),
    )
    return Material((students, families), (), (), TREE)


def test_the_ratio_is_that_of_the_paper() -> None:
    # By hand: log((9+1)/(100+10-10)) - log((2+1)/(50+10-3)); variance 1/10 + 1/3.
    ratio, error = log_odds(9, 100, 2, 50, 1, 10)
    assert round(ratio, 4) == round(math.log(10 / 100) - math.log(3 / 57), 4) == 0.6419
    assert round(error, 4) == round(math.sqrt(1 / 10 + 1 / 3), 4) == 0.6583


def test_terms_of_each_group_with_their_people() -> None:
    found = key_terms(two_groups())
    by_group = {(term.group, term.term): term for term in found}
    assert ("students", "counselor") in by_group
    bus = by_group["families", "bus"]
    assert (bus.count, bus.people, bus.people_spoke, bus.others) == (5, 5, 6, 0)
    assert bus.low < bus.log_odds < bus.high
    assert bus.z > 0
    assert not any(term.term in ("the", "is", "and") for term in found)


def test_a_term_of_fewer_than_five_people_is_not_shown() -> None:
    assert not [term for term in key_terms(two_groups(4)) if term.term == "bus"]
    strict = replace(two_groups(), thresholds=Thresholds(voices=6))
    assert [term for term in key_terms(two_groups()) if term.term == "bus"]
    assert not [term for term in key_terms(strict) if term.term == "bus"]


def test_a_group_is_not_compared_with_a_few() -> None:
    leaders = talk("INT", ["L1", "L2"], group="leaders")
    students = talk("FG", [f"S{n}" for n in range(8)])
    assert key_terms(Material((students, leaders), (), (), TREE)) == ()


def test_phrases_stop_at_punctuation_and_function_words() -> None:
    said = "The late bus never comes. Bus drivers, though, are kind"
    assert list(terms_of(said, 2)) == ["late bus", "bus never", "never comes", "bus drivers"]
    assert [term.term for term in key_terms(two_groups(), 2)][:1] == ["lunch lines"]
    assert list(terms_of("La escuela está lejos", 1, "es")) == ["escuela", "lejos"]
    with pytest.raises(InputError):
        key_terms(two_groups(), 5)


def test_words_in_context_stand_at_their_exact_places() -> None:
    data = two_groups()
    hits = in_context(data, "BUS", width=9)
    assert len(hits) == 5
    for hit in hits:
        assert hit.span.of(data.by_id[hit.transcript_id].text) == hit.words == "bus"
    assert (hits[0].session, hits[0].turn, hits[0].speaker) == ("FG-F", 1, "F0")
    assert (hits[0].before, hits[0].after) == ("The late ", " worries ")
    assert len(in_context(data, "bus", facilitators=True)) == 8
    assert in_context(data, "bu") == ()
    assert len(in_context(data, "bu", part_of_words=True, limit=2)) == 2
    with pytest.raises(InputError):
        in_context(data, "  ")


def test_words_in_context_read_accents() -> None:
    made = support.transcript("FG-E", [("Ana", "Mi niño está en la escuela. El nin\u0303o llora.")])
    hits = in_context(Material((made,), (), (), TREE), "nino")
    assert [hit.words for hit in hits] == ["niño", "nin\u0303o"]
    assert all(hit.span.of(made.text) == hit.words for hit in hits)


def test_words_in_context_read_curly_quotes() -> None:
    made = support.transcript("FG-Q", [("Ana", "It\u2019s \u201clate\u201d \u2014 isn\u2019t it? IT'S so.")])
    hits = in_context(Material((made,), (), (), TREE), "it's")
    assert [hit.words for hit in hits] == ["It\u2019s", "IT'S"]
    assert all(hit.span.of(made.text) == hit.words for hit in hits)
