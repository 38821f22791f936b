"""Suggestions for a transcript of a stored project, before and after people have decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from coder.domain.codebook import Code, Codebook, CodeStatus
from coder.domain.coding import Decision, Outcome, Suggestion
from coder.domain.events import Change
from coder.domain.transcript import (
    Role,
    Span,
    Speaker,
    Transcript,
    TranscriptFacts,
    Turn,
    TurnKind,
)
from coder.services import bootstrap
from coder.services.coding import CodingService
from coder.services.hearing import let_speak, nearest, quiet_codes, set_blind
from coder.services.lessons import lessons
from coder.services.marking import MarkingService
from coder.services.session import Session, added, changed
from coder.services.suggesting import SuggestionService
from coder.store.converters import transcript_record
from coder.store.database import create_project
from coder.store.store import NewText, Store, now
from coder.suggest.client import Client, SuggesterOff
from coder.suggest.cues import Hit
from coder.suggest.examples import Example
from coder.tui.state import follow, read_state

TALK = (
    (None, "Focus group 👩‍🏫"),
    ("Facilitator", "Is there one counselor? Do you belong, is there a dress code, do you feel welcome?"),
    ("Maya", "😀 There’s one counselor for, like, four hundred of us. So you just stop going."),
    ("Observer", "They do not belong, one counselor, dress code."),
    ("Jo", "I belong where the dress code is fair, one counselor says, and the bus is late, José."),
    ("Voice", "Nobody belonged."),
    ("Maya", "No."),
)
ROLES = {"Facilitator": Role.FACILITATOR, "Observer": Role.OBSERVER, "Voice": Role.UNKNOWN}
CUES = {
    "D.WELL": ("one counselor",),
    "D.BEL": ("belong", "feel welcome", "I belong where"),
    "D.POL": ("dress code", "the dress code is fair"),
    "D.BUS": ("the bus is late",),
}
TRANSCRIPT_ID = "t1"


def transcript() -> Transcript:
    text, turns, number = "", [], 0
    for seq, (speaker, words) in enumerate(TALK):
        start, text = len(text), text + words
        number += bool(speaker)
        turns.append(
            Turn(
                TRANSCRIPT_ID,
                seq,
                number if speaker else None,
                TurnKind.SPEECH if speaker else TurnKind.HEADER,
                f"s-{speaker}" if speaker else None,
                start,
                len(text),
            )
        )
        text += "\n\n"
    names = dict.fromkeys(speaker for speaker, _ in TALK if speaker)
    speakers = tuple(
        Speaker(f"s-{name}", TRANSCRIPT_ID, name, ROLES.get(name, Role.PARTICIPANT)) for name in names
    )
    return Transcript(TRANSCRIPT_ID, "FG-01", TranscriptFacts(), text, tuple(turns), speakers)


def codes() -> list[Code]:
    leaves = [
        Code(code_id, "D", "D", place, code_id[2:].title(), cues=cues)
        for place, (code_id, cues) in enumerate(CUES.items(), 1)
    ]
    return [Code("D", "D", None, 0, "Domains", cues=("one counselor",), codable=False), *leaves]


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    place = str(tmp_path / "audit.coder")
    store = Store(create_project(place), place)
    opened = Session(store, "AM")
    kept = transcript()
    opened.act(
        "import",
        "imported",
        [
            Change("transcript", kept.id, None, transcript_record(kept, 0)),
            *(added("speaker", speaker) for speaker in kept.speakers),
            added("codebook", Codebook("D", "Domains")),
            *(added("code", code) for code in codes()),
        ],
        undoable=False,
        texts=[NewText(kept, "fg.txt", "0" * 64, "txt")],
    )
    yield opened
    store.close()


class CountingClient(Client):
    """A client that tells how many texts it was asked about."""

    asked = 0

    def suggest(self, asked: Sequence[Example]) -> list[list[Hit]]:
        self.asked += len(asked)
        return super().suggest(asked)


@pytest.fixture(scope="module")
def client() -> Iterator[CountingClient]:
    running = CountingClient()
    yield running
    running.close()


@pytest.fixture
def service(session: Session, client: CountingClient) -> SuggestionService:
    return SuggestionService(session, client)


def codes_by_turn(suggestions: dict[int, list[Suggestion]]) -> dict[int, list[str]]:
    return {number: [s.code_id for s in found] for number, found in suggestions.items()}


def decide(session: Session, outcomes: Iterable[Outcome], code_id: str, coder: str = "other") -> None:
    """Record decisions on a code at the header, where no suggestion stands."""
    session.act(
        "test",
        "decided",
        [
            added(
                "decision",
                Decision(
                    f"{code_id}-{coder}-{n}",
                    TRANSCRIPT_ID,
                    0,
                    3,
                    code_id,
                    outcome,
                    coder,
                    now(),
                    "engine-1+00000000",
                ),
            )
            for n, outcome in enumerate(outcomes)
        ],
    )


def test_only_participants_and_unknown_speakers_get_suggestions(
    session: Session,
    service: SuggestionService,
) -> None:
    found = service.for_transcript(session.load(TRANSCRIPT_ID))
    assert set(found) == {2, 4, 5}
    assert codes_by_turn(found)[2] == ["D.WELL"]
    assert codes_by_turn(found)[5] == ["D.BEL"]


def test_at_most_three_best_first_each_with_its_reason(session: Session, service: SuggestionService) -> None:
    turn_four = service.for_transcript(session.load(TRANSCRIPT_ID))[4]
    assert len(turn_four) == 3
    assert [s.score for s in turn_four] == sorted((s.score for s in turn_four), reverse=True)


def test_offsets_are_those_of_the_transcript(session: Session, service: SuggestionService) -> None:
    kept = session.load(TRANSCRIPT_ID)
    for number, suggestions in service.for_transcript(kept).items():
        for suggestion in suggestions:
            words = suggestion.reason.removeprefix("cue “").removesuffix("”")
            assert words in suggestion.span.of(kept.text)
            assert kept.turn(number).span.contains(suggestion.span)
            assert suggestion.transcript_id == kept.id


def test_what_is_coded_already_is_left_out_for_this_coder_alone(
    session: Session,
    service: SuggestionService,
    client: CountingClient,
) -> None:
    kept = session.load(TRANSCRIPT_ID)
    turn = kept.turn(2)
    CodingService(session).apply(kept, Span(turn.start + 2, turn.start + 9), ["D.WELL"])
    assert 2 not in service.for_transcript(kept)
    second = SuggestionService(Session(session.store, "BK"), client)
    assert codes_by_turn(second.for_transcript(kept))[2] == ["D.WELL"]
    session.undo()
    assert 2 in service.for_transcript(kept)


def test_what_was_refused_stays_away_and_the_next_moves_up(
    session: Session,
    service: SuggestionService,
) -> None:
    kept = session.load(TRANSCRIPT_ID)
    first, hits = service.for_transcript(kept)[4][0], service.hits(kept)
    CodingService(session).refuse(kept, first, service.suggester)
    store = session.store
    moved = [s.code_id for s in service.filtered(kept, hits, store.codings(), store.decisions())[4]]
    assert first.code_id not in moved
    assert first.code_id not in codes_by_turn(service.for_transcript(kept)).get(4, [])
    assert moved, "what else was likely moved up"
    (decision,) = session.store.decisions()
    assert decision.suggester == service.suggester
    assert decision.suggester.startswith("engine-1+")
    session.undo()
    assert service.for_transcript(kept)[4][0] == first


def test_an_accepted_suggestion_is_not_made_again(session: Session, service: SuggestionService) -> None:
    kept = session.load(TRANSCRIPT_ID)
    (suggestion,) = service.for_turn(kept, kept.turn(2))
    CodingService(session).accept(kept, suggestion, service.suggester)
    assert service.for_turn(kept, kept.turn(2)) == []
    (coding,) = session.store.codings(kept.id)
    assert coding.text == suggestion.span.of(kept.text)


def test_the_reason_tells_how_often_a_code_was_right(session: Session, service: SuggestionService) -> None:
    kept = session.load(TRANSCRIPT_ID)
    decide(session, [Outcome.ACCEPTED] * 3 + [Outcome.REJECTED], "D.WELL")
    assert service.precision("D.WELL") == (3, 4)
    assert service.for_turn(kept, kept.turn(2))[0].reason == "cue “one counselor”"
    decide(session, [Outcome.CORRECTED], "D.WELL", coder="third")
    assert service.precision("D.WELL") == (4, 5)
    assert service.for_turn(kept, kept.turn(2))[0].reason == "cue “one counselor” · right 4 of 5"
    assert service.precision("D.BEL") == (0, 0)


def test_texts_are_read_once_and_again_when_the_cues_change(
    session: Session,
    service: SuggestionService,
    client: CountingClient,
) -> None:
    kept = session.load(TRANSCRIPT_ID)
    before, version = client.asked, service.suggester
    service.for_turn(kept, kept.turn(2))
    assert client.asked - before == 1
    service.for_transcript(kept)
    service.for_transcript(kept)
    assert client.asked - before == 4
    code = session.tree.codes["D.WELL"]
    retired = Code("D.WELL", "D", "D", 1, code.name, cues=code.cues, status=CodeStatus.RETIRED, version=2)
    session.act("test", "retired", [changed("code", code, retired)])
    assert 2 not in service.for_transcript(kept)
    assert service.suggester != version
    assert client.asked - before == 8


def test_a_speaker_found_out_to_be_a_participant_gets_suggestions(
    session: Session,
    service: SuggestionService,
) -> None:
    assert 3 not in service.for_transcript(session.load(TRANSCRIPT_ID))
    (observer,) = (s for s in session.store.speakers(TRANSCRIPT_ID) if s.role is Role.OBSERVER)
    participant = Speaker(observer.id, observer.transcript_id, observer.label, Role.PARTICIPANT, version=2)
    session.act("test", "role", [changed("speaker", observer, participant)])
    assert 3 in service.for_transcript(session.load(TRANSCRIPT_ID))


def test_filtering_touches_neither_project_nor_process(
    session: Session,
    client: CountingClient,
    service: SuggestionService,
) -> None:
    kept = session.load(TRANSCRIPT_ID)
    hits = service.hits(kept)
    codings, decisions = session.store.codings(kept.id), session.store.decisions()
    expected = service.for_transcript(kept)
    session.store.close()
    asked = client.asked
    assert service.filtered(kept, hits, codings, decisions) == expected
    assert client.asked == asked


def test_a_codebook_without_usable_codes_asks_nobody(session: Session) -> None:
    for code in list(session.tree.codes.values()):
        gone = replace(code, status=CodeStatus.RETIRED, version=2)
        session.act("test", "retired", [changed("code", code, gone)])
    idle = CountingClient()
    assert SuggestionService(session, idle).for_transcript(session.load(TRANSCRIPT_ID)) == {}
    assert idle._child is None


def test_what_people_coded_is_learned_and_unlearned_when_taken_back(
    session: Session, service: SuggestionService
) -> None:
    kept = session.load(TRANSCRIPT_ID)
    assert "D.BUS" not in codes_by_turn(service.for_transcript(kept)).get(2, [])
    words = Span(kept.turn(2).start, kept.turn(2).end)
    CodingService(session).apply(kept, words, ["D.BUS"])
    second = SuggestionService(Session(session.store, "BK"), service.client)
    found = second.for_transcript(kept)[2]
    assert found[0].code_id == "D.BUS"
    assert (found[0].near_document, found[0].near_text) == ("FG-01", words.of(kept.text).strip())
    here = nearest(session, found[0])
    assert here is not None
    assert (here[0], here[2].of(kept.text)) == (TRANSCRIPT_ID, found[0].near_text)
    session.undo()
    assert "D.BUS" not in codes_by_turn(second.for_transcript(kept)).get(2, [])
    assert nearest(session, found[0]) is None


def test_the_question_is_known_and_what_was_refused_or_read_is_learned(session: Session) -> None:
    kept = session.load(TRANSCRIPT_ID)
    turn = kept.turn(4)
    refused = Suggestion(kept.id, turn.start, turn.end, "D.POL", 0.5, "cue", "cue")
    CodingService(session).refuse(kept, refused, "engine-1")
    MarkingService(session).toggle_read(kept, kept.turn(6))
    first, second = lessons(session, kept.id)
    assert (first.codes, first.refused, first.role) == ([], ["D.POL"], "participant")
    assert first.context.startswith("Is there one counselor?")
    assert (second.text, list(second.codes), list(second.refused)) == ("No.", [], [])


def test_codes_that_were_wrong_too_often_keep_quiet_until_they_may_speak(
    session: Session, service: SuggestionService
) -> None:
    kept = session.load(TRANSCRIPT_ID)
    decide(session, [Outcome.REJECTED] * 10 + [Outcome.ACCEPTED], "D.WELL")
    assert "D.WELL" in codes_by_turn(service.for_transcript(kept))[2], "too few decisions to judge it"
    decide(session, [Outcome.REJECTED], "D.WELL", coder="third")
    assert "D.WELL" not in codes_by_turn(service.for_transcript(kept)).get(2, [])
    assert quiet_codes(session) == {"D.WELL": (1, 12)}
    let_speak(session, "D.WELL")
    assert "D.WELL" in codes_by_turn(service.for_transcript(kept))[2]
    assert quiet_codes(session) == {}


def test_a_blind_pass_shows_no_suggestions_and_only_own_codings(session: Session) -> None:
    kept = session.load(TRANSCRIPT_ID)
    CodingService(Session(session.store, "BK")).apply(kept, kept.turn(2).span, ["D.WELL"])
    assert not session.blind
    set_blind(session, True)
    blind = Session(session.store, "AM")
    assert blind.blind
    assert bootstrap.suggestions(blind) is None
    state = read_state(blind, kept.id)
    assert state.codings == ()
    CodingService(Session(session.store, "BK")).apply(kept, kept.turn(4).span, ["D.WELL"])
    CodingService(blind).apply(kept, kept.turn(5).span, ["D.BEL"])
    assert [c.coder for c in follow(blind, state).codings] == ["AM"]
    assert not Session(session.store, "BK").blind, "others see as before"
    set_blind(session, False)
    assert len(read_state(Session(session.store, "AM"), kept.id).codings) == 3
    assert [e.summary for e in session.store.events() if e.action == "blind"] == [
        "AM began a blind pass",
        "AM ended the blind pass",
    ]


def test_a_broken_suggester_is_one_sentence(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coder.suggest.client.command", lambda: ["/no/such/program"])
    broken = SuggestionService(session, Client())
    for _ in range(2):
        with pytest.raises(SuggesterOff, match=r"^suggestions are off"):
            broken.for_transcript(session.load(TRANSCRIPT_ID))
    broken.close()


def test_a_blind_pass_hides_what_others_did_in_search_review_and_memos(session: Session) -> None:
    from coder.services.correcting import CorrectionService
    from coder.services.noting import placed_memos
    from coder.services.searching import Searching

    kept = session.transcript("FG-01")
    other = CodingService(Session(session.store, "BK"))
    other.apply(kept, kept.turn(2).span, ["D.WELL"])
    coded = session.store.codings()[0]
    other.write_memo("coding", coded.id, "look here")
    CorrectionService(other.session).edit_turn(kept, 2, "There was one counselor.")
    own = CodingService(session)
    now = session.transcript("FG-01")
    own.apply(now, now.turn(4).span, ["D.BEL"])

    def seen(by: Session) -> tuple[int, int, int]:
        search = Searching(by, "code:WELL", [])
        found = 0
        while (step := search.step()) is not None:
            found += len(step.hits)
        search.close()
        return found, len(CorrectionService(by).review()), len(placed_memos(by))

    assert seen(session) == (1, 1, 1)
    set_blind(session, True)
    assert seen(Session(session.store, "AM")) == (0, 0, 0)
    assert seen(Session(session.store, "BK")) == (1, 1, 1)
