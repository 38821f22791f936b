"""The sections a report may have: their names, their order, and what each is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from coder.errors import InputError
from coder.report.facts import ReportFacts
from coder.report.outline import Part

Build = Callable[[ReportFacts], Iterator[Part]]
"""Makes the parts of a section; none where there is nothing to say."""


@dataclass(frozen=True, slots=True)
class Option:
    """A choice that a section leaves to people; the first of `values` holds where nobody chooses."""

    name: str
    about: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A section by name: its heading, what it tells, how it is made, and what can be chosen of it.

    `usual` is whether a report has it when nobody says.
    """

    name: str
    title: str
    about: str
    build: Build
    usual: bool = True
    options: tuple[Option, ...] = ()


def chosen(
    known: Sequence[Section], wanted: Iterable[str] = (), without: Iterable[str] = ()
) -> list[Section]:
    """The sections that are wanted, in that order; without any named, the usual ones.

    Raises InputError for a name that no section has, or when none is left.
    """
    by_name = {section.name: section for section in known}
    names, left_out = list(dict.fromkeys(wanted)), set(without)
    for name in [*names, *left_out]:
        if name not in by_name:
            raise InputError(f"there is no section {name!r}", remedy=f"choose from {', '.join(by_name)}")
    found = [by_name[name] for name in names] or [section for section in known if section.usual]
    kept = [section for section in found if section.name not in left_out]
    if not kept:
        raise InputError("no section is left", remedy="leave out fewer")
    return kept


def chosen_options(known: Sequence[Section], given: Iterable[str]) -> dict[str, str]:
    """Options given as `findings.quotes=2`, by `findings.quotes`; what is given last holds.

    Raises InputError for what no section leaves to choose.
    """
    there = {f"{section.name}.{one.name}": one.values for section in known for one in section.options}
    found: dict[str, str] = {}
    for text in given:
        name, _, value = text.partition("=")
        if name not in there:
            raise InputError(f"there is no option {name!r}", remedy=f"choose from {', '.join(there)}")
        if value not in there[name]:
            raise InputError(f"{name} cannot be {value!r}", remedy=f"choose from {', '.join(there[name])}")
        found[name] = value
    return found
