"""What is known about a session, how far its coding is and what is open: as styled lines."""

from __future__ import annotations

from datetime import datetime

from coder.domain.transcript import Turn
from coder.services.facts import SessionFacts, Talk
from coder.services.progress import Amount, Progress
from coder.services.reading_time import as_time
from coder.tui import safe
from coder.tui.drawing import clock
from coder.tui.keyline import KEY, QUIET, Line, wrapped
from coder.tui.state import TranscriptState

NAME = 11
"""Columns of the names of facts."""

BAR = 16
"""Cells of a bar."""

REMARKS = 8
"""Remarks of the reader that are shown."""


def fact_lines(known: SessionFacts, progress: Progress, width: int) -> list[Line]:
    """Everything about one session."""
    return [
        *_about(known, width),
        [],
        [("Your coding", "bold")],
        *progress_lines(progress),
        *_time(known, width),
        [],
        [("Who speaks", "bold")],
        *_speakers(known.speakers, width),
        *_source(known, width),
        *_memos(known, width),
    ]


def _about(known: SessionFacts, width: int) -> list[Line]:
    facts = known.facts
    long = f"{known.turns:,} turns · {known.words:,} words"
    long += f" · {known.minutes} min of recording" if known.minutes else ""
    pairs = [
        ("Title", facts.title),
        ("Kind", facts.kind.value),
        ("Group", facts.group),
        ("Site", facts.site),
        ("Date", facts.date),
        ("Wave", facts.wave),
        ("Mode", facts.mode),
        ("Language", facts.language),
        ("Length", long),
    ]
    if known.revision > 1:
        pairs.append(("Revision", f"{known.revision}; it was corrected, and what was there before is kept"))
    lines: list[Line] = []
    for name, value in pairs:
        if value:
            lines += _fact(name, value, width)
    missing = [name.casefold() for name, value in pairs if not value and name != "Title"]
    return [*lines, *(_fact("Not told", ", ".join(missing), width, QUIET) if missing else [])]


def _fact(name: str, value: str, width: int, style: str = "") -> list[Line]:
    rows = wrapped(value, width - NAME, style) or [[""]]
    first, *more = rows
    head = (safe.fitted(name, NAME), QUIET)
    return [[head, *first], *([" " * NAME, *line] for line in more)]


def progress_lines(progress: Progress) -> list[Line]:
    """How far it is, in turns and in words."""
    if not progress.to_code.turns:
        return [[("No turn here wants a code.", QUIET)]]
    rows = [("coded", progress.coded), ("nothing in it", progress.nothing), ("still open", progress.left)]
    lines: list[Line] = [
        [
            (bar(progress.share), KEY),
            f"  {progress.done.turns:,} of {progress.to_code.turns:,} turns",
            (f"  {percent(progress.done.turns, progress.to_code.turns)}", "bold"),
        ]
    ]
    return [*lines, *(_amount(name, amount, progress.to_code) for name, amount in rows)]


def _amount(name: str, amount: Amount, every: Amount) -> Line:
    return [
        (safe.fitted(name, 15), QUIET),
        f"{amount.turns:>7,} turns",
        (f"{percent(amount.turns, every.turns):>7}", QUIET),
        f"{amount.words:>10,} words",
        (f"{percent(amount.words, every.words):>7}", QUIET),
    ]


def bar(share: float, cells: int = BAR) -> str:
    """A bar that is full at 1, and never full or empty before."""
    full = round(share * cells)
    full = min(full, cells - 1) if share < 1 else cells
    full = max(full, 1) if share > 0 else 0
    return "━" * full + "╌" * (cells - full)


def percent(part: int, whole: int) -> str:
    """A share as people read it; never 100 % before all is done, nor 0 % once something is."""
    if not whole:
        return "–"
    share = round(100 * part / whole)
    share = min(share, 99) if part < whole else 100
    return f"{max(share, 1) if part else 0} %"


def _time(known: SessionFacts, width: int) -> list[Line]:
    told = as_time(known.own_time)
    if known.all_time > known.own_time:
        told += f" · everybody together {as_time(known.all_time)}"
    return _fact("Your time", told, width)


def _speakers(talks: tuple[Talk, ...], width: int) -> list[Line]:
    room = max(10, min(32, width - 46))
    lines: list[Line] = [
        [(safe.fitted("", room) + f"{'turns':>7}{'words':>9}{'of all':>8}  role", QUIET)],
    ]
    for talk in talks:
        who = talk.name if talk.person in ("", talk.name) else f"{talk.name} · {talk.person}"
        what = talk.role.value + (f", {talk.group}" if talk.group else "")
        lines.append(
            [
                safe.fitted(who, room - 1) + " ",
                f"{talk.turns:>7,}{talk.words:>9,}{talk.share:>7.0%}".replace("%", " %"),
                (safe.cut(f"  {what}", width - room - 24), QUIET),
            ]
        )
    return lines if talks else [[("Nobody is named.", QUIET)]]


def _source(known: SessionFacts, width: int) -> list[Line]:
    source = known.source
    lines: list[Line] = [[], [("Where the words come from", "bold")]]
    if source is None:
        return [*lines, [("No file is named.", QUIET)]]
    lines += _fact("File", source.name, width)
    lines += _fact("Read as", f"{source.format}, {_day(source.read_at)}", width)
    remarks = source.remarks[:REMARKS]
    for at, remark in enumerate(remarks):
        lines += _fact("Remarked" if not at else "", remark, width)
    more = len(source.remarks) - len(remarks)
    return [*lines, *(_fact("", f"… and {more} more", width, QUIET) if more else [])]


def _day(moment: str) -> str:
    try:
        return f"{datetime.fromisoformat(moment).astimezone():%Y-%m-%d %H:%M}"
    except ValueError:
        return moment


def _memos(known: SessionFacts, width: int) -> list[Line]:
    if not known.memos and not known.other_memos:
        return []
    lines: list[Line] = [[], [("Memos", "bold")]]
    for memo in known.memos:
        lines += wrapped(memo, width, most=4)
    if known.other_memos:
        many = f"{known.other_memos} memos stand" if known.other_memos > 1 else "1 memo stands"
        lines.append([(f"{many} on its turns, words and codings.", QUIET)])
    return lines


def open_line(state: TranscriptState, turn: Turn, width: int, *, here: bool) -> Line:
    """A turn that is still open: number, time, who, and its first words."""
    speaker = state.transcript.speaker(turn)
    number = f"{state.place_of(turn):>5}"
    time = f" {clock(turn.start_ms):>8}" if turn.start_ms is not None else ""
    name = safe.fitted(speaker.shown if speaker else "", 14)
    words = " ".join(state.transcript.words(turn)[:400].split())
    return [
        ("› " if here else "  ", KEY),
        (number, "bold reverse" if here else "bold"),
        (time, QUIET),
        f"  {name}  ",
        (safe.cut(words, max(8, width - 25 - len(time))), ""),
    ]


def project_line(label: str, progress: Progress | None, seconds: int, width: int, *, here: bool) -> Line:
    """How far one transcript of the project is."""
    name = safe.fitted(label, max(10, min(30, width - 50)))
    head: Line = [("› " if here else "  ", KEY), (name, "bold reverse" if here else "bold"), " "]
    if progress is None:
        return [*head, ("…", QUIET)]
    done, every = progress.done.turns, progress.to_code.turns
    words = f"{progress.left.words:>9,} words open" if progress.left.words else f"{'done':>14}"
    return [
        *head,
        (bar(progress.share, 8), KEY),
        f" {percent(done, every):>6}{words:<20}",
        (as_time(seconds) if seconds else "", QUIET),
    ]
