"""Plain text: every way of typing a conversation, and no word lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.domain.transcript import Role, TranscriptKind, TurnKind
from coder.errors import InputError
from coder.ingest.doubts import likenesses
from coder.ingest.draft import Draft
from coder.ingest.overrides import Overrides
from coder.ingest.plain import read_plain
from coder.ingest.source import Source


def read(text: str, caps_speaker: str | None = None) -> Draft:
    return read_plain(Source("a.txt", text.encode(), overrides=Overrides(caps_speaker=caps_speaker)))


def said(draft: Draft) -> list[tuple[str | None, str]]:
    return [(turn.speaker, turn.text) for turn in draft.spoken]


def all_turns(draft: Draft) -> list[tuple[TurnKind, str | None, str]]:
    return [(turn.kind, turn.speaker, turn.text) for turn in draft.turns]


def test_names_and_colons_with_header_event_and_inline_notes() -> None:
    draft = read(
        "Grade 11, second group\nRecorded in the library\n\n"
        "Facilitator: So, how was it?\nWren: Um, [laughter] fine.\n[Bell rings]\nAnd late.\n"
        "(M. leaves)\n(All talk)\nOtis: Same.\nWren: No.\n"
        "Otis: Yes.\n"
    )
    assert all_turns(draft) == [
        (TurnKind.HEADER, None, "Grade 11, second group\nRecorded in the library"),
        (TurnKind.SPEECH, "Facilitator", "So, how was it?"),
        (TurnKind.SPEECH, "Wren", "Um, [laughter] fine."),
        (TurnKind.EVENT, None, "[Bell rings]"),
        (TurnKind.SPEECH, "Wren", "And late."),
        (TurnKind.EVENT, None, "(M. leaves)"),
        (TurnKind.EVENT, None, "(All talk)"),
        (TurnKind.SPEECH, "Otis", "Same."),
        (TurnKind.SPEECH, "Wren", "No."),
        (TurnKind.SPEECH, "Otis", "Yes."),
    ]


def test_times_on_lines_of_their_own_start_a_turn_each() -> None:
    draft = read(
        "Library talk\nSUMMARY KEYWORDS\nbuses, late\nSPEAKERS\nWren, Otis\n\n"
        "Wren  0:00  \nSo it begins.\n\nWren  0:05  \nAnd goes on.\n\nOtis  1:00:10  \n[inaudible]\n\n"
        "Transcribed by https://otter.ai"
    )
    assert said(draft) == [("Wren", "So it begins."), ("Wren", "And goes on."), ("Otis", "[inaudible]")]
    assert [turn.start_ms for turn in draft.spoken] == [0, 5_000, 3_610_000]
    assert draft.turns[-1].kind is TurnKind.HEADER
    assert draft.turns[-1].text == "Transcribed by https://otter.ai"
    assert draft.title == "Library talk"
    assert draft.why == "plain text with a time after each name"


def test_times_of_day_count_from_the_first() -> None:
    draft = read("[Wren Hale] 23:59:58\nHello.\n\n[Otis] 00:00:03\nHi.\n\n[Wren Hale] 00:00:04\nSo.\n")
    assert [turn.start_ms for turn in draft.turns] == [0, 5_000, 6_000]


def test_paragraphs_are_kept_and_wrapped_lines_joined() -> None:
    wide = "so we went down to the office and stood there for quite a while until"
    draft = read(
        f"Wren: First of all {wide}\nnobody came. {wide.capitalize()} four\n"
        "People left. The end.\n\n"
        f"A second paragraph.\n\nOtis: Yes, and {wide}\nit was dark.\n\nWren: Right, {wide}\nten.\n\n"
        f"Otis: Well then, {wide}\nnine.\n\nWren: Ok, but {wide}\neight.\n"
    )
    assert draft.turns[0].text == (
        f"First of all {wide} nobody came. {wide.capitalize()} four People left. The end."
        "\nA second paragraph."
    )
    assert draft.turns[1].text == f"Yes, and {wide} it was dark."


def test_a_form_at_the_top_is_a_header_even_where_its_fields_name_speakers() -> None:
    draft = read(
        "Date: April 9\nPlace: Library\nInterviewer: Wren Hale\nRespondent: a teacher\n\n"
        "Interviewer: Tell me.\nRespondent: Fine.\nInterviewer: More?\nRespondent: No.\n"
    )
    assert draft.turns[0].kind is TurnKind.HEADER
    assert draft.turns[0].text.endswith("Respondent: a teacher")
    assert len(draft.spoken) == 4
    assert draft.roles == {"Interviewer": Role.FACILITATOR}


def test_front_matter_is_a_header_and_lists_speakers() -> None:
    draft = read(
        "---\ntitle: Buses\nspeakers:\n  - Wren Hale\n  - Otis\n---\n"
        "Wren Hale:\n\nOne.\n\n## Part two\n\nOtis:\n\nTwo.\n"
    )
    assert said(draft) == [("Wren Hale", "One."), ("Otis", "Two.")]
    assert draft.title == "Buses"
    assert [turn.text for turn in draft.turns if turn.kind is TurnKind.HEADER][1:] == ["## Part two"]


def test_attendees_make_single_uses_speakers_but_not_machines() -> None:
    draft = read(
        "Attendees\nWren Hale, Otis, Wren Hale's Presentation, Helper Notetaker\n\n"
        "Wren Hale: One.\nOtis: Two.\nHelper Notetaker: Three.\nMeeting ended after 00:10:00"
    )
    assert draft.speakers == ("Wren Hale", "Otis")
    assert draft.turns[-1].kind is TurnKind.HEADER


def test_a_colon_used_once_stays_words_and_is_told() -> None:
    draft = read("Wren: One.\nOtis: Two.\nRules: none at all\nWren: Three.\nOtis: Four.\n")
    assert said(draft)[1] == ("Otis", "Two.\nRules: none at all")
    assert [remark.line for remark in draft.remarks] == [3]


def test_a_label_with_nothing_after_it_is_told() -> None:
    draft = read("Wren: One.\nOtis:\nWren: Two.\nOtis: Three.\n")
    assert len(draft.spoken) == 3
    assert draft.remarks[0].line == 2


def test_unlabelled_capitals_are_not_given_to_participants() -> None:
    text = "".join(
        f"AND WHAT THEN, NUMBER {n}?\n\nP1: Nothing {n}.\n\nP2: [40 A 45] same.\n\n" for n in range(12)
    )
    draft = read(text)
    assert said(draft)[1:4] == [
        ("P1", "Nothing 0."),
        ("P2", "[40 A 45] same."),
        (None, "AND WHAT THEN, NUMBER 1?"),
    ]
    assert "capitals" in draft.remarks[0].message
    named = read(text, caps_speaker="Moderator")
    assert said(named)[3] == ("Moderator", "AND WHAT THEN, NUMBER 1?")
    assert named.roles == {"Moderator": Role.FACILITATOR}


def test_a_few_shouted_lines_stay_where_they_are() -> None:
    draft = read("P1: So.\n\nNO WAY!\n\nP2: Yes.\n\nP1: Ok.\n\nP2: Bye.\n")
    assert said(draft)[0] == ("P1", "So.\nNO WAY!")


def test_page_numbers_and_repeated_heads_are_left_out_and_told() -> None:
    pages = "\n".join(
        f"P1: It came late and\n\n{n}\n\nStudy of buses, group one\n\nNever {n}.\n\nP2: Yes.\n"
        for n in range(1, 5)
    )
    draft = read(pages)
    assert said(draft)[0] == ("P1", "It came late and Never 1.")
    assert "4 page numbers and 4 repeated page headers" in draft.remarks[0].message


def test_times_between_turns_belong_to_the_next() -> None:
    draft = read("00:00:00\n\nWren: One.\n\n00:05:00\n\nOtis: Two.\n\nWren: Three.\n\nOtis: Four.\n")
    assert [turn.start_ms for turn in draft.spoken] == [0, 300_000, None, None]


def test_text_without_speakers_keeps_its_paragraphs() -> None:
    draft = read("We believe in buses.\n\nAll of them.\n")
    assert said(draft) == [(None, "We believe in buses."), (None, "All of them.")]
    assert draft.kind is TranscriptKind.ARTIFACT


def test_spellings_that_differ_in_case_are_told() -> None:
    draft = read("Wren: a\nWREN: b\nWren: c\nWREN: d\n")
    assert draft.speakers == ("Wren", "WREN")
    (told,) = likenesses(draft.turns)
    assert "“Wren” and “WREN” differ only in how they are spelled" in told.message


def test_an_endless_line_is_refused() -> None:
    with pytest.raises(InputError, match="line 2 has 1,000,001 characters"):
        read("Wren: a\n" + "x" * 1_000_001)


LETTERS = st.characters(categories=("L", "Nd", "Po"), exclude_characters=":：#*_()[]")
WORD = st.text(LETTERS, min_size=1, max_size=9)
UTTERANCE = st.lists(WORD, min_size=1, max_size=12).map(lambda words: "so, " + " ".join(words))
NAME = st.sampled_from(["Wren", "Otis Hale", "P3", "Señora Núñez", "Facilitator"])


@given(st.lists(st.tuples(NAME, UTTERANCE), min_size=1, max_size=30), st.sampled_from(["\n", "\r\n", "\n\n"]))
def test_a_generated_conversation_comes_back_word_for_word(talk: list[tuple[str, str]], end: str) -> None:
    talk = [*talk, *talk]
    draft = read(end.join(f"{name}: {words}" for name, words in talk))
    assert said(draft) == talk
