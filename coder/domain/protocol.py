"""Which questions were asked in which sessions, and which codes a question is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a protocol: the codes it is about, the labels of the transcripts it was asked in."""

    words: str
    codes: frozenset[str]
    transcripts: frozenset[str]


@dataclass(frozen=True, slots=True)
class KeptQuestion:
    """A question as a project keeps it: with the ids of codes and transcripts, in the order asked."""

    id: str
    position: int
    words: str
    codes: tuple[str, ...]
    transcripts: tuple[str, ...]
    version: int = 1


@dataclass(frozen=True)
class Protocol:
    """The questions of a project. Without any, everything could arise everywhere."""

    questions: tuple[Question, ...] = ()

    @classmethod
    def of(cls, kept: Sequence[KeptQuestion], labels: Mapping[str, str]) -> Protocol:
        """The protocol of the questions of a project; `labels` are those of its transcripts by id."""
        places = {q.id: frozenset(labels[id_] for id_ in q.transcripts if id_ in labels) for q in kept}
        return cls(tuple(Question(q.words, frozenset(q.codes), places[q.id]) for q in kept))

    @cached_property
    def _asked(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for question in self.questions:
            for code in question.codes:
                found.setdefault(code, set()).update(question.transcripts)
        return {code: frozenset(labels) for code, labels in found.items()}

    def asked_in(self, code_id: str) -> frozenset[str] | None:
        """The labels of the transcripts in which a question about a code was asked.

        A question about a code is about every code below and every code above it as well. None when
        no question is about the code: it could then arise anywhere.
        """
        fits = [labels for code, labels in self._asked.items() if _related(code, code_id)]
        return frozenset[str]().union(*fits) if fits else None

    def labels(self) -> Iterable[str]:
        """The labels of every transcript that a question names."""
        return sorted({label for question in self.questions for label in question.transcripts})


def _related(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")
