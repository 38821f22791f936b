"""What the coding screen shows of one transcript: read once, then following the log; never changed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from functools import cached_property
from typing import TYPE_CHECKING, Any

from coder.domain.coding import Coding, Decision, Mark, MarkKind, Memo, Suggestion
from coder.domain.consent import Consent, Consents
from coder.domain.transcript import Span, Transcript, Turn
from coder.tui.holdings import IN_TURN, NOT_CODED, Altered, Tally, altered, held, seqs
from coder.tui.last_codes import last_codes
from coder.tui.suggests import Suggests

if TYPE_CHECKING:
    from coder.domain.codebook import CodeTree
    from coder.domain.events import Change
    from coder.services.session import Session

__all__ = ["NOT_CODED", "Suggests", "TranscriptState", "follow", "last_codes", "read_state"]

FOLLOWED = frozenset({"coding", "decision", "mark", "memo"})
"""The kinds of things that a state holds."""

AUTHORED = FOLLOWED - {"decision"}
"""Those that others do not see in a blind pass."""

Suggestions = Mapping[int, Sequence[Suggestion]]
"""Turn number → what waits there, best first."""

Hits = Mapping[int, Sequence[Any]]
"""Turn number → what the suggester found there, settled or not."""


class TranscriptState:
    """One transcript with everything decided about it, as one coder sees it.

    Never changed: an act gives another state, which shares what the act did not touch.
    """

    whole = True
    """Whether all of the transcript is here, and not only what stands around one place."""

    def __init__(
        self,
        transcript: Transcript,
        tree: CodeTree,
        coder: str,
        codings: Iterable[Coding] = (),
        memos: Iterable[Memo] = (),
        decisions: Iterable[Decision] = (),
        suggestions: Suggestions | None = None,
        project: str = "",
        marks: Iterable[Mark] = (),
        *,
        tallies: Mapping[str, Tally] | None = None,
        seq: int = 0,
        consents: Consents | None = None,
    ) -> None:
        self.transcript = transcript
        self.tree = tree
        self.coder = coder
        self.project = project
        self.seq = seq
        """The last event of the log that is in."""
        self.consents = consents or Consents()
        self.held = held(transcript, coder, codings, decisions, marks, memos, tallies or {})
        self._suggester: Suggests | None = None
        self._hits: Hits = {}
        self._given = suggestions
        self._settled: dict[int, Sequence[Suggestion]] = {}

    # -- what is held

    @property
    def by_turn(self) -> Mapping[int, tuple[Coding, ...]]:
        """Turn seq → codings that touch the turn, by place."""
        return self.held.codings

    @property
    def counts(self) -> Mapping[str, int]:
        """Code id → how often this coder has used it in this transcript."""
        return self.held.counts

    @property
    def codings(self) -> tuple[Coding, ...]:
        """All codings by place; takes longer the more there are, unlike `codings_on`."""
        found = {coding.id: coding for some in self.held.codings.values() for coding in some}
        return tuple(sorted(found.values(), key=lambda c: (c.start, c.end, c.created_at, c.id)))

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """All decisions on suggestions in this transcript, oldest first; slow where there are many."""
        found = {decision.id: decision for some in self.held.decisions.values() for decision in some}
        return tuple(sorted(found.values(), key=lambda d: (d.created_at, d.id)))

    @property
    def marks(self) -> tuple[Mark, ...]:
        """All marks by place; slow where there are many."""
        found = [mark for some in self.held.marks.values() for mark in some]
        return tuple(sorted(found, key=lambda m: (m.seq, m.created_at, m.id)))

    @property
    def memos(self) -> tuple[Memo, ...]:
        """The memos on codings, turns and words here, oldest first; slow where there are many."""
        ids, mine = {coding.id for coding in self.codings}, f"{self.transcript.id}:"
        found = [
            memo
            for (kind, target), some in self.held.memos.items()
            if (kind == "coding" and target in ids) or (kind in ("turn", "span") and target.startswith(mine))
            for memo in some
        ]
        return tuple(sorted(found, key=lambda m: (m.created_at, m.id)))

    @property
    def suggestions(self) -> Suggestions:
        """All that waits; slow where there is much."""
        if self._given is not None:
            return self._given
        transcript = self.transcript
        found = ((number, self.suggestions_on(transcript.turn(number))) for number in self._hits)
        return {number: waiting for number, waiting in found if waiting}

    # -- turns

    @property
    def stops(self) -> tuple[Turn, ...]:
        """The turns one moves over: the numbered ones, or all where none has a number."""
        return self.transcript.numbered or self.transcript.turns

    @property
    def highest(self) -> int:
        """The highest number of a turn."""
        return self.place_of(self.stops[-1]) if self.stops else 0

    @cached_property
    def for_coding(self) -> int:
        """How many turns want codes."""
        return sum(map(self.is_for_coding, self.stops))

    @property
    def coded_share(self) -> float:
        """The part, 0 to 1, of the turns to be coded that this coder has coded, or read in vain."""
        return len(self.held.done) / self.for_coding if self.for_coding else 0.0

    def turn_index(self, stop: int) -> int:
        """Where among all turns a stop is."""
        # seq counts the turns of a transcript from its start, but not necessarily from 0.
        turns = self.transcript.turns
        return self.stops[stop].seq - turns[0].seq if self.stops is not turns else stop

    def turn_index_at(self, offset: int) -> int:
        """The last turn, by index among all turns, that begins at or before a character."""
        return max(0, bisect_right(self.transcript.starts, offset) - 1)

    def stop_before(self, turn_index: int) -> int:
        """The last stop that is not behind a turn, given by its index among all turns."""
        seq = self.transcript.turns[turn_index].seq
        return max(0, bisect_right(self.stops, seq, key=lambda turn: turn.seq) - 1)

    def stop_of(self, turn: Turn) -> int | None:
        """Where among the stops a turn is; None when one does not stop there."""
        at = bisect_left(self.stops, turn.seq, key=lambda stop: stop.seq)
        return at if at < len(self.stops) and self.stops[at].seq == turn.seq else None

    def is_marked(self, turn: Turn, kind: MarkKind) -> bool:
        """Whether this coder has put such a mark on the turn."""
        here = self.held.marks.get(turn.seq, ())
        return any(mark.kind is kind and mark.coder == self.coder for mark in here)

    def is_read(self, turn: Turn) -> bool:
        """Whether this coder has read the turn and found nothing to code; a code outweighs it."""
        return self.is_marked(turn, MarkKind.READ) and not self.is_coded(turn)

    def codings_on(self, turn: Turn) -> tuple[Coding, ...]:
        """The codings that touch a turn, by place."""
        found: tuple[Coding, ...] = self.held.codings.get(turn.seq, ())
        return found

    def codings_in(self, span: Span) -> list[Coding]:
        """The codings that touch any turn in a span, each once, by place."""
        found = {c.id: c for turn in self.transcript.turns_in(span) for c in self.codings_on(turn)}
        return sorted(found.values(), key=lambda c: (c.start, c.end, c.created_at, c.id))

    def suggestions_on(self, turn: Turn) -> Sequence[Suggestion]:
        """What waits on a turn, best first."""
        number = turn.number
        if number is None:
            return ()
        if self._given is not None:
            return self._given.get(number, ())
        hits = self._hits.get(number)
        if not hits or self._suggester is None:
            return ()
        if number not in self._settled:
            decisions, tallies = self.held.decisions.get(turn.seq, ()), self.held.tallies
            some = {number: hits}
            left = self._suggester.filtered(self.transcript, some, self.codings_on(turn), decisions, tallies)
            self._settled[number] = left.get(number, ())
        return self._settled[number]

    def looks_as_in(self, other: TranscriptState, turn: Turn) -> bool:
        """Whether the turn's rows are drawn as in another state of the same transcript and codebook."""
        here, there, seq = self.held, other.held, turn.seq
        same = here.codings.get(seq) is there.codings.get(seq) and here.marks.get(seq) is there.marks.get(seq)
        return same and bool(self.suggestions_on(turn)) == bool(other.suggestions_on(turn))

    def memos_on(self, kind: str, target_id: str) -> tuple[Memo, ...]:
        """The memos on one thing, oldest first."""
        found: tuple[Memo, ...] = self.held.memos.get((kind, target_id), ())
        return found

    def memos_in(self, turn: Turn) -> tuple[Memo, ...]:
        """The memos on words that the turn shares, oldest first."""
        return self.memos_on(IN_TURN, self.memo_target(turn))

    def memo_target(self, turn: Turn) -> str:
        """The id under which memos on a turn are kept."""
        return turn_target(self.transcript, turn)

    def consent_on(self, turn: Turn) -> str:
        """What does not hold for all words of a turn: `withdrawn`, `team only`, or one of them `in part`."""
        own = self.consents.of_speaker(self.transcript.speaker(turn))
        level = self.consents.of_words(self.transcript, turn.span) if self.consents else own
        if level is Consent.REPORT:
            return ""
        return level.value if level is own else f"{level.value} in part"

    def is_own(self, coding: Coding) -> bool:
        """Whether this coder made the coding and may change it."""
        return coding.coder == self.coder

    def is_coded(self, turn: Turn) -> bool:
        """Whether this coder has put a code on the turn."""
        return any(map(self.is_own, self.codings_on(turn)))

    def is_for_coding(self, turn: Turn) -> bool:
        """Whether the turn is talk that wants codes: not a facilitator's or observer's."""
        return self.transcript.wants_code(turn)

    def is_done(self, turn: Turn) -> bool:
        """Whether this coder has coded the turn, or read it and found nothing to code."""
        return self.is_coded(turn) or self.is_marked(turn, MarkKind.READ)

    def is_open(self, turn: Turn) -> bool:
        """Whether the turn wants codes and this coder is not done with it."""
        return self.is_for_coding(turn) and not self.is_done(turn)

    def index_of(self, place: int) -> int:
        """Where among the stops a remembered place is; the nearest one when it is gone."""
        if not self.stops:
            return 0
        at = bisect_left(self.stops, place, key=self.place_of)
        near = [index for index in (at - 1, at) if 0 <= index < len(self.stops)]
        return min(near, key=lambda index: abs(self.place_of(self.stops[index]) - place))

    def place_of(self, turn: Turn) -> int:
        """The number under which the place is remembered."""
        return turn.number if turn.number is not None else turn.seq

    def find(self, start: int, step: int, wanted: Callable[[Turn], object]) -> int | None:
        """The next stop after `start` in the direction of `step` that is wanted, going round once."""
        count = len(self.stops)
        places = ((start + step * away) % count for away in range(1, count))
        return next((at for at in places if wanted(self.stops[at])), None)

    def find_suggested(self, start: int, step: int, wanted: Callable[[Turn], object]) -> int | None:
        """As `find`, among the turns alone in which the suggester has found anything."""
        if self._given is not None or not self.transcript.numbered:
            return self.find(start, step, wanted)
        # Where turns have numbers the stops are those, from 1 on.
        places, at = self._places_of_hits, start + 1
        begin = bisect_right(places, at) if step > 0 else bisect_left(places, at) - 1
        order = (places[(begin + step * away) % len(places)] for away in range(len(places)))
        return next((n - 1 for n in order if n != at and wanted(self.stops[n - 1])), None)

    # -- other states

    @cached_property
    def _places_of_hits(self) -> list[int]:
        return sorted(self._hits)

    @property
    def hits(self) -> Hits:
        """What the suggester has found so far."""
        return self._hits

    def has_hits(self, hits: Hits) -> bool:
        """Whether these are the hits that the suggestions are made of."""
        return self._hits is hits

    def with_hits(self, suggester: Suggests, hits: Hits) -> TranscriptState:
        """The same state with what a suggester has found so far."""
        return self._with(_suggester=suggester, _hits=hits, _given=None, _settled={})

    def followed(self, changes: Iterable[Altered], tree: CodeTree, seq: int) -> TranscriptState:
        """The state after some changes, up to the event `seq`; at the cost of the changes alone.

        Not for changes of the transcript itself, or of its speakers.
        """
        kept = list(changes)
        after = altered(self.held, self.transcript, kept)
        settled: dict[int, Sequence[Suggestion]] = {}
        if tree is self.tree and after.tallies == self.held.tallies:
            settled = {**self._settled}
            for turn in self._settled_by(kept):
                settled.pop(turn, None)
        return self._with(held=after, tree=tree, seq=seq, _settled=settled)

    def _settled_by(self, changes: Iterable[Altered]) -> Iterable[int]:
        """The numbers of the turns whose suggestions may be others after some changes."""
        turns = self.transcript.turns
        for kind, was, now in changes:
            for thing in (was, now) if kind in ("coding", "decision") else ():
                here = thing is not None and thing.transcript_id == self.transcript.id
                for seq in seqs(self.transcript, thing.start, thing.end) if here else ():
                    number = turns[seq - turns[0].seq].number if seq >= 0 else None
                    if number is not None:
                        yield number

    def _with(self, **values: Any) -> TranscriptState:
        made = copy(self)
        if "_hits" in values:
            made.__dict__.pop("_places_of_hits", None)
        made.__dict__.update(values)
        return made


