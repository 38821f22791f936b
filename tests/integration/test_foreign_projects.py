"""Project files from elsewhere that are not what they seem: refused, or read and not worked on."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from coder.domain.events import Event
from coder.errors import StoreError
from coder.services import bootstrap, chain, verifying
from coder.services.listing import LISTS
from coder.store.converters import event_row
from tests.integration.test_checking import fill


@pytest.fixture
def project(tmp_path: Path) -> str:
    path = str(tmp_path / "tiny.coder")
    fill(path)
    return path


def alter(place: str, script: str) -> None:
    with closing(sqlite3.connect(place)) as connection:
        connection.executescript(script)
        connection.commit()


def retyped(statement: str) -> str:
    """A script that lays the marks out anew, by another statement."""
    return f"drop table marks; {statement}"


MARKS = (
    "create table marks (id TEXT primary key, transcript_id TEXT, seq {kind}, kind TEXT, coder TEXT,"
    " created_at TEXT, version INTEGER)"
)

FOREIGN = {
    "a trigger": "create trigger t after insert on codings begin delete from codings; end",
    "a view": "create view v as select * from texts",
    "another table": "create table more (x)",
    "another column": "alter table memos add column more text",
    "an index that computes": "create index i on codings (length(text))",
    "an index of ours by another name": "create index other on codings (code_id)",
    "a virtual table": "create virtual table words using fts5(x)",
    "a column of another type": retyped(MARKS.format(kind="BLOB")),
    "a column that is computed": retyped(MARKS.format(kind="INTEGER as (length(id)) stored")),
    "a column with a default": retyped(MARKS.format(kind="INTEGER default 5")),
    "a view for a table": retyped("create view marks as select * from memos"),
}


@pytest.mark.parametrize("name", sorted(FOREIGN))
def test_what_this_program_did_not_lay_out_is_refused(project: str, name: str) -> None:
    alter(project, FOREIGN[name])
    before = Path(project).read_bytes()
    for readonly in (True, False):
        with (
            pytest.raises(StoreError, match="parts that this program did not make; do not work on it"),
            bootstrap.session(project, "AM", readonly=readonly),
        ):
            pass
    assert Path(project).read_bytes() == before
    assert any("did not make" in check.detail for check in verifying.verify(project) if not check.ok)


@pytest.mark.parametrize(
    "statement",
    [
        "update events set changes = x'00ff' where seq = 2",
        "update events set seq = -5 where seq = 2",
        "update events set coder = 12 where seq = 2",
        "update events set undoable = 'perhaps' where seq = 2",
        "update events set hash = 'abc' where seq = 2",
        "update events set previous = null where seq = 2",
        "delete from events where seq = 2",
        "delete from events where seq = 1",
    ],
)
def test_a_log_of_odd_values_is_read_at_most(project: str, statement: str) -> None:
    alter(project, f"pragma writable_schema=on; {statement}".replace("= null", "= ''"))
    with pytest.raises(StoreError, match=r"changed after it was written|damaged"):
        bootstrap.session(project, "AM").__enter__()
    with bootstrap.session(project, "AM", readonly=True) as session:
        assert session.transcript("FG-01").text
        assert len(LISTS["codings"](session)) == 3
    assert not all(check.ok for check in verifying.verify(project))


def test_a_log_longer_than_any_is_not_worked_on_before_it_was_looked_at(
    project: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lengthen(project, 1_200)
    monkeypatch.setattr(chain, "LONGEST_UNSEEN", 1_000)
    with (
        pytest.raises(
            StoreError, match=r"its log of 1,2.. events has not been looked at .*; run `coder verify`"
        ),
        bootstrap.session(project, "AM"),
    ):
        pass
    with bootstrap.session(project, "AM", readonly=True) as session:
        assert session.transcript("FG-01").text
    assert all(check.ok for check in verifying.verify(project))
    with bootstrap.session(project, "AM") as session:
        assert session.store.event_count() > 1_200


def test_what_was_found_sound_is_looked_at_only_once_and_by_its_place(project: str, tmp_path: Path) -> None:
    lengthen(project, 600)
    with bootstrap.session(project, "AM"):
        pass
    with bootstrap.session(project, readonly=True) as session:
        asked: list[int] = []
        read = session.store.events
        session.store.events = lambda *, after=0: asked.append(after) or read(after=after)  # type: ignore[method-assign,func-returns-value]
        chain.check_new(session.store)
    assert asked[0] > 600
    copy = tmp_path / "copy.coder"
    verifying.restore(Path(project), copy)
    alter(str(copy), "update events set summary = 'x' where seq = 2")
    with pytest.raises(StoreError, match="event 2 of its log"), bootstrap.session(str(copy), "AM"):
        pass


def lengthen(place: str, more: int) -> None:
    """Write many events that change nothing, as a log would hold them."""
    with bootstrap.session(place, readonly=True) as session:
        seq, previous = session.store.event_count(), session.store.head()
    with closing(sqlite3.connect(place)) as connection:
        for number in range(seq + 1, seq + more + 1):
            draft = Event(
                number, "2026-01-01T00:00:00.000Z", "AM", "blind", "x", (), False, None, None, previous
            )
            row = {**event_row(draft), "changes": "[]", "hash": draft.digest()}
            previous = str(row["hash"])
            names = ", ".join(row)
            connection.execute(
                f"insert into events ({names}) values ({', '.join('?' * len(row))})", [*row.values()]
            )
        connection.commit()
