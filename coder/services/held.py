"""Whose words a file holds, told from the file itself and not from who wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coder.domain.consent import Consent, Consents
from coder.domain.text import fold
from coder.domain.transcript import Span, Transcript
from coder.services.session import Session

if TYPE_CHECKING:
    from coder.privacy.opened import Hidden, Piece

RUN = 5
"""So many words in a row are somebody's: fewer are said by many."""

SHOWN_WORDS = 6
"""How many words of a finding are told."""

_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Held:
    """The ids of people and codings whose words a file holds, and words in it that may not leave."""

    people: tuple[str, ...]
    codings: tuple[str, ...]
    kept_back: tuple[str, ...]


def held_in(session: Session, pieces: Iterable[Piece | Hidden]) -> Held:
    """Look for what was said in a project among the words of a file, opened into its pieces.

    A coding counts when its id or all its words are in it, a person when five words in a row of theirs
    are.
    """
    from coder.privacy.opened import Piece

    # A file says much of what it says several times over: names of styles, and every word of a paragraph.
    texts = dict.fromkeys(piece.text for piece in pieces if isinstance(piece, Piece))
    said = [words for text in texts if len(words := _words(text)) > 2]
    runs = {run for words in said for run in _runs(words, RUN)}
    short = {run for words in said for size in (3, 4) for run in _runs(words, size)}
    ids = set(re.findall(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", "\n".join(texts)))
    store, people, codings = session.store, dict[str, None](), list[str]()
    consents, restricted, free = Consents(store.consents()), list[str](), list[str]()
    by_transcript: dict[str, list[tuple[str, str]]] = {}
    for coding in store.codings():
        by_transcript.setdefault(coding.transcript_id, []).append((coding.id, coding.text))
    for row in store.transcripts():
        transcript = store.transcript(row.id)
        people |= dict.fromkeys(_speaking(transcript, runs))
        for id_, text in by_transcript.get(row.id, ()):
            if id_ in ids or _is_in(_words(text), runs, short):
                codings.append(id_)
        if consents:
            closed, rest = _parted(transcript, consents)
            restricted += closed
            free.append(rest)
    return Held(tuple(people), tuple(codings), tuple(_kept_back(restricted, free, runs)))


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text))


def _runs(words: list[str], size: int) -> Iterator[tuple[str, ...]]:
    return zip(*(words[at:] for at in range(size)), strict=False)


def _speaking(transcript: Transcript, runs: set[tuple[str, ...]]) -> Iterator[str]:
    for turn in transcript.turns:
        speaker = transcript.speaker(turn)
        if speaker and any(run in runs for run in _runs(_words(transcript.words(turn)), RUN)):
            yield speaker.participant_id or speaker.id


def _is_in(words: list[str], runs: set[tuple[str, ...]], short: set[tuple[str, ...]]) -> bool:
    if len(words) < RUN:
        return len(words) > 2 and tuple(words) in short
    return all(run in runs for run in _runs(words, RUN))


def _parted(transcript: Transcript, consents: Consents) -> tuple[list[str], str]:
    """The words of a transcript that may not be printed, and all others."""
    closed = [
        span for level in (Consent.TEAM_ONLY, Consent.WITHDRAWN) for span in consents.spans(transcript, level)
    ]
    at, rest = 0, list[str]()
    for span in sorted(closed):
        rest.append(Span(min(at, span.start), span.start).of(transcript.text))
        at = max(at, span.end)
    return [span.of(transcript.text) for span in closed], " \n ".join([*rest, transcript.text[at:]])


def _kept_back(closed: Iterable[str], free: Iterable[str], runs: set[tuple[str, ...]]) -> Iterator[str]:
    """Words that may not leave and are in the file, unless others said just the same."""
    suspects = [[run for run in _runs(_words(text), RUN) if run in runs] for text in closed]
    wanted = {run for some in suspects for run in some}
    said = {run for text in free for run in _runs(_words(text), RUN) if run in wanted} if wanted else set()
    for some in suspects:
        first = next((run for run in some if run not in said), None)
        if first is not None:
            yield " ".join(first[:SHOWN_WORDS]) + " …"
