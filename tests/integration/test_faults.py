"""Full, vanishing and read-only disks, killed programs, clocks that go back: nothing acknowledged is lost."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from benchmarks import faults
from coder.errors import CoderError, StoreError
from coder.services import backups, bootstrap, verifying
from coder.services.coding import CodingService
from coder.services.exchanging import ExchangeService
from coder.services.listing import history
from coder.services.reporting import write_report
from coder.services.session import Session
from coder.store import store as store_module
from coder.store import upgrading
from tests import support
from tests.integration.test_upgrading import make_old

resource = pytest.importorskip("resource", reason="this system cannot limit the size of files")

KILLS = int(os.environ.get("CODER_FAULT_KILLS", "6"))

STEP = 1_024 // int(os.environ.get("CODER_FAULT_FINENESS", "1"))
"""Bytes between two places at which the disk is full."""


def make(path: Path) -> str:
    talk = [(("Maya", "Jordan")[n % 2], f"Sentence {n} about the counselor. " * 3) for n in range(120)]
    support.make(str(path), support.transcript(talk=talk))
    return str(path)


def wrong(place: Path | str) -> list[str]:
    return [f"{check.name}: {check.detail}" for check in verifying.verify(str(place)) if not check.ok]


def apply(session: Session, number: int, code: str = "T.WELL") -> None:
    talk = session.transcript("FG-01")
    CodingService(session).apply(talk, talk.turn(number).span, [code])


def while_files_end_at(limit: int, do: Callable[[int], Any]) -> list[bytes]:
    """In a process of its own, which then dies, `do` something while no file may be longer than `limit`.

    Gives the lines that it wrote to the file descriptor that `do` is given.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            do(writing)
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        lines = told.read().splitlines()
    os.waitpid(child, 0)
    return lines


def test_a_disk_that_is_full_at_any_write_of_a_commit_loses_nothing_acknowledged(tmp_path: Path) -> None:
    source = Path(make(tmp_path / "full.coder"))
    size, refused = source.stat().st_size, 0
    for limit in [*range(0, 24 * STEP, 3 * STEP), *range(24 * STEP, size + 64 * STEP, 32 * STEP)]:
        path = tmp_path / f"full-{limit}.coder"
        shutil.copyfile(source, path)
        path.chmod(0o600)

        def work(pipe: int, path: Path = path) -> None:
            with bootstrap.session(str(path), "AM", looked_after=False) as session:
                for number in range(1, 12):
                    try:
                        apply(session, number)
                    except StoreError as error:
                        os.write(pipe, f"refused {error}\n".encode())
                        return
                    os.write(pipe, f"{session.store.event_count()}\n".encode())

        said = while_files_end_at(limit, work)
        refused += any(line.startswith(b"refused") for line in said)
        assert wrong(path) == []
        acknowledged = [int(line) for line in said if line.isdigit()]
        with bootstrap.session(str(path), "AM") as session:
            assert session.store.event_count() >= max(acknowledged, default=2)
            apply(session, 50)
        path.unlink()
    assert refused >= 3


