"""Changing the codebook of a project: one event each, undone to the letter, told since a date."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from coder.domain.codebook import CodeStatus
from coder.domain.coding import Origin, Suggestion
from coder.errors import CoderError, ConflictError, InputError
from coder.services import bootstrap, checking
from coder.services.codebook_changes import changes_since
from coder.services.codebook_editing import CodebookEditing
from coder.services.coding import CodingService
from coder.services.exchanging import ExchangeService
from coder.services.session import Session, changed
from coder.store.converters import record
from tests import support
from tests.integration.test_upgrading import make_old


def everything(session: Session) -> dict[str, list[dict[str, Any]]]:
    """All that codebook work may touch, as plain records."""
    store = session.store
    found = {
        "codes": [code for book in session.store.codes_and_lenses().codebooks for code in book.codes],
        "codings": store.codings(),
        "memos": store.memos(),
        "reasons": store.reasons(),
    }
    return {kind: [record(thing) for thing in things] for kind, things in found.items()}


def coded(session: Session, *wanted: tuple[int, str]) -> None:
    talk = session.transcript("FG-01")
    for turn, code in wanted:
        CodingService(session).apply(talk, talk.turn(turn).span, [code])


def status(session: Session, code: str) -> CodeStatus:
    return session.tree.codes[code].status


def test_a_new_code_gets_its_id_from_the_one_above_and_its_name(session: Session) -> None:
    edit = CodebookEditing(session)
    event, code = edit.add(
        "  Sense of\nplace ", "T", definition="Where one is at home.", reason="heard often"
    )
    assert (code.id, code.name, code.codebook_id) == ("T.SENS", "Sense of place", "tiny")
    assert session.tree.require("T.SENS").definition == "Where one is at home."
    assert edit.add("Sense of order", "T")[1].id == "T.SEOR"
    assert edit.add("日本", "T")[1].id == "T.CODE"
    assert edit.add("Words they do not say", None)[1].id == "WTNS"
    assert [reason.reason for reason in session.store.reasons()] == ["heard often"]
    assert event.action == "add code"
    assert [code.id for code in session.tree.children("T")][-1] == "T.CODE"


def test_a_project_without_codes_gets_a_codebook_of_its_own(tmp_path: Any) -> None:
    with bootstrap.new_session(str(tmp_path / "bare.coder"), "AM") as session:
        support.keep(session, support.transcript())
        _, code = CodebookEditing(session).add("Belonging")
        assert session.tree.codebooks[0].name == "Own codes"
        coded(session, (2, code.id))
        assert CodebookEditing(session).add("Waiting")[1].codebook_id == code.codebook_id


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda e: e.add(" "), "a code needs a name"),
        (lambda e: e.add("x" * 201), "at most 200"),
        (lambda e: e.add("bélonging", "T"), "already a code 'Belonging'"),
        (lambda e: e.add("New", "T.NO"), "there is no code 'T.NO'"),
        (lambda e: e.add("New", None, "other"), "no codebook 'other'"),
        (lambda e: e.rename("T.BEL", "Belonging"), "called Belonging already"),
        (lambda e: e.rename("T.BEL", "wellbeing"), "already a code"),
        (lambda e: e.redefine("T.BEL", definition="About belonging."), "nothing would change"),
        (lambda e: e.redefine("T.BEL", definition="x " * 2500), "more than 4,000"),
        (lambda e: e.move("T", "T.BEL"), "cannot stand under itself"),
        (lambda e: e.move("T.BEL", "T"), "stands there already"),
        (lambda e: e.move("T.WELL", "T", before="T"), "does not stand there"),
        (lambda e: e.merge("T.BEL", "T.BEL"), "merged with itself"),
        (lambda e: e.merge("T", "T.BEL"), "groups other codes"),
        (lambda e: e.merge("T.BEL", "T"), "groups other codes"),
        (lambda e: e.split("T.BEL", [], {}), "no name"),
        (lambda e: e.split("T.BEL", ["One", "one"], {}), "given twice"),
        (lambda e: e.split("T.BEL", ["One"], {"no-such": 0}), "is no coding of T.BEL"),
        (lambda e: e.bring_back("T.BEL"), "is active already"),
        (lambda e: e.recolor("T.BEL", "blue"), "is not a color"),
        (lambda e: e.add_example("T.BEL", " "), "no words are selected"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_changes_nothing(
    session: Session, act: Callable[[CodebookEditing], object], message: str
) -> None:
    count = session.store.event_count()
    with pytest.raises(InputError, match=message):
        act(CodebookEditing(session))
    assert session.store.event_count() == count


def test_a_renamed_code_keeps_its_id_and_is_found_by_its_old_name(session: Session) -> None:
    edit = CodebookEditing(session)
    edit.rename("T.BEL", "Being one of us")
    assert session.tree.codes["T.BEL"].aliases == ("Belonging",)
    assert session.tree.search("belong")[0].id == "T.BEL"
    edit.rename("T.BEL", "Belonging")
    assert session.tree.codes["T.BEL"].aliases == ("Being one of us",)


def test_a_definition_changes_field_by_field_and_a_stale_one_is_a_conflict(session: Session) -> None:
    edit = CodebookEditing(session)
    edit.add_example("T.BEL", "She keeps my seat.", source="invented")
    seen = session.tree.codes["T.BEL"].version
    edit.redefine(
        "T.BEL",
        include=["seats", "", "names", "seats"],
        examples=["She keeps my seat.", "They know me."],
        seen=seen,
    )
    code = session.tree.codes["T.BEL"]
    assert (code.definition, code.include) == ("About belonging.", ("seats", "names"))
    assert [(e.text, e.source) for e in code.examples] == [
        ("She keeps my seat.", "invented"),
        ("They know me.", ""),
    ]
    with pytest.raises(ConflictError, match="changed meanwhile"):
        edit.redefine("T.BEL", definition="Mine.", seen=seen)


def test_codes_move_with_all_below_and_stand_where_they_are_put(session: Session) -> None:
    edit = CodebookEditing(session)
    below = edit.add("Peers", "T.BEL")[1]
    edit.move("T.BEL", None)
    assert [depth for depth, code in session.tree.walk() if code.id == below.id] == [1]
    edit.move("T.BEL", "T", before="T.WELL")
    assert [code.id for code in session.tree.children("T")] == ["T.BEL", "T.WELL", "T.REL"]
    assert list(session.tree.codes) == ["T", "T.BEL", below.id, "T.WELL", "T.REL"]


def test_a_merge_says_before_what_it_does_and_loses_nothing(session: Session) -> None:
    edit, coding = CodebookEditing(session), CodingService(session)
    coded(session, (2, "T.WELL"), (3, "T.WELL"), (2, "T.BEL"), (4, "T.BEL"))
    talk = session.transcript("FG-01")
    first = next(c for c in session.store.codings() if c.code_id == "T.WELL")
    same = next(c for c in session.store.codings() if c.code_id == "T.BEL")
    coding.set_lens(talk, first, "L.WHO", "income")
    coding.set_lens(talk, session.store.codings_of("T.WELL")[0], "L.APP", "focus")
    coding.set_lens(talk, same, "L.WHO", "language")
    coding.star(talk, session.store.codings_of("T.WELL")[0])
    for target, text in ((first.id, "of wellbeing"), (same.id, "of belonging")):
        coding.write_memo("coding", target, text)
    coding.write_memo("code", "T.WELL", "what is it?")
    before = everything(session)
    assert edit.merging("T.WELL", "T.BEL").preview == [
        "2 codings by AM become BEL.",
        "1 of them stands on words that have BEL already, and one coding remains there.",
        "2 memos go along.",
    ]
    event = edit.merge("T.WELL", "T.BEL", reason="coders mixed them up")
    assert event.summary == "merged T.WELL Wellbeing into T.BEL (2 codings)"
    assert {c.code_id for c in session.store.codings()} == {"T.BEL"}
    kept = next(c for c in session.store.codings() if c.id == same.id)
    assert (kept.lenses, kept.starred) == ({"L.APP": ("focus",), "L.WHO": ("language", "income")}, True)
    memos = {(m.target_kind, m.target_id): m.text for m in session.store.memos()}
    assert memos[("coding", same.id)] == "of belonging\n\nof wellbeing"
    assert memos[("code", "T.BEL")] == "what is it?"
    code = session.tree.codes["T.BEL"]
    assert (code.cues, code.aliases) == (("one counselor",), ("Wellbeing", "support"))
    assert (status(session, "T.WELL"), session.tree.resolve("T.WELL")) == (CodeStatus.MERGED, "T.BEL")
    with pytest.raises(InputError, match=r"was merged into T\.BEL.*use T\.BEL"):
        coded(session, (4, "T.WELL"))
    session.undo()
    assert everything(session) == before
    session.redo()
    assert [r.reason for r in session.store.reasons()] == ["coders mixed them up"]


def test_two_coders_on_the_same_words_both_stay(tmp_path: Any) -> None:
    with support.project(tmp_path) as session:
        coded(session, (2, "T.WELL"))
        with bootstrap.session(str(tmp_path / "tiny.coder"), "JR") as other:
            coded(other, (2, "T.BEL"))
        merging = CodebookEditing(session).merging("T.WELL", "T.BEL")
        assert merging.preview == ["1 coding by AM becomes BEL."]
        CodebookEditing(session).merge("T.WELL", "T.BEL")
        assert {(c.coder, c.code_id) for c in session.store.codings()} == {("AM", "T.BEL"), ("JR", "T.BEL")}


def test_lens_values_that_give_way_are_told_before(session: Session) -> None:
    coded(session, (2, "T.WELL"), (2, "T.BEL"))
    talk = session.transcript("FG-01")
    for code, value in (("T.WELL", "focus"), ("T.BEL", "working")):
        CodingService(session).set_lens(talk, session.store.codings_of(code)[0], "L.APP", value)
    edit = CodebookEditing(session)
    assert "those of BEL stay" in " ".join(edit.merging("T.WELL", "T.BEL").preview)
    edit.merge("T.WELL", "T.BEL")
    assert [c.lenses for c in session.store.codings()] == [{"L.APP": ("working",)}]


def test_codes_below_a_merged_one_come_along(session: Session) -> None:
    edit = CodebookEditing(session)
    below = edit.add("Sleep", "T.WELL")[1].id
    with pytest.raises(InputError, match=r"stands below T\.WELL"):
        edit.merge("T.WELL", below)
    assert edit.merging("T.WELL", "T.BEL").preview[-1] == "1 code below WELL will stand below BEL."
    edit.merge("T.WELL", "T.BEL")
    assert session.tree.codes[below].parent_id == "T.BEL"


def test_a_split_gives_the_named_codings_to_new_codes(session: Session) -> None:
    edit = CodebookEditing(session)
    coded(session, (2, "T.BEL"), (3, "T.BEL"), (4, "T.BEL"))
    one, two, three = (c.id for c in session.store.codings_of("T.BEL"))
    before = everything(session)
    event = edit.split("T.BEL", ["Among peers", "With adults"], {one: 0, three: 1})
    assert event.summary == "split 2 codings of T.BEL off into T.AMON Among peers, T.ADUL With adults"
    assert {c.id: c.code_id for c in session.store.codings()} == {
        one: "T.AMON",
        two: "T.BEL",
        three: "T.ADUL",
    }
    session.undo()
    assert everything(session) == before


def test_a_retired_code_keeps_its_codings_and_comes_back_with_all_below(session: Session) -> None:
    edit = CodebookEditing(session)
    below = edit.add("Peers", "T.BEL")[1].id
    coded(session, (2, "T.BEL"))
    edit.retire("T.BEL", reason="too wide")
    assert [status(session, id_) for id_ in ("T.BEL", below)] == [CodeStatus.RETIRED] * 2
    assert session.store.codings()[0].code_id == "T.BEL"
    with pytest.raises(InputError, match="is retired"):
        coded(session, (3, "T.BEL"))
    edit.bring_back("T.BEL")
    assert [status(session, id_) for id_ in ("T.BEL", below)] == [CodeStatus.ACTIVE] * 2
    edit.merge("T.WELL", "T.BEL")
    edit.bring_back("T.WELL")
    assert session.tree.codes["T.WELL"].usable
    assert session.tree.codes["T.WELL"].merged_into == ""


def test_what_was_refused_as_a_merged_code_is_not_proposed_again(session: Session) -> None:
    talk = session.transcript("FG-01")
    span = talk.turn(2).span
    refused = Suggestion(talk.id, span.start, span.end, "T.WELL", 0.8, "cue", "cue")
    CodingService(session).refuse(talk, refused, "cues-1")
    CodebookEditing(session).merge("T.WELL", "T.BEL")
    service = bootstrap.suggestions(session)
    service.prepare()
    from coder.suggest.cues import Hit

    hits = {2: [Hit(0, len(span), "T.BEL", 0.8, "cue", "cue")]}
    assert service.filtered(talk, hits, session.store.codings(), session.store.decisions()) == {}
    service.close()


def test_what_changed_since_leaves_out_what_was_taken_back(session: Session) -> None:
    edit = CodebookEditing(session)
    edit.rename("T.BEL", "Home", reason="their own word")
    edit.recolor("T.BEL", "#4477AA")
    session.undo()
    found = changes_since(session)
    assert [(change.action, change.reason) for change in found] == [
        ("codebook", ""),
        ("rename code", "their own word"),
    ]
    (code,) = found[1].codes
    assert [(f.field, f.before, f.after) for f in code.fields] == [
        ("name", "Belonging", "Home"),
        ("aliases", [], ["Belonging"]),
    ]
    assert changes_since(session, "2999-01-01") == []
    assert [change.action for change in changes_since(session, found[1].at)] == ["rename code"]
    with pytest.raises(InputError, match="is no date"):
        changes_since(session, "yesterday")


def test_taking_back_what_was_done_before_a_date_is_a_change_since(session: Session) -> None:
    CodebookEditing(session).rename("T.BEL", "Home")
    done = session.store.event(session.store.event_count())
    session.undo()
    undone = session.store.event(session.store.event_count())
    since = changes_since(session, undone.at if undone.at > done.at else done.at + "0")
    assert all(change.action == "undo" for change in since)


def test_every_change_is_undone_to_the_first_state_and_redone_to_the_last(place: str) -> None:
    support.make(place)
    with bootstrap.session(place, "AM") as session:
        coded(session, (2, "T.WELL"), (3, "T.WELL"), (2, "T.BEL"))
        first = everything(session)
        edit = CodebookEditing(session)
        made = edit.add("Peers", "T.BEL", reason="new")[1].id
        edit.rename(made, "Friends", reason="shorter")
        edit.redefine(made, definition="Each other.", cues=["my friends"])
        edit.move(made, "T", before="T.REL")
        edit.recolor(made, "#112233")
        edit.add_example(made, "We sit together.")
        edit.split("T.WELL", ["Sleep"], {session.store.codings_of("T.WELL")[1].id: 0})
        edit.merge("T.WELL", made, reason="one thing")
        edit.retire("T.REL")
        last = everything(session)
    with bootstrap.session(place, "AM") as session:
        for _ in range(9):
            session.undo()
        assert everything(session) == first
        for _ in range(9):
            session.redo()
        assert everything(session) == last
        assert all(check.ok for check in checking.project(session))


def test_no_act_and_no_undo_leaves_a_code_without_the_one_above(tmp_path: Any) -> None:
    with support.project(tmp_path) as session:
        above = CodebookEditing(session).add("Above", "T")[1].id
        with bootstrap.session(str(tmp_path / "tiny.coder"), "JR") as other:
            CodebookEditing(other).add("Below", above)
        with pytest.raises(ConflictError, match="a code that is not there"):
            session.undo()
        code = session.tree.codes["T"]
        with pytest.raises(ConflictError, match="under itself"):
            session.act("x", "x", [changed("code", code, replace(code, parent_id=above, version=2))])
        assert session.tree.walk()


def test_no_undo_brings_a_coding_back_to_a_code_that_was_merged_meanwhile(tmp_path: Any) -> None:
    with support.project(tmp_path) as session:
        coded(session, (2, "T.WELL"))
        talk = session.transcript("FG-01")
        CodingService(session).remove(talk, session.store.codings()[0])
        with bootstrap.session(str(tmp_path / "tiny.coder"), "JR") as other:
            CodebookEditing(other).merge("T.WELL", "T.BEL")
            with pytest.raises(ConflictError, match=r"T\.WELL was merged into T\.BEL meanwhile"):
                session.undo()
            other.undo()
        session.undo()
        assert [c.code_id for c in session.store.codings()] == ["T.WELL"]


def test_a_project_of_before_keeps_reasons_once_it_is_brought_up_to_date(place: str) -> None:
    make_old(place)
    bootstrap.upgrade(place)
    with bootstrap.session(place, "AM") as session:
        CodebookEditing(session).merge("T.WELL", "T.BEL", reason="one thing")
        assert [r.reason for r in session.store.reasons()] == ["one thing"]
        assert all(check.ok for check in checking.project(session))
        session.undo()
        assert session.store.reasons() == []


def test_others_who_write_at_the_same_time_are_waited_for(session: Session, monkeypatch: Any) -> None:
    real, calls = session.act, []

    def act(*given: Any, **named: Any) -> Any:
        if not calls:
            calls.append(1)
            raise ConflictError("the project was changed meanwhile")
        return real(*given, **named)

    monkeypatch.setattr(session, "act", act)
    CodebookEditing(session).rename("T.BEL", "Home")
    assert session.tree.codes["T.BEL"].name == "Home"


def test_a_table_that_names_a_merged_code_says_which_to_use(session: Session, tmp_path: Any) -> None:
    CodebookEditing(session).merge("T.WELL", "T.BEL")
    table = tmp_path / "codings.csv"
    table.write_text("transcript,turn,code,coder\nFG-01,2,T.WELL,AM\n")
    with pytest.raises(CoderError, match=r"use T\.BEL"):
        ExchangeService(session).import_codings(table)
    assert Origin.IMPORTED not in {c.origin for c in session.store.codings()}
