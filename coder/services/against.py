"""What speaks against a code: excerpts of the other appraisal, near it but not coded, and other groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from coder.analysis.widely import APPRAISAL, OPPOSITE
from coder.domain.coding import Coding
from coder.domain.transcript import Span, Transcript
from coder.services.queue_reasons import Sight, Studied

OTHER_LENS, OTHER_GROUP, NEAR = "the other appraisal", "another group", "near, not coded"
"""Why an excerpt is looked at; in the order in which they come."""

MOST = 40


@dataclass(frozen=True, slots=True)
class Opposing:
    """An excerpt that may speak against a code, and why it is looked at."""

    kind: str
    why: str
    transcript_id: str
    label: str
    seq: int
    number: int
    span: Span
    text: str
    weight: float


def against(sight: Sight, code_ids: Collection[str]) -> list[Opposing]:
    """What may speak against codes, at most `MOST` excerpts: those of the rarer appraisal first."""
    codings = [(talk, one) for talk in sight.talks for one in talk.codings if one.code_id in code_ids]
    groups = {talk.transcript.facts.group for talk, _ in codings}
    found = [*_other_lens(codings), *_near(sight, code_ids, groups)]
    order = (OTHER_LENS, OTHER_GROUP, NEAR)
    found.sort(key=lambda one: (order.index(one.kind), -one.weight, one.label, one.seq))
    return found[:MOST]


def _other_lens(codings: list[tuple[Studied, Coding]]) -> Iterator[Opposing]:
    """The codings whose appraisal contradicts what most of the code say."""
    values = Counter(value for _, one in codings for value in OPPOSITE.intersection(_appraisal(one)))
    if len(values) < 2:
        return
    usual, rarer = (value for value, _ in sorted(values.items(), key=lambda pair: (-pair[1], pair[0])))
    for talk, one in codings:
        if rarer in _appraisal(one):
            why = f"{rarer}, where {values[usual]} of {values.total()} say {usual}"
            yield from _made(OTHER_LENS, why, talk.transcript, one.span, 1.0)


def _near(sight: Sight, code_ids: Collection[str], groups: Collection[str]) -> Iterator[Opposing]:
    """Turns that look like the code and do not have it, those of groups without the code apart."""
    for talk in sight.talks:
        transcript, group = talk.transcript, talk.transcript.facts.group
        having = {
            turn.seq
            for one in talk.codings
            if one.code_id in code_ids
            for turn in transcript.turns_in(one.span)
        }
        for number, proposed in talk.proposed.items():
            one = next((one for one in proposed if one.code_id in code_ids), None)
            if one is None or transcript.turn(number).seq in having:
                continue
            other = bool(groups) and group not in groups
            why = f"nobody among {group or 'these'} has the code" if other else one.reason
            yield from _made(OTHER_GROUP if other else NEAR, why, transcript, one.span, one.score)


def _made(kind: str, why: str, transcript: Transcript, span: Span, weight: float) -> Iterator[Opposing]:
    turn = transcript.turn_at(span.start)
    if turn is not None:
        text = span.of(transcript.text)
        number = turn.number or 0
        yield Opposing(kind, why, transcript.id, transcript.label, turn.seq, number, span, text, weight)


def _appraisal(one: Coding) -> tuple[str, ...]:
    return one.lenses.get(APPRAISAL, ())
