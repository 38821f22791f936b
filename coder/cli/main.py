"""The `coder` command and how its failures reach a person."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from coder import __version__
from coder.cli import exchange_commands, import_commands, look_commands, people_commands, work_commands
from coder.cli.output import say
from coder.errors import CoderError, Stopped

HELP = """Qualitative coding of focus groups and interviews, in the terminal.

Import transcripts, code them with a codebook and suggestions that give their reasons, and
export theme tables and quotes to Word. PROJECT is a file such as audit.coder, or the
address of a PostgreSQL database. Start with `coder demo`.
"""


@click.group(help=HELP, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="coder")
def cli() -> None:
    """The group that every command belongs to."""


for module in (work_commands, import_commands, look_commands, people_commands, exchange_commands):
    for command in module.COMMANDS:
        cli.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run `coder` and leave with its exit code: 0 done, 1 found something, 2 bad input, 3 conflict."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run `coder` and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = cli.main(
            args=list(arguments) if arguments is not None else None, prog_name="coder", standalone_mode=False
        )
        sys.stdout.flush()
        return int(code or 0)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except CoderError as error:
        say(str(error))
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        say("stopped.")
        return Stopped.exit_code
    except BrokenPipeError:
        # The reader, such as `head`, has seen enough; without this Python complains at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
