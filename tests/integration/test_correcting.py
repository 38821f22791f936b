"""Corrections of a coded transcript: nothing is lost, nothing is shifted in silence, all can be undone."""

from __future__ import annotations

from pathlib import Path

import pytest

from coder.domain import revising
from coder.domain.coding import Coding, Outcome, Suggestion
from coder.domain.transcript import Role, Span
from coder.errors import ConflictError, InputError
from coder.services import bootstrap
from coder.services.coding import CodingService
from coder.services.correcting import CorrectionService
from coder.services.importing import ImportService
from coder.services.people import PeopleService
from coder.services.previewing import preview
from coder.services.session import Session
from tests import support


def coded(session: Session, number: int, words: str, code: str = "T.WELL") -> Coding:
    talk = session.transcript("FG-01")
    start = talk.text.index(words, talk.turn(number).start)
    CodingService(session).apply(talk, Span(start, start + len(words)), [code])
    return next(c for c in session.store.codings() if c.start == start and c.code_id == code)


def one(session: Session, id_: str) -> Coding:
    return next(coding for coding in session.store.codings() if coding.id == id_)


def test_revisions_stay_and_their_numbers_are_never_used_again(session: Session) -> None:
    service = CorrectionService(session)
    first = session.transcript("FG-01")
    service.edit_turn(first, 1, "When?")
    session.undo()
    assert session.transcript("FG-01").text == first.text
    service.edit_turn(session.transcript("FG-01"), 1, "Who?")
    assert session.transcript("FG-01").revision == 3
    assert session.store.revisions(first.id) == [1, 2, 3]
    assert session.store.transcript(first.id, 1).text == first.text
    assert (
        session.store.transcript(first.id, 2).words(session.store.transcript(first.id, 2).turn(1)) == "When?"
    )
    with pytest.raises(ConflictError, match="corrected meanwhile"):
        service.edit_turn(first, 1, "Where?")


def test_a_coding_in_review_is_kept_removed_or_given_words(session: Session) -> None:
    service = CorrectionService(session)
    kept, gone, moved = (
        coded(session, 2, "one counselor"),
        coded(session, 2, "you just stop going", "T.REL"),
        coded(session, 2, "for four hundred of us", "T.BEL"),
    )
    talk = session.transcript("FG-01")
    done = service.edit_turn(talk, 2, "There is no counselor for five hundred. So they leave.")
    assert done.moved == 0
    assert [c.id for c in service.review()] == [c.id for c in done.to_review]
    assert {c.was for c in service.review(talk)} == {kept.text, gone.text, moved.text}
    service.settle(one(session, kept.id), "keep")
    assert (one(session, kept.id).text, one(session, kept.id).was) == ("no counselor", "")
    CodingService(session).write_memo("coding", gone.id, "why?")
    service.settle(one(session, gone.id), "remove")
    assert session.store.memos() == []
    now = session.transcript("FG-01")
    start = now.text.index("five hundred")
    service.settle(one(session, moved.id), Span(start - 1, start + 12))
    assert one(session, moved.id).text == "five hundred"
    assert service.review() == []
    with pytest.raises(InputError, match="nothing to decide"):
        service.settle(one(session, moved.id), "keep")
    for _ in range(5):
        session.undo()
    assert {c.text for c in session.store.codings()} == {kept.text, gone.text, moved.text}


def test_words_that_are_gone_cannot_be_kept(session: Session) -> None:
    coding = coded(session, 2, "There is one counselor")
    service = CorrectionService(session)
    service.delete_turn(session.transcript("FG-01"), 2)
    (left,) = service.review()
    assert (left.text, left.was) == ("", coding.text)
    with pytest.raises(InputError, match="none of its words are left"):
        service.settle(left, "keep")
    service.edit_turn(session.transcript("FG-01"), 1, "Hm?")
    assert [c.was for c in service.review()] == [coding.text]
    assert "in review" not in str(service.settle(one(session, coding.id), "remove"))


