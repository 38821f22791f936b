"""No words are given to the wrong speaker in silence: a doubtful label is taken rightly or told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from coder.ingest import registry
from coder.ingest.captions import read_captions
from coder.ingest.doubts import likenesses, maybe_speakers
from coder.ingest.draft import Draft, DraftTurn
from coder.ingest.overrides import Overrides
from coder.ingest.plain import read_plain
from coder.ingest.source import Source

HEAD = "Facilitator: What happened?\nWren: We waited.\nFacilitator: Then?\nWren: Nothing.\n"
FIRST = 5
"""The line on which what is added to HEAD begins."""


def read(text: str) -> Draft:
    draft = read_plain(Source("a.txt", text.encode()))
    found = draft.accounting()
    assert found is not None
    assert (found.unaccounted, found.invented) == (0, 0)
    return draft


def said(draft: Draft, start: int = FIRST) -> list[tuple[str | None, str]]:
    return [(turn.speaker, turn.text) for turn in draft.spoken if (turn.line or 0) >= start]


def told(draft: Draft, words: str) -> list[int]:
    """The numbers of all lines in remarks that say `words`."""
    return [line for remark in draft.remarks if words in remark.message for line in remark.lines]


APART = " and were kept as speakers of their own; merge them if they are one person"


def doubts(draft: Draft) -> list[str]:
    """What is said of labels that may be one person's."""
    return [remark.message for remark in likenesses(draft.turns)]


def test_a_student_without_a_capital_is_a_speaker() -> None:
    draft = read(
        "Facilitator: What happened on the trip?\nstudent 2: they said to line up and then forgot us\n"
        "Facilitator: Who helped?\nstudent 2: nobody, we walked.\nTeacher: I was there.\n"
    )
    assert said(draft, 1)[1] == ("student 2", "they said to line up and then forgot us")
    assert said(draft, 1)[3][0] == "student 2"
    assert told(draft, "without a capital and was taken") == [2, 4]
    assert told(draft, "may be a speaker") == [5]


def test_a_full_name_without_capitals_is_a_speaker_when_it_recurs() -> None:
    draft = read(HEAD + "avery stone: Lee and me saw it.\nFacilitator: Ok?\navery stone: Yes.\n")
    assert said(draft) == [
        ("avery stone", "Lee and me saw it."),
        ("Facilitator", "Ok?"),
        ("avery stone", "Yes."),
    ]
    assert told(draft, "without a capital") == [5, 7]
    assert told(read(HEAD + "avery stone: Lee and me saw it.\n"), "may be a speaker") == [5]


def test_who_speaks_once_is_a_speaker_when_a_person_says_so() -> None:
    text = HEAD + "Sam: I go to the nurse.\nAl Roy: And the cook.\nReason: none.\n"
    draft = read(text)
    assert maybe_speakers(draft.remarks) == ("Sam", "Al Roy", "Reason")
    assert said(draft) == []
    source = Source("a.txt", text.encode(), overrides=Overrides(speakers=("Sam", "Al Roy", "Nobody here")))
    draft = read_plain(source)
    assert said(draft) == [("Sam", "I go to the nurse."), ("Al Roy", "And the cook.\nReason: none.")]
    assert maybe_speakers(draft.remarks) == ("Reason",)
    assert draft.speakers == ("Facilitator", "Wren", "Sam", "Al Roy")


@pytest.mark.parametrize(
    "phrase", ["for example", "and then", "one thing", "she said", "the point is", "por ejemplo"]
)
def test_ordinary_words_before_a_colon_stay_words(phrase: str) -> None:
    draft = read(HEAD + f"{phrase}: the bus.\nFacilitator: Ok?\nWren: Yes.\n{phrase}: the tram.\n")
    assert draft.speakers == ("Facilitator", "Wren")
    assert not told(draft, "speaker")


def test_a_text_without_any_capitals_has_speakers() -> None:
    draft = read("interviewer: what then?\navery: it rained\ninterviewer: and?\navery: we left\n")
    assert draft.speakers == ("interviewer", "avery")
    assert not read("note to all: x\nso we went: y\nand left: z\nso we went: w\n").speakers


