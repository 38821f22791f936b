"""The processes that a project may follow: which there are, what each gives, and what a project follows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from coder.domain.engagement import Engagement, joined, once
from coder.domain.text import visible
from coder.errors import InputError
from coder.exchange.codebook_yaml import load_codebook
from coder.exchange.engagement_yaml import from_content, load_engagement, to_content
from coder.services.limits import FLOOR, FOLLOWED, LIMIT, STRATEGIES, set_thresholds
from coder.services.resources import codebook_path, folder
from coder.services.session import Session

Row = dict[str, Any]


def shipped_engagements() -> dict[str, Path]:
    """The processes that come with the program, by name."""
    return {path.stem: path for path in sorted((folder("codebooks") / "engagements").glob("*.yaml"))}


def engagement_named(name: str) -> Engagement:
    """A shipped process by name, or one from a file.

    Raises InputError that lists the shipped names.
    """
    shipped = shipped_engagements()
    if name in shipped:
        return load_engagement(shipped[name])
    path = Path(name)
    if path.suffix.lower() in (".yaml", ".yml") or path.exists():
        return load_engagement(path)
    raise InputError(
        f"there is no engagement {visible(name)!r}",
        remedy=f"use one of {', '.join(shipped)}, or the name of a .yaml file",
    )


def all_engagements() -> list[Engagement]:
    """Every shipped process; the equity audit, which is the usual one, first."""
    found = [load_engagement(path) for path in shipped_engagements().values()]
    return sorted(found, key=lambda one: (one.id != "equity-audit", one.name))


def follow(session: Session, engagements: Sequence[Engagement]) -> None:
    """Let a project follow processes; its settings take their limits, thresholds and sections.

    The project keeps them as they are now, so that a file that is changed later changes no report.
    """
    names = ", ".join(f"{one.id} {one.version}" for one in engagements)
    session.act("engagement", f"follows {names}", (), undoable=False)
    kept = json.dumps([to_content(one) for one in engagements], ensure_ascii=False)
    both = joined(engagements)
    settings = {LIMIT: both.recommendations, FLOOR: both.student_share, STRATEGIES: both.strategies}
    session.store.set_meta(
        {FOLLOWED: kept, **{name: str(value) for name, value in settings.items() if value}}
    )
    set_thresholds(session, both.records, both.voices)


def followed(session: Session) -> tuple[Engagement, ...]:
    """The processes that a project follows, in the order in which they were named."""
    kept = session.store.meta().get(FOLLOWED, "")
    return tuple(from_content(content, "this project") for content in json.loads(kept or "[]"))


def sections_followed(session: Session) -> tuple[str, ...]:
    """The sections of the report of all processes that a project follows; none where it follows none."""
    found = followed(session)
    return joined(found).sections if found else ()


def codebooks_of(engagements: Iterable[Engagement]) -> tuple[str, ...]:
    """The codebooks that processes bring along, once each."""
    return once(name for one in engagements for name in one.codebooks)


def findings(engagement: Engagement, sections: Iterable[str]) -> list[str]:
    """What an experienced reviewer would ask about: names that nothing here answers to.

    `sections` are the names of those that a report may have.
    """
    known = set(sections)
    remarks = [f"sections: no report has {name}" for name in engagement.sections if name not in known]
    codes: set[str] = set()
    for name in engagement.codebooks:
        codes |= {code.id for code in load_codebook(codebook_path(name)).codes}
    for asked in engagement.questions:
        remarks += [f"questions: no codebook here has {code}" for code in asked.codes if code not in codes]
        strangers = [group for group in asked.groups if group not in engagement.groups]
        remarks += [f"questions: {group} is not among the groups" for group in strangers]
    if not engagement.codebooks:
        remarks.append("codebooks: none is named, so nothing can be coded")
    return remarks


def rows(engagements: Iterable[Engagement]) -> list[Row]:
    """What each process gives, to compare them: one row each."""
    return [
        {
            "engagement": one.id,
            "name": one.name,
            "timeline": one.timeline,
            "purpose": one.purpose,
            "activities": list(one.activities),
            "deliverables": list(one.deliverables),
            "codebooks": list(one.codebooks),
            "groups": list(one.groups),
            "sections": list(one.sections),
            "questions": [asked.words for asked in one.questions],
            "recommendations_at_most": one.recommendations or None,
            "smallest_group": one.voices,
            "student_share": one.student_share or None,
            "milestones": [f"{step.name} ({step.due})" if step.due else step.name for step in one.milestones],
        }
        for one in engagements
    ]
