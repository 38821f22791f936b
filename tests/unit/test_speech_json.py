"""JSON of speech recognizers: segments to turns, speakers, and what is left out."""

from __future__ import annotations

import json

import pytest

from coder.errors import InputError
from coder.ingest.draft import Draft
from coder.ingest.source import Source
from coder.ingest.speech_json import read_json


def read(value: object) -> Draft:
    return read_json(Source("a.json", json.dumps(value).encode()))


def said(draft: Draft) -> list[tuple[str | None, str, int | None, int | None]]:
    return [(turn.speaker, turn.text, turn.start_ms, turn.end_ms) for turn in draft.spoken]


def segment(start: float, end: float, text: str, **more: object) -> dict[str, object]:
    return {"start": start, "end": end, "text": text, **more}


def test_whisper_without_speakers_is_joined_until_a_pause() -> None:
    draft = read(
        {
            "text": " Hello. You. Again.",
            "language": "en",
            "segments": [
                segment(0, 1.5, " Hello."),
                segment(1.5, 2, "   "),
                segment(2, 3, " You."),
                segment(9, 10, "Again."),
            ],
        }
    )
    assert said(draft) == [(None, "Hello. You.", 0, 3_000), (None, "Again.", 9_000, 10_000)]
    told = [remark.message for remark in draft.remarks]
    assert told == [
        "1 segments without words were left out",
        "Nobody is named; segments were joined until a pause",
    ]


def test_the_speaker_of_the_segment_holds_and_other_words_are_told() -> None:
    words = [{"word": "Yes", "speaker": "SPEAKER_01"}, {"word": "but"}]
    draft = read(
        [
            segment(0, 1, "One.", speaker="SPEAKER_00"),
            segment(1, 2, "Two.", speaker="SPEAKER_00", words=words),
            segment(2, 3, "Three.", speaker="SPEAKER_01"),
            segment(3, 4, "Four."),
        ]
    )
    assert said(draft) == [
        ("SPEAKER_00", "One. Two.", 0, 2_000),
        ("SPEAKER_01", "Three.", 2_000, 3_000),
        (None, "Four.", 3_000, 4_000),
    ]
    told = " ".join(remark.message for remark in draft.remarks)
    assert "1 segments hold words that the recognizer gave to another speaker" in told
    assert "(segments 2)" in told
    assert "1 segments have no speaker" in told
    assert "WhisperX with 4 segments" in draft.why


def test_a_paper_edit_loses_no_word() -> None:
    words = [{"start": at, "end": at + 0.5, "text": f"w{at}"} for at in range(6)]
    paragraphs = [
        {"start": 0, "end": 1.5, "speaker": "Wren"},
        {"start": 2, "end": 2.2, "speaker": "Otis"},
        {"start": 4, "end": 4.1, "speaker": 1},
    ]
    assert [(one[0], one[1]) for one in said(read({"words": words, "paragraphs": paragraphs}))] == [
        ("Wren", "w0 w1"),
        ("Otis", "w2 w3"),
        ("Speaker 1", "w4 w5"),
    ]


def test_whisper_cpp() -> None:
    draft = read({"transcription": [{"offsets": {"from": 0, "to": 900}, "text": " Hi."}]})
    assert said(draft) == [(None, "Hi.", 0, 900)]


@pytest.mark.parametrize("start", [-1, 1e300, "soon", None, True])
def test_a_time_that_is_none(start: object) -> None:
    assert said(read({"segments": [{"start": start, "text": "Hi."}]}))[0][2] is None


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'{"a": 1}', "in a form we know"),
        (b'{"segments": []}', "in a form we know"),
        (b"[1, 2]", "in a form we know"),
        (b'{"segments": [{"text": " "}]}', "no words"),
        (b'{"segments": [', "damaged or incomplete"),
        (b"[" * 100_000, "damaged or incomplete"),
        (b"[" + b"[]," * 3_000_000 + b"[]]", "far more values"),
        (b'{"segments": [{"text": "' + b"x" * 1_000_001 + b'"}]}', "more than 1,000,000 characters"),
    ],
)
def test_what_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read_json(Source("a.json", data))
