"""What was chosen of a report's sections, laid over its facts: findings left out, fewer quotes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from coder.domain.theme import ThemeStatus
from coder.report.facts import Finding, ReportFacts

YES, NO = "yes", "no"
"""The values of options that put something in or leave it out."""

ENTRY = "entry "
"""Begins what the quotes of an entry are kept under; its id stands behind."""

T = TypeVar("T")


def as_chosen(facts: ReportFacts, options: Mapping[str, str]) -> ReportFacts:
    """The facts as the options want them told.

    A draft that is left out stands nowhere: neither at a glance nor below a recommendation.
    """
    findings = tuple(_fewer(one, options) for one in facts.findings if _stands(one, options))
    kept = {finding.id: finding for finding in findings}
    advice = tuple(
        replace(one, findings=tuple(kept[f.id] for f in one.findings if f.id in kept))
        for one in facts.recommendations
    )
    most = options.get("voices.quotes", "")
    of_codes = {code: _first(quotes, most) for code, quotes in facts.quotes.sections.items()}
    of_claims = {
        f"{what}{one.theme.id}": quotes
        for one in findings
        for what, quotes in (("", one.quotes), ("against ", one.contrary))
        if quotes
    }
    of_entries = {name: some for name, some in facts.quotes.claims.items() if name.startswith(ENTRY)}
    quotes = replace(facts.quotes, sections=of_codes, claims=of_claims | of_entries)
    return replace(facts, findings=findings, recommendations=advice, quotes=quotes, options=dict(options))


def _stands(finding: Finding, options: Mapping[str, str]) -> bool:
    return options.get("findings.drafts") != NO or finding.theme.status is not ThemeStatus.DRAFT


def _fewer(finding: Finding, options: Mapping[str, str]) -> Finding:
    return replace(finding, quotes=_first(finding.quotes, options.get("findings.quotes", "")))


def _first(quotes: Sequence[T], most: str) -> tuple[T, ...]:
    return tuple(quotes[: int(most)] if most.isdecimal() else quotes)
