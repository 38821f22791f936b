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
@click.option("--option", "options", multiple=True, metavar="NAME=VALUE", help="As findings.quotes=2.")
@click.option("--keep", is_flag=True, help="Let the project keep these sections and options.")
@click.option("--usual", is_flag=True, help="Let the project forget the sections and options it kept.")
@click.option(
    "--sections",
    "list_sections",
    is_flag=True,
    help="List the sections, of PROJECT as it has them, and do nothing else.",
)
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
    options: tuple[str, ...],
    keep: bool,
    usual: bool,
    list_sections: bool,
    check: bool,
    shape: str,
    coder: str | None,
) -> None:
    """Write the report: who was heard, findings, theme tables, quotes, recommendations, codebook.

    A Word document that is there already keeps what people wrote in it: only the blocks of the report
    are written again. With --check, PROJECT is a Word document, and what keeps people from reading it
    is told; the exit code is then 1. Sections and options are those that the project keeps, as they were
    chosen on the Report screen or with --keep, unless others are named.
    """
    if project is not None and not check and (keep or usual):
        _keep(project, coder, sections, without, options, usual=usual)
    if list_sections:
        _list(project, shape)
        return
    named = _named(project)
    if check:
        _check(Path(named))
    elif output is not None or not (keep or usual):
        from coder.services.reporting import ReportRequest

        request = ReportRequest(sections, without, variant, only, template, comments, restore, options)
        write(named, _target(output), coder, request)


def _named(project: str | None) -> str:
    if project is None:
        raise InputError("nothing is named", remedy="name a project, or a Word document with --check")
    return project


def _target(output: Path | None) -> Path:
    if output is None:
        raise InputError("nothing says where to write", remedy="give -o and a file, such as report.docx")
    return output


def _list(project: str | None, shape: str) -> None:
    from coder.services.reporting import section_rows

    if project is None:
        emit(section_rows(), shape, ("section", "title", "tells", "usual", "options"), "tells")
        return
    from coder.services.bootstrap import session
    from coder.services.report_plan import plan_of, plan_rows

    with session(project, readonly=True) as opened:
        rows = plan_rows(plan_of(opened))
    emit(rows, shape, ("section", "chosen", "title", "options"), "options")


def _keep(
    project: str,
    coder: str | None,
    sections: tuple[str, ...],
    without: tuple[str, ...],
    options: tuple[str, ...],
    *,
    usual: bool,
) -> None:
    """Let a project keep a plan for its report, or the usual one again."""
    from coder.services.bootstrap import session
    from coder.services.report_plan import keep_plan, planned, usual_plan

    with session(project, coder) as opened:
        plan = usual_plan(opened) if usual else planned(opened, sections, without, options)
        keep_plan(opened, plan)
    say(f"The report has {counted(len(plan.sections), 'section')}: {', '.join(plan.sections)}.")


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
