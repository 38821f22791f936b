"""What to look at next, decided one by one: every decision is an act, and the way can be taken up again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from coder.domain.coding import Coding, Mark, MarkKind, Origin, Outcome, Suggestion
from coder.domain.transcript import Span, Transcript
from coder.errors import ConflictError, InputError
from coder.services import queue_reasons as reasons
from coder.services.accepting import Listed, accept_all
from coder.services.against import NEAR, OTHER_GROUP, OTHER_LENS, against
from coder.services.coding import CodingService
from coder.services.correcting import CorrectionService
from coder.services.queue_reasons import Sight, Studied
from coder.services.queueing import (
    Precision,
    begin,
    check_of,
    checks,
    named_reasons,
    queue_of,
    resume,
)
from coder.services.session import Session
from tests import support

TALK = (
    ("Maya", "There is one counselor for all of us."),
    ("Jordan", "The counselor knows my name."),
    ("Maya", "I never go there."),
    ("Jordan", "Nobody does."),
    ("Maya", "The office is closed at lunch."),
)
SUGGESTER = "fake-1"


def suggestion(talk: Transcript, number: int, code: str, score: float, source: str = "example") -> Suggestion:
    turn = talk.turn(number)
    return Suggestion(talk.id, turn.start, turn.end, code, score, source, "“counselor” as in FG-02")


def coding(talk: Transcript, number: int, code: str, coder: str = "AM", **more: object) -> Coding:
    turn = talk.turn(number)
    words = talk.words(turn)
    return Coding(
        f"c{number}{code}{coder}", talk.id, turn.start, turn.end, words, code, coder, Origin.TYPED, "", **more
    )  # type: ignore[arg-type]


def sight(talk: Transcript, *found: Suggestion, codings: tuple[Coding, ...] = (), **more: object) -> Sight:
    by_turn: dict[int, list[Suggestion]] = {}
    for one in found:
        turn = talk.turn_at(one.start)
        assert turn is not None
        by_turn.setdefault(turn.number or 0, []).append(one)
    return Sight("AM", [Studied(talk, by_turn, by_turn, codings, ())], **more)  # type: ignore[arg-type]


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with support.project(tmp_path, support.transcript("FG-01", TALK)) as opened:
        yield opened


@pytest.fixture
def talk(session: Session) -> Transcript:
    return session.transcript("FG-01")


def test_uncertain_are_turns_where_two_codes_fit_alike(talk: Transcript) -> None:
    close = [suggestion(talk, 1, "T.WELL", 0.4), suggestion(talk, 1, "T.REL", 0.37)]
    clear = [suggestion(talk, 2, "T.WELL", 0.6), suggestion(talk, 2, "T.REL", 0.3)]
    (item,) = reasons.Uncertain()(sight(talk, *close, *clear))
    assert (item.seq, item.why) == (0, "WELL and REL fit about equally")


def test_disagreement_is_a_cue_against_what_was_learned(talk: Transcript) -> None:
    both = [suggestion(talk, 1, "T.WELL", 0.4, "cue"), suggestion(talk, 1, "T.REL", 0.5)]
    cues = [suggestion(talk, 2, "T.WELL", 0.4, "cue"), suggestion(talk, 2, "T.REL", 0.4, "cue")]
    (item,) = reasons.Disagree()(sight(talk, *both, *cues))
    assert item.suggestion is not None
    assert (item.seq, item.suggestion.code_id) == (0, "T.REL")


def test_rare_codes_are_those_hardly_used(talk: Transcript) -> None:
    found = [suggestion(talk, 1, "T.WELL", 0.5), suggestion(talk, 2, "T.REL", 0.3)]
    (item,) = reasons.Rare()(sight(talk, *found, used={"T.WELL": 9, "T.REL": 1}))
    assert (item.seq, item.why) == (1, "REL was used once in this project")


def test_missed_are_turns_left_behind_and_not_those_ahead(talk: Transcript) -> None:
    found = [suggestion(talk, number, "T.WELL", 0.5) for number in (1, 2, 5)]
    (item,) = reasons.Missed()(
        sight(talk, *found, codings=(coding(talk, 1, "T.REL"), coding(talk, 3, "T.BEL")))
    )
    assert item.seq == 1
    # Another coder's codings say nothing about how far this one has come.
    assert not list(reasons.Missed()(sight(talk, *found, codings=(coding(talk, 3, "T.BEL", "BK"),))))


def test_inconsistent_is_a_coding_that_others_would_not_lead_to(talk: Transcript) -> None:
    found = [suggestion(talk, 1, "T.WELL", 0.5), suggestion(talk, 2, "T.WELL", 0.5)]
    codings = (coding(talk, 1, "T.BEL"), coding(talk, 2, "T.WELL"))
    (item,) = reasons.Inconsistent()(sight(talk, *found, codings=codings))
    assert (item.seq, item.coding_id) == (0, codings[0].id)
    assert "you put BEL here" in item.why


def test_control_draws_what_is_open_and_only_that(talk: Transcript) -> None:
    seen = sight(talk, suggestion(talk, 1, "T.WELL", 0.5), codings=(coding(talk, 2, "T.BEL"),))
    drawn = list(reasons.Control()(seen))
    assert sorted(item.seq for item in drawn) == [0, 2, 3, 4]
    assert [item.weight for item in drawn] == [item.weight for item in reasons.Control()(seen)]


def test_reasons_take_turns_and_nothing_stands_there_twice(talk: Transcript) -> None:
    found = [suggestion(talk, 1, "T.WELL", 0.4, "cue"), suggestion(talk, 1, "T.REL", 0.38)]
    stream = queue_of(sight(talk, *found))
    assert len({item.place for item in stream.items}) == len(stream.items)
    assert stream.items[0].reason == "disagree"
    assert {item.reason for item in queue_of(sight(talk, *found), ["control"]).items} == {"control"}
    assert len(queue_of(sight(talk, *found), most=2).items) == 2
    with pytest.raises(InputError, match="no reason 'guess'"):
        named_reasons(["guess"])


def test_every_decision_is_an_act_that_keeps_its_origin(session: Session, talk: Transcript) -> None:
    found = [suggestion(talk, number, "T.WELL", 0.5) for number in (1, 2, 3)]
    queue = begin(session, queue_of(sight(talk, *found), ["rare"]), SUGGESTER)
    assert len(queue.stream.items) == 3
    queue.accept()
    queue.accept(code_id="T.REL")
    queue.refuse()
    assert [(c.code_id, c.origin) for c in session.store.codings()] == [
        ("T.WELL", Origin.ACCEPTED),
        ("T.REL", Origin.CORRECTED),
    ]
    assert [d.outcome for d in session.store.decisions()] == [
        Outcome.ACCEPTED,
        Outcome.CORRECTED,
        Outcome.REJECTED,
    ]
    assert queue.stream.item is None
    queue.back()
    queue.back()
    assert [c.code_id for c in session.store.codings()] == ["T.WELL"]
    assert queue.stream.at == 1


def test_other_words_make_a_correction(session: Session, talk: Transcript) -> None:
    queue = begin(session, queue_of(sight(talk, suggestion(talk, 1, "T.WELL", 0.5)), ["rare"]), SUGGESTER)
    queue.accept(span=Span(talk.turn(1).start, talk.turn(1).start + 9))
    (made,) = session.store.codings()
    assert (made.text, made.origin) == ("There is", Origin.CORRECTED)
    assert queue.stream.answers == ["corrected"]


def test_a_turn_drawn_by_lot_is_coded_by_hand_or_marked_as_read(session: Session, talk: Transcript) -> None:
    queue = begin(session, queue_of(sight(talk), ["control"]), SUGGESTER)
    with pytest.raises(InputError, match="nothing is suggested"):
        queue.accept()
    first, second = (queue.stream.items[at].seq for at in (0, 1))
    queue.refuse()
    queue.accept(code_id="T.BEL")
    assert [(m.seq, m.kind) for m in session.store.marks()] == [(first, MarkKind.READ)]
    (made,) = session.store.codings()
    assert (talk.turns[second].start, made.origin) == (made.start, Origin.TYPED)


def test_a_queue_is_taken_up_where_it_was_left(session: Session, talk: Transcript) -> None:
    found = [suggestion(talk, number, "T.WELL", 0.5) for number in (1, 2, 3, 5)]
    queue = begin(session, queue_of(sight(talk, *found), ["rare"]), SUGGESTER)
    queue.accept()
    queue.skip()
    again = resume(Session(session.store, "AM"))
    assert again is not None
    assert (again.stream.at, again.stream.items) == (2, queue.stream.items)
    with pytest.raises(InputError, match="decided before"):
        again.back()
    # What was coded on the coding screen meanwhile is not asked about again.
    CodingService(session).apply(talk, talk.turn(3).span, ["T.WELL"])
    shorter = resume(session)
    assert shorter is not None
    assert [item.seq for item in shorter.stream.items[2:]] == [4]
    assert resume(Session(session.store, "BK")) is None
    shorter.accept()
    assert shorter.end() is None
    assert resume(session) is None


def test_what_was_corrected_meanwhile_is_not_decided_on(session: Session, talk: Transcript) -> None:
    queue = begin(session, queue_of(sight(talk, suggestion(talk, 1, "T.WELL", 0.5)), ["rare"]), SUGGESTER)
    CorrectionService(session).edit_turn(talk, 1, "There are two counselors for all of us.")
    with pytest.raises(ConflictError, match="corrected"):
        queue.accept()
    assert not session.store.codings()
    assert resume(session) is None


def test_a_damaged_queue_is_no_queue(session: Session) -> None:
    session.store.set_meta({"queue:AM": '{"items": [{"reason": 1}]}'})
    assert resume(session) is None


def test_a_precision_check_tells_and_keeps_what_was_right(session: Session, talk: Transcript) -> None:
    found = [suggestion(talk, number, "T.WELL", 0.5) for number in (1, 2, 3, 4, 5)]
    other = suggestion(talk, 1, "T.REL", 0.4)
    stream = check_of(sight(talk, *found, other), "T.WELL")
    assert len(stream.items) == 5
    check = begin(session, stream, SUGGESTER)
    check.accept()
    check.accept()
    check.refuse()
    check.accept(code_id="T.REL")
    check.skip()
    result = check.end()
    assert result == Precision(2, 4), "another code is no proof, and what was skipped does not count"
    assert [(entry["code"], entry["right"], entry["of"]) for entry in checks(session)] == [("T.WELL", 2, 4)]
    last = list(session.store.events())[-1]
    assert last.summary == "precision check of T.WELL: right 2 of 4 (15 % to 85 %)"


def test_the_interval_is_that_of_wilson() -> None:
    low, high = Precision(14, 20).interval
    assert (round(low, 3), round(high, 3)) == (0.481, 0.855)
    assert Precision(0, 0).told == "nothing was decided"


def test_a_list_is_one_act_with_its_origin_and_no_decisions(session: Session, talk: Transcript) -> None:
    found = [suggestion(talk, number, "T.WELL", 0.5) for number in (1, 2)]
    listed = [Listed(one, talk.label, 1, talk.revision, one.span.of(talk.text)) for one in found]
    event = accept_all(session, listed, SUGGESTER, 0.4)
    assert event.summary == "accepted 2 suggestions of T.WELL in a list, score 0.4 or more, by fake-1"
    assert [c.origin for c in session.store.codings()] == [Origin.ACCEPTED] * 2
    assert not session.store.tallies(), "nobody decided on each of them"
    session.undo()
    assert not session.store.codings()
    CorrectionService(session).edit_turn(talk, 1, "Other words.")
    with pytest.raises(ConflictError):
        accept_all(session, listed, SUGGESTER, 0.4)
    assert not session.store.codings()


def test_what_speaks_against_a_code(talk: Transcript) -> None:
    lens = [("focus",), ("focus",), ("working",)]
    codings = tuple(
        coding(talk, number, "T.WELL", lenses={"LENS.APP": values})
        for number, values in zip((1, 2, 3), lens, strict=True)
    )
    found = [suggestion(talk, number, "T.WELL", 0.4) for number in (1, 4)]
    from dataclasses import replace

    other = replace(talk, id="t2", label="FG-09", facts=replace(talk.facts, group="families"))
    elsewhere = replace(suggestion(talk, 5, "T.WELL", 0.2), transcript_id="t2")
    here, there = sight(talk, *found, codings=codings), sight(other, elsewhere)
    seen = Sight("AM", [*here.talks, *there.talks])
    assert [(one.kind, one.label, one.number) for one in against(seen, {"T.WELL"})] == [
        (OTHER_LENS, "FG-01", 3),
        (OTHER_GROUP, "FG-09", 5),
        (NEAR, "FG-01", 4),
    ]
    assert against(seen, {"T.BEL"}) == []


def test_marks_of_others_do_not_make_a_turn_done(talk: Transcript) -> None:
    marks = (Mark("m", talk.id, 1, MarkKind.READ, "BK", ""),)
    seen = Sight("AM", [Studied(talk, {}, {}, (), marks)])
    assert 1 in {item.seq for item in reasons.Control()(seen)}


def test_cues_are_counted_on_turns_that_want_codes(session: Session, talk: Transcript) -> None:
    from coder.services.cue_counting import Counted, field_of
    from coder.suggest.cue_trial import tried

    CodingService(session).apply(talk, talk.turn(1).span, ["T.WELL"])
    CodingService(session).apply(talk, talk.turn(2).span, ["T.BEL"])
    field = field_of(session, talk.id, "T.WELL")
    found, problems = tried(["counselors", "office NEAR/2 closed", "(late"], field.texts)
    assert found == [[0, 1], [4], []]
    assert [field.count(places) for places in found] == [Counted(2, 1, 2), Counted(1, 0, 0), Counted()]
    assert len(problems) == 1
