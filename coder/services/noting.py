"""Where memos stand, for lists and for going there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from coder.domain.coding import Coding, Decision, Memo
from coder.domain.noting import MemoOn, span_of, turn_of
from coder.domain.transcript import Span, Transcript, Turn
from coder.services.session import Session


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a memo stands, as far as it stands in a transcript; what does not apply is empty."""

    transcript: Transcript | None = None
    turn: Turn | None = None
    span: Span | None = None
    code_id: str = ""
    coding_id: str = ""

    @property
    def where(self) -> str:
        """The place in few words: `FG-01 turn 12`."""
        if self.transcript is None:
            return ""
        if self.turn is None:
            return self.transcript.label
        name = f"turn {self.turn.number}" if self.turn.number is not None else self.turn.kind.value
        return f"{self.transcript.label} {name}"


def standing(
    memo: Memo,
    transcripts: Mapping[str, Transcript],
    acts: Mapping[str, Coding | Decision],
) -> Standing:
    """Where a memo stands; `acts` are at least the codings and decisions that carry memos, by id."""
    kind, target = memo.target_kind, memo.target_id
    if kind in (MemoOn.CODING, MemoOn.DECISION) and target in acts:
        act = acts[target]
        talk, span = transcripts[act.transcript_id], Span(act.start, act.end)
        coding_id = act.id if isinstance(act, Coding) else ""
        return Standing(talk, talk.turn_at(span.start), span, act.code_id, coding_id)
    on_turn, on_words = turn_of(memo), span_of(memo)
    if on_turn is not None and on_turn[0] in transcripts:
        talk = transcripts[on_turn[0]]
        return Standing(talk, next((turn for turn in talk.turns if turn.seq == on_turn[1]), None))
    if on_words is not None and on_words[0] in transcripts:
        talk = transcripts[on_words[0]]
        return Standing(talk, talk.turn_at(on_words[1].start), on_words[1])
    if kind == MemoOn.TRANSCRIPT and target in transcripts:
        return Standing(transcripts[target])
    return Standing(code_id=target) if kind == MemoOn.CODE else Standing()


@dataclass(frozen=True, slots=True)
class PlacedMemo:
    """A memo and where it stands."""

    memo: Memo
    standing: Standing


def placed_memos(session: Session) -> list[PlacedMemo]:
    """All memos of the project with their places, oldest first."""
    memos = session.seen(session.store.memos())
    acts = _acts(session, memos)
    wanted = {act.transcript_id for act in acts.values()}
    wanted |= {on_turn[0] for memo in memos if (on_turn := turn_of(memo))}
    wanted |= {on_words[0] for memo in memos if (on_words := span_of(memo))}
    wanted |= {memo.target_id for memo in memos if memo.target_kind == MemoOn.TRANSCRIPT}
    known = {row.id for row in session.store.transcripts()}
    # Past the session's few, so that the one that is open stays among them.
    transcripts = {id_: session.store.transcript(id_) for id_ in wanted & known}
    return [PlacedMemo(memo, standing(memo, transcripts, acts)) for memo in memos]


def _acts(session: Session, memos: Iterable[Memo]) -> dict[str, Coding | Decision]:
    found: dict[str, Coding | Decision] = {}
    for kind in (MemoOn.CODING, MemoOn.DECISION):
        ids = [memo.target_id for memo in memos if memo.target_kind == kind]
        found.update({thing.id: thing for thing in session.store.things(kind, ids)})
    return found
