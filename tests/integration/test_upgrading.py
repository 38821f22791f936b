"""Projects that an older program made."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, delete, make_url

from coder.errors import StoreError
from coder.services import bootstrap
from coder.services.checking import project as checks
from coder.services.coding import CodingService
from coder.services.marking import MarkingService
from coder.store import tables
from coder.store.database import is_url
from tests import support

FIRST = {
    *("meta", "migrations", "transcripts", "texts", "turns", "speakers", "participants", "codebooks"),
    *("codes", "lenses", "codings", "memos", "decisions", "events", "places"),
}
"""The tables that the first migration made when it was the only one."""


def make_old(place: str) -> None:
    """A coded project as the program wrote it that knew the first migration only."""
    support.make(place)
    with bootstrap.session(place, "AM") as session:
        talk = session.transcript("FG-01")
        CodingService(session).apply(talk, talk.turn(2).span, ["T.WELL"])
    address = (
        make_url(place).set(drivername="postgresql+psycopg")
        if is_url(place)
        else make_url(f"sqlite:///{place}")
    )
    engine = create_engine(address)
    with engine.begin() as connection:
        newer = [table for table in tables.metadata.sorted_tables if table.name not in FIRST]
        tables.metadata.drop_all(connection, newer)
        connection.execute(delete(tables.migrations).where(tables.migrations.c.name != "0001-initial"))
    engine.dispose()


def test_an_older_project_is_brought_up_to_date(place: str) -> None:
    make_old(place)
    if is_url(place):
        with pytest.raises(StoreError, match="coder upgrade"), bootstrap.session(place, "AM"):
            pass
        bootstrap.upgrade(place)
    with bootstrap.session(place, "AM") as session:
        talk = session.transcript("FG-01")
        assert [coding.code_id for coding in session.store.codings()] == ["T.WELL"]
        MarkingService(session).toggle_read(talk, talk.turn(3))
        assert all(check.ok for check in checks(session))
        assert session.undo() is not None
        assert session.undo() is not None
        assert session.store.codings() == []


def test_a_file_is_copied_before_it_is_changed(tmp_path: Path) -> None:
    made = tmp_path / "old.coder"
    make_old(str(made))
    before = _dump(made)
    with bootstrap.session(str(made), "AM"):
        pass
    copy = tmp_path / "old.before-0002-marks.coder"
    assert _dump(copy) == before
    assert copy.stat().st_mode & 0o777 == 0o600
    with bootstrap.session(str(made), "AM"):
        pass
    assert sorted(path.name for path in tmp_path.glob("*.coder")) == [copy.name, made.name]


def test_reading_an_older_project_changes_nothing_and_says_what_to_do(tmp_path: Path) -> None:
    made = tmp_path / "old.coder"
    make_old(str(made))
    before = _dump(made)
    with (
        pytest.raises(StoreError, match="made by an older coder; open it once with `coder open`"),
        bootstrap.session(str(made), "AM", readonly=True),
    ):
        pass
    assert _dump(made) == before
    assert [path.name for path in tmp_path.glob("*.coder")] == ["old.coder"]


def test_an_older_project_with_foreign_parts_stays_as_it_is(tmp_path: Path) -> None:
    made = tmp_path / "old.coder"
    make_old(str(made))
    with closing(sqlite3.connect(made)) as connection:
        connection.execute("CREATE TABLE guest (id TEXT)")
        connection.commit()
    before = _dump(made)
    with pytest.raises(StoreError, match="did not make"), bootstrap.session(str(made), "AM"):
        pass
    assert _dump(made) == before


def test_the_command_upgrades_a_file(tmp_path: Path) -> None:
    made = tmp_path / "old.coder"
    make_old(str(made))
    done = subprocess.run(
        [sys.executable, "-m", "coder", "upgrade", str(made)], capture_output=True, text=True, check=True
    )
    assert done.stderr == "The project is up to date.\n"
    with bootstrap.session(str(made), "AM", readonly=True) as session:
        assert session.store.marks() == []


def _dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())
