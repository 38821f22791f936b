"""What a coder can do to excerpts, and what is refused."""

from __future__ import annotations

import pytest

from coder.domain.coding import Origin, Outcome, Suggestion
from coder.domain.transcript import Span
from coder.errors import InputError
from coder.services.coding import CodingService
from coder.services.session import Session


def suggestion(session: Session) -> Suggestion:
    talk = session.transcript("FG-01")
    span = talk.turn(2).span
    return Suggestion(talk.id, span.start, span.end, "T.WELL", 0.8, "cue", "cue “one counselor”")


def test_codings_copy_exactly_the_words(session: Session) -> None:
    talk = session.transcript("FG-01")
    span = talk.turn(2).span
    CodingService(session).apply(
        talk, Span(span.start - 2, span.end + 2), ["T.WELL"], {"L.WHO": ["income", "language"]}
    )
    (coding,) = session.store.codings()
    assert coding.text == talk.words(talk.turn(2))
    assert coding.stands_in(talk.text)
    assert coding.origin is Origin.TYPED
    assert coding.lenses == {"L.WHO": ("language", "income")}


def test_several_codes_are_one_act(session: Session) -> None:
    talk = session.transcript("FG-01")
    CodingService(session).apply(talk, talk.turn(2).span, ["T.WELL", "T.BEL"])
    assert len(session.store.codings()) == 2
    session.undo()
    assert session.store.codings() == []


@pytest.mark.parametrize(
    ("code", "start", "end", "message"),
    [
        ("T", 0, 10, "groups other codes"),
        ("NO", 0, 10, "there is no code"),
        ("T.WELL", 5, 5, "no words"),
        ("T.WELL", 0, 99_999, "beyond the text"),
    ],
)
def test_what_is_refused_leaves_nothing(
    session: Session, code: str, start: int, end: int, message: str
) -> None:
    talk = session.transcript("FG-01")
    count = session.store.event_count()
    with pytest.raises(InputError, match=message):
        CodingService(session).apply(talk, Span(start, end), [code])
    assert session.store.event_count() == count


def test_the_same_code_twice_on_the_same_words_is_refused(session: Session) -> None:
    talk = session.transcript("FG-01")
    service = CodingService(session)
    service.apply(talk, talk.turn(2).span, ["T.WELL"])
    with pytest.raises(InputError, match="already on these words"):
        service.apply(talk, talk.turn(2).span, ["T.WELL"])


def test_accepting_is_a_coding_and_a_decision(session: Session) -> None:
    talk = session.transcript("FG-01")
    CodingService(session).accept(talk, suggestion(session), "cues-1")
    (coding,) = session.store.codings()
    (decision,) = session.store.decisions()
    assert coding.origin is Origin.ACCEPTED
    assert (decision.outcome, decision.coding_id, decision.suggester) == (
        Outcome.ACCEPTED,
        coding.id,
        "cues-1",
    )
    session.undo()
    assert session.store.codings() == session.store.decisions() == []


@pytest.mark.parametrize("other", [{"code_id": "T.BEL"}, {"span": Span(60, 70)}])
def test_accepting_with_a_change_is_a_correction(session: Session, other: dict[str, object]) -> None:
    talk = session.transcript("FG-01")
    CodingService(session).accept(talk, suggestion(session), "cues-1", **other)  # type: ignore[arg-type]
    assert session.store.codings()[0].origin is Origin.CORRECTED
    assert session.store.decisions()[0].outcome is Outcome.CORRECTED


def test_refusing_makes_no_coding(session: Session) -> None:
    CodingService(session).refuse(session.transcript("FG-01"), suggestion(session), "cues-1")
    assert session.store.codings() == []
    assert session.store.decisions()[0].outcome is Outcome.REJECTED


def test_lens_values_toggle(session: Session) -> None:
    talk = session.transcript("FG-01")
    service = CodingService(session)
    service.apply(talk, talk.turn(2).span, ["T.WELL"])

    def press(lens: str, value: str) -> dict[str, tuple[str, ...]]:
        service.set_lens(talk, session.store.codings()[0], lens, value)
        return dict(session.store.codings()[0].lenses)

    assert press("L.APP", "focus") == {"L.APP": ("focus",)}
    assert press("L.APP", "working") == {"L.APP": ("working",)}
    assert press("L.APP", "working") == {}
    assert press("L.WHO", "income") == {"L.WHO": ("income",)}
    assert press("L.WHO", "language") == {"L.WHO": ("language", "income")}
    assert press("L.WHO", "income") == {"L.WHO": ("language",)}


def test_removing_a_coding_takes_its_memo_and_undo_brings_both_back(session: Session) -> None:
    talk = session.transcript("FG-01")
    service = CodingService(session)
    service.apply(talk, talk.turn(2).span, ["T.WELL"])
    coding = session.store.codings()[0]
    service.write_memo("coding", coding.id, "look again")
    service.remove(talk, coding)
    assert session.store.codings() == session.store.memos() == []
    session.undo()
    assert session.store.codings() == [coding]
    assert session.store.memos()[0].text == "look again"


def test_a_memo_is_written_rewritten_and_removed(session: Session) -> None:
    service = CodingService(session)
    assert service.write_memo("turn", "x:1", "  ") is None
    service.write_memo("turn", "x:1", "first\nsecond")
    assert service.write_memo("turn", "x:1", "first\nsecond ") is None
    service.write_memo("turn", "x:1", "new")
    assert [memo.text for memo in session.store.memos()] == ["new"]
    service.write_memo("turn", "x:1", "")
    assert session.store.memos() == []
    session.undo()
    session.undo()
    assert [memo.text for memo in session.store.memos()] == ["first\nsecond"]
