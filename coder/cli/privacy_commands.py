"""Commands that protect people: consent, withdrawal, erasure."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coder.cli.output import coder_option, counted, emit, format_option, say
from coder.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coder.services.consenting import Left

PATH = click.Path(path_type=Path)

LEVELS = {"report": "report", "team-only": "team only", "withdrawn": "withdrawn"}
"""What is typed for each consent."""


@click.group()
def privacy() -> None:
    """Keep people from being identified: consent, names, leaks, erasure."""


@privacy.command("consent")
@click.argument("project")
@click.argument("who", required=False)
@click.argument("level", type=click.Choice(list(LEVELS)), required=False)
@click.option("--excerpt", is_flag=True, help="WHO is the id of a coding, and only its words are meant.")
@click.option("--reason", default="", help="Why, for the log.")
@coder_option
@format_option
def consent(
    project: str,
    who: str | None,
    level: str | None,
    excerpt: bool,
    reason: str,
    coder: str | None,
    shape: str,
) -> None:
    """List what people allow, or say it: report, team-only or withdrawn.

    WHO is a participant, a speaker, or FG-01/Maya where several are so called. Words for the team only
    are counted and never quoted; withdrawn ones are in no analysis and no export. `coder undo` takes
    it back.
    """
    from coder.services.bootstrap import session

    if who is None:
        from coder.services.consenting import consent_rows

        with session(project, readonly=True) as opened:
            rows = consent_rows(opened)
        fields = ("of", "who", "consent", "since", "coder", "reason")
        emit(rows, shape, fields, "reason", fields=fields)
        if not rows and shape == "table":
            say("Nobody has said anything; everything may be counted and quoted.")
        return
    if level is None:
        raise InputError("say what they allow", remedy="one of " + ", ".join(LEVELS))
    _consent(project, who, LEVELS[level], excerpt, reason, coder)


@privacy.command("withdraw")
@click.argument("project")
@click.argument("who")
@click.option("--excerpt", is_flag=True, help="WHO is the id of a coding, and only its words are meant.")
@click.option("--reason", default="", help="Why, for the log.")
@coder_option
def withdraw(project: str, who: str, excerpt: bool, reason: str, coder: str | None) -> None:
    """Take somebody's words out of every analysis and export, and list what had left before."""
    _consent(project, who, LEVELS["withdrawn"], excerpt, reason, coder)


@privacy.command("scan")
@click.argument("place", metavar="PROJECT|FILE")
@click.option("--project", help="The project whose names are looked for in FILE.")
@format_option
def scan(place: str, project: str | None, shape: str) -> None:
    """List what may identify somebody: in a project, or in a file that is to leave.

    The table of a project, as --format csv, is what `coder privacy pseudonymise --names` reads: write no
    into the column replace where something is to stay, and what you like into replacement. For a file
    the exit code is 1 when something is found.
    """
    from coder.services.bootstrap import session

    if project is not None:
        from coder.services.leaving import scan_file

        with session(project, readonly=True) as opened:
            leaks = scan_file(opened, Path(place))
        fields: tuple[str, ...] = ("what", "words", "place")
        rows = [{"what": leak.what, "words": leak.words, "place": leak.place} for leak in leaks]
        emit(rows, shape, fields, "words", fields=fields)
        if rows:
            sys.exit(1)
        say("Nothing was found that would identify somebody.")
        return
    from coder.services.pseudonyms import PseudonymService

    with session(place, readonly=True) as opened:
        found = PseudonymService(opened).scan()
    fields = ("words", "kind", "times", "replace", "replacement", "place", "context")
    rows = [{**asdict(one), "kind": one.kind.value, "replace": "yes"} for one in found]
    emit(rows, shape, fields, "context", fields=fields)


