"""Commands that look: lists, text, history, doctor."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from coder.cli.output import emit, format_option, leaks_option, put, say, to_keep
from coder.domain.text import visible

WHAT = (
    *("transcripts", "speakers", "participants", "codes", "codings", "memos", "marks"),
    *("progress", "board", "review"),
)

_COLUMNS = {
    "transcripts": (
        ("label", "title", "kind", "group", "date", "wave", "turns", "speakers", "codings"),
        "title",
    ),
    "speakers": (("transcript", "label", "name", "role", "participant", "turns", "words"), "name"),
    "participants": (("label", "group", "transcripts", "attributes"), "transcripts"),
    "codes": (("id", "name", "codings", "definition"), "definition"),
    "codings": (("transcript", "turn", "speaker", "code", "coder", "lenses", "text"), "text"),
    "memos": (("transcript", "turn", "code", "coder", "text"), "text"),
    "marks": (("transcript", "turn", "kind", "coder", "created_at"), "kind"),
    "progress": (
        (
            *("transcript", "turns_to_code", "turns_coded", "turns_nothing", "turns_open"),
            *("words_open", "minutes"),
        ),
        "transcript",
    ),
    "board": (
        (
            *("transcript", "kind", "group", "held", "turns_to_code", "turns_done", "turns_twice"),
            *("waiting", "state"),
        ),
        "transcript",
    ),
    "review": (("id", "transcript", "turn", "code", "coder", "was", "text"), "text"),
}


@click.command("list")
@click.argument("project")
@click.argument("what", type=click.Choice(WHAT))
@format_option
@leaks_option
def list_(project: str, what: str, shape: str) -> None:
    """List what is in a project.

    JSON and CSV carry every field, an id among them; the table shows the ones people read. What a
    roster tells of participants stands in a column of its name, behind attribute: where that name is
    taken.
    """
    from coder.services.bootstrap import session
    from coder.services.listing import FIELDS, LISTS, WITH_WORDS

    with session(project, readonly=True) as opened:
        rows = LISTS[what](opened, **({"kept": to_keep()} if what in WITH_WORDS else {}))
    columns, cut = _COLUMNS[what]
    words_of = project if what in WITH_WORDS or what == "memos" else ""
    emit(rows, shape, columns, cut, FIELDS[what], words_of)
    if not rows and shape == "table":
        say("Nothing is to be reviewed." if what == "review" else f"There are no {what} yet.")


@click.command()
@click.argument("project")
@click.argument("transcript")
@click.option("--speakers", is_flag=True, help="Put the turn's number and speaker before each turn.")
@click.option(
    "--revision", type=click.IntRange(min=1), metavar="N", help="An earlier text: 1 is the one imported."
)
def text(project: str, transcript: str, speakers: bool, revision: int | None) -> None:
    """Print a transcript's text, character for character as codings count it.

    Words that were withdrawn are covered; where it is printed to no terminal, those for the team only too.
    """
    from coder.services.bootstrap import session
    from coder.services.sayable import Sayable

    with session(project, readonly=True) as opened:
        found = opened.transcript(transcript)
        if revision:
            found = opened.store.transcript(found.id, revision)
        sayable = Sayable(opened, kept=to_keep())
        for told in sayable.told(found):
            say(f"Note: {told}.")
        found = sayable.transcript(found)
    if not speakers:
        put(found.text)
        return
    for turn in found.turns:
        who = found.speaker(turn)
        label = f"{turn.number:>4} {visible(who.shown) if who else '—'}: " if turn.number else "     "
        put(f"{label}{found.words(turn)}")


@click.command()
@click.argument("project")
@click.option("--last", type=click.IntRange(min=1), metavar="N", help="Only the last N events.")
@click.option("--by", "coder", default="", metavar="NAME", help="Only what this person did.")
@click.option("--action", default="", metavar="ACTION", help="Only acts of this name, such as code or undo.")
@click.option("--kind", default="", metavar="KIND", help="Only what changed a coding, code, memo, speaker …")
@click.option(
    "--about",
    default="",
    metavar="ID|LABEL",
    help="Only what happened to one thing: a transcript and what stands on it, a code and its codings …",
)
@click.option("--since", default="", metavar="TIME", help="From this day or moment on (2026-03-12T14:30).")
@click.option("--until", default="", metavar="TIME", help="Up to this moment, or to the end of this day.")
@format_option
def history(project: str, last: int | None, shape: str, **limits: str) -> None:
    """Print who did what and when, oldest first."""
    from coder.services.bootstrap import session
    from coder.services.listing import FIELDS
    from coder.services.listing import history as rows_of
    from coder.services.log_reading import LogFilter

    with session(project, readonly=True) as opened:
        rows = rows_of(opened, last, LogFilter(**limits))
    emit(rows, shape, ("id", "at", "coder", "action", "summary"), "summary", fields=FIELDS["history"])


@click.command()
@click.argument("project", required=False)
@format_option
def doctor(project: str | None, shape: str) -> None:
    """Check this installation and, where one is named, a project.

    Ends with 1 when something needs attention.
    """
    from coder.services import checking, hygiene
    from coder.services.bootstrap import session

    checks: list[Any] = [*checking.installation(), *hygiene.own_files()]
    if project:
        if "://" not in project:
            checks += hygiene.project_file(Path(project))
        with session(project, readonly=True) as opened:
            checks += checking.project(opened)
    emit(
        [
            {"id": check.name, "check": check.name, "ok": "yes" if check.ok else "NO", "detail": check.detail}
            for check in checks
        ],
        shape,
        ("check", "ok", "detail"),
    )
    if not all(check.ok for check in checks):
        sys.exit(1)


COMMANDS = (list_, text, history, doctor)
