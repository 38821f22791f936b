"""The codes that a coder used last, for putting them elsewhere as well."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coder.services.session import Session

ONE_ACT = 0.5
"""Seconds within which codings on the same words were put there together."""

MOST_AT_ONCE = 100
"""Codings among which those of one act are looked for."""


def last_codes(session: Session) -> tuple[str, ...]:
    """The codes that this coder put on words last by hand, several if it was one act.

    Only codes that may still be used. For the session's thread.
    """
    own = session.store.latest_codings(session.coder, MOST_AT_ONCE)
    if not own:
        return ()
    newest = own[0]
    together = {
        coding.code_id
        for coding in own
        if (coding.transcript_id, coding.span) == (newest.transcript_id, newest.span)
        and _seconds(coding.created_at, newest.created_at) < ONE_ACT
    }
    # In the order of the codebook: codings of one act may carry one and the same moment.
    return tuple(code.id for code in session.tree.codes.values() if code.id in together and code.usable)


def _seconds(earlier: str, later: str) -> float:
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds()
