"""The command that searches."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any

import click

from coder.cli.output import counted, emit, leaks_option, put, say, to_keep
from coder.domain.consent import Consent
from coder.domain.text import visible

if TYPE_CHECKING:
    from coder.domain.transcript import Span, Transcript, Turn
    from coder.services.sayable import Sayable
    from coder.services.searching import Hit
    from coder.services.session import Session

FIELDS = (
    "id",
    "transcript",
    "turn",
    "speaker",
    "start",
    "end",
    "found",
    "text",
    "codings",
    "before",
    "after",
)

MARKS = "»", "«"
"""What stands around the words found, where a person reads."""


@click.command()
@click.argument("project")
@click.argument("query")
@click.option("--transcript", "labels", multiple=True, metavar="LABEL", help="Only there; several times.")
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "csv", "json"]),
    default="text",
    show_default=True,
    help="How to print what is found.",
)
@click.option(
    "--context",
    type=click.IntRange(0, 50),
    default=0,
    metavar="N",
    help="How many turns before and after to print as well.",
)
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Stop after N turns.")
@leaks_option
def search(
    project: str, query: str, labels: tuple[str, ...], shape: str, context: int, limit: int | None
) -> None:
    """Find turns by their words and by what is known about them.

    \b
    felt unsafe        both words begin words of one turn
    "felt unsafe"      exactly these words      -word       not
    ~feel              felt, feels, feeling     a OR b      either, ( ) together
    /f[ae]ll?/         a pattern                /…/c        where case matters
    code:CUL lens:focus coder:AM starred        one coding with all of these
    role: group: speaker: site: label: wave: memo: and any attribute of a person
    uncoded            what you have to do      uncoded:AM  what AM has

    Terms beside each other must all hold in one turn.
    """
    from coder.services.quick_search import Wanted, search_at

    # The program ends soon after, and looking for garbage among all turns takes its time.
    gc.disable()
    quick = search_at(project, Wanted(query, labels, limit, context))
    if quick is None:
        told = _told_by_session(project, query, labels, limit, context)
    else:
        told = [_told(None, transcript, hit, context) for transcript, hit in quick]
    rows = [row for row, _ in told]
    if shape != "text":
        emit(rows, shape, fields=FIELDS, words_of=project)
        return
    between = "\n--\n" if context else "\n"
    if told:
        put(between.join("\n".join(lines) for _, lines in told), project)
    where = counted(len({row["transcript"] for row in rows}), "transcript")
    say(f"{counted(len(rows), 'turn')} in {where}." if rows else "No turn fits.")


def _told_by_session(
    project: str, query: str, labels: tuple[str, ...], limit: int | None, context: int
) -> list[tuple[dict[str, Any], list[str]]]:
    """What is found in a project that has to be opened in full."""
    from coder.services.bootstrap import session
    from coder.services.sayable import Sayable

    with session(project, readonly=True) as opened:
        hits = _found(opened, query, labels, limit)
        sayable = Sayable(opened, kept=to_keep())
        return [_told(sayable, transcript, hit, context) for transcript, hit in _with_words(opened, hits)]


def _found(opened: Session, query: str, labels: tuple[str, ...], limit: int | None) -> list[Hit]:
    from coder.services.searching import Searching

    hits: list[Hit] = []
    with Searching(opened, query, labels) as searching:
        while (found := searching.step()) is not None:
            hits += found.hits
            if limit and len(hits) >= limit:
                return hits[:limit]
    return hits


def _with_words(opened: Session, hits: list[Hit]) -> list[tuple[Transcript, Hit]]:
    found: dict[str, Transcript] = {}
    pairs = []
    for hit in hits:
        if hit.transcript_id not in found:
            found = {hit.transcript_id: opened.store.transcript(hit.transcript_id)}
        pairs.append((found[hit.transcript_id], hit))
    return pairs


def _told(
    sayable: Sayable | None, transcript: Transcript, hit: Hit, context: int
) -> tuple[dict[str, Any], list[str]]:
    """A hit as a row and as lines to read."""
    at = next(n for n, turn in enumerate(transcript.turns) if turn.seq == hit.seq)
    turns = transcript.turns
    before, after = turns[max(0, at - context) : at], turns[at + 1 : at + 1 + context]

    def words(span: Span) -> str:
        return sayable.words(transcript, span) if sayable else span.of(transcript.text)

    free = sayable is None or sayable.level(transcript, turns[at].span) is Consent.REPORT
    own = _marked(transcript, hit) if free else words(turns[at].span)
    lines = [
        *(_line(transcript, turn, "-", words(turn.span)) for turn in before),
        _line(transcript, turns[at], ":", own),
        *(_line(transcript, turn, "-", words(turn.span)) for turn in after),
    ]
    row = {
        "id": f"{hit.label}:{hit.seq}",
        "transcript": hit.label,
        "turn": hit.turn,
        "speaker": hit.speaker,
        "start": hit.marks[0].start,
        "end": hit.marks[0].end,
        "found": [words(mark) for mark in hit.marks],
        "text": words(turns[at].span),
        "codings": list(hit.codings),
        "before": [words(turn.span) for turn in before],
        "after": [words(turn.span) for turn in after],
    }
    return row, lines


def _line(transcript: Transcript, turn: Turn, sign: str, words: str) -> str:
    speaker = transcript.speaker(turn)
    who = f"{visible(speaker.shown)}: " if speaker else ""
    return f"{visible(transcript.label)} {turn.number or '—'}{sign} {who}{visible(words)}"


def _marked(transcript: Transcript, hit: Hit) -> str:
    if hit.marks == (hit.span,):
        return hit.span.of(transcript.text)
    parts, at = [], hit.span.start
    for mark in hit.marks:
        if mark.start < at:
            continue  # codings may lie over each other
        parts += [transcript.text[at : mark.start], MARKS[0], mark.of(transcript.text), MARKS[1]]
        at = mark.end
    return "".join([*parts, transcript.text[at : hit.span.end]])


COMMANDS = (search,)
