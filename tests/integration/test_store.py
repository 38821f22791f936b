"""Projects in SQLite and in a real PostgreSQL."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from coder.domain.events import first_broken
from coder.errors import CoderError, ConflictError, InputError, StoreError
from coder.services import bootstrap
from coder.services.coding import CodingService
from coder.services.session import Session, changed
from tests import support


def coded(session: Session) -> list[str]:
    return [f"{c.code_id} {c.start}-{c.end} {dict(c.lenses)}" for c in session.store.codings()]


def test_acts_undo_and_redo_survive_a_restart(place: str) -> None:
    support.make(place)
    with bootstrap.session(place, "AM") as session:
        talk = session.transcript("FG-01")
        service = CodingService(session)
        service.apply(talk, talk.turn(2).span, ["T.WELL", "T.BEL"])
        coding = session.store.codings()[0]
        service.set_lens(talk, coding, "L.APP", "focus")
        service.write_memo("coding", coding.id, "ask about waits")
        before = coded(session)
        assert session.undo() is not None
        assert session.undo() is not None
    with bootstrap.session(place, "AM") as session:
        assert session.store.memos() == []
        assert all("L.APP" not in line for line in coded(session))
        session.redo()
        session.redo()
        assert session.redo() is None
        assert coded(session) == before
        assert [memo.text for memo in session.store.memos()] == ["ask about waits"]
        while session.undo():
            pass
        assert coded(session) == []
        assert first_broken(session.store.events()) is None


def test_a_stale_change_is_a_conflict_and_writes_nothing(place: str) -> None:
    support.make(place)
    with bootstrap.session(place, "AM") as session:
        talk = session.transcript("FG-01")
        CodingService(session).apply(talk, talk.turn(2).span, ["T.WELL"])
        stale = session.store.codings()[0]
        CodingService(session).star(talk, stale)
        count = session.store.event_count()
        with pytest.raises(ConflictError):
            session.act("star", "again", [changed("coding", stale, replace(stale, starred=True, version=2))])
        assert session.store.event_count() == count


def test_a_coding_is_only_stored_on_its_own_words(place: str) -> None:
    support.make(place)
    with bootstrap.session(place, "AM") as session:
        talk = session.transcript("FG-01")
        CodingService(session).apply(talk, talk.turn(2).span, ["T.WELL"])
        coding = session.store.codings()[0]
        shifted = replace(coding, start=coding.start + 1, end=coding.end + 1, version=2)
        with pytest.raises(ConflictError, match="other words stand there"):
            session.act("move", "shift it", [changed("coding", coding, shifted)])
        assert session.store.codings() == [coding]


def test_undo_of_what_somebody_changed_meanwhile_is_refused(place: str) -> None:
    support.make(place)
    with bootstrap.session(place, "AM") as first, bootstrap.session(place, "JR") as second:
        talk = first.transcript("FG-01")
        CodingService(first).apply(talk, talk.turn(2).span, ["T.WELL"])
        CodingService(second).star(talk, second.store.codings()[0])
        with pytest.raises(ConflictError):
            first.undo()
        assert second.undo() is not None
        assert first.undo() is not None


def test_two_coders_do_not_undo_each_other(place: str) -> None:
    support.make(place)
    with bootstrap.session(place, "AM") as first, bootstrap.session(place, "JR") as second:
        talk = first.transcript("FG-01")
        CodingService(first).apply(talk, talk.turn(2).span, ["T.WELL"])
        CodingService(second).apply(talk, talk.turn(2).span, ["T.WELL"])
        assert first.undo() is not None
        assert [c.coder for c in first.store.codings()] == ["JR"]
        assert first.undo() is None
        assert first_broken(first.store.events()) is None


def test_what_is_written_comes_back(place: str) -> None:
    odd = support.transcript("FG-Ω", [("Ana", "emoji 👩‍👧 and 漢字 — “quote”"), ("Bo", "[/] [@click=x]")])
    support.make(place, odd)
    with bootstrap.session(place, "AM") as session:
        kept = session.transcript("fg-ω")
        assert (kept.text, kept.turns, kept.speakers, kept.facts) == (
            odd.text,
            odd.turns,
            odd.speakers,
            odd.facts,
        )
        assert session.tree.codebooks == (support.book(),)
        session.store.remember_place("AM", kept.id, 2)
        assert session.store.last_place("AM") == (kept.id, 2)
        assert session.store.last_place("JR") is None
        with pytest.raises(InputError, match="there is no transcript 'nope'"):
            session.transcript("nope")


def test_a_server_must_be_empty(place: str) -> None:
    support.make(place)
    with pytest.raises(InputError):
        support.make(place)


# -- files only


def test_a_new_file_is_private_and_durable(tmp_path: Path) -> None:
    with support.project(tmp_path) as session:
        path = tmp_path / "tiny.coder"
        talk = session.transcript("FG-01")
        CodingService(session).apply(talk, talk.turn(2).span, ["T.WELL"])
        for file in tmp_path.iterdir():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600, file
        with session.store.engine.connect() as connection:
            values = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "trusted_schema", "foreign_keys")
            }
        assert values == {"journal_mode": "wal", "synchronous": 2, "trusted_schema": 0, "foreign_keys": 1}
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize(
    "attack",
    [
        "CREATE TRIGGER t AFTER INSERT ON codings BEGIN DELETE FROM codings; END",
        "CREATE VIEW v AS SELECT * FROM codings",
        "CREATE TABLE extra (x)",
        "ALTER TABLE codings ADD COLUMN extra TEXT",
        "DROP TABLE memos",
    ],
)
def test_a_file_with_foreign_parts_is_refused(tmp_path: Path, attack: str) -> None:
    with support.project(tmp_path):
        pass
    connection = sqlite3.connect(tmp_path / "tiny.coder")
    connection.execute(attack)
    connection.commit()
    connection.close()
    with (
        pytest.raises(StoreError, match="parts that this program did not make"),
        bootstrap.session(str(tmp_path / "tiny.coder")),
    ):
        pass


def test_changed_words_are_noticed(tmp_path: Path) -> None:
    with support.project(tmp_path):
        pass
    connection = sqlite3.connect(tmp_path / "tiny.coder")
    connection.execute("UPDATE texts SET text = replace(text, 'counselor', 'principal')")
    connection.commit()
    connection.close()
    with (
        bootstrap.session(str(tmp_path / "tiny.coder")) as session,
        pytest.raises(StoreError, match="not the one that was imported"),
    ):
        session.transcript("FG-01")


def test_a_locked_project_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coder.store.database.BUSY_SECONDS", 0.1)
    with support.project(tmp_path) as session:
        other = sqlite3.connect(tmp_path / "tiny.coder", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        talk = session.transcript("FG-01")
        with pytest.raises(StoreError, match="another program is writing"):
            CodingService(session).apply(talk, talk.turn(2).span, ["T.WELL"])
        other.execute("ROLLBACK")
        other.close()
        assert session.store.codings() == []


def test_a_read_only_project_can_be_read_and_not_written(tmp_path: Path) -> None:
    with support.project(tmp_path):
        pass
    path = tmp_path / "tiny.coder"
    path.chmod(0o444)
    with pytest.raises(StoreError, match="read-only"), bootstrap.session(str(path)):
        pass
    with bootstrap.session(str(path), readonly=True) as session:
        assert session.transcript("FG-01").turns
        with pytest.raises(StoreError, match="read-only"):
            session.store.set_meta({"name": "other"})
    tmp_path.chmod(0o555)
    try:
        with bootstrap.session(str(path), readonly=True) as session:
            assert session.transcript("FG-01").turns
    finally:
        tmp_path.chmod(0o755)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a database",
        b"SQLite format 3\x00" + b"\0" * 200,
        bytes(range(256)) * 16,
    ],
    ids=["empty", "text", "zeros", "bytes"],
)
def test_what_is_no_project_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.coder"
    path.write_bytes(content)
    for readonly in (True, False):
        with pytest.raises(StoreError), bootstrap.session(str(path), readonly=readonly):
            pass
    assert path.read_bytes() == content


def test_a_project_that_fails_half_way_is_not_left_behind(tmp_path: Path) -> None:
    def half() -> None:
        with bootstrap.new_session(str(tmp_path / "x.coder")) as session:
            session.store.set_meta({"name": "x"})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    assert list(tmp_path.iterdir()) == []


def test_an_existing_file_is_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "x.coder"
    path.write_text("precious")
    with pytest.raises(CoderError, match="already a file"):
        support.make(str(path))
    assert path.read_text() == "precious"


KILLED = """
import os, signal, sys
from coder.services import bootstrap
from coder.services.coding import CodingService
with bootstrap.session(sys.argv[1], "AM") as session:
    talk = session.transcript("FG-01")
    service = CodingService(session)
    span = talk.turn(2).span
    for n in range(int(sys.argv[2])):
        service.apply(talk, type(span)(span.start, span.end - n), ["T.WELL"])
        print(n, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_program_loses_no_acknowledged_act(tmp_path: Path) -> None:
    with support.project(tmp_path):
        pass
    place = str(tmp_path / "tiny.coder")
    done = subprocess.run(
        [sys.executable, "-c", KILLED, place, "7"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(support.ROOT)},
    )
    acknowledged = len(done.stdout.split())
    assert done.returncode == -9
    assert acknowledged == 7, done.stderr
    with bootstrap.session(place, "AM") as session:
        assert len(session.store.codings()) == acknowledged
        assert first_broken(session.store.events()) is None
