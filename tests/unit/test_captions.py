"""Captions of every meeting program become turns, and no words are lost between cues."""

from __future__ import annotations

import pytest

from coder.domain.transcript import Role, TurnKind
from coder.errors import InputError
from coder.ingest.captions import parse_cues, read_captions
from coder.ingest.draft import Draft
from coder.ingest.source import Source

GUID = "0f8fad5b-d9cb-469f-a165-70867728950e"


def read(text: str, name: str = "a.vtt") -> Draft:
    return read_captions(Source(name, text.encode()))


def said(draft: Draft) -> list[tuple[str | None, str]]:
    return [(turn.speaker, turn.text) for turn in draft.spoken]


def test_neighboring_cues_of_one_speaker_become_one_turn() -> None:
    draft = read(
        "WEBVTT\r\n\r\n1\r\n00:00:01.000 --> 00:00:02.500\r\nWren: Good\r\n\r\n"
        "2\r\n00:00:03.000 --> 00:00:04.000\r\nWren: morning.\r\n\r\n"
        "3\r\n00:00:05.000 --> 00:00:06.000\r\nOtis | OPS (SL): Hi [laughter] all.\r\n"
    )
    assert said(draft) == [("Wren", "Good morning."), ("Otis | OPS (SL)", "Hi [laughter] all.")]
    assert (draft.turns[0].start_ms, draft.turns[0].end_ms) == (1_000, 4_000)
    assert draft.turns[0].line == 4


def test_a_cue_without_a_name_goes_on_with_the_speaker_before() -> None:
    draft = read(
        "WEBVTT\n\n00:01.000 --> 00:02.000\nhello?\n\n00:02.000 --> 00:03.000\nWren: Good\n\n"
        "00:03.000 --> 00:04.000\nmorning.\n\n00:04.000 --> 00:05.000\nOtis: Hi.\n\n"
        "00:05.000 --> 00:06.000\nWren: So.\n"
    )
    assert said(draft) == [(None, "hello?"), ("Wren", "Good morning."), ("Otis", "Hi."), ("Wren", "So.")]
    assert "2 of 5 cues have no name" in draft.remarks[0].message


def test_voice_tags_closed_or_not_and_unpadded_times() -> None:
    draft = read(
        "WEBVTT My title\n\nNOTE\nmade by hand\n\n0:0:3.490 --> 0:0:60.000\n<v Hale, Wren>Tom &amp; I</v>\n\n"
        "0:1:0.5 --> 0:1:2.0 align:start\n<v.loud Otis>Right <i>so</i>\n<v Wren>No\n"
    )
    assert said(draft) == [("Hale, Wren", "Tom & I"), ("Otis", "Right so"), ("Wren", "No")]
    assert (draft.turns[0].start_ms, draft.turns[0].end_ms) == (3_490, 60_000)
    assert [remark.line for remark in draft.remarks] == [1, 3]


def test_speakers_known_by_an_identifier_are_told() -> None:
    draft = read(
        f"WEBVTT\n\n{GUID}/12-0\n0:0:1.0 --> 0:0:2.0\n<v {GUID}@{GUID}>Hello</v>\n"
        f"{GUID}/13-0\n0:0:3.0 --> 0:0:4.0\n<v {GUID}@{GUID}>there</v>\n"
    )
    assert said(draft) == [(GUID, "Hello there")]
    assert "identifier" in draft.remarks[0].message


def test_without_speakers_each_cue_is_a_turn() -> None:
    draft = read(
        "1\n00:00:00,500 --> 00:00:02,000\nSo the bus\nwas late.\n\n"
        "2\n00:00:02,100 --> 00:00:03,000\nAgain, like yesterday.\n\n"
        "3\n00:00:09,000 --> 00:00:10,000\nThis is it: nothing.\n",
        "a.srt",
    )
    assert said(draft) == [
        (None, "So the bus was late."),
        (None, "Again, like yesterday."),
        (None, "This is it: nothing."),
    ]


