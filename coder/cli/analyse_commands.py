"""The command that counts: who raised what, how widely, and who has not been heard."""

from __future__ import annotations

import gc
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coder.cli.output import coder_option, emit, format_option, leaks_option, say

if TYPE_CHECKING:
    from coder.services.tabling import Request, Table

TABLES = (
    *("counts", "people", "crosstab", "grid", "matrix", "cooccurrence", "talk", "coverage", "waves"),
    *("saturation", "kwic", "words", "joint"),
    *("zones", "strengths", "inequities", "priorities", "knowing", "together", "weights", "milestones"),
    *("implementation", "agenda", "readiness", "causes", "plan", "appraisal", "focus", "capacity"),
    *("readout", "followup", "sources", "intersections"),
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
@click.option("--voices", type=int, metavar="N", help="Tell nothing of fewer people; 5 or more.")
@click.option("--records", type=int, metavar="N", help="The same for measures of records; 5 to 30.")
@click.option("-o", "output", type=_FILE, metavar="FILE", help="Write to .csv, .xlsx, .md, .png or .svg.")
@leaks_option
@format_option
def analyse(table: str, project: str, output: Path | None, shape: str, **asked: Any) -> None:
    """Count how widely codes were raised, people of people first.

    Only conversations are counted, and never a facilitator's words. Numbers about few people are hidden,
    with as many others as keep them from being worked out. WORD is what `kwic` looks for. From
    `implementation` on, tables are of what a process asks (docs/engagements.md).
    """
    from coder.services.analysing import Request, analyse_at

    # The program ends soon after, and looking for garbage among all codings takes a tenth of the time.
    gc.disable()
    asked["by"] = tuple(part.strip() for given in asked["by"] for part in given.split(",") if part.strip())
    asked["where"] = tuple(term for given in asked["where"] for term in _TERMS.split(given.strip()))
    request = Request(**asked)
    if output is not None:
        _keep(project, table, request, output)
        return
    _, found = analyse_at(project, table, request)
    for rows, fields in _parted(found, shape):
        emit(rows, shape, fields, "", fields, project)
    if not found.rows and shape == "table":
        say("There is nothing to count here yet.")
    for note in found.notes:
        say(note)


def _parted(found: Table, shape: str) -> list[tuple[list[dict[str, Any]], tuple[str, ...]]]:
    """The tables of a process each with its own columns, where they are for reading."""
    several = dict.fromkeys(row["table"] for row in found.rows if "table" in row)
    if shape != "table" or len(several) < 2:
        return [(found.rows, found.fields)]
    parts = [[row for row in found.rows if row["table"] == name] for name in several]
    return [(rows, tuple(rows[0])) for rows in parts]


def _keep(project: str, table: str, request: Request, output: Path) -> None:
    from coder.services.analysing import analyse as count
    from coder.services.bootstrap import session
    from coder.services.keeping_tables import check_file, keep_table

    check_file(output)
    # In a session, because every file that leaves is looked at for names and noted in the log.
    with session(project, readonly=True) as opened:
        found = count(opened, table, request)
        for path in keep_table(output, table, f"{opened.name}: {table}", found):
            say(f"Wrote {path}.")
    for note in found.notes:
        say(note)


@click.group()
def protocol() -> None:
    """Keep which questions were asked where, so that `not asked` is told from `not raised`."""


@protocol.command("import")
@click.argument("project")
@click.argument("file", type=_FILE)
@coder_option
def import_(project: str, file: Path, coder: str | None) -> None:
    """Keep the questions of a CSV or XLSX file, in place of those of before; one step of undo.

    Columns: question, codes, transcripts; several codes or transcripts are parted by |.
    """
    from coder.services.bootstrap import session
    from coder.services.questions import import_protocol

    with session(project, coder) as opened:
        say(import_protocol(opened, file).summary)


@protocol.command("show")
@click.argument("project")
@format_option
def show(project: str, shape: str) -> None:
    """Show which questions were asked where."""
    from coder.services.bootstrap import session
    from coder.services.questions import FIELDS, protocol_rows

    with session(project, readonly=True) as opened:
        rows = protocol_rows(opened)
    emit(rows, shape, FIELDS, "codes", fields=FIELDS)
    if not rows and shape == "table":
        say("No protocol is kept: everything could have arisen everywhere.")


@protocol.command("clear")
@click.argument("project")
@coder_option
def clear(project: str, coder: str | None) -> None:
    """Forget what was asked where; one step of undo."""
    from coder.services.bootstrap import session
    from coder.services.questions import clear_protocol

    with session(project, coder) as opened:
        say(clear_protocol(opened).summary)


@click.command()
@click.argument("project")
@click.option("--voices", type=int, metavar="N", help="People who took part; 5 or more.  [default: 5]")
@click.option("--records", type=int, metavar="N", help="Records of a school; 5 to 30.  [default: 10]")
def thresholds(project: str, voices: int | None, records: int | None) -> None:
    """Show, or set, how many people a number must be about to be told."""
    from coder.services.bootstrap import session
    from coder.services.limits import set_thresholds, thresholds_of

    with session(project, readonly=voices is None and records is None) as opened:
        if voices is not None or records is not None:
            set_thresholds(opened, records, voices)
        kept = thresholds_of(opened.store.meta())
    print(f"voices {kept.voices}\nrecords {kept.records}")


@click.group()
def matrix() -> None:
    """Write the cells of a framework matrix; `coder analyse matrix PROJECT` shows them."""


_rows = click.option(
    "--rows", type=click.Choice(["session", "participant", "group"]), default="session", show_default=True
)


@matrix.command("set")
@click.argument("project")
@click.argument("row")
@click.argument("code")
@_rows
@click.option("--summary", metavar="TEXT", help="At most 60 words; without it those of before stay.")
@click.option("--evidence", multiple=True, metavar="ID", help="A coding; without any, all of the cell.")
@click.option("--quote", metavar="ID", help="The coding to be quoted.")
@click.option("--checked", is_flag=True, help="Somebody has checked it against the evidence.")
@coder_option
def set_(project: str, row: str, code: str, rows: str, coder: str | None, **given: Any) -> None:
    """Write what ROW (a label, a pseudonym or a group) says about CODE; one step of undo."""
    from coder.services.analysing import matrix_service
    from coder.services.bootstrap import session

    given["evidence"] = given["evidence"] or None
    with session(project, coder) as opened:
        service, kind, written = matrix_service(opened, rows, **given)
        say(service.write(kind, row, code, written).summary)


@matrix.command("clear")
@click.argument("project")
@click.argument("row")
@click.argument("code")
@_rows
@coder_option
def clear_cell(project: str, row: str, code: str, rows: str, coder: str | None) -> None:
    """Empty a cell; one step of undo."""
    from coder.services.analysing import matrix_service
    from coder.services.bootstrap import session

    with session(project, coder) as opened:
        service, kind, _ = matrix_service(opened, rows)
        say(service.clear(kind, row, code).summary)


COMMANDS = (analyse, protocol, matrix, thresholds)
