"""Which suggestions are heard: codes that were wrong too often keep quiet, and blind passes hear none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coder.domain.coding import Suggestion
from coder.domain.transcript import Span
from coder.services.userfiles import prefer, preferences

if TYPE_CHECKING:
    from coder.services.session import Session

QUIET_FROM, QUIET_BELOW = 12, 0.25
"""From how many decisions on, and below which share of them taken, a code is suggested no more."""

_LOUD, _TOLD = "suggest.loud", "suggestions-told"


def is_quiet(record: tuple[int, int]) -> bool:
    """Whether a code was right so seldom, of so many decisions, that it is suggested no more."""
    right, of = record
    return of >= QUIET_FROM and right < QUIET_BELOW * of


def loud_codes(session: Session) -> frozenset[str]:
    """The codes that are suggested however often they were refused."""
    return frozenset(session.store.meta().get(_LOUD, "").split("\n")) - {""}


def quiet_codes(session: Session) -> dict[str, tuple[int, int]]:
    """The codes that are suggested no more, each with how many suggestions were taken, of how many."""
    loud, codes = loud_codes(session), session.tree.codes
    tallies = session.store.tallies()
    return {id_: tally for id_, tally in tallies.items() if is_quiet(tally) and id_ in codes.keys() - loud}


def let_speak(session: Session, code_id: str) -> None:
    """Suggest a code again, for everybody in the project, however often it was refused."""
    loud = loud_codes(session) | {code_id}
    session.store.set_meta({_LOUD: "\n".join(sorted(loud))})


def nearest(session: Session, suggestion: Suggestion) -> tuple[str, int, Span] | None:
    """Transcript, turn (its `seq`) and words of the coded excerpt a suggestion goes by, if still there."""
    store = session.store
    row = next((row for row in store.transcripts() if row.label == suggestion.near_document), None)
    if row is None:
        return None
    found = next((c for c in store.codings(row.id) if c.text == suggestion.near_text), None)
    turn = session.peek(row.id).turn_at(found.start) if found else None
    return (row.id, turn.seq, found.span) if found and turn else None


def notice_once(notice: str) -> str:
    """The notice of a suggester, if this person has not been told it yet."""
    if not notice or preferences().get(_TOLD) == notice:
        return ""
    prefer(_TOLD, notice)
    return notice


def set_blind(session: Session, blind: bool) -> None:
    """Let this coder code without suggestions and without other people's codings, or with them again.

    Stands in the log, so that it can be told later which codings were made blind.
    """
    session.store.set_meta({f"blind:{session.coder}": "on" if blind else ""})
    told = "began a blind pass" if blind else "ended the blind pass"
    session.act("blind", f"{session.coder} {told}", [], undoable=False)
