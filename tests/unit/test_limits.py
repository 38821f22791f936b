"""The thresholds of a project, and that the quick way of reading knows the latest layout."""

from __future__ import annotations

import pytest

from coder.analysis.thresholds import Thresholds
from coder.errors import InputError
from coder.services.limits import set_thresholds, thresholds_of
from coder.services.session import Session
from coder.store.migrations import MIGRATIONS
from coder.store.quick import NEWEST


def test_the_quick_way_knows_the_latest_layout() -> None:
    assert max(name for name, _ in MIGRATIONS) == NEWEST


def test_a_command_may_ask_for_more_and_never_for_less(session: Session) -> None:
    assert thresholds_of(session.store.meta()) == Thresholds(10, 5)
    set_thresholds(session, voices=8)
    assert thresholds_of(session.store.meta()) == Thresholds(10, 8)
    assert thresholds_of(session.store.meta(), voices=9) == Thresholds(10, 9)
    with pytest.raises(InputError, match="fewer than 8"):
        thresholds_of(session.store.meta(), voices=5)
    with pytest.raises(InputError, match="too low"):
        set_thresholds(session, voices=4)
