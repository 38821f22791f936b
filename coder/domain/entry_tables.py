"""The tables that people write entries in, process by process, with their rules."""

from __future__ import annotations

from coder.domain.entry import Entry, EntryField, EntryLink, EntryTable
from coder.domain.journey_tables import JOURNEY_TABLES
from coder.errors import InputError

SCALE = ("0", "1", "2", "3")
"""How much evidence there is: no sign, emerging, in place, kept going."""

DONE = ("yes", "partly", "no", "no evidence")
DIFFERENCE = ("yes", "some", "no", "too soon", "harm", "no evidence")
ACTION = ("done", "started", "agreed", "not begun", "dropped", "not known")
FRICTION = ("works", "sometimes stalls", "breaks down")
LEVERAGE = ("high", "low")

_EVIDENCE = EntryLink("codings", "the excerpts that bear it out")


def _rated(entry: Entry) -> None:
    if entry["value"] != "0" and not entry.codings:
        raise InputError(
            f"a rating of {entry['value']} needs an excerpt that bears it out",
            remedy="name codings as its evidence, or rate 0",
        )


def _checked(entry: Entry) -> None:
    told = [entry[name] for name in ("did", "difference")]
    if any(answer not in ("no evidence", "too soon", "") for answer in told) and not entry.codings:
        raise InputError(
            "an answer needs an excerpt that bears it out",
            remedy="name codings as its evidence, or answer `no evidence`",
        )


def _handed(entry: Entry) -> None:
    if entry["from"].casefold() == entry["to"].casefold():
        raise InputError("a hand-off is between two departments", remedy="name two")


_RATING = (
    EntryField("value", "how much evidence there is", True, SCALE),
    EntryField("why", "what the rating rests on", long=True),
)

PROCESS_TABLES = (
    EntryTable(
        "rating",
        "Ratings",
        "how much evidence of one element of readiness people see, 0 to 3, as a role or as all",
        (
            *_RATING,
            EntryField("role", "the group whose view it is; empty where the raters agreed", group=True),
        ),
        (EntryLink("codes", "the element that is rated", 1, 1), _EVIDENCE),
        rule=_rated,
    ),
    EntryTable(
        "capacity",
        "Capacity ratings",
        "how much evidence of one capacity people see in one department, 0 to 3",
        (EntryField("department", "the department", True), *_RATING),
        (EntryLink("codes", "the capacity that is rated", 1, 1), _EVIDENCE),
        rule=_rated,
    ),
    EntryTable(
        "handoff",
        "Hand-offs",
        "what one department hands to another, and how that goes",
        (
            EntryField("what", "what is handed over", True),
            EntryField("from", "the department that hands it over", True),
            EntryField("to", "the department that takes it", True),
            EntryField("state", "how it goes", True, FRICTION),
            EntryField("why", "what stands in the way", long=True),
        ),
        (_EVIDENCE,),
        rule=_handed,
    ),
    EntryTable(
        "cause",
        "Root causes",
        "a cause that people named and the school can act on",
        (EntryField("cause", "the cause in a sentence", True),),
        (EntryLink("codes", "the codes that tell it", 1), _EVIDENCE, EntryLink("themes", "where it shows")),
    ),
    EntryTable(
        "strategy",
        "Strategies",
        "what the plan does about root causes",
        (
            EntryField("strategy", "what is done", True),
            EntryField("owner", "who sees to it"),
            EntryField("due", "by when"),
            EntryField("measure", "how one will know"),
        ),
        (
            EntryLink("entries", "the causes it is meant for", tables=("cause",)),
            EntryLink("recommendations", "the recommendations it takes up"),
        ),
    ),
    EntryTable(
        "plan-item",
        "Plan items",
        "what a plan says will be done",
        (
            EntryField("item", "what will be done", True),
            EntryField("owner", "who sees to it"),
            EntryField("due", "by when"),
            EntryField("plan", "which plan it stands in"),
        ),
        (
            EntryLink("codes", "the codes that tell of it"),
            EntryLink("themes", "the findings it answers"),
            EntryLink("recommendations", "the recommendations it takes up"),
            EntryLink("entries", "the strategies it carries out", tables=("strategy",)),
        ),
    ),
    EntryTable(
        "check",
        "Plan checks",
        "for one plan item at one time: was it done, and did it make a difference",
        (
            EntryField("did", "whether it was done as planned", True, DONE),
            EntryField("difference", "whether it makes a difference", True, DIFFERENCE),
            EntryField("wave", "when it was looked at, such as 2025-fall"),
            EntryField("note", "what is changed because of it", long=True),
        ),
        (EntryLink("entries", "the plan item", 1, 1, ("plan-item",)), _EVIDENCE),
        rule=_checked,
    ),
    EntryTable(
        "focus",
        "Where to focus",
        "an area in which effort may go next, with how much it would move, as people judge it",
        (
            EntryField("area", "the area in a few words", True),
            EntryField("leverage", "how much else it would move", True, LEVERAGE),
            EntryField("why", "why that is so", long=True),
        ),
        (EntryLink("codes", "the codes that tell how widely it is wanted", 1), _EVIDENCE),
        votes=True,
    ),
    EntryTable(
        "followup",
        "Since the audit",
        "what became of an earlier recommendation",
        (
            EntryField("status", "what became of it", True, ACTION),
            EntryField("told", "what was done", long=True),
            EntryField("as of", "when that was so"),
            EntryField("source", "how that is known"),
        ),
        (EntryLink("recommendations", "the earlier recommendation", 1, 1), _EVIDENCE),
    ),
)

ENTRY_TABLES: dict[str, EntryTable] = {one.name: one for one in (*PROCESS_TABLES, *JOURNEY_TABLES)}
"""Every table by name."""


def entry_table(name: str) -> EntryTable:
    """The table called so.

    Raises InputError that lists the tables there are.
    """
    found = ENTRY_TABLES.get(name.casefold())
    if found is None:
        raise InputError(
            f"there is no table of entries {name!r}", remedy=f"use one of {', '.join(ENTRY_TABLES)}"
        )
    return found
