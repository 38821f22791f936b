"""Suggestions for a transcript of a stored project, before and after people have decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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
from coder.services.coding import CodingService
from coder.services.session import Session, added, changed
from coder.services.suggesting import SuggestionService
from coder.store.converters import transcript_record
from coder.store.database import create_project
from coder.store.store import NewText, Store, now
from coder.suggest.client import Client, SuggesterOff
from coder.suggest.cues import CueSet, Hit

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
    "D.BEL": ("belong", "feel welcome"),
    "D.POL": ("dress code",),
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

    def suggest(self, texts: Sequence[str]) -> list[list[Hit]]:
        self.asked += len(texts)
        return super().suggest(texts)


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
                    "cues-1+00000000",
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
    assert "D.BEL" not in [s.code_id for s in turn_four], "the weakest of four cues has no room"
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
    first, *others = service.for_transcript(kept)[4]
    CodingService(session).refuse(kept, first, service.suggester)
    assert [s.code_id for s in service.for_transcript(kept)[4]] == [*(s.code_id for s in others), "D.BEL"]
    (decision,) = session.store.decisions()
    assert decision.suggester == service.suggester
    assert decision.suggester.startswith("cues-1+")
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


def test_a_codebook_without_cues_asks_nobody(session: Session) -> None:
    for code in list(session.tree.codes.values()):
        bare = Code(code.id, "D", code.parent_id, code.position, code.name, codable=code.codable, version=2)
        session.act("test", "no cues", [changed("code", code, bare)])
    idle = CountingClient()
    assert SuggestionService(session, idle).for_transcript(session.load(TRANSCRIPT_ID)) == {}
    assert idle._child is None


def test_a_broken_suggester_is_one_sentence(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coder.suggest.client.command", lambda: ["/no/such/program"])
    broken = SuggestionService(session, Client())
    for _ in range(2):
        with pytest.raises(SuggesterOff, match=r"^suggestions are off"):
            broken.for_transcript(session.load(TRANSCRIPT_ID))
    broken.close()


def test_cue_sets_hold_usable_codes_only(session: Session, service: SuggestionService) -> None:
    from coder.services.suggesting import cue_sets

    assert cue_sets(session.tree) == tuple(
        CueSet(code_id, code_id[2:].title(), cues) for code_id, cues in CUES.items()
    )