def test_captions_of_single_words_are_parted_by_pauses() -> None:
    words = ["So", "the", "bus", "was", "late"]
    cues = [f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{word}\n" for n, word in enumerate(words, 1)]
    late = "6\n00:00:20,000 --> 00:00:20,500\nAgain\n"
    draft = read("\n".join([*cues, late]), "a.srt")
    assert said(draft) == [(None, "So the bus was late"), (None, "Again")]


def test_missing_blank_lines_do_not_turn_numbers_into_words() -> None:
    draft = read(
        "1\n00:00:00,500 --> 00:00:02,000\nWren: One.\n2\n00:00:02,100 --> 00:00:03,000\nOtis: Two.\n",
        "a.srt",
    )
    assert said(draft) == [("Wren", "One."), ("Otis", "Two.")]


def test_two_speakers_in_one_cue() -> None:
    draft = read(
        "WEBVTT\n\n00:01.000 --> 00:02.000\nWren: Yes.\nOtis: No.\n\n00:02.000 --> 00:03.000\nOtis: Never.\n"
    )
    assert said(draft) == [("Wren", "Yes."), ("Otis", "No. Never.")]


def test_a_few_colons_are_not_speakers() -> None:
    cues = "".join(f"00:{n:02}.000 --> 00:{n:02}.900\nplain words {n}.\n\n" for n in range(40))
    draft = read(
        f"WEBVTT\n\n{cues}00:50.000 --> 00:51.000\nRemember: this.\n\n"
        "00:52.000 --> 00:53.000\nRemember: that.\n"
    )
    assert draft.speakers == ()


def test_words_without_a_time_are_kept_and_told() -> None:
    draft = read("WEBVTT\n\n00:01.000 --> 00:02.000\nFirst.\n\nSecond.\n\n00:02.000 --> 00:03.000\nThird.\n")
    assert said(draft) == [(None, "First. Second. Third.")]
    assert draft.remarks[0].line == 6


def test_a_note_that_nobody_says_is_an_event_and_parts_turns() -> None:
    cues = "00:01.000 --> 00:02.000\n[Bell rings]\n\n00:02.000 --> 00:03.000\n{}So.\n"
    for name, speaker in (("", None), ("Wren: ", "Wren")):
        draft = read(f"WEBVTT\n\n{cues.format(name)}")
        assert [(turn.kind, turn.speaker, turn.text) for turn in draft.turns] == [
            (TurnKind.EVENT, None, "[Bell rings]"),
            (TurnKind.SPEECH, speaker, "So."),
        ]


def test_words_before_the_first_time_are_a_header() -> None:
    draft = read("some words\n00:00:01,000 --> 00:00:02,000\nHello.\n", "a.srt")
    assert [(turn.kind, turn.text) for turn in draft.turns] == [
        (TurnKind.HEADER, "some words"),
        (TurnKind.SPEECH, "Hello."),
    ]


def test_style_blocks_and_tags_of_words_are_left_out() -> None:
    draft = read(
        "WEBVTT\n\nSTYLE\n::cue { color: red }\n\n00:01.000 --> 00:02.000\n"
        "{\\an8}Hey <00:01.500><c.yellow>you</c>, 3 < 4 and <b>5</b>\n"
    )
    assert said(draft) == [(None, "Hey you, 3 < 4 and 5")]
    assert "STYLE" in draft.remarks[0].message


def test_a_long_stretch_without_names_is_parted_at_a_sentence() -> None:
    cues = "".join(f"00:{n * 10}.000 --> 00:{n * 10 + 10}.000\nSentence {n}.\n\n" for n in range(18))
    assert len(read(f"WEBVTT\n\n{cues}").spoken) == 3


def test_facilitator_of_captions() -> None:
    draft = read("WEBVTT\n\n00:01.000 --> 00:02.000\nModerator: Yes?\n\n00:03.000 --> 00:04.000\nWren: No.\n")
    assert draft.roles == {"Moderator": Role.FACILITATOR}


@pytest.mark.parametrize("text", ["WEBVTT\n", "WEBVTT\n\n00:01.000 --> 00:02.000\n"])
def test_a_file_without_words_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="no words"):
        read(text)


def test_every_cue_is_counted() -> None:
    assert len(parse_cues(["1", "00:01.0 --> 00:02.0", "a", "2", "00:02.0 --> 00:03.0"]).cues) == 2
