"""Erased words are in no revision, no object, no event and no byte of the file; the log still verifies."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select, update

from coder.domain.coding import Memo
from coder.domain.events import first_broken
from coder.errors import ConflictError, InputError
from coder.services import bootstrap
from coder.services.checking import project as checks
from coder.services.coding import CodingService
from coder.services.consenting import ConsentService
from coder.services.correcting import CorrectionService
from coder.services.erasing import ErasureService
from coder.services.leaving import leave_as_text
from coder.services.people import PeopleService
from coder.services.pseudonyms import PseudonymService
from coder.services.session import Session, added
from coder.store import tables
from coder.store.database import is_url
from tests import support

SECRET = ("The librarian does", "keeps my seat", "four hundred of us")
KEPT = "Nobody in that office knows"


def worked_on(session: Session) -> None:
    """Code, quote in a memo, correct, map and rename, so that words stand in many places."""
    talk = session.transcript("FG-01")
    for number in (2, 3, 4):
        CodingService(session).apply(talk, talk.turn(number).span, ["T.WELL"])
    coding = session.store.codings()[0]
    quoting = Memo("m1", "coding", coding.id, "She said: the librarian does, though!", "AM", "2026")
    session.act("memo", "wrote a memo", [added("memo", quoting)])
    CorrectionService(session).edit_turn(talk, 4, "The librarian does, though. She always keeps my seat.")
    CorrectionService(session).assign_turns(session.transcript("FG-01"), [3], "Maya")
    CorrectionService(session).assign_turns(session.transcript("FG-01"), [3], "Jordan")
    PeopleService(session).rename(session.transcript("FG-01"), "Maya", "Mayita")
    session.undo()


def everything(session: Session) -> str:
    with session.store.engine.connect() as connection:
        return "\n".join(
            str(row)
            for table in tables.metadata.tables.values()
            for row in connection.execute(table.select())
        )


def test_words_are_gone_from_every_place_and_the_log_verifies(place: str) -> None:
    support.make(place)
    with bootstrap.session(place, "AM") as session:
        worked_on(session)
        leave_as_text(session, "There was one counselor for four hundred of us, so", "the clipboard")
        assert all(words in everything(session) for words in SECRET)
        count = session.store.event_count()
        person = ConsentService(session).person("Maya")
        done = ErasureService(session).person(person, "her mother asked")
        assert [left.words for left in done.exports] == [True]
        held = everything(session)
        assert not [words for words in (*SECRET, "Maya", "librarian") if words in held]
        assert KEPT in held
        assert first_broken(session.store.events()) is None
        assert session.store.event_count() == count + 2
        assert session.store.erasures()
    with bootstrap.session(place, "AM") as session:
        assert [c.detail for c in checks(session) if not c.ok] == []
        assert len(session.store.codings()) == 3
    if not is_url(place):
        folder = Path(place).parent
        data = b"".join(p.read_bytes() for p in folder.glob(Path(place).name + "*"))
        assert not [words for words in SECRET if words.encode() in data]


def test_work_goes_on_after_an_erasure_and_nothing_brings_words_back(session: Session) -> None:
    worked_on(session)
    place = session.store.place
    ErasureService(session).person(ConsentService(session).person("Maya"))
    with bootstrap.session(place, "AM") as again:
        talk = again.transcript("FG-01")
        CodingService(again).apply(talk, talk.turn(3).span, ["T.BEL"])
        for _ in range(6):
            try:
                if again.undo() is None:
                    break
            except InputError:
                break
            assert not [words for words in SECRET if words in everything(again)]
        assert [c.detail for c in checks(again) if not c.ok] == []


def test_what_is_left_of_an_erased_event_cannot_be_changed_either(session: Session) -> None:
    worked_on(session)
    ErasureService(session).person(ConsentService(session).person("Maya"))
    seq = int(session.store.erasures()[0].id)
    with session.store.engine.begin() as connection:
        table = tables.events
        summary = connection.scalar(select(table.c.summary).where(table.c.seq == seq))
        connection.execute(update(table).where(table.c.seq == seq).values(summary=f"{summary}!"))
    assert first_broken(session.store.events()) == seq


def test_a_second_erasure_verifies_too(session: Session) -> None:
    worked_on(session)
    place = session.store.place
    ErasureService(session).person(ConsentService(session).person("Maya"))
    with bootstrap.session(place, "AM") as again:
        ErasureService(again).person(ConsentService(again).person("Jordan"))
        assert KEPT not in everything(again)
        assert "Jordan" not in everything(again)
        assert first_broken(again.store.events()) is None
    with bootstrap.session(place, "AM") as once_more:
        assert [c.detail for c in checks(once_more) if not c.ok] == []


def test_replaced_names_are_erased_and_come_back_with_the_key(session: Session, tmp_path: Path) -> None:
    worked_on(session)
    place, key = session.store.place, tmp_path / "k.key"
    support.keep(session, support.transcript("FG-02", [("Maya", "Jordan and I, in May.")]))
    words = {"Maya": "Student 1", "Jordan": "Student 2"}
    PseudonymService(session).replace(words, key, "correct horse battery")
    assert "Jordan" in everything(session)
    with pytest.raises(InputError, match="passphrase"):
        ErasureService(session).names(key, "something else")
    ErasureService(session).names(key, "correct horse battery")
    with bootstrap.session(place, "AM") as again:
        held = everything(again)
        assert "Jordan" not in held
        assert "Maya" not in held
        assert "in May." in again.transcript("FG-02").text
        assert [c.detail for c in checks(again) if not c.ok] == []
        PseudonymService(again).restore(key, "correct horse battery")
        assert again.transcript("FG-02").text == "Jordan and I, in May."
        assert {s.label for s in again.transcript("FG-02").speakers} == {"Maya"}


def test_who_still_has_the_words_on_the_screen_cannot_write_them_back(session: Session) -> None:
    with bootstrap.session(session.store.place, "BK") as other:
        seen = other.transcript("FG-01")
        CodingService(other).apply(seen, seen.turn(1).span, ["T.WELL"])
        ErasureService(session).person(ConsentService(session).person("Maya"))
        with pytest.raises(ConflictError):
            CodingService(other).apply(seen, seen.turn(2).span, ["T.WELL"])
        assert "four hundred of us" not in other.transcript("FG-01").text
    assert "four hundred of us" not in everything(session)
