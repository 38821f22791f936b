"""Which sections a project's report has, in which order, and what was chosen of each: kept with the project.

The screen writes it, and whoever writes the report finds it, so that both give the same document.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from coder.report.build import SECTIONS
from coder.report.sections import Option, Section, chosen, chosen_options
from coder.services.engagements import sections_followed
from coder.services.session import Session

__all__ = [
    "OUTLINE",
    "Plan",
    "Section",
    "keep_plan",
    "known_section",
    "plan_of",
    "plan_rows",
    "planned",
    "usual_plan",
]

OUTLINE = "report-outline"
"""The setting of a project that holds the plan of its report; empty while nobody chose anything."""

_KNOWN = {section.name: section for section in SECTIONS}


@dataclass(frozen=True, slots=True)
class Plan:
    """Every section in order, those that are wanted, and what was chosen (`findings.quotes` → `2`)."""

    order: tuple[str, ...]
    wanted: frozenset[str]
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def sections(self) -> tuple[str, ...]:
        """The sections that the report has, in order."""
        return tuple(name for name in self.order if name in self.wanted)

    def toggled(self, name: str) -> Plan:
        """The plan with a section put in or left out; the last one is not left out."""
        wanted = self.wanted ^ {name}
        return replace(self, wanted=wanted) if wanted else self

    def moved(self, name: str, step: int) -> Plan:
        """The plan with a section so many places further down; it stops at the ends."""
        order = list(self.order)
        at = order.index(name)
        order.insert(max(0, min(len(order) - 1, at + step)), order.pop(at))
        return replace(self, order=tuple(order))

    def value(self, section: str, option: Option) -> str:
        """What holds of an option."""
        return self.options.get(f"{section}.{option.name}", option.values[0])

    def turned(self, section: str, option: Option) -> Plan:
        """The plan with the next value of an option."""
        values = option.values
        now = values[(values.index(self.value(section, option)) + 1) % len(values)]
        rest = {name: value for name, value in self.options.items() if name != f"{section}.{option.name}"}
        turned = {} if now == values[0] else {f"{section}.{option.name}": now}
        return replace(self, options={**rest, **turned})


def known_section(name: str) -> Section:
    """The section of that name, which is one of a plan."""
    return _KNOWN[name]


def usual_plan(session: Session) -> Plan:
    """The plan of a project of which nobody chose anything: that of its processes, or the usual one."""
    first = [name for name in sections_followed(session) if name in _KNOWN]
    wanted = first or [section.name for section in SECTIONS if section.usual]
    order = dict.fromkeys([*first, *_KNOWN])
    return Plan(tuple(order), frozenset(wanted))


def plan_of(session: Session) -> Plan:
    """The plan that was kept with a project, as far as its sections are known; else the usual one."""
    try:
        kept: Any = json.loads(session.store.meta().get(OUTLINE) or "{}")
        return _read(kept) or usual_plan(session)
    # What somebody else has made of the setting must not keep a report from being written.
    except (ValueError, TypeError, AttributeError):
        return usual_plan(session)


def keep_plan(session: Session, plan: Plan) -> None:
    """Keep a plan with the project; the usual one is kept as no choice at all."""
    told = {"order": plan.order, "wanted": plan.sections, "options": dict(plan.options)}
    is_usual = plan == usual_plan(session)
    session.store.set_meta({OUTLINE: "" if is_usual else json.dumps(told, ensure_ascii=False)})


def planned(session: Session, sections: Iterable[str], without: Iterable[str], given: Iterable[str]) -> Plan:
    """The plan of a project with these sections first, some left out, and options given as `name=value`.

    Raises InputError for what no section is called or leaves to choose, and when none is left.
    """
    plan = plan_of(session)
    named = list(sections)
    found = [section.name for section in chosen(SECTIONS, named or plan.sections, without)]
    order = dict.fromkeys([*found, *plan.order]) if named else plan.order
    usual = {f"{s.name}.{one.name}": one.values[0] for s in SECTIONS for one in s.options}
    both = {**plan.options, **chosen_options(SECTIONS, given)}
    kept = {name: value for name, value in both.items() if value != usual[name]}
    return Plan(tuple(order), frozenset(found), kept)


def plan_rows(plan: Plan) -> list[dict[str, str | bool]]:
    """Every section in the order of a plan, whether the report has it, and what holds of its options."""
    return [_row(plan, _KNOWN[name]) for name in plan.order]


def _row(plan: Plan, section: Section) -> dict[str, str | bool]:
    options = ", ".join(f"{one.name}={plan.value(section.name, one)}" for one in section.options)
    return {
        "section": section.name,
        "title": section.title,
        "tells": section.about,
        "usual": section.usual,
        "chosen": section.name in plan.wanted,
        "options": options,
    }


def _read(kept: Mapping[str, Any]) -> Plan | None:
    order = [name for name in dict.fromkeys([*kept.get("order", ()), *_KNOWN]) if name in _KNOWN]
    wanted = frozenset(kept.get("wanted", ())) & _KNOWN.keys()
    values = {f"{s.name}.{one.name}": one.values for s in SECTIONS for one in s.options}
    given = dict(kept.get("options", {}))
    options = {name: value for name, value in given.items() if value in values.get(name, ())}
    return Plan(tuple(order), wanted, options) if wanted else None
