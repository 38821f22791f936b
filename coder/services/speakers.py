"""The speakers of a transcript by name: who is meant, which names are free, who has no turns any more."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import replace

from coder.domain.events import Change
from coder.domain.text import visible
from coder.domain.transcript import Role, Speaker, Transcript
from coder.errors import InputError
from coder.services.session import added, changed

MAX_NAME = 60
"""The longest name a speaker may be given."""


def find_speaker(transcript: Transcript, who: str) -> Speaker:
    """The speaker with this id, shown name or imported label, in this order; case counts last.

    Raises InputError that lists who speaks.
    """
    named = who.strip()
    ways = (
        lambda s: s.id == named,
        lambda s: s.shown == named,
        lambda s: s.label == named,
        lambda s: s.shown.casefold() == named.casefold(),
        lambda s: s.label.casefold() == named.casefold(),
    )
    heard = {turn.speaker_id for turn in transcript.turns}
    for way in ways:
        found = sorted(filter(way, transcript.speakers), key=lambda s: s.id not in heard)
        if found:
            return found[0]
    names = ", ".join(visible(s.shown) for s in transcript.speakers[:12])
    raise InputError(
        f"there is no speaker {visible(named)!r}",
        where=transcript.label,
        remedy=f"it has {names}" if names else "it has no speakers",
    )


def turns_of(transcript: Transcript, numbers: Collection[int], who: str) -> list[int]:
    """Those of some turns that `who` speaks. Raises InputError when these are none."""
    speaker = find_speaker(transcript, who)
    found = [number for number in numbers if transcript.turn(number).speaker_id == speaker.id]
    if not found:
        raise InputError(
            f"none of these turns is {visible(speaker.shown)}'s",
            where=transcript.label,
            remedy="name others, or somebody else",
        )
    return found


def entering(transcript: Transcript, name: str, role: Role) -> tuple[Speaker, Change]:
    """Somebody who is about to have turns and has none, and the change that makes them a speaker.

    A speaker of this name whose turns all became somebody else's comes back, so that a label stands
    for one speaker. Raises InputError for an empty, overlong or taken name.
    """
    clean = speaker_name(name)
    check_free(transcript, clean)
    heard = {turn.speaker_id for turn in transcript.turns}
    silent = (s for s in transcript.speakers if s.id not in heard)
    known = next((s for s in silent if clean.casefold() in (s.shown.casefold(), s.label.casefold())), None)
    if known is None:
        made = Speaker(str(uuid.uuid4()), transcript.id, clean, role)
        return made, added("speaker", made)
    name = "" if clean == known.label else clean
    back = replace(known, name=name, role=role, version=known.version + 1)
    return back, changed("speaker", known, back)


def speaker_name(name: str) -> str:
    """A typed name as it is kept. Raises InputError for an empty or overlong one."""
    clean = visible(name).strip()
    if not 0 < len(clean) <= MAX_NAME:
        raise InputError(f"a speaker's name has 1 to {MAX_NAME} characters", remedy="give another one")
    return clean


def check_free(transcript: Transcript, name: str, but: str = "") -> None:
    """Raise InputError when another speaker than `but` (an id) goes by this name and has turns."""
    heard = {turn.speaker_id for turn in transcript.turns}
    for other in transcript.speakers:
        if other.id in heard and other.id != but and name.casefold() == other.shown.casefold():
            raise InputError(
                f"there is already a speaker {visible(other.shown)!r}",
                where=transcript.label,
                remedy="merge the two if they are one person, or choose another name",
            )


def fallen_silent(after: Transcript, before: Transcript, but: str = "") -> list[Change]:
    """Changes to speakers (except `but`, an id) all of whose turns became somebody else's.

    They stay, because earlier revisions name them; their role becomes unknown and no participant
    stands behind them, so that nobody who was never there is counted as present.
    """
    speaking = {turn.speaker_id for turn in after.turns}
    spoke = {turn.speaker_id for turn in before.turns}
    return [
        changed("speaker", s, replace(s, role=Role.UNKNOWN, participant_id=None, version=s.version + 1))
        for s in before.speakers
        if s.id != but and s.id in spoke and s.id not in speaking
    ]


def named_turns(numbers: Collection[int]) -> str:
    """Some turns for a sentence: `turn 4`, or `3 turns (4–9)`."""
    if len(numbers) == 1:
        return f"turn {min(numbers)}"
    return f"{len(set(numbers))} turns ({min(numbers)}–{max(numbers)})"
