"""Counts for any people and sessions: the worked examples, and what is asked, coded and too small."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from coder.analysis.cooccurrence import Near, Pair, jaccard, lift, pairs
from coder.analysis.counting import Scope, State
from coder.analysis.frame import Material
from coder.analysis.heard import framework, stakeholders, talk_by, talk_by_speaker
from coder.analysis.movement import gap, moves
from coder.analysis.people import Count
from coder.analysis.query import parse_terms
from coder.analysis.widely import by_column, measures, top_share, wave_change
from coder.domain.protocol import Protocol, Question
from coder.domain.transcript import Participant, Role, Transcript, TranscriptKind
from coder.errors import InputError
from coder.services import counted
from coder.services.counted import together
from coder.services.tabling import Request
from tests import support
from tests.unit.test_themes import coding, each_turn_of, material, silent, talk


def oracle(id_: str) -> dict[str, Any]:
    path = support.SHARED / "oracles.json"
    if not path.exists():
        pytest.skip("the worked examples are not beside this checkout")
    found: dict[str, Any] = next(o for o in json.loads(path.read_text())["oracles"] if o["id"] == id_)
    return found


def krueger() -> Material:
    students = silent(talk("FG-S", ["S1", "S2", "S1", "S3", "S1", "S2", "S1", "S4", "S5"]), "S6")
    families = talk("FG-F", [f"F{n}" for n in range(1, 9)], group="families")
    principal = talk("INT-P", ["P1", "I", "P1"], group="leaders", kind=TranscriptKind.INTERVIEW)
    asks = (replace(s, role=Role.FACILITATOR) if s.label == "I" else s for s in principal.speakers)
    principal = replace(principal, speakers=tuple(asks))
    codings = [
        *each_turn_of(students, "S1 S2 S3"),
        *each_turn_of(families, "F1 F2 F3 F4"),
        *each_turn_of(principal, "P1"),
    ]
    return material([students, families, principal], codings)


def test_extensiveness_oracle() -> None:
    expected = oracle("extensiveness")["expected"]
    scope = Scope(krueger())
    (found,) = measures(scope)
    assert found.tally.excerpts == expected["frequency"]["total"]
    assert found.tally.people == Count.exact(expected["extensiveness"]["total"], 15)
    assert round(found.tally.people.low / found.tally.people.of, 4) == expected["share_of_attended"]
    assert round(found.tally.people.low / found.tally.spoke.low, 4) == expected["share_of_speakers"]
    assert str(found.tally.sessions) == expected["sessions_with_code"]
    assert str(found.leaning) == "1 of 2"
    for label in ("FG-S", "FG-F", "INT-P"):
        (one,) = measures(Scope(krueger(), parse_terms([f"session:{label}"])))
        assert one.tally.excerpts == expected["frequency"][label]
        assert one.tally.people.low == expected["extensiveness"][label]
    students = [m for m in scope.mentions if scope.material.by_id[m.transcript_id].label == "FG-S"]
    top = top_share(students)
    assert round(top.low / top.of, 4) == expected["FG_S_top_speaker_share"]


def test_extensiveness_unknown_oracle() -> None:
    expected = oracle("extensiveness-unknown")["expected"]
    session = talk("FG-1", ["A", "B", "C", "?", "?", "D", "E", "F"])
    (found,) = measures(Scope(material([session], each_turn_of(session, "A B C ?"))))
    assert (found.tally.people.low, found.tally.people.high) == (expected["low"], expected["high"])


def test_jaccard_oracle_and_lift() -> None:
    for code, cells in oracle("multi-code-12seg")["expected"].items():
        if isinstance(cells, dict):
            first, second = cells["n11"] + cells["n10"], cells["n11"] + cells["n01"]
            assert round(jaccard(first, second, cells["n11"]), 4) == cells["jaccard"], code
    assert lift(10, 20, 4, 100) == pytest.approx(2.0)
    assert (jaccard(0, 0, 0), lift(0, 3, 0, 9)) == (0.0, 0.0)


def test_zone_transition_oracle() -> None:
    given = oracle("zone-transition")
    matrix, expected = given["input"]["matrix_rows_from_F_L_G"], given["expected"]
    first, second = {}, {}
    for a, row in enumerate(matrix):
        for b, number in enumerate(row):
            for n in range(number):
                first[f"{a}{b}{n}"], second[f"{a}{b}{n}"] = "FLG"[a], "FLG"[b]
    found = moves("FLG", first, second)
    assert (list(found.first), list(found.second)) == (expected["wave1"], expected["wave2"])
    assert (found.forward, found.back, found.same, found.of) == (8, 2, 10, expected["n"])


def test_gap_oracle() -> None:
    given = oracle("i2i-gap")
    stages, expected = given["input"]["stage_0_4"], given["expected"]
    found = gap(stages["district_leaders"], stages["school_leaders"])
    assert found is not None
    assert round(found.first, 3) == expected["mean_district"]
    assert (found.second, round(found.difference, 3)) == (expected["mean_school"], expected["gap"])
    assert not found.told


def sessions() -> list[Transcript]:
    return [
        talk("FG-1", ["A", "B", "C", "D", "E"], site="North", wave="1"),
        talk("FG-2", ["F", "G", "H", "J", "K"], group="families", site="South", wave="2"),
        talk("FG-3", ["L", "M", "N", "O", "P"], group="educators", site="South", wave="2"),
    ]


def test_not_raised_not_asked_and_not_coded_are_three_things() -> None:
    one, two, three = sessions()
    made = material([one, two, three], [coding(one, 1), coding(two, 1, "T.REL")])
    asked = Protocol((Question("Do you belong?", frozenset({"T.BEL"}), frozenset({"FG-1", "FG-3"})),))
    columns, rows = by_column(Scope(made, protocol=asked), ("group",))
    states = {r.code_id: [t.state for t in r.tallies] for r in rows}
    assert [c.label for c in columns] == ["students", "families", "educators"]
    assert states["T.BEL"] == [State.RAISED, State.NOT_ASKED, State.NOT_CODED]
    assert states["T.REL"] == [State.NOT_RAISED, State.RAISED, State.NOT_CODED]
    told = {r.code_id: [t.told for t in r.tallies] for r in rows}
    assert told["T.BEL"] == ["1 of 5", "not asked", "not coded yet"]


def test_a_question_about_a_branch_is_about_its_codes() -> None:
    protocol = Protocol((Question("?", frozenset({"T"}), frozenset({"FG-1"})),))
    assert protocol.asked_in("T.BEL") == {"FG-1"}
    assert protocol.asked_in("U") is None


def test_a_person_counts_once_in_a_subtree() -> None:
    one, *_ = sessions()
    made = material([one], [coding(one, 1), coding(one, 1, "T.REL"), coding(one, 2, "T.REL")])
    rows = {m.code_id: m.tally.people.low for m in measures(Scope(made), subtree=True)}
    assert rows == {"T": 2, "T.REL": 2, "T.BEL": 1}


def test_few_are_hidden_and_what_would_tell_them() -> None:
    students = talk("FG-1", [f"S{n}" for n in range(9)])
    families = talk("FG-2", [f"F{n}" for n in range(6)], group="families")
    later = talk("FG-3", ["L1", "L2", "L3"], group="leaders")
    more = talk("FG-4", ["L4", "L5", "L6"], group="leaders")
    made = material([students, families, later, more], [coding(t, 1) for t in (students, families, later)])
    _, (row,) = by_column(Scope(made), ("group",))
    assert [t.told for t in row.tallies] == ["1 of 9", "<5", "<5"]


def test_small_columns_are_counted_together() -> None:
    students = talk("FG-1", [f"S{n}" for n in range(9)])
    leaders = talk("INT-1", ["L"], group="leaders", kind=TranscriptKind.INTERVIEW)
    columns, _ = by_column(Scope(material([students, leaders], [coding(leaders, 1)])), ("group",))
    assert [c.label for c in columns] == ["students + leaders"]


def test_terms_narrow_people_sessions_and_codings() -> None:
    made = material(
        sessions(), [coding(t, n, coder=c) for t in sessions() for n, c in ((1, "AM"), (2, "JR"))]
    )
    made = material(
        made.transcripts,
        [
            replace(c, transcript_id=t.id)
            for t in made.transcripts
            for c in (coding(t, 1), coding(t, 2, "T.REL", "JR"))
        ],
    )
    (found,) = measures(Scope(made, parse_terms(["site:south", "code:t.bel"])))
    assert (found.code_id, str(found.tally.people), str(found.tally.sessions)) == (
        "T.BEL",
        "2 of 10",
        "2 of 2",
    )
    (mine,) = measures(Scope(made, parse_terms(["coder:jr", "role:student"])))
    assert (mine.code_id, str(mine.tally.people)) == ("T.REL", "1 of 5")
    with pytest.raises(InputError, match="nothing is known"):
        measures(Scope(made, parse_terms(["shoe:42"])))
    with pytest.raises(InputError, match="is no term"):
        parse_terms(["students"])


def test_attributes_and_pairs() -> None:
    session = talk("FG-1", [f"P{n}" for n in range(10)], site="North")
    roster = [Participant(f"p{n}", f"P{n}", "students", {"grade": str(n % 2)}) for n in range(10)]
    mapped = tuple(replace(s, participant_id=f"p{s.label[1:]}") for s in session.speakers)
    session = replace(session, speakers=mapped)
    made = material([session], [coding(session, n) for n in (1, 3, 4)], roster)
    columns, (row,) = by_column(Scope(made), ("grade", "site"))
    assert [c.label for c in columns] == ["0 · North", "1 · North"]
    assert [str(t.people) for t in row.tallies] == ["2 of 5", "1 of 5"]


@pytest.mark.parametrize(("left_out", "told"), [(3, "<5"), (6, "2 of 6"), (0, "2 of 12")])
def test_a_condition_that_leaves_out_a_few_does_not_tell_of_them(left_out: int, told: str) -> None:
    session = talk("FG-1", [f"P{n}" for n in range(12)])
    roster = [
        Participant(f"p{n}", f"P{n}", "students", {"grade": "10" if n >= 12 - left_out else "9"})
        for n in range(12)
    ]
    mapped = tuple(replace(s, participant_id=f"p{s.label[1:]}") for s in session.speakers)
    session = replace(session, speakers=mapped)
    made = material([session], [coding(session, n) for n in (1, 3)], roster)
    # Beside the whole, which another command prints, 2 of 9 would tell of the three who are left out.
    scope = Scope(made, parse_terms(["grade:9"]))
    (row,) = counted.crosstab(scope, Request()).rows
    assert row["students"] == told
    (found,) = counted.counts(scope, Request()).rows
    assert (found["people"] == "<5") == (told == "<5")


def test_words_of_the_scale_stand_beside_counts_of_enough_people() -> None:
    large, small, few = (
        talk("FG-1", [f"P{n}" for n in range(12)]),
        talk("FG-2", [f"Q{n}" for n in range(8)], group="families"),
        talk("INT", ["L"], group="leaders"),
    )
    made = material([large, small, few], [coding(t, 1) for t in (large, small, few)])
    found = counted.people(Scope(made), Request(words_for=True))
    assert found.fields == (*counted.PEOPLE_FIELDS, "words")
    told = {row["group"]: row["words"] for row in found.rows}
    assert told == {"students": "one participant", "families + leaders": "2 of 9"}
    assert any(note.startswith("most: ") for note in found.notes)
    assert "words" not in counted.people(Scope(made), Request()).fields


def test_together_in_excerpt_turn_and_adjacent_turns() -> None:
    session = talk("FG-1", ["A", "B", "Q", "C"])
    asks = tuple(replace(s, role=Role.FACILITATOR) if s.label == "Q" else s for s in session.speakers)
    session = replace(session, speakers=asks)
    first = coding(session, 1)
    first = replace(first, end=first.start + 5, text=first.text[:5])
    made = material([session], [first, coding(session, 1, "T.REL", cut=10), coding(session, 4, "T.WELL")])
    made = material([session], [*made.codings, coding(session, 2, "T.WELL"), coding(session, 2, "T.REL")])
    excerpt = pairs(Scope(made))
    assert excerpt == [Pair("T.REL", "T.WELL", 2, 2, 1, 4, 1)]
    turn = {(p.first, p.second): p for p in pairs(Scope(made), Near.TURN)}
    assert turn["T.BEL", "T.REL"] == Pair("T.BEL", "T.REL", 1, 2, 1, 3, 1)
    assert round(turn["T.BEL", "T.REL"].jaccard, 4) == 0.5
    near = {(p.first, p.second): p for p in pairs(Scope(made), Near.ADJACENT)}
    assert near["T.REL", "T.WELL"] == Pair("T.REL", "T.WELL", 2, 2, 2, 2, 3)


def test_wave_change_never_tells_small_groups() -> None:
    waves = [
        talk("FG-1", [f"S{n}" for n in range(7)], wave="1"),
        talk("FG-2", [f"S{n}" for n in range(5)], wave="2"),
        talk("FG-3", [f"L{n}" for n in range(5)], group="leaders", wave="1"),
        talk("FG-4", ["L1", "L2"], group="leaders", wave="2"),
    ]
    names, rows = wave_change(Scope(material(waves[:2], [coding(t, 1) for t in waves[:2]])))
    assert names == ["1", "2"]
    assert [list(map(str, r.waves or ())) for r in rows] == [["1 of 7", "1 of 5"]]
    _, rows = wave_change(Scope(material(waves, [coding(t, 1) for t in waves])))
    assert [(r.group, r.waves) for r in rows] == [("students", None), ("leaders", None)]


def test_talk_shares_and_who_is_not_heard() -> None:
    one, two, three = sessions()
    roster = [Participant("x", "X", "leaders")]
    made = material([one, two, silent(three, "Z")], [coding(one, 1)], roster)
    scope = Scope(made)
    by_group, by_speaker = talk_by(scope), talk_by_speaker(scope)
    assert sum(r.words for r in by_group) == sum(r.words for r in by_speaker)
    assert sum(r.share for r in by_group) == pytest.approx(1.0)
    assert [(r.name, str(r.spoke), r.state) for r in stakeholders(scope)] == [
        ("students", "5 of 5", "heard"),
        ("families", "5 of 5", "not coded yet"),
        ("educators", "5 of 6", "not coded yet"),
        ("leaders", "0 of 0", "not heard"),
    ]
    (branch,) = framework(scope)
    assert (branch.domain_id, str(branch.codes), str(branch.tally.people)) == ("T", "1 of 3", "1 of 5")


def test_pairs_among_few_people_are_not_told() -> None:
    session = talk("INT-1", ["A", "A"], kind=TranscriptKind.INTERVIEW)
    made = material([session], [coding(session, 1), coding(session, 1, "T.REL")])
    (row,) = together(Scope(made), Request()).rows
    assert row == {"code": "T.BEL", "with": "T.REL"} | dict.fromkeys(list(row)[2:], "<5")
