"""What the cues of a code would find in the project, counted while they are written."""

from __future__ import annotations

from typing import Any

from coder.errors import CoderError
from coder.services.cue_counting import Counted, field_of
from coder.tui.screens.codebook_define import CountCues, Told
from coder.tui.workplace import Workplace


def cue_counter(place: Workplace, code_id: str) -> CountCues | None:
    """Counts transcript by transcript, in the suggester's process; None where there is none."""
    suggester: Any = place.suggestions
    if suggester is None or not hasattr(suggester, "try_cues"):
        return None

    async def counted(cues: list[str], told: Told) -> None:
        session, jobs = place.session, place.jobs
        sums, problems = [Counted() for _ in cues], list[str]()
        for row in await jobs.store(session.store.transcripts):
            if not told(_lines(cues, sums, problems, more=True)):
                return
            field = await jobs.store(field_of, session, row.id, code_id)
            found, problems = await jobs.aside(suggester.try_cues, cues, field.texts)
            sums = [one + field.count(places) for one, places in zip(sums, found, strict=True)]
        told(_lines(cues, sums, problems, more=False))

    async def heard(cues: list[str], told: Told) -> None:
        try:
            await counted(cues, told)
        except CoderError as error:
            told([str(error)])

    return lambda cues, told: place.jobs.start(heard(cues, told))


def _lines(cues: list[str], sums: list[Counted], problems: list[str], *, more: bool) -> list[str]:
    """What is wrong first, then the cues, the last written first: it is the one that is looked at."""
    dots = " …" if more else ""
    pairs = list(zip(cues, sums, strict=True))
    return [*problems, *(f"{_told(one)}{dots}  {cue}" for cue, one in reversed(pairs))]


def _told(one: Counted) -> str:
    turns = "1 turn" if one.turns == 1 else f"{one.turns:,} turns"
    return f"{turns}, right {one.right} of {one.done} done" if one.done else turns
