"""The commands about suggestions: what is proposed, how good it is, and blind passes."""

from __future__ import annotations

import click

from coder.cli.output import emit, format_option, say

_LISTED: tuple[str, ...] = ("transcript", "turn", "code", "score", "source", "reason", "text")
_MEASURED: tuple[str, ...] = (
    *("code", "group", "n", "precision", "recall", "found_in_3", "coverage_90"),
    *("usual", "keyword", "gap"),
)


@click.command()
@click.argument("project")
@click.option("--list", "listed", is_flag=True, help="Print what is suggested now.")
@click.option("--evaluate", is_flag=True, help="Measure suggestions on the project's own codings.")
@format_option
def suggest(project: str, listed: bool, evaluate: bool, shape: str) -> None:
    """Print suggestions, or how good they are. Nothing is changed.

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
    from coder.services import bootstrap

    if listed == evaluate:
        raise click.UsageError("say either --list or --evaluate")
    with bootstrap.session(project, readonly=True) as opened:
        if evaluate:
            from coder.services.measuring import measured

            rows, columns, cut = measured(opened), _MEASURED, "code"
        else:
            from coder.services.measuring import suggested

            service = bootstrap.suggestions(opened)
            rows = suggested(opened, service) if service else []
            columns, cut = _LISTED, "text"
            if service is None:
                say("Suggestions are off in a blind pass.")
    if evaluate and not rows:
        say("There is nothing to measure on yet: code two transcripts first.")
    emit(rows, shape, columns, cut, fields=columns)


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
