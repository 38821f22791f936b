"""Garbage is collected when nobody presses a key, and not in the middle of one."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from coder.tui import tidying
from coder.tui.tidying import CALM, SOME, Tidying


class Ring:
    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def much() -> Iterator[list[Ring]]:
    gc.collect()
    gc.disable()
    yield [Ring() for _ in range(SOME + 1_000)]
    gc.unfreeze()
    gc.enable()


def test_it_waits_until_nobody_has_pressed_a_key_for_a_while(much: list[Ring]) -> None:
    memory = Tidying()
    memory.touch(100.0)
    assert not memory.tidy(100.0 + CALM, stays=True)
    assert memory.tidy(100.1 + CALM, stays=True)
    assert gc.get_freeze_count() > SOME
    assert not memory.tidy(200.0, stays=True), "nothing was made since"


def test_what_may_go_is_not_kept(much: list[Ring]) -> None:
    frozen = gc.get_freeze_count()
    assert Tidying().tidy(100.0, stays=False)
    assert gc.get_freeze_count() == frozen
    much.clear()
    assert gc.collect() > SOME


def test_very_much_does_not_wait(much: list[Ring], monkeypatch: pytest.MonkeyPatch) -> None:
    memory = Tidying()
    memory.touch(100.0)
    monkeypatch.setattr(tidying, "MOST", SOME)
    assert memory.tidy(100.0, stays=False)


def test_it_leaves_a_collector_alone_that_works_by_itself(much: list[Ring]) -> None:
    gc.enable()
    assert not Tidying().tidy(100.0, stays=True)
