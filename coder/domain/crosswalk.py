"""Crosswalks: which codes of one framework answer to which of another, and which to none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from coder.domain.codebook import Code, CodeTree


class Fit(StrEnum):
    """How far what is coded with the one code belongs under the other."""

    SAME = "same"
    NARROWER = "narrower"
    """The code that is led to is narrower: not all that has the first belongs under it."""
    WIDER = "wider"
    PART = "part"
    """The two share a part, and each has one of its own."""


@dataclass(frozen=True, slots=True)
class Match:
    """One code of the first framework, a code of the second, how far they fit, and why."""

    source: str
    target: str
    fit: Fit = Fit.SAME
    note: str = ""


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """A way from the codes of one codebook to those of another.

    `source` and `target` name codebooks as they are typed; `none` are codes that were looked at and
    have no match.
    """

    id: str
    name: str
    version: str
    source: str
    target: str
    matches: tuple[Match, ...] = ()
    none: tuple[str, ...] = ()
    note: str = ""

    def leads(self, tree: CodeTree, code_id: str) -> tuple[Match, ...]:
        """What a code leads to: its own matches, else those of the nearest code above it that has any."""
        if code_id in self.none:
            return ()
        own = tuple(match for match in self.matches if match.source == code_id)
        if own or code_id not in tree.codes:
            return own
        for code in tree.ancestors(code_id):
            above = tuple(match for match in self.matches if match.source == code.id)
            if above or code.id in self.none:
                return above
        return ()

    def turned(self) -> Crosswalk:
        """The same way walked back; what was looked at and has no match is not known of that side."""
        other = {Fit.NARROWER: Fit.WIDER, Fit.WIDER: Fit.NARROWER}
        matches = tuple(Match(m.target, m.source, other.get(m.fit, m.fit), m.note) for m in self.matches)
        return Crosswalk(self.id, self.name, self.version, self.target, self.source, matches)


@dataclass(frozen=True, slots=True)
class Covered:
    """One code with what it leads to; `by` is the code that has the matches, itself or one above it."""

    code: Code
    matches: tuple[Match, ...]
    looked: bool
    """Whether somebody said that it has no match."""

    @property
    def by(self) -> str:
        """The code that has the matches; empty without any."""
        return self.matches[0].source if self.matches else ""

    @property
    def state(self) -> str:
        """`matched`, `by CODE`, `no match`, or `not looked at`."""
        if not self.matches:
            return "no match" if self.looked else "not looked at"
        return "matched" if self.by == self.code.id else f"by {self.by}"


def coverage(walk: Crosswalk, tree: CodeTree, codebook_id: str) -> list[Covered]:
    """Every code of a codebook that a coding can have, with what it leads to."""
    return [
        Covered(code, walk.leads(tree, code.id), _looked(walk, tree, code.id))
        for code in tree.codes.values()
        if code.codebook_id == codebook_id and code.usable
    ]


def _looked(walk: Crosswalk, tree: CodeTree, code_id: str) -> bool:
    return any(id_ in walk.none for id_ in (code_id, *(code.id for code in tree.ancestors(code_id))))


def told_coverage(rows: Iterable[Covered]) -> str:
    """How many of the codes have a match, in a sentence."""
    found = list(rows)
    matched = [row for row in found if row.matches]
    own = sum(row.by == row.code.id for row in matched)
    above = len(matched) - own
    rest = f", {above} of them by that of a code above" if above else ""
    return f"{len(matched)} of {len(found)} codes lead to a match{rest}."
