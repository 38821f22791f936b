"""Marks on turns: read with nothing to code, and bookmarks."""

from __future__ import annotations

import uuid

from coder.domain.coding import Mark, MarkKind
from coder.domain.events import Event
from coder.domain.transcript import Transcript, Turn
from coder.errors import InputError
from coder.services.session import Session, added, removed
from coder.store.store import now


class MarkingService:
    """What one coder notes about turns of an open project without coding them."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def toggle_read(self, transcript: Transcript, turn: Turn) -> Event:
        """Mark a turn as read with nothing to code, or take the mark away.

        Raises InputError when this coder has a code on it: then there was something to code.
        """
        coder = self.session.coder
        coded = any(
            coding.coder == coder and coding.span.overlaps(turn.span)
            for coding in self.session.store.codings_touching(transcript.id, turn.span)
        )
        if coded and not self._marks(transcript, turn, MarkKind.READ):
            raise InputError(
                "this turn has a code of yours",
                where=f"{transcript.label} {_name(turn)}",
                remedy="0 is for turns with nothing to code",
            )
        return self._toggle(transcript, turn, MarkKind.READ, "nothing to code in")

    def toggle_bookmark(self, transcript: Transcript, turn: Turn) -> Event:
        """Put a bookmark on a turn, or take it away."""
        return self._toggle(transcript, turn, MarkKind.BOOKMARK, "bookmark on")

    def bookmarks(self) -> list[Mark]:
        """This coder's bookmarks in all transcripts, by transcript and place."""
        return self.session.store.marks_of(self.session.coder, MarkKind.BOOKMARK)

    def next_bookmark(self, transcript_id: str, seq: int) -> Mark | None:
        """This coder's next bookmark behind a turn, going round after the last; None without any."""
        store, coder = self.session.store, self.session.coder
        behind = store.marks_of(coder, MarkKind.BOOKMARK, (transcript_id, seq), 1)
        return next(iter(behind or store.marks_of(coder, MarkKind.BOOKMARK, None, 1)), None)

    def _toggle(self, transcript: Transcript, turn: Turn, kind: MarkKind, told: str) -> Event:
        where = f"{transcript.label} {_name(turn)}"
        had = self._marks(transcript, turn, kind)
        if had:
            gone = [removed("mark", mark) for mark in had]
            return self.session.act("mark", f"took back: {told} {where}", gone, on=transcript)
        mark = Mark(str(uuid.uuid4()), transcript.id, turn.seq, kind, self.session.coder, now())
        return self.session.act("mark", f"marked: {told} {where}", [added("mark", mark)], on=transcript)

    def _marks(self, transcript: Transcript, turn: Turn, kind: MarkKind) -> list[Mark]:
        return [
            mark
            for mark in self.session.store.marks_on(transcript.id, turn.seq)
            if (mark.kind, mark.coder) == (kind, self.session.coder)
        ]


def _name(turn: Turn) -> str:
    return f"turn {turn.number}" if turn.number is not None else f"{turn.kind.value} {turn.seq + 1}"
