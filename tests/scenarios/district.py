"""The project of all scenarios: made of `talk`, with themes and recommendations written on its ground."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace

from coder.domain.coding import Coding, Origin
from coder.domain.events import Change
from coder.domain.protocol import KeptQuestion
from coder.domain.theme import Looked, Theme, ThemeStatus
from coder.domain.transcript import Participant, Role, Transcript, TurnKind
from coder.ingest.draft import Draft, DraftTurn, to_transcript
from coder.services.projects import new_project
from coder.services.recommending import RecommendationService
from coder.services.session import Session, added, changed
from coder.services.themes import ThemeService
from tests import support
from tests.scenarios.entries import LENSES, ids_of, write_entries
from tests.scenarios.talk import ENDINGS, QUESTIONS, SITTINGS, Sitting

CODEBOOKS = (
    "district-equity-domains",
    "collaborative-inquiry",
    "readiness",
    "implementation-to-impact",
    "leadership-journey",
)
CODED_AT = "2026-05-01T10:00:00+00:00"
COUNSELOR = "Students go without a counselor who has time for them."
KNOWN = "Some adult at school knows students by name."
LETTERS = "Families get letters that they cannot read."


def make_district(place: str) -> None:
    """Make the project at a place."""
    with new_project(place, "Marlow Bay", CODEBOOKS, "AM") as session:
        for one in SITTINGS:
            made = support.keep(session, _transcript(one))
            _match(session, made, one)
            _code(session, made, one)
        _ask(session)
        _claim(session)
        write_entries(session)


def voices(told: str, one: Sitting) -> Iterator[str]:
    """`1-3,5` or `S1-S3,E1` as the labels of speakers."""
    usual = next(iter(one.voices), "")
    for part in told.split(","):
        first, _, last = part.partition("-")
        letter = first[0] if first[0].isalpha() else usual
        numbers = [int(end.lstrip("SEP")) for end in (first, last or first)]
        yield from (f"{letter}{number}" for number in range(numbers[0], numbers[1] + 1))


def spoken(one: Sitting) -> Iterator[tuple[str | None, str, str]]:
    """Who says which words, and how they are coded."""
    endings = ENDINGS.get(one.facts.language, ENDINGS["en"])
    for who, words, codings in one.lines:
        if not who:
            yield None, words, codings
        for n, voice in enumerate(voices(who, one) if who else ()):
            yield voice, f"{words} {endings[n % len(endings)]}.", codings


def _transcript(one: Sitting) -> Transcript:
    opening = DraftTurn("How is it here for you?", TurnKind.SPEECH, "Facilitator")
    turns = [DraftTurn(words, TurnKind.SPEECH, who) for who, words, _ in spoken(one)]
    asked = [opening] if one.voices else []
    draft = Draft(
        f"{one.label}.txt", uuid.uuid4().hex, "txt", "made by a test", (*asked, *turns),
        roles={"Facilitator": Role.FACILITATOR},
    )  # fmt: skip
    return to_transcript(draft, one.label, one.facts)


def _match(session: Session, made: Transcript, one: Sitting) -> None:
    """Every voice is a participant of its group; nobody is in two sessions."""
    changes: list[Change] = []
    known = len(session.store.participants())
    for n, speaker in enumerate(made.speakers):
        letter, number = speaker.label[0], speaker.label[1:]
        if letter in one.voices and speaker.label != "Facilitator":
            group = one.voices[letter][1]
            person = Participant(uuid.uuid4().hex, f"P{known + n:03}", group, one.attributes.get(number, {}))
            matched = replace(speaker, participant_id=person.id, version=speaker.version + 1)
            changes += [added("participant", person), changed("speaker", speaker, matched)]
    if changes:
        session.act("roster", f"matched {one.label}", changes)


def _code(session: Session, made: Transcript, one: Sitting) -> None:
    turns = [turn for turn in made.numbered if made.role(turn) is not Role.FACILITATOR]
    codings = [
        coding
        for turn, (_, _, told) in zip(turns, spoken(one), strict=True)
        for coding in _codings(made, turn.start, turn.end, told)
    ]
    if codings:
        session.act("code", f"coded {one.label}", [added("coding", coding) for coding in codings])


def _codings(made: Transcript, start: int, end: int, told: str) -> Iterator[Coding]:
    for each in filter(None, told.split(" + ")):
        code, *values = each.split()
        lenses: dict[str, tuple[str, ...]] = {}
        for name, value in (text.split("=") for text in values):
            lens = LENSES.get(name, f"LENS.{name}")
            lenses[lens] = (*lenses.get(lens, ()), value)
        origin = Origin.ACCEPTED if made.label == "ST-S1" and code == "DEF.CUL.WELL" else Origin.TYPED
        yield Coding(
            str(uuid.uuid5(uuid.NAMESPACE_URL, f"{made.label} {start} {code}")), made.id, start, end,
            made.text[start:end], code, "AM", origin, CODED_AT, lenses,
        )  # fmt: skip


def _ask(session: Session) -> None:
    ids = {row.label: row.id for row in session.store.transcripts()}
    asked = [
        KeptQuestion(uuid.uuid4().hex, n, words, codes, tuple(ids[label] for label in labels))
        for n, (words, codes, labels) in enumerate(QUESTIONS)
    ]
    session.act("protocol", "kept a protocol", [added("question", question) for question in asked])


def _claim(session: Session) -> None:
    """Three themes, one of them final and one with negative cases, and three recommendations."""
    themes = ThemeService(session)
    known = _theme(themes, KNOWN, ("DEF.CUL.REL",), ("students",), "working")
    themes.add_negative_cases(known, ids_of(session, "DEF.CUL.REL", APP="focus"))
    themes.answer(themes.find("T1"), Looked.YES)
    themes.set_status(themes.find("T1"), ThemeStatus.FINAL)
    counselor = _theme(
        themes, COUNSELOR, ("DEF.CUL.WELL", "CIQ.RC.RES"), (), "focus",
        know="There was one counselor for four hundred students.", think="Waiting keeps students away.",
        assume="Everybody knows where the office is.", measures=("Students with a trusted adult",),
    )  # fmt: skip
    letters = _theme(themes, LETTERS, ("DEF.FAM.LANG",), ("families",), "focus")
    advice = RecommendationService(session)
    hire = advice.add(
        "Add a second counselor to each school", theme_ids=(counselor.id,), asked_by=("students",),
        cause_codes=("CIQ.RC.RES",), cause="Staffing follows old numbers", owner="Student services",
        timing="By fall", measure="Days until a first visit",
    )  # fmt: skip
    send = advice.add(
        "Send an interpreter to each meeting", theme_ids=(letters.id,), asked_by=("families",),
        cause="Letters are written before anybody asks who reads them",
    )  # fmt: skip
    tell = advice.add("Publish waiting times", theme_ids=(counselor.id, known.id), analysts=True)
    for one, by, count in (
        (hire, "students", 6),
        (hire, "educators", 2),
        (send, "families", 4),
        (tell, "board", 4),
    ):
        advice.vote(one, by, count)


def _theme(
    themes: ThemeService,
    claim: str,
    codes: tuple[str, ...],
    groups: tuple[str, ...],
    lens: str,
    **more: object,
) -> Theme:
    made = themes.add(claim, code_ids=codes, groups=groups, lenses={"LENS.APP": (lens,)}, **more)
    themes.add_evidence(made, ids_of(themes.session, codes[0], APP=lens))
    return made
