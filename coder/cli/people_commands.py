"""Commands that correct: speakers, turns, files read again, codings to review, undo and redo."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coder.cli.output import coder_option, emit, format_option, leaks_option, say, to_keep
from coder.domain.transcript import Role
from coder.errors import InputError

if TYPE_CHECKING:
    from coder.domain.transcript import Transcript
    from coder.services.correcting import Corrected, CorrectionService
    from coder.services.people import PeopleService

PATH = click.Path(path_type=Path)

MAX_TURNS = 1_000_000
"""A turn number beyond this is a slip."""


class PlaceGroup(click.Group):
    """A group whose own arguments, such as PROJECT, stand before the command; options anywhere there."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the group's options before its arguments, as the parser wants them."""
        wanted = sum(isinstance(p, click.Argument) for p in self.params)
        valued = {
            name for p in self.params if isinstance(p, click.Option) and not p.is_flag for name in p.opts
        }
        options: list[str] = []
        arguments: list[str] = []
        rest = list(args)
        while rest and (len(arguments) < wanted or rest[0].startswith("-")):
            word = rest.pop(0)
            if not word.startswith("-"):
                arguments.append(word)
                continue
            options.append(word)
            if word in valued and rest:
                options.append(rest.pop(0))
        return super().parse_args(ctx, [*options, *arguments, *rest])


@click.group(cls=PlaceGroup, invoke_without_command=True, subcommand_metavar="[COMMAND …]")
@click.argument("project")
@click.argument("transcript")
@format_option
@click.pass_context
def speakers(ctx: click.Context, project: str, transcript: str, shape: str) -> None:
    """List the speakers of a transcript, or correct who they are.

    SPEAKER is a name as listed, or the label that was imported. Every correction can be undone.
    """
    ctx.obj = (project, transcript)
    if ctx.invoked_subcommand:
        return
    from coder.services.bootstrap import session
    from coder.services.listing import LISTS

    with session(project, readonly=True) as opened:
        label = opened.find_transcript(transcript).label
        rows = [row for row in LISTS["speakers"](opened) if row["transcript"] == label]
    emit(rows, shape, ("label", "name", "role", "participant", "turns", "words"), "name")


@speakers.command("rename")
@click.argument("old")
@click.argument("new")
@coder_option
@click.pass_obj
def rename(where: tuple[str, str], old: str, new: str, coder: str | None) -> None:
    """Show a speaker under another name in the whole transcript."""
    with _people(where, coder) as (people, found):
        say(_sentence(people.rename(found, old, new).summary))


@speakers.command("merge")
@click.argument("who", metavar="FROM")
@click.argument("into", metavar="INTO")
@coder_option
@click.pass_obj
def merge(where: tuple[str, str], who: str, into: str, coder: str | None) -> None:
    """Give all turns of one speaker to another, who is the same person."""
    with _people(where, coder) as (people, found):
        _tell(people.merge(found, who, into))


@speakers.command("role")
@click.argument("speaker")
@click.argument("role")
@coder_option
@click.pass_obj
def role(where: tuple[str, str], speaker: str, role: str, coder: str | None) -> None:
    """Say what a speaker does: participant, facilitator, observer or unknown."""
    if role.casefold() not in set(Role):
        raise InputError(f"{role!r} is not a role", remedy="use " + ", ".join(Role))
    with _people(where, coder) as (people, found):
        say(_sentence(people.set_role(found, speaker, Role(role.casefold())).summary))


@speakers.command("person")
@click.argument("speaker")
@click.argument("participant", required=False)
@click.option("--group", default="", help="The stakeholder group of the participant.")
@click.option(
    "--set", "attributes", multiple=True, metavar="NAME=VALUE", help="An attribute; may be repeated."
)
@click.option("--nobody", is_flag=True, help="Take the speaker off the participant.")
@coder_option
@click.pass_obj
def person(
    where: tuple[str, str],
    speaker: str,
    participant: str | None,
    group: str,
    attributes: tuple[str, ...],
    nobody: bool,
    coder: str | None,
) -> None:
    """Say which participant a speaker is; a new one is made."""
    if nobody == bool(participant) or (nobody and (group or attributes)):
        raise InputError("name either a participant or --nobody")
    with _people(where, coder) as (people, found):
        if participant:
            done = people.map_speaker(found, speaker, participant, group, _attributes(attributes))
        else:
            done = people.unmap(found, speaker)
        say(_sentence(done.summary))


