"""Commands on recommendations, and the way from an id to the words behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from coder.cli.output import coder_option, emit, format_option, leaks_option, put, say, to_keep
from coder.cli.theme_commands import claims_of, coding_ids, tell
from coder.domain.recommendation import Progress
from coder.errors import InputError

if TYPE_CHECKING:
    from coder.services.recommending import RecommendationService

OTHERS = "This is not of your own coding, and this is a blind pass."

LIST_COLUMNS = (
    *("number", "place", "tied", "votes", "action", "themes", "asked_by", "analysts", "cause", "owner"),
    *("timing", "status"),
)

_OPTIONS = (
    click.option(
        "--theme", "themes", multiple=True, metavar="THEME", help="A theme it answers; again for more."
    ),
    click.option(
        "--asked-by", multiple=True, metavar="GROUP", help="A group whose participants asked for it."
    ),
    click.option("--analysts/--no-analysts", default=None, help="Whether the authors propose it."),
    click.option("--cause", metavar="TEXT", help="The root cause in words."),
    click.option(
        "--cause-code", "cause_codes", multiple=True, metavar="CODE", help="The code of a root cause."
    ),
    click.option("--cause-evidence", multiple=True, metavar="ID", help="A coding that tells a root cause."),
    click.option("--owner", metavar="TEXT", help="Who sees to it."),
    click.option("--timing", metavar="TEXT", help="By when."),
    click.option("--measure", metavar="TEXT", help="How one will know."),
    click.option("--notes", metavar="TEXT", help="Anything else."),
)


def _fields(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@click.group()
def recommend() -> None:
    """Write recommendations for themes, and record votes on them.

    RECOMMENDATION is its number as listed (2 or R2) or the beginning of its id. Every change is one
    step of undo.
    """


@recommend.command("add")
@click.argument("project")
@click.argument("action")
@_fields
@coder_option
def add(project: str, action: str, coder: str | None, **fields: Any) -> None:
    """Write a recommendation: ACTION says what is to be done. Its id is printed."""
    with _recommending(project, coder) as service:
        made = service.add(action, **_given(service, fields))
        print(made.id)
        number = len(service.all())
        say(f"Wrote recommendation R{number}.")
        if number > service.limit:
            say(f"These are more than the {service.limit} that can be followed; see `coder recommend limit`.")
        if not (made.cause or made.cause_codes or made.cause_codings):
            say("It has no root cause yet.")
        if not made.theme_ids:
            say("It answers no theme yet.")


@recommend.command("edit")
@click.argument("project")
@click.argument("name", metavar="RECOMMENDATION")
@click.option("--action", metavar="TEXT", help="What is to be done.")
@_fields
@coder_option
def edit(project: str, name: str, action: str | None, coder: str | None, **fields: Any) -> None:
    """Say anew what a recommendation says; each option given replaces what was there ('' takes it away)."""
    with _recommending(project, coder) as service:
        given = _given(service, fields) | ({"action": action} if action is not None else {})
        if not given:
            raise InputError("nothing to change was given", remedy="see `coder recommend edit --help`")
        tell(service.edit(service.find(name), **given))


@recommend.command("list")
@click.argument("project")
@format_option
def list_(project: str, shape: str) -> None:
    """List the recommendations by votes; ties are told."""
    from coder.domain.recommendation import told_ties
    from coder.services.claim_listing import RECOMMENDATION_FIELDS, recommendation_rows
    from coder.services.recommending import RecommendationService

    with claims_of(project, readonly=True) as opened:
        rows = recommendation_rows(opened)
        ties = told_ties(RecommendationService(opened).ranked())
    emit(rows, shape, LIST_COLUMNS, "action", fields=RECOMMENDATION_FIELDS)
    for tie in ties:
        say(f"{tie}.")
    if not rows and shape == "table":
        say("There are no recommendations yet; `coder recommend add` writes one.")


@recommend.command("vote")
@click.argument("project")
@click.argument("name", metavar="RECOMMENDATION")
@click.argument("by")
@click.argument("count", type=int, default=1)
@coder_option
def vote(project: str, name: str, by: str, count: int, coder: str | None) -> None:
    """Record that BY, a person or a group, gave it COUNT votes, instead of any before; 0 takes them away."""
    with _recommending(project, coder) as service:
        tell(service.vote(service.find(name), by, count))


@recommend.command("status")
@click.argument("project")
@click.argument("name", metavar="RECOMMENDATION")
@click.argument("status")
@coder_option
def status(project: str, name: str, status: str, coder: str | None) -> None:
    """Say what has become of it: proposed, agreed, started, done or dropped."""
    if status.casefold() not in set(Progress):
        raise InputError(f"{status!r} is none of {', '.join(Progress)}")
    with _recommending(project, coder) as service:
        tell(service.set_status(service.find(name), Progress(status.casefold())))


@recommend.command("remove")
@click.argument("project")
@click.argument("name", metavar="RECOMMENDATION")
@coder_option
def remove(project: str, name: str, coder: str | None) -> None:
    """Take a recommendation away, with its votes."""
    with _recommending(project, coder) as service:
        tell(service.remove(service.find(name)))


@recommend.command("limit")
@click.argument("project")
@click.argument("number", type=int, required=False)
@coder_option
def limit(project: str, number: int | None, coder: str | None) -> None:
    """Print how many recommendations are not too many, or set that for the project."""
    with _recommending(project, coder) as service:
        if number is not None:
            service.set_limit(number)
        print(service.limit)


@click.command("show")
@click.argument("where", metavar="[PROJECT] ID", nargs=-1, required=True)
@click.option("--context", type=click.IntRange(0, 50), default=2, show_default=True, help="Turns around it.")
@format_option
@leaks_option
def show(where: tuple[str, ...], context: int, shape: str) -> None:
    """Show what an id in a report stands for: an excerpt in its place, a theme, a recommendation.

    Without PROJECT it is the only project of this folder, else the one opened last.
    """
    if len(where) > 2:
        raise InputError("a project and one id are wanted", remedy="see `coder show --help`")
    from coder.cli.claim_pages import page, page_rows
    from coder.domain.coding import Coding
    from coder.services.bootstrap import session
    from coder.services.claiming import refuse_blind
    from coder.services.evidence import find_any
    from coder.services.whereabouts import usual_project

    project, name = where if len(where) == 2 else (usual_project(), where[0])
    if len(where) == 1:
        say(f"In {project}:")
    with session(project, readonly=True) as opened:
        found = find_any(opened, name)
        if not isinstance(found, Coding) or found.coder != opened.coder:
            refuse_blind(opened, OTHERS)
        if shape == "table":
            put(page(opened, found, context, kept=to_keep()), project)
        else:
            rows, fields = page_rows(opened, found, kept=to_keep())
            emit(rows, shape, fields=fields, words_of=project)


@contextmanager
def _recommending(project: str, coder: str | None) -> Iterator[RecommendationService]:
    from coder.services.recommending import RecommendationService

    with claims_of(project, coder) as opened:
        yield RecommendationService(opened)


def _given(service: RecommendationService, fields: dict[str, Any]) -> dict[str, Any]:
    from coder.services.themes import ThemeService

    given = {name: value for name, value in fields.items() if value not in (None, ())}
    if "themes" in given:
        themes = ThemeService(service.session)
        given["theme_ids"] = tuple(themes.find(name).id for name in given.pop("themes") if name)
    if "cause_evidence" in given:
        names = tuple(name for name in given.pop("cause_evidence") if name)
        given["cause_codings"] = coding_ids(service.session, names)
    return given


COMMANDS = (recommend, show)
