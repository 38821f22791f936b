"""Why an excerpt should be looked at next: small reasons, each one class with a name."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from coder.domain.coding import Coding, Mark, MarkKind, Suggestion
from coder.domain.transcript import Span, Transcript, Turn

CLOSE = 0.05
"""How near the second suggestion's score is to the first where the engine cannot tell."""

RARE = 3
"""A code with at most so many codings is rare."""

SURE = 0.35
"""The score from which an uncoded turn looks missed, and another code than that which was put looks right."""

WORDS = "cue"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to look at: some words, why, and what is suggested there or coded already."""

    reason: str
    why: str
    transcript_id: str
    revision: int
    seq: int
    start: int
    end: int
    weight: float
    suggestion: Suggestion | None = None
    coding_id: str = ""

    @property
    def place(self) -> tuple[str, int, str]:
        """What makes it the same thing when two reasons name it."""
        code = self.suggestion.code_id if self.suggestion else ""
        return self.transcript_id, self.seq, code

    @property
    def span(self) -> Span:
        """The words."""
        return Span(self.start, self.end)


@dataclass(frozen=True)
class Studied:
    """One transcript with what is suggested in it.

    `waiting` is what the coder has not decided on; `proposed` is all, by turn number, best first.
    `codings` and `marks` are those that the coder may see.
    """

    transcript: Transcript
    waiting: Mapping[int, Sequence[Suggestion]]
    proposed: Mapping[int, Sequence[Suggestion]]
    codings: Sequence[Coding]
    marks: Sequence[Mark]


@dataclass(frozen=True)
class Sight:
    """What the reasons look at: transcripts, whose eyes, and how often each code was put."""

    coder: str
    talks: Sequence[Studied]
    used: Mapping[str, int] = field(default_factory=dict)
    seed: int = 0

    def waiting(self) -> Iterator[tuple[Studied, Turn, Sequence[Suggestion]]]:
        """Each turn with suggestions that wait."""
        for talk in self.talks:
            for number, found in talk.waiting.items():
                yield talk, talk.transcript.turn(number), found

    def own(self, talk: Studied) -> list[Coding]:
        """The coder's own codings in a transcript."""
        return [coding for coding in talk.codings if coding.coder == self.coder]

    def done(self, talk: Studied) -> set[int]:
        """The turns (`seq`) that the coder has coded or marked as read."""
        coded = {turn.seq for one in self.own(talk) for turn in talk.transcript.turns_in(one.span)}
        read = {mark.seq for mark in talk.marks if mark.coder == self.coder and mark.kind is MarkKind.READ}
        return coded | read


Reason = Callable[[Sight], Iterable[Item]]


class Uncertain:
    """Two codes fit a turn about equally."""

    name, title = "uncertain", "Uncertain"

    def __call__(self, sight: Sight) -> Iterator[Item]:
        """The closest first."""
        for talk, turn, found in sight.waiting():
            if len(found) > 1 and (gap := found[0].score - found[1].score) <= CLOSE:
                why = f"{_code(found[0])} and {_code(found[1])} fit about equally"
                yield _item(self.name, why, talk, turn, found[0], 1 - gap)


class Disagree:
    """The cues of the codebook say one code, what was learned says another."""

    name, title = "disagree", "Engines disagree"

    def __call__(self, sight: Sight) -> Iterator[Item]:
        """The strongest first."""
        for talk, turn, found in sight.waiting():
            cue = next((one for one in found if one.source == WORDS), None)
            learned = next((one for one in found if one.source != WORDS), None)
            if cue is not None and learned is not None:
                first, second = (cue, learned) if cue.score >= learned.score else (learned, cue)
                why = f"the cue says {_code(cue)}, what was coded before says {_code(learned)}"
                yield _item(self.name, why, talk, turn, first, second.score)


class Rare:
    """A code fits that has hardly been used."""

    name, title = "rare", "Rare code"

    def __call__(self, sight: Sight) -> Iterator[Item]:
        """The best fitting first."""
        for talk, turn, found in sight.waiting():
            for one in found:
                used = sight.used.get(one.code_id, 0)
                if used <= RARE:
                    times = "never" if not used else "once" if used == 1 else f"{used} times"
                    why = f"{_code(one)} was used {times} in this project"
                    yield _item(self.name, why, talk, turn, one, one.score)
                    break


class Missed:
    """You went on without coding a turn in which a code fits well."""

    name, title = "missed", "Likely missed"

    def __call__(self, sight: Sight) -> Iterator[Item]:
        """The best fitting first."""
        for talk in sight.talks:
            done = sight.done(talk)
            last = max(done, default=-1)
            for number, found in talk.waiting.items():
                turn = talk.transcript.turn(number)
                if turn.seq < last and turn.seq not in done and found[0].score >= SURE:
                    why = "you coded further on and left this turn without a code"
                    yield _item(self.name, why, talk, turn, found[0], found[0].score)


class Inconsistent:
    """Words that you coded look like those that you gave another code."""

    name, title = "inconsistent", "Looks inconsistent"

    def __call__(self, sight: Sight) -> Iterator[Item]:
        """The surest first."""
        for talk in sight.talks:
            own = sight.own(talk)
            for coding in own:
                turn = talk.transcript.turn_at(coding.start)
                if turn is None or turn.number is None:
                    continue
                proposed = talk.proposed.get(turn.number, ())
                here = {one.code_id for one in own if one.span.overlaps(turn.span)}
                if any(one.code_id == coding.code_id for one in proposed):
                    continue
                waiting = talk.waiting.get(turn.number, ())
                fits = [one for one in waiting if one.score >= SURE and one.code_id not in here]
                if fits and any(one.code_id == fits[0].code_id for one in proposed):
                    other = fits[0]
                    why = (
                        f"you put {_short(coding.code_id)} here; your other codings look like {_code(other)}"
                    )
                    yield _item(self.name, why, talk, turn, other, other.score, coding.id)


class Control:
    """A turn drawn by lot, so that it shows what all other reasons leave out."""

    name, title = "control", "Random control"

    def __call__(self, sight: Sight) -> Iterator[Item]:
        """In random order, the same for one seed."""
        lot = random.Random(sight.seed)  # noqa: S311 - a sample, not a secret
        drawn: list[tuple[float, Studied, Turn]] = []
        for talk in sight.talks:
            done = sight.done(talk)
            drawn += [
                (lot.random(), talk, turn)
                for turn in talk.transcript.numbered
                if talk.transcript.wants_code(turn) and turn.seq not in done
            ]
        for weight, talk, turn in drawn:
            found = talk.waiting.get(turn.number or 0, ())
            yield _item(
                self.name, "drawn by lot, as a check", talk, turn, found[0] if found else None, weight
            )


REASONS = (Missed(), Inconsistent(), Disagree(), Uncertain(), Rare(), Control())
"""In the order in which they take turns."""


def _item(
    reason: str,
    why: str,
    talk: Studied,
    turn: Turn,
    one: Suggestion | None,
    weight: float,
    coding_id: str = "",
) -> Item:
    span = one.span if one else turn.span.trimmed(talk.transcript.text)
    transcript = talk.transcript
    return Item(
        reason,
        why,
        transcript.id,
        transcript.revision,
        turn.seq,
        span.start,
        span.end,
        weight,
        one,
        coding_id,
    )


def _code(one: Suggestion) -> str:
    return _short(one.code_id)


def _short(code_id: str) -> str:
    return code_id.rsplit(".", 1)[-1]
