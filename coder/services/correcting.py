"""Corrections of transcripts: another revision, with codings, decisions and memos led along.

Every correction is one event. Codings whose words stand move with them; those whose words changed
keep what they held in `Coding.was` until a person has decided. The revisions of before stay.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from coder.domain import revising
from coder.domain.anchoring import Anchors, Moved, align
from coder.domain.coding import Coding, Decision, Memo
from coder.domain.events import Change, Event
from coder.domain.noting import MemoOn, span_id, span_of, turn_id, turn_of
from coder.domain.recoding import revised_origin
from coder.domain.revising import Revised
from coder.domain.text import visible
from coder.domain.transcript import Role, Span, Speaker, Transcript
from coder.errors import ConflictError, InputError
from coder.services.coding import CodingService
from coder.services.joining import corrected_decisions
from coder.services.leading import led_marks, led_memos, seat_of
from coder.services.session import Session, added, changed, place
from coder.services.speakers import entering, fallen_silent, find_speaker, named_turns
from coder.store.converters import transcript_record
from coder.store.store import NewText, Store


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a correction did: its event, the codings that moved unchanged, and those to look at."""

    event: Event
    moved: int
    to_review: list[Coding]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the words of a revision come from; a correction by hand comes from no file."""

    name: str = ""
    sha256: str = ""
    format: str = "correction"
    remarks: tuple[str, ...] = ()


class CorrectionService:
    """What one coder corrects in the transcripts of an open project.

    Speakers are named by id, by the name that is shown or by the label they were imported with.
    Raises ConflictError, changing nothing, when the transcript is no longer the one it was given.
    """

    def __init__(self, session: Session) -> None:
        self.session = session

    def edit_turn(self, transcript: Transcript, number: int, words: str) -> Corrected:
        """Give a turn other words."""
        return self._correct(
            "edit turn", transcript, f"edited turn {number}", revising.edit_turn(transcript, number, words)
        )

    def join_turns(self, transcript: Transcript, number: int) -> Corrected:
        """Make one turn of a turn and the next."""
        revised = revising.join_turns(transcript, number)
        return self._correct("join turns", transcript, f"joined turns {number} and {number + 1}", revised)

    def split_turn(
        self, transcript: Transcript, number: int, offset: int, speaker: str | None = None
    ) -> Corrected:
        """Begin another turn at a character of the text, by somebody else where `speaker` is given."""
        other = find_speaker(transcript, speaker).id if speaker else None
        revised = revising.split_turn(transcript, number, offset, other)
        return self._correct("split turn", transcript, f"split turn {number}", revised)

    def insert_turn(
        self, transcript: Transcript, after: int, speaker: str, words: str, *, new: bool = False
    ) -> Corrected:
        """Put a turn behind the turn numbered `after`; 0 puts it before the first one.

        With `new` its speaker is a participant who has no turn yet.
        """
        if new:
            who, entered = entering(transcript, speaker, Role.PARTICIPANT)
        else:
            who, entered = find_speaker(transcript, speaker), None
        revised = revising.insert_turn(transcript, after, words, who.id)
        told = f"inserted turn {after + 1}"
        return self._correct("insert turn", transcript, told, revised, [entered] if entered else [])

    def delete_turn(self, transcript: Transcript, number: int) -> Corrected:
        """Leave a turn out."""
        revised = revising.delete_turn(transcript, number)
        return self._correct("delete turn", transcript, f"deleted turn {number}", revised)

    def assign_turns(self, transcript: Transcript, numbers: Collection[int], speaker: str) -> Corrected:
        """Say that `speaker` spoke these turns."""
        who = find_speaker(transcript, speaker)
        revised = revising.assign_turns(transcript, numbers, who.id)
        told = f"gave {named_turns(numbers)} to {who.shown}"
        return self._correct("assign turns", transcript, told, revised)

    def reimport(self, path: Path, transcript: Transcript, *, as_format: str | None = None) -> Corrected:
        """Take a corrected file as the next revision; labels that are known stay who they are.

        Raises InputError when the file cannot be read, belongs to another transcript or says
        nothing new.
        """
        from coder.ingest.draft import to_transcript
        from coder.ingest.registry import read
        from coder.services.previewing import remarks_of

        draft = read(path, as_format=as_format)
        where = visible(str(path))
        if not draft.spoken and not draft.turns:
            raise InputError(
                "no words were found in the file", where=where, remedy="check that it is the right one"
            )
        owner = self.session.store.label_of_source(draft.source_sha256)
        if owner not in (None, transcript.label):
            raise InputError(
                f"this file was imported as {visible(owner or '')}", where=where, remedy="name that one"
            )
        after, new = _adopted(to_transcript(draft, transcript.label, transcript.facts), transcript)
        if (after.text, after.turns) == (transcript.text, transcript.turns):
            raise InputError(
                "the file says what the transcript says already", where=where, remedy="nothing was changed"
            )
        revised = Revised(after, align(transcript, after))
        changes = [*(added("speaker", speaker) for speaker in new), *fallen_silent(after, transcript)]
        origin = Origin(draft.source_name, draft.source_sha256, draft.format, remarks_of(draft))
        told = f"read {visible(draft.source_name)} again for"
        return self.keep("reimport", f"{told} {transcript.label}", transcript, revised, changes, origin)

    def review(self, transcript: Transcript | None = None) -> list[Coding]:
        """The codings whose words a correction changed, by place: of one transcript, or of all."""
        found = self.session.seen(self.session.store.codings(transcript.id if transcript else None))
        return [coding for coding in found if coding.was]

    def settle(self, coding: Coding, choice: Literal["keep", "remove"] | Span) -> Event:
        """Decide on a coding in review: keep it as it stands, remove it, or give it other words.

        Raises InputError when it is not in review, or when no words would be coded.
        """
        transcript = self.session.load(coding.transcript_id)
        if not coding.was:
            raise InputError("there is nothing to decide on this coding", where=place(transcript, coding))
        if choice == "remove":
            return CodingService(self.session).remove(transcript, coding)
        span = coding.span if choice == "keep" else choice
        excerpt = transcript.excerpt(transcript.excerpt(span).span.trimmed(transcript.text))
        if not excerpt.text:
            raise InputError(
                "none of its words are left",
                where=place(transcript, coding),
                remedy="remove the coding, or give it other words",
            )
        start, end = (
            (coding.start, coding.end) if choice == "keep" else (excerpt.span.start, excerpt.span.end)
        )
        after = replace(
            coding, start=start, end=end, text=transcript.text[start:end], was="", version=coding.version + 1
        )
        changes, told = list[Change](), f"kept {coding.code_id}"
        if after.span != coding.span:
            after = replace(after, origin=revised_origin(coding.origin))
            changes = corrected_decisions(self.session.store, {coding.id: coding.id})
            told = f"put {coding.code_id} on other words"
        told = f"{told} after a correction, {place(transcript, after)}"
        return self.session.act("review", told, [changed("coding", coding, after), *changes])

    def keep(
        self,
        action: str,
        summary: str,
        before: Transcript,
        revised: Revised,
        changes: Iterable[Change] = (),
        origin: Origin | None = None,
    ) -> Corrected:
        """Store a revision with everything that goes along with it, as one event."""
        known, more = origin or Origin(), tuple(changes)
        return self.session.act_on_what_stands(
            lambda state: self._keep(state, (action, summary), before, revised, more, known)
        )

    def _keep(
        self,
        state: int,
        told: tuple[str, str],
        before: Transcript,
        revised: Revised,
        changes: Iterable[Change],
        origin: Origin,
    ) -> Corrected:
        store = self.session.store
        row = self.session.find_transcript(before.id)
        if row.revision != before.revision:
            raise ConflictError(
                "the transcript was corrected meanwhile",
                where=before.label,
                remedy="look at it and decide again",
            )
        # A revision that was taken back stays in the store, and so its number is never used again.
        after = replace(revised.transcript, revision=max(store.revisions(before.id)) + 1)
        along = _Along(before, after, revised.anchors)
        codings = [(c, moved) for c in store.codings(before.id) if (moved := along.coding(c)) != c]
        head = Change(
            "transcript",
            before.id,
            transcript_record(before, row.position, row.version),
            transcript_record(after, row.position, row.version + 1),
        )
        led = (changed("coding", old, new) for old, new in codings)
        event = self.session.act(
            *told,
            [head, *changes, *led, *along.others(store)],
            texts=[NewText(after, origin.name, origin.sha256, origin.format, origin.remarks)],
            expecting=state,
        )
        to_review = [new for old, new in codings if new.was and new.text != old.text]
        return Corrected(event, len(codings) - len(to_review), to_review)

    def _correct(
        self, action: str, before: Transcript, told: str, revised: Revised, changes: Iterable[Change] = ()
    ) -> Corrected:
        silent = fallen_silent(revised.transcript, before)
        return self.keep(action, f"{told} in {before.label}", before, revised, [*changes, *silent])


class _Along:
    """Leads what hangs on one revision of a transcript to the next."""

    def __init__(self, before: Transcript, after: Transcript, anchors: Anchors) -> None:
        self.before, self.after, self.anchors = before, after, anchors

    def others(self, store: Store) -> Iterator[Change]:
        """Changes to the decisions, memos, marks and consents that have to move."""
        for decision in store.decisions(self.before.id):
            led = self.decision(decision)
            if led != decision:
                yield changed("decision", decision, led)
        yield from led_memos(store.memos(), self.memo)
        yield from led_marks(self.before, self.after, self.anchors, store.marks(self.before.id))
        for rule in store.consents_in(self.before.id):
            span = self.anchors.place(rule.span).span
            if span != rule.span:
                led_rule = replace(rule, start=span.start, end=span.end, version=rule.version + 1)
                yield changed("consent", rule, led_rule)

    def coding(self, coding: Coding) -> Coding:
        found = self.anchors.place(coding.span)
        span, text = found.span, found.span.of(self.after.text)
        if isinstance(found, Moved):
            was = coding.was
        else:
            # The first words are those that somebody coded; they are back when they stand again.
            first = coding.was or found.was
            was = "" if text == first else first
        if (span, text, was) == (coding.span, coding.text, coding.was):
            return coding
        return replace(coding, start=span.start, end=span.end, text=text, was=was, version=coding.version + 1)

    def decision(self, decision: Decision) -> Decision:
        span = self.anchors.place(Span(decision.start, decision.end)).span
        if (span.start, span.end) == (decision.start, decision.end):
            return decision
        return replace(decision, start=span.start, end=span.end, version=decision.version + 1)

    def memo(self, memo: Memo) -> Memo:
        """A memo on a turn or on some words follows the words.

        On a turn that is gone it stays with the one before; on words that are gone, with the turn
        in which they stood.
        """
        turn, words = turn_of(memo), span_of(memo)
        kind = memo.target_kind
        if turn is not None and turn[0] == self.before.id and turn[1] < len(self.before.turns):
            target = turn_id(self.after.id, self._seat(turn[1]))
        elif words is not None and words[0] == self.before.id and words[1].end <= len(self.before.text):
            span = self.anchors.place(words[1]).span
            kind = kind if len(span) else MemoOn.TURN.value
            stood = self.before.turn_at(words[1].start)
            seat = turn_id(self.after.id, self._seat(stood.seq if stood else 0))
            target = span_id(self.after.id, span) if len(span) else seat
        else:
            return memo
        if (kind, target) == (memo.target_kind, memo.target_id):
            return memo
        return replace(memo, target_kind=kind, target_id=target, version=memo.version + 1)

    def _seat(self, seq: int) -> int:
        return seat_of(seq, self.before, self.after, self.anchors)


def led_target(kind: str, target_id: str, before: Transcript, after: Transcript) -> tuple[str, str]:
    """What a memo on a turn or on words of one revision stands on in another: its kind and target id."""
    led = _Along(before, after, align(before, after)).memo(Memo("", kind, target_id, "", "", ""))
    return led.target_kind, led.target_id


def _adopted(made: Transcript, known: Transcript) -> tuple[Transcript, list[Speaker]]:
    """A transcript just read as the next revision of `known`, and the speakers it adds."""
    ids: dict[str | None, str | None] = {None: None}
    new: list[Speaker] = []
    heard = {turn.speaker_id for turn in known.turns}
    mine = sorted(known.speakers, key=lambda s: s.id not in heard)
    for speaker in made.speakers:
        label = speaker.label.casefold()
        same = [s for s in mine if s.label.casefold() == label] or [
            s for s in mine if s.shown.casefold() == label
        ]
        if not same:
            new.append(replace(speaker, transcript_id=known.id))
        ids[speaker.id] = same[0].id if same else speaker.id
    turns = tuple(replace(t, transcript_id=known.id, speaker_id=ids[t.speaker_id]) for t in made.turns)
    adopted = replace(
        made, id=known.id, turns=turns, speakers=(*known.speakers, *new), revision=known.revision + 1
    )
    return adopted, new
