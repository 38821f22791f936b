"""Entries in projects: written, changed by two, led along, taken away, erased, carried as a table."""

from __future__ import annotations

from pathlib import Path

import pytest

from coder.domain.coding import Coding
from coder.errors import ConflictError, InputError
from coder.services import bootstrap
from coder.services.checking import project as checks
from coder.services.claiming import ChangedMeanwhile
from coder.services.codebook_editing import CodebookEditing
from coder.services.coding import CodingService
from coder.services.consenting import ConsentService
from coder.services.entries import EntryService
from coder.services.entry_rows import entry_rows, load_entries
from coder.services.erasing import ErasureService
from coder.services.pseudonyms import PseudonymService
from coder.services.recommending import RecommendationService
from coder.services.rescuing import rescue
from coder.services.session import Session, removed
from coder.services.themes import ThemeService
from coder.store.store import Act
from tests import support


def coded(session: Session, turn: int, code: str = "T.WELL") -> Coding:
    talk = session.transcript("FG-01")
    CodingService(session).apply(talk, talk.turn(turn).span, [code])
    return session.store.latest_codings(session.coder, 1)[0]


@pytest.fixture
def session(tmp_path: Path) -> object:
    place = str(tmp_path / "project.coder")
    support.make(place)
    with bootstrap.session(place, "AM") as opened:
        yield opened


def sound(session: Session) -> bool:
    return all(check.ok for check in checks(session))


def test_entries_are_kept_as_they_were_written_and_every_step_is_undone(place: str) -> None:
    support.make(place)
    with bootstrap.session(place, "AM") as session:
        evidence, service = coded(session, 2), EntryService(session)
        cause = service.add("cause", {"cause": "Few people"}, codes=("T.WELL",), codings=(evidence.id,))
        plan = service.add("strategy", {"strategy": "Hire", "due": "fall"}, entries=(cause.id,))
        service.edit(plan, {"due": "", "owner": "Principal"})
        focus = service.add("focus", {"area": "Support", "leverage": "high"}, codes=("T.WELL",))
        service.vote(focus, "students", 3)
        written = service.all()
        assert [(e.table, e.lead, e.total) for e in written] == [
            ("cause", "Few people", 0),
            ("focus", "Support", 3),
            ("strategy", "Hire", 0),
        ]
        assert dict(written[2].fields) == {"strategy": "Hire", "owner": "Principal"}
    with bootstrap.session(place, "AM") as session:
        assert session.store.entries() == written
        assert sound(session)
        assert [session.undo() is not None for _ in range(5)] == [True] * 5
        assert session.store.entries() == []
        assert [session.redo() is not None for _ in range(5)] == [True] * 5
        assert session.store.entries() == written
        assert sound(session)


def test_what_goes_takes_along_what_was_only_about_it(session: Session) -> None:
    service = EntryService(session)
    item = service.add("plan-item", {"item": "Train staff"})
    service.add("check", {"did": "no evidence", "difference": "no evidence"}, entries=(item.id,))
    cause = service.add("cause", {"cause": "No time"}, codes=("T.REL",))
    service.add("strategy", {"strategy": "Plan together"}, entries=(cause.id,))
    before = service.all()
    service.remove(item)
    assert [entry.table for entry in service.all()] == ["cause", "strategy"]
    service.remove(cause)
    assert [(entry.table, entry.entries) for entry in service.all()] == [("strategy", ())]
    session.undo()
    session.undo()
    assert service.all() == before
    assert sound(session)


def test_a_theme_and_a_recommendation_that_go_are_led_to_no_more(session: Session) -> None:
    service = EntryService(session)
    theme = ThemeService(session).add("Adults know students.")
    advice = RecommendationService(session).add("Hire")
    cause = service.add("cause", {"cause": "c"}, codes=("T.REL",), themes=(theme.id,))
    service.add("followup", {"status": "started"}, recommendations=(advice.id,))
    ThemeService(session).remove(theme)
    assert service.find(cause.id).themes == ()
    RecommendationService(session).remove(advice)
    assert [entry.table for entry in service.all()] == ["cause"]
    session.undo()
    session.undo()
    assert [entry.table for entry in service.all()] == ["cause", "followup"]
    assert service.find(cause.id).themes == (theme.id,)
    # Whoever did not see the entry leaves it on nothing.
    theirs = Act("remove theme", "removed", (removed("theme", session.store.theme(theme.id)),))
    with pytest.raises(ConflictError, match="not there any more"):
        session.store.commit("BB", theirs)


def test_codings_that_become_one_and_codes_that_are_merged_are_followed(session: Session) -> None:
    service = EntryService(session)
    first, second = coded(session, 2, "T.WELL"), coded(session, 2, "T.REL")
    made = service.add("cause", {"cause": "c"}, codes=("T.REL",), codings=(first.id, second.id))
    CodebookEditing(session).merge("T.REL", "T.WELL")
    (kept,) = service.all()
    assert kept.codings == (first.id,)
    assert sound(session)
    session.undo()
    assert service.find(made.id).codings == (first.id, second.id)


