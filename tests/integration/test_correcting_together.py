"""Corrections while a colleague marks, notes and decides: nobody's notes are shifted in silence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coder.domain.coding import Origin, Outcome, Suggestion
from coder.domain.noting import span_id, turn_id
from coder.domain.transcript import Span
from coder.errors import ConflictError
from coder.services import bootstrap
from coder.services.coding import CodingService
from coder.services.correcting import CorrectionService
from coder.services.marking import MarkingService
from coder.services.session import Session
from coder.store.database import is_url
from tests import support
from tests.integration.random_edits import dump


def note_by_other(session: Session, way: str) -> None:
    """Somebody marks, notes or refuses something in turn 2 as it is now."""
    talk, coding = session.transcript("FG-01"), CodingService(session)
    turn = talk.turn(2)
    offer = Suggestion(talk.id, turn.start, turn.end, "T.REL", 0.5, "cue", "a reason")
    ways: dict[str, Callable[[], object]] = {
        "read": lambda: MarkingService(session).toggle_read(talk, turn),
        "bookmark": lambda: MarkingService(session).toggle_bookmark(talk, turn),
        "turn memo": lambda: coding.write_memo("turn", turn_id(talk.id, turn.seq), "look", on=talk),
        "span memo": lambda: coding.write_memo("span", span_id(talk.id, turn.span), "look", on=talk),
        "refusal": lambda: coding.refuse(talk, offer, "s1"),
    }
    ways[way]()


WAYS = ("read", "bookmark", "turn memo", "span memo", "refusal")


@pytest.mark.parametrize("way", WAYS)
def test_no_undo_shifts_what_others_noted_since(place: str, way: str) -> None:
    if is_url(place) and way not in ("read", "span memo"):
        pytest.skip("two ways are enough for the server")
    support.make(place)
    with bootstrap.session(place, "AM") as first, bootstrap.session(place, "JR") as second:
        CorrectionService(first).delete_turn(first.transcript("FG-01"), 1)
        note_by_other(second, way)
        before = dump(first)
        with pytest.raises(ConflictError, match="somebody marked, noted or decided something"):
            first.undo()
        assert dump(first) == before
        assert second.undo() is not None
        assert first.undo() is not None
        note_by_other(second, way)
        with pytest.raises(ConflictError, match="somebody marked, noted or decided something"):
            first.redo()
        assert second.undo() is not None
        assert first.redo() is not None


def test_an_undo_is_refused_only_where_something_would_be_shifted(tmp_path: Path) -> None:
    with support.project(tmp_path) as first:
        CorrectionService(first).edit_turn(first.transcript("FG-01"), 4, "The librarian does. A seat.")
        with bootstrap.session(str(tmp_path / "tiny.coder"), "JR") as second:
            for way in WAYS:
                note_by_other(second, way)
        assert first.undo() is not None
        assert first.redo() is not None


def test_what_is_written_while_a_correction_is_planned_is_led_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        support.project(tmp_path) as first,
        bootstrap.session(str(tmp_path / "tiny.coder"), "JR") as second,
    ):
        real, calls = first.act, list[str]()

        def act(*given: Any, **named: Any) -> Any:
            if not calls:
                calls.append("once")
                note_by_other(second, "bookmark")
                note_by_other(second, "refusal")
            return real(*given, **named)

        monkeypatch.setattr(first, "act", act)
        talk = first.transcript("FG-01")
        CorrectionService(first).delete_turn(talk, 1)
        now = first.transcript("FG-01")
        (mark,), (decision,) = first.store.marks(), first.store.decisions()
        assert (mark.seq, decision.start) == (now.turn(1).seq, now.turn(1).start)


@pytest.mark.parametrize("way", WAYS)
def test_nothing_is_noted_on_words_that_were_corrected_meanwhile(tmp_path: Path, way: str) -> None:
    with (
        support.project(tmp_path) as first,
        bootstrap.session(str(tmp_path / "tiny.coder"), "JR") as second,
    ):
        stale = second.transcript("FG-01")
        CorrectionService(first).delete_turn(first.transcript("FG-01"), 1)
        second.transcript = lambda label: stale  # type: ignore[method-assign]
        with pytest.raises(ConflictError, match="the transcript was corrected meanwhile"):
            note_by_other(second, way)
        assert not [*first.store.marks(), *first.store.memos(), *first.store.decisions()]


def test_other_words_for_an_accepted_suggestion_are_a_correction(session: Session) -> None:
    talk = session.transcript("FG-01")
    start = talk.text.index("one counselor")
    CodingService(session).accept(
        talk, Suggestion(talk.id, start, start + 13, "T.WELL", 0.5, "cue", "x"), "s1"
    )
    service = CorrectionService(session)
    service.edit_turn(talk, 2, "There is a counselor. So you just stop going.")
    (waiting,) = service.review()
    assert waiting.origin is Origin.ACCEPTED
    now = session.transcript("FG-01")
    at = now.text.index("stop going")
    event = service.settle(waiting, Span(at, at + 10))
    (coding,), (decision,) = session.store.codings(), session.store.decisions()
    assert (coding.text, coding.origin, decision.outcome) == (
        "stop going",
        Origin.CORRECTED,
        Outcome.CORRECTED,
    )
    assert event.summary == "put T.WELL on other words after a correction, FG-01 turn 2"