@speakers.command("assign")
@click.argument("turns")
@click.argument("speaker")
@click.option("--of", metavar="NAME", help="Only those of the turns that are this speaker's.")
@click.option("--new", is_flag=True, help="SPEAKER is somebody who is not listed yet.")
@coder_option
@click.pass_obj
def assign(
    where: tuple[str, str], turns: str, speaker: str, of: str | None, new: bool, coder: str | None
) -> None:
    """Say who spoke some turns, such as 12,15-18; 20- is from turn 20 to the end."""
    from coder.domain.revising import turn_numbers
    from coder.services.correcting import CorrectionService
    from coder.services.speakers import turns_of

    with _people(where, coder) as (people, found):
        numbers = turn_numbers(found, turns)
        numbers = turns_of(found, numbers, of) if of else numbers
        if new:
            _tell(people.split(found, numbers, speaker))
        else:
            _tell(CorrectionService(people.session).assign_turns(found, numbers, speaker))


@click.group("turns", cls=PlaceGroup, invoke_without_command=True, subcommand_metavar="[COMMAND …]")
@click.argument("project")
@click.argument("transcript")
@format_option
@leaks_option
@click.pass_context
def turns(ctx: click.Context, project: str, transcript: str, shape: str) -> None:
    """List the turns of a transcript with their numbers, or correct one.

    Codings move with their words; those whose words change are listed by `coder review`.
    The text of before stays: see `coder text --revision`.
    """
    ctx.obj = (project, transcript)
    if ctx.invoked_subcommand:
        return
    from coder.services.bootstrap import session
    from coder.services.sayable import Sayable

    with session(project, readonly=True) as opened:
        found = opened.transcript(transcript)
        sayable = Sayable(opened, kept=to_keep())
        said = [sayable.words(found, turn.span) for turn in found.turns]
    rows = [
        {
            "id": turn.seq,
            "turn": turn.number,
            "kind": turn.kind.value,
            "speaker": speaker.shown if (speaker := found.speaker(turn)) else "",
            "start": turn.start,
            "end": turn.end,
            "text": words,
        }
        for turn, words in zip(found.turns, said, strict=True)
    ]
    emit(rows, shape, ("turn", "speaker", "text"), "text", words_of=project)


@turns.command("edit")
@click.argument("turn", type=click.IntRange(1, MAX_TURNS))
@click.argument("words")
@coder_option
@click.pass_obj
def edit(where: tuple[str, str], turn: int, words: str, coder: str | None) -> None:
    """Give a turn other words (- reads them from standard input)."""
    said = sys.stdin.read() if words == "-" else words
    _correct(where, coder, lambda service, found: service.edit_turn(found, turn, said))


@turns.command("join")
@click.argument("turn", type=click.IntRange(1, MAX_TURNS))
@coder_option
@click.pass_obj
def join(where: tuple[str, str], turn: int, coder: str | None) -> None:
    """Make one turn of a turn and the next."""
    _correct(where, coder, lambda service, found: service.join_turns(found, turn))


@turns.command("split")
@click.argument("turn", type=click.IntRange(1, MAX_TURNS))
@click.argument("word", type=click.IntRange(1, MAX_TURNS))
@click.option("--speaker", help="Who speaks from there on.  [default: the same speaker]")
@coder_option
@click.pass_obj
def split(where: tuple[str, str], turn: int, word: int, speaker: str | None, coder: str | None) -> None:
    """Begin another turn at the WORDth word of a turn."""

    def at_word(service: CorrectionService, found: Transcript) -> Corrected:
        from coder.domain.revising import word_offset

        return service.split_turn(found, turn, word_offset(found, turn, word), speaker)

    _correct(where, coder, at_word)


@turns.command("insert")
@click.argument("after", type=click.IntRange(0, MAX_TURNS))
@click.argument("speaker")
@click.argument("words")
@click.option("--new", is_flag=True, help="SPEAKER is somebody who is not listed yet.")
@coder_option
@click.pass_obj
def insert(
    where: tuple[str, str], after: int, speaker: str, words: str, new: bool, coder: str | None
) -> None:
    """Put a turn behind turn AFTER (- reads its words from standard input); 0 puts it before the first."""
    said = sys.stdin.read() if words == "-" else words
    _correct(where, coder, lambda service, found: service.insert_turn(found, after, speaker, said, new=new))


@turns.command("delete")
@click.argument("turn", type=click.IntRange(1, MAX_TURNS))
@coder_option
@click.pass_obj
def delete(where: tuple[str, str], turn: int, coder: str | None) -> None:
    """Leave a turn out."""
    _correct(where, coder, lambda service, found: service.delete_turn(found, turn))