def test_words_that_come_back_need_no_decision(session: Session) -> None:
    coding = coded(session, 2, "one counselor for four")
    service = CorrectionService(session)
    talk = session.transcript("FG-01")
    service.split_turn(talk, 2, revising.word_offset(talk, 2, 5))
    assert [c.was for c in service.review()] == [coding.text]
    service.join_turns(session.transcript("FG-01"), 2)
    assert service.review() == []
    assert one(session, coding.id).text == coding.text


def test_decisions_and_memos_on_turns_go_along(session: Session) -> None:
    talk = session.transcript("FG-01")
    third = talk.turn(3)
    words = talk.words(third)
    refused = Suggestion(talk.id, third.start, third.end, "T.REL", 0.5, "cue", "a reason")
    CodingService(session).refuse(talk, refused, "s1")
    CodingService(session).write_memo("turn", f"{talk.id}:{third.seq}", "look again")
    service = CorrectionService(session)
    service.insert_turn(talk, 0, "Maya", "Before we begin.")
    service.join_turns(session.transcript("FG-01"), 2)
    now = session.transcript("FG-01")
    (decision,) = session.store.decisions()
    assert decision.outcome is Outcome.REJECTED
    assert now.text[decision.start : decision.end] == words
    assert session.store.memos()[0].target_id == f"{now.id}:{now.turn(3).seq}"
    session.undo()
    session.undo()
    assert session.store.memos()[0].target_id == f"{talk.id}:{third.seq}"
    assert (session.store.decisions()[0].start, session.store.decisions()[0].version) == (third.start, 1)


def test_who_speaks_puts_nothing_in_review(session: Session) -> None:
    coding = coded(session, 2, "one counselor")
    talk = session.transcript("FG-01")
    done = CorrectionService(session).assign_turns(talk, [2, 3], "facilitator")
    assert (done.moved, done.to_review) == (0, [])
    assert one(session, coding.id) == coding
    now = session.transcript("FG-01")
    assert [now.role(turn) for turn in now.numbered[:3]] == [Role.FACILITATOR] * 3
    with pytest.raises(InputError, match=r"no speaker 'Nobody'.*Facilitator, Maya"):
        CorrectionService(session).assign_turns(now, [1], "Nobody")


FILE = (
    "Facilitator: When did an adult last ask?\n\n"
    "Maya: There is one counselor. So you just stop going.\n\n"
    "Facilitator: And you?\n\n"
    "New Girl: Me too.\n\n"
    "Maya: She keeps my seat.\n\n"
    "New Girl: Mine too.\n"
)


def test_a_corrected_file_is_the_next_revision(session: Session, tmp_path: Path) -> None:
    stays, changes = (
        coded(session, 2, "just stop going"),
        coded(session, 2, "one counselor for four", "T.REL"),
    )
    path = tmp_path / "corrected.txt"
    path.write_text(FILE)
    talk = session.transcript("FG-01")
    PeopleService(session).rename(talk, "Maya", "Maya L.")
    service = CorrectionService(session)
    done = service.reimport(path, session.transcript("FG-01"))
    now = session.transcript("FG-01")
    assert [(s.shown if (s := now.speaker(t)) else "", now.words(t)) for t in now.numbered] == [
        ("Facilitator", "When did an adult last ask?"),
        ("Maya L.", "There is one counselor. So you just stop going."),
        ("Facilitator", "And you?"),
        ("New Girl", "Me too."),
        ("Maya L.", "She keeps my seat."),
        ("New Girl", "Mine too."),
    ]
    assert [c.id for c in done.to_review] == [changes.id]
    assert one(session, stays.id).stands_in(now.text)
    assert next(s for s in now.speakers if s.label == "Jordan").role is Role.UNKNOWN
    with pytest.raises(InputError, match="already"):
        service.reimport(path, now)
    session.undo()
    assert session.transcript("FG-01").text == talk.text
    assert {s.label for s in session.transcript("FG-01").speakers} == {"Facilitator", "Maya", "Jordan"}


