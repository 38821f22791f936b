"""ELAN: tiers are chosen by the person, else those that look like speech."""

from __future__ import annotations

import pytest

from coder.errors import InputError
from coder.ingest.draft import Draft
from coder.ingest.elan import read_elan
from coder.ingest.overrides import Overrides
from coder.ingest.source import Source


def note(number: int, slots: tuple[int, int], text: str) -> str:
    return (
        f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a{number}" TIME_SLOT_REF1="ts{slots[0]}" '
        f'TIME_SLOT_REF2="ts{slots[1]}"><ANNOTATION_VALUE>{text}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION>'
        "</ANNOTATION>"
    )


def depends(number: int, on: int, text: str) -> str:
    return (
        f'<ANNOTATION><REF_ANNOTATION ANNOTATION_ID="a{number}" ANNOTATION_REF="a{on}"><ANNOTATION_VALUE>'
        f"{text}</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>"
    )


FILE = (
    '<?xml version="1.0" encoding="UTF-8"?><ANNOTATION_DOCUMENT><TIME_ORDER>'
    + "".join(f'<TIME_SLOT TIME_SLOT_ID="ts{n}" TIME_VALUE="{n * 1000}"/>' for n in range(9))
    + '</TIME_ORDER><TIER TIER_ID="W-utt" PARTICIPANT="Wren">'
    + note(1, (0, 1), "So what did you see?")
    + note(2, (1, 2), "Tell me all of it.")
    + note(3, (5, 6), "And then?  What happened next?")
    + '</TIER><TIER TIER_ID="Otis">'
    + note(4, (3, 4), "We saw a bus\nand a dog.")
    + '</TIER><TIER TIER_ID="Otis-en" PARENT_REF="Otis">'
    + depends(5, 4, "A translation of all of that")
    + '</TIER><TIER TIER_ID="gesture">'
    + note(6, (3, 4), "points")
    + '</TIER><TIER TIER_ID="empty"/></ANNOTATION_DOCUMENT>'
)


def read(text: str = FILE, *tiers: str) -> Draft:
    return read_elan(Source("a.eaf", text.encode(), overrides=Overrides(tiers=tiers)))


def said(draft: Draft) -> list[tuple[str | None, str, int | None, int | None]]:
    return [(turn.speaker, turn.text, turn.start_ms, turn.end_ms) for turn in draft.spoken]


def test_tiers_that_look_like_speech_in_the_order_of_time() -> None:
    draft = read()
    assert said(draft) == [
        ("Wren", "So what did you see? Tell me all of it.", 0, 2_000),
        ("Otis", "We saw a bus and a dog.", 3_000, 4_000),
        ("Wren", "And then? What happened next?", 5_000, 6_000),
    ]
    assert [remark.message for remark in draft.remarks] == [
        "Read were the tiers that look like speech: W-utt (3), Otis (1)",
        "These tiers were not read: Otis-en (1), gesture (1); name the ones to read with --tier",
    ]


def test_tiers_that_a_person_names() -> None:
    assert said(read(FILE, "otis-EN", "gesture")) == [
        ("Otis-en", "A translation of all of that", 3_000, 4_000),
        ("gesture", "points", 3_000, 4_000),
    ]
    with pytest.raises(InputError, match=r"no tier “Maya”.*W-utt, Otis"):
        read(FILE, "Maya")


def test_annotations_that_belong_to_each_other_in_a_circle() -> None:
    circle = depends(1, 2, "one two three") + depends(2, 1, "four five six")
    draft = read(f'<ANNOTATION_DOCUMENT><TIER TIER_ID="A">{circle}</TIER></ANNOTATION_DOCUMENT>')
    assert said(draft) == [("A", "one two three four five six", None, None)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<ANNOTATION_DOCUMENT/>", "no words"),
        ("<other/>", "damaged"),
        (FILE[:-30], "damaged"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><ANNOTATION_DOCUMENT/>', "document type"),
        ("<ANNOTATION_DOCUMENT>" + "<a/>" * 1_500_000 + "</ANNOTATION_DOCUMENT>", "far more marks"),
        ("<ANNOTATION_DOCUMENT>" + "<a>" * 10_000, "damaged"),
    ],
)
def test_what_is_refused(text: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read(text)
