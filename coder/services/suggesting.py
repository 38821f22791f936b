"""What the suggester proposes for a transcript, less what its coder has dealt with already."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from coder.domain.codebook import CodeTree
from coder.domain.coding import Coding, Decision, Outcome, Suggestion
from coder.domain.transcript import NOT_CODED, Span, Transcript, Turn
from coder.services.hearing import is_quiet, loud_codes
from coder.services.lessons import Questions
from coder.services.session import Session
from coder.services.studying import READER, teaches
from coder.suggest.client import Client, Subject, version_of
from coder.suggest.codes import CodeList, code_list
from coder.suggest.cues import Hit

SHOWN_PER_TURN = 3
"""How many suggestions a turn shows at most, each for a different code."""

ENOUGH_DECISIONS = 5
"""From how many decisions on a code on a suggestion tells how often it was right."""

_RIGHT = (Outcome.ACCEPTED, Outcome.CORRECTED)

HitsByTurn = Mapping[int, Sequence[Hit]]
"""Turn number → hits, best first, with offsets in the turn's own words."""


@dataclass(frozen=True)
class _Known:
    """The codes that may be proposed, and the codebooks they were read from."""

    tree: CodeTree
    codes: CodeList
    version: str
    loud: frozenset[str]


class SuggestionService:
    """Suggestions for one coder's session.

    `hits` and `filtered` do not touch the session and may run in another thread than it;
    everything else reads the project and belongs in the session's thread.
    """

    def __init__(self, session: Session, client: Client) -> None:
        self.session = session
        self.client = client
        self._coder = session.coder
        self._known: _Known | None = None
        self._seen = self._due = self._lessons = 0
        self._questions: Questions | None = None
        self._computing = threading.Lock()
        self._cached: tuple[tuple[str, int], dict[tuple[str, int], dict[int, list[Hit]]]] = (("", 0), {})

    @property
    def suggester(self) -> str:
        """Which suggester makes the suggestions, for decisions on them."""
        return (self._known or self._read_codes()).version

    @property
    def notice(self) -> str:
        """A sentence for the reader when suggestions are not as good as they could be."""
        return self.client.notice

    def prepare(self) -> bool:
        """Look whether codebooks or decisions have changed; `hits` goes by what there is then.

        What was decided is read by the suggester's process itself. The first call is answered with True where
        there is something to learn: `hits` goes by the codes alone then, at once, until it is called again.
        """
        first = self._seen == 0
        self._read_codes()
        self._note_changes()
        if first and self._due:
            return True
        if self._due != self._lessons:
            self._lessons = self._due
            self.client.study(Subject(READER, self.session.store.place, self._due))
        return False

    def _prepared(self) -> None:
        while self.prepare():
            pass

    def _read_codes(self) -> _Known:
        tree, loud = self.session.tree, loud_codes(self.session)
        if self._known is None or tree is not self._known.tree:
            codes = code_list(tree)
            self._known = _Known(tree, codes, version_of(codes), loud)
        elif loud != self._known.loud:
            self._known = replace(self._known, loud=loud)
        return self._known

    def _note_changes(self) -> None:
        """Note how far the log has grown, where it tells of something that is learned."""
        store = self.session.store
        if self._seen == 0:
            self._seen = self._due = store.event_count()
            return
        for event in store.events(after=self._seen):
            self._seen = event.seq
            if any(map(teaches, event.changes)):
                self._due = event.seq

    def for_transcript(self, transcript: Transcript) -> dict[int, list[Suggestion]]:
        """Turn number → up to three suggestions, best first; turns without any are left out.

        Slow the first time. Raises SuggesterOff when the suggester does not work.
        """
        self._prepared()
        return self._filtered_now(transcript, self.hits(transcript))

    def for_turn(self, transcript: Transcript, turn: Turn) -> list[Suggestion]:
        """The suggestions for one turn, best first. Raises SuggesterOff."""
        if turn.number is None:
            return []
        self._prepared()
        return self._filtered_now(transcript, self.hits(transcript, [turn])).get(turn.number, [])

    def hits(self, transcript: Transcript, turns: Iterable[Turn] | None = None) -> dict[int, list[Hit]]:
        """What is proposed for the turns (all, if none are named), kept until more has been learned.

        Raises SuggesterOff.
        """
        known = self._known or self._read_codes()
        if not known.codes.entries:
            return {}
        wanted = {
            turn.number: turn
            for turn in (transcript.numbered if turns is None else turns)
            if turn.number is not None and _may_be_coded(transcript, turn)
        }
        with self._computing:
            found = self._found(transcript, known.version)
            missing = {number: turn for number, turn in wanted.items() if number not in found}
            if missing:
                if self.client.version != known.version:
                    self.client.load(known.codes)
                questions = self._questions_of(transcript)
                asked = [questions.asked(turn, transcript.words(turn)) for turn in missing.values()]
                found.update(zip(missing, self.client.suggest(asked), strict=True))
            return {number: found[number] for number in wanted if found[number]}

    def filtered(
        self,
        transcript: Transcript,
        hits: HitsByTurn,
        codings: Iterable[Coding],
        decisions: Iterable[Decision],
        tallies: Mapping[str, tuple[int, int]] | None = None,
    ) -> dict[int, list[Suggestion]]:
        """`hits` as suggestions, without those this coder has coded or decided on.

        `codings` and `decisions` are at least those on the turns with hits. `tallies` says of each code
        how many of its suggestions were taken, of how many decided, so that reasons can tell how often
        it was right; without it `decisions` are all of the project.
        """
        all_decisions = list(decisions)
        # What was refused as a code that is merged now must not come again as the other one.
        resolve = self._known.tree.resolve if self._known else str
        done: dict[str, list[Span]] = {}
        acts: list[Coding | Decision] = [*codings, *all_decisions]
        for act in acts:
            if act.transcript_id == transcript.id and act.coder == self._coder:
                done.setdefault(resolve(act.code_id), []).append(Span(act.start, act.end))
        records = _records(all_decisions) if tallies is None else tallies
        loud = self._known.loud if self._known else frozenset()
        quiet = {code_id for code_id, record in records.items() if is_quiet(record)} - loud
        shown: dict[int, list[Suggestion]] = {}
        for number, turn_hits in hits.items():
            turn = transcript.turn(number)
            if _may_be_coded(transcript, turn):
                heard = [hit for hit in turn_hits if hit.code_id not in quiet]
                left = list(_suggestions(transcript, turn, heard, done, records))
                if left:
                    shown[number] = left
        return shown

    def try_cues(self, cues: Sequence[str], texts: Sequence[str]) -> tuple[list[list[int]], list[str]]:
        """For each cue the places of the texts that it finds, and what is wrong with rules.

        Raises SuggesterOff.
        """
        return self.client.try_cues(cues, texts)

    def precision(self, code_id: str) -> tuple[int, int]:
        """How many suggestions of a code people took, as they were or corrected, of how many decided."""
        return _records(self.session.store.decisions()).get(code_id, (0, 0))

    def close(self) -> None:
        """End the suggester's process, at once."""
        self.client.close()

    def _questions_of(self, transcript: Transcript) -> Questions:
        # Kept, because finding all of them takes a moment in a long transcript.
        if self._questions is None or self._questions.transcript is not transcript:
            self._questions = Questions(transcript)
        return self._questions

    def _filtered_now(self, transcript: Transcript, hits: HitsByTurn) -> dict[int, list[Suggestion]]:
        store = self.session.store
        return self.filtered(transcript, hits, store.codings(transcript.id), store.decisions())

    def _found(self, transcript: Transcript, version: str) -> dict[int, list[Hit]]:
        made_of = (version, self._lessons)
        if self._cached[0] != made_of:
            self._cached = (made_of, {})
        return self._cached[1].setdefault((transcript.id, transcript.revision), {})


