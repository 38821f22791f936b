"""Tables of codings, rosters and facts: what would be guessed at is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coder.domain.text import find_folded, fold
from coder.errors import ConflictError, InputError
from coder.exchange.codings_csv import read_codings
from coder.services.exchanging import ExchangeService
from coder.services.importing import ImportService, Tables
from coder.services.session import Session
from tests import support


def table(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "codings.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_excerpts_are_found_whatever_folding_does_to_lengths(tmp_path: Path) -> None:
    words = "La señora… dijo So Tired de esperar, no me ayudo\u0301, me dejo\u0301 sola."
    made = support.transcript("FG-01", [("Ana", words), ("Bo", "ja")])
    with support.project(tmp_path, made) as session:
        path = table(
            tmp_path, "transcript,turn,excerpt,code\nFG-01,1,so tired,T.WELL\nFG-01,1,no me ayudó,T.BEL\n"
        )
        ExchangeService(session).import_codings(path)
        assert {c.code_id: c.text for c in session.store.codings()} == {
            "T.WELL": "So Tired",
            "T.BEL": "no me ayudo\u0301",
        }


@given(st.text(max_size=30), st.data())
def test_folded_words_are_found_where_they_stand(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    wanted = text[start : data.draw(st.integers(start, len(text)))]
    by_character = "".join(map(fold, wanted))
    for a, b in find_folded(text, by_character):
        assert by_character in "".join(map(fold, text[a:b]))
    if by_character and by_character == fold(by_character):
        assert find_folded(text, by_character)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ('FG-01,2,,,T.WELL,"open\nFG-01,4,,,T.BEL,\n', "quotation mark"),
        ("FG-01,2,,,T.WELL,memo with, comma\n", "cell without a column: 'comma'"),
        ("FG-01,4,60,70,T.WELL,\n", "not in turn 4"),
        ("FG-01,,-5,10,T.WELL,\n", "line 2, FG-01: -5–10 is not a range"),
        ("FG-01,,5,99999,T.WELL,\n", "line 2.*beyond the text"),
        ("FG-01,2,,,T.WELL,one\nFG-01,2,,,T.WELL,two\n", "line 3: the same coding stands in .*line 2"),
    ],
)
def test_tables_that_would_be_guessed_at_are_refused(
    session: Session, tmp_path: Path, rows: str, message: str
) -> None:
    path = table(tmp_path, "Transcript,Turn,Start,END,code,Memo\n" + rows)
    with pytest.raises(InputError, match=message):
        ExchangeService(session).import_codings(path)
    assert session.store.codings() == []


def test_damaged_utf8_is_refused_and_windows_text_is_read(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "codings.csv"
    head = b"transcript,turn,code,memo\n"
    path.write_bytes(head + "FG-01,2,T.WELL,José ".encode() + b"\xff\n")
    with pytest.raises(InputError, match="line 2: the file is neither"):
        ExchangeService(session).import_codings(path)
    path.write_bytes(head + "FG-01,2,T.WELL,José\n".encode("cp1252"))
    ExchangeService(session).import_codings(path)
    assert session.store.memos()[0].text == "José"


def test_the_origin_comes_along(session: Session, tmp_path: Path) -> None:
    path = table(
        tmp_path, "transcript,turn,code,origin\nFG-01,2,T.WELL,suggestion accepted\nFG-01,4,T.BEL,\n"
    )
    ExchangeService(session).import_codings(path)
    assert {c.code_id: c.origin.value for c in session.store.codings()} == {
        "T.WELL": "suggestion accepted",
        "T.BEL": "imported",
    }


def test_parallel_imports_do_not_double_codings(tmp_path: Path) -> None:
    with support.project(tmp_path) as session:
        path = table(tmp_path, "transcript,turn,code,coder\nFG-01,2,T.WELL,AM\n")
        other = ExchangeService(session)
        plan = other._plan(read_codings(path))
        state = session.store.event_count()
        ExchangeService(session).import_codings(path)
        with pytest.raises(ConflictError):
            session.act("import codings", "late", plan.changes, expecting=state)
        assert other.import_codings(path).already_there == 1
        assert len(session.store.codings()) == 1


def test_an_export_never_replaces_a_project_or_a_transcript(session: Session, tmp_path: Path) -> None:
    place = Path(session.store.place)
    before = place.read_bytes()
    with pytest.raises(InputError, match="CSV"):
        ExchangeService(session).export_codings(place)
    disguised = tmp_path / "x.csv"
    disguised.write_bytes(before)
    with pytest.raises(InputError, match="this is a project"):
        ExchangeService(session).export_codings(disguised)
    assert place.read_bytes() == before == disguised.read_bytes()


def test_roster_lines_that_contradict_one_another_are_refused(session: Session, tmp_path: Path) -> None:
    head = "transcript,speaker,participant,role,group\n"
    roster = table(tmp_path, head + "FG-01,Maya,S01,,students\nFG-01,Maya,S02,,students\n")
    with pytest.raises(InputError, match="roster lines 2 and 3"):
        ImportService(session).apply_roster(Tables(None, roster, {}).roster)
    assert session.store.participants() == []


def test_a_roster_can_be_corrected_and_leaves_untold_roles_alone(session: Session, tmp_path: Path) -> None:
    head = "transcript,speaker,participant,role,group\n"
    importing = ImportService(session)
    first = table(tmp_path, head + "FG-01,Maya,S01,,familes\nFG-01,Facilitator,,,\n")
    importing.apply_roster(Tables(None, first, {}).roster)
    second = table(tmp_path, head + "FG-01,Maya,S01,,students\n")
    importing.apply_roster(Tables(None, second, {}).roster)
    assert [person.group for person in session.store.participants()] == ["students"]
    roles = {s.label: s.role.value for s in session.store.speakers()}
    assert roles["Facilitator"] == "facilitator"


def test_labels_that_differ_in_case_are_different_speakers(tmp_path: Path) -> None:
    made = support.transcript("FG-01", [("Maya", "one"), ("MAYA", "two")])
    roster = tmp_path / "r.csv"
    roster.write_text("transcript,speaker,participant,role,group\nFG-01,Maya,S01,,s\nFG-01,MAYA,S02,,s\n")
    with support.project(tmp_path, made) as session:
        ImportService(session).apply_roster(Tables(None, roster, {}).roster)
        people = {p.id: p.label for p in session.store.participants()}
        found = {s.label: people[s.participant_id or ""] for s in session.store.speakers()}
        assert found == {"Maya": "S01", "MAYA": "S02"}


def test_facts_may_come_before_or_after_the_transcript(session: Session, tmp_path: Path) -> None:
    sessions = table(tmp_path, "transcript,kind,site\nfg-01,Interview,Hill\nFG-99,interview,x\n")
    remarks = ImportService(session).apply_sessions(Tables(sessions, None, {}))
    assert remarks == ["sessions: there is no transcript 'FG-99'"]
    facts = session.transcript("FG-01").facts
    assert (facts.kind.value, facts.site, facts.group) == ("interview", "Hill", "students")


def test_a_typed_fact_does_not_make_a_survey_a_conversation(session: Session, tmp_path: Path) -> None:
    survey = tmp_path / "SV.csv"
    survey.write_text(
        "Respondent,What do you need most this year?\nR1,More time to talk with every family.\n"
        "R2,A second counselor who speaks Portuguese.\nR3,Books in more languages than one.\n"
    )
    kept = ImportService(session).keep(survey, facts=Tables(None, None, {"group": "leaders"}).facts("SV"))
    assert kept.kind == "survey comments"
