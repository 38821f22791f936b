"""What a report is written from: plain data, gathered once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from coder.analysis.people import HeardRow
from coder.analysis.quotes import QuoteSelection
from coder.analysis.themes import ThemeRow
from coder.domain.codebook import CodeTree
from coder.domain.coding import Origin
from coder.domain.transcript import TranscriptKind


@dataclass(frozen=True, slots=True)
class SessionFact:
    """What may be told about one transcript.

    Its title and site are not among it, nor its label: that was a file's name, and may name a person.
    """

    kind: TranscriptKind
    wave: str
    date: str
    coded: bool


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """Everything a report says, before it is put into words.

    `people` and `respondents` are those who were heard by group, in conversations and in open survey
    answers. `repeated_labels` counts the labels that may hide one person behind several.
    """

    project: str
    written: date
    tree: CodeTree
    sessions: tuple[SessionFact, ...] = ()
    heard: tuple[HeardRow, ...] = ()
    people: Mapping[str, int] = field(default_factory=dict)
    respondents: Mapping[str, int] = field(default_factory=dict)
    repeated_labels: int = 0
    coders: int = 0
    origins: Mapping[Origin, int] = field(default_factory=dict)
    themes: tuple[ThemeRow, ...] = ()
    quotes: QuoteSelection = field(default_factory=QuoteSelection)
    findings: tuple[object, ...] = ()

    @property
    def codings(self) -> int:
        """How many codings there are, whoever made them."""
        return sum(self.origins.values())

    @property
    def domains(self) -> tuple[str, ...]:
        """The domains with evidence, in the order of the codebooks."""
        return tuple(dict.fromkeys(row.domain_id for row in self.themes))

    def themes_in(self, domain_id: str) -> tuple[ThemeRow, ...]:
        """The codes of one domain that have evidence, widest first."""
        return tuple(row for row in self.themes if row.domain_id == domain_id)
