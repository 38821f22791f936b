"""What holds after words were erased: the chain from anywhere on, backups, verifying, and no way back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from coder.domain.consent import Consent
from coder.domain.events import GENESIS, Chain, Change, Event, first_broken
from coder.errors import ConflictError, StoreError
from coder.services import backups, bootstrap, verifying
from coder.services.chain import check_all, check_new
from coder.services.coding import CodingService
from coder.services.consenting import ConsentService
from coder.services.erasing import ErasureService
from coder.services.session import Session
from coder.store.erasing import UNFINISHED
from tests import support


def log(*summaries: str) -> list[Event]:
    """A log of events with their hashes."""
    events: list[Event] = []
    for number, summary in enumerate(summaries, 1):
        previous = events[-1].hash if events else GENESIS
        event = Event(number, "2026", "AM", "act", summary, (), True, None, None, previous)
        events.append(replace(event, hash=event.digest()))
    return events


def erased(events: list[Event], seq: int, rest: str = "■", of: str = "") -> list[Event]:
    """The log with one event emptied, and a tombstone for it behind all others."""
    left = replace(events[seq - 1], summary=rest)
    after = {"id": str(seq), "hash": left.hash, "digest": of or left.digest(), "version": 1}
    tomb = (Change("erasure", str(seq), None, after),)
    act = Event(len(events) + 1, "2026", "AM", "erase", "", tomb, False, None, None, events[-1].hash)
    return [*events[: seq - 1], left, *events[seq:], replace(act, hash=act.digest())]


def test_a_chain_takes_an_erased_event_only_with_the_rest_that_its_tombstone_names() -> None:
    events = log("one", "Maya said", "three")
    assert first_broken(erased(events, 2)) is None
    assert first_broken([*events[:1], replace(events[1], summary="■"), events[2]]) == 2
    assert first_broken(erased(events, 2, of=replace(events[1], summary="?").digest())) == 2
    # Emptied once more without a word about it.
    twice = erased(events, 2)
    twice[0] = replace(twice[0], summary="")
    assert first_broken(twice) == 1


def test_a_tombstone_in_an_event_that_was_itself_changed_excuses_nothing() -> None:
    events = erased(log("one", "Maya said", "three"), 2)
    assert first_broken([*events[:-1], replace(events[-1], summary="forged")]) == 2


def test_a_chain_begun_in_the_middle_takes_a_tombstone_for_what_came_before() -> None:
    events = erased(log("one", "Maya said", "three"), 2)
    chain = Chain(2, events[1].hash)
    assert all(chain.joins(event) for event in events[2:])
    assert chain.unexplained is None
    assert chain.last == 4
    other = Chain(1, events[0].hash)
    assert not other.joins(events[2])
    assert other.last == 1


@pytest.fixture
def gone(session: Session) -> Session:
    """A project in which what Maya said was coded, and then erased."""
    talk = session.transcript("FG-01")
    CodingService(session).apply(talk, talk.turn(2).span, ["T.WELL"])
    session.store.set_meta({"queue:AM": "Maya said", "draft:memo:1": "Maya said", "name": "Audit"})
    ErasureService(session).person(ConsentService(session).person("Maya"))
    return session


def test_an_erased_project_is_worked_on_and_verifies_and_its_log_is_still_watched(gone: Session) -> None:
    assert check_all(gone.store) == gone.store.event_count()
    assert [check.detail for check in verifying.verify(gone.store.place) if not check.ok] == []
    with bootstrap.session(gone.store.place, "AM") as again:
        assert check_new(again.store) is None
        seq = int(again.store.erasures()[0].id)
        with again.store.engine.begin() as connection:
            connection.exec_driver_sql(f"UPDATE events SET coder = 'ZZ' WHERE seq = {seq}")
        with pytest.raises(StoreError, match=f"event {seq} of its log was changed"):
            check_all(again.store)


def test_queues_and_drafts_go_with_the_words_and_other_settings_stay(gone: Session) -> None:
    kept = gone.store.meta()
    assert [name for name in kept if name.startswith(UNFINISHED)] == []
    assert kept["name"] == "Audit"


def test_no_undo_takes_back_a_withdrawal_for_good(session: Session) -> None:
    service = ConsentService(session)
    person = service.person("Maya")
    service.tell(person, Consent.WITHDRAWN, "for now")
    service.withdraw_for_good(person)
    with pytest.raises(ConflictError, match="changed meanwhile"):
        session.undo()
    level = service.rules().of_speaker(person.speakers[0])
    assert level is Consent.WITHDRAWN
    # Somebody of whom nothing was said before, too.
    other = service.person("Jordan")
    service.withdraw_for_good(other)
    count = session.store.event_count()
    with pytest.raises(ConflictError, match="changed meanwhile"):
        session.undo()
    assert service.rules().of_speaker(other.speakers[0]) is Consent.WITHDRAWN
    assert session.store.event_count() == count


def test_copies_that_still_hold_the_words_are_named(tmp_path: Path) -> None:
    place = tmp_path / "p.coder"
    support.make(str(place))
    with bootstrap.session(str(place), "AM") as session:
        before = backups.take(session.store)
        beside = tmp_path / "p.before-0001-x.coder"
        beside.write_bytes(b"an older copy")
        (tmp_path / "q.before-0001-x.coder").write_bytes(b"of another project")
        copies = {beside, *(backup.path for backup in backups.backups_of(session.store))}
        done = ErasureService(session).person(ConsentService(session).person("Maya"))
        assert before.path in copies
        assert set(done.copies) == copies
    assert b"There is one counselor" in before.path.read_bytes()
