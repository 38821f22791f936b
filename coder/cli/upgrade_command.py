"""The command that brings an older project up to date."""

from __future__ import annotations

import click

from coder.cli.output import say


@click.command()
@click.argument("project")
def upgrade(project: str) -> None:
    """Bring a project that an older coder made up to date.

    A file is backed up beside itself first; `coder open` does the same by itself. Of a database on
    a server make a backup yourself, and let nobody work in it meanwhile.
    """
    from coder.services.bootstrap import upgrade as bring_up_to_date

    bring_up_to_date(project)
    say("The project is up to date.")


COMMANDS = (upgrade,)
