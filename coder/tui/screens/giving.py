"""The questions that are asked before turns are given to somebody: which turns, and whom."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Any

from coder.domain.revising import turn_numbers
from coder.domain.transcript import Speaker, Transcript
from coder.errors import CoderError
from coder.services.speakers import named_turns, turns_of
from coder.tui.mending import heard
from coder.tui.screens.asking import Choice, ChoiceScreen, Chosen, Field, FormScreen
from coder.tui.screens.base import Desk

NEW = "a new speaker"

EVERYBODY = "whoever speaks"


async def ask_turns(
    desk: Desk[Any],
    talk: Transcript,
    speaker: Speaker | None,
    number: int,
    then: Callable[[list[int]], Awaitable[None]],
) -> None:
    """Ask which turns are meant, at first all of `speaker` from turn `number` on; `then` gets them."""
    only = "only theirs"

    async def named(typed: Mapping[str, str] | None) -> None:
        if typed is None:
            return
        try:
            numbers = turn_numbers(talk, typed["turns"])
            if speaker and typed["whose"] == only:
                numbers = turns_of(talk, numbers, speaker.id)
        except CoderError as error:
            desk.complain(error)
            return
        await then(numbers)

    fields = [Field("turns", "Turns", f"{number}-", f"Such as 12-18, 25; {number}- goes on to the end")]
    if speaker:
        about = f"← → choose: only those of {speaker.shown}, or all of them"
        fields.append(Field("whose", "Whose", only, about, (only, EVERYBODY)))
    title = f"Give turns of {speaker.shown} to somebody else" if speaker else "Give turns to somebody"
    await desk.ask(FormScreen(title, fields, verb="choose who"), named)


async def ask_speaker(
    desk: Desk[Any],
    talk: Transcript,
    numbers: Collection[int],
    then: Callable[[Chosen], Awaitable[None]],
) -> None:
    """Ask who speaks some turns, which all of them may be new to; `then` gets who was chosen."""

    async def given(chosen: Chosen | None) -> None:
        if chosen:
            await then(chosen)

    now = {turn.speaker_id for turn in map(talk.turn, numbers)}
    names = [one.speaker.shown for one in heard(talk, {}) if one.speaker.id in now]
    now_is = ", ".join(names[:3]) + (" …" if len(names) > 3 else "")
    note = f"Now: {now_is}." if names else "Nobody is named now."
    choices = speaker_choices(talk, but=now if len(now) == 1 else frozenset())
    title = f"Who speaks in {named_turns(numbers)}?"
    await desk.ask(ChoiceScreen(title, choices, note=note, new=NEW), given)


def speaker_choices(talk: Transcript, but: Collection[str | None] = frozenset()) -> list[Choice]:
    """Those who speak, except `but` (ids), to choose from."""
    return [
        Choice(one.speaker.id, one.speaker.shown, f"{one.speaker.role.value} · {one.turns} turns")
        for one in heard(talk, {})
        if one.speaker.id not in but
    ]
