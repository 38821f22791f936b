"""The grammars of the programs that make transcripts, each by an invented example."""

from __future__ import annotations

import pytest

from coder.domain.transcript import Role, TurnKind
from coder.errors import InputError
from coder.ingest.captions import read_captions
from coder.ingest.chatlog import is_chat, read_chat
from coder.ingest.draft import Draft
from coder.ingest.overrides import Overrides
from coder.ingest.plain import read_plain
from coder.ingest.roles import group_remarks, role_of_label
from coder.ingest.source import Source


def plain(text: str, **told: str) -> Draft:
    return read_plain(Source("a.txt", text.encode(), overrides=Overrides(**told)))  # type: ignore[arg-type]


def chat(text: str) -> Draft:
    return read_chat(Source("a.txt", text.encode()))


def said(draft: Draft) -> list[tuple[str | None, str, int | None]]:
    return [(turn.speaker, turn.text, turn.start_ms) for turn in draft.spoken]


@pytest.mark.parametrize(
    ("first", "second", "third"),
    [
        ("Wren: [00:00] One.", "Otis: [00:05] Two.", "Wren: [00:09] Three."),
        ("Wren (00:00):\nOne.", "Otis (00:05):\nTwo.", "Wren (00:09):\nThree."),
        ("Wren: [00:00:00] One.", "Otis: [00:00:05] Two.", "Wren: [00:00:09] Three."),
        ("Wren [00:00:00]\nOne.", "Otis [00:00:05]\nTwo.", "Wren [00:00:09]\nThree."),
        ("[00:00:00] Wren: One.", "[00:00:05] Otis: Two.", "[00:00:09] Wren: Three."),
        ("Wren [00:00:00]: One.", "Otis [00:00:05]: Two.", "Wren [00:00:09]: Three."),
        ("**[00:00] Wren:** One.", "**[00:05] Otis:** Two.", "**[00:09] Wren:** Three."),
        ("Wren: 00:00:00\nOne.", "Otis: 00:00:05\nTwo.", "Wren: 00:00:09\nThree."),
    ],
    ids=["temi", "rev", "sonix", "sonix lines", "descript", "trint", "diarized", "rev times"],
)
def test_names_and_times_in_either_order(first: str, second: str, third: str) -> None:
    draft = plain("\n\n".join((first, second, third)))
    assert said(draft) == [("Wren", "One.", 0), ("Otis", "Two.", 5_000), ("Wren", "Three.", 9_000)]


def test_a_time_and_a_name_on_a_line_need_to_recur() -> None:
    names = plain("[00:01] Wren\nOne.\n\n[00:05] Otis\nTwo.\n\n[00:09] Wren\nThree.\n\n[00:12] Otis\nFour.\n")
    assert names.speakers == ("Wren", "Otis")
    assert not plain("[00:01] Yes\n[00:02] No\n[00:03] Yes\n[00:04] No\n").speakers


def test_a_meeting_merges_what_one_person_says_in_a_row() -> None:
    draft = plain(
        "Planning buses\nAttendees\nWren Hale, Otis Roe, Otis Roe's Presentation, Helper Notetaker\n"
        "This editable transcript was computer generated and might contain errors.\n00:00:00\n\n"
        "Wren Hale: One.\nWren Hale:  Two.\nOtis Roe: Three.\n\n00:05:00\n\nOtis Roe: Four.\n"
        "Transcription ended after 00:30:30\n"
    )
    assert said(draft) == [
        ("Wren Hale", "One.\nTwo.", 0),
        ("Otis Roe", "Three.", None),
        ("Otis Roe", "Four.", 300_000),
    ]
    assert draft.turns[-1].kind is TurnKind.HEADER


def test_other_texts_keep_neighboring_turns_apart() -> None:
    assert len(plain("Wren: One.\nWren: Two.\nOtis: Three.\nOtis: Four.\n").spoken) == 4


