"""Acts on codings and turns that stand, bound to the work that is on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coder.domain.coding import Coding, Suggestion
from coder.domain.events import Event
from coder.domain.transcript import Transcript
from coder.errors import InputError
from coder.services.in_place import InPlaceService, in_vivo_name
from coder.services.marking import MarkingService
from coder.services.recoding import RecodingService
from coder.services.session import Session
from coder.tui.work import Work

SHORT_TURN = 7
"""Words up to which a whole turn may give a code its name."""


class Recoding:
    """The services for codings and marks, bound to a coder's work.

    Every act is committed before it returns. Acts raise CoderError and then change nothing.
    """

    def __init__(self, work: Work) -> None:
        self.work = work
        self._codings = RecodingService(work.place.session)
        self._marks = MarkingService(work.place.session)
        self._codes = InPlaceService(work.place.session)

    # -- codings

    async def recode(self, coding: Coding, code_id: str) -> Event | None:
        """Give a coding another code."""
        talk = self.work.state.transcript
        return await self.work.act(lambda: self._codings.recode(talk, coding, code_id))

    async def move(self) -> Event | None:
        """Put the focused coding on the selected words."""
        coding, talk = self.work.own(), self.work.state.transcript
        span = self.work.cursor.span(self.work.state)
        return await self.work.act(lambda: self._codings.move(talk, coding, span))

    async def split(self) -> Event | None:
        """Cut the focused coding where the selected words begin."""
        coding, talk = self.work.own(), self.work.state.transcript
        selected = self.work.cursor.selected
        if selected is None:
            raise InputError(
                "no words are selected", remedy="select those that begin the second part, with s or }"
            )
        return await self.work.act(lambda: self._codings.split(talk, coding, selected))

    async def merge(self) -> Event | None:
        """Make one of the focused coding and the next one of its code that overlaps or adjoins it."""
        coding, talk = self.work.own(), self.work.state.transcript
        return await self.work.act(lambda: self._codings.merge(talk, coding))

    # -- suggestions

    def suggestion(self, number: int = 1) -> Suggestion:
        """The nth suggestion of the turn. Raises InputError when there is none."""
        found = self.work.state.suggestions_on(self.work.turn())
        if self.work.place.suggestions is None or number > len(found):
            raise InputError("no suggestion waits here", remedy="n goes to the next turn that has some")
        return found[number - 1]

    async def accept_as(self, suggestion: Suggestion, code_id: str) -> Event | None:
        """Take a suggestion with another code; on the selected words, if some are."""
        suggester, talk, span = self._suggester(), self.work.state.transcript, self.work.cursor.selected
        event = await self.work.act(
            lambda: self.work.coding.accept(talk, suggestion, suggester, span=span, code_id=code_id)
        )
        self.work.last_codes = (code_id,)
        return event

    async def refuse(self, suggestion: Suggestion, why: str) -> Event | None:
        """Refuse a suggestion and say why."""
        suggester, talk = self._suggester(), self.work.state.transcript
        return await self.work.act(lambda: self.work.coding.refuse(talk, suggestion, suggester, why))

    async def reasons(self) -> list[str]:
        """Reasons this coder gave for refusing, the latest first."""
        return await self.work.place.jobs.store(self.work.coding.reasons)

    def _suggester(self) -> str:
        suggester = self.work.place.suggestions
        return suggester.suggester if suggester else ""

    # -- codes

    async def apply_new(self, name: str, parent_id: str | None, also: Sequence[str] = ()) -> Event | None:
        """Make a code and put it on the selected words, together with others."""
        self.work.turn()
        talk, span = self.work.state.transcript, self.work.cursor.span(self.work.state)
        made: list[str] = []

        def do() -> Event:
            event, code = self._codes.apply_new(talk, span, name, parent_id, also)
            made.append(code.id)
            return event

        event = await self.work.act(do)
        self.work.last_codes = (*made, *also)
        return event

    def name_in_vivo(self) -> str:
        """The selected words as the name of a code. Raises InputError when none, or too many, are meant."""
        state, cursor = self.work.state, self.work.cursor
        words = cursor.span(state).of(state.transcript.text)
        if cursor.selected is None and len(words.split()) > SHORT_TURN:
            raise InputError(
                "no words are selected", remedy="select those that are to be the code, with s or -"
            )
        return in_vivo_name(words)

    # -- marks

    async def mark_read(self) -> Event | None:
        """Mark the turn as read with nothing to code, or take the mark away."""
        turn, talk = self.work.turn(), self.work.state.transcript
        return await self.work.act(lambda: self._marks.toggle_read(talk, turn))

    async def bookmark(self) -> Event | None:
        """Put a bookmark on the turn, or take it away."""
        turn, talk = self.work.turn(), self.work.state.transcript
        return await self.work.act(lambda: self._marks.toggle_bookmark(talk, turn))

    async def bookmarks(self) -> list[Bookmark]:
        """This coder's bookmarks in all transcripts, by place."""
        return await self.work.place.jobs.store(read_bookmarks, self.work.place.session)


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A bookmark with what a person knows it by; `place` is the turn's number."""

    transcript_id: str
    label: str
    seq: int
    place: int
    words: str


def read_bookmarks(session: Session) -> list[Bookmark]:
    """This coder's bookmarks by transcript and place; for the session's thread."""
    found = []
    talks: dict[str, Transcript] = {}
    for mark in MarkingService(session).bookmarks():
        if mark.transcript_id not in talks:
            # Past the session's few, so that the one that is open stays among them.
            talks[mark.transcript_id] = session.store.transcript(mark.transcript_id)
        talk = talks[mark.transcript_id]
        if mark.seq < len(talk.turns):
            turn = talk.turns[mark.seq]
            place = turn.number if turn.number is not None else turn.seq
            found.append(Bookmark(talk.id, talk.label, mark.seq, place, talk.words(turn)))
    return found


def coding_of(session: Session, code_id: str, here: tuple[str, int, int, str], step: int) -> Coding | None:
    """The next (`step` 1) or previous (-1) coding with a code behind `here`; for the session's thread.

    `here` is a transcript, start, end and coding id. Goes on to other transcripts in their order, and
    gives None after the last one.
    """
    found = session.store.coding_beyond(code_id, here, step)
    while found is not None and not session.seen([found]):
        here = (found.transcript_id, found.start, found.end, found.id)
        found = session.store.coding_beyond(code_id, here, step)
    return found


def next_bookmark(session: Session, transcript_id: str, seq: int) -> tuple[str, int] | None:
    """The bookmark after a turn, in this transcript or the next with one, going round; its place.

    None when there are no bookmarks. For the session's thread.
    """
    mark = MarkingService(session).next_bookmark(transcript_id, seq)
    return (mark.transcript_id, mark.seq) if mark else None
