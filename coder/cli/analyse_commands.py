"""The command that counts: who raised what, how widely, and who has not been heard."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click

from coder.cli.output import emit, format_option, say

TABLES = (
    *("counts", "people", "crosstab", "grid", "cooccurrence", "talk", "coverage", "waves"),
    *("saturation", "kwic", "words", "joint"),
)
_TERMS = re.compile(r"\s+(?=[^\s:]+:)")
"""Parts terms that stand in one word; a value may have spaces."""
_FILE = click.Path(path_type=Path)


@click.command()
@click.argument("table", type=click.Choice(TABLES))
@click.argument("project")
@click.argument("word", required=False, default="")
@click.option(
    "--by", multiple=True, metavar="FACT", help="group, site, level, wave, \u2026; twice for pairs."
)
@click.option("--where", multiple=True, metavar="NAME:VALUE", help="Only these, such as group:students.")
@click.option("--coder", metavar="NAME", default="", help="Only the codings of one coder.")
@click.option("--min-people", type=click.IntRange(min=0), default=0, metavar="N", help="Raised by so many.")
@click.option("--subtree", is_flag=True, help="Count each code with all codes below it.")
@click.option("--scale", "words_for", is_flag=True, help="For people: a word of the scale beside the counts.")
@click.option(
    "--near", type=click.Choice(["excerpt", "turn", "adjacent"]), default="excerpt", help="For cooccurrence."
)
@click.option(
    "--rows", type=click.Choice(["session", "participant", "group"]), default="session", help="For matrix."
)
@click.option("--phrase", type=click.IntRange(1, 4), default=1, metavar="N", help="For words: how long.")
@click.option("--protocol", type=_FILE, metavar="FILE", help="What was asked where, instead of what is kept.")
@click.option("--measures", type=_FILE, metavar="FILE", help="For joint: measure, group, number, of, unit.")
@click.option("--links", type=_FILE, metavar="FILE", help="For joint: measure, code, fit, note.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="For kwic and words: at most so many.")
@click.option("-o", "output", type=_FILE, metavar="FILE", help="Write to .csv, .xlsx, .md, .png or .svg.")
@format_option
def analyse(table: str, project: str, output: Path | None, shape: str, **asked: Any) -> None:
    """Count how widely codes were raised, people of people first.

    Only conversations are counted, and never a facilitator's words. Numbers about few people are hidden,
    with as many others as keep them from being worked out. WORD is what `kwic` looks for.
    """
    from coder.services.analysing import Request, analyse
    from coder.services.bootstrap import session

    asked["by"] = tuple(part.strip() for given in asked["by"] for part in given.split(",") if part.strip())
    asked["where"] = tuple(term for given in asked["where"] for term in _TERMS.split(given.strip()))
    if output is not None:
        from coder.services.keeping_tables import check_file

        check_file(output)
    with session(project, readonly=True) as opened:
        found = analyse(opened, table, Request(**asked))
        title = f"{opened.name}: {table}" if output is not None else ""
    if output is None:
        emit(found.rows, shape, found.fields, fields=found.fields)
        if not found.rows and shape == "table":
            say("There is nothing to count here yet.")
    else:
        from coder.services.keeping_tables import keep_table

        for path in keep_table(output, table, title, found):
            say(f"Wrote {path}.")
    for note in found.notes:
        say(note)


COMMANDS = (analyse,)
