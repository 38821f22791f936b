"""What cues would find, tried on texts before they are put into a codebook."""

from __future__ import annotations

from collections.abc import Sequence

from coder.suggest.cues import CueMatcher, CueSet
from coder.suggest.model import english


def tried(cues: Sequence[str], texts: Sequence[str]) -> tuple[list[list[int]], list[str]]:
    """For each cue the places of the texts that it finds, and a sentence on each rule that is no rule."""
    matcher = CueMatcher([CueSet(str(number), "", (cue,)) for number, cue in enumerate(cues)], english().nlp)
    found: list[list[int]] = [[] for _ in cues]
    for place, hits in enumerate(matcher.hits_of(texts)):
        for number in sorted({int(hit.code_id) for hit in hits}):
            found[number].append(place)
    return found, matcher.problems
