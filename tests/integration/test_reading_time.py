"""The time that is kept, in a file and on a server."""

from __future__ import annotations

from coder.services import bootstrap
from coder.services.coding import CodingService
from coder.services.reading_time import all_times, keep_time, own_times
from coder.services.session import Session
from tests import support


def test_time_is_added_up_and_stays_out_of_the_log(place: str) -> None:
    support.make(place)
    with bootstrap.session(place, "AM") as session:
        talk = session.transcript("FG-01")
        CodingService(session).apply(talk, talk.turn(2).span, ["T.BEL"])
        before = session.store.event_count()
        keep_time(session, [("t1", "2026-11-22", 50), ("t1", "2026-11-23", 8)])
        keep_time(session, [("t1", "2026-11-22", 2), ("t2", "2026-11-22", 1)])
        other = Session(session.store, "BK")
        keep_time(other, [("t1", "2026-11-22", 100)])
        assert session.store.event_count() == before
        assert own_times(session) == {"t1": 60, "t2": 1}
        assert own_times(other) == {"t1": 100}
        assert all_times(session) == {"t1": 160, "t2": 1}
        assert session.store.reading_days("AM", "t1") == {"2026-11-22": 52, "2026-11-23": 8}
        assert session.undo() is not None
        assert own_times(session) == {"t1": 60, "t2": 1}
