"""What the cues of a codebook add to a score: more where they have been right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from coder.suggest.codes import CodeList
from coder.suggest.examples import Example

if TYPE_CHECKING:
    from coder.suggest.cues import CueMatcher, Hit

CUE_SHARE = 0.5
"""What a cue of full strength that is always right adds to a score."""

BELIEVED, BELIEVED_RIGHT = 4, 3
"""Before anybody coded, a cue counts as if it had been right three times of four."""

KEPT_TEXTS = 20_000


class CueEvidence:
    """The cues of a codebook, matched only if there are any, and how often they were right."""

    def __init__(self, codes: CodeList) -> None:
        self.notice = ""
        """A sentence for the reader when cues are found as they are written only."""
        self._codes = codes
        self._any = any(entry.cues for entry in codes.entries)
        self._matcher: CueMatcher | None = None
        self._found: dict[str, list[Hit]] = {}
        self._right: Counter[str] = Counter()
        self._seen: Counter[str] = Counter()

    def learn(self, examples: Sequence[Example]) -> None:
        """Count anew how often the cues of each code were right."""
        self._right, self._seen = Counter(), Counter()
        if not self._any:
            return
        for example, found in zip(examples, self.hits([e.text for e in examples]), strict=True):
            coded = {self._codes.follow(code) for code in example.codes}
            self._seen.update(found.keys())
            self._right.update(found.keys() & coded)

    def hits(self, texts: Sequence[str]) -> list[dict[str, Hit]]:
        """For each text, code id → its strongest cue there."""
        # The strongest stands first, and is the one that stays.
        return [{hit.code_id: hit for hit in reversed(hits)} for hits in self.all_hits(texts)]

    def all_hits(self, texts: Sequence[str]) -> list[list[Hit]]:
        """For each text, the places of cues in it, the strongest first."""
        if not self._any:
            return [[] for _ in texts]
        new = [text for text in dict.fromkeys(texts) if text not in self._found]
        if len(self._found) + len(new) > KEPT_TEXTS:
            self._found.clear()
            new = list(dict.fromkeys(texts))
        for text, hits in zip(new, self._matching().hits_of(new) if new else (), strict=True):
            self._found[text] = hits
        return [self._found[text] for text in texts]

    def share(self, hit: Hit) -> float:
        """What a cue adds to the score of its code."""
        right = self._right[hit.code_id] + BELIEVED_RIGHT
        return CUE_SHARE * hit.score * right / (self._seen[hit.code_id] + BELIEVED)

    def _matching(self) -> CueMatcher:
        if self._matcher is None:
            from coder.suggest.cues import CueMatcher, CueSet
            from coder.suggest.model import english

            sets = [CueSet(entry.id, entry.name, entry.cues) for entry in self._codes.entries if entry.cues]
            pipeline = english()
            self.notice = pipeline.notice
            self._matcher = CueMatcher(sets, pipeline.nlp)
        return self._matcher
