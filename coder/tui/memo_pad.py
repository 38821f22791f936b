"""A memo while it is open: what was there, what is typed, and how both are kept."""

from __future__ import annotations

import json

from coder.domain.events import Event
from coder.domain.noting import MemoOn
from coder.errors import ConflictError
from coder.services.coding import CodingService
from coder.tui import safe

MEANWHILE = "— written meanwhile —"
"""Stands between one's own text and the one that another window wrote into the same memo."""


class MemoPad:
    """One coder's memo on the thing that `kind` and `target_id` name.

    One on a coding that is removed meanwhile goes to the turn `turn_target`. All of it is for the
    thread that owns the session. `text` is what to begin with; `restored` says that it is a draft
    which was never closed.
    """

    def __init__(
        self, coding: CodingService, kind: str, target_id: str, where: str, turn_target: str = ""
    ) -> None:
        self.where = where
        self._coding = coding
        self._turn_target = turn_target
        self._kind, self._id = kind, target_id
        self._key = f"draft:{coding.session.coder}:{self._kind}:{self._id}"
        self._closed = False
        self.told = ""
        """What the coder should know about the way the memo was kept, when it was not as usual."""
        self._before = self._stored()
        self._draft = coding.session.store.meta().get(self._key, "")
        self.text = safe.paragraphs(_from_draft(self._draft, self._before))
        self.restored = self.text.strip() != safe.paragraphs(self._before).strip()

    def note(self, text: str) -> None:
        """Keep what is typed so far outside the log, durably. Raises CoderError."""
        if not self._closed:
            self._keep_draft(json.dumps({"before": self._before, "text": text}, ensure_ascii=False))

    def close(self, text: str) -> Event | None:
        """Write the memo and forget the draft; None when nothing is new. Closing again does nothing.

        A text that somebody else has written there meanwhile is kept as well. Raises CoderError,
        and then the draft stays.
        """
        if self._closed:
            return None
        try:
            event = self._write(text.strip())
        except ConflictError:
            # Another window was quicker by a moment: what it wrote can be read now.
            event = self._write(text.strip())
        self._closed = True
        # A draft that is not this window's belongs to another one in which the memo is open.
        if self._draft and self._coding.session.store.meta().get(self._key) == self._draft:
            self._keep_draft("")
        return event

    def _write(self, mine: str) -> Event | None:
        if mine == safe.paragraphs(self._before).strip():
            return None
        self._leave_removed_coding()
        theirs = self._stored()
        wanted = mine if theirs == self._before else both(mine, theirs)
        if wanted != mine:
            self.told = self.told or "Another window wrote this memo meanwhile; both texts are kept."
        return self._coding.write_memo(self._kind, self._id, wanted, self.where)

    def _leave_removed_coding(self) -> None:
        if self._kind != MemoOn.CODING or not self._turn_target:
            return
        if not self._coding.session.store.holds("coding", self._id):
            self._kind, self._id = MemoOn.TURN.value, self._turn_target
            self._before = ""
            self.told = "The coding was removed meanwhile; its memo is on the turn now."

    def _stored(self) -> str:
        memo = self._coding.memo_on(self._kind, self._id)
        return memo.text if memo else ""

    def _keep_draft(self, draft: str) -> None:
        self._coding.session.store.set_meta({self._key: draft})
        self._draft = draft


def both(mine: str, theirs: str) -> str:
    """A text that holds the words of both, once."""
    if not theirs or theirs in mine:
        return mine
    return theirs if mine in theirs else f"{mine}\n\n{MEANWHILE}\n{theirs}"


def _from_draft(draft: str, stored: str) -> str:
    """What to begin with: the draft, with what was stored after it was begun."""
    try:
        kept = json.loads(draft) if draft else {}
        text, before = str(kept["text"]), kept["before"]
    except (ValueError, KeyError, TypeError):
        return stored
    if not text.strip():
        return stored
    return text if before == stored else both(text.strip(), stored)
