"""Key words in context: where a word or phrase is said, with what stands before and after it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from coder.analysis.frame import Material, is_counted
from coder.domain.text import find_folded, fold
from coder.domain.transcript import Span, Transcript, Turn
from coder.errors import InputError

WIDTH = 40
"""How many characters are shown before and after, of the same turn."""


_QUOTES = str.maketrans("\u2018\u2019\u201c\u201d\xa0", "''\"\" ")
_DASHES = str.maketrans("\u2013\u2014", "--")


@dataclass(frozen=True, slots=True)
class Hit:
    """One place: the words exactly as they stand at `span` of the transcript, and around it."""

    transcript_id: str
    session: str
    turn: int
    speaker: str
    span: Span
    before: str
    words: str
    after: str


def in_context(
    material: Material,
    wanted: str,
    *,
    width: int = WIDTH,
    part_of_words: bool = False,
    facilitators: bool = False,
    limit: int | None = None,
) -> tuple[Hit, ...]:
    """Where `wanted` is said, in the order of the transcripts, without regard to case and accents.

    Whole words alone, unless `part_of_words`; participants and unidentified voices alone, unless
    `facilitators`. Raises InputError where there is nothing to look for.
    """
    if not fold(wanted).strip():
        raise InputError("there is no word to look for", remedy="name a word or a phrase")
    return tuple(islice(_hits(material, wanted.strip(), width, part_of_words, facilitators), limit))


def _hits(
    material: Material, wanted: str, width: int, part_of_words: bool, facilitators: bool
) -> Iterator[Hit]:
    for transcript in material.transcripts:
        for turn in transcript.numbered:
            if facilitators or is_counted(transcript, turn):
                said = transcript.words(turn)
                for start, end in _found(said, wanted):
                    if part_of_words or _whole(said, start, end):
                        yield _hit(transcript, turn, start, end, width)


def _found(said: str, wanted: str) -> list[tuple[int, int]]:
    plain = said.translate(_QUOTES)
    if not plain.translate(_DASHES).isascii():
        return find_folded(said, wanted)
    # Folding keeps every place of plain text, and most talk is plain.
    shadow, needle = plain.casefold(), fold(wanted)
    found = []
    at = shadow.find(needle)
    while at >= 0:
        found.append((at, at + len(needle)))
        at = shadow.find(needle, at + 1)
    return found


def _whole(said: str, start: int, end: int) -> bool:
    before, after = said[start - 1 : start], said[end : end + 1]
    return not (before.isalnum() and said[start].isalnum()) and not (
        after.isalnum() and said[end - 1].isalnum()
    )


def _hit(transcript: Transcript, turn: Turn, start: int, end: int, width: int) -> Hit:
    said = transcript.words(turn)
    speaker = transcript.speaker(turn)
    return Hit(
        transcript.id,
        transcript.label,
        turn.number or 0,
        speaker.shown if speaker else "",
        Span(turn.start + start, turn.start + end),
        said[max(0, start - width) : start],
        said[start:end],
        said[end : end + width],
    )
