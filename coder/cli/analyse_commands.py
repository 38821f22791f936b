"""The command that counts: who raised what, how widely, and who has not been heard."""

from __future__ import annotations

from pathlib import Path

import click

from coder.cli.output import emit, format_option, say

TABLES = ("counts", "people", "crosstab", "cooccurrence", "talk", "coverage", "waves")


@click.command()
@click.argument("table", type=click.Choice(TABLES))
@click.argument("project")
@click.option(
    "--by", multiple=True, metavar="FACT", help="group, site, level, wave, \u2026; twice for pairs."
)
@click.option("--where", multiple=True, metavar="NAME:VALUE", help="Only these, such as group:students.")
@click.option("--coder", metavar="NAME", default="", help="Only the codings of one coder.")
@click.option("--min-people", type=click.IntRange(min=0), default=0, metavar="N", help="Raised by so many.")
@click.option("--subtree", is_flag=True, help="Count each code with all codes below it.")
@click.option(
    "--near", type=click.Choice(["excerpt", "turn", "adjacent"]), default="excerpt", help="For cooccurrence."
)
@click.option(
    "--protocol",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="CSV or XLSX of what was asked where: question, codes, transcripts (several parted by |).",
)
@format_option
def analyse(
    table: str,
    project: str,
    by: tuple[str, ...],
    where: tuple[str, ...],
    coder: str,
    min_people: int,
    subtree: bool,
    near: str,
    protocol: Path | None,
    shape: str,
) -> None:
    """Count how widely codes were raised, people of people first.

    Only conversations are counted, and never a facilitator's words. Numbers of fewer than five people
    are shown as <5, with the next smallest where a total would tell them.
    """
    from coder.services.analysing import Request, analyse
    from coder.services.bootstrap import session

    parts = tuple(part.strip() for given in by for part in given.split(",") if part.strip())
    terms = tuple(word for given in where for word in given.split())
    asked = Request(parts, terms, coder, min_people, subtree, near, protocol)
    with session(project, readonly=True) as opened:
        found = analyse(opened, table, asked)
    emit(found.rows, shape, found.fields, fields=found.fields)
    if not found.rows and shape == "table":
        say("There is nothing to count here yet.")


COMMANDS = (analyse,)
