"""Commands on engagements: which there are, what each gives, and whether a file of one's own is sound."""

from __future__ import annotations

import click

from coder.cli.output import emit, format_option, say

COLUMNS = ("engagement", "name", "timeline", "codebooks", "purpose")
COMPARED = ("activities", "deliverables", "codebooks", "groups", "sections", "milestones", "timeline")


@click.group()
def engagement() -> None:
    """Look at the processes that a project may follow, and check a file with one of your own."""


@engagement.command("list")
@format_option
def list_(shape: str) -> None:
    """List the processes that come with the program."""
    from coder.services.engagements import all_engagements, rows

    emit(rows(all_engagements()), shape, COLUMNS, "purpose")


@engagement.command("compare")
@click.argument("names", nargs=-1, required=True, metavar="NAME|FILE…")
@format_option
def compare(names: tuple[str, ...], shape: str) -> None:
    """Show side by side what processes give: activities, deliverables, timeline."""
    from coder.services.engagements import engagement_named, rows

    found = rows(engagement_named(name) for name in names)
    table = [{"what": what, **{row["engagement"]: _told(row[what]) for row in found}} for what in COMPARED]
    emit(table, shape)


def _told(value: object) -> object:
    return "; ".join(value) if isinstance(value, list) else value


@engagement.command("check")
@click.argument("file", metavar="FILE")
def check(file: str) -> int:
    """Check an engagement file; ends with 1 when something deserves a second look."""
    from coder.services.engagements import engagement_named, findings
    from coder.services.reporting import section_names

    found = engagement_named(file)
    remarks = findings(found, section_names())
    for remark in remarks:
        print(remark)
    say(f"{found.name} {found.version}: {len(found.sections)} sections, {len(found.codebooks)} codebooks.")
    return 1 if remarks else 0


COMMANDS = (engagement,)
