"""Commands that keep work from being lost: backup, restore, verify, rescue."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from coder.cli.output import coder_option, counted, emit, format_option, say
from coder.errors import InputError

PATH = click.Path(path_type=Path)


@click.command()
@click.argument("project", required=False)
@click.option("-o", "--output", type=PATH, help="Write the backup here, to a name that is free.")
@click.option("--list", "listing", is_flag=True, help="List the backups there are, of PROJECT or of all.")
@click.option(
    "--keep", type=click.IntRange(min=1), metavar="N", help="Keep the last N from now on.  [default: 10]"
)
@click.option(
    "--days",
    type=click.IntRange(min=0),
    metavar="N",
    help="Keep the last one of each of N days from now on.  [default: 14]",
)
@format_option
def backup(
    project: str | None, output: Path | None, listing: bool, keep: int | None, days: int | None, shape: str
) -> None:
    """Back a project up; coder also does so by itself.

    Without -o the backup goes to your own folder of backups, where older ones are removed by age.
    coder takes one there whenever a project is opened in which something was done since the last,
    and before every import, merge and change of layout.
    """
    from coder.services import backups

    if keep is not None or days is not None:
        backups.keep(keep, days)
        last, per_day = backups.kept()
        say(f"The last {last} backups of each project are kept, and one for each of {per_day} days.")
        if not project and not listing:
            return
    if listing:
        _list(project, shape)
    elif project is None:
        raise InputError("name a project", remedy="or list the backups there are with `coder backup --list`")
    elif output is not None:
        from coder.services.verifying import restore

        restore(Path(project), output)
        say(f"Wrote {output}. Check it with: coder verify {output}")
    else:
        _take(project)


def _take(project: str) -> None:
    from coder.services import backups
    from coder.services.bootstrap import session

    with session(project, readonly=True) as opened:
        there = backups.saved(opened.store)
        made = there or backups.take(opened.store)
    told = "Nothing was done since backup" if there else "Took backup"
    say(f"{told} {made.id}: {made.path}")


def _list(project: str | None, shape: str) -> None:
    from coder.services import backups
    from coder.services.bootstrap import session

    if project:
        with session(project, readonly=True) as opened:
            found = backups.backups_of(opened.store)
    else:
        found = backups.all_backups()
    rows = [
        {
            "id": one.id,
            "at": one.at,
            "project": one.origin.get("name", ""),
            "place": one.origin.get("place", ""),
            "events": one.events,
            "bytes": one.size,
            "path": str(one.path),
        }
        for one in found
    ]
    emit(rows, shape, ("id", "at", "project", "events", "bytes", "place"), "place", fields=_FIELDS)
    if not rows:
        say("There are no backups yet.")
    elif shape == "table":
        say("Make a project of one with: coder restore ID -o NEW.coder")


_FIELDS = ("id", "at", "project", "place", "events", "bytes", "path")


@click.command()
@click.argument("backup_", metavar="BACKUP")
@click.option("-o", "--output", type=PATH, required=True, help="The new project; no file may be there.")
def restore(backup_: str, output: Path) -> None:
    """Make a new project of a backup; nothing is ever replaced.

    BACKUP is a file, or an id from coder backup --list.
    """
    from coder.services import verifying
    from coder.services.backups import find_backup

    verifying.restore(find_backup(backup_), output)
    say(f"Made {output}. Check it with: coder verify {output}")


@click.command()
@click.argument("project", metavar="PROJECT|BACKUP|REPORT")
@click.option(
    "--project", "source", metavar="PROJECT", help="The project that wrote REPORT.  [default: beside it]"
)
@format_option
def verify(project: str, source: str | None, shape: str) -> None:
    """Check that nothing is lost or changed.

    Looks at every page of the file, at the log's chain of hashes, does the log again and compares the
    result with what is stored, and looks for the words under every coding. Of a Word report every number
    is made again from the log, as it was when the report was written and as it is today. Ends with 1 when
    something is wrong.
    """
    from coder.services import backups, verifying

    report = verifying.is_report(project)
    if report:
        checks = _report_checks(Path(project), source)
    else:
        place = project if "://" in project else str(backups.find_backup(project))
        checks = list(verifying.verify(place))
    rows = [
        {"id": one.name, "check": one.name, "ok": "yes" if one.ok else "NO", "detail": one.detail}
        for one in checks
    ]
    emit(rows, shape, ("check", "ok", "detail"))
    wrong = sum(not one.ok for one in checks)
    if wrong and report:
        say("Numbers in the document are not those of the log.")
        sys.exit(1)
    if wrong:
        found = f"{counted(wrong, 'check')} found something."
        say(f"{found} What can be saved is saved by: coder rescue {project} -o NEW.coder")
        sys.exit(1)


def _report_checks(report: Path, source: str | None) -> list[Any]:
    from coder.services.bootstrap import session
    from coder.services.report_verifying import verify_report
    from coder.services.verifying import project_of

    with session(source or project_of(report), readonly=True) as opened:
        return list(verify_report(opened, report))


@click.command()
@click.argument("project", type=PATH)
@click.option("-o", "--output", type=PATH, required=True, help="The new project; no file may be there.")
@coder_option
def rescue(project: Path, output: Path, coder: str | None) -> None:
    """Save what can be read of a damaged project to a new one.

    Transcripts are kept when their words are the ones that were imported, codings when they stand on
    exactly their words. What was lost is told line by line; the damaged file is left as it is. Ends
    with 1 when something was lost. A newer backup may hold more: see coder backup --list.
    """
    from coder.services.rescuing import rescue as save

    done = save(project, output, coder)
    kept = ", ".join(counted(number, kind) for kind, number in done.kept.items() if number)
    say(f"Made {output} with {kept or 'nothing'}.")
    if done.evidence is not None:
        say(f"The old log was broken; what can be read of it is in {done.evidence}.")
    for line in done.lost:
        say(f"Lost: {line}.")
    if done.lost:
        sys.exit(1)


@click.command()
@click.argument("project", type=PATH)
@click.option("-o", "--output", type=PATH, required=True, help="The new project; no file may be there.")
def encrypt(project: Path, output: Path) -> None:
    """Write an encrypted copy of a project, which only its passphrase opens.

    The passphrase is asked for, or read with coder --passphrase-fd. The project itself stays as it is.
    """
    from coder.services import unlocking

    told = unlocking.encrypt(project, output)
    say(f"Made {output}. {told}")


@click.command()
@click.argument("project", type=PATH)
@click.option("-o", "--output", type=PATH, required=True, help="The new project; no file may be there.")
def decrypt(project: Path, output: Path) -> None:
    """Write an unencrypted copy of an encrypted project."""
    from coder.services import unlocking

    unlocking.decrypt(project, output)
    say(f"Made {output}; everybody who can read the file can read what is in it.")


@click.command()
@click.argument("project", type=PATH)
def rekey(project: Path) -> None:
    """Give an encrypted project another passphrase."""
    from coder.services import unlocking

    say(f"The passphrase is changed. {unlocking.rekey(project)}")


COMMANDS = (backup, restore, verify, rescue, encrypt, decrypt, rekey)
