"""The engagement file: YAML that describes a process, checked against a JSON Schema."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib import resources
from pathlib import Path

from coder.domain.engagement import AskedQuestion, Engagement, Milestone
from coder.domain.text import visible
from coder.errors import InputError
from coder.exchange.files import read_text
from coder.exchange.yaml_file import Node, lines, one_line, parse, validate

LEAST_RECORDS, MOST_RECORDS = 5, 30
"""What a district may set as the smallest group of records (NCES 2011-603)."""
LEAST_VOICES = 5


def load_engagement(path: Path) -> Engagement:
    """Read an engagement file.

    Raises InputError that names the file, the place in it and what to mend.
    """
    where = visible(str(path))
    content = parse(read_text(path), where, "engagement")
    validate(content, schema(), where, "see the format in docs/engagements.md")
    return from_content(content, where)


def schema() -> Node:
    """The JSON Schema of the file."""
    text = resources.files("coder.exchange").joinpath("engagement.schema.json").read_text("utf-8")
    loaded: Node = json.loads(text)
    return loaded


def from_content(content: Node, where: str) -> Engagement:
    """The process that the content of a file describes, read from the place `where`.

    Raises InputError for groups so small that they would point at somebody, and for repeated names.
    """
    engagement = _engagement(content)
    _check(engagement, where)
    return engagement


def to_content(engagement: Engagement) -> Node:
    """The content of a file that describes the process."""
    named = ("activities", "deliverables", "codebooks", "groups", "sections")
    return {
        "engagement": {
            name: getattr(engagement, name) for name in ("id", "name", "version", "purpose", "timeline")
        },
        **{name: list(getattr(engagement, name)) for name in named},
        "questions": [
            {"words": asked.words, "codes": list(asked.codes), "groups": list(asked.groups)}
            for asked in engagement.questions
        ],
        "limits": {name: str(getattr(engagement, name)) for name in ("recommendations", "strategies")},
        "thresholds": {
            name: str(getattr(engagement, name)) for name in ("records", "voices", "student_share")
        },
        "milestones": [asdict(step) for step in engagement.milestones],
    }


def _engagement(content: Node) -> Engagement:
    head, limits = content["engagement"], content.get("limits", {})
    least = content.get("thresholds", {})
    return Engagement(
        id=head["id"],
        name=one_line(head, "name"),
        version=head["version"],
        purpose=one_line(head, "purpose"),
        timeline=one_line(head, "timeline"),
        activities=lines(content, "activities"),
        deliverables=lines(content, "deliverables"),
        codebooks=lines(content, "codebooks"),
        groups=lines(content, "groups"),
        questions=tuple(
            AskedQuestion(one_line(node, "words"), lines(node, "codes"), lines(node, "groups"))
            for node in content.get("questions", ())
        ),
        sections=lines(content, "sections"),
        recommendations=int(limits.get("recommendations", 0)),
        strategies=int(limits.get("strategies", 0)),
        records=int(least.get("records", 10)),
        voices=int(least.get("voices", 5)),
        student_share=int(least.get("student_share", 0)),
        milestones=tuple(
            Milestone(one_line(node, "name"), one_line(node, "due")) for node in content.get("milestones", ())
        ),
    )


def _check(engagement: Engagement, where: str) -> None:
    if not LEAST_RECORDS <= engagement.records <= MOST_RECORDS:
        raise InputError(
            f"groups of {engagement.records} records cannot be the smallest shown",
            where=f"{where}, thresholds › records",
            remedy=f"choose a number from {LEAST_RECORDS} to {MOST_RECORDS}",
        )
    if engagement.voices < LEAST_VOICES:
        raise InputError(
            f"groups of {engagement.voices} people would point at somebody",
            where=f"{where}, thresholds › voices",
            remedy=f"choose {LEAST_VOICES} or more",
        )
    if engagement.student_share > 100:
        raise InputError(
            "a share of students is at most 100 percent",
            where=f"{where}, thresholds › student_share",
            remedy="choose a number from 0 to 100",
        )
    for field, names in (("sections", engagement.sections), ("groups", engagement.groups)):
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise InputError(f"{twice} stands twice", where=f"{where}, {field}", remedy="name it once")
