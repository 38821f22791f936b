"""Each way in which a name can leave is caught in the bytes of the file; clean files pass."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from coder.domain.consent import Consent
from coder.errors import InputError
from coder.exchange.table_files import write_file
from coder.privacy.leaks import LeakCheck, LeaksFound
from coder.privacy.roster import KnownNames
from coder.services.coding import CodingService
from coder.services.consenting import ConsentService
from coder.services.exchanging import ExchangeService
from coder.services.leaving import PSEUDONYMS, despite_leaks, leave_as_text, watched
from coder.services.people import PeopleService
from coder.services.reporting import write_report
from coder.services.session import Session
from coder.wholefile import whole_file
from tests import support
from tests.privacy.ways import CLEANS, WAYS

PEOPLE = ("Maya Tran", "Thủy", "Christopher Nguyen", "Hope", "May", "P07", "Student 3", "Facilitator")


@pytest.fixture(scope="module")
def check() -> LeakCheck:
    return LeakCheck(KnownNames(PEOPLE))


@pytest.mark.parametrize("way", WAYS)
def test_each_way_to_leak_is_caught(check: LeakCheck, way: str) -> None:
    assert check.of_file(*WAYS[way]())


@pytest.mark.parametrize("shape", CLEANS)
def test_clean_files_pass(check: LeakCheck, shape: str) -> None:
    assert check.of_file(*CLEANS[shape]()) == ()


def test_there_are_ways_enough() -> None:
    assert len(WAYS) >= 30


def test_nothing_is_written_when_something_is_found(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("what was there", "utf-8")
    before = session.store.event_count()
    with pytest.raises(LeaksFound, match="Jordan") as caught:
        write_file(path, "Table", ("who",), [("Jordan",)])
    assert caught.value.exit_code == 1
    assert path.read_text("utf-8") == "what was there"
    assert [*tmp_path.glob("*.part"), *tmp_path.glob(".*.part")] == []
    assert session.store.event_count() == before


@pytest.mark.parametrize("name", ["t.csv", "t.xlsx", "t.md"])
def test_whoever_writes_a_file_has_it_looked_at(session: Session, tmp_path: Path, name: str) -> None:
    with pytest.raises(LeaksFound):
        write_file(tmp_path / name, "Table", ("who",), [("maya's",)])
    assert not (tmp_path / name).exists()
    write_file(tmp_path / name, "Table", ("who",), [("a student",)])
    (export,) = session.store.exports()
    assert (export.name, export.findings, export.state) == (name, 0, session.store.event_count() - 1)


def test_an_override_is_logged_with_its_reason(session: Session, tmp_path: Path) -> None:
    with despite_leaks("for the family only"), whole_file(tmp_path / "a.md") as draft:
        draft.write_text("Maya", "utf-8")
    (export,) = session.store.exports()
    assert (export.findings, export.despite) == (1, "for the family only")
    *_, last = session.store.events()
    assert "for the family only" in last.summary
    assert "Maya" not in str(last)
    with pytest.raises(LeaksFound), whole_file(tmp_path / "b.md") as draft:
        draft.write_text("Maya", "utf-8")
    with pytest.raises(InputError, match="reason"), despite_leaks("  "):
        pass


def test_a_report_with_a_name_keeps_the_report_that_was_there(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "r.docx"
    write_report(session, path)
    path.write_bytes(b"worked on by hand")
    session.store.set_meta({"name": "Maya's audit"})
    with pytest.raises(LeaksFound, match="Maya"):
        write_report(session, path)
    assert path.read_bytes() == b"worked on by hand"
    assert [p.name for p in tmp_path.glob("*.docx")] == ["r.docx"]


def test_names_of_before_are_still_known(session: Session) -> None:
    PeopleService(session).rename(session.transcript("FG-01"), "Maya", "Student 1")
    with pytest.raises(LeaksFound, match="Maya"):
        leave_as_text(session, "what Maya said", "the clipboard")
    PeopleService(session).rename(session.transcript("FG-01"), "Jordan", "Rosalba")
    with pytest.raises(LeaksFound, match="Rosalba"):
        leave_as_text(session, "what Rosalba said", "the clipboard")
    session.store.set_meta({PSEUDONYMS: "Rosalba"})
    leave_as_text(session, "what Rosalba said", "the clipboard")


def test_withdrawn_words_are_found_in_a_file_whoever_wrote_it(session: Session, tmp_path: Path) -> None:
    said = "There is one counselor for four hundred of us"
    leave_as_text(session, said, "the clipboard")
    service = ConsentService(session)
    told = service.tell(service.person("Maya"), Consent.WITHDRAWN)
    assert [(left.export.name, left.words) for left in told.exports] == [("the clipboard", True)]
    with pytest.raises(LeaksFound, match="may not leave"), whole_file(tmp_path / "x.html") as draft:
        draft.write_text(f"<p>{said}</p>", "utf-8")


def test_exports_tell_whose_words_they_hold(session: Session, tmp_path: Path) -> None:
    transcript = session.transcript("FG-01")
    CodingService(session).apply(transcript, transcript.turn(2).span, ["T.WELL"])
    ExchangeService(session).export_codings(tmp_path / "c.csv")
    write_file(tmp_path / "n.csv", "Numbers", ("n",), [(3,)])
    codings, numbers = session.store.exports()
    maya = next(s for s in transcript.speakers if s.label == "Maya")
    assert codings.people == (maya.id,)
    assert codings.codings == tuple(c.id for c in session.store.codings())
    assert (numbers.people, numbers.codings) == ((), ())
    service = ConsentService(session)
    told = service.tell_excerpt(session.store.codings()[0], Consent.WITHDRAWN)
    assert [left.words for left in told.exports] == [True, False]


def test_a_project_that_is_only_read_is_told_too(tmp_path: Path) -> None:
    from coder.services import bootstrap

    place = str(tmp_path / "p.coder")
    support.make(place)
    with bootstrap.session(place, "AM", readonly=True):
        write_file(tmp_path / "n.csv", "Numbers", ("n",), [(3,)])
        with pytest.raises(LeaksFound):
            write_file(tmp_path / "m.csv", "Numbers", ("n",), [("Maya",)])
    with bootstrap.session(place, "AM") as opened:
        assert [export.name for export in opened.store.exports()] == ["n.csv"]
        with watched(opened):
            pass


def test_every_file_is_written_where_it_is_looked_at() -> None:
    writes = re.compile(r"(\w+)\.write_(?:bytes|text)\(")
    own = {"coder/ingest/legacy.py"}  # a copy for another program, in a temporary folder
    for path in sorted((support.ROOT / "coder").rglob("*.py")):
        where = path.relative_to(support.ROOT).as_posix()
        found = writes.findall(path.read_text("utf-8")) if where not in own else []
        assert set(found) <= {"draft"}, where
    opted_out = {
        path.relative_to(support.ROOT).as_posix()
        for path in (support.ROOT / "coder").rglob("*.py")
        if "own=True" in path.read_text("utf-8")
    }
    assert opted_out == {
        "coder/services/userfiles.py",
        "coder/tui/keymap.py",
        "coder/suggest/stored.py",
        "coder/store/upgrading.py",
        "coder/services/pseudonyms.py",
        "coder/services/backups.py",
        "coder/services/rescuing.py",  # a broken log, which is listed among the exports
        "coder/store/copies.py",
        "coder/store/encrypting.py",
    }
