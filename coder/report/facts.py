"""What a report is written from: plain data, gathered once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from coder.analysis.people import Count, HeardRow
from coder.analysis.process_table import ProcessTable
from coder.analysis.quotes import ChosenQuote, QuoteSelection
from coder.analysis.sheets import Sheet
from coder.analysis.themes import GroupCount, ThemeRow
from coder.analysis.thresholds import SMALLEST_GROUP, Thresholds
from coder.analysis.widely import WaveRow
from coder.domain.codebook import CodeTree
from coder.domain.coding import Origin
from coder.domain.recommendation import Recommendation
from coder.domain.theme import Theme, ThemeStatus
from coder.domain.transcript import TranscriptKind

DRAFT = " (draft)"
"""Stands behind a claim that nobody has checked yet, wherever it stands."""


@dataclass(frozen=True, slots=True)
class SessionFact:
    """What may be told about one transcript.

    Its title and site are not among it, nor its label: that was a file's name, and may name a person.
    """

    kind: TranscriptKind
    wave: str
    date: str
    coded: bool
    closed: bool = False
    """Whether it was coded, but nothing of it may be used."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A theme with the people behind it and what may be printed of its evidence.

    `groups` are stakeholder groups joined until none is too small; `evidence` and `against` are
    short ids of codings that are there, `working` and `wanting` how many of the evidence praise and
    criticize, and `domains` where its codes belong, the first of them where it stands. Nothing is told of
    fewer than `least` people; `whole` tells whether no group is hidden.
    """

    theme: Theme
    domains: tuple[str, ...]
    groups: tuple[GroupCount, ...]
    evidence: tuple[str, ...]
    against: tuple[str, ...]
    working: int = 0
    wanting: int = 0
    quotes: tuple[ChosenQuote, ...] = ()
    contrary: tuple[ChosenQuote, ...] = ()
    least: int = SMALLEST_GROUP
    whole: bool = True

    @property
    def id(self) -> str:
        """The short id, by which `coder show` finds it."""
        return self.theme.id[:8]

    @property
    def claim(self) -> str:
        """What is claimed, and that it is a draft where it is one."""
        return f"{self.theme.claim}{DRAFT if self.theme.status is ThemeStatus.DRAFT else ''}"

    @property
    def people(self) -> Count | None:
        """The people of the groups that are claimed, of all where none is; None where that is not to be told.

        Groups that are shown together can only be claimed together: a number for one of them would give
        the other away.
        """
        claimed = set(self.theme.groups)
        counted = [group for group in self.groups if not claimed or set(group.groups) <= claimed]
        whole = self.whole if not claimed else claimed <= {name for group in counted for name in group.groups}
        if not counted or not whole or any(g.people.low != g.people.high for g in counted):
            return None
        total = Count.exact(sum(g.people.low for g in counted), sum(g.people.of for g in counted))
        return None if total.of_few(self.least) else total


@dataclass(frozen=True, slots=True)
class Advice:
    """A recommendation with its place by votes and the findings that inform it."""

    recommendation: Recommendation
    place: int | None
    tied: bool
    findings: tuple[Finding, ...]

    @property
    def id(self) -> str:
        """The short id, by which `coder show` finds it."""
        return self.recommendation.id[:8]


@dataclass(frozen=True, slots=True)
class Together:
    """Two codes of different domains that stand on the same words of so many people."""

    first: str
    second: str
    excerpts: int
    people: int


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One row of the framework matrix: what it is, and what people wrote by code."""

    name: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Doubled:
    """How many transcripts several coders coded, and how many of those without any suggestion taken."""

    transcripts: int = 0
    unassisted: int = 0


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """Everything a report says, before it is put into words.

    `people` and `respondents` are those who were heard by group, in conversations and in open survey
    answers. `repeated_labels` counts the labels that may hide one person behind several. `history` is
    what was done, how often, first and last; `adapted` what was changed in the codebook, day, what and
    why; `excerpts` every excerpt by code, where that is wanted; `options` what was chosen of the
    sections, such as `findings.quotes`; `inside` whether explanations by who people are stay with the team.
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
    findings: tuple[Finding, ...] = ()
    recommendations: tuple[Advice, ...] = ()
    ties: tuple[str, ...] = ()
    together: tuple[Together, ...] = ()
    waves: tuple[str, ...] = ()
    movement: tuple[WaveRow, ...] = ()
    matrix: tuple[MatrixRow, ...] = ()
    doubled: Doubled = field(default_factory=lambda: Doubled())
    history: tuple[tuple[str, int, str, str], ...] = ()
    adapted: tuple[tuple[str, str, str], ...] = ()
    questions: int = 0
    excerpts: Mapping[str, tuple[ChosenQuote, ...]] = field(default_factory=dict)
    version: str = ""
    sheets: tuple[Sheet, ...] = ()
    processes: Mapping[str, tuple[ProcessTable, ...]] = field(default_factory=dict)
    """The tables of each section that a process adds, by its name."""
    thresholds: Thresholds = field(default_factory=Thresholds)
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def least(self) -> int:
        """How many people a number must be about."""
        return self.thresholds.voices

    @property
    def few(self) -> str:
        """Stands where there are people, but so few that no number may be told."""
        return self.thresholds.few

    inside: bool = False

    @property
    def codings(self) -> int:
        """How many codings there are, whoever made them."""
        return sum(self.origins.values())

    def chosen(self, option: str, usual: str) -> str:
        """What somebody chose of an option, such as `glance.most`."""
        return self.options.get(option, usual)

    @property
    def domains(self) -> tuple[str, ...]:
        """The domains with evidence, in the order of the codebooks."""
        return tuple(dict.fromkeys(row.domain_id for row in self.themes))

    def themes_in(self, domain_id: str) -> tuple[ThemeRow, ...]:
        """The codes of one domain that have evidence, widest first."""
        return tuple(row for row in self.themes if row.domain_id == domain_id)
