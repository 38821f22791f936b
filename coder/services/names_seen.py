"""Where names may stand in a project, and what of it looks like one: read first, looked through apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coder.domain.transcript import Role, Transcript
from coder.privacy.candidates import Finder
from coder.privacy.identifiers import Found
from coder.privacy.roster import KnownNames
from coder.services.leaving import known_labels
from coder.services.session import Session
from coder.services.swapping import said_in

_WRITTEN = {"memo": "", "theme": "T", "recommendation": "R", "cell": "", "question": "", "entry": ""}
"""What people write beside transcripts, and the letter by which it is numbered."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Place, text and findings of all words of a project, as it was after the event `state`."""

    state: int
    found: Sequence[tuple[str, str, list[Found]]]


@dataclass(frozen=True, slots=True)
class Words:
    """Everything that is to be looked through; it needs the project no more."""

    state: int
    places: Sequence[str]
    texts: Sequence[str]
    finder: Finder

    def look(self) -> Seen:
        """Look for names and identifiers. Takes some seconds for each hour of talk.

        Raises CoderError when the language model's process fails.
        """
        from coder.suggest.entities import entities

        seen = self.finder.find(self.texts, entities(self.texts))
        return Seen(self.state, list(zip(self.places, self.texts, seen, strict=True)))


def words_of(session: Session) -> Words:
    """Every turn, every example of a code, and whatever people wrote beside them."""
    store, places, texts = session.store, list[str](), list[str]()
    state = store.event_count()
    for row in store.transcripts():
        transcript = session.load(row.id)
        for turn in transcript.turns:
            places.append(turn_place(transcript, turn.seq))
            texts.append(transcript.words(turn))
        # Behind the turns, so that a name is shown among words where it stands in some.
        for speaker in transcript.speakers:
            if speaker.role is not Role.FACILITATOR:
                places.append(f"{transcript.label} speaker")
                texts.append(speaker.shown)
    for place, text in _written(session):
        places.append(place)
        texts.append(text)
    for code in session.tree.codes.values():
        for at, example in enumerate(code.examples):
            places.append(f"code {code.id} {at}")
            texts.append(example.text)
    sites = {row.facts.site for row in store.transcripts()}
    return Words(state, places, texts, Finder(KnownNames(known_labels(session)), sites))


def _written(session: Session) -> Iterator[tuple[str, str]]:
    """Place and text of memos, themes, recommendations, matrix cells, questions, entries and titles."""
    store = session.store
    for row in store.transcripts():
        yield f"{row.label} title", row.facts.title
    for kind, letter in _WRITTEN.items():
        for number, record in enumerate(store.records(kind), 1):
            who = f"{letter}{number}" if letter else record["id"]
            yield from ((f"{kind} {who} {name}", text) for name, text in said_in(record))


def turn_place(transcript: Transcript, seq: int) -> str:
    """The place of a turn in words."""
    turn = transcript.turns[seq - transcript.turns[0].seq]
    return f"{transcript.label} turn {turn.number}" if turn.number else f"{transcript.label} line {seq}"
