"""A text of a theme or recommendation while it is open: what was there, and what is typed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from coder.domain.events import Event
from coder.domain.recommendation import Recommendation
from coder.domain.theme import Theme
from coder.services.claiming import ChangedMeanwhile, kind_of
from coder.services.session import Session
from coder.tui import safe
from coder.tui.memo_pad import both

Write = Callable[[Any, dict[str, str]], Event | None]


class ClaimPad:
    """One field of a theme or recommendation; all of it is for the thread that owns the session.

    `text` is what to begin with; `restored` says that it is a draft which was never closed. When
    somebody else wrote into the field meanwhile, closing tells what they wrote and closing again
    writes what is typed.
    """

    def __init__(
        self, session: Session, claim: Theme | Recommendation, field: str, where: str, write: Write
    ) -> None:
        self.where = where
        self.told = ""
        """What is to be told: what stands there meanwhile."""
        self._session, self._field, self._write = session, field, write
        self._seen: Any = claim
        self._key = f"draft:{session.coder}:{kind_of(claim)}:{claim.id}:{field}"
        before = getattr(claim, field)
        draft = _read(session.store.meta().get(self._key, ""), before)
        self.text = safe.paragraphs(before if draft is None else draft)
        self.restored = self.text.strip() != safe.paragraphs(before).strip()
        self._closed = False

    def note(self, text: str) -> None:
        """Keep what is typed so far outside the log, durably. Raises CoderError."""
        if not self._closed:
            kept = {"before": getattr(self._seen, self._field), "text": text}
            self._keep(json.dumps(kept, ensure_ascii=False))

    def close(self, text: str) -> Event | None:
        """Write the text and forget the draft; None when nothing is new. Closing again does nothing.

        Raises CoderError, and then the draft stays.
        """
        if self._closed:
            return None
        event = None
        if text.strip() != safe.paragraphs(getattr(self._seen, self._field)).strip():
            try:
                event = self._write(self._seen, {self._field: text})
            except ChangedMeanwhile as error:
                # What is there now was seen, once it is told; then one may write over it.
                self._seen = error.theirs
                self.told = f"Now: “{getattr(error.theirs, self._field)}”. esc again writes yours over it."
                raise
        self._closed = True
        self._keep("")
        return event

    def _keep(self, draft: str) -> None:
        self._session.store.set_meta({self._key: draft})


def _read(draft: str, stored: str) -> str | None:
    """The text of a draft, with what was stored after it was begun; None when there is none."""
    try:
        kept = json.loads(draft) if draft else {}
        text, before = str(kept["text"]), kept["before"]
    except (ValueError, KeyError, TypeError):
        return None
    return text if before == stored else both(text.strip(), stored)
