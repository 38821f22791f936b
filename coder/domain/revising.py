"""Corrections of a transcript: each gives the next revision and where the words of this one went.

Nothing here changes a transcript. Turns are named by their numbers; the speakers stay who they are.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from coder.domain.anchoring import TURN_BREAK, Anchors, Kept, kept_words
from coder.domain.text import canonical, visible
from coder.domain.transcript import Transcript, Turn, TurnKind
from coder.errors import InputError

_SPOKEN = (TurnKind.SPEECH, TurnKind.CHAT)
_RANGE = re.compile(r"\s*(?P<first>[0-9]{1,7})\s*(?P<to>-\s*(?P<last>[0-9]{1,7})?\s*)?")
_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")


@dataclass(frozen=True, slots=True)
class Revised:
    """The next revision of a transcript, and how spans of this one are led there."""

    transcript: Transcript
    anchors: Anchors


@dataclass(frozen=True, slots=True)
class _Part:
    """A turn to be laid out; `kept` says which of its words stood where in the text of before."""

    turn: Turn
    words: str
    kept: tuple[Kept, ...] = ()


def edit_turn(transcript: Transcript, number: int, words: str) -> Revised:
    """Give a turn other words.

    Raises InputError when there would be none, or they are the words it has.
    """
    turn = transcript.turn(number)
    before, after = transcript.words(turn), clean_words(words)
    if not after:
        raise InputError(
            "no words would be left",
            where=f"{transcript.label} turn {number}",
            remedy="delete the turn instead",
        )
    if after == before:
        raise InputError("the turn has these words already", where=f"{transcript.label} turn {number}")
    kept = tuple(Kept(turn.start + k.old, k.new, k.length) for k in kept_words(before, after))
    return _with(transcript, turn.seq, 1, [_Part(turn, after, kept)])


def join_turns(transcript: Transcript, number: int) -> Revised:
    """Make one turn of a turn and the next; it keeps the first one's speaker.

    Events between the two are taken into the turn, in brackets. Raises InputError for the last
    turn and where a heading stands between.
    """
    first = transcript.turn(number)
    where = f"{transcript.label} turn {number}"
    if number == len(transcript.numbered):
        raise InputError("no turn follows to join it with", where=where)
    second = transcript.turn(number + 1)
    group = transcript.turns[first.seq : second.seq + 1]
    if any(turn.kind is TurnKind.HEADER for turn in group):
        raise InputError("a heading stands before the next turn", where=where, remedy="they cannot be joined")
    parts = [_bracketed(_whole(transcript, turn)) for turn in group]
    return _with(transcript, first.seq, len(group), [_one(replace(first, end_ms=second.end_ms), parts)])


def split_turn(transcript: Transcript, number: int, offset: int, speaker_id: str | None = None) -> Revised:
    """Begin another turn at the character `offset` of the text, by `speaker_id` where one is given.

    Raises InputError when one of the two would have no words.
    """
    turn = transcript.turn(number)
    where = f"{transcript.label} turn {number}"
    words = transcript.words(turn)
    at = offset - turn.start
    if not 0 < at < len(words) or not words[:at].strip() or not words[at:].strip():
        raise InputError("both parts of a split turn need words", where=where, remedy="name a word inside it")
    rest = at + len(words[at:]) - len(words[at:].lstrip())
    halves = (
        (replace(turn, end_ms=None), words[:at].rstrip(), turn.start),
        (
            replace(turn, start_ms=None, speaker_id=speaker_id or turn.speaker_id),
            words[rest:],
            turn.start + rest,
        ),
    )
    parts = [_Part(half, said, (Kept(start, 0, len(said)),)) for half, said, start in halves]
    return _with(transcript, turn.seq, 1, parts)


def insert_turn(
    transcript: Transcript, after: int, words: str, speaker_id: str | None, kind: TurnKind = TurnKind.SPEECH
) -> Revised:
    """Put a turn behind the turn numbered `after`; 0 puts it before the first one.

    Raises InputError when it has no words.
    """
    said = clean_words(words)
    if not said:
        raise InputError("the turn has no words", where=transcript.label)
    if after:
        seq = transcript.turn(after).seq + 1
    else:
        seq = transcript.numbered[0].seq if transcript.numbered else len(transcript.turns)
    made = Turn(transcript.id, seq, None, kind, speaker_id, 0, 0)
    return _with(transcript, seq, 0, [_Part(made, said)])


def delete_turn(transcript: Transcript, number: int) -> Revised:
    """Leave a turn out. Raises InputError when it is the only one."""
    turn = transcript.turn(number)
    if len(transcript.numbered) == 1:
        raise InputError("this is the only turn", where=transcript.label, remedy="edit its words instead")
    return _with(transcript, turn.seq, 1, [])


def assign_turns(transcript: Transcript, numbers: Collection[int], speaker_id: str) -> Revised:
    """Say that somebody else spoke some turns; the words stay.

    Raises InputError when nothing would change.
    """
    chosen = {transcript.turn(number).seq for number in numbers}
    if all(transcript.turns[seq].speaker_id == speaker_id for seq in chosen):
        raise InputError("these turns are that speaker's already", where=transcript.label)
    turns = tuple(
        replace(turn, speaker_id=speaker_id) if turn.seq in chosen else turn for turn in transcript.turns
    )
    after = replace(transcript, turns=turns, revision=transcript.revision + 1)
    kept = [Kept(turn.start, turn.start, turn.end - turn.start) for turn in turns]
    return Revised(after, Anchors(transcript.text, transcript.text, kept))


def turn_numbers(transcript: Transcript, typed: str) -> list[int]:
    """Turn numbers as people write them: `12,15-18`, and `20-` for all from there on.

    Raises InputError for anything else and for turns that the transcript does not have.
    """
    count = len(transcript.numbered)
    numbers: set[int] = set()
    for part in typed.replace("–", "-").split(","):
        found = _RANGE.fullmatch(part)
        first = int(found["first"]) if found else 0
        last = first if not found or not found["to"] else int(found["last"] or max(first, count))
        if not 0 < first <= last:
            raise InputError(
                f"“{visible(typed)}” does not name turns",
                remedy="write their numbers, such as 12,15-18 or 20-",
            )
        if last > count:
            transcript.turn(max(first, count + 1))
        numbers.update(range(first, last + 1))
    return sorted(numbers)


def word_offset(transcript: Transcript, number: int, word: int) -> int:
    """Where in the text the word numbered `word` of a turn begins; words are counted from 1.

    Raises InputError when the turn has no such word.
    """
    turn = transcript.turn(number)
    words = list(re.finditer(r"\S+", transcript.words(turn)))
    if not 1 <= word <= len(words):
        raise InputError(
            f"there is no word {word}",
            where=f"{transcript.label} turn {number}",
            remedy=f"its words run from 1 to {len(words)}",
        )
    return turn.start + words[word - 1].start()


def clean_words(raw: str) -> str:
    """Typed words as a transcript keeps them: canonical, without blank lines and outer white space."""
    return _BLANK_LINES.sub("\n", canonical(raw).text).strip()


def _whole(transcript: Transcript, turn: Turn) -> _Part:
    return _Part(turn, transcript.words(turn), (Kept(turn.start, 0, len(turn.span)),))


def _bracketed(part: _Part) -> _Part:
    """An event as it is written inside a turn."""
    if part.turn.kind is not TurnKind.EVENT or part.words.startswith(("[", "(")):
        return part
    kept = tuple(replace(k, new=k.new + 1) for k in part.kept)
    return replace(part, words=f"[{part.words}]", kept=kept)


def _one(turn: Turn, parts: Iterable[_Part], joint: str = " ") -> _Part:
    """A turn of the words of several."""
    said, kept = "", list[Kept]()
    for part in parts:
        said += joint if said and part.words else ""
        kept += [replace(k, new=k.new + len(said)) for k in part.kept]
        said += part.words
    return _Part(turn, said, tuple(kept))


def _with(transcript: Transcript, seq: int, count: int, parts: Sequence[_Part]) -> Revised:
    """The transcript with other parts in place of `count` turns from `seq` on."""
    before = [_whole(transcript, turn) for turn in transcript.turns[:seq]]
    behind = [_whole(transcript, turn) for turn in transcript.turns[seq + count :]]
    return _lay_out(transcript, [*before, *parts, *behind])


def _lay_out(transcript: Transcript, parts: Sequence[_Part]) -> Revised:
    turns: list[Turn] = []
    kept: list[Kept] = []
    offset = number = 0
    for seq, part in enumerate(parts):
        spoken = part.turn.kind in _SPOKEN
        number += spoken
        end = offset + len(part.words)
        turns.append(replace(part.turn, seq=seq, number=number if spoken else None, start=offset, end=end))
        kept += [replace(k, new=k.new + offset) for k in part.kept]
        offset = end + len(TURN_BREAK)
    text = TURN_BREAK.join(part.words for part in parts)
    after = replace(transcript, text=text, turns=tuple(turns), revision=transcript.revision + 1)
    return Revised(after, Anchors(transcript.text, text, kept))
