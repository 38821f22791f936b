"""Makes a project with one very long transcript to measure with: python benchmarks/big_project.py FILE.

The words are those of the cues of the shipped codebook among small words, so that suggestions are found.
The same seed makes the same talk and the same codings.
"""

from __future__ import annotations

import argparse
import random
import uuid
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from coder.domain.coding import Coding, Origin
from coder.domain.events import Change
from coder.domain.transcript import Role, Speaker, Transcript, TranscriptFacts, Turn, TurnKind
from coder.services.projects import new_project
from coder.services.session import Session, added
from coder.store.converters import transcript_record
from coder.store.store import NewText

LABEL = "FG-LONG"
CODER = "AM"
TURNS = 100_000
CODINGS = 100_000
SEED = 20_260_312
PORTION = 2_000
"""Codings that are written as one event."""

AT = "2026-03-12T10:00:00.000Z"
"""When everything was coded."""

SMALL = (
    *("the", "a", "we", "they", "it", "and", "but", "so", "then", "when", "in", "on", "at", "of", "to"),
    *(
        "for",
        "with",
        "is",
        "was",
        "do",
        "not",
        "no",
        "yes",
        "my",
        "our",
        "their",
        "like",
        "really",
        "sometimes",
    ),
    *("never", "always", "people", "here", "there", "school", "day"),
)


def transcript(cues: list[str], turns: int) -> Transcript:
    """A conversation of a facilitator and eight others; every third turn holds a cue."""
    chance = random.Random(SEED)  # noqa: S311 - made to be repeated, not to be secret
    id_ = str(uuid.UUID(int=1))
    speakers = [Speaker(f"{id_}:0", id_, "Facilitator", Role.FACILITATOR)]
    speakers += [Speaker(f"{id_}:{n}", id_, f"Voice {n}", Role.PARTICIPANT) for n in range(1, 9)]
    talk: list[tuple[str, str]] = []
    for seq in range(turns):
        asks = seq % 6 == 0
        words = chance.choices(SMALL, k=chance.randint(4, 12) if asks else chance.randint(5, 40))
        if seq % 3 == 1:
            words.insert(chance.randint(0, len(words)), chance.choice(cues))
        said = " ".join(words).capitalize() + ("?" if asks else ".")
        talk.append((speakers[0 if asks else chance.randint(1, 8)].id, said))
    return laid_out(id_, LABEL, TranscriptFacts(title="A very long day", group="students"), speakers, talk)


def laid_out(
    id_: str,
    label: str,
    facts: TranscriptFacts,
    speakers: Sequence[Speaker],
    talk: Sequence[tuple[str, str]],
) -> Transcript:
    """A transcript of turns, given as the speaker's id and the words."""
    turns: list[Turn] = []
    at = 0
    for seq, (speaker, said) in enumerate(talk):
        turns.append(Turn(id_, seq, seq + 1, TurnKind.SPEECH, speaker, at, at + len(said)))
        at += len(said) + 2
    text = "\n\n".join(said for _, said in talk)
    return Transcript(id_, label, facts, text, tuple(turns), tuple(speakers))


def codings(made: Transcript, code_ids: list[str], count: int) -> Iterator[Coding]:
    """Codings all over the turns of the others: four in five by the coder, the rest by somebody else."""
    chance = random.Random(SEED + 1)  # noqa: S311 - made to be repeated, not to be secret
    spoken = [turn for turn in made.turns if made.role(turn) is Role.PARTICIPANT]
    used: set[tuple[int, str]] = set()
    for number in range(count):
        turn = spoken[(number * len(spoken)) // count]
        code = next(c for c in iter(lambda: chance.choice(code_ids), "") if (turn.seq, c) not in used)
        used.add((turn.seq, code))
        span = turn.span
        yield Coding(
            str(uuid.UUID(int=(2 << 64) + number)),
            made.id,
            span.start,
            span.end,
            span.of(made.text),
            code,
            CODER if number % 5 else "Ben",
            Origin.IMPORTED,
            AT,
        )


def keep(session: Session, made: Transcript) -> None:
    """Store a transcript."""
    changes = [Change("transcript", made.id, None, transcript_record(made, 0))]
    changes += [added("speaker", speaker) for speaker in made.speakers]
    text = NewText(made, f"{made.label}.txt", "0" * 64, "txt")
    session.act("import", f"imported {made.label}", changes, undoable=False, texts=[text])


def keep_codings(session: Session, found: Iterable[Coding]) -> None:
    """Store codings, a portion at once."""
    left = iter(found)
    while portion := list(islice(left, PORTION)):
        changes = [added("coding", coding) for coding in portion]
        session.act("import codings", f"imported {len(portion)} codings", changes, undoable=False)


def make(path: Path, turns: int = TURNS, count: int = CODINGS) -> None:
    """Make the project, the coder standing in the middle of the transcript."""
    with new_project(str(path), "A big audit", [], CODER) as session:
        usable = [code for code in session.tree.codes.values() if code.usable]
        made = transcript([cue for code in usable for cue in code.cues], turns)
        keep(session, made)
        keep_codings(session, codings(made, [code.id for code in usable], count))
        session.store.remember_place(CODER, made.id, turns // 2)


def main() -> None:
    """Make the project that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--turns", type=int, default=TURNS)
    parser.add_argument("--codings", type=int, default=CODINGS)
    given = parser.parse_args()
    make(given.file, given.turns, given.codings)


if __name__ == "__main__":
    main()