@pytest.mark.parametrize("name", ["codings.csv", "report.docx", "copy.coder"])
def test_a_disk_that_is_full_at_any_write_of_an_export_keeps_what_was_there(
    name: str, tmp_path: Path
) -> None:
    place = make(tmp_path / "full.coder")
    with bootstrap.session(place, "AM") as session:
        for number in range(1, 40):
            apply(session, number, ("T.WELL", "T.REL")[number % 2])

    def write(path: Path) -> None:
        if name == "copy.coder":
            verifying.restore(Path(place), path)
            return
        with bootstrap.session(place, "AM", looked_after=False) as session:
            if name == "report.docx":
                write_report(session, path)
            else:
                ExchangeService(session).export_codings(path)

    write(tmp_path / name)
    size = (tmp_path / name).stat().st_size
    folder = tmp_path / "out"
    folder.mkdir()
    steps = max(STEP, size * STEP // 1024 // 10)
    for limit in range(0, size, steps):
        target = folder / name
        if name != "copy.coder":
            target.write_bytes(b"what was there")

        def work(pipe: int, target: Path = target) -> None:
            try:
                write(target)
            except CoderError as error:
                os.write(pipe, str(error).encode() + b"\n")

        said = while_files_end_at(limit, work)
        assert said, f"at {limit} of {size} bytes nothing was told"
        assert [path.name for path in folder.iterdir()] == ([] if name == "copy.coder" else [name])
        if name != "copy.coder":
            assert target.read_bytes() == b"what was there"
    assert wrong(place) == []


def test_a_full_database_refuses_and_goes_on_when_there_is_room(tmp_path: Path) -> None:
    place = make(tmp_path / "full.coder")
    with bootstrap.session(place, "AM") as session:
        raw: Any = session.store.engine.raw_connection().driver_connection
        pages = raw.execute("PRAGMA page_count").fetchone()[0]
        raw.execute(f"PRAGMA max_page_count={pages + 4}")
        done, told = 0, ""
        while not told:
            try:
                apply(session, done + 1)
                done += 1
            except StoreError as error:
                told = str(error)
        assert f"{place}: the disk refused to store the change; free some space" in told
        assert len(session.store.codings()) == done > 0
        raw.execute(f"PRAGMA max_page_count={pages + 1000}")
        apply(session, done + 1)
        assert len(session.store.codings()) == done + 1
    assert wrong(place) == []


def test_a_file_that_vanishes_or_is_replaced_takes_no_act_that_would_be_lost(tmp_path: Path) -> None:
    path, away = tmp_path / "stick.coder", tmp_path / "away.coder"
    make(path)
    with bootstrap.session(str(path), "AM") as session:
        apply(session, 1)
        path.rename(away)
        with pytest.raises(
            StoreError, match="moved, deleted or replaced while it was open; nothing was stored"
        ):
            apply(session, 2)
        shutil.copyfile(away, path)
        with pytest.raises(StoreError, match="moved, deleted or replaced"):
            apply(session, 2)
        path.unlink()
        away.rename(path)
        apply(session, 2)
        assert len(session.store.codings()) == 2
    assert wrong(path) == []


def test_a_read_only_disk_is_read_and_not_worked_on(tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    place = make(folder / "shelf.coder")
    (folder / "shelf.coder").chmod(0o400)
    folder.chmod(0o500)
    try:
        with pytest.raises(StoreError, match="read-only"), bootstrap.session(place, "AM"):
            pass
        with bootstrap.session(place, "AM", readonly=True) as session:
            assert session.transcript("FG-01").text
        assert wrong(place) == []
        verifying.restore(Path(place), tmp_path / "copy.coder")
    finally:
        folder.chmod(0o700)
    with bootstrap.session(str(tmp_path / "copy.coder"), "AM") as session:
        apply(session, 1)


def test_two_programs_on_one_file_lose_nothing_of_each_other(tmp_path: Path) -> None:
    place = make(tmp_path / "two.coder")
    children = []
    for coder, first in (("AM", 1), ("JR", 60)):
        child = os.fork()
        if child == 0:
            code = 1
            with suppress(BaseException), bootstrap.session(place, coder) as session:
                for number in range(first, first + 25):
                    apply(session, number)
                code = 0
            os._exit(code)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0]
    assert wrong(place) == []
    with bootstrap.session(place, readonly=True) as session:
        assert len(session.store.codings()) == 50


def test_a_migration_on_a_full_disk_leaves_the_old_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "old.coder"
    make_old(str(path))
    size = path.stat().st_size
    for limit in range(0, size, size // 8):
        copy = tmp_path / f"{limit}.coder"
        shutil.copyfile(path, copy)

        def work(pipe: int, copy: Path = copy) -> None:
            try:
                with bootstrap.session(str(copy), "AM"):
                    pass
            except CoderError as error:
                os.write(pipe, str(error).encode() + b"\n")

        assert while_files_end_at(limit, work)
        assert wrong(copy) == []

    def fail(*_: object) -> None:
        raise OSError("the power is gone")

    monkeypatch.setattr(upgrading, "_run", fail)
    with pytest.raises(OSError, match="the power"), bootstrap.session(str(path), "AM"):
        pass
    monkeypatch.undo()
    assert wrong(path) == []


def test_a_clock_that_goes_back_changes_no_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = make(tmp_path / "clock.coder")
    with bootstrap.session(place, "AM") as session:
        apply(session, 1)
        backups.take(session.store)
        monkeypatch.setattr(store_module, "now", lambda: "1999-12-31T23:59:59.000Z")
        apply(session, 2)
        apply(session, 3)
        undone = session.undo()
        assert undone is not None
        assert undone.at.startswith("1999")
        assert [row["id"] for row in history(session)] == [1, 2, 3, 4, 5, 6]
        assert {session.transcript("FG-01").turn_at(c.start).number for c in session.store.codings()} == {
            1,
            2,
        }  # type: ignore[union-attr]
        assert backups.saved(session.store) is None
        newest = backups.take(session.store)
        assert backups.backups_of(session.store)[0] == newest
    assert wrong(place) == []


def test_kills_during_everything_that_writes_lose_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seen = faults.run(KILLS, seed=11, folder=tmp_path)
    assert seen["kills"] == KILLS
    assert not seen["wrong"], capsys.readouterr().out
