"""Small pieces of English that reports are put together from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from coder.domain.transcript import TranscriptKind

_KINDS = {
    TranscriptKind.FOCUS_GROUP: ("focus group", "focus groups"),
    TranscriptKind.INTERVIEW: ("interview", "interviews"),
    TranscriptKind.WORK_SESSION: ("work session", "work sessions"),
    TranscriptKind.SURVEY_COMMENTS: ("set of open survey answers", "sets of open survey answers"),
    TranscriptKind.ARTIFACT: ("document", "documents"),
    TranscriptKind.FIELD_NOTES: ("set of field notes", "sets of field notes"),
}
_NAMELESS = "people of no stated group"
_MEMBERS = {"families": "family members", "mixed": "people of mixed groups"}
NOT_SHOWN = "not shown"
"""Stands where a number would be about so few people."""


def small_groups(few: str) -> str:
    """Stands below a table in which a group has no line of its own; `few` as in `Thresholds`."""
    return (
        f"Stakeholder groups of {few} people are shown together with another group; where all together are "
        "fewer, no number is given."
    )


def listed(items: Iterable[str], joint: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    words = list(items)
    return f" {joint} ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def counted(number: int, one: str, many: str = "") -> str:
    """`1 person`, `3 people`, `1,200 codings`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def of_kind(number: int, kind: TranscriptKind) -> str:
    """`1 interview`, `7 focus groups`."""
    return counted(number, *_KINDS[kind])


def group_name(group: str) -> str:
    """A stakeholder group in running text."""
    return "mixed groups" if group == "mixed" else group or _NAMELESS


def members(groups: Iterable[str]) -> str:
    """The people of stakeholder groups that are shown together: `family members or leaders`."""
    return listed((_MEMBERS.get(group, group_name(group)) for group in groups), "or")


def capitalized(text: str) -> str:
    """`text` with a capital first letter, the rest as it is."""
    return text[:1].upper() + text[1:]


def sentence_case(name: str) -> str:
    """A code's name inside a sentence: without its capital, unless it starts with an acronym."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def day(value: date) -> str:
    """`April 9, 2025`."""
    return f"{value:%B} {value.day}, {value.year}"


def parsed(text: str) -> date | None:
    """The day of an ISO date, or None for anything else."""
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None


def period(dates: Iterable[str]) -> str:
    """`on April 9, 2025` or `between April 9, 2025 and March 24, 2026`; empty without ISO dates."""
    days = sorted({found for text in dates if (found := parsed(text))})
    if not days:
        return ""
    return f"on {day(days[0])}" if len(days) == 1 else f"between {day(days[0])} and {day(days[-1])}"


def months(dates: Iterable[str]) -> str:
    """`April 2025` or `April to May 2025`; empty without ISO dates."""
    days = sorted({found for text in dates if (found := parsed(text))})
    if not days:
        return ""
    first, last = days[0], days[-1]
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%B %Y}"
    return f"{first:%B} to {last:%B %Y}" if first.year == last.year else f"{first:%B %Y} to {last:%B %Y}"
