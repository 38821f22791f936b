"""Damaged files: read as far as they go, never worked on, and what can be saved becomes a new project."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from coder.domain.transcript import TranscriptFacts
from coder.errors import InputError, StoreError
from coder.services import bootstrap, verifying
from coder.services.coding import CodingService
from coder.services.rescue_turns import mended
from coder.services.rescuing import Rescued, rescue
from coder.store.store import Store
from coder.store.tables import metadata
from tests import support
from tests.integration.test_checking import fill

PAGE = 4096


def alter(place: Path, *statements: str) -> None:
    with closing(sqlite3.connect(place)) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def stored(place: Path) -> Store:
    with bootstrap.session(str(place), "AM", readonly=True) as session:
        return session.store


def codings(place: Path) -> set[str]:
    with bootstrap.session(str(place), "AM", readonly=True) as session:
        return {coding.id for coding in session.store.codings()}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.coder"
    fill(str(path))
    return path


def sound(place: Path) -> bool:
    return all(check.ok for check in verifying.verify(str(place)))


def test_a_sound_project_is_rescued_whole_with_its_log_and_undo(project: Path, tmp_path: Path) -> None:
    before, target = project.read_bytes(), tmp_path / "saved.coder"
    done = rescue(project, target, "AM")
    assert done.lost == []
    assert done.evidence is None
    assert project.read_bytes() == before
    assert codings(target) == codings(project)
    assert sound(target)
    with bootstrap.session(str(target), "AM") as saved, bootstrap.session(str(project), readonly=True) as old:
        assert [event.hash for event in saved.store.events()] == [event.hash for event in old.store.events()]
        assert saved.undo(bulk=True) is not None
    with pytest.raises(InputError, match="already a file"):
        rescue(project, target)


def test_what_tables_lost_comes_back_from_a_whole_log(project: Path, tmp_path: Path) -> None:
    expected = codings(project)
    alter(project, "delete from codings", "delete from memos", "update speakers set role = 'boss'")
    target = tmp_path / "saved.coder"
    rescue(project, target, "AM")
    assert codings(target) == expected
    assert sound(target)


def test_a_broken_log_is_kept_as_evidence_and_codings_stand_on_their_words(
    project: Path, tmp_path: Path
) -> None:
    alter(
        project,
        "update events set coder = 'ZZ' where seq = 3",
        "update codings set text = 'never said' where starred",
    )
    target = tmp_path / "saved.coder"
    done = rescue(project, target, "AM")
    assert any("a coding with T.WELL in FG-01" in line for line in done.lost)
    assert done.evidence is not None
    assert done.evidence.stat().st_mode & 0o777 == 0o600
    assert '"ZZ"' in done.evidence.read_text()
    assert len(codings(target)) == len(codings(project)) - 1
    assert sound(target)
    with bootstrap.session(str(target), "AM") as session:
        assert "SHA-256" in next(session.store.events()).summary
        (left,) = session.store.exports()
        assert left.name == done.evidence.name
        spoke = {s.participant_id or s.id for s in session.transcript("FG-01").speakers}
        assert spoke & set(left.people)


def test_a_text_that_is_not_the_imported_one_is_not_saved(tmp_path: Path) -> None:
    path, target = tmp_path / "tiny.coder", tmp_path / "saved.coder"
    support.make(str(path), support.transcript(), support.transcript("FG-02"))
    with bootstrap.session(str(path), "AM") as session:
        for label in ("FG-01", "FG-02"):
            talk = session.transcript(label)
            CodingService(session).apply(talk, talk.turn(2).span, ["T.WELL"])
    alter(path, "update texts set text = replace(text, 'four hundred', 'two hundred') where rowid = 1")
    done = rescue(path, target, "AM")
    assert done.lost[0] == "the words of FG-01 and everything on them"
    with bootstrap.session(str(target), "AM") as session:
        assert [row.label for row in session.store.transcripts()] == ["FG-02"]
        assert len(session.store.codings()) == 1
    assert sound(target)


def test_lost_turns_are_rebuilt_without_a_speaker(project: Path, tmp_path: Path) -> None:
    alter(project, "delete from turns where seq = 1")
    target = tmp_path / "saved.coder"
    done = rescue(project, target, "AM")
    assert any("who spoke in some turns of FG-01" in line for line in done.lost)
    with bootstrap.session(str(target), "AM") as session:
        talk = session.transcript("FG-01")
        assert [turn.number for turn in talk.turns] == [1, 2, 3, None, 4]
        assert talk.words(talk.turn(2)).startswith("There is one counselor")
        assert talk.speaker(talk.turn(2)) is None
        assert all(coding.stands_in(talk.text) for coding in session.store.codings())


def test_turns_that_cannot_be_told_apart_become_one_without_a_speaker() -> None:
    made = support.transcript()
    rows = [
        {
            "transcript_id": "t",
            "revision": 1,
            "seq": t.seq,
            "number": t.number,
            "start": t.start,
            "end": t.end,
        }
        for t in made.turns
    ]
    key = {"transcript_id": "t", "revision": 1}
    assert mended(key, made.text, rows) == rows
    whole = mended(key, made.text, [rows[0], rows[4]])  # an event is among the three that are lost
    assert [(turn["start"], turn["end"], turn["speaker_id"]) for turn in whole] == [(0, len(made.text), None)]
    ending = mended(key, made.text, rows[:2])
    assert [turn["seq"] for turn in mended(key, made.text, [])] == list(range(len(made.turns)))
    assert all(turn.get("speaker_id") is None for turn in ending[2:])


def big(path: Path) -> int:
    """A project of many pages; returns how many codings it holds."""
    talk = [
        ("Maya" if n % 2 else "Jordan", f"Sentence {n} about the counselor and the bus. " * 4)
        for n in range(300)
    ]
    support.make(str(path), *(support.transcript(f"FG-{n:02}", talk, TranscriptFacts()) for n in range(4)))
    with bootstrap.session(str(path), "AM") as session:
        for n in range(4):
            made = session.transcript(f"FG-{n:02}")
            for number in range(1, 30):
                CodingService(session).apply(made, made.turn(number).span, ["T.BEL"])
        return len(session.store.codings())


def layout(content: bytearray) -> set[int]:
    """The pages, counted from 0, in which SQLite keeps the layout: without it nothing is read."""
    head = 100
    assert content[head] == 5, "the first page leads to others"
    cells = int.from_bytes(content[head + 3 : head + 5])
    at = [int.from_bytes(content[p : p + 2]) for p in range(head + 12, head + 12 + 2 * cells, 2)]
    return {int.from_bytes(content[p : p + 4]) - 1 for p in (*at, head + 8)}


def owners(place: Path) -> dict[int, str]:
    """Every page of a sound file, and the table or index that it belongs to."""
    with closing(sqlite3.connect(place)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return dict(connection.execute("SELECT pageno, name FROM dbstat"))


@pytest.fixture(scope="module")
def big_project(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int, dict[int, str]]:
    path = tmp_path_factory.mktemp("big") / "big.coder"
    return path, big(path), owners(path)


@pytest.mark.parametrize("seed", range(6))
def test_damaged_pages_never_alter_or_shift_what_is_saved(
    big_project: tuple[Path, int, dict[int, str]], seed: int, tmp_path: Path
) -> None:
    whole, many, owner = big_project
    path, target = tmp_path / "big.coder", tmp_path / "saved.coder"
    content = bytearray(whole.read_bytes())
    chance, last = random.Random(seed), len(content) // PAGE
    # Without what the tables are called nothing can be read, which is another test.
    damaged = set(chance.sample([page for page, name in owner.items() if name != "sqlite_schema"], 4))
    for page in damaged:
        content[(page - 1) * PAGE : page * PAGE] = chance.randbytes(PAGE)
    if seed % 2:
        del content[(last - 8) * PAGE :]
        damaged |= set(range(last - 7, last + 1))
    path.write_bytes(content)
    assert not sound(path)
    before = path.read_bytes()
    done = rescue(path, target, "AM")
    assert path.read_bytes() == before
    assert sound(target)
    with bootstrap.session(str(target), "AM") as session:
        kept = session.store.codings()
        for coding in kept:
            assert coding.text.startswith("Sentence ")
            assert coding.stands_in(session.load(coding.transcript_id).text)
    assert done.kept["coding"] == len(kept) <= many
    assert kept, "a few damaged pages are no reason to lose everything"
    expect_told(done, {owner[page] for page in damaged if page in owner}, len(kept), many)


def expect_told(done: Rescued, hit: set[str], kept: int, many: int) -> None:
    """What is told as lost are the tables whose pages were hit, and those alone; indexes hold nothing."""
    tables = {name for name in hit if name in metadata.tables}
    told = {words[3] for line in done.lost if (words := line.split())[1:3] == ["rows", "of"]}
    # Of a long text the middle may be hit: its row is read then, and is not what was imported.
    told |= {"texts" for line in done.lost if line.startswith("the words of ")}
    assert told == tables, done.lost
    if not tables:
        assert done.lost == []
    # A coding is in its table and in the log: it takes both, or the words under it, to lose one.
    if "texts" not in tables and not {"codings", "events"} <= tables:
        assert kept == many


def test_a_file_of_which_nothing_can_be_read_points_to_the_backups(project: Path, tmp_path: Path) -> None:
    content = bytearray(project.read_bytes())
    content[100:PAGE] = bytes(PAGE - 100)
    project.write_bytes(content)
    with pytest.raises(StoreError, match="coder backup --list"):
        rescue(project, tmp_path / "saved.coder")
    assert not (tmp_path / "saved.coder").exists()
    with pytest.raises(StoreError), bootstrap.session(str(project), "AM"):
        pass


def test_a_damaged_file_is_not_worked_on(project: Path) -> None:
    content = bytearray(project.read_bytes())
    for page in range(2, len(content) // PAGE):
        content[page * PAGE : (page + 1) * PAGE] = b"\xff" * PAGE
    project.write_bytes(content)
    with pytest.raises(StoreError, match="damaged"), bootstrap.session(str(project), "AM"):
        pass
