"""Who speaks, and who stands behind them."""

from __future__ import annotations

from pathlib import Path

import pytest

from coder.analysis.people import attendance
from coder.domain.revising import turn_numbers
from coder.domain.transcript import Role, Speaker, Transcript
from coder.errors import InputError
from coder.exchange.roster_csv import RosterLine, read_roster, read_sessions
from coder.services.importing import ImportService
from coder.services.people import PeopleService
from coder.services.session import Session
from coder.services.speakers import turns_of as turns_of_speaker


def speaker(session: Session, label: str) -> Speaker:
    return next(s for s in session.transcript("FG-01").speakers if s.label == label)


def turns_of(talk: Transcript, label: str) -> list[int]:
    return [t.number or 0 for t in talk.numbered if (s := talk.speaker(t)) and s.label == label]


@pytest.fixture
def people(session: Session) -> PeopleService:
    return PeopleService(session)


def test_a_name_is_fixed_in_the_whole_transcript(session: Session, people: PeopleService) -> None:
    talk = session.transcript("FG-01")
    people.rename(talk, "Maya", "  Maya L. ")
    assert (speaker(session, "Maya").shown, speaker(session, "Maya").label) == ("Maya L.", "Maya")
    now = session.transcript("FG-01")
    assert {s.shown for t in now.numbered if (s := now.speaker(t)) and s.label == "Maya"} == {"Maya L."}
    assert now.revision == 1
    people.rename(now, "maya l.", "Maya")
    assert speaker(session, "Maya").name == ""
    session.undo()
    session.undo()
    assert speaker(session, "Maya") == talk.speakers[1]


