"""Commands on codebooks: look, check, change the one of a project, and what changed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coder.cli.output import coder_option, emit, format_option, say
from coder.domain.text import visible
from coder.errors import InputError

if TYPE_CHECKING:
    from coder.domain.events import Event
    from coder.services.codebook_changes import CodebookChange
    from coder.services.codebook_editing import CodebookEditing

PATH = click.Path(path_type=Path)

reason_option: Callable[[Any], Any] = click.option(
    "--reason", metavar="TEXT", default="", help="Why; kept with the change."
)

CHANGE_COLUMNS = ("at", "coder", "codes", "summary", "reason")


@click.group()
def codebook() -> None:
    """Look at codebooks, check codebook files, and change the codes of a project.

    CODE is an id such as DEF.CUL.BEL, or its last part where only one code has it. Every change is
    one step of undo.
    """


@codebook.command("show")
@click.argument("name", metavar="NAME|FILE|PROJECT")
@format_option
def show(name: str, shape: str) -> None:
    """Show the codes and lenses of a shipped codebook, a .yaml file or a project."""
    from coder.services.codebooks import named_rows

    emit(named_rows(name), shape, ("id", "name", "definition"), "definition")


@codebook.command("check")
@click.argument("file", type=PATH)
def check(file: Path) -> None:
    """Check a codebook file; ends with 1 when something deserves a second look."""
    from coder.services.codebooks import check_file

    book, remarks = check_file(file)
    for remark in remarks:
        print(remark)
    say(
        f"{book.name}: {len(book.codes)} codes, {len(book.lenses)} lenses, "
        + (f"{len(remarks)} remarks." if remarks else "nothing to remark.")
    )
    if remarks:
        sys.exit(1)


@codebook.command("add")
@click.argument("project")
@click.argument("name")
@click.option("--under", metavar="CODE", help="The code above it.  [default: the top of the codebook]")
@click.option("--codebook", "book", metavar="ID", help="The codebook it goes into, where there are several.")
@click.option("--definition", metavar="TEXT", default="", help="What the code means.")
@reason_option
@coder_option
def add(
    project: str,
    name: str,
    under: str | None,
    book: str | None,
    definition: str,
    reason: str,
    coder: str | None,
) -> None:
    """Add a code; its id is made from the one above and its name, and printed."""
    with _editing(project, coder) as edit:
        parent = edit.find(under).id if under else None
        event, code = edit.add(name, parent, book, definition=definition, reason=reason)
        print(visible(code.id))
        _tell(event)


@codebook.command("rename")
@click.argument("project")
@click.argument("code")
@click.argument("name")
@reason_option
@coder_option
def rename(project: str, code: str, name: str, reason: str, coder: str | None) -> None:
    """Give a code another name; its id stays, and the old name still finds it."""
    with _editing(project, coder) as edit:
        _tell(edit.rename(edit.find(code).id, name, reason=reason))


@codebook.command("define")
@click.argument("project")
@click.argument("code")
@click.option("--definition", metavar="TEXT", help="What the code means.")
@click.option("--include", multiple=True, metavar="TEXT", help="What to code with it.")
@click.option("--exclude", multiple=True, metavar="TEXT", help="What not to code with it.")
@click.option("--cue", "cues", multiple=True, metavar="TEXT", help="Words that speak for it.")
@click.option("--alias", "aliases", multiple=True, metavar="TEXT", help="Another name that finds it.")
@reason_option
@coder_option
def define(project: str, code: str, reason: str, coder: str | None, **fields: Any) -> None:
    """Say anew what a code means; each option given replaces what was there.

    The lists may be given several times, once for each line. Nothing else changes.
    """
    given = {key: value for key, value in fields.items() if value not in (None, ())}
    if not given:
        raise InputError("nothing to change was given", remedy="see `coder codebook define --help`")
    with _editing(project, coder) as edit:
        _tell(edit.redefine(edit.find(code).id, **given, reason=reason))


@codebook.command("move")
@click.argument("project")
@click.argument("code")
@click.option("--under", metavar="CODE", help="The code above it from now on.  [default: the top]")
@click.option("--before", metavar="CODE", help="The code it stands before.  [default: it stands last]")
@reason_option
@coder_option
def move(
    project: str, code: str, under: str | None, before: str | None, reason: str, coder: str | None
) -> None:
    """Put a code, with all below it, somewhere else; its id stays."""
    with _editing(project, coder) as edit:
        parent, ahead = (edit.find(named).id if named else None for named in (under, before))
        _tell(edit.move(edit.find(code).id, parent, before=ahead, reason=reason))


@codebook.command("merge")
@click.argument("project")
@click.argument("source")
@click.argument("target")
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@reason_option
@coder_option
def merge(project: str, source: str, target: str, dry_run: bool, reason: str, coder: str | None) -> None:
    """Make all codings of SOURCE codings of TARGET, of all coders."""
    with _editing(project, coder) as edit:
        ids = edit.find(source).id, edit.find(target).id
        merging = edit.merging(*ids)
        for sentence in merging.preview:
            say(sentence)
        if not dry_run:
            _tell(edit.merge(*ids, reason=reason, seen=merging))


@codebook.command("split")
@click.argument("project")
@click.argument("code")
@click.argument("file", type=PATH)
@reason_option
@coder_option
def split(project: str, code: str, file: Path, reason: str, coder: str | None) -> None:
    """Make new codes beside CODE and give them some of its codings.

    FILE is a CSV table with the columns coding (an id, as in `coder list PROJECT codings --format
    csv`) and name (of the new code). Codings that it does not name stay where they are.
    """
    from coder.services.codebook_merging import splits_in

    names, codings = splits_in(file)
    with _editing(project, coder) as edit:
        _tell(edit.split(edit.find(code).id, names, codings, reason=reason))


@codebook.command("retire")
@click.argument("project")
@click.argument("code")
@reason_option
@coder_option
def retire(project: str, code: str, reason: str, coder: str | None) -> None:
    """Let a code be applied no more; what is coded with it stays."""
    with _editing(project, coder) as edit:
        _tell(edit.retire(edit.find(code).id, reason=reason))


@codebook.command("restore")
@click.argument("project")
@click.argument("code")
@reason_option
@coder_option
def restore(project: str, code: str, reason: str, coder: str | None) -> None:
    """Let a retired or merged code be applied again; merged codings stay where they are."""
    with _editing(project, coder) as edit:
        _tell(edit.bring_back(edit.find(code).id, reason=reason))


@codebook.command("color")
@click.argument("project")
@click.argument("code")
@click.argument("color")
@reason_option
@coder_option
def color(project: str, code: str, color: str, reason: str, coder: str | None) -> None:
    """Give a code, and all below it that has none, a color such as #4477aa (none takes it away)."""
    with _editing(project, coder) as edit:
        _tell(edit.recolor(edit.find(code).id, "" if color == "none" else color, reason=reason))


