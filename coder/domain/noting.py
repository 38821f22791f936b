"""What memos stand on, and how that is written into their `target_id`."""

from __future__ import annotations

from enum import StrEnum

from coder.domain.coding import Memo
from coder.domain.transcript import Span


class MemoOn(StrEnum):
    """The kinds of things that carry memos."""

    CODING = "coding"
    TURN = "turn"
    SPAN = "span"
    TRANSCRIPT = "transcript"
    CODE = "code"
    PROJECT = "project"
    DECISION = "decision"
    """Why a suggestion was refused."""


PROJECT_ID = "project"
"""The target of memos on the whole project."""


def turn_id(transcript_id: str, seq: int) -> str:
    """The target of memos on a turn; `seq` counts the turns of the present revision."""
    return f"{transcript_id}:{seq}"


def span_id(transcript_id: str, span: Span) -> str:
    """The target of memos on a stretch of words."""
    return f"{transcript_id}:{span.start}-{span.end}"


def turn_of(memo: Memo) -> tuple[str, int] | None:
    """The transcript and the `seq` of the turn that a memo stands on; None when it is on something else."""
    transcript_id, _, seq = memo.target_id.rpartition(":")
    if memo.target_kind != MemoOn.TURN or not seq.isdecimal():
        return None
    return transcript_id, int(seq)


def span_of(memo: Memo) -> tuple[str, Span] | None:
    """The transcript and the words that a memo stands on; None when it is on something else."""
    transcript_id, _, place = memo.target_id.rpartition(":")
    start, _, end = place.partition("-")
    if memo.target_kind != MemoOn.SPAN or not (start.isdecimal() and end.isdecimal()):
        return None
    return (transcript_id, Span(int(start), int(end))) if int(start) <= int(end) else None
