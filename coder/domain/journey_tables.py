"""The tables of journeys, collaborative audits and associations."""

from __future__ import annotations

from coder.domain.entry import EntryField, EntryLink, EntryTable

PROGRESS = ("done", "partly", "not yet")

JOURNEY_TABLES = (
    EntryTable(
        "commitment",
        "Commitments",
        "what somebody will do by when",
        (
            EntryField("action", "what will be done", True),
            EntryField("owner", "who will do it; a role or a team", True),
            EntryField("due", "by when", True),
            EntryField("status", "how far it is", choices=PROGRESS),
        ),
        (
            EntryLink("codings", "the words in which it was made"),
            EntryLink("themes", "the findings it answers"),
            EntryLink("recommendations", "the recommendations it takes up"),
        ),
    ),
    EntryTable(
        "milestone",
        "Milestones",
        "a dated step of the work",
        (
            EntryField("step", "what is reached", True),
            EntryField("due", "by when"),
            EntryField("status", "how far it is", choices=PROGRESS),
        ),
        (EntryLink("codings", "the excerpts that tell of it"),),
    ),
)
"""In the order in which they are listed."""
