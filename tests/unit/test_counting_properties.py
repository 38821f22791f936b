"""What must hold of counts on any project."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from coder.analysis.cooccurrence import Near, pairs
from coder.analysis.counting import BETWEEN, Scope, Tally
from coder.analysis.frame import Material
from coder.analysis.heard import framework, talk_by, talk_by_speaker
from coder.analysis.told import read_cell
from coder.analysis.widely import by_column, every_code, measures, wave_change
from coder.domain.transcript import Participant, Role, Transcript
from coder.services import counted
from coder.services.tabling import Request
from tests.unit.test_themes import coding, material, talk

GROUPS = ("students", "families", "educators", "leaders")
CODES = ("T.BEL", "T.REL", "T.WELL")
Talk = list[tuple[str, tuple[str, ...]]]


def _with_roles(made: Transcript) -> Transcript:
    voices = (replace(s, role=Role.FACILITATOR) if s.label == "Q" else s for s in made.speakers)
    return replace(made, speakers=tuple(voices))


def build(sessions: Sequence[Talk], facilitator: Sequence[int] = ()) -> Material:
    """A project of sessions of (voice, codes) turns; with more words of a facilitator where told."""
    transcripts, codings = [], []
    for n, turns in enumerate(sessions):
        spoken: Talk = []
        for k, turn in enumerate(turns):
            spoken += [("Q", CODES)] * (n * 7 + k in facilitator)
            spoken.append(turn)
        facts = {"group": GROUPS[n % 4], "site": f"S{n % 2}", "wave": str(n % 3)}
        made = _with_roles(talk(f"FG-{n}", [who for who, _ in spoken], **facts))
        transcripts.append(made)
        codings += [coding(made, k, code) for k, (_, codes) in enumerate(spoken, 1) for code in codes]
    return material(transcripts, codings)


voices = st.sampled_from(["A", "B", "C", "D", "E", "F", "?", "Q"])
codes_of_turn = st.sets(st.sampled_from(CODES), max_size=3).map(lambda s: tuple(sorted(s)))
projects = st.lists(
    st.lists(st.tuples(voices, codes_of_turn), min_size=1, max_size=10), min_size=1, max_size=6
)


def table(made: Material, *by: str) -> dict[str, list[Tally]]:
    return {row.code_id: list(row.tallies) for row in by_column(Scope(made), by)[1]}


def everything(made: Material) -> list[object]:
    """Every number that a table tells, without ids."""
    scope = Scope(made)
    return [
        measures(scope),
        measures(scope, subtree=True),
        table(made, "group"),
        table(made, "site", "wave"),
        every_code(scope, ("group",))[1],
        wave_change(scope),
        [(d.domain_id, d.codes, d.tally) for d in framework(scope)],
        [
            (p.first, p.second, p.of_first, p.of_second, p.both, p.places, p.people)
            for near in Near
            for p in pairs(scope, near)
        ],
        [(r.name, r.turns, r.words, r.of_words) for r in talk_by(scope)],
    ]


@settings(max_examples=30)
@given(projects)
def test_tables_that_share_a_margin_agree(sessions: list[Talk]) -> None:
    made = build(sessions)
    total = {m.code_id: m.tally for m in measures(Scope(made))}
    for by in (("group",), ("group", "site"), ("session",), ("site",), ("wave", "site")):
        found = table(made, *by)
        assert found.keys() == total.keys()
        for code, tallies in found.items():
            # Nobody here is in two sessions, so that every person and session is in one column.
            assert sum(t.people.low for t in tallies) == total[code].people.low
            assert sum(t.people.of for t in tallies) == total[code].people.of
            assert sum(t.spoke.low for t in tallies) == total[code].spoke.low
            assert sum(t.excerpts for t in tallies) == total[code].excerpts
            assert max((t.people.high for t in tallies), default=0) <= total[code].people.high
    _pairs_agree_with_either_fact(made)
    _tables_tell_the_same(made)
    below = {m.code_id: m.tally for m in measures(Scope(made), subtree=True)}
    for branch in framework(Scope(made)):
        if branch.domain_id in below:
            assert branch.tally == below[branch.domain_id]
    words = {sum(row.words for row in rows(Scope(made))) for rows in (talk_by, talk_by_speaker)}
    assert len(words) == 1


def _pairs_agree_with_either_fact(made: Material) -> None:
    """Each row and each column of a table by two facts adds up to the table by that fact alone."""
    for by in (("group", "site"), ("wave", "site")):
        pairs_of, rows = by_column(Scope(made), by)
        for at, name in enumerate(by):
            alone, own = by_column(Scope(made), (name,))
            for row, whole in zip(rows, own, strict=True):
                assert row.code_id == whole.code_id
                for column, tally in zip(alone, whole.tallies, strict=True):
                    inside = [
                        t
                        for pair, t in zip(pairs_of, row.tallies, strict=True)
                        if pair.label.split(BETWEEN)[at] == column.label
                    ]
                    for part in ("people", "spoke", "sessions"):
                        assert sum(getattr(t, part).low for t in inside) == getattr(tally, part).low
                    assert sum(t.people.of for t in inside) == tally.people.of
                    assert sum(t.excerpts for t in inside) == tally.excerpts


def _tables_tell_the_same(made: Material) -> None:
    """The crosstab, the grid and the list of people say of every code and group what the others say."""
    scope, asked = Scope(made), Request()
    crosstab = {row["code"]: row for row in counted.crosstab(scope, asked).rows}
    grid = {row["code"]: row for row in counted.grid(scope, asked).rows}
    assert crosstab.keys() <= grid.keys()
    for row in counted.people(scope, asked).rows:
        code, group = row["code"], row["group"]
        told = crosstab[code][group]
        assert grid[code][group].removeprefix("said, ") == told
        shown = read_cell(told)
        if shown.hidden:
            assert {row[name] for name in ("people", "people_of", "excerpts")} == {told}
        elif shown.raised:
            assert told == f"{row['people']} of {row['people_of']}"
        else:
            assert row["people"] == 0
    of_branches = {r["name"]: r for r in counted.coverage(scope, asked).rows if r["of"] == "framework"}
    for row in counted.counts(scope, Request(subtree=True)).rows:
        if row["code"] in of_branches:
            same = ("people", "people_of", "sessions", "sessions_of")
            assert [row[name] for name in same] == [of_branches[row["code"]][name] for name in same]
    talked = counted.talk(scope, asked).rows
    assert sum(r["words"] for r in counted.talk(scope, Request(by=("speaker",))).rows) == sum(
        row.words for row in talk_by(scope)
    )
    assert len(talked) == len(talk_by(scope))


@settings(max_examples=30)
@given(projects, st.lists(st.integers(0, 41), max_size=12))
def test_words_of_a_facilitator_change_no_count(sessions: list[Talk], more: list[int]) -> None:
    plain = [[(who, codes) for who, codes in turns if who != "Q"] for turns in sessions]
    assume(all(plain) and any(codes for turns in plain for _, codes in turns))
    coded = build(plain).coded_ids
    assume(len(coded) == len(plain))
    # The same sentence is said at every place, so that numbers in it differ but no amount of words.
    assert _without_ids(everything(build(plain))) == _without_ids(everything(build(plain, more)))


def _without_ids(numbers: list[object]) -> str:
    return repr(numbers)


@settings(max_examples=30)
@given(projects, st.text(min_size=1, max_size=8))
def test_renaming_a_speaker_changes_no_count(sessions: list[Talk], name: str) -> None:
    made = build(sessions)
    renamed = tuple(
        replace(t, speakers=tuple(replace(s, name=f"{name}{n}") for n, s in enumerate(t.speakers)))
        for t in made.transcripts
    )
    assert everything(made) == everything(replace(made, transcripts=renamed))


@settings(max_examples=50)
@given(projects, st.data())
def test_two_speakers_who_are_one_person_count_as_one(sessions: list[Talk], data: st.DataObject) -> None:
    made = build(sessions)
    voices_of = [
        s for t in made.transcripts for s in t.speakers if s.role is Role.PARTICIPANT and s.label != "?"
    ]
    assume(len(voices_of) > 1)
    one, other = data.draw(st.permutations(voices_of))[:2]
    merged = replace(
        made,
        participants=(Participant("p", "P1"),),
        transcripts=tuple(
            replace(
                t,
                speakers=tuple(
                    replace(s, participant_id="p") if s.id in (one.id, other.id) else s for s in t.speakers
                ),
            )
            for t in made.transcripts
        ),
    )
    before = {m.code_id: m.tally for m in measures(Scope(made))}
    after = {m.code_id: m.tally for m in measures(Scope(merged))}
    for code, tally in before.items():
        coded = {m.person for m in Scope(made).mentions if m.coding.code_id == code}
        fewer = int({one.id, other.id} <= coded)
        assert after[code].people.low == tally.people.low - fewer
        assert after[code].excerpts == tally.excerpts
