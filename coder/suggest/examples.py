"""What the engine learns from and what it gives back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Example:
    """An excerpt that a person has read, and the ids of the codes it got.

    No codes means that it was read and there was nothing to code. `context` is the question it
    answers or what was said before, `role` what the speaker is, `document` the transcript.
    `refused` are codes that a person was offered and did not take.
    """

    text: str
    codes: Sequence[str] = ()
    context: str = ""
    role: str = ""
    document: str = ""
    refused: Sequence[str] = ()

    @property
    def place(self) -> tuple[str, str, str, str]:
        """What makes it the same excerpt when it is read again."""
        return self.document, self.context, self.role, self.text


@dataclass(frozen=True, slots=True)
class RankedCode:
    """A code proposed for an excerpt, and why.

    `score` runs from 0 to 1 and only orders: it is no probability. `source` is `cue`,
    `example`, `definition`, `words` or `question`: what spoke most for the code. `near` is the
    place of the most similar coded excerpt in `Engine.examples`, or None.
    """

    code: str
    score: float
    source: str
    reason: str
    near: int | None = None
