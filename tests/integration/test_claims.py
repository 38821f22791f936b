"""Themes and recommendations in projects of both kinds."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from coder.domain.coding import Coding
from coder.domain.recommendation import Progress, Vote
from coder.domain.theme import Looked, ThemeStatus
from coder.errors import ConflictError, InputError, StoreError
from coder.services import bootstrap
from coder.services.checking import project as checks
from coder.services.claiming import ChangedMeanwhile
from coder.services.codebook_editing import CodebookEditing
from coder.services.coding import CodingService
from coder.services.recoding import RecodingService
from coder.services.recommending import RecommendationService
from coder.services.session import Session
from coder.services.themes import ThemeService
from tests import support

CLAIM = "Students name one adult who knows them."


def coded(session: Session, turn: int, code: str = "T.WELL", label: str = "FG-01") -> Coding:
    """A coding of a whole turn."""
    talk = session.transcript(label)
    CodingService(session).apply(talk, talk.turn(turn).span, [code])
    return session.store.latest_codings(session.coder, 1)[0]


def test_a_theme_is_kept_as_it_was_written(place: str) -> None:
    support.make(place)
    with bootstrap.session(place, "AM") as session:
        first, second = coded(session, 2), coded(session, 3)
        service = ThemeService(session)
        theme = service.add(
            CLAIM, code_ids=("T.WELL",), lenses={"L.APP": ("focus",)}, groups=("students",), know="k\nl"
        )
        service.add_evidence(theme, [first.id])
        service.star(theme, first.id)
        service.flag(theme, first.id)
        service.add_negative_cases(theme, [second.id])
        service.edit(service.find("T1"), think="t", assume="a", measures=("Q7",), notes="n")
        service.set_status(theme, ThemeStatus.FINAL)
        written = service.find(theme.id[:8])
    with bootstrap.session(place, "BB") as session:
        (kept,) = session.store.themes()
        assert kept == written
        assert (kept.evidence, kept.starred, kept.flagged) == ((first.id,), (first.id,), first.id)
        assert (kept.negative_cases, kept.looked, kept.status) == (
            (second.id,),
            Looked.YES,
            ThemeStatus.FINAL,
        )
        assert (kept.know, kept.think, kept.assume, kept.measures) == ("k\nl", "t", "a", ("Q7",))
        assert (kept.coder, kept.lenses, kept.groups) == ("AM", {"L.APP": ("focus",)}, ("students",))
        assert all(check.ok for check in checks(session))


def test_a_recommendation_is_kept_as_it_was_written(place: str) -> None:
    support.make(place)
    with bootstrap.session(place, "AM") as session:
        theme = ThemeService(session).add(CLAIM)
        service = RecommendationService(session)
        one = service.add(
            "Hire a second counselor",
            theme_ids=(theme.id,),
            asked_by=("students",),
            analysts=True,
            cause="One for 400",
            cause_codes=("T.WELL",),
            owner="Principal",
            timing="fall",
            measure="ratio",
        )
        service.vote(one, "students", 3)
        service.vote(one, "AM")
        service.set_status(one, Progress.AGREED)
        written = service.find("R1")
    with bootstrap.session(place, "BB") as session:
        (kept,) = session.store.recommendations()
        assert kept == written
        assert kept.votes == (Vote("students", 3), Vote("AM", 1))
        assert kept.status is Progress.AGREED
        assert session.store.recommendation(kept.id) == kept
        assert all(check.ok for check in checks(session))


def test_everything_is_undone_and_done_again(place: str) -> None:
    support.make(place)
    with bootstrap.session(place, "AM") as session:
        service, recommending = ThemeService(session), RecommendationService(session)
        coding = coded(session, 2)
        theme = service.add(CLAIM)
        service.add_evidence(theme, [coding.id])
        other = service.add("Families wait for answers in their language.")
        one = recommending.add("Hire a counselor", theme_ids=(theme.id, other.id))
        recommending.vote(one, "AM", 2)
        service.move(other, 1)
        service.remove(theme)
        assert session.store.recommendation(one.id).theme_ids == (other.id,)  # type: ignore[union-attr]
        last = (session.store.themes(), session.store.recommendations())
        for _ in range(7):
            assert session.undo() is not None
        assert (session.store.themes(), session.store.recommendations()) == ([], [])
    with bootstrap.session(place, "AM") as session:
        for _ in range(7):
            assert session.redo() is not None
        assert (session.store.themes(), session.store.recommendations()) == last
        assert all(check.ok for check in checks(session))


def test_evidence_follows_what_becomes_of_codings(place: str) -> None:
    support.make(place)
    with bootstrap.session(place, "AM") as session:
        service, recoding = ThemeService(session), RecodingService(session)
        talk = session.transcript("FG-01")
        first, same, third = coded(session, 2), coded(session, 2, "T.REL"), coded(session, 3)
        theme = service.add(CLAIM, evidence=(same.id, third.id), starred=(same.id,), code_ids=("T.REL",))
        one = RecommendationService(session).add("Hire", cause_codings=(same.id,))
        recoding.recode(talk, third, "T.BEL")
        # The two on the same words become one, and the one that stays is named instead.
        CodebookEditing(session).merge("T.REL", "T.WELL")
        kept = service.find("T1")
        assert (kept.evidence, kept.starred) == ((first.id, third.id), (first.id,))
        assert session.store.recommendation(one.id).cause_codings == (first.id,)  # type: ignore[union-attr]
        session.undo()
        assert service.find("T1") == theme
        assert all(check.ok for check in checks(session))


def test_evidence_follows_two_codings_that_are_merged(place: str) -> None:
    support.make(place)
    with bootstrap.session(place, "AM") as session:
        service = ThemeService(session)
        first, second = coded(session, 2), coded(session, 3)
        theme = service.add(CLAIM, evidence=(second.id,), flagged=second.id)
        RecodingService(session).merge(session.transcript("FG-01"), first)
        assert service.find("T1").evidence == (first.id,)
        assert service.find("T1").flagged == first.id
        session.undo()
        assert service.find("T1") == theme


def test_a_removed_coding_stays_named_and_is_no_fault(place: str) -> None:
    support.make(place)
    with bootstrap.session(place, "AM") as session:
        service, coding = ThemeService(session), coded(session, 2)
        service.add(CLAIM, evidence=(coding.id,))
        CodingService(session).remove(session.transcript("FG-01"), coding)
        assert service.find("T1").evidence == (coding.id,)
        assert service.edit(service.find("T1"), notes="still") is not None
        told = {check.name: check for check in checks(session)}["themes"]
        assert told.ok
        assert told.detail == "1 themes, 0 recommendations; 1 codings that they name were removed since"


def test_two_who_change_the_same_words_are_shown_both(place: str) -> None:
    support.make(place)
    with bootstrap.session(place, "AM") as mine, bootstrap.session(place, "BB") as theirs:
        seen = ThemeService(mine).add(CLAIM)
        ThemeService(theirs).edit(seen, claim="Students trust the librarian.", notes="new")
        with pytest.raises(ChangedMeanwhile, match=r"Students trust the librarian.*Students know") as caught:
            ThemeService(mine).edit(seen, claim="Students know the librarian.")
        assert caught.value.fields == ("claim",)
        assert caught.value.exit_code == 3
        assert ThemeService(mine).find("T1").claim == "Students trust the librarian."
        # What each changed apart is kept together.
        ThemeService(mine).edit(seen, know="k")
        kept = ThemeService(theirs).find("T1")
        assert (kept.claim, kept.notes, kept.know) == ("Students trust the librarian.", "new", "k")


def test_a_recommendation_cannot_answer_a_theme_that_somebody_removes(place: str) -> None:
    support.make(place)
    with bootstrap.session(place, "AM") as mine, bootstrap.session(place, "BB") as theirs:
        theme = ThemeService(mine).add(CLAIM)
        one = RecommendationService(mine).add("Hire", theme_ids=(theme.id,))
        ThemeService(theirs).remove(theme)
        # Taking back the writing of it would be no harm, but answering the theme anew would.
        with pytest.raises(InputError, match="not there"):
            RecommendationService(mine).edit(RecommendationService(mine).find("R1"), theme_ids=(theme.id,))
        assert RecommendationService(mine).find("R1").theme_ids == ()
        assert one.theme_ids == (theme.id,)


def test_undo_leaves_no_recommendation_that_answers_nothing(place: str) -> None:
    support.make(place)
    with bootstrap.session(place, "AM") as mine, bootstrap.session(place, "BB") as theirs:
        theme = ThemeService(mine).add(CLAIM)
        service = RecommendationService(mine)
        one = service.add("Hire", theme_ids=(theme.id,))
        service.edit(one, theme_ids=())
        ThemeService(theirs).remove(theme)
        with pytest.raises(ConflictError, match="would be answered by “Hire”"):
            mine.undo()
        assert service.find("R1").theme_ids == ()
        assert all(check.ok for check in checks(mine))


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"code_ids": ("T.NO",)}, "there is no code"),
        ({"lenses": {"L.NO": ("x",)}}, "there is no lens"),
        ({"lenses": {"L.APP": ("x",)}}, "x"),
        ({"evidence": ("nothing",)}, "no coding nothing"),
        ({"groups": ("teachers",)}, "no group 'teachers'; the project has students"),
    ],
)
def test_what_is_not_there_cannot_be_named(session: Session, fields: dict[str, object], what: str) -> None:
    with pytest.raises(InputError, match=what):
        ThemeService(session).add(CLAIM, **fields)
    assert session.store.themes() == []


def test_themes_are_found_by_number_and_by_id(session: Session) -> None:
    service = ThemeService(session)
    first, second = service.add(CLAIM), service.add("Families wait for answers.")
    assert [service.find(name) for name in ("1", "T2", "t2", first.id[:5])] == [first, second, second, first]
    for name in ("3", "0", "", first.id[:3], "nothing"):
        with pytest.raises(InputError, match="is no theme"):
            service.find(name)


def test_the_limit_is_a_setting(session: Session) -> None:
    service = RecommendationService(session)
    assert service.limit == 5
    service.set_limit(3)
    assert service.limit == 3
    with pytest.raises(InputError, match="at least one"):
        service.set_limit(0)


@pytest.mark.parametrize(
    ("column", "value"),
    [("evidence", '"abc"'), ("status", "sure"), ("lenses", "[]"), ("looked", "maybe"), ("groups", "[1]")],
)
def test_a_damaged_theme_is_told(session: Session, column: str, value: str) -> None:
    ThemeService(session).add(CLAIM)
    with session.store.engine.begin() as connection:
        connection.execute(text(f"UPDATE themes SET {column} = :value"), {"value": value})
    with pytest.raises(StoreError, match="themes, id"):
        session.store.themes()


def test_damaged_votes_are_told(session: Session) -> None:
    RecommendationService(session).add("Hire")
    for value in ('[{"by": 1, "count": 2}]', '[{"by": "a", "count": "2"}]', "[3]", '[{"of": 1}]'):
        with session.store.engine.begin() as connection:
            connection.execute(text("UPDATE recommendations SET votes = :value"), {"value": value})
        with pytest.raises(StoreError, match="recommendations, id"):
            session.store.recommendations()
