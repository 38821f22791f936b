"""The suggester's process reads what people decided by itself, and gets what the project holds."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event as hooks

from coder.errors import CoderError
from coder.services.coding import CodingService
from coder.services.lessons import lessons
from coder.services.session import Session, added
from coder.services.studying import Reader
from coder.services.suggesting import SuggestionService
from coder.suggest.client import Client, Subject
from coder.suggest.examples import Example
from tests import support
from tests.integration.test_following import TALK, acts, made


@pytest.mark.parametrize("seed", range(4))
def test_what_is_followed_is_what_a_new_reader_reads(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    both = (support.transcript(talk=TALK), support.transcript("FG-02", talk=TALK))
    with support.project(tmp_path, *both) as session:
        reader = Reader(session.store.place)
        known: dict[str, list[Example]] = dict(reader.lessons())
        assert set(known) == session.store.transcript_ids()
        for _ in range(12):
            for _ in range(chance.randint(1, 4)):
                try:
                    chance.choice(acts(session, chance))()
                except CoderError:
                    continue
            known.update(reader.lessons())
            assert known == {id_: lessons(session, id_) for id_ in session.store.transcript_ids()}
        assert reader.lessons() == {}, "where nothing was done nothing is to be learned"


class Noting(Client):
    """A client that asks nobody."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[Subject] = []

    def study(self, subject: Subject) -> None:
        self.told.append(subject)


def test_only_what_teaches_is_told(session: Session) -> None:
    client = Noting()
    service, talk = SuggestionService(session, client), session.transcript("FG-01")
    for expected, act in (
        (1, lambda: None),
        (2, lambda: CodingService(session).apply(talk, talk.turn(2).span, ["T.BEL"])),
        (2, lambda: CodingService(session).write_memo("turn", f"{talk.id}:1", "look")),
        (2, lambda: None),
        (2, session.undo),
        (3, session.undo),
    ):
        act()
        while service.prepare():
            pass
        assert len(client.told) == expected


def test_a_decision_costs_the_keyboard_the_same_however_much_was_decided(tmp_path: Path) -> None:
    costs = []
    for codings in (1, 2_000):
        (tmp_path / str(codings)).mkdir()
        many = [("Maya", f"Word {at} and more words.") for at in range(2_010)]
        with support.project(tmp_path / str(codings), support.transcript(talk=many)) as session:
            talk = session.transcript("FG-01")
            theirs = [added("coding", made(talk, at, f"c{at}")) for at in range(1, codings + 1)]
            session.act("import codings", "many", theirs)
            service = SuggestionService(session, Noting())
            service.prepare()
            costs.append(cost_of_a_decision(session, service))
    assert costs[0] == costs[1]
    assert costs[0][1] < 20


def cost_of_a_decision(session: Session, service: SuggestionService) -> tuple[int, int]:
    """Statements and rows with which one more decision is made known to the suggester."""
    store, talk = session.store, session.transcript("FG-01")
    CodingService(session).apply(talk, talk.turn(2_005).span, ["T.REL"])
    statements, rows = [0], [0]
    read = store._rows

    def counting(query: Any) -> list[dict[str, Any]]:
        found = read(query)
        rows[0] += len(found)
        return found

    def executed(*_: Any) -> None:
        statements[0] += 1

    hooks.listen(store.engine, "before_cursor_execute", executed)
    store._rows = counting  # type: ignore[method-assign]
    service.prepare()
    return statements[0], rows[0]


def test_the_reader_keeps_nothing_open(tmp_path: Path) -> None:
    with support.project(tmp_path) as session:
        place = Path(session.store.place)
        reader = Reader(str(place))
        reader.lessons()
        talk = session.transcript("FG-01")
        CodingService(session).apply(talk, talk.turn(2).span, ["T.BEL"])
        assert any(reader.lessons().values())
    assert not place.with_name(place.name + "-wal").exists(), "who closes last tidies up"
