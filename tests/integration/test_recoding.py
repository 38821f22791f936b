"""Changing codings that stand, marks on turns, memos on anything: each one event, each undoable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from coder.domain.coding import Coding, MarkKind, Origin, Outcome, Suggestion
from coder.domain.noting import MemoOn, span_id, turn_id
from coder.domain.transcript import Span
from coder.errors import ConflictError, InputError
from coder.exchange.codings_csv import write_codings
from coder.services import bootstrap
from coder.services.checking import project as checks
from coder.services.coding import CodingService
from coder.services.correcting import CorrectionService
from coder.services.in_place import InPlaceService, home_of, in_vivo_name
from coder.services.listing import codings as listed
from coder.services.marking import MarkingService
from coder.services.noting import placed_memos
from coder.services.recoding import RecodingService
from coder.services.session import Session, added
from tests import support


def put(session: Session, turn: int, code: str = "T.WELL", words: str = "") -> Coding:
    """A coding on a turn, or on some words of it."""
    talk = session.transcript("FG-01")
    span = talk.turn(turn).span
    if words:
        start = talk.text.index(words, span.start)
        span = Span(start, start + len(words))
    before = {coding.id for coding in session.store.codings()}
    CodingService(session).apply(talk, span, [code])
    return next(coding for coding in session.store.codings() if coding.id not in before)


def only(session: Session) -> Coding:
    (coding,) = session.store.codings()
    return coding


def now(session: Session, coding: Coding) -> Coding:
    """A coding as it is by now."""
    return next(one for one in session.store.codings() if one.id == coding.id)


def undone(session: Session, act: Callable[[], object]) -> None:
    """Do something; check that undo and redo lead exactly there and back, and that the project is sound."""

    def everything() -> tuple[object, ...]:
        store = session.store
        return (store.codings(), store.memos(), store.decisions(), store.marks(), session.tree.codes)

    before = everything()
    act()
    after = everything()
    session.undo()
    assert everything() == before
    session.redo()
    assert everything() == after
    assert all(check.ok for check in checks(session))


def test_a_recoded_coding_keeps_what_hangs_on_it(session: Session) -> None:
    coding, talk, service = put(session, 2), session.transcript("FG-01"), CodingService(session)
    service.set_lens(talk, coding, "L.APP", "focus")
    service.star(talk, only(session))
    service.write_memo("coding", coding.id, "ask about waits")
    undone(session, lambda: RecodingService(session).recode(talk, only(session), "T.BEL"))
    after = only(session)
    assert (after.id, after.code_id, after.lenses, after.starred) == (
        coding.id,
        "T.BEL",
        {"L.APP": ("focus",)},
        True,
    )
    assert (after.origin, after.text) == (Origin.TYPED, coding.text)
    assert [memo.target_id for memo in session.store.memos()] == [coding.id]
    with pytest.raises(InputError, match="is the code it has"):
        RecodingService(session).recode(talk, after, "T.BEL")
    other = put(session, 2, "T.REL")
    with pytest.raises(InputError, match=r"T\.BEL is already on these words"):
        RecodingService(session).recode(talk, other, "T.BEL")


def test_what_came_from_a_suggestion_counts_as_corrected_after_a_change(session: Session) -> None:
    talk = session.transcript("FG-01")
    turn = talk.turn(2)
    suggestion = Suggestion(talk.id, turn.start, turn.end, "T.WELL", 0.5, "cue", "cue")
    CodingService(session).accept(talk, suggestion, "cues-1")
    undone(session, lambda: RecodingService(session).recode(talk, only(session), "T.BEL"))
    assert only(session).origin is Origin.CORRECTED
    (decision,) = session.store.decisions()
    assert (decision.outcome, decision.code_id) == (Outcome.CORRECTED, "T.WELL")


def test_a_coding_moves_to_other_words_over_several_turns(session: Session) -> None:
    coding, talk = put(session, 2, words="one counselor"), session.transcript("FG-01")
    wide = Span(talk.turn(2).start, talk.turn(3).end)
    undone(session, lambda: RecodingService(session).move(talk, only(session), wide))
    after = only(session)
    assert (after.id, after.span) == (coding.id, wide)
    assert after.stands_in(talk.text)
    with pytest.raises(InputError, match="exactly these words"):
        RecodingService(session).move(talk, after, wide)


def test_words_of_two_people_never_stand_under_one_name(session: Session) -> None:
    talk = session.transcript("FG-01")
    CodingService(session).apply(talk, Span(talk.turn(2).start, talk.turn(3).end), ["T.WELL"])
    (row,) = listed(session)
    assert row["speaker"] == "Maya | Jordan"
    exported = write_codings({talk.id: talk}, session.store.codings(), [], {})
    assert "Maya | Jordan" in exported


def test_a_coding_is_cut_where_the_selection_begins(session: Session) -> None:
    coding, talk = put(session, 2), session.transcript("FG-01")
    service = CodingService(session)
    service.set_lens(talk, coding, "L.APP", "focus")
    service.write_memo("coding", coding.id, "a memo")
    at = talk.text.index("So you just stop")
    undone(session, lambda: RecodingService(session).split(talk, only(session), Span(at, at + 6)))
    first, second = session.store.codings()
    assert first.text == "There is one counselor for four hundred of us."
    assert second.text == "So you just stop going."
    assert first.id == coding.id
    assert second.lenses == first.lenses == {"L.APP": ("focus",)}
    assert [memo.target_id for memo in session.store.memos()] == [first.id]
    with pytest.raises(InputError, match="not inside it"):
        RecodingService(session).split(talk, first, first.span)


def test_codings_that_touch_become_one(session: Session) -> None:
    talk, service = session.transcript("FG-01"), CodingService(session)
    first = put(session, 2, words="There is one counselor for")
    second = put(session, 2, words="for four hundred of us. So you just stop going.")
    third = put(session, 3)
    for coding, memo in ((first, "mine"), (second, "also mine")):
        service.write_memo("coding", coding.id, memo)
    service.set_lens(talk, first, "L.WHO", "language")
    service.set_lens(talk, second, "L.WHO", "income")
    service.set_lens(talk, now(session, second), "L.APP", "focus")
    service.star(talk, now(session, second))
    undone(session, lambda: RecodingService(session).merge(talk, now(session, first)))
    kept = now(session, first)
    assert kept.text == talk.words(talk.turn(2))
    assert kept.lenses == {"L.APP": ("focus",), "L.WHO": ("language", "income")}
    assert kept.starred
    (memo,) = session.store.memos()
    assert (memo.target_id, memo.text) == (first.id, "mine\n\nalso mine")
    undone(session, lambda: RecodingService(session).merge(talk, kept))
    whole = only(session)
    assert whole.span == Span(talk.turn(2).start, talk.turn(3).end)
    assert third.id != whole.id == first.id
    with pytest.raises(InputError, match="overlaps or adjoins"):
        RecodingService(session).merge(talk, whole)


def test_merging_leads_the_decision_along(session: Session) -> None:
    talk, turn = session.transcript("FG-01"), session.transcript("FG-01").turn(3)
    first = put(session, 2)
    suggestion = Suggestion(talk.id, turn.start, turn.end, "T.WELL", 0.5, "cue", "cue")
    CodingService(session).accept(talk, suggestion, "cues-1")
    undone(session, lambda: RecodingService(session).merge(talk, first))
    assert only(session).origin is Origin.CORRECTED
    (decision,) = session.store.decisions()
    assert (decision.coding_id, decision.outcome) == (first.id, Outcome.CORRECTED)


def test_words_in_review_are_decided_on_before_they_are_cut(session: Session) -> None:
    put(session, 2)
    CorrectionService(session).edit_turn(
        session.transcript("FG-01"), 2, "There is one nurse. So you stop going."
    )
    talk, coding = session.transcript("FG-01"), only(session)
    assert coding.was
    at = talk.text.index("So you")
    with pytest.raises(InputError, match="decide on them first, with V"):
        RecodingService(session).split(talk, coding, Span(at, at + 6))
    undone(session, lambda: RecodingService(session).move(talk, coding, Span(at, at + 6)))
    assert not only(session).was


def test_a_refusal_keeps_its_reason(session: Session) -> None:
    talk, service = session.transcript("FG-01"), CodingService(session)
    turn = talk.turn(2)
    suggestion = Suggestion(talk.id, turn.start, turn.end, "T.WELL", 0.5, "cue", "cue")
    undone(session, lambda: service.refuse(talk, suggestion, "cues-1", "about\nthe town"))
    (memo,), (decision,) = session.store.memos(), session.store.decisions()
    assert (memo.target_kind, memo.target_id, memo.text) == ("decision", decision.id, "about the town")
    assert service.reasons() == ["about the town"]
    assert [*session.store.events()][-1].summary.endswith("turn 2: about the town")
    (placed,) = placed_memos(session)
    assert (placed.standing.where, placed.standing.code_id) == ("FG-01 turn 2", "T.WELL")


def test_a_code_made_in_place_comes_and_goes_with_its_coding(session: Session) -> None:
    talk, service = session.transcript("FG-01"), InPlaceService(session)
    home = home_of(session.tree, "T.BEL")
    undone(session, lambda: service.apply_new(talk, talk.turn(2).span, "Waiting lists", home, ["T.BEL"]))
    assert [coding.code_id for coding in session.store.codings()].count("T.BEL") == 1
    made = next(code for code in session.tree.codes.values() if code.name == "Waiting lists")
    assert made.parent_id == home == "T"
    assert made.id in {coding.code_id for coding in session.store.codings()}
    with pytest.raises(InputError, match="already a code"):
        service.apply_new(talk, talk.turn(3).span, "waiting lists", home)


def test_words_become_a_name() -> None:
    assert in_vivo_name("“you just stop going…”") == "You just stop going"
    assert in_vivo_name("one two three four five six seven eight") == "One two three four five six seven"
    assert in_vivo_name("x" * 90) == "X" + "x" * 47
    assert in_vivo_name("我们在学校") == "我们在学校"
    with pytest.raises(InputError):
        in_vivo_name(" … ")


def marked(session: Session) -> list[tuple[int, str]]:
    return [(mark.seq, mark.kind.value) for mark in session.store.marks()]


def test_marks_stand_and_go(session: Session) -> None:
    talk, service = session.transcript("FG-01"), MarkingService(session)
    undone(session, lambda: service.toggle_read(talk, talk.turn(2)))
    undone(session, lambda: service.toggle_bookmark(talk, talk.turn(2)))
    assert sorted(marked(session)) == [(1, "bookmark"), (1, "read")]
    undone(session, lambda: service.toggle_read(talk, talk.turn(2)))
    assert marked(session) == [(1, "bookmark")]
    put(session, 3)
    with pytest.raises(InputError, match="has a code of yours"):
        service.toggle_read(talk, talk.turn(3))


def test_marks_follow_corrections(session: Session) -> None:
    mark, correct = MarkingService(session), CorrectionService(session)
    talk = session.transcript("FG-01")
    for number in (2, 3):
        mark.toggle_read(talk, talk.turn(number))
    mark.toggle_bookmark(talk, talk.turn(4))
    undone(session, lambda: correct.insert_turn(talk, 1, "Maya", "Well."))
    assert marked(session) == [(2, "read"), (3, "read"), (5, "bookmark")]
    talk = session.transcript("FG-01")
    at = talk.text.index("So you just")
    undone(session, lambda: correct.split_turn(talk, 3, at))
    assert marked(session) == [(2, "read"), (3, "read"), (4, "read"), (6, "bookmark")]
    talk = session.transcript("FG-01")
    undone(session, lambda: correct.join_turns(talk, 3))
    assert marked(session) == [(2, "read"), (3, "read"), (5, "bookmark")]
    talk = session.transcript("FG-01")
    undone(session, lambda: correct.join_turns(talk, 2))
    # Joined with one that nobody has read, the turn is not read.
    assert marked(session) == [(2, "read"), (4, "bookmark")]
    talk = session.transcript("FG-01")
    undone(session, lambda: correct.delete_turn(talk, 3))
    assert marked(session) == [(3, "bookmark")]
    talk = session.transcript("FG-01")
    undone(session, lambda: correct.delete_turn(talk, 3))
    assert marked(session) == [(2, "bookmark")]


def test_memos_on_words_and_turns_follow_corrections(session: Session) -> None:
    service, correct = CodingService(session), CorrectionService(session)
    talk = session.transcript("FG-01")
    at = talk.text.index("stop going")
    service.write_memo(MemoOn.SPAN, span_id(talk.id, Span(at, at + 10)), "why?")
    for number in (2, 3):
        service.write_memo(MemoOn.TURN, turn_id(talk.id, talk.turn(number).seq), f"on turn {number}")
    service.write_memo(MemoOn.TRANSCRIPT, talk.id, "noisy room")
    service.write_memo(MemoOn.CODE, "T.BEL", "too wide?")
    undone(session, lambda: correct.insert_turn(talk, 1, "Maya", "Well."))
    talk = session.transcript("FG-01")
    placed = {one.memo.text: one.standing for one in placed_memos(session)}
    span = placed["why?"].span
    assert span is not None
    assert span.of(talk.text) == "stop going"
    assert {text: standing.where for text, standing in placed.items()} == {
        "why?": "FG-01 turn 3",
        "on turn 2": "FG-01 turn 3",
        "on turn 3": "FG-01 turn 4",
        "noisy room": "FG-01",
        "too wide?": "",
    }
    undone(session, lambda: correct.join_turns(talk, 3))
    texts = [memo.text for memo in session.store.memos() if memo.target_kind == "turn"]
    assert texts == ["on turn 2\n\non turn 3"]
    talk = session.transcript("FG-01")
    undone(session, lambda: correct.delete_turn(talk, 3))
    (left,) = (memo for memo in session.store.memos() if memo.target_kind == "turn")
    assert left.text == "why?\n\non turn 2\n\non turn 3"
    assert left.target_id == turn_id(talk.id, talk.turn(2).seq)


def test_each_coder_has_marks_of_their_own(session: Session) -> None:
    talk = session.transcript("FG-01")
    MarkingService(session).toggle_read(talk, talk.turn(2))
    other = Session(session.store, "JR")
    MarkingService(other).toggle_read(talk, talk.turn(2))
    MarkingService(other).toggle_read(talk, talk.turn(2))
    assert [(mark.coder, mark.kind) for mark in session.store.marks()] == [("AM", MarkKind.READ)]


def take(session: Session, turn: int, code: str = "T.WELL") -> Coding:
    """A coding that was accepted from a suggestion."""
    talk = session.transcript("FG-01")
    span = talk.turn(turn).span
    CodingService(session).accept(
        talk, Suggestion(talk.id, span.start, span.end, code, 0.5, "cue", "x"), "s1"
    )
    return next(coding for coding in session.store.codings() if coding.span == span)


def test_a_suggestion_whose_coding_is_removed_counts_as_refused(session: Session) -> None:
    coding, talk = take(session, 2), session.transcript("FG-01")
    assert session.store.tallies() == {"T.WELL": (1, 1)}
    undone(session, lambda: CodingService(session).remove(talk, coding))
    assert session.store.tallies() == {"T.WELL": (0, 1)}
    (decision,) = session.store.decisions()
    assert (decision.outcome, decision.coding_id) == (Outcome.REJECTED, "")


def test_no_undo_leaves_a_memo_of_somebody_else_on_nothing(tmp_path: Path) -> None:
    with (
        support.project(tmp_path) as session,
        bootstrap.session(str(tmp_path / "tiny.coder"), "JR") as other,
    ):
        coding = put(session, 2)
        CodingService(other).write_memo("coding", coding.id, "I disagree")
        with pytest.raises(ConflictError, match="somebody wrote a memo on this coding meanwhile"):
            session.undo()
        other.undo()
        session.undo()
        with pytest.raises(ConflictError, match="the coding of this memo is not there any more"):
            other.redo()
        assert all(check.ok for check in checks(session))


def test_nobody_has_two_memos_on_one_thing(session: Session) -> None:
    coding = put(session, 2)
    CodingService(session).write_memo("coding", coding.id, "first")
    (memo,) = session.store.memos()
    with pytest.raises(ConflictError, match="already a memo by AM on this coding"):
        session.act("memo", "again", [added("memo", replace(memo, id="second"))])


def test_codings_merge_though_one_carries_two_memos_of_a_coder(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("There is one counselor", "for four hundred of us")
    first, second = (put(session, 2, words=some) for some in words)
    service = CodingService(session)
    service.write_memo("coding", second.id, "one")
    (memo,) = session.store.memos()
    with monkeypatch.context() as older:
        # Before it was looked at, two windows could do this.
        older.setattr("coder.store.soundness.check_memos", lambda *_: None)
        session.act("memo", "twice", [added("memo", replace(memo, id="z", text="two"))])
    talk = session.transcript("FG-01")
    undone(session, lambda: RecodingService(session).merge(talk, now(session, first)))
    assert [memo.text for memo in session.store.memos_on("coding", first.id)] == ["one\n\ntwo"]


def test_bookmarks_and_places_are_walked_through_in_the_order_of_transcripts(session: Session) -> None:
    support.keep(session, support.transcript("AA-02"))
    service, places = MarkingService(session), []
    for label, turn in (("AA-02", 3), ("FG-01", 4), ("FG-01", 2)):
        talk = session.transcript(label)
        service.toggle_bookmark(talk, talk.turn(turn))
        CodingService(session).apply(talk, talk.turn(turn).span, ["T.REL"])
        places.append((talk.id, talk.turn(turn).seq))
    walk = [places[2], places[1], places[0]]
    assert [(mark.transcript_id, mark.seq) for mark in service.bookmarks()] == walk
    at, went = (walk[0][0], 0), []
    for _ in range(4):
        mark = service.next_bookmark(*at)
        assert mark is not None
        at = (mark.transcript_id, mark.seq)
        went.append(at)
    assert went == [*walk, walk[0]]
    here, found = (walk[0][0], 0, 0, ""), []
    while (coding := session.store.coding_beyond("T.REL", here, 1)) is not None:
        found.append(coding)
        here = (coding.transcript_id, coding.start, coding.end, coding.id)
    assert [coding.transcript_id for coding in found] == [seat[0] for seat in walk]
    before = session.store.coding_beyond("T.REL", here, -1)
    assert before == found[1]
