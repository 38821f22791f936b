"""From a short id to the words behind it: an excerpt in its place, a theme, a recommendation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from coder.domain.coding import Coding
from coder.domain.recommendation import Recommendation
from coder.domain.text import visible
from coder.domain.theme import Theme
from coder.domain.transcript import Transcript, Turn
from coder.domain.zones import zone_of
from coder.errors import InputError
from coder.services.claiming import LEAST_ID, SHORT_ID
from coder.services.sayable import Sayable
from coder.services.session import Session

CONTEXT = 2
"""How many turns are shown before an excerpt and behind it."""

Found = Coding | Theme | Recommendation


@dataclass(frozen=True, slots=True)
class Piece:
    """A coding that a theme names, as far as it is there; `coding` is None once it was removed.

    Of one that was removed nothing but the id is left, so that no words can be printed. `words` are the
    coding's as far as they may be shown (`Sayable`), and nothing else is to be printed of it.
    """

    id: str
    coding: Coding | None = None
    transcript: str = ""
    turn: int | None = None
    speaker: str = ""
    group: str = ""
    code: str = ""
    words: str = ""

    @property
    def short(self) -> str:
        """The evidence id as reports print it."""
        return self.id[:SHORT_ID]

    @property
    def where(self) -> str:
        """The place in few words: `FG-01 turn 12`."""
        if self.coding is None:
            return "removed"
        return f"{self.transcript} turn {self.turn}" if self.turn else self.transcript


@dataclass(frozen=True, slots=True)
class Excerpted:
    """A coding's words with the turns around them."""

    piece: Piece
    transcript: Transcript
    before: tuple[Turn, ...]
    turns: tuple[Turn, ...]
    after: tuple[Turn, ...]


def find_any(session: Session, name: str) -> Found:
    """The coding, theme or recommendation whose id begins so, or `T3`, `R2`.

    Raises InputError when there is none, or more than one.
    """
    themes, recommendations = session.store.themes(), session.store.recommendations()
    letter, number = name[:1].casefold(), name[1:]
    numbered: list[Theme] | list[Recommendation] = themes if letter == "t" else recommendations
    if letter in ("t", "r") and number.isdecimal() and 0 < int(number) <= len(numbered):
        return numbered[int(number) - 1]
    if len(name) < LEAST_ID:
        raise InputError(
            f"{visible(name)!r} is too short for an id", remedy=f"type {LEAST_ID} characters at least"
        )
    found: list[Found] = [*session.store.codings_called(name)]
    found += [theme for theme in themes if theme.id.startswith(name)]
    found += [one for one in recommendations if one.id.startswith(name)]
    exact = [one for one in found if one.id == name]
    found = exact or found
    if len(found) != 1:
        what = f"{len(found)} ids begin" if found else "no id begins"
        raise InputError(
            f"{what} with {visible(name)!r}",
            where=session.place,
            remedy="type more of it" if found else "it may have been removed; see `coder history`",
        )
    return found[0]


def pieces(session: Session, coding_ids: Iterable[str], *, kept: bool = False) -> list[Piece]:
    """Codings by id as they stand, in the given order; each transcript is read once."""
    ids = list(coding_ids)
    there = {coding.id: coding for coding in session.store.things("coding", ids)}
    transcripts = {id_: session.peek(id_) for id_ in {coding.transcript_id for coding in there.values()}}
    groups = {person.id: person.group for person in session.store.participants()}
    sayable = Sayable(session, kept=kept)
    return [
        _piece(session, there[id_], transcripts[there[id_].transcript_id], groups, sayable)
        if id_ in there
        else Piece(id_)
        for id_ in ids
    ]


def excerpted(session: Session, coding: Coding, context: int = CONTEXT, *, kept: bool = False) -> Excerpted:
    """A coding's words in their place, with `context` turns before and behind."""
    transcript = session.peek(coding.transcript_id)
    (piece,) = pieces(session, [coding.id], kept=kept)
    own = [n for n, turn in enumerate(transcript.turns) if turn.span.overlaps(coding.span)]
    first, last = (own[0], own[-1] + 1) if own else (0, 0)
    return Excerpted(
        piece,
        transcript,
        transcript.turns[max(0, first - context) : first],
        transcript.turns[first:last],
        transcript.turns[last : last + context],
    )


def _piece(
    session: Session, coding: Coding, transcript: Transcript, groups: dict[str, str], sayable: Sayable
) -> Piece:
    turn = transcript.turn_at(coding.start)
    speakers = transcript.speakers_in(coding.span)
    own = {groups.get(speaker.participant_id or "", "") or transcript.facts.group for speaker in speakers}
    code = session.tree.codes.get(coding.code_id)
    return Piece(
        coding.id,
        coding,
        transcript.label,
        turn.number if turn else None,
        "" if sayable.kept and zone_of(coding.code_id) else " | ".join(one.shown for one in speakers),
        ", ".join(sorted(own - {""})),
        code.short if code else coding.code_id,
        sayable.coding(transcript, coding),
    )