@privacy.command("pseudonymise")
@click.argument("project")
@click.option("--names", "table", type=PATH, metavar="FILE", help="The table of `coder privacy scan`.")
@click.option("--name", "pairs", multiple=True, metavar="WORDS=INSTEAD", help="One replacement; repeatable.")
@click.option("--all", "everything", is_flag=True, help="Replace all that the scan finds, unconfirmed.")
@click.option("--key", type=PATH, required=True, metavar="FILE", help="Where the key is to be written.")
@coder_option
def pseudonymise(
    project: str,
    table: Path | None,
    pairs: tuple[str, ...],
    everything: bool,
    key: Path,
    coder: str | None,
) -> None:
    """Replace names and identifiers everywhere: words, speakers, people, memos, examples of codes.

    Codings move exactly. The key, which can put everything back, is encrypted under a passphrase that
    is asked for; keep it apart from the project. The text of before stays in the project, for undo,
    until `coder privacy erase --names`.
    """
    from coder.services.bootstrap import session
    from coder.services.pseudonyms import PseudonymService, read_decisions

    wanted = read_decisions(table) if table else {}
    for pair in pairs:
        words, equals, instead = pair.partition("=")
        if not (equals and words.strip() and instead.strip()):
            raise InputError("--name wants WORDS=INSTEAD")
        wanted[words.strip()] = instead.strip()
    with session(project, coder) as opened:
        service = PseudonymService(opened)
        if everything:
            wanted = {one.words: one.replacement for one in service.scan()} | wanted
        if not wanted:
            raise InputError("nothing is to be replaced", remedy="give --names, --name or --all")
        done = service.replace(wanted, key, _new_passphrase())
    say(f"Replaced {done.stretches} stretches of words in {counted(done.transcripts, 'transcript')}.")
    say(f"The key is {key}. Without it and its passphrase nobody can put the names back.")
    say("The names still stand in earlier revisions and in the log until `coder privacy erase --names`.")


@privacy.command("restore")
@click.argument("project")
@click.option("--key", type=PATH, required=True, metavar="FILE", help="The key that was written.")
@coder_option
def restore(project: str, key: Path, coder: str | None) -> None:
    """Put names back with the key and its passphrase."""
    from coder.services.bootstrap import session
    from coder.services.pseudonyms import PseudonymService

    with session(project, coder) as opened:
        done = PseudonymService(opened).restore(key, _passphrase("Passphrase: "))
    say(f"Put back {done.stretches} stretches of words in {counted(done.transcripts, 'transcript')}.")


@privacy.command("erase")
@click.argument("project")
@click.argument("who", required=False)
@click.option("--names", is_flag=True, help="The names that were replaced, not a person's words.")
@click.option("--key", type=PATH, metavar="FILE", help="The key that knows the names; with --names.")
@click.option("--reason", default="", help="Why, for the log.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@coder_option
def erase(
    project: str, who: str | None, names: bool, key: Path | None, reason: str, yes: bool, coder: str | None
) -> None:
    """Remove somebody's words for good, from every revision and from the log. It cannot be undone.

    The log keeps a tombstone for each event that held them, and still verifies. Files that were exported,
    backups and copies keep what they hold; they are listed.
    """
    from coder.services.bootstrap import session
    from coder.services.consenting import ConsentService
    from coder.services.erasing import ErasureService

    if names != (who is None) or names != (key is not None):
        raise InputError("name either a person, or --names with --key")
    if not yes:
        click.confirm("This cannot be undone. Erase?", abort=True, err=True)
    with session(project, coder) as opened:
        service = ErasureService(opened)
        if key is not None:
            done = service.names(key, _passphrase("Passphrase: "))
        else:
            done = service.person(ConsentService(opened).person(who or ""), reason)
    say(f"{done.event.summary[:1].upper()}{done.event.summary[1:]}.")
    _left(done.exports)
    for copy in done.copies:
        say(f"A copy of the project still holds everything: {copy}")


def _passphrase(asked: str) -> str:
    """A passphrase, typed unseen; never an argument, which others could read in the list of processes."""
    from getpass import getpass

    return getpass(asked, stream=sys.stderr) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")


def _new_passphrase() -> str:
    first = _passphrase("A passphrase for the key: ")
    if sys.stdin.isatty() and _passphrase("The same again: ") != first:
        raise InputError("the two passphrases differ", remedy="try again")
    return first


def _consent(project: str, who: str, level: str, excerpt: bool, reason: str, coder: str | None) -> None:
    from coder.domain.consent import Consent
    from coder.services.bootstrap import session
    from coder.services.consenting import ConsentService

    with session(project, coder) as opened:
        service = ConsentService(opened)
        if excerpt:
            told = service.tell_excerpt(service.coding(who), Consent(level), reason)
        else:
            told = service.tell(service.person(who), Consent(level), reason)
    say(f"Noted {told.event.summary}.")
    if Consent(level) is not Consent.REPORT:
        _left(told.exports)


def _left(exports: Sequence[Left]) -> None:
    """Say which files had left before."""
    if not exports:
        say("Nothing was exported before.")
        return
    say(f"{counted(len(exports), 'file')} had been exported before:")
    for left in exports:
        holds = "holds words of theirs" if left.words else "holds at most numbers that count them"
        say(f"  {left.export.name}, written {left.export.created_at} by {left.export.coder}: {holds}")


COMMANDS: tuple[Any, ...] = (privacy,)