def test_words_said_into_a_turn_are_a_turn() -> None:
    draft = plain(
        "S00: [00:00:02] How was it? (2 seconds pause)\n\n"
        "S01: [00:00:12] Well //S02: yes, yes// fine (..).\n\n"
        "S00: [00:00:20] Ok.\n(5 seconds pause)\n\nS01: [00:00:30] See http://a.b //no.\n"
    )
    assert [(turn.speaker, turn.text) for turn in draft.turns] == [
        ("S00", "How was it? (2 seconds pause)"),
        ("S01", "Well"),
        ("S02", "yes, yes"),
        ("S01", "fine (..)."),
        ("S00", "Ok."),
        (None, "(5 seconds pause)"),
        ("S01", "See http://a.b //no."),
    ]
    captions = read_captions(
        Source("a.vtt", b"WEBVTT T\n\n00:02.000 --> 00:09.000\n<v S01>Well //S02: yes// so\n")
    )
    assert [(turn.speaker, turn.text) for turn in captions.turns] == [
        ("S01", "Well"),
        ("S02", "yes"),
        ("S01", "so"),
    ]


def test_signs_without_a_name_and_words_stay_words() -> None:
    text = "Wren: so // (late) No: // yes\nOtis: a //b// c\nWren: //: x//\nOtis: d\n"
    assert [words for _, words, _ in said(plain(text))] == [
        "so // (late) No: // yes",
        "a //b// c",
        "//: x//",
        "d",
    ]


def test_lines_that_a_typist_aligned_are_one_paragraph() -> None:
    draft = plain(
        "Wren:      We went down\n           And stood there.\n"
        "Otis:      Yes.\nWren:      No.\nOtis:      Ok.\n"
    )
    assert said(draft)[0] == ("Wren", "We went down And stood there.", None)


@pytest.mark.parametrize(
    "name", ["Meredith and David", "Ana y Luis", "Ana/Luis", "Multiple Students", "Todos"]
)
def test_labels_of_several_people_are_of_nobody_known(name: str) -> None:
    assert role_of_label(name) is Role.UNKNOWN
    assert [name in remark.message for remark in group_remarks([name, "Wren"])] == [True]


@pytest.mark.parametrize("name", ["Wren", "Wren Hale", "Anderson", "Parent 3"])
def test_labels_of_one_person(name: str) -> None:
    assert role_of_label(name) is None
    assert not list(group_remarks([name]))


def test_chat_messages_of_several_lines() -> None:
    text = (
        "12:01:02\tWren Hale:\tHello all\r\n12:01:09\tOtis:\tfirst\nsecond: line\r\n"
        '12:02:00\tWren Hale:\tReacted to "Hello all" with 👍\r\n'
    )
    draft = chat(text)
    assert is_chat(text)
    assert {turn.kind for turn in draft.turns} == {TurnKind.CHAT}
    assert said(draft) == [
        ("Wren Hale", "Hello all", 0),
        ("Otis", "first\nsecond: line", 7_000),
        ("Wren Hale", 'Reacted to "Hello all" with 👍', 58_000),
    ]


def test_older_chat_says_to_whom() -> None:
    draft = chat(
        "00:01:02\t From Wren Hale to Everyone:\n\tHello\n"
        "00:01:09 From Otis to Wren Hale(Direct Message):\n\tpsst\n"
        "00:02:00 From Otis To Everyone: bye\n"
    )
    assert said(draft) == [("Wren Hale", "Hello", 62_000), ("Otis", "psst", 69_000), ("Otis", "bye", 120_000)]
    assert draft.remarks[0].lines == (3,)


def test_other_text_is_no_chat() -> None:
    assert not is_chat("Wren: Hello.\nOtis: Hi.\n")
    assert not is_chat("12:01:02 Hello from Wren to all\n")


def test_a_given_pattern_finds_the_labels() -> None:
    draft = plain("<<Wren>> hello\n<<Otis>> hi\nmore\n", speaker_regex=r"<<(?P<name>[^>]+)>>")
    assert said(draft) == [("Wren", "hello", None), ("Otis", "hi more", None)]
    assert said(plain("wren - hello\n", speaker_regex=r"(\w+) - "))[0][0] == "wren"
    cue = b"WEBVTT\n\n00:01.0 --> 00:02.0\n- Wren - hello\n"
    captions = read_captions(Source("a.vtt", cue, overrides=Overrides(speaker_regex=r"- (\w+) - ")))
    assert said(captions) == [("Wren", "hello", 1_000)]


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("(", "is wrong"),
        ("x" * 201, "more than 200"),
        (r"(a|aa)+$", "takes too long"),
    ],
)
def test_a_bad_pattern_is_told_soon(pattern: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        plain(("a" * 230 + "!\n") * 3, speaker_regex=pattern)
