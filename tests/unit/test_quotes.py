"""Which words are quoted, and what is told about who said them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from coder.analysis.frame import Material
from coder.analysis.quotes import choose_quotes, quote_language
from coder.domain.codebook import CodeTree
from coder.domain.coding import Coding, Origin
from coder.domain.language import language_of
from coder.domain.text import MARK
from coder.domain.transcript import Participant, Role, Speaker, Transcript, TranscriptFacts, TranscriptKind
from coder.errors import StoreError
from tests import support

LONG = "There is one counselor for four hundred of us and so you just stop going, {}."


def session(label: str, *talk: tuple[str, str], **facts: Any) -> Transcript:
    """A transcript of `talk`, in which five more people sat silent so that it may be quoted."""
    made = support.transcript(label, talk, TranscriptFacts(**{"group": "students", **facts}))
    silent = (Speaker(f"{made.id}-{n}", made.id, f"Q{n}", Role.PARTICIPANT) for n in range(5))
    return replace(made, speakers=(*made.speakers, *silent))


def code(transcript: Transcript, number: int, code_id: str = "T.BEL", **more: Any) -> Coding:
    turn = transcript.turn(number)
    made = Coding(
        f"{transcript.label}-{number:02}-{code_id}",
        transcript.id,
        turn.start,
        turn.end,
        transcript.words(turn),
        code_id,
        "AM",
        Origin.TYPED,
        "2026-01-01T00:00:00Z",
    )
    return replace(made, **more)


def material(
    transcripts: Sequence[Transcript], codings: Sequence[Coding], people: Sequence[Participant] = ()
) -> Material:
    return Material(tuple(transcripts), tuple(people), tuple(codings), CodeTree((support.book(),)))


def exemplar(made: Material) -> str:
    chosen = choose_quotes(made, ["T.BEL"]).exemplars
    return chosen["T.BEL"].text if chosen else ""


def test_starred_then_specific_then_middle_length_then_students() -> None:
    short = "Nobody in that office knows who I am."
    talk = session(
        "FG-1", ("P1", short), ("P2", LONG.format("a")), ("P3", LONG.format("b")), ("P4", LONG.format("c"))
    )
    parents = session("FG-0", ("P9", LONG.format("z")), group="families")
    plain = [code(talk, n) for n in (1, 2, 3, 4)] + [code(parents, 1)]
    assert exemplar(material([parents, talk], plain)) == talk.words(talk.turn(2))
    assert exemplar(material([parents, talk], [plain[0], plain[4]])) == parents.words(parents.turn(1))
    plain[2] = replace(plain[2], lenses={"LENS.SPEC": ("example",)})
    assert exemplar(material([parents, talk], plain)) == talk.words(talk.turn(3))
    plain[0] = replace(plain[0], starred=True)
    assert exemplar(material([parents, talk], plain)) == short


@pytest.mark.parametrize(
    "words",
    [
        "Too short.",
        "word " * 61,
        f"There is one {MARK} counselor for four hundred of us.",
        "One line of talk here\nand then another line of talk.",
    ],
)
def test_words_not_fit_to_print(words: str) -> None:
    talk = session("FG-1", ("P1", words))
    assert exemplar(material([talk], [code(talk, 1)])) == ""


def test_only_one_participant_turn() -> None:
    talk = session("FG-1", ("Facilitator", LONG.format("f")), ("P1", LONG.format("a")))
    whole = code(talk, 1, end=talk.turn(2).end, text=talk.text)
    assert exemplar(material([talk], [whole, code(talk, 1)])) == ""


def test_no_words_twice_and_two_quotes_a_person() -> None:
    talk = session("FG-1", *((f"P{n % 2}", LONG.format(n)) for n in range(8)))
    codings = [code(talk, n, c) for n in range(1, 9) for c in ("T.BEL", "T.REL", "T.WELL")]
    chosen = choose_quotes(material([talk], codings), ["T.BEL", "T.REL", "T.WELL"])
    texts = [quote.text for quote in chosen.all]
    assert len(texts) == len(set(texts)) == 4
    assert sorted(quote.person for quote in chosen.all) == sorted(
        s.id for s in talk.speakers[:2] for _ in "12"
    )
    assert chosen == choose_quotes(material([talk], codings), ["T.BEL", "T.REL", "T.WELL"])


def test_overlapping_words_are_the_same_quote() -> None:
    talk = session("FG-1", ("P1", LONG.format("a")))
    part = code(talk, 1, "T.REL", end=talk.turn(1).end - 5, text=talk.text[: talk.turn(1).end - 5])
    assert len(choose_quotes(material([talk], [code(talk, 1), part]), ["T.BEL", "T.REL"]).all) == 1


def test_names_are_left_out_and_counted() -> None:
    talk = session(
        "FG-1", ("Maya", LONG.format("maya said")), ("Jordan", LONG.format("a")), ("T1", LONG.format("T1"))
    )
    chosen = choose_quotes(material([talk], [code(talk, n) for n in (1, 2, 3)]), ["T.BEL"])
    assert chosen.skipped_for_names == 1
    assert not any("maya" in quote.text for quote in chosen.all)


def test_a_student_is_not_quoted_naming_a_school() -> None:
    words = ("P1", LONG.format("here at Weir"))
    students = session("FG-1", words, site="Weir Elementary")
    parents = session("FG-2", words, site="Weir Elementary", group="families")
    chosen = choose_quotes(material([students, parents], [code(students, 1), code(parents, 1)]), ["T.BEL"])
    assert [quote.group for quote in chosen.all] == ["families"]
    assert chosen.skipped_for_sites == 1


def test_a_participant_of_the_roster_is_never_named() -> None:
    talk = session("FG-1", ("P1", LONG.format("like Tomas did")), ("P2", LONG.format("like S01 did")))
    roster = [Participant("p", "Tomas Rivera"), Participant("q", "S01")]
    chosen = choose_quotes(material([talk], [code(talk, 1), code(talk, 2)], roster), ["T.BEL"])
    assert [quote.text for quote in chosen.all] == [talk.words(talk.turn(2))]
    assert chosen.skipped_for_names == 1


def test_too_few_people_are_not_quoted_and_counted() -> None:
    talk = session("FG-1", ("P1", LONG.format("a")))
    leader = session("INT-1", ("P9", LONG.format("z")), group="leaders")
    leader = replace(leader, speakers=leader.speakers[:1])
    chosen = choose_quotes(material([talk, leader], [code(talk, 1), code(leader, 1)]), ["T.BEL"])
    assert [quote.label for quote in chosen.all] == ["Student"]
    assert chosen.skipped_for_few == 1


def test_survey_quote_says_so_and_carries_the_evidence_id() -> None:
    survey = session("SV-1", ("R1", LONG.format("a")), kind=TranscriptKind.SURVEY_COMMENTS)
    quote = choose_quotes(material([survey], [code(survey, 1)]), ["T.BEL"]).exemplars["T.BEL"]
    assert quote.attribution == "Student (survey) · SV-1-01-"


def test_altered_words_stop_everything() -> None:
    talk = session("FG-1", ("P1", LONG.format("a")), ("P2", LONG.format("b")))
    with pytest.raises(StoreError, match="FG-1 turn 2"):
        choose_quotes(material([talk], [code(talk, 1), code(talk, 2, text="Something else.")]), [])


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("There is one counselor for four hundred of us.", "en"),
        ("Bueno, pues empiezo yo, porque si no aquí no arranca nadie.", "es"),
        ("Eu não entendo nada do que a escola manda para mim.", "pt"),
        ("A minha filha é quem lê tudo para a gente.", "pt"),
        ("Okay. [laughter]", ""),
        ("", ""),
    ],
)
def test_language_of(text: str, language: str) -> None:
    assert language_of(text) == language


def test_language_of_a_quote_falls_back_on_the_transcript() -> None:
    assert quote_language("Okay.", "es") == quote_language("Okay.", "Spanish") == "es"
    assert quote_language("Okay.", "") == quote_language("They told us about it.", "es") == "en"
    assert quote_language("Okay.", "vi-VN") == "vi"


def test_a_site_is_kept_out_where_it_would_tell_of_whom_the_words_are() -> None:
    """Seven leaders were heard, two of them from the site that is named; six parents from there."""
    words = ("P1", "At Weir my staff has been doing bag checks by the second door ever since.")
    here = replace(session("SV-1", words, site="Weir Elementary", group="leaders"), speakers=())
    two = tuple(Speaker(f"{here.id}-{n}", here.id, f"P{n}", Role.PARTICIPANT) for n in (1, 2))
    turns = tuple(replace(turn, speaker_id=two[0].id) for turn in here.turns)
    here = replace(here, speakers=two, turns=turns)
    there = session("SV-2", ("P9", "Nothing."), site="Hill High", group="leaders")
    parents = session("FG-2", words, site="Weir Elementary", group="families")
    leaders = [code(here, 1), code(there, 1, "T.WELL")]
    few = choose_quotes(material([here, there], leaders), ["T.BEL"])
    assert (few.all, few.skipped_for_sites) == ((), 1)
    many = choose_quotes(material([here, there, parents], [*leaders, code(parents, 1)]), ["T.BEL"])
    assert [quote.transcript_id for quote in many.all] == [parents.id]
    elsewhere = replace(parents, facts=replace(parents.facts, site=""))
    unknown = choose_quotes(material([elsewhere, here, there], [code(parents, 1)]), ["T.BEL"])
    assert (unknown.all, unknown.skipped_for_sites) == ((), 1)


def test_long_words_are_cut_between_sentences_and_the_cut_is_marked() -> None:
    first, second = LONG.format("all of us"), "And then " + "nobody asks " * 30 + "again."
    talk = session("FG-1", ("P1", f"{first} {second}"), ("P2", LONG.format("b")))
    (quote,) = choose_quotes(material([talk], [code(talk, 1, starred=True)]), ["T.BEL"]).all
    assert talk.text[quote.start : quote.end] == quote.text == first
    assert quote.shown == f"{first} […]"
    whole = choose_quotes(material([talk], [code(talk, 1), code(talk, 2)]), ["T.BEL"]).exemplars["T.BEL"]
    assert (whole.text, whole.cut, whole.shown) == (LONG.format("b"), False, LONG.format("b"))