def test_a_file_that_was_taken_back_is_not_here(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "corrected.txt"
    path.write_text(FILE)
    service, importing = CorrectionService(session), ImportService(session)
    other = support.keep(session, support.transcript("FG-02", [("A", "Something else.")]))
    service.reimport(path, session.transcript("FG-01"))
    with pytest.raises(InputError, match="was imported as FG-01"):
        service.reimport(path, other)
    with pytest.raises(InputError, match="imported before, as FG-01"):
        importing.keep(path)
    session.undo()
    assert session.store.label_of_source(preview(path)[1].source_sha256) is None
    session.redo()
    # A later correction leaves it the file that the words came from.
    service.edit_turn(session.transcript("FG-01"), 1, "When?")
    with pytest.raises(InputError, match="imported before, as FG-01"):
        importing.keep(path)
    session.undo()
    session.undo()
    # A correction made after taking it back does not bring it back.
    service.edit_turn(session.transcript("FG-01"), 1, "When?")
    assert importing.keep(path).label == "corrected"
    with pytest.raises(InputError, match="was imported as corrected"):
        service.reimport(path, session.transcript("FG-01"))


def test_a_file_taken_back_may_be_read_again(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "corrected.txt"
    path.write_text(FILE)
    service = CorrectionService(session)
    service.reimport(path, session.transcript("FG-01"))
    session.undo()
    service.reimport(path, session.transcript("FG-01"))
    assert session.transcript("FG-01").words(session.transcript("FG-01").turn(4)) == "Me too."
    with pytest.raises(InputError, match="imported before, as FG-01"):
        ImportService(session).keep(path)


def test_a_turn_of_somebody_new_is_inserted_and_leaves_with_them(session: Session) -> None:
    coding = coded(session, 2, "one counselor")
    service = CorrectionService(session)
    before = session.transcript("FG-01")
    done = service.insert_turn(before, 0, "Ana", "  Good\n\n\nmorning. ", new=True)
    assert (done.event.summary, done.moved, done.to_review) == ("inserted turn 1 in FG-01", 1, [])
    now = session.transcript("FG-01")
    assert (now.words(now.turn(1)), now.role(now.turn(1))) == ("Good\nmorning.", Role.PARTICIPANT)
    assert one(session, coding.id).stands_in(now.text)
    service.delete_turn(now, 1)
    (ana,) = [s for s in session.transcript("FG-01").speakers if s.label == "Ana"]
    # Nobody who says nothing any more is counted as present.
    assert ana.role is Role.UNKNOWN
    assert session.transcript("FG-01").text == before.text
    assert one(session, coding.id).text == coding.text
    service.insert_turn(session.transcript("FG-01"), 1, "ana", "Hm.", new=True)
    assert [s.shown for s in session.transcript("FG-01").speakers if s.id == ana.id] == ["ana"]
    with pytest.raises(InputError, match="already a speaker 'Maya'"):
        service.insert_turn(session.transcript("FG-01"), 1, "maya", "Hm.", new=True)
    for _ in range(3):
        session.undo()
    assert session.transcript("FG-01") == before


def test_whoever_is_joined_away_is_nobody(session: Session) -> None:
    CorrectionService(session).join_turns(session.transcript("FG-01"), 2)
    now = session.transcript("FG-01")
    assert next(s for s in now.speakers if s.label == "Jordan").role is Role.UNKNOWN
    session.undo()
    assert (
        next(s for s in session.transcript("FG-01").speakers if s.label == "Jordan").role is Role.PARTICIPANT
    )


def test_two_coders_correct_one_after_the_other(place: str) -> None:
    support.make(place)
    with bootstrap.session(place, "AM") as first, bootstrap.session(place, "JR") as second:
        stale = second.transcript("FG-01")
        CorrectionService(first).edit_turn(first.transcript("FG-01"), 1, "When?")
        with pytest.raises(ConflictError):
            CorrectionService(second).edit_turn(stale, 1, "Who?")
        CorrectionService(second).edit_turn(second.transcript("FG-01"), 2, "Nobody.")
        with pytest.raises(ConflictError):
            first.undo()
        assert second.undo() is not None
        assert first.undo() is not None
        assert first.transcript("FG-01").revision == 1