@pytest.mark.parametrize(
    ("name", "message"), [("jordan", "already a speaker 'Jordan'"), (" ", "1 to 60"), ("x" * 61, "1 to 60")]
)
def test_a_name_that_cannot_be_given(
    session: Session, people: PeopleService, name: str, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        people.rename(session.transcript("FG-01"), "Maya", name)


def test_a_role_is_set(session: Session, people: PeopleService) -> None:
    people.set_role(session.transcript("FG-01"), "Jordan", Role.OBSERVER)
    assert speaker(session, "Jordan").role is Role.OBSERVER
    with pytest.raises(InputError, match="nothing would change"):
        people.set_role(session.transcript("FG-01"), "Jordan", Role.OBSERVER)
    session.undo()
    assert speaker(session, "Jordan").role is Role.PARTICIPANT


def test_merging_passes_turns_and_person_on(session: Session, people: PeopleService) -> None:
    talk = session.transcript("FG-01")
    people.map_speaker(talk, "Jordan", "P7", "students")
    person = session.store.participants()[0].id
    people.merge(session.transcript("FG-01"), "Jordan", "Maya")
    now = session.transcript("FG-01")
    assert (now.text, now.revision) == (talk.text, 2)
    assert (turns_of(now, "Maya"), turns_of(now, "Jordan")) == ([2, 3, 4], [])
    assert speaker(session, "Maya").participant_id == person
    assert (speaker(session, "Jordan").role, speaker(session, "Jordan").participant_id) == (
        Role.UNKNOWN,
        None,
    )
    assert attendance([now])[now.id] == {person}
    assert turns_of(session.store.transcript(talk.id, 1), "Jordan") == [3]
    session.undo()
    assert turns_of(session.transcript("FG-01"), "Jordan") == [3]
    assert speaker(session, "Jordan").participant_id == person


def test_what_cannot_be_merged(session: Session, people: PeopleService) -> None:
    people.map_speaker(session.transcript("FG-01"), "Jordan", "P7")
    people.map_speaker(session.transcript("FG-01"), "Maya", "P8")
    talk = session.transcript("FG-01")
    with pytest.raises(InputError, match="different participants"):
        people.merge(talk, "Jordan", "Maya")
    with pytest.raises(InputError, match="itself"):
        people.merge(talk, "Jordan", "jordan")
    people.unmap(talk, "Maya")
    people.merge(session.transcript("FG-01"), "Jordan", "Maya")
    with pytest.raises(InputError, match="has no turns"):
        people.merge(session.transcript("FG-01"), "Jordan", "Maya")


def test_splitting_makes_a_speaker(session: Session, people: PeopleService) -> None:
    people.split(session.transcript("FG-01"), [4], "Ana")
    now = session.transcript("FG-01")
    assert (turns_of(now, "Maya"), turns_of(now, "Ana")) == ([2], [4])
    assert speaker(session, "Ana").role is Role.PARTICIPANT
    with pytest.raises(InputError, match="already a speaker 'Ana'"):
        people.split(now, [2], "ana")
    with pytest.raises(InputError, match="no turn 9"):
        people.split(now, [9], "Bo")
    session.undo()
    assert all(s.label != "Ana" for s in session.transcript("FG-01").speakers)
    session.redo()
    assert turns_of(session.transcript("FG-01"), "Ana") == [4]


def test_names_of_those_who_were_merged_away_are_free(session: Session, people: PeopleService) -> None:
    jordan = speaker(session, "Jordan")
    people.map_speaker(session.transcript("FG-01"), "Jordan", "P7")
    people.merge(session.transcript("FG-01"), "Jordan", "Maya")
    people.rename(session.transcript("FG-01"), "Maya", "Jordan")
    assert speaker(session, "Maya").shown == "Jordan"
    with pytest.raises(InputError, match="already a speaker 'Jordan'"):
        people.split(session.transcript("FG-01"), [4], "Jordan")
    session.undo()
    people.split(session.transcript("FG-01"), [4], "jordan")
    now = session.transcript("FG-01")
    back = speaker(session, "Jordan")
    # The label stands for one speaker, as before, and whoever it was is for the person to say.
    assert (back.id, back.shown, back.role, back.participant_id) == (
        jordan.id, "jordan", Role.PARTICIPANT, None,
    )  # fmt: skip
    assert (turns_of(now, "Maya"), turns_of(now, "Jordan")) == ([2, 3], [4])
    assert len(now.speakers) == 3
    for _ in range(3):
        session.undo()
    assert speaker(session, "Jordan") == jordan


def test_a_roster_finds_whoever_goes_by_the_name_now(session: Session, people: PeopleService) -> None:
    people.merge(session.transcript("FG-01"), "Jordan", "Maya")
    people.rename(session.transcript("FG-01"), "Maya", "Jordan")
    line = RosterLine(2, "FG-01", "Jordan", "P7", Role.PARTICIPANT, "students", {})
    assert ImportService(session).apply_roster([line]).matched == 1
    assert speaker(session, "Jordan").participant_id is None
    assert speaker(session, "Maya").participant_id == session.store.participants()[0].id


def test_a_run_of_turns_is_taken_off_a_speaker(session: Session, people: PeopleService) -> None:
    talk = session.transcript("FG-01")
    numbers = turns_of_speaker(talk, turn_numbers(talk, "3-"), "maya")
    assert numbers == [4]
    people.split(talk, turns_of_speaker(talk, turn_numbers(talk, "1-3, 4"), "Maya"), "Ana")
    assert turns_of(session.transcript("FG-01"), "Ana") == [2, 4]
    with pytest.raises(InputError, match="none of these turns is Maya's"):
        turns_of_speaker(session.transcript("FG-01"), [1, 3], "Maya")


def test_speakers_and_participants(session: Session, people: PeopleService) -> None:
    talk = session.transcript("FG-01")
    people.map_speaker(talk, "Maya", "P1", "students", {"grade": "11"})
    people.map_speaker(talk, "Jordan", "p1", "", {"school": "North"})
    (person,) = session.store.participants()
    assert (person.label, person.group, dict(person.attributes)) == (
        "P1",
        "students",
        {"grade": "11", "school": "North"},
    )
    now = session.transcript("FG-01")
    with pytest.raises(InputError, match="P1 is in students and not in families"):
        people.map_speaker(now, "Maya", "P1", "families")
    with pytest.raises(InputError, match="already"):
        people.map_speaker(now, "Maya", "P1")
    people.unmap(now, "Jordan")
    assert speaker(session, "Jordan").participant_id is None
    for _ in range(3):
        session.undo()
    assert session.store.participants() == []
    assert speaker(session, "Maya").participant_id is None


def workbook(path: Path, rows: list[list[object]]) -> Path:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_a_roster_from_a_workbook(tmp_path: Path) -> None:
    import datetime

    head: list[object] = ["Transcript", "speaker", "participant", "role", "group", "grade", "since"]
    path = workbook(
        tmp_path / "people.xlsx",
        [
            head,
            ["FG-01", "Maya", "P1", "participant", "students", 11, datetime.datetime(2026, 3, 1)],
            [],
            ["FG-01", "Facilitator", None, "facilitator", None, None, None],
        ],
    )
    first, second = read_roster(path)
    assert (first.line, first.transcript, first.role) == (2, "FG-01", Role.PARTICIPANT)
    assert first.attributes == {"grade": "11", "since": "2026-03-01"}
    assert (second.line, second.participant, second.group) == (4, "", "")
    sessions = workbook(tmp_path / "s.xlsx", [["transcript", "group"], ["FG-01", "students"]])
    assert read_sessions(sessions) == {"FG-01": {"group": "students"}}


def test_a_workbook_that_cannot_be_used(tmp_path: Path) -> None:
    path = workbook(tmp_path / "people.xlsx", [["transcript", "who"]])
    with pytest.raises(InputError, match="no column speaker, participant"):
        read_roster(path)
    for data in (b"", b"PK\x03\x04 not a zip", b"a,b\n"):
        path.write_bytes(data)
        with pytest.raises(InputError):
            read_roster(path)
    with pytest.raises(InputError, match="no such file"):
        read_roster(tmp_path / "none.xlsx")
