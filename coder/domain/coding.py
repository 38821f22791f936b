"""What people decide about excerpts: codings, memos, decisions, and what a machine proposes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from coder.domain.codebook import CodeTree
from coder.domain.transcript import Excerpt, Span, Transcript
from coder.errors import InputError


class Origin(StrEnum):
    """How a coding came about. Agreement is reported on unassisted codings only."""

    TYPED = "typed"
    ACCEPTED = "suggestion accepted"
    CORRECTED = "suggestion corrected"
    IMPORTED = "imported"


class MarkKind(StrEnum):
    """What a coder notes about a turn without coding it."""

    READ = "read"
    """Read, and there is nothing to code."""
    BOOKMARK = "bookmark"


class Outcome(StrEnum):
    """What a person did with a suggestion."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    CORRECTED = "corrected"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Coding:
    """One coder's application of one code, with lens values, to one excerpt.

    `was` holds the words of before when a correction of the transcript changed them; it is empty
    once a person has looked at the coding again.
    """

    id: str
    transcript_id: str
    start: int
    end: int
    text: str
    code_id: str
    coder: str
    origin: Origin
    created_at: str
    lenses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    starred: bool = False
    was: str = ""
    version: int = 1

    @property
    def span(self) -> Span:
        """Where the excerpt stands."""
        return Span(self.start, self.end)

    def stands_in(self, text: str) -> bool:
        """Whether the copied words are still the words of the transcript."""
        return self.span.of(text) == self.text


@dataclass(frozen=True, slots=True)
class Memo:
    """A note on anything: `target_kind` and `target_id` say on what."""

    id: str
    target_kind: str
    target_id: str
    text: str
    coder: str
    created_at: str
    version: int = 1


@dataclass(frozen=True, slots=True)
class Mark:
    """One coder's mark on a turn; `seq` counts the turns of the present revision.

    It follows its turn through corrections. A code on the turn outweighs `READ`.
    """

    id: str
    transcript_id: str
    seq: int
    kind: MarkKind
    coder: str
    created_at: str
    version: int = 1


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A machine proposal with the reason a person can read. Never a coding.

    `near_document` and `near_text` name the most similar excerpt with that code, if there is one.
    """

    transcript_id: str
    start: int
    end: int
    code_id: str
    score: float
    source: str
    reason: str
    near_document: str = ""
    near_text: str = ""

    @property
    def span(self) -> Span:
        """Where the proposed excerpt stands."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person did with one suggestion, and which suggester had made it."""

    id: str
    transcript_id: str
    start: int
    end: int
    code_id: str
    outcome: Outcome
    coder: str
    created_at: str
    suggester: str
    source: str = ""
    score: float = 0.0
    reason: str = ""
    coding_id: str = ""
    version: int = 1


def code_excerpt(
    transcript: Transcript,
    tree: CodeTree,
    span: Span,
    code_id: str,
    lenses: Mapping[str, Iterable[str]],
    existing: Iterable[Coding],
    coder: str,
) -> tuple[Excerpt, dict[str, tuple[str, ...]]]:
    """Check that `coder` may put `code_id` on `span` and give what to store.

    White space at the ends of the span is left out. Raises InputError for an empty or
    foreign span, an unusable code, a wrong lens value, or a coding that is already there.
    """
    excerpt = worded(transcript, span)
    code = tree.require(code_id)
    for coding in existing:
        if coding.code_id == code.id and coding.coder == coder and coding.span == excerpt.span:
            raise InputError(f"{code.name} is already on these words", where=transcript.label)
    return excerpt, tree.check_lenses(lenses)


def worded(transcript: Transcript, span: Span) -> Excerpt:
    """The words in `span`, without white space at its ends.

    Raises InputError when there are none, or the span leaves the text.
    """
    excerpt = transcript.excerpt(transcript.excerpt(span).span.trimmed(transcript.text))
    if not excerpt.text:
        raise InputError("the selection holds no words", where=transcript.label)
    return excerpt


def is_done(coder: str, codings: Iterable[Coding], marks: Iterable[Mark]) -> bool:
    """Whether a coder is done with a turn: coded it, or read it and found nothing to code.

    `codings` and `marks` are those on the turn, of all coders.
    """
    return any(coding.coder == coder for coding in codings) or any(
        mark.kind is MarkKind.READ and mark.coder == coder for mark in marks
    )
