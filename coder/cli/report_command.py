"""`coder report`: writes a project's report, lists its sections, or checks a Word document."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from coder.cli.output import coder_option, counted, emit, format_option, leaks_option, put, say
from coder.errors import InputError

if TYPE_CHECKING:
    from coder.services.reporting import ReportRequest

PATH = click.Path(path_type=Path)


@click.command()
@click.argument("project", required=False)
@click.option("-o", "--output", type=PATH, help="Where to write: .docx, .md, .html or .xlsx.")
@click.option(
    "--variant",
    metavar="NAME",
    default="full",
    show_default=True,
    help="full, one-page, return-sheet, students, member-check or tables.",
)
@click.option(
    "--section", "sections", multiple=True, metavar="NAME", help="Only this section; may be repeated."
)
@click.option("--without", multiple=True, metavar="NAME", help="Without this section; may be repeated.")
@click.option("--session", "only", multiple=True, metavar="LABEL", help="Return sheets of this transcript.")
@click.option("--template", type=PATH, help="A .dotx or .docx whose styles, headers and cover are kept.")
@click.option("--comments", is_flag=True, help="Comment on each quote where it is from.")
@click.option("--restore", is_flag=True, help="Put back blocks that were deleted from the document.")
@click.option("--sections", "list_sections", is_flag=True, help="List the sections and do nothing else.")
@click.option("--check", is_flag=True, help="Check a Word document (in the place of PROJECT) for access.")
@format_option
@leaks_option
@coder_option
def report(
    project: str | None,
    output: Path | None,
    variant: str,
    sections: tuple[str, ...],
    without: tuple[str, ...],
    only: tuple[str, ...],
    template: Path | None,
    comments: bool,
    restore: bool,
    list_sections: bool,
    check: bool,
    shape: str,
    coder: str | None,
) -> None:
    """Write the report: who was heard, findings, theme tables, quotes, recommendations, codebook.

    A Word document that is there already keeps what people wrote in it: only the blocks of the report
    are written again. With --check, PROJECT is a Word document, and what keeps people from reading it
    is told; the exit code is then 1.
    """
    if list_sections:
        _list(shape)
        return
    if project is None:
        raise InputError("nothing is named", remedy="name a project, or a Word document with --check")
    if check:
        _check(Path(project))
        return
    if output is None:
        raise InputError("nothing says where to write", remedy="give -o and a file, such as report.docx")
    from coder.services.reporting import ReportRequest

    request = ReportRequest(sections, without, variant, only, template, comments, restore)
    write(project, output, coder, request)


def _list(shape: str) -> None:
    from coder.services.reporting import section_rows

    emit(section_rows(), shape, ("section", "title", "tells", "usual"), "tells")


def _check(path: Path) -> None:
    from coder.services.report_check import check_report

    problems = check_report(path)
    for problem in problems:
        put(problem)
    if problems:
        raise SystemExit(1)
    say("Everybody can read it: nothing is wrong.")


def write(project: str, output: Path, coder: str | None, request: ReportRequest | None = None) -> None:
    """Write a report and tell what it holds."""
    from coder.services.bootstrap import session
    from coder.services.reporting import write_report

    with session(project, coder) as opened:
        summary = write_report(opened, output, request=request)
    for warning in summary.warnings:
        say(warning)
    say(
        f"Wrote {output}: {counted(summary.tables, 'table')} and {counted(summary.quotes, 'quote')} "
        f"from {counted(summary.codings, 'coding')}."
    )


COMMANDS = (report,)
