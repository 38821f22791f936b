"""The `coder` command and how its failures reach a person."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from io import StringIO, TextIOWrapper
from typing import Any

import click

from coder import __version__
from coder.cli.output import leaks_option, say, silence
from coder.domain.text import visible
from coder.errors import CoderError, InputError, Stopped
from coder.services import passphrases
from coder.services.notices import take_notices

HELP = """Qualitative coding of focus groups and interviews, in the terminal.

Import transcripts, code them with a codebook and suggestions that give their reasons, and
export theme tables and quotes to Word. PROJECT is a file such as audit.coder, or the
address of a PostgreSQL database. `coder` alone shows your projects; start with `coder demo`.
"""


class _ReaderGone(Exception):
    """Whoever read our output has closed it."""


MODULES = (
    "work_commands",
    "report_command",
    "analyse_commands",
    "import_commands",
    "look_commands",
    "people_commands",
    "exchange_commands",
    "codebook_commands",
    "engagement_commands",
    "crosswalk_commands",
    "search_commands",
    "suggest_commands",
    "theme_commands",
    "recommend_commands",
    "entry_commands",
    "privacy_commands",
    "upgrade_command",
    "safety_commands",
)
"""Where the commands are, in the order in which a command is looked for: they are loaded as far as needed."""


class _Group(click.Group):
    """Loads commands when they are asked for.

    Lets a closed pipe reach `run`, where click alone would end the program with 1.
    """

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        for name in MODULES:
            if cmd_name in self.commands:
                break
            self._load(name)
        return super().get_command(ctx, cmd_name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        for name in MODULES:
            self._load(name)
        return super().list_commands(ctx)

    def _load(self, name: str) -> None:
        for command in import_module(f"coder.cli.{name}").COMMANDS:
            self.add_command(command)

    def make_context(self, *given: Any, **named: Any) -> click.Context:
        try:
            return super().make_context(*given, **named)
        except BrokenPipeError as error:
            raise _ReaderGone from error

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise _ReaderGone from error


@click.group(
    cls=_Group, help=HELP, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, prog_name="coder")
@leaks_option
@click.option(
    "--passphrase-fd",
    type=click.IntRange(min=0),
    metavar="N",
    help="Read the passphrase of an encrypted project from this file descriptor.",
)
def cli(passphrase_fd: int | None) -> None:
    """The group that every command belongs to."""
    passphrases.descriptor = passphrase_fd


def main(arguments: Sequence[str] | None = None) -> None:
    """Run `coder` and leave with its exit code: 0 done, 1 found something, 2 bad input, 3 conflict."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run `coder` and return its exit code."""
    _prepare_streams()
    try:
        code = _finished(arguments)
        for sentence in take_notices():
            say(sentence)
        sys.stdout.flush()
        return code
    except (BrokenPipeError, _ReaderGone):
        # The reader, such as `head`, has seen enough.
        silence(sys.stdout)
        return 0
    except (OSError, UnicodeError) as error:
        _give_up_output()
        return _told(_as_sentence(error))


def _finished(arguments: Sequence[str] | None) -> int:
    """The exit code of a command that ended, well or not, after telling why it did not."""
    try:
        given = list(arguments) if arguments is not None else sys.argv[1:]
        if not given:
            from coder.cli import work_commands

            if work_commands.in_terminal():
                work_commands.front_door()
                return 0
        return int(cli.main(args=given, prog_name="coder", standalone_mode=False) or 0)
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except CoderError as error:
        return _told(error)
    except (KeyboardInterrupt, click.Abort):
        return _told(Stopped("stopped"))
    except (BrokenPipeError, _ReaderGone, OSError, UnicodeError):
        raise
    # Everything: Python would print values, and values are people's words.
    except Exception as error:
        from coder.services.crashes import sentence

        say(sentence(error))
        return CoderError.exit_code


def _told(error: CoderError) -> int:
    say(str(error))
    return error.exit_code


def _prepare_streams() -> None:
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            # Whoever started the program closed it; without this every print would have to ask.
            setattr(sys, name, StringIO())
    if isinstance(sys.stdout, TextIOWrapper):
        # Data is the same everywhere; what people are told is in what their terminal shows.
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    if isinstance(sys.stderr, TextIOWrapper):
        sys.stderr.reconfigure(errors="backslashreplace")


def _as_sentence(error: OSError | UnicodeError) -> CoderError:
    if isinstance(error, UnicodeError):
        return InputError(
            "this holds characters that cannot be written in UTF-8",
            where=visible(str(getattr(error, "object", "")))[:60],
            remedy="rename the file, or save it in UTF-8",
        )
    reason = error.strerror or str(error) or type(error).__name__
    name = error.filename
    if name is not None:
        return InputError(
            f"the file cannot be used ({reason})",
            where=visible(name.decode(errors="replace") if isinstance(name, bytes) else str(name)),
            remedy="check its name and permissions",
        )
    return InputError(
        f"the output cannot be written ({reason})", remedy="free some space or send it to another place"
    )


def _give_up_output() -> None:
    """Forget what standard output still holds if it cannot be written."""
    try:
        sys.stdout.flush()
    except OSError:
        silence(sys.stdout)
