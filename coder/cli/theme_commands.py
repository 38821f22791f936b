"""Commands on themes: claims with their evidence and negative cases."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from coder.cli.output import coder_option, emit, format_option, leaks_option, put, say, to_keep
from coder.domain.text import visible
from coder.domain.theme import Looked, ThemeStatus
from coder.errors import InputError

if TYPE_CHECKING:
    from coder.domain.events import Event
    from coder.services.session import Session
    from coder.services.themes import ThemeService

LIST_COLUMNS = ("number", "claim", "status", "people", "groups", "evidence", "negative_cases", "looked")
EVIDENCE_COLUMNS = ("evidence", "says", "chosen", "transcript", "turn", "speaker", "group", "code", "text")

_OPTIONS = (
    click.option(
        "--code", "code_ids", multiple=True, metavar="CODE", help="A code it groups; again for more."
    ),
    click.option("--lens", "lenses", multiple=True, metavar="LENS=VALUE", help="A value its codings have."),
    click.option("--group", "groups", multiple=True, help="A group that it holds for; again for more."),
    click.option("--measure", "measures", multiple=True, metavar="ID", help="A survey measure beside it."),
    click.option("--know", metavar="TEXT", help="What is known of it."),
    click.option("--think", metavar="TEXT", help="What is thought."),
    click.option("--assume", metavar="TEXT", help="What is assumed."),
    click.option("--notes", metavar="TEXT", help="Anything else."),
)


def _fields(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@click.group()
def theme() -> None:
    """Write themes, give them evidence and negative cases, and check them.

    THEME is its number as listed (3 or T3) or the beginning of its id; an evidence ID is the beginning
    of a coding's. Every change is one step of undo.
    """


@theme.command("add")
@click.argument("project")
@click.argument("claim")
@_fields
@click.option("--evidence", multiple=True, metavar="ID", help="A coding that bears it out; again for more.")
@coder_option
def add(project: str, claim: str, evidence: tuple[str, ...], coder: str | None, **fields: Any) -> None:
    """Write a theme: CLAIM says in a sentence what is so. Its id is printed."""
    from coder.domain.claim_words import looks_like_topic

    with _themes(project, coder) as service:
        ids = coding_ids(service.session, evidence)
        made = service.add(claim, evidence=ids, **_given(fields))
        print(made.id)
        say(f"Wrote theme T{len(service.all())}.")
    if looks_like_topic(made.claim):
        say("This looks like a topic. A claim is a sentence with a verb: what is so?")


@theme.command("edit")
@click.argument("project")
@click.argument("name", metavar="THEME")
@click.option("--claim", metavar="TEXT", help="The claim in a sentence.")
@_fields
@coder_option
def edit(project: str, name: str, claim: str | None, coder: str | None, **fields: Any) -> None:
    """Say anew what a theme says; each option given replaces what was there ('' takes it away)."""
    given = _given(fields) | ({"claim": claim} if claim is not None else {})
    if not given:
        raise InputError("nothing to change was given", remedy="see `coder theme edit --help`")
    with _themes(project, coder) as service:
        tell(service.edit(service.find(name), **given))


@theme.command("list")
@click.argument("project")
@format_option
def list_(project: str, shape: str) -> None:
    """List the themes with the people whose words bear them out."""
    from coder.services.claim_listing import THEME_FIELDS, theme_rows

    with claims_of(project, readonly=True) as opened:
        rows = theme_rows(opened)
    emit(rows, shape, LIST_COLUMNS, "claim", fields=THEME_FIELDS)
    if not rows and shape == "table":
        say("There are no themes yet; `coder theme add` writes one.")


@theme.command("show")
@click.argument("project")
@click.argument("name", metavar="THEME")
@format_option
@leaks_option
def show(project: str, name: str, shape: str) -> None:
    """Show a theme with everything it names."""
    from coder.services.claim_listing import EVIDENCE_FIELDS, evidence_rows
    from coder.services.themes import ThemeService

    with claims_of(project, readonly=True) as opened:
        found = ThemeService(opened).find(name)
        rows = evidence_rows(opened, found, kept=to_keep())
        if shape == "table":
            from coder.cli.claim_pages import theme_page

            put(theme_page(opened, found, kept=to_keep()), project)
    if rows or shape != "table":
        emit(rows, shape, EVIDENCE_COLUMNS, "text", EVIDENCE_FIELDS, project)


@theme.command("evidence")
@click.argument("project")
@click.argument("name", metavar="THEME")
@click.argument("ids", metavar="[ID]...", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Add every coding of its codes and lens values.")
@click.option("--remove", is_flag=True, help="Take these out, be they for it or against.")
@click.option("--star", is_flag=True, help="Choose this one as a quote, or choose it no more.")
@click.option("--flag", is_flag=True, help="Let this quote stand for the theme, or none.")
@format_option
@coder_option
def evidence(
    project: str,
    name: str,
    ids: tuple[str, ...],
    every: bool,
    remove: bool,
    star: bool,
    flag: bool,
    shape: str,
    coder: str | None,
) -> None:
    """Add codings that bear a theme out; without an ID, list what could be added."""
    if sum((every, remove, star, flag)) > 1:
        raise InputError("only one of --all, --remove, --star and --flag goes at a time")
    if (star or flag) and len(ids) != 1:
        raise InputError("--star and --flag are for one quote", remedy="name one id")
    if not ids and not every:
        _candidates(project, name, shape)
        return
    with _themes(project, coder) as service:
        found, chosen = service.find(name), coding_ids(service.session, ids)
        if every:
            from coder.services.claim_checks import weighed

            chosen = (*chosen, *(coding.id for coding in weighed(service.session).candidates(found)))
        acts = {
            remove: lambda: service.take_out(found, chosen),
            star: lambda: service.star(found, chosen[0]),
            flag: lambda: service.flag(found, chosen[0]),
        }
        tell(acts[True]() if True in acts else service.add_evidence(found, chosen))


@theme.command("negative")
@click.argument("project")
@click.argument("name", metavar="THEME")
@click.argument("ids", metavar="[ID]...", nargs=-1)
@click.option("--looked", help="Whether negative cases were looked for: yes, no or not-yet.")
@format_option
@coder_option
def negative(
    project: str, name: str, ids: tuple[str, ...], looked: str | None, shape: str, coder: str | None
) -> None:
    """Add codings that speak against a theme; without any, list those that may.

    Listed are codings of its codes with the opposite appraisal, and those of groups it does not claim.
    """
    if not ids and looked is None:
        _against(project, name, shape)
        return
    answer = _one_of(Looked, looked.replace("-", " ")) if looked is not None else None
    with _themes(project, coder) as service:
        found = service.find(name)
        if ids:
            tell(service.add_negative_cases(found, coding_ids(service.session, ids)))
        if answer is not None:
            tell(service.answer(found, answer))


@theme.command("status")
@click.argument("project")
@click.argument("name", metavar="THEME")
@click.argument("status")
@coder_option
def status(project: str, name: str, status: str, coder: str | None) -> None:
    """Say how far a theme has come: draft, checked or final.

    It is final with evidence, and when negative cases were looked for.
    """
    wanted = _one_of(ThemeStatus, status)
    with _themes(project, coder) as service:
        tell(service.set_status(service.find(name), wanted))


@theme.command("move")
@click.argument("project")
@click.argument("name", metavar="THEME")
@click.argument("place", type=int)
@coder_option
def move(project: str, name: str, place: int, coder: str | None) -> None:
    """Put a theme at a place among all, from 1."""
    with _themes(project, coder) as service:
        tell(service.move(service.find(name), place))


@theme.command("remove")
@click.argument("project")
@click.argument("name", metavar="THEME")
@coder_option
def remove(project: str, name: str, coder: str | None) -> None:
    """Take a theme away; its codings stay, and recommendations answer it no more."""
    with _themes(project, coder) as service:
        tell(service.remove(service.find(name)))


@theme.command("check")
@click.argument("project")
@click.option(
    "--students",
    type=click.IntRange(0, 100),
    metavar="PERCENT",
    help="Keep a new least share of their quotes.",
)
@format_option
def check(project: str, students: int | None, shape: str) -> None:
    """Look for what may be wrong with themes and recommendations; ends with 1 when something is found.

    Words for how many that the evidence does not bear out, missing evidence, words quoted twice, one
    speaker quoted often, too few students, names, missing causes, ties, and more.
    """
    from coder.services.claim_checks import set_student_floor
    from coder.services.claim_listing import FINDING_FIELDS, finding_rows

    with claims_of(project, readonly=students is None) as opened:
        if students is not None:
            set_student_floor(opened, students)
        rows = finding_rows(opened)
    emit(rows, shape, ("rule", "place", "sentence", "remedy"), "sentence", fields=FINDING_FIELDS)
    if rows:
        sys.exit(1)
    say("Nothing to remark.")


def coding_ids(session: Session, names: tuple[str, ...]) -> tuple[str, ...]:
    """The full ids of codings that are named by the beginning of theirs."""
    from coder.domain.coding import Coding
    from coder.services.evidence import find_any

    found = []
    for name in names:
        one = find_any(session, name)
        if not isinstance(one, Coding):
            raise InputError(f"{visible(name)!r} is no coding", remedy="evidence are codings")
        found.append(one.id)
    return tuple(found)


def tell(event: Event | None) -> None:
    """Say what was done."""
    told = event.summary if event else "nothing would change"
    say(f"{told[:1].upper()}{told[1:]}" + ("" if told.endswith((".", "…")) else "."))


@contextmanager
def claims_of(project: str, coder: str | None = None, *, readonly: bool = False) -> Iterator[Session]:
    """An open project whose themes and recommendations may be seen; raises InputError in a blind pass."""
    from coder.services.bootstrap import session
    from coder.services.claiming import refuse_blind

    with session(project, coder, readonly=readonly) as opened:
        refuse_blind(opened)
        yield opened


@contextmanager
def _themes(project: str, coder: str | None) -> Iterator[ThemeService]:
    from coder.services.themes import ThemeService

    with claims_of(project, coder) as opened:
        yield ThemeService(opened)


def _given(fields: dict[str, Any]) -> dict[str, Any]:
    given = {name: value for name, value in fields.items() if value not in (None, ())}
    if "lenses" in given:
        given["lenses"] = _lenses(given["lenses"])
    return given


def _lenses(words: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    chosen: dict[str, tuple[str, ...]] = {}
    for word in filter(None, words):
        lens, equals, value = word.partition("=")
        if not equals or not value:
            raise InputError(f"{word!r} is no lens value", remedy="write it as LENS.APP=focus")
        chosen[lens] = (*chosen.get(lens, ()), value)
    return chosen


def _one_of(kind: Any, word: str) -> Any:
    if word.casefold() not in set(kind):
        raise InputError(f"{word!r} is none of {', '.join(kind)}")
    return kind(word.casefold())


def _candidates(project: str, name: str, shape: str) -> None:
    from coder.services.claim_listing import candidate_rows

    _proposed(
        project, name, shape, candidate_rows, ("evidence", "transcript", "turn", "group", "code", "text")
    )


def _against(project: str, name: str, shape: str) -> None:
    from coder.services.claim_listing import against_rows

    columns = ("evidence", "reason", "transcript", "turn", "group", "code", "text")
    _proposed(project, name, shape, against_rows, columns)


def _proposed(
    project: str,
    name: str,
    shape: str,
    rows_of: Callable[..., list[dict[str, Any]]],
    columns: tuple[str, ...],
) -> None:
    from coder.services.themes import ThemeService

    with claims_of(project, readonly=True) as opened:
        rows = rows_of(opened, ThemeService(opened).find(name), kept=to_keep())
    emit(rows, shape, columns, "text", ("id", *columns), project)
    if not rows and shape == "table":
        say("No other coding of its codes does.")


COMMANDS = (theme,)
