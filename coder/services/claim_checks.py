"""Themes and recommendations with their counts, and what may be wrong with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from coder.analysis.claim_counts import Against, ClaimCount, candidates, claim_count, disconfirming
from coder.analysis.claim_lint import Claims, claim_findings, unfinished
from coder.analysis.frame import Material
from coder.analysis.lint import STUDENT_FLOOR, Finding
from coder.domain.coding import Coding, MarkKind
from coder.domain.theme import Theme
from coder.errors import InputError
from coder.services.gathering import gather
from coder.services.limits import FLOOR
from coder.services.recommending import RecommendationService
from coder.services.session import Session


@dataclass(frozen=True)
class Weighed:
    """The themes of a project with what stands behind them, read at one moment."""

    themes: tuple[Theme, ...]
    counts: Mapping[str, ClaimCount]
    """Theme id → the people of its evidence."""
    material: Material

    def candidates(self, theme: Theme) -> list[Coding]:
        """The codings of a theme's codes and lens values that it does not name yet."""
        return candidates(theme, self.material)

    def disconfirming(self, theme: Theme) -> list[Against]:
        """The codings that may speak against a theme, each with the reason."""
        return disconfirming(theme, self.material)


def weighed(session: Session) -> Weighed:
    """Read the themes of a project and count the people behind them."""
    material, themes = gather(session), tuple(session.store.themes())
    return Weighed(themes, {theme.id: claim_count(theme, material) for theme in themes}, material)


def findings(session: Session) -> list[Finding]:
    """Every remark about the themes and recommendations of a project."""
    material = gather(session)
    recommending = RecommendationService(session)
    return claim_findings(
        Claims(
            session.store.themes(),
            recommending.all(),
            material,
            unfinished_in(session, material),
            recommending.limit,
            student_floor(session),
        )
    )


def unfinished_in(session: Session, material: Material) -> list[str]:
    """The labels of transcripts with turns that nobody has coded or marked as read."""
    read: dict[str, set[int]] = defaultdict(set)
    for mark in session.store.marks():
        if mark.kind is MarkKind.READ:
            read[mark.transcript_id].add(mark.seq)
    return unfinished(material, read)


def student_floor(session: Session) -> int:
    """The least share of students' quotes in percent."""
    kept = session.store.meta().get(FLOOR, "")
    return int(kept) if kept.isdecimal() else STUDENT_FLOOR


def set_student_floor(session: Session, percent: int) -> None:
    """Say how many percent of the quotes should be students' at least; 0 asks for none."""
    if not 0 <= percent <= 100:
        raise InputError(f"{percent} is no percentage", remedy="give a number from 0 to 100")
    session.store.set_meta({FLOOR: str(percent)})