def test_two_people_change_different_fields_and_clash_on_the_same(session: Session) -> None:
    service = EntryService(session)
    seen = service.add("plan-item", {"item": "Train staff", "due": "May"})
    service.edit(seen, {"owner": "Principal"})
    service.edit(seen, {"due": "June"})
    assert dict(service.find(seen.id).fields) == {
        "item": "Train staff",
        "owner": "Principal",
        "due": "June",
    }
    with pytest.raises(ChangedMeanwhile, match="due is “June” now, yours “July”"):
        service.edit(seen, {"due": "July"})


def test_what_is_not_there_is_refused(session: Session) -> None:
    service = EntryService(session)
    with pytest.raises(InputError, match="no coding"):
        service.add("rating", {"value": "1"}, codes=("T.WELL",), codings=("nothing",))
    with pytest.raises(InputError, match="there is no group 'cooks'; the project has students"):
        service.add("rating", {"value": "0", "role": "cooks"}, codes=("T.WELL",))
    cause = service.add("cause", {"cause": "c"}, codes=("T.WELL",))
    with pytest.raises(InputError, match="would lead to what is no plan-item"):
        service.add("check", {"did": "no evidence", "difference": "no evidence"}, entries=(cause.id,))
    with pytest.raises(InputError, match=r"'cause\.2' is no entry"):
        service.find("cause.2")
    assert len(service.all()) == 1


def test_a_table_comes_in_as_one_step_and_goes_out_as_it_came(session: Session, tmp_path: Path) -> None:
    from coder.services.listing import csv_text

    service, file = EntryService(session), tmp_path / "causes.csv"
    file.write_text('cause,codes\nFew people,T.WELL\n"Rules, uneven",T.REL; T.BEL\n')
    event, rows = load_entries(session, "cause", file)
    assert event is not None
    assert (rows, len(event.changes)) == (2, 2)
    assert [entry.codes for entry in service.all()] == [("T.WELL",), ("T.REL", "T.BEL")]
    assert load_entries(session, "cause", file) == (None, 2)
    told = entry_rows(session, "cause")
    names = list(told[0])
    flat = [
        [",".join(row[n]) if isinstance(row[n], list) else str(row[n] or "") for n in names] for row in told
    ]
    flat[0][names.index("cause")] = "Too few people"
    file.write_text(csv_text(names, flat))
    event, _ = load_entries(session, "cause", file)
    assert event is not None
    assert len(event.changes) == 1
    assert [entry.lead for entry in service.all()] == ["Too few people", "Rules, uneven"]
    plans = tmp_path / "plans.csv"
    plans.write_text('strategy,entries\nHire,cause.1\nAgree on rules,"Rules, uneven"\n')
    load_entries(session, "strategy", plans)
    assert [names["entries"] for names in entry_rows(session, "strategy")] == [["cause.1"], ["cause.2"]]
    with pytest.raises(InputError, match="whole file"):
        session.undo()
    assert session.undo(bulk=True) is not None
    assert service.all("strategy") == []


def test_a_wrong_line_is_named_and_nothing_is_written(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "ratings.csv"
    file.write_text("value,codes\n0,T.WELL\n2,T.REL\n")
    with pytest.raises(InputError, match=r"ratings.csv line 3: a rating of 2 needs an excerpt"):
        load_entries(session, "rating", file)
    file.write_text("value,codes,colour\n0,T.WELL,red\n")
    with pytest.raises(InputError, match="line 2: rating has no column 'colour'"):
        load_entries(session, "rating", file)
    assert session.store.entries() == []


def test_names_in_entries_are_found_and_erased_words_leave_them(session: Session) -> None:
    service = EntryService(session)
    said = session.transcript("FG-01").turn(2)
    quoted = session.transcript("FG-01").words(said)
    service.add("cause", {"cause": f"As one said: {quoted}"}, codes=("T.WELL",))
    service.add("handoff", {"what": "Call maya@school.org", "from": "HR", "to": "IT", "state": "works"})
    found = [one for one in PseudonymService(session).scan() if one.place.startswith("entry ")]
    assert [one.words for one in found] == ["maya@school.org"]
    ErasureService(session).person(ConsentService(session).person("Maya"))
    assert "counselor for four hundred" not in service.all("cause")[0].lead
    assert "As one said" in service.all("cause")[0].lead
    log = "".join(str(event.changes) for event in session.store.events())
    assert "counselor for four hundred" not in log


def test_a_rescue_keeps_entries(session: Session, tmp_path: Path) -> None:
    service = EntryService(session)
    cause = service.add("cause", {"cause": "c"}, codes=("T.WELL",))
    service.add("strategy", {"strategy": "s"}, entries=(cause.id,))
    expected = service.all()
    session.store.close()
    done = rescue(tmp_path / "project.coder", tmp_path / "saved.coder", "AM")
    assert done.kept["entry"] == 2
    with bootstrap.session(str(tmp_path / "saved.coder"), "AM") as saved:
        assert saved.store.entries() == expected
        assert sound(saved)
