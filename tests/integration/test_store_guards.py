"""What may be opened, what is shown of it, and what a second coder's work forbids."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from coder.domain.events import Change
from coder.errors import ConflictError, InputError, StoreError
from coder.services import bootstrap
from coder.services.coding import CodingService
from coder.services.projects import default_name
from coder.services.session import added
from coder.store.converters import transcript_record
from coder.store.database import shown
from coder.store.store import NewText
from tests import support


def test_only_postgresql_has_an_address() -> None:
    for place in ("sqlite:////tmp/x.coder", "mysql://h/x"):
        with pytest.raises(InputError, match="only PostgreSQL"), bootstrap.new_session(place):
            pass
    with pytest.raises(InputError, match="not the address"), bootstrap.session("postgresql://h:notaport/x"):
        pass


def test_secrets_in_an_address_are_not_shown() -> None:
    assert shown("postgresql://me:s3cret@host/db?password=s3cret") == "postgresql://…@host/db"
    assert shown("postgresql:///db?password=s3cret") == "postgresql:///db"
    assert default_name("postgresql://me:s3cret@host/river_side?password=x") == "River side"


def test_a_project_of_a_newer_program_says_so(tmp_path: Path) -> None:
    with support.project(tmp_path):
        pass
    connection = sqlite3.connect(tmp_path / "tiny.coder")
    connection.execute("INSERT INTO migrations VALUES ('9999-later', '2030')")
    connection.execute("CREATE TABLE later (x)")
    connection.commit()
    connection.close()
    with pytest.raises(StoreError, match="newer coder"), bootstrap.session(str(tmp_path / "tiny.coder")):
        pass


def test_what_a_killed_program_left_is_swept(tmp_path: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    for end in ("", "-wal"):
        (tmp_path / f".tiny.coder.{dead.pid}.new{end}").touch()
    running = tmp_path / f".tiny.coder.{os.getppid()}.new"
    running.touch()
    with support.project(tmp_path):
        pass
    assert sorted(file.name for file in tmp_path.iterdir()) == [running.name, "tiny.coder"]


def test_undoing_a_correction_under_somebodys_coding_is_a_conflict(place: str) -> None:
    support.make(place)
    with bootstrap.session(place, "AM") as first, bootstrap.session(place, "JR") as second:
        old = first.transcript("FG-01")
        turns = tuple(replace(t, start=t.start + 6 * (t.seq > 0), end=t.end + 6) for t in old.turns)
        new = replace(old, text="Well, " + old.text, revision=2, turns=turns)
        head = first.store.record("transcript", old.id)
        change = Change("transcript", old.id, head, {**head, "revision": 2, "version": 2})
        first.act("correct", "said well", [change], texts=[NewText(new, "", "", "correction")])
        talk = second.transcript("FG-01")
        CodingService(second).apply(talk, talk.turn(2).span, ["T.WELL"])
        with pytest.raises(ConflictError, match="somebody coded this transcript"):
            first.undo()
        assert second.store.codings()[0].stands_in(second.transcript("FG-01").text)
        second.undo()
        assert first.undo() is not None
        assert first.transcript("FG-01").text == old.text
        assert first.store.transcript(old.id, revision=2).text == new.text


def test_an_import_is_undone_only_when_meant(place: str) -> None:
    support.make(place)
    with bootstrap.session(place, "AM") as session:
        made = support.transcript("FG-02")
        head = Change("transcript", made.id, None, transcript_record(made, 1))
        voices = [added("speaker", speaker) for speaker in made.speakers]
        session.act("import", "imported FG-02", [head, *voices], texts=[NewText(made, "x", "y", "txt")])
        with pytest.raises(InputError, match="whole file"):
            session.undo()
        session.undo(bulk=True)
        assert [row.label for row in session.store.transcripts()] == ["FG-01"]
        session.redo()
        assert session.transcript("FG-02").text == made.text


def test_what_codings_stand_on_is_not_taken_away(place: str) -> None:
    support.make(place)
    with bootstrap.session(place, "AM") as first, bootstrap.session(place, "JR") as second:
        made = support.transcript("FG-02")
        head = Change("transcript", made.id, None, transcript_record(made, 1))
        voices = [added("speaker", speaker) for speaker in made.speakers]
        first.act("import", "imported FG-02", [head, *voices], texts=[NewText(made, "x", "y", "txt")])
        talk = second.transcript("FG-02")
        CodingService(second).apply(talk, talk.turn(2).span, ["T.WELL"])
        with pytest.raises(ConflictError, match="still depends on this"):
            first.undo(bulk=True)
        assert len(second.store.codings()) == 1
