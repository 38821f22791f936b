"""Keeping a file that was previewed: quick for very many turns, and nothing large stays in memory."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from coder.domain.coding import Origin
from coder.domain.transcript import Role, Speaker, TranscriptFacts, Turn, TurnKind
from coder.exchange.codings_csv import CodingLine, span_of
from coder.services import bootstrap
from coder.services.previewing import Overrides
from coder.services.session import Session
from coder.store import converters
from coder.store.store import Store
from coder.tui.incoming import Incoming, Plan, keep, known, read_incoming
from coder.tui.jobs import Lane

TALK = "Ana: We come.\nBo: So do I.\nCy: Not me.\nDi: Nor I.\n" * 4


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with bootstrap.new_session(str(tmp_path / "p.coder"), "AM"):
        pass
    with bootstrap.session(str(tmp_path / "p.coder"), "AM") as opened:
        yield opened


@pytest.fixture
def incoming(session: Session, tmp_path: Path) -> Incoming:
    path = tmp_path / "talk.txt"
    path.write_text(TALK)
    found, draft = read_incoming(path, Overrides())
    return Incoming(path, Overrides(), found, draft, *known(session, draft))


def test_turns_are_read_again_only_after_a_merge(
    session: Session, incoming: Incoming, monkeypatch: pytest.MonkeyPatch
) -> None:
    loads: list[int] = []
    turns = Store.turns

    def counted(store: Store, transcript_id: str, revision: int, **part: Any) -> list[Turn]:
        loads.append(revision)
        return turns(store, transcript_id, revision, **part)

    monkeypatch.setattr(Store, "turns", counted)
    plan = (
        Plan().with_merged("Di", "Cy").with_name("Ana", "Eve").with_name("Bo", "Flo").with_name("Cy", "Gil")
    )
    doing: list[str] = []
    kept = keep(session, incoming, plan, doing.append)
    assert kept.told == "Kept as talk: 3 speakers, 16 turns."
    assert loads == [2]
    assert doing == ["writing 16 turns", "merging Di", "naming Eve", "naming Flo", "naming Gil"]
    talk = session.transcript("talk")
    assert {talk.speaker(turn).shown for turn in talk.numbered} == {"Eve", "Flo", "Gil"}  # type: ignore[union-attr]


def test_very_many_turns_are_written_in_parts(
    session: Session, incoming: Incoming, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coder.store.store._AT_ONCE", 5)
    keep(session, incoming, Plan())
    assert [turn.seq for turn in session.transcript("talk").turns] == list(range(16))


@pytest.mark.parametrize(
    "thing",
    [
        Turn("t", 3, None, TurnKind.EVENT, None, 0, 4, 12),
        Speaker("s", "t", "Ana", Role.OBSERVER),
        TranscriptFacts(title="é"),
    ],
)
def test_the_short_way_to_a_record_gives_the_same(thing: object) -> None:
    plain = json.loads(json.dumps(dataclasses.asdict(thing)))  # type: ignore[call-overload]
    record = converters.record(thing)
    assert record == plain
    assert {type(value) for value in record.values()} <= {str, int, type(None)}


def test_the_text_of_the_file_is_not_kept_in_memory(incoming: Incoming) -> None:
    assert not incoming.draft.source_text
    assert not incoming.draft.source_lines


async def test_a_lane_that_waits_keeps_nothing_of_what_it_did() -> None:
    class Large:
        pass

    lane, large = Lane("test"), Large()
    gone = weakref.ref(large)
    await lane.do(lambda given=large: None)  # type: ignore[misc]
    del large
    for _ in range(200):
        if gone() is None:
            break
        await asyncio.sleep(0.01)
    assert gone() is None
    lane.finish()


def test_an_old_text_with_an_invisible_character_takes_its_codings_back(
    session: Session, incoming: Incoming
) -> None:
    keep(session, incoming, Plan())
    talk = session.transcript("talk")
    old = dataclasses.replace(talk, text=talk.text.replace("We come", "We\u200bcome"))
    line = CodingLine("here", "talk", "1", "", "", "We�come", "", "", Origin.TYPED, False, "", {})
    assert span_of(line, old).of(old.text) == "We\u200bcome"