def turn_target(transcript: Transcript, turn: Turn) -> str:
    """The id under which memos on a turn are kept."""
    return f"{transcript.id}:{turn.seq}"


def read_state(session: Session, transcript_id: str) -> TranscriptState:
    """Read one transcript and everything on it; for the thread that owns the session.

    Raises CoderError when it cannot be read.
    """
    transcript, store = session.load(transcript_id), session.store
    # First, so that what is done meanwhile is followed afterwards and not left out.
    seq = store.event_count()
    tallies = store.tallies()
    while (now := store.event_count()) != seq:
        seq, tallies = now, store.tallies()
    state = TranscriptState(
        transcript,
        session.tree,
        session.coder,
        session.seen(store.codings(transcript_id)),
        session.seen(store.memos()),
        store.decisions(transcript_id),
        None,
        session.name,
        session.seen(store.marks(transcript_id)),
        tallies=tallies,
        seq=seq,
        consents=Consents(store.consents()),
    )
    # Here, because it takes a moment in a long transcript.
    _ = state.for_coding
    return state


def follow(session: Session, state: TranscriptState) -> TranscriptState:
    """The state as the log has it now; for the thread that owns the session.

    Reads only the events since, and everything only when the transcript itself has changed. Gives
    `state` when nothing has happened. Raises CoderError when it cannot be read.
    """
    # Here, because it brings the whole database layer, and a state is shown before that is needed.
    from coder.services.session import thing

    transcript, shown = session.load(state.transcript.id), state.transcript
    told = (transcript.label, transcript.facts) == (shown.label, shown.facts)
    if not (told and transcript.reads_as(shown)):
        return read_state(session, transcript.id)
    changes: list[Altered] = []
    seq = state.seq
    for event in session.store.events(after=seq):
        seq = event.seq
        if any(change.kind in ("consent", "erasure") for change in event.changes):
            return read_state(session, transcript.id)
        changes += [
            (change.kind, thing(change.kind, change.before), thing(change.kind, change.after))
            for change in event.changes
            if change.kind in FOLLOWED and not _is_hidden(session, change)
        ]
    return state.followed(changes, session.tree, seq) if seq != state.seq else state


def _is_hidden(session: Session, change: Change) -> bool:
    record = change.after or change.before or {}
    return session.blind and change.kind in AUTHORED and record["coder"] != session.coder
