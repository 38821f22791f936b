"""Commands that make, fill, open and report a project."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coder.cli.output import coder_option, counted, say
from coder.domain.text import visible
from coder.errors import CoderError, InputError

if TYPE_CHECKING:
    from coder.services.importing import Tables
    from coder.services.session import Session

PATH = click.Path(path_type=Path)


@click.command()
@click.argument("directory", type=PATH, default=Path("coder-demo"), metavar="[DIR]")
@click.option("--headless", is_flag=True, help="Do the whole job without opening the screen.")
@click.option("-o", "--output", type=PATH, help="Write the Word report here (with --headless).")
@coder_option
def demo(directory: Path, headless: bool, output: Path | None, coder: str | None) -> None:
    """Make a ready project from the bundled transcripts and open it.

    DIR is where the project goes (default: coder-demo). A demo that is already there is opened again
    with everything you did in it.
    """
    from coder.services.demo import make_demo

    if output and not headless:
        raise InputError("-o goes with --headless", remedy="or use `coder report` afterwards")
    there = (directory / "demo.coder").exists()
    say("Opening the demo…" if there else "Preparing the demo: 12 sessions of an invented district…")
    path = make_demo(directory, coder)
    if not headless:
        _open(str(path), coder)
    elif output:
        _report(str(path), output, coder)
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
@click.option("--name", help="What to call the project.  [default: from the file name]")
@click.option("--no-lenses", is_flag=True, help="Leave out the shared lenses.")
@coder_option
def new(
    project: str, codebooks: tuple[str, ...], name: str | None, no_lenses: bool, coder: str | None
) -> None:
    """Make an empty project with a codebook."""
    from coder.services.projects import new_project

    with new_project(project, name, codebooks, coder, with_lenses=not no_lenses) as session:
        books, place = session.tree.codebooks, session.place
    used = ", ".join(f"{book.id} {book.version}" for book in books)
    say(f"Made {place} with {used}. Import transcripts next: coder import {place} FILE…")


@click.command("import")
@click.argument("project")
@click.argument("files", nargs=-1, type=PATH)
@click.option("--as", "as_format", metavar="FORMAT", help="Read the files as txt, docx, vtt, srt or csv.")
@click.option("--label", help="What to call the transcript (one file).  [default: the file's name]")
@click.option("--kind", help="focus group, interview, work session, survey comments or artifact.")
@click.option("--group", help="The stakeholder group, such as students.")
@click.option("--site", help="Where it took place.")
@click.option("--date", help="When it took place, such as 2026-03-12.")
@click.option("--language", help="The main language, such as en or es.")
@click.option("--wave", help="Which round of listening it belongs to.")
@click.option(
    "--sessions", type=PATH, metavar="CSV", help="A table of facts by transcript: title, kind, group…"
)
@click.option(
    "--roster",
    type=PATH,
    metavar="CSV",
    help="Who the speakers are: transcript, speaker, participant, role, group, then attributes.",
)
@coder_option
def import_(
    project: str,
    files: tuple[Path, ...],
    as_format: str | None,
    label: str | None,
    sessions: Path | None,
    roster: Path | None,
    coder: str | None,
    **typed: str | None,
) -> None:
    """Read transcripts into a project: .txt, .docx, .vtt, .srt and .csv.

    Each file is kept whole or not at all; the good ones are kept when others fail. A file holds either
    talk with a name before each turn (Ana: hello), captions, or a table whose header names speaker and
    text; a table with one respondent a row and one question a column comes in as open survey answers.
    --sessions and --roster also tell about transcripts that are here already.
    """
    from coder.services.bootstrap import session
    from coder.services.importing import Tables

    if not files and not roster and not sessions:
        raise InputError(
            "nothing was named to import", remedy="name one or more transcripts, a --roster or --sessions"
        )
    if label and len(files) != 1:
        raise InputError(
            "--label names one transcript", remedy="import the files one by one, or leave it out"
        )
    tables = Tables(sessions, roster, {name: value for name, value in typed.items() if value})
    failed: list[CoderError] = []
    with session(project, coder) as opened:
        for file in files:
            try:
                _import_one(opened, file, label, as_format, tables)
            except CoderError as error:
                failed.append(error)
                say(str(error))
        for remark in _apply_tables(opened, tables):
            say(f"  {remark}")
    if failed:
        raise SystemExit(max(error.exit_code for error in failed))


def _import_one(
    opened: Session, file: Path, label: str | None, as_format: str | None, tables: Tables
) -> None:
    from coder.services.importing import ImportService

    kept = ImportService(opened).keep(
        file, label=label, as_format=as_format, facts=tables.facts(label or file.stem)
    )
    draft = kept.draft
    found = f"{counted(len(draft.speakers), 'speaker')} and {counted(len(draft.spoken), 'turn')}"
    print(visible(f"{file.name}: {kept.label}, {kept.kind}, {found} ({draft.format}: {draft.why})"))
    for name in draft.speakers:
        role = draft.roles.get(name)
        said = counted(sum(turn.speaker == name for turn in draft.spoken), "turn")
        say(f"  {name}: {said}" + (f", taken for {role.value}" if role else ""))
    for remark in draft.remarks:
        say(f"  {f'line {remark.line}: ' if remark.line else ''}{remark.message}")


def _apply_tables(opened: Session, tables: Tables) -> Iterator[str]:
    """Apply the session list and the roster; gives what in them fits nothing."""
    from coder.services.importing import ImportService

    importing = ImportService(opened)
    yield from importing.apply_sessions(tables)
    if tables.roster:
        done = importing.apply_roster(tables.roster)
        say(f"Matched {done.matched} of {counted(len(tables.roster), 'roster line')}.")
        yield from done.remarks


@click.command("open")
@click.argument("project")
@click.option("--transcript", metavar="LABEL", help="Go straight to this transcript.")
@click.option("--turn", type=click.IntRange(min=1), help="Go straight to this turn.")
@coder_option
def open_(project: str, transcript: str | None, turn: int | None, coder: str | None) -> None:
    """Open the coding screen where you left it."""
    _open(project, coder, transcript, turn)


def _open(project: str, coder: str | None, transcript: str | None = None, turn: int | None = None) -> None:
    import sys

    from coder.services import bootstrap

    with bootstrap.session(project, coder) as opened:
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            raise InputError(
                "the coding screen needs a terminal",
                remedy="run it in one, or use the other commands (see coder --help)",
            )
        from coder.tui.app import Start, run

        if turn and not transcript:
            raise InputError("--turn goes with --transcript", remedy="name the transcript too")
        start = Start(transcript, turn or 0) if transcript else None
        run(opened, bootstrap.suggestions(opened), start)


@click.command()
@click.argument("project")
@click.option("-o", "--output", type=PATH, required=True, help="Where to write the Word document.")
@coder_option
def report(project: str, output: Path, coder: str | None) -> None:
    """Write the Word report: who was heard, theme tables, quotes, codebook."""
    _report(project, output, coder)


def _report(project: str, output: Path, coder: str | None) -> None:
    from coder.services.bootstrap import session
    from coder.services.reporting import write_report

    with session(project, coder) as opened:
        summary = write_report(opened, output)
    for warning in summary.warnings:
        say(warning)
    say(
        f"Wrote {output}: {counted(summary.tables, 'table')} and {counted(summary.quotes, 'quote')} "
        f"from {counted(summary.codings, 'coding')}."
    )


COMMANDS = (demo, new, import_, open_, report)
