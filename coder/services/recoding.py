"""Acts on codings that stand: another code, other words, splitting, merging."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator
from dataclasses import replace

from coder.domain.coding import Coding, worded
from coder.domain.events import Change, Event
from coder.domain.recoding import cut_at, merged, next_to_merge, revised_origin
from coder.domain.transcript import Span, Transcript
from coder.errors import InputError
from coder.services.claiming import led_claims
from coder.services.joining import JoinedMemos, corrected_decisions
from coder.services.session import Session, added, changed, place, removed
from coder.store.store import now


class RecodingService:
    """What one coder changes about codings of an open project.

    Each act is one event. A coding keeps its id through all of them, and with it its memos, its
    lens values and its star. One that was taken from a suggestion counts as corrected afterwards,
    and so does the decision on that suggestion, so that nobody learns from what was taken back.
    """

    def __init__(self, session: Session) -> None:
        self.session = session

    def recode(self, transcript: Transcript, coding: Coding, code_id: str) -> Event:
        """Give a coding another code; words, lens values, star and memos stay.

        Words that a correction changed still wait for review. Raises InputError when the code
        cannot be used, is the same, or is on these words already.
        """
        if code_id == coding.code_id:
            raise InputError(f"{coding.code_id} is the code it has", where=place(transcript, coding))
        code = self.session.tree.require(code_id)
        after = replace(
            coding, code_id=code.id, origin=revised_origin(coding.origin), version=coding.version + 1
        )
        self._check_free(transcript, after)
        told = f"recoded {coding.code_id} as {code_id}, {place(transcript, coding)}"
        return self._change("recode", told, coding, after)

    def move(self, transcript: Transcript, coding: Coding, span: Span) -> Event:
        """Put a coding on other words, fewer or more.

        Whoever gives it words has decided about those that a correction changed: it leaves the
        review list. Raises InputError when the words are the same or carry this code already.
        """
        excerpt = worded(transcript, span)
        if excerpt.span == coding.span and not coding.was:
            raise InputError(
                f"{coding.code_id} stands on exactly these words",
                where=place(transcript, coding),
                remedy="select other words first, with s, ], + or )",
            )
        after = replace(
            coding,
            start=excerpt.span.start,
            end=excerpt.span.end,
            text=excerpt.text,
            was="",
            origin=revised_origin(coding.origin),
            version=coding.version + 1,
        )
        self._check_free(transcript, after)
        return self._change("move", f"moved {coding.code_id} to {_words(transcript, after)}", coding, after)

    def split(self, transcript: Transcript, coding: Coding, selected: Span) -> Event:
        """Cut a coding in two where the selected words begin; where they begin with it, where they end.

        The first part is the coding as it was, with its memos; the second is a new one with the
        same code, lens values, star and origin, without memos. Raises InputError when a part would
        be empty or is coded so already, or while its changed words wait for review.
        """
        self._refuse_in_review(transcript, coding)
        first, second = cut_at(transcript.text, coding.span, selected)
        origin = revised_origin(coding.origin)
        kept = replace(
            coding,
            start=first.start,
            end=first.end,
            text=first.of(transcript.text),
            origin=origin,
            version=coding.version + 1,
        )
        new = replace(
            coding,
            id=str(uuid.uuid4()),
            start=second.start,
            end=second.end,
            text=second.of(transcript.text),
            origin=origin,
            created_at=now(),
            version=1,
        )
        for part in (kept, new):
            self._check_free(transcript, part, but=(coding.id,))
        told = f"split {coding.code_id} on {place(transcript, coding)}"
        return self.session.act(
            "split",
            told,
            [
                added("coding", new),
                changed("coding", coding, kept),
                *self._corrected(coding, leads_to=coding.id),
            ],
        )

    def merge(self, transcript: Transcript, coding: Coding) -> Event:
        """Make one of a coding and the next one of the same code that overlaps or touches it.

        The coding in hand stays and takes over the other's words, lens values, star, decision and
        memos; two memos of one coder become one text. Raises InputError when there is no such
        coding, or while changed words of either wait for review.
        """
        near = _with_space_around(transcript.text, coding.span)
        others = self.session.store.codings_touching(transcript.id, near)
        other = next_to_merge(transcript.text, coding, others)
        if other is None:
            raise InputError(
                f"no other {coding.code_id} of yours overlaps or adjoins this one",
                where=place(transcript, coding),
                remedy="= puts a coding on more words",
            )
        for one in (coding, other):
            self._refuse_in_review(transcript, one)
        whole = merged(transcript.text, coding, other, self.session.tree)
        self._check_free(transcript, whole, but=(coding.id, other.id))
        told = f"merged two {coding.code_id} into one over {_words(transcript, whole)}"
        return self.session.act(
            "merge",
            told,
            [
                removed("coding", other),
                changed("coding", coding, whole),
                *self._memos(coding, other),
                *led_claims(self.session.store, {other.id: coding.id}),
                *self._corrected(coding, other, leads_to=coding.id),
            ],
        )

    def _check_free(self, transcript: Transcript, wanted: Coding, but: Collection[str] = ()) -> None:
        """Raise InputError when a coding other than `wanted` and those in `but` is just like it."""
        for other in self.session.store.codings_touching(transcript.id, wanted.span):
            same = (other.code_id, other.coder, other.span) == (wanted.code_id, wanted.coder, wanted.span)
            if same and other.id not in (wanted.id, *but):
                raise InputError(
                    f"{wanted.code_id} is already on these words", where=place(transcript, wanted)
                )

    def _refuse_in_review(self, transcript: Transcript, coding: Coding) -> None:
        if coding.was:
            raise InputError(
                "the words of this coding were corrected",
                where=place(transcript, coding),
                remedy="decide on them first, with V",
            )

    def _change(self, action: str, told: str, before: Coding, after: Coding) -> Event:
        return self.session.act(
            action, told, [changed("coding", before, after), *self._corrected(before, leads_to=before.id)]
        )

    def _corrected(self, *codings: Coding, leads_to: str) -> list[Change]:
        """The decisions that made codings, as ones on corrected suggestions."""
        return corrected_decisions(self.session.store, {coding.id: leads_to for coding in codings})

    def _memos(self, stays: Coding, goes: Coding) -> Iterator[Change]:
        store = self.session.store
        memos = JoinedMemos([*store.memos_on("coding", stays.id), *store.memos_on("coding", goes.id)])
        memos.lead("coding", goes.id, stays.id)
        return memos.changes()


def _with_space_around(text: str, span: Span) -> Span:
    start, end = span.start, span.end
    while start and text[start - 1].isspace():
        start -= 1
    while end < len(text) and text[end].isspace():
        end += 1
    return Span(start, end)


def _words(transcript: Transcript, coding: Coding) -> str:
    turns = [turn.number for turn in transcript.turns_in(coding.span) if turn.number]
    count = len(coding.text.split())
    said = f"{count} word{'s' if count != 1 else ''}"
    if len(turns) > 1:
        return f"{said} in {transcript.label} turns {turns[0]}–{turns[-1]}"
    return f"{said} in {place(transcript, coding)}"
