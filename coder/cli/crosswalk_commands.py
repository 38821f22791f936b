"""Commands on crosswalks: which there are, what each covers, and codings carried over by them."""

from __future__ import annotations

from contextlib import nullcontext

import click

from coder.cli.output import coder_option, emit, format_option, say


@click.group()
def crosswalk() -> None:
    """Lead from the codes of one framework to those of another."""


@crosswalk.command("list")
@format_option
def list_(shape: str) -> None:
    """List the crosswalks that come with the program, with what they cover on both sides."""
    from coder.services.crosswalks import crosswalk_rows

    emit(crosswalk_rows(), shape)


@crosswalk.command("check")
@click.argument("name", metavar="NAME|FILE")
def check(name: str) -> int:
    """Check a crosswalk; ends with 1 when something deserves a second look."""
    from coder.services.crosswalks import crosswalk_named, findings

    between = crosswalk_named(name)
    remarks = findings(between)
    for remark in remarks:
        print(remark)
    say(f"{between.walk.name} {between.walk.version}: {len(between.walk.matches)} matches.")
    return 1 if remarks else 0


@crosswalk.command("coverage")
@click.argument("name", metavar="NAME|FILE")
@click.argument("project", required=False)
@click.option("--back", is_flag=True, help="The codes of the second framework, and what leads to them.")
@format_option
def coverage(name: str, project: str | None, back: bool, shape: str) -> None:
    """Show which codes have a match and which have none; with PROJECT how many codings each has."""
    from coder.services.bootstrap import session
    from coder.services.crosswalks import FIELDS, coverage_rows, crosswalk_named

    between = crosswalk_named(name)
    with session(project, readonly=True) if project else nullcontext() as opened:
        rows, told = coverage_rows(between, opened, back=back)
    emit(rows, shape, [name for name in FIELDS if name != "codings" or project], "note")
    say(told)


@crosswalk.command("carry")
@click.argument("project")
@click.argument("name", metavar="NAME|FILE")
@click.option(
    "--several",
    type=click.Choice(["leave", "all"]),
    default="leave",
    show_default=True,
    help="What to do where a code leads to several: leave these codings as they are, or give them all.",
)
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@coder_option
def carry(project: str, name: str, several: str, dry_run: bool, coder: str | None) -> None:
    """Give the codings of PROJECT the codes of another framework as well, by a crosswalk.

    Codings that are there stay as they are. `coder undo` takes the new ones away again.
    """
    from coder.services import crosswalks
    from coder.services.bootstrap import session

    between, spread = crosswalks.crosswalk_named(name), several == "all"
    with session(project, coder) as opened:
        for sentence in crosswalks.carrying(opened, between, spread=spread).preview:
            say(sentence)
        if not dry_run:
            plan, _ = crosswalks.carry(opened, between, spread=spread)
            say(f"Made {len(plan.made):,} codings of {between.target.id}.")


COMMANDS = (crosswalk,)
