"""Commands that make, fill and open a project."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from coder.cli.output import coder_option, emit, format_option, say
from coder.errors import InputError

if TYPE_CHECKING:
    from coder.tui.frame import Next

PATH = click.Path(path_type=Path)


@click.command()
@click.argument("directory", type=PATH, default=Path("coder-demo"), metavar="[DIR]")
@click.option("--headless", is_flag=True, help="Do the whole job without opening the screen.")
@click.option("-o", "--output", type=PATH, help="Write the Word report here (with --headless).")
@click.option(
    "--engagement",
    metavar="NAME|FILE",
    help="The demo of a process, such as readiness; see `coder engagement list`.",
)
@click.option("--tour", is_flag=True, help="Begin the guided tour: five minutes to a Word report.")
@coder_option
def demo(
    directory: Path,
    headless: bool,
    output: Path | None,
    engagement: str | None,
    tour: bool,
    coder: str | None,
) -> None:
    """Make a ready project from the bundled transcripts and open it.

    DIR is where the project goes (default: coder-demo). A demo that is already there is opened again
    with everything you did in it. With --engagement it is a project of its own beside the others.
    """
    from coder.services.demo import demo_file, make_demo
    from coder.services.engagements import engagement_named

    if output and not headless:
        raise InputError("-o goes with --headless", remedy="or use `coder report` afterwards")
    followed = engagement_named(engagement) if engagement else None
    there = (directory / demo_file(followed)).exists()
    say("Opening the demo…" if there else "Preparing the demo: 12 sessions of an invented district…")
    path = make_demo(directory, coder, followed)
    if not headless:
        _open(str(path), coder, tour="begin" if tour else "" if there else "offer")
    elif output:
        from coder.cli.report_command import write

        write(str(path), output, coder)
    say(f"The project is {path}. Open it again with: coder open {path}")


@click.command()
@click.argument("project")
@click.option(
    "--codebook",
    "codebooks",
    multiple=True,
    metavar="NAME|FILE",
    help="A shipped codebook or a .yaml file; may be repeated.  [default: district-equity-domains]",
)
@click.option(
    "--engagement",
    "engagements",
    multiple=True,
    metavar="NAME|FILE",
    help="A process to follow, such as equity-audit; may be repeated. See `coder engagement list`.",
)
@click.option("--name", help="What to call the project.  [default: from the file name]")
@click.option("--no-lenses", is_flag=True, help="Leave out the shared lenses.")
@click.option("--encrypted", is_flag=True, help="Ask for a passphrase that alone opens the project.")
@coder_option
def new(
    project: str,
    codebooks: tuple[str, ...],
    engagements: tuple[str, ...],
    name: str | None,
    no_lenses: bool,
    encrypted: bool,
    coder: str | None,
) -> None:
    """Make an empty project with a codebook, or with all that a process brings along."""
    from coder.services.engagements import engagement_named
    from coder.services.projects import new_project
    from coder.services.unlocking import make_encrypted

    found = [engagement_named(name) for name in engagements]
    told = make_encrypted(project) if encrypted else ""
    with new_project(
        project, name, codebooks, coder, with_lenses=not no_lenses, engagements=found
    ) as session:
        books, place = session.tree.codebooks, session.place
    used = ", ".join(f"{book.id} {book.version}" for book in books)
    say(f"Made {place} with {used}. Import transcripts next: coder import {place} FILE…")
    if told:
        say(told)


@click.command("open")
@click.argument("project")
@click.option("--transcript", metavar="LABEL", help="Go straight to this transcript.")
@click.option("--turn", type=click.IntRange(min=1), help="Go straight to this turn.")
@coder_option
def open_(project: str, transcript: str | None, turn: int | None, coder: str | None) -> None:
    """Open the coding screen where you left it."""
    _open(project, coder, transcript, turn)


def _open(
    project: str,
    coder: str | None,
    transcript: str | None = None,
    turn: int | None = None,
    *,
    tour: str = "",
) -> None:
    if not in_terminal():
        from coder.services import bootstrap

        # What is wrong with the project is told first: it stays wrong in a terminal.
        with bootstrap.session(project, coder):
            raise InputError(
                "the coding screen needs a terminal",
                remedy="run it in one, or use the other commands (see coder --help)",
            )
    if turn and not transcript:
        raise InputError("--turn goes with --transcript", remedy="name the transcript too")
    from coder.tui.opening import show_project
    from coder.tui.workplace import Start

    start = Start(transcript, turn or 0) if transcript else None
    ended = show_project(project, coder, start, tour=tour)
    code = ended.code or (_go_on(ended.next) if ended.next else 0)
    if code:
        raise SystemExit(code)


def _go_on(step: Next) -> int:
    from coder.tui.front import go_on

    return go_on(step)


def in_terminal() -> bool:
    """Whether somebody sits at a terminal, so that screens can be shown."""
    import sys

    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()


def front_door() -> None:
    """Show the projects, and whatever is opened from there."""
    from coder.tui.frame import Next
    from coder.tui.front import go_on

    code = go_on(Next())
    if code:
        raise SystemExit(code)


@click.command()
@click.option("--write", is_flag=True, help="Write a file with every key, to change them there.")
@format_option
def keys(write: bool, shape: str) -> None:
    """Print which keys do what, and where to change them.

    The file holds one line for each command, such as `remove = "D"`, under `[keys]`. A key that
    cannot be used is told at the next start, and the usual one holds.
    """
    from coder.tui.keymap import keys_file, load_keymap, rows, write_template

    if write:
        say(f"Wrote {write_template()}. Take the # away from a line and change its key.")
        return
    keymap = load_keymap()
    columns = ("command", "keys", "does")
    emit(rows(keymap), shape, columns, "does", fields=("command", "keys", "usual", "does"))
    for problem in keymap.problems:
        say(f"{problem}.")
    there = keys_file().exists()
    say(f"Keys are changed in {keys_file()}" + ("." if there else ", which `coder keys --write` makes."))


COMMANDS = (demo, new, open_, keys)
