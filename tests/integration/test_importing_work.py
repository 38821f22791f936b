"""Importing many files: what one more import asks of the database does not grow with what is there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import event, text

from coder.domain.transcript import TranscriptFacts
from coder.ingest.draft import Draft, DraftTurn
from coder.services.importing import ImportService
from coder.services.session import Session
from tests.support import keep, project, transcript

TURNS = 100
ROOM = 12
"""Steps of the database's machine for each label that is looked at."""


def long_talk(number: int) -> list[tuple[str | None, str]]:
    return [(("Wren", "Otis")[at % 2], f"turn {at} of {number}") for at in range(TURNS)]


def draft(name: str) -> Draft:
    turns = (DraftTurn("Hello.", speaker="Wren"), DraftTurn("Hi.", speaker="Otis"))
    return Draft(f"{name}.txt", name, "txt", "made by a test", turns)


def steps_of(session: Session, act: Callable[[], object]) -> int:
    """How many steps the machine of SQLite takes for an act, which is the same on each computer."""
    count = 0

    def step() -> int:
        nonlocal count
        count += 1
        return 0

    with session.store.engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.set_progress_handler(step, 1)
        try:
            act()
        finally:
            raw.set_progress_handler(None, 1)
    return count


@contextmanager
def statements(session: Session) -> Iterator[list[str]]:
    """The questions put to the database inside the block."""
    asked: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(session.store.engine, "before_cursor_execute", hear)
    try:
        yield asked
    finally:
        event.remove(session.store.engine, "before_cursor_execute", hear)


def fill(session: Session, numbers: range) -> None:
    for number in numbers:
        keep(session, transcript(f"FG-{number:03}", long_talk(number), TranscriptFacts()))


def test_the_work_of_a_look_at_what_is_there_grows_by_labels_and_not_by_turns(tmp_path: Path) -> None:
    with project(tmp_path) as session:
        service = ImportService(session)
        fill(session, range(2, 7))
        few = steps_of(session, lambda: service.check_new(draft("new"), "new", "new.txt"))
        fill(session, range(7, 27))
        many = steps_of(session, lambda: service.check_new(draft("new"), "new", "new.txt"))
    assert few > 0
    assert many - few <= 20 * ROOM


def test_each_import_asks_the_same(tmp_path: Path) -> None:
    with project(tmp_path) as session:
        service = ImportService(session)
        # The first of several asks for the project's backup too.
        service.keep(draft("new first"))
        asked: list[int] = []
        for number in range(5):
            with statements(session) as heard:
                service.keep(draft(f"new {number}"))
            asked.append(len(heard))
            assert not [one for one in heard if "FROM turns" in one]
        assert len(set(asked)) == 1
        rows = session.store.transcripts()
        assert [row.position for row in rows] == list(range(7))
        assert session.store.positions() == {row.label: row.position for row in rows}


def test_a_file_that_was_imported_is_found_by_an_index(tmp_path: Path) -> None:
    with project(tmp_path) as session, statements(session) as heard:
        session.store.label_of_source("none")
        with session.store.engine.connect() as connection:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {heard[-1]}", ("none",)).all()
            indexes = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'index'")).all()
    assert ("texts_by_source",) in [tuple(row) for row in indexes]
    assert any("texts_by_source" in row[-1] for row in plan), plan
