"""What people decided in a project, as the suggester learns it; suggestions themselves never are."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from coder.domain.coding import Coding, Decision, Mark, MarkKind, Outcome
from coder.domain.consent import Consent, Consents
from coder.domain.transcript import Role, Span, Transcript, Turn
from coder.suggest.examples import Example

if TYPE_CHECKING:
    from coder.services.session import Session

ASKING = (Role.FACILITATOR,)
"""Whose words before a turn are the question that it answers."""

LONGEST_QUESTION = 600
"""Characters of a question that count: what a facilitator asks stands at the end of what is said."""


class Questions:
    """What was asked before each place of a transcript."""

    def __init__(self, transcript: Transcript) -> None:
        self.transcript = transcript
        asking = {speaker.id for speaker in transcript.speakers if speaker.role in ASKING}
        self._asking = [turn for turn in transcript.turns if turn.speaker_id in asking]
        self._seqs = [turn.seq for turn in self._asking]

    def before(self, turn: Turn) -> str:
        """The facilitator's words before a turn; empty where none were said."""
        at = bisect_left(self._seqs, turn.seq) - 1
        return self.transcript.words(self._asking[at])[-LONGEST_QUESTION:] if at >= 0 else ""

    def asked(self, turn: Turn, text: str, codes: Sequence[str] = (), refused: Sequence[str] = ()) -> Example:
        """Some words of a turn with what the suggester may know about them."""
        transcript = self.transcript
        role = transcript.role(turn).value
        return Example(text, codes, self.before(turn), role, transcript.label, refused)


def lessons_of(
    transcript: Transcript,
    codings: Iterable[Coding],
    decisions: Iterable[Decision],
    marks: Iterable[Mark],
) -> list[Example]:
    """What was decided in one transcript: coded excerpts, refusals, and turns read in vain.

    By whomever: every coding was put there or confirmed by a person, and unconfirmed suggestions
    are nowhere among them.
    """
    codes: dict[tuple[int, int], list[str]] = {}
    refused: dict[tuple[int, int], list[str]] = {}
    for coding in codings:
        codes.setdefault((coding.start, coding.end), []).append(coding.code_id)
    for decision in decisions:
        if decision.outcome is Outcome.REJECTED:
            refused.setdefault((decision.start, decision.end), []).append(decision.code_id)
    questions, found = Questions(transcript), list[Example]()
    for start, end in sorted({*codes, *refused}):
        turn = transcript.turn_at(start)
        if turn is not None:
            had = sorted(set(codes.get((start, end), ())))
            left = sorted(set(refused.get((start, end), ())) - set(had))
            found.append(questions.asked(turn, transcript.text[start:end], had, left))
    coded = {turn.seq for example in codes for turn in _turns(transcript, example)}
    read = {mark.seq for mark in marks if mark.kind is MarkKind.READ} - coded
    found += [
        questions.asked(turn, transcript.words(turn))
        for turn in transcript.turns
        if turn.seq in read and transcript.words(turn).strip()
    ]
    return found


def allowed_lessons(
    transcript: Transcript,
    codings: Iterable[Coding],
    decisions: Iterable[Decision],
    marks: Iterable[Mark],
    consents: Consents,
) -> list[Example]:
    """As `lessons_of`, without what was decided about words that were withdrawn.

    Reasons for suggestions show the words that were learned from, refused ones among them, so withdrawn
    words teach nothing at all.
    """
    if not consents:
        return lessons_of(transcript, codings, decisions, marks)

    def may(span: Span) -> bool:
        return consents.of_words(transcript, span) is not Consent.WITHDRAWN

    free = {turn.seq for turn in transcript.turns if may(turn.span)}
    return lessons_of(
        transcript,
        [coding for coding in codings if may(coding.span)],
        [decision for decision in decisions if may(Span(decision.start, decision.end))],
        [mark for mark in marks if mark.seq in free],
    )


def lessons(session: Session, transcript_id: str) -> list[Example]:
    """What was decided in one transcript of a project; for the session's thread."""
    store, transcript = session.store, session.peek(transcript_id)
    return allowed_lessons(
        transcript,
        store.codings(transcript_id),
        store.decisions(transcript_id),
        store.marks(transcript_id),
        Consents(store.consents()),
    )


def _turns(transcript: Transcript, place: tuple[int, int]) -> Iterable[Turn]:
    return transcript.turns_in(Span(*place))
