"""Hundreds of corrections in a row lose and shift nothing, and all of them can be undone."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import pytest

from coder.domain.events import first_broken
from coder.services import bootstrap
from coder.store.database import is_url
from tests import support
from tests.integration.random_edits import (
    check_codings,
    code_everywhere,
    dump,
    long_talk,
    same_but_for_later_texts,
    some_edit,
)


@pytest.mark.parametrize("seed", [1])
def test_many_random_edits(place: str, seed: int) -> None:
    dice = random.Random(seed)
    fresh = (f"w{n}" for n in itertools.count(1000))
    support.make(place, long_talk(dice, fresh))
    with bootstrap.session(place, "AM") as session:
        # Each row is a journey to a server, so there it is fewer of them.
        far = is_url(place)
        code_everywhere(session, dice, 12 if far else 60)
        edits = 60 if far else 200
        first = {coding.id: coding for coding in session.store.codings()}
        before = dump(session)
        for n in range(edits):
            done = some_edit(dice, fresh, session.transcript("FG-01"), session)
            assert session.transcript("FG-01").revision == n + 2
            check_codings(session, first, done)
        assert any(coding.was for coding in session.store.codings())
        assert any(not coding.was for coding in session.store.codings())
        last = dump(session)
        for _ in range(edits):
            assert session.undo() is not None
        same_but_for_later_texts(dump(session), before)
        assert session.transcript("FG-01").revision == 1
        for _ in range(edits):
            assert session.redo() is not None
        assert dump(session) == last
        assert first_broken(session.store.events()) is None


def test_random_edits_with_other_dice(tmp_path: Path) -> None:
    for seed in range(2, 6):
        dice = random.Random(seed)
        fresh = (f"w{n}" for n in itertools.count(1000))
        place = str(tmp_path / f"{seed}.coder")
        support.make(place, long_talk(dice, fresh))
        with bootstrap.session(place, "AM") as session:
            code_everywhere(session, dice, 40)
            first = {coding.id: coding for coding in session.store.codings()}
            for _ in range(50):
                check_codings(session, first, some_edit(dice, fresh, session.transcript("FG-01"), session))
