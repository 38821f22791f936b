"""Lines of the Report screen: the sections of the plan, the options of one, what may be wrong with it."""

from __future__ import annotations

from collections.abc import Sequence

from coder.services.report_book import Remark
from coder.services.report_plan import Plan, Section
from coder.tui import safe
from coder.tui.keyline import KEY, QUIET, Line, folded, key_part, label_part, wrapped

ROOMY = 100
"""Columns from which an option is told in a phrase and not by its name."""


def section_row(section: Section, number: int, remarks: int, width: int, *, here: bool) -> Line:
    """A section of the list; `number` is its place in the report, 0 where it is left out."""
    mark = f"!{min(remarks, 9)}" if remarks and number else ""
    room = max(8, width - 6 - len(mark))
    style = "bold reverse" if here else "" if number else QUIET
    return [
        ("› " if here else "  ", KEY),
        (f"{number:>2} " if number else " · ", "bold" if number else QUIET),
        (safe.fitted(section.title, room), style),
        (f" {mark}" if mark else " ", "$text-warning"),
    ]


def option_lines(section: Section, plan: Plan, width: int, most: int) -> list[Line]:
    """What can be chosen of a section, each with the key that chooses the next value."""
    parts: Line = []
    for number, option in enumerate(section.options, 1):
        value = plan.value(section.name, option)
        key, name = str(number), option.about if width >= ROOMY else option.name
        parts += [key_part(key), " ", label_part(f"{name}: ", key), (value, "bold"), "   "]
    return folded(parts, width, "  ")[:most] if parts else []


def remark_lines(remarks: Sequence[Remark], width: int, most: int) -> list[Line]:
    """The first of what may be wrong, and how much more there is."""
    lines: list[Line] = []
    for one in remarks:
        lines += wrapped(f"! {one.sentence}", width, "$text-warning", most=2)
    return lines[:most]
