"""Changing the codebook while others code and change it too: nothing is overwritten or left behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from coder.domain.codebook import CodeStatus
from coder.domain.coding import Origin, Outcome, Suggestion
from coder.errors import ConflictError, InputError
from coder.services import bootstrap, checking
from coder.services.codebook_changes import changes_since
from coder.services.codebook_editing import CodebookEditing
from coder.services.coding import CodingService
from coder.services.in_place import InPlaceService
from coder.services.session import Session
from tests import support
from tests.integration.test_codebook_editing import coded, status


def accepted(session: Session, turn: int, code: str) -> None:
    talk = session.transcript("FG-01")
    span = talk.turn(turn).span
    CodingService(session).accept(
        talk, Suggestion(talk.id, span.start, span.end, code, 0.5, "cue", "x"), "s1"
    )


def test_no_redo_of_a_merge_leaves_codings_or_codes_with_the_merged_one(tmp_path: Any) -> None:
    with support.project(tmp_path) as session:
        CodebookEditing(session).merge("T.WELL", "T.BEL")
        session.undo()
        with bootstrap.session(str(tmp_path / "tiny.coder"), "JR") as other:
            coded(other, (2, "T.WELL"))
            with pytest.raises(ConflictError, match=r"somebody coded with T\.WELL meanwhile"):
                session.redo()
            other.undo()
            _, below = CodebookEditing(other).add("Sleep", "T.WELL")
            with pytest.raises(ConflictError, match=rf"{below.id} would stand under T\.WELL"):
                session.redo()
            other.undo()
        assert session.redo() is not None
        assert all(check.ok for check in checking.project(session))


def test_two_codings_that_become_one_keep_how_they_came_about(session: Session) -> None:
    coded(session, (2, "T.WELL"), (3, "T.BEL"))
    accepted(session, 2, "T.BEL")
    accepted(session, 3, "T.WELL")
    first = min(coding.created_at for coding in session.store.codings())
    for coding in session.store.codings_of("T.WELL") + session.store.codings_of("T.BEL"):
        CodingService(session).write_memo("coding", coding.id, "the same")
    CodebookEditing(session).merge("T.WELL", "T.BEL")
    codings, decisions = session.store.codings(), session.store.decisions()
    assert [coding.origin for coding in codings] == [Origin.CORRECTED] * 2
    assert {decision.coding_id for decision in decisions} == {coding.id for coding in codings}
    assert {decision.outcome for decision in decisions} == {Outcome.CORRECTED}
    assert codings[0].created_at == first
    assert [memo.text for memo in session.store.memos()] == ["the same"] * 2
    assert all(check.ok for check in checking.project(session))
    session.undo()
    assert {decision.outcome for decision in session.store.decisions()} == {Outcome.ACCEPTED}


def test_a_coding_that_is_split_off_was_not_suggested(session: Session) -> None:
    accepted(session, 2, "T.BEL")
    (coding,) = session.store.codings()
    CodebookEditing(session).split("T.BEL", ["Among peers"], {coding.id: 0})
    assert session.store.codings()[0].origin is Origin.CORRECTED
    assert session.store.decisions()[0].outcome is Outcome.CORRECTED


def test_a_code_made_while_coding_is_among_what_changed(session: Session) -> None:
    talk = session.transcript("FG-01")
    InPlaceService(session).apply_new(talk, talk.turn(2).span, "Waiting", "T")
    coded(session, (3, "T.BEL"))
    (found,) = changes_since(session)[1:]
    assert (found.action, found.codings, found.codes[0].word) == ("new code", 1, "made")


@pytest.mark.parametrize(
    "act",
    [
        lambda e, seen: e.rename("T.BEL", "Mine", seen=seen),
        lambda e, seen: e.move("T.BEL", None, seen=seen),
        lambda e, seen: e.recolor("T.BEL", "#112233", seen=seen),
        lambda e, seen: e.retire("T.BEL", seen=seen),
        lambda e, seen: e.add_example("T.BEL", "We sit together.", seen=seen),
        lambda e, seen: e.split("T.BEL", ["One"], {}, seen=seen),
    ],
)
def test_no_form_overwrites_what_others_did_since(
    session: Session, act: Callable[[CodebookEditing, int], object]
) -> None:
    edit = CodebookEditing(session)
    edit.rename("T.BEL", "Theirs")
    with pytest.raises(ConflictError, match=r"T\.BEL was changed meanwhile"):
        act(edit, 1)
    act(edit, 2)


def test_a_merge_does_what_was_told_or_nothing(session: Session) -> None:
    edit = CodebookEditing(session)
    seen = edit.merging("T.WELL", "T.BEL")
    coded(session, (2, "T.WELL"))
    with pytest.raises(ConflictError, match="something was done"):
        edit.merge("T.WELL", "T.BEL", seen=seen)
    edit.merge("T.WELL", "T.BEL", seen=edit.merging("T.WELL", "T.BEL"))


def test_a_split_gives_away_codings_as_they_were_seen(session: Session) -> None:
    coded(session, (2, "T.BEL"))
    (coding,) = session.store.codings()
    CodingService(session).star(session.transcript("FG-01"), coding)
    edit = CodebookEditing(session)
    with pytest.raises(ConflictError, match="was changed meanwhile"):
        edit.split("T.BEL", ["One"], {coding.id: 0}, versions={coding.id: 1})
    edit.split("T.BEL", ["One"], {coding.id: 0}, versions={coding.id: 2})


def test_two_who_make_the_same_code_while_coding_make_one(tmp_path: Any, monkeypatch: Any) -> None:
    with (
        support.project(tmp_path) as session,
        bootstrap.session(str(tmp_path / "tiny.coder"), "JR") as other,
    ):
        talk, real, calls = session.transcript("FG-01"), session.act, []

        def act(*given: Any, **named: Any) -> Any:
            if not calls:
                calls.append(1)
                InPlaceService(other).apply_new(talk, talk.turn(3).span, "Waiting", "T")
            return real(*given, **named)

        monkeypatch.setattr(session, "act", act)
        with pytest.raises(InputError, match="already a code 'Waiting'"):
            InPlaceService(session).apply_new(talk, talk.turn(2).span, "Waiting", "T")
        assert [code.name for code in session.tree.codes.values()].count("Waiting") == 1


def test_what_was_retired_on_its_own_stays_retired(session: Session) -> None:
    edit = CodebookEditing(session)
    alone, along = edit.add("Peers", "T.BEL")[1].id, edit.add("Seats", "T.BEL")[1].id
    edit.retire(alone)
    edit.retire("T.BEL")
    session.undo()
    session.redo()
    edit.bring_back("T.BEL")
    assert [status(session, id_).value for id_ in ("T.BEL", along, alone)] == ["active", "active", "retired"]
    edit.bring_back(alone)
    assert status(session, alone) is CodeStatus.ACTIVE
