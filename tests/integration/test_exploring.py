"""Counting for the screen: what a number opens to, what narrows it, what is kept, and stopping."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from coder.analysis.told import read_cell
from coder.domain.transcript import Participant, TranscriptFacts
from coder.errors import InputError
from coder.services import bootstrap
from coder.services.analysing import Asked, analyse, analyse_at, matrix_service
from coder.services.coding import CodingService
from coder.services.exploring import Explorer, Stopped, Wish, counted, tables
from coder.services.marking import MarkingService
from coder.services.narrowing import terms_of
from coder.services.session import Session, added
from coder.services.tabling import Request
from tests import support

STUDENTS, LEADERS = "ABCDEF", "UVWXYZ"


@pytest.fixture
def audit(tmp_path: Path) -> str:
    """Two coders, two waves, an unidentified voice, codings that overlap and one over two turns."""
    made = str(tmp_path / "audit.coder")

    def talk(people: str) -> list[tuple[str | None, str]]:
        asks: list[tuple[str | None, str]] = [("Facilitator", "How is it?")]
        return asks + [(who, f"I am {who} and I have something to say. And more of it.") for who in people]

    def facts(title: str, group: str, wave: str) -> TranscriptFacts:
        return TranscriptFacts(title, group=group, wave=wave)

    support.make(
        made,
        support.transcript("S1", talk(STUDENTS * 2), facts("one", "students", "1")),
        support.transcript("S2", talk(STUDENTS), facts("two", "students", "2")),
        support.transcript("L1", talk(LEADERS), facts("three", "leaders", "1")),
        support.transcript("L2", talk(LEADERS), facts("four", "leaders", "2")),
    )
    for coder, every in (("AM", 2), ("JR", 3)):
        with bootstrap.session(made, coder) as session:
            _code(session, every)
    with bootstrap.session(made, "AM") as session:
        session.act("roster", "roster", [added("participant", Participant("p", "P1", "families"))])
    return made


def _code(session: Session, every: int) -> None:
    service = CodingService(session)
    for row in session.store.transcripts():
        talk = session.transcript(row.label)
        turns = [turn for turn in talk.numbered if turn.number != 1]
        for n, turn in enumerate(turns):
            if n % every == 0:
                lens = {"L.APP": ["focus" if n % 4 else "working"]}
                service.apply(talk, turn.span, ["T.BEL", "T.REL"][: 1 + n % 2], lens)
            if n % 5 == 1:
                service.apply(talk, turn.span, ["T.WELL"])


def count(session: Session, wish: Wish) -> Any:
    return counted(Explorer(session).read(wish, lambda _: True), lambda _: True)


WISHES = [
    *(Wish(table) for table in ("people", "crosstab", "counts", "grid", "waves", "coverage", "talk")),
    *(Wish("people", subtree=True), Wish("crosstab", by=("session",)), Wish("waves", subtree=True)),
    *(Wish("people", query="lens:focus"), Wish("crosstab", query="group:students wave:1")),
    *(Wish("cooccurrence", near=near) for near in ("excerpt", "turn", "adjacent")),
    *(Wish("talk", by=("speaker",)), Wish("words"), Wish("kwic", word="something")),
    *(Wish("matrix", rows=rows) for rows in ("session", "group")),
]


@pytest.mark.parametrize("wish", WISHES, ids=lambda w: f"{w.table} {w.by}{w.query}{w.near}{w.rows}{w.phrase}")
def test_every_number_opens_to_exactly_what_was_counted(audit: str, wish: Wish) -> None:
    with bootstrap.session(audit, "AM") as session:
        found = count(session, wish)
    assert found.table.rows
    checked = 0
    for row in found.shown.rows:
        for field in found.shown.fields:
            evidence = found.evidence(row, field)
            if evidence is None:
                continue
            for name, number in (
                ("excerpts", len(evidence.excerpts)),
                ("turns", len(evidence.excerpts)),
                ("both", len(evidence.excerpts)),
                ("people", evidence.people),
            ):
                lensed = field in ("specific", "intense")
                if name in row and not lensed and not (wish.table == "talk" and name == "people"):
                    assert read_cell(row[name]).low == number, (row, field)
                    checked += 1
            told = read_cell(row[field])
            if field in ("specific", "intense"):
                ids = {id_ for excerpt in evidence.excerpts for id_ in excerpt.ids}
                assert told.low == len(ids), (row, field)
            elif field in found.labels or wish.table == "waves":
                if told.low is None:
                    continue
                assert told.low == evidence.people, (row, field)
                checked += 1
    assert checked or wish.table in ("kwic", "matrix")


def test_the_cells_of_a_matrix_open_to_the_codings_of_their_case(audit: str) -> None:
    with bootstrap.session(audit, "AM") as session:
        found = count(session, Wish("matrix"))
    row = found.shown.rows[0]
    assert row["row"] == "S1"
    assert row["T.BEL"] == "to be written"
    evidence = found.evidence(row, "T.BEL")
    assert {excerpt.session for excerpt in evidence.excerpts} == {"S1"}
    cell = found.cell(row, "T.BEL")
    ids = {id_ for excerpt in evidence.excerpts for id_ in excerpt.ids}
    assert ids == set(cell["evidence"].split())


def test_a_table_is_kept_until_the_log_moves(audit: str) -> None:
    with bootstrap.session(audit, "AM") as session:
        explorer, wish = Explorer(session), Wish()
        assert explorer.kept(wish) is None
        first = counted(explorer.read(wish, lambda _: True), lambda _: True)
        explorer.keep(first)
        assert explorer.kept(wish) is first
        assert explorer.kept(Wish("crosstab")) is None
        reading = explorer.read(Wish("crosstab"), lambda _: True)
        assert reading.asked.material is first.scope.material
        with bootstrap.session(audit, "JR") as other:
            talk = other.transcript("S1")
            CodingService(other).apply(talk, talk.turn(4).span, ["T.REL"])
        assert explorer.kept(wish) is None
        explorer.keep(first)
        assert explorer.kept(wish) is None


def test_only_own_codings_are_counted_in_a_blind_pass(audit: str) -> None:
    with bootstrap.session(audit, "JR") as session:
        session.store.set_meta({"blind:JR": "on"})
    with bootstrap.session(audit, "JR") as session:
        found = count(session, Wish("counts"))
        assert {c.coder for c in found.scope.material.codings} == {"JR"}
        evidence = found.evidence(found.table.rows[0], "people")
        assert {coder for excerpt in evidence.excerpts for coder in excerpt.coders} == {"JR"}


@pytest.fixture
def blind(audit: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """JR codes blind, after AM read a turn of S2 and wrote a cell of a matrix."""
    with bootstrap.session(audit, "AM") as session:
        talk = session.transcript("S2")
        MarkingService(session).toggle_read(talk, talk.turn(1))
        service, kind, written = matrix_service(session, "session", summary="They wait.")
        service.write(kind, "S1", "T.BEL", written)
    with bootstrap.session(audit, "JR") as session:
        session.store.set_meta({"blind:JR": "on"})
    monkeypatch.setenv("CODER_NAME", "JR")
    return audit


@pytest.mark.parametrize(
    "table", ["counts", "people", "crosstab", "grid", "cooccurrence", "coverage", "matrix"]
)
def test_no_table_counts_what_others_did_in_a_blind_pass(blind: str, table: str) -> None:
    _, found = analyse_at(blind, table, Request())
    assert "only what JR coded is counted" in found.notes[-1]
    with bootstrap.session(blind, "BK") as session:
        own = analyse(session, table, Request(coder="JR"))
        everybody = analyse(session, table, Request())
    assert not any("blind" in note for note in (*own.notes, *everybody.notes))
    if table == "matrix":
        assert not any(row["summary"] for row in found.rows)
        assert any(row["summary"] for row in everybody.rows)
    else:
        assert found.rows != everybody.rows
        assert found.rows == own.rows or table in ("coverage", "grid")


def test_others_read_marks_and_cells_are_not_seen_in_a_blind_pass(blind: str) -> None:
    with bootstrap.session(blind, "JR") as session:
        asked = Asked(session.store.columns(), Request(), session)
        assert (set(asked.read), asked.cells) == (set(), [])
        service, kind, written = matrix_service(session, "session", summary="I say so.")
        with pytest.raises(InputError, match="somebody else wrote this cell"):
            service.write(kind, "S1", "T.BEL", written)
        with pytest.raises(InputError, match="somebody else wrote this cell"):
            service.clear(kind, "S1", "T.BEL")
    with bootstrap.session(blind, "BK") as session:
        asked = Asked(session.store.columns(), Request(), session)
        assert (len(set(asked.read)), len(asked.cells)) == (1, 1)


@pytest.mark.parametrize("after", range(6))
def test_counting_and_reading_stop_when_they_are_told(audit: str, after: int) -> None:
    told: list[float] = []

    def further(part: float) -> bool:
        told.append(part)
        return len(told) <= after

    with bootstrap.session(audit, "AM") as session, pytest.raises(Stopped):
        counted(Explorer(session).read(Wish(), further), further)
    assert len(told) == after + 1
    assert told == sorted(told)


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ("", ()),
        ("code:bel", ("code:T.BEL",)),
        ("lens:focus group:students", ("lens:L.APP=focus", "group:students")),
        ("group:students OR group:leaders", ("group:students", "group:leaders")),
        ("label:S1", ("session:S1",)),
        ("level:high", ("level:high",)),
    ],
)
def test_a_query_means_what_it_means_in_the_search(audit: str, query: str, terms: tuple[str, ...]) -> None:
    with bootstrap.session(audit, "AM") as session:
        assert terms_of(session, query) == terms


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("counselor", "not by words"),
        ("-group:students", "not by words"),
        ("code:bel code:rel", "stands twice"),
        ("code:bel OR group:students", "only values of one name"),
        ("grup:students", "did you mean group"),
        ("group:", "needs a value"),
        ("starred", "not by words"),
    ],
)
def test_what_cannot_narrow_a_count_is_told_with_its_place(audit: str, query: str, told: str) -> None:
    with bootstrap.session(audit, "AM") as session, pytest.raises(InputError, match=told) as error:
        terms_of(session, query)
    assert "of the query" in str(error.value)


def test_lens_values_narrow_what_is_counted(audit: str) -> None:
    with bootstrap.session(audit, "AM") as session:
        everything = count(session, Wish("counts")).scope.mentions
        focus = count(session, Wish("counts", query="lens:focus")).scope.mentions
    assert 0 < len(focus) < len(everything)
    assert {v for m in focus for v in m.coding.lenses["L.APP"]} == {"focus"}


def test_people_within_groups_come_first() -> None:
    assert tables()[:2] == ["people", "crosstab"]
    assert len(set(tables())) == len(tables())
