"""Commands that protect people: consent, withdrawal, erasure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from coder.cli.output import coder_option, counted, emit, format_option, say
from coder.errors import InputError

if TYPE_CHECKING:
    from coder.services.consenting import Told

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
        _left(told)


def _left(told: Told) -> None:
    """Say which files had left before."""
    if not told.exports:
        say("Nothing was exported before.")
        return
    say(f"{counted(len(told.exports), 'file')} had been exported before:")
    for left in told.exports:
        holds = "holds words of theirs" if left.words else "holds at most numbers that count them"
        say(f"  {left.export.name}, written {left.export.created_at} by {left.export.coder}: {holds}")


COMMANDS: tuple[Any, ...] = (privacy,)
