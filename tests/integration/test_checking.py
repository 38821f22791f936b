"""Projects that something else has written in: what the doctor finds, and one sentence from the rest."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from coder.domain.coding import Suggestion
from coder.domain.events import GENESIS, Change, Event
from coder.domain.replay import State, first_difference, replay
from coder.domain.transcript import Participant
from coder.errors import StoreError
from coder.services import bootstrap, checking
from coder.services.coding import CodingService
from coder.services.exchanging import ExchangeService
from coder.services.listing import FIELDS, LISTS, history
from coder.services.marking import MarkingService
from coder.services.session import Session, added, changed
from tests import support


def fill(place: str) -> None:
    """A project in which every kind of object stands, and some were changed and removed again."""
    support.make(place)
    with bootstrap.session(place, "AM") as session:
        talk = session.transcript("FG-01")
        coding = CodingService(session)
        coding.apply(talk, talk.turn(2).span, ["T.WELL", "T.BEL"])
        coding.apply(talk, talk.turn(3).span, ["T.REL"], {"L.APP": ["focus"], "L.WHO": ["language"]})
        first, second, _ = session.store.codings()
        coding.star(talk, first)
        coding.write_memo("coding", first.id, "ask about waits")
        coding.remove(talk, second)
        turn = talk.turn(4)
        offer = Suggestion(talk.id, turn.start, turn.end, "T.REL", 0.5, "cue", "“keeps my seat”")
        coding.accept(talk, offer, "cues-1")
        MarkingService(session).toggle_bookmark(talk, turn)
        coding.write_memo("transcript", talk.id, "lively")
        session.undo()
        person = Participant("p1", "S01", "students", {"grade": "9"})
        maya = next(speaker for speaker in talk.speakers if speaker.label == "Maya")
        mapped = replace(maya, participant_id="p1", version=2)
        session.act("roster", "matched", [added("participant", person), changed("speaker", maya, mapped)])


@pytest.fixture
def project(tmp_path: Path) -> str:
    path = str(tmp_path / "tiny.coder")
    fill(path)
    return path


def tamper(place: str, statement: str) -> None:
    with contextlib.closing(sqlite3.connect(place)) as connection:
        before = connection.total_changes
        connection.executescript(statement)
        assert connection.total_changes > before
        connection.commit()


def found(place: str) -> dict[str, str]:
    """What is not well with a project: check → detail."""
    with bootstrap.session(place, "AM", readonly=True) as session:
        return {check.name: check.detail for check in checking.project(session) if not check.ok}


def test_a_sound_project_is_sound(place: str) -> None:
    fill(place)
    assert found(place) == {}
    with bootstrap.session(place, "AM") as session:
        while session.undo(bulk=True):
            pass
        assert session.store.codings() == []
    assert found(place) == {}


COPY = (
    "insert into codings select 'ghost', transcript_id, start, \"end\", text, code_id, 'GHOST', origin,"
    " created_at, lenses, was, starred, version from codings limit 1"
)


@pytest.mark.parametrize(
    ("statement", "detail"),
    [
        ("delete from codings where code_id = 'T.REL'", "coding .* is in the log, but no longer"),
        ("update codings set coder = 'ZZ' where starred", "coding .* another coder .* 'ZZ' instead of 'AM'"),
        ("update codings set origin = 'imported'", "coding .* another origin"),
        ("update codings set starred = 0", "coding .* another starred .* False instead of True"),
        ("update codings set lenses = '{}'", "coding .* another lenses"),
        (COPY, "coding ghost was made by no event"),
        ("delete from events", "was made by no event"),
        ("delete from events where seq = (select max(seq) from events)", "participant p1 was made by no"),
        ("update speakers set role = 'facilitator'", "speaker .* another role"),
        ('update participants set attributes = \'{"grade": "12"}\'', "participant p1 .* another attributes"),
        ("update participants set label = label || char(27) || '[31m'", "participant p1 .* another label"),
        ("update transcripts set \"group\" = 'leaders'", "transcript .* another group"),
        ("update memos set text = 'all is well'", "memo .* another text .* 'all is well'"),
        ("delete from memos", "memo .* no longer in the project"),
        ("update decisions set outcome = 'rejected'", "decision .* another outcome"),
        ("update codes set definition = 'x' where id = 'T.BEL'", "code T.BEL .* another definition"),
        ("update lenses set name = 'x' where id = 'L.APP'", "lens L.APP .* another name"),
        ("update codebooks set name = 'x'", "codebook tiny .* another name"),
    ],
)
def test_what_the_log_did_not_make_is_found(project: str, statement: str, detail: str) -> None:
    tamper(project, statement)
    told = found(project)["objects"]
    assert re.search(detail, told), told
    assert "\x1b" not in told


def test_an_event_that_was_rewritten_is_found(project: str) -> None:
    tamper(project, "update events set coder = 'ZZ' where seq = 3")
    assert "event 3 was changed" in found(project)["log"]


def test_words_and_codes_are_checked(project: str) -> None:
    tamper(project, "update codings set text = 'never said' where starred")
    assert "FG-01 turn 2" in found(project)["words"]
    tamper(project, "update codings set code_id = 'NOPE' where starred")
    assert "NOPE" in found(project)["codes"]


DAMAGE = {
    "a kind": ("update transcripts set kind = 'weird'", "transcripts"),
    "a role": ("update speakers set role = 'boss'", "speakers"),
    "an origin": ("update codings set origin = 'weird'", "codings"),
    "an outcome": ("update decisions set outcome = 'weird'", "decisions"),
    "a status": ("update codes set status = 'weird'", "codes"),
    "a turn's kind": ("update turns set kind = 'weird'", "turns"),
    "a turn's place": ('update turns set start = "end" + 1', "turns"),
    "no JSON": ("update codings set lenses = '{bad'", "codings"),
    "endless JSON": (f"update codings set lenses = '{'[' * 200_000}'", "codings"),
    "other JSON": ("update codings set lenses = '[1]'", "codings"),
    "letters for words": ('update codings set lenses = \'{"L.APP": "focus"}\'', "codings"),
    "cues": ("update codes set cues = '\"one\"'", "codes"),
    "examples": ('update codes set examples = \'[{"words": "x"}]\'', "codes"),
    "lens values": ("update lenses set \"values\" = '[{}]'", "lenses"),
    "attributes": ("update participants set attributes = '[]'", "participants"),
    "a number": ("update codings set start = 'one'", "codings"),
    "a negative place": ("update codings set start = -5", "codings"),
    "bytes": ("update memos set text = x'ff'", "memos"),
    "a malformed event": ("update events set changes = '[1]' where seq = 2", "events, seq 2"),
    "an event of nothing": (
        'update events set changes = \'[["x", "y", null, null]]\' where seq = 2',
        "events",
    ),
    "an event of texts": (
        'update events set changes = \'[["memo", "y", null, "x"]]\' where seq = 2',
        "events",
    ),
    "an event without JSON": ("update events set changes = 'x' where seq = 2", "events"),
    "a lost transcript": ("delete from transcripts", "transcript_id"),
    "lost words": ("delete from texts", "FG-01"),
    "a lost codebook": ("delete from codebooks", "codebook_id"),
}


@pytest.mark.parametrize("name", sorted(DAMAGE))
def test_damage_is_one_sentence_that_names_the_place(project: str, name: str) -> None:
    statement, where = DAMAGE[name]
    tamper(project, statement)
    details = found(project).values()
    assert any("the project is damaged" in detail and where in detail for detail in details), details
    lists = (*LISTS.values(), history, lambda opened: ExchangeService(opened).codings_table())
    told = [error for ask in lists if (error := refusal(project, ask))]
    assert all("the project is damaged" in error for error in told)
    assert told or name == "an outcome", "a list shows what cannot be there"


def refusal(place: str, ask: Callable[[Session], object]) -> str:
    with bootstrap.session(place, "AM", readonly=True) as session:
        try:
            ask(session)
        except StoreError as error:
            return str(error)
    return ""


def test_half_a_character_in_the_log_is_told(project: str) -> None:
    tamper(
        project,
        'update events set changes = \'[["memo", "y", null, {"id": "\\ud800"}]]\' where seq = 2',
    )
    assert set(found(project)) >= {"log", "objects"}


def test_altered_words_are_not_listed(session: Session) -> None:
    talk = session.transcript("FG-01")
    CodingService(session).apply(talk, talk.turn(3).span, ["T.REL"])
    assert [row["text"] for row in LISTS["codings"](session)] == [talk.words(talk.turn(3))]
    tamper(session.store.place, "update codings set text = 'never said'")
    with pytest.raises(StoreError, match=r"FG-01 turn 3.*not those of the transcript"):
        LISTS["codings"](session)


def test_every_row_has_the_fields_that_are_promised(project: str) -> None:
    with bootstrap.session(project, "AM", readonly=True) as session:
        for what, ask in {**LISTS, "history": history}.items():
            rows = ask(session)
            assert rows or what == "review", what
            assert all(tuple(row) == FIELDS[what] for row in rows), what


def test_attributes_stand_apart(project: str) -> None:
    tamper(project, 'update participants set attributes = \'{"id": "x", "label": "y"}\'')
    with bootstrap.session(project, "AM", readonly=True) as session:
        (row,) = LISTS["participants"](session)
    assert (row["id"], row["label"], row["attributes"]) == ("p1", "S01", {"id": "x", "label": "y"})


def change(id_: str, before: str | None, after: str | None) -> Event:
    made = Change("memo", id_, *(None if text is None else {"text": text} for text in (before, after)))
    return Event(1, "", "AM", "memo", "", (made,), True, None, None, GENESIS)


def test_replay_ends_where_the_log_ends() -> None:
    events = [change("a", None, "one"), change("b", None, "two"), change("a", "one", "new")]
    assert replay(events) == {"memo": {"a": {"text": "new"}, "b": {"text": "two"}}}
    assert replay([*events, change("a", "new", None)]) == {"memo": {"b": {"text": "two"}}}


def test_the_first_difference_names_object_and_field() -> None:
    logged: State = {"memo": {"a": {"text": "one", "coder": None}, "b": {"text": "two"}}}
    assert first_difference(logged, {"memo": dict(logged["memo"])}) is None
    for stored, told in (
        ({}, "memo a is in the log, but no longer in the project"),
        ({**logged, "code": {"C": {}}}, "code C was made by no event of the log"),
        (
            {"memo": {**logged["memo"], "b": {"text": "x" * 99}}},
            f"another text than the log: '{'x' * 38}… in",
        ),
        ({"memo": {**logged["memo"], "a": {"text": "one"}}}, "another coder than the log: nothing instead"),
    ):
        assert told in str(first_difference(logged, stored))


@pytest.mark.parametrize(
    ("statement", "check", "message"),
    [
        ("UPDATE marks SET seq = 99", "notes", "about nothing: mark "),
        ("UPDATE memos SET target_id = 'gone'", "notes", "about nothing: memo "),
        (
            "UPDATE memos SET target_kind = 'span', target_id = (SELECT id FROM transcripts) || ':0-9999'",
            "notes",
            "about nothing: memo ",
        ),
        ("UPDATE decisions SET coding_id = 'gone'", "notes", "about nothing: decision "),
        ("UPDATE codes SET status = 'merged', merged_into = 'T.BEL' WHERE id = 'T.REL'", "codes", "T.REL"),
    ],
)
def test_the_doctor_looks_at_what_notes_are_about(
    project: str, statement: str, check: str, message: str
) -> None:
    tamper(project, statement)
    assert message in found(project)[check]
