"""Taking suggestions in a list: shown before, one act, and told apart from what was decided one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coder.domain.coding import Origin, Suggestion
from coder.domain.events import Event
from coder.domain.text import visible
from coder.errors import ConflictError, InputError
from coder.services.coding import CodingService
from coder.services.session import Session, added

if TYPE_CHECKING:
    from coder.services.suggesting import SuggestionService

ACTION = "accept list"
"""The action in the log; one undo takes all of it back."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A suggestion in a preview list, and the words and revision it was made for."""

    suggestion: Suggestion
    label: str
    turn: int
    revision: int
    text: str

    @property
    def row(self) -> dict[str, Any]:
        """As a table shows it."""
        one = self.suggestion
        return {
            **{"transcript": self.label, "turn": self.turn, "code": one.code_id},
            **{"score": round(one.score, 3), "reason": one.reason, "text": self.text},
        }


def listed_for(
    session: Session,
    service: SuggestionService,
    code_id: str,
    least: float,
    told: Callable[[str], object] = lambda label: None,
) -> list[Listed]:
    """The suggestions of a code that wait, with at least this score, by place; nothing is changed.

    Raises InputError for a code that cannot be applied, and SuggesterOff.
    """
    code = session.tree.require(code_id)
    found: list[Listed] = []
    for row in session.store.transcripts():
        told(row.label)
        transcript = session.peek(row.id)
        for number, waiting in sorted(service.for_transcript(transcript).items()):
            found += [
                Listed(one, row.label, number, transcript.revision, one.span.of(transcript.text))
                for one in waiting
                if one.code_id == code.id and one.score >= least
            ]
    return found


def accept_all(session: Session, found: Sequence[Listed], suggester: str, least: float) -> Event:
    """Take all suggestions of a list that somebody has seen, as one act.

    The codings keep for ever that they were suggestions. No decision on each is recorded, because
    nobody made one: "right 14 of 20" counts only what was looked at one by one. Raises InputError for
    an empty list and ConflictError when a transcript was corrected since.
    """
    if not found:
        raise InputError("no suggestion is on the list")
    coding, made = CodingService(session), []
    for one in found:
        transcript = session.peek(one.suggestion.transcript_id)
        if transcript.revision != one.revision:
            raise ConflictError("the transcript was corrected since the list was made", where=one.label)
        made.append(coding.coding(transcript, one.suggestion.span, one.suggestion.code_id, Origin.ACCEPTED))
    codes = ", ".join(dict.fromkeys(one.suggestion.code_id for one in found))
    many = "1 suggestion" if len(found) == 1 else f"{len(found):,} suggestions"
    told = f"accepted {many} of {visible(codes)} in a list, score {least:g} or more, by {suggester}"
    return session.act(ACTION, told, [added("coding", one) for one in made])
