"""Coding acts: apply, accept, refuse, remove, lenses, stars, memos."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from coder.domain.coding import (
    Coding,
    Decision,
    Memo,
    Origin,
    Outcome,
    Suggestion,
    code_excerpt,
)
from coder.domain.events import Event
from coder.domain.noting import MemoOn
from coder.domain.text import canonical
from coder.domain.transcript import Span, Transcript
from coder.errors import InputError
from coder.services.joining import refused_decisions
from coder.services.session import Session, added, changed, place, removed
from coder.store.store import now


class CodingService:
    """What one coder does to excerpts of an open project."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def apply(
        self,
        transcript: Transcript,
        span: Span,
        code_ids: Sequence[str],
        lenses: Mapping[str, Iterable[str]] | None = None,
    ) -> Event:
        """Put codes on an excerpt by hand; several codes are one act."""
        made = [self.coding(transcript, span, code, lenses=lenses) for code in code_ids]
        if not made:
            raise InputError("no code was chosen")
        return self.session.act(
            "code", self._summary("coded", transcript, made), [added("coding", coding) for coding in made]
        )

    def accept(
        self,
        transcript: Transcript,
        suggestion: Suggestion,
        suggester: str,
        *,
        span: Span | None = None,
        code_id: str | None = None,
    ) -> Event:
        """Take a suggestion as it is, or with another span or code (then it is a correction)."""
        same = (span in (None, suggestion.span)) and (code_id in (None, suggestion.code_id))
        origin = Origin.ACCEPTED if same else Origin.CORRECTED
        coding = self.coding(transcript, span or suggestion.span, code_id or suggestion.code_id, origin)
        outcome = Outcome.ACCEPTED if same else Outcome.CORRECTED
        decision = self._decision(suggestion, suggester, outcome, coding.id)
        return self.session.act(
            "accept",
            self._summary(f"{outcome.value} suggestion", transcript, [coding]),
            [added("coding", coding), added("decision", decision)],
            on=transcript,
        )

    def refuse(self, transcript: Transcript, suggestion: Suggestion, suggester: str, why: str = "") -> Event:
        """Refuse a suggestion; it is not shown to this coder again.

        `why`, if given, is kept as this coder's memo on the decision and stands in the log.
        """
        decision = self._decision(suggestion, suggester, Outcome.REJECTED, "")
        turn = transcript.turn_at(suggestion.start)
        where = f"{transcript.label} turn {turn.number}" if turn else transcript.label
        told, changes = f"refused {suggestion.code_id} on {where}", [added("decision", decision)]
        reason = " ".join(canonical(why).text.split())
        if reason:
            target = MemoOn.DECISION.value
            memo = Memo(str(uuid.uuid4()), target, decision.id, reason, self.session.coder, now())
            changes.append(added("memo", memo))
            told += f": {reason}"
        return self.session.act("refuse", told, changes, on=transcript)

    def reasons(self) -> list[str]:
        """The reasons this coder gave for refusing suggestions, the latest first, each once."""
        given = [
            memo.text
            for memo in reversed(self.session.store.memos_of_kind(MemoOn.DECISION))
            if memo.coder == self.session.coder
        ]
        return list(dict.fromkeys(given))

    def remove(self, transcript: Transcript, coding: Coding) -> Event:
        """Take a code off an excerpt, with the memos on that coding.

        A suggestion from which it came counts as refused then.
        """
        memos = self.session.store.memos_on("coding", coding.id)
        changes = [
            removed("coding", coding),
            *(removed("memo", memo) for memo in memos),
            *refused_decisions(self.session.store, coding.id),
        ]
        return self.session.act(
            "uncode", f"removed {coding.code_id} from {place(transcript, coding)}", changes
        )

    def set_lens(self, transcript: Transcript, coding: Coding, lens_id: str, value: str) -> Event:
        """Set a lens value on a coding, or take it away when it is set already."""
        lens = self.session.tree.lenses.get(lens_id)
        if lens is None:
            raise InputError(f"there is no lens {lens_id!r}")
        had = coding.lenses.get(lens_id, ())
        others = tuple(v for v in had if v != value) if lens.multiple or value in had else ()
        wanted = {**coding.lenses, lens_id: others if value in had else (*others, value)}
        after = replace(coding, lenses=self.session.tree.check_lenses(wanted), version=coding.version + 1)
        word = "cleared" if value in had else "set"
        return self.session.act(
            "lens",
            f"{word} {lens.short}={value} on {coding.code_id}, {place(transcript, coding)}",
            [changed("coding", coding, after)],
        )

    def star(self, transcript: Transcript, coding: Coding) -> Event:
        """Mark a coding's words as a quote for the report, or take the mark away."""
        after = replace(coding, starred=not coding.starred, version=coding.version + 1)
        word = "starred" if after.starred else "unstarred"
        return self.session.act(
            "star",
            f"{word} {coding.code_id} on {place(transcript, coding)}",
            [changed("coding", coding, after)],
        )

    def write_memo(
        self, target_kind: str, target_id: str, text: str, where: str = "", *, on: Transcript | None = None
    ) -> Event | None:
        """Write, rewrite or (with an empty text) remove this coder's memo on something.

        `on` is the transcript whose turn or words are meant. None when there is nothing to do.
        """
        old = self.memo_on(target_kind, target_id)
        text = canonical(text).text.strip()
        if text == (old.text if old else ""):
            return None
        if not text and old:
            told = f"removed memo on {where or target_kind}"
            return self.session.act("memo", told, [removed("memo", old)], on=on)
        if old:
            after = replace(old, text=text, version=old.version + 1)
            return self.session.act(
                "memo", f"rewrote memo on {where or target_kind}", [changed("memo", old, after)], on=on
            )
        memo = Memo(str(uuid.uuid4()), target_kind, target_id, text, self.session.coder, now())
        return self.session.act("memo", f"wrote memo on {where or target_kind}", [added("memo", memo)], on=on)

    def memo_on(self, target_kind: str, target_id: str) -> Memo | None:
        """This coder's memo on something."""
        found = self.session.store.memos_on(target_kind, target_id)
        return next((memo for memo in found if memo.coder == self.session.coder), None)

    def coding(
        self,
        transcript: Transcript,
        span: Span,
        code_id: str,
        origin: Origin = Origin.TYPED,
        lenses: Mapping[str, Iterable[str]] | None = None,
    ) -> Coding:
        """A coding as it would be stored, after all checks; nothing is stored yet. Raises InputError."""
        existing = self.session.store.codings_touching(transcript.id, span)
        excerpt, checked = code_excerpt(
            transcript, self.session.tree, span, code_id, lenses or {}, existing, self.session.coder
        )
        return Coding(
            str(uuid.uuid4()),
            transcript.id,
            excerpt.span.start,
            excerpt.span.end,
            excerpt.text,
            code_id,
            self.session.coder,
            origin,
            now(),
            checked,
        )

    def _decision(self, suggestion: Suggestion, suggester: str, outcome: Outcome, coding_id: str) -> Decision:
        return Decision(
            str(uuid.uuid4()),
            suggestion.transcript_id,
            suggestion.start,
            suggestion.end,
            suggestion.code_id,
            outcome,
            self.session.coder,
            now(),
            suggester,
            suggestion.source,
            suggestion.score,
            suggestion.reason,
            coding_id,
        )

    def _summary(self, word: str, transcript: Transcript, codings: Sequence[Coding]) -> str:
        codes = ", ".join(coding.code_id for coding in codings)
        return f"{word} {codes} on {place(transcript, codings[0])}"
