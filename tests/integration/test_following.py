"""A state that follows the log is the state that is read; and an act costs the same however much there is."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event as hooks

from coder.domain.coding import Coding, Origin, Suggestion
from coder.domain.transcript import Span, Transcript
from coder.errors import CoderError
from coder.services import bootstrap
from coder.services.coding import CodingService
from coder.services.marking import MarkingService
from coder.services.people import PeopleService
from coder.services.recoding import RecodingService
from coder.services.session import Session, added, removed
from coder.tui.state import TranscriptState, follow, read_state, turn_target
from tests import support

CODES = ("T.WELL", "T.REL", "T.BEL")
TALK = [(("Facilitator", "Maya", "Jordan")[at % 3], f"One thing {at}. Another thing.") for at in range(24)]


class CueFake:
    """Suggests two codes on every third turn, and tells how often they were right."""

    suggester, notice = "fake", ""

    def filtered(
        self, transcript: Transcript, hits: Any, codings: Any, decisions: Any, tallies: Any = None
    ) -> dict[int, list[Suggestion]]:
        settled = {(act.start, act.code_id) for act in [*codings, *decisions] if act.coder == "AM"}
        return {
            number: [
                Suggestion(transcript.id, turn.start, turn.end, code, 0.5, "cue", str(tallies.get(code)))
                for code in codes
                if (turn.start, code) not in settled
            ]
            for number, codes in hits.items()
            for turn in [transcript.turn(number)]
        }


def everything(state: TranscriptState) -> dict[str, Any]:
    """All that a screen could ask of a state."""
    hits = dict.fromkeys(range(1, len(state.stops) + 1, 3), CODES[:2])
    shown = state.with_hits(CueFake(), hits)  # type: ignore[arg-type]
    return {
        "codings": state.codings,
        "memos": state.memos,
        "marks": state.marks,
        "decisions": state.decisions,
        "by turn": dict(state.by_turn),
        "memos by target": dict(state.held.memos),
        "counts": dict(state.counts),
        "tallies": dict(state.held.tallies),
        "done": dict(state.held.done),
        "share": state.coded_share,
        "suggestions": shown.suggestions,
        "transcript": state.transcript,
        "tree": state.tree,
        "seq": state.seq,
    }


def acts(session: Session, chance: random.Random) -> list[Callable[[], object]]:
    """What may be done next."""
    talk = session.transcript("FG-01")
    coding, marking, recoding = CodingService(session), MarkingService(session), RecodingService(session)
    turn = chance.choice(talk.numbered)
    here = session.store.codings(talk.id)
    one = chance.choice(here) if here else None
    last = min(len(talk.numbered), (turn.number or 1) + chance.randint(0, 2))
    span = chance.choice([turn.span, Span(turn.start, turn.start + 9), Span(turn.start, talk.turn(last).end)])
    proposal = Suggestion(talk.id, turn.start, turn.end, chance.choice(CODES), 0.5, "cue", "why")
    speaker = chance.choice(talk.speakers)
    found: list[Callable[[], object]] = [
        lambda: coding.apply(talk, span, chance.sample(CODES, chance.randint(1, 3))),
        lambda: coding.accept(talk, proposal, "fake", span=chance.choice([None, span])),
        lambda: coding.refuse(talk, proposal, "fake", chance.choice(["", "not said"])),
        lambda: coding.write_memo("turn", turn_target(talk, turn), chance.choice(["", "look", "ask"])),
        lambda: marking.toggle_read(talk, turn),
        lambda: marking.toggle_bookmark(talk, turn),
        session.undo,
        session.undo,
        session.redo,
        lambda: bulk(session, talk, chance),
        lambda: PeopleService(session).rename(talk, speaker.id, f"Name {chance.randint(1, 9)}"),
    ]
    if one is not None:
        found += [
            lambda: coding.remove(talk, one),
            lambda: coding.set_lens(talk, one, "L.APP", "working"),
            lambda: coding.star(talk, one),
            lambda: coding.write_memo("coding", one.id, chance.choice(["", "why"])),
            lambda: recoding.recode(talk, one, chance.choice(CODES)),
            lambda: recoding.move(talk, one, span),
            lambda: recoding.merge(talk, one),
        ]
    return found


def bulk(session: Session, talk: Transcript, chance: random.Random) -> None:
    """Codings of somebody else on many turns in one act, or all of them gone again."""
    theirs = [coding for coding in session.store.codings(talk.id) if coding.coder == "BK"]
    changes = [removed("coding", coding) for coding in theirs] or [
        added("coding", made(talk, number, f"{chance.random()}")) for number in range(1, 20)
    ]
    session.act("import codings", "theirs", changes)


def made(talk: Transcript, number: int, id_: str) -> Coding:
    span = talk.turn(number).span
    words = span.of(talk.text)
    return Coding(id_, talk.id, span.start, span.end, words, "T.BEL", "BK", Origin.IMPORTED, "2026-01-01")


@pytest.mark.parametrize("seed", range(5))
def test_following_the_log_gives_what_reading_gives(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    both = (support.transcript(talk=TALK), support.transcript("FG-02", talk=TALK))
    with support.project(tmp_path, *both) as session:
        place = session.store.place
        with bootstrap.session(place, "BK") as other:
            state = read_state(session, session.transcript("FG-01").id)
            done = 0
            for _ in range(40):
                whose = chance.choice([session, session, session, other])
                for _ in range(chance.randint(1, 3)):
                    try:
                        done += chance.choice(acts(whose, chance))() is not None
                    except CoderError:
                        continue
                state = follow(session, state)
                assert everything(state) == everything(read_state(session, state.transcript.id))
            assert done > 40


def test_a_state_is_not_changed_by_what_follows(session: Session) -> None:
    service, talk = CodingService(session), session.transcript("FG-01")
    first = read_state(session, talk.id)
    service.apply(talk, talk.turn(2).span, ["T.BEL"])
    second = follow(session, first)
    service.apply(talk, talk.turn(3).span, ["T.BEL"])
    third = follow(session, second)
    assert [len(state.codings) for state in (first, second, third)] == [0, 1, 2]
    assert [dict(state.counts) for state in (first, second)] == [{}, {"T.BEL": 1}]
    assert third.codings_on(talk.turn(2)) is second.codings_on(talk.turn(2))
    assert follow(session, third) is third


def test_a_state_behind_the_log_stands_changes_that_are_in_already(session: Session) -> None:
    service, talk = CodingService(session), session.transcript("FG-01")
    early = session.store.event_count()
    service.apply(talk, talk.turn(2).span, ["T.BEL"])
    made = session.store.codings(talk.id)[0]
    RecodingService(session).recode(talk, made, "T.REL")
    RecodingService(session).recode(talk, session.store.codings(talk.id)[0], "T.WELL")
    read = read_state(session, talk.id)
    late = read._with(seq=early)
    assert everything(follow(session, late)) == everything(read)


def test_an_act_costs_the_same_however_much_there_is(tmp_path: Path) -> None:
    costs = []
    for codings in (0, 3_000):
        (tmp_path / str(codings)).mkdir()
        many = [("Maya", f"Word {at} and more words.") for at in range(3_000)]
        with support.project(tmp_path / str(codings), support.transcript(talk=many)) as session:
            talk = session.transcript("FG-01")
            theirs = [
                added("coding", made(talk, at, f"c{at}")) for at in range(1, codings) if abs(at - 1_500) > 5
            ]
            if theirs:
                session.act("import codings", "many", theirs)
            costs.append(cost_of_acts(session, talk))
    assert costs[0] == costs[1]


def cost_of_acts(session: Session, talk: Transcript) -> list[tuple[int, int]]:
    """Statements and rows of each of some acts, with following the log."""
    store, service, marking = session.store, CodingService(session), MarkingService(session)
    turn = talk.turn(1_500)
    proposal = Suggestion(talk.id, turn.start, turn.end, "T.WELL", 0.5, "cue", "why")
    state = follow(session, read_state(session, talk.id))
    # What is learned once for a whole session.
    store.codings_touching(talk.id, talk.turn(5).span)
    service.apply(talk, talk.turn(5).span, ["T.REL"])
    session.undo()
    statements, rows = [0], [0]
    read = store._rows

    def counting(query: Any) -> list[dict[str, Any]]:
        found = read(query)
        rows[0] += len(found)
        return found

    def executed(*_: Any) -> None:
        statements[0] += 1

    hooks.listen(store.engine, "before_cursor_execute", executed)
    store._rows = counting  # type: ignore[method-assign]
    costs = []
    state = follow(session, state)
    for act in (
        lambda: service.apply(talk, turn.span, ["T.REL"]),
        lambda: service.accept(talk, proposal, "fake"),
        lambda: service.write_memo("turn", turn_target(talk, turn), "look"),
        lambda: marking.toggle_bookmark(talk, turn),
        session.undo,
        session.undo,
        session.redo,
    ):
        statements[0] = rows[0] = 0
        assert act() is not None
        state = follow(session, state)
        costs.append((statements[0], rows[0]))
    return costs


def test_the_transcripts_used_last_are_kept(session: Session) -> None:
    from coder.services.session import KEPT

    first = session.transcript("FG-01")
    others = [support.keep(session, support.transcript(f"IN-{n}")) for n in range(KEPT)]
    for other in others:
        session.load(other.id)
        assert session.load(first.id).reads_as(first)
    kept = session.load(first.id)
    session.load(others[0].id)
    session.load(others[1].id)
    assert session.load(first.id) is kept


def test_in_a_moment_the_log_is_looked_at_once_and_again_after_an_act(session: Session) -> None:
    talk, looks = session.transcript("FG-01"), []
    read = session.store.events
    session.store.events = lambda **given: looks.append(given) or read(**given)  # type: ignore[method-assign]
    with session.moment():
        assert session.load(talk.id) is talk
        assert session.tree.codes
        assert len(looks) == 1
        PeopleService(session).rename(talk, talk.speakers[0].id, "Somebody else")
        assert session.load(talk.id).speakers[0].shown == "Somebody else"
    looks.clear()
    assert session.tree is session.tree
    assert len(looks) == 2, "outside of it somebody else may have done something at any time"
