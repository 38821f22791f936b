"""Backups that are taken without being asked, kept by age, and become projects again."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from coder.errors import InputError, StoreError
from coder.services import backups, bootstrap, notices, verifying
from coder.services.coding import CodingService
from coder.services.exchanging import ExchangeService
from coder.store import copies
from tests import support
from tests.integration.test_upgrading import make_old


@pytest.fixture
def place(tmp_path: Path) -> str:
    path = str(tmp_path / "tiny.coder")
    support.make(path)
    return path


@pytest.fixture(autouse=True)
def _untold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notices, "_WAITING", [])
    monkeypatch.setattr(notices, "_TOLD", set())


def code(place: str, turn: int = 2, code_id: str = "T.WELL") -> None:
    with bootstrap.session(place, "AM") as session:
        talk = session.transcript("FG-01")
        CodingService(session).apply(talk, talk.turn(turn).span, [code_id])


def there() -> list[int]:
    return [backup.events for backup in backups.all_backups()]


def test_opening_for_work_backs_up_what_was_done_since_the_last_backup(place: str) -> None:
    with bootstrap.session(place, "AM", readonly=True):
        pass
    assert there() == []
    with bootstrap.session(place, "AM"):
        pass
    code(place)
    assert there() == [2]
    with bootstrap.session(place, "AM"):
        pass
    with bootstrap.session(place, "AM"):
        pass
    assert there() == [3, 2]


def test_a_backup_is_whole_for_its_owner_alone_and_outside_of_the_project(place: str, tmp_path: Path) -> None:
    code(place)
    with bootstrap.session(place, "AM"):
        pass
    newest = backups.all_backups()[0]
    assert [path.name for path in tmp_path.iterdir()] == ["tiny.coder"]
    assert newest.path.stat().st_mode & 0o777 == 0o600
    folder = newest.path.parent
    while folder != Path(os.environ["CODER_DATA_DIR"]).parent:
        assert folder.stat().st_mode & 0o777 == 0o700
        folder = folder.parent
    assert {path.suffix for path in newest.path.parent.iterdir()} == {".coder", ".json"}
    assert all(check.ok for check in verifying.verify(str(newest.path)))
    with bootstrap.session(str(newest.path), readonly=True) as session:
        assert [coding.code_id for coding in session.store.codings()] == ["T.WELL"]


def test_a_backup_taken_while_somebody_writes_holds_one_moment(place: str) -> None:
    with bootstrap.session(place, "AM") as working:
        talk = working.transcript("FG-01")
        CodingService(working).apply(talk, talk.turn(2).span, ["T.WELL"])
        made = backups.take(working.store)
        CodingService(working).apply(talk, talk.turn(3).span, ["T.REL"])
    assert all(check.ok for check in verifying.verify(str(made.path)))
    with bootstrap.session(str(made.path), readonly=True) as session:
        assert len(session.store.codings()) == 1


def test_an_import_backs_up_first(place: str, tmp_path: Path) -> None:
    table = tmp_path / "more.csv"
    table.write_text("transcript,code,coder,turn\nFG-01,T.REL,JR,3\n")
    with bootstrap.session(place, "AM") as session:
        talk = session.transcript("FG-01")
        CodingService(session).apply(talk, talk.turn(2).span, ["T.WELL"])
        before = session.store.event_count()
        ExchangeService(session).import_codings(table)
    assert there()[0] == before


def test_the_last_ones_and_one_of_each_day_are_kept_whatever_the_clock_says(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    backups.keep(100, 100)
    days = [5, 5, 6, 7, 8, 8, 9, 2, 2, 2]  # the clock goes back at the end
    with bootstrap.session(place, "AM", looked_after=False) as session:
        for number, day in enumerate(days, start=1):
            made = backups.take(session.store)
            made.path.rename(
                made.path.with_name(f"{number:06}-202601{day:02}T100000Z-e{number}-{made.head}.coder")
            )
        backups.keep(3, 4)
        backups.rotate(made.path.parent)
        kept = [backup.number for backup in backups.backups_of(session.store)]
    # The last three; the last of the days 2, 9, 8 and 7.
    assert kept == [10, 9, 8, 7, 6, 4]


def test_two_copies_of_a_project_do_not_push_out_each_others_backups(place: str, tmp_path: Path) -> None:
    code(place)
    twin = tmp_path / "twin.coder"
    verifying.restore(Path(place), twin)
    for path in (place, str(twin)):
        with bootstrap.session(path, "AM") as session:
            assert len(backups.backups_of(session.store)) == (2 if path == place else 1)
    assert len({backup.path.parent for backup in backups.all_backups()}) == 2


def test_a_place_that_takes_no_backup_is_told_once_and_work_goes_on(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    monkeypatch.setenv("CODER_DATA_DIR", str(blocked / "sub"))
    code(place)
    code(place, 3)
    told = notices.take_notices()
    assert len(told) == 1
    assert "work goes on" in told[0]
    assert "CODER_DATA_DIR" in told[0]
    with bootstrap.session(place, "AM") as session:
        assert len(session.store.codings()) == 2


def test_a_full_disk_takes_no_backup_and_leaves_nothing_half_written(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with bootstrap.session(place, "AM"):
        pass
    usage = type("Usage", (), {"free": 1000})
    monkeypatch.setattr(backups.shutil, "disk_usage", lambda _: usage)
    code(place)
    with bootstrap.session(place, "AM") as session:
        folder = backups.backups_of(session.store)[0].path.parent
    assert "too little room" in notices.take_notices()[0]
    assert there() == [2]
    assert sorted(path.suffix for path in folder.iterdir()) == [".coder", ".json"]


def test_a_damaged_project_pushes_no_sound_backup_out(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    backups.keep(1, 0)
    with bootstrap.session(place, "AM"):
        pass
    code(place)
    monkeypatch.setattr(copies, "page_faults", lambda *_, **__: ["row missing"])
    with bootstrap.session(place, "AM"):
        pass
    assert there() == [2]
    assert "damaged" in notices.take_notices()[0]


def test_a_backup_becomes_a_project_and_never_replaces_a_file(place: str, tmp_path: Path) -> None:
    code(place)
    with bootstrap.session(place, "AM"):
        pass
    newest = backups.all_backups()[0]
    target = tmp_path / "again.coder"
    verifying.restore(backups.find_backup(newest.id), target)
    assert target.stat().st_mode & 0o777 == 0o600
    with bootstrap.session(str(target), "AM") as session:
        assert len(session.store.codings()) == 1
        session.undo()
    before = target.read_bytes()
    with pytest.raises(InputError, match="already a file"):
        verifying.restore(newest.path, target)
    assert target.read_bytes() == before
    with pytest.raises(InputError, match="no such backup"):
        backups.find_backup("abcdef-99")


def test_a_backup_of_an_older_program_is_verified_without_being_changed(tmp_path: Path) -> None:
    made = tmp_path / "old.coder"
    make_old(str(made))
    before = made.read_bytes()
    assert all(check.ok for check in verifying.verify(str(made)))
    assert made.read_bytes() == before
    assert [path.name for path in tmp_path.glob("*.coder")] == ["old.coder"]


@pytest.mark.parametrize(
    ("statement", "check"),
    [
        ("update events set coder = 'ZZ' where seq = 2", "chain"),
        ("update codings set starred = 1", "objects"),
        ("update codings set text = 'never said'", "words"),
    ],
)
def test_what_was_changed_is_found(place: str, statement: str, check: str) -> None:
    code(place)
    with closing(sqlite3.connect(place)) as connection:
        connection.execute(statement)
        connection.commit()
    assert check in {one.name for one in verifying.verify(place) if not one.ok}


def test_a_project_whose_log_was_changed_is_read_but_not_worked_on(place: str) -> None:
    code(place)
    with closing(sqlite3.connect(place)) as connection:
        connection.execute("update events set summary = 'x' where seq = 2")
        connection.commit()
    with pytest.raises(StoreError, match="event 2 of its log was changed"), bootstrap.session(place, "AM"):
        pass
    with bootstrap.session(place, "AM", readonly=True) as session:
        assert len(session.store.codings()) == 1


def test_looking_after_an_open_project_lets_go_of_none_of_its_locks(place: str) -> None:
    with bootstrap.session(place, "AM", looked_after=False) as session:
        bootstrap.look_after(place, lambda: None)
        wal = Path(f"{place}-wal")
        before = wal.stat().st_ino
        # Another program that looks at the file and goes away would tidy up if it took itself for the last.
        look = (
            "import sqlite3 as s, sys; c = s.connect(sys.argv[1]); c.execute('select 1 from meta'); c.close()"
        )
        subprocess.run([sys.executable, "-c", look, place], check=True)
        assert wal.exists()
        assert wal.stat().st_ino == before
        talk = session.transcript("FG-01")
        CodingService(session).apply(talk, talk.turn(2).span, ["T.WELL"])
        with closing(sqlite3.connect(place)) as connection:
            assert connection.execute("select count(*) from codings").fetchone()[0] == 1
