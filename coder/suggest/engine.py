"""Codes for excerpts, ranked, with reasons: from a codebook at first, and from what people code.

    engine = Engine.from_file(Path("codebook.yaml"))
    engine.learn([Example("We never see the counselor", ["WELL"], context="Who do you go to?")])
    for found in engine.suggest("There is one counselor for all of us", k=3):
        print(found.code, found.score, found.reason)

The same codebook and examples, in the same order, give the same suggestions on every computer
with the same sentence model. Nothing is fetched, and no thread is started. An engine is not for
several threads at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from coder.suggest.codes import CodeList, Codes, code_list
from coder.suggest.cue_evidence import CueEvidence
from coder.suggest.examples import Example, RankedCode
from coder.suggest.features import Floats, TextStore
from coder.suggest.kernels import Likeness, Rows
from coder.suggest.learner import Learner, fit
from coder.suggest.reasons import Reasons
from coder.suggest.sentences import Embeds, SentenceModel, SentenceModelOff
from coder.suggest.vectors import Remembered

if TYPE_CHECKING:
    from coder.domain.transcript import Span
    from coder.suggest.cues import Hit

Semantic = bool | Literal["auto"]

READ_AT_ONCE = 256
"""How many excerpts are scored in one stride, so that memory stays bounded."""


class Engine:
    """Suggestions from one codebook, better with every excerpt that is learned."""

    def __init__(
        self, codebook: Codes | CodeList, semantic: Semantic = "auto", vectors: Path | None = None
    ) -> None:
        """`codebook` is a Codebook, a CodeTree or a list of codes.

        With `semantic` "auto" the sentence model is used where it is installed, and `notice` says
        so where it is not; with True its absence raises SentenceModelOff; with False it stays off.
        In the folder `vectors`, if given, what the model makes of texts is kept for the next time.
        """
        self.codes = codebook if isinstance(codebook, CodeList) else code_list(codebook)
        self.notice = ""
        """A sentence for the reader when suggestions are not as good as they could be."""
        self.examples: list[Example] = []
        """What has been learned, in the order of learning; `RankedCode.near` is a place in it."""
        self._store = TextStore(self._model(semantic, vectors))
        self._cues = CueEvidence(self.codes)
        self._learner: Learner | None = None
        self._fresh = False

    @classmethod
    def from_file(cls, path: Path | str, semantic: Semantic = "auto") -> Engine:
        """The engine for a codebook file, `.yaml` or `.csv`. Raises InputError."""
        from coder.suggest.codebook_file import read_codebook

        return cls(read_codebook(Path(path)), semantic)

    @property
    def semantic(self) -> bool:
        """Whether a sentence model takes part."""
        return self._store.model is not None

    @property
    def model_digest(self) -> str:
        """The sha256 of the sentence model's file; empty without one."""
        return self._store.model.digest if self._store.model else ""

    @property
    def cue_notice(self) -> str:
        """A sentence for the reader when cues are found as they are written only."""
        return self._cues.notice

    @property
    def store(self) -> TextStore:
        """The texts that have been counted and embedded."""
        return self._store

    def learn(self, examples: Iterable[Example]) -> None:
        """Take in more excerpts. One that was learned before, in the same place, is replaced.

        Codes that were merged are followed; an excerpt that only has codes that are not in the
        codebook teaches nothing and is left out. Fitting waits until suggestions are asked for.
        """
        new = [example for example in examples if self._teaches(example)]
        again = {example.place for example in new}
        self.examples = [known for known in self.examples if known.place not in again] + new
        self._fresh = False

    def unlearn(self, examples: Iterable[Example]) -> None:
        """Take back what was learned of these excerpts; the others keep their order."""
        gone = {example.place for example in examples}
        if gone:
            self.examples = [known for known in self.examples if known.place not in gone]
            self._fresh = False

    def forget(self) -> None:
        """Go back to the codebook alone; counted and embedded texts stay at hand."""
        self.examples = []
        self._fresh = False

    def prepare(self, texts: Iterable[str] = ()) -> None:
        """Do now what later calls would wait for: fit, and read `texts` that will be asked about."""
        self._fitted()
        wanted = [text for text in texts if text.strip()]
        self._store.counts(wanted, learn=True)
        self._store.vectors(wanted)

    def suggest(self, text: str, context: str = "", role: str = "", k: int = 3) -> list[RankedCode]:
        """The `k` codes that fit an excerpt best, best first; none for an empty text or codebook."""
        return self.suggest_many([Example(text, context=context, role=role)], k)[0]

    def suggest_many(self, excerpts: Sequence[Example], k: int = 3) -> list[list[RankedCode]]:
        """`suggest` for several excerpts, faster than one by one. What codes they have is not looked at."""
        found: list[list[RankedCode]] = [[] for _ in excerpts]
        asked = [number for number, excerpt in enumerate(excerpts) if excerpt.text.strip()]
        if not self.codes.entries or k < 1:
            return found
        for start in range(0, len(asked), READ_AT_ONCE):
            numbers = asked[start : start + READ_AT_ONCE]
            batch = [excerpts[number] for number in numbers]
            for number, ranked in zip(numbers, self._ranked(batch, k), strict=True):
                found[number] = ranked
        return found

    def scores(self, excerpts: Sequence[Example]) -> Floats:
        """The scores behind the suggestions, excerpts × codes in the order of `codes`, for measuring.

        Not cut to 0 and 1, and with those of excerpts where there may be nothing to code.
        """
        size = len(self.codes.entries)
        batches = [excerpts[start : start + READ_AT_ONCE] for start in range(0, len(excerpts), READ_AT_ONCE)]
        tables = [self._scored(batch)[2][:, :size] for batch in batches]
        return np.vstack([np.zeros((0, size), np.float32), *tables])

    def part_scores(self, excerpts: Sequence[Example], parts: Sequence[Sequence[Span]]) -> list[Floats]:
        """For each excerpt, `scores` of some parts of it; cues are those found in the whole of it."""
        pieces = [
            Example(part.of(excerpt.text), (), excerpt.context, excerpt.role, excerpt.document)
            for excerpt, some in zip(excerpts, parts, strict=True)
            for part in some
        ]
        batches = [pieces[start : start + READ_AT_ONCE] for start in range(0, len(pieces), READ_AT_ONCE)]
        size = len(self.codes.entries)
        tables = [self._learned(batch)[2][:, :size] for batch in batches]
        table = np.vstack([np.zeros((0, size), np.float32), *tables])
        row, found = 0, list[Floats]()
        for some, hits in zip(parts, self._cues.all_hits([one.text for one in excerpts]), strict=True):
            own = table[row : row + len(some)]
            self._add_cues(own, some, hits)
            found.append(own)
            row += len(some)
        return found

    def save(self, path: Path | str) -> None:
        """Write codes, examples and vectors to one file, without any executable content."""
        from coder.suggest.stored import save_engine

        save_engine(self, Path(path))

    @classmethod
    def load(cls, path: Path | str, semantic: Semantic = "auto") -> Engine:
        """Read what `save` wrote, from whomever it comes. Raises InputError."""
        from coder.suggest.stored import load_engine

        return load_engine(Path(path), semantic)

    def _model(self, semantic: Semantic, vectors: Path | None) -> Embeds | None:
        if semantic is False:
            return None
        try:
            model = SentenceModel.installed()
            return Remembered(model, vectors) if vectors else model
        except SentenceModelOff as error:
            if semantic is True:
                raise
            self.notice = str(error)
            return None

    def _teaches(self, example: Example) -> bool:
        named = [*example.codes, *example.refused]
        return bool(example.text.strip()) and (not named or any(self.codes.follow(code) for code in named))

    def _fitted(self) -> Learner:
        if self._learner is None or not self._fresh:
            self._learner = fit(self.codes, self._store, self.examples, self._learner)
            self._cues.learn(self.examples)
            self._fresh = True
        return self._learner

    def _learned(self, excerpts: Sequence[Example]) -> tuple[Rows, Likeness, Floats]:
        """What everything but cues says."""
        learner = self._fitted()
        rows = learner.reader.rows(excerpts)
        compared = learner.compare(rows)
        return rows, compared, learner.scores(rows, compared)

    def _scored(self, excerpts: Sequence[Example]) -> tuple[Rows, Likeness, Floats, list[dict[str, Hit]]]:
        rows, compared, table = self._learned(excerpts)
        hits = self._cues.hits([excerpt.text for excerpt in excerpts])
        for row, found in enumerate(hits):
            for code, hit in found.items():
                table[row, self.codes.places[code]] += self._cues.share(hit)
        return rows, compared, table, hits

    def _add_cues(self, table: Floats, parts: Sequence[Span], hits: Sequence[Hit]) -> None:
        """Add to each part of an excerpt, a row each, the strongest cue of each code that reaches into it."""
        for row, part in enumerate(parts):
            best: dict[str, float] = {}
            for hit in hits:
                if part.start < hit.end and hit.start < part.end:
                    best[hit.code_id] = max(best.get(hit.code_id, 0.0), self._cues.share(hit))
            for code, share in best.items():
                table[row, self.codes.places[code]] += share

    def _ranked(self, excerpts: Sequence[Example], k: int) -> list[list[RankedCode]]:
        rows, compared, table, hits = self._scored(excerpts)
        size = len(self.codes.entries)
        reasons = Reasons(self._fitted(), rows, compared)
        ranked: list[list[RankedCode]] = []
        for row, excerpt in enumerate(excerpts):
            scores, nothing = table[row, :size], float(table[row, size])
            best = np.argsort(-scores, kind="stable")[:k]
            # Turns like this one were read and left alone more than any code was put on them.
            quiet = nothing > max(0.0, float(scores[best[0]]))
            chosen = [] if quiet else [(int(place), float(scores[place])) for place in best]
            ranked.append([reasons.ranked(row, excerpt, place, score, hits[row]) for place, score in chosen])
        return ranked