@pytest.mark.parametrize(
    "line",
    [
        "Otis: Me too.", "Mrs. Hale: I was there.", "Coach. Hale: I was there.", "Wern: I said so.",
        "Maya (she/her): yes", "Maya O’Neil-Ruiz: yes", "Señora Núñez: sí", "王老师：不", "An: yes",
        "School: yes", "Los Padres: yes", "Hale, Ann: yes", "- Otis: yes", "> Otis: yes", "12. Otis: yes",
        "[Otis]: yes", "“Otis”: yes", "(Otis): yes", "Otis?: yes", "Otis:yes", "12: yes", "otis: yes",
    ],
)  # fmt: skip
def test_a_name_used_once_is_told(line: str) -> None:
    draft = read(f"{HEAD}{line}\nFacilitator: Ok?\nWren: Yes.\n")
    assert draft.speakers == ("Facilitator", "Wren")
    assert told(draft, "may be a speaker") == [FIRST]


@pytest.mark.parametrize(
    ("name", "again"),
    [
        ("Mrs. Hale", "Mrs. Hale"), ("Rev. Hale", "Rev. Hale"), ("D'Andre", "D'Andre"), ("O'Neil", "O’Neil"),
        ("Ana-Luz", "Ana\u2011Luz"), ("José", "Jose\u0301"), ("Maya (she/her)", "Maya (she/her)"),
        ("An Nguyen", "An Nguyen"), ("My Linh", "My Linh"), ("李老师", "李老师"), ("سارة", "سارة"),
        ("Hale, Ann", "Hale, Ann"), ("Ms Ana Maria de la Cruz Lopez", "Ms Ana Maria de la Cruz Lopez"),
        ("🦊 Otis", "🦊 Otis"),
    ],
)  # fmt: skip
def test_names_of_all_sorts_are_one_speaker(name: str, again: str) -> None:
    draft = read(f"{HEAD}{name}: One.\nFacilitator: Ok?\n{again}: Two.\n")
    assert said(draft) == [(name, "One."), ("Facilitator", "Ok?"), (name, "Two.")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Speaker 1", "SPEAKER 1"), ("Speaker 1", "speaker 1"), ("Speaker 1", "Speaker1"), ("Wren", "WREN"),
        ("Wren", "wren"), ("José", "Jose"), ("Maya (she/her)", "Maya"), ("C.J. Hale", "CJ Hale"),
    ],
)  # fmt: skip
def test_one_name_spelled_in_two_ways_is_told_and_never_given_to_another(one: str, other: str) -> None:
    draft = read(f"{one}: a\nOtis: b\n{one}: c\nOtis: d\n{other}: e\n")
    assert said(draft, 5) == [(other, "e")]
    assert doubts(draft) == [f"“{one}” and “{other}” differ only in how they are spelled{APART}"]


