"""Counting: people first, sessions second, excerpts last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coder.analysis.frame import COLUMNS, Material, Source, codings_frame
from coder.analysis.people import (
    Count,
    extent,
    people_by_group,
    repeated_labels,
    shown_together,
    who_was_heard,
)
from coder.analysis.themes import ThemeRow, excerpt_count, theme_rows, top_speaker_shares
from coder.domain.codebook import CodeTree
from coder.domain.coding import Coding, Origin
from coder.domain.transcript import (
    Participant,
    Role,
    Span,
    Speaker,
    Transcript,
    TranscriptFacts,
    TranscriptKind,
)
from tests import support

TREE = CodeTree((support.book(),))


def talk(label: str, voices: Sequence[str], **facts: Any) -> Transcript:
    """A transcript with one turn per voice; `?` is an unidentified one."""
    made = support.transcript(
        label,
        [(voice, f"Words of {label} number {n} by somebody.") for n, voice in enumerate(voices)],
        TranscriptFacts(**{"group": "students", **facts}),
    )
    unknown = tuple(replace(s, role=Role.UNKNOWN) if s.label == "?" else s for s in made.speakers)
    return replace(made, speakers=unknown)


def silent(transcript: Transcript, label: str) -> Transcript:
    """The same transcript with one more participant, who never speaks."""
    speaker = Speaker(f"{transcript.id}-{label}", transcript.id, label, Role.PARTICIPANT)
    return replace(transcript, speakers=(*transcript.speakers, speaker))


def coding(
    transcript: Transcript, number: int, code: str = "T.BEL", coder: str = "AM", cut: int = 0
) -> Coding:
    """A coding of one turn without its first `cut` characters."""
    turn = transcript.turn(number)
    start = turn.start + cut
    words = Span(start, turn.end).of(transcript.text)
    return Coding(
        f"{transcript.label}-{number}-{code}-{coder}-{cut}",
        transcript.id,
        start,
        turn.end,
        words,
        code,
        coder,
        Origin.TYPED,
        "2026-01-01T00:00:00Z",
    )


def material(
    transcripts: Sequence[Transcript], codings: Sequence[Coding], people: Sequence[Participant] = ()
) -> Material:
    return Material(tuple(transcripts), tuple(people), tuple(codings), TREE)


def row(made: Material, code: str = "T.BEL") -> ThemeRow:
    return next(r for r in theme_rows(codings_frame(made), made) if r.code_id == code)


def each_turn_of(transcript: Transcript, voices: str) -> list[Coding]:
    wanted = set(voices.split())
    return [
        coding(transcript, turn.number)
        for turn in transcript.numbered
        if turn.number and (speaker := transcript.speaker(turn)) and speaker.label in wanted
    ]


def test_extensiveness_oracle() -> None:
    students = silent(talk("FG-S", ["S1", "S2", "S1", "S3", "S1", "S2", "S1", "S4", "S5"]), "S6")
    families = talk("FG-F", [f"F{n}" for n in range(1, 9)], group="families")
    principal = talk("INT-P", ["P1", "I", "P1"], group="leaders", kind=TranscriptKind.INTERVIEW)
    principal = replace(
        principal,
        speakers=tuple(
            replace(s, role=Role.FACILITATOR) if s.label == "I" else s for s in principal.speakers
        ),
    )
    made = material(
        [students, families, principal],
        [
            *each_turn_of(students, "S1 S2 S3"),
            *each_turn_of(families, "F1 F2 F3 F4"),
            *each_turn_of(principal, "P1"),
        ],
    )
    found = row(made)
    assert found.excerpts == 13
    assert found.people == Count.exact(8, 15)
    assert {g.groups: str(g.people) for g in found.groups} == {
        ("students", "leaders"): "4 of 7",
        ("families",): "4 of 8",
    }
    assert str(found.sessions) == "3 of 3"
    spoke = sum(r.spoke.low for r in who_was_heard(made))
    assert (round(8 / 15, 4), round(found.people.low / spoke, 4)) == (0.5333, 0.5714)
    assert round(top_speaker_shares(codings_frame(made), "T.BEL")["FG-S"], 4) == 0.5714


def test_unidentified_voices_are_a_range_and_never_a_person() -> None:
    session = talk("FG-1", ["A", "B", "C", "?", "?", "D", "E", "F"])
    found = row(material([session], [*each_turn_of(session, "A B C ?")]))
    assert found.people == Count(3, 5, 6)
    assert str(found.people) == "3–5 of 6"


def test_range_is_capped_at_those_who_attended() -> None:
    attended = {"t": frozenset("abcdef")}
    assert extent("abc", {"t": 2}, attended) == Count(3, 5, 6)
    assert extent("abc", {"t": 9}, attended) == Count(3, 6, 6)
    assert extent("abcdef", {"t": 9}, attended) == Count.exact(6, 6)


def test_several_excerpts_of_one_unidentified_turn_are_one_voice() -> None:
    session = talk("FG-1", ["A", "B", "?"])
    first, second = coding(session, 3), coding(session, 3, cut=20)
    first = replace(first, end=first.start + 5, text=first.text[:5])
    found = row(material([session], [first, second]))
    assert (found.people, found.excerpts) == (Count(0, 1, 2), 2)


def test_the_range_of_groups_shown_together_is_no_sum() -> None:
    session = talk("WS-1", ["S1", "L1", "E1", "E2", "?", *(f"F{n}" for n in range(6))])
    groups = {"S": "students", "L": "leaders", "E": "educators", "F": "families", "?": ""}
    roster = [Participant(f"p{s.label}", s.label, groups[s.label[0]]) for s in session.speakers]
    mapped = tuple(
        replace(s, participant_id=None if s.role is Role.UNKNOWN else f"p{s.label}") for s in session.speakers
    )
    extra = tuple(
        Speaker(f"x{n}", session.id, f"E{n}", Role.PARTICIPANT, participant_id=f"x{n}") for n in (8, 9)
    )
    roster += [Participant(f"x{n}", f"E{n}", "educators") for n in (8, 9)]
    session = replace(session, speakers=(*mapped, *extra))
    found = row(material([session], [coding(session, 5)], roster))
    assert str(found.people) == "0–1 of 12"
    assert {g.groups: str(g.people) for g in found.groups} == {
        ("families",): "0–1 of 6",
        ("students", "educators", "leaders"): "0–1 of 6",
    }


def test_a_label_in_several_transcripts_may_be_one_person() -> None:
    sessions = [talk("FG-1", ["Maya", "A"]), talk("FG-2", ["maya", "B"])]
    survey = talk("SV-1", ["A"], kind=TranscriptKind.SURVEY_COMMENTS)
    assert repeated_labels(material([*sessions, survey], [])) == ["Maya"]
    one = [
        replace(t, speakers=(replace(t.speakers[0], participant_id="p"), *t.speakers[1:])) for t in sessions
    ]
    assert repeated_labels(material(one, [], [Participant("p", "S1")])) == []


def test_heard_rows_are_of_groups_shown_together() -> None:
    students = talk("FG-1", ["A", "B", "C", "D", "E"])
    leader = talk("INT-1", ["P"], group="leaders", kind=TranscriptKind.INTERVIEW)
    survey = talk("SV-1", ["R"], group="leaders", kind=TranscriptKind.SURVEY_COMMENTS)
    heard = who_was_heard(material([students, leader, survey], []))
    assert [(r.groups, r.source, r.people, r.turns) for r in heard] == [
        (("students", "leaders"), Source.TALK, 6, 6),
        (("leaders",), Source.SURVEY, 1, 1),
    ]
    assert heard[0].sessions == ((TranscriptKind.FOCUS_GROUP, 1), (TranscriptKind.INTERVIEW, 1))


def test_small_counts_are_said_in_numbers() -> None:
    words = Count.exact(3, 6).in_words("students")
    assert words == "3 of the 6 students"
    assert not any(word in words for word in ("50%", "half", "many"))


def test_two_coders_on_overlapping_words_are_one_excerpt() -> None:
    session = talk("FG-1", ["A", "B"])
    found = row(material([session], [coding(session, 1), coding(session, 1, coder="JR", cut=6)]))
    assert (found.excerpts, found.people.low) == (1, 1)


def test_touching_spans_are_two_excerpts() -> None:
    assert excerpt_count([("t", 0, 5), ("t", 5, 9), ("u", 0, 5)]) == 3
    assert excerpt_count([("t", 0, 9), ("t", 2, 4), ("t", 6, 12)]) == 1


def test_survey_answers_are_never_pooled() -> None:
    session = talk("FG-1", ["A", "B"])
    survey = talk("SV-1", ["R1", "R2", "R3"], group="leaders", kind=TranscriptKind.SURVEY_COMMENTS)
    made = material([session, survey], [coding(session, 1), coding(survey, 1), coding(survey, 3)])
    found = row(made)
    assert (str(found.people), str(found.sessions), found.excerpts) == ("1 of 2", "1 of 1", 1)
    assert (str(found.survey), found.survey_excerpts) == ("2 of 3", 2)
    assert people_by_group(made, Source.TALK) == {"students": 2}
    assert people_by_group(made, Source.SURVEY) == {"leaders": 3}


def test_sessions_nobody_has_coded_are_in_no_total() -> None:
    coded, waiting = talk("FG-1", ["A", "B"]), talk("FG-2", ["C", "D", "E"])
    made = material([coded, waiting], [coding(coded, 1)])
    assert (str(row(made).people), str(row(made).sessions)) == ("1 of 2", "1 of 1")


def test_widest_code_first() -> None:
    session = talk("FG-1", ["A", "B", "A", "A"])
    made = material(
        [session],
        [*(coding(session, n, "T.REL") for n in (1, 3, 4)), *(coding(session, n) for n in (1, 2))],
    )
    assert [r.code_id for r in theme_rows(codings_frame(made), made)] == ["T.BEL", "T.REL"]


@pytest.mark.parametrize(
    ("sizes", "bundles"),
    [
        ({"students": 9, "families": 6}, [("students",), ("families",)]),
        ({"students": 9, "families": 6, "leaders": 2}, [("students",), ("families", "leaders")]),
        ({"students": 9, "leaders": 2}, [("students", "leaders")]),
        ({"educators": 2, "leaders": 3, "students": 7}, [("students",), ("educators", "leaders")]),
        ({}, []),
    ],
)
def test_small_groups_are_shown_with_others(sizes: dict[str, int], bundles: list[tuple[str, ...]]) -> None:
    assert shown_together(sizes, 5) == bundles


def test_frame_of_nothing_has_its_columns() -> None:
    assert tuple(codings_frame(material([], [])).columns) == COLUMNS


# -- properties of small random projects


@dataclass(frozen=True)
class Plan:
    """Voices per session, and which turns carry a coding by whom."""

    sessions: tuple[tuple[str, ...], ...]
    marks: tuple[tuple[int, int, str, str], ...]


VOICE = st.sampled_from(["Facilitator", "A", "B", "C", "?"])
PLANS = st.builds(
    Plan,
    st.lists(st.lists(VOICE, min_size=1, max_size=6).map(tuple), min_size=1, max_size=3).map(tuple),
    st.lists(
        st.tuples(
            st.integers(0, 9),
            st.integers(0, 9),
            st.sampled_from(["T.BEL", "T.REL"]),
            st.sampled_from(["AM", "JR"]),
        ),
        max_size=12,
    ).map(tuple),
)


def grown(plan: Plan) -> Material:
    sessions = [talk(f"FG-{n}", voices) for n, voices in enumerate(plan.sessions)]
    codings = {}
    for which, turn, code, coder in plan.marks:
        session = sessions[which % len(sessions)]
        made = coding(session, turn % len(session.numbered) + 1, code, coder)
        codings[made.id] = made
    return material(sessions, list(codings.values()))


def facts_of(made: Material) -> list[tuple[object, ...]]:
    rows = theme_rows(codings_frame(made), made)
    return [(r.code_id, r.people, r.sessions, r.excerpts, r.groups) for r in rows]


@given(PLANS)
@settings(max_examples=40)
def test_facilitators_never_change_a_count(plan: Plan) -> None:
    made = grown(plan)
    extra = [
        coding(t, turn.number or 0, "T.BEL", "XX")
        for t in made.transcripts
        if t.id in made.coded_ids
        for turn in t.numbered
        if t.role(turn) is Role.FACILITATOR
    ]
    assert facts_of(replace(made, codings=(*made.codings, *extra))) == facts_of(made)


@given(PLANS)
@settings(max_examples=40)
def test_renaming_a_speaker_never_changes_a_count(plan: Plan) -> None:
    made = grown(plan)
    renamed = tuple(
        replace(t, speakers=tuple(replace(s, name="Somebody") for s in t.speakers)) for t in made.transcripts
    )
    assert facts_of(replace(made, transcripts=renamed)) == facts_of(made)


@given(PLANS, st.data())
@settings(max_examples=60)
def test_merging_two_speakers_into_one_person_lowers_people_by_one(plan: Plan, data: st.DataObject) -> None:
    known = replace(plan, sessions=tuple(tuple(v for v in s if v != "?") or ("A",) for s in plan.sessions))
    made = grown(known)
    whole = replace(
        made, codings=tuple(coding(t, turn.number or 0) for t in made.transcripts for turn in t.numbered)
    )
    speakers = [s for t in made.transcripts for s in t.speakers if s.role is Role.PARTICIPANT]
    if len(speakers) < 2:
        return
    pair = data.draw(st.lists(st.sampled_from(speakers), min_size=2, max_size=2, unique=True))
    ids = {speaker.id for speaker in pair}
    merged = replace(
        whole,
        participants=(Participant("p", "P", "students"),),
        transcripts=tuple(
            replace(
                t, speakers=tuple(replace(s, participant_id="p") if s.id in ids else s for s in t.speakers)
            )
            for t in whole.transcripts
        ),
    )
    before, after = row(whole).people, row(merged).people
    assert (after.low, after.of) == (before.low - 1, before.of - 1)


@given(PLANS)
@settings(max_examples=40)
def test_ranges_stay_within_those_who_attended(plan: Plan) -> None:
    for r in theme_rows(codings_frame(grown(plan)), grown(plan)):
        for count in (r.people, r.sessions, *(group.people for group in r.groups)):
            assert 0 <= count.low <= count.high <= count.of
