"""Where every session stands: held, transcribed, coded, read by a second coder, and what still waits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from coder.domain.coding import Coding, Mark, MarkKind
from coder.domain.transcript import Transcript
from coder.services.claiming import refuse_blind
from coder.services.progress import wanted
from coder.services.session import Session

Row = dict[str, Any]

FIELDS = (
    *("id", "transcript", "kind", "group", "held", "words", "turns_to_code", "turns_done"),
    *("turns_twice", "coders", "waiting", "state"),
)


class Stage(StrEnum):
    """How far a session has come."""

    TRANSCRIBED = "transcribed"
    CODING = "coding"
    CODED = "coded"
    REVIEWED = "reviewed"
    """Every turn is done, a second coder has done some of them, and no coding waits for a decision."""


def board(session: Session) -> list[Row]:
    """One row per transcript, whoever did the work.

    Raises InputError in a blind pass, in which nobody sees what others have done.
    """
    refuse_blind(session, "The board tells what everybody did, and this is a blind pass.")
    store = session.store
    codings, marks = defaultdict[str, list[Coding]](list), defaultdict[str, list[Mark]](list)
    for coding in store.codings():
        codings[coding.transcript_id].append(coding)
    for mark in store.marks():
        if mark.kind is MarkKind.READ:
            marks[mark.transcript_id].append(mark)
    transcripts = (store.transcript(row.id) for row in store.transcripts())
    return [_row(one, codings[one.id], marks[one.id]) for one in transcripts]


def _row(transcript: Transcript, codings: Iterable[Coding], marks: Iterable[Mark]) -> Row:
    codings = list(codings)
    by_turn = _coders(transcript, codings, marks)
    turns = list(wanted(transcript))
    done = [by_turn[turn.seq] for turn in turns if by_turn.get(turn.seq)]
    twice = sum(len(coders) > 1 for coders in done)
    waiting = sum(bool(coding.was) for coding in codings)
    facts = transcript.facts
    return {
        **{"id": transcript.id, "transcript": transcript.label, "kind": facts.kind.value},
        **{"group": facts.group, "held": facts.date},
        "words": sum(len(transcript.words(turn).split()) for turn in turns),
        **{"turns_to_code": len(turns), "turns_done": len(done), "turns_twice": twice},
        **{"coders": len(frozenset[str]().union(*done)), "waiting": waiting},
        "state": _stage(len(turns), len(done), twice, waiting).value,
    }


def _coders(
    transcript: Transcript, codings: Iterable[Coding], marks: Iterable[Mark]
) -> Mapping[int, set[str]]:
    """Turn (`seq`) → who has coded it, or read it and found nothing to code."""
    found = defaultdict[int, set[str]](set)
    for coding in codings:
        for turn in transcript.turns_in(coding.span):
            found[turn.seq].add(coding.coder)
    for mark in marks:
        found[mark.seq].add(mark.coder)
    return found


def _stage(turns: int, done: int, twice: int, waiting: int) -> Stage:
    if not done:
        return Stage.TRANSCRIBED
    if done < turns or waiting:
        return Stage.CODING
    return Stage.REVIEWED if twice else Stage.CODED