SPELLED = (("Ms. Ortiz", "a"), ("Ms Ortiz", "b"), ("MS ORTIZ", "c"), ("Wren", "d"), ("Ms. Ortiz", "e"))
VTT = "".join(f"\n00:0{n}:00.000 --> 00:0{n}:05.000\n<v {a}>{b}</v>\n" for n, (a, b) in enumerate(SPELLED))
SRT = "".join(f"{n}\n00:0{n}:00,000 --> 00:0{n}:05,000\n{a}: {b}\n\n" for n, (a, b) in enumerate(SPELLED, 1))
SEGMENTS = [{"start": n, "end": n + 1, "speaker": a, "text": b} for n, (a, b) in enumerate(SPELLED)]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.vtt", f"WEBVTT\n{VTT}"),
        ("a.srt", SRT),
        ("a.csv", "speaker,text\n" + "".join(f"{who},{words}\n" for who, words in SPELLED)),
        ("a.txt", "".join(f"{who}: {words}\n" for who, words in SPELLED * 2)),
        ("a.json", json.dumps({"segments": SEGMENTS})),
    ],
    ids=["vtt", "srt", "csv", "txt", "json"],
)
def test_spellings_of_one_name_are_told_in_every_format(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    draft = registry.read(path)
    assert set(draft.speakers) == {"Ms. Ortiz", "Ms Ortiz", "MS ORTIZ", "Wren"}
    told = [remark.message for remark in draft.remarks if APART in remark.message]
    assert told == [f"“Ms. Ortiz”, “Ms Ortiz” and “MS ORTIZ” differ only in how they are spelled{APART}"]


@pytest.mark.parametrize(
    ("often", "rare", "is_told"),
    [
        ("Jordan", "Jordna", True), ("Jordan", "Jordn", True), ("Jordan", "Jordann", True),
        ("Jordan", "Jorden", True), ("Ms. Ortiz", "Ms. Ortis", True), ("Facilitator", "Facilitater", True),
        ("Speaker A", "Speaker B", False), ("Speaker 1", "Speaker 2", False), ("Ana", "Ada", False),
        ("Interviewer", "Interviewee", False), ("Jordan", "Jordanka", False), ("Ana Ruiz", "Eva Ruiz", False),
        ("Wren12", "Wren13", False), ("Jordan P", "Jorden B", False),
    ],
)  # fmt: skip
def test_a_rare_label_that_is_a_common_one_but_for_a_letter_is_told(
    often: str, rare: str, is_told: bool
) -> None:
    turns = [DraftTurn("a", speaker=who) for who in [often] * 3 + [rare] * 2]
    said = [remark.message for remark in likenesses(turns)]
    assert said == ([f"“{rare}” is written almost like “{often}”{APART}"] if is_told else [])
    assert not list(likenesses([*turns, DraftTurn("a", speaker=rare)]))


def test_very_many_labels_are_told_in_a_few_remarks() -> None:
    turns = [DraftTurn("a", speaker=name) for n in range(500) for name in (f"Wren {n}", f"WREN {n}")]
    told = [remark.message for remark in likenesses(turns)]
    assert len(told) == 13
    assert told[-1].startswith("488 more names are spelled in several ways")
    assert not list(
        likenesses([DraftTurn("a", speaker=f"Wren {n // 2}{'!' * (n % 2)}") for n in range(6000)])
    )


def test_two_sentences_before_a_colon_are_no_name() -> None:
    assert "Yes. No" not in read(f"{HEAD}Yes. No: a\nFacilitator: Ok?\nYes. No: b\n").speakers


def test_spaces_around_a_name_do_not_matter() -> None:
    draft = read(
        f"{HEAD}Wren : One.\n  Wren:Two.\nWren\u00a0: Three.\nWren; Four.\n*Wren*: Five.\n- Wren: Six.\n"
    )
    assert {name for name, _ in said(draft)} == {"Wren"}
    assert [words for _, words in said(draft)] == ["One.", "Two.", "Three.", "Four.", "Five.", "Six."]
    assert told(draft, "unlike other labels") == [6, 8, 9, 10]


def test_numbered_labels_need_not_recur_beside_others_of_their_kind() -> None:
    draft = read("P1: a\nP2: b\nP1: c\nP2: d\nP7: e\np8: f\nSpeaker 3?: g\n")
    assert said(draft, 5) == [("P7", "e"), ("p8", "f\nSpeaker 3?: g")]
    assert told(draft, "may be a speaker") == [7]
    sure = read("Speaker 1: a\nSpeaker 2: b\nSpeaker 1: c\nSpeaker 2?: d\n")
    assert sure.speakers == ("Speaker 1", "Speaker 2", "Speaker 2?")


def test_a_time_behind_a_name_is_no_label() -> None:
    text = (
        f"{HEAD}avery stone: a\nFacilitator: b\navery stone: c\nstudent 2\t1:30\nWren: d\nstudent 2\t1:30\n"
    )
    assert read(text).speakers == ("Facilitator", "Wren", "avery stone")


def test_a_dash_or_a_number_beside_a_known_name_is_told() -> None:
    draft = read(f"{HEAD}Wren - I said so.\nFacilitator— why?\n12. Wren: yes\n")
    assert told(draft, "no colon follows") == [5, 6]
    assert told(draft, "behind a number") == [7]


def test_a_label_inside_a_line_or_in_the_header_is_told() -> None:
    assert told(read(f"{HEAD}We sat. Wren: I did.\n"), "behind other words") == [5]
    assert told(read(f"{HEAD}Wren: Facilitator: why?\n"), "behind other words") == [5]
    draft = read("Date: May 3\nWren: hello\n\n" + HEAD)
    assert told(draft, "kept as a header") == [2]


def test_labels_beside_times_and_tabs() -> None:
    timed = read(
        "Wren  0:01\na\n\nOtis  0:05\nb\n\navery  0:09\nc\n\n"
        "Wren  0:11\nd\n\navery  0:14\ne\n\nInes 0:20\nf\n"
    )
    assert timed.speakers == ("Wren", "Otis", "avery")
    assert told(timed, "may be a speaker") == [16]
    tabs = read("Wren\ta\nOtis\tb\nWren\tc\nOtis\td\nines\te\nines\tf\nMaya\tg\n")
    assert tabs.speakers == ("Wren", "Otis", "ines")
    assert told(tabs, "may be a speaker") == [7]


def test_every_doubtful_line_of_a_very_long_text_is_named() -> None:
    names = [chr(65 + at // 26) + chr(97 + at % 26) + "ldo" for at in range(300)]
    lines = [f"Wren: a\nOtis: b\n{name}: c\n" for name in names]
    draft = read("".join(lines))
    assert draft.speakers == ("Wren", "Otis")
    assert told(draft, "may be a speaker") == [3 * at for at in range(1, 301)]


def test_a_name_on_a_later_line_of_a_cue_is_told() -> None:
    cues = "".join(f"00:0{n}.000 --> 00:0{n}.900\nWren: Words.\n\n" for n in range(1, 5))
    text = f"WEBVTT\n\n{cues}00:06.000 --> 00:07.000\nWren: So.\nOtis: No.\n"
    draft = read_captions(Source("a.vtt", text.encode()))
    assert told(draft, "may be a speaker") == [15]
    chinese = "WEBVTT\n\n00:01.000 --> 00:02.000\n李老师: 好\n\n00:03.000 --> 00:04.000\n李老师: 是\n"
    assert read_captions(Source("a.vtt", chinese.encode())).speakers == ("李老师",)


def messages(text: str) -> str:
    return " | ".join(r.message for r in read_plain(Source("a.txt", text.encode())).remarks)


TALKING = "M1: I came by bus.\nM2: So did I.\n" * 3


def test_a_legend_above_the_talk_is_no_doubt_but_talk_there_is() -> None:
    legend = "Un estudio\n\n\uf0b7 Equidistantes: no se posicionan\n\nLeyenda:\n\nM: Mujer\nH: Hombre\n\n"
    assert "may be a speaker" not in messages(legend + TALKING)
    assert "“Dana” may be a speaker" in messages("Un estudio\n\nDana: Welcome to you all.\n\n" + TALKING)


def test_typing_slips_are_told_with_whom_the_words_went_to() -> None:
    told = messages(TALKING + "M1. Then it rained a lot on us all.\nM2- Yes.\n" * 3)
    assert "line 7 “M1. Then it rained a lot …” → “M1”; line 8 “M2- Yes.” → “M2”; line 9 “M1." in told
    assert "(lines 7, 8, 9, 10, 11, 12)" in told


@pytest.mark.parametrize(("words", "told"), [(40, False), (60, True), (301, True)])
def test_much_text_before_the_first_label_is_told(words: int, told: bool) -> None:
    front = " ".join(["word"] * words)
    assert (f"{words} words before the first label" in messages(f"{front}\n\n{TALKING}")) is told
    long_talk = TALKING * 200
    assert ("words before the first label" in messages(f"{front}\n\n{long_talk}")) is (words > 300)


def test_capitals_that_became_turns_of_their_own_are_in_no_doubt() -> None:
    """Nothing is said to stay with whoever spoke before when it does not."""
    talk = "".join(f"WHAT ELSE, NUMBER {n}?\nM1: Nothing at all.\nM2: Nor me.\n" for n in range(12))
    draft = read(f"M1: Hello.\nM2: Hello.\n{talk}VALE, ENTONCES: SEGUIMOS.\nM1: Yes.\nM2: Then go: on.\n")
    assert (None, "VALE, ENTONCES: SEGUIMOS.") in said(draft, 1)
    assert not told(draft, "was kept as words of whoever spoke before")
