"""Commands on entries: what people write for a process, such as plan items, ratings or root causes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coder.cli.output import coder_option, counted, emit, format_option, say
from coder.cli.theme_commands import tell
from coder.domain.text import visible
from coder.errors import InputError

if TYPE_CHECKING:
    from coder.services.entries import EntryService

LIST_COLUMNS = ("entry", "says", "leads_to", "evidence", "votes")
TABLE_COLUMNS = ("table", "fields", "leads_to", "votes", "about")

_LINKS = {
    "codes": ("--code", "CODE", "A code it is about; again for more."),
    "codings": ("--evidence", "ID", "A coding that bears it out; again for more."),
    "themes": ("--theme", "THEME", "A theme it leads to; again for more."),
    "recommendations": ("--recommendation", "REC", "A recommendation it leads to; again for more."),
    "entries": ("--entry", "ENTRY", "Another entry it leads to, such as cause.2; again for more."),
}


def _links(command: Callable[..., Any]) -> Callable[..., Any]:
    for kind, (name, what, help_) in reversed(_LINKS.items()):
        command = click.option(name, kind, multiple=True, metavar=what, help=help_)(command)
    return command


@click.group()
def entry() -> None:
    """Write what a process needs: plan items, ratings, root causes, strategies, hand-offs, commitments.

    ENTRY is its name as listed (cause.2), the beginning of its id, or what it is about. `coder entry
    tables` shows every table with its fields. Every change is one step of undo.
    """


@entry.command("tables")
@format_option
def tables(shape: str) -> None:
    """Show every table: its fields (those with ? may be empty), its answers, what entries lead to."""
    from coder.services.entry_rows import table_rows

    emit(table_rows(), shape, TABLE_COLUMNS, "about")


@entry.command("add")
@click.argument("project")
@click.argument("table")
@click.argument("fields", metavar="FIELD=TEXT...", nargs=-1)
@_links
@coder_option
def add(project: str, table: str, fields: tuple[str, ...], coder: str | None, **links: Any) -> None:
    """Write an entry in TABLE. Its id is printed.

    For example: coder entry add audit.coder rating value=2 role=students --code RDY.L1 --evidence 1f3a.
    """
    with _entries(project, coder) as service:
        made = service.add(table, _texts(fields), **_ids(service, table, links))
        print(made.id)
        say(f"Wrote {made.table}.{len(service.all(made.table))}.")


@entry.command("edit")
@click.argument("project")
@click.argument("name", metavar="ENTRY")
@click.argument("fields", metavar="FIELD=TEXT...", nargs=-1)
@_links
@coder_option
def edit(project: str, name: str, fields: tuple[str, ...], coder: str | None, **links: Any) -> None:
    """Say anew what an entry says; links that are given replace those of their kind ('' takes them away)."""
    with _entries(project, coder) as service:
        found = service.find(name)
        given = _ids(service, found.table, links)
        if not fields and not given:
            raise InputError("nothing to change was given", remedy="see `coder entry edit --help`")
        tell(service.edit(found, _texts(fields), **given))


@entry.command("list")
@click.argument("project")
@click.argument("table", required=False, default="")
@format_option
def list_(project: str, table: str, shape: str) -> None:
    """List the entries of TABLE with all their fields, or those of all tables."""
    from coder.services.bootstrap import session
    from coder.services.entry_rows import entry_rows

    with session(project, readonly=True) as opened:
        rows = entry_rows(opened, table)
    apart = ("id", "coder", "created_at")
    columns = tuple(name for name in rows[0] if name not in apart) if table and rows else LIST_COLUMNS
    emit(rows, shape, columns, columns[1])
    if not rows and shape == "table":
        say("There are no entries yet; `coder entry add` writes one, see `coder entry tables`.")


@entry.command("vote")
@click.argument("project")
@click.argument("name", metavar="ENTRY")
@click.argument("by")
@click.argument("count", type=int, default=1)
@coder_option
def vote(project: str, name: str, by: str, count: int, coder: str | None) -> None:
    """Record that BY, a person or a group, gave it COUNT votes, instead of any before; 0 takes them away."""
    with _entries(project, coder) as service:
        tell(service.vote(service.find(name), by, count))


@entry.command("remove")
@click.argument("project")
@click.argument("name", metavar="ENTRY")
@coder_option
def remove(project: str, name: str, coder: str | None) -> None:
    """Take an entry away, and with it what was only about it, such as the checks of a plan item."""
    with _entries(project, coder) as service:
        tell(service.remove(service.find(name)))


@entry.command("load")
@click.argument("project")
@click.argument("table")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@coder_option
def load(project: str, table: str, path: Path, coder: str | None) -> None:
    """Write the rows of FILE, a CSV or XLSX table, as entries of TABLE, in one step of undo.

    Columns are the fields, what it leads to (codes, codings, themes, recommendations, entries; several
    parted by ;) and votes (students: 3; families: 1). What is there already is left as it is; a row with
    the id of an entry, as `coder entry list --format csv` writes it, becomes its new state.
    """
    from coder.services.entry_rows import load_entries

    with _entries(project, coder) as service:
        event, rows = load_entries(service.session, table, path)
        done = len(event.changes) if event else 0
        say(f"Wrote {done} of {counted(rows, 'row')}" + (".", "; the others are there already.")[done < rows])


@contextmanager
def _entries(project: str, coder: str | None) -> Iterator[EntryService]:
    from coder.services.bootstrap import session
    from coder.services.entries import EntryService

    with session(project, coder) as opened:
        yield EntryService(opened)


def _texts(fields: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for one in fields:
        name, equals, text = one.partition("=")
        if not equals:
            raise InputError(f"{visible(one)!r} does not say which field it is", remedy="write FIELD=TEXT")
        found[name.strip().casefold()] = text
    return found


def _ids(service: EntryService, table: str, links: dict[str, tuple[str, ...]]) -> dict[str, Any]:
    from coder.services.entry_rows import Linker

    linker = Linker(service.session)
    return {kind: linker.ids(table, kind, names) for kind, names in links.items() if names}


COMMANDS = (entry,)