@codebook.command("changes")
@click.argument("project")
@click.option("--since", metavar="DATE", default="", help="Only since a date, such as 2026-10-01.")
@format_option
def changes(project: str, since: str, shape: str) -> None:
    """Print what changed in the codebook, who changed it and why, oldest first."""
    from coder.services.bootstrap import session
    from coder.services.codebook_changes import changes_since

    with session(project, readonly=True) as opened:
        found = changes_since(opened, since)
    emit([_row(change) for change in found], shape, CHANGE_COLUMNS, "summary", fields=("id", *_FIELDS))
    if not found and shape == "table":
        say("Nothing changed." if since else "The codebook has not been changed yet.")


_FIELDS = ("at", "coder", "action", "codes", "summary", "reason", "codings", "changes")


def _row(change: CodebookChange) -> dict[str, Any]:
    return {
        "id": change.seq,
        "at": change.at,
        "coder": change.coder,
        "action": change.action,
        "codes": [code.code_id for code in change.codes] if change.action != "codebook" else [],
        "summary": change.summary,
        "reason": change.reason,
        "codings": change.codings,
        "changes": [
            f"{code.code_id} {field.field}: {field.before!r} → {field.after!r}"
            for code in change.codes
            for field in code.fields
        ],
    }


@contextmanager
def _editing(project: str, coder: str | None) -> Iterator[CodebookEditing]:
    from coder.services.bootstrap import session
    from coder.services.codebook_editing import CodebookEditing

    with session(project, coder) as opened:
        yield CodebookEditing(opened)


def _tell(event: Event) -> None:
    say(f"{event.summary[:1].upper()}{event.summary[1:]}.")


COMMANDS = (codebook,)
