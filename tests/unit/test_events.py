"""The chain of hashes and the undo stack."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from coder.domain.events import GENESIS, Change, Event, UndoStack, first_broken


def chain(length: int) -> list[Event]:
    events: list[Event] = []
    for seq in range(1, length + 1):
        event = Event(
            seq,
            "2026-01-01T00:00:00Z",
            "AM",
            "code",
            f"act {seq}",
            (Change("coding", str(seq), None, {"id": str(seq)}),),
            True,
            None,
            None,
            events[-1].hash if events else GENESIS,
        )
        events.append(replace(event, hash=event.digest()))
    return events


def test_a_whole_chain_holds() -> None:
    assert first_broken(chain(20)) is None


@given(st.integers(1, 12), st.sampled_from(["summary", "coder", "at"]))
def test_a_changed_event_is_found(seq: int, field: str) -> None:
    events = chain(12)
    events[seq - 1] = replace(events[seq - 1], **{field: "forged"})
    assert first_broken(events) == seq


@given(st.integers(1, 11))
def test_a_missing_event_is_found(seq: int) -> None:
    events = chain(12)
    del events[seq - 1]
    assert first_broken(events) is not None


def test_a_change_and_its_inverse_cancel() -> None:
    change = Change("memo", "1", {"a": 1}, None)
    assert change.inverse().inverse() == change
    assert change.inverse() == Change("memo", "1", None, {"a": 1})


@given(st.lists(st.sampled_from(["act", "undo", "redo"]), max_size=60))
def test_the_stack_agrees_with_a_plain_model(steps: list[str]) -> None:
    stack, done, undone = UndoStack(), [], []
    for seq, step in enumerate(steps, 1):
        if step == "act":
            done.append(seq)
            undone = []
            stack.see(seq, True, None, None)
        elif step == "undo" and done:
            undone.append(done.pop())
            stack.see(seq, False, undone[-1], None)
        elif step == "redo" and undone:
            done.append(undone.pop())
            stack.see(seq, False, None, done[-1])
        assert stack.to_undo == (done[-1] if done else None)
        assert stack.to_redo == (undone[-1] if undone else None)
