"""Themes and recommendations for a screen: read again and again, the material only when it changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from coder.analysis.claim_counts import Against, ClaimCount, candidates, claim_count, disconfirming
from coder.analysis.claim_lint import Claims, claim_findings
from coder.analysis.frame import Material
from coder.analysis.lint import Finding
from coder.domain.coding import Coding
from coder.domain.recommendation import Ranked, Recommendation, ranked
from coder.domain.theme import Theme
from coder.services.claim_checks import student_floor, unfinished_in
from coder.services.evidence import Piece, pieces
from coder.services.gathering import gather
from coder.services.recommending import RecommendationService
from coder.services.session import Session
from coder.services.themes import ThemeService

__all__ = ["ClaimBook", "ClaimCount", "Finding", "Listed", "Piece", "Weighed"]

_OWN = frozenset({"theme", "recommendation", "memo", "decision", "reason"})
"""Kinds of objects that count nobody."""


@dataclass(frozen=True)
class Listed:
    """The themes and recommendations as they stand, without what takes long to find out."""

    themes: tuple[Theme, ...]
    recommendations: tuple[Recommendation, ...]

    @property
    def ranking(self) -> list[Ranked]:
        """The recommendations by votes."""
        return ranked(self.recommendations)

    def number(self, claim: Theme | Recommendation) -> str:
        """`T3` or `R2`; empty for one that is gone."""
        known: tuple[Theme | Recommendation, ...] = (
            self.themes if isinstance(claim, Theme) else self.recommendations
        )
        letter = "T" if isinstance(claim, Theme) else "R"
        return next((f"{letter}{n}" for n, one in enumerate(known, 1) if one.id == claim.id), "")


@dataclass(frozen=True)
class Weighed:
    """The people behind each theme, by its id, and what may be wrong."""

    counts: Mapping[str, ClaimCount]
    findings: tuple[Finding, ...]

    def remarks(self, number: str) -> list[Finding]:
        """What was found about a theme or recommendation, given by its number."""
        return [one for one in self.findings if number and number in one.place.replace(",", " ").split()]


class ClaimBook:
    """The themes and recommendations of an open project, for the thread that owns the session."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.themes = ThemeService(session)
        self.recommending = RecommendationService(session)
        self._material: Material | None = None
        self._unfinished: list[str] = []
        self._seen = 0

    def listed(self) -> Listed:
        """The themes and recommendations as they stand."""
        return Listed(tuple(self.themes.all()), tuple(self.recommending.all()))

    def weighed(self) -> Weighed:
        """Count the people behind every theme and look for what may be wrong; reads everything once."""
        listed, material = self.listed(), self._fresh()
        counts = {theme.id: claim_count(theme, material) for theme in listed.themes}
        claims = Claims(
            listed.themes,
            listed.recommendations,
            material,
            self._unfinished,
            self.recommending.limit,
            student_floor(self.session),
        )
        return Weighed(counts, tuple(claim_findings(claims)))

    def pieces(self, theme: Theme) -> tuple[list[Piece], list[Piece]]:
        """The codings that speak for a theme, its quotes first, and those against it."""
        found = pieces(self.session, (*theme.quotes, *theme.negative_cases))
        return found[: len(theme.evidence)], found[len(theme.evidence) :]

    def candidates(self, theme: Theme) -> list[Piece]:
        """The codings of a theme's codes and lens values that it does not name yet."""
        found: list[Coding] = candidates(theme, self._fresh())
        return pieces(self.session, [coding.id for coding in found])

    def disconfirming(self, theme: Theme) -> list[tuple[Piece, str]]:
        """The codings that may speak against a theme, each with the reason."""
        found: list[Against] = disconfirming(theme, self._fresh())
        shown = pieces(self.session, [one.coding.id for one in found])
        return [(piece, one.reason) for piece, one in zip(shown, found, strict=True)]

    def _fresh(self) -> Material:
        """Everything that counting reads, gathered again only after somebody changed some of it."""
        if self._material is None:
            # Before reading, so that what somebody does meanwhile is read again next time.
            self._seen = self.session.store.event_count()
        for event in self.session.store.events(after=self._seen):
            if any(change.kind not in _OWN for change in event.changes):
                self._material = None
            self._seen = event.seq
        if self._material is None:
            self._material = gather(self.session)
            self._unfinished = unfinished_in(self.session, self._material)
        return self._material
