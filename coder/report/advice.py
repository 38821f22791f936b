"""Recommendations, each with the findings that inform it, and the page that says it all at a glance."""

from __future__ import annotations

from collections.abc import Iterator

from coder.report.choosing import YES
from coder.report.facts import Advice, Finding, ReportFacts
from coder.report.outline import Block, Heading, List, Paragraph, Part
from coder.report.wording import counted, group_name, listed, of_kind

_MOST = "5"


def recommendations(facts: ReportFacts) -> Iterator[Part]:
    """A heading, the ties, and each recommendation in the order of its votes."""
    if not facts.recommendations:
        return
    yield Part("section:recommendations", "recommendations", (Heading(1, "Recommendations"),))
    if facts.ties and facts.chosen("recommendations.votes", YES) == YES:
        yield Part("text:ties", "recommendations", (List(facts.ties),))
    for number, advice in enumerate(facts.recommendations, 1):
        heading = Heading(2, f"Recommendation {number}: {advice.recommendation.action}")
        yield Part(f"recommendation:{advice.id}", "recommendations", (heading,))
        yield Part(f"advice:{advice.id}", "recommendations", tuple(_advice(facts, advice)))


def _advice(facts: ReportFacts, advice: Advice) -> Iterator[Block]:
    made = advice.recommendation
    asked = [group_name(group) for group in made.asked_by]
    asked += ["those who wrote this report"] if made.analysts else []
    told = (
        ("Asked for by", listed(asked) or "not noted"),
        ("Root cause", " ".join(made.cause.split()) or "not noted"),
        ("Owner", made.owner or "to be named"),
        ("Timing", made.timing or "to be set"),
        ("Measure", made.measure or "to be set"),
        ("Votes", _votes(advice) if facts.chosen("recommendations.votes", YES) == YES else ""),
        ("Status", made.status.value),
    )
    yield List(tuple(f"{what}: {text}" for what, text in told if text))
    if not advice.findings:
        yield Paragraph("No finding informs it yet.")
        return
    yield Paragraph("Findings that inform it:")
    items = (f"{finding.claim} {_basis(facts, finding)}" for finding in advice.findings)
    yield List(tuple(items), tuple(f"finding:{finding.id}" for finding in advice.findings))


def _basis(facts: ReportFacts, finding: Finding) -> str:
    if facts.chosen("recommendations.ids", YES) != YES:
        return f"(finding {finding.id})"
    return f"(finding {finding.id}; evidence {', '.join(finding.evidence) or 'none'})"


def _votes(advice: Advice) -> str:
    made = advice.recommendation
    if not made.total:
        return ""
    place = f", place {advice.place}{' (shared)' if advice.tied else ''}" if advice.place else ""
    return f"{counted(made.total, 'vote')}{place}"


def at_a_glance(facts: ReportFacts) -> Iterator[Part]:
    """Half a page: who was heard, the findings, the first recommendations."""
    if not facts.sessions:
        return
    yield Part("section:glance", "glance", (Heading(1, "At a glance"),))
    yield Part("text:glance", "glance", tuple(_glance(facts)))


def _glance(facts: ReportFacts) -> Iterator[Block]:
    kinds = dict.fromkeys(session.kind for session in facts.sessions)
    heard = listed(of_kind(sum(s.kind is kind for s in facts.sessions), kind) for kind in kinds)
    yield Paragraph(f"This report rests on {heard}.", see="table:heard")
    most = int(facts.chosen("glance.most", _MOST))
    if facts.findings:
        first = [finding for finding in facts.findings if finding.theme.claim][:most]
        yield Paragraph("What we found:")
        yield List(
            tuple(_claim(finding.claim, finding.people) for finding in first),
            tuple(f"finding:{finding.id}" for finding in first),
        )
    elif facts.themes:
        yield Paragraph("What most people raised, domain by domain:")
        yield List(tuple(_widest(facts)))
    if facts.recommendations:
        yield Paragraph("What we recommend:")
        advised = facts.recommendations[:most]
        yield List(
            tuple(advice.recommendation.action for advice in advised),
            tuple(f"recommendation:{advice.id}" for advice in advised),
        )


def _claim(claim: str, people: object) -> str:
    return f"{claim} ({people} people)" if people is not None else claim


def _widest(facts: ReportFacts) -> Iterator[str]:
    for domain_id in facts.domains[:8]:
        row = facts.themes_in(domain_id)[0]
        if row.people.high and not row.people.of_few(facts.least):
            title = facts.tree.domain_title(domain_id)
            yield f"{title}: {row.name}, raised by {row.people.in_words('people')}."
