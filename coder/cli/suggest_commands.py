"""The commands about suggestions: what is proposed, how good it is, and blind passes."""

from __future__ import annotations

import click

from coder.cli.output import emit, format_option, leaks_option, say, to_keep

OFF = "Suggestions are off in a blind pass."

_LISTED: tuple[str, ...] = ("transcript", "turn", "code", "score", "source", "reason", "text")
_MEASURED: tuple[str, ...] = (
    *("code", "group", "n", "precision", "recall", "found_in_3", "coverage_90"),
    *("usual", "keyword", "gap"),
)
_QUEUED: tuple[str, ...] = ("number", "reason", "transcript", "turn", "code", "score", "why", "text")
_CHECKED: tuple[str, ...] = ("at", "coder", "code", "right", "of", "low", "high")


_TERMS = """
\b
--queue looks for: missed, inconsistent, disagree, uncertain, rare, control
--apply puts a code on all of a list as one act, which one undo takes back. That it was
  suggested stays with each coding; for "right 14 of 20" only what was decided one by one counts

\b
--evaluate leaves out one transcript after the other, learns from the others and compares what
is suggested with what people coded: per code and per group of speakers
  n            coded excerpts with the code
  precision    how often it was right as the first suggestion
  recall       how often it was the first suggestion where it was coded
  found_in_3   how often it was among three
  coverage_90  share of excerpts, surest first, of which nine of ten were right
  usual        found_in_3 of always naming the three most frequent codes
  keyword      found_in_3 of counting words of name, definition and cues
  gap          marks a group in which fewer are found than in all others by a tenth or more
"""


@click.command(epilog=_TERMS)
@click.argument("project")
@click.option("--list", "listed", is_flag=True, help="Print what is suggested now.")
@click.option("--queue", is_flag=True, help="Print what to look at next, and why.")
@click.option("--reason", "reasons", multiple=True, metavar="NAME", help="Only these reasons of the queue.")
@click.option("--checks", is_flag=True, help="Print the precision checks that were made.")
@click.option("--apply", "code", metavar="CODE", help="List where a code would be put; with --yes put it.")
@click.option("--least", type=click.FloatRange(0, 1), default=0.4, show_default=True, help="For --apply.")
@click.option("--yes", is_flag=True, help="With --apply: put the code on all of the list.")
@click.option("--evaluate", is_flag=True, help="Measure suggestions on the project's own codings.")
@format_option
@leaks_option
def suggest(
    project: str,
    listed: bool,
    queue: bool,
    reasons: tuple[str, ...],
    checks: bool,
    code: str | None,
    least: float,
    yes: bool,
    evaluate: bool,
    shape: str,
) -> None:
    """Print suggestions, what to look at next, or how good they are.

    Only --apply with --yes changes anything.
    """
    if [listed, queue, checks, code is not None, evaluate].count(True) != 1:
        raise click.UsageError("say one of --list, --queue, --checks, --apply and --evaluate")
    if checks:
        _checks(project, shape)
    elif evaluate:
        _evaluate(project, shape)
    elif code is not None:
        _apply(project, code, least, yes, shape)
    elif queue:
        _queue(project, reasons, shape)
    else:
        _list(project, shape)


def _list(project: str, shape: str) -> None:
    from coder.services import bootstrap
    from coder.services.measuring import suggested

    with bootstrap.session(project, readonly=True) as opened:
        service = bootstrap.suggestions(opened)
        rows = suggested(opened, service, _told, kept=to_keep()) if service else []
    if service is None:
        say(OFF)
    emit(rows, shape, _LISTED, "text", _LISTED, project)


def _evaluate(project: str, shape: str) -> None:
    from coder.services import bootstrap
    from coder.services.measuring import measured

    with bootstrap.session(project, readonly=True) as opened:
        rows = measured(opened)
    if not rows:
        say("There is nothing to measure on yet: code two transcripts first.")
    emit(rows, shape, _MEASURED, "code", fields=_MEASURED)


def _queue(project: str, reasons: tuple[str, ...], shape: str) -> None:
    from coder.services import bootstrap
    from coder.services.listing import queued
    from coder.services.queueing import named_reasons, queue_of, studied

    rows = []
    named_reasons(reasons)  # a wrong one is told before the long work
    with bootstrap.session(project, readonly=True) as opened:
        service = bootstrap.suggestions(opened)
        if service is None:
            say(OFF)
        else:
            try:
                rows = queued(opened, queue_of(studied(opened, service, _told), reasons), kept=to_keep())
            finally:
                service.close()
    emit(rows, shape, _QUEUED, "text", _QUEUED, project)


def _checks(project: str, shape: str) -> None:
    from coder.services import bootstrap
    from coder.services.queueing import Precision, checks

    with bootstrap.session(project, readonly=True) as opened:
        rows = []
        for entry in checks(opened):
            low, high = Precision(entry["right"], entry["of"]).interval
            rows.append({**entry, "low": round(low, 3), "high": round(high, 3)})
    emit(rows, shape, _CHECKED, "code", fields=_CHECKED)


def _apply(project: str, code: str, least: float, yes: bool, shape: str) -> None:
    from coder.services import bootstrap
    from coder.services.accepting import accept_all, listed_for
    from coder.services.sayable import Sayable

    with bootstrap.session(project, readonly=not yes) as opened:
        service = bootstrap.suggestions(opened)
        if service is None:
            say(OFF)
            return
        try:
            found = listed_for(opened, service, code, least, _told)
            columns = ("transcript", "turn", "code", "score", "reason", "text")
            sayable = Sayable(opened, kept=to_keep())
            rows = [
                one.row | {"text": sayable.words(opened.transcript(one.label), one.suggestion.span)}
                for one in found
            ]
            emit(rows, shape, columns, "text", columns, project)
            if not yes:
                say(f"{len(found)} would be coded; nothing was changed. Add --yes to do it.")
            elif found:
                event = accept_all(opened, found, service.suggester, least)
                say(f"{event.summary[:1].upper()}{event.summary[1:]}. coder undo takes all of it back.")
        finally:
            service.close()


def _told(label: str) -> None:
    say(f"Looking through {label} …")


@click.command()
@click.argument("project")
@click.argument("state", type=click.Choice(["on", "off"]))
def blind(project: str, state: str) -> None:
    """Code without suggestions and without seeing other coders' codings, for a reliability sample.

    Holds for you alone, from the next time that you open the project, and stands in the log.
    """
    from coder.services import bootstrap
    from coder.services.hearing import set_blind

    with bootstrap.session(project) as opened:
        set_blind(opened, state == "on")
        coder = opened.coder
    if state == "on":
        say(f"{coder} codes blind from now on: no suggestions, and nobody else's codings.")
    else:
        say(f"{coder} sees suggestions and everybody's codings again.")


COMMANDS = (suggest, blind)
