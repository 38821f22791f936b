"""Coding what a search found: shown before, then put on all of it as one act."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from coder.domain.coding import Coding, Origin, worded
from coder.domain.events import Event
from coder.domain.transcript import Excerpt, Span
from coder.errors import ConflictError, InputError
from coder.services.session import Session, added
from coder.store.store import now

ACTION = "code search hits"
"""The action in the log; one undo takes all of it back."""


@dataclass(frozen=True, slots=True)
class CodedHits:
    """What coding the hits of a search did: how many codings were made, and how many were there already."""

    event: Event
    made: int
    already: int


def code_hits(session: Session, excerpts: Sequence[Excerpt], code_ids: Sequence[str]) -> CodedHits:
    """Put codes on excerpts by hand, all as one act; those that this coder has there are left out.

    Raises ConflictError when a transcript was corrected since the search, and InputError when there
    is nothing to do or a code cannot be applied.
    """
    codes = [session.tree.require(code_id).id for code_id in dict.fromkeys(code_ids)]
    if not codes or not excerpts:
        raise InputError("nothing is marked" if codes else "no code was chosen")
    made: list[Coding] = []
    wanted = 0
    by_transcript: dict[str, list[Excerpt]] = {}
    for excerpt in excerpts:
        by_transcript.setdefault(excerpt.transcript_id, []).append(excerpt)
    for transcript_id, found in by_transcript.items():
        # Not the session's own: what is on the screen has to stay the transcript it holds.
        transcript = session.store.transcript(transcript_id)
        there = _there(session.store.codings(transcript_id), session.coder)
        for excerpt in found:
            stands = worded(transcript, Span(*_fitting(excerpt, transcript.text, transcript.label)))
            for code in codes:
                wanted += 1
                if (stands.span, code) not in there:
                    there.add((stands.span, code))
                    made.append(_coding(session, stands, code))
    if not made:
        raise InputError("all of it has this code of yours already")
    told = ", ".join(codes)
    many = "1 search hit" if len(excerpts) == 1 else f"{len(excerpts):,} search hits"
    where = "1 transcript" if len(by_transcript) == 1 else f"{len(by_transcript)} transcripts"
    event = session.act(ACTION, f"coded {many} with {told} in {where}", [added("coding", c) for c in made])
    return CodedHits(event, len(made), wanted - len(made))


def _fitting(excerpt: Excerpt, text: str, label: str) -> tuple[int, int]:
    span = excerpt.span
    if span.end > len(text) or span.of(text) != excerpt.text:
        raise ConflictError(
            "the transcript was corrected since the search", where=label, remedy="search again"
        )
    return span.start, span.end


def _there(codings: Iterable[Coding], coder: str) -> set[tuple[Span, str]]:
    return {(coding.span, coding.code_id) for coding in codings if coding.coder == coder}


def _coding(session: Session, excerpt: Excerpt, code_id: str) -> Coding:
    return Coding(
        str(uuid.uuid4()),
        excerpt.transcript_id,
        excerpt.span.start,
        excerpt.span.end,
        excerpt.text,
        code_id,
        session.coder,
        Origin.TYPED,
        now(),
        {},
    )
