"""What a report says about few people, unknown people and ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from coder.analysis.frame import Material
from coder.domain.codebook import CodeTree
from coder.domain.coding import Coding, Origin
from coder.domain.transcript import Role, Transcript, TranscriptFacts, TranscriptKind
from coder.report.build import build_report
from coder.report.outline import Block, Heading, List, Paragraph, Quote, Table
from coder.services.report_facts import report_facts
from tests import support

WORDS = "There is one counselor for four hundred of us and so you just stop going, {} {}."
SURVEY = TranscriptKind.SURVEY_COMMENTS
INTERVIEW = TranscriptKind.INTERVIEW


def session(label: str, voices: int, group: str = "students", **facts: Any) -> Transcript:
    talk = [(f"P{n}", WORDS.format(label, n)) for n in range(voices)]
    return support.transcript(label, talk, TranscriptFacts(group=group, **facts))


def unidentified(transcript: Transcript) -> Transcript:
    return replace(transcript, speakers=tuple(replace(s, role=Role.UNKNOWN) for s in transcript.speakers))


def coded(*transcripts: Transcript) -> list[Coding]:
    return [
        Coding(
            f"{turn.number}-{t.label}",
            t.id,
            turn.start,
            turn.end,
            t.words(turn),
            "T.BEL",
            "AM",
            Origin.TYPED,
            "",
        )
        for t in transcripts
        for turn in t.numbered
    ]


def outline(transcripts: Sequence[Transcript], codings: Sequence[Coding]) -> list[Block]:
    material = Material(tuple(transcripts), (), tuple(codings), CodeTree((support.book(),)))
    blocks = build_report(report_facts(material, "Tiny", date(2026, 3, 1))).blocks
    return list(blocks[: next(n for n, b in enumerate(blocks) if b == Heading(1, "Appendix: Codebook"))])


def report(*transcripts: Transcript, leave: Sequence[Transcript] = ()) -> str:
    return "\n".join(lines(outline([*transcripts, *leave], coded(*transcripts))))


def lines(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph() | Heading() | Quote():
                yield block.text
            case List():
                yield from block.items
            case Table():
                for row in block.rows:
                    yield " | ".join(" / ".join(line.text for line in cell.lines) for cell in row)


def test_small_groups_stand_together_in_who_we_heard() -> None:
    said = report(session("FG-1", 6), session("FG-2", 6, "families"), session("INT-1", 1, "leaders"))
    assert "13 people took part in 3 sessions: 7 students or leaders and 6 family members." in said
    assert "Students and leaders | 2 focus groups | 7 | 7 |" in said
    assert "\nLeaders |" not in said
    assert "students and leaders 7 of 7" in said


def test_a_project_of_few_people_tells_no_numbers_and_no_words() -> None:
    said = report(session("INT-1", 1, "leaders", kind=INTERVIEW))
    assert "Fewer than 5 people took part in 1 session." in said
    assert "The conversations were with fewer than 5 people." in said
    assert "Leaders | 1 interview | fewer than 5 | not shown | not shown" in said
    assert "All groups | 1 conversation | fewer than 5 | not shown | not shown" in said
    assert "Belonging / T.BEL | fewer than 5 people | not shown | not shown | No words of fewer" in said
    assert "counselor" not in said
    assert "1 of 1" not in said


def test_few_respondents_are_not_counted_beside_many_people() -> None:
    talk = session("FG-1", 6)
    survey = session("SV-1", 2, "leaders", kind=SURVEY)
    said = report(talk, survey)
    assert "Fewer than 5 people answered open survey questions. Their answers" in said
    assert "Leaders | 1 set of open survey answers | fewer than 5 | not shown | not shown" in said
    assert "| 6 of 6 people / survey: fewer than 5 people | 1 of 1 | 6 |" in said
    assert "SV-1" not in said


def test_answers_of_few_respondents_alone() -> None:
    said = report(session("SV-1", 2, "leaders", kind=SURVEY))
    assert "The evidence here is from the open survey answers of fewer than 5 people" in said
    assert "| survey: fewer than 5 people | none | not shown | No words of fewer than 5" in said


@pytest.mark.parametrize("kind", [TranscriptKind.FOCUS_GROUP, SURVEY])
def test_unknown_people_are_said_to_be_unknown(kind: TranscriptKind) -> None:
    said = report(unidentified(session("FG-1", 7, kind=kind)))
    expected = (
        "How many people answered the open survey questions is not known."
        if kind is SURVEY
        else "How many people took part in 1 session is not known"
    )
    assert expected in said
    assert ("number of respondents not known" if kind is SURVEY else "number of people not known") in said
    assert not re.search(r"\b0 (people|of)\b|0 respondents", said)


def test_labels_of_transcripts_are_never_printed() -> None:
    interview = session("Maya Lopez interview", 1, kind=INTERVIEW)
    group = session("Hill School parents", 6)
    said = report(session("FG-1", 6), leave=[interview, group])
    assert "Not coded yet, and therefore in no count of themes: 1 focus group and 1 interview." in said
    assert "Lopez" not in said
    assert "Hill School" not in said


def test_the_method_says_that_one_label_counts_several_times() -> None:
    said = report(session("FG-1", 6), session("FG-2", 1))
    assert "1 speaker label stands in several transcripts without being matched with a person" in said
    assert "speaker label" not in report(session("FG-1", 6))


def test_ones_are_in_the_singular() -> None:
    talk = session("FG-1", 6)
    said = "\n".join(lines(outline([talk], coded(talk)[:1])))
    assert "The only transcript carries codings: 1 coding by 1 coder." in said
    assert "Of 1 coding made with this program, 0 began as machine suggestions." in said
    assert "in 1 of 1 session." in said
    said = "\n".join(
        lines(
            outline([talk, session("FG-2", 6)], [replace(c, origin=Origin.ACCEPTED) for c in coded(talk)[:1]])
        )
    )
    assert "So far 1 of the 2 transcripts carries codings" in said
    assert "Of 1 coding made with this program, 1 began as a machine suggestion (1 accepted" in said
