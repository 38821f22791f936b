"""Commands that carry codings in and out."""

from __future__ import annotations

from pathlib import Path

import click

from coder.cli.output import coder_option, leaks_option, say

PATH = click.Path(path_type=Path)


@click.group()
def codings() -> None:
    """Bring codings in from a table, or write them to one."""


@codings.command("import")
@click.argument("project")
@click.argument("file", type=PATH)
@coder_option
def import_codings(project: str, file: Path, coder: str | None) -> None:
    """Import codings from a CSV file, all of them or none.

    Columns: transcript, code, coder, then turn (with an optional excerpt: words of that turn) or
    start and end (characters of the text); one column per lens, named by its id, several values
    separated by |; starred and memo are optional.
    """
    from coder.services.bootstrap import session
    from coder.services.exchanging import ExchangeService

    with session(project, coder) as opened:
        done = ExchangeService(opened).import_codings(file)
    by = ", ".join(f"{count} by {name}" for name, count in done.by_coder.items())
    say(
        f"Imported {done.total} codings"
        + (f" ({by})" if by else "")
        + (f"; {done.already_there} were there already" if done.already_there else "")
        + "."
    )


@codings.command("export")
@click.argument("project")
@click.argument("file", type=PATH)
@leaks_option
@coder_option
def export_codings(project: str, file: Path, coder: str | None) -> None:
    """Write all codings to a CSV file (- for standard output)."""
    from coder.services.bootstrap import session
    from coder.services.exchanging import ExchangeService
    from coder.services.leaving import leave_as_text

    with session(project, coder) as opened:
        exchange = ExchangeService(opened)
        if str(file) == "-":
            table = exchange.codings_table()
            leave_as_text(opened, table, "codings.csv")
            print(table, end="")
            return
        exchange.export_codings(file)
    say(f"Wrote {file}.")


COMMANDS = (codings,)