def _may_be_coded(transcript: Transcript, turn: Turn) -> bool:
    return transcript.role(turn) not in NOT_CODED


def _suggestions(
    transcript: Transcript,
    turn: Turn,
    hits: Sequence[Hit],
    done: Mapping[str, list[Span]],
    records: Mapping[str, tuple[int, int]],
) -> Iterator[Suggestion]:
    """The best hit of each code that is not done, as far as the turn has room."""
    shown: set[str] = set()
    for hit in hits:
        span = Span(turn.start + hit.start, turn.start + hit.end)
        if hit.code_id in shown or any(span.overlaps(other) for other in done.get(hit.code_id, ())):
            continue
        shown.add(hit.code_id)
        right, of = records.get(hit.code_id, (0, 0))
        reason = f"{hit.reason} · right {right} of {of}" if of >= ENOUGH_DECISIONS else hit.reason
        yield Suggestion(
            transcript.id,
            span.start,
            span.end,
            hit.code_id,
            hit.score,
            hit.source,
            reason,
            hit.near_document,
            hit.near_text,
        )
        if len(shown) == SHOWN_PER_TURN:
            return


def _records(decisions: Iterable[Decision]) -> dict[str, tuple[int, int]]:
    """Code → how many of its suggestions were taken, of how many decided."""
    taken, decided = Counter[str](), Counter[str]()
    for decision in decisions:
        decided[decision.code_id] += 1
        taken[decision.code_id] += decision.outcome in _RIGHT
    return {code_id: (taken[code_id], count) for code_id, count in decided.items()}
