"""A memo while it is open: what was there, what is typed, and how both are kept."""

from __future__ import annotations

import json
from typing import Any

from coder.domain.coding import Memo
from coder.domain.events import Event
from coder.domain.noting import MemoOn, span_of, turn_of
from coder.domain.transcript import Transcript
from coder.errors import ConflictError
from coder.services.coding import CodingService
from coder.services.session import Session
from coder.tui import safe

MEANWHILE = "— written meanwhile —"
"""Stands between one's own text and the one that another window wrote into the same memo."""


class MemoPad:
    """One coder's memo on the thing that `kind` and `target_id` name.

    One on a coding that is removed meanwhile goes to the turn `turn_target`. Turns and words are
    those of `seen`, and are led along when the transcript is corrected. All of it is for the thread
    that owns the session. `text` is what to begin with; `restored` says that it is a draft
    which was never closed.
    """

    def __init__(
        self,
        coding: CodingService,
        kind: str,
        target_id: str,
        where: str,
        turn_target: str = "",
        seen: Transcript | None = None,
    ) -> None:
        self.where = where
        self._coding = coding
        self._turn_target = turn_target
        self._kind, self._id = kind, target_id
        self._seen = seen
        self._closed = False
        self.told = ""
        """What the coder should know about the way the memo was kept, when it was not as usual."""
        self._memo: Memo | None = None
        self._follow_correction()
        self._key = draft_key(coding.session.coder, self._kind, self._id)
        # A draft says for good which words it is on, even when this pad is led elsewhere.
        self._on = {"transcript": seen.id, "revision": self._seen.revision} if seen and self._seen else {}
        if self._seen is not None:
            lead_drafts(coding.session, self._seen)
        self._memo = coding.memo_on(self._kind, self._id)
        self._before = self._stored()
        self._draft = coding.session.store.meta().get(self._key, "")
        self.text = safe.paragraphs(_from_draft(self._draft, self._before))
        self.restored = self.text.strip() != safe.paragraphs(self._before).strip()

    def note(self, text: str) -> None:
        """Keep what is typed so far outside the log, durably. Raises CoderError."""
        if not self._closed:
            kept = {"before": self._before, "text": text, **self._on}
            self._keep_draft(json.dumps(kept, ensure_ascii=False))

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
        self._follow_correction()
        self._leave_removed_coding()
        theirs = self._stored()
        wanted = mine if theirs == self._before else both(mine, theirs)
        if wanted != mine:
            self.told = self.told or "Another window wrote this memo meanwhile; both texts are kept."
        on = self._seen if self._kind in (MemoOn.TURN, MemoOn.SPAN) else None
        return self._coding.write_memo(self._kind, self._id, wanted, self.where, on=on)

    def _leave_removed_coding(self) -> None:
        if self._kind != MemoOn.CODING or not self._turn_target:
            return
        if not self._coding.session.store.holds("coding", self._id):
            self._kind, self._id = MemoOn.TURN.value, self._turn_target
            self._before = ""
            self.told = "The coding was removed meanwhile; its memo is on the turn now."

    def _follow_correction(self) -> None:
        """Go where the words are now, if the transcript was corrected since they were seen."""
        seen, session = self._seen, self._coding.session
        if seen is None or session.find_transcript(seen.id).revision == seen.revision:
            return
        # Heavy, and seldom needed.
        from coder.services.correcting import led_target

        after = session.store.transcript(seen.id)
        before, self._seen = (self._kind, self._id), after
        # What was written already has been led by the correction itself.
        known = session.store.things("memo", [self._memo.id]) if self._memo else []
        self._kind, self._id = (
            (known[0].target_kind, known[0].target_id) if known else led_target(*before, seen, after)
        )
        if self._turn_target:
            self._turn_target = led_target(MemoOn.TURN, self._turn_target, seen, after)[1]
        if before[0] != MemoOn.CODING:
            self.where = _where(after, self._kind, self._id) or self.where
            self.told = "The transcript was corrected meanwhile; the memo went along with its words."

    def _stored(self) -> str:
        memo = self._coding.memo_on(self._kind, self._id)
        return memo.text if memo else ""

    def _keep_draft(self, draft: str) -> None:
        self._coding.session.store.set_meta({self._key: draft})
        self._draft = draft


def draft_key(coder: str, kind: str, target_id: str) -> str:
    """Under which name a draft is kept in the settings of the project."""
    return f"draft:{coder}:{kind}:{target_id}"


def lead_drafts(session: Session, now: Transcript) -> None:
    """Put this coder's drafts on turns and words of earlier revisions where these are in `now`."""
    from coder.services.correcting import led_target

    drafts = {key: value for key, value in session.store.meta().items() if key.startswith("draft:")}
    for kind in (MemoOn.TURN, MemoOn.SPAN):
        head = draft_key(session.coder, kind, "")
        for key, draft in list(drafts.items()):
            kept = _read_draft(draft) if key.startswith(head) else None
            if not kept or kept.get("transcript") != now.id or kept.get("revision") == now.revision:
                continue
            before = session.store.transcript(now.id, int(kept["revision"]))
            there = draft_key(session.coder, *led_target(kind, key.removeprefix(head), before, now))
            other = (_read_draft(drafts.get(there, "")) if there != key else None) or {}
            text = both(kept["text"], str(other.get("text", "")))
            led = {**kept, **other, "text": text, "revision": now.revision}
            session.store.set_meta({key: "", there: json.dumps(led, ensure_ascii=False)})
            drafts |= {key: "", there: json.dumps(led, ensure_ascii=False)}


def _where(talk: Transcript, kind: str, target_id: str) -> str:
    memo = Memo("", kind, target_id, "", "", "")
    on_turn, on_words = turn_of(memo), span_of(memo)
    turn = talk.turns[on_turn[1]] if on_turn and on_turn[1] < len(talk.turns) else None
    turn = talk.turn_at(on_words[1].start) if on_words else turn
    return f"{talk.label} turn {turn.number if turn.number is not None else turn.seq}" if turn else ""


def both(mine: str, theirs: str) -> str:
    """A text that holds the words of both, once."""
    if not theirs or theirs in mine:
        return mine
    return theirs if mine in theirs else f"{mine}\n\n{MEANWHILE}\n{theirs}"


def _from_draft(draft: str, stored: str) -> str:
    """What to begin with: the draft, with what was stored after it was begun."""
    kept = _read_draft(draft)
    if kept is None:
        return stored
    text, before = kept["text"], kept["before"]
    if not text.strip():
        return stored
    return text if before == stored else both(text.strip(), stored)


def _read_draft(draft: str) -> dict[str, Any] | None:
    """What a draft holds; None when there is none, or it cannot be read."""
    try:
        kept = json.loads(draft) if draft else {}
        return {**kept, "text": str(kept["text"]), "before": kept["before"]}
    except (ValueError, KeyError, TypeError):
        return None