@click.command()
@click.argument("project")
@click.argument("transcript")
@click.argument("file", type=PATH)
@click.option("--as", "as_format", metavar="FORMAT", help="Read the file as this format.")
@coder_option
def reimport(project: str, transcript: str, file: Path, as_format: str | None, coder: str | None) -> None:
    """Take a corrected file as the next revision of a transcript.

    Speakers whose labels are known stay who they are. Codings move with their words; those
    whose words changed are listed by `coder review`.
    """
    _correct(
        (project, transcript),
        coder,
        lambda service, found: service.reimport(file, found, as_format=as_format),
    )


@click.group(cls=PlaceGroup, invoke_without_command=True, subcommand_metavar="[COMMAND …]")
@click.argument("project")
@format_option
@click.pass_context
def review(ctx: click.Context, project: str, shape: str) -> None:
    """List the codings whose words a correction changed, or decide on one."""
    ctx.obj = project
    if ctx.invoked_subcommand:
        return
    from coder.services.bootstrap import session
    from coder.services.listing import LISTS

    with session(project, readonly=True) as opened:
        rows = LISTS["review"](opened)
    emit(rows, shape, ("id", "transcript", "turn", "code", "coder", "was", "text"), "text")
    if not rows and shape == "table":
        say("Nothing is to be reviewed.")


@review.command("keep")
@click.argument("id_", metavar="ID")
@coder_option
@click.pass_obj
def keep(project: str, id_: str, coder: str | None) -> None:
    """Keep a coding on the words that stand there now."""
    _settle(project, id_, True, coder)


@review.command("remove")
@click.argument("id_", metavar="ID")
@coder_option
@click.pass_obj
def remove(project: str, id_: str, coder: str | None) -> None:
    """Remove a coding, with the memos on it."""
    _settle(project, id_, False, coder)


@click.command()
@click.argument("project")
@coder_option
def undo(project: str, coder: str | None) -> None:
    """Take back your last act that still stands, and say which it was."""
    from coder.services.bootstrap import session

    with session(project, coder) as opened:
        done = opened.undo(bulk=True)
    say(_sentence(done.summary) if done else "There is nothing to undo.")


@click.command()
@click.argument("project")
@coder_option
def redo(project: str, coder: str | None) -> None:
    """Do again what you took back last, and say what it was."""
    from coder.services.bootstrap import session

    with session(project, coder) as opened:
        done = opened.redo()
    say(_sentence(done.summary) if done else "There is nothing to do again.")


def _attributes(typed: tuple[str, ...]) -> dict[str, str]:
    pairs = [text.partition("=") for text in typed]
    if not all(name.strip() and equals for name, equals, _ in pairs):
        raise InputError("--set wants NAME=VALUE")
    return {name.strip(): value.strip() for name, _, value in pairs}


@contextmanager
def _people(where: tuple[str, str], coder: str | None) -> Iterator[tuple[PeopleService, Transcript]]:
    from coder.services.bootstrap import session
    from coder.services.people import PeopleService

    project, transcript = where
    with session(project, coder) as opened:
        yield PeopleService(opened), opened.transcript(transcript)


def _correct(
    where: tuple[str, str], coder: str | None, act: Callable[[CorrectionService, Transcript], Corrected]
) -> None:
    from coder.services.bootstrap import session
    from coder.services.correcting import CorrectionService

    project, transcript = where
    with session(project, coder) as opened:
        _tell(act(CorrectionService(opened), opened.transcript(transcript)))


def _settle(project: str, id_: str, stays: bool, coder: str | None) -> None:
    from coder.services.bootstrap import session
    from coder.services.correcting import CorrectionService

    with session(project, coder) as opened:
        service = CorrectionService(opened)
        found = [coding for coding in service.review() if coding.id.startswith(id_)]
        if len(found) != 1:
            what = "several codings in review begin" if found else "no coding in review begins"
            raise InputError(f"{what} with {id_!r}", remedy="see `coder review PROJECT` for the ids")
        say(_sentence(service.settle(found[0], "keep" if stays else "remove").summary))


def _tell(done: Corrected) -> None:
    say(_sentence(done.event.summary))
    if done.moved:
        say(f"Codings that moved with their words: {done.moved}.")
    if done.to_review:
        say(f"Codings whose words changed: {len(done.to_review)}; decide with `coder review`.")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."


COMMANDS: tuple[Any, ...] = (speakers, turns, reimport, review, undo, redo)
